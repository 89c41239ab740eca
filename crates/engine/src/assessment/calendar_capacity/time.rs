//! Machine time of a month, and whether what is stated of it can be. It must not judge.

use super::{Changeover, Month, Plant, Ramp, WorkingDays};
use crate::assessment::common::AssessmentError;
use crate::assessment::exact::{amount, at_most, divisor, few, product, share};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The days of a week: monthly days are given in sevenths of thousandths of a day, so that they are whole numbers.
pub(super) const WEEK: u128 = 7;

/// Whether all that is stated can be, also where it is not needed in the end.
pub(super) fn check(plant: &Plant, ramp: &Ramp) -> Result<(), AssessmentError> {
    plant
        .shift_seconds
        .map(|s| amount("shift_seconds", s))
        .transpose()?;
    plant.shifts.map(|n| amount("shifts", n)).transpose()?;
    plant
        .planned_stop_seconds
        .map(|s| amount("planned_stop_seconds", s))
        .transpose()?;
    plant.machines.map(|n| few("machines", n)).transpose()?;
    plant.cavities.map(|n| few("cavities", n)).transpose()?;
    plant
        .cycle_ms
        .map(|ms| divisor("cycle_ms", ms))
        .transpose()?;
    plant.oee_ppm.map(|ppm| share("oee_ppm", ppm)).transpose()?;
    ramp.lot_size
        .map(|pieces| divisor("lot_size", pieces))
        .transpose()?;
    if let Some(Changeover::PerLot { seconds }) = plant.changeover {
        amount("changeover_seconds", seconds)?;
    }
    for need in &ramp.months {
        amount("pieces", need.pieces)?;
        days_in(need.month)?;
    }
    for load in plant.committed.iter().flatten() {
        amount("committed_seconds", load.seconds)?;
        days_in(load.month)?;
    }
    check_days(plant)
}

fn check_days(plant: &Plant) -> Result<(), AssessmentError> {
    match &plant.working_days {
        None => {}
        Some(WorkingDays::PerWeek { days_milli }) => {
            at_most("days_milli", *days_milli, 7_000)?;
        }
        Some(WorkingDays::ByMonth(months)) => {
            let mut seen = BTreeSet::new();
            for of in months {
                at_most("days_milli", of.days_milli, days_in(of.month)? * 1_000)?;
                if !seen.insert(of.month) {
                    return Err(AssessmentError::Twice(of.month.to_string()));
                }
            }
        }
    }
    if let (Some(shifts), Some(seconds)) = (plant.shifts, plant.shift_seconds)
        && i128::from(shifts) * i128::from(seconds) > 86_400
    {
        return Err(AssessmentError::OutOfRange("shifts"));
    }
    if let (Some(stops), Some(shift)) = (plant.planned_stop_seconds, plant.shift_seconds)
        && stops > shift
    {
        return Err(AssessmentError::PartAboveWhole {
            part: "planned_stop_seconds",
            whole: "shift_seconds",
        });
    }
    Ok(())
}

/// Working days of a month in sevenths of thousandths of a day; nothing where they are not stated.
pub(super) fn working_days(
    days: &WorkingDays,
    month: Month,
) -> Result<Option<u128>, AssessmentError> {
    match days {
        WorkingDays::PerWeek { days_milli } => {
            let of_month = product(&[amount("days_milli", *days_milli)?, days_in(month)?])?;
            Ok(Some(of_month))
        }
        WorkingDays::ByMonth(months) => months
            .iter()
            .find(|of| of.month == month)
            .map(|of| Ok(amount("days_milli", of.days_milli)? * WEEK))
            .transpose(),
    }
}

/// How many days a month has.
fn days_in(month: Month) -> Result<u128, AssessmentError> {
    let first = Date::new(month.year, month.month, 1)
        .map_err(|_| AssessmentError::NotKnown(month.to_string()))?;
    Ok(u128::from(first.days_in_month().unsigned_abs()))
}
