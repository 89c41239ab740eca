//! A person's data as a file: for programs, and to be read.

use super::{kind, status};
use crate::pages::format::{date, instant};
use crate::pages::layout::role;
use crate::pages::visit::Visit;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::privacy::export::{Account, Export};
use eslabon_app::{AppError, AppResult};
use maud::{DOCTYPE, Markup, html};

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For programs.
    Json,
    /// To be read.
    Html,
}

/// The file.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn file(visit: &Visit, export: &Export, form: Form) -> AppResult<Response> {
    let (kind, ending, content) = match form {
        Form::Json => (
            "application/json; charset=utf-8",
            "json",
            serde_json::to_string_pretty(export).map_err(|e| AppError::Internal(e.to_string()))?,
        ),
        Form::Html => (
            "text/html; charset=utf-8",
            "html",
            document(visit, export).into_string(),
        ),
    };
    let day = visit.app.today();
    let disposition = format!("attachment; filename=\"mis-datos-{day}.{ending}\"");
    Ok((
        [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        content,
    )
        .into_response())
}

/// A page that stands alone: nothing in it leads anywhere.
fn document(visit: &Visit, export: &Export) -> Markup {
    let say = visit.say;
    html! {
        (DOCTYPE)
        html lang=(say.tag_text()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (say.t("own-data-title")) }
            }
            body {
                h1 { (say.t("own-data-title")) }
                p { (instant(say, export.made_at)) }
                (account(visit, &export.account))
                h2 { (say.t("own-data-memberships")) }
                ul {
                    @for hat in &export.memberships {
                        li {
                            (role(say, hat.role)) @if let Some(firm) = &hat.organisation { ", " (firm) }
                            " · " (instant(say, hat.since)) @if let Some(until) = hat.until { " – " (instant(say, until)) }
                        }
                    }
                }
                h2 { (say.t("own-data-keys")) }
                ul {
                    @for key in &export.keys {
                        li { (say.find(&format!("own-data-key-{}", key.kind.replace('_', "-"))).unwrap_or_default()) ": " (key.label) " · " (instant(say, key.created_at)) " – " (instant(say, key.expires_at)) }
                    }
                }
                h2 { (say.t("own-data-identities")) }
                @if export.identities.is_empty() { p { (say.t("no")) } }
                ul { @for known in &export.identities { li { (known.provider) " · " code { (known.subject) } " · " (instant(say, known.since)) } } }
                h2 { (say.t("own-data-notices")) }
                ul { @for accepted in &export.notices { li { (accepted.version) " · " (instant(say, accepted.at)) } } }
                h2 { (say.t("requests-title")) }
                @for asked in &export.requests {
                    h3 { (asked.number) " · " (kind(say, asked.kind)) " · " (status(say, asked.status)) }
                    p { (say.t("request-filed")) ": " (instant(say, asked.filed_at)) " · " (say.t("request-due")) ": " (date(say, asked.due_on)) }
                    @for said in &asked.statements {
                        p {
                            (instant(say, said.at)) " · "
                            @match said.outcome { Some(outcome) => { (status(say, outcome)) } None => { (say.t("request-asked")) } }
                        }
                        blockquote { @for line in said.words.lines() { p { (line) } } }
                    }
                }
                h2 { (say.t("own-data-alerts")) }
                p { (say.t("own-data-alerts-mail")) ": " @if export.alerts_by_mail { (say.t("yes")) } @else { (say.t("no")) } }
                ul { @for told in &export.alerts { li { (instant(say, told.at)) " · " (told.kind) " · " code { (told.need) } " · " code { (told.site) } } } }
                (acts(visit, export))
            }
        }
    }
}

fn account(visit: &Visit, account: &Account) -> Markup {
    let say = visit.say;
    html! {
        h2 { (say.t("own-data-account")) }
        dl {
            dt { (say.t("request-name")) } dd { (account.name) }
            dt { (say.t("request-email")) } dd { (account.email.as_deref().unwrap_or_default()) }
            dt { (say.t("own-data-language")) } dd { (account.language) }
            dt { (say.t("own-data-since")) } dd { (instant(say, account.created_at)) }
            dt { (say.t("own-data-password")) } dd { @if account.has_password { (say.t("yes")) } @else { (say.t("no")) } }
            dt { (say.t("own-data-second-factor")) }
            dd { @match account.second_factor_since { Some(at) => { (instant(say, at)) } None => { (say.t("no")) } } }
        }
    }
}

fn acts(visit: &Visit, export: &Export) -> Markup {
    let say = visit.say;
    html! {
        h2 { (say.t("own-data-acts")) }
        p { (say.t("own-data-acts-text")) }
        table {
            thead {
                tr {
                    th scope="col" { (say.t("own-data-act-number")) }
                    th scope="col" { (say.t("own-data-act-at")) }
                    th scope="col" { (say.t("own-data-act-by")) }
                    th scope="col" { (say.t("own-data-act-what")) }
                    th scope="col" { (say.t("own-data-act-on")) }
                }
            }
            tbody {
                @for act in &export.acts {
                    tr {
                        td { (act.number) }
                        td { (instant(say, act.at)) }
                        td { @if act.by_her { (export.account.name) } @else { (role(say, &act.role)) } }
                        td { (act.action) }
                        td { (act.object) }
                    }
                }
            }
        }
    }
}
