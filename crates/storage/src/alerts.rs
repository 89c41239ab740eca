//! What people are told without asking, once each, and who has a summary of it by mail. An alert names its
//! need and its site and holds no name: what may be read of them is asked when it is shown. Who is told, and
//! who may still read it, is decided in `app`; the scope carries the answer.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{alert_settings, alerts as table, needs, people, sites};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::alerts::{AlertKind, Nearness};
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, PersonId, SiteId};
use eslabon_domain::needs::NeedStatus;
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number; ascending in the order of telling. A new one has 0.
    pub number: i64,
    /// Who is told.
    pub person: PersonId,
    /// Of what.
    pub kind: AlertKind,
    /// The need.
    pub need: NeedId,
    /// In which version.
    pub need_version: i32,
    /// The site.
    pub site: SiteId,
    /// How near it came.
    pub nearness: Nearness,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// Which alerts someone may still read: of open needs only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Opportunities of this firm's sites.
    Firm(OrganisationId),
    /// Suppliers for this lead firm's needs.
    Buyer(OrganisationId),
    /// Suppliers for needs in the pipelines of these centres.
    Centres(Vec<CentreId>),
}

/// Writes alerts; what was told before is not told again. Says how many are new.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where a person, a need or a site does not exist.
pub async fn tell(tx: &Transaction, alerts: &[Alert]) -> StorageResult<u64> {
    let rows: Vec<table::Model> = alerts.iter().map(to_row).collect();
    batch::insert_some::<table::Entity, _>(tx.inner(), &rows, &["number"], OnClash::Keep).await
}

/// A person's alerts in a scope, newest first: those before a number, at most `limit`.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    person: PersonId,
    scope: &Scope,
    unread_only: bool,
    before: Option<i64>,
    limit: u64,
) -> StorageResult<Vec<Alert>> {
    let mut select = of(person, scope)
        .order_by_desc(table::Column::Number)
        .limit(limit);
    if unread_only {
        select = select.filter(table::Column::ReadAt.is_null());
    }
    if let Some(before) = before {
        select = select.filter(table::Column::Number.lt(before));
    }
    let rows = select.all(db.connection()).await?;
    rows.into_iter().map(from_row).collect()
}

/// How many of a person's alerts in a scope are unread.
///
/// # Errors
/// As any statement.
pub async fn count_unread(db: &impl Read, person: PersonId, scope: &Scope) -> StorageResult<u64> {
    Ok(of(person, scope)
        .filter(table::Column::ReadAt.is_null())
        .count(db.connection())
        .await?)
}

/// One of a person's alerts, whatever she may still read of it.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, person: PersonId, number: i64) -> StorageResult<Option<Alert>> {
    let row = table::Entity::find()
        .filter(table::Column::Number.eq(number))
        .filter(table::Column::PersonId.eq(person.0))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Everything that a person was ever told, oldest first.
///
/// # Errors
/// As any statement.
pub async fn history(db: &impl Read, person: PersonId) -> StorageResult<Vec<Alert>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_asc(table::Column::Number)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Marks a person's alerts in a scope as read, up to a number. Says how many were not yet.
///
/// # Errors
/// As any statement.
pub async fn mark_read(
    tx: &Transaction,
    person: PersonId,
    scope: &Scope,
    up_to: Option<i64>,
    at: Timestamp,
) -> StorageResult<u64> {
    use table::Column as C;
    let mut update = table::Entity::update_many()
        .col_expr(C::ReadAt, Expr::value(encode::micros(at)))
        .filter(C::PersonId.eq(person.0))
        .filter(C::ReadAt.is_null())
        .filter(within(scope));
    if let Some(up_to) = up_to {
        update = update.filter(C::Number.lte(up_to));
    }
    Ok(update.exec(tx.inner()).await?.rows_affected)
}

/// People to whom something was told before an instant that they have not read and no summary has counted:
/// those who have an address and want one. At most `limit` behind a person, by id.
///
/// # Errors
/// As any statement.
pub async fn waiting_for_mail(
    db: &impl Read,
    before: Timestamp,
    after: Option<PersonId>,
    limit: u64,
) -> StorageResult<Vec<PersonId>> {
    use table::Column as C;
    let unwilling = Query::select()
        .column(alert_settings::Column::PersonId)
        .from(alert_settings::Entity)
        .and_where(alert_settings::Column::ByMail.eq(false))
        .to_owned();
    let reachable = Query::select()
        .column(people::Column::Id)
        .from(people::Entity)
        .and_where(people::Column::Email.is_not_null())
        .and_where(people::Column::DisabledAt.is_null())
        .and_where(people::Column::ErasedAt.is_null())
        .to_owned();
    let mut select = unmailed(before)
        .select_only()
        .column(C::PersonId)
        .distinct()
        .filter(C::PersonId.not_in_subquery(unwilling))
        .filter(C::PersonId.in_subquery(reachable))
        .order_by_asc(C::PersonId)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(C::PersonId.gt(after.0));
    }
    let ids: Vec<Uuid> = select.into_tuple().all(db.connection()).await?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// What [`waiting_for_mail`] found of a person, as far as it lies in a scope: numbers and kinds.
///
/// # Errors
/// As any statement.
pub async fn unmailed_of(
    db: &impl Read,
    person: PersonId,
    scope: &Scope,
    before: Timestamp,
) -> StorageResult<Vec<(i64, AlertKind)>> {
    let rows = unmailed(before)
        .filter(table::Column::PersonId.eq(person.0))
        .filter(within(scope))
        .order_by_asc(table::Column::Number)
        .all(db.connection())
        .await?;
    let alerts = rows.into_iter().map(from_row);
    alerts
        .map(|alert| alert.map(|a| (a.number, a.kind)))
        .collect()
}

