//! The earliest dates of a choice of services. Tasks are placed in order of their start, each as early as
//! the firm's time and its own dates allow: among such orders is one that ends earliest, because starting
//! earlier never ends later and never takes time from a later day on (see [`super::place::places`]).

use super::axis::Day;
use super::energy::{self, Load};
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
    /// The first schedule ends the search.
    is_first_enough: bool,
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

/// What matters of what stands already to what comes after: the last first day and its task, the last days of those
/// that go on, by task, and when goals were reached.
struct Standing {
    last: (Day, usize),
    going_on: Vec<(usize, Day)>,
    closed: Vec<Day>,
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
        is_first_enough: false,
        seen: HashMap::new(),
        nodes,
        is_stopped: false,
    };
    search.look();
    search.visit(&Partial::new(tasks, vec![None; tasks.facts]));
    match search.is_stopped {
        true => Found::Stopped(search.best),
        false => Found::Proven(search.best),
    }
}

/// Whether the tasks that are taken can stand within their windows, whatever else is chosen: what others may reach
/// holds from the first day on which it can. Where the search is stopped they can, as far as is known.
pub(super) fn may_stand(
    tasks: &Tasks,
    windows: &Windows,
    limits: &Limits,
    nodes: &mut u64,
) -> bool {
    let reached = (0..tasks.facts).map(|fact| {
        let others = windows.givers(fact) & !windows.taken;
        (others != 0).then(|| windows.reached(fact))
    });
    let mut search = Search {
        tasks,
        chosen: windows.taken,
        limits: limits.clone(),
        windows: Some(windows.clone()),
        best: None,
        is_first_enough: true,
        seen: HashMap::new(),
        nodes,
        is_stopped: false,
    };
    search.visit(&Partial::new(tasks, reached.collect()));
    search.is_stopped || search.best.is_some()
}

