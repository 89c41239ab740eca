//! Gauge repeatability and reproducibility from variance components: GRR² = EV² + AV²; %GRR of the total
//! variation √(GRR² + PV²), or of the tolerance as 6·GRR ÷ (USL − LSL); ndc = ⌊1.41 · PV ÷ GRR⌋. The base is
//! always stated. Thresholds are compared by squares, exactly.

use super::common::{AssessmentError, RuleSetId};
use super::exact::{Fraction, LARGEST, amount, product};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GaugeRules {
    /// Named in every result.
    pub version: RuleSetId,
    /// Below this %GRR a gauge is good, in whole per cent.
    pub good_below_percent: u32,
    /// Above this it is not acceptable; at the boundary it is still conditional.
    pub most_percent: u32,
    /// The fewest categories that it must tell apart.
    pub least_categories: i64,
}

/// 10 %, 30 %, 5 categories.
pub const RULES: GaugeRules = GaugeRules {
    version: Cow::Borrowed("gauge-1"),
    good_below_percent: 10,
    most_percent: 30,
    least_categories: 5,
};

/// Of what %GRR is a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Of the total variation.
    TotalVariation,
    /// Of the tolerance, whose width is given in the unit of the deviations.
    Tolerance {
        /// USL − LSL.
        width: i64,
    },
}

/// Standard deviations, in a canonical unit fine enough for them to be whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviations {
    /// Repeatability (equipment variation).
    pub equipment: i64,
    /// Reproducibility (appraiser variation).
    pub appraiser: i64,
    /// Part variation; absent is not known.
    pub part: Option<i64>,
}

/// Variances, in the square of the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variances {
    /// Repeatability.
    pub equipment: i64,
    /// Reproducibility.
    pub appraiser: i64,
    /// Part to part; absent is not known.
    pub part: Option<i64>,
}

/// The verdict on a gauge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GaugeVerdict {
    /// Good.
    Good,
    /// Good enough for some uses.
    Conditional,
    /// Not acceptable.
    NotAcceptable,
    /// Nothing can be said.
    Unknown,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GaugeRule {
    /// %GRR is below the good threshold and there are enough categories.
    BelowGood,
    /// %GRR lies between the thresholds, both included.
    BetweenThresholds,
    /// %GRR is above the most.
    AboveMost,
    /// Too few categories.
    TooFewCategories,
    /// Part variation is not known.
    PartVariationNotKnown,
    /// The gauge shows no variation at all: its resolution may hide it.
    NoGaugeVariation,
}

/// A gauge study's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// The rules.
    pub rules: RuleSetId,
    /// Of what %GRR is a share.
    pub base: Base,
    /// EV, AV, GRR, PV and TV as deviations in thousandths of the unit, a half up.
    pub deviations: DeviationsMilli,
    /// %GRR in millionths of the base, a half up; absent is unknown.
    pub grr_ppm: Option<i64>,
    /// Number of distinct categories; absent is unknown or without bound.
    pub categories: Option<i64>,
    /// The verdict.
    pub verdict: GaugeVerdict,
    /// Which rule decided.
    pub rule: GaugeRule,
}

/// Deviations in thousandths of the unit, a half up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviationsMilli {
    /// EV.
    pub equipment: i64,
    /// AV.
    pub appraiser: i64,
    /// GRR.
    pub grr: i64,
    /// PV.
    pub part: Option<i64>,
    /// TV.
    pub total: Option<i64>,
}

/// Variances over one denominator.
#[derive(Debug, Clone, Copy)]
pub(super) struct Components {
    /// EV².
    pub equipment: u128,
    /// AV².
    pub appraiser: u128,
    /// PV².
    pub part: Option<u128>,
    /// What all three are divided by.
    pub of: u128,
}

/// From standard deviations.
///
/// # Errors
/// If one is negative or above 10⁹, or the tolerance has no width.
pub fn from_deviations(
    rules: &GaugeRules,
    base: Base,
    given: &Deviations,
) -> Result<Gauge, AssessmentError> {
    let square = |name, value: i64| {
        if value > 1_000_000_000 {
            return Err(AssessmentError::OutOfRange(name));
        }
        Ok(amount(name, value)?.pow(2))
    };
    let components = Components {
        equipment: square("equipment", given.equipment)?,
        appraiser: square("appraiser", given.appraiser)?,
        part: given.part.map(|part| square("part", part)).transpose()?,
        of: 1,
    };
    judged(rules, base, &components)
}

