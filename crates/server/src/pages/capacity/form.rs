//! The form for what is promised of the months ahead: twelve fields, each for one month; what is left empty stays
//! as it is.

use super::capacity_path;
use super::month_name;
use super::show::{page, process_path};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::parts::{Fault, Field, fault_of};
use crate::pages::profiles::{in_words, origins};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::capacity::{
    CapacityView, LoadDraft, ProcessView, Recording, load_capacity, record,
};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::calendar::Month;
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::SiteId;
use eslabon_domain::loads::LoadUnit;
use maud::{Markup, html};

/// `POST /proveedores/{site}/capacidad`: `proceso`, `unidad`, `m-AAAA-MM`, `origin`.
pub async fn take(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = taken(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn taken(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let site: SiteId = id.id()?;
    let view = load_capacity(&visit.app, &visit.actor, site).await?;
    let recording = Recording {
        process: form.text("proceso").to_owned(),
        unit: LoadUnit::parse(form.text("unidad")).unwrap_or(LoadUnit::Share),
        months: drafts(form),
        origin: Origin::parse(form.text("origin")),
    };
    match record(&visit.app, &visit.actor, view.card.site, &recording).await {
        Ok(_) => {
            let pairs = [("proceso", recording.process.as_str()), ("hecho", "carga")];
            let to = address(&capacity_path(view.card.site), pairs);
            Ok(Redirect::to(&to).into_response())
        }
        Err(AppError::Invalid(faults)) => {
            let faults = at_their_fields(visit, &view, &faults);
            let page = page(visit, &view, Some(form), &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// What was typed of each month.
fn drafts(form: &Fields) -> Vec<LoadDraft> {
    let months = form.pairs().filter_map(|(name, value)| {
        let month = Month::parse(name.strip_prefix("m-")?)?;
        Some(LoadDraft {
            month,
            text: value.to_owned(),
        })
    });
    months.collect()
}

/// The faults in words, each at a control that the page has.
fn at_their_fields(visit: &Visit, view: &CapacityView, faults: &[FieldError]) -> Vec<Fault> {
    let months = view.months();
    let first = months.first().map(|month| field_name(*month));
    let first = first.unwrap_or_default();
    let control = |field: &str| match field.strip_prefix("months.") {
        Some(month) => {
            let mut shown = months.iter().map(|month| field_name(*month));
            let name = format!("m-{month}");
            let is_shown = shown.any(|known| known == name);
            if is_shown { name } else { first.clone() }
        }
        None if field == "origin" => "origin".to_owned(),
        None if field == "months" => first.clone(),
        None => "unidad".to_owned(),
    };
    let words = |fault: &FieldError| match (fault.code, fault.field.as_str()) {
        ("required", "months") => visit.say.t("capacity-fault-none"),
        _ => in_words(visit.say, fault),
    };
    faults
        .iter()
        .map(|fault| (control(&fault.field), words(fault)))
        .collect()
}

fn field_name(month: Month) -> String {
    format!("m-{month}")
}

/// The form.
pub(super) fn section(
    visit: &Visit,
    view: &CapacityView,
    chosen: &ProcessView,
    form: Option<&Fields>,
    faults: &[Fault],
) -> Markup {
    let say = visit.say;
    let process = chosen.capacity.process.as_str();
    let typed = |name: &str| form.map(|form| form.text(name)).unwrap_or_default();
    let units = [
        (
            LoadUnit::Share.as_str().to_owned(),
            say.t("capacity-unit-share"),
        ),
        (
            LoadUnit::Hours.as_str().to_owned(),
            say.t("capacity-unit-hours"),
        ),
    ];
    let unit = Field {
        name: "unidad",
        label: say.t("capacity-unit"),
        hint: Some(say.t("capacity-unit-hint")),
        value: typed("unidad"),
        fault: fault_of(faults, "unidad"),
    };
    let origin = Field {
        name: "origin",
        label: say.t("profile-origin"),
        hint: None,
        value: typed("origin"),
        fault: fault_of(faults, "origin"),
    };
    html! {
        section aria-labelledby="carga" {
            h2 #carga { (say.t("capacity-form")) }
            p { (say.t("capacity-form-lead")) }
            form.text method="post" action=(process_path(view.card.site, Some(process))) novalidate {
                (visit.proof())
                input type="hidden" name="proceso" value=(process);
                (unit.select(say, &units))
                fieldset {
                    legend { (say.t("capacity-form-months")) }
                    div.grid {
                        @for month in view.months() {
                            @let name = field_name(month);
                            (Field { name: &name, label: month_name(say, month), hint: None, value: typed(&name), fault: fault_of(faults, &name) }.figure(say))
                        }
                    }
                }
                @if view.by_staff { (origin.select(say, &origins(say))) }
                p.hint { (say.t("profile-reserved")) }
                div.buttons { button type="submit" { (say.t("capacity-save")) } }
            }
        }
    }
}
