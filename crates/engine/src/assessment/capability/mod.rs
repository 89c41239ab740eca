//! Process capability: Cp = (USL − LSL) ÷ 6σ, Cpk = min((USL − μ) ÷ 3σ, (μ − LSL) ÷ 3σ), from limits and
//! a stated mean and deviation or measurements, and the verdict on the study. Thresholds are compared
//! exactly, by squares: sigma is never drawn. Measurements are whole numbers of a canonical unit.
//!
//! Which index it is depends on the estimator of sigma: from all measurements (n − 1) it is Pp and Ppk, pooled
//! within subgroups it is Cp and Cpk. A process that is not stable gets no verdict.

mod index;

use super::common::{AssessmentError, RuleSetId};
use super::sample::Moments;
use index::judged;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
