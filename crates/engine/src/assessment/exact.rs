//! Fractions that never overflow when compared, and their rounding. No floating point: what decides is the
//! same on every machine. It must not know what is computed.

use super::common::AssessmentError;
use std::cmp::Ordering;

/// The largest count, time or measurement that is taken.
pub(super) const LARGEST: i64 = 1_000_000_000_000;
/// A whole, in millionths.
pub(super) const MILLION: i64 = 1_000_000;

/// How a figure is rounded before it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// To the next whole number below.
    Down,
    /// To the nearest; a half goes up.
    HalfUp,
    /// To the next whole number above.
    Up,
}

/// A fraction in lowest terms; the denominator is at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    part: u128,
    whole: u128,
}

impl Fraction {
    /// # Errors
    /// If the whole is zero.
    pub(super) fn new(part: u128, whole: u128) -> Result<Self, AssessmentError> {
        if whole == 0 {
            return Err(AssessmentError::Zero("whole"));
        }
        let by = common_divisor(part, whole);
        Ok(Fraction {
            part: part / by,
            whole: whole / by,
        })
    }

    /// Part and whole, in lowest terms.
    pub(super) fn parts(self) -> (u128, u128) {
        (self.part, self.whole)
    }

    /// The fraction times `scale`, as a whole number.
    ///
    /// # Errors
    /// If it does not fit.
    pub(super) fn scaled(self, scale: u128, rounding: Rounding) -> Result<i64, AssessmentError> {
        let (quotient, rest) = multiply_divide(self.part, scale, self.whole)?;
        let up = match rounding {
            Rounding::Down => false,
            Rounding::HalfUp => rest >= self.whole - rest,
            Rounding::Up => rest > 0,
        };
        let quotient = quotient.checked_add(u128::from(up));
        small(quotient.ok_or(AssessmentError::TooLarge)?)
    }

    /// The square root of the fraction times `scale`, rounded to the nearest whole number, a half up.
    /// Found by halving and exact comparison.
    ///
    /// # Errors
    /// If it is 10¹⁸ or more.
    pub(super) fn root_scaled(self, scale: u128) -> Result<i64, AssessmentError> {
        const BOUND: u128 = 1_000_000_000_000_000_000;
        let square = |scale: u128| scale.checked_mul(scale).ok_or(AssessmentError::TooLarge);
        // Whether root × scale is at least half of `halves`.
        let reaches = |halves: u128| -> Result<bool, AssessmentError> {
            let wanted = Fraction::new(square(halves)?, square(2 * scale)?)?;
            Ok(self >= wanted)
        };
        let (mut low, mut high) = (0, BOUND);
        if reaches(2 * BOUND)? {
            return Err(AssessmentError::TooLarge);
        }
        while high - low > 1 {
            let middle = u128::midpoint(low, high);
            if reaches(2 * middle)? {
                low = middle;
            } else {
                high = middle;
            }
        }
        small(low + u128::from(reaches(2 * low + 1)?))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    /// Compares whole parts, then the reciprocals of the rests: no product is formed.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b, mut c, mut d) = (self.part, self.whole, other.part, other.whole);
        loop {
            let by_whole = (a / b).cmp(&(c / d));
            if by_whole != Ordering::Equal {
                return by_whole;
            }
            let (left, right) = (a % b, c % d);
            if left == 0 || right == 0 {
                return left.cmp(&right);
            }
            (a, b, c, d) = (d, right, b, left);
        }
    }
}

/// Quotient and rest of a × b ÷ c, exactly, also where a × b has no room.
fn multiply_divide(a: u128, b: u128, c: u128) -> Result<(u128, u128), AssessmentError> {
    if let Some(product) = a.checked_mul(b) {
        return Ok((product / c, product % c));
    }
    if c > u128::MAX / 2 {
        return Err(AssessmentError::TooLarge);
    }
    let whole = (a / c).checked_mul(b).ok_or(AssessmentError::TooLarge)?;
    let (part, mut quotient, mut rest) = (a % c, 0_u128, 0_u128);
    // Long multiplication by the bits of b, with the rest kept below c.
    for bit in (0..128 - b.leading_zeros()).rev() {
        quotient = quotient.checked_mul(2).ok_or(AssessmentError::TooLarge)?;
        let added = if b >> bit & 1 == 1 { part } else { 0 };
        for add in [rest, added] {
            rest += add;
            if rest >= c {
                rest -= c;
                quotient += 1;
            }
        }
    }
    let quotient = whole.checked_add(quotient);
    Ok((quotient.ok_or(AssessmentError::TooLarge)?, rest))
}

