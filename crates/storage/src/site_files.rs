//! Photographs, certificates and documents of sites: what is there, who brought it, what it is about. The bytes
//! lie beside the database under their digest; `app` puts them there before their row. Must not decide who
//! sees which.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{programme_signatures, site_files as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::ids::{FactId, OrganisationId, PersonId, SiteFileId, SiteId};
use eslabon_domain::pictures::Media;
use eslabon_domain::site_files::{FileKind, FileSide};
use eslabon_domain::vocabulary::ConceptId;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// A file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// Its id.
    pub id: SiteFileId,
    /// Of which site.
    pub site: SiteId,
    /// Whose site it was when the file was brought.
    pub organisation: OrganisationId,
    /// What it shows.
    pub kind: FileKind,
    /// What it is about, as an attribute.
    pub attribute: Option<AttributeId>,
    /// Of which machine, standard, process.
    pub item: Option<ConceptId>,
    /// The fact that staff confirmed by it.
    pub fact: Option<FactId>,
    /// The digest of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// What it is stored and served as.
    pub media: Media,
    /// How large it is.
    pub bytes: u64,
    /// Width and height as it is shown; of pictures.
    pub size: Option<(u32, u32)>,
    /// What it shows, in words.
    pub caption: String,
    /// The day of the photograph, or of the paper.
    pub taken_on: Option<Date>,
    /// Who brought it, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub added_by: String,
    /// For whom.
    pub side: FileSide,
    /// When.
    pub added_at: Timestamp,
    /// It was taken away; that it was there stays on record.
    pub removed: bool,
}

/// Writes a new file; its bytes are there already.
///
/// # Errors
/// [`StorageError::NotFound`] where site, organisation, fact or person does not exist.
pub async fn insert(tx: &Transaction, file: &SiteFile) -> StorageResult<()> {
    let side_of = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let row = table::Model {
        id: file.id.0,
        site_id: file.site.0,
        organisation_id: file.organisation.0,
        kind: file.kind.as_str().to_owned(),
        attribute_id: file.attribute.clone(),
        item_id: file.item.clone(),
        fact_id: file.fact.map(|fact| fact.0),
        sha256: file.sha256.clone(),
        media_type: file.media.media_type().to_owned(),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        width: file.size.map(|(width, _)| side_of(width)),
        height: file.size.map(|(_, height)| side_of(height)),
        caption: file.caption.clone(),
        taken_on: file.taken_on.map(encode::day),
        person_id: file.person.map(|person| person.0),
        added_by: file.added_by.clone(),
        side: file.side.as_str().to_owned(),
        added_at: encode::micros(file.added_at),
        removed_by: None,
        removed_at: None,
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// What is there of these sites, the latest first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<SiteFile>> {
    let mut files = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .filter(table::Column::RemovedAt.is_null())
            .order_by_desc(table::Column::AddedAt)
            .order_by_desc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            files.push(from_row(row)?);
        }
    }
    Ok(files)
}

/// The file of this id, also one that was taken away.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: SiteFileId) -> StorageResult<Option<SiteFile>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Says which fact was confirmed by a file.
///
/// # Errors
/// [`StorageError::NotFound`] where the file is not there any more.
pub async fn set_fact(tx: &Transaction, id: SiteFileId, fact: FactId) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::FactId, fact.0.into())
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::RemovedAt.is_null())
        .exec(tx.inner())
        .await?;
    one(written.rows_affected)
}

/// Takes a file away; that it was there stays on record.
///
/// # Errors
/// [`StorageError::NotFound`] where it is not there.
pub async fn remove(
    tx: &Transaction,
    id: SiteFileId,
    by: &str,
    at: Timestamp,
) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::RemovedBy, by.into())
        .col_expr(table::Column::RemovedAt, encode::micros(at).into())
        .filter(table::Column::Id.eq(id.0))
        .filter(table::Column::RemovedAt.is_null())
        .exec(tx.inner())
        .await?;
    one(written.rows_affected)
}

/// The digests that are still needed, by sites' files or as scans of signed papers: every other file is an orphan.
///
/// # Errors
/// As any statement.
pub async fn digests_in_use(db: &impl Read) -> StorageResult<BTreeSet<String>> {
    let digests: Vec<String> = table::Entity::find()
        .select_only()
        .column(table::Column::Sha256)
        .filter(table::Column::RemovedAt.is_null())
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    let scans = programme_signatures::Entity::find()
        .filter(programme_signatures::Column::ScanSha256.is_not_null())
        .all(db.connection())
        .await?;
    let scans = scans.into_iter().filter_map(|row| row.scan_sha256);
    Ok(digests.into_iter().chain(scans).collect())
}

fn one(written: u64) -> StorageResult<()> {
    match written {
        1 => Ok(()),
        _ => Err(StorageError::NotFound),
    }
}

fn from_row(row: table::Model) -> StorageResult<SiteFile> {
    let side_of = |side: i32| u32::try_from(side).unwrap_or(0);
    Ok(SiteFile {
        id: SiteFileId(row.id),
        site: SiteId(row.site_id),
        organisation: OrganisationId(row.organisation_id),
        kind: FileKind::parse(&row.kind).ok_or_else(|| encode::corrupt("site_files.kind"))?,
        attribute: row.attribute_id,
        item: row.item_id,
        fact: row.fact_id.map(FactId),
        sha256: row.sha256,
        media: Media::parse(&row.media_type)
            .ok_or_else(|| encode::corrupt("site_files.media_type"))?,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        size: row
            .width
            .zip(row.height)
            .map(|(width, height)| (side_of(width), side_of(height))),
        caption: row.caption,
        taken_on: encode::date_opt(row.taken_on)?,
        person: row.person_id.map(PersonId),
        added_by: row.added_by,
        side: FileSide::parse(&row.side).ok_or_else(|| encode::corrupt("site_files.side"))?,
        added_at: encode::timestamp(row.added_at)?,
        removed: row.removed_at.is_some(),
    })
}
