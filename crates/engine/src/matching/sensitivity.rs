//! What would widen an answer: for each must that turns suppliers away by itself, how many more would be
//! left without a known gap if it were a wish, and if it asked for a little less. Counted on open facts
//! alone: a must on a closed group turns nobody away by them, so nothing is ever said of it.
//!
//! A supplier counts for a must that it fails while it fails no other. Of such a row there is nothing to
//! weigh: it is won as soon as what is asked reaches what it has, so each row is counted at the first step
//! that wins it, and a step wins what all nearer ones win.

use super::answer::{MarketCount, Relaxation, RelaxationStep};
use super::judge::Compiled;
use eslabon_domain::attributes::Direction;
use eslabon_domain::ladders::Ladder;
use eslabon_domain::needs::{Requirement, Strength};

/// Steps tried of one must at most.
const STEPS_TRIED: usize = 500;
/// An amount is eased up to so many times itself, about three tolerance grades: beyond it is another need.
const REACH: i64 = 4;
/// Years are eased up to so many.
const REACH_YEARS: i64 = 25;
/// A radius is widened up to this, or to [`REACH`] times itself where that is farther, in metres.
const REACH_M: i64 = 500_000;
/// Radii that people ask for, in metres.
const RADII_M: [i64; 7] = [
    25_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000,
];
/// Preferred numbers, in hundredths, that a decade is cut into.
const PREFERRED: [i64; 10] = [100, 125, 160, 200, 250, 320, 400, 500, 630, 800];
const LAST_DECADE: u32 = 16;

/// Easier amounts or radii, the nearest first; what can be eased by amount has some, everything else none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Steps {
    values: Vec<i64>,
    /// More is easier.
    rising: bool,
}

