//! Saying what came of a referral, with a paper that shows it.

use super::list::framed;
use super::path;
use super::show::Returned;
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small_into};
use crate::pages::errors::{message, stale_form};
use crate::pages::fields::{Fields, address};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::referrals::{
    FILE_MAX, ReferralView, Report, load_referral, report, require_may_report,
};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::follow_up::ReferralEvent;
use eslabon_domain::ids::ReferralId;
use maud::{Markup, html};

/// The largest form that is read to its end, so that whoever brings a file that is too large is told so.
pub const BODY_MAX: usize = 4 * FILE_MAX;
/// What telephones offer the camera for; the content decides.
const OFFERED: &str = "image/*,application/pdf";

/// `GET /canalizaciones/{id}/resultado`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::AnswerReferral)?;
    let view = load_referral(&visit.app, &visit.actor, id.id()?).await?;
    // What was not accepted, or is over, has no outcome to come.
    if !view.events.contains(&ReferralEvent::Report) {
        return Err(AppError::NotFound);
    }
    Ok(page(visit, &view, &Returned::default()))
}

/// `POST /canalizaciones/{id}/resultado`: `version`, `terminada`, `personas`, `folio`, `nota`, and the file last.
pub async fn take(
    visit: Visit,
    id: Named,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let outcome = taken(&visit, &id, form).await;
    visit.respond(outcome)
}

async fn taken(
    visit: &Visit,
    id: &Named,
    form: Result<Multipart, MultipartRejection>,
) -> AppResult<Response> {
    let (app, actor) = (&visit.app, &visit.actor);
    // Nobody else's file is even read.
    let id = match may_report(visit, id).await {
        Ok(id) => id,
        Err(refused) => {
            pass_over(form).await;
            return Err(refused);
        }
    };
    let mut read = SmallForm::default();
    let outcome = match form {
        Ok(form) => read_small_into(form, FILE_MAX, &|token| visit.proves(token), &mut read).await,
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let fields = Fields::of(read.fields);
    let (status, faults) = match outcome {
        Ok(()) => {
            let version = fields.text("version").parse().unwrap_or(0);
            match report(app, actor, id, version, said(&fields, read.file)).await {
                Ok(_) => {
                    let to = address(&path(id), [("hecho", "resultado")]);
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
                Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
                Err(other) => return Err(other),
            }
        }
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => return Err(AppError::Unavailable(error.to_string())),
        Err(UploadError::TooLarge) => {
            let most = (FILE_MAX / (1024 * 1024)).to_string();
            let fault = FieldError::new("file", "file_too_large", most);
            (StatusCode::PAYLOAD_TOO_LARGE, vec![fault])
        }
        Err(UploadError::Missing | UploadError::Malformed(_)) => {
            let fault = FieldError::new("file", "file_missing", "");
            (StatusCode::UNPROCESSABLE_ENTITY, vec![fault])
        }
    };
    let back = Returned {
        faults: faults.iter().map(|fault| in_words(visit, fault)).collect(),
        fields,
        is_overtaken: status == StatusCode::CONFLICT,
    };
    let view = load_referral(app, actor, id).await?;
    Ok((status, page(visit, &view, &back)).into_response())
}

async fn may_report(visit: &Visit, id: &Named) -> AppResult<ReferralId> {
    policy::require(&visit.actor, Operation::AnswerReferral)?;
    let id: ReferralId = id.id()?;
    require_may_report(&visit.app, &visit.actor, id).await?;
    Ok(id)
}

fn said(fields: &Fields, file: Option<(String, Vec<u8>)>) -> Report {
    let text = |name: &str| fields.text(name).to_owned();
    Report {
        done_on: text("terminada"),
        attended: text("personas"),
        certificate: text("folio"),
        words: text("nota"),
        file,
    }
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let control = match fault.field.as_str() {
        "done_on" => "terminada",
        "attended" => "personas",
        "certificate" => "folio",
        "words" => "nota",
        "file" | "kind" => "file",
        // How it stands, or how the programme does: said at the first field.
        _ => "terminada",
    };
    let words = match (fault.field.as_str(), fault.code) {
        ("done_on", "bad_date") => say.t("fault-date"),
        ("done_on", "date_in_future") => say.t("profile-fault-future"),
        _ => message(say, fault),
    };
    (control.to_owned(), words)
}

fn page(visit: &Visit, view: &ReferralView, back: &Returned) -> Markup {
    let (say, one) = (visit.say, &view.referral);
    let field = |name: &'static str, label: &str, hint: &str| Field {
        name,
        label: say.find(label).unwrap_or_default(),
        hint: say.find(hint),
        value: back.fields.text(name),
        fault: fault_of(&back.faults, name),
    };
    let main = html! {
        (summary(say, &back.faults))
        @if back.is_overtaken { div.note role="alert" { p { (say.t("referral-conflict")) } } }
        form.text method="post" action={ (path(one.id)) "/resultado" } enctype="multipart/form-data" novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(one.version);
            (field("terminada", "referral-done-on", "").line(say, "date", None))
            (field("personas", "referral-attended", "referral-attended-hint").figure(say))
            (field("folio", "referral-certificate", "referral-certificate-hint").line(say, "text", None))
            (field("nota", "referral-words", "referral-words-hint").area(say, 3))
            (field("file", "referral-file", "referral-file-hint").optional_file(say, OFFERED))
            div.buttons {
                button type="submit" { (say.t("referral-report-send")) }
                a.button.second href=(path(one.id)) { (say.t("cancel")) }
            }
        }
    };
    framed(visit, say.t("referral-report"), main)
        .under(one.service_name.clone(), path(one.id))
        .lead(html! { p.lead { (one.firm_name) } })
        .faulty(!back.faults.is_empty())
        .show(visit)
}
