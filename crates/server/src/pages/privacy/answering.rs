//! Answering what people ask about their personal data: the queue with its days, one request, and what a
//! granted one leads to.

use super::download::{self, Form};
use super::{NOTICE, QUEUE, facts, faults_of, rows, statements, status};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation, Reach};
use eslabon_app::privacy::requests::{self, RequestView};
use eslabon_app::privacy::{erase as erasing, export};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::PrivacyRequestId;
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use maud::{Markup, html};

/// `GET /privacidad/atender`.
pub async fn queue(visit: Visit) -> Response {
    let outcome = list(&visit).await;
    visit.respond(outcome)
}

async fn list(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let queue = requests::queue(&visit.app, &visit.actor).await?;
    let main = html! {
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("queue-done")) } }
        h2 { (say.t("queue-pending")) }
        @if queue.pending.is_empty() { p.empty { (say.t("queue-empty")) } }
        @else { (rows(visit, &queue.pending, QUEUE, &say.t("queue-pending-table"), true)) }
        @if !queue.settled.is_empty() {
            h2 { (say.t("queue-settled")) }
            (rows(visit, &queue.settled, QUEUE, &say.t("queue-settled-table"), true))
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("queue-title"), main)
        .lead(html! { p.lead { (say.t("queue-lead")) } })
        .under(say.t("privacy-title"), NOTICE)
        .show(visit))
}

/// `GET /privacidad/atender/{id}`.
pub async fn open(visit: Visit, id: Named) -> Response {
    let outcome = async {
        let view = requests::open(&visit.app, &visit.actor, id.id()?).await?;
        Ok(page(&visit, &view, &Fields::default(), &[]))
    };
    let outcome = outcome.await;
    visit.respond(outcome)
}

fn page(visit: &Visit, view: &RequestView, fields: &Fields, faults: &[Fault]) -> Markup {
    let (say, request) = (visit.say, &view.request);
    let is_own = request.person.is_some() && request.person == visit.actor.person;
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("queue-done")) } }
        (facts(visit, view, Some(request)))
        (statements(visit, &view.statements, true))
        @if is_own { p.note { (say.t("queue-own")) } }
        @else if request.status.is_pending() { (answer_form(visit, view, fields, faults)) }
        (granted(visit, view))
    };
    let number = request.number.to_string();
    Page::new(
        Section::Elsewhere,
        say.with("request-title", &[("number", &number)]),
        main,
    )
    .under(say.t("privacy-title"), NOTICE)
    .under(say.t("queue-title"), QUEUE)
    .faulty(!faults.is_empty())
    .show(visit)
}

fn answer_form(visit: &Visit, view: &RequestView, fields: &Fields, faults: &[Fault]) -> Markup {
    let (say, request) = (visit.say, &view.request);
    let choices: Vec<(String, String)> = std::iter::once((String::new(), say.t("request-choose")))
        .chain(
            RequestStatus::ANSWERS
                .into_iter()
                .map(|one| (one.as_str().to_owned(), status(say, one))),
        )
        .collect();
    html! {
        h2 { (say.t("queue-answer")) }
        p.hint { (say.t("queue-identity")) }
        form.text method="post" action={ (QUEUE) "/" (request.id) } novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(request.version);
            (Field { name: "resultado", label: say.t("queue-outcome"), hint: None, value: fields.text("resultado"), fault: fault_of(faults, "resultado") }.select(say, &choices))
            (Field { name: "texto", label: say.t("queue-words"), hint: Some(say.t("queue-words-hint")), value: fields.text("texto"), fault: fault_of(faults, "texto") }.area(say, 6))
            div.buttons { button type="submit" { (say.t("queue-send")) } }
        }
    }
}

/// What a granted request leads to.
fn granted(visit: &Visit, view: &RequestView) -> Markup {
    let (say, request) = (visit.say, &view.request);
    let has_account = request.person.is_some() && request.name.is_some();
    let may_erase = policy::reach(Operation::ErasePerson, visit.actor.role) == Reach::Every;
    let path = format!("{QUEUE}/{}", request.id);
    html! {
        @if request.status == RequestStatus::Granted && has_account {
            @match request.kind {
                RequestKind::Access => {
                    h2 { (say.t("queue-data")) }
                    p { (say.t("queue-data-text")) }
                    p.export {
                        a href={ (path) "/datos.html" } download { (say.t("own-data-html")) } " "
                        a href={ (path) "/datos.json" } download { (say.t("own-data-json")) }
                    }
                }
                RequestKind::Cancellation if may_erase => {
                    h2 { (say.t("queue-erase")) }
                    p { (say.t("queue-erase-text")) }
                    form.text method="post" action={ (path) "/borrar" } {
                        (visit.proof())
                        div.buttons { button type="submit" { (say.t("queue-erase-button")) } }
                    }
                }
                RequestKind::Cancellation => { p.note { (say.t("queue-erase-administrator")) } }
                RequestKind::Correction | RequestKind::Opposition => {}
            }
        }
    }
}

/// `POST /privacidad/atender/{id}`: `version`, `resultado`, `texto`.
pub async fn answer(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, fields: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::AnswerRequest)?;
    let id: PrivacyRequestId = id.id()?;
    let version = fields.text("version").parse().unwrap_or(0);
    let outcome = RequestStatus::parse(fields.text("resultado"));
    let words = fields.text("texto");
    match requests::answer(&visit.app, &visit.actor, id, version, outcome, words).await {
        Ok(()) => {
            let to = address(&format!("{QUEUE}/{id}"), [("hecho", "1")]);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let view = requests::open(&visit.app, &visit.actor, id).await?;
            let page = page(visit, &view, fields, &faults_of(visit.say, &faults));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// `GET /privacidad/atender/{id}/datos.json`.
pub async fn data_json(visit: Visit, id: Named) -> Response {
    let outcome = data(&visit, &id, Form::Json).await;
    visit.respond(outcome)
}

/// `GET /privacidad/atender/{id}/datos.html`.
pub async fn data_html(visit: Visit, id: Named) -> Response {
    let outcome = data(&visit, &id, Form::Html).await;
    visit.respond(outcome)
}

async fn data(visit: &Visit, id: &Named, form: Form) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::AnswerRequest)?;
    let export = export::export_for(&visit.app, &visit.actor, id.id()?).await?;
    download::file(visit, &export, form)
}

/// `POST /privacidad/atender/{id}/borrar`.
pub async fn erase(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = async {
        policy::require(&visit.actor, Operation::ErasePerson)?;
        erasing::erase_for(&visit.app, &visit.actor, id.id()?).await?;
        Ok(Redirect::to(&address(QUEUE, [("hecho", "1")])))
    };
    let outcome = outcome.await;
    visit.respond(outcome)
}
