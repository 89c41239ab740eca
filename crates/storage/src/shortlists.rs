//! Saved shortlists. The answer is kept whole and never computed anew: what was decided upon can
//! be reopened unchanged. There is no update.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::shortlists as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, NeedId, ShortlistId};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A shortlist as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedShortlist {
    /// Its id.
    pub id: ShortlistId,
    /// The centre in whose scope it stands.
    pub centre: CentreId,
    /// For which need.
    pub need: NeedId,
    /// In which version of the need.
    pub need_version: i32,
    /// For which day it was evaluated.
    pub evaluated_on: Date,
    /// When it was saved.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// The whole answer.
    pub answer: serde_json::Value,
}

/// Writes a shortlist.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where the id is taken, [`crate::StorageError::NotFound`]
/// where the need does not exist.
pub async fn insert(tx: &Transaction, shortlist: &SavedShortlist) -> StorageResult<()> {
    let row = table::Model {
        id: shortlist.id.0,
        centre_id: shortlist.centre.0,
        need_id: shortlist.need.0,
        need_version: shortlist.need_version,
        evaluated_on: encode::day(shortlist.evaluated_on),
        created_at: encode::micros(shortlist.created_at),
        created_by: shortlist.created_by.clone(),
        answer: encode::json(&shortlist.answer)?,
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The shortlist of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ShortlistId) -> StorageResult<Option<SavedShortlist>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The shortlists of a need, the latest first.
///
/// # Errors
/// As any statement.
pub async fn list_of_need(db: &impl Read, need: NeedId) -> StorageResult<Vec<SavedShortlist>> {
    let rows = table::Entity::find()
        .filter(table::Column::NeedId.eq(need.0))
        .order_by_desc(table::Column::CreatedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: table::Model) -> StorageResult<SavedShortlist> {
    Ok(SavedShortlist {
        id: ShortlistId(row.id),
        centre: CentreId(row.centre_id),
        need: NeedId(row.need_id),
        need_version: row.need_version,
        evaluated_on: encode::date(&row.evaluated_on)?,
        created_at: encode::timestamp(row.created_at)?,
        created_by: row.created_by,
        answer: encode::from_json(&row.answer, "shortlists.answer")?,
    })
}
