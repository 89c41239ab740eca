//! The rating N/P/L/F (not, partially, largely, fully achieved) of a share. The boundary convention is part
//! of the rule set and stands in the result: by default a boundary belongs to the lower rating, so that
//! exactly 85 % is *largely* (the convention of ISO/IEC 33020: fully is more than 85 %).

use super::common::{AssessmentError, Counted, RuleSetId};
use super::exact::{Fraction, Rounding, amount};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Worst first, so that `max` is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// N.
    Not,
    /// P.
    Partially,
    /// L.
    Largely,
    /// F.
    Fully,
}

/// To which rating a share exactly on a breakpoint belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// To the one below.
    BelongsBelow,
    /// To the one above.
    BelongsAbove,
}

/// Breakpoints and convention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingRules {
    /// Named in every result.
    pub version: RuleSetId,
    /// Between N and P, P and L, L and F, in whole per cent.
    pub breakpoints_percent: [u8; 3],
    /// The convention.
    pub boundary: Boundary,
}

/// 15, 50, 85 %; a boundary belongs below.
pub const RULES: RatingRules = RatingRules {
    version: Cow::Borrowed("nplf-1"),
    breakpoints_percent: [15, 50, 85],
    boundary: Boundary::BelongsBelow,
};

/// A rating with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// The rules.
    pub rules: RuleSetId,
    /// The rating; absent where nothing was to be achieved.
    pub rating: Option<Rating>,
    /// The share in millionths, a half up; shown, not compared.
    pub ppm: Option<i64>,
    /// The counts.
    pub counted: Counted,
    /// The convention that was used.
    pub boundary: Boundary,
}

/// Rates what was achieved of what was to be.
///
/// # Errors
/// If a count is negative or too large, more was achieved than was to be, or the breakpoints do not rise.
pub fn rate(rules: &RatingRules, achieved: Counted) -> Result<Rated, AssessmentError> {
    let part = amount("achieved", achieved.part)?;
    let whole = amount("to_achieve", achieved.whole)?;
    if part > whole {
        return Err(AssessmentError::PartAboveWhole {
            part: "achieved",
            whole: "to_achieve",
        });
    }
    if !rules.breakpoints_percent.is_sorted() {
        return Err(AssessmentError::OutOfRange("breakpoints_percent"));
    }
    let ratio = Fraction::new(part, whole).ok();
    let rating = ratio.map(|ratio| rating(rules, ratio)).transpose()?;
    Ok(Rated {
        rules: rules.version.clone(),
        rating,
        ppm: ratio
            .map(|ratio| ratio.scaled(1_000_000, Rounding::HalfUp))
            .transpose()?,
        counted: achieved,
        boundary: rules.boundary,
    })
}

fn rating(rules: &RatingRules, ratio: Fraction) -> Result<Rating, AssessmentError> {
    let mut passed = 0;
    for percent in rules.breakpoints_percent {
        passed += match ratio.cmp(&Fraction::new(percent.into(), 100)?) {
            Ordering::Less => 0,
            Ordering::Equal => u8::from(rules.boundary == Boundary::BelongsAbove),
            Ordering::Greater => 1,
        };
    }
    Ok(match passed {
        0 => Rating::Not,
        1 => Rating::Partially,
        2 => Rating::Largely,
        _ => Rating::Fully,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part: i64, rules: &RatingRules) -> Option<Rating> {
        rate(
            rules,
            Counted {
                part,
                whole: 10_000,
            },
        )
        .unwrap()
        .rating
    }

    #[test]
    fn boundaries_go_where_the_convention_says() {
        let above = RatingRules {
            boundary: Boundary::BelongsAbove,
            ..RULES
        };
        let expected = [
            (0, Rating::Not, Rating::Not),
            (1_500, Rating::Not, Rating::Partially),
            (1_501, Rating::Partially, Rating::Partially),
            (5_000, Rating::Partially, Rating::Largely),
            (8_500, Rating::Largely, Rating::Fully),
            (8_501, Rating::Fully, Rating::Fully),
            (10_000, Rating::Fully, Rating::Fully),
        ];
        for (part, below_convention, above_convention) in expected {
            assert_eq!(of(part, &RULES), Some(below_convention), "{part}");
            assert_eq!(of(part, &above), Some(above_convention), "{part}");
        }
    }

    #[test]
    fn nothing_to_achieve_is_not_rated() {
        let none = rate(&RULES, Counted { part: 0, whole: 0 }).unwrap();
        assert_eq!((none.rating, none.ppm), (None, None));
    }
}
