//! Overall equipment effectiveness = availability × performance × quality, each a ratio of counts. The
//! product is formed of the counts and rounded once; factors are shown rounded and never multiplied so.

use super::common::{AssessmentError, Counted, MissingInput, RuleSetId};
use super::exact::{Fraction, MILLION, Rounding, amount, product};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Named in every result.
pub const RULES: &str = "oee-1";

/// The three ratios; absent is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OeeInput {
    /// Running time of planned time, in any one unit.
    pub availability: Option<Counted>,
    /// Pieces made of pieces that the ideal cycle allows in the running time.
    pub performance: Option<Counted>,
    /// Good pieces of pieces made.
    pub quality: Option<Counted>,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OeeRule {
    /// All three ratios are measured.
    Product,
    /// One ratio is zero, so the product is, whatever the others are.
    FactorIsZero,
    /// A ratio is missing.
    Missing,
    /// A ratio is nothing of nothing.
    NotMeasured,
}

/// One factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// In millionths, a half up; absent where it is nothing of nothing.
    pub ppm: Option<i64>,
    /// The counts.
    pub counted: Counted,
}

/// OEE and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oee {
    /// The rules.
    pub rules: RuleSetId,
    /// In millionths, a half up; absent is unknown.
    pub ppm: Option<i64>,
    /// Which rule decided.
    pub rule: OeeRule,
    /// What to ask for.
    pub missing: Vec<MissingInput>,
    /// Availability.
    pub availability: Option<Factor>,
    /// Performance.
    pub performance: Option<Factor>,
    /// Quality.
    pub quality: Option<Factor>,
}

/// Computes OEE.
///
/// # Errors
/// If a count is negative or too large, or a part exceeds its whole: more pieces than the ideal cycle
/// allows mean that the ideal cycle is wrong.
pub fn oee(input: &OeeInput) -> Result<Oee, AssessmentError> {
    let given = [
        (
            input.availability,
            MissingInput::Availability,
            ("run_time", "planned_time"),
        ),
        (
            input.performance,
            MissingInput::Performance,
            ("pieces", "ideal_pieces"),
        ),
        (
            input.quality,
            MissingInput::Quality,
            ("good_pieces", "pieces"),
        ),
    ];
    let mut missing = Vec::new();
    let mut factors = [None; 3];
    for ((counted, name, names), slot) in given.into_iter().zip(&mut factors) {
        match counted {
            None => missing.push(name),
            Some(counted) => *slot = Some(checked(counted, names)?),
        }
    }
    let [availability, performance, quality] = factors;
    let (rule, ppm) = decided(&factors)?;
    Ok(Oee {
        rules: Cow::Borrowed(RULES),
        ppm,
        rule,
        missing,
        availability,
        performance,
        quality,
    })
}

fn decided(factors: &[Option<Factor>; 3]) -> Result<(OeeRule, Option<i64>), AssessmentError> {
    let zero = |factor: &Factor| factor.counted.part == 0 && factor.counted.whole > 0;
    if factors.iter().flatten().any(zero) {
        return Ok((OeeRule::FactorIsZero, Some(0)));
    }
    let [Some(availability), Some(performance), Some(quality)] = factors else {
        return Ok((OeeRule::Missing, None));
    };
    let all = [availability, performance, quality];
    let of = |count: fn(&Factor) -> i64| {
        let counts = all.map(|factor| u128::from(count(factor).unsigned_abs()));
        product(&counts)
    };
    let wholes = of(|factor| factor.counted.whole)?;
    if wholes == 0 {
        return Ok((OeeRule::NotMeasured, None));
    }
    let ratio = Fraction::new(of(|factor| factor.counted.part)?, wholes)?;
    Ok((OeeRule::Product, Some(in_millionths(ratio)?)))
}

fn checked(
    counted: Counted,
    (part_name, whole_name): (&'static str, &'static str),
) -> Result<Factor, AssessmentError> {
    let part = amount(part_name, counted.part)?;
    let whole = amount(whole_name, counted.whole)?;
    if part > whole {
        return Err(AssessmentError::PartAboveWhole {
            part: part_name,
            whole: whole_name,
        });
    }
    let ppm = match Fraction::new(part, whole) {
        Ok(ratio) => Some(in_millionths(ratio)?),
        Err(_) => None,
    };
    Ok(Factor { ppm, counted })
}

fn in_millionths(ratio: Fraction) -> Result<i64, AssessmentError> {
    ratio.scaled(MILLION.unsigned_abs().into(), Rounding::HalfUp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part: i64, whole: i64) -> Option<Counted> {
        Some(Counted { part, whole })
    }

    #[test]
    fn the_worked_figure_comes_out_unrounded() {
        let result = oee(&OeeInput {
            availability: of(420, 480),
            performance: of(400, 420),
            quality: of(380, 400),
        })
        .unwrap();
        // 79.17 %; factors rounded to per cent first would give 79.1 %.
        assert_eq!(result.ppm, Some(791_667));
        assert_eq!(result.availability.unwrap().ppm, Some(875_000));
        assert_eq!(result.performance.unwrap().ppm, Some(952_381));
        assert_eq!(result.rule, OeeRule::Product);
    }

    #[test]
    fn missing_is_unknown_and_nothing_of_nothing_is_not_measured() {
        let unknown = oee(&OeeInput {
            availability: of(420, 480),
            performance: None,
            quality: None,
        })
        .unwrap();
        assert_eq!((unknown.ppm, unknown.rule), (None, OeeRule::Missing));
        assert_eq!(
            unknown.missing,
            [MissingInput::Performance, MissingInput::Quality]
        );

        let idle = OeeInput {
            availability: of(0, 0),
            performance: of(0, 0),
            quality: of(0, 0),
        };
        assert_eq!(oee(&idle).unwrap().rule, OeeRule::NotMeasured);
        // A machine that stood still all the planned time has an OEE of zero.
        let stopped = OeeInput {
            availability: of(0, 480),
            ..idle
        };
        let stopped = oee(&stopped).unwrap();
        assert_eq!(
            (stopped.ppm, stopped.rule),
            (Some(0), OeeRule::FactorIsZero)
        );
    }

    #[test]
    fn more_than_ideal_is_refused() {
        let input = OeeInput {
            availability: of(1, 1),
            performance: of(2, 1),
            quality: of(1, 1),
        };
        assert!(matches!(
            oee(&input),
            Err(AssessmentError::PartAboveWhole { .. })
        ));
    }
}
