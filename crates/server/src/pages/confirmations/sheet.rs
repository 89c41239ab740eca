//! The page behind an owner's link: on a phone, without an account. It shows what was put into the set
//! and nothing else of the firm, and sets no session.

use super::{in_words, interest};
use crate::http::language::cookie;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::confirmations::{self, AskedFact, Reply, Sheet};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::candidacies::Interest;
use maud::{Markup, html};

/// `GET /confirmar/{secret}`. Changes nothing: chat programs open links.
pub async fn show(visit: Visit, secret: Named) -> Response {
    let outcome = shown(&visit, &secret).await;
    visit.respond(outcome)
}

async fn shown(visit: &Visit, secret: &Named) -> AppResult<Response> {
    let Some(clear) = Clear::parse(&secret.0) else {
        return Ok(over(visit));
    };
    match confirmations::open(&visit.app, &clear).await {
        Ok(sheet) => {
            let visit = spoken_to(visit, &sheet);
            Ok(page(&visit, &secret.0, &sheet, &Fields::default(), &[]).into_response())
        }
        Err(AppError::NotFound) => Ok(over(visit)),
        Err(error) => Err(error),
    }
}

/// `POST /confirmar/{secret}`.
pub async fn send(visit: Visit, secret: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &secret, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, secret: &Named, form: &Fields) -> AppResult<Response> {
    let Some(clear) = Clear::parse(&secret.0) else {
        return Ok(over(visit));
    };
    let sheet = match confirmations::open(&visit.app, &clear).await {
        Ok(sheet) => sheet,
        Err(AppError::NotFound) => return Ok(over(visit)),
        Err(error) => return Err(error),
    };
    let visit = &spoken_to(visit, &sheet);
    let reply = reply_of(&sheet, form);
    match confirmations::answer(&visit.app, &clear, &reply).await {
        Ok(()) => Ok(thanks(visit).into_response()),
        Err(AppError::NotFound) => Ok(over(visit)),
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| (id_of(&fault.field), in_words(visit.say, fault)))
                .collect();
            let page = page(visit, &secret.0, &sheet, form, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The visit in the language in which she was written to, unless she chose another herself: what her
/// phone prefers says less than the person who knows her.
fn spoken_to(visit: &Visit, sheet: &Sheet) -> Visit {
    let chose = visit.query.has("lang") || cookie(&visit.headers, "lang").is_some();
    let mut visit = visit.clone();
    if !chose {
        visit.say.lang = sheet.lang;
    }
    visit
}

fn reply_of(sheet: &Sheet, form: &Fields) -> Reply {
    let text = |kind: &str, at: usize| form.text(&format!("{kind}-{at}")).to_owned();
    Reply {
        facts: (0..sheet.asked.facts.len())
            .map(|at| (text("dato", at), text("correccion", at)))
            .collect(),
        questions: (0..sheet.asked.questions.len())
            .map(|at| text("pregunta", at))
            .collect(),
        needs: (0..sheet.asked.needs.len())
            .map(|at| text("interes", at))
            .collect(),
    }
}

/// The control on the page for a field of the use case: `facts.2` is `dato-2`.
fn id_of(field: &str) -> String {
    field
        .replace("facts.", "dato-")
        .replace("questions.", "pregunta-")
}

/// A link that opens nothing any more.
fn over(visit: &Visit) -> Response {
    let say = visit.say;
    let main = html! { p { (say.t("confirm-over-text")) } };
    let page = Page::new(Section::Elsewhere, say.t("confirm-over"), main).show(visit);
    (StatusCode::NOT_FOUND, page).into_response()
}

fn thanks(visit: &Visit) -> Markup {
    let say = visit.say;
    let main = html! { p.done role="status" { (say.t("confirm-thanks-text")) } };
    Page::new(Section::Elsewhere, say.t("confirm-thanks"), main).show(visit)
}

fn page(visit: &Visit, secret: &str, sheet: &Sheet, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let asked = &sheet.asked;
    let main = html! {
        (summary(say, faults))
        p { (say.with("confirm-hello", &[("name", &sheet.name), ("by", &sheet.prepared_by)])) }
        form.text method="post" action={ "/confirmar/" (secret) } novalidate {
            (visit.proof())
            @for (at, one) in asked.facts.iter().enumerate() { (fact(visit, at, one, form, faults)) }
            @for (at, question) in asked.questions.iter().enumerate() {
                @let name = format!("pregunta-{at}");
                (Field { name: &name, label: question.clone(), hint: None, value: form.text(&name), fault: fault_of(faults, &name) }.area(say, 3))
            }
            @for (at, need) in asked.needs.iter().enumerate() {
                @let name = format!("interes-{at}");
                fieldset {
                    legend { (say.t("confirm-interest")) " " span lang=(need.title.lang.as_str()) { (need.title.text) } }
                    div {
                        @for choice in Interest::ALL { (radio(&name, choice.as_str(), &interest(say, *choice), form.text(&name))) }
                    }
                }
            }
            div.buttons { button type="submit" { (say.t("confirm-send")) } }
            p.note { (say.t("confirm-once")) }
        }
    };
    let title = say.with("confirm-title", &[("firm", &sheet.firm)]);
    Page::new(Section::Elsewhere, title, main)
        .faulty(!faults.is_empty())
        .show(visit)
}

fn radio(name: &str, value: &str, label: &str, chosen: &str) -> Markup {
    html! { label.check { input type="radio" name=(name) value=(value) checked[value == chosen]; (label) } }
}

/// A figure in words with its unit, and what she says of it.
fn fact(visit: &Visit, at: usize, one: &AskedFact, form: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let (name, correction) = (format!("dato-{at}"), format!("correccion-{at}"));
    let what = explain::attribute(visit, &one.attribute, one.item.as_deref());
    let value = explain::value(visit, &one.attribute, &one.value);
    let fault = fault_of(faults, &name);
    let fault_id = fault.map(|_| format!("{name}-error"));
    html! {
        fieldset.wrong[fault.is_some()] id=(name) tabindex="-1" aria-describedby=[fault_id.as_deref()] {
            legend { (what) ": " (value) }
            div {
                @if let Some(words) = fault {
                    p.fault id=[fault_id.as_deref()] { span.hidden { (say.t("error-prefix")) " " } (words) }
                }
                @if let Some(entered) = &one.entered { p.hint { (say.with("confirm-entered", &[("entered", entered)])) } }
                (radio(&name, "confirmed", &say.t("confirm-yes"), form.text(&name)))
                (radio(&name, "corrected", &say.t("confirm-no"), form.text(&name)))
                div.field.under {
                    label for=(correction) { (say.t("confirm-correction")) span.hidden { ": " (what) } }
                    input id=(correction) name=(correction) type="text" value=(form.text(&correction));
                }
                (radio(&name, "unknown", &say.t("confirm-unknown"), form.text(&name)))
            }
        }
    }
}
