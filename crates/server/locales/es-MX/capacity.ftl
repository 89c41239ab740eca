# Capacidad mes por mes: horas y piezas, lo que falta, la carga comprometida.
capacity-mine = Mi capacidad
capacity-link = Ver la capacidad mes por mes
capacity-title = Capacidad de { $firm }
capacity-lead = Horas máquina libres y piezas buenas posibles en los próximos doce meses, calculadas con su calendario, sus máquinas, su OEE y lo que ya tiene comprometido.
capacity-no-process = Todavía no hay procesos en el perfil. La capacidad se calcula proceso por proceso.
capacity-add-process = Agregar un proceso
capacity-processes = Procesos
capacity-months = Meses: { $process }
capacity-table-label = Capacidad mes por mes de { $process }, tabla
capacity-chart-label = Capacidad mes por mes de { $process }, gráfica
capacity-chart-title = Piezas buenas posibles por mes: { $process }
capacity-chart-desc = Una barra por mes, con las piezas buenas que permiten las horas libres. La parte clara va del mínimo al máximo cuando un dato es un rango. Un recuadro con signo de interrogación es un mes sin dato. Las mismas cifras están en la tabla.
capacity-nothing-computed = Ningún mes se puede calcular todavía. Abajo está lo que falta.
capacity-column-month = Mes
capacity-column-machine = Horas máquina
capacity-column-load = Comprometido
capacity-column-free = Horas libres
capacity-column-pieces = Piezas buenas posibles
capacity-column-asked = Piezas pedidas
capacity-column-result = Resultado
capacity-unknown = sin dato
capacity-no-load = sin dato: no se toma como libre
capacity-said-process = dicho para los próximos meses del proceso
capacity-said-site = dicho para los próximos meses de la planta
capacity-impossible = los datos se contradicen: revise turnos, duración, paros y máquinas
capacity-inputs = De qué se calcula
capacity-missing = { $n ->
    [one] Falta { $shown } dato. Toque el dato para contestarlo.
   *[other] Faltan { $shown } datos. Toque cada dato para contestarlo.
}
capacity-input-missing = falta
capacity-input-expired = venció: confírmelo de nuevo
capacity-oee-of-site = OEE de la planta, porque falta el del proceso
capacity-changeover-why = Solo cuenta cuando un requerimiento dice de cuántas piezas es el lote.
capacity-form = Carga comprometida
capacity-form-lead = Anote cuánto del tiempo de máquina de cada mes ya ocupan pedidos en firme. Lo que deje vacío queda como está. Un mes libre se anota con 0.
capacity-form-months = Carga de cada mes
capacity-unit = Unidad
capacity-unit-hint = Puede escribir otra junto a la cifra, por ejemplo 120 h.
capacity-unit-share = % del tiempo de máquina
capacity-unit-hours = horas máquina
capacity-save = Guardar la carga
capacity-saved = Guardado. Los meses ya se calculan con esta carga.
capacity-fault-none = Anote al menos un mes.
capacity-former = { $n ->
    [one] { $shown } carga anterior
   *[other] { $shown } cargas anteriores
}
capacity-how = Cómo se calcula
capacity-how-formula = Horas máquina = días de trabajo × turnos × (duración del turno − paros programados) × máquinas. Se restan las horas comprometidas. Piezas buenas = horas libres ÷ tiempo de ciclo × piezas por ciclo × OEE.
capacity-how-holidays = Los días de trabajo son los de una semana normal por las semanas del mes. Los descansos obligatorios (artículo 74 de la Ley Federal del Trabajo) no se restan aparte: inclúyalos en los días de paro de planta al año.
capacity-how-shutdown = Los días de paro de planta se reparten por igual entre los meses. Si caen en un mes, anote su efecto como carga de ese mes.
capacity-how-losses = El scrap, el retrabajo y los cambios propios ya están dentro del OEE. Si un requerimiento dice de cuántas piezas es el lote, el mínimo cuenta además un cambio por lote.
capacity-how-who = Estas cifras las ven su empresa y su centro; nadie más, salvo que usted abra sus datos de capacidad y de calidad. Al comparar sin mostrar solo se usan escalones publicados.
capacity-need = Capacidad contra el volumen pedido
capacity-need-table = Meses pedidos y capacidad de { $process }
capacity-need-no-process = No se conoce ningún proceso que cuente para este criterio.
capacity-need-worst = Lo peor es { $month }: faltan { $pieces } piezas.
capacity-need-declared = Se compara lo que la empresa declara al mes, porque no se puede calcular ningún mes.
capacity-need-both = Hay un dato declarado y meses calculados: deciden los calculados.
capacity-need-lots = Lotes de { $pieces } piezas.
capacity-need-missing = Para saberlo falta:
capacity-need-loads = Falta la carga comprometida de algún mes, o los datos son rangos que incluyen el volumen pedido.
capacity-need-to-months = Ver los meses y anotar la carga
capacity-as-declared = (declarado)
capacity-short = { $n ->
    [one] falta { $shown } pieza
   *[other] faltan { $shown } piezas
}
