//! Who someone is at her firm's own sign-on: the provider's name for her, which it gives to nobody else.
//! Whether a provider is believed is decided in `app`.

use crate::encode;
use crate::entities::person_identities as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::PersonId;
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// The person whom a provider calls so.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, issuer: &str, subject: &str) -> StorageResult<Option<PersonId>> {
    let row = table::Entity::find()
        .filter(table::Column::Issuer.eq(issuer))
        .filter(table::Column::Subject.eq(subject))
        .one(db.connection())
        .await?;
    Ok(row.map(|row| PersonId(row.person_id)))
}

/// What a provider calls someone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider's address.
    pub issuer: String,
    /// Its name for her.
    pub subject: String,
    /// Since when she enters by it.
    pub bound_at: Timestamp,
}

/// What every provider calls a person, oldest first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, person: PersonId) -> StorageResult<Vec<Identity>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_asc(table::Column::BoundAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Identity {
                issuer: row.issuer,
                subject: row.subject,
                bound_at: encode::timestamp(row.bound_at)?,
            })
        })
        .collect()
}

/// Writes what a provider calls a person.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where it calls another person so, or this person otherwise.
pub async fn insert(
    tx: &Transaction,
    person: PersonId,
    issuer: &str,
    subject: &str,
    at: Timestamp,
) -> StorageResult<()> {
    let row = table::Model {
        id: Uuid::now_v7(),
        person_id: person.0,
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        bound_at: encode::micros(at),
    };
    table::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Forgets what every provider calls a person: she is erased, or is to be bound anew.
///
/// # Errors
/// As any statement.
pub async fn forget(tx: &Transaction, person: PersonId) -> StorageResult<u64> {
    let removed = table::Entity::delete_many()
        .filter(table::Column::PersonId.eq(person.0))
        .exec(tx.inner())
        .await?;
    Ok(removed.rows_affected)
}
