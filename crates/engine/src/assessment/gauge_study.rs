//! A crossed gauge study by averages and ranges: readings of several appraisers, parts and trials become
//! EV, AV and PV. EV = mean range · K1; AV² = (X̄diff · K2)² − EV² ÷ (parts · trials), not below zero; PV =
//! range of the part means · K3. The factors are those that the AIAG manual *Measurement Systems Analysis*,
//! fourth edition, publishes for its average-and-range form (K = 1 ÷ d₂*).

use super::common::AssessmentError;
use super::gauge::{Base, Components, Gauge, GaugeRules, judged};
use serde::{Deserialize, Serialize};

/// Where the factors come from; shown with the result.
pub const FACTORS: &str = "AIAG MSA, 4th edition, average and range";
/// Readings may differ from the first by this much.
const SPAN: i128 = 1_000_000_000;

/// K1 by trials, in ten-thousandths.
const K1: [(usize, u128); 2] = [(2, 8_862), (3, 5_908)];
/// K2 by appraisers.
const K2: [(usize, u128); 2] = [(2, 7_071), (3, 5_231)];
/// K3 by parts.
const K3: [(usize, u128); 9] = [
    (2, 7_071),
    (3, 5_231),
    (4, 4_467),
    (5, 4_030),
    (6, 3_742),
    (7, 3_534),
    (8, 3_375),
    (9, 3_249),
    (10, 3_146),
];

/// Readings in a canonical unit: appraiser, then part, then trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readings {
    /// `of_appraisers[a][p][t]`.
    pub of_appraisers: Vec<Vec<Vec<i64>>>,
}

/// Judges a gauge by its readings.
///
/// # Errors
/// If there are not 2–3 appraisers, 2–10 parts and 2–3 trials, equally many everywhere, if readings differ
/// by more than 10⁹, or the tolerance has no width.
pub fn from_readings(
    rules: &GaugeRules,
    base: Base,
    readings: &Readings,
) -> Result<Gauge, AssessmentError> {
    judged(rules, base, &components(readings)?)
}

/// Everything over the one denominator (appraisers · parts · trials · 10⁴)² · parts · trials.
fn components(readings: &Readings) -> Result<Components, AssessmentError> {
    let sizes = Sizes::of(readings)?;
    let rows = from_first(readings)?;
    let (appraisers, parts, trials) = (sizes.appraisers, sizes.parts, sizes.trials);
    // Sums of ranges, of appraisers and of parts; each is its mean times what it is summed over.
    let ranges: u128 = rows.iter().flatten().map(|cell| range(cell)).sum();
    let of_appraisers: Vec<i128> = rows
        .iter()
        .map(|rows| rows.iter().flatten().sum())
        .collect();
    let of_parts: Vec<i128> = (0..usize::try_from(parts).unwrap_or(0))
        .map(|part| {
            rows.iter()
                .filter_map(|rows| rows.get(part))
                .flatten()
                .sum()
        })
        .collect();
    let equipment = (ranges * sizes.k1 * trials).pow(2);
    let between = (range(&of_appraisers) * sizes.k2 * appraisers).pow(2) * parts * trials;
    Ok(Components {
        equipment: equipment * parts * trials,
        appraiser: between.saturating_sub(equipment),
        part: Some((range(&of_parts) * sizes.k3 * parts).pow(2) * parts * trials),
        of: (appraisers * parts * trials * 10_000).pow(2) * parts * trials,
    })
}

struct Sizes {
    appraisers: u128,
    parts: u128,
    trials: u128,
    k1: u128,
    k2: u128,
    k3: u128,
}

impl Sizes {
    fn of(readings: &Readings) -> Result<Self, AssessmentError> {
        let appraisers = readings.of_appraisers.len();
        let parts = readings.of_appraisers.first().map_or(0, Vec::len);
        let first_cell = readings.of_appraisers.iter().flatten().next();
        let trials = first_cell.map_or(0, Vec::len);
        if readings
            .of_appraisers
            .iter()
            .any(|rows| rows.len() != parts)
        {
            return Err(AssessmentError::Uneven("parts"));
        }
        if readings
            .of_appraisers
            .iter()
            .flatten()
            .any(|cell| cell.len() != trials)
        {
            return Err(AssessmentError::Uneven("trials"));
        }
        let (appraisers, k2) = factor(&K2, "appraisers", appraisers)?;
        let (parts, k3) = factor(&K3, "parts", parts)?;
        let (trials, k1) = factor(&K1, "trials", trials)?;
        Ok(Sizes {
            appraisers,
            parts,
            trials,
            k1,
            k2,
            k3,
        })
    }
}

fn factor(
    table: &[(usize, u128)],
    input: &'static str,
    size: usize,
) -> Result<(u128, u128), AssessmentError> {
    let found = table.iter().find(|(of, _)| *of == size);
    let (_, k) = found.ok_or(AssessmentError::OutOfRange(input))?;
    Ok((
        u128::try_from(size).map_err(|_| AssessmentError::TooLarge)?,
        *k,
    ))
}

/// Readings counted from the first one: only differences matter, and they have room.
fn from_first(readings: &Readings) -> Result<Vec<Vec<Vec<i128>>>, AssessmentError> {
    let first = readings.of_appraisers.iter().flatten().flatten().next();
    let origin = i128::from(first.copied().unwrap_or_default());
    let moved = |value: &i64| {
        let moved = i128::from(*value) - origin;
        (moved.abs() <= SPAN)
            .then_some(moved)
            .ok_or(AssessmentError::OutOfRange("readings"))
    };
    let cell = |cell: &Vec<i64>| cell.iter().map(moved).collect();
    let rows = |rows: &Vec<Vec<i64>>| rows.iter().map(cell).collect();
    readings.of_appraisers.iter().map(rows).collect()
}

fn range(values: &[i128]) -> u128 {
    let (least, most) = (values.iter().min(), values.iter().max());
    let width = most.zip(least).map_or(0, |(most, least)| most - least);
    width.unsigned_abs()
}
