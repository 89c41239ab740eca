//! The dates of a course for those who keep them: the list, and one form that adds a date or changes the one that
//! was chosen.

use super::show::date_rows;
use super::{at_their_fields, cohort_status, dates_path, framed, path};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::parts::{Fault, Field, fault_of, summary, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::catalogue::{self, CohortDraft, ServiceView};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::CohortId;
use eslabon_domain::services::{CohortStatus, ServiceCohort};
use maud::{Markup, html};

/// What stands in the form.
#[derive(Default)]
struct Returned {
    /// What was typed; none: what is stored.
    draft: Option<CohortDraft>,
    faults: Vec<Fault>,
    /// Someone else changed the date in between.
    overtaken: bool,
}

/// `GET /servicios/{id}/fechas`; `fecha` names the one that is to be changed.
pub async fn dates(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let chosen = chosen(&view, visit.query.find("fecha"))?;
    Ok(page(visit, &view, chosen, &Returned::default()).into_response())
}

/// The service, for those who keep it.
async fn load(visit: &Visit, id: &Named) -> AppResult<ServiceView> {
    policy::require(&visit.actor, Operation::KeepCatalogue)?;
    let view = catalogue::service(&visit.app, &visit.actor, id.id()?).await?;
    match view.may_keep {
        true => Ok(view),
        false => Err(AppError::NotFound),
    }
}

/// The date that is to be changed; none where one is to be added.
fn chosen<'v>(view: &'v ServiceView, named: Option<&str>) -> AppResult<Option<&'v ServiceCohort>> {
    let Some(named) = named else {
        return Ok(None);
    };
    let id: CohortId = named.parse().map_err(|_| AppError::NotFound)?;
    let found = view.cohorts.iter().find(|cohort| cohort.id == id);
    found.map(Some).ok_or(AppError::NotFound)
}

/// `POST /servicios/{id}/fechas`.
pub async fn save_date(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = saved(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn saved(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let known = chosen(&view, form.find("fecha"))?;
    let version = form.text("version").parse().unwrap_or(0);
    let draft = draft(form);
    let (app, actor, service) = (&visit.app, &visit.actor, view.service.id);
    let of = known.map(|cohort| (cohort.id, version));
    match catalogue::save_cohort(app, actor, service, of, &draft).await {
        Ok(_) => {
            let to = address(&dates_path(service), [("hecho", "si")]);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let back = Returned {
                draft: Some(draft),
                faults: at_their_fields(visit.say, &faults, control),
                overtaken: false,
            };
            let page = page(visit, &view, known, &back);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict) => {
            // How it stands now, with what was typed in the form.
            let view = load(visit, id).await?;
            let known = chosen(&view, form.find("fecha"))?;
            let back = Returned {
                draft: Some(draft),
                faults: Vec::new(),
                overtaken: true,
            };
            let page = page(visit, &view, known, &back);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other),
    }
}

fn draft(form: &Fields) -> CohortDraft {
    let text = |name: &str| form.text(name).to_owned();
    CohortDraft {
        starts_on: text("inicio"),
        ends_on: text("fin"),
        seats: text("lugares"),
        minimum: text("minimo"),
        taken: text("ocupados"),
        place: text("sede"),
        status: text("estatus"),
    }
}

/// The control on the page for a field of the use case.
fn control(field: &str) -> String {
    let control = match field {
        "ends_on" => "fin",
        "seats" => "lugares",
        "minimum" => "minimo",
        "taken" => "ocupados",
        "place" => "sede",
        "status" => "estatus",
        _ => "inicio",
    };
    control.to_owned()
}

fn page(
    visit: &Visit,
    view: &ServiceView,
    chosen: Option<&ServiceCohort>,
    back: &Returned,
) -> Markup {
    let say = visit.say;
    let all: Vec<&ServiceCohort> = view.cohorts.iter().collect();
    let change = |cohort: &ServiceCohort| {
        let id = cohort.id.to_string();
        let to = address(&dates_path(view.service.id), [("fecha", id.as_str())]);
        html! {
            br; a.go href=(to) { (say.t("cohort-change")) span.hidden { ": " (cohort.starts_on) } }
        }
    };
    let main = html! {
        (summary(say, &back.faults))
        @if visit.query.has("hecho") { p.done role="status" { (say.t("cohort-done")) } }
        @if let (true, Some(stored)) = (back.overtaken, chosen) { (overtaken(visit, stored)) }
        @if all.is_empty() { p.empty { (say.t("service-no-dates")) } }
        @else { (table(&table_of(say, &say.t("service-dates")), &date_rows(visit, &all, change))) }
        (form(visit, view, chosen, back))
    };
    framed(visit, say.t("service-dates-edit"), main)
        .under(view.service.name.text.clone(), path(view.service.id))
        .faulty(!back.faults.is_empty())
        .show(visit)
}

/// Someone else saved in between: how it stands now, above what was typed.
fn overtaken(visit: &Visit, stored: &ServiceCohort) -> Markup {
    let now = date_rows(visit, &[stored], |_| html! {});
    html! {
        div.note role="alert" {
            p { (visit.say.t("cohort-conflict")) }
            (table(&visit.say.t("cohort-now"), &now))
        }
    }
}

fn form(
    visit: &Visit,
    view: &ServiceView,
    chosen: Option<&ServiceCohort>,
    back: &Returned,
) -> Markup {
    let say = visit.say;
    let stored = chosen.map(CohortDraft::of).unwrap_or_default();
    let draft = back.draft.as_ref().unwrap_or(&stored);
    let title = match chosen {
        Some(_) => say.t("cohort-change"),
        None => say.t("cohort-new"),
    };
    let statuses: Vec<(String, String)> = [
        CohortStatus::Open,
        CohortStatus::Planned,
        CohortStatus::Cancelled,
    ]
    .into_iter()
    .map(|one| (one.as_str().to_owned(), cohort_status(say, one)))
    .collect();
    let field = |name: &'static str, label: &str, value| Field {
        name,
        label: say.t(label),
        hint: None,
        value,
        fault: fault_of(&back.faults, name),
    };
    html! {
        section aria-labelledby="una" {
            h2 #una { (title) }
            form.text method="post" action=(dates_path(view.service.id)) novalidate {
                (visit.proof())
                @if let Some(cohort) = chosen {
                    input type="hidden" name="fecha" value=(cohort.id);
                    input type="hidden" name="version" value=(cohort.version);
                }
                (field("inicio", "cohort-starts", draft.starts_on.as_str()).line(say, "date", None))
                (field("fin", "cohort-ends", draft.ends_on.as_str()).line(say, "date", None))
                (field("lugares", "cohort-seats", draft.seats.as_str()).figure(say))
                (field("minimo", "cohort-minimum", draft.minimum.as_str()).figure(say))
                (field("ocupados", "cohort-taken", draft.taken.as_str()).figure(say))
                (field("sede", "cohort-place", draft.place.as_str()).line(say, "text", None))
                (field("estatus", "cohort-status", draft.status.as_str()).select(say, &statuses))
                div.buttons {
                    button type="submit" { (say.t("cohort-save")) }
                    a.button.second href=(path(view.service.id)) { (say.t("service-back")) }
                }
            }
        }
    }
}
