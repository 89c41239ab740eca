//! One claim: evidence and registry facts beside each other, its rivals, and the decision.

use super::{PATH, evidence_in_words, ruling};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, Mark, badges, fault_of, place, summary, table};
use crate::pages::suppliers::registry_entries;
use crate::pages::visit::{Named, Visit};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::claims::{self, ClaimFile, Decided};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::{Claim, ClaimStatus};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::ClaimId;
use maud::{Markup, html};

/// `GET /es-mi-empresa/{claim}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::DecideClaim)?;
    let file = claims::load(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &file, "", &[], None))
}

/// `POST /es-mi-empresa/{claim}`: `verdict`, `reason`.
pub async fn decide(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::DecideClaim)?;
    let id: ClaimId = id.id()?;
    let reason = form.text("reason");
    let outcome = match form.text("verdict") {
        "approve" => claims::decide(&visit.app, &visit.actor, id, true, reason).await,
        "refuse" => claims::decide(&visit.app, &visit.actor, id, false, reason).await,
        _ => Err(AppError::Invalid(Vec::new())),
    };
    match outcome {
        // Answered at once, not led elsewhere: the link is shown this once.
        Ok(decided) => {
            let file = claims::load(&visit.app, &visit.actor, id).await?;
            Ok(page(visit, &file, "", &[], Some(&decided)).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let file = claims::load(&visit.app, &visit.actor, id).await?;
            let say = visit.say;
            let mut shown: Vec<Fault> = faults
                .iter()
                .map(|fault| match (fault.field.as_str(), fault.code) {
                    ("reason", "required") => ("reason".to_owned(), say.t("fault-reason")),
                    ("reason", _) => ("reason".to_owned(), message(say, fault)),
                    _ => ("contenido".to_owned(), message(say, fault)),
                })
                .collect();
            if shown.is_empty() {
                shown.push(("aprobar".to_owned(), say.t("fault-claim-verdict")));
            }
            let page = page(visit, &file, reason, &shown, None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

fn page(
    visit: &Visit,
    file: &ClaimFile,
    reason: &str,
    faults: &[Fault],
    decided: Option<&Decided>,
) -> Markup {
    let say = visit.say;
    let view = &file.view;
    let main = html! {
        (summary(say, faults))
        @if let Some(decided) = decided { (done(visit, decided)) }
        div.columns {
            div {
                h2 { (say.t("claim-what")) }
                (claim(visit, &file.claim))
                @if file.claim.status == ClaimStatus::Open {
                    @if file.has_owner { p.note { (Mark::Gap) " " (say.t("fault-has-owner")) } }
                    (form(visit, file, reason, faults))
                }
            }
            div {
                h2 { a href={ "/proveedores/" (view.card.site) } { (view.card.name) } }
                p.badges { (badges(say, &view.card)) }
                p { (view.street) br; (place(say, view.card.municipality.as_deref(), view.card.state)) }
                @if !view.entries.is_empty() { (registry_entries(visit, view)) }
            }
        }
        @if !file.others.is_empty() {
            section aria-labelledby="otras" {
                h2 #otras { (say.t("claim-others")) }
                (table(&say.t("claim-others-table"), &others(visit, &file.others)))
            }
        }
    };
    let title = say.with("claim-of", &[("firm", &view.card.name)]);
    Page::new(Section::Claims, title, main)
        .under(say.t("nav-claims"), PATH)
        .faulty(!faults.is_empty())
        .show(visit)
}

fn done(visit: &Visit, decided: &Decided) -> Markup {
    let say = visit.say;
    html! {
        div.done role="status" {
            p { (say.t(if decided.status == ClaimStatus::Approved { "claim-approved-done" } else { "claim-refused-done" })) }
            @if let Some(link) = &decided.invitation {
                p { (say.t("claim-link")) }
                p { code { (link) } }
            }
        }
    }
}

fn claim(visit: &Visit, claim: &Claim) -> Markup {
    let say = visit.say;
    let line = |label: &str, value: &str| html! { @if !value.is_empty() { div { dt { (say.t(label)) } dd { (value) } } } };
    html! {
        dl.facts {
            (line("claims-claimant", &claim.name))
            (line("claim-email", &claim.email))
            (line("claim-telephone", &claim.telephone))
            div { dt { (say.t("claim-account")) } dd { (say.t(if claim.person.is_some() { "claim-account-known" } else { "claim-account-none" })) } }
            (line("claim-evidence", &evidence_in_words(say, claim.evidence)))
            @if !claim.words.is_empty() { div { dt { (say.t("claim-words-short")) } dd.prose { (claim.words) } } }
            @if let Some(kept) = &claim.file {
                div { dt { (say.t("claim-file-short")) } dd { a href={ (PATH) "/" (claim.id) "/evidencia" } download { (kept.name) } } }
            }
            div { dt { (say.t("claims-made")) } dd { (instant(say, claim.created_at)) } }
            div { dt { (say.t("claims-status")) } dd { (ruling(say, claim)) } }
        }
    }
}

/// Every other claim of the site, one beside the other.
fn others(visit: &Visit, all: &[Claim]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("claims-claimant")) }
                    th scope="col" { (say.t("claim-evidence")) }
                    th scope="col" { (say.t("claim-words-short")) }
                    th scope="col" { (say.t("claims-made")) }
                    th scope="col" { (say.t("claims-status")) }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" { a href={ (PATH) "/" (one.id) } { (one.name) } }
                        td { (evidence_in_words(say, one.evidence)) }
                        td.prose { (one.words) }
                        td { (instant(say, one.created_at)) }
                        td { (ruling(say, one)) }
                    }
                }
            }
        }
    }
}

/// The decision: why, and which. Several lines, so that Enter decides nothing.
fn form(visit: &Visit, file: &ClaimFile, reason: &str, faults: &[Fault]) -> Markup {
    let say = visit.say;
    html! {
        form method="post" action={ (PATH) "/" (file.claim.id) } novalidate {
            (visit.proof())
            (Field { name: "reason", label: say.t("pair-reason"), hint: Some(say.t("claim-reason-hint")), value: reason, fault: fault_of(faults, "reason") }.area(say, 3))
            div.buttons {
                @if !file.has_owner { button #aprobar type="submit" name="verdict" value="approve" { (say.t("claim-approve")) } }
                button.second type="submit" name="verdict" value="refuse" { (say.t("claim-refuse")) }
            }
        }
    }
}

/// `GET /es-mi-empresa/{claim}/evidencia`: the file, as an attachment of a fixed type.
pub async fn evidence(visit: Visit, id: Named) -> Response {
    visit.respond(handed_over(&visit, &id).await)
}

async fn handed_over(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::DecideClaim)?;
    let (file, content) = claims::read_evidence(&visit.app, &visit.actor, id.id()?).await?;
    let headers = [
        (header::CONTENT_TYPE, file.media_type),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", file.name),
        ),
    ];
    Ok((headers, content).into_response())
}
