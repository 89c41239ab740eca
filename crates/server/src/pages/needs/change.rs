//! Changing a need: the steps of posting one, begun with what is stored. The last saves over it, unless
//! someone saved in between: then both versions stand side by side, and nothing that was typed is lost.

use super::draft::Draft;
use super::errand::Errand;
use super::faults::of_need;
use super::post::{Step, Walked, keep, walk};
use super::{conflict, steps};
use crate::pages::fields::{Fields, Posted};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::needs::{change_need, load_to_change, target_price};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::needs::Need;
use maud::Markup;

/// What the button says that saves over another's version, before that version's number.
pub const OVER: &str = "encima-";

/// `GET /requerimientos/{id}/cambiar`.
pub async fn start(visit: Visit, id: Named) -> Response {
    visit.respond(first(&visit, &id).await.map(keep))
}

async fn first(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let need = load_to_change(&visit.app, &visit.actor, id.id()?).await?;
    if !need.status.is_changeable() {
        let fault = FieldError::new("status", "not_changeable", "");
        return Err(AppError::Invalid(vec![fault]));
    }
    let version = need.version.to_string();
    let errand = Errand::Change {
        need: &need,
        version: &version,
    };
    let mut draft = Draft::of(&need);
    let price = target_price(&visit.app, &visit.actor, &need).await?;
    draft.terms = draft.terms.priced(price);
    Ok(steps::show(visit, &errand, Step::Words, &draft, &[], &[]))
}

/// `POST /requerimientos/{id}/cambiar`.
pub async fn step(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let need = load_to_change(&visit.app, &visit.actor, id.id()?).await?;
    let errand = Errand::Change {
        need: &need,
        version: form.text("version"),
    };
    let draft = match walk(visit, &errand, form, &[])? {
        Walked::Shown(page) => return Ok(page),
        Walked::Ready(draft) => draft,
    };
    // Whoever has seen the other version and saves over it says which.
    let seen = form.text("ir").strip_prefix(OVER);
    let version = seen.unwrap_or_else(|| form.text("version"));
    match save(visit, &need, &draft, version).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(AppError::Conflict) => {
            let now = load_to_change(&visit.app, &visit.actor, need.id).await?;
            let price = target_price(&visit.app, &visit.actor, &now).await?;
            let page = conflict::page(visit, &now, price, form.text("version"), &draft);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults = of_need(visit, &draft.need(), &faults);
            let page = steps::show(visit, &errand, Step::Check, &draft, &[], &faults);
            Ok(keep(page))
        }
        Err(other) => Err(other),
    }
}

async fn save(visit: &Visit, need: &Need, draft: &Draft, version: &str) -> AppResult<String> {
    // What is no number is nobody's version.
    let version = version.parse().unwrap_or(0);
    let draft = draft.need_like(need);
    change_need(&visit.app, &visit.actor, need.id, version, draft).await?;
    Ok(format!("/requerimientos/{}?cambiado=si", need.id))
}
