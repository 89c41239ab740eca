//! To whom a buyer opens her need: her name, where she kept it back, and the drawings.

use super::standing::Typed;
use crate::pages::consents;
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::format::time;
use crate::pages::parts::{Fault, Field, fault_of, summary, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::consents::{Opening, list_of_need, list_receivers, open, show_buyer_to_all};
use eslabon_app::policy::{self, Operation, Relation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::consents::{Consent, Purpose, Subject};
use eslabon_domain::ids::{NeedId, OrganisationId};
use eslabon_domain::needs::Need;
use maud::{Markup, html};

/// `POST /requerimientos/{id}/abrir`: opens the name or the drawings to a firm.
pub async fn open_to(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::OpenOwnNeed)?;
    let need: NeedId = id.id()?;
    match one(visit, need, form).await {
        Ok(()) => {
            let to = format!("/requerimientos/{need}?abierto=si#aperturas");
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| {
                    let control = match fault.field.as_str() {
                        "until" => "hasta",
                        "subject" => "que",
                        _ => "a_quien",
                    };
                    (control.to_owned(), message(visit.say, fault))
                })
                .collect();
            let page = super::show::page_with(visit, need, &faults, &Typed::default()).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn one(visit: &Visit, need: NeedId, form: &Fields) -> AppResult<()> {
    // Whose need it is comes first: what is wrong with a form is told to its owner only.
    let receivers = list_receivers(&visit.app, &visit.actor, need).await?;
    let required = |field: &str| {
        Err(AppError::Invalid(vec![FieldError::new(
            field, "required", "",
        )]))
    };
    let subject = match form.text("que") {
        "planos" => Subject::Drawings(need),
        "nombre" => Subject::BuyerName(need),
        _ => return required("subject"),
    };
    let chosen = form.text("a_quien").parse::<OrganisationId>().ok();
    let Some(audience) = chosen.filter(|id| receivers.iter().any(|(known, _)| known == id)) else {
        return required("audience");
    };
    let opening = Opening {
        subject,
        audience: Some(audience),
        purpose: Purpose::Show,
        until: consents::until(form.text("hasta"))?,
        note: String::new(),
    };
    open(&visit.app, &visit.actor, opening).await?;
    Ok(())
}

/// `POST /requerimientos/{id}/nombre`: shows the buyer's name to everyone.
pub async fn show_name(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = tell(&visit, &id).await;
    visit.respond(outcome)
}

async fn tell(visit: &Visit, id: &Named) -> AppResult<Redirect> {
    let need: NeedId = id.id()?;
    show_buyer_to_all(&visit.app, &visit.actor, need).await?;
    Ok(Redirect::to(&format!("/requerimientos/{need}")))
}

/// What the buyer sees of it on her need's page.
pub struct Openings {
    open: Vec<(Consent, String)>,
    receivers: Vec<(OrganisationId, String)>,
}

/// Loads it; nothing for those whose need it is not.
///
/// # Errors
/// If the database fails.
pub async fn load(visit: &Visit, need: &Need) -> AppResult<Option<Openings>> {
    let relation = Relation::to_need(&visit.actor, need);
    if policy::require_on(&visit.actor, Operation::OpenOwnNeed, relation).is_err() {
        return Ok(None);
    }
    Ok(Some(Openings {
        open: list_of_need(&visit.app, &visit.actor, need.id).await?,
        receivers: list_receivers(&visit.app, &visit.actor, need.id).await?,
    }))
}

/// The section.
pub fn section(visit: &Visit, need: &Need, openings: &Openings, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let own_faults: Vec<Fault> = faults
        .iter()
        .filter(|(field, _)| field != "file")
        .cloned()
        .collect();
    html! {
        section aria-labelledby="aperturas" {
            h2 #aperturas { (say.t("openings-title")) }
            @if visit.query.text("abierto") == "si" { p.done role="status" { (say.t("consents-done-open")) } }
            @if visit.query.text("cerrado") == "si" { p.done role="status" { (say.t("consents-done-close")) } }
            @if !need.buyer_shown {
                p.note { (say.t("openings-reserved")) }
                form method="post" action={ "/requerimientos/" (need.id) "/nombre" } {
                    (visit.proof())
                    div.buttons { button.second type="submit" { (say.t("openings-show-all")) } }
                }
            }
            @if openings.open.is_empty() { p.empty { (say.t("openings-none")) } }
            @else { (table(&table_of(say, &say.t("openings-title")), &rows(visit, &openings.open))) }
            @if openings.receivers.is_empty() { p.hint { (say.t("openings-nobody")) } }
            @else { (form(visit, need, openings, &own_faults)) }
        }
    }
}

fn what(visit: &Visit, consent: &Consent) -> String {
    match consent.subject {
        Subject::BuyerName(_) => visit.say.t("openings-name"),
        Subject::Drawings(_) | Subject::Facts(_) => visit.say.t("openings-drawings"),
    }
}

fn rows(visit: &Visit, open: &[(Consent, String)]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("consents-to")) }
                    th scope="col" { (say.t("consents-what")) }
                    th scope="col" { (say.t("consents-until")) }
                    th scope="col" { (say.t("consents-close")) }
                }
            }
            tbody {
                @for (consent, name) in open {
                    tr {
                        th scope="row" { (name) }
                        td { (what(visit, consent)) }
                        td.nowrap { (time(say, consent.until)) }
                        td {
                            form method="post" action={ (consents::PATH) "/" (consent.id) "/cerrar" } {
                                (visit.proof())
                                button.second type="submit" { (say.t("consents-close")) span.hidden { ": " (what(visit, consent)) ", " (name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn form(visit: &Visit, need: &Need, openings: &Openings, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let mut receivers = vec![(String::new(), say.t("consents-choose"))];
    receivers.extend(
        openings
            .receivers
            .iter()
            .map(|(id, name)| (id.to_string(), name.clone())),
    );
    let mut subjects = vec![("planos".to_owned(), say.t("openings-drawings"))];
    if !need.buyer_shown {
        subjects.push(("nombre".to_owned(), say.t("openings-name")));
    }
    let until = consents::in_a_year(visit);
    let field = |name: &'static str, key: &str| Field {
        name,
        label: say.t(key),
        hint: None,
        value: "",
        fault: fault_of(faults, name),
    };
    html! {
        (summary(say, faults))
        form method="post" action={ "/requerimientos/" (need.id) "/abrir" } novalidate {
            (visit.proof())
            (field("a_quien", "openings-to").select(say, &receivers))
            (field("que", "consents-what").select(say, &subjects))
            (Field { value: &until, ..field("hasta", "consents-until") }.line(say, "date", None))
            div.buttons { button.second type="submit" { (say.t("consents-open-button")) } }
        }
    }
}
