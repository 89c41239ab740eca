//! Asking about one's personal data, with an account or without, and following what is answered.

use super::{NOTICE, QUEUE, REQUESTS, facts, faults_of, kind, rows, statements};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::Operation;
use eslabon_app::privacy::requests::{self, Filing, RequestView};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::actors::Role;
use eslabon_domain::ids::PrivacyRequestId;
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use maud::{Markup, html};

/// `GET /privacidad/solicitudes`: what one asked, and the form to ask.
pub async fn mine(visit: Visit) -> Response {
    let outcome = page(&visit, &Fields::default(), &[]).await;
    visit.respond(outcome)
}

async fn page(visit: &Visit, fields: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let asked = requests::list_mine(&visit.app, &visit.actor).await?;
    let filed: Option<u64> = visit.query.text("numero").parse().ok();
    let main = html! {
        (summary(say, faults))
        @if let Some(number) = filed {
            p.done role="status" { (say.with("request-filed-done", &[("number", &number.to_string())])) }
        }
        @if visit.may(Operation::AnswerRequest) { p { a href=(QUEUE) { (say.t("queue-title")) } } }
        @if !asked.is_empty() {
            h2 { (say.t("requests-mine")) }
            (rows(visit, &asked, REQUESTS, &say.t("requests-mine-table"), false))
        }
        h2 { (say.t("request-new")) }
        (form(visit, fields, faults))
    };
    Ok(Page::new(Section::Elsewhere, say.t("requests-title"), main)
        .lead(html! { p.lead { (say.t("requests-lead")) } })
        .under(say.t("privacy-title"), NOTICE)
        .faulty(!faults.is_empty())
        .show(visit))
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: String, hint: Option<String>| Field {
        name,
        label,
        hint,
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    let choices: Vec<(String, String)> = std::iter::once((String::new(), say.t("request-choose")))
        .chain(
            RequestKind::ALL
                .into_iter()
                .map(|one| (one.as_str().to_owned(), kind(say, one))),
        )
        .collect();
    html! {
        form.text method="post" action=(REQUESTS) novalidate {
            (visit.proof())
            (field("tipo", say.t("request-kind"), Some(say.t("request-kind-hint"))).select(say, &choices))
            (field("texto", say.t("request-words"), Some(say.t("request-words-hint"))).area(say, 6))
            @if visit.actor.role == Role::Visitor {
                (field("nombre", say.t("request-name"), None).auto(say, "text", "name"))
                (field("email", say.t("request-email"), Some(say.t("request-email-hint"))).auto(say, "email", "email"))
            }
            p.hint { (say.t("request-term")) }
            div.buttons { button type="submit" { (say.t("request-send")) } }
        }
    }
}

/// `POST /privacidad/solicitudes`: `tipo`, `texto`; without an account `nombre`, `email`.
pub async fn file(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let filing = Filing {
        kind: RequestKind::parse(fields.text("tipo")),
        words: fields.text("texto").to_owned(),
        name: fields.text("nombre").to_owned(),
        email: fields.text("email").to_owned(),
        lang: visit.lang(),
    };
    match requests::file(&visit.app, &visit.actor, filing).await {
        Ok(request) => {
            let number = request.number.to_string();
            Ok(Redirect::to(&address(REQUESTS, [("numero", number.as_str())])).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            let page = page(visit, fields, &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// `GET /privacidad/solicitudes/{id}`.
pub async fn one(visit: Visit, id: Named) -> Response {
    let outcome = async {
        let view = requests::open_mine(&visit.app, &visit.actor, id.id()?).await?;
        Ok(request_page(&visit, &view, &Fields::default(), &[]))
    };
    let outcome = outcome.await;
    visit.respond(outcome)
}

fn request_page(visit: &Visit, view: &RequestView, fields: &Fields, faults: &[Fault]) -> Markup {
    let (say, request) = (visit.say, &view.request);
    let main = html! {
        (summary(say, faults))
        (facts(visit, view, None))
        (statements(visit, &view.statements, false))
        @if request.status == RequestStatus::InformationAsked {
            h2 { (say.t("request-add")) }
            form.text method="post" action={ (REQUESTS) "/" (request.id) } novalidate {
                (visit.proof())
                (Field { name: "texto", label: say.t("request-add-words"), hint: None, value: fields.text("texto"), fault: fault_of(faults, "texto") }.area(say, 5))
                div.buttons { button type="submit" { (say.t("request-send")) } }
            }
        }
        @if request.status == RequestStatus::Refused { p.note { (say.t("request-authority")) } }
    };
    let number = request.number.to_string();
    Page::new(
        Section::Elsewhere,
        say.with("request-title", &[("number", &number)]),
        main,
    )
    .under(say.t("privacy-title"), NOTICE)
    .under(say.t("requests-title"), REQUESTS)
    .faulty(!faults.is_empty())
    .show(visit)
}

/// `POST /privacidad/solicitudes/{id}`: `texto`, what was asked for.
pub async fn add_words(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = add(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn add(visit: &Visit, id: &Named, fields: &Fields) -> AppResult<Response> {
    let id: PrivacyRequestId = id.id()?;
    match requests::add_words(&visit.app, &visit.actor, id, fields.text("texto")).await {
        Ok(()) => Ok(Redirect::to(&format!("{REQUESTS}/{id}")).into_response()),
        Err(AppError::Invalid(faults)) => {
            let view = requests::open_mine(&visit.app, &visit.actor, id).await?;
            let page = request_page(visit, &view, fields, &faults_of(visit.say, &faults));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}
