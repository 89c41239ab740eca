//! Requests about personal data, with everything that was asked and answered. A request keeps its
//! number and its dates for ever; names and words go when the person is erased ([`crate::personal`]).

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{privacy_requests as table, privacy_statements as statements};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, PersonId, PrivacyRequestId};
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyRequest {
    /// Its id.
    pub id: PrivacyRequestId,
    /// What people quote; 0 until it is written.
    pub number: i64,
    /// What is asked.
    pub kind: RequestKind,
    /// How it stands.
    pub status: RequestStatus,
    /// A stale answer is refused.
    pub version: i32,
    /// Who asks; absent for someone without an account.
    pub person: Option<PersonId>,
    /// Her name; absent once she is erased.
    pub name: Option<String>,
    /// Where she is answered; absent once she is erased.
    pub email: Option<String>,
    /// In which language.
    pub lang: Lang,
    /// Which centre answers.
    pub centre: CentreId,
    /// When it arrived.
    pub filed_at: Timestamp,
    /// The last day for an answer.
    pub due_on: Date,
}

/// What was asked or answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What an answer decided; absent where the person herself speaks.
    pub outcome: Option<RequestStatus>,
    /// In words.
    pub words: String,
    /// Who, where she has an account.
    pub person: Option<PersonId>,
    /// Her name.
    pub stated_by: String,
    /// When.
    pub at: Timestamp,
}

/// Which requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those to which something is to be done, most urgent first.
    Pending,
    /// Those that were granted or refused, newest first.
    Settled,
}

const PENDING: [RequestStatus; 2] = [RequestStatus::Open, RequestStatus::InformationAsked];

/// Writes a new request with its first words. Answers its number.
///
/// # Errors
/// [`StorageError::Conflict`] where the id is taken, [`StorageError::NotFound`] where person or
/// centre does not exist.
pub async fn insert(
    tx: &Transaction,
    request: &PrivacyRequest,
    words: &Statement,
) -> StorageResult<i64> {
    let row = table::Model {
        number: 0,
        id: request.id.0,
        kind: request.kind.as_str().to_owned(),
        status: request.status.as_str().to_owned(),
        version: request.version,
        person_id: request.person.map(|id| id.0),
        name: request.name.clone(),
        email: request.email.clone(),
        lang: request.lang.as_str().to_owned(),
        centre_id: request.centre.0,
        filed_at: encode::micros(request.filed_at),
        due_on: encode::day(request.due_on),
    };
    batch::insert_some::<table::Entity, _>(tx.inner(), &[row], &["number"], OnClash::Fail).await?;
    state(tx, request.id, words).await?;
    let written = find(tx, request.id).await?.ok_or(StorageError::NotFound)?;
    Ok(written.number)
}

/// Adds words to a request and changes how it stands, if it still has the version that was read.
///
/// # Errors
/// [`StorageError::Conflict`] where someone spoke in between.
pub async fn answer(
    tx: &Transaction,
    id: PrivacyRequestId,
    version: i32,
    status: RequestStatus,
    words: &Statement,
) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::Status, Expr::value(status.as_str()))
        .col_expr(
            table::Column::Version,
            Expr::value(version.saturating_add(1)),
        )
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::Version.eq(version))
        .exec(tx.inner())
        .await?;
    if written.rows_affected != 1 {
        return Err(StorageError::Conflict);
    }
    state(tx, id, words).await
}

async fn state(tx: &Transaction, id: PrivacyRequestId, words: &Statement) -> StorageResult<()> {
    let before = statements::Entity::find()
        .filter(statements::Column::RequestId.eq(id.0))
        .count(tx.inner())
        .await?;
    let row = statements::Model {
        request_id: id.0,
        position: i32::try_from(before).unwrap_or(i32::MAX),
        outcome: words.outcome.map(|outcome| outcome.as_str().to_owned()),
        words: words.words.clone(),
        person_id: words.person.map(|id| id.0),
        stated_by: words.stated_by.clone(),
        at: encode::micros(words.at),
    };
    batch::insert_all::<statements::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The request of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: PrivacyRequestId) -> StorageResult<Option<PrivacyRequest>> {
    let row = table::Entity::find()
        .filter(table::Column::Id.eq(id.0))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// What was asked and answered in a request, in order.
///
/// # Errors
/// As any statement.
pub async fn statements_of(db: &impl Read, id: PrivacyRequestId) -> StorageResult<Vec<Statement>> {
    let rows = statements::Entity::find()
        .filter(statements::Column::RequestId.eq(id.0))
        .order_by_asc(statements::Column::Position)
        .all(db.connection())
        .await?;
    rows.into_iter().map(statement).collect()
}

/// What a person asked, newest first.
///
/// # Errors
/// As any statement.
pub async fn list_of(db: &impl Read, person: PersonId) -> StorageResult<Vec<PrivacyRequest>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .order_by_desc(table::Column::Number)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// What a centre has to answer or has answered; every centre's where none is named.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    centre: Option<CentreId>,
    which: Which,
    limit: u64,
) -> StorageResult<Vec<PrivacyRequest>> {
    let pending = table::Column::Status.is_in(PENDING.map(RequestStatus::as_str));
    let select = match which {
        Which::Pending => table::Entity::find()
            .filter(pending)
            .order_by_asc(table::Column::DueOn)
            .order_by_asc(table::Column::Number),
        Which::Settled => table::Entity::find()
            .filter(pending.not())
            .order_by_desc(table::Column::Number),
    };
    let select = match centre {
        Some(centre) => select.filter(table::Column::CentreId.eq(centre.0)),
        None => select,
    };
    let rows = select.limit(limit).all(db.connection()).await?;
    rows.into_iter().map(from_row).collect()
}

/// How many requests by this address, or of this person, still wait.
///
/// # Errors
/// As any statement.
pub async fn count_pending(
    db: &impl Read,
    person: Option<PersonId>,
    email: &str,
) -> StorageResult<u64> {
    let select = match person {
        Some(person) => table::Entity::find().filter(table::Column::PersonId.eq(person.0)),
        None => table::Entity::find()
            .filter(table::Column::PersonId.is_null())
            .filter(table::Column::Email.eq(email)),
    };
    let waits = table::Column::Status.is_in(PENDING.map(RequestStatus::as_str));
    Ok(select.filter(waits).count(db.connection()).await?)
}

fn from_row(row: table::Model) -> StorageResult<PrivacyRequest> {
    Ok(PrivacyRequest {
        id: PrivacyRequestId(row.id),
        number: row.number,
        kind: RequestKind::parse(&row.kind)
            .ok_or_else(|| encode::corrupt("privacy_requests.kind"))?,
        status: status(&row.status)?,
        version: row.version,
        person: row.person_id.map(PersonId),
        name: row.name,
        email: row.email,
        lang: Lang::parse(&row.lang).ok_or_else(|| encode::corrupt("privacy_requests.lang"))?,
        centre: CentreId(row.centre_id),
        filed_at: encode::timestamp(row.filed_at)?,
        due_on: encode::date(&row.due_on)?,
    })
}

fn statement(row: statements::Model) -> StorageResult<Statement> {
    Ok(Statement {
        outcome: row.outcome.as_deref().map(status).transpose()?,
        words: row.words,
        person: row.person_id.map(PersonId),
        stated_by: row.stated_by,
        at: encode::timestamp(row.at)?,
    })
}

fn status(word: &str) -> StorageResult<RequestStatus> {
    RequestStatus::parse(word).ok_or_else(|| encode::corrupt("privacy_requests.status"))
}
