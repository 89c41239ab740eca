//! Files that show what an assessment found. The bytes lie beside the database under their digest; `app` puts them
//! there before their row.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::assessment_files as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{AssessmentFileId, AssessmentId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// A file of an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentFile {
    /// Its id.
    pub id: AssessmentFileId,
    /// Of which assessment.
    pub assessment: AssessmentId,
    /// The digest of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its name, cleaned.
    pub name: String,
    /// The type under which it is served.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
    /// What it shows; may be empty.
    pub caption: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
}

/// Hangs a file on an assessment.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where there is no such assessment.
pub async fn insert(tx: &Transaction, file: &AssessmentFile) -> StorageResult<()> {
    let row = table::Model {
        id: file.id.0,
        assessment_id: file.assessment.0,
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
        caption: file.caption.clone(),
        added_by: file.added_by.clone(),
        added_at: encode::micros(file.added_at),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The file of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: AssessmentFileId) -> StorageResult<Option<AssessmentFile>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The files of an assessment, as they were added.
///
/// # Errors
/// As any statement.
pub async fn of_assessment(db: &impl Read, id: AssessmentId) -> StorageResult<Vec<AssessmentFile>> {
    let rows = table::Entity::find()
        .filter(table::Column::AssessmentId.eq(id.0))
        .order_by_asc(table::Column::AddedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The files of these assessments, each's as they were added.
///
/// # Errors
/// As any statement.
pub async fn of_assessments(
    db: &impl Read,
    ids: &[AssessmentId],
) -> StorageResult<Vec<AssessmentFile>> {
    let mut files = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::AssessmentId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(table::Column::AddedAt)
            .order_by_asc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            files.push(from_row(row)?);
        }
    }
    Ok(files)
}

/// The digests that are still needed: every other file is an orphan.
///
/// # Errors
/// As any statement.
pub async fn digests_in_use(db: &impl Read) -> StorageResult<BTreeSet<String>> {
    let digests: Vec<String> = table::Entity::find()
        .select_only()
        .column(table::Column::Sha256)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(digests.into_iter().collect())
}

fn from_row(row: table::Model) -> StorageResult<AssessmentFile> {
    Ok(AssessmentFile {
        id: AssessmentFileId(row.id),
        assessment: AssessmentId(row.assessment_id),
        sha256: row.sha256,
        name: row.name,
        media_type: row.media_type,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        caption: row.caption,
        added_by: row.added_by,
        added_at: encode::timestamp(row.added_at)?,
    })
}
