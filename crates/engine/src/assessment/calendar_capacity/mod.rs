//! Capacity month by month against a ramp. Machine time of a month = working days × shifts × (shift − planned
//! stops) × machines, less what is committed. A piece takes cycle ÷ (cavities × OEE); where changeover is no loss
//! inside OEE, each lot, whole or begun, takes its changeover besides.
//!
//! A month stands by itself: nothing is made ahead of its month; whether that may be is a decision of people. An
//! OEE that is not known is never taken as 100 %, a month without stated commitments never as free.

mod month;
mod time;

use super::common::{AssessmentError, MissingInput, RuleSetId};
use super::exact::{Fraction, Rounding};
pub use eslabon_domain::calendar::Month;
use month::of_month;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Named in every result.
pub const RULES: &str = "calendar-capacity-1";

/// When people work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkingDays {
    /// The same every week, in thousandths of a day; a month has its calendar days ÷ 7 weeks.
    PerWeek {
        /// Thousandths of a day.
        days_milli: i64,
    },
    /// Stated month by month; a month that is absent is not known.
    ByMonth(Vec<MonthDays>),
}

/// Working days of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDays {
    /// Which.
    pub month: Month,
    /// In thousandths of a day.
    pub days_milli: i64,
}

/// Where changeover is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changeover {
    /// It is a loss inside the stated OEE.
    InsideOee,
    /// It is not; each lot takes so long.
    PerLot {
        /// Seconds.
        seconds: i64,
    },
}

/// How committed time is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadBasis {
    /// Machine time as booked: its losses are in it.
    Booked,
    /// Pieces × cycle: the OEE still applies to it.
    Standard,
}

/// What is committed in a month, over all machines; of a free month: zero. Several entries add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommittedLoad {
    /// Which month.
    pub month: Month,
    /// Machine seconds.
    pub seconds: i64,
    /// How they are stated.
    pub basis: LoadBasis,
}

/// What a supplier has; absent is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Plant {
    /// When people work.
    pub working_days: Option<WorkingDays>,
    /// Shifts a day.
    pub shifts: Option<i64>,
    /// Length of a shift.
    pub shift_seconds: Option<i64>,
    /// Planned stops of each shift.
    pub planned_stop_seconds: Option<i64>,
    /// Machines that can make the part.
    pub machines: Option<i64>,
    /// Pieces that come out of a cycle.
    pub cavities: Option<i64>,
    /// Ideal cycle time in milliseconds.
    pub cycle_ms: Option<i64>,
    /// Demonstrated OEE in millionths.
    pub oee_ppm: Option<i64>,
    /// Where changeover is counted.
    pub changeover: Option<Changeover>,
    /// What is committed, by month; a month without an entry is not known.
    pub committed: Option<Vec<CommittedLoad>>,
}

/// Good pieces needed in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthNeed {
    /// Which.
    pub month: Month,
    /// How many.
    pub pieces: i64,
}

/// What a need asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ramp {
    /// Pieces by month, in any order.
    pub months: Vec<MonthNeed>,
    /// Pieces in a lot; absent is not known, and is asked for only where lots take changeovers.
    pub lot_size: Option<i64>,
}

/// What a month comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthVerdict {
    /// It holds.
    Meets,
    /// It does not.
    Gap,
    /// These are missing.
    Unknown {
        /// What to ask for.
        missing: Vec<MissingInput>,
    },
}

/// A month, computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthResult {
    /// Which.
    pub month: Month,
    /// Good pieces needed.
    pub required_pieces: i64,
    /// Good pieces that the free time allows; absent is unknown.
    pub available_pieces: Option<i64>,
    /// How many are lacking; absent is unknown.
    pub shortfall_pieces: Option<i64>,
    /// Committed and needed time of all machine time in millionths, rounded up; absent is unknown, or
    /// without bound.
    pub loading_ppm: Option<i64>,
    /// Whether the loading is above 90 %: little is to spare.
    pub tight: bool,
    /// What it comes to.
    pub verdict: MonthVerdict,
}

/// The verdict over a ramp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RampVerdict {
    /// Every month holds.
    Meets,
    /// A month does not, whatever is missing in others.
    Gap {
        /// The first that does not, of those that are known.
        first: Month,
        /// The month with the highest share lacking; the first of equals.
        worst: Month,
        /// That share: shortfall ÷ required, in millionths, rounded up.
        worst_shortfall_ppm: i64,
    },
    /// What is missing decides.
    Unknown,
}

/// A ramp, computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RampResult {
    /// The rules.
    pub rules: RuleSetId,
    /// Every month, in order.
    pub months: Vec<MonthResult>,
    /// The verdict.
    pub verdict: RampVerdict,
    /// What to ask for, over all months.
    pub missing: Vec<MissingInput>,
}

/// Checks a ramp against what a plant has left.
///
/// # Errors
/// If no month is given, one stands twice or is none, or an input cannot be: negative, zero where it divides, more
/// days than the month has, more than 24 hours a day, stops longer than the shift, an OEE above 100 %.
pub fn calendar_capacity(plant: &Plant, ramp: &Ramp) -> Result<RampResult, AssessmentError> {
    let mut needs: BTreeMap<Month, i64> = BTreeMap::new();
    for need in &ramp.months {
        if needs.insert(need.month, need.pieces).is_some() {
            return Err(AssessmentError::Twice(need.month.to_string()));
        }
    }
    if needs.is_empty() {
        return Err(AssessmentError::TooFew {
            input: "months",
            needed: 1,
            given: 0,
        });
    }
    time::check(plant, ramp)?;
    let months = needs
        .into_iter()
        .map(|(month, pieces)| of_month(plant, month, pieces, ramp.lot_size))
        .collect::<Result<Vec<MonthResult>, AssessmentError>>()?;
    let mut missing: Vec<MissingInput> = months.iter().flat_map(asked).copied().collect();
    missing.sort_unstable();
    missing.dedup();
    Ok(RampResult {
        rules: Cow::Borrowed(RULES),
        verdict: over_all(&months)?,
        months,
        missing,
    })
}

fn asked(month: &MonthResult) -> &[MissingInput] {
    match &month.verdict {
        MonthVerdict::Unknown { missing } => missing,
        MonthVerdict::Meets | MonthVerdict::Gap => &[],
    }
}

fn over_all(months: &[MonthResult]) -> Result<RampVerdict, AssessmentError> {
    let mut worst: Option<(Fraction, Month)> = None;
    let mut first = None;
    for month in months
        .iter()
        .filter(|month| month.verdict == MonthVerdict::Gap)
    {
        let lacking = u128::from(month.shortfall_pieces.unwrap_or_default().unsigned_abs());
        let required = u128::from(month.required_pieces.unsigned_abs());
        let lacking = Fraction::new(lacking, required)?;
        first = first.or(Some(month.month));
        if worst.is_none_or(|(so_far, _)| lacking > so_far) {
            worst = Some((lacking, month.month));
        }
    }
    if let (Some(first), Some((lacking, worst))) = (first, worst) {
        return Ok(RampVerdict::Gap {
            first,
            worst,
            worst_shortfall_ppm: lacking.scaled(1_000_000, Rounding::Up)?,
        });
    }
    let known = months
        .iter()
        .all(|month| month.verdict == MonthVerdict::Meets);
    Ok(if known {
        RampVerdict::Meets
    } else {
        RampVerdict::Unknown
    })
}
