//! People who sign in. Whether a password fits is decided in `app`; what lies here is its hash.

use crate::batch;
use crate::encode;
use crate::entities::people as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

/// A person.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// A stale save is refused.
    pub version: i32,
    /// In lower case; nobody else's. Absent where she never gave one, or is erased.
    pub email: Option<String>,
    /// As she writes her name.
    pub name: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// In the PHC format; absent where she signs in by link or by her firm's own sign-on.
    pub password_hash: Option<String>,
    /// The shared secret of her authenticator, base32.
    pub totp_secret: Option<String>,
    /// Since when the second factor is asked for.
    pub totp_confirmed_at: Option<Timestamp>,
    /// The last 30-second step whose code was used: a code is taken once.
    pub totp_last_step: Option<i64>,
    /// The version of the privacy notice that she accepted.
    pub notice_version: Option<String>,
    /// When she accepted it.
    pub notice_accepted_at: Option<Timestamp>,
    /// Since when she is known.
    pub created_at: Timestamp,
    /// Since when she may not sign in.
    pub disabled_at: Option<Timestamp>,
    /// When she was erased: name and address are gone.
    pub erased_at: Option<Timestamp>,
}

/// Leaves out whatever opens a door.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Person {
    /// Whether she may sign in at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none() && self.erased_at.is_none()
    }

    /// Whether a second factor is asked for.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.totp_secret.is_some() && self.totp_confirmed_at.is_some()
    }
}

fn from_row(row: table::Model) -> StorageResult<Person> {
    let when = |micros: Option<i64>| micros.map(encode::timestamp).transpose();
    Ok(Person {
        id: PersonId(row.id),
        version: row.version,
        email: row.email,
        name: row.name,
        lang: Lang::parse(&row.lang).ok_or_else(|| encode::corrupt("people.lang"))?,
        password_hash: row.password_hash,
        totp_secret: row.totp_secret,
        totp_confirmed_at: when(row.totp_confirmed_at)?,
        totp_last_step: row.totp_last_step,
        notice_version: row.notice_version,
        notice_accepted_at: when(row.notice_accepted_at)?,
        created_at: encode::timestamp(row.created_at)?,
        disabled_at: when(row.disabled_at)?,
        erased_at: when(row.erased_at)?,
    })
}

fn to_row(person: &Person) -> table::Model {
    let micros = |at: Option<Timestamp>| at.map(encode::micros);
    table::Model {
        id: person.id.0,
        version: person.version,
        email: person.email.clone(),
        name: person.name.clone(),
        lang: person.lang.as_str().to_owned(),
        password_hash: person.password_hash.clone(),
        totp_secret: person.totp_secret.clone(),
        totp_confirmed_at: micros(person.totp_confirmed_at),
        totp_last_step: person.totp_last_step,
        notice_version: person.notice_version.clone(),
        notice_accepted_at: micros(person.notice_accepted_at),
        created_at: encode::micros(person.created_at),
        disabled_at: micros(person.disabled_at),
        erased_at: micros(person.erased_at),
    }
}

/// Writes a new person.
///
/// # Errors
/// [`StorageError::Conflict`] where the id or the address is taken.
pub async fn insert(tx: &Transaction, person: &Person) -> StorageResult<()> {
    table::Entity::insert(to_row(person).into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// Overwrites a person who still has the version that was read. Answers the new version.
///
/// # Errors
/// [`StorageError::Conflict`] where she was changed in between or the address is taken,
/// [`StorageError::NotFound`] where she does not exist.
pub async fn update(tx: &Transaction, person: &Person) -> StorageResult<i32> {
    let next = person.version.saturating_add(1);
    let mut row = to_row(person);
    row.version = next;
    let written = table::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(table::Column::Id.eq(person.id.0))
        .filter(table::Column::Version.eq(person.version))
        .exec(tx.inner())
        .await?
        .rows_affected;
    if written == 1 {
        return Ok(next);
    }
    Err(match find(tx, person.id).await? {
        Some(_) => StorageError::Conflict,
        None => StorageError::NotFound,
    })
}

/// Takes a code's step, once. Says whether it was still free.
///
/// # Errors
/// As any statement.
pub async fn take_step(tx: &Transaction, id: PersonId, step: i64) -> StorageResult<bool> {
    let free = table::Column::TotpLastStep
        .is_null()
        .or(table::Column::TotpLastStep.lt(step));
    let written = table::Entity::update_many()
        .col_expr(table::Column::TotpLastStep, Expr::value(step))
        .filter(table::Column::Id.eq(id.0))
        .filter(free)
        .exec(tx.inner())
        .await?;
    Ok(written.rows_affected == 1)
}

/// The person of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: PersonId) -> StorageResult<Option<Person>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The people of these ids that exist, in no particular order.
///
/// # Errors
/// As any statement.
pub async fn load_many(db: &impl Read, ids: &[PersonId]) -> StorageResult<Vec<Person>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    Ok(found)
}

/// Everyone, in the order in which they became known.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read) -> StorageResult<Vec<Person>> {
    let rows = table::Entity::find()
        .order_by_asc(table::Column::CreatedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The person who signs in by this address, which is in lower case.
///
/// # Errors
/// As any statement.
pub async fn find_by_email(db: &impl Read, email: &str) -> StorageResult<Option<Person>> {
    let row = table::Entity::find()
        .filter(table::Column::Email.eq(email))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}
