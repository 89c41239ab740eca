//! Adding and changing a service as forms send it. Whatever is wrong is said at its field, and nothing that was
//! typed is lost, also where someone else was quicker.

use super::form::{Returned, page};
use super::{at_their_fields, path};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::catalogue::{self, LEVELS_MAX, LevelDraft, ServiceDraft, ServiceView};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::text::Lang;

/// `GET /instituciones/{id}/servicios/nuevo`.
pub async fn start(visit: Visit, id: Named) -> Response {
    visit.respond(started(&visit, &id).await)
}

async fn started(visit: &Visit, id: &Named) -> AppResult<Response> {
    let institution = load_institution(visit, id).await?;
    let draft = ServiceDraft {
        lang: visit.lang(),
        ..ServiceDraft::default()
    };
    let back = Returned::of(draft);
    Ok(page(visit, &institution.name, institution.id, None, &back).into_response())
}

/// An institution as the form names it.
struct Offering {
    id: OrganisationId,
    name: String,
}

async fn load_institution(visit: &Visit, id: &Named) -> AppResult<Offering> {
    policy::require(&visit.actor, Operation::KeepCatalogue)?;
    let found = catalogue::institution(&visit.app, &visit.actor, id.id()?).await?;
    Ok(Offering {
        id: found.id,
        name: found.name,
    })
}

/// `POST /instituciones/{id}/servicios/nuevo`.
pub async fn add(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = added(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn added(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let institution = load_institution(visit, id).await?;
    let draft = draft(form);
    match catalogue::add(&visit.app, &visit.actor, institution.id, &draft).await {
        Ok(service) => Ok(done(service.id, "agregado")),
        Err(AppError::Invalid(faults)) => {
            let back = wrong(visit, draft, &faults);
            let page = page(visit, &institution.name, institution.id, None, &back);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other),
    }
}

/// `GET /servicios/{id}/editar`.
pub async fn edit(visit: Visit, id: Named) -> Response {
    visit.respond(edited(&visit, &id).await)
}

async fn edited(visit: &Visit, id: &Named) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let back = Returned::of(ServiceDraft::of(&visit.words, visit.lang(), &view.service));
    Ok(shown(visit, &view, &back).into_response())
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

fn shown(visit: &Visit, view: &ServiceView, back: &Returned) -> maud::Markup {
    let institution = &view.institution;
    let known = Some(&view.service);
    page(visit, &institution.name, institution.id, known, back)
}

/// `POST /servicios/{id}/editar`.
pub async fn change(visit: Visit, id: Named, Posted(form): Posted) -> Response {
    let outcome = changed(&visit, &id, &form).await;
    visit.respond(outcome)
}

async fn changed(visit: &Visit, id: &Named, form: &Fields) -> AppResult<Response> {
    let view = load(visit, id).await?;
    let version = form.text("version").parse().unwrap_or(0);
    let draft = draft(form);
    let (app, actor, service) = (&visit.app, &visit.actor, view.service.id);
    match catalogue::change(app, actor, service, version, &draft).await {
        Ok(_) => Ok(done(service, "cambiado")),
        Err(AppError::Invalid(faults)) => {
            let back = wrong(visit, draft, &faults);
            let page = shown(visit, &view, &back);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(AppError::Conflict) => {
            // How it stands now, with what was typed in the form.
            let view = load(visit, id).await?;
            let back = Returned {
                overtaken: true,
                ..Returned::of(draft)
            };
            let page = shown(visit, &view, &back);
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(other) => Err(other),
    }
}

fn done(service: ServiceId, what: &str) -> Response {
    let to = address(&path(service), [("hecho", what)]);
    Redirect::to(&to).into_response()
}

fn wrong(visit: &Visit, draft: ServiceDraft, faults: &[FieldError]) -> Returned {
    Returned {
        faults: at_their_fields(visit.say, faults, control),
        ..Returned::of(draft)
    }
}

/// The control on the page for a field of the use case.
fn control(field: &str) -> String {
    let mut parts = field.split('.');
    let (list, line, part) = (parts.next(), parts.next(), parts.next());
    if let (Some(list @ ("effects" | "prerequisites")), Some(line)) = (list, line) {
        let part = match part {
            Some("attribute") => "que",
            Some("item") => "de",
            Some("from") => "desde",
            _ => "hasta",
        };
        let list = if list == "effects" { "efecto" } else { "antes" };
        return format!("{list}-{line}-{part}");
    }
    let control = match field {
        "name" => "nombre",
        "description" => "descripcion",
        "effects" => "efecto-0-que",
        "prerequisites" => "antes-0-que",
        "form" => "forma",
        "consulting_days" => "dias-asesoria",
        "days_per_week" => "dias-semana",
        "credit_limit" => "monto",
        "yearly_rate" => "tasa",
        "credit_months" => "plazo",
        "grace_months" => "gracia",
        "days" => "dias",
        "lead_days" => "anticipacion",
        "effort_minutes" => "horas",
        "people" => "participantes",
        "price" => "precio",
        "currency" => "moneda",
        "price_per" => "por",
        "price_as_of" => "fecha",
        "source" => "fuente",
        "evidence" => "evidencia",
        "status" => "estatus",
        "states" => "estados",
        "languages" => "idiomas",
        "funding" => "financiamiento",
        _ => "tipo",
    };
    control.to_owned()
}

fn draft(form: &Fields) -> ServiceDraft {
    let text = |name: &str| form.text(name).to_owned();
    let all = |name: &str| -> Vec<String> { form.all(name).map(str::to_owned).collect() };
    ServiceDraft {
        kind: text("tipo"),
        name: text("nombre"),
        description: text("descripcion"),
        lang: Lang::parse(form.text("lengua")).unwrap_or_default(),
        effects: levels(form, "efecto"),
        prerequisites: levels(form, "antes"),
        form: text("forma"),
        consulting_days: text("dias-asesoria"),
        days_per_week: text("dias-semana"),
        credit_limit: text("monto"),
        yearly_rate: text("tasa"),
        credit_months: text("plazo"),
        grace_months: text("gracia"),
        days: text("dias"),
        lead_days: text("anticipacion"),
        hours_per_week: text("horas"),
        people: text("participantes"),
        price: text("precio"),
        currency: text("moneda"),
        price_per: text("por"),
        price_as_of: text("fecha"),
        source: text("fuente"),
        states: all("estado"),
        languages: all("idioma"),
        funding: all("fondo"),
        evidence: text("evidencia"),
        status: text("estatus"),
    }
}

/// The lines of a list of levels as far as the form has them.
fn levels(form: &Fields, list: &str) -> Vec<LevelDraft> {
    let text = |line: usize, part: &str| form.text(&format!("{list}-{line}-{part}")).to_owned();
    let lines = (0..LEVELS_MAX).map(|line| LevelDraft {
        attribute: text(line, "que"),
        item: text(line, "de"),
        from: text(line, "desde"),
        to: text(line, "hasta"),
    });
    let mut lines: Vec<LevelDraft> = lines.collect();
    while lines.last().is_some_and(LevelDraft::is_empty) {
        lines.pop();
    }
    lines
}
