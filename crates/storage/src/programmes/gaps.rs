//! The gaps that a programme closes, with where the firm stood when it was planned.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_gaps as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId};
use eslabon_domain::programmes::{Dimension, GapNeed, GapState};
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A gap that a programme closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeGap {
    /// Its id: it stays when the programme is planned anew.
    pub id: ProgrammeGapId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Of what.
    pub dimension: Dimension,
    /// Less is better.
    pub is_lower_better: bool,
    /// The level asked for, in the attribute's canonical unit.
    pub required: i64,
    /// The level that was sure when it was planned; absent where none was known.
    pub present: Option<i64>,
    /// How that was known.
    pub present_origin: Option<Origin>,
    /// On which day it was so.
    pub present_on: Option<Date>,
    /// Which needs wait for it, what each asks and until when.
    pub needs: Vec<GapNeed>,
    /// How it stands.
    pub state: GapState,
}

/// Writes gaps.
///
/// # Errors
/// [`StorageError::NotFound`] where there is no such programme.
pub async fn insert_gaps(tx: &Transaction, gaps: &[ProgrammeGap]) -> StorageResult<()> {
    let rows: Vec<table::Model> = gaps.iter().map(to_row).collect::<Result<_, _>>()?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// Overwrites what gaps ask, who waits for them and where the firm stood; how they stand stays.
///
/// # Errors
/// [`StorageError::NotFound`] where one is not there.
pub async fn update_gaps(tx: &Transaction, gaps: &[ProgrammeGap]) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::IsLowerBetter,
        C::Required,
        C::Present,
        C::PresentOrigin,
        C::PresentOn,
        C::Needs,
    ];
    let rows: Vec<table::Model> = gaps.iter().map(to_row).collect::<Result<_, _>>()?;
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &rows, &set, false).await?;
    match written == rows.len() as u64 {
        true => Ok(()),
        false => Err(StorageError::NotFound),
    }
}

/// Takes open gaps away that are no part of a programme any more. What a visit looked at stays.
///
/// # Errors
/// As any statement.
pub async fn remove_gaps(tx: &Transaction, ids: &[ProgrammeGapId]) -> StorageResult<()> {
    table::Entity::delete_many()
        .filter(table::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(table::Column::State.eq(GapState::Open.as_str()))
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// Says how a gap stands.
///
/// # Errors
/// [`StorageError::NotFound`] where it is not there.
pub async fn set_gap_state(
    tx: &Transaction,
    id: ProgrammeGapId,
    state: GapState,
) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(state.as_str()))
        .filter(table::Column::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    match written.rows_affected {
        1 => Ok(()),
        _ => Err(StorageError::NotFound),
    }
}

/// The gaps of a programme, by id: in the order in which they were found.
///
/// # Errors
/// As any statement.
pub async fn gaps_of(db: &impl Read, id: ProgrammeId) -> StorageResult<Vec<ProgrammeGap>> {
    gaps_of_many(db, &[id]).await
}

/// The gaps of some programmes, by id.
///
/// # Errors
/// As any statement.
pub async fn gaps_of_many(db: &impl Read, ids: &[ProgrammeId]) -> StorageResult<Vec<ProgrammeGap>> {
    let mut gaps = Vec::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::ProgrammeId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            gaps.push(from_row(row)?);
        }
    }
    Ok(gaps)
}

fn to_row(of: &ProgrammeGap) -> StorageResult<table::Model> {
    Ok(table::Model {
        id: of.id.0,
        programme_id: of.programme.0,
        attribute_id: of.dimension.attribute.clone(),
        item_id: of.dimension.item.clone(),
        is_lower_better: of.is_lower_better,
        required: of.required,
        present: of.present,
        present_origin: of.present_origin.map(|origin| origin.as_str().to_owned()),
        present_on: of.present_on.map(encode::day),
        needs: encode::json(&of.needs)?,
        state: of.state.as_str().to_owned(),
    })
}

fn from_row(row: table::Model) -> StorageResult<ProgrammeGap> {
    let origin = row.present_origin.as_deref().map(|word| {
        Origin::parse(word).ok_or_else(|| encode::corrupt("programme_gaps.present_origin"))
    });
    Ok(ProgrammeGap {
        id: ProgrammeGapId(row.id),
        programme: ProgrammeId(row.programme_id),
        dimension: Dimension {
            attribute: row.attribute_id,
            item: row.item_id,
        },
        is_lower_better: row.is_lower_better,
        required: row.required,
        present: row.present,
        present_origin: origin.transpose()?,
        present_on: encode::date_opt(row.present_on)?,
        needs: encode::from_json(&row.needs, "programme_gaps.needs")?,
        state: GapState::parse(&row.state)
            .ok_or_else(|| encode::corrupt("programme_gaps.state"))?,
    })
}
