//! Taking an assessment back. It stays on record with the reason; the facts that it wrote are withdrawn, so that
//! what was known before, or has been found since, is known again.

use super::{WORDS_MAX, invalid, load_to_change, record, words};
use crate::context::App;
use crate::error::{AppError, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::assessments::AssessmentStatus;
use eslabon_domain::ids::{AssessmentId, FactId};
use eslabon_storage::assessments::{self, Assessment, Voided};
use eslabon_storage::{Change, facts};

/// Takes an assessment back, done or still a draft.
///
/// # Errors
/// [`AppError::Invalid`] without a reason; [`AppError::Conflict`] where it was changed or taken back in between;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn void(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    version: i32,
    reason: &str,
) -> AppResult<Assessment> {
    let (mut assessment, plant) = load_to_change(app, actor, id).await?;
    if assessment.status == AssessmentStatus::Void || assessment.version != version {
        return Err(AppError::Conflict);
    }
    let reason = words("reason", reason, WORDS_MAX)?;
    if reason.is_empty() {
        return Err(invalid("reason", "required", ""));
    }
    let now = app.now();
    assessment.status = AssessmentStatus::Void;
    assessment.voided = Some(Voided {
        reason,
        by: actor.name.clone(),
        at: now,
    });
    let written: Vec<FactId> = assessment
        .done
        .iter()
        .flat_map(|done| done.written.iter().map(|one| one.fact))
        .collect();
    let mut tx = app.database().begin().await?;
    assessments::update(&tx, &assessment).await?;
    facts::withdraw(&tx, &written).await?;
    record(&tx, actor, &plant, "assessment.void", &assessment, now).await?;
    if !written.is_empty() {
        tx.record_change(Change::Sites(vec![assessment.site, plant.site.id]));
    }
    tx.commit().await?;
    assessment.version += 1;
    Ok(assessment)
}
