//! *Propose a programme*: for a supplier and one or several needs. Nothing is written before a plan is kept.

use super::desk::{self, Desk};
use super::wishes::{self, NEED, choice};
use super::{PATH, path_of, questions};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, fictional};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::needs::list_needs;
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::{self, PlanWishes, Planning};
use eslabon_app::search::SupplierCard;
use eslabon_app::suppliers::load_card;
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::NeedStatus;
use eslabon_engine::programme::Difference;
use maud::{Markup, html};

/// Needs that are offered to choose from.
const NEEDS_SHOWN: u64 = 50;

/// The address of a new programme for a site, for these needs; where there are none, they are chosen there.
#[must_use]
pub fn path(site: SiteId, needs: &[NeedId]) -> String {
    let needs: Vec<String> = needs.iter().map(NeedId::to_string).collect();
    let needs = needs.iter().map(|need| (NEED, need.as_str()));
    address(&format!("/proveedores/{site}/programas/nuevo"), needs)
}

/// `GET /proveedores/{site}/programas/nuevo`: `requerimiento`, what is wished, `plan`, `pregunta`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PlanProgrammes)?;
    let site: SiteId = id.id()?;
    let fields = &visit.query;
    if wishes::needs(fields).is_empty() {
        return Ok(choosing(visit, site).await?.into_response());
    }
    let (planned, faults) = planned(visit, site, fields).await?;
    let page = page(visit, site, fields, planned.as_ref(), &faults).await?;
    let status = match faults.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, page).into_response())
}

/// What was planned, and what would be otherwise; or what is wrong with what is wished.
type Planned = (Planning, Option<Difference>);

async fn planned(
    visit: &Visit,
    site: SiteId,
    fields: &Fields,
) -> AppResult<(Option<Planned>, Vec<FieldError>)> {
    let needs = wishes::needs(fields);
    let wished = match wishes::read(fields) {
        Ok(wished) => wished,
        Err(faults) => return Ok((None, faults)),
    };
    let (app, actor) = (&visit.app, &visit.actor);
    let outcome = match questions::asked(fields) {
        Some(question) => programmes::why_not(app, actor, site, &needs, &wished, question)
            .await
            .map(|(planning, difference)| (planning, Some(difference))),
        None => programmes::propose(app, actor, site, &needs, &wished)
            .await
            .map(|planning| (planning, None)),
    };
    match outcome {
        Ok(planned) => Ok((Some(planned), Vec::new())),
        Err(AppError::Invalid(faults)) => Ok((None, faults)),
        Err(other) => Err(other),
    }
}

/// `POST /proveedores/{site}/programas/nuevo`: the same, `plan` and `titulo`. Keeps the chosen plan.
pub async fn draft(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    visit.respond(drafted(&visit, &id, &fields).await)
}

async fn drafted(visit: &Visit, id: &Named, fields: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PlanProgrammes)?;
    let site: SiteId = id.id()?;
    let faults = match kept(visit, site, fields).await {
        Ok(to) => return Ok(Redirect::to(&to).into_response()),
        Err(AppError::Invalid(faults)) => faults,
        Err(other) => return Err(other),
    };
    let (planned, _) = planned(visit, site, fields).await?;
    let page = page(visit, site, fields, planned.as_ref(), &faults).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Keeps the plan; answers where the programme is.
async fn kept(visit: &Visit, site: SiteId, fields: &Fields) -> AppResult<String> {
    let wished = wishes::read(fields).map_err(AppError::Invalid)?;
    let no_plan = || AppError::Invalid(vec![FieldError::new("plan", "not_proposed_any_more", "")]);
    let needs = wishes::needs(fields);
    let (app, actor) = (&visit.app, &visit.actor);
    let choice = choice(fields);
    let Some(choice) = choice else {
        // Whoever may not plan for this site, or with these needs, learns nothing of it.
        programmes::propose(app, actor, site, &needs, &wished).await?;
        return Err(no_plan());
    };
    let title = fields.text("titulo");
    let made = programmes::draft(app, actor, site, &needs, &wished, choice, title).await?;
    Ok(format!("{}?hecho=borrador", path_of(made.id)))
}

