//! What people ask about their personal data: filing it, with or without an account; answering it within
//! the days of the law; following how it stands. Every step is on record.

use super::account_of;
use crate::accounts::{email, name};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::mail::{self, Answer, Letter};
use crate::policy::{self, Operation, Reach, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::working_days_after;
use eslabon_domain::ids::PrivacyRequestId;
use eslabon_domain::privacy::{DAYS_TO_ANSWER, DAYS_TO_EFFECT, RequestKind, RequestStatus};
use eslabon_domain::text::Lang;
use eslabon_storage::privacy_requests::{self, PrivacyRequest, Statement, Which};
use eslabon_storage::{AuditRecord, Concerns, Transaction, people};
use jiff::civil::Date;

/// The longest text of a request or an answer, in characters.
pub const WORDS_MAX: usize = 4_000;
/// The most requests of one person that wait at once.
pub const PENDING_MAX: u64 = 3;
/// Requests of a list.
const LISTED: u64 = 200;

/// What someone asks.
#[derive(Debug, Clone)]
pub struct Filing {
    /// What; absent where she has not chosen.
    pub kind: Option<RequestKind>,
    /// In her words.
    pub words: String,
    /// Her name, where she has no account.
    pub name: String,
    /// Where she is answered, where she has no account.
    pub email: String,
    /// In which language she is answered, where she has no account.
    pub lang: Lang,
}

/// A request with everything that was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// The request.
    pub request: PrivacyRequest,
    /// What was asked and answered, in order.
    pub statements: Vec<Statement>,
    /// The last day on which what was granted takes effect.
    pub effect_by: Option<Date>,
}

/// Files a request, and answers it with its number.
///
/// # Errors
/// [`AppError::Invalid`] on `kind`, `words`, `name` or `email`; code `too_many` on `words` where too many
/// of hers wait already.
pub async fn file(app: &App, actor: &Actor, filing: Filing) -> AppResult<PrivacyRequest> {
    policy::require(actor, Operation::FileRequest)?;
    let mut faults = Vec::new();
    if filing.kind.is_none() {
        faults.push(FieldError::new("kind", "required", ""));
    }
    let said = keep(words(&filing.words), &mut faults);
    let account = match account_of(actor) {
        Some(id) => Some(
            people::find(app.database(), id)
                .await?
                .ok_or(AppError::NotFound)?,
        ),
        None => None,
    };
    let (called, address, lang) = match &account {
        Some(person) => (
            person.name.clone(),
            person.email.clone().unwrap_or_default(),
            person.lang,
        ),
        None => (
            keep(name(&filing.name), &mut faults),
            keep(email(&filing.email), &mut faults),
            filing.lang,
        ),
    };
    let (Some(kind), true) = (filing.kind, faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    let person = account.map(|person| person.id);
    let now = app.now();
    let mut request = PrivacyRequest {
        id: PrivacyRequestId::generate(),
        number: 0,
        kind,
        status: RequestStatus::Open,
        version: 1,
        person,
        name: Some(called.clone()),
        email: Some(address.clone()),
        lang,
        centre: actor.centre.unwrap_or_else(|| app.centre()),
        filed_at: now,
        due_on: working_days_after(app.today(), DAYS_TO_ANSWER),
    };
    let tx = app.database().begin().await?;
    if privacy_requests::count_pending(&tx, person, &address).await? >= PENDING_MAX {
        return Err(AppError::Invalid(vec![FieldError::new(
            "words",
            "too_many_requests",
            PENDING_MAX.to_string(),
        )]));
    }
    let first = Statement {
        outcome: None,
        words: said,
        person,
        stated_by: called,
        at: now,
    };
    request.number = privacy_requests::insert(&tx, &request, &first).await?;
    audit(app, &tx, actor, "request.file", &request, None).await?;
    tx.commit().await?;
    Ok(request)
}

fn words(text: &str) -> AppResult<String> {
    let text = text.trim();
    let fault = |code| {
        let limit = WORDS_MAX.to_string();
        Err(AppError::Invalid(vec![FieldError::new(
            "words", code, limit,
        )]))
    };
    if text.is_empty() {
        return fault("required");
    }
    if text.chars().count() > WORDS_MAX {
        return fault("too_long");
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return fault("bad_character");
    }
    Ok(text.to_owned())
}

/// The value, or nothing and its faults beside the others.
fn keep(outcome: AppResult<String>, faults: &mut Vec<FieldError>) -> String {
    match outcome {
        Ok(value) => value,
        Err(AppError::Invalid(more)) => {
            faults.extend(more);
            String::new()
        }
        Err(_) => String::new(),
    }
}

/// What the actor asked, newest first; nothing for someone without an account.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_mine(app: &App, actor: &Actor) -> AppResult<Vec<PrivacyRequest>> {
    policy::require(actor, Operation::FileRequest)?;
    match account_of(actor) {
        Some(person) => Ok(privacy_requests::list_of(app.database(), person).await?),
        None => Ok(Vec::new()),
    }
}

