//! A programme is planned anew: what is pinned, runs or is done stays. Signatures given before count no more.

use super::desk::{self, Desk};
use super::wishes::{self, choice, is_sent};
use super::{PATH, path_of, questions};
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::{self, Planning, ProgrammeView, load_programme};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::ProgrammeId;
use eslabon_engine::programme::Difference;
use maud::{Markup, html};

/// The address of it.
#[must_use]
pub fn path(id: ProgrammeId) -> String {
    format!("{}/ajustar", path_of(id))
}

/// `GET /programas/{id}/ajustar`: what is wished, `plan`, `pregunta`; without them, as it stands.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PlanProgrammes)?;
    let view = load_programme(&visit.app, &visit.actor, id.id()?).await?;
    let fields = &visit.query;
    let (planned, faults) = planned(visit, view.programme.id, fields).await?;
    let status = match faults.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = page(visit, &view, fields, planned.as_ref(), &faults, false)?;
    Ok((status, page).into_response())
}

/// What was planned, and what would be otherwise; or what is wrong with what is wished.
type Planned = (Planning, Option<Difference>);

async fn planned(
    visit: &Visit,
    id: ProgrammeId,
    fields: &Fields,
) -> AppResult<(Option<Planned>, Vec<FieldError>)> {
    let wished = match is_sent(fields) {
        true => match wishes::read(fields) {
            Ok(wished) => Some(wished),
            Err(faults) => return Ok((None, faults)),
        },
        false => None,
    };
    let (app, actor, wished) = (&visit.app, &visit.actor, wished.as_ref());
    let outcome = match questions::asked(fields) {
        Some(question) => programmes::why_not_here(app, actor, id, wished, question)
            .await
            .map(|(planning, difference)| (planning, Some(difference))),
        None => programmes::replan(app, actor, id, wished)
            .await
            .map(|planning| (planning, None)),
    };
    match outcome {
        Ok(planned) => Ok((Some(planned), Vec::new())),
        Err(AppError::Invalid(faults)) => Ok((None, faults)),
        Err(other) => Err(other),
    }
}

/// `POST /programas/{id}/ajustar`: the same, `version` and `plan`.
pub async fn adjust(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    visit.respond(adjusted(&visit, &id, &fields).await)
}

async fn adjusted(visit: &Visit, id: &Named, fields: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PlanProgrammes)?;
    let id: ProgrammeId = id.id()?;
    let (faults, overtaken) = match kept(visit, id, fields).await {
        Ok(()) => {
            let to = format!("{}?hecho=ajustado", path_of(id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (faults, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other),
    };
    let view = load_programme(&visit.app, &visit.actor, id).await?;
    let (planned, _) = planned(visit, id, fields).await?;
    let status = match overtaken {
        true => StatusCode::CONFLICT,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = page(visit, &view, fields, planned.as_ref(), &faults, overtaken)?;
    Ok((status, page).into_response())
}

async fn kept(visit: &Visit, id: ProgrammeId, fields: &Fields) -> AppResult<()> {
    let wished = wishes::read(fields).map_err(AppError::Invalid)?;
    let (app, actor) = (&visit.app, &visit.actor);
    let version = fields.text("version").parse().unwrap_or(0);
    let Some(choice) = choice(fields) else {
        // Whoever may not change this programme learns nothing of it.
        load_programme(app, actor, id).await?;
        let fault = FieldError::new("plan", "not_proposed_any_more", "");
        return Err(AppError::Invalid(vec![fault]));
    };
    programmes::adjust(app, actor, id, version, &wished, choice).await?;
    Ok(())
}

fn page(
    visit: &Visit,
    view: &ProgrammeView,
    fields: &Fields,
    planned: Option<&Planned>,
    faults: &[FieldError],
    overtaken: bool,
) -> AppResult<Markup> {
    let say = visit.say;
    let programme = &view.programme;
    let faults = desk::faults(visit, faults);
    let has_signatures = view.signatures.iter().any(|line| line.counts);
    let keeping = html! {
        input type="hidden" name="version" value=(programme.version);
        @if has_signatures { p.note { (say.t("programme-adjust-signatures")) } }
    };
    let main = desk::shown(
        visit,
        &Desk {
            path: path(programme.id),
            fields,
            needs: &[],
            planning: planned.map(|(planning, _)| planning),
            difference: planned.and_then(|(_, difference)| difference.as_ref()),
            faults: &faults,
            overtaken,
            keeping,
            keep: say.t("programme-adjust-keep"),
        },
    )?;
    Ok(
        Page::new(Section::Programmes, say.t("programme-adjust"), main)
            .lead(html! { p.lead { (say.t("programme-adjust-lead")) } })
            .under(say.t("programme-nav"), PATH)
            .under(programme.title.clone(), path_of(programme.id))
            .faulty(!faults.is_empty())
            .show(visit),
    )
}
