//! Days as numbers, and when a fact runs out. Whether it holds is one comparison: the day on which it
//! was observed, or its own last day where it has one, against a day that the question fixes.

use jiff::ToSpan;
use jiff::civil::{Date, date};

const EPOCH: Date = date(2000, 1, 1);

/// Days from 2000-01-01 on, negative before.
pub(super) fn number_of(day: Date) -> i32 {
    EPOCH.until(day).map_or(0, |span| span.get_days())
}

/// The day of a number.
pub(super) fn day_of(number: i32) -> Date {
    EPOCH.checked_add(number.days()).unwrap_or(EPOCH)
}

/// What decides until when a fact holds: its own last day, or the day on which it was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term(i32);

impl Term {
    /// Of a fact.
    pub fn of(observed: Date, valid_until: Option<Date>) -> Self {
        match valid_until {
            Some(last) => Self((number_of(last) << 1) | 1),
            None => Self(number_of(observed) << 1),
        }
    }

    /// The fact's own last day, where it has one.
    pub fn valid_until(self) -> Option<Date> {
        (self.0 & 1 == 1).then(|| day_of(self.0 >> 1))
    }
}

/// The days before which facts on an attribute no longer hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// A fact's own last day must not lie before it.
    last: i32,
    /// A fact without one must not have been observed before it.
    observed: i32,
}

impl Limits {
    /// As of a day, where facts without their own last day hold for so many months (0: for ever).
    pub fn new(on: Date, validity_months: u16) -> Self {
        let observed = match validity_months {
            0 => i32::MIN,
            months => number_of(first_that_holds(on, months)),
        };
        Self {
            last: number_of(on),
            observed,
        }
    }

    /// Whether a fact holds. Without a branch or a look-up, so that the compiler takes several in one step.
    #[inline]
    pub fn hold(self, term: Term) -> bool {
        // All ones where the fact has its own last day.
        let has_last = (term.0 & 1).wrapping_neg();
        let limit = (self.last & has_last) | (self.observed & !has_last);
        term.0 >> 1 >= limit
    }
}

/// The first day on which a fact could be observed and still hold. Adding months to a later day never
/// gives an earlier one, so everything after it holds too.
fn first_that_holds(on: Date, months: u16) -> Date {
    let months = i32::from(months).months();
    let ran_out = |observed: Date| observed.checked_add(months).is_ok_and(|last| last < on);
    // Months end on different days: the way back may end some days early or late.
    let mut first = on
        .checked_sub(months)
        .and_then(|day| day.checked_sub(4.days()))
        .unwrap_or(Date::MIN);
    while ran_out(first) {
        let Ok(next) = first.tomorrow() else { break };
        first = next;
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_day() -> impl Strategy<Value = Date> {
        prop_oneof![
            4 => (-20_000..20_000_i32).prop_map(day_of),
            1 => (0..900_i32).prop_map(|n| Date::MIN.checked_add(n.days()).unwrap()),
            1 => (0..900_i32).prop_map(|n| Date::MAX.checked_sub(n.days()).unwrap()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_term_holds_exactly_where_the_calendar_says_so(
            on in any_day(), observed in any_day(), near in -3..4_i32, until in proptest::option::of(any_day()), months in 0..130_u16,
        ) {
            // Half of the time the observation lies right at the edge.
            let edge = on.checked_sub(i32::from(months).months()).and_then(|d| d.checked_add(near.days()));
            let observed = if near % 2 == 0 { edge.unwrap_or(observed) } else { observed };
            let last = until.or_else(|| {
                (months > 0).then(|| observed.checked_add(i32::from(months).months()).ok()).flatten()
            });
            let term = Term::of(observed, until);
            prop_assert_eq!(Limits::new(on, months).hold(term), last.is_none_or(|last| last >= on));
            prop_assert_eq!(term.valid_until(), until);
            prop_assert_eq!(day_of(number_of(observed)), observed);
        }
    }
}
