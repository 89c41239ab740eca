//! What happened to a programme; only ever added to.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_events as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{PersonId, ProgrammeId};
use eslabon_domain::programmes::{ProgrammeEvent, ProgrammeStatus};
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Something that happened to a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// To which.
    pub programme: ProgrammeId,
    /// When.
    pub at: Timestamp,
    /// Who, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What.
    pub event: ProgrammeEvent,
    /// How it stood afterwards.
    pub status: ProgrammeStatus,
    /// The version of the plan, then.
    pub plan_version: i32,
    /// In words; may be empty.
    pub words: String,
}

/// Adds what happened.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where there is no such programme.
pub async fn add_event(tx: &Transaction, happened: &Happened) -> StorageResult<()> {
    let row = table::Model {
        id: Uuid::now_v7(),
        programme_id: happened.programme.0,
        at: encode::micros(happened.at),
        person_id: happened.person.map(|person| person.0),
        done_by: happened.by.clone(),
        role: happened.role.clone(),
        event: happened.event.as_str().to_owned(),
        status: happened.status.as_str().to_owned(),
        plan_version: happened.plan_version,
        words: happened.words.clone(),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Everything that happened to a programme, the latest first.
///
/// # Errors
/// As any statement.
pub async fn events_of(db: &impl Read, id: ProgrammeId) -> StorageResult<Vec<Happened>> {
    let rows = table::Entity::find()
        .filter(table::Column::ProgrammeId.eq(id.0))
        .order_by_desc(table::Column::At)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: table::Model) -> StorageResult<Happened> {
    Ok(Happened {
        programme: ProgrammeId(row.programme_id),
        at: encode::timestamp(row.at)?,
        person: row.person_id.map(PersonId),
        by: row.done_by,
        role: row.role,
        event: ProgrammeEvent::parse(&row.event)
            .ok_or_else(|| encode::corrupt("programme_events.event"))?,
        status: ProgrammeStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("programme_events.status"))?,
        plan_version: row.plan_version,
        words: row.words,
    })
}
