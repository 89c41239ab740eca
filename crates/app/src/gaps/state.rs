//! What someone says of a cause: the firm's people for the firm, staff of its region for whoever looked. Neither
//! overwrites the other, and what was said before stays on record.

use super::NOTE_MAX;
use super::causes::find_cause;
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::causes::VERSION;
use eslabon_domain::findings::{Finding, FindingSide};
use eslabon_domain::ids::{DiagnosisId, SiteId};
use eslabon_storage::diagnoses::{self, Diagnosis};
use eslabon_storage::{AuditRecord, Concerns, merges, sites};

/// What someone says.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    /// Behind which symptom.
    pub symptom: &'a str,
    /// Of which cause.
    pub cause: &'a str,
    /// Whether it is there; nothing where it was not said.
    pub finding: Option<Finding>,
    /// What shows it, in words; may be empty.
    pub note: &'a str,
}

/// For which side the actor speaks.
pub(super) fn side_of(actor: &Actor) -> FindingSide {
    match policy::records_for_others(actor) {
        true => FindingSide::Consultant,
        false => FindingSide::Owner,
    }
}

/// Says whether a cause stands behind a symptom at a site.
///
/// # Errors
/// [`AppError::NotFound`] for a site that is not the actor's to speak of; [`AppError::Invalid`] on `cause`,
/// `finding` or `note`; [`AppError::Forbidden`].
pub async fn state(
    app: &App,
    actor: &Actor,
    site: SiteId,
    said: Statement<'_>,
) -> AppResult<Diagnosis> {
    policy::require(actor, Operation::StateCause)?;
    let site = merges::stand_in(app.database(), site).await?;
    let site = sites::find(app.database(), site)
        .await?
        .ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(site.organisation), Some(centre));
    policy::require_on(actor, Operation::StateCause, relation)?;
    let (symptom, cause) =
        find_cause(said.symptom, said.cause).ok_or_else(|| invalid("cause", "unknown_cause"))?;
    let diagnosis = Diagnosis {
        id: DiagnosisId::generate(),
        site: site.id,
        symptom: symptom.id.clone(),
        cause: cause.id.clone(),
        side: side_of(actor),
        finding: said.finding.ok_or_else(|| invalid("finding", "required"))?,
        note: note(said.note)?,
        person: actor.person,
        by: actor.name.clone(),
        at: app.now(),
        tree: VERSION.to_owned(),
    };
    let tx = app.database().begin().await?;
    diagnoses::insert(&tx, &diagnosis).await?;
    let record = AuditRecord {
        actor,
        action: "diagnosis.state",
        object: diagnosis.id.to_string(),
        detail: serde_json::json!({
            "site": site.id,
            "cause": diagnosis.cause,
            "side": diagnosis.side.as_str(),
        }),
        at: diagnosis.at,
    };
    tx.audit_concerning(record, Concerns::organisation(site.organisation))
        .await?;
    tx.commit().await?;
    Ok(diagnosis)
}

fn note(given: &str) -> AppResult<String> {
    let given = given.trim();
    if given.chars().count() > NOTE_MAX {
        let fault = FieldError::new("note", "too_long", NOTE_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    if given.contains('\0') {
        return Err(invalid("note", "bad_character"));
    }
    Ok(given.to_owned())
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, "")])
}
