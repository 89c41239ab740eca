//! Which positions lie within a radius, mostly without measuring: a table by latitude says up to which
//! difference in longitude a point surely lies within, and from which on surely beyond. What lies
//! between is measured, so the verdicts are those of the measured distance.

use super::block::Spot;
use super::judge::CENTROID_TOLERANCE_M;
use eslabon_domain::places::Position;
use std::f64::consts::PI;

/// Bands of latitude at most; a finer table leaves less to measure, a small one stays in the cache.
const BANDS: i32 = 1_024;
/// The mean radius that distances are measured with, in metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;
/// Metres to keep from every edge: far more than rounding, of metres and in floating point, can move.
const MARGIN_M: f64 = 2.0;
/// The same for differences in longitude, in millionths of a degree.
const MARGIN_E6: f64 = 2.0;
const QUARTER_E6: i32 = 90_000_000;
const HALF_E6: i32 = 180_000_000;

/// What the table tells of a position: nothing, which is also what a municipality's centre too near the
/// edge tells.
pub(super) const NOTHING: u8 = 0;
/// It lies within the radius.
pub(super) const WITHIN: u8 = 1;
/// It lies beyond, all the way.
pub(super) const BEYOND: u8 = 2;
/// It must be measured.
pub(super) const MEASURE: u8 = 3;

/// What holds in a band of latitude: differences in longitude, in millionths of a degree, −1 for none.
#[derive(Debug, Clone, Copy)]
struct Band {
    /// Up to here a point lies within.
    within: i32,
    /// Farther than here it lies beyond.
    beyond: i32,
    /// Farther than the first and up to the second it lies too near the edge to tell.
    edge: (i32, i32),
}

/// A circle on the Earth, ready to be asked of many positions.
#[derive(Debug)]
pub(super) struct Rings {
    lat_from: i32,
    shift: u32,
    lat: i32,
    lon: i32,
    /// Of the centre's latitude.
    sine: f64,
    cosine: f64,
    /// For each band what holds of exact positions and of municipality centres; last what holds north
    /// and south of all bands.
    bands: Vec<[Band; 2]>,
}

impl Rings {
    /// Of a centre and a radius. Where misses have degrees, *beyond* means twice the radius or more.
    pub fn new(centre: Position, radius_m: i64, has_degrees: bool) -> Self {
        if is_odd(centre.lat_e6, centre.lon_e6) {
            return Self::all_measured(centre);
        }
        let beyond = |edge: i64| match has_degrees {
            true => edge.max(radius_m.saturating_mul(2)),
            false => edge,
        };
        let inner = radius_m.saturating_sub(CENTROID_TOLERANCE_M);
        let outer = radius_m.saturating_add(CENTROID_TOLERANCE_M);
        let (far, far_centre) = (beyond(radius_m), beyond(outer));
        let (from, to) = reach(centre, far.max(far_centre));
        let mut shift = 10;
        while to.saturating_sub(from) >> shift >= BANDS {
            shift += 1;
        }
        let mut bands = Vec::new();
        let mut south = from;
        while south <= to {
            let north = south.saturating_add(1 << shift);
            let strip = Strip::new(centre.lat_e6, south, north);
            let exact = Band {
                within: strip.surely_within(radius_m),
                beyond: strip.at_most_within(far),
                edge: NO_EDGE,
            };
            let approximate = Band {
                within: strip.surely_within(inner),
                beyond: strip.at_most_within(far_centre),
                edge: (strip.at_most_within(inner), strip.surely_within(outer)),
            };
            bands.push([exact, approximate]);
            south = north;
        }
        let outside = Band {
            within: -1,
            beyond: -1,
            edge: NO_EDGE,
        };
        bands.push([outside; 2]);
        Self {
            lat_from: from,
            shift,
            lat: centre.lat_e6,
            lon: centre.lon_e6,
            sine: radians(centre.lat_e6).sin(),
            cosine: radians(centre.lat_e6).cos(),
            bands,
        }
    }

    /// Of a centre that is no point on Earth.
    fn all_measured(centre: Position) -> Self {
        let measured = Band {
            within: -1,
            beyond: i32::MAX,
            edge: NO_EDGE,
        };
        Self {
            lat_from: 0,
            shift: 0,
            lat: centre.lat_e6,
            lon: centre.lon_e6,
            sine: radians(centre.lat_e6).sin(),
            cosine: radians(centre.lat_e6).cos(),
            bands: vec![[measured; 2]],
        }
    }