impl Steps {
    /// Of what a must asks of an attribute in a unit.
    pub fn of(requirement: &Requirement, unit: &str, direction: Direction) -> Self {
        match *requirement {
            Requirement::AtMost { amount } if amount > 0 => {
                let most = match unit {
                    "year" => amount.saturating_add(REACH_YEARS),
                    _ => amount.saturating_mul(REACH),
                };
                Self {
                    values: above(unit, direction, amount, most),
                    rising: true,
                }
            }
            Requirement::AtLeast { amount } if amount > 0 => {
                let least = match unit {
                    "year" => amount - REACH_YEARS,
                    _ => amount / REACH + i64::from(amount % REACH > 0),
                };
                Self {
                    values: below(unit, direction, amount, least.max(1)),
                    rising: false,
                }
            }
            Requirement::Within { radius_m, .. } => {
                let most = radius_m.saturating_mul(REACH).max(REACH_M);
                let wider = RADII_M.into_iter().filter(|m| *m > radius_m && *m <= most);
                Self {
                    values: wider.collect(),
                    rising: true,
                }
            }
            _ => Self::default(),
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// No step at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The place of the first step that reaches an amount or a distance; none where all fall short.
    pub fn reaching(&self, value: i64) -> Option<usize> {
        let falls_short = |step: &i64| {
            if self.rising {
                *step < value
            } else {
                *step > value
            }
        };
        let place = self.values.partition_point(falls_short);
        (place < self.values.len()).then_some(place)
    }
}

/// Which amounts people would ask for.
enum Scale {
    /// Every whole number.
    Whole,
    /// Preferred numbers.
    Preferred,
    /// The steps on which figures of the kind are published.
    Ladder(Ladder),
}

impl Scale {
    fn of(unit: &str, direction: Direction) -> Self {
        match (unit, direction) {
            ("days" | "year", _) => Scale::Whole,
            ("milli" | "s", _) | ("ppm", Direction::Higher) => {
                Scale::Ladder(Ladder::of(unit, direction))
            }
            _ => Scale::Preferred,
        }
    }
}

/// The amounts above one and up to another that people would ask for, ascending.
fn above(unit: &str, direction: Direction, amount: i64, most: i64) -> Vec<i64> {
    match Scale::of(unit, direction) {
        Scale::Ladder(ladder) => climb(amount, |last| {
            let next = ladder.ceil(last.checked_add(1)?);
            (next > last && next <= most).then_some(next)
        }),
        Scale::Whole => climb(amount, |last| (last < most).then(|| last + 1)),
        Scale::Preferred => preferred().filter(|v| *v > amount && *v <= most).collect(),
    }
}

/// The amounts below one and down to another, descending.
fn below(unit: &str, direction: Direction, amount: i64, least: i64) -> Vec<i64> {
    match Scale::of(unit, direction) {
        Scale::Ladder(ladder) => climb(amount, |last| {
            let next = ladder.floor(last.checked_sub(1)?);
            (next < last && next >= least).then_some(next)
        }),
        Scale::Whole => climb(amount, |last| (last > least).then(|| last - 1)),
        Scale::Preferred => {
            let mut values: Vec<i64> = preferred().filter(|v| *v >= least && *v < amount).collect();
            values.reverse();
            values
        }
    }
}

/// The steps from an amount on, as long as there is a next one.
fn climb(amount: i64, next: impl Fn(i64) -> Option<i64>) -> Vec<i64> {
    std::iter::successors(next(amount), |last| next(*last))
        .take(STEPS_TRIED)
        .collect()
}

/// Every preferred number that is whole, ascending: all up to ten, then ten a decade.
fn preferred() -> impl Iterator<Item = i64> {
    let decades = (1..=LAST_DECADE).flat_map(|places| {
        PREFERRED.into_iter().filter_map(move |hundredths| {
            let scaled = hundredths.checked_mul(10_i64.pow(places))?;
            (scaled % 100 == 0).then_some(scaled / 100)
        })
    });
    (1..10).chain(decades)
}

/// What would widen an answer to these criteria; what would widen it most comes first. For each criterion
/// `won` says how many rows each of its steps wins that no nearer one does.
pub(super) fn relaxations<'c, 'a: 'c>(
    criteria: impl Iterator<Item = &'c Compiled<'a>>,
    market: &[MarketCount],
    won: &[Vec<usize>],
) -> Vec<Relaxation> {
    let mut all: Vec<Relaxation> = criteria
        .zip(market.iter().zip(won))
        .enumerate()
        .filter(|(_, (compiled, (count, _)))| {
            compiled.criterion.strength == Strength::Must && count.sole_blocker > 0
        })
        .map(|(criterion, (compiled, (count, won)))| Relaxation {
            criterion,
            as_wish: count.sole_blocker,
            steps: told(compiled, won),
        })
        .collect();
    // A stable order: the need's own among those that win as many.
    all.sort_by_key(|relaxation| std::cmp::Reverse(relaxation.as_wish));
    all
}

/// The steps that are told: the nearest that wins anyone, the nearest that wins half of those within
/// reach, and the nearest that wins them all. Each wins more than the one before.
fn told(compiled: &Compiled<'_>, won: &[usize]) -> Vec<RelaxationStep> {
    let within_reach: usize = won.iter().sum();
    let (mut adds, mut told) = (0, Vec::new());
    for (value, more) in compiled.steps.values.iter().zip(won) {
        let before = adds;
        adds += more;
        let is_first_with = |share: usize| before < share && adds >= share;
        if !is_first_with(1)
            && !is_first_with(within_reach.div_ceil(2))
            && !is_first_with(within_reach)
        {
            continue;
        }
        if let Some(requirement) = eased(&compiled.criterion.requirement, *value) {
            told.push(RelaxationStep { requirement, adds });
        }
    }
    told
}

/// A requirement with another amount or radius.
fn eased(requirement: &Requirement, value: i64) -> Option<Requirement> {
    Some(match requirement {
        Requirement::AtLeast { .. } => Requirement::AtLeast { amount: value },
        Requirement::AtMost { .. } => Requirement::AtMost { amount: value },
        Requirement::Within { centre, label, .. } => Requirement::Within {
            centre: *centre,
            label: label.clone(),
            radius_m: value,
        },
        Requirement::AnyOf { .. } | Requirement::InStates { .. } => return None,
    })
}
