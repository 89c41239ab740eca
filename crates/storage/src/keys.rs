//! Keys that others gave to our sites. (scheme, value) is unique.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::external_keys as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::SiteId;
use eslabon_domain::registry::KeyScheme;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TryGetableMany};
use std::collections::HashMap;
use uuid::Uuid;

/// A key of a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExternalKey {
    /// Whose scheme.
    pub scheme: KeyScheme,
    /// The key.
    pub value: String,
    /// The site.
    pub site: SiteId,
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<ExternalKey> {
    Ok(ExternalKey {
        scheme: KeyScheme::parse(&row.scheme)
            .ok_or_else(|| encode::corrupt("external_keys.scheme"))?,
        value: row.value,
        site: SiteId(row.site_id),
    })
}

/// Writes keys; one that exists stays with the site that has it. Says how many were new.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where a site does not exist.
pub async fn insert_many(tx: &Transaction, keys: &[ExternalKey]) -> StorageResult<u64> {
    let rows: Vec<table::Model> = keys
        .iter()
        .map(|key| table::Model {
            scheme: key.scheme.as_str().to_owned(),
            value: key.value.clone(),
            site_id: key.site.0,
        })
        .collect();
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Keep).await
}

/// The sites of those of these keys that are known.
///
/// # Errors
/// As any statement.
pub async fn find_many(
    db: &impl Read,
    scheme: KeyScheme,
    values: &[String],
) -> StorageResult<HashMap<String, SiteId>> {
    use table::Column as C;
    let mut found = HashMap::with_capacity(values.len());
    let rows = batch::find_by_keys::<table::Entity, _>(
        db.connection(),
        &[C::Value, C::SiteId],
        (C::Scheme, scheme.as_str()),
        C::Value,
        values,
    )
    .await?;
    for row in rows {
        let (value, site): (String, Uuid) = TryGetableMany::try_get_many_by_index(&row)?;
        found.insert(value, SiteId(site));
    }
    Ok(found)
}

/// The keys of a site.
///
/// # Errors
/// As any statement.
pub async fn of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<ExternalKey>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.eq(site.0))
        .order_by_asc(table::Column::Scheme)
        .order_by_asc(table::Column::Value)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}
