# El perfil, pregunta por pregunta.
profile-nav = Mi empresa
profile-mine = Mi empresa
profile-link = Completar el perfil
profile-title = Perfil de { $firm }
profile-no-site = Todavía no hay una planta a su nombre. Búsquela y diga «Es mi empresa»; el centro la revisa.
profile-find-site = Buscar mi empresa
profile-which-site = Elija la planta:
profile-done = { $shown } de { $total } datos
profile-next = Siguiente:
profile-answer-now = Contestar
profile-opens = { $n ->
    [one] Puede abrirle { $shown } requerimiento.
   *[other] Puede abrirle { $shown } requerimientos.
}
profile-all-known = No falta ningún dato. Gracias por mantener su perfil al día.
profile-verify = Confirmar de nuevo
profile-verify-more = { $n ->
    [one] y { $shown } dato más
   *[other] y { $shown } datos más
}
profile-parts = Partes del perfil
profile-part-activity = Qué hacemos
profile-part-precision = Con qué precisión
profile-part-machines = Máquinas
profile-part-capacity = Capacidad
profile-part-quality = Calidad y entregas
profile-part-certificates = Certificados y prácticas
profile-part-papers = Papeles para el alta como proveedor
profile-part-business = Negocio
profile-part-empty = Aquí se pregunta por cada proceso, máquina o certificado de su lista. Agréguelos primero en «Qué hacemos», «Máquinas» o «Certificados y prácticas».
profile-others = Agregar otro dato
profile-back = Volver al perfil
profile-as-seen = Ver el perfil como lo ven otros
profile-who-sees = Decidir quién puede ver mis datos
profile-known = contestado
profile-unknown = sin dato
profile-expired = venció el
profile-expiring = vence el
profile-saved = Guardado: { $what }
profile-answer = Respuesta
profile-unit = Unidad
profile-unit-thou = milésimas de pulgada
profile-unit-in = pulgadas
profile-unit-h = horas
profile-unit-min = minutos
profile-unit-s = segundos
profile-yes = Sí
profile-no = No
profile-until = Vigente hasta (si tiene fecha)
profile-observed = Fecha en que lo vio (hoy, si la deja vacía)
profile-origin = Cómo lo sabe
profile-origin-choose = Elija una opción
profile-reserved = Dato reservado: lo ven su empresa y su centro. Nadie más, salvo que usted lo abra.
profile-save = Guardar y seguir
profile-skip = No lo sé o no aplica: seguir
profile-settled = Este dato ya está documentado o validado. Si cambió, pida a su centro que lo actualice.
profile-skip-settled = Seguir
profile-current = Lo que se sabe
profile-nothing-known = Todavía no se sabe.
profile-former = { $n ->
    [one] { $shown } dato anterior
   *[other] { $shown } datos anteriores
}
profile-source-firm = la empresa, en su perfil
profile-source-centre = personal del centro
profile-listed = En su lista
profile-none-listed = Todavía no hay nada en la lista.
profile-seek = Agregue con sus palabras
profile-seek-button = Buscar
profile-found = Lo que encontramos
profile-asked-for = Lo piden requerimientos abiertos
profile-nothing-found = No encontramos nada con esas palabras. Pruebe con otro nombre.
profile-tick = Marque lo que sí tiene
profile-add = Agregar
profile-no-items = Primero agregue algo a la lista.
profile-which-item = ¿De cuál?
profile-add-items = Agregar a la lista
profile-fault-text = Escriba la respuesta, o siga si no la sabe.
profile-fault-items = Marque al menos una opción.
profile-fault-origin = Elija cómo lo sabe: declarado, documentado o validado en visita. Una empresa solo declara.
profile-fault-number = «{ $detail }»: no se entiende el número o su unidad. Escriba el número y elija la unidad.
profile-fault-known-better = Ya se conoce mejor: { $origin }. Si cambió, pida a su centro que lo actualice.
profile-fault-older = Ya hay un dato más reciente, del { $date }.
profile-fault-future = Esa fecha todavía no llega.
profile-skipped = no lo sabe por ahora
profile-all-asked = { $n ->
    [one] Por ahora no hay más preguntas. La que no sabe se le vuelve a hacer en unos meses, o antes si un requerimiento la espera.
   *[other] Por ahora no hay más preguntas. Las { $shown } que no sabe se le vuelven a hacer en unos meses, o antes si un requerimiento las espera.
}
