//! A plan as it is proposed: its steps on a calendar and in a table.

use super::Names;
use super::charts::{Bar, Look, Point, front, gantt};
use super::reasons::{dimensions, proof, wait};
use crate::pages::format::{date, time};
use crate::pages::parts::{Mark, table};
use crate::pages::visit::Visit;
use eslabon_engine::programme::{Plan, Step};
use maud::{Markup, html};

/// The plans from the cheapest to the earliest: drawn, and the same in a table. `choose` is what stands in the
/// last column.
#[must_use]
pub fn all(visit: &Visit, plans: &[Plan], choose: &dyn Fn(usize, &Plan) -> Markup) -> Markup {
    let say = visit.say;
    let points: Vec<Point> = plans
        .iter()
        .map(|plan| Point {
            cost: plan.cost.minor,
            cost_shown: plan.cost.to_string(),
            on: plan.finishes_on,
            is_proven: plan.is_proven,
        })
        .collect();
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-plan")) }
                    th.num scope="col" { (say.t("programme-cost")) }
                    th scope="col" { (say.t("programme-finishes")) }
                    th.num scope="col" { (say.t("programme-steps")) }
                    th scope="col" { (say.t("programme-how-good")) }
                    th scope="col" { (say.t("programme-choose")) }
                }
            }
            tbody {
                @for (at, plan) in plans.iter().enumerate() {
                    tr {
                        th scope="row" { (at + 1) " " (which(visit, at, plans.len())) }
                        td.num.nowrap { (plan.cost) }
                        td.nowrap { (time(say, plan.finishes_on)) }
                        td.num { (plan.steps.len()) }
                        td { (proof(visit, plan)) (late(visit, plan)) }
                        td { (choose(at, plan)) }
                    }
                }
            }
        }
    };
    html! {
        (front(say, "frente", &say.t("programme-front"), &points))
        (table(&say.t("programme-front-table"), &rows))
    }
}

/// The ends of the front by name.
fn which(visit: &Visit, at: usize, count: usize) -> Markup {
    let key = match at {
        _ if count == 1 => "programme-only",
        0 => "programme-cheapest",
        at if at + 1 == count => "programme-earliest",
        _ => return html! {},
    };
    html! { span.badge { (visit.say.find(key).unwrap_or_default()) } }
}

/// The needs that a plan is too late for.
fn late(visit: &Visit, plan: &Plan) -> Markup {
    let late = plan.needs.iter().filter(|need| !need.is_in_time).count();
    html! {
        @if late > 0 { br; (Mark::Gap) " " (visit.say.count("programme-plan-late", late as u64)) }
    }
}

/// The steps of a plan on a calendar; `key` keeps the ids of several apart.
#[must_use]
pub fn calendar(visit: &Visit, names: &Names, key: &str, title: &str, steps: &[Step]) -> Markup {
    let say = visit.say;
    let bars: Vec<Bar> = (1_usize..)
        .zip(steps)
        .map(|(place, step)| Bar {
            name: format!("{place}. {}", names.service(say, step.service)),
            from: step.starts_on,
            to: step.ends_on,
            look: Look::Planned,
        })
        .collect();
    gantt(say, key, title, &bars)
}

/// The steps of a plan in a table: who, when, at what cost, what for, and why not earlier.
#[must_use]
pub fn steps(visit: &Visit, names: &Names, steps: &[Step]) -> Markup {
    let say = visit.say;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-step")) }
                    th scope="col" { (say.t("programme-provider")) }
                    th scope="col" { (say.t("programme-dates")) }
                    th.num scope="col" { (say.t("programme-cost")) }
                    th scope="col" { (say.t("programme-closes")) }
                    th scope="col" { (say.t("programme-why-then")) }
                }
            }
            tbody {
                @for (place, step) in (1_usize..).zip(steps) {
                    tr {
                        th scope="row" { (place) ". " (names.service(say, step.service)) }
                        td { (names.provider(say, step.service)) }
                        td.nowrap { (date(say, step.starts_on)) " – " (date(say, step.ends_on)) }
                        td.num.nowrap { (step.cost) }
                        td { (purpose(visit, names, step)) }
                        td { (wait(visit, names, step.waits_for)) }
                    }
                }
            }
        }
    };
    table(&say.t("programme-steps-table"), &rows)
}

/// The gaps that a step closes; of one that closes none, what it makes possible.
fn purpose(visit: &Visit, names: &Names, step: &Step) -> String {
    let say = visit.say;
    if !step.closes.is_empty() {
        return dimensions(visit, &step.closes);
    }
    let enabled: Vec<String> = step
        .enables
        .iter()
        .map(|service| names.service(say, *service))
        .collect();
    match enabled.is_empty() {
        true => say.t("programme-pinned-only"),
        false => say.with("programme-enables", &[("services", &enabled.join("; "))]),
    }
}
