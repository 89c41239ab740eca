//! Which services: branch and bound over what is taken and what is left out. Of the programmes within the
//! limits it finds the cheapest, and of equally cheap ones the earliest.

use super::axis::Day;
use super::bound::{self, Cost};
use super::schedule::{self, Found, Limits, Schedule, finish};
use super::tasks::{Set, Tasks, each, one};

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub tasks: Set,
    /// In [`super::tasks::COST_UNITS`].
    pub cost: i64,
    pub schedule: Schedule,
}

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The best that was found.
    pub best: Option<Chosen>,
    /// Nothing is cheaper; or, where nothing was found, nothing keeps the limits.
    pub is_proven: bool,
    /// What no programme within the limits undercuts.
    pub bound: i64,
    /// Steps of the search.
    pub nodes: u64,
}

struct Search<'t> {
    tasks: &'t Tasks,
    limits: &'t Limits,
    most: i64,
    best: Option<Chosen>,
    nodes: u64,
    is_stopped: bool,
}

/// The cheapest programme that closes each gap within its limit and costs at most `most`. What is known already
/// is taken for the best so far if it does both.
pub(super) fn cheapest(
    tasks: &Tasks,
    limits: &Limits,
    most: i64,
    known: Option<&Chosen>,
    nodes_max: u64,
) -> Outcome {
    let mut search = Search {
        tasks,
        limits,
        most,
        best: known
            .filter(|known| known.cost <= most && keeps(tasks, &known.schedule, limits))
            .cloned(),
        nodes: nodes_max,
        is_stopped: false,
    };
    let root = match bound::cost(tasks, tasks.forced, 0) {
        Cost::Impossible => i64::MAX,
        Cost::AtLeast { cost, .. } => tasks.cost(tasks.forced).saturating_add(cost),
    };
    search.visit(tasks.forced, 0);
    let bound = match &search.best {
        Some(best) if !search.is_stopped => best.cost,
        Some(best) => root.min(best.cost),
        None => root,
    };
    Outcome {
        best: search.best,
        is_proven: !search.is_stopped,
        bound,
        nodes: nodes_max - search.nodes,
    }
}

