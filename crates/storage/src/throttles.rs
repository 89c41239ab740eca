//! How often something has failed, and when it may be tried again. What the waits are is decided in
//! `app`.

use crate::encode;
use crate::entities::throttles as table;
use crate::{Read, StorageResult, Transaction};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Failures in a row.
    pub failures: u32,
    /// Not before.
    pub retry_at: Timestamp,
    /// The last failure.
    pub last_at: Timestamp,
}

/// How this key stands; absent where nothing has failed.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, key: &str) -> StorageResult<Option<Throttle>> {
    let row = table::Entity::find_by_id(key).one(db.connection()).await?;
    row.map(from_row).transpose()
}

fn from_row(row: table::Model) -> StorageResult<Throttle> {
    Ok(Throttle {
        failures: u32::try_from(row.failures).unwrap_or(0),
        retry_at: encode::timestamp(row.retry_at)?,
        last_at: encode::timestamp(row.last_at)?,
    })
}

fn to_row(key: &str, throttle: Throttle) -> table::Model {
    table::Model {
        key: key.to_owned(),
        failures: i32::try_from(throttle.failures).unwrap_or(i32::MAX),
        retry_at: encode::micros(throttle.retry_at),
        last_at: encode::micros(throttle.last_at),
    }
}

/// How this key stands, held until the transaction ends: whoever asks meanwhile waits for it. A key
/// of which nothing was known stands as though nothing had failed.
///
/// # Errors
/// As any statement.
pub async fn hold(tx: &Transaction, key: &str, now: Timestamp) -> StorageResult<Throttle> {
    let fresh = Throttle {
        failures: 0,
        retry_at: now,
        last_at: now,
    };
    // The row must be there to be held: of two who find none, the second waits for the first here.
    table::Entity::insert(to_row(key, fresh).into_active_model())
        .on_conflict(
            OnConflict::column(table::Column::Key)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.inner())
        .await?;
    let mut select = table::Entity::find_by_id(key);
    if !tx.is_sqlite() {
        select = select.lock_exclusive();
    }
    let row = select.one(tx.inner()).await?;
    row.map_or(Ok(fresh), from_row)
}

/// Writes how a key stands.
///
/// # Errors
/// As any statement.
pub async fn put(tx: &Transaction, key: &str, throttle: Throttle) -> StorageResult<()> {
    use table::Column::{Failures, Key, LastAt, RetryAt};
    table::Entity::insert(to_row(key, throttle).into_active_model())
        .on_conflict(
            OnConflict::column(Key)
                .update_columns([Failures, RetryAt, LastAt])
                .to_owned(),
        )
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Forgets a key's failures.
///
/// # Errors
/// As any statement.
pub async fn clear(tx: &Transaction, key: &str) -> StorageResult<()> {
    table::Entity::delete_by_id(key).exec(tx.inner()).await?;
    Ok(())
}

/// Forgets what last failed before this instant. Says how much.
///
/// # Errors
/// As any statement.
pub async fn sweep(tx: &Transaction, before: Timestamp) -> StorageResult<u64> {
    let removed = table::Entity::delete_many()
        .filter(table::Column::LastAt.lt(encode::micros(before)))
        .exec(tx.inner())
        .await?;
    Ok(removed.rows_affected)
}
