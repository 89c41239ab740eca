//! The wide read from which the search index and the capability table are derived: sites with
//! everything that is known of them, a page at a time, with one query per table and page.

use crate::batch;
use crate::entities::{external_keys, facts as fact_table, organisations as organisation_table};
use crate::entities::{registry_entries, sites as site_table};
use crate::keys::{self, ExternalKey};
use crate::organisations::{self, Organisation};
use crate::registry::{self, RegistryEntry};
use crate::sites::{self, Site};
use crate::{Read, StorageResult, encode, facts};
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::SiteId;
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
    page.finish()
}

/// The sites of these ids that exist, by id.
///
/// # Errors
/// As any statement.
pub async fn of_ids(db: &impl Read, ids: &[SiteId]) -> StorageResult<Vec<SupplierRow>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(batch::MAX_IN) {
        let span = Span::In(chunk.iter().map(|id| id.0).collect());
        let rows = site_table::Entity::find()
            .filter(span.holds(site_table::Column::Id))
            .all(db.connection())
            .await?;
        let mut page = Page::of(rows)?;
        page.fill(db, &span).await?;
        found.extend(page.finish()?);
    }
    found.sort_unstable_by_key(|row| row.site.id);
    found.dedup_by_key(|row| row.site.id);
    Ok(found)
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
    organisation: Option<Organisation>,
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
                    organisation: None,
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

    /// Reads the side tables, all at the same time: on a database they take a connection each.
    async fn fill(&mut self, db: &impl Read, span: &Span) -> StorageResult<()> {
        let connection = db.connection();
        let of_these_sites = Query::select()
            .column(site_table::Column::OrganisationId)
            .from(site_table::Entity)
            .cond_where(Condition::all().add(span.holds(site_table::Column::Id)))
            .to_owned();
        let (owners, entries, key_rows, fact_rows) = tokio::try_join!(
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
        )?;
        let mut organisations: HashMap<Uuid, Organisation> = HashMap::with_capacity(owners.len());
        for row in owners {
            organisations.insert(row.id, organisations::from_row(row)?);
        }
        for row in &mut self.rows {
            row.organisation = organisations.get(&row.site.organisation.0).cloned();
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
                Ok(SupplierRow {
                    organisation: row
                        .organisation
                        .ok_or_else(|| encode::corrupt("sites.organisation_id"))?,
                    site: row.site,
                    entries: row.entries,
                    keys: row.keys,
                    facts: row.facts,
                })
            })
            .collect()
    }
}
