site-name = Eslabón
skip = Ir al contenido
yes = sí
no = no
or = o
not-said = sin indicar
and-more = { $shown_names } y { $shown } más
range = de { $low } a { $high }
at-least = al menos { $amount }
at-most = a lo más { $amount }
within = a menos de { $distance } de { $place }
table-of = { $what }, tabla
unit-persons = { $amount } personas
unit-days = { $amount } días
unit-parts-month = { $amount } piezas al mes

nav-label = Principal
nav-search = Buscar proveedores
nav-needs = Requerimientos
nav-institutions = Instituciones
nav-imports = Importar
nav-duplicates = Duplicados
nav-vocabulary = Vocabulario
nav-about = Acerca de Eslabón
trail-label = Ruta
acting = Función
acting-change = Cambiar
sign-in = Entrar
sign-out = Salir
person-command-line = línea de comandos
role-engineer = Ingeniería de empresa tractora
role-purchasing-manager = Compras de empresa tractora
role-owner = MiPyME, titular
role-editor = MiPyME, colaboración
role-provider = Institución de apoyo
role-centre-staff = Centro de Desarrollo de Proveedores
role-centre-manager = Dirección del centro
role-broker = Articulación de redes
role-coordinator = Coordinación de programa
role-funder = Financiamiento
role-administrator = Administración
role-operator = Operación local
role-visitor = Visitante
footer-fictional = Demostración: las empresas marcadas «ficticio» son inventadas; los registros públicos son reales.
footer-sources = Fuentes: INEGI, DENUE y SCIAN 2023; SEMARNAT, RETC. Elaboración propia con esa información.

count-suppliers = { $n ->
    [one] { $shown } proveedor
   *[other] { $shown } proveedores
}
count-rows = { $n ->
    [one] { $shown } fila
   *[other] { $shown } filas
}
count-days = { $n ->
    [one] { $shown } día
   *[other] { $shown } días
}
count-services = { $n ->
    [one] { $shown } servicio
   *[other] { $shown } servicios
}
age-today = hoy
age-days = { $n ->
    [one] hace { $shown } día
   *[other] hace { $shown } días
}
age-months = { $n ->
    [one] hace { $shown } mes
   *[other] hace { $shown } meses
}
age-years = { $n ->
    [one] hace { $shown } año
   *[other] hace { $shown } años
}

badge-fictional = ficticio
badge-verified = validado en visita
badge-profile = con perfil
badge-unclaimed = sin administrador
place-unknown = lugar sin dato
size-range = { $low } a { $high } personas
size-from = { $low } personas o más
class-suggested = (clase sugerida)
class-suggested-text = El registro no publica la clase SCIAN; se sugirió a partir de la actividad declarada.

home-lead = Eslabón acerca a empresas tractoras y proveedores mexicanos: encuentra quién puede fabricar lo que hace falta, explica por qué y dice qué le falta a cada quien.
home-today = Lo que hoy le espera
home-map = Proveedores por estado
home-map-text = { $n ->
    [one] { $shown } proveedor en { $states } estado. Elija un estado para ver la lista.
   *[other] { $shown } proveedores en { $states } estados. Elija un estado para ver la lista.
}
home-empty = Todavía no hay proveedores. Importe un directorio (DENUE o RETC) o la plantilla de proveedores.
home-own-needs = Sus requerimientos abiertos
home-no-needs = Aún no hay requerimientos abiertos. Publique el primero: son cuatro pasos cortos.
home-all-needs = Ver todos los requerimientos
home-newest-needs = Requerimientos más recientes
home-open-needs = Requerimientos abiertos
home-no-open-needs = No hay requerimientos abiertos por ahora.
home-imports = Importaciones recientes
home-no-imports = Aún no se ha importado ningún archivo.
home-import = Importar un archivo
home-duplicates = { $n ->
    [one] { $shown } posible duplicado por decidir
   *[other] { $shown } posibles duplicados por decidir
}
home-duplicates-many = Más de { $shown } posibles duplicados por decidir
home-no-duplicates = No hay duplicados por decidir.
home-late = Algún requerimiento sigue abierto después de su cierre ({ $date }).
home-funder = Aquí aparecerán las cifras agregadas que los centros publiquen.
home-owner = Vea qué se sabe públicamente de su empresa y qué requerimientos están abiertos.
home-owner-label = Nombre de su empresa
home-owner-button = Buscar mi empresa

map-label = Mapa de proveedores por estado
map-title = Proveedores por estado
map-desc = Un cuadro por estado, colocado cerca de su lugar en el mapa de México, con el número de proveedores. Cada cuadro lleva a la lista de ese estado.
map-tile = { $n ->
    [one] { $state }: { $shown } proveedor
   *[other] { $state }: { $shown } proveedores
}
map-table = Ver los mismos datos en tabla
map-table-label = Proveedores por estado, tabla
map-state = Estado
map-count = Proveedores
map-open = Mapa por estado
locator-title = Lugar de { $state } en México

about-title = Acerca de Eslabón
about-what = Eslabón es la herramienta de un Centro de Desarrollo de Proveedores. Reúne lo que los registros públicos y las propias empresas dicen de cada planta, recibe requerimientos de empresas tractoras y propone preselecciones que se explican criterio por criterio.
about-principles = No saber no es no: un dato que falta se muestra como faltante y nunca cuenta como cero ni como cumplido. Cada dato lleva su origen, su fecha y su fuente. El programa propone; deciden las personas.
about-sources = De dónde vienen los datos
about-denue = INEGI, Directorio Estadístico Nacional de Unidades Económicas (DENUE): nombre, actividad, personal y lugar de cada establecimiento.
about-scian = INEGI, Sistema de Clasificación Industrial de América del Norte, México 2023 (SCIAN): títulos de las clases.
about-retc = SEMARNAT, Registro de Emisiones y Transferencia de Contaminantes (RETC): plantas que reportan. No publica la clase SCIAN; la que se muestra es una sugerencia.
about-places = INEGI, Marco Geoestadístico: nombres y centros de estados y municipios.
about-public-facts = De los registros se toman solo datos públicos; no se importan teléfonos ni correos electrónicos, y a una empresa real nunca se le atribuye una capacidad que nadie ha declarado. El uso de esta información no significa que INEGI o SEMARNAT la avalen.
about-fictional = Datos ficticios
about-fictional-text = En la demostración, las empresas tractoras, las MiPyMEs con perfil, las instituciones, los servicios y sus precios son inventados y llevan la marca «ficticio».
about-access = Quién puede ver qué
about-access-text = Los registros públicos se ven sin cuenta. Una empresa tractora ve únicamente sus requerimientos; las cifras reservadas de una MiPyME las ven ella, su centro y a quien ella las abra. Cada consulta de datos reservados queda registrada.
about-licence = Licencia
about-licence-text = El programa se distribuye bajo Apache-2.0 o MIT, a su elección.
about-version = Versión { $version }.
