//! What owners are asked to confirm through a link, and what they answered. The link's hash lies with
//! the other secrets; what was asked and answered stays. Must not know what a question means.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::confirmations as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, ConfirmationId, SecretId, SiteId};
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A set of things that an owner is asked to confirm.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// Its id.
    pub id: ConfirmationId,
    /// Of which site.
    pub site: SiteId,
    /// Which centre asks.
    pub centre: CentreId,
    /// The link that opens it.
    pub secret: SecretId,
    /// Whom it is for.
    pub name: String,
    /// Where the link was sent; empty where it was handed over.
    pub email: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// What is asked.
    pub asked: serde_json::Value,
    /// What she answered.
    pub answered: Option<serde_json::Value>,
    /// Who prepared it.
    pub prepared_by: String,
    /// When.
    pub prepared_at: Timestamp,
    /// Until when the link opens it.
    pub expires_at: Timestamp,
    /// When she answered.
    pub answered_at: Option<Timestamp>,
    /// When staff took it back.
    pub withdrawn_at: Option<Timestamp>,
}

fn from_row(row: table::Model) -> StorageResult<Confirmation> {
    Ok(Confirmation {
        id: ConfirmationId(row.id),
        site: SiteId(row.site_id),
        centre: CentreId(row.centre_id),
        secret: SecretId(row.secret_id),
        name: row.name,
        email: row.email,
        lang: Lang::parse(&row.lang).ok_or_else(|| encode::corrupt("confirmations.lang"))?,
        asked: encode::from_json(&row.asked, "confirmations.asked")?,
        answered: row
            .answered
            .map(|text| encode::from_json(&text, "confirmations.answered"))
            .transpose()?,
        prepared_by: row.prepared_by,
        prepared_at: encode::timestamp(row.prepared_at)?,
        expires_at: encode::timestamp(row.expires_at)?,
        answered_at: row.answered_at.map(encode::timestamp).transpose()?,
        withdrawn_at: row.withdrawn_at.map(encode::timestamp).transpose()?,
    })
}

/// Writes a new set.
///
/// # Errors
/// [`StorageError::NotFound`] where site or centre does not exist.
pub async fn insert(tx: &Transaction, set: &Confirmation) -> StorageResult<()> {
    let row = table::Model {
        id: set.id.0,
        site_id: set.site.0,
        centre_id: set.centre.0,
        secret_id: set.secret.0,
        name: set.name.clone(),
        email: set.email.clone(),
        lang: set.lang.as_str().to_owned(),
        asked: encode::json(&set.asked)?,
        answered: set.answered.as_ref().map(encode::json).transpose()?,
        prepared_by: set.prepared_by.clone(),
        prepared_at: encode::micros(set.prepared_at),
        expires_at: encode::micros(set.expires_at),
        answered_at: set.answered_at.map(encode::micros),
        withdrawn_at: set.withdrawn_at.map(encode::micros),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The set of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ConfirmationId) -> StorageResult<Option<Confirmation>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The set that a link opens.
///
/// # Errors
/// As any statement.
pub async fn find_by_secret(
    db: &impl Read,
    secret: SecretId,
) -> StorageResult<Option<Confirmation>> {
    let row = table::Entity::find()
        .filter(table::Column::SecretId.eq(secret.0))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// The sets of these sites, newest first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Confirmation>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .order_by_desc(table::Column::PreparedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes what was answered to a set that nobody answered or took back before.
///
/// # Errors
/// [`StorageError::Conflict`] where someone did.
pub async fn answer(
    tx: &Transaction,
    id: ConfirmationId,
    answered: &serde_json::Value,
    at: Timestamp,
) -> StorageResult<()> {
    use table::Column as C;
    let written = table::Entity::update_many()
        .col_expr(C::Answered, encode::json(answered)?.into())
        .col_expr(C::AnsweredAt, encode::micros(at).into())
        .filter(C::Id.eq(id.0))
        .filter(C::AnsweredAt.is_null())
        .filter(C::WithdrawnAt.is_null())
        .exec(tx.inner())
        .await?;
    one(written.rows_affected)
}

/// Takes back a set that nobody has answered.
///
/// # Errors
/// [`StorageError::Conflict`] where someone has, or it was taken back before.
pub async fn withdraw(tx: &Transaction, id: ConfirmationId, at: Timestamp) -> StorageResult<()> {
    use table::Column as C;
    let written = table::Entity::update_many()
        .col_expr(C::WithdrawnAt, encode::micros(at).into())
        .filter(C::Id.eq(id.0))
        .filter(C::AnsweredAt.is_null())
        .filter(C::WithdrawnAt.is_null())
        .exec(tx.inner())
        .await?;
    one(written.rows_affected)
}

fn one(written: u64) -> StorageResult<()> {
    if written == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}
