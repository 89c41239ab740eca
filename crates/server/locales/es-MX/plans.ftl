plan-not-found = No hay tal proveedor o requerimiento.
plan-gaps = { $n ->
    [one] { $shown } brecha por cerrar
   *[other] { $shown } brechas por cerrar
}
plan-time-assumed = La empresa no ha dicho cuánto tiempo tiene: se suponen 40 horas de trabajo por semana.
plan-not-closable = Ningún servicio del catálogo cierra: { $gap }
plan-in-time = A tiempo y dentro del presupuesto
plan-beyond = Fuera de plazo o de presupuesto
plan-proven = óptimo comprobado
plan-bound = no cuesta menos de { $cost }
plan-short = Ningún plan cabe en el presupuesto: faltan { $amount }.
plan-late = { $gap }: ningún plan la cierra antes del { $deadline }; lo más pronto es el { $earliest }.
plan-none = Ningún plan termina dentro de tres años.
plan-stopped = La búsqueda se detuvo en su límite sin hallar un plan.
