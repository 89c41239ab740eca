//! One table for everything secret that people hold: sessions, known devices, API tokens, recovery
//! codes, single-use links. Only a hash is kept; what ends is marked, and swept when long over.

use crate::encode;
use crate::entities::secrets as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{MembershipId, PersonId, SecretId};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// What a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// A browser that has signed in.
    Session,
    /// A browser that has signed in before: it is not slowed by others' failures.
    Device,
    /// A person who has given her password and still owes the second factor.
    HalfSignedIn,
    /// A program that acts for a person.
    ApiToken,
    /// Instead of a code, once.
    Recovery,
    /// The link that makes the first administrator.
    Setup,
    /// The link that invites someone.
    Invitation,
    /// The link that sets a new password.
    Reset,
    /// The link by which an owner confirms and answers without a password.
    Confirmation,
    /// A browser that has been sent to a firm's own sign-on and is not back yet.
    SignOn,
}

impl SecretKind {
    /// Every kind.
    pub const ALL: [SecretKind; 10] = [
        SecretKind::Session,
        SecretKind::Device,
        SecretKind::HalfSignedIn,
        SecretKind::ApiToken,
        SecretKind::Recovery,
        SecretKind::Setup,
        SecretKind::Invitation,
        SecretKind::Reset,
        SecretKind::Confirmation,
        SecretKind::SignOn,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SecretKind::Session => "session",
            SecretKind::Device => "device",
            SecretKind::HalfSignedIn => "half_signed_in",
            SecretKind::ApiToken => "api_token",
            SecretKind::Recovery => "recovery",
            SecretKind::Setup => "setup",
            SecretKind::Invitation => "invitation",
            SecretKind::Reset => "reset",
            SecretKind::Confirmation => "confirmation",
            SecretKind::SignOn => "sign_on",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What is kept of a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Secret {
    /// Its id: lists and revocation name it by this.
    pub id: SecretId,
    /// What it opens.
    pub kind: SecretKind,
    /// SHA-256 of it, in hex.
    pub hash: String,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// As whom it acts.
    pub membership: Option<MembershipId>,
    /// A token's name, a session's browser.
    pub label: String,
    /// What else it carries: scopes, what a link is for.
    pub detail: serde_json::Value,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to a few minutes.
    pub last_used_at: Timestamp,
    /// Until when it opens anything.
    pub expires_at: Timestamp,
    /// When it was used up, taken back or signed out.
    pub ended_at: Option<Timestamp>,
}

impl Secret {
    /// Whether it opens anything at this instant.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

fn from_row(row: table::Model) -> StorageResult<Secret> {
    Ok(Secret {
        id: SecretId(row.id),
        kind: SecretKind::parse(&row.kind).ok_or_else(|| encode::corrupt("secrets.kind"))?,
        hash: row.hash,
        person: row.person_id.map(PersonId),
        membership: row.membership_id.map(MembershipId),
        label: row.label,
        detail: encode::from_json(&row.detail, "secrets.detail")?,
        created_at: encode::timestamp(row.created_at)?,
        last_used_at: encode::timestamp(row.last_used_at)?,
        expires_at: encode::timestamp(row.expires_at)?,
        ended_at: row.ended_at.map(encode::timestamp).transpose()?,
    })
}

/// Writes a new secret.
///
/// # Errors
/// As any statement.
pub async fn insert(tx: &Transaction, secret: &Secret) -> StorageResult<()> {
    let row = table::Model {
        id: secret.id.0,
        kind: secret.kind.as_str().to_owned(),
        hash: secret.hash.clone(),
        person_id: secret.person.map(|id| id.0),
        membership_id: secret.membership.map(|id| id.0),
        label: secret.label.clone(),
        detail: encode::json(&secret.detail)?,
        created_at: encode::micros(secret.created_at),
        last_used_at: encode::micros(secret.last_used_at),
        expires_at: encode::micros(secret.expires_at),
        ended_at: secret.ended_at.map(encode::micros),
    };
    table::Entity::insert(row.into_active_model())
        .exec_without_returning(tx.inner())
        .await?;
    Ok(())
}

/// The secret of this kind and hash, ended or not.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, kind: SecretKind, hash: &str) -> StorageResult<Option<Secret>> {
    let row = table::Entity::find()
        .filter(table::Column::Hash.eq(hash))
        .filter(table::Column::Kind.eq(kind.as_str()))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// The secrets of a kind that a person holds and that are not ended, newest first.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    person: PersonId,
    kind: SecretKind,
    now: Timestamp,
) -> StorageResult<Vec<Secret>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .filter(table::Column::Kind.eq(kind.as_str()))
        .filter(table::Column::EndedAt.is_null())
        .filter(table::Column::ExpiresAt.gt(encode::micros(now)))
        .order_by_desc(table::Column::CreatedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Whether anyone holds a secret of this kind that opens anything.
///
/// # Errors
/// As any statement.
pub async fn any(db: &impl Read, kind: SecretKind, now: Timestamp) -> StorageResult<bool> {
    let row = table::Entity::find()
        .filter(table::Column::Kind.eq(kind.as_str()))
        .filter(table::Column::EndedAt.is_null())
        .filter(table::Column::ExpiresAt.gt(encode::micros(now)))
        .one(db.connection())
        .await?;
    Ok(row.is_some())
}

/// Ends a secret that still holds. Says whether it did: of two who use a link, one wins.
///
/// # Errors
/// As any statement.
pub async fn end(tx: &Transaction, id: SecretId, at: Timestamp) -> StorageResult<bool> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::EndedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(written.rows_affected == 1)
}

/// Ends every secret of these kinds that a person holds, but one. Says how many.
///
/// # Errors
/// As any statement.
pub async fn end_all(
    tx: &Transaction,
    person: PersonId,
    kinds: &[SecretKind],
    but: Option<SecretId>,
    at: Timestamp,
) -> StorageResult<u64> {
    let mut update = table::Entity::update_many()
        .col_expr(table::Column::EndedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::PersonId.eq(person.0))
        .filter(table::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .filter(table::Column::EndedAt.is_null());
    if let Some(but) = but {
        update = update.filter(table::Column::Id.ne(but.0));
    }
    Ok(update.exec(tx.inner()).await?.rows_affected)
}

/// Ends every secret of this kind, whoever holds it. Says how many.
///
/// # Errors
/// As any statement.
pub async fn end_kind(tx: &Transaction, kind: SecretKind, at: Timestamp) -> StorageResult<u64> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::EndedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::Kind.eq(kind.as_str()))
        .filter(table::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(written.rows_affected)
}

/// Ends the secrets of this kind that act as this membership.
///
/// # Errors
/// As any statement.
pub async fn end_of_membership(
    tx: &Transaction,
    membership: MembershipId,
    kind: SecretKind,
    at: Timestamp,
) -> StorageResult<u64> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::EndedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::MembershipId.eq(membership.0))
        .filter(table::Column::Kind.eq(kind.as_str()))
        .filter(table::Column::EndedAt.is_null())
        .exec(tx.inner())
        .await?;
    Ok(written.rows_affected)
}

/// Notes that a secret was used.
///
/// # Errors
/// As any statement.
pub async fn touch(tx: &Transaction, id: SecretId, at: Timestamp) -> StorageResult<()> {
    table::Entity::update_many()
        .col_expr(table::Column::LastUsedAt, Expr::value(encode::micros(at)))
        .filter(table::Column::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Lets a session act as another membership of the same person.
///
/// # Errors
/// As any statement.
pub async fn act_as(tx: &Transaction, id: SecretId, membership: MembershipId) -> StorageResult<()> {
    table::Entity::update_many()
        .col_expr(table::Column::MembershipId, Expr::value(membership.0))
        .filter(table::Column::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Removes what ended or expired before this instant. Says how much.
///
/// # Errors
/// As any statement.
pub async fn sweep(tx: &Transaction, before: Timestamp) -> StorageResult<u64> {
    let before = encode::micros(before);
    let over = table::Column::ExpiresAt
        .lt(before)
        .or(table::Column::EndedAt.lt(before));
    let removed = table::Entity::delete_many()
        .filter(over)
        .exec(tx.inner())
        .await?;
    Ok(removed.rows_affected)
}
