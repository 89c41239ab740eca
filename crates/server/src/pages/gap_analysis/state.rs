//! Takes what someone says of a cause. What cannot be kept comes back with what was typed.

use super::path;
use super::show::{needs_of, page};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::parts::Fault;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::gaps::{Statement, analyse, state};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::findings::Finding;
use eslabon_domain::ids::{NeedId, SiteId};

/// What came back with the page.
#[derive(Debug, Default)]
pub struct Returned {
    /// What was typed.
    pub fields: Option<Fields>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// `POST /proveedores/{site}/brechas`: `causa`, `hallazgo`, `nota`, `requerimiento`.
pub async fn take(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::StateCause)?;
    let site: SiteId = id.id()?;
    let needs = needs_of(form.all("requerimiento"))?;
    match stated(visit, site, form).await {
        Ok(site) => Ok(Redirect::to(&done(site, &needs)).into_response()),
        Err(AppError::Invalid(faults)) => {
            let view = analyse(&visit.app, &visit.actor, site, &needs).await?;
            let back = Returned {
                fields: Some(form.clone()),
                faults: faults.iter().map(|fault| in_words(visit, fault)).collect(),
            };
            let page = page(visit, &view, &back);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn stated(visit: &Visit, site: SiteId, form: &Fields) -> AppResult<SiteId> {
    let (symptom, cause) = form.text("causa").split_once(' ').unwrap_or_default();
    let said = Statement {
        symptom,
        cause,
        finding: Finding::parse(form.text("hallazgo")),
        note: form.text("nota"),
    };
    let diagnosis = state(&visit.app, &visit.actor, site, said).await?;
    Ok(diagnosis.site)
}

/// Back to the causes, with a word about what was done.
fn done(site: SiteId, needs: &[NeedId]) -> String {
    let to = path(site, needs);
    let mark = if to.contains('?') { '&' } else { '?' };
    format!("{to}{mark}hecho=causa#causas")
}

fn in_words(visit: &Visit, fault: &FieldError) -> Fault {
    let say = visit.say;
    let (control, words) = match (fault.field.as_str(), fault.code) {
        ("cause", _) => ("causa", say.t("gaps-fault-cause")),
        ("finding", _) => ("hallazgo", say.t("gaps-fault-finding")),
        ("note", _) => ("nota", message(say, fault)),
        _ => ("causa", message(say, fault)),
    };
    (control.to_owned(), words)
}
