//! Drawings of needs: which file hangs on which need, and who accepted the terms that stand before it.
//! The bytes lie beside the database under their digest; `app` puts them there before their row.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{files, nda_acceptances, need_files};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::drawings::DrawingKind;
use eslabon_domain::ids::{NdaAcceptanceId, NeedFileId, NeedId, OrganisationId, PersonId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// A drawing of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Its id.
    pub id: NeedFileId,
    /// Of which need.
    pub need: NeedId,
    /// Its name, cleaned.
    pub name: String,
    /// The digest of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// What it is.
    pub kind: DrawingKind,
    /// How large it is.
    pub bytes: u64,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// It was taken away; that it was there stays on record.
    pub removed: bool,
}

/// That a person accepted the terms of a need, for her organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NdaAcceptance {
    /// Its id.
    pub id: NdaAcceptanceId,
    /// Of which need.
    pub need: NeedId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Who.
    pub person: PersonId,
    /// Under which name.
    pub person_name: String,
    /// Which version of the text.
    pub version: String,
    /// When.
    pub accepted_at: Timestamp,
}

/// Hangs a drawing on a need. The same bytes are one file, however many needs they hang on.
///
/// # Errors
/// [`StorageError::NotFound`] where the need does not exist.
pub async fn insert(tx: &Transaction, drawing: &Drawing) -> StorageResult<()> {
    let file = files::Model {
        sha256: drawing.sha256.clone(),
        kind: drawing.kind.as_str().to_owned(),
        bytes: i64::try_from(drawing.bytes).unwrap_or(i64::MAX),
        stored_at: encode::micros(drawing.added_at),
    };
    batch::insert_all::<files::Entity, _>(tx.inner(), &[file], OnClash::Keep).await?;
    let row = need_files::Model {
        id: drawing.id.0,
        need_id: drawing.need.0,
        sha256: drawing.sha256.clone(),
        name: drawing.name.clone(),
        added_by: drawing.added_by.clone(),
        added_at: encode::micros(drawing.added_at),
        removed_by: None,
        removed_at: None,
    };
    batch::insert_all::<need_files::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The drawings of a need, as they were added.
///
/// # Errors
/// As any statement.
pub async fn list_of_need(db: &impl Read, need: NeedId) -> StorageResult<Vec<Drawing>> {
    let rows = need_files::Entity::find()
        .filter(need_files::Column::NeedId.eq(need.0))
        .filter(need_files::Column::RemovedAt.is_null())
        .order_by_asc(need_files::Column::AddedAt)
        .order_by_asc(need_files::Column::Id)
        .all(db.connection())
        .await?;
    with_files(db, rows).await
}

/// The drawing of this id, also one that was taken away.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: NeedFileId) -> StorageResult<Option<Drawing>> {
    let rows = need_files::Entity::find_by_id(id.0)
        .all(db.connection())
        .await?;
    Ok(with_files(db, rows).await?.pop())
}

/// Takes a drawing away; that it was there stays on record.
///
/// # Errors
/// [`StorageError::NotFound`] where it is not there.
pub async fn remove(
    tx: &Transaction,
    id: NeedFileId,
    by: &str,
    at: Timestamp,
) -> StorageResult<()> {
    use need_files::Column as C;
    let written = need_files::Entity::update_many()
        .col_expr(C::RemovedBy, by.into())
        .col_expr(C::RemovedAt, encode::micros(at).into())
        .filter(C::Id.eq(id.0))
        .filter(C::RemovedAt.is_null())
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}

/// The digests that still hang on a need: every other file is an orphan.
///
/// # Errors
/// As any statement.
pub async fn digests_in_use(db: &impl Read) -> StorageResult<BTreeSet<String>> {
    let digests: Vec<String> = need_files::Entity::find()
        .select_only()
        .column(need_files::Column::Sha256)
        .filter(need_files::Column::RemovedAt.is_null())
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(digests.into_iter().collect())
}

/// Puts an acceptance on record; a second one of the same person and version changes nothing.
///
/// # Errors
/// [`StorageError::NotFound`] where the need or the organisation does not exist.
pub async fn accept(tx: &Transaction, acceptance: &NdaAcceptance) -> StorageResult<()> {
    let row = nda_acceptances::Model {
        id: acceptance.id.0,
        need_id: acceptance.need.0,
        organisation_id: acceptance.organisation.0,
        person_id: acceptance.person.0,
        person_name: acceptance.person_name.clone(),
        version: acceptance.version.clone(),
        accepted_at: encode::micros(acceptance.accepted_at),
    };
    batch::insert_all::<nda_acceptances::Entity, _>(tx.inner(), &[row], OnClash::Keep).await?;
    Ok(())
}

/// Every acceptance of a need's terms, the latest first.
///
/// # Errors
/// As any statement.
pub async fn acceptances(db: &impl Read, need: NeedId) -> StorageResult<Vec<NdaAcceptance>> {
    let rows = nda_acceptances::Entity::find()
        .filter(nda_acceptances::Column::NeedId.eq(need.0))
        .order_by_desc(nda_acceptances::Column::AcceptedAt)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(NdaAcceptance {
                id: NdaAcceptanceId(row.id),
                need: NeedId(row.need_id),
                organisation: OrganisationId(row.organisation_id),
                person: PersonId(row.person_id),
                person_name: row.person_name,
                version: row.version,
                accepted_at: encode::timestamp(row.accepted_at)?,
            })
        })
        .collect()
}

async fn with_files(db: &impl Read, rows: Vec<need_files::Model>) -> StorageResult<Vec<Drawing>> {
    let digests: BTreeSet<String> = rows.iter().map(|row| row.sha256.clone()).collect();
    let found = files::Entity::find()
        .filter(files::Column::Sha256.is_in(digests))
        .all(db.connection())
        .await?;
    let by_digest: HashMap<String, files::Model> = found
        .into_iter()
        .map(|file| (file.sha256.clone(), file))
        .collect();
    rows.into_iter()
        .map(|row| {
            let file = by_digest
                .get(&row.sha256)
                .ok_or_else(|| encode::corrupt("need_files.sha256"))?;
            Ok(Drawing {
                id: NeedFileId(row.id),
                need: NeedId(row.need_id),
                name: row.name,
                kind: DrawingKind::parse(&file.kind)
                    .ok_or_else(|| encode::corrupt("files.kind"))?,
                bytes: u64::try_from(file.bytes).unwrap_or(0),
                sha256: row.sha256,
                added_by: row.added_by,
                added_at: encode::timestamp(row.added_at)?,
                removed: row.removed_at.is_some(),
            })
        })
        .collect()
}
