//! What time a firm has for a programme.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most peaks, and the most closures.
pub const PERIODS_MAX: usize = 40;

/// Days on which the firm has less time than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeakDays {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Minutes a week that it has then.
    pub minutes_per_week: i64,
}

/// Days on which the firm is closed, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDays {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// What time a firm has for its programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmTime {
    /// Minutes of work a week, usually.
    pub minutes_per_week: i64,
    /// When it has less.
    pub peaks: Vec<PeakDays>,
    /// When it is closed. Mexico's obligatory days of rest are known anyway.
    pub closed: Vec<ClosedDays>,
    /// Nobody has said it: it is taken so.
    pub is_assumed: bool,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeFault {
    /// No time in a week, or more than a hundred people have.
    Minutes,
    /// A period ends before it begins, or takes time from whoever has none.
    Period,
    /// More periods than [`PERIODS_MAX`].
    TooMany,
}

impl FirmTime {
    /// Where a firm has said nothing: forty hours of work a week, of all who take part together.
    pub const ASSUMED_MINUTES: i64 = 2_400;
    /// The most minutes a week.
    pub const MINUTES_MAX: i64 = 1_008_000;

    /// What is taken where a firm has said nothing.
    #[must_use]
    pub fn assumed() -> Self {
        Self {
            minutes_per_week: Self::ASSUMED_MINUTES,
            peaks: Vec::new(),
            closed: Vec::new(),
            is_assumed: true,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn check(&self) -> Vec<TimeFault> {
        let mut faults = Vec::new();
        if !(1..=Self::MINUTES_MAX).contains(&self.minutes_per_week) {
            faults.push(TimeFault::Minutes);
        }
        let peaks = self.peaks.iter();
        let mut peaks = peaks.map(|peak| (peak.from, peak.to, peak.minutes_per_week));
        let mut closed = self.closed.iter().map(|days| (days.from, days.to));
        let is_bad_peak = peaks
            .any(|(from, to, minutes)| to < from || !(0..=Self::MINUTES_MAX).contains(&minutes));
        if is_bad_peak || closed.any(|(from, to)| to < from) {
            faults.push(TimeFault::Period);
        }
        if self.peaks.len() > PERIODS_MAX || self.closed.len() > PERIODS_MAX {
            faults.push(TimeFault::TooMany);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_assumed_is_in_order() {
        assert_eq!(FirmTime::assumed().check(), []);
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_told() {
        let time = FirmTime {
            minutes_per_week: 0,
            closed: vec![ClosedDays {
                from: date(2027, 1, 2),
                to: date(2027, 1, 1),
            }],
            ..FirmTime::assumed()
        };
        assert_eq!(time.check(), [TimeFault::Minutes, TimeFault::Period]);
    }
}
