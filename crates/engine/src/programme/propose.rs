//! The proposal: from the cheapest plan step by step to the earliest, each the cheapest of those that finish
//! before the one before it. Where deadlines or budget leave none, what there is without them, and why.

use super::axis::Day;
use super::binding::{deadline_obstacles, simple_rule, steps};
use super::checker;
use super::choose::{self, Asked, Chosen, Climb};
use super::plan::{NeedReady, Obstacle, Plan, Proposal, SimpleRule};
use super::problem::{Fault, Problem, TargetGap};
use super::tasks::{COST_UNITS, Goal, Tasks, one};
use eslabon_domain::ids::NeedId;
use eslabon_domain::money::{Currency, Money};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Named in every proposal.
pub const RULES: &str = "programme-1";
/// Plans that are shown.
pub const FRONT_MAX: usize = 12;

/// Which of what is asked counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    deadlines: bool,
    budget: bool,
}

/// Proposes plans.
///
/// # Errors
/// Everything that is wrong with the problem, by [`Problem::check`] or because it is too large.
pub fn propose(problem: &Problem) -> Result<Proposal, Vec<Fault>> {
    let faults = problem.check();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut tasks = Tasks::of(problem).map_err(|fault| vec![fault])?;
    let mut proposal = Proposal {
        rules: Cow::Borrowed(RULES),
        plans: Vec::new(),
        beyond: Vec::new(),
        obstacles: Vec::new(),
        not_closable: leave_out(&mut tasks, problem),
        closed: Vec::new(),
        is_thinned: false,
        earliest_is_proven: false,
        simple_rule: None,
        nodes: 0,
    };
    let closed = tasks.goals.iter().filter(|goal| goal.fact.is_none());
    let closed = closed.filter_map(|goal| problem.gaps.get(goal.gap));
    proposal.closed = closed.map(|gap| gap.dimension.clone()).collect();
    if tasks.wanted == 0 && tasks.forced == 0 {
        return Ok(proposal);
    }
    let simple = simple_rule(&tasks);
    proposal.simple_rule = simple.as_ref().map(|simple| SimpleRule {
        cost: Money {
            minor: simple.cost / COST_UNITS,
            currency: currency(problem),
        },
        finishes_on: tasks.axis.date(simple.schedule.finish),
    });
    let simple = simple.as_ref();
    let all = Kept {
        deadlines: true,
        budget: true,
    };
    let front = Front::of(problem, &tasks, all, simple, &mut proposal.nodes);
    if front.plans.is_empty() {
        look_beyond(problem, &tasks, simple, &mut proposal, front.is_proven);
    } else {
        proposal.earliest_is_proven = front.is_proven;
        (proposal.plans, proposal.is_thinned) = thinned(front.plans);
    }
    Ok(proposal)
}

/// Takes the gaps that nothing closes out of the goals.
fn leave_out(tasks: &mut Tasks, problem: &Problem) -> Vec<TargetGap> {
    let reached = tasks.reached(tasks.all());
    let is_open = |goal: &Goal| {
        let fact = goal.fact;
        fact.is_some_and(|fact| reached & one(fact) == 0)
    };
    let (open, goals): (Vec<Goal>, Vec<Goal>) = tasks.goals.drain(..).partition(is_open);
    tasks.goals = goals;
    tasks.wanted &= reached;
    let gaps = open.iter().filter_map(|goal| problem.gaps.get(goal.gap));
    gaps.cloned().collect()
}

/// What there is without the deadlines, or without the budget, or without both.
fn look_beyond(
    problem: &Problem,
    tasks: &Tasks,
    simple: Option<&Chosen>,
    proposal: &mut Proposal,
    is_proven: bool,
) {
    if !is_proven {
        proposal.obstacles.push(Obstacle::Stopped);
    }
    for (deadlines, budget) in [(false, true), (true, false), (false, false)] {
        if !deadlines && !has_deadlines(tasks) || !budget && problem.budget.is_none() {
            continue;
        }
        let kept = Kept { deadlines, budget };
        let front = Front::of(problem, tasks, kept, simple, &mut proposal.nodes);
        if front.plans.is_empty() {
            continue;
        }
        if !deadlines && let Some(earliest) = front.plans.last() {
            let found = deadline_obstacles(problem, tasks, &earliest.chosen);
            proposal.obstacles.extend(found);
        }
        if !budget
            && let Some(cheapest) = front.plans.first()
            && let Some(given) = problem.budget
        {
            proposal.obstacles.push(Obstacle::Budget {
                short_by: Money {
                    minor: cheapest.plan.cost.minor.saturating_sub(given.minor),
                    currency: given.currency,
                },
            });
        }
        proposal.earliest_is_proven = front.is_proven;
        (proposal.beyond, proposal.is_thinned) = thinned(front.plans);
        return;
    }
    if is_proven {
        proposal.obstacles.push(Obstacle::NoPlan);
    }
}

fn has_deadlines(tasks: &Tasks) -> bool {
    tasks.goals.iter().any(|goal| goal.deadline.is_some())
}

/// A plan with what it was made of.
struct Point {
    chosen: Chosen,
    plan: Plan,
}

