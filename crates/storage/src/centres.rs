//! Centres for Supplier Development, and which of them share their pipeline with which.

use crate::encode;
use crate::entities::{centre_agreements, centres as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{AgreementId, CentreId, OrganisationId};
use eslabon_domain::places::StateCode;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

/// A centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    /// Its id.
    pub id: CentreId,
    /// The organisation that it is, where it is known as one.
    pub organisation: Option<OrganisationId>,
    /// Its name.
    pub name: String,
    /// The states that it serves; empty: all.
    pub states: Vec<StateCode>,
    /// Since when.
    pub created_at: Timestamp,
}

/// One centre shares its pipeline with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Whose pipeline is shared.
    pub from: CentreId,
    /// With whom.
    pub to: CentreId,
    /// The last day; absent: until it is ended.
    pub until: Option<Date>,
    /// What was agreed, in words.
    pub note: String,
    /// Who agreed.
    pub agreed_by: String,
    /// When.
    pub agreed_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

fn from_row(row: table::Model) -> StorageResult<Centre> {
    Ok(Centre {
        id: CentreId(row.id),
        organisation: row.organisation_id.map(OrganisationId),
        name: row.name,
        states: encode::from_json(&row.states, "centres.states")?,
        created_at: encode::timestamp(row.created_at)?,
    })
}

fn to_row(centre: &Centre) -> StorageResult<table::Model> {
    Ok(table::Model {
        id: centre.id.0,
        organisation_id: centre.organisation.map(|id| id.0),
        name: centre.name.clone(),
        states: encode::json(&centre.states)?,
        created_at: encode::micros(centre.created_at),
    })
}

/// Every centre, oldest first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read) -> StorageResult<Vec<Centre>> {
    let rows = table::Entity::find()
        .order_by_asc(table::Column::CreatedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The centre of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: CentreId) -> StorageResult<Option<Centre>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The centre that an organisation is.
///
/// # Errors
/// As any statement.
pub async fn find_by_organisation(
    db: &impl Read,
    organisation: OrganisationId,
) -> StorageResult<Option<Centre>> {
    let row = table::Entity::find()
        .filter(table::Column::OrganisationId.eq(organisation.0))
        .order_by_asc(table::Column::Id)
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Writes a new centre.
///
/// # Errors
/// [`StorageError::Conflict`] where the id is taken.
pub async fn insert(tx: &Transaction, centre: &Centre) -> StorageResult<()> {
    table::Entity::insert(to_row(centre)?.into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Overwrites a centre.
///
/// # Errors
/// [`StorageError::NotFound`] where it does not exist.
pub async fn update(tx: &Transaction, centre: &Centre) -> StorageResult<()> {
    let row = to_row(centre)?.into_active_model().reset_all();
    let written = table::Entity::update_many()
        .set(row)
        .filter(table::Column::Id.eq(centre.id.0))
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}

/// Writes a new agreement.
///
/// # Errors
/// [`StorageError::NotFound`] where a centre does not exist.
pub async fn agree(tx: &Transaction, agreement: &Agreement) -> StorageResult<()> {
    let row = centre_agreements::Model {
        id: agreement.id.0,
        from_centre_id: agreement.from.0,
        to_centre_id: agreement.to.0,
        until: agreement.until.map(encode::day),
        note: agreement.note.clone(),
        agreed_by: agreement.agreed_by.clone(),
        agreed_at: encode::micros(agreement.agreed_at),
        ended_at: agreement.ended_at.map(encode::micros),
    };
    centre_agreements::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Ends an agreement that still holds.
///
/// # Errors
/// [`StorageError::Conflict`] where it does not hold any more.
pub async fn end_agreement(tx: &Transaction, id: AgreementId, at: Timestamp) -> StorageResult<()> {
    let written = centre_agreements::Entity::update_many()
        .col_expr(
            centre_agreements::Column::EndedAt,
            Expr::value(encode::micros(at)),
        )
        .filter(centre_agreements::Column::Id.eq(id.0))
        .filter(centre_agreements::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// Agreements that were not ended, oldest first, whatever their last day.
///
/// # Errors
/// As any statement.
pub async fn agreements(db: &impl Read) -> StorageResult<Vec<Agreement>> {
    let rows = centre_agreements::Entity::find()
        .filter(centre_agreements::Column::EndedAt.is_null())
        .order_by_asc(centre_agreements::Column::AgreedAt)
        .order_by_asc(centre_agreements::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(agreement).collect()
}

/// The agreement of this id, ended or not.
///
/// # Errors
/// As any statement.
pub async fn find_agreement(db: &impl Read, id: AgreementId) -> StorageResult<Option<Agreement>> {
    let row = centre_agreements::Entity::find_by_id(id.0)
        .one(db.connection())
        .await?;
    row.map(agreement).transpose()
}

/// The centres whose pipeline this centre may see on this day, besides its own.
///
/// # Errors
/// As any statement.
pub async fn shared_with(db: &impl Read, to: CentreId, on: Date) -> StorageResult<Vec<CentreId>> {
    let in_time = centre_agreements::Column::Until
        .is_null()
        .or(centre_agreements::Column::Until.gte(encode::day(on)));
    let rows = centre_agreements::Entity::find()
        .filter(centre_agreements::Column::ToCentreId.eq(to.0))
        .filter(centre_agreements::Column::EndedAt.is_null())
        .filter(in_time)
        .all(db.connection())
        .await?;
    let mut centres: Vec<CentreId> = rows
        .into_iter()
        .map(|row| CentreId(row.from_centre_id))
        .collect();
    centres.sort_unstable();
    centres.dedup();
    Ok(centres)
}

fn agreement(row: centre_agreements::Model) -> StorageResult<Agreement> {
    Ok(Agreement {
        id: AgreementId(row.id),
        from: CentreId(row.from_centre_id),
        to: CentreId(row.to_centre_id),
        until: encode::date_opt(row.until)?,
        note: row.note,
        agreed_by: row.agreed_by,
        agreed_at: encode::timestamp(row.agreed_at)?,
        ended_at: row.ended_at.map(encode::timestamp).transpose()?,
    })
}
