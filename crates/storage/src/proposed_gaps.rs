//! Gaps that came of rejections: proposed by the buyer's reason, confirmed or dropped by staff, with the
//! firm's reply. Who sees them is decided in `app`.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::proposed_gaps as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::candidacies::GapStatus;
use eslabon_domain::ids::{CandidacyId, CentreId, ProposedGapId, SiteId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Words, by whom, when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The words; may be empty.
    pub words: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A gap that came of a rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedGap {
    /// Its id.
    pub id: ProposedGapId,
    /// Of which rejection.
    pub candidacy: CandidacyId,
    /// Of which site.
    pub site: SiteId,
    /// The centre that confirms it.
    pub centre: CentreId,
    /// The reason, from the list of reasons.
    pub reason: String,
    /// How it stands.
    pub status: GapStatus,
    /// Version: a stale save is refused.
    pub version: i32,
    /// Since when.
    pub proposed_at: Timestamp,
    /// What staff found.
    pub finding: Option<Said>,
    /// What the firm replied.
    pub reply: Option<Said>,
}

/// Writes a gap.
///
/// # Errors
/// [`StorageError::NotFound`] where candidacy, site or centre does not exist.
pub async fn insert(tx: &Transaction, gap: &ProposedGap) -> StorageResult<()> {
    batch::insert_all::<table::Entity, _>(tx.inner(), &[to_row(gap)], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a gap that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, gap: &ProposedGap) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Status,
        C::Words,
        C::DecidedBy,
        C::DecidedAt,
        C::Reply,
        C::RepliedBy,
        C::RepliedAt,
    ];
    let row = [to_row(gap)];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, gap.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The gap of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ProposedGapId) -> StorageResult<Option<ProposedGap>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The gaps of these sites, the latest first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<ProposedGap>> {
    let mut found = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .all(db.connection())
            .await?;
        found.extend(rows);
    }
    let mut gaps: Vec<ProposedGap> = found.into_iter().map(from_row).collect::<Result<_, _>>()?;
    gaps.sort_unstable_by_key(|gap| std::cmp::Reverse((gap.proposed_at, gap.id)));
    Ok(gaps)
}

/// The gaps that a centre confirms, the latest first.
///
/// # Errors
/// As any statement.
pub async fn of_centre(db: &impl Read, centre: CentreId) -> StorageResult<Vec<ProposedGap>> {
    let rows = table::Entity::find()
        .filter(table::Column::CentreId.eq(centre.0))
        .order_by_desc(table::Column::ProposedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn to_row(gap: &ProposedGap) -> table::Model {
    let (finding, reply) = (gap.finding.as_ref(), gap.reply.as_ref());
    let words = |said: Option<&Said>| said.map(|said| said.words.clone()).unwrap_or_default();
    table::Model {
        id: gap.id.0,
        candidacy_id: gap.candidacy.0,
        site_id: gap.site.0,
        centre_id: gap.centre.0,
        reason: gap.reason.clone(),
        status: gap.status.as_str().to_owned(),
        version: gap.version,
        proposed_at: encode::micros(gap.proposed_at),
        words: words(finding),
        decided_by: finding.map(|said| said.by.clone()),
        decided_at: finding.map(|said| encode::micros(said.at)),
        reply: words(reply),
        replied_by: reply.map(|said| said.by.clone()),
        replied_at: reply.map(|said| encode::micros(said.at)),
    }
}

fn said(words: String, by: Option<String>, at: Option<i64>) -> StorageResult<Option<Said>> {
    let (Some(by), Some(at)) = (by, at) else {
        return Ok(None);
    };
    let at = encode::timestamp(at)?;
    Ok(Some(Said { words, by, at }))
}

fn from_row(row: table::Model) -> StorageResult<ProposedGap> {
    Ok(ProposedGap {
        id: ProposedGapId(row.id),
        candidacy: CandidacyId(row.candidacy_id),
        site: SiteId(row.site_id),
        centre: CentreId(row.centre_id),
        reason: row.reason,
        status: GapStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("proposed_gaps.status"))?,
        version: row.version,
        proposed_at: encode::timestamp(row.proposed_at)?,
        finding: said(row.words, row.decided_by, row.decided_at)?,
        reply: said(row.reply, row.replied_by, row.replied_at)?,
    })
}