/// A request of the actor's own.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers.
pub async fn open_mine(app: &App, actor: &Actor, id: PrivacyRequestId) -> AppResult<RequestView> {
    policy::require(actor, Operation::FileRequest)?;
    let request = find(app, id).await?;
    policy::require_on(actor, Operation::FileRequest, relation(actor, &request))?;
    view(app, request).await
}

/// Says what was asked for, in a request of the actor's own; it waits for an answer again. The day by
/// which it is answered stays.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers, [`AppError::Invalid`] on `words`,
/// [`AppError::Conflict`] where nothing was asked.
pub async fn add_words(
    app: &App,
    actor: &Actor,
    id: PrivacyRequestId,
    text: &str,
) -> AppResult<()> {
    let request = open_mine(app, actor, id).await?.request;
    if request.status != RequestStatus::InformationAsked {
        return Err(AppError::Conflict);
    }
    let statement = statement(app, actor, None, words(text)?);
    let tx = app.database().begin().await?;
    let (version, status) = (request.version, RequestStatus::Open);
    privacy_requests::answer(&tx, id, version, status, &statement).await?;
    audit(app, &tx, actor, "request.add_words", &request, None).await?;
    tx.commit().await?;
    Ok(())
}

/// What the actor has to answer (most urgent first), and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// What waits.
    pub pending: Vec<PrivacyRequest>,
    /// What was granted or refused, newest first.
    pub settled: Vec<PrivacyRequest>,
}

/// The requests that the actor answers.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn queue(app: &App, actor: &Actor) -> AppResult<Queue> {
    policy::require(actor, Operation::AnswerRequest)?;
    let centre = match policy::reach(Operation::AnswerRequest, actor.role) {
        Reach::Every => None,
        // Whoever works in no centre answers nothing.
        _ if actor.centre.is_none() => {
            return Ok(Queue {
                pending: Vec::new(),
                settled: Vec::new(),
            });
        }
        _ => actor.centre,
    };
    let db = app.database();
    Ok(Queue {
        pending: privacy_requests::list(db, centre, Which::Pending, LISTED).await?,
        settled: privacy_requests::list(db, centre, Which::Settled, LISTED).await?,
    })
}

/// A request that the actor answers.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`] where it is another centre's.
pub async fn open(app: &App, actor: &Actor, id: PrivacyRequestId) -> AppResult<RequestView> {
    let request = load(app, actor, Operation::AnswerRequest, id).await?;
    view(app, request).await
}

/// A request with which the actor may do something.
pub(super) async fn load(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: PrivacyRequestId,
) -> AppResult<PrivacyRequest> {
    policy::require(actor, operation)?;
    let request = find(app, id).await?;
    policy::require_on(actor, operation, relation(actor, &request))?;
    Ok(request)
}

