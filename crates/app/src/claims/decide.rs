//! Deciding a claim. An approval makes the firm an SME of the centre and the claimant its owner; what
//! registers publish of it stays as it is, and nothing is added.

use super::{REASON_MAX, is_claimable, relation_to};
use crate::accounts::invitations::issue_to_owner;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::mail::{self, Letter};
use crate::policy::{self, Operation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{ClaimId, MembershipId, PersonId};
use eslabon_storage::claims::{self, Claim, ClaimStatus, Ruling};
use eslabon_storage::memberships::{self, Membership, Of};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::people::{self, Person};
use eslabon_storage::{AuditRecord, Change, Transaction, merges, sites};
use jiff::Timestamp;

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// How the claim stands.
    pub status: ClaimStatus,
    /// The link by which the claimant becomes the owner, where she has no account that is known. Shown
    /// once; it was sent to her address as well.
    pub invitation: Option<String>,
}

/// A decision's reason as it is kept.
pub(crate) fn reason(given: &str) -> AppResult<String> {
    let given = given.trim();
    let fault = |code| {
        let detail = REASON_MAX.to_string();
        Err(AppError::Invalid(vec![FieldError::new(
            "reason", code, detail,
        )]))
    };
    if given.is_empty() {
        return fault("required");
    }
    if given.chars().count() > REASON_MAX {
        return fault("too_long");
    }
    Ok(given.to_owned())
}

/// Approves or refuses an open claim.
///
/// # Errors
/// [`AppError::Invalid`] without a reason or where the firm has an owner already,
/// [`AppError::Conflict`] where someone decided in between, [`AppError::NotFound`] for a claim of
/// another centre, [`AppError::Forbidden`].
pub async fn decide(
    app: &App,
    actor: &Actor,
    id: ClaimId,
    approves: bool,
    why: &str,
) -> AppResult<Decided> {
    policy::require(actor, Operation::DecideClaim)?;
    let claim = claims::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_on(actor, Operation::DecideClaim, relation_to(actor, &claim))?;
    if claim.status != ClaimStatus::Open {
        return Err(AppError::Conflict);
    }
    let ruling = Ruling {
        id,
        status: match approves {
            true => ClaimStatus::Approved,
            false => ClaimStatus::Refused,
        },
        by: actor.name.clone(),
        at: app.now(),
        reason: reason(why)?,
    };
    let mut tx = app.database().begin().await?;
    let invitation = match approves {
        true => approve(app, actor, &mut tx, &claim, &ruling).await?,
        false => {
            refuse(actor, &tx, &claim, &ruling).await?;
            None
        }
    };
    tx.commit().await?;
    Ok(Decided {
        status: ruling.status,
        invitation,
    })
}

async fn approve(
    app: &App,
    actor: &Actor,
    tx: &mut Transaction,
    claim: &Claim,
    ruling: &Ruling,
) -> AppResult<Option<String>> {
    let at = ruling.at;
    let site = merges::stand_in(tx, claim.site).await?;
    let site = sites::find(tx, site).await?.ok_or(AppError::NotFound)?;
    let before = organisations::find(tx, site.organisation)
        .await?
        .ok_or(AppError::NotFound)?;
    if !is_claimable(tx, &before, at).await? {
        return Err(AppError::Invalid(vec![FieldError::new(
            "claim",
            "has_owner",
            before.name,
        )]));
    }
    // Only now: an approved claim makes the firm one that has an owner.
    claims::decide(tx, ruling).await?;
    let after = Organisation {
        kind: OrganisationKind::Sme,
        ..before.clone()
    };
    organisations::update_many(tx, std::slice::from_ref(&after)).await?;
    // The site's version makes one of two rival approvals stale.
    sites::update_many(tx, std::slice::from_ref(&site)).await?;
    let invitation = match known(tx, claim).await? {
        Some(person) => {
            join(tx, claim, &person, &after, actor, at).await?;
            None
        }
        None => Some(issue_to_owner(app, tx, claim, after.id, &actor.name).await?),
    };
    let home = app.account_rules().public_url.clone();
    let link = invitation.as_deref().unwrap_or(&home);
    let letter = Letter::claim_approved(&claim.email, claim.lang, &after.name, link);
    post(tx, claim, &letter, at).await?;
    tx.record_change(Change::Sites(vec![site.id]));
    tx.audit(AuditRecord {
        actor,
        action: "claim.approve",
        object: claim.id.to_string(),
        detail: serde_json::json!({
            "site": site.id,
            "organisation": after.id,
            "before": { "kind": before.kind.as_str() },
            "after": { "kind": after.kind.as_str(), "invited": invitation.is_some() },
        }),
        at,
    })
    .await?;
    Ok(invitation)
}

/// The claimant's account, where she had signed in and still can.
async fn known(tx: &Transaction, claim: &Claim) -> AppResult<Option<Person>> {
    let Some(id) = claim.person else {
        return Ok(None);
    };
    Ok(people::find(tx, id).await?.filter(Person::is_active))
}

async fn join(
    tx: &Transaction,
    claim: &Claim,
    person: &Person,
    firm: &Organisation,
    actor: &Actor,
    at: Timestamp,
) -> AppResult<()> {
    let held = memberships::list(tx, Of::Person(person.id)).await?;
    let has_it = |hat: &Membership| hat.organisation == Some(firm.id) && hat.role == Role::Owner;
    if held.iter().any(has_it) {
        return Ok(());
    }
    let membership = Membership {
        id: MembershipId::generate(),
        person: person.id,
        organisation: Some(firm.id),
        centre: Some(claim.centre),
        role: Role::Owner,
        granted_by: actor.name.clone(),
        granted_at: at,
        ended_at: None,
    };
    memberships::insert(tx, &membership).await?;
    Ok(())
}

async fn refuse(actor: &Actor, tx: &Transaction, claim: &Claim, ruling: &Ruling) -> AppResult<()> {
    claims::decide(tx, ruling).await?;
    let firm = sites::find(tx, claim.site)
        .await?
        .map(|site| site.name)
        .unwrap_or_default();
    let letter = Letter::claim_refused(&claim.email, claim.lang, &firm, &ruling.reason);
    post(tx, claim, &letter, ruling.at).await?;
    tx.audit(AuditRecord {
        actor,
        action: "claim.refuse",
        object: claim.id.to_string(),
        detail: serde_json::json!({ "site": claim.site }),
        at: ruling.at,
    })
    .await?;
    Ok(())
}

async fn post(tx: &Transaction, claim: &Claim, letter: &Letter, at: Timestamp) -> AppResult<()> {
    if claim.email.is_empty() {
        return Ok(());
    }
    mail::post(tx, &format!("claim:{}", claim.id), letter, at).await
}

/// Takes back one's own open claim.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers, [`AppError::Conflict`] where it was decided in between.
pub async fn withdraw(app: &App, actor: &Actor, id: ClaimId) -> AppResult<()> {
    policy::require(actor, Operation::ClaimSite)?;
    let person: PersonId = actor.person.ok_or(AppError::NotFound)?;
    let claim = claims::find(app.database(), id)
        .await?
        .filter(|claim| claim.person == Some(person))
        .ok_or(AppError::NotFound)?;
    let ruling = Ruling {
        id,
        status: ClaimStatus::Withdrawn,
        by: actor.name.clone(),
        at: app.now(),
        reason: String::new(),
    };
    let tx = app.database().begin().await?;
    claims::decide(&tx, &ruling).await?;
    tx.audit(AuditRecord {
        actor,
        action: "claim.withdraw",
        object: id.to_string(),
        detail: serde_json::json!({ "site": claim.site }),
        at: ruling.at,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