    /// What can be told of a position. Almost without a branch: where the next one lies is hard to foretell.
    #[inline]
    pub fn tell(&self, lat_e6: i32, lon_e6: i32, spot: Spot) -> u8 {
        match spot {
            Spot::Exact | Spot::Approximate => {}
            Spot::Unknown => return NOTHING,
            Spot::Odd | Spot::OddApproximate => return MEASURE,
        }
        // South of all bands the difference is negative, and as an unsigned number past all of them.
        let place = (lat_e6.wrapping_sub(self.lat_from) >> self.shift).cast_unsigned() as usize;
        let band = self.bands.get(place.min(self.bands.len() - 1));
        let approximate = usize::from(spot == Spot::Approximate);
        let Some(band) = band.and_then(|kinds| kinds.get(approximate)) else {
            return MEASURE;
        };
        let apart = lon_e6.wrapping_sub(self.lon).wrapping_abs();
        let apart = apart.min(2 * HALF_E6 - apart);
        let is_edge = (apart > band.edge.0) & (apart <= band.edge.1);
        let is_within = apart <= band.within;
        let is_beyond = apart > band.beyond;
        // At most one of the three: MEASURE less 3, 2 or 1.
        MEASURE - 3 * u8::from(is_edge) - 2 * u8::from(is_within) - u8::from(is_beyond)
    }

    /// About how far a position is, in metres: it errs by less than [`ESTIMATE_ERROR_M`]. Nothing far away,
    /// where the series that it stands on do not reach.
    pub fn estimate_m(&self, lat_e6: i32, lon_e6: i32) -> Option<i64> {
        const STEP: f64 = PI / 180.0 / 1e6 / 2.0;
        let north = f64::from(lat_e6.checked_sub(self.lat)?) * STEP;
        let east = f64::from(lon_e6.checked_sub(self.lon)?) * STEP;
        if north.abs() > SERIES_REACH || east.abs() > SERIES_REACH {
            return None;
        }
        let (sine, sine_east) = (sine(north), sine(east));
        let square = sine * sine;
        // The cosine of the latitude, from the centre's and half the difference.
        let twice = 2.0 * sine * (1.0 - square).sqrt();
        let cosine = self.cosine * (1.0 - 2.0 * square) - self.sine * twice;
        let haversine = square + self.cosine * cosine * sine_east * sine_east;
        let half = haversine.max(0.0).sqrt();
        if half > SERIES_REACH {
            return None;
        }
        let square = half * half;
        let series = 1.0 / 6.0
            + square * (3.0 / 40.0 + square * (15.0 / 336.0 + square * (105.0 / 3_456.0)));
        let angle = half * (1.0 + square * series);
        Some(whole_metres(2.0 * EARTH_RADIUS_M * angle))
    }
}

/// Half an angle, in radians, up to which the series are good to a metre.
const SERIES_REACH: f64 = 0.2;
/// By how many metres an estimate is wrong at most, rounding to whole metres and a reserve included.
pub(super) const ESTIMATE_ERROR_M: i64 = 3;

/// The sine of a small angle.
fn sine(x: f64) -> f64 {
    const THIRD: f64 = -1.0 / 6.0;
    const FIFTH: f64 = 1.0 / 120.0;
    const SEVENTH: f64 = -1.0 / 5_040.0;
    const NINTH: f64 = 1.0 / 362_880.0;
    let square = x * x;
    x * (1.0 + square * (THIRD + square * (FIFTH + square * (SEVENTH + square * NINTH))))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "less than the Earth's girth"
)]
fn whole_metres(metres: f64) -> i64 {
    // Never negative, so this rounds to the nearest.
    (metres + 0.5) as i64
}

/// No difference in longitude lies in it.
const NO_EDGE: (i32, i32) = (i32::MAX, -1);

/// The latitudes between which everything within so many metres lies.
#[expect(
    clippy::cast_possible_truncation,
    reason = "bounded by ±90 × 10⁶ just before"
)]
fn reach(centre: Position, metres: i64) -> (i32, i32) {
    let (lat, quarter) = (f64::from(centre.lat_e6), f64::from(QUARTER_E6));
    let reach = degrees_e6(angle(metres, MARGIN_M)) + MARGIN_E6;
    let south = (lat - reach).floor().max(-quarter);
    let north = (lat + reach).ceil().min(quarter);
    (south as i32, north as i32)
}

