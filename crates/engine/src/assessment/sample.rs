//! Mean and variance of measurements as exact fractions. It must not judge them.

use super::common::AssessmentError;
use super::exact::{Fraction, LARGEST, Rounding};

/// The most measurements of one study.
const MOST: usize = 10_000;

/// Mean and variance. Denominators are at least one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    /// Numerator of the mean.
    pub mean: i128,
    /// Its denominator.
    pub mean_of: u128,
    /// Numerator of the variance.
    pub variance: u128,
    /// Its denominator.
    pub variance_of: u128,
}

impl Moments {
    /// From a mean and a standard deviation in thousandths of the unit.
    ///
    /// # Errors
    /// If the deviation is negative or either is too large.
    pub(super) fn given(mean_milli: i64, sigma_milli: i64) -> Result<Self, AssessmentError> {
        if sigma_milli < 0 {
            return Err(AssessmentError::Negative("sigma_milli"));
        }
        // Thousandths of the largest measurement.
        let most = LARGEST.unsigned_abs() * 1_000;
        if mean_milli.unsigned_abs() > most || sigma_milli.unsigned_abs() > most {
            return Err(AssessmentError::OutOfRange("mean_milli or sigma_milli"));
        }
        let sigma = u128::from(sigma_milli.unsigned_abs());
        Ok(Moments {
            mean: i128::from(mean_milli),
            mean_of: 1_000,
            variance: sigma * sigma,
            variance_of: 1_000_000,
        })
    }

    /// The sample's mean and its variance about it, with n − 1.
    ///
    /// # Errors
    /// If there are fewer than two or too many measurements, or one is too large.
    pub(super) fn overall(values: &[i64]) -> Result<Self, AssessmentError> {
        let n = counted("measurements", values.len(), 2)?;
        let (sum, spread) = sums(values)?;
        Ok(Moments {
            mean: sum,
            mean_of: n,
            variance: spread,
            variance_of: n * (n - 1),
        })
    }

    /// The mean of all and the variance within subgroups, pooled: the sum of squares about each
    /// subgroup's own mean ÷ (number of subgroups × (size − 1)).
    ///
    /// # Errors
    /// If there is no subgroup, they have fewer than two or unequally many measurements, or one is too
    /// large.
    pub(super) fn within(subgroups: &[Vec<i64>]) -> Result<Self, AssessmentError> {
        let groups = counted("subgroups", subgroups.len(), 1)?;
        let size = subgroups.first().map_or(0, Vec::len);
        let of_each = counted("measurements of a subgroup", size, 2)?;
        counted("measurements", subgroups.iter().map(Vec::len).sum(), 2)?;
        let (mut total, mut spread) = (0_i128, 0_u128);
        for subgroup in subgroups {
            if subgroup.len() != size {
                return Err(AssessmentError::Uneven("measurements of the subgroups"));
            }
            let (sum, of_group) = sums(subgroup)?;
            total += sum;
            spread = spread
                .checked_add(of_group)
                .ok_or(AssessmentError::TooLarge)?;
        }
        Ok(Moments {
            mean: total,
            mean_of: groups * of_each,
            variance: spread,
            variance_of: of_each * groups * (of_each - 1),
        })
    }

    /// The mean in thousandths, a half away from zero.
    ///
    /// # Errors
    /// If it does not fit.
    pub(super) fn mean_milli(&self) -> Result<i64, AssessmentError> {
        let size = Fraction::new(self.mean.unsigned_abs(), self.mean_of)?;
        let milli = size.scaled(1_000, Rounding::HalfUp)?;
        Ok(if self.mean < 0 { -milli } else { milli })
    }

    /// The standard deviation in thousandths, a half up.
    ///
    /// # Errors
    /// If it does not fit.
    pub(super) fn sigma_milli(&self) -> Result<i64, AssessmentError> {
        Fraction::new(self.variance, self.variance_of)?.root_scaled(1_000)
    }
}

fn counted(input: &'static str, given: usize, needed: i64) -> Result<u128, AssessmentError> {
    let count = i64::try_from(given).map_err(|_| AssessmentError::TooLarge)?;
    if count < needed {
        return Err(AssessmentError::TooFew {
            input,
            needed,
            given: count,
        });
    }
    if given > MOST {
        return Err(AssessmentError::OutOfRange(input));
    }
    u128::try_from(given).map_err(|_| AssessmentError::TooLarge)
}

/// The sum, and n × the sum of squares about the mean: n·Σx² − (Σx)².
fn sums(values: &[i64]) -> Result<(i128, u128), AssessmentError> {
    let n = i128::try_from(values.len()).map_err(|_| AssessmentError::TooLarge)?;
    // Measured from the first value: the differences are small, and the spread is the same.
    let origin = i128::from(values.first().copied().unwrap_or_default());
    let (mut sum, mut squares) = (0_i128, 0_i128);
    for value in values {
        if value.unsigned_abs() > LARGEST.unsigned_abs() {
            return Err(AssessmentError::OutOfRange("measurements"));
        }
        let from_origin = i128::from(*value) - origin;
        sum += from_origin;
        squares += from_origin * from_origin;
    }
    let spread = n * squares - sum * sum;
    Ok((sum + n * origin, spread.unsigned_abs()))
}
