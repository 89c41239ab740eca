//! Tables of figures as they were published: written once, never changed, read as they are.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::published_tables as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, PersonId, PublishedTableId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A published table.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedTable {
    /// Its id.
    pub id: PublishedTableId,
    /// By which centre.
    pub centre: CentreId,
    /// Of which quarter: `2026-Q3`.
    pub period: String,
    /// Which table.
    pub kind: String,
    /// The table itself.
    pub content: serde_json::Value,
    /// When.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by: Option<PersonId>,
}

/// Writes a table.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where the centre has published this table of this period.
pub async fn insert(tx: &Transaction, one: &PublishedTable) -> StorageResult<()> {
    let row = table::Model {
        id: one.id.0,
        centre_id: one.centre.0,
        period: one.period.clone(),
        kind: one.kind.clone(),
        content: encode::json(&one.content)?,
        published_at: encode::micros(one.published_at),
        published_by: one.published_by.map(|id| id.0),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The tables of a centre (or of every centre), newest period first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, centre: Option<CentreId>) -> StorageResult<Vec<PublishedTable>> {
    let mut select = table::Entity::find();
    if let Some(centre) = centre {
        select = select.filter(table::Column::CentreId.eq(centre.0));
    }
    let rows = select
        .order_by_desc(table::Column::Period)
        .order_by_asc(table::Column::Kind)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The table of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: PublishedTableId) -> StorageResult<Option<PublishedTable>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

fn from_row(row: table::Model) -> StorageResult<PublishedTable> {
    Ok(PublishedTable {
        id: PublishedTableId(row.id),
        centre: CentreId(row.centre_id),
        period: row.period,
        kind: row.kind,
        content: encode::from_json(&row.content, "published_tables.content")?,
        published_at: encode::timestamp(row.published_at)?,
        published_by: row.published_by.map(PersonId),
    })
}
