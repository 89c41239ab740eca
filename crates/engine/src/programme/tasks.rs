//! A problem made small: levels become facts that hold or do not, services become tasks that need some
//! facts and give others. Levels only ever rise, so what a task needs stays reached.

use super::alone::Alone;
use super::axis::{Axis, Day};
use super::problem::{
    Dimension, Direction, Fault, Form, LEVELS_MAX, Level, OFFERS_MAX, Offer, Problem,
};
use eslabon_domain::ids::{CohortId, ServiceId};
use std::collections::BTreeMap;

/// Some facts, or some tasks, by number.
pub(super) type Set = u128;

/// The numbers in a set, ascending.
pub(super) fn each(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if set == 0 {
            return None;
        }
        let lowest = set.trailing_zeros();
        set &= set - 1;
        usize::try_from(lowest).ok()
    })
}

/// The set of one number.
pub(super) fn one(number: usize) -> Set {
    1 << number
}

/// A cohort with a seat left, inside of the days that are looked at.
#[derive(Debug, Clone)]
pub(super) struct Fixed {
    pub cohort: Option<CohortId>,
    pub start: Day,
    pub end: Day,
}

/// How long a task takes.
#[derive(Debug, Clone)]
pub(super) enum Length {
    /// Its dates are given.
    Fixed(Vec<Fixed>),
    /// Provider's days, by week: at most so many in each week of the axis.
    ByDay { days: i64, weeks: Vec<i64> },
    /// Calendar days.
    Span(Day),
}

/// A service that plays a part.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub service: ServiceId,
    /// Facts that must hold before it begins.
    pub needs: Set,
    /// Facts that hold after its last day.
    pub gives: Set,
    pub length: Length,
    /// The first day that can be had.
    pub not_before: Day,
    /// It begins on this day and no other.
    pub starts_at: Option<Day>,
    /// Minutes a week.
    pub load: i64,
    /// Minutes a week times days: what it takes of the firm's time at the least.
    pub work: i64,
    /// Its price, and one more, in units of 1/4096 of a minor unit: of two equally dear programmes the one
    /// with fewer steps is cheaper.
    pub cost: i64,
    /// Its places, as if it were alone.
    pub alone: Alone,
}

/// Units of cost in a minor unit of money.
pub(super) const COST_UNITS: i64 = 4_096;

/// A gap as a fact.
#[derive(Debug, Clone)]
pub(super) struct Goal {
    pub gap: usize,
    /// Nothing where it is closed already.
    pub fact: Option<usize>,
    /// The earliest deadline of its needs.
    pub deadline: Option<Day>,
}

/// The small problem.
#[derive(Debug)]
pub(super) struct Tasks {
    pub axis: Axis,
    pub tasks: Vec<Task>,
    pub goals: Vec<Goal>,
    /// The facts of the goals that are still open.
    pub wanted: Set,
    pub facts: usize,
    /// By fact, the tasks that give it.
    pub givers: Vec<Set>,
    /// Tasks that are part of every programme.
    pub forced: Set,
}

impl Tasks {
    /// Of a problem without faults.
    pub fn of(problem: &Problem) -> Result<Self, Fault> {
        let axis = Axis::of(problem);
        let mut levels = Levels::new(problem);
        let goals: Vec<Goal> = (0..)
            .zip(&problem.gaps)
            .map(|(gap, target)| {
                let deadlines = target.needs.iter().filter_map(|waiting| waiting.deadline);
                Goal {
                    gap,
                    fact: levels.fact(&target.dimension, target.direction, target.target),
                    deadline: deadlines.min().map(|date| axis.day(date)),
                }
            })
            .collect();
        let wanted = goals.iter().filter_map(|goal| goal.fact);
        let wanted = wanted.fold(0, |all, fact| all | one_or_none(fact));
        let mut offers: Vec<&Offer> = problem
            .offers
            .iter()
            .filter(|offer| !problem.forbidden.contains(&offer.service))
            .collect();
        offers.sort_by_key(|offer| offer.service);
        // Levels that any service asks for, before what each gives is known.
        let needs: Vec<Set> = offers.iter().map(|offer| levels.needs(offer)).collect();
        if levels.facts.len() > LEVELS_MAX {
            return Err(Fault::TooLarge);
        }
        let gives: Vec<Set> = offers.iter().map(|offer| levels.gives(offer)).collect();
        let parts = relevant(problem, &offers, &needs, &gives, wanted);
        let mut tasks = Vec::new();
        let mut forced = 0;
        for (offer, (needs, gives)) in offers.iter().zip(needs.into_iter().zip(gives)) {
            if !parts.contains(&offer.service) {
                continue;
            }
            if tasks.len() == OFFERS_MAX {
                return Err(Fault::TooLarge);
            }
            if is_forced(problem, offer.service) {
                forced |= one(tasks.len());
            }
            tasks.push(task(problem, &axis, offer, needs, gives));
        }
        let facts = levels.facts.len();
        let givers = (0..facts).map(|fact| givers(&tasks, fact));
        Ok(Self {
            facts,
            givers: givers.collect(),
            axis,
            tasks,
            goals,
            wanted,
            forced,
        })
    }

