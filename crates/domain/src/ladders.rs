//! Published coarse ladders. Figures that a firm keeps closed are compared on these steps only, so
//! that whoever varies a requirement learns at most between which two steps the figure lies.
//!
//! | ladder | for | steps |
//! |---|---|---|
//! | [`Ladder::OneTwoFive`] | counts, money, mass, days, cycle times (ms), shares that should be small | 1, 2, 5, 10, 20, 50 … |
//! | [`Ladder::Grades`] | lengths (nm) | 1, 1.6, 2.5, 4, 6.3 a decade: the R5 preferred numbers that the tolerance grades IT6 to IT18 of ISO 286 climb by |
//! | [`Ladder::Shares`] | shares that should be large (ppm) | 1-2-5 of what is missing: 50, 80, 90, 95, 98, 99 % … |
//! | [`Ladder::Thirds`] | capability indices (thousandths) | thirds: 0.33, 0.67, 1.00, 1.33, 1.67 …, one standard deviation each |
//! | [`Ladder::Clock`] | durations (s) | 1-2-5 of the unit they are said in: 1–20 s, 1–20 min, 1, 2, 5, 10 h … |
//!
//! Which way things are rounded is chosen so that *met* is never claimed wrongly: the figure to the
//! next step that is not better than it, the requirement to the next step that is not easier. On a
//! step, comparing the rounded figure is the same as comparing the figure itself.

use crate::attributes::{Attribute, Direction, ValueType};
use crate::needs::Requirement;

/// One ladder of steps. Every amount lies between two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ladder {
    /// 1, 2, 5 and their tenfolds.
    OneTwoFive,
    /// 1, 1.6, 2.5, 4, 6.3 and their tenfolds, from 10 on; 0 below.
    Grades,
    /// A million less the steps of [`Ladder::OneTwoFive`].
    Shares,
    /// Thirds of a thousand: 330, 670, 1,000, 1,330 …
    Thirds,
    /// Seconds, minutes and hours.
    Clock,
}

/// A whole, in parts per million.
const WHOLE_PPM: i64 = 1_000_000;
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
/// The last step of seconds and of minutes before the next unit begins.
const LAST_OF_UNIT: i64 = 20;

impl Ladder {
    /// The ladder of a unit and a direction.
    #[must_use]
    pub fn of(unit: &str, direction: Direction) -> Self {
        match (unit, direction) {
            ("nm", _) => Ladder::Grades,
            ("milli", _) => Ladder::Thirds,
            ("s", _) => Ladder::Clock,
            ("ppm", Direction::Higher) => Ladder::Shares,
            _ => Ladder::OneTwoFive,
        }
    }

    /// The greatest step that is not above the amount.
    #[must_use]
    pub fn floor(self, amount: i64) -> i64 {
        let amount = amount.max(-i64::MAX);
        if self == Ladder::Shares {
            return WHOLE_PPM
                .saturating_sub(Ladder::OneTwoFive.ceil(WHOLE_PPM.saturating_sub(amount)));
        }
        if amount < 0 {
            -self.above(-amount)
        } else {
            self.below(amount)
        }
    }

    /// The least step that is not below the amount.
    #[must_use]
    pub fn ceil(self, amount: i64) -> i64 {
        let amount = amount.max(-i64::MAX);
        if self == Ladder::Shares {
            return WHOLE_PPM
                .saturating_sub(Ladder::OneTwoFive.floor(WHOLE_PPM.saturating_sub(amount)));
        }
        if amount < 0 {
            -self.below(-amount)
        } else {
            self.above(amount)
        }
    }

    /// The greatest step that is not above an amount of at least 0.
    fn below(self, amount: i64) -> i64 {
        match self {
            Ladder::Grades => decades(&[10, 16, 25, 40, 63], amount).0,
            Ladder::Thirds => thirds(amount).0,
            Ladder::Clock if amount >= HOUR => Ladder::OneTwoFive.below(amount / HOUR) * HOUR,
            Ladder::Clock if amount >= MINUTE => {
                Ladder::OneTwoFive.below(amount / MINUTE).min(LAST_OF_UNIT) * MINUTE
            }
            Ladder::Clock => Ladder::OneTwoFive.below(amount).min(LAST_OF_UNIT),
            Ladder::OneTwoFive | Ladder::Shares => decades(&[1, 2, 5], amount).0,
        }
    }

