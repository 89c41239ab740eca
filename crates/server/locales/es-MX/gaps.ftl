# Análisis de brechas de una empresa, causas, y mapa de brechas de la región.
gaps-link = Análisis de brechas
gaps-what-is-missing = Qué me falta
gaps-title = Análisis de brechas: { $firm }
gaps-lead-owner = Qué separa a su empresa de los requerimientos abiertos, por qué puede ser y quién ayuda a cerrarlo. Ve todos sus datos; nadie más los ve por esta página, salvo su centro.
gaps-lead-region = Qué separa a la empresa de los requerimientos, con todos sus datos. La lectura de datos reservados queda registrada y la empresa la ve.
gaps-lead-buyer = Qué separa a la empresa de sus requerimientos, con lo que ella deja ver. Lo que mantiene reservado aparece como pregunta.
gaps-as-of = Al
gaps-rules = reglas { $version }
gaps-no-need = Ningún requerimiento abierto a su alcance queda cerca de esta empresa. Abra el análisis desde un candidato para comparar un requerimiento en particular.
gaps-no-need-owner = Por ahora ningún requerimiento abierto queda cerca de su empresa. Complete su perfil: cada dato puede acercarla a otros.
gaps-clear = No se conoce nada que la separe de estos requerimientos.
gaps-needs = { $n ->
    [one] { $shown } requerimiento comparado
   *[other] { $shown } requerimientos comparados
}
gaps-choose = Comparar solo con
gaps-only-these = Analizar los elegidos
gaps-all-needs = Comparar con todos los que quedan cerca
gaps-count = { $n ->
    [one] { $shown } brecha por cerrar
   *[other] { $shown } brechas por cerrar
}
gaps-table = Brechas: dónde está y qué se pide
gaps-what = Qué
gaps-present = Hoy
gaps-required = Se pide
gaps-distance = Falta
gaps-severity = Peso
gaps-blocking = bloquea
gaps-major = mayor
gaps-minor = menor
gaps-had = lo tiene
gaps-not-had = no lo tiene
gaps-level-unknown = no alcanza; no se sabe por cuánto
gaps-by-months = no alcanza en algún mes
gaps-to-months = Ver la capacidad mes por mes
gaps-distance-whole = tenerlo
gaps-distance-unknown = sin dato
gaps-instead = También se acepta: { $names }.
gaps-opens = Cerrarla abre:
gaps-to-confirm = (por confirmar: faltan otros datos)
gaps-blocks = Junto con otras, frena:
gaps-no-service = Ningún servicio del catálogo la cierra desde este nivel en su estado.
gaps-service-from = desde { $money }, { $days }
gaps-chart-label = Brechas en una misma escala, gráfica
gaps-chart-title = Qué parte de lo pedido se alcanza hoy, brecha por brecha
gaps-chart-desc = Una barra por brecha. La línea punteada es lo que se pide. La parte oscura es lo seguro y la clara llega hasta lo mejor que permite un dato con rango. Un recuadro con signo de interrogación es un nivel que no se conoce. Las mismas cifras están en la tabla.
gaps-renew = Renovar
gaps-ran-out = Venció el
gaps-verify = Volver a validar
gaps-ask = Preguntar
gaps-near-edge = Está demasiado cerca del límite del radio para saberlo.
gaps-asked-level = Se pide: { $level }.
gaps-asked-by = { $n ->
    [one] lo pide { $shown } requerimiento
   *[other] lo piden { $shown } requerimientos
}
gaps-answer = Contestar
gaps-fixed = No depende de la empresa
gaps-causes = Causas posibles
gaps-causes-lead = Una causa es una suposición hasta que alguien mira. La pregunta de cada una la distingue de sus vecinas. Lo que dice la empresa y lo que halla la consultoría se guardan aparte.
gaps-seen-in = Se nota en: { $names }
gaps-causes-table = Causas de: { $symptom }
gaps-cause = Causa
gaps-question = Qué preguntar o medir
gaps-side-owner = La empresa dice
gaps-side-consultant = La consultoría halló
gaps-standing = Resulta
gaps-treated-by = Quién ayuda
gaps-no-local-service = Falta un servicio en su estado.
gaps-nothing-said = sin respuesta
gaps-finding-yes = Sí
gaps-finding-no = No
gaps-finding-unsure = No se puede saber todavía
gaps-standing-open = abierta
gaps-standing-supposed = supuesta por la empresa
gaps-standing-doubted = la empresa no lo cree
gaps-standing-confirmed = confirmada
gaps-standing-ruled-out = descartada
gaps-standing-disputed = no coinciden: revísenla juntos
gaps-state-owner = Qué opina usted
gaps-state-owner-lead = Diga qué causas reconoce en su empresa. Solo lo ven su empresa y su centro.
gaps-state-consultant = Qué halló
gaps-state-consultant-lead = Anote lo que vio o midió. Lo ven la empresa y su centro; no cambia lo que dijo la empresa.
gaps-state-cause = Causa
gaps-state-choose = Elija
gaps-state-finding = ¿Está presente?
gaps-state-note = Qué lo muestra
gaps-state-note-hint = Opcional: la medición, lo que vio, un ejemplo.
gaps-state-send = Guardar
gaps-done-stated = Guardado. Lo anterior queda en el registro.
gaps-fault-cause = Elija una causa de la lista.
gaps-fault-finding = Elija si está presente, si no, o si todavía no se puede saber.
fault-unknown-cause = Elija una causa de la lista.
gapmap-title = Mapa de brechas
gapmap-lead = Qué les falta a las empresas de su región para los requerimientos abiertos: qué es común, cuánta demanda frena, quién podría aprender junto y qué servicio falta.
gapmap-none = Todavía no hay nada que comparar. El mapa aparece cuando hay empresas con perfil en su región y requerimientos abiertos.
gapmap-sites = { $n ->
    [one] { $shown } planta con perfil en la región
   *[other] { $shown } plantas con perfil en la región
}
gapmap-firms = { $n ->
    [one] { $shown } empresa
   *[other] { $shown } empresas
}
gapmap-needs = { $n ->
    [one] { $shown } requerimiento abierto
   *[other] { $shown } requerimientos abiertos
}
gapmap-count = { $n ->
    [one] { $shown } brecha o dato que falta
   *[other] { $shown } brechas o datos que faltan
}
gapmap-shades = Entre más oscuro el recuadro, más empresas: de 1 a 4, de 5 a 9, de 10 a 19, 20 o más. Una raya son menos de las que se cuentan por estado.
gapmap-table = Mapa de brechas por estado, tabla
gapmap-closed = dato reservado
gapmap-lacking = Empresas con brecha
gapmap-renewing = Por renovar
gapmap-unknown = Sin dato
gapmap-blocks = Requerimientos que frena
gapmap-volume = Piezas al mes
gapmap-opens = Pares que abre
gapmap-services = Servicios, desde
gapmap-withheld = reservado
gapmap-few = menos de las que se cuentan
gapmap-volume-unknown = sin dato
gapmap-without-volume = { $n ->
    [one] { $shown } no dice cuántas
   *[other] { $shown } no dicen cuántas
}
gapmap-missing-one = falta un servicio
gapmap-service = { $n ->
    [one] desde { $money }, para { $shown } empresa
   *[other] desde { $money }, para { $shown } empresas
}
gapmap-cohorts = Grupos para un curso
gapmap-cohorts-text = Empresas de un mismo estado con la misma brecha. Las de datos reservados se cuentan, no se nombran.
gapmap-not-named = No se nombran: es un dato que sus dueños mantienen reservado.
gapmap-missing = Servicios que faltan
gapmap-missing-text = Brechas que ningún servicio del catálogo cierra para ninguna de estas empresas.
gapmap-how = Cómo se cuenta
gapmap-how-text = Se comparan las plantas con perfil de la región del centro, hasta 500, con los 100 requerimientos abiertos más recientes de su cartera; solo los pares que quedan cerca. Se cuentan empresas, no plantas. Lo que no se sabe no es una brecha.
gapmap-how-closed = De los datos reservados solo se cuenta lo que toca a 5 empresas o más. La lista de plantas es fija, para que dos mapas no revelen a una empresa.
