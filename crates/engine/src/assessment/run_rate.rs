//! Capacity of one step in a week (run at rate). Net time = days × shifts × (shift − planned stops) × the share
//! allocated to the part; ideal pieces = net time ÷ cycle × machines × cavities; required OEE = required good
//! pieces ÷ ideal pieces, compared with the demonstrated one. Own scrap, rework and changeover are losses inside
//! OEE. The share is what is allocated in the plan: a self-declared "percentage free" is no capacity.
//!
//! Nothing is rounded on the way; average and peak week are both checked.

use super::common::{AssessmentError, MissingInput, RuleSetId, Verdict};
use super::exact::{
    Fraction, MILLION, Rounding, amount, at_most, divisor, few, product, share, small,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Named in every result.
pub const RULES: &str = "run-rate-1";
/// A shared machine that is allocated beyond this, in millionths, calls for a detailed check.
pub const SHARED_LIMIT_PPM: i64 = 900_000;

/// The hours of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekTime {
    /// Working days, in thousandths: 5,500 is five and a half.
    pub days_milli: i64,
    /// Shifts a day.
    pub shifts: i64,
    /// Length of a shift.
    pub shift_seconds: i64,
    /// Planned stops of each shift.
    pub planned_stop_seconds: i64,
    /// The share of this time allocated to the part, in millionths.
    pub share_ppm: i64,
}

/// What makes the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// Ideal cycle time in milliseconds.
    pub cycle_ms: i64,
    /// Machines that run in parallel.
    pub machines: i64,
    /// Pieces that come out of a cycle.
    pub cavities: i64,
}

/// A step as planned and demonstrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRateInput {
    /// The hours of an average week.
    pub average: WeekTime,
    /// The hours of a peak week; absent is not known.
    pub peak: Option<WeekTime>,
    /// What makes the part.
    pub equipment: Equipment,
    /// Demonstrated OEE in millionths; absent is not known.
    pub oee_ppm: Option<i64>,
    /// The share of the machine that all other parts take, in millionths; absent is not known.
    pub other_allocations_ppm: Option<i64>,
}

/// Good pieces that the next step or the customer needs; absent is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// In an average week.
    pub average: Option<i64>,
    /// In a peak week.
    pub peak: Option<i64>,
}

/// One week, computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekResult {
    /// Net time of the part in milliseconds, rounded down.
    pub net_ms: i64,
    /// Ideal pieces, rounded down.
    pub ideal_pieces: i64,
    /// Good pieces at the demonstrated OEE, rounded down; absent is unknown.
    pub good_pieces: Option<i64>,
    /// Good pieces required; absent is unknown.
    pub required_pieces: Option<i64>,
    /// Required OEE in millionths, from unrounded hours, a half up; absent is unknown or not possible.
    pub required_oee_ppm: Option<i64>,
    /// Required OEE ÷ demonstrated OEE in millionths, rounded up; absent is unknown or not possible.
    pub loading_ppm: Option<i64>,
    /// Whether the week holds.
    pub verdict: Verdict,
}

/// How far a shared machine is allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// The part has the machine to itself.
    NotShared,
    /// Up to the limit.
    WithinLimit,
    /// Above it: a detailed shared-loading check is called for.
    DetailedCheck,
    /// More than the whole machine is promised.
    OverAllocated,
    /// Not known what others take.
    Unknown,
}

/// Which rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunRateRule {
    /// More than the whole machine is promised.
    OverAllocated,
    /// The average week asks for more than is demonstrated.
    AverageWeekShort,
    /// The peak week does.
    PeakWeekShort,
    /// Something is missing.
    Missing,
    /// Both weeks hold.
    BothWeeksHold,
}

/// A step's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRate {
    /// The rules.
    pub rules: RuleSetId,
    /// The average week.
    pub average: WeekResult,
    /// The peak week, where its hours are known.
    pub peak: Option<WeekResult>,
    /// Demonstrated OEE.
    pub oee_ppm: Option<i64>,
    /// How far the machine is allocated, in millionths.
    pub allocated_ppm: Option<i64>,
    /// What that calls for.
    pub allocation: Allocation,
    /// The verdict over both weeks.
    pub verdict: Verdict,
    /// Which rule decided.
    pub rule: RunRateRule,
    /// What to ask for.
    pub missing: Vec<MissingInput>,
}

/// Checks a step against a demand.
///
/// # Errors
/// If an input cannot be: negative, a cycle of zero, more than seven days or 24 hours, stops longer than the
/// shift, a share or an OEE above 100 %.
pub fn run_rate(input: &RunRateInput, demand: Demand) -> Result<RunRate, AssessmentError> {
    let oee = input.oee_ppm.map(|ppm| share("oee_ppm", ppm)).transpose()?;
    let average = week(&input.average, &input.equipment, oee, demand.average)?;
    let peak = input
        .peak
        .map(|peak| week(&peak, &input.equipment, oee, demand.peak))
        .transpose()?;
    // Checked also where the hours of that week are not known.
    demand
        .peak
        .map(|pieces| amount("pieces", pieces))
        .transpose()?;
    let (allocation, allocated_ppm) = allocation(input)?;
    let missing = missing(input, demand, allocation);
    let (verdict, rule) = decided(&average, peak.as_ref(), allocation);
    Ok(RunRate {
        rules: Cow::Borrowed(RULES),
        average,
        peak,
        oee_ppm: input.oee_ppm,
        allocated_ppm,
        allocation,
        verdict,
        rule,
        missing,
    })
}

