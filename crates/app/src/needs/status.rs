//! Where a need stands: opened, withdrawn, awarded, opened again, each with a person's words. Must not touch
//! what the need asks.

use super::TITLE_MAX;
use super::change::load_to_change;
use crate::audit::changes::{Field, changed};
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Decision, Operation, Relation};
use crate::records::StatusNote;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_storage::{AuditRecord, Change, Concerns, need_status};

/// The longest reason.
pub const REASON_MAX: usize = 1_000;

/// Puts a need that was read in this version elsewhere: a draft is opened, an open need is withdrawn or
/// awarded, a withdrawn one is opened again. All but the first need a reason; an award may name the supplier.
///
/// # Errors
/// As [`load_to_change`]; [`AppError::Invalid`] where no way leads there or a reason is missing;
/// [`AppError::Conflict`] where someone was quicker: nothing is written then.
pub async fn set_status(
    app: &App,
    actor: &Actor,
    id: NeedId,
    version: i32,
    status: NeedStatus,
    reason: &str,
    supplier: Option<&str>,
) -> AppResult<Need> {
    let stored = load_to_change(app, actor, id).await?;
    if stored.version != version {
        return Err(AppError::Conflict);
    }
    if !stored.status.next().contains(&status) {
        return Err(invalid("status", "no_such_step", ""));
    }
    let reason = words("reason", reason, REASON_MAX)?;
    if reason.is_empty() && stored.status != NeedStatus::Draft {
        return Err(invalid("reason", "required", ""));
    }
    let supplier = words("supplier", supplier.unwrap_or_default(), TITLE_MAX)?;
    if !supplier.is_empty() && status != NeedStatus::Awarded {
        return Err(invalid("supplier", "not_an_award", ""));
    }
    let note = StatusNote {
        reason,
        supplier: Some(supplier).filter(|name| !name.is_empty()),
        by: actor.name.clone(),
        at: app.now(),
    };
    let mut tx = app.database().begin().await?;
    need_status::set(&tx, &stored, status, &note).await?;
    let record = AuditRecord {
        actor,
        action: "need.status",
        object: id.to_string(),
        detail: changed([
            Field::open("status", stored.status.as_str(), status.as_str()),
            Field::open("supplier", "", note.supplier.clone().unwrap_or_default()),
            // Words may name people, and the log forgets nothing.
            Field::closed("reason", "", note.reason.as_str()),
        ]),
        at: note.at,
    };
    tx.audit_concerning(record, Concerns::organisation(stored.organisation))
        .await?;
    tx.record_change(Change::Needs(vec![id]));
    tx.commit().await?;
    app.catch_up(&Silent).await?;
    Ok(Need { status, ..stored })
}

/// Why a need stands as it does, for those who may post it: the words are theirs, and they name people of
/// the buyer. Nothing for everyone else.
///
/// # Errors
/// If the database fails.
pub async fn status_note(app: &App, actor: &Actor, need: &Need) -> AppResult<Option<StatusNote>> {
    let relation = Relation::to_need(actor, need);
    match policy::decide(Operation::PostNeed, actor.role, relation) {
        Decision::Allow => Ok(need_status::note(app.database(), need.id).await?),
        Decision::Forbid | Decision::Hide => Ok(None),
    }
}

pub(super) fn invalid(field: &str, code: &'static str, detail: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}

fn words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let given = given.trim();
    if given.chars().count() > most {
        return Err(invalid(field, "too_long", &most.to_string()));
    }
    if given.contains('\0') {
        return Err(invalid(field, "bad_character", ""));
    }
    Ok(given.to_owned())
}
