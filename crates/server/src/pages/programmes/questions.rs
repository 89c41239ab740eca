//! *Why not* and *what if*: a question of a list, answered on the same page by planning again.

use super::Names;
use super::reasons::{dimensions, obstacle};
use super::wishes::QUESTION;
use crate::pages::fields::Fields;
use crate::pages::format::{date, days};
use crate::pages::parts::Field;
use crate::pages::visit::Visit;
use eslabon_app::programmes::Planning;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::Money;
use eslabon_engine::programme::{Difference, Plan, Question};
use maud::{Markup, html};

/// By how much more a budget is asked for, per cent.
const PERCENT: i64 = 20;
/// By how many days deadlines are asked to move.
const DAYS: i64 = 30;

/// The question that an address asks.
#[must_use]
pub fn asked(fields: &Fields) -> Option<Question> {
    let service = |id: &str| id.parse::<ServiceId>().ok();
    match fields.text(QUESTION).split_once(':') {
        Some(("sin", id)) => Some(Question::Without {
            service: service(id)?,
        }),
        Some(("con", id)) => Some(Question::With {
            service: service(id)?,
        }),
        Some(_) => None,
        None => match fields.text(QUESTION) {
            "presupuesto" => Some(Question::Budget { percent: PERCENT }),
            "plazo" => Some(Question::Deadlines { days: DAYS }),
            _ => None,
        },
    }
}

/// The form, with everything else as it stands.
#[must_use]
pub fn form(
    visit: &Visit,
    names: &Names,
    planning: &Planning,
    shown: Option<&Plan>,
    path: &str,
    fields: &Fields,
) -> Markup {
    let say = visit.say;
    let field = Field {
        name: QUESTION,
        label: say.t("programme-question"),
        hint: None,
        value: fields.text(QUESTION),
        fault: None,
    };
    html! {
        form action={ (path) "#respuesta" } method="get" {
            @for (name, value) in fields.pairs().filter(|(name, _)| *name != QUESTION && *name != "lang") {
                input type="hidden" name=(name) value=(value);
            }
            (field.select(say, &choices(visit, names, planning, shown)))
            div.buttons { button.second type="submit" { (say.t("programme-ask")) } }
        }
    }
}

fn choices(
    visit: &Visit,
    names: &Names,
    planning: &Planning,
    shown: Option<&Plan>,
) -> Vec<(String, String)> {
    let say = visit.say;
    let mut choices = vec![(String::new(), say.t("programme-question-none"))];
    if planning.problem.budget.is_some() {
        let percent = PERCENT.to_string();
        let words = say.with("programme-question-budget", &[("percent", &percent)]);
        choices.push(("presupuesto".to_owned(), words));
    }
    let mut waiting = planning.problem.gaps.iter().flat_map(|gap| &gap.needs);
    if waiting.any(|waiting| waiting.deadline.is_some()) {
        let words = say.count("programme-question-deadline", DAYS.unsigned_abs());
        choices.push(("plazo".to_owned(), words));
    }
    let steps = shown.map(|plan| plan.steps.as_slice()).unwrap_or_default();
    for (service, _) in names.all() {
        let name = names.with_provider(say, service);
        let is_part = steps.iter().any(|step| step.service == service);
        let (word, words) = match is_part {
            true => (
                "sin",
                say.with("programme-question-without", &[("service", &name)]),
            ),
            false => (
                "con",
                say.with("programme-question-with", &[("service", &name)]),
            ),
        };
        choices.push((format!("{word}:{service}"), words));
    }
    choices
}

/// What would be different.
#[must_use]
pub fn answer(visit: &Visit, names: &Names, difference: &Difference) -> Markup {
    let say = visit.say;
    let then = &difference.proposal;
    html! {
        div.note #respuesta role="status" tabindex="-1" {
            h3 { (say.t("programme-answer")) }
            @match (then.cheapest(), then.earliest()) {
                (Some(cheapest), Some(earliest)) => {
                    ul {
                        li {
                            (say.with("programme-answer-cheapest", &[("cost", &cheapest.cost.to_string()), ("date", &date(say, cheapest.finishes_on))]))
                            @if let Some(cost) = difference.cost { " " (dearer(visit, cost)) }
                        }
                        li {
                            (say.with("programme-answer-earliest", &[("date", &date(say, earliest.finishes_on)), ("cost", &earliest.cost.to_string())]))
                            @if let Some(days) = difference.days { " " (later(visit, days)) }
                        }
                    }
                }
                _ => {
                    p { (say.t("programme-answer-none")) }
                    ul { @for one in &then.obstacles { li { (obstacle(visit, names, one)) } } }
                    @if let Some(beyond) = then.beyond.first() {
                        p { (say.with("programme-answer-beyond", &[("cost", &beyond.cost.to_string()), ("date", &date(say, beyond.finishes_on))])) }
                    }
                }
            }
            @if !then.not_closable.is_empty() {
                @let open: Vec<_> = then.not_closable.iter().map(|gap| gap.dimension.clone()).collect();
                p { (say.with("programme-answer-open", &[("gaps", &dimensions(visit, &open))])) }
            }
        }
    }
}

fn dearer(visit: &Visit, by: Money) -> String {
    let say = visit.say;
    let amount = Money {
        minor: by.minor.saturating_abs(),
        ..by
    };
    match by.minor {
        0 => say.t("programme-same-cost"),
        minor if minor > 0 => say.with("programme-dearer", &[("amount", &amount.to_string())]),
        _ => say.with("programme-cheaper", &[("amount", &amount.to_string())]),
    }
}

fn later(visit: &Visit, by: i32) -> String {
    let say = visit.say;
    let shown = days(say, by.saturating_abs());
    match by {
        0 => say.t("programme-same-day"),
        by if by > 0 => say.with("programme-later", &[("days", &shown)]),
        _ => say.with("programme-earlier", &[("days", &shown)]),
    }
}
