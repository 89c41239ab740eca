//! The days of a problem as numbers from its start, and what time the firm has on each.

use super::check::days_between;
use super::problem::{Days, Problem};
use eslabon_domain::calendar::is_working_day;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day, counted from the start of planning; below zero before it.
pub(super) type Day = i32;

/// The days from start to horizon.
#[derive(Debug)]
pub(super) struct Axis {
    starts_on: Date,
    /// Mexico works.
    working: Vec<bool>,
    /// The firm works.
    open: Vec<bool>,
    /// Minutes a week that the firm has, on each day; zero while it is closed.
    minutes: Vec<i64>,
    /// The most of them.
    most: i64,
    /// The sum of those of the days up to each, itself among them, on which Mexico works.
    sums: Vec<i64>,
    /// Which week, counted from that of the start.
    week: Vec<usize>,
}

impl Axis {
    pub fn of(problem: &Problem) -> Self {
        let last = days_between(problem).max(0);
        let mut axis = Self {
            starts_on: problem.starts_on,
            working: Vec::new(),
            open: Vec::new(),
            minutes: Vec::new(),
            most: 0,
            sums: Vec::new(),
            week: Vec::new(),
        };
        let (mut date, mut week) = (problem.starts_on, 0);
        for day in 0..=last {
            if day > 0 && date.weekday() == Weekday::Monday {
                week += 1;
            }
            let is_closed = problem
                .calendar
                .closed
                .iter()
                .any(|days| holds(*days, date));
            let works = is_working_day(date);
            axis.working.push(works);
            axis.open.push(works && !is_closed);
            axis.minutes.push(match is_closed {
                true => 0,
                false => minutes_on(problem, date),
            });
            let today = axis.minutes(day) * i64::from(works);
            let before = axis.sums.last().copied().unwrap_or(0);
            axis.sums.push(before.saturating_add(today));
            axis.week.push(week);
            date = date.tomorrow().unwrap_or(Date::MAX);
        }
        axis.most = axis.minutes.iter().copied().max().unwrap_or(0);
        axis
    }

    /// The day after the last that is looked at.
    pub fn end(&self) -> Day {
        Day::try_from(self.open.len()).unwrap_or(Day::MAX)
    }

    pub fn day(&self, date: Date) -> Day {
        let span = date.since(self.starts_on);
        span.map_or(Day::MAX, |span| span.get_days())
    }

    pub fn date(&self, day: Day) -> Date {
        self.starts_on.saturating_add(day.days())
    }

    /// Whether Mexico works.
    pub fn is_working(&self, day: Day) -> bool {
        at(&self.working, day).copied().unwrap_or(false)
    }

    /// Whether the firm works.
    pub fn is_open(&self, day: Day) -> bool {
        at(&self.open, day).copied().unwrap_or(false)
    }

    /// Minutes a week that the firm has.
    pub fn minutes(&self, day: Day) -> i64 {
        at(&self.minutes, day).copied().unwrap_or(0)
    }

    /// The most minutes a week that the firm has on any day.
    pub fn minutes_most(&self) -> i64 {
        self.most
    }

    /// Minutes a week times days that the firm has up to a day.
    pub fn minutes_until(&self, day: Day) -> i64 {
        let last = day.min(self.end() - 1);
        at(&self.sums, last).copied().unwrap_or(0)
    }

    /// The same between two days, both included.
    pub fn minutes_between(&self, from: Day, to: Day) -> i64 {
        self.minutes_until(to) - self.minutes_until(from - 1)
    }

    pub fn week(&self, day: Day) -> usize {
        at(&self.week, day).copied().unwrap_or(usize::MAX)
    }
}

fn at<T>(list: &[T], day: Day) -> Option<&T> {
    usize::try_from(day).ok().and_then(|day| list.get(day))
}

fn holds(days: Days, date: Date) -> bool {
    days.from <= date && date <= days.to
}

/// What the firm usually has, or less in a peak; of several peaks the least.
fn minutes_on(problem: &Problem, date: Date) -> i64 {
    let peaks = problem.calendar.peaks.iter();
    let peaks = peaks.filter(|peak| holds(peak.days, date));
    peaks
        .map(|peak| peak.minutes_per_week)
        .fold(problem.calendar.minutes_per_week, i64::min)
}
