//! Assessments: what was typed, what followed, which facts it wrote. The outcome is kept whole as JSON, as the
//! engine gave it, and never computed again. Must not compute or decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{assessments as table, candidacies};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::assessments::{AssessmentKind, AssessmentSide, AssessmentStatus, Entries};
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{
    AssessmentId, CentreId, FactId, NeedId, PersonId, QuestionSetId, SiteId,
};
use eslabon_domain::vocabulary::ConceptId;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// A fact that an assessment wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The fact.
    pub fact: FactId,
    /// Of which attribute.
    pub attribute: AttributeId,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What it says.
    pub value: FactValue,
    /// What was known before, and how.
    pub before: Option<(FactValue, Origin)>,
}

/// What came of an assessment.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The rules by which it was computed.
    pub rule_set: String,
    /// The answer of the engine, whole.
    pub outcome: serde_json::Value,
    /// The facts that it wrote.
    pub written: Vec<Written>,
    /// When.
    pub at: Timestamp,
}

/// That an assessment was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An assessment.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// The centre in whose region the site lies.
    pub centre: CentreId,
    /// Of which site.
    pub site: SiteId,
    /// Of which kind.
    pub kind: AssessmentKind,
    /// Whose.
    pub side: AssessmentSide,
    /// Of which process, where it is of one.
    pub item: Option<ConceptId>,
    /// With which loaded questions.
    pub questions: Option<QuestionSetId>,
    /// How it stands.
    pub status: AssessmentStatus,
    /// Version: a stale save is refused.
    pub version: i32,
    /// What was typed.
    pub entries: Entries,
    /// What came of it.
    pub done: Option<Done>,
    /// The day on which it was so.
    pub on: Date,
    /// Who carries it out.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// A remark.
    pub note: String,
    /// The need that asks for it, of one that goes deep.
    pub need: Option<NeedId>,
    /// Why it goes deep where no need asks for it.
    pub why: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// That it was taken back.
    pub voided: Option<Voided>,
}

/// Writes a new assessment.
///
/// # Errors
/// [`StorageError::NotFound`] where site, centre, question set, need or person does not exist.
pub async fn insert(tx: &Transaction, assessment: &Assessment) -> StorageResult<()> {
    let row = to_row(assessment)?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Overwrites an assessment that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, assessment: &Assessment) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Status,
        C::Entries,
        C::RuleSet,
        C::Outcome,
        C::Written,
        C::OnDate,
        C::Note,
        C::DoneAt,
        C::VoidReason,
        C::VoidedBy,
        C::VoidedAt,
    ];
    let row = [to_row(assessment)?];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, assessment.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The assessment of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: AssessmentId) -> StorageResult<Option<Assessment>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The assessments of these sites, the latest day first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Assessment>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .order_by_desc(table::Column::OnDate)
        .order_by_desc(table::Column::CreatedAt)
        .order_by_desc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The needs on whose lists one of these sites stands.
///
/// # Errors
/// As any statement.
pub async fn needs_that_list(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<NeedId>> {
    let needs: Vec<sea_orm::prelude::Uuid> = candidacies::Entity::find()
        .select_only()
        .column(candidacies::Column::NeedId)
        .filter(candidacies::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .order_by_asc(candidacies::Column::NeedId)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(needs.into_iter().map(NeedId).collect())
}

fn to_row(of: &Assessment) -> StorageResult<table::Model> {
    let (done, voided) = (of.done.as_ref(), of.voided.as_ref());
    Ok(table::Model {
        id: of.id.0,
        centre_id: of.centre.0,
        site_id: of.site.0,
        kind: of.kind.as_str().to_owned(),
        side: of.side.as_str().to_owned(),
        item_id: of.item.clone(),
        question_set_id: of.questions.map(|set| set.0),
        status: of.status.as_str().to_owned(),
        version: of.version,
        entries: encode::json(&of.entries)?,
        rule_set: done.map(|done| done.rule_set.clone()),
        outcome: done.map(|done| encode::json(&done.outcome)).transpose()?,
        written: done.map(|done| encode::json(&done.written)).transpose()?,
        on_date: encode::day(of.on),
        person_id: of.person.map(|person| person.0),
        carried_out_by: of.by.clone(),
        note: of.note.clone(),
        need_id: of.need.map(|need| need.0),
        why: of.why.clone(),
        created_at: encode::micros(of.created_at),
        done_at: done.map(|done| encode::micros(done.at)),
        void_reason: voided.map(|one| one.reason.clone()),
        voided_by: voided.map(|one| one.by.clone()),
        voided_at: voided.map(|one| encode::micros(one.at)),
    })
}

fn from_row(row: table::Model) -> StorageResult<Assessment> {
    let done = match (row.rule_set, row.outcome, row.written, row.done_at) {
        (Some(rule_set), Some(outcome), Some(written), Some(at)) => Some(Done {
            rule_set,
            outcome: encode::from_json(&outcome, "assessments.outcome")?,
            written: encode::from_json(&written, "assessments.written")?,
            at: encode::timestamp(at)?,
        }),
        _ => None,
    };
    let voided = match (row.void_reason, row.voided_by, row.voided_at) {
        (Some(reason), Some(by), Some(at)) => Some(Voided {
            reason,
            by,
            at: encode::timestamp(at)?,
        }),
        _ => None,
    };
    Ok(Assessment {
        id: AssessmentId(row.id),
        centre: CentreId(row.centre_id),
        site: SiteId(row.site_id),
        kind: AssessmentKind::parse(&row.kind)
            .ok_or_else(|| encode::corrupt("assessments.kind"))?,
        side: AssessmentSide::parse(&row.side)
            .ok_or_else(|| encode::corrupt("assessments.side"))?,
        item: row.item_id,
        questions: row.question_set_id.map(QuestionSetId),
        status: AssessmentStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("assessments.status"))?,
        version: row.version,
        entries: encode::from_json(&row.entries, "assessments.entries")?,
        done,
        on: encode::date(&row.on_date)?,
        person: row.person_id.map(PersonId),
        by: row.carried_out_by,
        note: row.note,
        need: row.need_id.map(NeedId),
        why: row.why,
        created_at: encode::timestamp(row.created_at)?,
        voided,
    })
}