fn decided(
    average: &WeekResult,
    peak: Option<&WeekResult>,
    allocation: Allocation,
) -> (Verdict, RunRateRule) {
    let peak = peak.map_or(Verdict::Unknown, |peak| peak.verdict);
    match (allocation, average.verdict, peak) {
        (Allocation::OverAllocated, ..) => (Verdict::FallsShort, RunRateRule::OverAllocated),
        (_, Verdict::FallsShort, _) => (Verdict::FallsShort, RunRateRule::AverageWeekShort),
        (_, _, Verdict::FallsShort) => (Verdict::FallsShort, RunRateRule::PeakWeekShort),
        (Allocation::Unknown, ..) | (_, Verdict::Unknown, _) | (_, _, Verdict::Unknown) => {
            (Verdict::Unknown, RunRateRule::Missing)
        }
        (_, Verdict::Meets, Verdict::Meets) => (Verdict::Meets, RunRateRule::BothWeeksHold),
    }
}

fn missing(input: &RunRateInput, demand: Demand, allocation: Allocation) -> Vec<MissingInput> {
    let absent = [
        (input.oee_ppm.is_none(), MissingInput::OeePpm),
        (demand.average.is_none(), MissingInput::AveragePieces),
        (demand.peak.is_none(), MissingInput::PeakPieces),
        (input.peak.is_none(), MissingInput::PeakWeek),
        (
            allocation == Allocation::Unknown,
            MissingInput::OtherAllocations,
        ),
    ];
    let absent = absent.into_iter().filter(|(is, _)| *is);
    absent.map(|(_, input)| input).collect()
}

fn allocation(input: &RunRateInput) -> Result<(Allocation, Option<i64>), AssessmentError> {
    let of_peak = input.peak.map_or(0, |peak| peak.share_ppm);
    let own = input.average.share_ppm.max(of_peak);
    let Some(others) = input.other_allocations_ppm else {
        return Ok(if own == MILLION {
            (Allocation::NotShared, Some(own))
        } else {
            (Allocation::Unknown, None)
        });
    };
    amount("other_allocations_ppm", others)?;
    let all = own + others;
    let allocation = match all {
        _ if all > MILLION => Allocation::OverAllocated,
        _ if others == 0 => Allocation::NotShared,
        _ if all > SHARED_LIMIT_PPM => Allocation::DetailedCheck,
        _ => Allocation::WithinLimit,
    };
    Ok((allocation, Some(all)))
}

/// Net time in billionths of a second: thousandths of days × millionths of share.
pub(super) fn net_time(week: &WeekTime) -> Result<u128, AssessmentError> {
    let days = at_most("days_milli", week.days_milli, 7_000)?;
    let shift = amount("shift_seconds", week.shift_seconds)?;
    let shifts = amount("shifts", week.shifts)?;
    if shifts * shift > 86_400 {
        return Err(AssessmentError::OutOfRange("shifts"));
    }
    let stops = amount("planned_stop_seconds", week.planned_stop_seconds)?;
    let running = shift
        .checked_sub(stops)
        .ok_or(AssessmentError::PartAboveWhole {
            part: "planned_stop_seconds",
            whole: "shift_seconds",
        })?;
    product(&[days, shifts, running, share("share_ppm", week.share_ppm)?])
}

fn week(
    time: &WeekTime,
    equipment: &Equipment,
    oee: Option<u128>,
    required: Option<i64>,
) -> Result<WeekResult, AssessmentError> {
    let net = net_time(time)?;
    let cycle = divisor("cycle_ms", equipment.cycle_ms)?;
    let machines = few("machines", equipment.machines)?;
    let cavities = few("cavities", equipment.cavities)?;
    // Billionths of seconds ÷ milliseconds: a million.
    let (capacity, unit) = (
        product(&[net, machines, cavities])?,
        product(&[cycle, 1_000_000])?,
    );
    let good = match oee {
        None => None,
        Some(oee) => Some((product(&[capacity, oee])?, product(&[unit, 1_000_000])?)),
    };
    let required = required
        .map(|pieces| amount("pieces", pieces))
        .transpose()?;
    let good_pieces = good
        .map(|(good, unit)| whole_pieces(good, unit))
        .transpose()?;
    let ratio_of = |(capacity, unit): (u128, u128), rounding| match required {
        Some(0) => Ok(Some(0)),
        Some(pieces) if capacity > 0 => Fraction::new(product(&[pieces, unit])?, capacity)?
            .scaled(1_000_000, rounding)
            .map(Some),
        _ => Ok(None),
    };
    let required_pieces = required.map(small).transpose()?;
    Ok(WeekResult {
        net_ms: Fraction::new(net, 1_000_000)?.scaled(1, Rounding::Down)?,
        ideal_pieces: whole_pieces(capacity, unit)?,
        good_pieces,
        required_pieces,
        required_oee_ppm: ratio_of((capacity, unit), Rounding::HalfUp)?,
        loading_ppm: match good {
            Some(good) => ratio_of(good, Rounding::Up)?,
            None => None,
        },
        verdict: holds(required_pieces, good_pieces, whole_pieces(capacity, unit)?),
    })
}

fn whole_pieces(part: u128, whole: u128) -> Result<i64, AssessmentError> {
    Fraction::new(part, whole)?.scaled(1, Rounding::Down)
}

/// Pieces are whole, so comparing whole pieces is exact. What not even an OEE of 100 % would make falls short
/// whatever the OEE is.
fn holds(required: Option<i64>, good: Option<i64>, ideal: i64) -> Verdict {
    match (required, good) {
        (Some(required), _) if required > ideal => Verdict::FallsShort,
        (Some(required), Some(good)) if required > good => Verdict::FallsShort,
        (Some(_), Some(_)) => Verdict::Meets,
        _ => Verdict::Unknown,
    }
}
