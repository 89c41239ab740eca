alerts-title = Avisos
alerts-nav = { $n ->
    [one] Avisos ({ $shown })
   *[other] Avisos ({ $shown })
}
alerts-lead-firm = Requerimientos nuevos o cambiados a los que su empresa se acerca. Lo que cambia en su propio perfil se ve en Oportunidades.
alerts-lead-buyer = Proveedores que, por lo que cambiaron en su perfil, pueden estar listos hoy para un requerimiento abierto.
alerts-none-firm = No hay avisos. Aquí aparecen los requerimientos que se publiquen y que su empresa cumpla o casi cumpla.
alerts-none-buyer = No hay avisos. Aquí aparecen los proveedores que se acerquen a un requerimiento abierto.
alerts-none-unread = No le queda ninguno sin leer.
alerts-all-read = Todo está leído
alerts-unread-count = { $n ->
    [one] { $shown } aviso sin leer
   *[other] { $shown } avisos sin leer
}
alerts-unread = Sin leer
alerts-show-unread = Ver solo los que no he leído
alerts-show-all = Ver todos los avisos
alerts-mark-read = Marcar todo como leído
alerts-done-read = Los avisos quedaron marcados como leídos.
alerts-for-need = Para:
alerts-newest = Los más recientes
alerts-older = Anteriores
alerts-to-mail = Elegir si los recibo también por correo
alerts-to-list = Ver mis avisos
alerts-mail-on = Recibe un resumen por correo: a lo más uno al día, por la mañana, y solo si hay avisos sin leer. El correo dice cuántos son, nunca de qué tratan.
alerts-mail-off = No recibe el resumen por correo. Los avisos siguen apareciendo aquí.
alerts-mail-start = Recibir un resumen por correo
alerts-mail-stop = Dejar de recibir el resumen por correo
alerts-mail-not-sent = Esta instalación todavía no envía correo.
alerts-done-mail = Su elección sobre el resumen por correo quedó guardada.
