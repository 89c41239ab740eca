//! One question: asked, answered, saved, and on to the next. Whatever is wrong is said at its field and
//! nothing that was typed is lost.

use super::{Place, after_saving, in_words, list, profile_path, question, question_path};
use crate::pages::fields::{Fields, Posted};
use crate::pages::parts::Fault;
use crate::pages::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::profiles::{self, Draft, Opened, QuestionView, record, record_items, skip};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::facts::Origin;
use maud::Markup;

/// `GET /proveedores/{site}/perfil/{attribute}`: `de` names the item, `q` words that name items of a list.
pub async fn ask(visit: Visit, place: Place) -> Response {
    visit.respond(shown(&visit, &place).await)
}

async fn shown(visit: &Visit, place: &Place) -> AppResult<Response> {
    let opened = open(visit, place).await?;
    let site = opened.card().site;
    if site != place.site()? {
        // It was merged: its profile is that of the site which stands for it.
        let to = question_path(site, &place.attribute, visit.query.find("de"));
        return Ok(Redirect::to(&to).into_response());
    }
    Ok(page(visit, &opened, None, &[]).into_response())
}

/// The button that leaves a question for later.
pub(super) const SKIP: &str = "no-se";

/// `POST /proveedores/{site}/perfil/{attribute}`; with `no-se`, the question is left for later.
pub async fn take(visit: Visit, place: Place, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &place, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, place: &Place, form: &Fields) -> AppResult<Response> {
    let opened = open(visit, place).await?;
    let site = opened.card().site;
    if let (true, Opened::One(view)) = (form.has(SKIP), &opened) {
        let (app, actor) = (&visit.app, &visit.actor);
        skip(app, actor, site, &view.attribute.id, view.item.as_ref()).await?;
        let to = onwards(view);
        return Ok(Redirect::to(&to).into_response());
    }
    let outcome = match &opened {
        Opened::One(view) => one(visit, view, form).await,
        Opened::List(_) => several(visit, place, form).await,
        Opened::Which(_) => Err(AppError::NotFound),
    };
    match outcome {
        Ok(()) => {
            let to = match &opened {
                Opened::One(view) => onwards(view),
                Opened::List(list) => question_path(site, &list.attribute.id, None),
                Opened::Which(_) => profile_path(site),
            };
            Ok(Redirect::to(&after_saving(visit, place, &to)).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults = at_their_fields(visit, &opened, &faults);
            let page = page(visit, &opened, Some(form), &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn open(visit: &Visit, place: &Place) -> AppResult<Opened> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    profiles::open(
        &visit.app,
        &visit.actor,
        place.site()?,
        &place.attribute,
        visit.query.find("de"),
        visit.query.text("q"),
        visit.lang(),
    )
    .await
}

async fn one(visit: &Visit, view: &QuestionView, form: &Fields) -> AppResult<()> {
    let draft = Draft {
        attribute: view.attribute.id.clone(),
        item: view.item.clone(),
        text: form.text("text").to_owned(),
        unit: form.text("unit").to_owned(),
        observed: form.text("observed").to_owned(),
        valid_until: form.text("valid_until").to_owned(),
        origin: Origin::parse(form.text("origin")),
        lang: visit.lang(),
    };
    record(&visit.app, &visit.actor, view.card.site, &draft).await?;
    Ok(())
}

async fn several(visit: &Visit, place: &Place, form: &Fields) -> AppResult<()> {
    let items: Vec<String> = form.all("item").map(str::to_owned).collect();
    let origin = Origin::parse(form.text("origin"));
    let (app, actor) = (&visit.app, &visit.actor);
    record_items(app, actor, place.site()?, &place.attribute, &items, origin).await?;
    Ok(())
}

/// The next question, or the whole profile after the last.
pub(super) fn onwards(view: &QuestionView) -> String {
    let site = view.card.site;
    match &view.next {
        Some(next) => question_path(site, &next.attribute, next.item.as_deref()),
        None => profile_path(site),
    }
}

/// The faults in words, each at a control that the page has.
fn at_their_fields(visit: &Visit, opened: &Opened, faults: &[FieldError]) -> Vec<Fault> {
    let has_observed = matches!(opened, Opened::One(view) if view.by_staff);
    let control = |field: &str| match field {
        "observed" if !has_observed => "text".to_owned(),
        "items" => "item".to_owned(),
        other => other.to_owned(),
    };
    faults
        .iter()
        .map(|fault| (control(&fault.field), in_words(visit.say, fault)))
        .collect()
}

fn page(visit: &Visit, opened: &Opened, form: Option<&Fields>, faults: &[Fault]) -> Markup {
    match opened {
        Opened::One(view) => question::page(visit, view, form, faults),
        Opened::List(items) => list::page(visit, items, form, faults),
        Opened::Which(choices) => list::which(visit, choices),
    }
}
