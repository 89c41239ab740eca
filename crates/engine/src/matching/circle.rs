//! Whether sites lie within a circle, a block of rows at a time. Distances are estimated for all rows at once;
//! where what an estimate may be wrong by would decide, a row is measured. The outcome is that of the measure.

use super::answer::MarketCount;
use super::block::{Block, NO_STATE, Spot};
use super::judge::{CENTROID_TOLERANCE_M, distance, metres_between};
use super::metres::{Estimates, REACH_M, error_m};
use super::room::{Room, Rows};
use super::rules::RULES;
use super::sensitivity::Steps;
use super::shortlist::degree;
use super::sums::{Known, MET_DEGREE, Outcome};
use eslabon_domain::places::Position;

/// What stands for a degree where the row must be measured.
const MEASURE: u32 = 1 << 15;
/// The degree of a wish of which nothing is known.
const UNKNOWN: u32 = RULES.unknown_degree;
/// The girth of the Earth and more, in metres: larger radiuses are no longer told apart from it.
const GIRTH_M: i64 = 50_000_000;
/// Rows that are looked through together for some that must be measured.
const TOGETHER: usize = 16;

/// A criterion that asks for a position.
pub(super) struct Circle {
    centre: Position,
    radius_m: i64,
    estimates: Estimates,
    edges: Edges,
    is_must: bool,
}

/// The edges of a circle, in metres, as estimates are compared with them.
#[derive(Debug, Clone, Copy)]
struct Edges {
    /// A distance that rounds to the radius lies below this.
    radius: f32,
    /// What lies beyond the reach of estimates: infinite, or not a number where it might lie within.
    unreached: f32,
    /// Thousandths of the radius in a metre.
    milli: f32,
    /// What is added to the error: the rounding of the edges themselves.
    error: f32,
}

impl Edges {
    #[expect(clippy::cast_possible_truncation, reason = "the error makes up for it")]
    fn new(radius_m: i64) -> Self {
        let radius_m = radius_m.clamp(-GIRTH_M, GIRTH_M);
        let beyond = radius_m.saturating_mul(2) + CENTROID_TOLERANCE_M;
        Self {
            radius: radius_m as f32 + 0.5,
            unreached: if beyond < REACH_M - 1_000 {
                f32::INFINITY
            } else {
                f32::NAN
            },
            milli: (1_000.0 / radius_m.max(1) as f64) as f32,
            error: radius_m.unsigned_abs() as f32 * 5e-7,
        }
    }

    /// Of an estimated distance the degree, any below the unknown one for a must that is missed.
    /// Without a branch, so that the compiler takes several rows in one step.
    #[inline]
    fn degree(&self, metres: f32, tolerance: f32, is_must: bool) -> u32 {
        let metres = if metres > REACH_M as f32 {
            self.unreached
        } else {
            metres
        };
        let error = error_m(metres) + self.error;
        let error = if metres > REACH_M as f32 { 0.0 } else { error };
        let (least, most) = (metres - error, metres + error);
        let is_within = most + tolerance < self.radius;
        let is_beyond = least - tolerance > self.radius;
        let is_edge = (least + tolerance > self.radius) & (most - tolerance < self.radius);
        let missed = if is_must { 0 } else { self.missed(least, most) };
        let degree = if is_beyond { missed } else { MEASURE };
        let degree = if is_edge { UNKNOWN } else { degree };
        if is_within { MET_DEGREE } else { degree }
    }

    /// The degree of everything missed between two distances, if it is the same.
    #[inline]
    fn missed(&self, least: f32, most: f32) -> u32 {
        // Distances are rounded to whole metres before they are compared: half a metre either way, which
        // the radius has in it once.
        let least = degree_of((least - self.radius - 0.01) * self.milli);
        let most = degree_of((most - self.radius + 1.01) * self.milli);
        if least == most { least } else { MEASURE }
    }
}

/// The degree of so many thousandths beyond: whole ones, from 1 to 1,000.
#[inline]
fn degree_of(milli: f32) -> u32 {
    const NEAR: f32 = RULES.near_miss_degree as f32;
    let milli = rounded(milli - 0.5);
    let milli = if milli > 1.0 { milli } else { 1.0 };
    let milli = if milli < 1_000.0 { milli } else { 1_000.0 };
    // Never a whole number, and so far from one that single precision keeps the side.
    let degree = (NEAR * (1_000.0 - milli) + 0.5) * 0.001;
    (degree - 0.5 + TO_WHOLE).to_bits() & 0x3ff
}

/// Beside it, single precision has no room for what comes after the point.
const TO_WHOLE: f32 = 12_582_912.0;

/// A number rounded to the nearest whole one, where it is of ordinary size.
#[inline]
fn rounded(number: f32) -> f32 {
    number + TO_WHOLE - TO_WHOLE
}

