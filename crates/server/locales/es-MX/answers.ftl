widen-title = Qué ampliaría la lista
widen-text = Cuántos proveedores más quedarían sin ninguna brecha conocida si un obligatorio pidiera menos. Se cuentan los que solo incumplen ese obligatorio, con datos que cualquiera puede ver; a algunos les pueden faltar datos.
widen-step = { $n ->
    [one] con «{ $wanted }» se suma { $shown } proveedor
   *[other] con «{ $wanted }» se suman { $shown } proveedores
}
widen-wish = { $n ->
    [one] como deseable se suma { $shown } proveedor
   *[other] como deseable se suman { $shown } proveedores
}
widen-change = Cambiar lo que se pide
margin-over = Con margen de { $amount }.
margin-short = A { $amount } de lo pedido.
why-share-of = { $got } de { $most }
rank-behind = Está a { $points } puntos de 100 del lugar anterior de su grupo.
rank-tie = Tiene los mismos puntos que el lugar anterior de su grupo.
rank-would = Subiría si cumpliera: { $list }.
rank-would-add = { $wanted } (hasta { $points } puntos)
print-view = Versión para imprimir
print-one = Versión para imprimir esta explicación
print-back = Volver a la preselección completa
sheet-candidates = Candidatos
sheet-criteria = Criterios
sheet-widen = Ampliar
sheet-query = Consulta
sheet-rank = Lugar
sheet-group = Grupo
sheet-supplier = Proveedor
sheet-fictional = Ficticio
sheet-municipality = Municipio
sheet-state = Estado
sheet-score = Puntuación (de 100)
sheet-missing = Datos que faltan
sheet-gaps = Brechas
sheet-from-cost = Costo desde
sheet-currency = Moneda
sheet-from-days = Días desde
sheet-from-date = Fecha desde
sheet-reasons = Por qué
sheet-attribute = Criterio
sheet-asked = Se pide
sheet-strength = Tipo
sheet-verdict = Resultado
sheet-reason = Motivo
sheet-value = Valor
sheet-margin = Margen o distancia
sheet-origin = Origen
sheet-source = Fuente
sheet-observed = Fecha del dato
sheet-age = Antigüedad (días)
sheet-until = Vigente hasta
sheet-contribution = Aporta (puntos)
sheet-most = Aportaría (puntos)
sheet-action = Qué hacer
sheet-services = Servicios que lo cierran
sheet-change = Cambio
sheet-adds = Proveedores que se suman
sheet-as-wish = como deseable
sheet-item = Dato
sheet-content = Contenido
sheet-need = Requerimiento
sheet-weight = Peso
sheet-group-count = Proveedores: { $group }
shortlist-made-by = Elaborada por
