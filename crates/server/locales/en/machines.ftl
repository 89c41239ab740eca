# The machines of a plant, one by one.
machine-link = List of machines
machine-mine = Machines
machine-title = Machines of { $firm }
machine-lead = What the firm or its centre wrote down of each machine, with its origin and date.
machine-lead-keeper = From this list comes what is compared with needs: how many machines of each type, the newest and the largest. What a document or a visit showed is not changed by the list.
machine-none = No machines on the list yet.
machine-none-keeper = Add the first one: the type and how many will do; the rest when you have the plate before you.
machine-new = Add a machine
machine-change = Change or remove
machine-copy = Copy
machine-count = { $n ->
    [one] { $shown } machine
   *[other] { $shown } machines
}
machine-of-year = year { $figure }
machine-with-axes = { $n ->
    [one] { $shown } axis
   *[other] { $shown } axes
}
machine-with-tonnage = { $n ->
    [one] { $shown } tonne
   *[other] { $shown } tonnes
}
machine-with-x = length (X) { $figure }
machine-with-y = width (Y) { $figure }
machine-with-z = height (Z) { $figure }
machine-with-diameter = diameter { $figure }
machine-with-load = load { $figure }
machine-kind = Type of machine
machine-kind-hint = For example: CNC lathe, press, coordinate measuring machine.
machine-make = Make and model
machine-make-hint = As they stand on the plate.
machine-year = Year of manufacture
machine-how-many = How many alike
machine-how-many-hint = If you have several that are identical, put them down together.
machine-axes = Controlled axes
machine-tonnage = Tonnes
machine-tonnage-hint = Of force or load: presses, moulding machines, cranes.
machine-envelope = Working envelope
machine-envelope-hint = Travels, table or measuring volume, in the unit of the plate. Leave empty what you do not know.
machine-x = Length (X)
machine-y = Width (Y)
machine-z = Height (Z)
machine-diameter = Swing or working diameter
machine-load = Largest load on table or chuck
machine-load-unit = Unit of the load
machine-note = Note
machine-note-hint = Optional. Your firm and your centre read it, nobody else.
machine-save = Save the machine
machine-back = Back to the list
machine-remove = Take off the list
machine-remove-text = If it is no longer at the plant, take it off. It stays in the history. If it was the only one of its type, it is noted that there is none any more.
machine-remove-button = Take it off the list
machine-removed = { $n ->
    [one] { $shown } machine that is gone
   *[other] { $shown } machines that are gone
}
machine-removed-on = taken off on
machine-done-added = The machine is on the list.
machine-done-changed = The change was saved.
machine-done-removed = The machine is off the list.
machine-conflict = Someone else changed this machine while you were writing, so nothing was saved. This is how it stands now; what you wrote is still in the form, and saving it replaces what you see here.
machine-fault-kind = Write the type of machine.
machine-fault-count = Write how many there are, for example 1.
