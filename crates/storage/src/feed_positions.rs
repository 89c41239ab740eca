//! How far a follower of the change feed has come, for one that keeps what it makes in the database: its
//! position moves in the transaction that writes what follows from the changes.

use crate::batch::{self, OnClash};
use crate::entities::feed_positions as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Where a follower is. It works on a stretch of the feed at a time, in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedPosition {
    /// Everything up to this number is done.
    pub seq: i64,
    /// The stretch that is being worked on ends here; at `seq` where there is none.
    pub until: i64,
    /// So many parts of that stretch are done.
    pub done: i64,
}

/// Where a follower is; nothing where it never began.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, name: &str) -> StorageResult<Option<FeedPosition>> {
    let row = table::Entity::find()
        .filter(table::Column::Name.eq(name))
        .one(db.connection())
        .await?;
    Ok(row.map(|row| FeedPosition {
        seq: row.seq,
        until: row.until_seq,
        done: row.done,
    }))
}

/// Moves a follower on from where it was read.
///
/// # Errors
/// [`StorageError::Conflict`] where another one of the name has moved meanwhile: what it wrote is written
/// already, and the transaction must not be kept.
pub async fn advance(
    tx: &Transaction,
    name: &str,
    from: Option<FeedPosition>,
    to: FeedPosition,
) -> StorageResult<()> {
    use table::Column as C;
    let Some(from) = from else {
        let row = table::Model {
            name: name.to_owned(),
            seq: to.seq,
            until_seq: to.until,
            done: to.done,
        };
        batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
        return Ok(());
    };
    let moved = table::Entity::update_many()
        .col_expr(C::Seq, Expr::value(to.seq))
        .col_expr(C::UntilSeq, Expr::value(to.until))
        .col_expr(C::Done, Expr::value(to.done))
        .filter(C::Name.eq(name))
        .filter(C::Seq.eq(from.seq))
        .filter(C::UntilSeq.eq(from.until))
        .filter(C::Done.eq(from.done))
        .exec(tx.inner())
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}
