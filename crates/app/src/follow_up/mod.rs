//! Following a programme that runs: how its steps stand, what late ones do to its end, what went into them, and what
//! waits for whom. Must not plan: where a delay calls for it, staff plan anew.

mod log;
mod show;
mod steps;
mod tasks;

pub use log::{WorkDraft, log_work, strike_work};
pub use show::{FollowUp, FollowedGap, FollowedStep, load_follow_up};
pub use steps::{mark_step, onward};
pub use tasks::{Task, TaskKind, list_tasks};

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::programmes::ProgrammeStatus;
use eslabon_storage::programmes::Programme;
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, Concerns, Read, Transaction, merges};
use jiff::Timestamp;
use jiff::civil::Date;

/// Refuses what belongs to a programme that runs.
pub(crate) fn require_running(programme: &Programme) -> AppResult<()> {
    match programme.status {
        ProgrammeStatus::Running => Ok(()),
        other => Err(invalid("programme", "not_running", other.as_str())),
    }
}

/// Whether what was done for a programme can be told: while it runs and after, but not once it is given up.
pub(crate) fn has_run(programme: &Programme) -> bool {
    matches!(
        programme.status,
        ProgrammeStatus::Running | ProgrammeStatus::Verified | ProgrammeStatus::Closed
    )
}

/// The site of a programme; of one that was merged since, the one that stands for it.
pub(crate) async fn site_of(db: &impl Read, programme: &Programme) -> AppResult<Site> {
    let id = merges::stand_in(db, programme.site).await?;
    sites::find(db, id).await?.ok_or(AppError::NotFound)
}

/// Puts on record what was done in the programme of a firm.
pub(crate) async fn record(
    tx: &Transaction,
    actor: &Actor,
    owner: OrganisationId,
    action: &str,
    object: String,
    detail: serde_json::Value,
    at: Timestamp,
) -> AppResult<()> {
    let act = AuditRecord {
        actor,
        action,
        object,
        detail,
        at,
    };
    tx.audit_concerning(act, Concerns::organisation(owner))
        .await?;
    Ok(())
}

/// Words as they are kept; they may be empty.
pub(crate) fn text_of(field: &str, typed: &str, most: usize) -> Result<String, FieldError> {
    let typed = typed.trim();
    if typed.contains('\0') {
        return Err(FieldError::new(field, "bad_character", ""));
    }
    if typed.chars().count() > most {
        return Err(FieldError::new(field, "too_long", most.to_string()));
    }
    Ok(typed.to_owned())
}

/// Words that must be there.
pub(crate) fn required_text(field: &str, typed: &str, most: usize) -> Result<String, FieldError> {
    let words = text_of(field, typed, most)?;
    match words.is_empty() {
        true => Err(FieldError::new(field, "required", "")),
        false => Ok(words),
    }
}

/// A day as it was typed: `2026-03-31`, `31/03/2026`; nothing where nothing was.
pub(crate) fn day_of(app: &App, field: &str, typed: &str) -> Result<Option<Date>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let short: String = typed.chars().take(40).collect();
    let read = Reader::new(&app.words(), app.today()).day(typed);
    read.map(Some)
        .map_err(|code| FieldError::new(field, code.as_str(), short))
}

/// A day that must be there and has come.
pub(crate) fn past_day_of(app: &App, field: &str, typed: &str) -> Result<Date, FieldError> {
    let day = day_of(app, field, typed)?.ok_or_else(|| FieldError::new(field, "required", ""))?;
    match day > app.today() {
        true => Err(FieldError::new(field, "date_in_future", day.to_string())),
        false => Ok(day),
    }
}

pub(crate) fn invalid(field: &str, code: &'static str, detail: impl Into<String>) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}
