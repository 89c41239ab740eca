//! What holds a plan up: why each step does not begin earlier, which wait makes a deadline fail, and what the
//! rule of thumb would have given.

use super::axis::Day;
use super::choose::Chosen;
use super::place::{Use, places};
use super::plan::{Obstacle, Step, Wait};
use super::problem::Problem;
use super::schedule::{Schedule, finish, hold, ready};
use super::tasks::{COST_UNITS, Length, Set, Task, Tasks, each, one};
use eslabon_domain::money::{Currency, Money};

/// The steps of a schedule, with what each closes, makes possible, and waits for.
pub(super) fn steps(
    problem: &Problem,
    tasks: &Tasks,
    schedule: &Schedule,
    currency: Currency,
) -> Vec<Step> {
    let givers = givers(tasks, schedule);
    let mut steps = Vec::new();
    for (at, (number, place)) in schedule.places.iter().enumerate() {
        let Some(task) = tasks.task(*number) else {
            continue;
        };
        let closes = tasks.goals.iter().filter(|goal| {
            goal.fact
                .is_some_and(|fact| givers.get(fact) == Some(&Some(at)))
        });
        let closes = closes.filter_map(|goal| problem.gaps.get(goal.gap));
        let enabled = schedule.places.iter().filter(|(other, _)| {
            let needs = tasks.task(*other).map_or(0, |task| task.needs);
            each(needs).any(|fact| givers.get(fact) == Some(&Some(at)))
        });
        let enabled = enabled.filter_map(|(other, _)| tasks.task(*other));
        steps.push(Step {
            service: task.service,
            cohort: place.cohort,
            starts_on: tasks.axis.date(place.start),
            ends_on: tasks.axis.date(place.end),
            cost: Money {
                minor: task.cost / COST_UNITS,
                currency,
            },
            closes: closes.map(|gap| gap.dimension.clone()).collect(),
            enables: enabled.map(|task| task.service).collect(),
            waits_for: wait(tasks, schedule, &givers, at),
        });
    }
    steps
}

/// The place in the schedule of the step that first reaches each fact.
fn givers(tasks: &Tasks, schedule: &Schedule) -> Vec<Option<usize>> {
    let mut givers: Vec<Option<usize>> = vec![None; tasks.facts];
    let end = |at: usize| {
        schedule
            .places
            .get(at)
            .map_or(Day::MAX, |(_, place)| place.end)
    };
    for (at, (number, place)) in schedule.places.iter().enumerate() {
        let gives = tasks.task(*number).map_or(0, |task| task.gives);
        for fact in each(gives) {
            if let Some(known) = givers.get_mut(fact)
                && known.is_none_or(|known| place.end < end(known))
            {
                *known = Some(at);
            }
        }
    }
    givers
}

/// The step whose end lets a step begin, and that end.
fn latest_giver(schedule: &Schedule, givers: &[Option<usize>], needs: Set) -> Option<(usize, Day)> {
    let before = each(needs).filter_map(|fact| givers.get(fact).copied().flatten());
    let before = before.filter_map(|at| Some((at, schedule.places.get(at)?.1.end)));
    before.max_by_key(|(at, end)| (*end, std::cmp::Reverse(*at)))
}

fn wait(tasks: &Tasks, schedule: &Schedule, givers: &[Option<usize>], at: usize) -> Wait {
    let Some((number, place)) = schedule.places.get(at) else {
        return Wait::Nothing;
    };
    let Some(task) = tasks.task(*number) else {
        return Wait::Nothing;
    };
    if task.not_before == Day::MIN || place.start <= 0 {
        return Wait::Nothing;
    }
    if task.starts_at.is_some() {
        return Wait::Pinned;
    }
    let giver = latest_giver(schedule, givers, task.needs);
    let ready = giver.map_or(0, |(_, end)| end.saturating_add(1));
    let first = first_day(tasks, task, ready);
    if first.is_none_or(|first| first < place.start) {
        return Wait::FirmTime;
    }
    let from = ready.max(task.not_before);
    match (&task.length, giver) {
        (Length::Fixed(_), _) if place.start > from => Wait::CohortDate,
        (_, Some((before, _))) if ready >= task.not_before => {
            let before = schedule.places.get(before);
            let before = before.and_then(|(number, _)| tasks.task(*number));
            before.map_or(Wait::Nothing, |task| Wait::Step {
                service: task.service,
            })
        }
        _ if task.not_before > 0 => Wait::Booking,
        _ => Wait::FirmTime,
    }
}

/// The first day on which it could begin if the firm had nothing else to do.
fn first_day(tasks: &Tasks, task: &Task, ready: Day) -> Option<Day> {
    let nobody = Use::none(&tasks.axis);
    let places = places(&tasks.axis, task, ready, &nobody);
    places.iter().map(|place| place.start).min()
}