/// Whether these millionths of degrees are no point on Earth.
pub(super) fn is_odd(lat_e6: i32, lon_e6: i32) -> bool {
    !(-QUARTER_E6..=QUARTER_E6).contains(&lat_e6) || !(-HALF_E6..=HALF_E6).contains(&lon_e6)
}

/// The angle at the Earth's centre under which a distance is seen, in radians.
fn angle(metres: i64, margin: f64) -> f64 {
    ((metres as f64 + margin) / EARTH_RADIUS_M).clamp(0.0, PI)
}

fn degrees_e6(radians: f64) -> f64 {
    radians.to_degrees() * 1e6
}

fn radians(e6: i32) -> f64 {
    (f64::from(e6) / 1e6).to_radians()
}

/// Half the versed sine: what the haversine formula adds up.
fn haversine(radians: f64) -> f64 {
    (radians / 2.0).sin().powi(2)
}

/// A band of latitude as the centre sees it.
struct Strip {
    /// Haversines of the least and the greatest difference in latitude to the centre.
    nearest: f64,
    farthest: f64,
    /// The least and the greatest product of the cosines of both latitudes.
    narrow: f64,
    wide: f64,
}

impl Strip {
    fn new(centre: i32, south: i32, north: i32) -> Self {
        let (from, to) = (south.saturating_sub(centre), north.saturating_sub(centre));
        let nearest = if from <= 0 && to >= 0 {
            0
        } else {
            from.abs().min(to.abs())
        };
        let (low, high) = (south.max(-QUARTER_E6), north.min(QUARTER_E6));
        let to_equator = if low <= 0 && high >= 0 {
            0
        } else {
            low.abs().min(high.abs())
        };
        let from_equator = low.abs().max(high.abs());
        let cosine = radians(centre).cos();
        Self {
            nearest: haversine(radians(nearest)),
            farthest: haversine(radians(from.abs().max(to.abs()))),
            narrow: cosine * radians(from_equator).cos(),
            wide: cosine * radians(to_equator).cos(),
        }
    }

    /// Up to which difference in longitude every point of the band lies within so many metres.
    fn surely_within(&self, metres: i64) -> i32 {
        if metres as f64 <= MARGIN_M {
            return -1;
        }
        let left = haversine(angle(metres, -MARGIN_M)) - self.farthest;
        whole(apart(left, self.wide, -MARGIN_E6).floor())
    }

    /// From which difference in longitude on no point of the band lies within so many metres.
    fn at_most_within(&self, metres: i64) -> i32 {
        if metres < 0 {
            return -1;
        }
        let left = haversine(angle(metres, MARGIN_M)) - self.nearest;
        whole(apart(left, self.narrow, MARGIN_E6).ceil())
    }
}

/// The difference in longitude that uses up what of a haversine is left; −1 where nothing is.
fn apart(left: f64, cosines: f64, margin_e6: f64) -> f64 {
    if left < 0.0 {
        return -1.0;
    }
    if left >= cosines {
        return f64::from(2 * HALF_E6);
    }
    let radians = 2.0 * (left / cosines).sqrt().asin();
    (degrees_e6(radians) + margin_e6).max(-1.0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "between −1 and 360 × 10⁶, and a little"
)]
fn whole(e6: f64) -> i32 {
    e6 as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_estimate_is_as_good_as_it_says(
            lat in -QUARTER_E6..QUARTER_E6, lon in -HALF_E6..HALF_E6, north in -25_000_000..25_000_000_i32, east in -25_000_000..25_000_000_i32, bits in 0..20_u32,
        ) {
            let centre = Position { lat_e6: lat, lon_e6: lon };
            let (lat_e6, lon_e6) = (lat + (north >> bits), lon + (east >> bits));
            if is_odd(lat_e6, lon_e6) {
                return Ok(());
            }
            let rings = Rings::new(centre, 1_000, false);
            let measured = Position { lat_e6, lon_e6 }.distance_m(centre);
            if let Some(estimate) = rings.estimate_m(lat_e6, lon_e6) {
                // A metre of the error is kept in reserve.
                let error = (estimate as f64 - measured).abs();
                prop_assert!(error < ESTIMATE_ERROR_M as f64 - 1.0, "{estimate} {measured}");
            } else {
                prop_assert!(measured > 1_000_000.0 || (east >> bits).abs() > 22_000_000);
            }
        }
    }
}
