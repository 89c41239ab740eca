# Capacity month by month: hours and pieces, what is missing, committed load.
capacity-mine = My capacity
capacity-link = See the capacity month by month
capacity-title = Capacity of { $firm }
capacity-lead = Free machine hours and possible good parts in the next twelve months, computed from your calendar, your machines, your OEE and what you have committed already.
capacity-no-process = There are no processes in the profile yet. Capacity is computed process by process.
capacity-add-process = Add a process
capacity-processes = Processes
capacity-months = Months: { $process }
capacity-table-label = Capacity of { $process } month by month, table
capacity-chart-label = Capacity of { $process } month by month, chart
capacity-chart-title = Possible good parts a month: { $process }
capacity-chart-desc = One bar a month, with the good parts that the free hours allow. The light part runs from the least to the most where something is stated as a range. A frame with a question mark is a month that is not known. The same figures stand in the table.
capacity-nothing-computed = No month can be computed yet. What is missing is listed below.
capacity-column-month = Month
capacity-column-machine = Machine hours
capacity-column-load = Committed
capacity-column-free = Free hours
capacity-column-pieces = Possible good parts
capacity-column-asked = Parts asked for
capacity-column-result = Result
capacity-unknown = not known
capacity-no-load = not known: not taken as free
capacity-said-process = said of the next months of the process
capacity-said-site = said of the next months of the plant
capacity-impossible = the data contradict each other: look at shifts, their length, stops and machines
capacity-inputs = What it is computed from
capacity-missing = { $n ->
    [one] { $shown } answer is missing. Open it to answer.
   *[other] { $shown } answers are missing. Open each to answer.
}
capacity-input-missing = missing
capacity-input-expired = expired: confirm it again
capacity-oee-of-site = OEE of the plant, because that of the process is missing
capacity-changeover-why = Counts only where a need says how many parts are in a lot.
capacity-form = Committed load
capacity-form-lead = Enter how much of each month’s machine time firm orders take already. What you leave empty stays as it is. A free month is entered as 0.
capacity-form-months = Load of each month
capacity-unit = Unit
capacity-unit-hint = You may write another beside the figure, for example 120 h.
capacity-unit-share = % of machine time
capacity-unit-hours = machine hours
capacity-save = Save the load
capacity-saved = Saved. The months are computed with this load now.
capacity-fault-none = Enter at least one month.
capacity-former = { $n ->
    [one] { $shown } earlier load
   *[other] { $shown } earlier loads
}
capacity-how = How it is computed
capacity-how-formula = Machine hours = working days × shifts × (length of the shift − planned stops) × machines. Committed hours are taken off. Good parts = free hours ÷ cycle time × parts per cycle × OEE.
capacity-how-holidays = Working days are those of a normal week times the weeks of the month. Obligatory days of rest (article 74 of Mexico’s Federal Labour Law) are not taken off besides: include them in the plant’s shutdown days a year.
capacity-how-shutdown = Shutdown days are spread evenly over the months. If they fall into one month, enter their effect as load of that month.
capacity-how-losses = Own scrap, rework and changeovers are inside the OEE. Where a need says how many parts are in a lot, the least counts one changeover a lot besides.
capacity-how-who = Your firm and your centre see these figures; nobody else, unless you open your capacity and quality data. Comparing without showing uses published steps only.
capacity-need = Capacity against the volume asked for
capacity-need-table = Months asked for and capacity of { $process }
capacity-need-no-process = No process is known that counts for this criterion.
capacity-need-worst = The worst is { $month }: { $pieces } parts are lacking.
capacity-need-declared = What the firm declares a month is compared, because no month can be computed.
capacity-need-both = There are a declared figure and computed months: the computed ones decide.
capacity-need-lots = Lots of { $pieces } parts.
capacity-need-missing = To know it, this is missing:
capacity-need-loads = The committed load of some month is missing, or the data are ranges that include the volume asked for.
capacity-need-to-months = See the months and enter the load
capacity-as-declared = (declared)
capacity-short = { $n ->
    [one] { $shown } part is lacking
   *[other] { $shown } parts are lacking
}