impl Search<'_> {
    /// Every programme with all of `chosen` and none of `out`.
    fn visit(&mut self, chosen: Set, out: Set) {
        if self.is_stopped {
            return;
        }
        let Some(left) = self.nodes.checked_sub(1) else {
            self.is_stopped = true;
            return;
        };
        self.nodes = left;
        let (more, between) = match bound::cost(self.tasks, chosen, out) {
            Cost::Impossible => return,
            Cost::AtLeast { cost, between } => (cost, between),
        };
        let own = self.tasks.cost(chosen);
        let least = own.saturating_add(more);
        if least > self.ceiling() || !self.may_be_in_time(chosen, out, least) {
            return;
        }
        if between == 0 {
            self.visit_whole(chosen, out, own);
        } else {
            self.branch(chosen, out, between);
        }
    }

    fn ceiling(&self) -> i64 {
        self.best.as_ref().map_or(self.most, |best| best.cost)
    }

    /// Whether the quickest chains keep the limits, and where the cost is no better, the finish is.
    fn may_be_in_time(&self, chosen: Set, out: Set, least: i64) -> bool {
        let last = self.limits.iter().copied().max().unwrap_or(0);
        let work = bound::work(self.tasks, chosen, out);
        let work = work.map(|more| self.tasks.work(chosen).saturating_add(more));
        if work.is_none_or(|work| work > self.tasks.axis.minutes_until(last)) {
            return false;
        }
        let usable = self.tasks.all() & !out;
        let ends = bound::quickest(self.tasks, usable);
        let Some(earliest) = finish(&self.tasks.goals, &ends) else {
            return false;
        };
        let is_known = |number| {
            let task = self.tasks.task(number);
            task.is_some_and(|task| schedule::ready(task.needs, &ends).is_some())
        };
        within(self.tasks, &ends, self.limits)
            && each(chosen).all(is_known)
            && !self.is_no_better(least, earliest)
    }

    fn is_no_better(&self, cost: i64, finish: Day) -> bool {
        self.best.as_ref().is_some_and(|best| {
            cost > best.cost || cost == best.cost && finish >= best.schedule.finish
        })
    }

    /// A choice that reaches everything: its dates decide. Where they keep the limits, taking more only costs
    /// more; where they do not, one more service may be a quicker way.
    fn visit_whole(&mut self, chosen: Set, out: Set, own: i64) {
        let limits = match &self.best {
            Some(best) if best.cost == own => {
                let before = best.schedule.finish - 1;
                self.limits
                    .iter()
                    .map(|limit| (*limit).min(before))
                    .collect()
            }
            _ => self.limits.clone(),
        };
        match schedule::best(self.tasks, chosen, &limits, &mut self.nodes) {
            Found::Proven(Some(schedule)) => self.keep(chosen, own, schedule),
            Found::Proven(None) => self.branch(chosen, out, self.quicker(chosen, out, &limits)),
            Found::Stopped(schedule) => {
                self.is_stopped = true;
                if let Some(schedule) = schedule {
                    self.keep(chosen, own, schedule);
                }
            }
        }
    }

    /// Of which tasks one must be taken besides, if there is to be a way within the limits. Where even the quickest
    /// chains of what is chosen miss a limit, the first in time to change that begins after what is chosen has
    /// made it possible, and reaches something earlier. Otherwise only the firm's time is short: any may help.
    fn quicker(&self, chosen: Set, out: Set, limits: &Limits) -> Set {
        let others = self.tasks.all() & !out & !chosen;
        let ends = bound::quickest(self.tasks, chosen);
        if within(self.tasks, &ends, limits) {
            return others;
        }
        let wanted = self.tasks.ways_to(limits, &ends, chosen | others);
        let helps = |number: &usize| {
            let Some(task) = self.tasks.task(*number) else {
                return false;
            };
            let alone = bound::quickest_end(self.tasks, task, &ends);
            alone.is_some_and(|alone| {
                let mut gives = each(task.gives & wanted);
                gives.any(|fact| {
                    ends.get(fact)
                        .copied()
                        .flatten()
                        .is_none_or(|end| alone < end)
                })
            })
        };
        each(others)
            .filter(helps)
            .fold(0, |all, number| all | one(number))
    }

    fn keep(&mut self, chosen: Set, cost: i64, schedule: Schedule) {
        if cost <= self.most && !self.is_no_better(cost, schedule.finish) {
            self.best = Some(Chosen {
                tasks: chosen,
                cost,
                schedule,
            });
        }
    }

    /// With the first of these; without it and with the second; and so on. One of them is taken.
    fn branch(&mut self, chosen: Set, out: Set, between: Set) {
        let mut options: Vec<usize> = each(between & !chosen & !out).collect();
        let cost = |number: &usize| self.tasks.task(*number).map_or(0, |task| task.cost);
        options.sort_by_key(cost);
        let mut out = out;
        for number in options {
            self.visit(chosen | one(number), out);
            out |= one(number);
        }
    }
}

/// Whether a schedule closes each gap within its limit.
fn keeps(tasks: &Tasks, schedule: &Schedule, limits: &Limits) -> bool {
    let mut ends = vec![None; tasks.facts];
    for (number, place) in &schedule.places {
        for fact in each(tasks.task(*number).map_or(0, |task| task.gives)) {
            schedule::hold(&mut ends, fact, place.end);
        }
    }
    within(tasks, &ends, limits)
}

/// Whether every goal is reached within its limit.
fn within(tasks: &Tasks, ends: &[Option<Day>], limits: &Limits) -> bool {
    tasks.goals.iter().zip(limits).all(|(goal, limit)| {
        let end = goal.fact.map(|fact| ends.get(fact).copied().flatten());
        // A goal that is reached already has no day.
        end.is_none_or(|end| end.is_some_and(|end| end <= *limit))
    })
}
