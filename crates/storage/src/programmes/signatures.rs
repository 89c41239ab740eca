//! Signatures under programmes. A signature counts for the plan of its version, and is never changed.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_signatures as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{PersonId, ProgrammeId, ProgrammeSignatureId};
use eslabon_domain::programmes::ProgrammeSide;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The scan of a paper that was signed by hand. Its bytes lie with the files of sites, under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The digest of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The type under which it is served.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its id.
    pub id: ProgrammeSignatureId,
    /// Under which programme.
    pub programme: ProgrammeId,
    /// For which side.
    pub side: ProgrammeSide,
    /// The version of the plan that was signed.
    pub plan_version: i32,
    /// The digest of the document that was signed, in hexadecimal digits.
    pub document_hash: String,
    /// Who signed here; of a paper, who handed it in.
    pub person: Option<PersonId>,
    /// The name of whoever signed, that day.
    pub signed_by: String,
    /// In which role whoever signed or handed it in acted.
    pub role: String,
    /// When.
    pub signed_at: Timestamp,
    /// In words; may be empty.
    pub comment: String,
    /// Signed by hand: the scan.
    pub scan: Option<Scan>,
}

/// Writes a signature.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where the side has signed that version, [`crate::StorageError::NotFound`]
/// where programme or person does not exist.
pub async fn insert_signature(tx: &Transaction, signature: &Signature) -> StorageResult<()> {
    let scan = signature.scan.as_ref();
    let row = table::Model {
        id: signature.id.0,
        programme_id: signature.programme.0,
        side: signature.side.as_str().to_owned(),
        plan_version: signature.plan_version,
        document_hash: signature.document_hash.clone(),
        person_id: signature.person.map(|person| person.0),
        signed_by: signature.signed_by.clone(),
        role: signature.role.clone(),
        signed_at: encode::micros(signature.signed_at),
        comment: signature.comment.clone(),
        scan_sha256: scan.map(|scan| scan.sha256.clone()),
        scan_media_type: scan.map(|scan| scan.media_type.clone()),
        scan_bytes: scan.map(|scan| i64::try_from(scan.bytes).unwrap_or(i64::MAX)),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The signature of this id.
///
/// # Errors
/// As any statement.
pub async fn find_signature(
    db: &impl Read,
    id: ProgrammeSignatureId,
) -> StorageResult<Option<Signature>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The signatures under some programmes, the latest first.
///
/// # Errors
/// As any statement.
pub async fn signatures_of(db: &impl Read, ids: &[ProgrammeId]) -> StorageResult<Vec<Signature>> {
    let mut signatures = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::ProgrammeId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_desc(table::Column::SignedAt)
            .order_by_desc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            signatures.push(from_row(row)?);
        }
    }
    Ok(signatures)
}

fn from_row(row: table::Model) -> StorageResult<Signature> {
    let scan = match (row.scan_sha256, row.scan_media_type, row.scan_bytes) {
        (Some(sha256), Some(media_type), Some(bytes)) => Some(Scan {
            sha256,
            media_type,
            bytes: u64::try_from(bytes).unwrap_or(0),
        }),
        _ => None,
    };
    Ok(Signature {
        id: ProgrammeSignatureId(row.id),
        programme: ProgrammeId(row.programme_id),
        side: ProgrammeSide::parse(&row.side)
            .ok_or_else(|| encode::corrupt("programme_signatures.side"))?,
        plan_version: row.plan_version,
        document_hash: row.document_hash,
        person: row.person_id.map(PersonId),
        signed_by: row.signed_by,
        role: row.role,
        signed_at: encode::timestamp(row.signed_at)?,
        comment: row.comment,
        scan,
    })
}
