//! What people are to organisations: a role, in an organisation, in a centre's scope. Ended, never
//! deleted: what someone did in a role stays explicable.

use crate::batch;
use crate::encode;
use crate::entities::memberships as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::actors::Role;
use eslabon_domain::ids::{CentreId, MembershipId, OrganisationId, PersonId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// What a person is to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: MembershipId,
    /// Who.
    pub person: PersonId,
    /// Of which organisation; none for an administrator.
    pub organisation: Option<OrganisationId>,
    /// In which centre's scope.
    pub centre: Option<CentreId>,
    /// In which role.
    pub role: Role,
    /// Who gave it.
    pub granted_by: String,
    /// Since when.
    pub granted_at: Timestamp,
    /// Until when; absent while it holds.
    pub ended_at: Option<Timestamp>,
}

fn from_row(row: table::Model) -> StorageResult<Membership> {
    Ok(Membership {
        id: MembershipId(row.id),
        person: PersonId(row.person_id),
        organisation: row.organisation_id.map(OrganisationId),
        centre: row.centre_id.map(CentreId),
        role: Role::parse(&row.role).ok_or_else(|| encode::corrupt("memberships.role"))?,
        granted_by: row.granted_by,
        granted_at: encode::timestamp(row.granted_at)?,
        ended_at: row.ended_at.map(encode::timestamp).transpose()?,
    })
}

/// Writes a new membership.
///
/// # Errors
/// [`StorageError::NotFound`] where person, organisation or centre does not exist.
pub async fn insert(tx: &Transaction, membership: &Membership) -> StorageResult<()> {
    let row = table::Model {
        id: membership.id.0,
        person_id: membership.person.0,
        organisation_id: membership.organisation.map(|id| id.0),
        centre_id: membership.centre.map(|id| id.0),
        role: membership.role.as_str().to_owned(),
        granted_by: membership.granted_by.clone(),
        granted_at: encode::micros(membership.granted_at),
        ended_at: membership.ended_at.map(encode::micros),
    };
    table::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Ends a membership that still holds.
///
/// # Errors
/// [`StorageError::Conflict`] where it does not hold any more.
pub async fn end(tx: &Transaction, id: MembershipId, at: Timestamp) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::EndedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// The membership of this id, ended or not.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: MembershipId) -> StorageResult<Option<Membership>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Whose memberships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// This person's.
    Person(PersonId),
    /// Those in this organisation.
    Organisation(OrganisationId),
    /// Those in this centre's scope.
    Centre(CentreId),
    /// Everyone's.
    Everyone,
}

/// Memberships that hold, oldest first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, of: Of) -> StorageResult<Vec<Membership>> {
    let select = table::Entity::find()
        .filter(table::Column::EndedAt.is_null())
        .order_by_asc(table::Column::GrantedAt)
        .order_by_asc(table::Column::Id);
    let select = match of {
        Of::Person(id) => select.filter(table::Column::PersonId.eq(id.0)),
        Of::Organisation(id) => select.filter(table::Column::OrganisationId.eq(id.0)),
        Of::Centre(id) => select.filter(table::Column::CentreId.eq(id.0)),
        Of::Everyone => select,
    };
    let rows = select.all(db.connection()).await?;
    rows.into_iter().map(from_row).collect()
}

/// Memberships that hold in any of these organisations, or in the scope of any of these centres in one of
/// these roles; oldest first.
///
/// # Errors
/// As any statement.
pub async fn concerned(
    db: &impl Read,
    organisations: &[OrganisationId],
    centres: &[CentreId],
    roles: &[Role],
) -> StorageResult<Vec<Membership>> {
    use table::Column as C;
    let in_centres = Condition::all()
        .add(C::CentreId.is_in(centres.iter().map(|centre| centre.0)))
        .add(C::Role.is_in(roles.iter().map(|role| role.as_str())));
    let mut which = vec![in_centres];
    for chunk in organisations.chunks(batch::MAX_IN) {
        let firms = chunk.iter().map(|firm| firm.0);
        which.push(Condition::all().add(C::OrganisationId.is_in(firms)));
    }
    let mut found = BTreeMap::new();
    for condition in which {
        let rows = table::Entity::find()
            .filter(C::EndedAt.is_null())
            .filter(condition)
            .all(db.connection())
            .await?;
        for row in rows {
            found.insert((row.granted_at, row.id), from_row(row)?);
        }
    }
    Ok(found.into_values().collect())
}

/// Everything that a person is and was, oldest first.
///
/// # Errors
/// As any statement.
pub async fn history(db: &impl Read, person: PersonId) -> StorageResult<Vec<Membership>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_asc(table::Column::GrantedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}