/// The gaps that the earliest plan closes too late, each with the longest wait on the way there.
pub(super) fn deadline_obstacles(
    problem: &Problem,
    tasks: &Tasks,
    earliest: &Chosen,
) -> Vec<Obstacle> {
    let schedule = &earliest.schedule;
    let givers = givers(tasks, schedule);
    let mut obstacles = Vec::new();
    for goal in &tasks.goals {
        let (Some(fact), Some(deadline)) = (goal.fact, goal.deadline) else {
            continue;
        };
        let Some(at) = givers.get(fact).copied().flatten() else {
            continue;
        };
        let (Some((_, place)), Some(gap)) = (schedule.places.get(at), problem.gaps.get(goal.gap))
        else {
            continue;
        };
        if place.end <= deadline {
            continue;
        }
        let longest = longest_wait(tasks, schedule, &givers, at);
        obstacles.push(Obstacle::Deadline {
            gap: gap.dimension.clone(),
            deadline: tasks.axis.date(deadline),
            earliest_on: tasks.axis.date(place.end),
            service: longest.and_then(|(at, _)| {
                let (number, _) = schedule.places.get(at)?;
                Some(tasks.task(*number)?.service)
            }),
            wait: longest.map(|(_, wait)| wait),
        });
    }
    obstacles
}

/// Back from a step over those that it waited for: the longest time in which nothing went on.
fn longest_wait(
    tasks: &Tasks,
    schedule: &Schedule,
    givers: &[Option<usize>],
    last: usize,
) -> Option<(usize, Wait)> {
    let (mut at, mut longest, mut days) = (last, None, 0);
    loop {
        let (number, place) = schedule.places.get(at)?;
        let task = tasks.task(*number)?;
        let giver = latest_giver(schedule, givers, task.needs);
        let ready = giver.map_or(0, |(_, end)| end.saturating_add(1));
        let waited = place.start.saturating_sub(ready);
        let wait = wait(tasks, schedule, givers, at);
        // A weekend is no wait that anyone could shorten.
        if waited > days.max(3) && !matches!(wait, Wait::Nothing | Wait::Step { .. }) {
            (longest, days) = (Some((at, wait)), waited);
        }
        match giver {
            Some((before, _)) => at = before,
            None => return longest,
        }
    }
}

/// For each gap in turn the cheapest chain of services, each on the first dates that can be had then, without
/// looking at what else a service closes later or who else will need the firm's time: what a person without a
/// planner does. Nothing where that does not end before the horizon.
pub(super) fn simple_rule(tasks: &Tasks) -> Option<Chosen> {
    let sums = chain_costs(tasks);
    let forced = each(tasks.forced).filter_map(|number| tasks.task(number));
    let wanted = tasks.goals.iter().filter_map(|goal| goal.fact);
    let wanted = wanted.chain(forced.flat_map(|task| each(task.needs)));
    // What runs already takes its time first.
    let mut order: Vec<usize> = each(tasks.forced)
        .filter(|number| {
            tasks
                .task(*number)
                .is_some_and(|task| task.not_before == Day::MIN)
        })
        .collect();
    let mut taken = order.iter().fold(0, |all, number| all | one(*number));
    for fact in wanted {
        chain(tasks, &sums, fact, &mut taken, &mut order, 0)?;
    }
    order.extend(each(tasks.forced & !taken));
    let mut ends = vec![None; tasks.facts];
    let mut used = Use::none(&tasks.axis);
    let (mut stands, mut all) = (Vec::new(), 0);
    for number in order {
        let task = tasks.task(number)?;
        let places = places(&tasks.axis, task, ready(task.needs, &ends)?, &used);
        let place = *places.iter().min_by_key(|place| (place.end, place.start))?;
        used.add(&tasks.axis, task, place);
        stands.push((number, place));
        all |= one(number);
        for fact in each(task.gives) {
            hold(&mut ends, fact, place.end);
        }
    }
    stands.sort_by_key(|(number, place)| (place.start, *number));
    Some(Chosen {
        tasks: all,
        cost: tasks.cost(all),
        schedule: Schedule {
            places: stands,
            finish: finish(&tasks.goals, &ends)?,
        },
    })
}

/// What reaching each fact costs where nothing is shared.
fn chain_costs(tasks: &Tasks) -> Vec<i64> {
    let mut sums = vec![i64::MAX; tasks.facts];
    loop {
        let mut is_changed = false;
        for task in &tasks.tasks {
            let sum = sum_of(task, &sums);
            for fact in each(task.gives) {
                if let Some(known) = sums.get_mut(fact)
                    && sum < *known
                {
                    *known = sum;
                    is_changed = true;
                }
            }
        }
        if !is_changed {
            return sums;
        }
    }
}

fn sum_of(task: &Task, sums: &[i64]) -> i64 {
    each(task.needs).fold(task.cost, |sum, fact| {
        sum.saturating_add(sums.get(fact).copied().unwrap_or(i64::MAX))
    })
}

/// Takes the cheapest chain to a fact, what it needs first.
fn chain(
    tasks: &Tasks,
    sums: &[i64],
    fact: usize,
    taken: &mut Set,
    order: &mut Vec<usize>,
    depth: usize,
) -> Option<()> {
    let holds = tasks.reached(*taken);
    if holds & one(fact) != 0 {
        return Some(());
    }
    if depth > tasks.tasks.len() {
        return None;
    }
    let givers = tasks.tasks.iter().enumerate();
    let givers = givers.filter(|(_, task)| task.gives & one(fact) != 0);
    let (number, task) = givers.min_by_key(|(number, task)| (sum_of(task, sums), *number))?;
    for need in each(task.needs) {
        chain(tasks, sums, need, taken, order, depth + 1)?;
    }
    if *taken & one(number) == 0 {
        *taken |= one(number);
        order.push(number);
    }
    Some(())
}
