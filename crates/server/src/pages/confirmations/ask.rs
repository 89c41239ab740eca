//! What staff ask an owner: the form, the link to hand over, what came of earlier ones.

use super::{in_words, interest};
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, Mark, doer, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::confirmations::{self, Answered, Asked, FactAnswer, Outcome, Prepared, Request};
use eslabon_app::needs::list_needs;
use eslabon_app::policy::{self, Operation};
use eslabon_app::suppliers::load_supplier;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::SiteId;
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::text::Lang;
use maud::{Markup, html};

/// Needs that can be chosen.
const NEEDS_SHOWN: u64 = 20;

/// `GET /proveedores/{site}/confirmar`.
pub async fn ask(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::AskOwner)?;
    page(visit, id.id()?, &Fields::default(), &[], None).await
}

/// `POST /proveedores/{site}/confirmar`.
pub async fn prepare(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::AskOwner)?;
    let site: SiteId = id.id()?;
    let request = Request {
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        facts: form.text("facts").to_owned(),
        questions: form.text("questions").to_owned(),
        needs: form.all("need").filter_map(|id| id.parse().ok()).collect(),
        lang: Lang::parse(form.text("lang")).unwrap_or(Lang::Es),
    };
    match confirmations::prepare(&visit.app, &visit.actor, site, request).await {
        // Answered at once, not led elsewhere: the link is shown this once.
        Ok(prepared) => Ok(page(visit, site, &Fields::default(), &[], Some(&prepared))
            .await?
            .into_response()),
        Err(AppError::Invalid(faults)) => {
            let say = visit.say;
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| {
                    let words = match fault.field.as_str() {
                        "name" | "email" => message(say, fault),
                        _ => in_words(say, fault),
                    };
                    (fault.field.clone(), words)
                })
                .collect();
            let page = page(visit, site, form, &faults, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// `POST /proveedores/{site}/confirmar/retirar`: `id`.
pub async fn withdraw(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take_back(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take_back(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::AskOwner)?;
    let site: SiteId = id.id()?;
    let set = form.text("id").parse().map_err(|_| AppError::NotFound)?;
    confirmations::withdraw(&visit.app, &visit.actor, set).await?;
    Ok(Redirect::to(&format!("/proveedores/{site}/confirmar")).into_response())
}

async fn page(
    visit: &Visit,
    site: SiteId,
    fields: &Fields,
    faults: &[Fault],
    prepared: Option<&Prepared>,
) -> AppResult<Markup> {
    let say = visit.say;
    let earlier = confirmations::list(&visit.app, &visit.actor, site).await?;
    let view = load_supplier(&visit.app, &visit.actor, site).await?;
    let needs = list_needs(
        &visit.app,
        &visit.actor,
        Some(NeedStatus::Open),
        None,
        NEEDS_SHOWN,
    )
    .await?;
    let path = format!("/proveedores/{}", view.card.site);
    let main = html! {
        (summary(say, faults))
        @if let Some(prepared) = prepared { (hand_over(visit, prepared)) }
        (form(visit, &path, fields, faults, &needs))
        section aria-labelledby="anteriores" {
            h2 #anteriores { (say.t("ask-earlier")) }
            @if earlier.is_empty() { p.empty { (say.t("ask-none")) } }
            @for set in &earlier { (outcome(visit, &path, set)) }
        }
    };
    let title = say.with("ask-title", &[("firm", &view.card.name)]);
    Ok(Page::new(Section::Search, title, main)
        .lead(html! { p.lead { (say.t("ask-lead")) } })
        .under(say.t("nav-search"), "/buscar")
        .under(view.card.name.clone(), path.clone())
        .faulty(!faults.is_empty())
        .show(visit))
}

fn hand_over(visit: &Visit, prepared: &Prepared) -> Markup {
    let say = visit.say;
    html! {
        div.done role="status" {
            p { strong { (say.t("ask-ready")) } }
            @if prepared.sent { p { (say.t("ask-sent")) } }
            div.field {
                label for="mensaje" { (say.t("ask-message")) }
                textarea #mensaje rows="5" readonly { (prepared.message) }
            }
        }
    }
}

fn form(visit: &Visit, path: &str, fields: &Fields, faults: &[Fault], needs: &[Need]) -> Markup {
    let say = visit.say;
    let field = |name: &'static str, label: &str, hint: Option<&str>| Field {
        name,
        label: say.t(label),
        hint: hint.map(|key| say.t(key)),
        value: fields.text(name),
        fault: fault_of(faults, name),
    };
    let chosen: Vec<&str> = fields.all("need").collect();
    let tongues =
        [("es", "Español"), ("en", "English")].map(|(tag, name)| (tag.to_owned(), name.to_owned()));
    html! {
        form.text method="post" action={ (path) "/confirmar" } novalidate {
            (visit.proof())
            (field("name", "ask-name", None).line(say, "text", None))
            (field("email", "claim-email", Some("ask-email-hint")).line(say, "email", None))
            (field("lang", "ask-lang", None).select(say, &tongues))
            (field("facts", "ask-facts", Some("ask-facts-hint")).area(say, 6))
            (field("questions", "ask-questions", Some("ask-questions-hint")).area(say, 3))
            @if !needs.is_empty() {
                fieldset {
                    legend { (say.t("ask-needs")) }
                    div {
                        @for need in needs {
                            @let id = need.id.to_string();
                            label.check { input type="checkbox" name="need" value=(id) checked[chosen.contains(&id.as_str())]; (need.title.text) }
                        }
                    }
                }
            }
            div.buttons { button type="submit" { (say.t("ask-prepare")) } }
        }
    }
}

/// An earlier set: how it stands, what was asked and what came back.
fn outcome(visit: &Visit, path: &str, set: &Outcome) -> Markup {
    let say = visit.say;
    html! {
        article aria-labelledby={ "set-" (set.id) } {
            h3 id={ "set-" (set.id) } { (set.name) " · " (instant(say, set.prepared_at)) }
            p {
                @if let Some(at) = set.answered_at { (Mark::Meets) " " (say.t("ask-answered")) " " (instant(say, at)) }
                @else if set.withdrawn { (Mark::Out) " " (say.t("ask-withdrawn")) }
                @else if set.is_open { (Mark::Unknown) " " (say.t("ask-open")) }
                @else { (Mark::Out) " " (say.t("ask-expired")) }
                " " span.quiet { (doer(say, &set.prepared_by)) }
            }
            (lines(visit, &set.asked, set.answered.as_ref()))
            @if set.is_open {
                form method="post" action={ (path) "/confirmar/retirar" } {
                    (visit.proof())
                    input type="hidden" name="id" value=(set.id);
                    button.quiet type="submit" { (say.t("ask-withdraw")) span.hidden { " " (set.name) } }
                }
            }
        }
    }
}

fn lines(visit: &Visit, asked: &Asked, answered: Option<&Answered>) -> Markup {
    let say = visit.say;
    let of = |at: usize| answered.and_then(|all| all.facts.get(at));
    html! {
        dl.facts {
            @for (at, fact) in asked.facts.iter().enumerate() {
                div {
                    dt { (explain::attribute(visit, &fact.attribute, fact.item.as_deref())) }
                    dd {
                        (explain::value(visit, &fact.attribute, &fact.value))
                        @match of(at) {
                            Some(FactAnswer::Confirmed) => { " · " strong { (say.t("answer-confirmed")) } }
                            Some(FactAnswer::Corrected { value, .. }) => { " · " strong { (say.t("answer-corrected")) " " (explain::value(visit, &fact.attribute, value)) } }
                            Some(FactAnswer::Unknown) => { " · " strong { (say.t("answer-unknown")) } }
                            None => {}
                        }
                    }
                }
            }
            @for (at, question) in asked.questions.iter().enumerate() {
                div {
                    dt { (question) }
                    dd.prose { (answered.and_then(|all| all.questions.get(at)).map(String::as_str).unwrap_or_default()) }
                }
            }
            @for (at, need) in asked.needs.iter().enumerate() {
                div {
                    dt { (need.title.text) }
                    dd { (answered.and_then(|all| all.needs.get(at).copied().flatten()).map(|one| interest(say, one)).unwrap_or_default()) }
                }
            }
        }
    }
}
