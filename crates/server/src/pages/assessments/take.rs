//! Opening an assessment, saving its draft, taking it back.

use super::form::{self, Typed};
use super::{path_of, question, result};
use crate::pages::fields::{Fields, Posted};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::assessments::{self, AssessmentView, Saving, load_assessment, void};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::assessments::{AssessmentKind, Entries};
use eslabon_domain::ids::AssessmentId;
use maud::Markup;

/// `GET /evaluaciones/{id}`; with `pregunta`, one of the ready diagnosis.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let view = load_assessment(&visit.app, &visit.actor, id.id()?).await?;
    Ok(page(visit, &view))
}

/// The page that fits how it stands.
fn page(visit: &Visit, view: &AssessmentView) -> Markup {
    if !view.is_open() {
        return result::page(visit, view, &[], "");
    }
    if view.assessment.kind == AssessmentKind::ReadyDiagnosis {
        let at = question::asked(visit, view);
        let entries = &view.assessment.entries;
        return question::page(visit, view, at, entries, &view.faults, false);
    }
    let typed = Typed::stored(&view.assessment);
    form::page(visit, view, &typed, &view.faults, false)
}

/// `POST /evaluaciones/{id}`: `version`, `e.…` for each field, `on`, `note`, `ir`; of the ready diagnosis
/// `pregunta` and the one field.
pub async fn save(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let id: AssessmentId = id.id()?;
    let view = load_assessment(&visit.app, &visit.actor, id).await?;
    let by_question = view.assessment.kind == AssessmentKind::ReadyDiagnosis;
    let mut saving = Saving {
        entries: entries_of(form),
        on: form.text("on").to_owned(),
        note: form.text("note").to_owned(),
        leaves_out: true,
    };
    if by_question {
        // The other answers stay as they are.
        let mut entries = view.assessment.entries.clone();
        entries.extend(saving.entries);
        saving.entries = entries;
        saving.note.clone_from(&view.assessment.note);
    }
    let version = form.text("version").parse().unwrap_or(0);
    let (app, actor) = (&visit.app, &visit.actor);
    match assessments::save(app, actor, id, version, &saving).await {
        Ok(_) if by_question => after_question(visit, id, form).await,
        Ok(_) => {
            let to = match form.text("ir") {
                "terminar" => format!("{}/terminar", path_of(id)),
                _ => format!("{}?hecho=guardado", path_of(id)),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let page = typed_again(visit, &view, form, &saving, &faults, false);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict) => {
            let now = load_assessment(app, actor, id).await?;
            let page = typed_again(visit, &now, form, &saving, &[], true);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// What was typed, by field. A name that comes twice counts once.
fn entries_of(form: &Fields) -> Entries {
    let mut entries = Entries::new();
    for (name, value) in form.pairs() {
        if let Some(key) = name.strip_prefix("e.") {
            entries
                .entry(key.to_owned())
                .or_insert_with(|| value.replace("\r\n", "\n"));
        }
    }
    entries
}

/// Which question was answered, counted from zero.
fn posted(view: &AssessmentView, form: &Fields) -> usize {
    let asked: usize = form.text("pregunta").parse().unwrap_or(1);
    asked
        .saturating_sub(1)
        .min(view.fields.len().saturating_sub(1))
}

/// On to the next question; back to this one where its answer cannot be read. It is saved all the same.
async fn after_question(visit: &Visit, id: AssessmentId, form: &Fields) -> AppResult<Response> {
    let view = load_assessment(&visit.app, &visit.actor, id).await?;
    let at = posted(&view, form);
    let key = view.fields.get(at).map(|field| field.key.as_str());
    if view
        .faults
        .iter()
        .any(|fault| Some(fault.field.as_str()) == key)
    {
        let entries = &view.assessment.entries;
        let page = question::page(visit, &view, at, entries, &view.faults, false);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let to = match at + 1 < view.fields.len() {
        true => question::address_of(&view, at + 1),
        false => format!("{}/terminar", path_of(id)),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The form with what was typed.
fn typed_again(
    visit: &Visit,
    view: &AssessmentView,
    form: &Fields,
    saving: &Saving,
    faults: &[FieldError],
    overtaken: bool,
) -> Markup {
    if !view.is_open() {
        // Finished or taken back in between: there is no form any more.
        return result::page(visit, view, &[], "");
    }
    if view.assessment.kind == AssessmentKind::ReadyDiagnosis {
        let at = posted(view, form);
        return question::page(visit, view, at, &saving.entries, faults, overtaken);
    }
    let typed = Typed {
        entries: &saving.entries,
        on: saving.on.clone(),
        note: &saving.note,
    };
    form::page(visit, view, &typed, faults, overtaken)
}

/// `POST /evaluaciones/{id}/anular`: `version`, `motivo`.
pub async fn take_back(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = taken_back(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn taken_back(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let id: AssessmentId = id.id()?;
    let version = form.text("version").parse().unwrap_or(0);
    let reason = form.text("motivo");
    let (app, actor) = (&visit.app, &visit.actor);
    let (status, faults) = match void(app, actor, id, version, reason).await {
        Ok(_) => {
            let to = format!("{}?hecho=anulada", path_of(id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let view = load_assessment(app, actor, id).await?;
    let page = result::page(visit, &view, &faults, reason);
    Ok((status, page).into_response())
}
