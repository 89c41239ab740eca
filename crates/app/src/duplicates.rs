//! Suspected duplicates: pairs of sites that may be one plant. A person decides, with a reason; the
//! decision is remembered either way. Nothing is merged here: that is `merges`.

use crate::audit::changes::{Field, changed};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use crate::search::SupplierCard;
use crate::suppliers::{SupplierView, load_alone};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::DuplicateId;
use eslabon_storage::AuditRecord;
use eslabon_storage::duplicates::{self, Decision, Duplicate, DuplicateStatus};
use eslabon_storage::merges::{self, Merge};
use std::collections::HashMap;

/// The longest reason.
const REASON_MAX: usize = 500;

/// A pair with what is known of both sites.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The pair.
    pub duplicate: Duplicate,
    /// One site, as a line.
    pub a: SupplierCard,
    /// The other.
    pub b: SupplierCard,
    /// One site, whole.
    pub a_view: SupplierView,
    /// The other.
    pub b_view: SupplierView,
    /// The merge that followed from the decision and holds.
    pub merge: Option<Merge>,
}

/// Pairs that stand so, likeliest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list(
    app: &App,
    actor: &Actor,
    status: DuplicateStatus,
    limit: u64,
) -> AppResult<Vec<Pair>> {
    policy::require(actor, Operation::DecideDuplicates)?;
    let mut pairs = Vec::new();
    let found = duplicates::list(app.database(), Some(status), limit.min(100)).await?;
    let ids: Vec<DuplicateId> = found.iter().map(|pair| pair.id).collect();
    let mut merged: HashMap<DuplicateId, Merge> = merges::of_duplicates(app.database(), &ids)
        .await?
        .into_iter()
        .filter(|merge| merge.separated.is_none())
        .map(|merge| (merge.duplicate, merge))
        .collect();
    for duplicate in found {
        let a_view = load_alone(app, actor, duplicate.site_a).await?;
        let b_view = load_alone(app, actor, duplicate.site_b).await?;
        pairs.push(Pair {
            a: a_view.card.clone(),
            b: b_view.card.clone(),
            merge: merged.remove(&duplicate.id),
            duplicate,
            a_view,
            b_view,
        });
    }
    Ok(pairs)
}

/// How many pairs nobody has decided, counted up to `most`.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn count_open(app: &App, actor: &Actor, most: u64) -> AppResult<u64> {
    policy::require(actor, Operation::DecideDuplicates)?;
    Ok(
        duplicates::list(app.database(), Some(DuplicateStatus::Proposed), most)
            .await?
            .len() as u64,
    )
}

/// What a person may decide about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One plant.
    Same,
    /// Two plants.
    Different,
}

/// Remembers a decision.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, [`AppError::Conflict`] where someone decided in between,
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn decide(
    app: &App,
    actor: &Actor,
    id: DuplicateId,
    verdict: Verdict,
    reason: &str,
) -> AppResult<()> {
    policy::require(actor, Operation::DecideDuplicates)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::Invalid(vec![FieldError::new(
            "reason", "required", "",
        )]));
    }
    if reason.chars().count() > REASON_MAX {
        return Err(AppError::Invalid(vec![FieldError::new(
            "reason",
            "too_long",
            REASON_MAX.to_string(),
        )]));
    }
    let status = match verdict {
        Verdict::Same => DuplicateStatus::Same,
        Verdict::Different => DuplicateStatus::Different,
    };
    let at = app.now();
    let decision = Decision {
        id,
        was: DuplicateStatus::Proposed,
        status,
        by: actor.name.clone(),
        at,
        reason: reason.to_owned(),
    };
    let tx = app.database().begin().await?;
    duplicates::decide(&tx, &decision).await?;
    tx.audit(AuditRecord {
        actor,
        action: "duplicate.decide",
        object: id.to_string(),
        detail: changed([Field::open(
            "status",
            decision.was.as_str(),
            status.as_str(),
        )]),
        at,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
