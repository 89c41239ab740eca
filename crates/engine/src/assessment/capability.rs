//! Process capability: Cp = (USL − LSL) ÷ 6σ, Cpk = min((USL − μ) ÷ 3σ, (μ − LSL) ÷ 3σ), from limits with a
//! stated mean and deviation or with measurements, and the verdict on the study. Thresholds are compared
//! exactly, by squares: sigma is never drawn. Measurements are whole numbers of a canonical unit.
//!
//! Which index it is depends on the estimator of sigma: from all measurements (n − 1) it is Pp and Ppk, pooled
//! within subgroups it is Cp and Cpk. A process that is not stable gets no verdict.

use super::common::{AssessmentError, RuleSetId};
use super::exact::{Fraction, LARGEST, product};
use super::sample::Moments;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;

/// The thresholds; a customer may have others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapabilityRules {
    /// Named in every result.
    pub version: RuleSetId,
    /// An initial study above this is accepted, in hundredths.
    pub accept_above_hundredths: u32,
    /// Below this it is not; running production needs at least this, in hundredths.
    pub least_hundredths: u32,
}

/// 1.67 and 1.33, as written: 5⁄3 (1.6667) is not above 1.67.
pub const RULES: CapabilityRules = CapabilityRules {
    version: Cow::Borrowed("capability-1"),
    accept_above_hundredths: 167,
    least_hundredths: 133,
};

/// The tolerance; either limit may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Lower limit.
    pub lower: Option<i64>,
    /// Upper limit.
    pub upper: Option<i64>,
}

/// What is studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Study {
    /// Before production.
    Initial,
    /// Running production.
    Running,
}

/// Which pair of indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Index {
    /// Cp and Cpk: sigma within subgroups.
    CpCpk,
    /// Pp and Ppk: sigma of all measurements.
    PpPpk,
}

/// Where sigma comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Stated by whoever gave the figures.
    Stated,
    /// Of all measurements, with n − 1.
    OverallSample,
    /// Pooled within subgroups.
    PooledWithin,
}

/// What a study is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The tolerance.
    pub limits: Limits,
    /// Initial or running.
    pub study: Study,
    /// Whether the process was stable; absent is not known.
    pub stable: Option<bool>,
}

/// Figures as someone states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// Mean in thousandths of the unit.
    pub mean_milli: i64,
    /// Standard deviation in thousandths of the unit.
    pub sigma_milli: i64,
    /// Which indices they stand for.
    pub index: Index,
    /// Of how many measurements; absent is not known.
    pub n: Option<i64>,
}

/// The verdict on a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapabilityVerdict {
    /// Capable.
    Accepted,
    /// Only with the customer's consent.
    Conditional,
    /// Not capable.
    NotCapable,
    /// Nothing can be said.
    Unknown,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapabilityRule {
    /// Above the threshold of acceptance.
    AboveAcceptance,
    /// Between the least index and acceptance, both included.
    BetweenThresholds,
    /// At least the least index, which running production needs.
    AtLeastLeast,
    /// Below the least index.
    BelowLeast,
    /// Not stable: no verdict.
    NotStable,
    /// Not known whether it is stable.
    StabilityNotKnown,
    /// No limit is known.
    NoLimits,
    /// The measurements do not vary: the gauge may be too coarse.
    NoVariation,
}

/// The limit that is nearer, in deviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The lower.
    Lower,
    /// The upper.
    Upper,
}

/// A study's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// The rules.
    pub rules: RuleSetId,
    /// Initial or running.
    pub study: Study,
    /// Which indices.
    pub index: Index,
    /// Where sigma comes from.
    pub estimator: Estimator,
    /// Number of measurements, where known.
    pub n: Option<i64>,
    /// Whether the process was stable, where known.
    pub stable: Option<bool>,
    /// Mean in thousandths, a half away from zero.
    pub mean_milli: i64,
    /// Sigma in thousandths, a half up.
    pub sigma_milli: i64,
    /// Cp or Pp in thousandths, a half up; absent with one limit or no variation.
    pub potential_milli: Option<i64>,
    /// Cpk or Ppk in thousandths, a half away from zero; negative where the mean is outside.
    pub index_milli: Option<i64>,
    /// The nearer limit; the lower of equals.
    pub nearer: Option<Side>,
    /// The verdict.
    pub verdict: CapabilityVerdict,
    /// Which rule decided.
    pub rule: CapabilityRule,
}

