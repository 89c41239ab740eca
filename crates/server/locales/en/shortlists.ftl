shortlist-title = Candidates for “{ $need }”
shortlist-scored = { $n ->
    [one] { $shown } supplier was scored
   *[other] { $shown } suppliers were scored
}
shortlist-as-of = as of
shortlist-by = by { $name }
shortlist-old-need = of an earlier version of the need
shortlist-need-changed = The need has changed since this shortlist. What follows answers the earlier version; find candidates again for the present one.
shortlist-how = How it came about
shortlist-how-text = Every supplier is scored against every criterion: meets, gap or unknown. Musts decide the group; wishes and the words of the need order inside it. A missing fact counts neither as met nor as failed. The answer is saved whole and opened again unchanged.
shortlist-made = Made
shortlist-evaluated = Evaluated as of
shortlist-rules = Version of the rules
shortlist-scored-label = Suppliers scored
shortlist-need-version = Version of the need
groups-label = Groups
groups-all = See all four groups
group-ready = ready now
group-ready-text = They meet every must.
group-with-programme = ready after a programme
group-with-programme-text = They lack something that a registered service can close.
group-to-confirm = to be confirmed
group-to-confirm-text = Facts are missing: ask the firm or add them to a visit.
group-out-of-reach = out of reach for now
group-out-of-reach-text = At least one must cannot be closed by anything registered.
group-empty = Nobody at the moment.
group-more = See the { $shown } saved under “{ $group }”
group-rest = { $n ->
    [one] One more supplier is in this group; only the first are saved.
   *[other] { $shown } more suppliers are in this group; only the first are saved.
}
verdict-meets = Meets
verdict-gap = Gap
verdict-unknown = Unknown
candidate-meets = { $n ->
    [one] Meets { $shown } must: { $list }
   *[other] Meets { $shown } musts: { $list }
}
candidate-missing = { $n ->
    [one] One fact is missing: { $list }
   *[other] { $shown } facts are missing: { $list }
}
candidate-why = See criterion by criterion
candidate-table = Explanation of { $name }
candidate-score = Score inside the group: { $score } (words and concepts of the need that are found: { $text }).
why-asked = Asked
why-verdict = Verdict
why-known = What is known
why-evidence = Evidence, origin and age
why-share = Contributes
why-must = decides the group
evidence-none = none
evidence-until = valid until { $date }
estimate = From { $money } and { $days }
estimate-days = From { $days }
estimate-lower-bound = (lower bound: no programme can cost or take less)
reason-has = Has { $item }.
reason-expired-item = { $item } expired on { $date }.
reason-expired = The fact expired on { $date }.
reason-said-no = The firm said no.
reason-not-listed = Not on its list, which it declared complete.
reason-not-listed-near = Not on its list, which it declared complete; nearest: { $item }.
reason-only-wider = Only { $item } is known, which may or may not include it.
reason-nothing-known = Nothing is known.
reason-amount-meets = The value satisfies what is asked.
reason-amount-fails = The value does not reach what is asked.
reason-range-straddles = The published range holds values that satisfy and values that do not.
reason-in-state = It is in a state that is asked for.
reason-other-state = It is in another state.
reason-place-unknown = Where it is is not known.
reason-near = It is { $distance } away.
reason-far = It is { $distance } away, outside the radius.
reason-near-edge = The centre of its municipality is { $distance } away, too near the edge to tell.
action-ask = Ask the firm.
action-verify = Verify again.
action-close = A service or an investment can close it.
action-renew = Renew the certificate.
action-move = The place does not change.
compare-pick = Compare
compare-button = Compare selected
compare-hint = 2 to 5
compare-wrong-number = Choose two to five candidates to compare.
compare-title = Comparison of candidates
compare-back = Back to the shortlist
compare-group = Group
compare-rank = Rank
compare-place = Location
compare-score = Score inside the group
compare-estimate = Estimate of the programme
compare-no-estimate = no estimate
institutions-title = Institutions and services
institutions-lead = Who can help to close a gap, how long it takes and what it costs.
institutions-filter = Service, institution or topic
institutions-none = There are no institutions yet. Import them with their template.
institution-no-services = No services registered.
service-name = Service
service-effects = What it changes
service-duration = Duration
service-price = Price
service-region = Region
service-demo-value = demonstration value
service-as-of = as of
region-country = whole country
effect-flag = { $what }: attained
effect-from-to = { $what }: from { $from } to { $to }
effect-to = { $what }: up to { $to }
kind-process = Processes
kind-material = Materials
kind-standard = Standards and certificates
kind-equipment = Equipment
kind-sector = Sectors
kind-service = Services
vocabulary-title = Vocabulary: { $kind }
vocabulary-lead = { $n ->
    [one] { $shown } concept with name and synonyms in Spanish and English.
   *[other] { $shown } concepts with names and synonyms in Spanish and English.
}
vocabulary-kinds = Trees
vocabulary-filter = Name or synonym
vocabulary-found = { $n ->
    [one] { $shown } concept
   *[other] { $shown } concepts
}
vocabulary-path = Branch
vocabulary-scian = SCIAN 2023:
