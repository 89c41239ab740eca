widen-title = What would widen the list
widen-text = How many more suppliers would be left without any known gap if one must asked for less. Counted are those that fail this must and no other, on facts that everyone may see; for some of them facts may be missing.
widen-step = { $n ->
    [one] “{ $wanted }” adds { $shown } supplier
   *[other] “{ $wanted }” adds { $shown } suppliers
}
widen-wish = { $n ->
    [one] as a wish it adds { $shown } supplier
   *[other] as a wish it adds { $shown } suppliers
}
widen-change = Change what is asked
margin-over = With { $amount } to spare.
margin-short = { $amount } from what is asked.
why-share-of = { $got } of { $most }
rank-behind = It is { $points } points of 100 behind the place before it in its group.
rank-tie = It has as many points as the place before it in its group.
rank-would = It would rise by meeting: { $list }.
rank-would-add = { $wanted } (up to { $points } points)
print-view = Version for printing
print-one = This explanation for printing
print-back = Back to the whole shortlist
sheet-candidates = Candidates
sheet-criteria = Criteria
sheet-widen = Widen
sheet-query = Query
sheet-rank = Rank
sheet-group = Group
sheet-supplier = Supplier
sheet-fictional = Fictional
sheet-municipality = Municipality
sheet-state = State
sheet-score = Score (of 100)
sheet-missing = Missing facts
sheet-gaps = Gaps
sheet-from-cost = Cost from
sheet-currency = Currency
sheet-from-days = Days from
sheet-from-date = Date from
sheet-reasons = Why
sheet-attribute = Criterion
sheet-asked = Asked
sheet-strength = Kind
sheet-verdict = Verdict
sheet-reason = Reason
sheet-value = Value
sheet-margin = Margin or distance
sheet-origin = Origin
sheet-source = Source
sheet-observed = Date of the fact
sheet-age = Age (days)
sheet-until = Valid until
sheet-contribution = Contributes (points)
sheet-most = Would contribute (points)
sheet-action = What to do
sheet-services = Services that close it
sheet-change = Change
sheet-adds = Suppliers added
sheet-as-wish = as a wish
sheet-item = Item
sheet-content = Content
sheet-need = Need
sheet-weight = Weight
sheet-group-count = Suppliers: { $group }
shortlist-made-by = Made by
