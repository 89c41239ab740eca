//! What owners opened to others. A consent is written once and taken back once, and stays on record
//! either way. Whom it lets read what is decided in `app`.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{consents as table, organisations};
use crate::organisations::OrganisationKind;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::consents::{Consent, Purpose, Revocation, Subject};
use eslabon_domain::ids::{ConsentId, NeedId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

/// Writes a consent.
///
/// # Errors
/// [`StorageError::Conflict`] where the id is taken, [`StorageError::NotFound`] where an organisation or
/// the need does not exist.
pub async fn insert(tx: &Transaction, consent: &Consent) -> StorageResult<()> {
    let row = table::Model {
        id: consent.id.0,
        owner_id: consent.owner.0,
        subject: consent.subject.as_str().to_owned(),
        need_id: consent.subject.need().map(|need| need.0),
        audience_id: consent.audience.map(|audience| audience.0),
        purpose: consent.purpose.as_str().to_owned(),
        opened_by: consent.opened_by.clone(),
        opened_at: encode::micros(consent.opened_at),
        until_on: encode::day(consent.until),
        note: consent.note.clone(),
        revoked_by: consent.revoked.as_ref().map(|revoked| revoked.by.clone()),
        revoked_at: consent
            .revoked
            .as_ref()
            .map(|revoked| encode::micros(revoked.at)),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The consent of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ConsentId) -> StorageResult<Option<Consent>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Everything that an owner ever opened, the latest first.
///
/// # Errors
/// As any statement.
pub async fn list_of_owner(db: &impl Read, owner: OrganisationId) -> StorageResult<Vec<Consent>> {
    let rows = table::Entity::find()
        .filter(table::Column::OwnerId.eq(owner.0))
        .order_by_desc(table::Column::OpenedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// What is open to an organisation on a day: to itself, and, where it is a lead firm, to every lead firm.
///
/// # Errors
/// As any statement.
pub async fn in_force(
    db: &impl Read,
    organisation: OrganisationId,
    on: Date,
) -> StorageResult<Vec<Consent>> {
    let is_lead_firm = Query::select()
        .expr(Expr::value(1))
        .from(organisations::Entity)
        .and_where(organisations::Column::Id.eq(organisation.0))
        .and_where(organisations::Column::Kind.eq(OrganisationKind::LeadFirm.as_str()))
        .take();
    let to_all = Condition::all()
        .add(table::Column::AudienceId.is_null())
        .add(Expr::exists(is_lead_firm));
    let to = Condition::any()
        .add(table::Column::AudienceId.eq(organisation.0))
        .add(to_all);
    let rows = table::Entity::find()
        .filter(to)
        .filter(table::Column::RevokedAt.is_null())
        .all(db.connection())
        .await?;
    // The day is compared here: the databases do not agree on the order of letters.
    let mut found: Vec<Consent> = rows
        .into_iter()
        .map(from_row)
        .collect::<StorageResult<_>>()?;
    found.retain(|consent| consent.is_in_force(on));
    Ok(found)
}

/// Takes a consent back.
///
/// # Errors
/// [`StorageError::Conflict`] where that was done before, [`StorageError::NotFound`] where there is none.
pub async fn revoke(tx: &Transaction, id: ConsentId, by: &str, at: Timestamp) -> StorageResult<()> {
    use table::Column as C;
    let written = table::Entity::update_many()
        .col_expr(C::RevokedBy, by.into())
        .col_expr(C::RevokedAt, encode::micros(at).into())
        .filter(C::Id.eq(id.0))
        .filter(C::RevokedAt.is_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        return Ok(());
    }
    match find(tx, id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

fn from_row(row: table::Model) -> StorageResult<Consent> {
    let revoked = match (row.revoked_by, row.revoked_at) {
        (Some(by), Some(at)) => Some(Revocation {
            by,
            at: encode::timestamp(at)?,
        }),
        _ => None,
    };
    Ok(Consent {
        id: ConsentId(row.id),
        owner: OrganisationId(row.owner_id),
        subject: Subject::parse(&row.subject, row.need_id.map(NeedId))
            .ok_or_else(|| encode::corrupt("consents.subject"))?,
        audience: row.audience_id.map(OrganisationId),
        purpose: Purpose::parse(&row.purpose).ok_or_else(|| encode::corrupt("consents.purpose"))?,
        opened_by: row.opened_by,
        opened_at: encode::timestamp(row.opened_at)?,
        until: encode::date(&row.until_on)?,
        note: row.note,
        revoked,
    })
}
