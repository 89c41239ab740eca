//! Pairs of sites that may be one plant. Proposed once, decided by a person, remembered either
//! way; nothing is merged here.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::duplicates as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{DuplicateId, SiteId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DuplicateStatus {
    /// Nobody has decided.
    Proposed,
    /// The same plant.
    Same,
    /// Two plants.
    Different,
}

impl DuplicateStatus {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DuplicateStatus::Proposed => "proposed",
            DuplicateStatus::Same => "same",
            DuplicateStatus::Different => "different",
        }
    }

    /// The status that [`DuplicateStatus::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "proposed" => Some(DuplicateStatus::Proposed),
            "same" => Some(DuplicateStatus::Same),
            "different" => Some(DuplicateStatus::Different),
            _ => None,
        }
    }
}

/// A pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Its id.
    pub id: DuplicateId,
    /// The site with the smaller id.
    pub site_a: SiteId,
    /// The other one.
    pub site_b: SiteId,
    /// How likely, in thousandths.
    pub score_milli: i32,
    /// Codes of what speaks for it.
    pub reasons: Vec<String>,
    /// How it stands.
    pub status: DuplicateStatus,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
}

/// What a person decided about a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The pair.
    pub id: DuplicateId,
    /// How it stood when she looked at it.
    pub was: DuplicateStatus,
    /// How it stands now.
    pub status: DuplicateStatus,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Proposes pairs, in either order of their sites. A pair that is there already is left as it
/// is, decided or not; a site is no pair with itself. Says how many were new.
///
/// # Errors
/// [`StorageError::NotFound`] where a site does not exist.
pub async fn propose_many(tx: &Transaction, pairs: &[Duplicate]) -> StorageResult<u64> {
    let rows = pairs
        .iter()
        .filter(|pair| pair.site_a != pair.site_b)
        .map(|pair| {
            Ok(table::Model {
                id: pair.id.0,
                site_a: pair.site_a.min(pair.site_b).0,
                site_b: pair.site_a.max(pair.site_b).0,
                score_milli: pair.score_milli,
                reasons: encode::json(&pair.reasons)?,
                status: pair.status.as_str().to_owned(),
                decided_by: pair.decided_by.clone(),
                decided_at: pair.decided_at.map(encode::micros),
                reason: pair.reason.clone(),
            })
        })
        .collect::<StorageResult<Vec<_>>>()?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Keep).await
}

/// The pairs of a status (or all), likeliest first.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    status: Option<DuplicateStatus>,
    limit: u64,
) -> StorageResult<Vec<Duplicate>> {
    let mut select = table::Entity::find();
    if let Some(status) = status {
        select = select.filter(table::Column::Status.eq(status.as_str()));
    }
    let rows = select
        .order_by_desc(table::Column::ScoreMilli)
        .order_by_asc(table::Column::SiteA)
        .order_by_asc(table::Column::SiteB)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The pairs in which a site stands, likeliest first.
///
/// # Errors
/// As any statement.
pub async fn of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<Duplicate>> {
    let either = Condition::any()
        .add(table::Column::SiteA.eq(site.0))
        .add(table::Column::SiteB.eq(site.0));
    let rows = table::Entity::find()
        .filter(either)
        .order_by_desc(table::Column::ScoreMilli)
        .order_by_asc(table::Column::SiteA)
        .order_by_asc(table::Column::SiteB)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The pair of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: DuplicateId) -> StorageResult<Option<Duplicate>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Writes a decision over a pair that still stands as it did.
///
/// # Errors
/// [`StorageError::Conflict`] where someone decided in between, [`StorageError::NotFound`] where
/// there is no such pair.
pub async fn decide(tx: &Transaction, decision: &Decision) -> StorageResult<()> {
    use table::Column as C;
    let Some(pair) = find(tx, decision.id).await? else {
        return Err(StorageError::NotFound);
    };
    let written = table::Entity::update_many()
        .col_expr(C::Status, decision.status.as_str().into())
        .col_expr(C::DecidedBy, decision.by.as_str().into())
        .col_expr(C::DecidedAt, encode::micros(decision.at).into())
        .col_expr(C::Reason, decision.reason.as_str().into())
        .filter(C::Id.eq(pair.id.0))
        .filter(C::Status.eq(decision.was.as_str()))
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

fn from_row(row: table::Model) -> StorageResult<Duplicate> {
    Ok(Duplicate {
        id: DuplicateId(row.id),
        site_a: SiteId(row.site_a),
        site_b: SiteId(row.site_b),
        score_milli: row.score_milli,
        reasons: encode::from_json(&row.reasons, "duplicates.reasons")?,
        status: DuplicateStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("duplicates.status"))?,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(encode::timestamp).transpose()?,
        reason: row.reason,
    })
}
