//! The steps with a candidate as forms send them: each is taken, or the page comes back with what is wrong
//! or with what someone else did in between, and with everything that was typed.

use super::PATH;
use super::candidate::page;
use crate::pages::errors::message;
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::needs::day;
use crate::pages::parts::Fault;
use crate::pages::visit::{Named, Visit};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::candidates::{self, Note, load_candidate};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult, FieldError};
use eslabon_domain::candidacies::{Interest, Stage, Step};
use eslabon_domain::ids::CandidacyId;

/// A form of a candidate's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Moves it to another stage.
    Move,
    /// Signs that it be chosen.
    Sign,
    /// Rejects it.
    Reject,
    /// Notes something.
    Note,
    /// Says what is done next.
    Plan,
    /// Takes down what the firm answers.
    Answer,
}

impl Form {
    /// The last part of its address, with which the ids of its controls begin.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Form::Move => "mover",
            Form::Sign => "firmar",
            Form::Reject => "rechazar",
            Form::Note => "nota",
            Form::Plan => "siguiente",
            Form::Answer => "respuesta",
        }
    }
}

/// What came back with the page: a form that was not taken, and why.
#[derive(Debug, Default)]
pub struct Returned {
    /// Which form.
    pub form: Option<Form>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// Someone else was quicker.
    pub overtaken: bool,
}

impl Returned {
    /// Whether it was this form.
    #[must_use]
    pub fn is(&self, form: Form) -> bool {
        self.form == Some(form)
    }

    /// What was typed in a field of this form.
    #[must_use]
    pub fn text(&self, form: Form, name: &str) -> &str {
        match self.is(form) {
            true => self.fields.text(name),
            false => "",
        }
    }
}

/// `POST /candidatos/{id}/mover`: `version`, `etapa`, `palabras`.
pub async fn move_on(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Move, &fields).await;
    visit.respond(outcome)
}

/// `POST /candidatos/{id}/firmar`: `version`.
pub async fn sign(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Sign, &fields).await;
    visit.respond(outcome)
}

/// `POST /candidatos/{id}/rechazar`: `version`, `razon`, `palabras`.
pub async fn reject(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Reject, &fields).await;
    visit.respond(outcome)
}

/// `POST /candidatos/{id}/nota`: `paso`, `palabras`.
pub async fn note(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Note, &fields).await;
    visit.respond(outcome)
}

/// `POST /candidatos/{id}/siguiente`: `version`, `que`, `quien`, `cuando`; all empty where it is done.
pub async fn plan(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Plan, &fields).await;
    visit.respond(outcome)
}

