//! What sites have promised of their machines' time, month by month. Append-only: a later entry of the same
//! site, process and month takes the place of the earlier one, which stays in the history. Must not judge how
//! much is left.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::committed_loads as table;
use crate::{Read, StorageResult, Transaction, sites};
use eslabon_domain::calendar::Month;
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{LoadId, SiteId};
use eslabon_domain::loads::{LoadAmount, LoadUnit, StatedLoad};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// An entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRecord {
    /// The entry.
    pub load: StatedLoad,
    /// The entry that took its place; absent for a current one.
    pub superseded_by: Option<LoadId>,
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<LoadRecord> {
    let unit = LoadUnit::parse(&row.unit).ok_or_else(|| encode::corrupt("committed_loads.unit"))?;
    let load = StatedLoad {
        id: LoadId(row.id),
        site: SiteId(row.site_id),
        process: row.process_id,
        month: Month::parse(&row.month).ok_or_else(|| encode::corrupt("committed_loads.month"))?,
        amount: LoadAmount::of(unit, row.amount),
        entered: row.entered,
        origin: Origin::parse(&row.origin)
            .ok_or_else(|| encode::corrupt("committed_loads.origin"))?,
        source: row.source,
        recorded: encode::timestamp(row.recorded_at)?,
    };
    Ok(LoadRecord {
        load,
        superseded_by: row.superseded_by.map(LoadId),
    })
}

fn to_row(load: &StatedLoad) -> table::Model {
    table::Model {
        id: load.id.0,
        site_id: load.site.0,
        process_id: load.process.clone(),
        month: load.month.to_string(),
        unit: load.amount.unit().as_str().to_owned(),
        amount: load.amount.number(),
        entered: load.entered.clone(),
        origin: load.origin.as_str().to_owned(),
        source: load.source.clone(),
        recorded_at: encode::micros(load.recorded),
        superseded_by: None,
    }
}

/// Site, process, month: of one such only the latest entry is current.
type Slot = (Uuid, String, String);

fn slot(row: &table::Model) -> Slot {
    (row.site_id, row.process_id.clone(), row.month.clone())
}

/// Adds entries, each in the place of what was current of its process and month; of several on the same the
/// last one counts.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where an id is taken, [`crate::StorageError::NotFound`] where a site does
/// not exist.
pub async fn append_many(tx: &Transaction, loads: &[StatedLoad]) -> StorageResult<()> {
    if loads.is_empty() {
        return Ok(());
    }
    let sites: BTreeSet<Uuid> = loads.iter().map(|load| load.site.0).collect();
    sites::take_turns(tx, &sites).await?;
    let sites: Vec<Uuid> = sites.into_iter().collect();
    let known = current_rows(tx, &sites).await?;
    let mut current: HashMap<Slot, table::Model> =
        known.into_iter().map(|row| (slot(&row), row)).collect();
    let rows: Vec<table::Model> = loads.iter().map(to_row).collect();
    let mut superseded = Vec::new();
    for row in &rows {
        if let Some(mut earlier) = current.insert(slot(row), row.clone()) {
            earlier.superseded_by = Some(row.id);
            superseded.push(earlier);
        }
    }
    // First all rows, then who takes whose place: a row may name one that stands further on.
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    let set = [table::Column::SupersededBy];
    batch::update_all::<table::Entity, _>(tx.inner(), &superseded, &set, false).await?;
    Ok(())
}

async fn current_rows(db: &impl Read, sites: &[Uuid]) -> StorageResult<Vec<table::Model>> {
    let mut rows = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        rows.extend(
            table::Entity::find()
                .filter(table::Column::SiteId.is_in(chunk.iter().copied()))
                .filter(table::Column::SupersededBy.is_null())
                .all(db.connection())
                .await?,
        );
    }
    Ok(rows)
}

/// The current entries of several sites, by site, process and month.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<StatedLoad>> {
    let sites: Vec<Uuid> = sites.iter().map(|site| site.0).collect();
    let rows = current_rows(db, &sites).await?.into_iter();
    let mut loads = rows
        .map(|row| Ok(from_row(row)?.load))
        .collect::<StorageResult<Vec<StatedLoad>>>()?;
    sort(&mut loads);
    Ok(loads)
}

/// One fixed order on both databases.
pub(crate) fn sort(loads: &mut [StatedLoad]) {
    loads.sort_by(|a, b| {
        (a.site, &a.process, a.month, a.id).cmp(&(b.site, &b.process, b.month, b.id))
    });
}

/// Of several sites that are one: of two entries on the same process and month the later one counts, and all of
/// them are the joint site's.
#[must_use]
pub fn joined(site: SiteId, mut loads: Vec<StatedLoad>) -> Vec<StatedLoad> {
    loads.sort_by(|a, b| {
        let time = |load: &StatedLoad| (load.recorded, load.site == site, load.id);
        (&a.process, a.month)
            .cmp(&(&b.process, b.month))
            .then_with(|| time(b).cmp(&time(a)))
    });
    loads.dedup_by(|a, b| a.process == b.process && a.month == b.month);
    for load in &mut loads {
        load.site = site;
    }
    loads
}

/// Everything that was ever stated of a site: by process and month, the latest first.
///
/// # Errors
/// As any statement.
pub async fn history_of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<LoadRecord>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.eq(site.0))
        .order_by_asc(table::Column::ProcessId)
        .order_by_asc(table::Column::Month)
        .order_by_desc(table::Column::RecordedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}