    pub fn task(&self, number: usize) -> Option<&Task> {
        self.tasks.get(number)
    }

    /// Every task.
    pub fn all(&self) -> Set {
        match self.tasks.len() {
            0 => 0,
            many => Set::MAX >> (128_usize.saturating_sub(many)),
        }
    }

    /// The facts that must hold in the end, or on the way, where these tasks are taken.
    pub fn wanted_by(&self, chosen: Set) -> Set {
        let needs = each(chosen).filter_map(|number| self.task(number));
        needs.fold(self.wanted, |all, task| all | task.needs)
    }

    /// What some tasks cost together.
    pub fn cost(&self, chosen: Set) -> i64 {
        let costs = each(chosen).filter_map(|number| self.task(number));
        costs.fold(0, |sum: i64, task| sum.saturating_add(task.cost))
    }

    /// What some tasks take of the firm's time at the least. Those that are forced may end later than any goal,
    /// and count for nothing.
    pub fn work(&self, chosen: Set) -> i64 {
        let asked = each(chosen & !self.forced).filter_map(|number| self.task(number));
        asked.fold(0, |sum: i64, task| sum.saturating_add(task.work))
    }

    /// The facts that some tasks reach together.
    pub fn reached(&self, chosen: Set) -> Set {
        let (mut holds, mut left) = (0, chosen);
        loop {
            let ready = each(left).filter(|number| {
                self.task(*number)
                    .is_some_and(|task| task.needs & !holds == 0)
            });
            let ready = ready.fold(0, |all, number| all | one(number));
            if ready == 0 {
                return holds;
            }
            left &= !ready;
            for number in each(ready) {
                holds |= self.task(number).map_or(0, |task| task.gives);
            }
        }
    }
}

fn givers(tasks: &[Task], fact: usize) -> Set {
    let giving = (0..)
        .zip(tasks)
        .filter(|(_, task)| task.gives & one(fact) != 0);
    giving.fold(0, |all, (number, _)| all | one(number))
}

fn one_or_none(fact: usize) -> Set {
    if fact < LEVELS_MAX { one(fact) } else { 0 }
}

fn is_forced(problem: &Problem, service: ServiceId) -> bool {
    problem.pinned.iter().any(|pin| pin.service == service)
        || problem.running.iter().any(|run| run.service == service)
}

