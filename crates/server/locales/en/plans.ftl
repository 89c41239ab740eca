plan-not-found = There is no such supplier or need.
plan-gaps = { $n ->
    [one] { $shown } gap to close
   *[other] { $shown } gaps to close
}
plan-time-assumed = The firm has not said what time it has: 40 hours of work a week are taken.
plan-not-closable = No service of the catalogue closes: { $gap }
plan-in-time = In time and within the budget
plan-beyond = Beyond a deadline or the budget
plan-proven = proven optimal
plan-bound = costs no less than { $cost }
plan-short = No plan fits the budget: { $amount } more are needed.
plan-late = { $gap }: no plan closes it before { $deadline }; the earliest is { $earliest }.
plan-none = No plan ends within three years.
plan-stopped = The search stopped at its limit without a plan.
