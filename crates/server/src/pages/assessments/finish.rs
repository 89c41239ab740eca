//! Before an assessment is finished: exactly which facts change, from what to what; and finishing it.

use super::{framed, in_words, mark, path_of, rule, title, value, verdict};
use crate::pages::explain;
use crate::pages::fields::Posted;
use crate::pages::parts::{Mark, summary, table};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::assessments::{
    self, AssessmentView, Effect, EffectKind, load_assessment, origin_of,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::assessments::AssessmentStatus;
use eslabon_domain::ids::AssessmentId;
use maud::{Markup, html};

/// `GET /evaluaciones/{id}/terminar`.
pub async fn preview(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let view = load_assessment(&visit.app, &visit.actor, id.id()?).await?;
    policy::require(
        &visit.actor,
        assessments::operation_of(view.assessment.kind),
    )?;
    // What is wrong is shown where it can be mended.
    if !view.is_open() || view.outcome.is_none() {
        return Ok(Redirect::to(&path_of(view.assessment.id)).into_response());
    }
    Ok(page(visit, &view, &[]).into_response())
}

/// `POST /evaluaciones/{id}/terminar`: `version`.
pub async fn finish(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let version = form.text("version").parse().unwrap_or(0);
    let outcome = finished(&visit, &id, version).await;
    visit.respond(outcome)
}

async fn finished(visit: &Visit, id: &Named, version: i32) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeAssessments)?;
    let id: AssessmentId = id.id()?;
    let (app, actor) = (&visit.app, &visit.actor);
    let done = format!("{}?hecho=terminada", path_of(id));
    match assessments::finish(app, actor, id, version).await {
        Ok(_) => Ok(Redirect::to(&done).into_response()),
        Err(AppError::Invalid(faults)) => {
            let view = load_assessment(app, actor, id).await?;
            let page = page(visit, &view, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict) => {
            let view = load_assessment(app, actor, id).await?;
            match view.assessment.status {
                // Two clicks, or two windows: it is done, which is what was wanted.
                AssessmentStatus::Done => Ok(Redirect::to(&done).into_response()),
                _ => Err(AppError::Conflict),
            }
        }
        Err(other) => Err(other),
    }
}

fn page(visit: &Visit, view: &AssessmentView, faults: &[FieldError]) -> Markup {
    let say = visit.say;
    let faults = in_words(visit, view, faults);
    let path = path_of(view.assessment.id);
    let main = html! {
        (summary(say, &faults))
        @if let Some(outcome) = &view.outcome {
            p { @if let Some(mark) = mark(outcome.standing) { (mark) " " } strong { (verdict(say, outcome)) } ": " (rule(say, outcome)) }
        }
        (super::form::missing(visit, view))
        (facts(visit, view, &say.t("assess-facts-preview"), &say.t("assess-facts-none-yet")))
        form method="post" action={ (path) "/terminar" } {
            (visit.proof())
            input type="hidden" name="version" value=(view.assessment.version);
            p.hint { (say.t("assess-finish-hint")) }
            div.buttons {
                button type="submit" { (say.t("assess-finish")) }
                a.button.second href=(path) { (say.t("assess-back")) }
            }
        }
    };
    framed(visit, &view.card, say.t("assess-finish-title"), main)
        .under(title(visit, &view.assessment), path)
        .faulty(!faults.is_empty())
        .show(visit)
}

/// The facts that follow, each beside what was known.
pub fn facts(visit: &Visit, view: &AssessmentView, heading: &str, none: &str) -> Markup {
    let say = visit.say;
    let origin = explain::origin(say, origin_of(view.assessment.kind));
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("fact-what")) }
                    th scope="col" { (say.t("assess-column-before")) }
                    th scope="col" { (say.t("assess-column-after")) }
                    th scope="col" { (say.t("assess-column-becomes")) }
                }
            }
            tbody {
                @for effect in &view.effects {
                    tr {
                        th scope="row" { (explain::attribute(visit, &effect.attribute, effect.item.as_deref())) }
                        td { (before(visit, effect)) }
                        td { (value(visit, &effect.attribute, &effect.after)) br; span.quiet { (origin) } }
                        td { (becomes(visit, effect.kind)) }
                    }
                }
            }
        }
    };
    html! {
        div {
            h2 #datos { (heading) }
            @if view.effects.is_empty() { p { (none) } }
            @else { (table(heading, &rows)) }
        }
    }
}

fn before(visit: &Visit, effect: &Effect) -> Markup {
    let say = visit.say;
    html! {
        @match &effect.before {
            Some((known, origin)) => { (value(visit, &effect.attribute, known)) br; span.quiet { (explain::origin(say, *origin)) } }
            None => { (Mark::Unknown) " " (say.t("verdict-unknown")) }
        }
    }
}

fn becomes(visit: &Visit, kind: EffectKind) -> String {
    let say = visit.say;
    match kind {
        EffectKind::New => say.t("assess-effect-new"),
        EffectKind::Changes => say.t("assess-effect-changes"),
        EffectKind::Confirms => say.t("assess-effect-confirms"),
        EffectKind::LaterKnown => say.t("assess-effect-later-known"),
        EffectKind::KnownBetter => say.t("assess-effect-known-better"),
    }
}