/// From a stated mean and deviation.
///
/// # Errors
/// If the limits cross, the deviation is negative, `n` is negative or a figure is too large.
pub fn from_stated(
    rules: &CapabilityRules,
    subject: &Subject,
    stated: &Stated,
) -> Result<Capability, AssessmentError> {
    if stated.n.is_some_and(|n| n < 0) {
        return Err(AssessmentError::Negative("n"));
    }
    let moments = Moments::given(stated.mean_milli, stated.sigma_milli)?;
    judged(
        rules,
        subject,
        &moments,
        (stated.index, Estimator::Stated),
        stated.n,
    )
}

/// From measurements whose subgroups are not known: Pp and Ppk.
///
/// # Errors
/// If the limits cross, there are fewer than two or more than 10,000 measurements, or one is too large.
pub fn from_measurements(
    rules: &CapabilityRules,
    subject: &Subject,
    values: &[i64],
) -> Result<Capability, AssessmentError> {
    let moments = Moments::overall(values)?;
    let n = i64::try_from(values.len()).ok();
    judged(
        rules,
        subject,
        &moments,
        (Index::PpPpk, Estimator::OverallSample),
        n,
    )
}

/// From subgroups of equal size: Cp and Cpk.
///
/// # Errors
/// If the limits cross, subgroups have fewer than two or unequally many measurements, there are more than
/// 10,000, or one is too large.
pub fn from_subgroups(
    rules: &CapabilityRules,
    subject: &Subject,
    subgroups: &[Vec<i64>],
) -> Result<Capability, AssessmentError> {
    let moments = Moments::within(subgroups)?;
    let n = i64::try_from(subgroups.iter().map(Vec::len).sum::<usize>()).ok();
    judged(
        rules,
        subject,
        &moments,
        (Index::CpCpk, Estimator::PooledWithin),
        n,
    )
}

/// An index by its sign and its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Signed {
    negative: bool,
    square: Fraction,
}

impl Signed {
    fn compared(&self, other: &Signed) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.square.cmp(&other.square),
            (true, true) => other.square.cmp(&self.square),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    fn against(&self, hundredths: u32) -> Result<Ordering, AssessmentError> {
        let hundredths = u128::from(hundredths);
        Ok(self.compared(&Signed {
            negative: false,
            square: Fraction::new(hundredths * hundredths, 10_000)?,
        }))
    }

    fn milli(&self) -> Result<i64, AssessmentError> {
        let milli = self.square.root_scaled(1_000)?;
        Ok(if self.negative { -milli } else { milli })
    }
}

fn judged(
    rules: &CapabilityRules,
    subject: &Subject,
    moments: &Moments,
    (index, estimator): (Index, Estimator),
    n: Option<i64>,
) -> Result<Capability, AssessmentError> {
    check(subject.limits)?;
    let worst = nearer(subject.limits, moments)?;
    let (verdict, rule) = decided(rules, subject, moments, worst.map(|(_, worst)| worst))?;
    Ok(Capability {
        rules: rules.version.clone(),
        study: subject.study,
        index,
        estimator,
        n,
        stable: subject.stable,
        mean_milli: moments.mean_milli()?,
        sigma_milli: moments.sigma_milli()?,
        potential_milli: potential(subject.limits, moments)?,
        index_milli: worst.map(|(_, worst)| worst.milli()).transpose()?,
        nearer: worst.map(|(side, _)| side),
        verdict,
        rule,
    })
}

