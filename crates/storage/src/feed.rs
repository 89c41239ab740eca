//! The change feed: what the followers that keep the search index and the capability table true
//! read. Rows are appended by [`Transaction::commit`] only, as its last act.
//!
//! INVARIANT: numbers become visible in ascending order, so a follower that has read up to `n`
//! never misses a lower number. SQLite has one writer; on PostgreSQL, where a later number could
//! be committed earlier, the append holds [`ORDER_LOCK`] until the commit is done.

use crate::encode;
use crate::entities::change_feed as table;
use crate::transaction::{Change, Transaction};
use crate::{Read, StorageResult};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};

/// PostgreSQL: the advisory lock that orders appends, to the feed and to the audit log. There is
/// one for both, so that two commits cannot each hold what the other waits for.
pub const ORDER_LOCK: i64 = 0x6573_6c61_0002;

/// One change, with its place in the order of commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// Its number. Ascending, with gaps.
    pub seq: i64,
    /// What was changed.
    pub change: Change,
}

/// Waits until every commit that appends before this one is done. SQLite has one writer anyway.
pub(crate) async fn take_turn(tx: &Transaction) -> StorageResult<()> {
    if !tx.is_sqlite() {
        tx.inner()
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ORDER_LOCK})"))
            .await?;
    }
    Ok(())
}

/// One row for each kind of change, all with one statement; nearly always one row. The caller
/// has taken its turn.
pub(crate) async fn append(tx: &Transaction, changes: &[Change]) -> StorageResult<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let rows = changes
        .iter()
        .map(|change| {
            Ok(table::ActiveModel {
                seq: NotSet,
                change: Set(encode::json(change)?),
            })
        })
        .collect::<StorageResult<Vec<_>>>()?;
    table::Entity::insert_many(rows)
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// At most `limit` entries behind this number, in order. 0 reads from the beginning.
///
/// # Errors
/// As any statement.
pub async fn read_after(db: &impl Read, seq: i64, limit: u64) -> StorageResult<Vec<FeedEntry>> {
    let rows = table::Entity::find()
        .filter(table::Column::Seq.gt(seq))
        .order_by_asc(table::Column::Seq)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FeedEntry {
                seq: row.seq,
                change: encode::from_json(&row.change, "change_feed.change")?,
            })
        })
        .collect()
}

/// The newest number; 0 where nothing has changed yet.
///
/// # Errors
/// As any statement.
pub async fn latest_seq(db: &impl Read) -> StorageResult<i64> {
    let newest = table::Entity::find()
        .select_only()
        .column(table::Column::Seq)
        .order_by_desc(table::Column::Seq)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(newest.unwrap_or(0))
}
