//! Sites that were made one. The merged site keeps everything that is its own; `sites.merged_into` names
//! the site that stands for it, at the end of every chain, and [`crate::supplier_rows`] reads through it.
//! The records form the tree; separating two sites gives each back what it was, with the machines and files
//! that its own firm brought while both were one. Must not decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{machines, site_files, site_merges as table, sites};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{DuplicateId, MergeId, OrganisationId, SiteId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// A merge, undone or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its id.
    pub id: MergeId,
    /// The site that was merged.
    pub site: SiteId,
    /// The site that stayed.
    pub into: SiteId,
    /// The pair that was decided to be one plant.
    pub duplicate: DuplicateId,
    /// Whose the merged site was.
    pub site_organisation: OrganisationId,
    /// Whose the other one was.
    pub into_organisation: OrganisationId,
    /// Who merged.
    pub merged_by: String,
    /// When.
    pub merged_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Who separated them again, when and why.
    pub separated: Option<Separation>,
}

/// How a merge was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separation {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

fn from_row(row: table::Model) -> StorageResult<Merge> {
    let separated = match (row.separated_by, row.separated_at, row.separated_reason) {
        (Some(by), Some(at), Some(reason)) => Some(Separation {
            by,
            at: encode::timestamp(at)?,
            reason,
        }),
        _ => None,
    };
    Ok(Merge {
        id: MergeId(row.id),
        site: SiteId(row.site_id),
        into: SiteId(row.into_id),
        duplicate: DuplicateId(row.duplicate_id),
        site_organisation: OrganisationId(row.site_organisation),
        into_organisation: OrganisationId(row.into_organisation),
        merged_by: row.merged_by,
        merged_at: encode::timestamp(row.merged_at)?,
        reason: row.reason,
        separated,
    })
}

/// The site that stands for each of these that was merged; the others are not in the answer.
///
/// # Errors
/// As any statement.
pub async fn stand_ins(db: &impl Read, ids: &[SiteId]) -> StorageResult<HashMap<SiteId, SiteId>> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows: Vec<(Uuid, Option<Uuid>)> = sites::Entity::find()
            .select_only()
            .columns([sites::Column::Id, sites::Column::MergedInto])
            .filter(sites::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .filter(sites::Column::MergedInto.is_not_null())
            .into_tuple()
            .all(db.connection())
            .await?;
        let named = rows
            .into_iter()
            .filter_map(|(id, into)| Some((SiteId(id), SiteId(into?))));
        found.extend(named);
    }
    Ok(found)
}

/// The site that stands for this one: itself, where it was not merged.
///
/// # Errors
/// As any statement.
pub async fn stand_in(db: &impl Read, id: SiteId) -> StorageResult<SiteId> {
    Ok(stand_ins(db, &[id]).await?.remove(&id).unwrap_or(id))
}

/// The sites for which this one stands, by id.
///
/// # Errors
/// As any statement.
pub async fn merged_into(db: &impl Read, id: SiteId) -> StorageResult<Vec<SiteId>> {
    let rows: Vec<Uuid> = sites::Entity::find()
        .select_only()
        .column(sites::Column::Id)
        .filter(sites::Column::MergedInto.eq(id.0))
        .order_by_asc(sites::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(SiteId).collect())
}

/// The sites for which these stand: each with the one that stands for it, by both.
///
/// # Errors
/// As any statement.
pub async fn merged_into_any(
    db: &impl Read,
    ids: &[SiteId],
) -> StorageResult<Vec<(SiteId, SiteId)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows: Vec<(Uuid, Option<Uuid>)> = sites::Entity::find()
            .select_only()
            .columns([sites::Column::Id, sites::Column::MergedInto])
            .filter(sites::Column::MergedInto.is_in(chunk.iter().map(|id| id.0)))
            .into_tuple()
            .all(db.connection())
            .await?;
        let named = rows
            .into_iter()
            .filter_map(|(id, into)| Some((SiteId(id), SiteId(into?))));
        found.extend(named);
    }
    found.sort_unstable_by_key(|(id, into)| (*into, *id));
    Ok(found)
}

/// The merge of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: MergeId) -> StorageResult<Option<Merge>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Every merge in which one of these sites stands, undone or not, oldest first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, ids: &[SiteId]) -> StorageResult<Vec<Merge>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let either = Condition::any()
        .add(table::Column::SiteId.is_in(ids.iter().copied()))
        .add(table::Column::IntoId.is_in(ids));
    list(db, either).await
}

/// The merges of these pairs, undone or not, oldest first.
///
/// # Errors
/// As any statement.
pub async fn of_duplicates(db: &impl Read, ids: &[DuplicateId]) -> StorageResult<Vec<Merge>> {
    let of_these = table::Column::DuplicateId.is_in(ids.iter().map(|id| id.0));
    list(db, Condition::all().add(of_these)).await
}

