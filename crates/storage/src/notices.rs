//! Who accepted which version of the privacy notice, and when. Append-only.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{notice_acceptances as table, people};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::PersonId;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// An acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Which version.
    pub version: String,
    /// When.
    pub at: Timestamp,
}

/// Puts an acceptance on record, once a version, and with the person. Says whether it is new.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where the person does not exist.
pub async fn accept(
    tx: &Transaction,
    person: PersonId,
    acceptance: &Acceptance,
) -> StorageResult<bool> {
    let row = table::Model {
        person_id: person.0,
        version: acceptance.version.clone(),
        accepted_at: encode::micros(acceptance.at),
    };
    let written =
        batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Keep).await? == 1;
    if written {
        // Not an edit of hers: her version stays, so that a form that she has open still saves.
        let at = encode::micros(acceptance.at);
        people::Entity::update_many()
            .col_expr(
                people::Column::NoticeVersion,
                Expr::value(acceptance.version.as_str()),
            )
            .col_expr(people::Column::NoticeAcceptedAt, Expr::value(at))
            .filter(people::Column::Id.eq(person.0))
            .exec(tx.inner())
            .await?;
    }
    Ok(written)
}

/// What a person accepted, oldest first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, person: PersonId) -> StorageResult<Vec<Acceptance>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_asc(table::Column::AcceptedAt)
        .order_by_asc(table::Column::Version)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Acceptance {
                version: row.version,
                at: encode::timestamp(row.accepted_at)?,
            })
        })
        .collect()
}
