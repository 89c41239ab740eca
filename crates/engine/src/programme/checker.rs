//! Whether a plan holds: levels, dates, seats, provider's days, the firm's time, money, and what was decided.
//! It reads the problem and the plan day by day and shares no code with the search.

use super::plan::{Plan, Step};
use super::problem::{Dimension, Direction, Form, Offer, Problem};
use eslabon_domain::calendar::is_working_day;
use eslabon_domain::ids::ServiceId;
use jiff::Span;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why a plan does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "violation", content = "of", rename_all = "snake_case")]
pub enum Violation {
    /// A step that is not on offer, is forbidden, or stands twice.
    Service(ServiceId),
    /// A pinned or running service that is missing, or stands elsewhere.
    Decided(ServiceId),
    /// A step on days that its form does not allow.
    Dates(ServiceId),
    /// A step that begins before what it needs is reached.
    Levels(ServiceId),
    /// The firm has not the time on this day.
    FirmTime(Date),
    /// A price, or the sum of prices, that is not so.
    Cost,
    /// More than the budget.
    Budget,
    /// A gap that could be closed and is not, or not on the day that is said.
    Gap(Dimension),
    /// The day of the finish, or a need's, is not so.
    Finish,
}

/// Everything that is wrong with a plan; empty where it holds.
#[must_use]
pub fn verify(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for step in &plan.steps {
        let Some(offer) = offer(problem, step.service) else {
            wrong.push(Violation::Service(step.service));
            continue;
        };
        let is_forbidden = problem.forbidden.contains(&step.service);
        if is_forbidden || !seen.insert(step.service) {
            wrong.push(Violation::Service(step.service));
        }
        if step.cost != offer.price {
            wrong.push(Violation::Cost);
        }
        if !dates_hold(problem, offer, step) {
            wrong.push(Violation::Dates(step.service));
        }
        if !is_running(problem, step.service) && !may_begin(problem, plan, offer, step.starts_on) {
            wrong.push(Violation::Levels(step.service));
        }
    }
    wrong.extend(undecided(problem, plan));
    wrong.extend(overworked(problem, plan).map(Violation::FirmTime));
    let sum: i128 = plan
        .steps
        .iter()
        .map(|step| i128::from(step.cost.minor))
        .sum();
    if sum != i128::from(plan.cost.minor) {
        wrong.push(Violation::Cost);
    }
    let budget = problem.budget;
    if budget.is_some_and(|budget| {
        plan.cost.minor > budget.minor || plan.cost.currency != budget.currency
    }) {
        wrong.push(Violation::Budget);
    }
    wrong.extend(gaps_wrong(problem, plan));
    wrong
}

fn offer(problem: &Problem, service: ServiceId) -> Option<&Offer> {
    problem.offers.iter().find(|offer| offer.service == service)
}

fn is_running(problem: &Problem, service: ServiceId) -> bool {
    problem.running.iter().any(|run| run.service == service)
}

pub(super) fn is_at_least(direction: Direction, level: i64, asked: i64) -> bool {
    match direction {
        Direction::Raise => level >= asked,
        Direction::Lower => level <= asked,
    }
}

/// The level of a dimension on the morning of a day.
pub(super) fn level_on(problem: &Problem, plan: &Plan, of: &Dimension, day: Date) -> Option<i64> {
    let present = problem.present.iter().find(|p| p.dimension == *of);
    let mut level = present.map(|p| p.level);
    for step in plan.steps.iter().filter(|step| step.ends_on < day) {
        let raises = offer(problem, step.service).map_or(&[][..], |offer| &offer.raises);
        for raise in raises.iter().filter(|raise| raise.dimension == *of) {
            let is_better =
                level.is_none_or(|level| !is_at_least(raise.direction, level, raise.to));
            if is_better {
                level = Some(raise.to);
            }
        }
    }
    level
}

pub(super) fn may_begin(problem: &Problem, plan: &Plan, offer: &Offer, day: Date) -> bool {
    let asked = offer.prerequisites.iter();
    let asked = asked.map(|p| (&p.dimension, p.direction, p.level));
    let starts = offer.raises.iter();
    let starts = starts.filter_map(|r| r.from.map(|from| (&r.dimension, r.direction, from)));
    asked.chain(starts).all(|(of, direction, level)| {
        let known = level_on(problem, plan, of, day);
        known.is_some_and(|known| is_at_least(direction, known, level))
    })
}

