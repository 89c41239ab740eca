//! The steps of a programme and who pays them. A step that left the plan stays as *cancelled*: others refer to it.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{programme_shares, programme_steps as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CohortId, OrganisationId, ProgrammeId, ProgrammeStepId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::{Dimension, Payer, StepState};
use eslabon_domain::text::LocalText;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A step of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeStep {
    /// Its id: it stays when the step is moved.
    pub id: ProgrammeStepId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Its place by first day, from 0.
    pub position: i32,
    /// Which service.
    pub service: ServiceId,
    /// The service's name, as it was.
    pub name: LocalText,
    /// The institution that gives it.
    pub provider: OrganisationId,
    /// The institution's name, as it was.
    pub provider_name: String,
    /// Of a course, which cohort.
    pub cohort: Option<CohortId>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// What it costs the firm and those who pay with it.
    pub cost: Money,
    /// The gaps that close on its last day.
    pub closes: Vec<Dimension>,
    /// The evidence that will close them.
    pub evidence: LocalText,
    /// The day of the visit on which they are looked at; absent where it closes none.
    pub visit_on: Option<Date>,
    /// How it stands.
    pub state: StepState,
    /// Who sees to it, in words: not everyone has an account. May be empty.
    pub owner: String,
}

/// What a payer pays of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of which step.
    pub step: ProgrammeStepId,
    /// Who.
    pub payer: Payer,
    /// How much, in minor units of the programme's currency.
    pub minor: i64,
    /// Its ceiling holds it there.
    pub is_at_ceiling: bool,
}

/// Writes new steps.
///
/// # Errors
/// [`StorageError::NotFound`] where programme, service or institution does not exist.
pub async fn insert_steps(tx: &Transaction, steps: &[ProgrammeStep]) -> StorageResult<()> {
    let rows: Vec<table::Model> = steps.iter().map(to_row).collect::<Result<_, _>>()?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// Overwrites steps; whose service they are does not change. The programme's own version guards them: it is
/// overwritten first.
///
/// # Errors
/// [`StorageError::NotFound`] where one is not there.
pub async fn update_steps(tx: &Transaction, steps: &[ProgrammeStep]) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Position,
        C::CohortId,
        C::StartsOn,
        C::EndsOn,
        C::CostMinor,
        C::Currency,
        C::Closes,
        C::Evidence,
        C::EvidenceLang,
        C::VisitOn,
        C::State,
        C::Owner,
    ];
    let rows: Vec<table::Model> = steps.iter().map(to_row).collect::<Result<_, _>>()?;
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &rows, &set, false).await?;
    match written == rows.len() as u64 {
        true => Ok(()),
        false => Err(StorageError::NotFound),
    }
}

/// Says how a step stands.
///
/// # Errors
/// [`StorageError::NotFound`] where it is not there.
pub async fn set_step_state(
    tx: &Transaction,
    id: ProgrammeStepId,
    state: StepState,
) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::State, state.as_str().into())
        .filter(table::Column::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    match written.rows_affected {
        1 => Ok(()),
        _ => Err(StorageError::NotFound),
    }
}

/// The step of this id.
///
/// # Errors
/// As any statement.
pub async fn find_step(
    db: &impl Read,
    id: ProgrammeStepId,
) -> StorageResult<Option<ProgrammeStep>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The steps of a programme in their order, also those that left the plan.
///
/// # Errors
/// As any statement.
pub async fn steps_of(db: &impl Read, id: ProgrammeId) -> StorageResult<Vec<ProgrammeStep>> {
    steps_of_many(db, &[id]).await
}

/// The steps of some programmes, each in its order.
///
/// # Errors
/// As any statement.
pub async fn steps_of_many(
    db: &impl Read,
    ids: &[ProgrammeId],
) -> StorageResult<Vec<ProgrammeStep>> {
    let mut steps = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::ProgrammeId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(table::Column::Position)
            .order_by_asc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            steps.push(from_row(row)?);
        }
    }
    Ok(steps)
}

