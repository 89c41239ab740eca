//! The sum that the scan keeps of a row: one whole number into which every criterion adds what it says.
//!
//! | bits | what |
//! |---|---|
//! | 0–23 | points of the wishes |
//! | 24–31 | musts of which nothing is known |
//! | 32–39 | those of them that no service of the state would close |
//! | 40–47 | musts that fail |
//! | 48–55 | those of them that no service closes |
//! | 56–63 | the places of the failed musts in the need, added up: where one failed, which |
//!
//! A row begins with every criterion unknown, so that only what is known costs anything. The parts
//! never run over, but for the last, which may: a need with more than fits is judged row by row.

use super::answer::{Band, MarketCount};
use super::block::NO_STATE;
use super::close::Reach;
use super::rules::RULES;

/// Criteria at most: each part that counts them has room for twice as many.
pub(super) const CRITERIA: usize = 127;
/// The wishes' weights at most, together: a thousand times that fits into the points.
pub(super) const WEIGHTS: u32 = 16_000;
/// Degree of a wish that is met, in thousandths.
pub(super) const MET_DEGREE: u32 = 1_000;

const POINTS: u64 = (1 << 24) - 1;
const UNKNOWN: u64 = 1 << 24;
const UNKNOWN_OPEN: u64 = 1 << 32;
const FAILED: u64 = 1 << 40;
const FAILED_OPEN: u64 = 1 << 48;
/// Where the places begin.
const PLACES: u32 = 56;

/// What is known of a row on a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is met.
    Meets,
    /// It is not.
    Gap {
        /// To which degree, as a wish, in thousandths.
        degree: u32,
        /// From which level a service would start.
        level: Option<i64>,
    },
}

impl Outcome {
    /// Missed all the way.
    pub const FAR: Outcome = Outcome::Gap {
        degree: 0,
        level: None,
    };
}

/// What a criterion's outcomes add to a row of which it was unknown.
pub(super) struct Known {
    weight: u32,
    /// Of a must, by state.
    musts: Option<Box<[Must; 256]>>,
    at_most: bool,
}

/// What a must adds in one state.
#[derive(Debug, Clone, Copy, Default)]
struct Must {
    unknown: u64,
    /// For nothing new, being met, a gap that a service closes and one that none closes.
    changes: [u64; 4],
    has_service: bool,
    /// The level from which on a service starts.
    from: i64,
}

impl Known {
    /// Of the must at a place in the need.
    pub fn must(at: usize, reach: &Reach) -> Self {
        let place = u64::try_from(at).unwrap_or(0) << PLACES;
        let must = |state| {
            let unknown = unknown_must(reach.from(state).is_some());
            let known = 0_u64.wrapping_sub(unknown);
            Must {
                unknown,
                changes: [
                    0,
                    known,
                    known.wrapping_add(FAILED + place),
                    known.wrapping_add(FAILED + FAILED_OPEN + place),
                ],
                has_service: reach.from(state).is_some(),
                from: reach.from(state).unwrap_or(0),
            }
        };
        Self {
            weight: 0,
            musts: Some(Box::new(std::array::from_fn(|state| {
                must(u8::try_from(state).unwrap_or(NO_STATE))
            }))),
            at_most: reach.at_most,
        }
    }

    /// Of a wish.
    pub fn wish(weight: u8) -> Self {
        Self {
            weight: u32::from(weight),
            musts: None,
            at_most: false,
        }
    }

    #[inline]
    fn in_state(&self, state: u8) -> Option<&Must> {
        self.musts.as_ref()?.get(usize::from(state))
    }

    /// Whether it is a must.
    pub fn is_must(&self) -> bool {
        self.musts.is_some()
    }

    /// What it adds while nothing is known.
    pub fn unknown(&self, state: u8) -> u64 {
        match self.in_state(state) {
            Some(must) => must.unknown,
            None => u64::from(self.weight) * u64::from(RULES.unknown_degree),
        }
    }

    /// What an outcome adds to that.
    pub fn change(&self, outcome: Outcome, state: u8) -> u64 {
        if !self.is_must() {
            return match outcome {
                Outcome::Meets => self.degree(MET_DEGREE),
                Outcome::Gap { degree, .. } => self.degree(degree),
            };
        }
        match outcome {
            Outcome::Meets => self.must_change(1, 0, state),
            Outcome::Gap { level: Some(l), .. } => self.must_change(2, l, state),
            Outcome::Gap { level: None, .. } => {
                let must = self.in_state(state);
                must.map_or(0, |must| {
                    let [_, _, closed, open] = must.changes;
                    if must.has_service { closed } else { open }
                })
            }
        }
    }

