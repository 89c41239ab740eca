//! One's API tokens: made with a name, what they may do and for how long; shown once; listed; taken back.

use super::{faults_of, own, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section, hat_in_words};
use crate::pages::parts::{Fault, Field, fault_of, summary, table, table_of};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::api_tokens::{DAYS_MAX, Scope, TokenLine, create, list, revoke};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::accounts::sessions::Session;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::MembershipId;
use maud::{Markup, html};

/// Where they are.
pub const PATH: &str = "/cuenta/tokens";
/// For how long a token holds where nothing else is said.
const DAYS: &str = "90";

/// `GET /cuenta/tokens`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit, &Fields::default(), &[]).await)
}

/// `POST /cuenta/tokens`: takes `id` back, or makes a token.
pub async fn change(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_change(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_change(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let session = visit.signed_in()?;
    if fields.has("id") {
        let id = fields.text("id").parse().map_err(|_| AppError::NotFound)?;
        revoke(&visit.app, &visit.actor, id).await?;
        return Ok(Redirect::to(&address(PATH, [("hecho", "1")])).into_response());
    }
    let scope = match fields.text("scope") {
        "write" => Scope::Write,
        _ => Scope::Read,
    };
    // What is no number is out of range.
    let days = fields.text("days").parse().unwrap_or(0);
    let name = fields.text("name");
    match create(&visit.app, &visit.actor, session.hat, name, scope, days).await {
        Ok((_, clear)) => Ok(made(visit, name, &clear).into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            Ok(unprocessable(page(visit, fields, &faults).await?))
        }
        Err(error) => Err(error),
    }
}

/// The token, once.
fn made(visit: &Visit, name: &str, clear: &Clear) -> Markup {
    let say = visit.say;
    let main = html! {
        p.done role="status" { (say.with("tokens-made", &[("name", name)])) }
        (Field { name: "token", label: say.t("tokens-token"), hint: Some(say.t("tokens-once")), value: clear.as_str(), fault: None }.shown(say))
        p { (say.t("tokens-how")) br; code { "Authorization: Bearer …" } }
        div.buttons { a.button href=(PATH) { (say.t("tokens-copied")) } }
    };
    Page::new(Section::Elsewhere, say.t("tokens-title"), main)
        .under(say.t("account-title"), own::PATH)
        .show(visit)
}

async fn page(visit: &Visit, fields: &Fields, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let held = list(&visit.app, &visit.actor).await?;
    let session = visit.signed_in()?;
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("tokens-done")) } }
        p { (say.t("tokens-lead")) }
        section aria-labelledby="vigentes" {
            h2 #vigentes { (say.t("tokens-held")) }
            @if held.is_empty() { p.empty { (say.t("tokens-none")) } }
            @else { (table(&table_of(say, &say.t("tokens-held")), &rows(visit, session, &held))) }
        }
        section aria-labelledby="nuevo" {
            h2 #nuevo { (say.t("tokens-new")) }
            (form(visit, session, fields, faults))
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("tokens-title"), main)
        .under(say.t("account-title"), own::PATH)
        .faulty(!faults.is_empty())
        .show(visit))
}

fn scope_in_words(say: Say, scope: Scope) -> String {
    match scope {
        Scope::Read => say.t("tokens-scope-read"),
        Scope::Write => say.t("tokens-scope-write"),
    }
}

/// What a token acts as, in words; nothing where that is over.
fn acts_as(say: Say, session: &Session, hat: Option<MembershipId>) -> String {
    let known = session.hats.iter().find(|one| Some(one.membership) == hat);
    known.map(|hat| hat_in_words(say, hat)).unwrap_or_default()
}

fn rows(visit: &Visit, session: &Session, held: &[TokenLine]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            caption.hidden { (say.t("tokens-held")) }
            thead {
                tr {
                    th scope="col" { (say.t("tokens-name")) }
                    th scope="col" { (say.t("tokens-scope")) }
                    th scope="col" { (say.t("tokens-used")) }
                    th scope="col" { (say.t("tokens-until")) }
                    th scope="col" { (say.t("tokens-revoke")) }
                }
            }
            tbody {
                @for token in held {
                    tr {
                        th scope="row" { (token.name) br; span.quiet { (acts_as(say, session, token.acting_as)) } }
                        td { (scope_in_words(say, token.scope)) }
                        td { @if token.last_used_at > token.created_at { (instant(say, token.last_used_at)) } @else { (say.t("tokens-unused")) } }
                        td { (instant(say, token.expires_at)) }
                        td {
                            form method="post" action=(PATH) {
                                (visit.proof())
                                input type="hidden" name="id" value=(token.id);
                                button.quiet type="submit" { (say.t("tokens-revoke")) span.hidden { ": " (token.name) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn form(visit: &Visit, session: &Session, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let days = fields.find("days").unwrap_or(DAYS);
    let most = DAYS_MAX.to_string();
    let writes = fields.text("scope") == "write";
    html! {
        form.text method="post" action=(PATH) novalidate {
            (visit.proof())
            p.quiet { (say.with("tokens-acts-as", &[("role", &acts_as(say, session, Some(session.hat)))])) }
            (Field { name: "name", label: say.t("tokens-name"), hint: Some(say.t("tokens-name-hint")), value: fields.text("name"), fault: fault_of(faults, "name") }.line(say, "text", None))
            fieldset {
                legend { (say.t("tokens-scope")) }
                @for (value, scope, chosen) in [("read", Scope::Read, !writes), ("write", Scope::Write, writes)] {
                    label.check { input type="radio" name="scope" value=(value) checked[chosen]; (scope_in_words(say, scope)) }
                }
            }
            (Field { name: "days", label: say.t("tokens-days"), hint: Some(say.with("tokens-days-hint", &[("most", &most)])), value: days, fault: fault_of(faults, "days") }.line(say, "number", None))
            div.buttons { button type="submit" { (say.t("tokens-create")) } }
        }
    }
}
