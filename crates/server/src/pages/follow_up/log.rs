//! The log of hours and money of a whole programme, for staff.

use super::show::{Returned, page};
use super::{follow_path, hours, log_control, log_fields, work_draft};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::time;
use crate::pages::parts::{Fault, Field, doer, fault_of, table, table_of};
use crate::pages::referrals::PATH as REFERRALS;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::follow_up::{FollowUp, FollowedStep, load_follow_up, log_work, strike_work};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::{ProgrammeId, ProgrammeStepId, WorkEntryId};
use maud::{Markup, html};

/// `POST /programas/{id}/bitacora`: `accion`, `dia`, `horas`, `costo`, `trabajo`.
pub async fn add(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = added(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn added(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    // An institution logs at its referral.
    policy::require(actor, Operation::LogWork)?;
    policy::require(actor, Operation::FollowSteps)?;
    let programme: ProgrammeId = id.id()?;
    let all = load_follow_up(app, actor, programme).await?;
    let chosen: Option<ProgrammeStepId> = form.text("accion").parse().ok();
    let step = chosen.filter(|step| all.steps.iter().any(|one| one.step.id == *step));
    let outcome = match step {
        Some(step) => log_work(app, actor, step, &work_draft(form)).await,
        None => {
            let fault = FieldError::new("step", "required", "");
            Err(AppError::Invalid(vec![fault]))
        }
    };
    let faults = match outcome {
        Ok(_) => {
            let to = address(&follow_path(programme), [("hecho", "bitacora")]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    let back = Returned {
        fields: form.clone(),
        faults: faults
            .iter()
            .map(|one| in_words(visit, form, one))
            .collect(),
        is_overtaken: false,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, &all, &back)).into_response())
}

fn in_words(visit: &Visit, form: &Fields, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = log_control(form, &fault.field).unwrap_or("accion");
    let words = match (fault.field.as_str(), fault.code) {
        ("step", _) => say.t("follow-fault-step"),
        ("worked_on", "bad_date") => say.t("fault-date"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

/// `POST /bitacora/{entry}/quitar`.
pub async fn strike(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = struck(&visit, &id).await;
    visit.respond(outcome)
}

async fn struck(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::LogWork)?;
    let id: WorkEntryId = id.id()?;
    let entry = strike_work(&visit.app, &visit.actor, id).await?;
    let back = match visit.may(Operation::FollowSteps) {
        true => address(&follow_path(entry.programme), [("hecho", "quitada")]),
        false => REFERRALS.to_owned(),
    };
    Ok(Redirect::to(&back).into_response())
}

/// What was logged, and the form that adds to it.
pub(super) fn section(visit: &Visit, all: &FollowUp, back: &Returned) -> Markup {
    let say = visit.say;
    let programme = all.view.programme.id;
    let title = say.t("follow-log");
    let is_empty = all.steps.iter().all(|one| one.entries.is_empty());
    let mut steps = vec![(String::new(), say.t("follow-step-choose"))];
    let named = |one: &FollowedStep| (one.step.id.to_string(), one.step.name.text.clone());
    steps.extend(all.steps.iter().map(named));
    let field = Field {
        name: "accion",
        label: say.t("follow-step"),
        hint: None,
        value: back.fields.text("accion"),
        fault: fault_of(&back.faults, "accion"),
    };
    html! {
        section aria-labelledby="bitacora" {
            h2 #bitacora { (title) }
            @if is_empty { p { (say.t("follow-log-none")) } }
            @else { (table(&table_of(say, &title), &rows(visit, all))) }
            details open[back.fields.has("trabajo")] {
                summary { (say.t("follow-log-add")) }
                form.text method="post" action={ "/programas/" (programme) "/bitacora" } novalidate {
                    (visit.proof())
                    (field.select(say, &steps))
                    (log_fields(say, &back.fields, &back.faults))
                    div.buttons { button type="submit" { (say.t("follow-log-send")) } }
                }
            }
        }
    }
}

fn rows(visit: &Visit, all: &FollowUp) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("follow-day")) }
                    th scope="col" { (say.t("follow-step")) }
                    th.num scope="col" { (say.t("follow-hours")) }
                    th.num scope="col" { (say.t("follow-cost")) }
                    th scope="col" { (say.t("follow-work")) }
                    th scope="col" { (say.t("follow-strike")) }
                }
            }
            tbody {
                @for one in &all.steps {
                    @for entry in &one.entries {
                        tr {
                            th scope="row" { (time(say, entry.worked_on)) }
                            td { (one.step.name.text) }
                            td.num { (hours(entry.minutes)) }
                            td.num { @match entry.cost { Some(cost) => (cost), None => span.quiet { (say.t("follow-unsaid")) } } }
                            td { (entry.words) br; span.quiet { (doer(say, &entry.by)) } }
                            td {
                                form method="post" action={ "/bitacora/" (entry.id) "/quitar" } {
                                    (visit.proof())
                                    button.quiet type="submit" { (say.t("follow-strike")) span.hidden { ": " (entry.words) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
