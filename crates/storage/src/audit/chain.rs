//! How one row of the audit log is linked to the one before it, and the appending of new rows.
//!
//! `hash(n) = SHA-256(domain ‖ hash(n-1) ‖ every field of row n, each with its length)`. What names
//! a person is not hashed itself but by a commitment, `SHA-256(domain ‖ salt ‖ personal)`: when the
//! person is erased, text and salt go, the commitment stays, and the chain still holds. Without
//! the salt nobody can try names against it.
//!
//! INVARIANT: numbers are consecutive from the first link on, and a row's number, its hash and
//! the head are written by one transaction that holds [`crate::feed::ORDER_LOCK`] (PostgreSQL) or
//! the only writing connection (SQLite). So the order of the chain is the order of commits.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{audit_heads, audit_log as table};
use crate::error::StorageError;
use crate::transaction::Transaction;
use crate::{Read, StorageResult};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The key of the single row of `audit_heads`.
const HEAD: i32 = 1;
/// What the first link is linked to.
pub(crate) const BEGINNING: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// A place in the chain, to be written down elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the row.
    pub number: i64,
    /// Its hash: 64 hexadecimal digits.
    pub hash: String,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = StorageError;

    /// Reads `NUMBER:HASH`.
    fn from_str(text: &str) -> Result<Self, StorageError> {
        let refused = || StorageError::Other("a head is written NUMBER:HASH".into());
        let (number, hash) = text.trim().split_once(':').ok_or_else(refused)?;
        let number = number.parse().map_err(|_| refused())?;
        if hash.len() != BEGINNING.len() || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(refused());
        }
        Ok(Head {
            number,
            hash: hash.to_ascii_lowercase(),
        })
    }
}

/// What names a person in a row: erased when she is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Personal {
    /// The name under which she acted.
    pub name: String,
    /// The network address from which she acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The last link, or the beginning where nothing is linked yet.
///
/// # Errors
/// As any statement.
pub async fn head(db: &impl Read) -> StorageResult<Head> {
    let row = audit_heads::Entity::find_by_id(HEAD)
        .one(db.connection())
        .await?;
    let row = row.ok_or_else(|| encode::corrupt("audit_heads"))?;
    Ok(Head {
        number: row.number,
        hash: row.hash,
    })
}

/// Appends rows whose `number`, `hash`, salt and commitment are still open. The caller holds the
/// lock that orders appends.
pub(crate) async fn append(tx: &Transaction, mut rows: Vec<table::Model>) -> StorageResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut last = head(tx).await?;
    for row in &mut rows {
        let personal = row.personal.as_deref().unwrap_or_default();
        let salt = salt();
        row.commitment = Some(commitment(&salt, personal));
        row.personal_salt = Some(salt);
        row.number = last.number + 1;
        let hash = link(&last.hash, row);
        row.hash = Some(hash.clone());
        last = Head {
            number: row.number,
            hash,
        };
    }
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    audit_heads::Entity::update_many()
        .col_expr(audit_heads::Column::Number, last.number.into())
        .col_expr(audit_heads::Column::Hash, last.hash.into())
        .filter(audit_heads::Column::Id.eq(HEAD))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// The hash of a row behind the row with the hash `before`.
pub(crate) fn link(before: &str, row: &table::Model) -> String {
    let mut hash = Sha256::new();
    hash.update(b"eslabon.audit.link.1");
    put(&mut hash, before.as_bytes());
    hash.update(row.number.to_be_bytes());
    hash.update(row.at.to_be_bytes());
    put_uuid(&mut hash, row.person_id);
    put(&mut hash, row.role.as_bytes());
    put_uuid(&mut hash, row.organisation_id);
    put_uuid(&mut hash, row.centre_id);
    put_uuid(&mut hash, row.subject_organisation_id);
    put_uuid(&mut hash, row.subject_person_id);
    put(&mut hash, row.action.as_bytes());
    put(&mut hash, row.object.as_bytes());
    put(&mut hash, row.detail.as_bytes());
    put(
        &mut hash,
        row.commitment.as_deref().unwrap_or_default().as_bytes(),
    );
    hex(&hash.finalize())
}

/// What stands in the chain for what names a person.
pub(crate) fn commitment(salt: &str, personal: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"eslabon.audit.personal.1");
    put(&mut hash, salt.as_bytes());
    put(&mut hash, personal.as_bytes());
    hex(&hash.finalize())
}

/// 244 random bits from the operating system: nobody guesses them, nothing depends on them.
fn salt() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

fn put(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn put_uuid(hash: &mut Sha256, id: Option<Uuid>) {
    match id {
        Some(id) => put(hash, id.as_bytes()),
        None => put(hash, &[]),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> table::Model {
        table::Model {
            number: 7,
            at: 1_795_532_645_678_901,
            person_id: Some(Uuid::from_u128(1)),
            actor_name: String::new(),
            role: "engineer".into(),
            organisation_id: None,
            centre_id: Some(Uuid::from_u128(2)),
            action: "need.create".into(),
            object: "x".into(),
            detail: "{}".into(),
            subject_organisation_id: None,
            subject_person_id: None,
            personal: Some("{\"name\":\"Ana\"}".into()),
            personal_salt: Some("s".into()),
            commitment: Some("c".into()),
            hash: None,
        }
    }

    #[test]
    fn the_form_of_a_link_never_changes() {
        // Stored chains are proved with it: a change here would break every one of them.
        assert_eq!(
            link(BEGINNING, &row()),
            "aae7911de2e48af71518254a3c350a6dc195dfbc08d28be6dcb126b7eedf9bbb"
        );
        assert_eq!(
            commitment("salt", "text"),
            "66bf674d2cfda240dfdcfcf9bfd806fa6122b56e187adfd2d0a02ffe25391a98"
        );
    }

    #[test]
    fn every_field_counts_and_none_runs_into_the_next() {
        let same = link(BEGINNING, &row());
        let changes: [fn(&mut table::Model); 12] = [
            |row| row.number += 1,
            |row| row.at += 1,
            |row| row.person_id = None,
            |row| row.role = "owner".into(),
            |row| row.organisation_id = Some(Uuid::from_u128(2)),
            |row| row.centre_id = None,
            |row| row.subject_organisation_id = Some(Uuid::from_u128(2)),
            |row| row.subject_person_id = Some(Uuid::from_u128(2)),
            |row| (row.action, row.object) = ("need.createx".into(), String::new()),
            |row| (row.object, row.detail) = ("x{".into(), "}".into()),
            |row| row.detail = "{ }".into(),
            |row| row.commitment = Some("d".into()),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut changed = row();
            change(&mut changed);
            assert_ne!(link(BEGINNING, &changed), same, "change {at}");
        }
        assert_ne!(link(&same, &row()), same);
        // What can be erased is in it by its commitment only.
        let mut erased = row();
        (erased.personal, erased.personal_salt) = (None, None);
        assert_eq!(link(BEGINNING, &erased), same);
    }

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head {
            number: 41,
            hash: link(BEGINNING, &row()),
        };
        assert_eq!(head.to_string().parse::<Head>().as_ref(), Ok(&head));
        for wrong in ["", "41", "41:", "x:00", "41:zz", &format!("{head}0")] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
