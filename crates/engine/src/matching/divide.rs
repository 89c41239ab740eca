//! Division by a number that stays the same, by multiplication: whole numbers, exact.

/// A divisor, ready for many divisions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Divisor {
    by: u64,
    /// 2⁶⁴ divided by it, rounded up; 0 where that needs more than 64 bits.
    inverse: u64,
}

impl Divisor {
    /// A divisor of at least 1; 0 is taken as 1.
    pub fn new(by: u64) -> Self {
        let by = by.max(1);
        Self {
            by,
            inverse: (u64::MAX / by).wrapping_add(1),
        }
    }

    /// The quotient, rounded down; of numbers below 2⁶³.
    pub fn divide(self, number: u64) -> u64 {
        if self.inverse == 0 {
            return number;
        }
        // Never too small, and too large by one at most: number × (what rounding up added) is below
        // 2⁶³ × divisor.
        let product = u128::from(number) * u128::from(self.inverse);
        let guess = u64::try_from(product >> 64).unwrap_or(u64::MAX);
        guess - u64::from(guess.wrapping_mul(self.by) > number)
    }
}

/// Thousandths of a whole, where the parts come in thousandths too: at most a thousand times the whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares(u64);

impl Shares {
    const BITS: u32 = 44;

    /// Of a whole below 2¹⁶; of nothing every share is 0.
    pub fn of(whole: u32) -> Self {
        let inverse = (1_u64 << Self::BITS).checked_div(u64::from(whole));
        Self(inverse.map_or(0, |inverse| inverse + 1))
    }

    /// The parts divided by the whole, rounded down: 0 to 1,000.
    ///
    /// With parts ≤ 1,000 × whole < 2²⁶ the product stays below 2⁵⁵, and what rounding the inverse up
    /// added comes to less than 2²⁶⁻⁴⁴, which is less than the distance to the next whole quotient.
    #[inline]
    pub fn divide(self, parts: u64) -> u16 {
        u16::try_from((parts.wrapping_mul(self.0) >> Self::BITS) & 0x3ff).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_divided_exactly() {
        for whole in (1..300_u32).chain([4_093, 10_000, 65_045, 65_535]) {
            let shares = Shares::of(whole);
            for share in 0..=1_000_u64 {
                let parts = share * u64::from(whole);
                for parts in parts.saturating_sub(2)..=(parts + 2).min(1_000 * u64::from(whole)) {
                    let expected = parts / u64::from(whole);
                    assert_eq!(
                        u64::from(shares.divide(parts)),
                        expected,
                        "{parts} / {whole}"
                    );
                }
            }
        }
        assert_eq!(Shares::of(0).divide(0), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_division(
            by in prop_oneof![1..3_u64, 1..5_000_u64, 1..u64::MAX >> 1], number in 0..u64::MAX >> 1, bits in 1..63_u32, near in 0..3_u64,
        ) {
            let divisor = Divisor::new(by);
            for number in [number, number >> bits, (number - number % by).saturating_sub(near)] {
                prop_assert_eq!(divisor.divide(number), number / by);
            }
        }
    }
}
