//! Facts: what is known of sites. Append-only: a newer fact of the same site, attribute and item
//! supersedes the older one, which stays in the history. Newer is decided by the day of
//! observation, then by the order of recording: an old edition of a register that is loaded late
//! goes straight into the history. A fact that was withdrawn names itself as what took its place: it stays in
//! the history, and what was known before is current again. Must not judge values: that is the engine's.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::facts as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::text::Lang;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A fact of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRecord {
    /// The fact.
    pub fact: Fact,
    /// The fact that took its place; absent for a current one, the fact itself where it was withdrawn.
    pub superseded_by: Option<FactId>,
}

/// Site, attribute, item: of one such only the newest fact is current.
type Slot = (Uuid, String, Option<String>);

fn slot(row: &table::Model) -> Slot {
    (row.site_id, row.attribute_id.clone(), row.item_id.clone())
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<FactRecord> {
    let value = match (row.value_type.as_str(), row.value_flag) {
        ("flag", Some(yes)) => Some(FactValue::Flag { yes }),
        ("amount", _) => row
            .value_low
            .zip(row.value_high)
            .map(|(low, high)| FactValue::Amount { low, high }),
        ("concept", _) => row
            .value_concept
            .map(|concept| FactValue::Concept { concept }),
        ("text", _) => match (row.value_text, row.value_lang) {
            (Some(text), Some(lang)) => Some(FactValue::Text {
                text: encode::local_text(text, &lang)?,
            }),
            _ => None,
        },
        ("day", _) => encode::date_opt(row.value_date)?.map(|date| FactValue::Day { date }),
        _ => None,
    };
    let fact = Fact {
        id: FactId(row.id),
        site: SiteId(row.site_id),
        item: row.item_id,
        attribute: row.attribute_id,
        value: value.ok_or_else(|| encode::corrupt("facts.value"))?,
        entered: row.entered,
        origin: Origin::parse(&row.origin).ok_or_else(|| encode::corrupt("facts.origin"))?,
        source: row.source,
        observed: encode::date(&row.observed)?,
        valid_until: encode::date_opt(row.valid_until)?,
        recorded: encode::timestamp(row.recorded_at)?,
    };
    Ok(FactRecord {
        fact,
        superseded_by: row.superseded_by.map(FactId),
    })
}

fn to_row(fact: &Fact) -> table::Model {
    let mut row = table::Model {
        id: fact.id.0,
        site_id: fact.site.0,
        attribute_id: fact.attribute.clone(),
        item_id: fact.item.clone(),
        value_type: String::new(),
        value_flag: None,
        value_low: None,
        value_high: None,
        value_concept: None,
        value_text: None,
        value_lang: None,
        value_date: None,
        entered: fact.entered.clone(),
        origin: fact.origin.as_str().to_owned(),
        source: fact.source.clone(),
        observed: encode::day(fact.observed),
        valid_until: fact.valid_until.map(encode::day),
        recorded_at: encode::micros(fact.recorded),
        superseded_by: None,
    };
    row.value_type = match &fact.value {
        FactValue::Flag { yes } => {
            row.value_flag = Some(*yes);
            "flag"
        }
        FactValue::Amount { low, high } => {
            (row.value_low, row.value_high) = (Some(*low), Some(*high));
            "amount"
        }
        FactValue::Concept { concept } => {
            row.value_concept = Some(concept.clone());
            "concept"
        }
        FactValue::Text { text } => {
            row.value_text = Some(text.text.clone());
            row.value_lang = Some(Lang::as_str(text.lang).to_owned());
            "text"
        }
        FactValue::Day { date } => {
            row.value_date = Some(encode::day(*date));
            "day"
        }
    }
    .to_owned();
    row
}

/// Adds facts and decides which are current. One look-up for the whole batch.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where an id is taken, [`crate::StorageError::NotFound`]
/// where a site does not exist.
pub async fn append_many(tx: &Transaction, facts: &[Fact]) -> StorageResult<()> {
    if facts.is_empty() {
        return Ok(());
    }
    let sites: BTreeSet<Uuid> = facts.iter().map(|fact| fact.site.0).collect();
    let sites: Vec<Uuid> = sites.into_iter().collect();
    let mut current: HashMap<Slot, table::Model> = HashMap::new();
    for row in current_rows(tx, &sites).await? {
        current.insert(slot(&row), row);
    }
    // By id of the fact that gave way.
    let mut superseded: BTreeMap<Uuid, table::Model> = BTreeMap::new();
    let rows: Vec<table::Model> = facts.iter().map(to_row).collect();
    for row in &rows {
        let place = slot(row);
        let mut fresh = row.clone();
        let Some(mut known) = current.remove(&place) else {
            current.insert(place, fresh);
            continue;
        };
        // `facts` of one moment stand in the order in which they were said: the later one wins.
        let is_newer = date_order(&fresh)? >= date_order(&known)?;
        if is_newer {
            known.superseded_by = Some(fresh.id);
            superseded.insert(known.id, known);
            current.insert(place, fresh);
        } else {
            fresh.superseded_by = Some(known.id);
            superseded.insert(fresh.id, fresh);
            current.insert(place, known);
        }
    }
    // First all rows, then who supersedes whom: a row may name one that stands further on.
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    let superseded: Vec<table::Model> = superseded.into_values().collect();
    let set = [table::Column::SupersededBy];
    batch::update_all::<table::Entity, _>(tx.inner(), &superseded, &set, false).await?;
    Ok(())
}

/// Withdraws facts: what took the place of each, or else what was known before it, is current. Nothing is
/// removed. What was withdrawn already stays so.
///
/// # Errors
/// As any statement.
pub async fn withdraw(tx: &Transaction, facts: &[FactId]) -> StorageResult<()> {
    for id in facts {
        let Some(mut row) = table::Entity::find_by_id(id.0).one(tx.inner()).await? else {
            continue;
        };
        let next = row.superseded_by;
        if next == Some(row.id) {
            continue;
        }
        let mut before = table::Entity::find()
            .filter(table::Column::SupersededBy.eq(row.id))
            .all(tx.inner())
            .await?;
        let mut order = Vec::with_capacity(before.len());
        for one in before.drain(..) {
            order.push((date_order(&one)?, one.id, one));
        }
        order.sort_by_key(|(date, id, _)| (*date, *id));
        let mut changed = Vec::with_capacity(order.len() + 1);
        let newest = order.pop();
        let stands_in = newest.as_ref().map(|(_, id, _)| *id);
        changed.extend(order.into_iter().map(|(.., mut older)| {
            older.superseded_by = stands_in;
            older
        }));
        changed.extend(newest.map(|(.., mut newest)| {
            newest.superseded_by = next;
            newest
        }));
        row.superseded_by = Some(row.id);
        changed.push(row);
        let set = [table::Column::SupersededBy];
        batch::update_all::<table::Entity, _>(tx.inner(), &changed, &set, false).await?;
    }
    Ok(())
}

fn date_order(row: &table::Model) -> StorageResult<(jiff::civil::Date, i64)> {
    Ok((encode::date(&row.observed)?, row.recorded_at))
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

/// One fixed order on both databases: site, attribute, item, then time.
pub(crate) fn sort(facts: &mut [Fact]) {
    facts.sort_by(|a, b| {
        (a.site, &a.attribute, &a.item, a.recorded, a.id).cmp(&(
            b.site,
            &b.attribute,
            &b.item,
            b.recorded,
            b.id,
        ))
    });
}

/// The current facts of a site, by attribute and item.
///
/// # Errors
/// As any statement.
pub async fn current_of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<Fact>> {
    of_sites(db, &[site]).await
}

/// The current facts of several sites, by site, attribute and item.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Fact>> {
    let sites: Vec<Uuid> = sites.iter().map(|site| site.0).collect();
    let mut facts = current_rows(db, &sites)
        .await?
        .into_iter()
        .map(|row| Ok(from_row(row)?.fact))
        .collect::<StorageResult<Vec<Fact>>>()?;
    sort(&mut facts);
    Ok(facts)
}

/// The sites of which any fact is current, by id.
///
/// # Errors
/// As any statement.
pub async fn known_sites(db: &impl Read) -> StorageResult<Vec<SiteId>> {
    let sites: Vec<Uuid> = table::Entity::find()
        .select_only()
        .column(table::Column::SiteId)
        .distinct()
        .filter(table::Column::SupersededBy.is_null())
        .order_by_asc(table::Column::SiteId)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(sites.into_iter().map(SiteId).collect())
}

/// Every fact that was ever known of a site: by attribute and item, the latest first.
///
/// # Errors
/// As any statement.
pub async fn history_of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<FactRecord>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.eq(site.0))
        .all(db.connection())
        .await?;
    let mut records = rows
        .into_iter()
        .map(from_row)
        .collect::<StorageResult<Vec<_>>>()?;
    records.sort_by(|a, b| {
        let place = |r: &FactRecord| (r.fact.attribute.clone(), r.fact.item.clone());
        let time = |r: &FactRecord| (r.fact.observed, r.fact.recorded, r.superseded_by.is_none());
        place(a).cmp(&place(b)).then_with(|| time(b).cmp(&time(a)))
    });
    Ok(records)
}
