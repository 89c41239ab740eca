//! What firms and consultants say of the causes behind a symptom. Everything that was said stays; of a symptom, a
//! cause and a side the latest counts. What they come to together is decided in `domain::findings`.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::diagnoses as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::causes::CauseId;
use eslabon_domain::findings::{Finding, FindingSide};
use eslabon_domain::ids::{DiagnosisId, PersonId, SiteId};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

/// What someone said of a cause at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Its id.
    pub id: DiagnosisId,
    /// At which site.
    pub site: SiteId,
    /// Behind which symptom.
    pub symptom: CauseId,
    /// Of which cause.
    pub cause: CauseId,
    /// For which side.
    pub side: FindingSide,
    /// Whether it is there.
    pub finding: Finding,
    /// In words; may be empty.
    pub note: String,
    /// Who said so.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The version of the cause tree, that day.
    pub tree: String,
}

/// Symptom, cause, side: of one such only the latest counts.
pub type Slot = (CauseId, CauseId, FindingSide);

/// Adds what was said.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where the site does not exist.
pub async fn insert(tx: &Transaction, diagnosis: &Diagnosis) -> StorageResult<()> {
    let row = table::Model {
        id: diagnosis.id.0,
        site_id: diagnosis.site.0,
        symptom: diagnosis.symptom.clone(),
        cause: diagnosis.cause.clone(),
        side: diagnosis.side.as_str().to_owned(),
        finding: diagnosis.finding.as_str().to_owned(),
        note: diagnosis.note.clone(),
        person_id: diagnosis.person.map(|person| person.0),
        stated_by: diagnosis.by.clone(),
        made_at: encode::micros(diagnosis.at),
        tree_version: diagnosis.tree.clone(),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The latest of what was said of these sites, which are one plant: by symptom, cause and side.
///
/// # Errors
/// As any statement.
pub async fn latest_of(
    db: &impl Read,
    sites: &[SiteId],
) -> StorageResult<BTreeMap<Slot, Diagnosis>> {
    let mut all = Vec::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            all.push(from_row(row)?);
        }
    }
    all.sort_by_key(|one| (one.at, one.id));
    let mut latest = BTreeMap::new();
    for one in all {
        let slot = (one.symptom.clone(), one.cause.clone(), one.side);
        latest.insert(slot, one);
    }
    Ok(latest)
}

/// What was said of a site after an instant was said of another one.
///
/// # Errors
/// As any statement.
pub async fn give_back(
    tx: &Transaction,
    from: SiteId,
    to: SiteId,
    after: Timestamp,
) -> StorageResult<()> {
    use table::Column as C;
    table::Entity::update_many()
        .col_expr(C::SiteId, Expr::value(to.0))
        .filter(C::SiteId.eq(from.0))
        .filter(C::MadeAt.gt(encode::micros(after)))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn from_row(row: table::Model) -> StorageResult<Diagnosis> {
    Ok(Diagnosis {
        id: DiagnosisId(row.id),
        site: SiteId(row.site_id),
        symptom: row.symptom,
        cause: row.cause,
        side: FindingSide::parse(&row.side).ok_or_else(|| encode::corrupt("diagnoses.side"))?,
        finding: Finding::parse(&row.finding)
            .ok_or_else(|| encode::corrupt("diagnoses.finding"))?,
        note: row.note,
        person: row.person_id.map(PersonId),
        by: row.stated_by,
        at: encode::timestamp(row.made_at)?,
        tree: row.tree_version,
    })
}