impl Circle {
    /// Of a centre and a radius.
    pub fn new(centre: Position, radius_m: i64, is_must: bool) -> Self {
        Self {
            centre,
            radius_m,
            estimates: Estimates::new(centre),
            edges: Edges::new(radius_m),
            is_must,
        }
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, known: &Known, room: &mut Room, count: &mut MarketCount) {
        if room.metres_from != Some(self.centre) {
            self.estimates
                .tell(&block.latitudes, &block.longitudes, &mut room.metres);
            room.metres_from = Some(self.centre);
        }
        // Told apart here, so that each way is compiled by itself.
        if self.is_must {
            self.tell(block, &room.metres, &mut room.degrees, true);
        } else {
            self.tell(block, &room.metres, &mut room.degrees, false);
        }
        self.measure_some(block, &mut room.degrees, &mut room.rows);
        let degrees = &room.degrees;
        let met = |degree: &u32| u32::from(*degree == MET_DEGREE);
        count.meets += degrees.iter().map(met).sum::<u32>() as usize;
        let missed = |degree: &u32| u32::from(*degree < UNKNOWN);
        count.gap += degrees.iter().map(missed).sum::<u32>() as usize;
        if self.is_must {
            // No service moves a plant, so what a must adds is the same in every state.
            let met = known.change(Outcome::Meets, NO_STATE);
            let far = known.change(Outcome::FAR, NO_STATE);
            for (sum, degree) in room.sums.iter_mut().zip(degrees) {
                let change = if *degree < UNKNOWN { far } else { 0 };
                let change = if *degree > UNKNOWN { met } else { change };
                *sum = sum.wrapping_add(change);
            }
        } else {
            for (sum, degree) in room.sums.iter_mut().zip(degrees) {
                *sum = sum.wrapping_add(known.degree(*degree));
            }
        }
    }

    /// What estimates tell of every row.
    #[inline(always)]
    fn tell(&self, block: &Block, metres: &[f32], degrees: &mut [u32], is_must: bool) {
        const TOLERANCE: f32 = CENTROID_TOLERANCE_M as f32;
        let edges = self.edges;
        for ((spot, metres), degree) in block.spots.iter().zip(metres).zip(degrees) {
            let is_approximate = *spot == Spot::Approximate;
            let tolerance = if is_approximate { TOLERANCE } else { 0.0 };
            let told = edges.degree(*metres, tolerance, is_must);
            let told = if (*spot == Spot::Exact) | is_approximate {
                told
            } else {
                MEASURE
            };
            *degree = if *spot == Spot::Unknown {
                UNKNOWN
            } else {
                told
            };
        }
    }

    /// Measures the rows of which the estimate told nothing.
    #[inline(never)]
    fn measure_some(&self, block: &Block, degrees: &mut [u32], rows: &mut Rows) {
        rows.clear_for(degrees.len());
        for (chunk, from) in degrees.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            if chunk.iter().fold(0, |all, degree| all | degree) & MEASURE != 0 {
                for (degree, row) in chunk.iter().zip(from..) {
                    rows.take_if(*degree == MEASURE, row);
                }
            }
        }
        for row in rows.all() {
            let row = *row as usize;
            if let Some(degree) = degrees.get_mut(row) {
                *degree = self.measure(block, row).unwrap_or(UNKNOWN);
            }
        }
    }

    /// The degree that a row's distance gives.
    fn measure(&self, block: &Block, row: usize) -> Option<u32> {
        let position = Position {
            lat_e6: *block.latitudes.get(row)?,
            lon_e6: *block.longitudes.get(row)?,
        };
        let is_approximate = block.spots.get(row)?.is_approximate();
        let verdict = distance(self.centre, self.radius_m, position, is_approximate).0;
        Some(degree(verdict))
    }

    /// The place of the first wider radius within which a row is, or may be, that lies beyond this one.
    pub fn reached_by(&self, block: &Block, row: u16, room: &Room, steps: &Steps) -> Option<usize> {
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
        if let Some((least, most)) = self.between(position, row, room).filter(|_| !is_odd) {
            let step = reaching(least);
            if step == reaching(most) {
                return step;
            }
        }
        reaching(metres_between(self.centre, position))
    }

    /// Between which metres a row's distance lies, by the estimate; nothing where that tells nothing.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "what is beyond all numbers becomes the last"
    )]
    fn between(&self, position: Position, row: usize, room: &Room) -> Option<(i64, i64)> {
        let metres = if room.metres_from == Some(self.centre) {
            *room.metres.get(row)?
        } else {
            // Another circle was asked after this one, or none of whole blocks.
            self.estimates.one(position)
        };
        let least = metres.min(REACH_M as f32);
        let (least, most) = (least - error_m(least), metres + error_m(metres));
        (!metres.is_nan()).then(|| (least.floor() as i64, most.ceil() as i64))
    }
}
