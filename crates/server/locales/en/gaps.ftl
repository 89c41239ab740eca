# Gap analysis of a firm, causes, and the gap map of the region.
gaps-link = Gap analysis
gaps-what-is-missing = What my firm lacks
gaps-title = Gap analysis: { $firm }
gaps-lead-owner = What keeps your firm from the open needs, why that may be and who helps to close it. You see all of your data; by this page nobody else does but your centre.
gaps-lead-region = What keeps the firm from the needs, with all of its data. That confidential data were read goes on record, and the firm sees it.
gaps-lead-buyer = What keeps the firm from your needs, by what it lets you see. What it keeps closed appears as a question.
gaps-as-of = As of
gaps-rules = rules { $version }
gaps-no-need = No open need within your reach is near this firm. Open the analysis from a candidate to compare one need.
gaps-no-need-owner = No open need is near your firm for now. Complete your profile: every answer may bring it nearer to others.
gaps-clear = Nothing is known that keeps it from these needs.
gaps-needs = { $n ->
    [one] { $shown } need compared
   *[other] { $shown } needs compared
}
gaps-choose = Compare with these only
gaps-only-these = Analyse the chosen ones
gaps-all-needs = Compare with all that are near
gaps-count = { $n ->
    [one] { $shown } gap to close
   *[other] { $shown } gaps to close
}
gaps-table = Gaps: where it stands and what is asked for
gaps-what = What
gaps-present = Today
gaps-required = Asked for
gaps-distance = Lacking
gaps-severity = Severity
gaps-blocking = blocking
gaps-major = major
gaps-minor = minor
gaps-had = has it
gaps-not-had = does not have it
gaps-level-unknown = not reached; by how much is not known
gaps-by-months = not reached in some month
gaps-to-months = See the capacity month by month
gaps-distance-whole = to have it
gaps-distance-unknown = not known
gaps-instead = Also accepted: { $names }.
gaps-opens = Closing it opens:
gaps-to-confirm = (to be confirmed: other facts are missing)
gaps-blocks = Together with others it keeps closed:
gaps-no-service = No service of the catalogue closes it from this level in its state.
gaps-service-from = from { $money }, { $days }
gaps-chart-label = Gaps on one scale, chart
gaps-chart-title = Which part of what is asked for is reached today, gap by gap
gaps-chart-desc = One bar a gap. The dashed line is what is asked for. The dark part is what is sure, the light one goes to the best that a fact with a range allows. A frame with a question mark is a level that is not known. The same figures stand in the table.
gaps-renew = Renew
gaps-ran-out = Ran out on
gaps-verify = Verify again
gaps-ask = Ask
gaps-near-edge = It lies too near the edge of the radius to tell.
gaps-asked-level = Asked for: { $level }.
gaps-asked-by = { $n ->
    [one] asked for by { $shown } need
   *[other] asked for by { $shown } needs
}
gaps-answer = Answer
gaps-fixed = Not up to the firm
gaps-causes = Possible causes
gaps-causes-lead = A cause is a supposition until somebody looks. The question of each tells it from its neighbours. What the firm says and what the consultant finds are kept apart.
gaps-seen-in = Shows in: { $names }
gaps-causes-table = Causes of: { $symptom }
gaps-cause = Cause
gaps-question = What to ask or measure
gaps-side-owner = The firm says
gaps-side-consultant = The consultant found
gaps-standing = Result
gaps-treated-by = Who helps
gaps-no-local-service = A service is missing in its state.
gaps-nothing-said = no answer
gaps-finding-yes = Yes
gaps-finding-no = No
gaps-finding-unsure = Cannot be told yet
gaps-standing-open = open
gaps-standing-supposed = supposed by the firm
gaps-standing-doubted = the firm does not think so
gaps-standing-confirmed = confirmed
gaps-standing-ruled-out = ruled out
gaps-standing-disputed = they differ: look at it together
gaps-state-owner = What you think
gaps-state-owner-lead = Say which causes you recognise in your firm. Only your firm and your centre see it.
gaps-state-consultant = What you found
gaps-state-consultant-lead = Write down what you saw or measured. The firm and its centre see it; it does not change what the firm said.
gaps-state-cause = Cause
gaps-state-choose = Choose
gaps-state-finding = Is it there?
gaps-state-note = What shows it
gaps-state-note-hint = Optional: the measurement, what you saw, an example.
gaps-state-send = Save
gaps-done-stated = Saved. What was said before stays on record.
gaps-fault-cause = Choose a cause of the list.
gaps-fault-finding = Choose whether it is there, is not, or cannot be told yet.
fault-unknown-cause = Choose a cause of the list.
gapmap-title = Gap map
gapmap-lead = What the firms of your region lack for the open needs: what is common, how much demand it holds up, who could learn together and which service is missing.
gapmap-none = There is nothing to compare yet. The map appears once there are firms with a profile in your region and open needs.
gapmap-sites = { $n ->
    [one] { $shown } plant with a profile in the region
   *[other] { $shown } plants with a profile in the region
}
gapmap-firms = { $n ->
    [one] { $shown } firm
   *[other] { $shown } firms
}
gapmap-needs = { $n ->
    [one] { $shown } open need
   *[other] { $shown } open needs
}
gapmap-count = { $n ->
    [one] { $shown } gap or missing fact
   *[other] { $shown } gaps or missing facts
}
gapmap-shades = The darker the square, the more firms: 1 to 4, 5 to 9, 10 to 19, 20 or more. A dash is fewer than are counted by state.
gapmap-table = Gap map by state, table
gapmap-closed = confidential figure
gapmap-lacking = Firms with the gap
gapmap-renewing = To renew
gapmap-unknown = Not known
gapmap-blocks = Needs that it blocks
gapmap-volume = Pieces a month
gapmap-opens = Pairs that it opens
gapmap-services = Services, from
gapmap-withheld = withheld
gapmap-few = fewer than are counted
gapmap-volume-unknown = not known
gapmap-without-volume = { $n ->
    [one] { $shown } does not say how many
   *[other] { $shown } do not say how many
}
gapmap-missing-one = a service is missing
gapmap-service = { $n ->
    [one] from { $money }, for { $shown } firm
   *[other] from { $money }, for { $shown } firms
}
gapmap-cohorts = Groups for a course
gapmap-cohorts-text = Firms of one state with the same gap. Those of confidential figures are counted, not named.
gapmap-not-named = They are not named: it is a figure that their owners keep closed.
gapmap-missing = Missing services
gapmap-missing-text = Gaps that no service of the catalogue closes for any of these firms.
gapmap-how = How it is counted
gapmap-how-text = The plants with a profile of the centre's region, up to 500, are compared with the 100 latest open needs of its pipeline; only pairs that come near. Firms are counted, not plants. What is not known is no gap.
gapmap-how-closed = Of confidential figures only what concerns 5 firms or more is counted. The list of plants is fixed, so that two maps do not give a firm away.
