//! The detailed check of a machine that several parts share: the time that each part takes at its demonstrated
//! OEE, together, of the time that there is. Each part's time is rounded up to a whole millisecond before it is
//! added.

use super::common::{AssessmentError, MissingInput, RuleSetId, Verdict};
use super::exact::{Fraction, Rounding, amount, divisor, few, product, share, small};
use super::run_rate::{Equipment, SHARED_LIMIT_PPM, WeekTime, net_time};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Named in every result.
pub const RULES: &str = "shared-loading-1";

/// A part on the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLoad {
    /// Which.
    pub id: String,
    /// Good pieces a week.
    pub pieces: i64,
    /// Cycle, machines and cavities for this part.
    pub equipment: Equipment,
    /// Demonstrated OEE in millionths; absent is not known.
    pub oee_ppm: Option<i64>,
}

/// A part's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartTime {
    /// Which.
    pub id: String,
    /// Milliseconds a week, rounded up; absent is unknown, or not possible at an OEE of zero.
    pub ms: Option<i64>,
}

/// The machine's loading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLoading {
    /// The rules.
    pub rules: RuleSetId,
    /// Time that there is, in milliseconds, rounded down.
    pub net_ms: i64,
    /// Time of each part, in the order given.
    pub parts: Vec<PartTime>,
    /// Loading in millionths, rounded up; absent is unknown or not possible.
    pub loading_ppm: Option<i64>,
    /// Whether the loading is above 90 %: it holds, but with little to spare.
    pub tight: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// Parts whose OEE is missing.
    pub missing_oee_of: Vec<String>,
    /// What to ask for.
    pub missing: Vec<MissingInput>,
}

/// Adds up the parts. `share_ppm` of the week is the share kept for these parts together.
///
/// # Errors
/// If an input cannot be.
pub fn shared_loading(
    week: &WeekTime,
    parts: &[PartLoad],
) -> Result<SharedLoading, AssessmentError> {
    let net_ms = net_time(week)? / 1_000_000;
    let mut times = Vec::with_capacity(parts.len());
    let (mut used, mut missing_oee_of, mut never) = (0_u128, Vec::new(), false);
    for part in parts {
        let time = time(part)?;
        match (time, part.oee_ppm) {
            (Some(ms), _) => used += u128::from(ms.unsigned_abs()),
            (None, None) => missing_oee_of.push(part.id.clone()),
            (None, Some(_)) => never = true,
        }
        times.push(PartTime {
            id: part.id.clone(),
            ms: time,
        });
    }
    let known = missing_oee_of.is_empty() && !never && net_ms > 0;
    let loading_ppm = match known {
        true => Some(Fraction::new(used, net_ms)?.scaled(1_000_000, Rounding::Up)?),
        false => None,
    };
    let verdict = match () {
        // Whatever the missing ones take, it is too much already.
        () if never || used > net_ms => Verdict::FallsShort,
        () if !missing_oee_of.is_empty() => Verdict::Unknown,
        () => Verdict::Meets,
    };
    let ask = !missing_oee_of.is_empty();
    Ok(SharedLoading {
        rules: Cow::Borrowed(RULES),
        net_ms: small(net_ms)?,
        parts: times,
        loading_ppm,
        tight: loading_ppm.is_some_and(|ppm| ppm > SHARED_LIMIT_PPM),
        verdict,
        missing_oee_of,
        missing: ask.then_some(MissingInput::OeePpm).into_iter().collect(),
    })
}

/// Pieces × cycle ÷ (machines × cavities × OEE); zero for a part of which nothing is needed.
fn time(part: &PartLoad) -> Result<Option<i64>, AssessmentError> {
    let pieces = amount("pieces", part.pieces)?;
    let cycle = divisor("cycle_ms", part.equipment.cycle_ms)?;
    let machines = few("machines", part.equipment.machines)?;
    let cavities = few("cavities", part.equipment.cavities)?;
    let oee = part.oee_ppm.map(|ppm| share("oee_ppm", ppm)).transpose()?;
    if pieces == 0 {
        return Ok(Some(0));
    }
    match oee {
        None | Some(0) => Ok(None),
        Some(oee) => Fraction::new(
            product(&[pieces, cycle, 1_000_000])?,
            product(&[machines, cavities, oee])?,
        )?
        .scaled(1, Rounding::Up)
        .map(Some),
    }
}
