//! The earliest dates of a choice of services. Tasks are placed in order of their start, each as early as
//! the firm's time and its own dates allow: among such orders is one that ends earliest, because starting
//! earlier never ends later and never takes time from a later day on (see [`super::place::places`]).

use super::axis::Day;
use super::energy;
use super::place::{Place, Use, places};
use super::tasks::{Goal, Length, Set, Tasks, each, one};
use super::windows::Windows;
use std::collections::HashMap;

/// The dates of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    /// Task and place, in order of start.
    pub places: Vec<(usize, Place)>,
    /// The day on which the last gap closes.
    pub finish: Day,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// None is earlier; nothing where none keeps the limits.
    Proven(Option<Schedule>),
    /// The search was stopped; the best so far.
    Stopped(Option<Schedule>),
}

/// The last day of each goal, in the order of the goals.
pub(super) type Limits = Vec<Day>;

struct Search<'t> {
    tasks: &'t Tasks,
    chosen: Set,
    limits: Limits,
    /// What must hold of a schedule that is better than the best.
    windows: Option<Windows>,
    best: Option<Schedule>,
    /// By the tasks that stand: from these nothing better comes.
    seen: HashMap<Set, Vec<Standing>>,
    nodes: &'t mut u64,
    is_stopped: bool,
}

/// What stands already.
struct Partial {
    places: Vec<(usize, Place)>,
    placed: Set,
    /// The earliest last day of each fact.
    ends: Vec<Option<Day>>,
    taken: Use,
}

/// What matters of what stands already to what comes after: the last first day and its task, and the last days of
/// those that go on, by task.
struct Standing {
    last: (Day, usize),
    going_on: Vec<(usize, Day)>,
}

/// The schedule of these tasks that closes its last gap earliest, each gap within its limit, among those in which
/// each task is of use (see [`super::windows`]).
pub(super) fn best(tasks: &Tasks, chosen: Set, limits: &Limits, nodes: &mut u64) -> Found {
    let mut search = Search {
        tasks,
        chosen,
        limits: limits.clone(),
        windows: None,
        best: None,
        seen: HashMap::new(),
        nodes,
        is_stopped: false,
    };
    search.look();
    search.visit(&Partial {
        places: Vec::new(),
        placed: 0,
        ends: vec![None; tasks.facts],
        taken: Use::none(&tasks.axis),
    });
    match search.is_stopped {
        true => Found::Stopped(search.best),
        false => Found::Proven(search.best),
    }
}

