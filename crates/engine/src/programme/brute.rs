//! Every programme there is, on tiny problems: all sets of services on all days, judged by the checker's rules.

use super::checker::{dates_hold, firm_works, is_at_least, level_on, may_begin, minutes_on};
use super::plan::{Plan, Step, Wait};
use super::problem::{Form, Offer, Problem};
use eslabon_domain::calendar::is_working_day;
use eslabon_domain::money::{Currency, Money};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The best pairs of cost and finish, the cheapest first; gaps that cannot be closed at all are left out
/// as `closable` says.
pub(super) fn front(problem: &Problem, closable: &[bool]) -> Vec<(i64, Date)> {
    let mut found = Vec::new();
    let mut steps = Vec::new();
    let mut used = BTreeMap::new();
    visit(problem, closable, 0, &mut steps, &mut used, &mut found);
    found.sort_unstable();
    let mut front: Vec<(i64, Date)> = Vec::new();
    for (cost, finish) in found {
        if front.last().is_none_or(|(_, last)| finish < *last) {
            front.push((cost, finish));
        }
    }
    front
}

fn visit(
    problem: &Problem,
    closable: &[bool],
    at: usize,
    steps: &mut Vec<Step>,
    used: &mut BTreeMap<Date, i64>,
    found: &mut Vec<(i64, Date)>,
) {
    let Some(offer) = problem.offers.get(at) else {
        found.extend(judge(problem, closable, steps));
        return;
    };
    let pin = problem
        .pinned
        .iter()
        .find(|pin| pin.service == offer.service);
    if pin.is_none() {
        visit(problem, closable, at + 1, steps, used, found);
    }
    if problem.forbidden.contains(&offer.service) {
        return;
    }
    for step in places(problem, offer) {
        if pin.is_some_and(|pin| pin.starts_on.is_some_and(|on| on != step.starts_on)) {
            continue;
        }
        let days = days_of(problem, offer, &step);
        let fits = days.iter().all(|day| {
            let taken = used.get(day).copied().unwrap_or(0);
            taken + offer.firm_minutes_per_week <= minutes_on(problem, *day)
        });
        if offer.firm_minutes_per_week > 0 && !fits {
            continue;
        }
        for day in &days {
            *used.entry(*day).or_insert(0) += offer.firm_minutes_per_week;
        }
        steps.push(step);
        visit(problem, closable, at + 1, steps, used, found);
        steps.pop();
        for day in &days {
            *used.entry(*day).or_insert(0) -= offer.firm_minutes_per_week;
        }
    }
}

fn each_day(problem: &Problem) -> impl Iterator<Item = Date> {
    let (first, last) = (problem.starts_on, problem.horizon_on);
    std::iter::successors(Some(first), |day| day.tomorrow().ok())
        .take_while(move |day| *day <= last)
}

/// Every first and last day, and cohort, that the service's form allows.
fn places(problem: &Problem, offer: &Offer) -> Vec<Step> {
    let cohorts = match &offer.form {
        Form::Course { cohorts } => cohorts.iter().map(|cohort| Some(cohort.id)).collect(),
        _ => vec![None],
    };
    let mut places = Vec::new();
    for starts_on in each_day(problem) {
        for ends_on in each_day(problem).filter(|day| *day >= starts_on) {
            for cohort in &cohorts {
                let step = Step {
                    service: offer.service,
                    cohort: *cohort,
                    starts_on,
                    ends_on,
                    cost: offer.price,
                    closes: Vec::new(),
                    enables: Vec::new(),
                    waits_for: Wait::Nothing,
                };
                if dates_hold(problem, offer, &step) {
                    places.push(step);
                }
            }
        }
    }
    places
}

fn days_of(problem: &Problem, offer: &Offer, step: &Step) -> Vec<Date> {
    let is_course = matches!(offer.form, Form::Course { .. });
    let counts = |day: &Date| match is_course {
        true => is_working_day(*day),
        false => firm_works(problem, *day),
    };
    let days = each_day(problem).filter(|day| step.starts_on <= *day && *day <= step.ends_on);
    days.filter(counts).collect()
}

/// Cost and finish, where the levels allow it, every gap is closed, in time and within the budget.
fn judge(problem: &Problem, closable: &[bool], steps: &[Step]) -> Option<(i64, Date)> {
    let cost = steps.iter().map(|step| step.cost.minor).sum();
    if problem.budget.is_some_and(|budget| cost > budget.minor) {
        return None;
    }
    let plan = Plan {
        steps: steps.to_vec(),
        cost: Money {
            minor: cost,
            currency: Currency::Mxn,
        },
        finishes_on: problem.starts_on,
        needs: Vec::new(),
        is_proven: false,
        cost_bound: Money {
            minor: 0,
            currency: Currency::Mxn,
        },
    };
    let may_all_begin = steps.iter().all(|step| {
        let offer = problem
            .offers
            .iter()
            .find(|offer| offer.service == step.service);
        offer.is_some_and(|offer| may_begin(problem, &plan, offer, step.starts_on))
    });
    if !may_all_begin {
        return None;
    }
    let mut finish = problem.starts_on;
    for (gap, _) in problem
        .gaps
        .iter()
        .zip(closable)
        .filter(|(_, closable)| **closable)
    {
        let mut ends: Vec<Date> = steps.iter().map(|step| step.ends_on).collect();
        ends.push(problem.starts_on.saturating_sub(1.day()));
        ends.sort_unstable();
        let closed = ends.into_iter().find(|end| {
            let level = level_on(problem, &plan, &gap.dimension, end.saturating_add(1.day()));
            level.is_some_and(|level| is_at_least(gap.direction, level, gap.target))
        })?;
        let mut deadlines = gap.needs.iter().filter_map(|waiting| waiting.deadline);
        if deadlines.any(|deadline| closed > deadline) {
            return None;
        }
        finish = finish.max(closed);
    }
    Some((cost, finish))
}