/// `POST /candidatos/{id}/respuesta`: `interes`, `palabras`.
pub async fn take_down(visit: Visit, id: Named, Posted(fields): Posted) -> Response {
    let outcome = take(&visit, &id, Form::Answer, &fields).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, id: &Named, form: Form, fields: &Fields) -> AppResult<Response> {
    let operation = match form {
        Form::Sign => Operation::SignCandidate,
        // Whose candidate it is comes before who may answer.
        Form::Answer => Operation::SeeCandidates,
        Form::Move | Form::Reject | Form::Note | Form::Plan => Operation::MoveCandidates,
    };
    policy::require(&visit.actor, operation)?;
    let id: CandidacyId = id.id()?;
    let (status, faults) = match run(visit, id, form, fields).await {
        Ok(done) => {
            let to = address(&format!("{PATH}/{id}"), [("hecho", done)]);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(AppError::Invalid(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults),
        Err(AppError::Conflict) => (StatusCode::CONFLICT, Vec::new()),
        Err(other) => return Err(other),
    };
    // Whose candidate it is comes first: what is wrong is told only to whoever may see it.
    let view = load_candidate(&visit.app, &visit.actor, id).await?;
    let back = Returned {
        form: Some(form),
        fields: fields.clone(),
        faults: faults
            .iter()
            .map(|fault| {
                let control = match fault.code {
                    // Its form is not there any more.
                    "need_closed" => "estado".to_owned(),
                    _ => control(form, &fault.field),
                };
                (control, message(visit.say, fault))
            })
            .collect(),
        overtaken: status == StatusCode::CONFLICT,
    };
    Ok((status, page(visit, &view, &back)).into_response())
}

/// The control on the page for a field of the use case. What belongs to none leads to how the candidate
/// stands.
fn control(form: Form, field: &str) -> String {
    let part = match (form, field) {
        (_, "words") => "palabras",
        (Form::Move, "stage" | "interest") => "etapa",
        (Form::Reject, "reason") => "razon",
        (Form::Note, "step") => "paso",
        (Form::Plan, "what") => "que",
        (Form::Plan, "owner") => "quien",
        (Form::Plan, "on") => "cuando",
        (Form::Answer, "interest") => "interes",
        _ => return "estado".to_owned(),
    };
    format!("{}-{part}", form.key())
}

/// Takes the step, and answers the word by which the page confirms it.
async fn run(
    visit: &Visit,
    id: CandidacyId,
    form: Form,
    fields: &Fields,
) -> AppResult<&'static str> {
    let (app, actor) = (&visit.app, &visit.actor);
    let version = fields.text("version").parse().unwrap_or(0);
    let words = fields.text("palabras");
    match form {
        Form::Move => {
            let stage = Stage::parse(fields.text("etapa")).ok_or_else(|| required("stage"))?;
            candidates::move_to(app, actor, id, version, stage, words).await?;
            Ok("movido")
        }
        Form::Sign => match candidates::sign(app, actor, id, version).await? {
            Stage::Selected => Ok("elegido"),
            _ => Ok("firmado"),
        },
        Form::Reject => {
            let reason = fields.text("razon");
            candidates::reject(app, actor, id, version, reason, words).await?;
            Ok("rechazado")
        }
        Form::Note => {
            let step = Step::parse(fields.text("paso")).ok_or_else(|| required("step"))?;
            let words = words.to_owned();
            candidates::note(app, actor, id, &Note { step, words }).await?;
            Ok("anotado")
        }
        Form::Plan => plan_next(visit, id, version, fields).await,
        Form::Answer => answer_for(visit, id, fields).await,
    }
}

async fn plan_next(
    visit: &Visit,
    id: CandidacyId,
    version: i32,
    fields: &Fields,
) -> AppResult<&'static str> {
    let (app, actor) = (&visit.app, &visit.actor);
    let (what, owner, on) = (
        fields.text("que"),
        fields.text("quien"),
        fields.text("cuando"),
    );
    let missing: Vec<FieldError> = [("what", what), ("owner", owner), ("on", on)]
        .into_iter()
        .filter(|(_, typed)| typed.is_empty())
        .map(|(field, _)| FieldError::new(field, "required", ""))
        .collect();
    if missing.len() == 3 {
        let view = load_candidate(app, actor, id).await?;
        // Nothing typed where nothing was planned is an empty form, not something done.
        if view.line.candidacy.next.is_none() {
            return Err(AppError::Invalid(missing));
        }
        candidates::plan(app, actor, id, version, None).await?;
        return Ok("cumplido");
    }
    let mut faults = missing;
    let until = day(on);
    if until.is_none() && !on.is_empty() {
        faults.push(FieldError::new("on", "date", on));
    }
    let Some(until) = until.filter(|_| faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    candidates::plan(app, actor, id, version, Some((what, owner, until))).await?;
    Ok("planeado")
}

/// Staff take down what the firm says.
async fn answer_for(visit: &Visit, id: CandidacyId, fields: &Fields) -> AppResult<&'static str> {
    let (app, actor) = (&visit.app, &visit.actor);
    let view = load_candidate(app, actor, id).await?;
    let candidacy = &view.line.candidacy;
    let interest = Interest::parse(fields.text("interes")).ok_or_else(|| required("interest"))?;
    let words = fields.text("palabras");
    match candidates::answer(app, actor, candidacy.need, candidacy.site, interest, words).await {
        Ok(_) => Ok("respuesta"),
        // The candidate is there; it is the firm that lies in another centre's region.
        Err(AppError::NotFound) => Err(AppError::Invalid(vec![FieldError::new(
            "interest",
            "other_region",
            "",
        )])),
        Err(other) => Err(other),
    }
}

fn required(field: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, "required", "")])
}