    /// The least step that is not below an amount of at least 0.
    fn above(self, amount: i64) -> i64 {
        match self {
            Ladder::Grades => decades(&[10, 16, 25, 40, 63], amount).1,
            Ladder::Thirds => thirds(amount).1,
            Ladder::Clock if amount > LAST_OF_UNIT * MINUTE => {
                let hours = amount / HOUR + i64::from(amount % HOUR > 0);
                Ladder::OneTwoFive.above(hours).saturating_mul(HOUR)
            }
            Ladder::Clock if amount > LAST_OF_UNIT => {
                let minutes = amount / MINUTE + i64::from(amount % MINUTE > 0);
                Ladder::OneTwoFive.above(minutes) * MINUTE
            }
            Ladder::Clock => Ladder::OneTwoFive.above(amount),
            Ladder::OneTwoFive | Ladder::Shares => decades(&[1, 2, 5], amount).1,
        }
    }
}

/// The steps around an amount of at least 0, where a decade has these steps. Above the last step that
/// can be written there is one more, the greatest number.
fn decades(mantissas: &[i64], amount: i64) -> (i64, i64) {
    let (mut below, mut scale) = (0_i64, 1_i64);
    if amount == 0 {
        return (0, 0);
    }
    loop {
        for mantissa in mantissas {
            let step = mantissa.checked_mul(scale).unwrap_or(i64::MAX);
            if step == amount {
                return (step, step);
            }
            if step > amount {
                return (below, step);
            }
            below = step;
        }
        scale = match scale.checked_mul(10) {
            Some(scale) => scale,
            None if amount == i64::MAX => return (amount, amount),
            None => return (below, i64::MAX),
        };
    }
}

/// The thirds of a thousand around an amount of at least 0, as they are written: 330, 670, 1,000.
fn thirds(amount: i64) -> (i64, i64) {
    let thousand = amount / 1_000 * 1_000;
    let mut below = thousand;
    for step in [0, 330, 670, 1_000] {
        let step = thousand.saturating_add(step);
        if step >= amount {
            return (if step == amount { step } else { below }, step);
        }
        below = step;
    }
    (below, below)
}

/// The step that stands for a closed figure: the nearest that is not better than it. Nothing where the
/// attribute has no better and worse: such a figure is not compared at all.
#[must_use]
pub fn coarse_amount(attribute: &Attribute, amount: i64) -> Option<i64> {
    let ladder = Ladder::of(&attribute.unit, attribute.direction);
    match (attribute.value_type, attribute.direction) {
        (ValueType::Amount, Direction::Higher) => Some(ladder.floor(amount)),
        (ValueType::Amount, Direction::Lower) => Some(ladder.ceil(amount)),
        _ => None,
    }
}

