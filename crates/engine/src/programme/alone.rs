//! Where a task could stand if the firm had nothing else to do, looked up by day.

use super::axis::{Axis, Day};
use super::place::{begins, counts, end_of};
use super::tasks::{Length, Task};

/// No day.
pub(super) const NEVER: Day = Day::MAX;

/// The places of a task among the days, as if it were alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Alone {
    /// By first day, the last, whether the firm has the time or not; of a task without dates of its own.
    ends: Vec<Day>,
    /// By the day from which it may begin, the earliest last day; and one more, for later days.
    first_ends: Vec<Day>,
    /// By the day on which it must have ended, the latest first day.
    last_starts: Vec<Option<Day>>,
    /// The days before each that take the firm's time.
    counted: Vec<i64>,
    /// Days that take the firm's time, at the least, wherever it stands.
    pub fewest_days: i64,
}

impl Alone {
    pub fn of(axis: &Axis, task: &Task) -> Self {
        let mut alone = Self::default();
        let mut last_short = Vec::new();
        alone.counted.push(0);
        for day in 0..axis.end() {
            let takes = counts(axis, task, day);
            let before = alone.counted.last().copied().unwrap_or(0);
            alone.counted.push(before + i64::from(takes));
            let before = last_short.last().copied().unwrap_or(Day::MIN);
            let is_short = takes && task.load > 0 && task.load > axis.minutes(day);
            last_short.push(if is_short { day } else { before });
        }
        let fits = |start: Day, end: Day| {
            let short = at(&last_short, end).unwrap_or(Day::MIN);
            task.not_before == Day::MIN || short < start
        };
        let mut places: Vec<(Day, Day)> = Vec::new();
        match &task.length {
            Length::Fixed(dates) => {
                places.extend(dates.iter().map(|fixed| (fixed.start, fixed.end)));
            }
            Length::ByDay { .. } | Length::Span(_) => {
                for start in 0..axis.end() {
                    let end = begins(axis, task, start).then(|| end_of(axis, task, start));
                    let end = end.flatten().unwrap_or(NEVER);
                    alone.ends.push(end);
                    if end != NEVER {
                        places.push((start, end));
                    }
                }
            }
        }
        places.retain(|(start, end)| {
            let is_pinned_here = task.starts_at.is_none_or(|at| at == *start);
            *start >= task.not_before && is_pinned_here && fits(*start, *end)
        });
        alone.look_up(axis, task, &places);
        alone
    }

    fn look_up(&mut self, axis: &Axis, task: &Task, places: &[(Day, Day)]) {
        let many = usize::try_from(axis.end()).unwrap_or(0);
        self.first_ends = vec![NEVER; many + 1];
        self.last_starts = vec![None; many];
        let is_running = task.not_before == Day::MIN;
        for (start, end) in places {
            // What runs already has been let begin.
            let from = if is_running { axis.end() } else { *start };
            if let Some(known) = slot(&mut self.first_ends, from) {
                *known = (*known).min(*end);
            }
            if let Some(known) = slot(&mut self.last_starts, (*end).max(0)) {
                *known = (*known).max(Some(*start));
            }
        }
        let mut earliest = NEVER;
        for end in self.first_ends.iter_mut().rev() {
            earliest = earliest.min(*end);
            *end = earliest;
        }
        let mut latest = None;
        for start in &mut self.last_starts {
            latest = latest.max(*start);
            *start = latest;
        }
        let days = places.iter().map(|(start, end)| self.counted(*start, *end));
        self.fewest_days = days.min().unwrap_or(0);
    }

    /// The last day where it begins on this one; of a task without dates of its own.
    pub fn end(&self, start: Day) -> Option<Day> {
        at(&self.ends, start).filter(|end| *end != NEVER)
    }

    /// The earliest last day from a day on.
    pub fn first_end(&self, ready: Day) -> Day {
        let last = self.first_ends.last().copied().unwrap_or(NEVER);
        at(&self.first_ends, ready.max(0)).unwrap_or(last)
    }

    /// The latest first day from which it ends by a day.
    pub fn last_start(&self, by: Day) -> Option<Day> {
        if by < 0 {
            return None;
        }
        let last = self.last_starts.last().copied();
        at(&self.last_starts, by).or(last).flatten()
    }

    /// The days from one to another, both included, that take the firm's time.
    pub fn counted(&self, from: Day, to: Day) -> i64 {
        let all = self.counted.last().copied().unwrap_or(0);
        let before = |day: Day| at(&self.counted, day.max(0)).unwrap_or(all);
        (before(to.saturating_add(1)) - before(from)).max(0)
    }
}

fn at<T: Copy>(list: &[T], day: Day) -> Option<T> {
    let day = usize::try_from(day).ok()?;
    list.get(day).copied()
}

fn slot<T>(list: &mut [T], day: Day) -> Option<&mut T> {
    let day = usize::try_from(day).ok()?;
    list.get_mut(day)
}