impl Search<'_> {
    /// Notes the windows of the tasks within the limits.
    fn look(&mut self) {
        let others = self.tasks.all() & !self.chosen;
        let windows = Windows::of(self.tasks, self.chosen, others, &[], &self.limits);
        self.windows = windows.filter(|windows| energy::too_much(self.tasks, windows).is_some());
    }

    fn visit(&mut self, partial: &Partial) {
        if partial.placed == self.chosen {
            self.keep(partial);
            return;
        }
        let mut options = self.options(partial);
        options.sort_by_key(|(number, place)| (place.start, place.end, *number));
        for (number, place) in options {
            if self.is_over() {
                return;
            }
            let Some(left) = self.nodes.checked_sub(1) else {
                self.is_stopped = true;
                return;
            };
            *self.nodes = left;
            let next = self.with(partial, number, place);
            if self.may_be_better(&next) && self.is_new(&next) {
                self.visit(&next);
            }
        }
    }

    /// Whether nothing that allows as much has been looked at.
    fn is_new(&mut self, partial: &Partial) -> bool {
        let standing = Standing::of(partial);
        let seen = self.seen.entry(partial.placed).or_default();
        if seen.iter().any(|seen| seen.allows_all_of(&standing)) {
            return false;
        }
        seen.retain(|seen| !standing.allows_all_of(seen));
        seen.push(standing);
        true
    }

    /// Nothing better can come.
    fn is_over(&self) -> bool {
        self.is_stopped || self.windows.is_none()
    }

    /// From now on only what is earlier counts.
    fn keep(&mut self, partial: &Partial) {
        if !within(&self.tasks.goals, &partial.ends, &self.limits) {
            return;
        }
        let Some(finish) = finish(&self.tasks.goals, &partial.ends) else {
            return;
        };
        self.best = Some(Schedule {
            places: partial.places.clone(),
            finish,
        });
        for limit in &mut self.limits {
            *limit = (*limit).min(finish - 1);
        }
        self.look();
    }

    /// What may come next in order of start.
    fn options(&self, partial: &Partial) -> Vec<(usize, Place)> {
        let last = partial
            .places
            .last()
            .map(|(number, place)| (place.start, *number));
        let (mut options, mut cutoff) = (Vec::new(), Day::MAX);
        for number in each(self.chosen & !partial.placed) {
            let Some(task) = self.tasks.task(number) else {
                continue;
            };
            let Some(ready) = ready(task.needs, &partial.ends) else {
                continue;
            };
            for place in places(&self.tasks.axis, task, ready, &partial.taken) {
                if !matches!(task.length, Length::Fixed(_)) {
                    cutoff = cutoff.min(place.end);
                }
                options.push((number, place));
            }
        }
        // What could have ended before another one begins would have been placed first.
        options.retain(|(number, place)| {
            place.start <= cutoff && last.is_none_or(|last| (place.start, *number) > last)
        });
        options
    }

    fn with(&self, partial: &Partial, number: usize, place: Place) -> Partial {
        let mut next = Partial {
            places: partial.places.clone(),
            placed: partial.placed | one(number),
            ends: partial.ends.clone(),
            taken: partial.taken.clone(),
        };
        next.places.push((number, place));
        if let Some(task) = self.tasks.task(number) {
            next.taken.add(&self.tasks.axis, task, place);
            for fact in each(task.gives) {
                hold(&mut next.ends, fact, place.end);
            }
        }
        next
    }

    /// Whether the tasks that are left can end within their windows, each by itself, and the firm has the time
    /// for all of them.
    fn may_be_better(&self, partial: &Partial) -> bool {
        let Some(windows) = &self.windows else {
            return false;
        };
        let is_late = |(number, place): &(usize, Place)| place.end > windows.latest(*number);
        if partial.places.iter().any(is_late) {
            return false;
        }
        let last = partial
            .places
            .last()
            .map_or(Day::MIN, |(_, place)| place.start);
        let left = self.chosen & !partial.placed;
        let mut ends = partial.ends.clone();
        // Of each task that is left, the day on which it is ready, and its earliest last day.
        let mut known: Vec<(usize, Day, Day)> = Vec::new();
        loop {
            let mut is_changed = false;
            for number in each(left) {
                let Some(task) = self.tasks.task(number) else {
                    continue;
                };
                let Some(ready) = ready(task.needs, &ends) else {
                    continue;
                };
                let ready = ready.max(last);
                let seen = known.iter().position(|(n, _, _)| *n == number);
                if seen
                    .and_then(|at| known.get(at))
                    .is_some_and(|k| k.1 == ready)
                {
                    continue;
                }
                let places = places(&self.tasks.axis, task, ready, &partial.taken);
                let Some(end) = places.iter().map(|place| place.end).min() else {
                    continue;
                };
                match seen.and_then(|at| known.get_mut(at)) {
                    Some(known) => *known = (number, ready, end),
                    None => known.push((number, ready, end)),
                }
                for fact in each(task.gives) {
                    is_changed |= hold(&mut ends, fact, end);
                }
            }
            if !is_changed {
                break;
            }
        }
        // Each task that is left must find its place, not only those that close something.
        let all_fit = each(left).all(|number| known.iter().any(|(n, _, _)| *n == number));
        all_fit
            && within(&self.tasks.goals, &ends, &self.limits)
            && known
                .iter()
                .all(|(number, _, end)| *end <= windows.latest(*number))
            && self.has_time(windows, partial, &known)
    }

    /// Whether what is left to do by each day fits into what the firm has left from now on.
    fn has_time(&self, windows: &Windows, partial: &Partial, left: &[(usize, Day, Day)]) -> bool {
        let mut loads: Vec<(Day, Day, i64)> = left
            .iter()
            .filter_map(|(number, ready, _)| {
                let task = self.tasks.task(*number)?;
                let from = (*ready).max(task.not_before);
                (task.work > 0).then(|| (windows.latest(*number), from, task.work))
            })
            .collect();
        loads.sort_unstable();
        let Some(from) = loads.iter().map(|(_, from, _)| *from).min() else {
            return true;
        };
        let (mut day, mut free, mut asked) = (from.max(0), 0_i64, 0_i64);
        loads.iter().all(|(latest, _, work)| {
            while day <= *latest && day < self.tasks.axis.end() {
                free += partial.taken.free(&self.tasks.axis, day);
                day += 1;
            }
            asked = asked.saturating_add(*work);
            asked <= free
        })
    }
}

impl Standing {
    fn of(partial: &Partial) -> Self {
        let last = partial.places.last();
        let last = last.map_or((Day::MIN, 0), |(number, place)| (place.start, *number));
        let places = partial.places.iter();
        let going_on = places.filter(|(_, place)| place.end >= last.0);
        let going_on = going_on.map(|(number, place)| (*number, place.end));
        Self {
            last,
            going_on: going_on.collect(),
        }
    }

    /// Whether all that can follow the other can follow this: the same tasks stand here, none goes on longer, and
    /// what follows may begin as early.
    fn allows_all_of(&self, other: &Self) -> bool {
        let ends_as_early = |(number, end): &(usize, Day)| {
            let there = other.going_on.iter().find(|(n, _)| n == number);
            *end <= there.map_or(other.last.0 - 1, |(_, end)| *end)
        };
        self.last <= other.last && self.going_on.iter().all(ends_as_early)
    }
}

/// Notes that a fact holds from a day on, if that is earlier than what is known.
pub(super) fn hold(ends: &mut [Option<Day>], fact: usize, end: Day) -> bool {
    match ends.get_mut(fact) {
        Some(known) if known.is_none_or(|known| end < known) => {
            *known = Some(end);
            true
        }
        _ => false,
    }
}

/// The first day after all of these facts hold; nothing where one never does.
pub(super) fn ready(needs: Set, ends: &[Option<Day>]) -> Option<Day> {
    let mut ready = 0;
    for fact in each(needs) {
        let end = (*ends.get(fact)?)?;
        ready = ready.max(end.saturating_add(1));
    }
    Some(ready)
}

/// The day on which the last goal is reached; nothing where one never is.
pub(super) fn finish(goals: &[Goal], ends: &[Option<Day>]) -> Option<Day> {
    let mut finish = 0;
    for goal in goals {
        if let Some(fact) = goal.fact {
            finish = finish.max((*ends.get(fact)?)?);
        }
    }
    Some(finish)
}

/// Whether every goal is reached within its limit.
pub(super) fn within(goals: &[Goal], ends: &[Option<Day>], limits: &Limits) -> bool {
    goals.iter().zip(limits).all(|(goal, limit)| {
        let end = goal.fact.map(|fact| ends.get(fact).copied().flatten());
        // A goal that is reached already has no day.
        end.is_none_or(|end| end.is_some_and(|end| end <= *limit))
    })
}
