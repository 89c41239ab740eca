//! Adding, changing and removing a machine as forms send it. Whatever is wrong is said at its field, and nothing
//! that was typed is lost, also where someone else was quicker.

use super::form::{Returned, page};
use super::path;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::parts::Fault;
use crate::pages::profiles::in_words;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::machines::{self, MachineView, PlateDraft};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{MachineId, SiteId};
use eslabon_domain::machines::Machine;

/// `GET /proveedores/{site}/maquinas/nueva`; `copiar` names a machine after which it is filled in.
pub async fn start(visit: Visit, id: Named) -> Response {
    visit.respond(started(&visit, &id).await)
}

async fn started(visit: &Visit, id: &Named) -> AppResult<Response> {
    let view = load_new(visit, id).await?;
    let copied = copied(visit, &view).await?;
    Ok(page(visit, &view, copied.as_ref(), &Returned::default()).into_response())
}

async fn load_new(visit: &Visit, id: &Named) -> AppResult<MachineView> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let site: SiteId = id.id()?;
    machines::load_new(&visit.app, &visit.actor, site).await
}

/// The machine of the same list that is copied.
async fn copied(visit: &Visit, view: &MachineView) -> AppResult<Option<Machine>> {
    let Some(id) = visit.query.find("copiar") else {
        return Ok(None);
    };
    let id: MachineId = id.parse().map_err(|_| AppError::NotFound)?;
    let other = machines::load(&visit.app, &visit.actor, id).await?;
    match other.card.site == view.card.site {
        true => Ok(other.machine),
        false => Err(AppError::NotFound),
    }
}

/// `POST /proveedores/{site}/maquinas/nueva`.
pub async fn add(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = added(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn added(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load_new(visit, id).await?;
    let draft = draft(visit, form);
    match machines::add(&visit.app, &visit.actor, view.card.site, &draft).await {
        Ok(_) => Ok(back_to_list(&view, "agregada")),
        Err(AppError::Invalid(faults)) => Ok(wrong(visit, &view, form, &faults, control)),
        Err(other) => Err(other),
    }
}

/// `GET /maquinas/{machine}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    let view = load(visit, id).await?;
    Ok(page(visit, &view, None, &Returned::default()).into_response())
}

async fn load(visit: &Visit, id: &Named) -> AppResult<MachineView> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    machines::load(&visit.app, &visit.actor, id.id()?).await
}

/// `POST /maquinas/{machine}`.
pub async fn change(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = changed(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn changed(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let (app, actor, version) = (&visit.app, &visit.actor, version(form));
    let draft = draft(visit, form);
    match machines::change(app, actor, id.id()?, version, &draft).await {
        Ok(_) => Ok(back_to_list(&view, "cambiada")),
        Err(AppError::Invalid(faults)) => Ok(wrong(visit, &view, form, &faults, control)),
        Err(AppError::Conflict) => overtaken(visit, id, form).await,
        Err(other) => Err(other),
    }
}

/// `POST /maquinas/{machine}/quitar`.
pub async fn remove(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = removed(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn removed(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let (app, actor, version) = (&visit.app, &visit.actor, version(form));
    let origin = Origin::parse(form.text("origen"));
    match machines::remove(app, actor, id.id()?, version, origin).await {
        Ok(()) => Ok(back_to_list(&view, "quitada")),
        Err(AppError::Invalid(faults)) => {
            let control = |_: &str| "quitar-origen";
            let back = Returned {
                faults: at_their_fields(visit, &faults, control),
                ..Returned::default()
            };
            let page = page(visit, &view, None, &back);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict) => {
            let view = load_again(visit, id).await?;
            let back = Returned {
                overtaken: true,
                ..Returned::default()
            };
            let page = page(visit, &view, None, &back);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// Someone else changed it: how it stands now, with what was typed in the form. Where it was taken off the list,
/// there is no form any more.
async fn overtaken(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load_again(visit, id).await?;
    let back = Returned {
        fields: Some(form.clone()),
        overtaken: true,
        ..Returned::default()
    };
    let page = page(visit, &view, None, &back);
    Ok((StatusCode::CONFLICT, page).into_response())
}

async fn load_again(visit: &Visit, id: &Named) -> AppResult<MachineView> {
    match load(visit, id).await {
        Err(AppError::NotFound) => Err(AppError::Conflict),
        other => other,
    }
}

fn version(form: &Fields) -> i32 {
    form.text("version").parse().unwrap_or(0)
}

fn back_to_list(view: &MachineView, done: &str) -> Response {
    let to = address(&path(view.card.site), [("hecho", done)]);
    Redirect::to(&to).into_response()
}

fn wrong(
    visit: &Visit,
    view: &MachineView,
    form: &Fields,
    faults: &[FieldError],
    control: fn(&str) -> &'static str,
) -> Response {
    let back = Returned {
        fields: Some(form.clone()),
        faults: at_their_fields(visit, faults, control),
        overtaken: false,
    };
    let page = page(visit, view, None, &back);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn at_their_fields(
    visit: &Visit,
    faults: &[FieldError],
    control: impl Fn(&str) -> &'static str,
) -> Vec<Fault> {
    faults
        .iter()
        .map(|fault| {
            let words = match (fault.field.as_str(), fault.code) {
                ("kind", "required") => visit.say.t("machine-fault-kind"),
                ("count", "required") => visit.say.t("machine-fault-count"),
                _ => in_words(visit.say, fault),
            };
            (control(&fault.field).to_owned(), words)
        })
        .collect()
}

/// The control on the page for a field of the use case.
fn control(field: &str) -> &'static str {
    match field {
        "make_model" => "marca",
        "year" => "anio",
        "count" => "cantidad",
        "axes" => "ejes",
        "tonnage" => "toneladas",
        "travel_x" => "x",
        "travel_y" => "y",
        "travel_z" => "z",
        "max_diameter" => "diametro",
        "max_load" => "carga",
        "note" => "nota",
        "origin" => "origen",
        "observed" => "visto",
        _ => "tipo",
    }
}

fn draft(visit: &Visit, form: &Fields) -> PlateDraft {
    let text = |name: &str| form.text(name).to_owned();
    PlateDraft {
        kind: text("tipo"),
        make_model: text("marca"),
        year: text("anio"),
        count: text("cantidad"),
        axes: text("ejes"),
        travel_x: text("x"),
        travel_y: text("y"),
        travel_z: text("z"),
        max_diameter: text("diametro"),
        length_unit: text("unidad"),
        tonnage: text("toneladas"),
        max_load: text("carga"),
        load_unit: text("unidad_carga"),
        note: text("nota"),
        observed: text("visto"),
        origin: Origin::parse(form.text("origen")),
        lang: visit.lang(),
    }
}