async fn list(db: &impl Read, condition: Condition) -> StorageResult<Vec<Merge>> {
    let rows = table::Entity::find()
        .filter(condition)
        .order_by_asc(table::Column::MergedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Makes one site of two, both of `organisation`. Neither may be merged already.
///
/// # Errors
/// [`StorageError::Conflict`] where one of them was merged in between; the transaction must not be kept
/// then.
pub async fn merge(
    tx: &Transaction,
    merge: &Merge,
    organisation: OrganisationId,
) -> StorageResult<()> {
    let row = table::Model {
        id: merge.id.0,
        site_id: merge.site.0,
        into_id: merge.into.0,
        duplicate_id: merge.duplicate.0,
        site_organisation: merge.site_organisation.0,
        into_organisation: merge.into_organisation.0,
        merged_by: merge.merged_by.clone(),
        merged_at: encode::micros(merge.merged_at),
        reason: merge.reason.clone(),
        separated_by: None,
        separated_at: None,
        separated_reason: None,
        active_site: Some(merge.site.0),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    // The one that stays is touched as well: of two merges at once that name it, one loses.
    set_owner(tx, merge.into, merge.into_organisation, organisation).await?;
    set_owner(tx, merge.site, merge.site_organisation, organisation).await?;
    let both = Condition::any()
        .add(sites::Column::Id.eq(merge.site.0))
        .add(sites::Column::MergedInto.eq(merge.site.0));
    point(tx, both, Some(merge.into)).await
}

/// Undoes a merge: each site is whose it was, and stands for what was merged into it itself.
///
/// # Errors
/// [`StorageError::Conflict`] where it was undone in between.
pub async fn separate(
    tx: &Transaction,
    merge: &Merge,
    separation: &Separation,
) -> StorageResult<()> {
    use table::Column as C;
    let written = table::Entity::update_many()
        .col_expr(C::SeparatedBy, separation.by.as_str().into())
        .col_expr(C::SeparatedAt, encode::micros(separation.at).into())
        .col_expr(C::SeparatedReason, separation.reason.as_str().into())
        .col_expr(C::ActiveSite, Expr::value(None::<Uuid>))
        .filter(C::Id.eq(merge.id.0))
        .filter(C::ActiveSite.is_not_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected != 1 {
        return Err(StorageError::Conflict);
    }
    for (site, organisation) in [
        (merge.site, merge.site_organisation),
        (merge.into, merge.into_organisation),
    ] {
        sites::Entity::update_many()
            .col_expr(sites::Column::OrganisationId, Expr::value(organisation.0))
            .filter(sites::Column::Id.eq(site.0))
            .exec(tx.inner())
            .await?;
    }
    point(
        tx,
        Condition::all().add(sites::Column::Id.eq(merge.site.0)),
        None,
    )
    .await?;
    let below = below(tx, merge.site).await?;
    let below = sites::Column::Id.is_in(below);
    point(tx, Condition::all().add(below), Some(merge.site)).await?;
    give_back(tx, merge).await
}

/// What the firm of the merged site brought while that site was read through the other one was put there. Where
/// both sites are of one firm nobody can tell to which it belongs: it stays.
async fn give_back(tx: &Transaction, merge: &Merge) -> StorageResult<()> {
    let (from, to) = (merge.into.0, merge.site.0);
    let firm = merge.site_organisation;
    if firm == merge.into_organisation {
        return Ok(());
    }
    machines::Entity::update_many()
        .col_expr(machines::Column::SiteId, Expr::value(to))
        .filter(machines::Column::SiteId.eq(from))
        .filter(machines::Column::OrganisationId.eq(firm.0))
        .exec(tx.inner())
        .await?;
    site_files::Entity::update_many()
        .col_expr(site_files::Column::SiteId, Expr::value(to))
        .filter(site_files::Column::SiteId.eq(from))
        .filter(site_files::Column::OrganisationId.eq(firm.0))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Everything that was merged into a site, directly or not, by the records that hold.
async fn below(tx: &Transaction, site: SiteId) -> StorageResult<Vec<Uuid>> {
    let mut found: Vec<Uuid> = Vec::new();
    let mut last = vec![site.0];
    while !last.is_empty() {
        last = table::Entity::find()
            .select_only()
            .column(table::Column::SiteId)
            .filter(table::Column::IntoId.is_in(last))
            .filter(table::Column::ActiveSite.is_not_null())
            .into_tuple()
            .all(tx.inner())
            .await?;
        last.retain(|id| !found.contains(id));
        found.extend_from_slice(&last);
    }
    Ok(found)
}

async fn point(tx: &Transaction, which: Condition, to: Option<SiteId>) -> StorageResult<()> {
    sites::Entity::update_many()
        .col_expr(
            sites::Column::MergedInto,
            Expr::value(to.map(|site| site.0)),
        )
        .filter(which)
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Gives an unmerged site to an organisation, if it still is whose it was.
async fn set_owner(
    tx: &Transaction,
    site: SiteId,
    was: OrganisationId,
    is: OrganisationId,
) -> StorageResult<()> {
    use sites::Column as C;
    let written = sites::Entity::update_many()
        .col_expr(C::OrganisationId, Expr::value(is.0))
        .filter(C::Id.eq(site.0))
        .filter(C::OrganisationId.eq(was.0))
        .filter(C::MergedInto.is_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}