fn common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The product, if it has room.
///
/// # Errors
/// If it has none.
pub(super) fn product(factors: &[u128]) -> Result<u128, AssessmentError> {
    factors
        .iter()
        .try_fold(1_u128, |product, factor| product.checked_mul(*factor))
        .ok_or(AssessmentError::TooLarge)
}

/// As a number that is shown.
///
/// # Errors
/// If it does not fit.
pub(super) fn small(value: u128) -> Result<i64, AssessmentError> {
    i64::try_from(value).map_err(|_| AssessmentError::TooLarge)
}

/// A count or a time: zero or more, at most [`LARGEST`].
///
/// # Errors
/// If it is less or more.
pub(super) fn amount(input: &'static str, value: i64) -> Result<u128, AssessmentError> {
    let amount = u128::try_from(value).map_err(|_| AssessmentError::Negative(input))?;
    if value > LARGEST {
        return Err(AssessmentError::OutOfRange(input));
    }
    Ok(amount)
}

/// An amount of at most `most`.
///
/// # Errors
/// If it is negative or more.
pub(super) fn at_most(
    input: &'static str,
    value: i64,
    most: u128,
) -> Result<u128, AssessmentError> {
    let amount = amount(input, value)?;
    if amount > most {
        return Err(AssessmentError::OutOfRange(input));
    }
    Ok(amount)
}

/// An amount that divides: one or more.
///
/// # Errors
/// If it is less, or more than [`LARGEST`].
pub(super) fn divisor(input: &'static str, value: i64) -> Result<u128, AssessmentError> {
    match amount(input, value)? {
        0 => Err(AssessmentError::Zero(input)),
        some => Ok(some),
    }
}

/// A number of machines or cavities: one to a million.
///
/// # Errors
/// If it is another.
pub(super) fn few(input: &'static str, value: i64) -> Result<u128, AssessmentError> {
    if value > MILLION {
        return Err(AssessmentError::OutOfRange(input));
    }
    divisor(input, value)
}

/// A share in millionths, at most a whole.
///
/// # Errors
/// If it is negative or more than a whole.
pub(super) fn share(input: &'static str, ppm: i64) -> Result<u128, AssessmentError> {
    at_most(input, ppm, MILLION.unsigned_abs().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fraction(part: u128, whole: u128) -> Fraction {
        Fraction::new(part, whole).unwrap()
    }

    #[test]
    fn halves_go_up_and_roots_are_exact() {
        assert_eq!(fraction(1, 2).scaled(1, Rounding::HalfUp), Ok(1));
        assert_eq!(fraction(1, 2).scaled(1, Rounding::Down), Ok(0));
        assert_eq!(fraction(1, 3).scaled(1, Rounding::Up), Ok(1));
        assert_eq!(fraction(2, 1).root_scaled(1_000), Ok(1_414));
        assert_eq!(fraction(9, 4).root_scaled(1), Ok(2));
        assert_eq!(
            fraction(u128::MAX, 1).root_scaled(1),
            Err(AssessmentError::TooLarge)
        );
    }

    proptest! {
        #[test]
        fn comparing_agrees_with_multiplying(a in 0_u64.., b in 1_u64.., c in 0_u64.., d in 1_u64..) {
            let [a, b, c, d] = [a, b, c, d].map(u128::from);
            prop_assert_eq!(fraction(a, b).cmp(&fraction(c, d)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn no_room_is_needed(a: u128, b in 1_u128.., c: u128, d in 1_u128.., scale: u64) {
            let (left, right) = (fraction(a, b), fraction(c, d));
            prop_assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
            let _ = left.scaled(u128::from(scale), Rounding::HalfUp);
            let _ = left.root_scaled(1_000_000);
        }

        /// The long way gives what the short way gives, where both can go.
        #[test]
        fn long_multiplication_agrees(a in 0..1_u128 << 70, b in 0..1_u128 << 40, c in 1..1_u128 << 100) {
            let shifted = multiply_divide(a << 17, b, c << 17).unwrap();
            prop_assert_eq!(shifted, (a * b / c, (a * b % c) << 17));
        }
    }
}
