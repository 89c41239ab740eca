//! Making one site of two that a person decided to be one plant, and separating them again. The merged
//! site keeps its entries, keys and facts; they are read through the site that stays, of two facts on one
//! thing the newer. So both histories stay, and separating gives each site back what it was; what the firm of
//! the merged one said, listed or brought while both were one goes with its firm.

use crate::claims::decide_reason as reason;
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use crate::profiles::SOURCE_FIRM;
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{DuplicateId, FactId, MergeId, OrganisationId, SiteId};
use eslabon_storage::duplicates::{self, DuplicateStatus};
use eslabon_storage::merges::{self, Merge, Separation};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::programmes::{self, ProgrammeFilter};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{AuditRecord, Change, Transaction, diagnoses, facts, verifications};
use jiff::Timestamp;
use std::collections::BTreeSet;

fn fault(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, "")])
}

/// Merges the two sites of a pair that was decided to be one plant.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, where the pair is not decided so, where the sites are one
/// already, or where two owners answer for them; [`AppError::Conflict`] where someone merged one of them
/// in between; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn merge(
    app: &App,
    actor: &Actor,
    pair: DuplicateId,
    stays: SiteId,
    why: &str,
) -> AppResult<Merge> {
    policy::require(actor, Operation::MergeSites)?;
    let why = reason(why)?;
    let mut tx = app.database().begin().await?;
    let duplicate = duplicates::find(&tx, pair)
        .await?
        .ok_or(AppError::NotFound)?;
    if duplicate.status != DuplicateStatus::Same {
        return Err(fault("pair", "not_decided_same"));
    }
    let other = match stays {
        site if site == duplicate.site_a => duplicate.site_b,
        site if site == duplicate.site_b => duplicate.site_a,
        _ => return Err(fault("stays", "required")),
    };
    let into = standing(&tx, stays).await?;
    let site = standing(&tx, other).await?;
    if site.id == into.id {
        return Err(fault("pair", "merged_already"));
    }
    let keeps = owner_of_both(&tx, &site, &into, app.now()).await?;
    let done = Merge {
        id: MergeId::generate(),
        site: site.id,
        into: into.id,
        duplicate: pair,
        site_organisation: site.organisation,
        into_organisation: into.organisation,
        merged_by: actor.name.clone(),
        merged_at: app.now(),
        reason: why,
        separated: None,
    };
    merges::merge(&tx, &done, keeps).await?;
    tx.record_change(Change::Sites(vec![site.id, into.id]));
    tx.audit(AuditRecord {
        actor,
        action: "site.merge",
        object: done.id.to_string(),
        detail: serde_json::json!({
            "before": { "site": site.id, "organisation": site.organisation },
            "after": { "site": into.id, "organisation": keeps },
        }),
        at: done.merged_at,
    })
    .await?;
    tx.commit().await?;
    // Whoever merges looks for the plant next, and must not find it twice.
    app.catch_up(&Silent).await?;
    Ok(done)
}

/// The site that stands for this one.
async fn standing(tx: &Transaction, id: SiteId) -> AppResult<Site> {
    let id = merges::stand_in(tx, id).await?;
    sites::find(tx, id).await?.ok_or(AppError::NotFound)
}

/// Whose the joint site is: the one who answers for either, else the firm that is known better.
async fn owner_of_both(
    tx: &Transaction,
    site: &Site,
    into: &Site,
    now: Timestamp,
) -> AppResult<OrganisationId> {
    if site.organisation == into.organisation {
        return Ok(into.organisation);
    }
    let (a, b) = (firm(tx, into).await?, firm(tx, site).await?);
    let (of_a, of_b) = (weight(tx, &a, now).await?, weight(tx, &b, now).await?);
    match (of_a, of_b) {
        (CLAIMED, CLAIMED) => Err(fault("pair", "two_owners")),
        _ if of_b > of_a => Ok(b.id),
        _ => Ok(a.id),
    }
}

async fn firm(tx: &Transaction, site: &Site) -> AppResult<Organisation> {
    organisations::find(tx, site.organisation)
        .await?
        .ok_or(AppError::NotFound)
}

/// Someone answers for the firm.
const CLAIMED: u8 = 2;

async fn weight(tx: &Transaction, firm: &Organisation, now: Timestamp) -> AppResult<u8> {
    if crate::claims::has_owner(tx, firm, now).await? {
        return Ok(CLAIMED);
    }
    Ok(u8::from(firm.kind != OrganisationKind::Registered))
}

