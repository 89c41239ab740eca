//! Where a need stands, and why: kept beside the need, because what it asks does not change with it.
//! Which ways lead where is decided in `app`.

use crate::entities::needs as table;
use crate::{Read, StorageError, StorageResult, Transaction, encode, needs};
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Need, NeedStatus};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, UpdateMany};

/// Why a need stands as it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusNote {
    /// In a person's words; empty where she gave none.
    pub reason: String,
    /// The supplier that got the order, as she named it.
    pub supplier: Option<String>,
    /// Her name, that day.
    pub by: String,
    /// Since when.
    pub at: Timestamp,
}

/// Puts a need that was read in this version elsewhere, with the words that say why. What is asked stays as
/// it is, and so does the version: saved answers name the version of what was asked.
///
/// # Errors
/// [`StorageError::Conflict`] where it has another version or status by now, [`StorageError::NotFound`]
/// where it does not exist; nothing is written then.
pub async fn set(
    tx: &Transaction,
    read: &Need,
    status: NeedStatus,
    note: &StatusNote,
) -> StorageResult<()> {
    use table::Column as C;
    let written = as_read(read)
        .col_expr(C::Status, Expr::value(status.as_str()))
        .col_expr(C::StatusReason, Expr::value(note.reason.as_str()))
        .col_expr(C::StatusAt, Expr::value(encode::micros(note.at)))
        .col_expr(C::StatusBy, Expr::value(note.by.as_str()))
        .col_expr(C::StatusSupplier, Expr::value(note.supplier.clone()))
        .exec(tx.inner())
        .await?;
    as_it_was(tx, read.id, written.rows_affected).await
}

/// Holds a need until the end of the transaction as it was read: nobody else changes it meanwhile.
///
/// # Errors
/// As [`set`].
pub async fn hold(tx: &Transaction, read: &Need) -> StorageResult<()> {
    use table::Column as C;
    // Writing what stands there takes the row on PostgreSQL; SQLite has one writer anyhow.
    let held = as_read(read)
        .col_expr(C::Status, Expr::value(read.status.as_str()))
        .exec(tx.inner())
        .await?;
    as_it_was(tx, read.id, held.rows_affected).await
}

/// Why a need stands as it does; nothing where nobody has put it there since it was posted.
///
/// # Errors
/// As any statement.
pub async fn note(db: &impl Read, id: NeedId) -> StorageResult<Option<StatusNote>> {
    let row = table::Entity::find()
        .filter(table::Column::Id.eq(id.0))
        .one(db.connection())
        .await?;
    let Some((row, at)) = row.and_then(|row| row.status_at.map(|at| (row, at))) else {
        return Ok(None);
    };
    Ok(Some(StatusNote {
        reason: row.status_reason.unwrap_or_default(),
        supplier: row.status_supplier,
        by: row.status_by.unwrap_or_default(),
        at: encode::timestamp(at)?,
    }))
}

/// The row of a need that is still as it was read.
fn as_read(read: &Need) -> UpdateMany<table::Entity> {
    table::Entity::update_many()
        .filter(table::Column::Id.eq(read.id.0))
        .filter(table::Column::Version.eq(read.version))
        .filter(table::Column::Status.eq(read.status.as_str()))
}

async fn as_it_was(tx: &Transaction, id: NeedId, written: u64) -> StorageResult<()> {
    if written == 1 {
        return Ok(());
    }
    match needs::find(tx, id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// Takes away the words that say why a need stood where it does not stand any more.
pub(crate) async fn forget(tx: &Transaction, need: &Need) -> StorageResult<()> {
    use table::Column as C;
    table::Entity::update_many()
        .col_expr(C::StatusReason, no_text())
        .col_expr(C::StatusAt, Expr::value(Option::<i64>::None))
        .col_expr(C::StatusBy, no_text())
        .col_expr(C::StatusSupplier, no_text())
        .filter(C::Id.eq(need.id.0))
        .filter(C::Version.eq(need.version))
        .filter(C::Status.ne(need.status.as_str()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn no_text() -> SimpleExpr {
    Expr::value(Option::<String>::None)
}
