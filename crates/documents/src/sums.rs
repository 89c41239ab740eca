//! Who pays how much of the whole, to the cent. Steps whose cost is not known are counted, not summed.

use crate::programme::{DocumentError, StepRow};

/// The money of a programme.
#[derive(Debug, PartialEq, Eq)]
pub struct Sums {
    /// Of all known costs, in minor units.
    pub total: i64,
    /// How many steps have no known cost.
    pub unknown: usize,
    /// Of each payer, in the order in which they first pay.
    pub by_payer: Vec<(String, i64)>,
    /// What nobody pays.
    pub uncovered: i64,
}

impl Sums {
    /// Adds up the steps; `total` is always `uncovered` and all payers together.
    ///
    /// # Errors
    /// An amount below zero, shares above the cost of their step, or sums beyond what fits.
    pub fn of(steps: &[StepRow]) -> Result<Self, DocumentError> {
        let mut sums = Sums {
            total: 0,
            unknown: 0,
            by_payer: Vec::new(),
            uncovered: 0,
        };
        for (at, step) in steps.iter().enumerate() {
            let uncovered = uncovered(step, at + 1)?;
            sums.uncovered = add(sums.uncovered, uncovered)?;
            sums.total = add(sums.total, step.cost_minor.unwrap_or(0))?;
            sums.unknown += usize::from(step.cost_minor.is_none());
            for share in &step.shares {
                let known = sums
                    .by_payer
                    .iter_mut()
                    .find(|(payer, _)| *payer == share.payer);
                match known {
                    Some((_, sum)) => *sum = add(*sum, share.minor)?,
                    None => sums.by_payer.push((share.payer.clone(), share.minor)),
                }
            }
        }
        Ok(sums)
    }
}

/// What nobody pays of a step, which is numbered for the error.
///
/// # Errors
/// As [`Sums::of`].
fn uncovered(step: &StepRow, number: usize) -> Result<i64, DocumentError> {
    let cost = step.cost_minor.unwrap_or(0);
    if cost < 0 || step.shares.iter().any(|share| share.minor < 0) {
        return Err(DocumentError::NegativeAmount(number));
    }
    let mut left = cost;
    for share in &step.shares {
        left = left
            .checked_sub(share.minor)
            .filter(|left| *left >= 0)
            .ok_or(DocumentError::SharesExceedCost(number))?;
    }
    Ok(left)
}

fn add(one: i64, other: i64) -> Result<i64, DocumentError> {
    one.checked_add(other).ok_or(DocumentError::TooLarge)
}

/// Tenths of a percent of the whole, rounded, for showing.
pub fn permille(part: i64, whole: i64) -> i64 {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let rounded = (part * 2_000 + whole).checked_div(whole * 2);
    rounded
        .and_then(|rounded| i64::try_from(rounded).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::{ShareRow, StepKind};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn step(cost_minor: Option<i64>, shares: &[(&str, i64)]) -> StepRow {
        let share = |(payer, minor): &(&str, i64)| ShareRow {
            payer: (*payer).to_owned(),
            minor: *minor,
        };
        StepRow {
            kind: StepKind::Service,
            service: String::new(),
            provider: String::new(),
            starts_on: date(2027, 1, 4),
            ends_on: date(2027, 1, 8),
            cost_minor,
            shares: shares.iter().map(share).collect(),
            evidence: String::new(),
        }
    }

    #[test]
    fn money_that_does_not_add_up_is_refused() {
        let refused = |cost, shares: &[(&str, i64)]| Sums::of(&[step(cost, shares)]).unwrap_err();
        assert_eq!(refused(Some(-1), &[]), DocumentError::NegativeAmount(1));
        assert_eq!(
            refused(Some(9), &[("a", -1)]),
            DocumentError::NegativeAmount(1)
        );
        assert_eq!(
            refused(Some(9), &[("a", 5), ("b", 5)]),
            DocumentError::SharesExceedCost(1)
        );
        assert_eq!(
            refused(None, &[("a", 1)]),
            DocumentError::SharesExceedCost(1)
        );
        let much = [step(Some(i64::MAX), &[]), step(Some(1), &[])];
        assert_eq!(Sums::of(&much).unwrap_err(), DocumentError::TooLarge);
    }

    #[test]
    fn an_unknown_cost_is_counted_and_not_zero() {
        let sums = Sums::of(&[step(None, &[]), step(Some(100), &[("a", 40)])]).unwrap();
        assert_eq!((sums.total, sums.unknown, sums.uncovered), (100, 1, 60));
    }

    #[test]
    fn parts_are_shown_rounded() {
        assert_eq!(permille(1, 3), 333);
        assert_eq!(permille(2, 3), 667);
        assert_eq!(permille(i64::MAX, i64::MAX), 1_000);
        assert_eq!(permille(0, 0), 0);
    }

    proptest! {
        #[test]
        fn payers_and_what_is_left_make_the_total(
            rows in proptest::collection::vec((0_i64..1_000_000, 0_i64..100, 0_usize..4), 0..30)
        ) {
            let names = ["a", "b", "c", "d"];
            let steps: Vec<_> = rows.iter().map(|(cost, percent, payer)| {
                step(Some(*cost), &[(names[*payer], cost * percent / 100)])
            }).collect();
            let sums = Sums::of(&steps).unwrap();
            let paid: i64 = sums.by_payer.iter().map(|(_, sum)| sum).sum();
            prop_assert_eq!(paid + sums.uncovered, sums.total);
            prop_assert_eq!(sums.total, rows.iter().map(|(cost, _, _)| cost).sum::<i64>());
        }
    }
}