    /// What a wish adds that is fulfilled to a degree, in thousandths.
    #[inline]
    pub fn degree(&self, degree: u32) -> u64 {
        let (weight, unknown) = (u64::from(self.weight), u64::from(RULES.unknown_degree));
        (weight * u64::from(degree)).wrapping_sub(weight * unknown)
    }

    /// What a must adds of which nothing new is known (0), that is met (1), or missed at a level (2).
    /// Without a branch: what comes next is hard to foretell.
    #[inline]
    pub fn must_change(&self, code: u8, level: i64, state: u8) -> u64 {
        let Some(must) = self.in_state(state) else {
            return 0;
        };
        let starts = if self.at_most {
            level <= must.from
        } else {
            level >= must.from
        };
        let closes = must.has_service & starts;
        let which = usize::from(code) + usize::from((code == 2) & !closes);
        must.changes.get(which).copied().unwrap_or(0)
    }

    /// Adds an outcome to the sum of a row in a state, and counts it.
    #[inline]
    pub fn add(&self, outcome: Outcome, state: u8, sum: &mut u64, count: &mut MarketCount) {
        *sum = sum.wrapping_add(self.change(outcome, state));
        if outcome == Outcome::Meets {
            count.meets += 1;
        } else {
            count.gap += 1;
        }
    }
}

/// What an unknown must adds.
fn unknown_must(is_closable: bool) -> u64 {
    if is_closable {
        UNKNOWN
    } else {
        UNKNOWN + UNKNOWN_OPEN
    }
}

/// The points of a sum.
#[inline]
pub(super) fn points(sum: u64) -> u64 {
    sum & POINTS
}

/// The place in the need of the only must that failed; of no or several such, another place.
#[inline]
pub(super) fn sole_failed(sum: u64, otherwise: u8) -> u8 {
    if sum & (0xff * FAILED) == FAILED {
        u8::try_from(sum >> PLACES).unwrap_or(otherwise)
    } else {
        otherwise
    }
}

/// Standings, worst first: the possible and the proven band.
pub(super) const STANDINGS: [(Band, Band); 6] = [
    (Band::OutOfReach, Band::OutOfReach),
    (Band::WithProgramme, Band::OutOfReach),
    (Band::WithProgramme, Band::WithProgramme),
    (Band::Ready, Band::OutOfReach),
    (Band::Ready, Band::WithProgramme),
    (Band::Ready, Band::Ready),
];

/// The place of a sum's bands among [`STANDINGS`]. Without a branch: what the next row is like is hard to
/// foretell.
#[inline]
pub(super) fn standing(sum: u64) -> u16 {
    /// By which counts are not zero, a bit each from the lowest on: unknown, unknown and closed by nothing,
    /// failed, failed and closed by nothing.
    const BY_COUNTS: [u16; 16] = [5, 4, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    // No count is above 127, so that adding as much lifts what is not zero into the highest bit.
    let counts = u32::try_from((sum >> 24) & 0xffff_ffff).unwrap_or(0);
    let are_some = ((counts & 0x7f7f_7f7f) + 0x7f7f_7f7f) & 0x8080_8080;
    // Gathers the four bits in the highest four.
    let which = are_some.wrapping_mul(0x0020_4081) >> 28;
    BY_COUNTS.get(which as usize).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standings_are_in_order_and_sums_find_theirs() {
        assert!(STANDINGS.is_sorted_by(|a, b| a < b));
        for (unknown, unknown_open, failed, failed_open) in
            (0..81_u64).map(|n| (n % 3, n / 3 % 3, n / 9 % 3, n / 27))
        {
            if unknown_open > unknown || failed_open > failed {
                continue;
            }
            let sum = unknown * UNKNOWN
                + unknown_open * UNKNOWN_OPEN
                + failed * FAILED
                + failed_open * FAILED_OPEN
                + ((failed * 5) << PLACES)
                + 77;
            let possible = match (failed, failed_open) {
                (0, _) => Band::Ready,
                (_, 0) => Band::WithProgramme,
                _ => Band::OutOfReach,
            };
            let proven = match (unknown + failed, unknown_open + failed_open) {
                (0, _) => Band::Ready,
                (_, 0) => Band::WithProgramme,
                _ => Band::OutOfReach,
            };
            let standing = STANDINGS[usize::from(standing(sum))];
            assert_eq!(standing, (possible, proven));
            let sole = if failed == 1 { 5 } else { 9 };
            assert_eq!((points(sum), sole_failed(sum, 9)), (77, sole));
        }
    }
}