/// Separates two sites that were merged.
///
/// # Errors
/// [`AppError::Invalid`] without a reason, or where a later merge has to be undone first;
/// [`AppError::Conflict`] where it was undone already; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn separate(app: &App, actor: &Actor, id: MergeId, why: &str) -> AppResult<()> {
    policy::require(actor, Operation::MergeSites)?;
    let separation = Separation {
        by: actor.name.clone(),
        at: app.now(),
        reason: reason(why)?,
    };
    let mut tx = app.database().begin().await?;
    let merge = merges::find(&tx, id).await?.ok_or(AppError::NotFound)?;
    if merge.separated.is_some() {
        return Err(AppError::Conflict);
    }
    if is_built_upon(&tx, &merge).await? {
        return Err(fault("merge", "later_merge_first"));
    }
    let stood = merges::stand_in(&tx, merge.site).await?;
    give_back_words(&tx, &merge).await?;
    merges::separate(&tx, &merge, &separation).await?;
    let mut touched = vec![merge.site, merge.into, stood];
    touched.extend(merges::merged_into(&tx, merge.site).await?);
    tx.record_change(Change::Sites(touched));
    tx.audit(AuditRecord {
        actor,
        action: "site.separate",
        object: id.to_string(),
        detail: serde_json::json!({
            "before": { "site": stood },
            "after": [
                { "site": merge.site, "organisation": merge.site_organisation },
                { "site": merge.into, "organisation": merge.into_organisation },
            ],
        }),
        at: separation.at,
    })
    .await?;
    tx.commit().await?;
    app.catch_up(&Silent).await?;
    Ok(())
}

/// The word of the firm of the merged site was recorded of the one that stood for it. It goes with its firm: no
/// capability stays at an entry that never stated it. So do what was said of its causes, its programmes, and what
/// visits verified in them: nobody else is to read them. Where both are of one firm it stays.
async fn give_back_words(tx: &Transaction, merge: &Merge) -> AppResult<()> {
    let stays = sites::find(tx, merge.into).await?;
    let keeps = stays.ok_or(AppError::NotFound)?.organisation;
    if keeps != merge.site_organisation || keeps == merge.into_organisation {
        return Ok(());
    }
    let (from, to, since) = (merge.into, merge.site, merge.merged_at);
    diagnoses::give_back(tx, from, to, since).await?;
    programmes::give_back(tx, from, to, since).await?;
    let verified = verified_in_programmes(tx, to).await?;
    let history = facts::history_of_site(tx, from).await?;
    let said = history.into_iter().filter(|record| {
        let fact = &record.fact;
        record.superseded_by != Some(fact.id)
            && fact.recorded > since
            && (fact.source == SOURCE_FIRM || verified.contains(&fact.id))
    });
    let mut said: Vec<Fact> = said.map(|record| record.fact).collect();
    said.sort_by_key(|fact| (fact.recorded, fact.id));
    let ids: Vec<FactId> = said.iter().map(|fact| fact.id).collect();
    let own: Vec<Fact> = said
        .into_iter()
        .map(|fact| Fact {
            id: FactId::generate(),
            site: to,
            ..fact
        })
        .collect();
    facts::withdraw(tx, &ids).await?;
    facts::append_many(tx, &own).await?;
    Ok(())
}

/// The facts that visits verified in the programmes of a site.
async fn verified_in_programmes(tx: &Transaction, site: SiteId) -> AppResult<BTreeSet<FactId>> {
    let filter = ProgrammeFilter {
        sites: Some(vec![site]),
        ..ProgrammeFilter::default()
    };
    let mut verified = BTreeSet::new();
    for programme in programmes::list(tx, &filter).await? {
        let found = verifications::of_programme(tx, programme.id).await?;
        verified.extend(found.into_iter().filter_map(|one| one.fact));
    }
    Ok(verified)
}

/// Whether a later merge rests on this one: each gives back whose a site was before it, so that they are
/// undone in turn.
async fn is_built_upon(tx: &Transaction, merge: &Merge) -> AppResult<bool> {
    let later = merges::of_sites(tx, &[merge.site, merge.into]).await?;
    let order = |merge: &Merge| (merge.merged_at, merge.id);
    Ok(later
        .iter()
        .any(|other| other.separated.is_none() && order(other) > order(merge)))
}
