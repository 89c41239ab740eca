//! Question sets that centres load for audits. A set is never changed: another edition is another set. Must not
//! judge questions.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::question_sets as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::assessments::AssessmentKind;
use eslabon_domain::assessments::question_sets::SetQuestion;
use eslabon_domain::ids::{CentreId, QuestionSetId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A loaded set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionSet {
    /// Its id.
    pub id: QuestionSetId,
    /// Whose.
    pub centre: CentreId,
    /// For which kind of assessment.
    pub kind: AssessmentKind,
    /// Its name.
    pub name: String,
    /// Its edition.
    pub edition: String,
    /// Its questions, in order.
    pub questions: Vec<SetQuestion>,
    /// Who loaded it.
    pub loaded_by: String,
    /// When.
    pub loaded_at: Timestamp,
}

/// Writes a set.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where the centre has this name and edition already,
/// [`crate::StorageError::NotFound`] where there is no such centre.
pub async fn insert(tx: &Transaction, set: &QuestionSet) -> StorageResult<()> {
    let row = table::Model {
        id: set.id.0,
        centre_id: set.centre.0,
        kind: set.kind.as_str().to_owned(),
        name: set.name.clone(),
        edition: set.edition.clone(),
        questions: encode::json(&set.questions)?,
        loaded_by: set.loaded_by.clone(),
        loaded_at: encode::micros(set.loaded_at),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The set of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: QuestionSetId) -> StorageResult<Option<QuestionSet>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The sets of these ids that exist.
///
/// # Errors
/// As any statement.
pub async fn load_many(db: &impl Read, ids: &[QuestionSetId]) -> StorageResult<Vec<QuestionSet>> {
    let mut sets = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            sets.push(from_row(row)?);
        }
    }
    Ok(sets)
}

/// The sets of a centre, the latest first.
///
/// # Errors
/// As any statement.
pub async fn of_centre(db: &impl Read, centre: CentreId) -> StorageResult<Vec<QuestionSet>> {
    let rows = table::Entity::find()
        .filter(table::Column::CentreId.eq(centre.0))
        .order_by_desc(table::Column::LoadedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: table::Model) -> StorageResult<QuestionSet> {
    Ok(QuestionSet {
        id: QuestionSetId(row.id),
        centre: CentreId(row.centre_id),
        kind: AssessmentKind::parse(&row.kind)
            .ok_or_else(|| encode::corrupt("question_sets.kind"))?,
        name: row.name,
        edition: row.edition,
        questions: encode::from_json(&row.questions, "question_sets.questions")?,
        loaded_by: row.loaded_by,
        loaded_at: encode::timestamp(row.loaded_at)?,
    })
}
