//! Where a task can stand among the days, beside what stands there already.

use super::axis::{Axis, Day};
use super::tasks::{Length, Task};
use eslabon_domain::ids::CohortId;

/// First and last day of a task, and its cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub start: Day,
    pub end: Day,
    pub cohort: Option<CohortId>,
}

/// Minutes a week that are taken on each day.
#[derive(Debug, Clone)]
pub(super) struct Use(Vec<i64>);

impl Use {
    pub fn none(axis: &Axis) -> Self {
        Self(vec![0; usize::try_from(axis.end()).unwrap_or(0)])
    }

    fn of(&self, day: Day) -> i64 {
        let taken = usize::try_from(day).ok().and_then(|day| self.0.get(day));
        taken.copied().unwrap_or(0)
    }

    /// What the firm has left on a day, in minutes a week.
    pub fn free(&self, axis: &Axis, day: Day) -> i64 {
        match axis.is_working(day) {
            true => (axis.minutes(day) - self.of(day)).max(0),
            false => 0,
        }
    }

    /// Takes the days of a place.
    pub fn add(&mut self, axis: &Axis, task: &Task, place: Place) {
        for day in place.start.max(0)..=place.end {
            if counts(axis, task, day)
                && let Ok(at) = usize::try_from(day)
                && let Some(taken) = self.0.get_mut(at)
            {
                *taken += task.load;
            }
        }
    }
}

/// Whether the firm works for the task on a day. A course asks for people on every working day, also on
/// those on which the firm is closed; anything else pauses then.
pub(super) fn counts(axis: &Axis, task: &Task, day: Day) -> bool {
    match task.length {
        Length::Fixed(_) => axis.is_working(day),
        Length::ByDay { .. } | Length::Span(_) => axis.is_open(day),
    }
}

/// The places that are worth trying from a day on: every cohort, or the earliest days. An earlier start never
/// ends later and leaves, from any later day on, at least as much time to others, so that no later one is
/// needed; cohorts are as they are.
pub(super) fn places(axis: &Axis, task: &Task, ready: Day, taken: &Use) -> Vec<Place> {
    let from = ready.max(task.not_before);
    match &task.length {
        Length::Fixed(dates) => dates
            .iter()
            .filter(|fixed| fixed.start >= from || task.not_before == Day::MIN)
            .filter(|fixed| task.starts_at.is_none_or(|at| at == fixed.start))
            .map(|fixed| Place {
                start: fixed.start,
                end: fixed.end,
                cohort: fixed.cohort,
            })
            .filter(|place| clash(axis, task, *place, taken).is_none())
            .collect(),
        Length::ByDay { .. } | Length::Span(_) => {
            first_free(axis, task, from, taken).into_iter().collect()
        }
    }
}

/// The earliest place of a task without dates of its own.
fn first_free(axis: &Axis, task: &Task, from: Day, taken: &Use) -> Option<Place> {
    let mut start = match task.starts_at {
        Some(at) if at < from => return None,
        Some(at) => at,
        None => from.max(0),
    };
    while start < axis.end() {
        let Some(end) = task.alone.end(start) else {
            if task.starts_at.is_some() {
                return None;
            }
            start += 1;
            continue;
        };
        let place = Place {
            start,
            end,
            cohort: None,
        };
        match clash(axis, task, place, taken) {
            None => return Some(place),
            Some(_) if task.starts_at.is_some() => return None,
            // Nothing that still covers the day can stand there either.
            Some(day) => start = day + 1,
        }
    }
    None
}

/// Whether a task can begin on a day: the firm works, and where it goes by the day, the provider comes.
pub(super) fn begins(axis: &Axis, task: &Task, day: Day) -> bool {
    let comes = match &task.length {
        Length::ByDay { weeks, .. } => weeks.get(axis.week(day)).is_some_and(|days| *days > 0),
        Length::Fixed(_) | Length::Span(_) => true,
    };
    comes && axis.is_open(day)
}

/// The last day of a task that begins on a day; nothing where it ends after the last day looked at.
pub(super) fn end_of(axis: &Axis, task: &Task, start: Day) -> Option<Day> {
    let end = match &task.length {
        Length::Fixed(_) => return None,
        Length::Span(days) => start.checked_add(days - 1)?,
        Length::ByDay { days, weeks } => {
            let (mut left, mut day) = (*days, start);
            let (mut week, mut of_week) = (axis.week(start), 0);
            loop {
                if day >= axis.end() {
                    return None;
                }
                if axis.week(day) != week {
                    (week, of_week) = (axis.week(day), 0);
                }
                let most = weeks.get(week).copied().unwrap_or(0);
                if axis.is_open(day) && of_week < most {
                    of_week += 1;
                    left -= 1;
                    if left == 0 {
                        break day;
                    }
                }
                day += 1;
            }
        }
    };
    (end < axis.end()).then_some(end)
}

/// The last day on which the firm has not the time for it.
fn clash(axis: &Axis, task: &Task, place: Place, taken: &Use) -> Option<Day> {
    if task.load == 0 {
        return None;
    }
    // What runs already is not asked again whether it fits.
    if task.not_before == Day::MIN {
        return None;
    }
    let mut days = (place.start.max(0)..=place.end).rev();
    days.find(|day| counts(axis, task, *day) && taken.of(*day) + task.load > axis.minutes(*day))
}
