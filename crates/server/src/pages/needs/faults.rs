//! What is wrong with the answers of a step, and with a need that could not be saved, in words beside their
//! fields. The rules are the use cases'.

use super::draft::{ADDED, Draft, day};
use super::errand::Errand;
use super::post::Step;
use super::terms_typed::fault_of_terms;
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::parts::Fault;
use crate::pages::visit::Visit;
use eslabon_app::needs::{
    CriterionDraft, DESCRIPTION_MAX, NeedDraft, TITLE_MAX, check_draft, past_days,
};
use eslabon_app::search::locate;
use eslabon_app::{AppError, FieldError};
use eslabon_domain::units::parse_whole;

/// What the use case found, each at the part of the check page to which it belongs.
#[must_use]
pub fn of_need(visit: &Visit, need: &NeedDraft, faults: &[FieldError]) -> Vec<Fault> {
    let words = |fault: &FieldError| match (fault.code, criterion_of(need, &fault.field)) {
        // Of what two criteria say together, the reader is told by the name of what they ask.
        ("asked_twice" | "contradicts", Some(criterion)) => {
            let name = explain::attribute(visit, &criterion.attribute, criterion.item.as_deref());
            message(visit.say, &FieldError::new("", fault.code, name))
        }
        _ => match fault_of_terms(visit.say, fault) {
            Some((_, words)) => words,
            None => message(visit.say, fault),
        },
    };
    faults
        .iter()
        .map(|fault| (anchor(&fault.field).to_owned(), words(fault)))
        .collect()
}

fn criterion_of<'a>(need: &'a NeedDraft, field: &str) -> Option<&'a CriterionDraft> {
    let at = field.strip_prefix("criteria.")?.split('.').next()?;
    need.criteria.get(at.parse::<usize>().ok()?)
}

/// The part of the check page to which a fault of the use case belongs.
fn anchor(field: &str) -> &'static str {
    match field.split('.').next().unwrap_or_default() {
        "title" | "description" | "organisation" | "status" => "revisar-texto",
        "criteria" => "revisar-criterios",
        "terms" | "target_price" => "revisar-condiciones",
        _ => "revisar-lugar",
    }
}

/// What is wrong with the answers of one step.
pub fn check(
    visit: &Visit,
    errand: &Errand<'_>,
    step: Step,
    draft: &mut Draft,
    may_choose: bool,
) -> Vec<Fault> {
    let say = visit.say;
    let mut faults: Vec<Fault> = Vec::new();
    let mut wrong = |field: &str, words: String| faults.push((field.to_owned(), words));
    match step {
        Step::Words => {
            let named = !draft.firm.is_empty() || !draft.firm_name.is_empty();
            if !named && may_choose {
                wrong("empresa", say.t("fault-firm"));
            } else if !named && errand.asks_firm(visit) {
                wrong("empresa_nombre", say.t("fault-firm-name"));
            }
            if draft.title.is_empty() {
                wrong("titulo", say.t("fault-title"));
            }
            let (title, description) = (
                draft.title.chars().count(),
                draft.description.chars().count(),
            );
            if title > TITLE_MAX {
                wrong(
                    "titulo",
                    say.with("fault-too-long", &[("detail", &TITLE_MAX.to_string())]),
                );
            }
            if description > DESCRIPTION_MAX {
                wrong(
                    "descripcion",
                    say.with(
                        "fault-too-long",
                        &[("detail", &DESCRIPTION_MAX.to_string())],
                    ),
                );
            }
        }
        Step::Criteria => {
            let unknown = draft.add_typed(visit);
            if !unknown.is_empty() {
                return unknown_faults(visit, draft, &unknown);
            }
            if !draft.asks_something() {
                wrong("mas_proceso", say.t("fault-no-criteria"));
            }
        }
        Step::Place => check_place(visit, errand, draft, &mut wrong),
        Step::Terms => return check_terms(visit, errand, draft),
        Step::Check => {}
    }
    faults
}

/// What cannot be read first, then what the use case says of what can. A ramp that is complete is spread over
/// its months.
fn check_terms(visit: &Visit, errand: &Errand<'_>, draft: &mut Draft) -> Vec<Fault> {
    let starts_on = day(&draft.starts_on);
    draft.terms.spread(starts_on);
    let unreadable = draft.terms.unreadable(visit.say, starts_on);
    if !unreadable.is_empty() {
        return unreadable;
    }
    let need = draft.need();
    let mut faults = past_days(&visit.app, &need, errand.stored());
    if let Err(AppError::Invalid(found)) = check_draft(&visit.app, &need) {
        faults.extend(found);
    }
    faults
        .iter()
        .filter_map(|fault| fault_of_terms(visit.say, fault))
        .collect()
}

fn check_place(
    visit: &Visit,
    errand: &Errand<'_>,
    draft: &Draft,
    wrong: &mut dyn FnMut(&str, String),
) {
    let say = visit.say;
    if draft.place == "estados" && draft.states.is_empty() {
        wrong("estados", say.t("fault-no-states"));
    }
    if draft.place == "radio" {
        if locate(&draft.near).is_none() {
            wrong(
                "cerca",
                say.with("facet-radius-unknown", &[("place", &draft.near)]),
            );
        }
        if draft.radius_km().is_none() {
            wrong("radio", say.t("fault-radius"));
        }
    }
    if !draft.staff.is_empty()
        && parse_whole(&draft.staff)
            .ok()
            .is_none_or(|people| !(0..=1_000_000).contains(&people))
    {
        wrong("personal", say.t("fault-staff"));
    }
    for (field, typed) in [("inicia", &draft.starts_on), ("cierra", &draft.closes_on)] {
        if !typed.is_empty() && day(typed).is_none() {
            wrong(field, say.t("fault-date"));
        }
    }
    for fault in past_days(&visit.app, &draft.need(), errand.stored()) {
        let field = match fault.field.as_str() {
            "starts_on" => "inicia",
            "closes_on" => "cierra",
            // Told at the step of the terms.
            _ => continue,
        };
        wrong(field, message(say, &fault));
    }
    if let (Some(starts), Some(closes)) = (day(&draft.starts_on), day(&draft.closes_on))
        && closes > starts
    {
        wrong(
            "cierra",
            say.with(
                "fault-after-start",
                &[("detail", &crate::pages::format::date(say, starts))],
            ),
        );
    }
}

/// What was typed to add a criterion and is in no vocabulary.
pub fn unknown_faults(visit: &Visit, draft: &Draft, unknown: &[&'static str]) -> Vec<Fault> {
    let typed = |field: &str| {
        let at = ADDED.iter().position(|(known, _, _)| *known == field);
        at.and_then(|at| draft.typed.get(at))
            .cloned()
            .unwrap_or_default()
    };
    unknown
        .iter()
        .map(|field| {
            (
                (*field).to_owned(),
                visit
                    .say
                    .with("fault-unknown-concept", &[("detail", &typed(field))]),
            )
        })
        .collect()
}