fn firm_is_closed(problem: &Problem, day: Date) -> bool {
    let mut closed = problem.calendar.closed.iter();
    closed.any(|days| days.from <= day && day <= days.to)
}

pub(super) fn firm_works(problem: &Problem, day: Date) -> bool {
    is_working_day(day) && !firm_is_closed(problem, day)
}

fn after(day: Date, days: i64) -> Date {
    match Span::new().try_days(days) {
        Ok(span) => day.saturating_add(span),
        Err(_) if days < 0 => Date::MIN,
        Err(_) => Date::MAX,
    }
}

pub(super) fn dates_hold(problem: &Problem, offer: &Offer, step: &Step) -> bool {
    if let Some(run) = problem
        .running
        .iter()
        .find(|run| run.service == step.service)
    {
        return step.starts_on == run.started_on && step.ends_on == run.ends_on;
    }
    let is_early = step.starts_on < after(problem.starts_on, offer.lead_days);
    if is_early || step.ends_on > problem.horizon_on {
        return false;
    }
    match &offer.form {
        Form::Course { cohorts } => cohorts.iter().any(|cohort| {
            step.cohort == Some(cohort.id)
                && cohort.seats_left >= 1
                && cohort.starts_on == step.starts_on
                && cohort.ends_on == step.ends_on
        }),
        Form::Span { calendar_days } => {
            firm_works(problem, step.starts_on)
                && after(step.starts_on, calendar_days - 1) == step.ends_on
        }
        Form::Consulting { .. } => {
            firm_works(problem, step.starts_on) && provider_days_hold(problem, &offer.form, step)
        }
    }
}

/// Whether the provider's days fit between the first and the last day, and not before the last.
fn provider_days_hold(problem: &Problem, form: &Form, step: &Step) -> bool {
    let Form::Consulting {
        days,
        days_per_week,
        weeks,
    } = form
    else {
        return false;
    };
    let room = |until: Date| {
        let mut by_week: BTreeMap<Date, i64> = BTreeMap::new();
        let mut day = step.starts_on;
        while day <= until {
            if firm_works(problem, day) {
                *by_week.entry(monday_of(day)).or_insert(0) += 1;
            }
            day = after(day, 1);
        }
        let of_week = |(monday, open): (Date, i64)| {
            let left = weeks.iter().filter(|week| week.monday == monday);
            left.map(|week| week.days)
                .fold(open.min(*days_per_week), i64::min)
        };
        by_week.into_iter().map(of_week).sum::<i64>()
    };
    room(step.ends_on) >= *days && room(after(step.ends_on, -1)) < *days
}

fn monday_of(day: Date) -> Date {
    let mut monday = day;
    while monday.weekday() != Weekday::Monday {
        monday = after(monday, -1);
    }
    monday
}

/// What was decided and is not so.
fn undecided<'a>(problem: &'a Problem, plan: &'a Plan) -> impl Iterator<Item = Violation> + 'a {
    let step_of = |service| plan.steps.iter().find(move |step| step.service == service);
    let pins = problem.pinned.iter().filter(move |pin| {
        let on = step_of(pin.service).map(|step| step.starts_on);
        let is_running = is_running(problem, pin.service);
        !is_running && on.is_none_or(|on| pin.starts_on.is_some_and(|at| at != on))
    });
    let running = problem.running.iter();
    let running = running.filter(move |run| step_of(run.service).is_none());
    let services = pins
        .map(|pin| pin.service)
        .chain(running.map(|run| run.service));
    services.map(Violation::Decided)
}