/// Notes that a summary has counted what [`waiting_for_mail`] found of a person, or was not to.
///
/// # Errors
/// As any statement.
pub async fn mark_mailed(
    tx: &Transaction,
    person: PersonId,
    before: Timestamp,
    at: Timestamp,
) -> StorageResult<()> {
    use table::Column as C;
    table::Entity::update_many()
        .col_expr(C::MailedAt, Expr::value(encode::micros(at)))
        .filter(C::PersonId.eq(person.0))
        .filter(C::MailedAt.is_null())
        .filter(C::CreatedAt.lt(encode::micros(before)))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Whether a person has a summary by mail: yes, where she never said.
///
/// # Errors
/// As any statement.
pub async fn by_mail(db: &impl Read, person: PersonId) -> StorageResult<bool> {
    let row = alert_settings::Entity::find_by_id(person.0)
        .one(db.connection())
        .await?;
    Ok(row.is_none_or(|row| row.by_mail))
}

/// Writes whether a person has a summary by mail.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where the person does not exist.
pub async fn set_by_mail(tx: &Transaction, person: PersonId, by_mail: bool) -> StorageResult<()> {
    use alert_settings::Column as C;
    let row = alert_settings::Model {
        person_id: person.0,
        by_mail,
    };
    let replace = OnClash::Replace {
        key: &[C::PersonId],
        set: &[C::ByMail],
    };
    batch::insert_all::<alert_settings::Entity, _>(tx.inner(), &[row], replace).await?;
    Ok(())
}

/// Removes what was read before one instant, and what was told before another and never read. Answers how many.
///
/// # Errors
/// As any statement.
pub async fn sweep(
    tx: &Transaction,
    read_before: Timestamp,
    told_before: Timestamp,
) -> StorageResult<u64> {
    use table::Column as C;
    let unread = Condition::all()
        .add(C::ReadAt.is_null())
        .add(C::CreatedAt.lt(encode::micros(told_before)));
    let over = Condition::any()
        .add(C::ReadAt.lt(encode::micros(read_before)))
        .add(unread);
    let gone = table::Entity::delete_many()
        .filter(over)
        .exec(tx.inner())
        .await?;
    Ok(gone.rows_affected)
}

/// Takes away what a person was told and how she wanted it.
pub(crate) async fn forget(tx: &Transaction, person: PersonId) -> StorageResult<()> {
    table::Entity::delete_many()
        .filter(table::Column::PersonId.eq(person.0))
        .exec(tx.inner())
        .await?;
    alert_settings::Entity::delete_many()
        .filter(alert_settings::Column::PersonId.eq(person.0))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn of(person: PersonId, scope: &Scope) -> Select<table::Entity> {
    table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .filter(within(scope))
}

/// Unread, told before an instant, and in no summary yet.
fn unmailed(before: Timestamp) -> Select<table::Entity> {
    table::Entity::find()
        .filter(table::Column::MailedAt.is_null())
        .filter(table::Column::ReadAt.is_null())
        .filter(table::Column::CreatedAt.lt(encode::micros(before)))
}

fn within(scope: &Scope) -> Condition {
    use table::Column as C;
    let (kind, needs) = match scope {
        Scope::Firm(firm) => {
            let own = Query::select()
                .column(sites::Column::Id)
                .from(sites::Entity)
                .and_where(sites::Column::OrganisationId.eq(firm.0))
                .to_owned();
            let open = Condition::all()
                .add(C::SiteId.in_subquery(own))
                .add(C::NeedId.in_subquery(open_needs().to_owned()));
            (AlertKind::Opportunity, open)
        }
        Scope::Buyer(firm) => {
            let own = open_needs()
                .and_where(needs::Column::OrganisationId.eq(firm.0))
                .to_owned();
            (
                AlertKind::Supplier,
                Condition::all().add(C::NeedId.in_subquery(own)),
            )
        }
        Scope::Centres(centres) => {
            let own = open_needs()
                .and_where(needs::Column::CentreId.is_in(centres.iter().map(|centre| centre.0)))
                .to_owned();
            (
                AlertKind::Supplier,
                Condition::all().add(C::NeedId.in_subquery(own)),
            )
        }
    };
    needs.add(C::Kind.eq(kind.as_str()))
}

fn open_needs() -> SelectStatement {
    Query::select()
        .column(needs::Column::Id)
        .from(needs::Entity)
        .and_where(needs::Column::Status.eq(NeedStatus::Open.as_str()))
        .to_owned()
}

fn to_row(alert: &Alert) -> table::Model {
    table::Model {
        number: alert.number,
        person_id: alert.person.0,
        kind: alert.kind.as_str().to_owned(),
        need_id: alert.need.0,
        need_version: alert.need_version,
        site_id: alert.site.0,
        nearness: alert.nearness.as_str().to_owned(),
        created_at: encode::micros(alert.created_at),
        read_at: alert.read_at.map(encode::micros),
        mailed_at: None,
    }
}

fn from_row(row: table::Model) -> StorageResult<Alert> {
    Ok(Alert {
        number: row.number,
        person: PersonId(row.person_id),
        kind: AlertKind::parse(&row.kind).ok_or_else(|| encode::corrupt("alerts.kind"))?,
        need: NeedId(row.need_id),
        need_version: row.need_version,
        site: SiteId(row.site_id),
        nearness: Nearness::parse(&row.nearness)
            .ok_or_else(|| encode::corrupt("alerts.nearness"))?,
        created_at: encode::timestamp(row.created_at)?,
        read_at: row.read_at.map(encode::timestamp).transpose()?,
    })
}
