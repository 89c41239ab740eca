//! One open need for one's own firm: each criterion with what would close it, and the firm's answer.

use super::opportunities::{about, firms, own_answer, results, why};
use super::{OPPORTUNITIES, Piece, interest_choice, own_interest};
use crate::pages::capacity::against;
use crate::pages::errors::message;
use crate::pages::explain;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::format::days;
use crate::pages::gap_analysis;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Mark, summary};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::candidates::{self, Opportunity, load_opportunity};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::candidacies::Interest;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Need, Strength};
use eslabon_engine::matching::{CriterionResult, Group, UnknownAction, Verdict};
use maud::{Markup, html};

/// `GET /oportunidades/{need}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Markup> {
    policy::require(&visit.actor, Operation::SeeOpportunities)?;
    page(visit, id.id()?, None, &[]).await
}

/// `POST /oportunidades/{need}/respuesta`: `sitio`, `interes`, `palabras`.
pub async fn answer(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeOpportunities)?;
    let need: NeedId = id.id()?;
    match say_so(visit, need, form).await {
        Ok(()) => {
            let to = address(&format!("{OPPORTUNITIES}/{need}"), [("hecho", "respuesta")]);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults
                .iter()
                .map(|fault| {
                    let control = match fault.field.as_str() {
                        "site" => "sitio",
                        "words" => "palabras",
                        _ => "interes",
                    };
                    (control.to_owned(), message(visit.say, fault))
                })
                .collect();
            let page = page(visit, need, Some(form), &faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn say_so(visit: &Visit, need: NeedId, form: &Fields) -> AppResult<()> {
    let required = |field: &str| FieldError::new(field, "required", "");
    let interest = Interest::parse(form.text("interes"));
    let mut faults = Vec::new();
    if interest.is_none() {
        faults.push(required("interest"));
    }
    if form.text("sitio").is_empty() {
        faults.push(required("site"));
    }
    let Some(interest) = interest.filter(|_| faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    let site: SiteId = form.text("sitio").parse().map_err(|_| AppError::NotFound)?;
    let words = form.text("palabras");
    candidates::answer(&visit.app, &visit.actor, need, site, interest, words).await?;
    Ok(())
}

async fn page(
    visit: &Visit,
    need: NeedId,
    form: Option<&Fields>,
    faults: &[Fault],
) -> AppResult<Markup> {
    let say = visit.say;
    let lines = load_opportunity(&visit.app, &visit.actor, need).await?;
    let Some(need) = lines.first().map(|one| &one.need) else {
        return Err(AppError::NotFound);
    };
    let firms = firms(visit, vec![need.organisation]).await?;
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("hecho") == "respuesta" { p.done role="status" { (say.t("opportunities-done")) } }
        @if !need.description.text.is_empty() { p.prose lang=(need.description.lang.as_str()) { (need.description.text) } }
        p { a.go href={ "/requerimientos/" (need.id) } { (say.t("opportunities-to-need")) } }
        @for one in &lines { (site(visit, one, lines.len() > 1)) }
        section aria-labelledby="contestar" {
            h2 #contestar { (say.t("opportunities-answer")) }
            (answer_form(visit, need, &lines, form, faults))
        }
    };
    Ok(
        Page::new(Section::Opportunities, need.title.text.clone(), main)
            .lead(html! { p.lead { (about(visit, need, &firms)) } })
            .under(say.t("opportunities-title"), OPPORTUNITIES)
            .faulty(!faults.is_empty())
            .show(visit),
    )
}

/// How near one site comes, criterion by criterion: what keeps it away first.
fn site(visit: &Visit, one: &Opportunity, several: bool) -> Markup {
    let say = visit.say;
    let (mark, group, _) = explain::group(say, one.candidate.group);
    let text = match one.candidate.group {
        Group::Ready => say.t("opportunities-ready"),
        Group::WithProgramme => say.t("opportunities-with-programme"),
        Group::ToConfirm => say.t("opportunities-to-confirm"),
        Group::OutOfReach => say.t("opportunities-out-of-reach"),
    };
    let mut all: Vec<(&Criterion, &CriterionResult)> = results(one).collect();
    all.sort_by_key(|(criterion, result)| {
        let trouble = match result.verdict {
            Verdict::Gap { .. } => 0,
            Verdict::Unknown { .. } => 1,
            Verdict::Closed => 2,
            Verdict::Meets => 3,
        };
        (trouble, criterion.strength == Strength::Wish)
    });
    let key = format!("sitio-{}", one.site.site);
    html! {
        section aria-labelledby=(key) {
            h2 id=(key) { (one.site.name) }
            p { (mark) " " strong { (group) } ". " (text) }
            (estimate(visit, one))
            ul.reasons { @for (criterion, result) in all { li { (line(visit, criterion, result)) } } }
            p { a.go href=(gap_analysis::path(one.site.site, &[one.need.id])) { (say.t("gaps-what-is-missing")) @if several { span.hidden { ": " (one.site.name) } } } }
            (against(visit, one.site.site, &one.months))
            p { (own_answer(visit, one)) }
        }
    }
}

/// What a programme takes at least.
fn estimate(visit: &Visit, one: &Opportunity) -> Markup {
    let say = visit.say;
    let Some(estimate) = &one.candidate.estimate else {
        return html! {};
    };
    let time_needed = days(say, estimate.from_days);
    let words = match &estimate.from_cost {
        Some(money) => say.with(
            "estimate",
            &[("money", &money.to_string()), ("days", &time_needed)],
        ),
        None => say.with("estimate-days", &[("days", &time_needed)]),
    };
    html! { p { strong { (words) } " " span.quiet { (say.t("estimate-lower-bound")) } } }
}

/// What the owner can do about it.
fn way_on(visit: &Visit, verdict: Verdict) -> Option<String> {
    match verdict {
        Verdict::Unknown {
            action: UnknownAction::Ask,
        } => Some(visit.say.t("opportunities-tell")),
        Verdict::Unknown {
            action: UnknownAction::Verify,
        } => Some(visit.say.t("opportunities-verify")),
        other => explain::action(visit.say, other),
    }
}

fn line(visit: &Visit, criterion: &Criterion, result: &CriterionResult) -> Markup {
    let say = visit.say;
    let (mark, word) = match result.verdict {
        Verdict::Closed => (Mark::Unknown, say.t("opportunities-compared")),
        verdict => explain::verdict(say, verdict),
    };
    html! {
        (mark) " " strong { (explain::criterion(visit, criterion)) } " "
        span.badge { (explain::strength(say, criterion.strength)) } " "
        (word) ". " (why(visit, result))
        @if let Some(way) = way_on(visit, result.verdict) { " " span.quiet { (way) } }
        @if !result.closing.is_empty() {
            " " (say.t("opportunities-closing"))
            ul {
                @for service in &result.closing {
                    li { (service.name.text) " " span.quiet { (service.price) " · " (days(say, service.duration_days)) } }
                }
            }
        }
    }
}

fn answer_form(
    visit: &Visit,
    need: &Need,
    lines: &[Opportunity],
    form: Option<&Fields>,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let typed = |name: &str| form.map(|fields| fields.text(name));
    // Of one site the form begins with what was answered; of several nobody knows which is meant.
    let only = match lines {
        [only] => Some(only),
        _ => None,
    };
    let known = only.and_then(|one| one.answer.as_ref());
    let chosen = typed("interes").unwrap_or_else(|| known.map_or("", |one| one.interest.as_str()));
    let words = typed("palabras").unwrap_or_else(|| known.map_or("", |one| one.words.as_str()));
    let ids: Vec<String> = lines.iter().map(|one| one.site.site.to_string()).collect();
    let options: Vec<(&str, String)> = std::iter::once(("", say.t("opportunities-choose")))
        .chain(
            ids.iter()
                .zip(lines)
                .map(|(id, one)| (id.as_str(), one.site.name.clone())),
        )
        .collect();
    let site_chosen = typed("sitio").unwrap_or_default();
    html! {
        form.text method="post" action={ (OPPORTUNITIES) "/" (need.id) "/respuesta" } novalidate {
            (visit.proof())
            @match only {
                Some(one) => { input type="hidden" name="sitio" value=(one.site.site); }
                None => { (Piece { id: "sitio", name: "sitio", label: say.t("opportunities-site"), hint: None, value: site_chosen, faults }.select(say, &options)) }
            }
            (interest_choice(say, "interes", &say.t("confirm-interest"), chosen, faults, own_interest))
            (Piece { id: "palabras", name: "palabras", label: say.t("opportunities-words"), hint: Some(say.t("opportunities-words-hint")), value: words, faults }.area(say, 3))
            div.buttons { button type="submit" { (say.t("opportunities-send")) } }
        }
    }
}
