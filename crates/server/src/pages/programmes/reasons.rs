//! What the planner says, in words: why a step does not begin earlier, what keeps every plan from what is
//! asked, how good a plan is.

use super::Names;
use crate::pages::explain::{self, Audience};
use crate::pages::format::date;
use crate::pages::gap_analysis;
use crate::pages::parts::Mark;
use crate::pages::visit::Visit;
use eslabon_engine::programme::{Dimension, Direction, Obstacle, Plan, TargetGap, Wait};
use maud::{Markup, html};

/// What can be at one level or another: `Tolerancia más cerrada (±) · Torneado CNC`.
#[must_use]
pub fn dimension(to: &impl Audience, one: &Dimension) -> String {
    explain::attribute(to, &one.attribute, one.item.as_deref())
}

/// A level of it, in the reader's words.
#[must_use]
pub fn level(to: &impl Audience, one: &Dimension, amount: i64) -> String {
    gap_analysis::level(to, &one.attribute, amount, amount)
}

/// The level that is asked for: `al menos 50`, `a lo más 15 días`; of what is had or not, that.
#[must_use]
pub fn required(to: &impl Audience, one: &Dimension, direction: Direction, amount: i64) -> String {
    let shown = level(to, one, amount);
    if gap_analysis::is_had_or_not(to, &one.attribute) {
        return shown;
    }
    match direction {
        Direction::Raise => to.say().with("at-least", &[("amount", &shown)]),
        Direction::Lower => to.say().with("at-most", &[("amount", &shown)]),
    }
}

/// Several dimensions, one after the other.
#[must_use]
pub fn dimensions(to: &impl Audience, all: &[Dimension]) -> String {
    let named: Vec<String> = all.iter().map(|one| dimension(to, one)).collect();
    named.join("; ")
}

/// Gaps that nothing on offer closes.
#[must_use]
pub fn not_closable(visit: &Visit, gaps: &[TargetGap]) -> Markup {
    html! {
        @if !gaps.is_empty() {
            div.note {
                p { (visit.say.t("programme-not-closable")) }
                ul {
                    @for gap in gaps {
                        li { (Mark::Out) " " (dimension(visit, &gap.dimension)) ": " (required(visit, &gap.dimension, gap.direction, gap.target)) }
                    }
                }
            }
        }
    }
}

/// Why a step does not begin earlier.
#[must_use]
pub fn wait(visit: &Visit, names: &Names, wait: Wait) -> String {
    let say = visit.say;
    match wait {
        Wait::Nothing => say.t("programme-wait-nothing"),
        Wait::Step { service } => say.with(
            "programme-wait-step",
            &[("service", &names.service(say, service))],
        ),
        Wait::Booking => say.t("programme-wait-booking"),
        Wait::CohortDate => say.t("programme-wait-cohort"),
        Wait::FirmTime => say.t("programme-wait-firm"),
        Wait::Pinned => say.t("programme-wait-pinned"),
    }
}

/// What keeps every plan from what is asked.
#[must_use]
pub fn obstacle(visit: &Visit, names: &Names, obstacle: &Obstacle) -> String {
    let say = visit.say;
    match obstacle {
        Obstacle::Budget { short_by } => say.with(
            "programme-obstacle-budget",
            &[("amount", &short_by.to_string())],
        ),
        Obstacle::Deadline {
            gap,
            deadline,
            earliest_on,
            service,
            wait,
        } => {
            let said = say.with(
                "programme-obstacle-deadline",
                &[
                    ("gap", &dimension(visit, gap)),
                    ("deadline", &date(say, *deadline)),
                    ("earliest", &date(say, *earliest_on)),
                ],
            );
            let binding = service.map(|service| names.with_provider(say, service));
            format!("{said} {}", binds(visit, names, binding.as_deref(), *wait))
        }
        Obstacle::NoPlan => say.t("programme-obstacle-none"),
        Obstacle::Stopped => say.t("programme-obstacle-stopped"),
    }
}

/// What on the way there waits longest, and for what.
fn binds(visit: &Visit, names: &Names, service: Option<&str>, wait: Option<Wait>) -> String {
    let say = visit.say;
    let (Some(service), Some(wait)) = (service, wait) else {
        return say.t("programme-binds-duration");
    };
    let named = [("service", service)];
    match wait {
        Wait::Booking => say.with("programme-binds-booking", &named),
        Wait::CohortDate => say.with("programme-binds-cohort", &named),
        Wait::FirmTime => say.with("programme-binds-firm", &named),
        Wait::Pinned => say.with("programme-binds-pinned", &named),
        Wait::Step { service: other } => say.with(
            "programme-binds-step",
            &[("service", service), ("other", &names.service(say, other))],
        ),
        Wait::Nothing => say.t("programme-binds-duration"),
    }
}

/// Whether a plan is known to be the best, or how far from it it may be.
#[must_use]
pub fn proof(visit: &Visit, plan: &Plan) -> Markup {
    let say = visit.say;
    html! {
        @if plan.is_proven { (Mark::Meets) " " (say.t("programme-proven")) }
        @else {
            (Mark::Unknown) " "
            (say.with("programme-unproven", &[("bound", &plan.cost_bound.to_string())]))
        }
    }
}
