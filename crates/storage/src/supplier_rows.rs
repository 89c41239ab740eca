//! The wide read from which the search index and the capability table are derived: sites with
//! everything that is known of them, a page at a time, with one query per table and page. What was
//! merged into a site is read with it, and is no row of its own.

use crate::batch;
use crate::entities::organisations as organisation_table;
use crate::entities::{committed_loads as load_table, external_keys, facts as fact_table};
use crate::entities::{registry_entries, sites as site_table};
use crate::keys::{self, ExternalKey};
use crate::organisations::{self, Organisation};
use crate::registry::{self, RegistryEntry};
use crate::sites::{self, Site};
use crate::{Read, StorageResult, committed_loads, encode, facts};
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::SiteId;
use eslabon_domain::loads::StatedLoad;
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// A site with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierRow {
    /// The site.
    pub site: Site,
    /// Whose it is.
    pub organisation: Organisation,
    /// What registers say of it, by register and key.
    pub entries: Vec<RegistryEntry>,
    /// Under which keys others know it, by scheme and value.
    pub keys: Vec<ExternalKey>,
    /// Its current facts, by attribute and item.
    pub facts: Vec<Fact>,
    /// What it has promised of its machines' time, one entry a process and month.
    pub loads: Vec<StatedLoad>,
    /// The sites that were merged into it, by id.
    pub merged: Vec<SiteId>,
}

/// At most `limit` sites behind this one, by id. An empty answer is the end.
///
/// # Errors
/// As any statement.
pub async fn page(
    db: &impl Read,
    after: Option<SiteId>,
    limit: u64,
) -> StorageResult<Vec<SupplierRow>> {
    let mut select = site_table::Entity::find()
        .filter(site_table::Column::MergedInto.is_null())
        .order_by_asc(site_table::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(site_table::Column::Id.gt(after.0));
    }
    let rows = select.all(db.connection()).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(Vec::new());
    };
    let span = Span::Between(first.id, last.id);
    let mut page = Page::of(rows)?;
    page.fill(db, &span).await?;
    page.fill_merged(db, &span).await?;
    page.finish()
}

/// The sites of these ids that exist and were not merged into another, by id.
///
/// # Errors
/// As any statement.
pub async fn of_ids(db: &impl Read, ids: &[SiteId]) -> StorageResult<Vec<SupplierRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(batch::MAX_IN) {
        let span = Span::In(chunk.iter().map(|id| id.0).collect());
        let rows = site_table::Entity::find()
            .filter(span.holds(site_table::Column::Id))
            .filter(site_table::Column::MergedInto.is_null())
            .all(db.connection())
            .await?;
        let mut page = Page::of(rows)?;
        page.fill(db, &span).await?;
        page.fill_merged(db, &span).await?;
        found.extend(page.finish()?);
    }
    found.sort_unstable_by_key(|row| row.site.id);
    found.dedup_by_key(|row| row.site.id);
    Ok(found)
}

/// The site of this id by itself: without what was merged into it, and though it was merged itself.
///
/// # Errors
/// As any statement.
pub async fn alone(db: &impl Read, id: SiteId) -> StorageResult<Option<SupplierRow>> {
    let span = Span::In(vec![id.0]);
    let rows = site_table::Entity::find_by_id(id.0)
        .all(db.connection())
        .await?;
    let mut page = Page::of(rows)?;
    page.fill(db, &span).await?;
    Ok(page.finish()?.pop())
}

/// Which sites' rows to read from a side table.
enum Span {
    /// Every site from the first id to the last: no list of ids travels.
    Between(Uuid, Uuid),
    /// These.
    In(Vec<Uuid>),
}

impl Span {
    fn holds(&self, column: impl ColumnTrait) -> SimpleExpr {
        match self {
            Span::Between(first, last) => column.between(*first, *last),
            Span::In(ids) => column.is_in(ids.iter().copied()),
        }
    }
}

/// Sites in order, being filled from the side tables.
struct Page {
    rows: Vec<Partial>,
    place: HashMap<Uuid, usize>,
}

struct Partial {
    site: Site,
    entries: Vec<RegistryEntry>,
    keys: Vec<ExternalKey>,
    facts: Vec<Fact>,
    loads: Vec<StatedLoad>,
    organisation: Option<Organisation>,
    merged: Vec<SiteId>,
}

impl Partial {
    /// Of two sites' facts on one thing the newer counts, as it does within one site; all of them are the
    /// joint site's.
    fn join_facts(&mut self) {
        let site = self.site.id;
        let newer_last = |a: &Fact, b: &Fact| {
            let order = |f: &Fact| (f.observed, f.recorded, f.site == site, f.id);
            (&a.attribute, &a.item)
                .cmp(&(&b.attribute, &b.item))
                .then_with(|| order(a).cmp(&order(b)))
        };
        self.facts.sort_by(newer_last);
        // `dedup_by` keeps the first of equals, and the newest stands last.
        self.facts.reverse();
        self.facts
            .dedup_by(|a, b| a.attribute == b.attribute && a.item == b.item);
        for fact in &mut self.facts {
            fact.site = site;
        }
    }
}