/// The plans from the cheapest to the earliest.
struct Front {
    plans: Vec<Point>,
    /// Nothing is earlier than the last.
    is_proven: bool,
}

impl Front {
    fn of(
        problem: &Problem,
        tasks: &Tasks,
        kept: Kept,
        simple: Option<&Chosen>,
        nodes: &mut u64,
    ) -> Self {
        let end = tasks.axis.end() - 1;
        let limit = |goal: &Goal| goal.deadline.filter(|_| kept.deadlines).unwrap_or(end);
        let budget = problem.budget.filter(|_| kept.budget);
        let asked = Asked {
            limits: tasks.goals.iter().map(limit).collect(),
            most: budget.map_or(i64::MAX, |budget| {
                let next = budget.minor.saturating_add(1);
                next.saturating_mul(COST_UNITS).saturating_sub(1)
            }),
        };
        let before = problem.nodes_max.saturating_sub(*nodes);
        let mut left = before / 2;
        let earliest = choose::earliest(tasks, &asked, simple, &mut left);
        left += before - before / 2;
        let finish = earliest.best.as_ref().map(|best| best.schedule.finish);
        let (last, is_impossible) = match finish {
            _ if !earliest.is_proven => (Day::MIN, false),
            Some(finish) => (finish, false),
            None => (Day::MIN, true),
        };
        let climb = match is_impossible {
            true => Climb::none(),
            false => choose::climb(tasks, &asked, last, &mut left),
        };
        *nodes = nodes.saturating_add(before - left);
        let mut front = Self {
            plans: Vec::new(),
            is_proven: earliest.is_proven || climb.bound == i64::MAX,
        };
        let mut points = climb.points;
        let reached = points.last().map(|last| last.schedule.finish);
        let beyond = earliest.best.filter(|best| {
            climb.bound < i64::MAX && reached.is_none_or(|day| best.schedule.finish < day)
        });
        points.extend(beyond);
        for chosen in points {
            // Of what costs less than the bound, everything has been looked at.
            let is_proven = chosen.cost / COST_UNITS < climb.bound / COST_UNITS;
            let bound = climb.bound.min(chosen.cost);
            let plan = plan(problem, tasks, &chosen, is_proven, bound);
            // An unchecked plan is never shown; one that does not hold would be a fault of the search.
            let asked = Problem {
                budget,
                ..problem.clone()
            };
            if checker::verify(&asked, &plan).is_empty() {
                front.push(Point { chosen, plan });
            }
        }
        front
    }

    /// The next plan is earlier: what costs as much or more before it is not shown.
    fn push(&mut self, next: Point) {
        self.plans
            .retain(|known| known.plan.cost.minor < next.plan.cost.minor);
        self.plans.push(next);
    }
}

/// At most [`FRONT_MAX`], the first and the last always.
fn thinned(front: Vec<Point>) -> (Vec<Plan>, bool) {
    let many = front.len();
    if many <= FRONT_MAX {
        return (front.into_iter().map(|point| point.plan).collect(), false);
    }
    let shown: Vec<usize> = (0..FRONT_MAX)
        .map(|at| at * (many - 1) / (FRONT_MAX - 1))
        .collect();
    let kept = front.into_iter().enumerate();
    let kept = kept.filter(|(at, _)| shown.contains(at));
    (kept.map(|(_, point)| point.plan).collect(), true)
}

fn currency(problem: &Problem) -> Currency {
    let prices = problem.offers.iter().map(|offer| offer.price);
    let first = prices.chain(problem.budget).next();
    first.map_or(Currency::Mxn, |money| money.currency)
}

fn plan(problem: &Problem, tasks: &Tasks, chosen: &Chosen, is_proven: bool, bound: i64) -> Plan {
    let money = |minor| Money {
        minor,
        currency: currency(problem),
    };
    let steps = steps(problem, tasks, &chosen.schedule, currency(problem));
    Plan {
        needs: needs_ready(problem, &steps),
        steps,
        cost: money(chosen.cost / COST_UNITS),
        finishes_on: tasks.axis.date(chosen.schedule.finish),
        is_proven,
        cost_bound: money(bound / COST_UNITS),
    }
}

/// When each need that waits for a closed gap has all of them.
fn needs_ready(problem: &Problem, steps: &[super::plan::Step]) -> Vec<NeedReady> {
    let mut ready: BTreeMap<NeedId, (Date, bool)> = BTreeMap::new();
    for step in steps {
        for gap in &problem.gaps {
            if !step.closes.contains(&gap.dimension) {
                continue;
            }
            for waiting in &gap.needs {
                let in_time = waiting
                    .deadline
                    .is_none_or(|deadline| step.ends_on <= deadline);
                let known = ready.entry(waiting.need).or_insert((step.ends_on, true));
                known.0 = known.0.max(step.ends_on);
                known.1 &= in_time;
            }
        }
    }
    let ready = ready.into_iter();
    ready
        .map(|(need, (ready_on, is_in_time))| NeedReady {
            need,
            ready_on,
            is_in_time,
        })
        .collect()
}
