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
        guess - u64::from(guess.saturating_mul(self.by) > number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
