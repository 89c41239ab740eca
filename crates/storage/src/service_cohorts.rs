//! The dates on which courses are given. Nothing is deleted: what will not take place is cancelled.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::service_cohorts as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::services::{CohortStatus, ServiceCohort};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

const SET: [table::Column; 8] = {
    use table::Column as C;
    [
        C::ServiceId,
        C::StartsOn,
        C::EndsOn,
        C::Seats,
        C::Minimum,
        C::Taken,
        C::Place,
        C::Status,
    ]
};

/// Writes cohorts, new ones and those that exist: the latter are overwritten, version included. For files that
/// are imported: the file decides.
///
/// # Errors
/// [`StorageError::NotFound`] where a service does not exist.
pub async fn upsert_many(tx: &Transaction, cohorts: &[ServiceCohort]) -> StorageResult<()> {
    let rows: Vec<table::Model> = cohorts.iter().map(to_row).collect();
    let mut set = SET.to_vec();
    set.push(table::Column::Version);
    let clash = OnClash::Replace {
        key: &[table::Column::Id],
        set: &set,
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, clash).await?;
    Ok(())
}

/// Writes a cohort that is new.
///
/// # Errors
/// [`StorageError::NotFound`] where its service does not exist.
pub async fn insert(tx: &Transaction, cohort: &ServiceCohort) -> StorageResult<()> {
    batch::insert_all::<table::Entity, _>(tx.inner(), &[to_row(cohort)], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a cohort that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, cohort: &ServiceCohort) -> StorageResult<()> {
    let row = [to_row(cohort)];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &SET, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, cohort.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The cohort of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: CohortId) -> StorageResult<Option<ServiceCohort>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The cohorts of these services, cancelled and past ones included: by first day.
///
/// # Errors
/// As any statement.
pub async fn of_services(
    db: &impl Read,
    services: &[ServiceId],
) -> StorageResult<Vec<ServiceCohort>> {
    let mut found = Vec::new();
    for chunk in services.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::ServiceId.is_in(chunk.iter().map(|service| service.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    found.sort_by_key(|cohort| (cohort.starts_on, cohort.ends_on, cohort.id));
    Ok(found)
}

fn to_row(cohort: &ServiceCohort) -> table::Model {
    table::Model {
        id: cohort.id.0,
        service_id: cohort.service.0,
        version: cohort.version,
        starts_on: encode::day(cohort.starts_on),
        ends_on: encode::day(cohort.ends_on),
        seats: cohort.seats,
        minimum: cohort.minimum,
        taken: cohort.taken,
        place: cohort.place.clone(),
        status: cohort.status.as_str().to_owned(),
    }
}

fn from_row(row: table::Model) -> StorageResult<ServiceCohort> {
    Ok(ServiceCohort {
        id: CohortId(row.id),
        service: ServiceId(row.service_id),
        version: row.version,
        starts_on: encode::date(&row.starts_on)?,
        ends_on: encode::date(&row.ends_on)?,
        seats: row.seats,
        minimum: row.minimum,
        taken: row.taken,
        place: row.place,
        status: CohortStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("service_cohorts.status"))?,
    })
}