/// Answers a request that still has the version that was read.
///
/// # Errors
/// [`AppError::Invalid`] on `words` or `outcome`; [`AppError::Forbidden`] for one's own;
/// [`AppError::Conflict`] where it was answered for good, or someone spoke in between.
pub async fn answer(
    app: &App,
    actor: &Actor,
    id: PrivacyRequestId,
    version: i32,
    outcome: Option<RequestStatus>,
    text: &str,
) -> AppResult<()> {
    let request = load(app, actor, Operation::AnswerRequest, id).await?;
    // Nobody decides on what she asked herself.
    if request.person.is_some() && request.person == actor.person {
        return Err(AppError::Forbidden);
    }
    let mut faults = Vec::new();
    let said = keep(words(text), &mut faults);
    let outcome = outcome.filter(|outcome| RequestStatus::ANSWERS.contains(outcome));
    if outcome.is_none() {
        faults.insert(0, FieldError::new("outcome", "required", ""));
    }
    let (Some(outcome), true) = (outcome, faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    if !request.status.is_pending() {
        return Err(AppError::Conflict);
    }
    let statement = statement(app, actor, Some(outcome), said);
    let tx = app.database().begin().await?;
    privacy_requests::answer(&tx, id, version, outcome, &statement).await?;
    tell(app, &tx, &request, version, outcome, &statement).await?;
    audit(app, &tx, actor, "request.answer", &request, Some(outcome)).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(
    app: &App,
    tx: &Transaction,
    request: &PrivacyRequest,
    version: i32,
    outcome: RequestStatus,
    statement: &Statement,
) -> AppResult<()> {
    let Some(to) = request.email.as_deref().filter(|to| !to.is_empty()) else {
        return Ok(());
    };
    let how = match request.person {
        Some(_) => Answer::Behind(format!(
            "{}/privacidad/solicitudes/{}",
            app.account_rules().public_url,
            request.id
        )),
        None => Answer::InFull {
            outcome,
            words: &statement.words,
        },
    };
    let letter = Letter::request_answered(to, request.lang, request.number, &how);
    let occasion = format!("request:{}:{version}", request.id);
    mail::post(tx, &occasion, &letter, statement.at).await
}

async fn find(app: &App, id: PrivacyRequestId) -> AppResult<PrivacyRequest> {
    privacy_requests::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)
}

async fn view(app: &App, request: PrivacyRequest) -> AppResult<RequestView> {
    let statements = privacy_requests::statements_of(app.database(), request.id).await?;
    let granted = statements
        .iter()
        .rfind(|statement| statement.outcome == Some(RequestStatus::Granted));
    let effect_by = granted.map(|statement| {
        let answered_on = jiff::tz::Offset::constant(-6).to_datetime(statement.at);
        working_days_after(answered_on.date(), DAYS_TO_EFFECT)
    });
    Ok(RequestView {
        request,
        statements,
        effect_by,
    })
}

fn relation(actor: &Actor, request: &PrivacyRequest) -> Relation {
    if request.person.is_some() && request.person == account_of(actor) {
        return Relation::Own;
    }
    Relation::to_organisation(actor, None, Some(request.centre))
}

fn statement(app: &App, actor: &Actor, outcome: Option<RequestStatus>, words: String) -> Statement {
    Statement {
        outcome,
        words,
        person: actor.person,
        stated_by: actor.name.clone(),
        at: app.now(),
    }
}

async fn audit(
    app: &App,
    tx: &Transaction,
    actor: &Actor,
    action: &str,
    request: &PrivacyRequest,
    outcome: Option<RequestStatus>,
) -> AppResult<()> {
    let mut detail = serde_json::json!({ "number": request.number, "kind": request.kind });
    if let (Some(outcome), Some(fields)) = (outcome, detail.as_object_mut()) {
        fields.insert("outcome".into(), outcome.as_str().into());
    }
    let record = AuditRecord {
        actor,
        action,
        object: request.id.to_string(),
        detail,
        at: app.now(),
    };
    let concerns = request.person.map(Concerns::person).unwrap_or_default();
    tx.audit_concerning(record, concerns).await?;
    Ok(())
}
