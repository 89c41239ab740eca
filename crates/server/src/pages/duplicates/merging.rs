//! Merging the two sites of a pair that were decided to be one plant, and separating them again.

use super::{Control, PATH, Returned, in_words, page};
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::instant;
use crate::pages::parts::doer;
use crate::pages::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::duplicates::Pair;
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::{DuplicateStatus, Merge};
use eslabon_app::{AppError, AppResult, FieldError, merges};
use eslabon_domain::ids::{DuplicateId, MergeId, SiteId};
use maud::{Markup, html};

/// `POST /duplicados/fusionar`: `id`, `stays`, `reason`.
pub async fn merge(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take_merge(&visit, &form).await;
    visit.respond(outcome)
}

async fn take_merge(visit: &Visit, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::MergeSites)?;
    let id: DuplicateId = form.text("id").parse().map_err(|_| AppError::NotFound)?;
    let reason = form.text("reason");
    let outcome = match form.text("stays").parse::<SiteId>() {
        Ok(stays) => merges::merge(&visit.app, &visit.actor, id, stays, reason)
            .await
            .map(|_| ()),
        Err(_) => Err(AppError::Invalid(vec![FieldError::new(
            "stays", "required", "",
        )])),
    };
    answer(visit, id, reason, outcome, "fusion").await
}

/// `POST /duplicados/separar`: `id` of the pair, `merge`, `reason`.
pub async fn separate(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take_separation(&visit, &form).await;
    visit.respond(outcome)
}

async fn take_separation(visit: &Visit, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::MergeSites)?;
    let id: DuplicateId = form.text("id").parse().map_err(|_| AppError::NotFound)?;
    let merge: MergeId = form.text("merge").parse().map_err(|_| AppError::NotFound)?;
    let reason = form.text("reason");
    let outcome = merges::separate(&visit.app, &visit.actor, merge, reason).await;
    answer(visit, id, reason, outcome, "separacion").await
}

async fn answer(
    visit: &Visit,
    id: DuplicateId,
    reason: &str,
    outcome: AppResult<()>,
    done: &str,
) -> AppResult<Response> {
    let faults = match outcome {
        Ok(()) => {
            let same = DuplicateStatus::Same.as_str();
            let to = address(PATH, [("estatus", same), ("hecho", done)]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    let (control, words) = match faults.first() {
        Some(fault) if fault.field == "reason" => (Control::Reason, in_words(visit.say, &faults)),
        Some(fault) if fault.field == "stays" => (Control::Stays, visit.say.t("fault-stays")),
        Some(fault) => (Control::Stays, message(visit.say, fault)),
        None => (Control::Stays, visit.say.t("fault-other")),
    };
    let returned = Returned {
        id,
        reason,
        control,
        words,
    };
    let page = page(visit, DuplicateStatus::Same, Some(&returned)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What stands below the decision of a pair.
pub(super) fn part(
    visit: &Visit,
    number: &str,
    pair: &Pair,
    returned: Option<&Returned<'_>>,
) -> Markup {
    match (&pair.merge, pair.duplicate.status) {
        (Some(merge), _) => merged(visit, number, pair, merge, returned),
        (None, DuplicateStatus::Same) => choice(visit, number, pair, returned),
        (None, DuplicateStatus::Proposed | DuplicateStatus::Different) => html! {},
    }
}

/// Why; with what was wrong with it.
fn reason_field(
    visit: &Visit,
    number: &str,
    id: DuplicateId,
    label: &str,
    returned: Option<&Returned<'_>>,
) -> Markup {
    let say = visit.say;
    let field = Control::Reason.id(id);
    let fault = returned.filter(|one| one.control == Control::Reason);
    html! {
        div.field.wrong[fault.is_some()] {
            label for=(field) { (say.t(label)) span.hidden { " " (say.with("pair-which", &[("number", number)])) } }
            @if let Some(one) = fault { p.fault id={ (field) "-error" } { span.hidden { (say.t("error-prefix")) " " } (one.words) } }
            textarea id=(field) name="reason" rows="2"
                aria-describedby=[fault.map(|_| format!("{field}-error"))] aria-invalid=[fault.map(|_| "true")] {
                (returned.map_or("", |one| one.reason))
            }
        }
    }
}

fn choice(visit: &Visit, number: &str, pair: &Pair, returned: Option<&Returned<'_>>) -> Markup {
    let say = visit.say;
    let id = pair.duplicate.id;
    let group = Control::Stays.id(id);
    let fault = returned.filter(|one| one.control == Control::Stays);
    html! {
        form method="post" action={ (PATH) "/fusionar" } novalidate {
            (visit.proof())
            input type="hidden" name="id" value=(id);
            fieldset.wrong[fault.is_some()] id=(group) tabindex="-1" aria-describedby=[fault.map(|_| format!("{group}-error"))] {
                legend { (say.t("merge-which-stays")) span.hidden { " " (say.with("pair-which", &[("number", number)])) } }
                div {
                    @if let Some(one) = fault { p.fault id={ (group) "-error" } { span.hidden { (say.t("error-prefix")) " " } (one.words) } }
                    p.hint { (say.t("merge-hint")) }
                    @for card in [&pair.a, &pair.b] {
                        label.check { input type="radio" name="stays" value=(card.site); (card.name) " · " (card.key) }
                    }
                }
            }
            (reason_field(visit, number, id, "merge-reason", returned))
            div.buttons { button type="submit" { (say.t("merge-do")) span.hidden { " " (say.with("pair-which", &[("number", number)])) } } }
        }
    }
}

fn merged(
    visit: &Visit,
    number: &str,
    pair: &Pair,
    merge: &Merge,
    returned: Option<&Returned<'_>>,
) -> Markup {
    let say = visit.say;
    let id = pair.duplicate.id;
    let group = Control::Stays.id(id);
    let fault = returned.filter(|one| one.control == Control::Stays);
    let stays = [&pair.a, &pair.b]
        .into_iter()
        .find(|card| card.site == merge.into);
    html! {
        dl.facts {
            div { dt { (say.t("merge-into")) } dd { a href={ "/proveedores/" (merge.into) } { (stays.map_or("", |card| card.name.as_str())) @if stays.is_none() { (say.t("merge-stand-in")) } } } }
            div { dt { (say.t("merge-done")) } dd { (doer(say, &merge.merged_by)) " " (instant(say, merge.merged_at)) } }
            div { dt { (say.t("merge-reason")) } dd.prose { (merge.reason) } }
        }
        form method="post" action={ (PATH) "/separar" } novalidate {
            (visit.proof())
            input type="hidden" name="id" value=(id);
            input type="hidden" name="merge" value=(merge.id);
            @if let Some(one) = fault { p.fault id=(group) tabindex="-1" { span.hidden { (say.t("error-prefix")) " " } (one.words) } }
            (reason_field(visit, number, id, "separation-reason", returned))
            div.buttons { button.second type="submit" { (say.t("separate-do")) span.hidden { " " (say.with("pair-which", &[("number", number)])) } } }
        }
    }
}
