import-title = Importar un archivo
import-lead = Traiga un directorio público o una plantilla con sus datos. Primero verá qué pasaría; nada se guarda hasta que lo confirme.
import-file = Archivo
import-file-hint = CSV de hasta 200 MB o XLSX de hasta 50 MB.
import-kind = Tipo de archivo
import-kind-recognise = Reconocer por el encabezado
import-kind-again = Ver como este tipo
import-private = Los teléfonos y los correos electrónicos nunca se leen ni se guardan, aunque vengan en el archivo.
import-look = Ver qué pasaría
import-templates = Plantillas
import-templates-text = Una línea por cosa. Las dos líneas de ejemplo son ficticias: bórrelas. DENUE y RETC no necesitan plantilla; se importan tal como los publican INEGI y SEMARNAT.
template-suppliers = Una línea es una planta de un proveedor: lugar, procesos, materiales, certificados, equipos.
template-needs = Una línea es un requerimiento de una empresa tractora, con al menos un criterio.
template-institutions = Una línea es una institución de apoyo, una empresa tractora o un centro.
template-services = Una línea es un servicio de una institución: efectos, días y precio.
template-machines = Una línea es una máquina de un proveedor, o varias iguales: tipo, marca y modelo, año, medidas.
import-runs = Importaciones recientes
import-runs-table = Importaciones recientes con sus filas, tabla
import-no-runs = Aún no se ha importado ningún archivo. Aquí aparecerá cada importación con lo que pasó con sus filas.
import-other-file = Importar otro archivo
import-cancel = Cancelar
import-confirm = { $n ->
    [one] Importar { $shown } fila
   *[other] Importar { $shown } filas
}
fault-file = Elija un archivo que no esté vacío.
fault-upload = El archivo no llegó completo. Elíjalo otra vez y vuelva a enviarlo.

rows-all = Filas
rows-new = Nuevas
rows-changed = Con cambios
rows-unchanged = Sin cambios
rows-rejected = Rechazadas
rows-warned = Con advertencia

preview-title = Qué pasaría al importar
preview-counts = Qué pasaría con las filas
preview-part = El archivo es muy largo: solo se revisaron las primeras { $rows } filas. Al importar se leen todas.
preview-resumes = Una importación anterior de este mismo archivo quedó sin terminar. Seguirá después de la fila { $row }; nada se repite.
preview-nothing = Todas las filas se rechazarían, así que no hay nada que importar. Corrija el archivo según los problemas de abajo, o indique otro tipo.
preview-all-known = Todo lo que se conservaría ya está registrado igual: importar no cambia nada.
preview-rejected-text = Las filas rechazadas no se guardan; después de importar podrá descargarlas con su motivo.
preview-file = Cómo se leyó el archivo
preview-recognised = Tipo reconocido
preview-encoding = Codificación
preview-delimiter = Separador
delimiter-comma = coma
delimiter-semicolon = punto y coma
delimiter-tab = tabulador
columns-used = Columnas que se usan
columns-ignored = Columnas que no se usan
columns-private = Columnas que nunca se leen (datos personales)
preview-sample = Primeras filas
preview-sample-table = Primeras filas como se entendieron, tabla
preview-sample-text = Los valores como se entendieron.
preview-outcome = Qué pasaría
preview-more-problems = Se muestran los primeros; después de importar podrá descargarlos todos.
outcome-new = nueva
outcome-changed = con cambios
outcome-unchanged = sin cambios

problems-title = Problemas
problems-table = Problemas por fila, tabla
problems-row-hint = La fila 1 es la primera debajo del encabezado.
problems-first = Se muestran los primeros; el archivo los trae todos.
problems-download = todos los problemas (CSV)
problems-download-rows = filas rechazadas con su motivo (CSV)
problem-row = Fila
problem-column = Columna
problem-value = Valor
problem-code = Código
problem-reason = Motivo
problem-effect = Resultado
problem-is-rejected = Rechazada
problem-rejected = rechazada
problem-warning = solo advertencia
problem-whole-row = toda la fila

run-status = Estatus
run-running = en curso
run-interrupted = sin terminar
run-finished = terminada
run-failed = detenida por un error
run-counts = Qué pasó con las filas
run-about = Sobre esta importación
run-started = Inició
run-ended = Terminó
run-by = La inició
run-so-far = { $n ->
    [one] { $shown } fila revisada.
   *[other] { $shown } filas revisadas.
}
run-running-text = Importando.
run-leave = Esta página se actualiza sola cada 2 segundos. Puede salir de ella: la importación sigue.
run-reload = Actualizar ahora
run-elsewhere = Esta importación no ha terminado y aquí no está en curso.
run-elsewhere-text = O la lleva otro proceso (por ejemplo, la línea de comandos), o se interrumpió. Si se interrumpió, importe el mismo archivo otra vez: sigue después de la última fila terminada ({ $row }). Nada se pierde ni se duplica.
run-again = Importar el mismo archivo otra vez
run-finished-text = Importación terminada.
run-failed-text = La importación se detuvo por un error.
run-failed-how = Las filas ya revisadas quedaron guardadas. Revise el archivo e impórtelo otra vez: lo que ya está registrado no se duplica.
