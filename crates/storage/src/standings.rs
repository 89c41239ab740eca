//! Where pairs of a need and a site stood when they were last looked at, for sites whose firm has people with
//! an account. A pair that was never in reach has no row. Must not decide what is worth telling.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{memberships, needs, pair_standings as table, people, sites};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::actors::Role;
use eslabon_domain::alerts::Nearness;
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_domain::needs::NeedStatus;
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Where a pair stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairStanding {
    /// The need.
    pub need: NeedId,
    /// The site.
    pub site: SiteId,
    /// As the firm may know it: by its own closed figures, too.
    pub for_owner: Nearness,
    /// As the buyer may know it.
    pub for_buyer: Nearness,
    /// Of which version of the need.
    pub need_version: i32,
    /// When.
    pub noted_at: Timestamp,
}

/// Writes where pairs stand, in place of what was noted of them.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where a need or a site does not exist.
pub async fn note(tx: &Transaction, pairs: &[PairStanding]) -> StorageResult<()> {
    use table::Column as C;
    let rows: Vec<table::Model> = pairs.iter().map(to_row).collect();
    let replace = OnClash::Replace {
        key: &[C::NeedId, C::SiteId],
        set: &[C::ForOwner, C::ForBuyer, C::NeedVersion, C::NotedAt],
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, replace).await?;
    Ok(())
}

/// Forgets how anyone stood to these needs.
///
/// # Errors
/// As any statement.
pub async fn forget_needs(tx: &Transaction, needs: &[NeedId]) -> StorageResult<()> {
    for chunk in needs.chunks(batch::MAX_IN) {
        table::Entity::delete_many()
            .filter(table::Column::NeedId.is_in(chunk.iter().map(|need| need.0)))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

/// Forgets how anyone stood to needs that are not open. Answers how many pairs.
///
/// # Errors
/// As any statement.
pub async fn sweep(tx: &Transaction) -> StorageResult<u64> {
    let open = Query::select()
        .column(needs::Column::Id)
        .from(needs::Entity)
        .and_where(needs::Column::Status.eq(NeedStatus::Open.as_str()))
        .to_owned();
    let gone = table::Entity::delete_many()
        .filter(table::Column::NeedId.not_in_subquery(open))
        .exec(tx.inner())
        .await?;
    Ok(gone.rows_affected)
}

/// Where sites stood to a need.
///
/// # Errors
/// As any statement.
pub async fn of_need(
    db: &impl Read,
    need: NeedId,
) -> StorageResult<BTreeMap<SiteId, PairStanding>> {
    let rows = table::Entity::find()
        .filter(table::Column::NeedId.eq(need.0))
        .all(db.connection())
        .await?;
    let pairs = rows.into_iter().map(from_row);
    pairs.map(|pair| pair.map(|p| (p.site, p))).collect()
}

/// Where a site stood to needs.
///
/// # Errors
/// As any statement.
pub async fn of_site(
    db: &impl Read,
    site: SiteId,
) -> StorageResult<BTreeMap<NeedId, PairStanding>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.eq(site.0))
        .all(db.connection())
        .await?;
    let pairs = rows.into_iter().map(from_row);
    pairs.map(|pair| pair.map(|p| (p.need, p))).collect()
}

/// The sites, with their organisations, where someone with an account has one of these roles; by id. What
/// was merged into another site is none.
///
/// # Errors
/// As any statement.
pub async fn sites_with_people(
    db: &impl Read,
    roles: &[Role],
) -> StorageResult<Vec<(SiteId, OrganisationId)>> {
    let rows: Vec<(Uuid, Uuid)> = sites::Entity::find()
        .select_only()
        .columns([sites::Column::Id, sites::Column::OrganisationId])
        .filter(sites::Column::MergedInto.is_null())
        .filter(sites::Column::OrganisationId.in_subquery(with_people(roles)))
        .order_by_asc(sites::Column::Id)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(pairs_of(rows))
}

/// Those of these sites that [`sites_with_people`] names, by id.
///
/// # Errors
/// As any statement.
pub async fn with_people_among(
    db: &impl Read,
    roles: &[Role],
    among: &[SiteId],
) -> StorageResult<Vec<(SiteId, OrganisationId)>> {
    let mut found = Vec::new();
    for chunk in among.chunks(batch::MAX_IN) {
        let rows: Vec<(Uuid, Uuid)> = sites::Entity::find()
            .select_only()
            .columns([sites::Column::Id, sites::Column::OrganisationId])
            .filter(sites::Column::Id.is_in(chunk.iter().map(|site| site.0)))
            .filter(sites::Column::MergedInto.is_null())
            .filter(sites::Column::OrganisationId.in_subquery(with_people(roles)))
            .into_tuple()
            .all(db.connection())
            .await?;
        found.extend(pairs_of(rows));
    }
    found.sort_unstable();
    Ok(found)
}

/// The organisations in which someone who may sign in has one of these roles.
fn with_people(roles: &[Role]) -> SelectStatement {
    use memberships::Column as M;
    let active = Query::select()
        .column(people::Column::Id)
        .from(people::Entity)
        .and_where(people::Column::DisabledAt.is_null())
        .and_where(people::Column::ErasedAt.is_null())
        .to_owned();
    Query::select()
        .column(M::OrganisationId)
        .from(memberships::Entity)
        .and_where(M::EndedAt.is_null())
        .and_where(M::OrganisationId.is_not_null())
        .and_where(M::Role.is_in(roles.iter().map(|role| role.as_str())))
        .and_where(M::PersonId.in_subquery(active))
        .to_owned()
}

fn pairs_of(rows: Vec<(Uuid, Uuid)>) -> Vec<(SiteId, OrganisationId)> {
    let pairs = rows.into_iter();
    pairs
        .map(|(site, firm)| (SiteId(site), OrganisationId(firm)))
        .collect()
}

fn to_row(pair: &PairStanding) -> table::Model {
    table::Model {
        need_id: pair.need.0,
        site_id: pair.site.0,
        for_owner: pair.for_owner.as_str().to_owned(),
        for_buyer: pair.for_buyer.as_str().to_owned(),
        need_version: pair.need_version,
        noted_at: encode::micros(pair.noted_at),
    }
}

fn from_row(row: table::Model) -> StorageResult<PairStanding> {
    let nearness =
        |word: &str, column: &str| Nearness::parse(word).ok_or_else(|| encode::corrupt(column));
    Ok(PairStanding {
        need: NeedId(row.need_id),
        site: SiteId(row.site_id),
        for_owner: nearness(&row.for_owner, "pair_standings.for_owner")?,
        for_buyer: nearness(&row.for_buyer, "pair_standings.for_buyer")?,
        need_version: row.need_version,
        noted_at: encode::timestamp(row.noted_at)?,
    })
}
