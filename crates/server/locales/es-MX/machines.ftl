# Las máquinas de una planta, una por una.
machine-link = Lista de máquinas
machine-mine = Máquinas
machine-title = Máquinas de { $firm }
machine-lead = Lo que la empresa o su centro anotó de cada máquina, con su origen y su fecha.
machine-lead-keeper = De esta lista sale lo que se compara con los requerimientos: cuántas máquinas de cada tipo, la más nueva y la más grande. Lo que ya está documentado o validado en visita no lo cambia la lista.
machine-none = Todavía no hay máquinas en la lista.
machine-none-keeper = Agregue la primera: basta el tipo y cuántas son; lo demás, cuando tenga la placa a la vista.
machine-new = Agregar una máquina
machine-change = Cambiar o quitar
machine-copy = Copiar
machine-count = { $n ->
    [one] { $shown } máquina
   *[other] { $shown } máquinas
}
machine-of-year = año { $figure }
machine-with-axes = { $n ->
    [one] { $shown } eje
   *[other] { $shown } ejes
}
machine-with-tonnage = { $n ->
    [one] { $shown } tonelada
   *[other] { $shown } toneladas
}
machine-with-x = largo (X) { $figure }
machine-with-y = ancho (Y) { $figure }
machine-with-z = alto (Z) { $figure }
machine-with-diameter = diámetro { $figure }
machine-with-load = carga { $figure }
machine-kind = Tipo de máquina
machine-kind-hint = Por ejemplo: torno CNC, prensa, máquina de medición por coordenadas.
machine-make = Marca y modelo
machine-make-hint = Como aparecen en la placa.
machine-year = Año de fabricación
machine-how-many = Cuántas iguales
machine-how-many-hint = Si tiene varias idénticas, anótelas juntas.
machine-axes = Ejes controlados
machine-tonnage = Toneladas
machine-tonnage-hint = De fuerza o de carga: prensas, inyectoras, grúas.
machine-envelope = Área útil
machine-envelope-hint = Recorridos, mesa o volumen de medición, en la unidad de la placa. Lo que no sepa, déjelo vacío.
machine-x = Largo (X)
machine-y = Ancho (Y)
machine-z = Alto (Z)
machine-diameter = Volteo o diámetro de trabajo
machine-load = Carga máxima en mesa o plato
machine-load-unit = Unidad de la carga
machine-note = Nota
machine-note-hint = Opcional. La leen su empresa y su centro, nadie más.
machine-save = Guardar la máquina
machine-back = Volver a la lista
machine-remove = Quitar de la lista
machine-remove-text = Si ya no está en la planta, quítela. Queda en la historia. Si era la única de su tipo, se anota que ya no hay ninguna.
machine-remove-button = Quitarla de la lista
machine-removed = { $n ->
    [one] { $shown } máquina que ya no está
   *[other] { $shown } máquinas que ya no están
}
machine-removed-on = se quitó el
machine-done-added = La máquina quedó en la lista.
machine-done-changed = El cambio quedó guardado.
machine-done-removed = La máquina ya no está en la lista.
machine-conflict = Alguien más cambió esta máquina mientras usted escribía, así que no se guardó nada. Así está ahora; lo que usted escribió sigue en el formulario, y si lo guarda, reemplaza lo que ve aquí.
machine-fault-kind = Escriba el tipo de máquina.
machine-fault-count = Escriba cuántas son, por ejemplo 1.
