//! What visits found of the gaps of programmes, with the files that show it. Only ever added: a later visit stands
//! beside an earlier one. Must not decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{verification_files as files, verifications as table};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::facts::FactValue;
use eslabon_domain::follow_up::{Finding, Spread};
use eslabon_domain::ids::{
    FactId, PersonId, ProgrammeGapId, ProgrammeId, SiteFileId, VerificationId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// What a visit found of a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Its id.
    pub id: VerificationId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Of which gap.
    pub gap: ProgrammeGapId,
    /// Whether it is closed.
    pub finding: Finding,
    /// What was measured, and how it was typed.
    pub measured: Option<(FactValue, String)>,
    /// On which day.
    pub visited_on: Date,
    /// Whether the change has gone beyond the pilot line.
    pub spread: Spread,
    /// In words; may be empty.
    pub note: String,
    /// Why it is not closed; empty where it is.
    pub reason: String,
    /// The fact that was recorded.
    pub fact: Option<FactId>,
    /// Who was there, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// When it was written down.
    pub at: Timestamp,
    /// The files that show it.
    pub files: Vec<SiteFileId>,
}

/// Writes what a visit found.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where gap, fact or a file does not exist.
pub async fn insert(tx: &Transaction, one: &Verification) -> StorageResult<()> {
    let measured = one.measured.as_ref();
    let row = table::Model {
        id: one.id.0,
        programme_id: one.programme.0,
        gap_id: one.gap.0,
        finding: one.finding.as_str().to_owned(),
        measured: measured.map(|(value, _)| encode::json(value)).transpose()?,
        entered: measured.map(|(_, entered)| entered.clone()),
        visited_on: encode::day(one.visited_on),
        spread: one.spread.as_str().to_owned(),
        note: one.note.clone(),
        reason: one.reason.clone(),
        fact_id: one.fact.map(|fact| fact.0),
        person_id: one.person.map(|person| person.0),
        verified_by: one.by.clone(),
        verified_at: encode::micros(one.at),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    let shown: Vec<files::Model> = one
        .files
        .iter()
        .map(|file| files::Model {
            verification_id: one.id.0,
            file_id: file.0,
        })
        .collect();
    batch::insert_all::<files::Entity, _>(tx.inner(), &shown, OnClash::Keep).await?;
    Ok(())
}

/// Everything that visits found of a programme's gaps, the latest first.
///
/// # Errors
/// As any statement.
pub async fn of_programme(
    db: &impl Read,
    programme: ProgrammeId,
) -> StorageResult<Vec<Verification>> {
    let rows = table::Entity::find()
        .filter(table::Column::ProgrammeId.eq(programme.0))
        .order_by_desc(table::Column::VisitedOn)
        .order_by_desc(table::Column::VerifiedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    let mut shown: HashMap<_, Vec<SiteFileId>> = HashMap::new();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(batch::MAX_IN) {
        let files = files::Entity::find()
            .filter(files::Column::VerificationId.is_in(chunk.iter().copied()))
            .order_by_asc(files::Column::FileId)
            .all(db.connection())
            .await?;
        for file in files {
            let of_one = shown.entry(file.verification_id).or_default();
            of_one.push(SiteFileId(file.file_id));
        }
    }
    rows.into_iter()
        .map(|row| {
            let files = shown.remove(&row.id).unwrap_or_default();
            from_row(row, files)
        })
        .collect()
}

fn from_row(row: table::Model, files: Vec<SiteFileId>) -> StorageResult<Verification> {
    let measured = match row.measured {
        Some(json) => Some((
            encode::from_json(&json, "verifications.measured")?,
            row.entered.unwrap_or_default(),
        )),
        None => None,
    };
    Ok(Verification {
        id: VerificationId(row.id),
        programme: ProgrammeId(row.programme_id),
        gap: ProgrammeGapId(row.gap_id),
        finding: Finding::parse(&row.finding)
            .ok_or_else(|| encode::corrupt("verifications.finding"))?,
        measured,
        visited_on: encode::date(&row.visited_on)?,
        spread: Spread::parse(&row.spread)
            .ok_or_else(|| encode::corrupt("verifications.spread"))?,
        note: row.note,
        reason: row.reason,
        fact: row.fact_id.map(FactId),
        person: row.person_id.map(PersonId),
        by: row.verified_by,
        at: encode::timestamp(row.verified_at)?,
        files,
    })
}
