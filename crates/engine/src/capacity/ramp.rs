//! A site's months against the pieces that a need asks for. Exact: for the owner and the centre. Matching
//! compares the steps of the ladders instead.

use super::{AHEAD, ProcessCapacity, Range};
use crate::assessment::calendar_capacity::{Month, MonthNeed, Ramp};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a month, or all of them, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RampVerdict {
    /// It holds, whatever the truth in the ranges.
    Meets,
    /// It does not.
    Gap,
    /// What is missing decides.
    Unknown,
}

/// A month against what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthAnswer {
    /// Which.
    pub month: Month,
    /// Good pieces asked for.
    pub required: i64,
    /// Good pieces that can be made, changeovers of the need's lots taken off at the least.
    pub available: Option<Range>,
    /// It is what the site says it makes a month, not computed.
    pub is_declared: bool,
    /// How many pieces are lacking at best; zero unless it is a gap.
    pub short: i64,
    /// What it comes to.
    pub verdict: RampVerdict,
}

/// All months against what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RampAnswer {
    /// Every month, in order.
    pub months: Vec<MonthAnswer>,
    /// What they come to: a gap wherever one month is one, whatever is missing in others.
    pub verdict: RampVerdict,
    /// The month with the largest share lacking; the first of equals.
    pub worst: Option<MonthAnswer>,
    /// The need names its lots, and how long a changeover takes is not known.
    pub asks_changeover: bool,
}

/// The months that a need asks for: those of its ramp that are not over, else the months ahead with the same
/// number of pieces each.
#[must_use]
pub fn asked_of(ramp: Option<&Ramp>, each: i64, on: Date) -> Vec<MonthNeed> {
    let this = Month::of(on);
    let own = ramp.iter().flat_map(|ramp| &ramp.months);
    let mut own: Vec<MonthNeed> = own.filter(|need| need.month >= this).copied().collect();
    if !own.is_empty() {
        own.sort_unstable_by_key(|need| need.month);
        return own;
    }
    let ahead = (1..=AHEAD).filter_map(|n| this.after(n));
    ahead
        .map(|month| MonthNeed {
            month,
            pieces: each,
        })
        .collect()
}

/// Good pieces that are left of so many where every lot, whole or begun, takes the time of some more. The
/// greatest number stays: it has no bound.
#[must_use]
pub fn after_changeovers(pieces: i64, lot_size: i64, lost: i64) -> i64 {
    if lot_size < 1 || lost < 1 || pieces == i64::MAX {
        return pieces.max(0);
    }
    let (pieces, lot_size, lost) = (
        i128::from(pieces.max(0)),
        i128::from(lot_size),
        i128::from(lost),
    );
    let lots = pieces / (lot_size + lost);
    let begun = (pieces % (lot_size + lost) - lost).max(0);
    // Never more than there was.
    i64::try_from(lots * lot_size + begun).unwrap_or(i64::MAX)
}

/// Holds a process's months, which must be those that are asked for, against a need. A month that cannot be
/// computed is answered by what the site says it makes a month, where it says so.
#[must_use]
pub fn against(
    capacity: &ProcessCapacity,
    asked: &[MonthNeed],
    lot_size: Option<i64>,
    declared: Option<Range>,
    on: Date,
) -> RampAnswer {
    let lost = capacity.lost_in_changeover;
    let lost = lost.filter(|_| !capacity.changeover.has_run_out(on));
    let with_lots = |range: Range| {
        let Some(lot_size) = lot_size else {
            return range;
        };
        // Not knowing what a changeover takes, nothing can be promised.
        let low = lost.map_or(0, |lost| after_changeovers(range.low, lot_size, lost));
        Range { low, ..range }
    };
    let months = asked.iter().map(|need| {
        let computed = capacity.months.iter().find(|one| one.month == need.month);
        let computed = computed.and_then(|one| one.pieces_on(on)).map(with_lots);
        of_month(need, computed, declared)
    });
    let months: Vec<MonthAnswer> = months.collect();
    let is = |verdict| months.iter().any(|month| month.verdict == verdict);
    let verdict = if is(RampVerdict::Gap) {
        RampVerdict::Gap
    } else if is(RampVerdict::Unknown) {
        RampVerdict::Unknown
    } else {
        RampVerdict::Meets
    };
    RampAnswer {
        worst: worst(&months).cloned(),
        asks_changeover: lot_size.is_some() && lost.is_none(),
        verdict,
        months,
    }
}

fn of_month(need: &MonthNeed, computed: Option<Range>, declared: Option<Range>) -> MonthAnswer {
    let available = computed.or(declared);
    let verdict = match available {
        _ if need.pieces <= 0 => RampVerdict::Meets,
        Some(range) if range.low >= need.pieces => RampVerdict::Meets,
        Some(range) if range.high < need.pieces => RampVerdict::Gap,
        _ => RampVerdict::Unknown,
    };
    let short = match (verdict, available) {
        (RampVerdict::Gap, Some(range)) => need.pieces - range.high.max(0),
        _ => 0,
    };
    MonthAnswer {
        month: need.month,
        required: need.pieces,
        is_declared: computed.is_none() && declared.is_some(),
        available,
        short,
        verdict,
    }
}

/// Of two months that lack something the worse: shares are compared crosswise, without rounding.
fn worst(months: &[MonthAnswer]) -> Option<&MonthAnswer> {
    let lacking = months.iter().filter(|month| month.short > 0);
    lacking.reduce(|worst, month| {
        let share = |one: &MonthAnswer, other: &MonthAnswer| {
            i128::from(one.short) * i128::from(other.required)
        };
        if share(month, worst) > share(worst, month) {
            month
        } else {
            worst
        }
    })
}
