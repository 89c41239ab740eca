//! Work to do later: queued in the transaction that asks for it, leased by one worker at a time.
//! A worker that dies loses its lease, and the job runs again: jobs must bear that.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::jobs as table;
use crate::{Database, Read, StorageError, StorageResult, Transaction};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LockBehavior, LockType},
};

const WAITING: &str = "waiting";
pub(crate) const DONE: &str = "done";
const FAILED: &str = "failed";
/// What a job carries when it is over.
const NOTHING: &str = "null";

/// A job that was leased.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its number.
    pub number: i64,
    /// What to do.
    pub kind: String,
    /// The occasion: there is never a second job of it.
    pub unique_key: String,
    /// With what.
    pub payload: serde_json::Value,
    /// Which attempt this is; 1 for the first.
    pub attempts: i32,
}

/// Queues a job. Where its key is known, done or not, nothing happens: the answer says whether
/// it is new.
///
/// # Errors
/// As any statement.
pub async fn enqueue(
    tx: &Transaction,
    kind: &str,
    unique_key: &str,
    run_at: Timestamp,
    payload: &serde_json::Value,
) -> StorageResult<bool> {
    let row = table::Model {
        number: 0,
        kind: kind.to_owned(),
        unique_key: unique_key.to_owned(),
        payload: encode::json(payload)?,
        status: WAITING.to_owned(),
        run_at: encode::micros(run_at),
        leased_until: None,
        attempts: 0,
        last_error: None,
    };
    let written =
        batch::insert_some::<table::Entity, _>(tx.inner(), &[row], &["number"], OnClash::Keep)
            .await?;
    Ok(written == 1)
}

/// Takes the job of this kind that has been due longest and that nobody holds, for `lease_for`.
///
/// # Errors
/// As any statement.
pub async fn lease_next(
    db: &Database,
    kind: &str,
    now: Timestamp,
    lease_for: SignedDuration,
) -> StorageResult<Option<Job>> {
    use table::Column as C;
    let (now, until) = (
        encode::micros(now),
        encode::micros(now.saturating_add(lease_for).unwrap_or(Timestamp::MAX)),
    );
    // Workers ask again and again, mostly in vain: looking must not take the lock of those who write.
    if due(kind, now).one(db.connection()).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let mut select = due(kind, now);
    if !tx.is_sqlite() {
        // Workers do not wait for each other: each takes a row that no other looks at.
        select = select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let Some(row) = select.one(tx.inner()).await? else {
        return Ok(None);
    };
    table::Entity::update_many()
        .col_expr(C::LeasedUntil, until.into())
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::Number.eq(row.number))
        .exec(tx.inner())
        .await?;
    tx.commit().await?;
    Ok(Some(Job {
        number: row.number,
        kind: row.kind,
        unique_key: row.unique_key,
        payload: encode::from_json(&row.payload, "jobs.payload")?,
        attempts: row.attempts.saturating_add(1),
    }))
}

/// The jobs of a kind that are due and that nobody holds, the longest due first.
fn due(kind: &str, now: i64) -> Select<table::Entity> {
    use table::Column as C;
    let free = Condition::any()
        .add(C::LeasedUntil.is_null())
        .add(C::LeasedUntil.lte(now));
    table::Entity::find()
        .filter(C::Status.eq(WAITING))
        .filter(C::RunAt.lte(now))
        .filter(C::Kind.eq(kind))
        .filter(free)
        .order_by_asc(C::RunAt)
        .order_by_asc(C::Number)
}

/// The job is done. Its row stays, so that the occasion is remembered; what it carried goes: a letter's
/// link must not lie in the database.
///
/// # Errors
/// [`StorageError::Conflict`] where the lease ran out and someone else took the job.
pub async fn finish(tx: &Transaction, job: &Job) -> StorageResult<()> {
    settle(tx, job, DONE, None, None).await
}

/// The job did not work: it runs again at `retry_at`, or never, and then what it carried goes.
///
/// # Errors
/// [`StorageError::Conflict`] where the lease ran out and someone else took the job.
pub async fn fail(
    tx: &Transaction,
    job: &Job,
    error: &str,
    retry_at: Option<Timestamp>,
) -> StorageResult<()> {
    let status = if retry_at.is_some() { WAITING } else { FAILED };
    settle(tx, job, status, Some(error), retry_at).await
}

async fn settle(
    tx: &Transaction,
    job: &Job,
    status: &str,
    error: Option<&str>,
    run_at: Option<Timestamp>,
) -> StorageResult<()> {
    use table::Column as C;
    let mut update = table::Entity::update_many()
        .col_expr(C::Status, status.into())
        .col_expr(C::LeasedUntil, Expr::value(Option::<i64>::None))
        .col_expr(C::LastError, Expr::value(error.map(str::to_owned)))
        // The attempt's number is the lease: a later holder has a higher one.
        .filter(C::Number.eq(job.number))
        .filter(C::Attempts.eq(job.attempts))
        .filter(C::Status.eq(WAITING));
    match run_at {
        Some(at) => update = update.col_expr(C::RunAt, encode::micros(at).into()),
        None => update = update.col_expr(C::Payload, NOTHING.into()),
    }
    let written = update.exec(tx.inner()).await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// Gives up the jobs of a kind that were due before this instant and that nobody has done. Says how many.
///
/// # Errors
/// As any statement.
pub async fn give_up(tx: &Transaction, kind: &str, before: Timestamp) -> StorageResult<u64> {
    use table::Column as C;
    let written = table::Entity::update_many()
        .col_expr(C::Status, FAILED.into())
        .col_expr(C::Payload, NOTHING.into())
        .col_expr(C::LastError, "too late".into())
        .filter(C::Kind.eq(kind))
        .filter(C::Status.eq(WAITING))
        .filter(C::RunAt.lt(encode::micros(before)))
        .exec(tx.inner())
        .await?;
    Ok(written.rows_affected)
}

/// How many jobs wait, due or not.
///
/// # Errors
/// As any statement.
pub async fn count_waiting(db: &impl Read) -> StorageResult<u64> {
    use sea_orm::PaginatorTrait;
    Ok(table::Entity::find()
        .filter(table::Column::Status.eq(WAITING))
        .count(db.connection())
        .await?)
}