/// Writes who pays these steps, in place of what was said of them before.
///
/// # Errors
/// [`StorageError::NotFound`] where a step is not there.
pub async fn replace_shares(
    tx: &Transaction,
    steps: &[ProgrammeStepId],
    shares: &[Share],
) -> StorageResult<()> {
    programme_shares::Entity::delete_many()
        .filter(programme_shares::Column::StepId.is_in(steps.iter().map(|step| step.0)))
        .exec(tx.inner())
        .await?;
    let rows = shares.iter().map(|share| programme_shares::Model {
        step_id: share.step.0,
        payer: share.payer.as_str().to_owned(),
        minor: share.minor,
        is_at_ceiling: share.is_at_ceiling,
    });
    let rows: Vec<programme_shares::Model> = rows.collect();
    batch::insert_all::<programme_shares::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// Who pays these steps.
///
/// # Errors
/// As any statement.
pub async fn shares_of(db: &impl Read, steps: &[ProgrammeStepId]) -> StorageResult<Vec<Share>> {
    let rows = programme_shares::Entity::find()
        .filter(programme_shares::Column::StepId.is_in(steps.iter().map(|step| step.0)))
        .all(db.connection())
        .await?;
    let share = |row: programme_shares::Model| {
        Ok(Share {
            step: ProgrammeStepId(row.step_id),
            payer: Payer::parse(&row.payer)
                .ok_or_else(|| encode::corrupt("programme_shares.payer"))?,
            minor: row.minor,
            is_at_ceiling: row.is_at_ceiling,
        })
    };
    let mut shares: Vec<Share> = rows.into_iter().map(share).collect::<StorageResult<_>>()?;
    shares.sort_unstable_by_key(|share| (share.step, share.payer));
    Ok(shares)
}

fn to_row(of: &ProgrammeStep) -> StorageResult<table::Model> {
    Ok(table::Model {
        id: of.id.0,
        programme_id: of.programme.0,
        position: of.position,
        service_id: of.service.0,
        name: of.name.text.clone(),
        name_lang: of.name.lang.as_str().to_owned(),
        provider_id: of.provider.0,
        provider: of.provider_name.clone(),
        cohort_id: of.cohort.map(|cohort| cohort.0),
        starts_on: encode::day(of.starts_on),
        ends_on: encode::day(of.ends_on),
        cost_minor: of.cost.minor,
        currency: of.cost.currency.code().to_owned(),
        closes: encode::json(&of.closes)?,
        evidence: of.evidence.text.clone(),
        evidence_lang: of.evidence.lang.as_str().to_owned(),
        visit_on: of.visit_on.map(encode::day),
        state: of.state.as_str().to_owned(),
        owner: of.owner.clone(),
    })
}

fn from_row(row: table::Model) -> StorageResult<ProgrammeStep> {
    Ok(ProgrammeStep {
        id: ProgrammeStepId(row.id),
        programme: ProgrammeId(row.programme_id),
        position: row.position,
        service: ServiceId(row.service_id),
        name: encode::local_text(row.name, &row.name_lang)?,
        provider: OrganisationId(row.provider_id),
        provider_name: row.provider,
        cohort: row.cohort_id.map(CohortId),
        starts_on: encode::date(&row.starts_on)?,
        ends_on: encode::date(&row.ends_on)?,
        cost: Money {
            minor: row.cost_minor,
            currency: Currency::parse(&row.currency)
                .ok_or_else(|| encode::corrupt("programme_steps.currency"))?,
        },
        closes: encode::from_json(&row.closes, "programme_steps.closes")?,
        evidence: encode::local_text(row.evidence, &row.evidence_lang)?,
        visit_on: encode::date_opt(row.visit_on)?,
        state: StepState::parse(&row.state)
            .ok_or_else(|| encode::corrupt("programme_steps.state"))?,
        owner: row.owner,
    })
}