async fn page(
    visit: &Visit,
    site: SiteId,
    fields: &Fields,
    planned: Option<&Planned>,
    faults: &[FieldError],
) -> AppResult<Markup> {
    let say = visit.say;
    let card = match planned {
        Some((planning, _)) => planning.card.clone(),
        None => load_card(&visit.app, &visit.actor, site).await?,
    };
    let needs = wishes::needs(fields);
    let faults = desk::faults(visit, faults);
    let planning = planned.map(|(planning, _)| planning);
    let desk = Desk {
        path: path(site, &[]),
        fields,
        needs: &needs,
        planning,
        difference: planned.and_then(|(_, difference)| difference.as_ref()),
        faults: &faults,
        overtaken: false,
        keeping: title(visit, fields, planning, &faults),
        keep: say.t("programme-keep"),
    };
    let desk = desk::shown(visit, &desk)?;
    let main = html! {
        @if let Some(planning) = planning {
            p {
                (say.t("programme-for-needs")) " "
                @for (at, need) in planning.needs.iter().enumerate() {
                    @if at > 0 { "; " }
                    a.go href={ "/requerimientos/" (need.id) } { (need.title.text) }
                }
                " · " a.go href=(path(site, &[])) { (say.t("programme-other-needs")) }
            }
        }
        (desk)
    };
    Ok(framed(visit, &card, main, !faults.is_empty()))
}

/// What the programme is called: the supplier's name, unless something else was typed.
fn title(visit: &Visit, fields: &Fields, planning: Option<&Planning>, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let usual = planning
        .map(|planning| say.with("programme-usual-title", &[("name", &planning.card.name)]))
        .unwrap_or_default();
    Field {
        name: "titulo",
        label: say.t("programme-title"),
        hint: None,
        value: match fields.has("titulo") {
            true => fields.text("titulo"),
            false => &usual,
        },
        fault: fault_of(faults, "titulo"),
    }
    .line(say, "text", None)
}

fn framed(visit: &Visit, card: &SupplierCard, main: Markup, is_faulty: bool) -> Markup {
    let say = visit.say;
    let lead = html! {
        p.lead {
            (say.t("programme-new-lead"))
            @if card.fictional { " " (fictional(say)) }
        }
    };
    let title = say.with("programme-new-for", &[("name", &card.name)]);
    Page::new(Section::Programmes, title, main)
        .lead(lead)
        .under(say.t("programme-nav"), PATH)
        .under(card.name.clone(), format!("/proveedores/{}", card.site))
        .faulty(is_faulty)
        .show(visit)
}

/// For which needs: the open ones of the reader's scope.
async fn choosing(visit: &Visit, site: SiteId) -> AppResult<Markup> {
    let (say, nothing) = (visit.say, PlanWishes::default());
    // Whoever may not plan for this site is not asked for what.
    match programmes::propose(&visit.app, &visit.actor, site, &[], &nothing).await {
        Ok(_) | Err(AppError::Invalid(_)) => {}
        Err(other) => return Err(other),
    }
    let card = load_card(&visit.app, &visit.actor, site).await?;
    let open = Some(NeedStatus::Open);
    let needs = list_needs(&visit.app, &visit.actor, open, None, NEEDS_SHOWN).await?;
    let main = html! {
        @if needs.is_empty() {
            div.empty { p { (say.t("programme-no-needs")) } p { a href="/requerimientos" { (say.t("nav-needs")) } } }
        } @else {
            form method="get" action=(path(card.site, &[])) {
                fieldset {
                    legend { (say.t("programme-which-needs")) }
                    div {
                        p.hint { (say.t("programme-which-needs-hint")) }
                        @for need in &needs {
                            label.check {
                                input type="checkbox" name=(NEED) value=(need.id);
                                span { (need.title.text) @if need.fictional { " " (fictional(say)) } }
                            }
                        }
                    }
                }
                div.buttons { button type="submit" { (say.t("programme-plan-first")) } }
            }
        }
    };
    Ok(framed(visit, &card, main, false))
}
