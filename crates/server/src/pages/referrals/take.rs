//! Answers, decisions and entries of the log as forms send them. Whatever is wrong is said at its field, and nothing
//! that was typed is lost, also where someone else was quicker.

use super::path;
use super::show::{Returned, page};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::follow_up::{log_control, work_draft};
use crate::pages::parts::Fault;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::follow_up::log_work;
use eslabon_app::policy::{self, Operation};
use eslabon_app::referrals::{self, Answer, load_referral};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::follow_up::ReferralEvent;
use eslabon_domain::ids::ReferralId;

/// `POST /canalizaciones/{id}/respuesta`: `version`, `respuesta`, `fecha`, `palabras`.
pub async fn answer(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = answered(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn answered(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::AnswerReferral)?;
    let id: ReferralId = id.id()?;
    let said = Answer {
        event: ReferralEvent::parse(form.text("respuesta")).ok_or(AppError::NotFound)?,
        offered_on: form.text("fecha").to_owned(),
        words: form.text("palabras").to_owned(),
    };
    let outcome = referrals::answer(&visit.app, &visit.actor, id, version(form), &said).await;
    concluded(visit, id, form, outcome.map(|_| ()), "respondida").await
}

/// `POST /canalizaciones/{id}/decision`: `version`, `decision`.
pub async fn settle(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = settled(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn settled(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::ReferFirm)?;
    let id: ReferralId = id.id()?;
    let event = ReferralEvent::parse(form.text("decision")).ok_or(AppError::NotFound)?;
    let outcome = referrals::settle(&visit.app, &visit.actor, id, version(form), event).await;
    concluded(visit, id, form, outcome.map(|_| ()), "respondida").await
}

/// `POST /canalizaciones/{id}/bitacora`: `dia`, `horas`, `costo`, `trabajo`.
pub async fn log(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = logged(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn logged(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::LogWork)?;
    let id: ReferralId = id.id()?;
    let view = load_referral(&visit.app, &visit.actor, id).await?;
    let draft = work_draft(form);
    let outcome = log_work(&visit.app, &visit.actor, view.referral.step, &draft).await;
    concluded(visit, id, form, outcome.map(|_| ()), "bitacora").await
}

/// Back to the referral; or the same page with what is wrong.
async fn concluded(
    visit: &Visit,
    id: ReferralId,
    form: &Fields,
    outcome: AppResult<()>,
    done: &str,
) -> AppResult<Response> {
    let (status, faults) = match outcome {
        Ok(()) => {
            let to = address(&path(id), [("hecho", done)]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let view = load_referral(&visit.app, &visit.actor, id).await?;
    let back = Returned {
        fields: form.clone(),
        faults: faults
            .iter()
            .map(|fault| in_words(visit, form, fault))
            .collect(),
        is_overtaken: status == StatusCode::CONFLICT,
    };
    Ok((status, page(visit, &view, &back)).into_response())
}

fn in_words(visit: &Visit, form: &Fields, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = match fault.field.as_str() {
        "offered_on" => "fecha",
        other => log_control(form, other).unwrap_or("palabras"),
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("offered_on", "required") => say.t("referral-fault-day"),
        ("offered_on" | "worked_on", "bad_date") => say.t("fault-date"),
        ("words", "required") if control == "palabras" => say.t("referral-fault-why"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

fn version(form: &Fields) -> i32 {
    form.text("version").parse().unwrap_or(0)
}
