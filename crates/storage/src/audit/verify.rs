//! Proving that the audit log is as it was written. Reads the rows in order, a page at a time, and
//! computes every link anew; changes nothing.
//!
//! What it cannot know: whoever may write to the database and knows this program can build a whole
//! new chain. Against that a [`Head`] is noted elsewhere from time to time and given back.

use super::chain::{self, BEGINNING, Head};
use crate::entities::audit_log as table;
use crate::{Read, StorageResult};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Rows held in memory at once.
const PAGE: u64 = 500;

/// What the chain looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Rows of before the chain began: nothing proves them.
    pub before: u64,
    /// The number of the first link; absent where nothing is linked yet.
    pub first: Option<i64>,
    /// Links that hold.
    pub links: u64,
    /// Those among them from which a person was erased.
    pub erased: u64,
    /// The last link that holds, or the beginning.
    pub last: Head,
    /// The first that does not hold.
    pub broken: Option<Broken>,
}

/// Where and how the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The first number that is not proved.
    pub number: i64,
    /// How.
    pub fault: Fault,
}

/// How a chain can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The row, or its place, is not what was linked.
    Changed,
    /// The name or address in the row is not what was committed to.
    PersonChanged,
    /// There is no row of this number.
    Missing,
    /// The row has no link though the chain had begun.
    Unlinked,
    /// The last link is not the one that the head names.
    NotTheHead,
    /// The link is not the one that was noted.
    NotAsNoted,
}

/// Reads the whole log. With `noted`, also proves that the chain up to that head is the same as
/// when it was noted.
///
/// # Errors
/// As any statement; a broken chain is an answer, not an error.
pub async fn verify(db: &impl Read, noted: Option<&Head>) -> StorageResult<Verification> {
    let mut proof = Verification {
        before: 0,
        first: None,
        links: 0,
        erased: 0,
        last: Head {
            number: 0,
            hash: BEGINNING.to_owned(),
        },
        broken: None,
    };
    let mut read_to = i64::MIN;
    loop {
        let rows = table::Entity::find()
            .filter(table::Column::Number.gt(read_to))
            .order_by_asc(table::Column::Number)
            .limit(PAGE)
            .all(db.connection())
            .await?;
        for row in &rows {
            read_to = row.number;
            proof.broken = next(&mut proof, row, noted);
            if proof.broken.is_some() {
                return Ok(proof);
            }
        }
        if !rows.is_empty() {
            continue;
        }
        // A row and the head that names it become visible together: a head that was read after
        // the rows is never behind them, and one ahead of them may be a row written meanwhile.
        let head = chain::head(db).await?;
        let more = table::Entity::find()
            .select_only()
            .column(table::Column::Number)
            .filter(table::Column::Number.gt(read_to))
            .into_tuple::<i64>()
            .one(db.connection())
            .await?;
        if more.is_some() {
            continue;
        }
        proof.broken = at_the_end(&proof, &head, noted);
        return Ok(proof);
    }
}

/// Proves one row behind those that hold.
fn next(proof: &mut Verification, row: &table::Model, noted: Option<&Head>) -> Option<Broken> {
    let broken = |number, fault| Some(Broken { number, fault });
    let Some(hash) = &row.hash else {
        if proof.first.is_some() {
            return broken(row.number, Fault::Unlinked);
        }
        proof.before += 1;
        proof.last.number = row.number;
        return None;
    };
    let expected = proof.last.number + 1;
    // The numbers of before may have gaps at their end: the first link may stand further on.
    if proof.first.is_some() && row.number != expected {
        return broken(expected, Fault::Missing);
    }
    if chain::link(&proof.last.hash, row) != *hash {
        return broken(row.number, Fault::Changed);
    }
    let is_erased = match (&row.personal, &row.personal_salt) {
        (None, None) => true,
        (Some(personal), Some(salt))
            if row.commitment.as_deref() == Some(&chain::commitment(salt, personal)) =>
        {
            false
        }
        _ => return broken(row.number, Fault::PersonChanged),
    };
    if noted.is_some_and(|noted| noted.number == row.number && noted.hash != *hash) {
        return broken(row.number, Fault::NotAsNoted);
    }
    proof.first.get_or_insert(row.number);
    proof.links += 1;
    proof.erased += u64::from(is_erased);
    proof.last = Head {
        number: row.number,
        hash: hash.clone(),
    };
    None
}

/// Whether the last row is the one that head and noted head name.
fn at_the_end(proof: &Verification, head: &Head, noted: Option<&Head>) -> Option<Broken> {
    let broken = |number, fault| Some(Broken { number, fault });
    let behind = proof.last.number + 1;
    // A head noted before anything was linked says nothing that could be wrong.
    if let Some(noted) = noted.filter(|noted| noted.hash != BEGINNING) {
        if noted.number > proof.last.number {
            return broken(behind, Fault::Missing);
        }
        // From the first link to the last every number was compared.
        if proof.first.is_none_or(|first| noted.number < first) {
            return broken(noted.number, Fault::NotAsNoted);
        }
    }
    if proof.first.is_none() && head.hash == BEGINNING {
        return None;
    }
    if head.number > proof.last.number {
        return broken(behind, Fault::Missing);
    }
    if *head != proof.last {
        return broken(proof.last.number, Fault::NotTheHead);
    }
    None
}
