//! Posting a need in the name of an organisation.

use super::check::{check_entry, check_reserved};
use super::{CriterionDraft, NeedDraft, TITLE_MAX};
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CriterionId, NeedId, OrganisationId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{AuditRecord, Change, Concerns, need_prices, needs};

/// Posts a need: open to matching at once.
///
/// # Errors
/// [`AppError::Invalid`], [`AppError::Forbidden`], or [`AppError::NotFound`] for another's organisation.
pub async fn create_need(app: &App, actor: &Actor, draft: NeedDraft) -> AppResult<Need> {
    policy::require(actor, Operation::PostNeed)?;
    check_entry(app, &draft, None)?;
    let owner = owner_of(app, actor, &draft).await?;
    check_reserved(&owner.organisation.name, &draft)?;
    let price = draft.target_price;
    let need = Need {
        id: NeedId::generate(),
        organisation: owner.organisation.id,
        centre: actor.centre.unwrap_or_else(|| app.centre()),
        version: 1,
        title: draft.title,
        description: draft.description,
        criteria: draft.criteria.into_iter().map(criterion_of).collect(),
        terms: draft.terms,
        status: NeedStatus::Open,
        starts_on: draft.starts_on,
        closes_on: draft.closes_on,
        buyer_shown: !draft.hide_buyer,
        fictional: owner.organisation.fictional,
    };
    let mut tx = app.database().begin().await?;
    if owner.is_new {
        organisations::insert_many(&tx, std::slice::from_ref(&owner.organisation)).await?;
    }
    needs::insert(&tx, &need).await?;
    if price.is_some() {
        need_prices::set(&tx, need.id, price).await?;
    }
    let record = AuditRecord {
        actor,
        action: "need.create",
        object: need.id.to_string(),
        detail: serde_json::json!({
            "criteria": need.criteria.len(),
            "buyer_shown": need.buyer_shown,
        }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(need.organisation))
        .await?;
    tx.record_change(Change::Needs(vec![need.id]));
    tx.commit().await?;
    app.catch_up(&Silent).await?;
    Ok(need)
}

/// Whose need it becomes.
struct Owner {
    organisation: Organisation,
    is_new: bool,
}

/// The lead firm named by id or, for staff, by name; else the actor's own.
async fn owner_of(app: &App, actor: &Actor, draft: &NeedDraft) -> AppResult<Owner> {
    let named = draft
        .organisation_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if let (None, Some(name)) = (draft.organisation, named) {
        if !policy::works_for_others(actor) {
            return Err(AppError::NotFound);
        }
        if name.chars().count() > TITLE_MAX {
            return Err(AppError::Invalid(vec![FieldError::new(
                "organisation",
                "too_long",
                TITLE_MAX.to_string(),
            )]));
        }
        let known =
            organisations::find_by_name(app.database(), OrganisationKind::LeadFirm, name).await?;
        let is_new = known.is_none();
        let organisation = known.unwrap_or_else(|| Organisation {
            id: OrganisationId::generate(),
            kind: OrganisationKind::LeadFirm,
            name: name.to_owned(),
            fictional: false,
            created_at: app.now(),
        });
        return Ok(Owner {
            organisation,
            is_new,
        });
    }
    let Some(id) = draft.organisation.or(actor.organisation) else {
        return Err(AppError::Invalid(vec![FieldError::new(
            "organisation",
            "required",
            "",
        )]));
    };
    policy::require_posting_for(actor, id)?;
    let organisation = organisations::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok(Owner {
        organisation,
        is_new: false,
    })
}

pub(super) fn criterion_of(draft: CriterionDraft) -> Criterion {
    Criterion {
        id: CriterionId::generate(),
        attribute: draft.attribute,
        item: draft.item,
        requirement: draft.requirement,
        strength: draft.strength,
        weight: draft.weight,
    }
}
