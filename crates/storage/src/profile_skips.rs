//! Questions of a profile that a firm could not answer: they are not asked again for a while. When they are
//! is decided in `app`.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::profile_skips as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// A question that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Of which site.
    pub site: SiteId,
    /// What was asked.
    pub attribute: AttributeId,
    /// Of which process, machine, certificate…
    pub item: Option<ConceptId>,
    /// The last day on which it is not asked again.
    pub until: Date,
    /// The open needs that waited for the answer that day.
    pub needs: BTreeSet<NeedId>,
}

/// Remembers that a question was left out; the latest time counts.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where the site does not exist.
pub async fn put(tx: &Transaction, skip: &Skip) -> StorageResult<()> {
    use table::Column as C;
    let row = table::Model {
        id: Uuid::now_v7(),
        site_id: skip.site.0,
        attribute_id: skip.attribute.clone(),
        item_id: skip.item.clone().unwrap_or_default(),
        until: encode::day(skip.until),
        needs: encode::json(&skip.needs)?,
    };
    let clash = OnClash::Replace {
        key: &[C::SiteId, C::AttributeId, C::ItemId],
        set: &[C::Until, C::Needs],
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], clash).await?;
    Ok(())
}

/// Forgets that a question was left out: it has an answer now.
///
/// # Errors
/// As any statement.
pub async fn end(
    tx: &Transaction,
    site: SiteId,
    attribute: &str,
    item: Option<&str>,
) -> StorageResult<()> {
    use table::Column as C;
    table::Entity::delete_many()
        .filter(C::SiteId.eq(site.0))
        .filter(C::AttributeId.eq(attribute))
        .filter(C::ItemId.eq(item.unwrap_or_default()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// What was left out of these sites' profiles, by attribute and item.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Skip>> {
    let mut found = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    found.sort_by(|a, b| (&a.attribute, &a.item, a.site).cmp(&(&b.attribute, &b.item, b.site)));
    Ok(found)
}

fn from_row(row: table::Model) -> StorageResult<Skip> {
    Ok(Skip {
        site: SiteId(row.site_id),
        attribute: row.attribute_id,
        item: Some(row.item_id).filter(|item| !item.is_empty()),
        until: encode::date(&row.until)?,
        needs: encode::from_json(&row.needs, "profile_skips.needs")?,
    })
}
