//! One month: the time that is free, the time that the pieces take, and what comes of it.

use super::time::{WEEK, working_days};
use super::{
    Changeover, CommittedLoad, LoadBasis, Month, MonthResult, MonthVerdict, Plant, WorkingDays,
};
use crate::assessment::common::{AssessmentError, MissingInput};
use crate::assessment::exact::{Fraction, LARGEST, Rounding, amount, product, small};
use crate::assessment::run_rate::SHARED_LIMIT_PPM;

/// A million, and a thousand.
const PPM: u128 = 1_000_000;
const MS: u128 = 1_000;

/// Everything that a month needs, known. Times are milliseconds of machine time × 7.
struct Known {
    gross: u128,
    booked: u128,
    standard: u128,
    cycle: u128,
    cavities: u128,
    oee: u128,
    changeover: u128,
    lot_size: u128,
}

/// Computes a month.
pub(super) fn of_month(
    plant: &Plant,
    month: Month,
    required: i64,
    lot_size: Option<i64>,
) -> Result<MonthResult, AssessmentError> {
    let known = match known(plant, month, lot_size)? {
        Ok(known) => known,
        Err(missing) => {
            return Ok(MonthResult {
                month,
                required_pieces: required,
                available_pieces: None,
                shortfall_pieces: None,
                loading_ppm: None,
                tight: false,
                verdict: MonthVerdict::Unknown { missing },
            });
        }
    };
    let available = known.available()?;
    let shortfall = (required - available).max(0);
    let loading_ppm = known.loading_ppm(amount("pieces", required)?)?;
    Ok(MonthResult {
        month,
        required_pieces: required,
        available_pieces: Some(available),
        shortfall_pieces: Some(shortfall),
        loading_ppm,
        tight: loading_ppm.is_some_and(|ppm| ppm > SHARED_LIMIT_PPM),
        verdict: if shortfall == 0 {
            MonthVerdict::Meets
        } else {
            MonthVerdict::Gap
        },
    })
}

/// All inputs, or the names of those that are missing.
fn known(
    plant: &Plant,
    month: Month,
    lot_size: Option<i64>,
) -> Result<Result<Known, Vec<MissingInput>>, AssessmentError> {
    let mut missing = Vec::new();
    let days = plant.working_days.as_ref();
    let days = days
        .map(|days: &WorkingDays| working_days(days, month))
        .transpose()?
        .flatten();
    if days.is_none() {
        missing.push(MissingInput::WorkingDays);
    }
    let mut asked = |value: Option<i64>, name| {
        if value.is_none() {
            missing.push(name);
        }
        u128::from(value.unwrap_or_default().unsigned_abs())
    };
    let shifts = asked(plant.shifts, MissingInput::Shifts);
    let shift = asked(plant.shift_seconds, MissingInput::ShiftSeconds);
    let stops = asked(plant.planned_stop_seconds, MissingInput::PlannedStopSeconds);
    let machines = asked(plant.machines, MissingInput::Machines);
    let cavities = asked(plant.cavities, MissingInput::Cavities);
    let cycle = asked(plant.cycle_ms, MissingInput::CycleMs);
    let oee = asked(plant.oee_ppm, MissingInput::OeePpm);
    let changeover = match plant.changeover {
        Some(Changeover::InsideOee) => Some(0),
        Some(Changeover::PerLot { seconds }) => Some(seconds),
        None => None,
    };
    let changeover_seconds = asked(changeover, MissingInput::Changeover);
    let lots_count = changeover_seconds > 0;
    let lot_size = if lots_count {
        asked(lot_size, MissingInput::LotSize)
    } else {
        1
    };
    let committed = committed(plant.committed.as_deref(), month)?;
    if committed.is_none() {
        missing.push(MissingInput::CommittedLoad);
    }
    let (Some(days), Some((booked, standard)), true) = (days, committed, missing.is_empty()) else {
        missing.sort_unstable();
        return Ok(Err(missing));
    };
    // Thousandths of days × seconds are milliseconds.
    Ok(Ok(Known {
        gross: product(&[days, shifts, shift.saturating_sub(stops), machines])?,
        booked: product(&[booked, MS, WEEK])?,
        standard: product(&[standard, MS, WEEK])?,
        cycle: cycle * WEEK,
        cavities,
        oee,
        changeover: product(&[changeover_seconds, MS, WEEK])?,
        lot_size,
    }))
}

/// Seconds booked and seconds of standard time; nothing where the month has no entry.
fn committed(
    loads: Option<&[CommittedLoad]>,
    month: Month,
) -> Result<Option<(u128, u128)>, AssessmentError> {
    let (mut booked, mut standard, mut stated) = (0, 0, false);
    for load in loads
        .into_iter()
        .flatten()
        .filter(|load| load.month == month)
    {
        stated = true;
        let seconds = amount("committed_seconds", load.seconds)?;
        match load.basis {
            LoadBasis::Booked => booked += seconds,
            LoadBasis::Standard => standard += seconds,
        }
    }
    Ok(stated.then_some((booked, standard)))
}

impl Known {
    /// Free time in units of 1 ÷ (10⁶ × cavities) of productive milliseconds; zero where more is committed than
    /// there is.
    fn free(&self) -> Result<u128, AssessmentError> {
        let left = self.gross.saturating_sub(self.booked);
        let productive = product(&[left, self.oee, self.cavities])?;
        let standard = product(&[self.standard, PPM, self.cavities])?;
        Ok(productive.saturating_sub(standard))
    }

    /// What a piece takes, and what a changeover takes, in the same unit.
    fn piece_and_changeover(&self) -> Result<(u128, u128), AssessmentError> {
        let changeover = product(&[self.changeover, self.oee, self.cavities])?;
        Ok((product(&[self.cycle, PPM])?, changeover))
    }

    /// The most good pieces: whole lots, and what fits of one more.
    fn available(&self) -> Result<i64, AssessmentError> {
        if self.oee == 0 {
            return Ok(0);
        }
        let free = self.free()?;
        let (piece, changeover) = self.piece_and_changeover()?;
        let pieces_of_lot = product(&[self.lot_size, piece])?;
        let lot = pieces_of_lot
            .checked_add(changeover)
            .ok_or(AssessmentError::TooLarge)?;
        let (lots, rest) = (free / lot, free % lot);
        let begun = rest.saturating_sub(changeover) / piece;
        let whole = product(&[lots, self.lot_size])?;
        small(whole.checked_add(begun).ok_or(AssessmentError::TooLarge)?)
    }

    /// Committed and needed time ÷ gross time, rounded up. A loading of at most a whole is a month that holds.
    fn loading_ppm(&self, pieces: u128) -> Result<Option<i64>, AssessmentError> {
        let (piece, changeover) = self.piece_and_changeover()?;
        let all = product(&[self.gross, self.oee, self.cavities])?;
        if all == 0 {
            return Ok(None);
        }
        let parts = [
            product(&[self.booked, self.oee, self.cavities])?,
            product(&[self.standard, PPM, self.cavities])?,
            product(&[pieces, piece])?,
            product(&[pieces.div_ceil(self.lot_size), changeover])?,
        ];
        let used = parts.into_iter().try_fold(0_u128, u128::checked_add);
        let used = used.ok_or(AssessmentError::TooLarge)?;
        let loading = Fraction::new(used, all)?;
        // Beyond a million times the whole nobody needs a figure.
        if loading > Fraction::new(u128::from(LARGEST.unsigned_abs()), PPM)? {
            return Ok(None);
        }
        loading.scaled(PPM, Rounding::Up).map(Some)
    }
}
