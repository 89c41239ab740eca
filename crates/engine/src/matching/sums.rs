//! The sum that the scan keeps of a row: one whole number into which every criterion adds what it says.
//!
//! | bits | what |
//! |---|---|
//! | 0–31 | points of the wishes |
//! | 32–39 | musts of which nothing is known |
//! | 40–47 | those of them that no service of the state would close |
//! | 48–55 | musts that fail |
//! | 56–63 | those of them that no service closes |
//!
//! A row begins with every criterion unknown, so that only what is known costs anything. The parts
//! never run over: a need with more criteria than fit is judged row by row.

use super::answer::{Band, MarketCount};
use super::block::NO_STATE;
use super::close::Reach;
use super::rules::RULES;

/// Criteria at most: each part counts to 255, and the points of so many wishes fit into 32 bits.
pub(super) const CRITERIA: usize = 255;
/// Degree of a wish that is met, in thousandths.
pub(super) const MET_DEGREE: u32 = 1_000;

const UNKNOWN: u64 = 1 << 32;
const UNKNOWN_OPEN: u64 = 1 << 40;
const FAILED: u64 = 1 << 48;
const FAILED_OPEN: u64 = 1 << 56;

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

/// A row while its block is scanned.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line {
    pub sum: u64,
    pub state: u8,
    /// The failed musts' places in the need, added up: where one failed, which.
    pub failed: u8,
}

impl Line {
    /// Adds to the sum and to the places.
    #[inline]
    pub fn add(&mut self, change: u64, place: u8) {
        self.sum = self.sum.wrapping_add(change);
        self.failed = self.failed.wrapping_add(place);
    }
}

/// What a criterion's outcomes add to a row of which it was unknown.
pub(super) struct Known {
    /// What its place in the need adds to the failed musts; nothing for a wish.
    at: u8,
    weight: u64,
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
        let must = |state| {
            let unknown = unknown_must(reach.from(state).is_some());
            let known = 0_u64.wrapping_sub(unknown);
            Must {
                unknown,
                changes: [
                    0,
                    known,
                    known.wrapping_add(FAILED),
                    known.wrapping_add(FAILED + FAILED_OPEN),
                ],
                has_service: reach.from(state).is_some(),
                from: reach.from(state).unwrap_or(0),
            }
        };
        Self {
            at: u8::try_from(at).unwrap_or(u8::MAX),
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
            at: 0,
            weight: u64::from(weight),
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
            None => self.weight * u64::from(RULES.unknown_degree),
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
        let more = u64::from(degree).wrapping_sub(u64::from(RULES.unknown_degree));
        self.weight.wrapping_mul(more)
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

    /// What a must's place in the need adds to the failed ones.
    #[inline]
    pub fn place(&self) -> u8 {
        self.at
    }

    /// Adds an outcome to a row, and counts it.
    pub fn add(&self, outcome: Outcome, line: &mut Line, count: &mut MarketCount) {
        let change = self.change(outcome, line.state);
        if outcome == Outcome::Meets {
            count.meets += 1;
            line.add(change, 0);
        } else {
            count.gap += 1;
            line.add(change, self.at);
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
pub(super) fn points(sum: u64) -> u64 {
    sum & u64::from(u32::MAX)
}

/// Whether exactly one must failed.
pub(super) fn has_one_failed(sum: u64) -> bool {
    sum & (0xff * FAILED) == FAILED
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
    /// By whether a must is unknown that nothing closes, and whether nothing is known against it.
    const NONE_FAILED: [u16; 4] = [4, 3, 5, 3];
    const SOME_FAILED: [u16; 2] = [2, 1];
    let is_open = usize::from(sum & (0xff * UNKNOWN_OPEN) != 0);
    let all_met = usize::from(sum < UNKNOWN);
    let none = NONE_FAILED.get(is_open + 2 * all_met).copied().unwrap_or(0);
    let some = SOME_FAILED.get(is_open).copied().unwrap_or(0);
    let standing = if sum >= FAILED { some } else { none };
    if sum >= FAILED_OPEN { 0 } else { standing }
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
            assert_eq!((points(sum), has_one_failed(sum)), (77, failed == 1));
        }
    }
}