/// Days on which the steps ask for more time than the firm has. What runs already counts, but is not asked
/// whether it fits by itself.
fn overworked<'a>(problem: &'a Problem, plan: &'a Plan) -> impl Iterator<Item = Date> + 'a {
    let mut days = Vec::new();
    let mut day = problem.starts_on;
    while day <= problem.horizon_on {
        let (mut asked, mut is_new) = (0_i64, false);
        for step in &plan.steps {
            let Some(offer) = offer(problem, step.service) else {
                continue;
            };
            let is_fixed =
                matches!(offer.form, Form::Course { .. }) || is_running(problem, step.service);
            let counts = if is_fixed {
                is_working_day(day)
            } else {
                firm_works(problem, day)
            };
            if counts && step.starts_on <= day && day <= step.ends_on {
                asked = asked.saturating_add(offer.firm_minutes_per_week);
                is_new |= !is_running(problem, step.service) && offer.firm_minutes_per_week > 0;
            }
        }
        if is_new && asked > minutes_on(problem, day) {
            days.push(day);
        }
        day = after(day, 1);
    }
    days.into_iter()
}

pub(super) fn minutes_on(problem: &Problem, day: Date) -> i64 {
    if firm_is_closed(problem, day) {
        return 0;
    }
    let mut minutes = problem.calendar.minutes_per_week;
    for peak in &problem.calendar.peaks {
        if peak.days.from <= day && day <= peak.days.to {
            minutes = minutes.min(peak.minutes_per_week);
        }
    }
    minutes
}

fn gaps_wrong(problem: &Problem, plan: &Plan) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let mut last: Option<Date> = None;
    for gap in &problem.gaps {
        let holds_on = |day| {
            let level = level_on(problem, plan, &gap.dimension, day);
            level.is_some_and(|level| is_at_least(gap.direction, level, gap.target))
        };
        let closers = plan
            .steps
            .iter()
            .filter(|step| step.closes.contains(&gap.dimension));
        let said: Vec<Date> = closers.map(|step| step.ends_on).collect();
        let was_open = !holds_on(Date::MIN);
        let is_right = match said.as_slice() {
            [] => !was_open || !is_closable(problem, gap),
            [on] => was_open && holds_on(after(*on, 1)) && !holds_on(*on),
            _ => false,
        };
        if !is_right {
            wrong.push(Violation::Gap(gap.dimension.clone()));
        }
        last = last.max(said.first().copied());
        for waiting in &gap.needs {
            let told = plan.needs.iter().find(|need| need.need == waiting.need);
            let too_early = |on: &Date| told.is_none_or(|told| told.ready_on < *on);
            let hides = |on: &Date| {
                let is_late = waiting.deadline.is_some_and(|deadline| *on > deadline);
                is_late && told.is_some_and(|told| told.is_in_time)
            };
            if said.iter().any(|on| too_early(on) || hides(on)) {
                wrong.push(Violation::Finish);
            }
        }
    }
    if last.is_some_and(|last| last != plan.finishes_on) {
        wrong.push(Violation::Finish);
    }
    wrong
}

/// Whether what is on offer leads to the gap's level at all, whatever it costs and takes.
fn is_closable(problem: &Problem, gap: &super::problem::TargetGap) -> bool {
    let mut levels: BTreeMap<&Dimension, i64> = BTreeMap::new();
    for present in &problem.present {
        levels.insert(&present.dimension, present.level);
    }
    loop {
        let before = levels.clone();
        for offer in &problem.offers {
            let holds = |of: &Dimension, direction, asked| {
                before
                    .get(of)
                    .is_some_and(|level| is_at_least(direction, *level, asked))
            };
            let is_ready = is_running(problem, offer.service)
                || offer
                    .prerequisites
                    .iter()
                    .all(|p| holds(&p.dimension, p.direction, p.level))
                    && offer.raises.iter().all(|r| {
                        r.from
                            .is_none_or(|from| holds(&r.dimension, r.direction, from))
                    });
            if !is_ready || problem.forbidden.contains(&offer.service) {
                continue;
            }
            for raise in &offer.raises {
                let known = levels.get(&raise.dimension).copied();
                if known.is_none_or(|known| !is_at_least(raise.direction, known, raise.to)) {
                    levels.insert(&raise.dimension, raise.to);
                }
            }
        }
        if levels == before {
            let level = levels.get(&gap.dimension);
            return level.is_some_and(|level| is_at_least(gap.direction, *level, gap.target));
        }
    }
}
