//! The earliest dates of a choice of services. Tasks are placed in order of their start, each as early as
//! the firm's time and its own dates allow: among such orders is one that ends earliest, because starting
//! earlier never ends later and never takes time from a later day on (see [`super::place::places`]).

use super::axis::Day;
use super::place::{Place, Use, places};
use super::tasks::{Goal, Length, Set, Tasks, each, one};

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
    limits: &'t Limits,
    /// No schedule of these tasks finishes before this day.
    floor: Day,
    best: Option<Schedule>,
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

/// The schedule of these tasks that closes its last gap earliest, each gap within its limit.
pub(super) fn best(tasks: &Tasks, chosen: Set, limits: &Limits, nodes: &mut u64) -> Found {
    let mut search = Search {
        tasks,
        chosen,
        limits,
        floor: 0,
        best: None,
        nodes,
        is_stopped: false,
    };
    let partial = Partial {
        places: Vec::new(),
        placed: 0,
        ends: vec![None; tasks.facts],
        taken: Use::none(&tasks.axis),
    };
    if let Some(floor) = search.bound(&partial) {
        search.floor = floor;
        search.visit(&partial);
    }
    match search.is_stopped {
        true => Found::Stopped(search.best),
        false => Found::Proven(search.best),
    }
}

impl Search<'_> {
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
            if self.bound(&next).is_some() {
                self.visit(&next);
            }
        }
    }

    /// Nothing better can come.
    fn is_over(&self) -> bool {
        self.is_stopped
            || self
                .best
                .as_ref()
                .is_some_and(|best| best.finish <= self.floor)
    }

    fn keep(&mut self, partial: &Partial) {
        let Some(finish) = finish(&self.tasks.goals, &partial.ends) else {
            return;
        };
        if self.best.as_ref().is_none_or(|best| finish < best.finish) {
            self.best = Some(Schedule {
                places: partial.places.clone(),
                finish,
            });
        }
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

    /// The day before which these tasks cannot finish from here on; nothing where they cannot finish within the
    /// limits, or not earlier than what is known.
    fn bound(&self, partial: &Partial) -> Option<Day> {
        let mut ends = partial.ends.clone();
        let last = partial
            .places
            .last()
            .map_or(Day::MIN, |(_, place)| place.start);
        let left = self.chosen & !partial.placed;
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
                let seen = known.iter().find(|(n, at, _)| *n == number && *at == ready);
                let end = match seen {
                    Some((_, _, end)) => *end,
                    None => {
                        let places = places(&self.tasks.axis, task, ready, &partial.taken);
                        let Some(end) = places.iter().map(|place| place.end).min() else {
                            continue;
                        };
                        known.push((number, ready, end));
                        end
                    }
                };
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
        if !all_fit {
            return None;
        }
        for (goal, limit) in self.tasks.goals.iter().zip(self.limits) {
            if let Some(fact) = goal.fact
                && (*ends.get(fact)?)? > *limit
            {
                return None;
            }
        }
        let finish = finish(&self.tasks.goals, &ends)?;
        let is_better = self.best.as_ref().is_none_or(|best| finish < best.finish);
        is_better.then_some(finish)
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
