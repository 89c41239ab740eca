//! Terms that are probably meant otherwise, each alone or beside another. Nothing is refused by it.

use super::{MonthlyVolume, NeedTerms};
use crate::calendar::Month;
use jiff::civil::Date;

/// The longest that is usual from the invoice to the payment.
const PAYMENT_DAYS_USUAL: u16 = 180;
/// The cycles that are usual: from 50 ms (stamping) to an hour (large machined parts).
const CYCLES_USUAL_MS: std::ops::RangeInclusive<i64> = 50..=3_600_000;
/// Milliseconds taken for seconds, or the other way round.
const SLIP: i64 = 1_000;

/// A term that is probably meant otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermDoubt {
    /// A lot is more than is needed in any month.
    LotAboveMonth {
        /// Pieces in a lot.
        lot: i64,
        /// The month of most pieces.
        peak: MonthlyVolume,
    },
    /// A cycle that no machine of series work has.
    Cycle {
        /// As stated, in milliseconds.
        cycle_ms: i64,
        /// What is probably meant, where a slip of the unit explains it.
        likely_ms: Option<i64>,
    },
    /// Few suppliers can wait so long.
    PaidLate {
        /// Days.
        days: u16,
    },
    /// The months begin in another month than parts are needed from.
    OtherStart {
        /// The first month.
        first: Month,
        /// The first day on which parts are needed.
        starts_on: Date,
    },
    /// More months are listed than it is to last.
    MoreMonths {
        /// Months listed.
        listed: u16,
        /// For how many months it is to last.
        duration: u16,
    },
}

/// What is probably meant otherwise.
#[must_use]
pub fn term_doubts(terms: &NeedTerms, starts_on: Option<Date>) -> Vec<TermDoubt> {
    let mut doubts = Vec::new();
    if let (Some(lot), Some(peak)) = (terms.lot_size, terms.peak())
        && lot > peak.pieces
    {
        doubts.push(TermDoubt::LotAboveMonth { lot, peak });
    }
    if let Some(cycle_ms) = terms.cycle_ms.filter(|ms| !CYCLES_USUAL_MS.contains(ms)) {
        let other = match cycle_ms < *CYCLES_USUAL_MS.start() {
            true => cycle_ms.checked_mul(SLIP),
            false => Some(cycle_ms / SLIP),
        };
        let likely_ms = other.filter(|ms| CYCLES_USUAL_MS.contains(ms));
        doubts.push(TermDoubt::Cycle {
            cycle_ms,
            likely_ms,
        });
    }
    if let Some(days) = terms.payment_days.filter(|days| *days > PAYMENT_DAYS_USUAL) {
        doubts.push(TermDoubt::PaidLate { days });
    }
    if let (Some(first), Some(starts_on)) = (terms.volumes.first(), starts_on)
        && first.month != Month::of(starts_on)
    {
        let first = first.month;
        doubts.push(TermDoubt::OtherStart { first, starts_on });
    }
    if let (Ok(listed), Some(duration)) =
        (u16::try_from(terms.volumes.len()), terms.duration_months)
        && listed > duration
    {
        doubts.push(TermDoubt::MoreMonths { listed, duration });
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::linear_ramp;
    use jiff::civil::date;

    const JANUARY: Month = Month {
        year: 2027,
        month: 1,
    };

    #[test]
    fn what_fits_together_is_not_doubted() {
        let terms = NeedTerms {
            volumes: linear_ramp(JANUARY, 500, 12, 2_000).unwrap(),
            lot_size: Some(2_000),
            cycle_ms: Some(6_680),
            duration_months: Some(12),
            payment_days: Some(180),
            ..NeedTerms::default()
        };
        assert_eq!(term_doubts(&terms, Some(date(2027, 1, 15))), []);
        assert_eq!(term_doubts(&NeedTerms::default(), None), []);
    }

    #[test]
    fn each_contradiction_is_told() {
        let volumes = linear_ramp(JANUARY, 500, 3, 800).unwrap();
        let peak = volumes[2];
        let terms = NeedTerms {
            volumes,
            lot_size: Some(801),
            cycle_ms: Some(6_680_000),
            duration_months: Some(2),
            payment_days: Some(181),
            ..NeedTerms::default()
        };
        let starts_on = date(2027, 2, 1);
        let first = JANUARY;
        let expected = [
            TermDoubt::LotAboveMonth { lot: 801, peak },
            TermDoubt::Cycle {
                cycle_ms: 6_680_000,
                likely_ms: Some(6_680),
            },
            TermDoubt::PaidLate { days: 181 },
            TermDoubt::OtherStart { first, starts_on },
            TermDoubt::MoreMonths {
                listed: 3,
                duration: 2,
            },
        ];
        assert_eq!(term_doubts(&terms, Some(starts_on)), expected);
    }

    #[test]
    fn a_slip_of_the_unit_explains_a_cycle_or_nothing_does() {
        let likely = |cycle_ms| {
            let terms = NeedTerms {
                cycle_ms: Some(cycle_ms),
                ..NeedTerms::default()
            };
            match term_doubts(&terms, None).as_slice() {
                [TermDoubt::Cycle { likely_ms, .. }] => Some(*likely_ms),
                _ => None,
            }
        };
        assert_eq!(likely(6), Some(Some(6_000)));
        assert_eq!(likely(45_000_000), Some(Some(45_000)));
        assert_eq!(likely(3_600_000), None);
        assert_eq!(likely(i64::MAX), Some(None));
    }
}
