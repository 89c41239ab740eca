//! The question sets of a centre: what it has loaded, what ships, and loading another from a table.

use super::{fault_words, kind};
use crate::http::uploads::{SmallForm, UploadError, pass_over, read_small};
use crate::pages::errors::{stale_form, too_large};
use crate::pages::fields::Fields;
use crate::pages::format::{instant_day, number};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, doer, fault_of, summary, table, table_of};
use crate::pages::visit::Visit;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::assessments::{list_question_sets, load_question_set};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::assessments::question_sets::SET_BYTES_MAX;
use maud::{Markup, html};

/// The largest form: the file, and what stands around it.
pub const FORM_MAX: usize = SET_BYTES_MAX + 64 * 1024;

/// `GET /preguntas`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit, &Fields::default(), &[]).await)
}

/// `POST /preguntas`: `tipo`, `name`, `edition`, `file`.
pub async fn load(visit: Visit, form: Result<Multipart, MultipartRejection>) -> Response {
    let outcome = take(&visit, form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, form: Result<Multipart, MultipartRejection>) -> AppResult<Response> {
    if let Err(refused) = policy::require(&visit.actor, Operation::KeepQuestionSets) {
        pass_over(form).await;
        return Err(refused);
    }
    let read = match form {
        Ok(form) => read_small(form, SET_BYTES_MAX, &|token| visit.proves(token)).await,
        Err(rejection) => Err(UploadError::Malformed(rejection.body_text())),
    };
    let SmallForm { fields, file } = match read {
        Ok(read) => read,
        Err(UploadError::TooLarge) => return Ok(too_large(visit)),
        Err(UploadError::Unproved) => return Ok(stale_form(visit)),
        Err(UploadError::Storage(error)) => return Err(AppError::Unavailable(error.to_string())),
        Err(UploadError::Missing | UploadError::Malformed(_)) => SmallForm::default(),
    };
    let fields = Fields::of(fields);
    let content = file.map(|(_, content)| content).unwrap_or_default();
    let of = AssessmentKind::parse(fields.text("tipo"));
    let named = (fields.text("name"), fields.text("edition"));
    match load_question_set(&visit.app, &visit.actor, of, named, &content).await {
        Ok(_) => Ok(Redirect::to("/preguntas?hecho=1").into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults
                .iter()
                .map(|one| {
                    let control = match one.field.as_str() {
                        "kind" => "tipo",
                        other => other,
                    };
                    (control.to_owned(), fault_words(visit.say, one))
                })
                .collect();
            let page = page(visit, &fields, &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn page(visit: &Visit, fields: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let (sets, bundled) = list_question_sets(&visit.app, &visit.actor).await?;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("assess-set-name")) }
                    th scope="col" { (say.t("assess-set-kind")) }
                    th.num scope="col" { (say.t("assess-set-questions")) }
                    th scope="col" { (say.t("assess-set-loaded")) }
                }
            }
            tbody {
                @for set in &sets {
                    tr {
                        th scope="row" { (set.name) " (" (set.edition) ")" }
                        td { (kind(say, set.kind)) }
                        td.num { (number(set.questions.len() as u64)) }
                        td { (instant_day(say, set.loaded_at)) br; span.quiet { (doer(say, &set.loaded_by)) } }
                    }
                }
                @for one in &bundled {
                    tr {
                        th scope="row" { (say.t("assess-numbers-only")) }
                        td { (kind(say, one.kind)) }
                        td.num { (number(one.questions as u64)) }
                        td { (say.t("assess-set-ships")) }
                    }
                }
            }
        }
    };
    let kinds = AssessmentKind::ALL
        .iter()
        .filter(|kind| kind.takes_questions());
    let kinds: Vec<(String, String)> = kinds
        .map(|one| (one.as_str().to_owned(), kind(say, *one)))
        .collect();
    let title = say.t("assess-sets");
    let field = |name: &'static str, label: String, hint: Option<String>| Field {
        name,
        label,
        hint,
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    let main = html! {
        @if visit.query.text("hecho") == "1" && faults.is_empty() { p.done role="status" { (say.t("assess-set-done")) } }
        (summary(say, faults))
        (table(&table_of(say, &title), &rows))
        section aria-labelledby="cargar" {
            h2 #cargar { (say.t("assess-set-load")) }
            form.text method="post" action="/preguntas" enctype="multipart/form-data" novalidate {
                (visit.proof())
                (field("tipo", say.t("assess-set-kind"), None).select(say, &kinds))
                (field("name", say.t("assess-set-name"), None).line(say, "text", None))
                (field("edition", say.t("assess-set-edition"), None).line(say, "text", None))
                (field("file", say.t("assess-set-file"), Some(say.t("assess-set-hint"))).file(say, ".csv"))
                div.buttons { button type="submit" { (say.t("assess-set-send")) } }
            }
        }
    };
    Ok(Page::new(Section::Elsewhere, title, main)
        .lead(html! { p.lead { (say.t("assess-sets-lead")) } })
        .faulty(!faults.is_empty())
        .show(visit))
}