fn check(limits: Limits) -> Result<(), AssessmentError> {
    let outside = |limit: i64| limit.unsigned_abs() > LARGEST.unsigned_abs();
    if limits.lower.is_some_and(outside) || limits.upper.is_some_and(outside) {
        return Err(AssessmentError::OutOfRange("limits"));
    }
    match (limits.lower, limits.upper) {
        (Some(lower), Some(upper)) if lower >= upper => {
            Err(AssessmentError::LimitsCrossed { lower, upper })
        }
        _ => Ok(()),
    }
}

fn decided(
    rules: &CapabilityRules,
    subject: &Subject,
    moments: &Moments,
    worst: Option<Signed>,
) -> Result<(CapabilityVerdict, CapabilityRule), AssessmentError> {
    use CapabilityRule as Rule;
    use CapabilityVerdict::{Accepted, Conditional, NotCapable, Unknown};
    let Some(worst) = worst else {
        let rule = if moments.variance == 0 {
            Rule::NoVariation
        } else {
            Rule::NoLimits
        };
        return Ok((Unknown, rule));
    };
    match subject.stable {
        Some(true) => {}
        Some(false) => return Ok((Unknown, Rule::NotStable)),
        None => return Ok((Unknown, Rule::StabilityNotKnown)),
    }
    if worst.against(rules.least_hundredths)?.is_lt() {
        return Ok((NotCapable, Rule::BelowLeast));
    }
    Ok(match subject.study {
        Study::Running => (Accepted, Rule::AtLeastLeast),
        Study::Initial if worst.against(rules.accept_above_hundredths)?.is_gt() => {
            (Accepted, Rule::AboveAcceptance)
        }
        Study::Initial => (Conditional, Rule::BetweenThresholds),
    })
}

/// The nearer limit and the index of its side; nothing without limits or without variation.
fn nearer(limits: Limits, moments: &Moments) -> Result<Option<(Side, Signed)>, AssessmentError> {
    if moments.variance == 0 {
        return Ok(None);
    }
    let mean_of = i128::try_from(moments.mean_of).map_err(|_| AssessmentError::TooLarge)?;
    let above = |limit: i64| i128::from(limit) * mean_of - moments.mean;
    let lower = limits
        .lower
        .map(|limit| side(-above(limit), moments))
        .transpose()?;
    let upper = limits
        .upper
        .map(|limit| side(above(limit), moments))
        .transpose()?;
    Ok(match (lower, upper) {
        (Some(lower), Some(upper)) if upper.compared(&lower).is_lt() => Some((Side::Upper, upper)),
        (Some(lower), _) => Some((Side::Lower, lower)),
        (None, Some(upper)) => Some((Side::Upper, upper)),
        (None, None) => None,
    })
}

/// (distance ÷ 3σ)², the distance being given in units of one over the mean's denominator.
fn side(distance: i128, moments: &Moments) -> Result<Signed, AssessmentError> {
    let size = distance.unsigned_abs();
    // The two denominators share most of their factors: reduced first, the products have room.
    let (of_variance, of_mean) =
        Fraction::new(moments.variance_of, moments.mean_of * moments.mean_of)?.parts();
    Ok(Signed {
        negative: distance < 0,
        square: Fraction::new(
            product(&[size, size, of_variance])?,
            product(&[9, moments.variance, of_mean])?,
        )?,
    })
}

/// Cp or Pp in thousandths.
fn potential(limits: Limits, moments: &Moments) -> Result<Option<i64>, AssessmentError> {
    let (Some(lower), Some(upper)) = (limits.lower, limits.upper) else {
        return Ok(None);
    };
    if moments.variance == 0 {
        return Ok(None);
    }
    let width = (i128::from(upper) - i128::from(lower)).unsigned_abs();
    let square = Fraction::new(
        product(&[width, width, moments.variance_of])?,
        product(&[36, moments.variance])?,
    )?;
    square.root_scaled(1_000).map(Some)
}
