//! Where a need stands: why, since when, by whom; and the form that puts it elsewhere, for those who may.

use super::status;
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::format::instant;
use crate::pages::parts::{Fault, Field, doer, fault_of, summary};
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::needs::{load_to_change, set_status};
use eslabon_app::policy;
use eslabon_app::records::StatusNote;
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::needs::{Need, NeedStatus};
use maud::{Markup, html};

/// The fields of the form.
pub const FIELDS: [&str; 3] = ["estado", "motivo", "proveedor"];

/// `POST /requerimientos/{id}/estado`.
pub async fn change(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    // Whose need it is comes first: what is wrong with a form is told to its people only.
    let need = load_to_change(&visit.app, &visit.actor, id.id()?).await?;
    match put(visit, &need, form).await {
        Ok(()) => {
            let to = format!("/requerimientos/{}?estatus=si", need.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| in_words(visit.say, fault))
                .collect();
            let typed = Typed::of(form);
            let page = super::show::page_with(visit, need.id, &faults, &typed).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn put(visit: &Visit, need: &Need, form: &Fields) -> AppResult<()> {
    let Some(status) = NeedStatus::parse(form.text("estado")) else {
        let fault = FieldError::new("status", "required", "");
        return Err(AppError::Invalid(vec![fault]));
    };
    set_status(
        &visit.app,
        &visit.actor,
        need.id,
        form.text("version").parse().unwrap_or(0),
        status,
        form.text("motivo"),
        form.find("proveedor"),
    )
    .await?;
    Ok(())
}

fn in_words(say: Say, fault: &FieldError) -> Fault {
    let (control, words) = match (fault.field.as_str(), fault.code) {
        ("reason", "required") => ("motivo", say.t("fault-status-reason")),
        ("reason", _) => ("motivo", message(say, fault)),
        ("supplier", _) => ("proveedor", message(say, fault)),
        ("status", "required") => ("estado", say.t("fault-status-choose")),
        _ => ("estado", message(say, fault)),
    };
    (control.to_owned(), words)
}

/// What was typed into the form, shown again beside what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    status: String,
    reason: String,
    supplier: String,
}

impl Typed {
    fn of(form: &Fields) -> Self {
        let keep = |name: &str, most: usize| form.text(name).chars().take(most).collect();
        Self {
            status: keep("estado", 20),
            reason: keep("motivo", 4_000),
            supplier: keep("proveedor", 400),
        }
    }
}

/// Why it stands so, as a row of the facts above.
#[must_use]
pub fn note(visit: &Visit, note: &StatusNote) -> Markup {
    let say = visit.say;
    html! {
        @if let Some(supplier) = &note.supplier {
            div { dt { (say.t("status-supplier")) } dd { (supplier) } }
        }
        div {
            dt { (say.t("status-why")) }
            dd {
                @if !note.reason.is_empty() { span.prose { (note.reason) } br; }
                span.quiet { (say.with("status-by", &[("name", &doer(say, &note.by))])) ", " (instant(say, note.at)) }
            }
        }
    }
}

/// The form, for those who may change the need; nothing where it leads nowhere else.
#[must_use]
pub fn section(visit: &Visit, need: &Need, faults: &[Fault], typed: &Typed) -> Markup {
    let say = visit.say;
    let next = need.status.next();
    if next.is_empty() || policy::require_changing(&visit.actor, need).is_err() {
        return html! {};
    }
    let awards = next.contains(&NeedStatus::Awarded);
    let field = |name: &'static str, key: &str, hint: Option<&str>, value| Field {
        name,
        label: say.t(key),
        hint: hint.map(|key| say.t(key)),
        value,
        fault: fault_of(faults, name),
    };
    // A draft needs no words to be opened.
    let hint = (need.status == NeedStatus::Draft).then_some("post-optional");
    html! {
        section aria-labelledby="estatus" {
            h2 #estatus { (say.t("status-title")) }
            (summary(say, faults))
            form method="post" action={ "/requerimientos/" (need.id) "/estado" } novalidate {
                (visit.proof())
                input type="hidden" name="version" value=(need.version);
                (choices(visit, next, faults, typed))
                (field("motivo", "status-reason", hint, &typed.reason).area(say, 3))
                @if awards { (field("proveedor", "status-to-whom", Some("status-to-whom-hint"), &typed.supplier).line(say, "text", None)) }
                div.buttons { button.second type="submit" { (say.t("status-save")) } }
            }
        }
    }
}

fn choices(visit: &Visit, next: &[NeedStatus], faults: &[Fault], typed: &Typed) -> Markup {
    let say = visit.say;
    html! {
        fieldset.choices #estado {
            legend { (say.t("status-next")) }
            @if let Some(fault) = fault_of(faults, "estado") { p.fault { span.hidden { (say.t("error-prefix")) " " } (fault) } }
            @for one in next {
                label.check {
                    // Where only one way leads on, it is chosen.
                    input type="radio" name="estado" value=(one.as_str()) checked[next.len() == 1 || typed.status == one.as_str()];
                    span { (status(say, *one)) }
                }
            }
        }
    }
}
