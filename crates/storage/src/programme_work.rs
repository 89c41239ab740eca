//! Hours and money that went into steps of programmes: added, and struck where they were a mistake; never changed.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_work as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{PersonId, ProgrammeId, ProgrammeStepId, WorkEntryId};
use eslabon_domain::money::{Currency, Money};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEntry {
    /// Its id.
    pub id: WorkEntryId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// For which step.
    pub step: ProgrammeStepId,
    /// On which day.
    pub worked_on: Date,
    /// How long, in minutes.
    pub minutes: i64,
    /// What it cost, where that was said.
    pub cost: Option<Money>,
    /// What was done.
    pub words: String,
    /// Who logged it, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
    /// It was a mistake and counts no more.
    pub struck: bool,
}

/// Writes an entry.
///
/// # Errors
/// [`StorageError::NotFound`] where programme or step does not exist.
pub async fn insert(tx: &Transaction, entry: &WorkEntry) -> StorageResult<()> {
    let row = table::Model {
        id: entry.id.0,
        programme_id: entry.programme.0,
        step_id: entry.step.0,
        worked_on: encode::day(entry.worked_on),
        minutes: entry.minutes,
        cost_minor: entry.cost.map(|cost| cost.minor),
        currency: entry.cost.map(|cost| cost.currency.code().to_owned()),
        words: entry.words.clone(),
        person_id: entry.person.map(|person| person.0),
        logged_by: entry.by.clone(),
        role: entry.role.clone(),
        logged_at: encode::micros(entry.at),
        struck_by: None,
        struck_at: None,
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Strikes an entry that counts.
///
/// # Errors
/// [`StorageError::Conflict`] where it was struck in between, or is not there.
pub async fn strike(
    tx: &Transaction,
    id: WorkEntryId,
    by: &str,
    at: Timestamp,
) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::StruckBy, by.into())
        .col_expr(table::Column::StruckAt, encode::micros(at).into())
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::StruckAt.is_null())
        .exec(tx.inner())
        .await?;
    match written.rows_affected {
        1 => Ok(()),
        _ => Err(StorageError::Conflict),
    }
}

/// The entry of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: WorkEntryId) -> StorageResult<Option<WorkEntry>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Everything that was logged of a programme, the latest day first.
///
/// # Errors
/// As any statement.
pub async fn of_programme(db: &impl Read, programme: ProgrammeId) -> StorageResult<Vec<WorkEntry>> {
    let rows = table::Entity::find()
        .filter(table::Column::ProgrammeId.eq(programme.0))
        .order_by_desc(table::Column::WorkedOn)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: table::Model) -> StorageResult<WorkEntry> {
    let cost = match (row.cost_minor, row.currency) {
        (Some(minor), Some(code)) => Some(Money {
            minor,
            currency: Currency::parse(&code)
                .ok_or_else(|| encode::corrupt("programme_work.currency"))?,
        }),
        _ => None,
    };
    Ok(WorkEntry {
        id: WorkEntryId(row.id),
        programme: ProgrammeId(row.programme_id),
        step: ProgrammeStepId(row.step_id),
        worked_on: encode::date(&row.worked_on)?,
        minutes: row.minutes,
        cost,
        words: row.words,
        person: row.person_id.map(PersonId),
        by: row.logged_by,
        role: row.role,
        at: encode::timestamp(row.logged_at)?,
        struck: row.struck_at.is_some(),
    })
}
