//! The privacy notice, and the page that asks to accept it before anything else.

use super::{ACCEPT, NOTICE, OWN_DATA, REQUESTS};
use crate::pages::account::way_on;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::date;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, summary};
use crate::pages::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::accounts::sessions::Session;
use eslabon_app::policy::Operation;
use eslabon_app::privacy::notice::{Block, Notice};
use eslabon_app::{App, privacy};
use maud::{Markup, html};

/// Where someone gets without accepting: reading the notice, asking for her rights, taking her data along
/// or having them erased, and the way out.
const FREE: [&str; 4] = [NOTICE, OWN_DATA, "/salir", "/assets/"];

/// The way to the page that asks, for someone who has not accepted the notice in force. A second factor
/// that is owed comes first.
#[must_use]
pub fn owed(app: &App, session: Option<&Session>, path: &str, whole: &str) -> Option<Response> {
    let session = session.filter(|session| !session.owes_second_factor)?;
    let is_free = FREE.iter().any(|free| path.starts_with(free));
    if is_free || !privacy::owes_acceptance(app, session.notice_version.as_deref()) {
        return None;
    }
    Some(Redirect::to(&address(ACCEPT, [("a", whole)])).into_response())
}

/// `GET /privacidad`.
pub async fn show(visit: Visit) -> Response {
    let outcome = page(&visit);
    visit.respond(outcome)
}

fn page(visit: &Visit) -> AppResult<Markup> {
    let notice = privacy::find_notice(&visit.app, visit.lang())?;
    let say = visit.say;
    let main = html! {
        (text(visit, notice))
        div.text {
            h2 { (say.t("privacy-go-on")) }
            ul {
                li { a.go href=(REQUESTS) { (say.t("requests-title")) } }
                @if visit.may(Operation::KeepOwnAccount) { li { a href=(OWN_DATA) { (say.t("own-data-title")) } } }
                @if visit.may(Operation::AnswerRequest) { li { a href=(super::QUEUE) { (say.t("queue-title")) } } }
            }
        }
    };
    Ok(Page::new(Section::Elsewhere, notice.title.clone(), main).show(visit))
}

fn text(visit: &Visit, notice: &Notice) -> Markup {
    let say = visit.say;
    let version = match notice.version.parse() {
        Ok(day) => date(say, day),
        Err(_) => notice.version.clone(),
    };
    html! {
        @if notice.is_template { p.note { (say.t("privacy-template")) } }
        p.quiet { (say.with("privacy-version", &[("version", &version)])) " " (notice.changes) }
        div.text {
            @for block in &notice.blocks {
                @match block {
                    Block::Heading(2, words) => { h2 { (words) } }
                    Block::Heading(_, words) => { h3 { (words) } }
                    Block::Paragraph(words) => { p { (words) } }
                    Block::List(items) => { ul { @for item in items { li { (item) } } } }
                }
            }
        }
    }
}

/// `GET /privacidad/aceptar`.
pub async fn ask(visit: Visit) -> Response {
    let query = visit.query.clone();
    let outcome = form(&visit, &query, &[]);
    visit.respond(outcome)
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let session = visit.signed_in()?;
    let notice = privacy::find_notice(&visit.app, visit.lang())?;
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        p.lead {
            @if session.notice_version.is_some() { (say.t("privacy-ask-again")) }
            @else { (say.t("privacy-ask")) }
        }
        (text(visit, notice))
        form.text method="post" action=(ACCEPT) novalidate {
            (visit.proof())
            input type="hidden" name="version" value=(notice.version);
            input type="hidden" name="a" value=(way_on(fields));
            div.field.wrong[!faults.is_empty()] {
                @for (_, words) in faults { p.fault id="acepto-error" { span.hidden { (say.t("error-prefix")) " " } (words) } }
                label.check {
                    input #acepto type="checkbox" name="acepto" value="si" aria-describedby=[(!faults.is_empty()).then_some("acepto-error")];
                    span { (say.t("privacy-accept-box")) }
                }
            }
            div.buttons { button type="submit" { (say.t("privacy-accept")) } }
        }
        p {
            (say.t("privacy-disagree")) " "
            a.go href=(REQUESTS) { (say.t("requests-title")) } " · "
            a href=(OWN_DATA) { (say.t("own-data-title")) }
        }
    };
    Ok(Page::new(Section::Elsewhere, notice.title.clone(), main)
        .faulty(!faults.is_empty())
        .show(visit))
}

/// `POST /privacidad/aceptar`.
pub async fn accept(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    visit.signed_in()?;
    if fields.text("acepto") != "si" {
        let faults = [("acepto".to_owned(), visit.say.t("privacy-accept-fault"))];
        let page = form(visit, fields, &faults)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    privacy::accept(&visit.app, &visit.actor, fields.text("version")).await?;
    Ok(Redirect::to(&way_on(fields)).into_response())
}
