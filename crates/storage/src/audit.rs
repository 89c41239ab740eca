//! Reading the audit log. It is written by [`crate::Transaction::audit`] and never changed.

use crate::encode;
use crate::entities::audit_log as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, OrganisationId, PersonId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An act on record.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its number, ascending.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as she was then.
    pub actor: Actor,
    /// What she did.
    pub action: String,
    /// On what.
    pub object: String,
    /// What else is worth remembering.
    pub detail: serde_json::Value,
}

/// The latest acts first; with `before`, those with a smaller number.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    before: Option<i64>,
    limit: u64,
) -> StorageResult<Vec<AuditEntry>> {
    let mut select = table::Entity::find().order_by_desc(table::Column::Number);
    if let Some(before) = before {
        select = select.filter(table::Column::Number.lt(before));
    }
    let rows = select.limit(limit).all(db.connection()).await?;
    rows.into_iter().map(from_row).collect()
}

/// Under which names this person's acts stand on record: she may have changed hers.
///
/// # Errors
/// As any statement.
pub async fn names_of(db: &impl Read, person: PersonId) -> StorageResult<Vec<String>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .all(db.connection())
        .await?;
    let mut names = rows
        .into_iter()
        .map(|row| Ok(from_row(row)?.actor.name))
        .collect::<StorageResult<Vec<String>>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Takes away what names this person in every act of hers, and says from how many. What was done,
/// when, and by the same (now nameless) person stays.
///
/// # Errors
/// As any statement.
pub async fn erase_person(tx: &Transaction, person: PersonId) -> StorageResult<u64> {
    let erased = table::Entity::update_many()
        .col_expr(table::Column::ActorName, Expr::value(""))
        .filter(table::Column::PersonId.eq(person.0))
        .filter(table::Column::ActorName.ne(""))
        .exec(tx.inner())
        .await?;
    Ok(erased.rows_affected)
}

fn from_row(row: table::Model) -> StorageResult<AuditEntry> {
    Ok(AuditEntry {
        number: row.number,
        at: encode::timestamp(row.at)?,
        actor: Actor {
            person: row.person_id.map(PersonId),
            name: row.actor_name,
            role: Role::parse(&row.role).ok_or_else(|| encode::corrupt("audit_log.role"))?,
            organisation: row.organisation_id.map(OrganisationId),
            centre: row.centre_id.map(CentreId),
            shared_centres: Vec::new(),
        },
        action: row.action,
        object: row.object,
        detail: encode::from_json(&row.detail, "audit_log.detail")?,
    })
}