/// The services that lead, by some chain, to a gap's level; and those that are decided.
fn relevant(
    problem: &Problem,
    offers: &[&Offer],
    needs: &[Set],
    gives: &[Set],
    wanted: Set,
) -> Vec<ServiceId> {
    let (mut asked, mut found) = (wanted, Vec::new());
    loop {
        let before = found.len();
        for (offer, (needs, gives)) in offers.iter().zip(needs.iter().zip(gives)) {
            let leads = *gives & asked != 0 || is_forced(problem, offer.service);
            if leads && !found.contains(&offer.service) {
                found.push(offer.service);
                asked |= *needs;
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn task(problem: &Problem, axis: &Axis, offer: &Offer, needs: Set, gives: Set) -> Task {
    let running = problem.running.iter();
    let running = running.clone().find(|run| run.service == offer.service);
    let pin = problem
        .pinned
        .iter()
        .find(|pin| pin.service == offer.service);
    let length = match (running, &offer.form) {
        (Some(run), _) => Length::Fixed(vec![Fixed {
            cohort: None,
            start: axis.day(run.started_on),
            end: axis.day(run.ends_on),
        }]),
        (None, Form::Course { cohorts }) => Length::Fixed(
            cohorts
                .iter()
                .filter(|cohort| cohort.seats_left > 0)
                .map(|cohort| Fixed {
                    cohort: Some(cohort.id),
                    start: axis.day(cohort.starts_on),
                    end: axis.day(cohort.ends_on),
                })
                .filter(|fixed| fixed.start >= 0 && fixed.end < axis.end())
                .collect(),
        ),
        (
            None,
            Form::Consulting {
                days,
                days_per_week,
                weeks,
            },
        ) => {
            let weeks_in_all = axis.week(axis.end() - 1).saturating_add(1);
            let mut by_week = vec![*days_per_week; weeks_in_all];
            for week in weeks {
                // A week that began before the first day of planning is looked for by any of its days.
                let monday = axis.day(week.monday);
                let day = (monday..monday.saturating_add(7)).find(|day| *day >= 0);
                let place = day.map(|day| axis.week(day));
                if let Some(left) = place.and_then(|place| by_week.get_mut(place)) {
                    *left = (*left).min(week.days);
                }
            }
            Length::ByDay {
                days: *days,
                weeks: by_week,
            }
        }
        (None, Form::Span { calendar_days }) => {
            Length::Span(Day::try_from(*calendar_days).unwrap_or(Day::MAX))
        }
    };
    let not_before = match running {
        Some(_) => Day::MIN,
        None => Day::try_from(offer.lead_days).unwrap_or(Day::MAX),
    };
    let mut task = Task {
        service: offer.service,
        work: 0,
        // What runs already has been let begin.
        needs: if running.is_some() { 0 } else { needs },
        gives,
        length,
        not_before,
        starts_at: pin.and_then(|pin| pin.starts_on).map(|date| axis.day(date)),
        load: offer.firm_minutes_per_week,
        cost: offer
            .price
            .minor
            .saturating_mul(COST_UNITS)
            .saturating_add(1),
        alone: Alone::default(),
    };
    task.alone = Alone::of(axis, &task);
    if running.is_none() {
        task.work = task.load.saturating_mul(task.alone.fewest_days);
    }
    task
}

/// Numbers the levels that are asked for and not reached.
struct Levels<'p> {
    present: BTreeMap<&'p Dimension, i64>,
    facts: Vec<(&'p Dimension, Direction, i64)>,
}

impl<'p> Levels<'p> {
    fn new(problem: &'p Problem) -> Self {
        let present = problem.present.iter();
        Self {
            present: present.map(|p| (&p.dimension, p.level)).collect(),
            facts: Vec::new(),
        }
    }

    /// The number of a level; nothing where the firm has reached it.
    fn fact(&mut self, of: &'p Dimension, direction: Direction, level: i64) -> Option<usize> {
        let present = self.present.get(of);
        if present.is_some_and(|present| reaches(direction, *present, level)) {
            return None;
        }
        let fact = (of, direction, level);
        let known = self.facts.iter().position(|known| *known == fact);
        Some(known.unwrap_or_else(|| {
            self.facts.push(fact);
            self.facts.len() - 1
        }))
    }

    /// What a service asks for: prerequisites, and the levels that its effects start from.
    fn needs(&mut self, offer: &'p Offer) -> Set {
        let mut needs = 0;
        for Level {
            dimension,
            direction,
            level,
        } in &offer.prerequisites
        {
            let fact = self.fact(dimension, *direction, *level);
            needs |= fact.map_or(0, one_or_none);
        }
        for raises in &offer.raises {
            if let Some(from) = raises.from {
                let fact = self.fact(&raises.dimension, raises.direction, from);
                needs |= fact.map_or(0, one_or_none);
            }
        }
        needs
    }

    /// The levels that it reaches.
    fn gives(&self, offer: &Offer) -> Set {
        let mut gives = 0;
        for raises in &offer.raises {
            for (number, (of, direction, level)) in self.facts.iter().enumerate() {
                if **of == raises.dimension && reaches(*direction, raises.to, *level) {
                    gives |= one_or_none(number);
                }
            }
        }
        gives
    }
}

fn reaches(direction: Direction, reached: i64, asked: i64) -> bool {
    match direction {
        Direction::Raise => reached >= asked,
        Direction::Lower => reached <= asked,
    }
}