impl Partial {
    fn new(tasks: &Tasks, ends: Vec<Option<Day>>) -> Self {
        Self {
            places: Vec::new(),
            placed: 0,
            ends,
            taken: Use::none(&tasks.axis),
        }
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
            if self.is_new(partial, number, place) {
                let next = self.with(partial, number, place);
                if self.may_be_better(&next) {
                    self.visit(&next);
                }
            }
        }
    }

    /// Whether nothing that allows as much has been looked at.
    fn is_new(&mut self, partial: &Partial, number: usize, place: Place) -> bool {
        let standing = Standing::of(self.tasks, partial, number, place);
        let limits = &self.limits;
        let placed = partial.placed | one(number);
        let seen = self.seen.entry(placed).or_default();
        if seen
            .iter()
            .any(|seen| seen.allows_all_of(&standing, limits))
        {
            return false;
        }
        seen.retain(|seen| !standing.allows_all_of(seen, limits));
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
        if self.is_first_enough {
            self.windows = None;
            return;
        }
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
        let mut rest = Rest {
            ends: partial.ends.clone(),
            known: Vec::new(),
        };
        let mut floors: Vec<(usize, Day)> = Vec::new();
        loop {
            rest.look_ahead(self.tasks, partial, left, last, &floors);
            // Each task that is left must find its place, not only those that close something.
            let all_fit = each(left).all(|number| rest.of(number).is_some());
            let is_in_time = |waits: &Waits| waits.end <= windows.latest(waits.number);
            if !all_fit
                || !within(&self.tasks.goals, &rest.ends, &self.limits)
                || !rest.known.iter().all(is_in_time)
            {
                return false;
            }
            let loads = rest.loads(self.tasks, windows);
            match self.in_turn(&loads, &mut floors) {
                None => return false,
                Some(true) => {}
                Some(false) => return self.has_time(partial, &loads),
            }
        }
    }

    /// Two steps for which the firm has not the time at once follow one another: where only one of them can come
    /// first, the other waits for it. Whether that puts any off; nothing where neither can come first.
    fn in_turn(&self, loads: &[(usize, Load<'_>)], floors: &mut Vec<(usize, Day)>) -> Option<bool> {
        let most = self.tasks.axis.minutes_most();
        let mut is_changed = false;
        for (at, (one, first)) in loads.iter().enumerate() {
            for (other, second) in loads.iter().skip(at + 1) {
                // Those without dates of their own begin on a day on which the firm works for any other.
                let is_free = |number| {
                    let task = self.tasks.task(number);
                    task.is_some_and(|task| !matches!(task.length, Length::Fixed(_)))
                };
                if first.per_day.saturating_add(second.per_day) <= most
                    || !is_free(*one)
                    || !is_free(*other)
                {
                    continue;
                }
                let puts_off = match (first.first_end < second.last, second.first_end < first.last)
                {
                    (false, false) => return None,
                    (true, true) => continue,
                    (true, false) if second.first <= first.first_end => {
                        (*other, first.first_end + 1)
                    }
                    (false, true) if first.first <= second.first_end => {
                        (*one, second.first_end + 1)
                    }
                    _ => continue,
                };
                floors.push(puts_off);
                is_changed = true;
            }
        }
        Some(is_changed)
    }

    /// Whether what is left to do fits into what the firm has left; and, of the steps that ask for so much or more,
    /// whether as many can go on at once as must.
    fn has_time(&self, partial: &Partial, loads: &[(usize, Load<'_>)]) -> bool {
        let Some(from) = loads.iter().map(|(_, load)| load.first).min() else {
            return true;
        };
        let to = loads.iter().map(|(_, load)| load.latest).max();
        let days = from..=to.unwrap_or(from);
        let free = days.map(|day| partial.taken.free(&self.tasks.axis, day));
        let free: Vec<i64> = free.collect();
        if !energy::fits(loads, |load| load.per_day, from, &free) {
            return false;
        }
        let mut least: Vec<i64> = loads.iter().map(|(_, load)| load.per_day).collect();
        least.sort_unstable();
        least.dedup();
        let most = self.tasks.axis.minutes_most();
        least
            .into_iter()
            .filter(|least| 4 * least > most)
            .all(|least| {
                let at_once: Vec<i64> = free.iter().map(|free| free / least).collect();
                let counts = |load: &Load<'_>| i64::from(load.per_day >= least);
                energy::fits(loads, counts, from, &at_once)
            })
    }
}

/// A task that does not stand yet: from when it may begin, and its earliest last day.
struct Waits {
    number: usize,
    ready: Day,
    end: Day,
}

/// The tasks that do not stand yet.
struct Rest {
    /// The earliest last day of each fact.
    ends: Vec<Option<Day>>,
    known: Vec<Waits>,
}

impl Rest {
    fn of(&self, number: usize) -> Option<usize> {
        self.known.iter().position(|waits| waits.number == number)
    }

    /// The earliest dates of those that are left, each by itself beside what stands; those of an earlier look,
    /// with lower floors, are only put off.
    fn look_ahead(
        &mut self,
        tasks: &Tasks,
        partial: &Partial,
        left: Set,
        last: Day,
        floors: &[(usize, Day)],
    ) {
        self.ends.clone_from(&partial.ends);
        self.known.clear();
        loop {
            let mut is_changed = false;
            for number in each(left) {
                let Some(task) = tasks.task(number) else {
                    continue;
                };
                let Some(ready) = ready(task.needs, &self.ends) else {
                    continue;
                };
                let floors = floors.iter().filter(|(n, _)| *n == number);
                let ready = floors.fold(ready.max(last), |ready, (_, day)| ready.max(*day));
                let seen = self.of(number);
                let seen = seen.and_then(|at| self.known.get_mut(at));
                if seen.as_ref().is_some_and(|seen| seen.ready == ready) {
                    continue;
                }
                let places = places(&tasks.axis, task, ready, &partial.taken);
                let Some(end) = places.iter().map(|place| place.end).min() else {
                    continue;
                };
                let waits = Waits { number, ready, end };
                match seen {
                    Some(seen) => *seen = waits,
                    None => self.known.push(waits),
                }
                for fact in each(task.gives) {
                    is_changed |= hold(&mut self.ends, fact, end);
                }
            }
            if !is_changed {
                return;
            }
        }
    }

    /// What they ask of the firm's time.
    fn loads<'t>(&self, tasks: &'t Tasks, windows: &Windows) -> Vec<(usize, Load<'t>)> {
        let loads = self.known.iter().filter_map(|waits| {
            let task = tasks.task(waits.number)?;
            let latest = windows.latest(waits.number);
            let load = Load {
                alone: &task.alone,
                per_day: task.load,
                first: waits.ready.max(task.not_before),
                first_end: waits.end,
                last: task.alone.last_start(latest)?,
                latest,
            };
            (task.work > 0).then_some((waits.number, load))
        });
        loads.collect()
    }
}

impl Standing {
    /// Of what stands, and one more after it.
    fn of(tasks: &Tasks, partial: &Partial, number: usize, place: Place) -> Self {
        let places = partial.places.iter();
        let going_on = places.filter(|(_, before)| before.end >= place.start);
        let going_on = going_on.map(|(number, before)| (*number, before.end));
        let gives = tasks.task(number).map_or(0, |task| task.gives);
        let closed = tasks.goals.iter().map(|goal| {
            let Some(fact) = goal.fact else {
                return Day::MIN;
            };
            let known = partial.ends.get(fact).copied().flatten();
            let known = known.unwrap_or(Day::MAX);
            match gives & one(fact) {
                0 => known,
                _ => known.min(place.end),
            }
        });
        Self {
            last: (place.start, number),
            going_on: going_on.chain([(number, place.end)]).collect(),
            closed: closed.collect(),
        }
    }

    /// Whether all that can follow the other within the limits can follow this: the same tasks stand here, none
    /// goes on longer, what follows may begin as early, and no goal is late that is not as late there.
    fn allows_all_of(&self, other: &Self, limits: &Limits) -> bool {
        let ends_as_early = |(number, end): &(usize, Day)| {
            let there = other.going_on.iter().find(|(n, _)| n == number);
            *end <= there.map_or(other.last.0 - 1, |(_, end)| *end)
        };
        let mut goals = self.closed.iter().zip(&other.closed).zip(limits);
        self.last <= other.last
            && self.going_on.iter().all(ends_as_early)
            && goals.all(|((here, there), limit)| here <= limit || here <= there)
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
