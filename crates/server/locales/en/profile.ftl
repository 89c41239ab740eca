# The profile, question by question.
profile-nav = My company
profile-mine = My company
profile-link = Complete the profile
profile-title = Profile of { $firm }
profile-no-site = No plant is yours yet. Find it and say “It is my company”; the centre reviews it.
profile-find-site = Find my company
profile-which-site = Choose the plant:
profile-done = { $shown } of { $total } answers
profile-next = Next:
profile-answer-now = Answer
profile-opens = { $n ->
    [one] It may open { $shown } need to you.
   *[other] It may open { $shown } needs to you.
}
profile-all-known = Nothing is missing. Thank you for keeping your profile up to date.
profile-verify = Confirm again
profile-verify-more = { $n ->
    [one] and { $shown } more
   *[other] and { $shown } more
}
profile-parts = Parts of the profile
profile-part-activity = What we do
profile-part-precision = How precisely
profile-part-machines = Machines
profile-part-capacity = Capacity
profile-part-quality = Quality and delivery
profile-part-certificates = Certificates and practices
profile-part-papers = Papers for supplier registration
profile-part-business = Business
profile-part-empty = Here each process, machine or certificate on your list is asked about. Add them first under “What we do”, “Machines” or “Certificates and practices”.
profile-others = Add something else
profile-back = Back to the profile
profile-as-seen = See the profile as others see it
profile-who-sees = Decide who can see my data
profile-known = answered
profile-unknown = not known
profile-expired = expired on
profile-expiring = expires on
profile-saved = Saved: { $what }
profile-answer = Answer
profile-unit = Unit
profile-unit-thou = thousandths of an inch
profile-unit-in = inches
profile-unit-h = hours
profile-unit-min = minutes
profile-unit-s = seconds
profile-yes = Yes
profile-no = No
profile-until = Valid until (if it has a date)
profile-observed = Day on which you saw it (today where left empty)
profile-origin = How you know
profile-origin-choose = Choose one
profile-reserved = Reserved: your company and your centre see it. Nobody else, unless you open it.
profile-save = Save and go on
profile-skip = I do not know or it does not apply: go on
profile-settled = This is documented or verified already. If it has changed, ask your centre to update it.
profile-skip-settled = Go on
profile-current = What is known
profile-nothing-known = Nothing is known yet.
profile-former = { $n ->
    [one] { $shown } earlier answer
   *[other] { $shown } earlier answers
}
profile-source-firm = the firm, in its profile
profile-source-centre = staff of the centre
profile-listed = On your list
profile-none-listed = Nothing is on the list yet.
profile-seek = Add in your own words
profile-seek-button = Search
profile-found = What we found
profile-asked-for = Open needs ask for it
profile-nothing-found = We found nothing under those words. Try another name.
profile-tick = Tick what you have
profile-add = Add
profile-no-items = First add something to the list.
profile-which-item = Of which one?
profile-add-items = Add to the list
profile-fault-text = Write the answer, or go on if you do not know it.
profile-fault-items = Tick at least one.
profile-fault-origin = Choose how you know: declared, document or verified on a visit. A firm only declares.
profile-fault-number = “{ $detail }”: the number or its unit is not understood. Write the number and choose the unit.
profile-fault-known-better = It is known better already: { $origin }. If it has changed, ask your centre to update it.
profile-fault-older = Something later is known already, of { $date }.
profile-fault-future = That day has not come yet.
profile-skipped = not known for now
profile-all-asked = { $n ->
    [one] No more questions for now. The one you do not know is asked again in some months, or earlier if a need waits for it.
   *[other] No more questions for now. The { $shown } you do not know are asked again in some months, or earlier if a need waits for them.
}
