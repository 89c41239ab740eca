//! The steps that people take with a candidate: moving, remarking, planning, signing, rejecting. Each is
//! refused where someone else took one in between, so that nobody decides on an old picture.

use super::answers::answers_of;
use super::{
    SHORT_MAX, WORDS_MAX, event, gaps, invalid, load_for, require_going_on, require_open,
    some_words, words,
};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::{Interest, Stage, Step};
use eslabon_domain::ids::CandidacyId;
use eslabon_domain::needs::Need;
use eslabon_storage::candidacies::{self, Candidacy, Event, NextAction, Signature};
use eslabon_storage::{AuditRecord, Concerns, Transaction};
use jiff::Timestamp;
use jiff::civil::Date;

/// What was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A comment, a call or a visit.
    pub step: Step,
    /// In words.
    pub words: String,
}

/// Moves a candidate to another stage.
///
/// # Errors
/// [`AppError::Invalid`] where no way leads there, the need has come to its end, the firm has not said that
/// it is interested, or a case is opened again without a word why; [`AppError::Conflict`] where someone was quicker;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn move_to(
    app: &App,
    actor: &Actor,
    id: CandidacyId,
    version: i32,
    stage: Stage,
    why: &str,
) -> AppResult<()> {
    let (mut candidacy, need) = load_for(app, actor, Operation::MoveCandidates, id).await?;
    require_version(&candidacy, version)?;
    require_open(&need)?;
    if !candidacy.stage.may_move_to(stage) {
        return Err(invalid("stage", "no_such_move"));
    }
    let why = match candidacy.stage.is_final() {
        true => some_words("words", why, WORDS_MAX)?,
        false => words("words", why, WORDS_MAX)?,
    };
    let now = app.now();
    let tx = app.database().begin().await?;
    if stage.asks_interest() {
        require_interest(&tx, &candidacy).await?;
    }
    let before = candidacy.stage;
    candidacy.stage = stage;
    candidacy.reason = None;
    // Whoever signed saw the case as it stood: what is moved is signed anew.
    candidacy.buyer = None;
    candidacy.for_centre = None;
    let moved = event(actor, &candidacy, Step::Moved, why, now);
    let detail = serde_json::json!({ "before": before.as_str(), "after": stage.as_str() });
    save(
        &tx,
        actor,
        &need,
        &candidacy,
        moved,
        "candidate.move",
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Signs for one's side that a candidate be chosen: the buyer's people for the buyer, staff of the need's
/// centre for the centre. The second signature chooses it.
///
/// # Errors
/// As [`move_to`]; [`AppError::Invalid`] where one's side has signed already.
pub async fn sign(app: &App, actor: &Actor, id: CandidacyId, version: i32) -> AppResult<Stage> {
    let (mut candidacy, need) = load_for(app, actor, Operation::SignCandidate, id).await?;
    require_version(&candidacy, version)?;
    require_open(&need)?;
    if !candidacy.stage.may_be_selected() {
        return Err(invalid("stage", "not_to_be_selected"));
    }
    let signature = Signature {
        person: actor.person.ok_or(AppError::Forbidden)?,
        name: actor.name.clone(),
        at: app.now(),
    };
    let side = match Relation::to_need(actor, &need) {
        Relation::Own => &mut candidacy.buyer,
        // A centre that shares the pipeline looks on.
        _ if actor.centre == Some(need.centre) => &mut candidacy.for_centre,
        _ => return Err(AppError::Forbidden),
    };
    if side.is_some() {
        return Err(invalid("signature", "already_signed"));
    }
    *side = Some(signature);
    let now = app.now();
    let tx = app.database().begin().await?;
    require_interest(&tx, &candidacy).await?;
    let both = candidacy.buyer.is_some() && candidacy.for_centre.is_some();
    let step = match both {
        true => Step::Selected,
        false => Step::Signed,
    };
    if both {
        candidacy.stage = Stage::Selected;
    }
    let signed = event(actor, &candidacy, step, String::new(), now);
    let detail = serde_json::json!({ "stage": candidacy.stage.as_str() });
    save(
        &tx,
        actor,
        &need,
        &candidacy,
        signed,
        "candidate.sign",
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(candidacy.stage)
}

/// Rejects a candidate for a reason of the list. Where it concerns the supplier, a gap is proposed.
///
/// # Errors
/// As [`move_to`]; [`AppError::Invalid`] on `reason`.
pub async fn reject(
    app: &App,
    actor: &Actor,
    id: CandidacyId,
    version: i32,
    reason: &str,
    why: &str,
) -> AppResult<()> {
    let (mut candidacy, need) = load_for(app, actor, Operation::MoveCandidates, id).await?;
    require_version(&candidacy, version)?;
    require_open(&need)?;
    if candidacy.stage.is_final() {
        return Err(invalid("stage", "no_such_move"));
    }
    let vocabulary = app.words();
    let reason = vocabulary
        .reasons
        .find(reason)
        .filter(|reason| reason.rejects())
        .ok_or_else(|| invalid("reason", "required"))?;
    let why = words("words", why, WORDS_MAX)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    let before = candidacy.stage;
    candidacy.stage = Stage::Rejected;
    candidacy.reason = Some(reason.id.clone());
    candidacy.buyer = None;
    candidacy.for_centre = None;
    let rejected = Event {
        reason: Some(reason.id.clone()),
        ..event(actor, &candidacy, Step::Rejected, why, now)
    };
    let detail = serde_json::json!({ "before": before.as_str(), "reason": reason.id });
    save(
        &tx,
        actor,
        &need,
        &candidacy,
        rejected,
        "candidate.reject",
        detail,
    )
    .await?;
    if reason.concerns_supplier {
        gaps::propose(app, &tx, &candidacy, &reason.id, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Notes a comment, a call or a visit. Changes nothing else, and so needs no version.
///
/// # Errors
/// [`AppError::Invalid`] without words; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn note(app: &App, actor: &Actor, id: CandidacyId, note: &Note) -> AppResult<()> {
    let (candidacy, need) = load_for(app, actor, Operation::MoveCandidates, id).await?;
    require_going_on(&need, &candidacy)?;
    if !note.step.is_note() {
        return Err(invalid("step", "required"));
    }
    let words = some_words("words", &note.words, WORDS_MAX)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    let noted = event(actor, &candidacy, note.step, words, now);
    candidacies::add_event(&tx, &noted).await?;
    let detail = serde_json::json!({ "step": note.step.as_str() });
    record(&tx, actor, &need, &candidacy, "candidate.note", detail, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down what is done next, by whom, until when; nothing where it is done.
///
/// # Errors
/// As [`move_to`]; [`AppError::Invalid`] on `what`, `owner` or `on`.
pub async fn plan(
    app: &App,
    actor: &Actor,
    id: CandidacyId,
    version: i32,
    next: Option<(&str, &str, Date)>,
) -> AppResult<()> {
    let (mut candidacy, need) = load_for(app, actor, Operation::MoveCandidates, id).await?;
    require_version(&candidacy, version)?;
    require_going_on(&need, &candidacy)?;
    candidacy.next = match next {
        None => None,
        Some((what, owner, on)) => {
            if on < app.today() {
                return Err(invalid("on", "in_the_past"));
            }
            Some(NextAction {
                what: some_words("what", what, SHORT_MAX)?,
                owner: some_words("owner", owner, SHORT_MAX)?,
                on,
            })
        }
    };
    let said = candidacy.next.as_ref().map_or_else(String::new, |next| {
        format!("{} · {} · {}", next.what, next.owner, next.on)
    });
    let now = app.now();
    let tx = app.database().begin().await?;
    let planned = event(actor, &candidacy, Step::Planned, said, now);
    let detail = serde_json::json!({ "on": candidacy.next.as_ref().map(|next| next.on) });
    save(
        &tx,
        actor,
        &need,
        &candidacy,
        planned,
        "candidate.plan",
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

fn require_version(candidacy: &Candidacy, version: i32) -> AppResult<()> {
    match candidacy.version == version {
        true => Ok(()),
        false => Err(AppError::Conflict),
    }
}

/// Nobody is proposed to a buyer who does not want to be.
async fn require_interest(tx: &Transaction, candidacy: &Candidacy) -> AppResult<()> {
    let answers = answers_of(tx, candidacy.need, &[candidacy.site]).await?;
    let interested = answers
        .get(&candidacy.site)
        .is_some_and(|answer| answer.interest == Interest::Interested);
    match interested {
        true => Ok(()),
        false => Err(invalid("interest", "not_interested")),
    }
}

async fn save(
    tx: &Transaction,
    actor: &Actor,
    need: &Need,
    candidacy: &Candidacy,
    event: Event,
    action: &'static str,
    detail: serde_json::Value,
) -> AppResult<()> {
    candidacies::update(tx, candidacy).await?;
    let at = event.at;
    candidacies::add_event(tx, &event).await?;
    record(tx, actor, need, candidacy, action, detail, at).await
}

async fn record(
    tx: &Transaction,
    actor: &Actor,
    need: &Need,
    candidacy: &Candidacy,
    action: &'static str,
    detail: serde_json::Value,
    at: Timestamp,
) -> AppResult<()> {
    let act = AuditRecord {
        actor,
        action,
        object: candidacy.id.to_string(),
        detail,
        at,
    };
    tx.audit_concerning(act, Concerns::organisation(need.organisation))
        .await?;
    Ok(())
}

/// Whether the actor could sign for a side that has not signed.
pub(super) fn may_sign(actor: &Actor, need: &Need, candidacy: &Candidacy) -> bool {
    let relation = Relation::to_need(actor, need);
    let allowed = policy::decide(Operation::SignCandidate, actor.role, relation);
    let may_be = candidacy.stage.may_be_selected() && !need.status.is_closed();
    if allowed != policy::Decision::Allow || !may_be {
        return false;
    }
    match relation {
        Relation::Own => candidacy.buyer.is_none(),
        _ => actor.centre == Some(need.centre) && candidacy.for_centre.is_none(),
    }
}
