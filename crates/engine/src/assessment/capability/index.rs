//! An index as sign and square, compared exactly with the thresholds, and the rule that decides. It must not know where
//! mean and variance come from.

use super::{
    Capability, CapabilityRule, CapabilityRules, CapabilityVerdict, Estimator, Index, Limits, Side,
    Study, Subject,
};
use crate::assessment::common::AssessmentError;
use crate::assessment::exact::{Fraction, LARGEST, product};
use crate::assessment::sample::Moments;
use std::cmp::Ordering;

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

/// Judges a sample.
pub(super) fn judged(
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