/// The requirement by which a closed figure is judged: the nearest step that is not easier. Nothing
/// where the requirement does not ask for the better side of the attribute.
#[must_use]
pub fn coarse_requirement(attribute: &Attribute, requirement: &Requirement) -> Option<Requirement> {
    let ladder = Ladder::of(&attribute.unit, attribute.direction);
    match (attribute.value_type, attribute.direction, requirement) {
        (ValueType::Amount, Direction::Higher, Requirement::AtLeast { amount }) => {
            Some(Requirement::AtLeast {
                amount: ladder.ceil(*amount),
            })
        }
        (ValueType::Amount, Direction::Lower, Requirement::AtMost { amount }) => {
            Some(Requirement::AtMost {
                amount: ladder.floor(*amount),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Ladder; 5] = [
        Ladder::OneTwoFive,
        Ladder::Grades,
        Ladder::Shares,
        Ladder::Thirds,
        Ladder::Clock,
    ];

    #[test]
    fn the_steps_are_those_that_are_published() {
        let climb = |ladder: Ladder, from: i64, count: usize| {
            let mut steps = vec![ladder.ceil(from)];
            while steps.len() < count {
                steps.push(ladder.ceil(steps[steps.len() - 1] + 1));
            }
            steps
        };
        assert_eq!(
            climb(Ladder::OneTwoFive, 0, 8),
            [0, 1, 2, 5, 10, 20, 50, 100]
        );
        assert_eq!(
            climb(Ladder::Grades, 1_000, 6),
            [1_000, 1_600, 2_500, 4_000, 6_300, 10_000]
        );
        assert_eq!(
            climb(Ladder::Shares, 300_000, 7),
            [
                500_000, 800_000, 900_000, 950_000, 980_000, 990_000, 995_000
            ]
        );
        assert_eq!(climb(Ladder::Thirds, 900, 4), [1_000, 1_330, 1_670, 2_000]);
        assert_eq!(
            climb(Ladder::Clock, 15, 9),
            [20, 60, 120, 300, 600, 1_200, 3_600, 7_200, 18_000]
        );
    }

    #[test]
    fn the_ends_of_the_numbers_have_steps_too() {
        for ladder in ALL {
            for amount in [i64::MIN, -i64::MAX, -1, 0, 1, i64::MAX - 1, i64::MAX] {
                // A share of minus nine billion wholes counts as the least there is.
                if ladder == Ladder::Shares && amount < -1 {
                    continue;
                }
                let floor = ladder.floor(amount);
                assert!(floor <= amount.max(-i64::MAX), "{ladder:?} {amount}");
                assert!(ladder.ceil(amount) >= amount, "{ladder:?} {amount}");
            }
        }
    }

    fn any_ladder() -> impl Strategy<Value = Ladder> {
        (0..ALL.len()).prop_map(|at| ALL[at])
    }

    fn any_amount() -> impl Strategy<Value = i64> {
        prop_oneof![
            -30..30_i64,
            0..5_000_i64,
            -5_000_000..5_000_000_i64,
            -4_000_000_000_000_000..4_000_000_000_000_000_i64
        ]
    }

    proptest! {
        #[test]
        fn an_amount_lies_between_two_neighbouring_steps(ladder in any_ladder(), amount in any_amount()) {
            let (floor, ceil) = (ladder.floor(amount), ladder.ceil(amount));
            prop_assert!(floor <= amount && amount <= ceil);
            // Steps stay where they are, and there is none in between.
            prop_assert_eq!((ladder.floor(floor), ladder.ceil(floor)), (floor, floor));
            prop_assert_eq!((ladder.floor(ceil), ladder.ceil(ceil)), (ceil, ceil));
            if floor < ceil {
                prop_assert_eq!(ladder.ceil(floor + 1), ceil);
                prop_assert_eq!(ladder.floor(ceil - 1), floor);
            }
        }

        #[test]
        fn more_never_becomes_less(ladder in any_ladder(), a in any_amount(), b in any_amount()) {
            let (less, more) = (a.min(b), a.max(b));
            prop_assert!(ladder.floor(less) <= ladder.floor(more));
            prop_assert!(ladder.ceil(less) <= ladder.ceil(more));
        }

        #[test]
        fn the_rounded_figure_meets_a_step_exactly_where_the_figure_does(
            ladder in any_ladder(), amount in any_amount(), asked in any_amount(),
        ) {
            let at_least = ladder.ceil(asked);
            prop_assert_eq!(ladder.floor(amount) >= at_least, amount >= at_least);
            prop_assert!(ladder.floor(amount) < at_least || amount >= asked);
            let at_most = ladder.floor(asked);
            prop_assert_eq!(ladder.ceil(amount) <= at_most, amount <= at_most);
            prop_assert!(ladder.ceil(amount) > at_most || amount <= asked);
        }
    }
}