impl Page {
    fn of(rows: Vec<site_table::Model>) -> StorageResult<Self> {
        let rows = rows
            .into_iter()
            .map(|row| {
                Ok(Partial {
                    site: sites::from_row(row)?,
                    entries: Vec::with_capacity(1),
                    keys: Vec::with_capacity(2),
                    facts: Vec::new(),
                    loads: Vec::new(),
                    organisation: None,
                    merged: Vec::new(),
                })
            })
            .collect::<StorageResult<Vec<_>>>()?;
        let place = rows
            .iter()
            .enumerate()
            .map(|(at, row)| (row.site.id.0, at))
            .collect();
        Ok(Self { rows, place })
    }

    /// The row of a site. A side table may know a site that was written after the page was read:
    /// it comes with a later change of the feed.
    fn row(&mut self, site: SiteId) -> Option<&mut Partial> {
        self.place
            .get(&site.0)
            .and_then(|at| self.rows.get_mut(*at))
    }

    /// Reads what belongs to the sites that were merged into these, and adds it to theirs.
    async fn fill_merged(&mut self, db: &impl Read, span: &Span) -> StorageResult<()> {
        let pairs: Vec<(Uuid, Option<Uuid>)> = site_table::Entity::find()
            .select_only()
            .columns([site_table::Column::Id, site_table::Column::MergedInto])
            .filter(span.holds(site_table::Column::MergedInto))
            .order_by_asc(site_table::Column::Id)
            .into_tuple()
            .all(db.connection())
            .await?;
        if pairs.is_empty() {
            return Ok(());
        }
        let mut merged = Vec::with_capacity(pairs.len());
        for (site, into) in pairs {
            let Some(place) = into.and_then(|into| self.place.get(&into).copied()) else {
                continue;
            };
            if let Some(row) = self.rows.get_mut(place) {
                row.merged.push(SiteId(site));
                self.place.insert(site, place);
                merged.push(site);
            }
        }
        for chunk in merged.chunks(batch::MAX_IN) {
            self.fill(db, &Span::In(chunk.to_vec())).await?;
        }
        self.rows
            .iter_mut()
            .filter(|row| !row.merged.is_empty())
            .for_each(Partial::join_facts);
        Ok(())
    }

    /// Reads the side tables, all at the same time: on a database they take a connection each.
    async fn fill(&mut self, db: &impl Read, span: &Span) -> StorageResult<()> {
        let connection = db.connection();
        let of_these_sites = Query::select()
            .column(site_table::Column::OrganisationId)
            .from(site_table::Entity)
            .cond_where(Condition::all().add(span.holds(site_table::Column::Id)))
            .to_owned();
        let (owners, entries, key_rows, fact_rows, load_rows) = tokio::try_join!(
            organisation_table::Entity::find()
                .filter(organisation_table::Column::Id.in_subquery(of_these_sites))
                .all(connection),
            registry_entries::Entity::find()
                .filter(span.holds(registry_entries::Column::SiteId))
                .all(connection),
            external_keys::Entity::find()
                .filter(span.holds(external_keys::Column::SiteId))
                .all(connection),
            fact_table::Entity::find()
                .filter(span.holds(fact_table::Column::SiteId))
                .filter(fact_table::Column::SupersededBy.is_null())
                .all(connection),
            load_table::Entity::find()
                .filter(span.holds(load_table::Column::SiteId))
                .filter(load_table::Column::SupersededBy.is_null())
                .all(connection),
        )?;
        let mut organisations: HashMap<Uuid, Organisation> = HashMap::with_capacity(owners.len());
        for row in owners {
            organisations.insert(row.id, organisations::from_row(row)?);
        }
        for row in &mut self.rows {
            if let Some(owner) = organisations.get(&row.site.organisation.0) {
                row.organisation = Some(owner.clone());
            }
        }
        for row in entries {
            let entry = registry::from_row(row)?;
            if let Some(partial) = self.row(entry.site) {
                partial.entries.push(entry);
            }
        }
        for row in key_rows {
            let key = keys::from_row(row)?;
            if let Some(partial) = self.row(key.site) {
                partial.keys.push(key);
            }
        }
        for row in fact_rows {
            let fact = facts::from_row(row)?.fact;
            if let Some(partial) = self.row(fact.site) {
                partial.facts.push(fact);
            }
        }
        for row in load_rows {
            let load = committed_loads::from_row(row)?.load;
            if let Some(partial) = self.row(load.site) {
                partial.loads.push(load);
            }
        }
        Ok(())
    }

    fn finish(self) -> StorageResult<Vec<SupplierRow>> {
        self.rows
            .into_iter()
            .map(|mut row| {
                row.entries
                    .sort_unstable_by(|a, b| (a.register, &a.key).cmp(&(b.register, &b.key)));
                row.keys
                    .sort_unstable_by(|a, b| (a.scheme, &a.value).cmp(&(b.scheme, &b.value)));
                facts::sort(&mut row.facts);
                let loads = committed_loads::joined(row.site.id, row.loads);
                Ok(SupplierRow {
                    loads,
                    organisation: row
                        .organisation
                        .ok_or_else(|| encode::corrupt("sites.organisation_id"))?,
                    site: row.site,
                    entries: row.entries,
                    keys: row.keys,
                    facts: row.facts,
                    merged: row.merged,
                })
            })
            .collect()
    }
}
