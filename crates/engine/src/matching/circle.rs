//! Whether sites lie within a circle, a block of rows at a time. Most is told by a table; what is left is
//! measured roughly, and exactly where a few metres would decide. The outcome is that of the exact measure.

use super::answer::{MarketCount, Verdict};
use super::block::{Block, NO_STATE, Spot};
use super::divide::Divisor;
use super::judge::{CENTROID_TOLERANCE_M, distance, metres_between};
use super::rings::{BEYOND, ESTIMATE_ERROR_M, MEASURE, Rings, WITHIN};
use super::sensitivity::Steps;
use super::shortlist::{degree, degree_of_gap};
use super::sums::{Known, Line, Outcome};
use eslabon_domain::places::Position;

/// The girth of the Earth and more, in metres: no radius beyond it makes a difference.
const GIRTH_M: i64 = 50_000_000;

/// A criterion that asks for a position.
pub(super) struct Circle {
    centre: Position,
    radius_m: i64,
    rings: Rings,
    /// The radius, where rough measures can be compared with it.
    divisor: Option<Divisor>,
}

impl Circle {
    /// Of a centre and a radius; of a wish misses have degrees.
    pub fn new(centre: Position, radius_m: i64, is_must: bool) -> Self {
        let radius = u64::try_from(radius_m).ok();
        let radius = radius.filter(|_| (1..GIRTH_M).contains(&radius_m));
        Self {
            centre,
            radius_m,
            rings: Rings::new(centre, radius_m, !is_must),
            divisor: radius.map(Divisor::new),
        }
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, known: &Known, lines: &mut [Line], count: &mut MarketCount) {
        let (told, measured) = self.tell(block);
        // No service moves a plant, so what a must adds is the same in every state.
        let met = known.change(Outcome::Meets, NO_STATE);
        let far = known.change(Outcome::FAR, NO_STATE);
        let adds = [(0, 0), (met, 0), (far, known.place()), (0, 0)];
        for (told, line) in told.iter().zip(lines.iter_mut()) {
            let (change, place) = adds.get(usize::from(*told)).copied().unwrap_or_default();
            line.add(change, place);
        }
        count.meets += told.iter().filter(|told| **told == WITHIN).count();
        count.gap += told.iter().filter(|told| **told == BEYOND).count();
        for row in measured {
            let outcome = self.measure(block, usize::from(row));
            if let (Some(outcome), Some(line)) = (outcome, lines.get_mut(usize::from(row))) {
                known.add(outcome, line, count);
            }
        }
    }

    /// Bytes of the columns that it reads in a block.
    pub fn hot_bytes(block: &Block) -> usize {
        block.len() * (2 * size_of::<i32>() + size_of::<Spot>())
    }

    /// What the table tells of every row, and the rows of which it tells nothing.
    #[inline(never)]
    fn tell(&self, block: &Block) -> (Vec<u8>, Vec<u16>) {
        let mut told = vec![0; block.len()];
        let mut measured = vec![0; block.len()];
        let mut count = 0;
        let places = block.latitudes.iter().zip(&block.longitudes);
        let places = block.spots.iter().zip(places);
        for ((row, told), (spot, (lat_e6, lon_e6))) in (0..).zip(&mut told).zip(places) {
            *told = self.rings.tell(*lat_e6, *lon_e6, *spot);
            // Written always and counted where it counts, without a branch.
            if let Some(next) = measured.get_mut(count) {
                *next = row;
            }
            count += usize::from(*told == MEASURE);
        }
        measured.truncate(count);
        (told, measured)
    }

    /// What a row's distance says; nothing too near the edge.
    fn measure(&self, block: &Block, row: usize) -> Option<Outcome> {
        let position = Position {
            lat_e6: *block.latitudes.get(row)?,
            lon_e6: *block.longitudes.get(row)?,
        };
        let spot = *block.spots.get(row)?;
        let is_approximate = spot.is_approximate();
        let is_odd = matches!(spot, Spot::Odd | Spot::OddApproximate);
        let roughly = self.rings.estimate_m(position.lat_e6, position.lon_e6);
        if let Some(roughly) = roughly.filter(|_| !is_odd)
            && let Some(outcome) = self.outcome_of_all(
                roughly - ESTIMATE_ERROR_M,
                roughly + ESTIMATE_ERROR_M,
                is_approximate,
            )
        {
            return outcome;
        }
        let verdict = distance(self.centre, self.radius_m, position, is_approximate).0;
        match verdict {
            Verdict::Meets => Some(Outcome::Meets),
            Verdict::Gap { .. } => Some(gap(degree(verdict))),
            Verdict::Unknown { .. } | Verdict::Closed => None,
        }
    }

    /// The place of the first wider radius within which a row is, or may be, that lies beyond this one.
    pub fn reached_by(&self, block: &Block, row: u16, steps: &Steps) -> Option<usize> {
        let row = usize::from(row);
        let position = Position {
            lat_e6: *block.latitudes.get(row)?,
            lon_e6: *block.longitudes.get(row)?,
        };
        let spot = *block.spots.get(row)?;
        let tolerance = if spot.is_approximate() {
            CENTROID_TOLERANCE_M
        } else {
            0
        };
        let reaching = |metres: i64| steps.reaching(metres.saturating_sub(tolerance));
        let is_odd = matches!(spot, Spot::Odd | Spot::OddApproximate);
        let roughly = self.rings.estimate_m(position.lat_e6, position.lon_e6);
        if let Some(roughly) = roughly.filter(|_| !is_odd) {
            let (least, most) = (roughly - ESTIMATE_ERROR_M, roughly + ESTIMATE_ERROR_M);
            let step = reaching(least);
            if step == reaching(most) {
                return step;
            }
        }
        reaching(metres_between(self.centre, position))
    }

    /// What every distance between two says, if they all say the same.
    fn outcome_of_all(
        &self,
        least: i64,
        most: i64,
        is_approximate: bool,
    ) -> Option<Option<Outcome>> {
        let divisor = self.divisor?;
        let tolerance = if is_approximate {
            CENTROID_TOLERANCE_M
        } else {
            0
        };
        if most + tolerance <= self.radius_m {
            return Some(Some(Outcome::Meets));
        }
        if least + tolerance > self.radius_m && most - tolerance <= self.radius_m {
            return Some(None);
        }
        if least - tolerance <= self.radius_m {
            return None;
        }
        let milli = |metres: i64| {
            let beyond = u64::try_from(metres - self.radius_m).unwrap_or(0);
            u16::try_from(divisor.divide(beyond * 1_000)).map_or(1_000, |m| m.clamp(1, 1_000))
        };
        let distance = milli(least);
        (distance == milli(most)).then(|| Some(gap(degree_of_gap(distance))))
    }
}

fn gap(degree: u32) -> Outcome {
    Outcome::Gap {
        degree,
        level: None,
    }
}
