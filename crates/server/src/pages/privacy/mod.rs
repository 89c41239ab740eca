//! Personal data: the notice and accepting it, requests about one's data and answering them, taking one's
//! data along, being erased.

mod answering;
mod download;
mod notice;
mod own_data;
mod requests;

pub use answering::{answer, data_html, data_json, erase, open, queue};
pub use notice::{accept, ask, owed, show as notice};
pub use own_data::{
    erase as erase_own, erased, html as own_html, json as own_json, show as own_data,
};
pub use requests::{add_words, file, mine, one};

use super::errors::message;
use super::format::{instant, time};
use super::parts::{Fault, doer};
use super::visit::Visit;
use super::words::Say;
use eslabon_app::FieldError;
use eslabon_app::privacy::requests::RequestView;
use eslabon_app::records::{PrivacyRequest, Statement};
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use maud::{Markup, html};

/// The notice.
pub const NOTICE: &str = "/privacidad";
/// Accepting it.
pub const ACCEPT: &str = "/privacidad/aceptar";
/// What one asked.
pub const REQUESTS: &str = "/privacidad/solicitudes";
/// What one has to answer.
pub const QUEUE: &str = "/privacidad/atender";
/// What is kept of oneself.
pub const OWN_DATA: &str = "/cuenta/mis-datos";

/// What is asked, in words.
fn kind(say: Say, kind: RequestKind) -> String {
    match kind {
        RequestKind::Access => say.t("request-kind-access"),
        RequestKind::Correction => say.t("request-kind-correction"),
        RequestKind::Cancellation => say.t("request-kind-cancellation"),
        RequestKind::Opposition => say.t("request-kind-opposition"),
    }
}

/// How a request stands, in words.
fn status(say: Say, status: RequestStatus) -> String {
    match status {
        RequestStatus::Open => say.t("request-status-open"),
        RequestStatus::InformationAsked => say.t("request-status-information-asked"),
        RequestStatus::Granted => say.t("request-status-granted"),
        RequestStatus::Refused => say.t("request-status-refused"),
    }
}

/// Faults of a use case at the controls of our forms.
fn faults_of(say: Say, faults: &[FieldError]) -> Vec<Fault> {
    let control = |field: &str| match field {
        "kind" => "tipo",
        "words" => "texto",
        "name" => "nombre",
        "email" => "email",
        "outcome" => "resultado",
        "current" => "clave",
        _ => "contenido",
    };
    faults
        .iter()
        .map(|fault| (control(&fault.field).to_owned(), message(say, fault)))
        .collect()
}

/// What is known of a request besides what was said.
fn facts(visit: &Visit, view: &RequestView, who: Option<&PrivacyRequest>) -> Markup {
    let (say, request) = (visit.say, &view.request);
    html! {
        dl.facts {
            div { dt { (say.t("request-number")) } dd { (request.number) } }
            div { dt { (say.t("request-kind")) } dd { (kind(say, request.kind)) } }
            div { dt { (say.t("request-status")) } dd { strong { (status(say, request.status)) } } }
            @if let Some(asker) = who {
                div { dt { (say.t("request-who")) } dd { (asker.name.as_deref().map_or_else(|| doer(say, eslabon_domain::privacy::ERASED_NAME), str::to_owned)) } }
                @if let Some(email) = &asker.email { div { dt { (say.t("request-email")) } dd { (email) } } }
                div { dt { (say.t("request-account")) } dd { @if asker.person.is_some() { (say.t("yes")) } @else { (say.t("no")) } } }
            }
            div { dt { (say.t("request-filed")) } dd { (instant(say, request.filed_at)) } }
            @if request.status.is_pending() { div { dt { (say.t("request-due")) } dd { (time(say, request.due_on)) } } }
            @if let Some(day) = view.effect_by { div { dt { (say.t("request-effect")) } dd { (time(say, day)) } } }
        }
    }
}

/// What was asked and answered, in order.
fn statements(visit: &Visit, statements: &[Statement], with_names: bool) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="dicho" {
            h2 #dicho { (say.t("request-said")) }
            @for statement in statements {
                h3 {
                    @match statement.outcome {
                        Some(outcome) => { (say.t("request-answer")) ": " (status(say, outcome)) }
                        None => { (say.t("request-asked")) }
                    }
                }
                p.quiet {
                    (instant(say, statement.at))
                    @if with_names { " · " (doer(say, &statement.stated_by)) }
                }
                @if statement.words.is_empty() { p.quiet { (say.t("request-words-erased")) } }
                @else { p.prose { (statement.words) } }
            }
        }
    }
}

/// Requests as rows; `to` is where a row leads.
fn rows(
    visit: &Visit,
    requests: &[PrivacyRequest],
    to: &str,
    label: &str,
    with_names: bool,
) -> Markup {
    let say = visit.say;
    let today = visit.app.today();
    super::parts::table(
        label,
        &html! {
            table.rows {
                caption.hidden { (label) }
                thead {
                    tr {
                        th.num scope="col" { (say.t("request-number")) }
                        th scope="col" { (say.t("request-kind")) }
                        @if with_names { th scope="col" { (say.t("request-who")) } }
                        th scope="col" { (say.t("request-status")) }
                        th scope="col" { (say.t("request-filed")) }
                        th scope="col" { (say.t("request-due")) }
                    }
                }
                tbody {
                    @for request in requests {
                        tr {
                            th.num scope="row" { a href={ (to) "/" (request.id) } { (request.number) } }
                            td { (kind(say, request.kind)) }
                            @if with_names { td { (request.name.as_deref().map_or_else(|| doer(say, eslabon_domain::privacy::ERASED_NAME), str::to_owned)) } }
                            td { (status(say, request.status)) }
                            td { (instant(say, request.filed_at)) }
                            td {
                                (time(say, request.due_on))
                                @if request.status.is_pending() && request.due_on < today { " " strong { (say.t("request-late")) } }
                            }
                        }
                    }
                }
            }
        },
    )
}
