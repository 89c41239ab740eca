//! Defects per million and deliveries on time, from counts. PPM = defective ÷ delivered × 10⁶; OTD =
//! on-time lines ÷ due lines. Several periods are one ratio of their sums, never a mean of ratios. Where
//! nothing was delivered nothing is measured: that is neither 0 nor 100 %.

use super::common::{AssessmentError, Counted, RuleSetId};
use super::exact::{Fraction, MILLION, Rounding, amount, small};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Named in every result.
pub const RULES: &str = "delivery-1";

/// Pieces delivered in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// Pieces delivered.
    pub delivered: i64,
    /// Of these, defective.
    pub defective: i64,
}

/// Order lines due in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLines {
    /// Lines due.
    pub due: i64,
    /// Of these, delivered by the agreed day.
    pub on_time: i64,
}

/// A measured ratio, or that there was nothing to measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The rules.
    pub rules: RuleSetId,
    /// The ratio in millionths, a half rounded up; absent: not measured.
    pub ppm: Option<i64>,
    /// The counts behind it.
    pub counted: Counted,
    /// How many periods were given.
    pub periods: usize,
    /// In how many of them something was delivered or due.
    pub measured_periods: usize,
}

impl Measured {
    /// Whether the counts stay within a limit in millionths, compared unrounded. Nothing where nothing
    /// was measured.
    #[must_use]
    pub fn at_most(&self, limit_ppm: i64) -> Option<bool> {
        self.compared(limit_ppm).map(std::cmp::Ordering::is_le)
    }

    /// Whether the counts reach a limit in millionths, compared unrounded. Nothing where nothing was
    /// measured.
    #[must_use]
    pub fn at_least(&self, limit_ppm: i64) -> Option<bool> {
        self.compared(limit_ppm).map(std::cmp::Ordering::is_ge)
    }

    fn compared(&self, limit_ppm: i64) -> Option<std::cmp::Ordering> {
        self.ppm?;
        let part = i128::from(self.counted.part) * i128::from(MILLION);
        Some(part.cmp(&(i128::from(limit_ppm) * i128::from(self.counted.whole))))
    }
}

/// Defective pieces per million over all periods.
///
/// # Errors
/// If a count is negative or too large, or more is defective than delivered.
pub fn defects(periods: &[Delivered]) -> Result<Measured, AssessmentError> {
    measured(
        periods.iter().map(|of| (of.defective, of.delivered)),
        ("defective", "delivered"),
    )
}

/// The share of order lines on time over all periods.
///
/// # Errors
/// If a count is negative or too large, or more is on time than due.
pub fn on_time(periods: &[DueLines]) -> Result<Measured, AssessmentError> {
    measured(
        periods.iter().map(|of| (of.on_time, of.due)),
        ("on_time", "due"),
    )
}

fn measured(
    periods: impl Iterator<Item = (i64, i64)>,
    (part_name, whole_name): (&'static str, &'static str),
) -> Result<Measured, AssessmentError> {
    let (mut part, mut whole, mut count, mut measured_periods) = (0_u128, 0_u128, 0, 0);
    for (of_part, of_whole) in periods {
        let (of_part, of_whole) = (amount(part_name, of_part)?, amount(whole_name, of_whole)?);
        if of_part > of_whole {
            return Err(AssessmentError::PartAboveWhole {
                part: part_name,
                whole: whole_name,
            });
        }
        part += of_part;
        whole += of_whole;
        count += 1;
        measured_periods += usize::from(of_whole > 0);
    }
    let ppm = match Fraction::new(part, whole) {
        Ok(ratio) => Some(ratio.scaled(MILLION.unsigned_abs().into(), Rounding::HalfUp)?),
        Err(_) => None,
    };
    Ok(Measured {
        rules: Cow::Borrowed(RULES),
        ppm,
        counted: Counted {
            part: small(part)?,
            whole: small(whole)?,
        },
        periods: count,
        measured_periods,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_shows_its_counts_and_no_delivery_is_not_measured() {
        let one_of_fifty = defects(&[Delivered {
            delivered: 50,
            defective: 1,
        }])
        .unwrap();
        assert_eq!(one_of_fifty.ppm, Some(20_000));
        assert_eq!(one_of_fifty.counted, Counted { part: 1, whole: 50 });
        assert_eq!(one_of_fifty.at_most(20_000), Some(true));
        assert_eq!(one_of_fifty.at_most(19_999), Some(false));

        let none = on_time(&[DueLines { due: 0, on_time: 0 }]).unwrap();
        assert_eq!((none.ppm, none.measured_periods), (None, 0));
        assert_eq!(none.at_least(0), None);
        assert_eq!(on_time(&[]).unwrap().ppm, None);
    }

    #[test]
    fn periods_are_added_up_not_averaged() {
        let two = on_time(&[
            DueLines { due: 1, on_time: 0 },
            DueLines {
                due: 99,
                on_time: 99,
            },
            DueLines { due: 0, on_time: 0 },
        ])
        .unwrap();
        assert_eq!(two.ppm, Some(990_000));
        assert_eq!((two.periods, two.measured_periods), (3, 2));
    }

    #[test]
    fn impossible_counts_are_refused() {
        let refused = defects(&[Delivered {
            delivered: 1,
            defective: 2,
        }]);
        assert!(matches!(
            refused,
            Err(AssessmentError::PartAboveWhole { .. })
        ));
        let negative = on_time(&[DueLines {
            due: -1,
            on_time: 0,
        }]);
        assert_eq!(negative, Err(AssessmentError::Negative("due")));
    }
}