/// From variances.
///
/// # Errors
/// If one is negative, or the tolerance has no width.
pub fn from_variances(
    rules: &GaugeRules,
    base: Base,
    given: &Variances,
) -> Result<Gauge, AssessmentError> {
    let variance =
        |name, value: i64| u128::try_from(value).map_err(|_| AssessmentError::Negative(name));
    let components = Components {
        equipment: variance("equipment", given.equipment)?,
        appraiser: variance("appraiser", given.appraiser)?,
        part: given.part.map(|part| variance("part", part)).transpose()?,
        of: 1,
    };
    judged(rules, base, &components)
}

pub(super) fn judged(
    rules: &GaugeRules,
    base: Base,
    of: &Components,
) -> Result<Gauge, AssessmentError> {
    let grr = sum(of.equipment, of.appraiser)?;
    let share = share_squared(base, of, grr)?;
    let categories = categories(of, grr)?;
    let (verdict, rule) = decided(rules, grr, share, of.part.is_some(), categories)?;
    let milli = |variance| Fraction::new(variance, of.of)?.root_scaled(1_000);
    Ok(Gauge {
        rules: rules.version.clone(),
        base,
        deviations: DeviationsMilli {
            equipment: milli(of.equipment)?,
            appraiser: milli(of.appraiser)?,
            grr: milli(grr)?,
            part: of.part.map(milli).transpose()?,
            total: of.part.map(|part| milli(sum(grr, part)?)).transpose()?,
        },
        grr_ppm: share
            .map(|share| share.root_scaled(1_000_000))
            .transpose()?,
        categories,
        verdict,
        rule,
    })
}

fn sum(a: u128, b: u128) -> Result<u128, AssessmentError> {
    a.checked_add(b).ok_or(AssessmentError::TooLarge)
}

/// (%GRR)² as a fraction; nothing where the base is not known, or there is no variation at all.
fn share_squared(
    base: Base,
    of: &Components,
    grr: u128,
) -> Result<Option<Fraction>, AssessmentError> {
    match base {
        Base::Tolerance { width } => {
            if width <= 0 {
                return Err(AssessmentError::LimitsCrossed {
                    lower: 0,
                    upper: width,
                });
            }
            if width > LARGEST {
                return Err(AssessmentError::OutOfRange("width"));
            }
            let width = u128::from(width.unsigned_abs());
            let (grr, whole) = Fraction::new(grr, of.of)?.parts();
            Fraction::new(product(&[36, grr])?, product(&[width, width, whole])?).map(Some)
        }
        Base::TotalVariation => {
            let Some(part) = of.part else { return Ok(None) };
            Ok(Fraction::new(grr, sum(grr, part)?).ok())
        }
    }
}

/// The largest whole number n with n² ≤ 1.41² · PV² ÷ GRR².
fn categories(of: &Components, grr: u128) -> Result<Option<i64>, AssessmentError> {
    let (Some(part), true) = (of.part, grr > 0) else {
        return Ok(None);
    };
    let (part, whole) = Fraction::new(part, grr)?.parts();
    let square = Fraction::new(product(&[part, 141 * 141])?, product(&[whole, 10_000])?)?;
    let near = square.root_scaled(1)?;
    let up = u128::from(near.unsigned_abs());
    let above = Fraction::new(product(&[up, up])?, 1)? > square;
    Ok(Some(near - i64::from(above)))
}

fn decided(
    rules: &GaugeRules,
    grr: u128,
    share: Option<Fraction>,
    part_known: bool,
    categories: Option<i64>,
) -> Result<(GaugeVerdict, GaugeRule), AssessmentError> {
    use GaugeVerdict::{Conditional, Good, NotAcceptable, Unknown};
    if grr == 0 {
        return Ok((Unknown, GaugeRule::NoGaugeVariation));
    }
    let Some(share) = share else {
        return Ok((Unknown, GaugeRule::PartVariationNotKnown));
    };
    let percent = |percent: u32| Fraction::new(u128::from(percent).pow(2), 10_000);
    if share > percent(rules.most_percent)? {
        return Ok((NotAcceptable, GaugeRule::AboveMost));
    }
    if !part_known {
        return Ok((Unknown, GaugeRule::PartVariationNotKnown));
    }
    if categories.is_some_and(|categories| categories < rules.least_categories) {
        return Ok((NotAcceptable, GaugeRule::TooFewCategories));
    }
    if share < percent(rules.good_below_percent)? {
        return Ok((Good, GaugeRule::BelowGood));
    }
    Ok((Conditional, GaugeRule::BetweenThresholds))
}
