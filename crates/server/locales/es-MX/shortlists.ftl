shortlist-title = Candidatos para «{ $need }»
shortlist-scored = { $n ->
    [one] Se evaluó { $shown } proveedor
   *[other] Se evaluaron { $shown } proveedores
}
shortlist-as-of = con fecha
shortlist-by = por { $name }
shortlist-old-need = de una versión anterior del requerimiento
shortlist-need-changed = El requerimiento cambió después de esta preselección. Lo que sigue responde a la versión anterior; busque candidatos de nuevo para la actual.
shortlist-how = Cómo se obtuvo
shortlist-how-text = Cada proveedor se evalúa contra cada criterio: cumple, brecha o sin dato. Los obligatorios deciden el grupo; los deseables y las palabras del requerimiento ordenan dentro de él. Un dato que falta no cuenta como cumplido ni como incumplido. La respuesta se guarda completa y se vuelve a abrir sin cambios.
shortlist-made = Elaborada
shortlist-evaluated = Fecha de evaluación
shortlist-rules = Versión de las reglas
shortlist-scored-label = Proveedores evaluados
shortlist-need-version = Versión del requerimiento
groups-label = Grupos
groups-all = Ver los cuatro grupos
group-ready = listo hoy
group-ready-text = Cumplen todos los obligatorios.
group-with-programme = listo con programa
group-with-programme-text = Les falta algo que un servicio registrado puede cerrar.
group-to-confirm = por confirmar
group-to-confirm-text = Faltan datos para saberlo: pregunte a la empresa o agréguelos a una visita.
group-out-of-reach = por ahora no cumple
group-out-of-reach-text = Hay al menos un obligatorio que nada de lo registrado puede cerrar.
group-empty = Nadie por ahora.
group-more = Ver los { $shown } guardados de «{ $group }»
group-rest = { $n ->
    [one] Otro proveedor está en este grupo; solo se guardan los primeros.
   *[other] Otros { $shown } proveedores están en este grupo; solo se guardan los primeros.
}
verdict-meets = Cumple
verdict-gap = Brecha
verdict-unknown = Sin dato
candidate-meets = { $n ->
    [one] Cumple { $shown } obligatorio: { $list }
   *[other] Cumple { $shown } obligatorios: { $list }
}
candidate-missing = { $n ->
    [one] Falta un dato: { $list }
   *[other] Faltan { $shown } datos: { $list }
}
candidate-why = Ver criterio por criterio
candidate-table = Explicación de { $name }
candidate-score = Puntuación dentro del grupo: { $score } (palabras y conceptos del requerimiento que aparecen: { $text }).
why-asked = Se pide
why-verdict = Resultado
why-known = Qué se sabe
why-evidence = Evidencia, origen y antigüedad
why-share = Aporta
why-must = decide el grupo
evidence-none = ninguna
evidence-until = vigente hasta { $date }
estimate = Desde { $money } y { $days }
estimate-days = Desde { $days }
estimate-lower-bound = (cota mínima: ningún programa puede costar o tardar menos)
reason-has = Tiene { $item }.
reason-expired-item = { $item } venció el { $date }.
reason-expired = El dato venció el { $date }.
reason-said-no = La empresa indicó que no.
reason-not-listed = No está en su lista, que declaró completa.
reason-not-listed-near = No está en su lista, que declaró completa; lo más parecido: { $item }.
reason-only-wider = Solo se sabe que tiene { $item }, que puede incluirlo o no.
reason-nothing-known = No hay ningún dato.
reason-amount-meets = El valor satisface lo pedido.
reason-amount-fails = El valor no alcanza lo pedido.
reason-range-straddles = El rango publicado abarca valores que cumplen y que no.
reason-in-state = Está en un estado pedido.
reason-other-state = Está en otro estado.
reason-place-unknown = No se sabe dónde está.
reason-near = Está a { $distance }.
reason-far = Está a { $distance }, fuera del radio.
reason-near-edge = El centro de su municipio está a { $distance }, demasiado cerca del límite para saberlo.
action-ask = Preguntar a la empresa.
action-verify = Volver a validar.
action-close = Se puede cerrar con un servicio o una inversión.
action-renew = Renovar el certificado.
action-move = El lugar no cambia.
compare-pick = Comparar
compare-button = Comparar seleccionados
compare-hint = de 2 a 5
compare-wrong-number = Elija de dos a cinco candidatos para comparar.
compare-title = Comparación de candidatos
compare-back = Volver a la preselección
compare-group = Grupo
compare-rank = Lugar
compare-place = Ubicación
compare-score = Puntuación dentro del grupo
compare-estimate = Estimación del programa
compare-no-estimate = sin estimación
institutions-title = Instituciones y servicios
institutions-lead = Quién puede ayudar a cerrar una brecha, cuánto tarda y cuánto cuesta.
institutions-filter = Servicio, institución o tema
institutions-none = Todavía no hay instituciones. Impórtelas con su plantilla.
institution-no-services = Sin servicios registrados.
service-name = Servicio
service-effects = Qué cambia
service-duration = Duración
service-price = Precio
service-region = Región
service-demo-value = valor de demostración
service-as-of = al
region-country = todo el país
effect-flag = { $what }: se obtiene
effect-from-to = { $what }: de { $from } a { $to }
effect-to = { $what }: hasta { $to }
kind-process = Procesos
kind-material = Materiales
kind-standard = Normas y certificados
kind-equipment = Equipo
kind-sector = Sectores
kind-service = Servicios
vocabulary-title = Vocabulario: { $kind }
vocabulary-lead = { $n ->
    [one] { $shown } concepto con nombre y sinónimos en español e inglés.
   *[other] { $shown } conceptos con nombre y sinónimos en español e inglés.
}
vocabulary-kinds = Árboles
vocabulary-filter = Nombre o sinónimo
vocabulary-found = { $n ->
    [one] { $shown } concepto
   *[other] { $shown } conceptos
}
vocabulary-path = Rama
vocabulary-scian = SCIAN 2023:
