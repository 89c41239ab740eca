//! The steps with a programme as forms send them: each is taken, or the page comes back with what is wrong or with
//! what someone else did in between, and with everything that was typed.

use super::path_of;
use super::show::page;
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted};
use crate::pages::parts::Fault;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::policy::{self, Operation};
use eslabon_app::programmes::{self, load_programme};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::programmes::ProgrammeStatus;

/// A form of a programme's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lays it before the sides.
    Propose,
    /// Signs it for one's side.
    Sign,
    /// Wants it otherwise.
    AskChanges,
    /// Says that work begins.
    Start,
    /// Finishes it.
    Close,
    /// Gives it up.
    Stop,
}

impl Form {
    /// The last part of its address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Form::Propose => "proponer",
            Form::Sign => "firmar",
            Form::AskChanges => "cambios",
            Form::Start => "iniciar",
            Form::Close => "cerrar",
            Form::Stop => "detener",
        }
    }

    /// The name of the field in which it asks for words, where it does.
    #[must_use]
    pub fn words(self) -> Option<&'static str> {
        match self {
            Form::Sign => Some("comentario"),
            Form::AskChanges => Some("que_cambiar"),
            Form::Stop => Some("motivo"),
            Form::Propose | Form::Start | Form::Close => None,
        }
    }

    fn operation(self) -> Operation {
        match self {
            Form::Propose | Form::Start | Form::Close | Form::Stop => Operation::PlanProgrammes,
            Form::Sign | Form::AskChanges => Operation::SignProgramme,
        }
    }
}

/// What came back with the page: a form that was not taken, and why.
#[derive(Debug, Default)]
pub struct Returned {
    /// Which form.
    pub form: Option<Form>,
    /// It was that of a paper which was signed by hand.
    pub by_hand: bool,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Someone else was quicker.
    pub overtaken: bool,
}

/// `POST /programas/{id}/proponer`: `version`.
pub async fn propose(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Propose, fields).await;
    visit.respond(outcome)
}

/// `POST /programas/{id}/firmar`: `plan`, its version; `comentario`.
pub async fn sign(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Sign, fields).await;
    visit.respond(outcome)
}

/// `POST /programas/{id}/cambios`: `version`, `que_cambiar`.
pub async fn ask_changes(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::AskChanges, fields).await;
    visit.respond(outcome)
}

/// `POST /programas/{id}/iniciar`: `version`.
pub async fn start(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Start, fields).await;
    visit.respond(outcome)
}

/// `POST /programas/{id}/cerrar`: `version`.
pub async fn close(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Close, fields).await;
    visit.respond(outcome)
}

/// `POST /programas/{id}/detener`: `version`, `motivo`.
pub async fn stop(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Stop, fields).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: Form, fields: Fields) -> AppResult<Response> {
    policy::require(&visit.actor, form.operation())?;
    let id: ProgrammeId = id.id()?;
    let (status, faults) = match run(visit, id, form, &fields).await {
        Ok(done) => {
            let to = format!("{}?hecho={done}", path_of(id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    let view = load_programme(&visit.app, &visit.actor, id).await?;
    // What belongs to no field leads to how the programme stands.
    let control = |field: &str| match (form.words(), field) {
        (Some(name), "words" | "comment" | "reason") => name.to_owned(),
        _ => "estado".to_owned(),
    };
    let back = Returned {
        form: Some(form),
        by_hand: false,
        faults: faults
            .iter()
            .map(|fault| (control(&fault.field), message(visit.say, fault)))
            .collect(),
        fields,
        overtaken: status == StatusCode::CONFLICT,
    };
    Ok((status, page(visit, &view, &back)).into_response())
}

/// Takes the step, and answers the word by which the page confirms it.
async fn run(
    visit: &Visit,
    id: ProgrammeId,
    form: Form,
    fields: &Fields,
) -> AppResult<&'static str> {
    let (app, actor) = (&visit.app, &visit.actor);
    let version = fields.text("version").parse().unwrap_or(0);
    let words = form
        .words()
        .map(|name| fields.text(name))
        .unwrap_or_default();
    match form {
        Form::Propose => {
            programmes::propose_to_sides(app, actor, id, version).await?;
            Ok("propuesto")
        }
        Form::Sign => {
            // What is signed is a plan: that its history went on meanwhile changes nothing of it.
            let plan = fields.text("plan").parse().unwrap_or(0);
            let signed = programmes::sign(app, actor, id, plan, words).await?;
            Ok(match signed.status {
                ProgrammeStatus::Agreed => "acordado",
                _ => "firmado",
            })
        }
        Form::AskChanges => {
            programmes::ask_changes(app, actor, id, version, words).await?;
            Ok("cambios")
        }
        Form::Start => {
            programmes::start(app, actor, id, version).await?;
            Ok("iniciado")
        }
        Form::Close => {
            programmes::close(app, actor, id, version).await?;
            Ok("cerrado")
        }
        Form::Stop => {
            programmes::stop(app, actor, id, version, words).await?;
            Ok("detenido")
        }
    }
}
