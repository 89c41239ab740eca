//! The calendar of the steps: where each bar lies between the first and the last month.

use jiff::civil::Date;
use serde::Serialize;

/// The width of the calendar, in parts.
pub const WIDTH: i64 = 10_000;

/// At most so many months are named; of a longer calendar, every second, third and so on.
const TICKS_MAX: usize = 12;

/// A month that is named.
#[derive(Debug, PartialEq, Eq)]
pub struct Tick {
    /// Its first day.
    pub first: Date,
    /// Where it begins, in parts of [`WIDTH`].
    pub left: i64,
}

/// Where a bar lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Where it begins, in parts of [`WIDTH`].
    pub left: i64,
    /// How long it is, in parts of [`WIDTH`].
    pub width: i64,
}

/// Whole months, from that of the first step's start to that of the last one's end.
#[derive(Debug)]
pub struct Calendar {
    first: Date,
    days: i64,
}

impl Calendar {
    /// The calendar of steps from day to day; nothing without steps.
    pub fn of(steps: impl Iterator<Item = (Date, Date)> + Clone) -> Option<Self> {
        let first = steps
            .clone()
            .map(|(start, _)| start)
            .min()?
            .first_of_month();
        let last = steps.map(|(_, end)| end).max()?.last_of_month();
        let days = days_between(first, last) + 1;
        (days > 0).then_some(Calendar { first, days })
    }

    /// The months that are named.
    pub fn ticks(&self) -> Vec<Tick> {
        let mut months = vec![self.first];
        let mut month = self.first;
        while let Ok(next) = month.last_of_month().tomorrow() {
            if days_between(self.first, next) >= self.days {
                break;
            }
            months.push(next);
            month = next;
        }
        let every = months.len().div_ceil(TICKS_MAX).max(1);
        let named = months.into_iter().step_by(every);
        let tick = |first| Tick {
            first,
            left: self.place(first),
        };
        named.map(tick).collect()
    }

    /// The bar of a step, its last day included.
    pub fn bar(&self, starts_on: Date, ends_on: Date) -> Bar {
        let left = self.place(starts_on);
        let days = days_between(starts_on, ends_on) + 1;
        Bar {
            left,
            width: days.max(1) * WIDTH / self.days,
        }
    }

    fn place(&self, day: Date) -> i64 {
        days_between(self.first, day) * WIDTH / self.days
    }
}

/// How many days later.
fn days_between(from: Date, to: Date) -> i64 {
    (to - from).get_days().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_calendar_is_of_whole_months() {
        let steps = [
            (date(2027, 1, 11), date(2027, 1, 31)),
            (date(2027, 2, 1), date(2027, 2, 28)),
        ];
        let calendar = Calendar::of(steps.into_iter()).unwrap();
        assert_eq!(calendar.ticks().len(), 2);
        assert_eq!(calendar.ticks()[1].left, 31 * WIDTH / 59);
        let bar = calendar.bar(date(2027, 2, 1), date(2027, 2, 28));
        assert_eq!(bar.left, 31 * WIDTH / 59);
        assert!(bar.left + bar.width <= WIDTH);
        assert!(Calendar::of(std::iter::empty()).is_none());
    }

    #[test]
    fn a_long_calendar_names_few_months() {
        let steps = [(date(2026, 1, 1), date(2035, 12, 31))];
        let ticks = Calendar::of(steps.into_iter()).unwrap().ticks();
        assert_eq!(ticks.len(), 12);
    }

    proptest! {
        #[test]
        fn bars_lie_inside_and_in_the_order_of_their_days(
            spans in proptest::collection::vec((0_i32..3_000, 0_i32..400), 1..40)
        ) {
            let origin = date(2026, 1, 1);
            let day = |days: i32| origin + jiff::Span::new().days(days);
            let steps: Vec<_> = spans.iter().map(|(from, days)| (day(*from), day(from + days))).collect();
            let calendar = Calendar::of(steps.iter().copied()).unwrap();
            for (start, end) in &steps {
                let bar = calendar.bar(*start, *end);
                prop_assert!(bar.left >= 0 && bar.width > 0 && bar.left + bar.width <= WIDTH);
                for (other, _) in &steps {
                    let left = calendar.bar(*other, *other).left;
                    prop_assert!((start <= other) == (bar.left <= left) || bar.left == left);
                }
            }
            prop_assert!(calendar.ticks().len() <= TICKS_MAX);
        }
    }
}
