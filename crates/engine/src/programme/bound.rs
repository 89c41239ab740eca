//! What no choice of services can undercut, in money or in the firm's time: a bound by landmarks (of each set of
//! tasks that every programme must take one of, the cheapest is paid; Helmert and Domshlak's LM-cut).

use super::tasks::{Set, Task, Tasks, each, one};

/// Never reached.
const NEVER: i64 = i64::MAX;

/// What a choice must still pay at least, and between what it must choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// No choice reaches every goal.
    Impossible,
    /// At least so much more; one of these tasks is needed. The set is empty where nothing more is.
    AtLeast { cost: i64, between: Set },
}

/// The bound on cost for programmes that take all of `chosen` and none of `out`.
pub(super) fn cost(tasks: &Tasks, chosen: Set, out: Set) -> Cost {
    landmarks(tasks, chosen, out, |task| task.cost)
}

/// What more of the firm's time they take at least; nothing where no choice reaches every goal.
pub(super) fn work(tasks: &Tasks, chosen: Set, out: Set) -> Option<i64> {
    match landmarks(tasks, chosen, out, |task| task.work) {
        Cost::Impossible => None,
        Cost::AtLeast { cost, .. } => Some(cost),
    }
}

fn landmarks(tasks: &Tasks, chosen: Set, out: Set, of: impl Fn(&Task) -> i64) -> Cost {
    let mut left: Vec<i64> = tasks.tasks.iter().map(of).collect();
    for number in each(chosen) {
        if let Some(cost) = left.get_mut(number) {
            *cost = 0;
        }
    }
    let usable = tasks.all() & !out;
    let wanted = tasks.wanted_by(chosen);
    let (mut total, mut between) = (0_i64, 0);
    loop {
        let costs = dearest(tasks, usable, &left);
        let Some((goal, goal_cost)) = hardest(wanted, &costs) else {
            return Cost::AtLeast {
                cost: 0,
                between: 0,
            };
        };
        if goal_cost == NEVER {
            return Cost::Impossible;
        }
        if goal_cost == 0 {
            return Cost::AtLeast {
                cost: total,
                between,
            };
        }
        let cut = cut(tasks, usable, &left, &costs, goal);
        let paid = each(cut).filter_map(|number| left.get(number)).min();
        let paid = paid.copied().unwrap_or(0);
        if paid == 0 {
            return Cost::AtLeast {
                cost: total,
                between,
            };
        }
        for number in each(cut) {
            if let Some(cost) = left.get_mut(number) {
                *cost -= paid;
            }
        }
        total = total.saturating_add(paid);
        if between == 0 || cut.count_ones() < between.count_ones() {
            between = cut;
        }
    }
}

/// What each fact costs at least, by its dearest need all along the way.
fn dearest(tasks: &Tasks, usable: Set, left: &[i64]) -> Vec<i64> {
    let mut costs = vec![NEVER; tasks.facts];
    loop {
        let mut is_changed = false;
        for number in each(usable) {
            let (Some(task), Some(own)) = (tasks.task(number), left.get(number)) else {
                continue;
            };
            let before = dearest_of(task.needs, &costs);
            if before == NEVER {
                continue;
            }
            let after = before.saturating_add(*own);
            for fact in each(task.gives) {
                if let Some(cost) = costs.get_mut(fact)
                    && after < *cost
                {
                    *cost = after;
                    is_changed = true;
                }
            }
        }
        if !is_changed {
            return costs;
        }
    }
}

fn dearest_of(facts: Set, costs: &[i64]) -> i64 {
    hardest(facts, costs).map_or(0, |(_, cost)| cost)
}

/// The dearest of some facts; of equally dear ones the first.
fn hardest(facts: Set, costs: &[i64]) -> Option<(usize, i64)> {
    let known = each(facts).map(|fact| (fact, costs.get(fact).copied().unwrap_or(NEVER)));
    known.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// Tasks of which every programme takes one: those that lead from what is reached for nothing across to
/// what leads to the goal for nothing.
fn cut(tasks: &Tasks, usable: Set, left: &[i64], costs: &[i64], goal: usize) -> Set {
    let near = near_goal(tasks, usable, left, costs, goal);
    // From the start, without stepping over to the goal's side.
    let (mut reached, mut starts_free) = (0_u128, true);
    let mut crossing = 0;
    loop {
        let before = (reached, crossing);
        for number in each(usable) {
            let Some(task) = tasks.task(number) else {
                continue;
            };
            let support = hardest(task.needs, costs);
            let is_reached = match support {
                None => starts_free,
                Some((_, NEVER)) => false,
                Some((fact, _)) => reached & one(fact) != 0,
            };
            if !is_reached {
                continue;
            }
            if task.gives & near != 0 {
                crossing |= one(number);
            }
            reached |= task.gives & !near;
        }
        starts_free = true;
        if (reached, crossing) == before {
            return crossing;
        }
    }
}

/// The facts from which the goal costs nothing more.
fn near_goal(tasks: &Tasks, usable: Set, left: &[i64], costs: &[i64], goal: usize) -> Set {
    let mut near = one(goal);
    loop {
        let before = near;
        for number in each(usable) {
            let (Some(task), Some(0)) = (tasks.task(number), left.get(number)) else {
                continue;
            };
            if task.gives & near != 0
                && let Some((fact, cost)) = hardest(task.needs, costs)
                && cost != NEVER
            {
                near |= one(fact);
            }
        }
        if near == before {
            return near;
        }
    }
}
