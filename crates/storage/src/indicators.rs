//! What programmes are to change, and its figures moment by moment. A figure that is put right is a new row with the
//! next version: what stood there before stays.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{indicator_figures as figures, programme_indicators as table};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::facts::Origin;
use eslabon_domain::follow_up::{IndicatorKind, Moment};
use eslabon_domain::ids::{IndicatorFigureId, IndicatorId, ProgrammeId};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Something that a programme is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its id.
    pub id: IndicatorId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// What is measured.
    pub kind: IndicatorKind,
    /// Of an own one: its name. Else empty.
    pub name: String,
    /// Of an own one: in what it is measured. Else empty.
    pub unit: String,
    /// Who wrote down that it was agreed.
    pub agreed_by: String,
    /// When.
    pub agreed_at: Timestamp,
}

/// A figure of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Its id.
    pub id: IndicatorFigureId,
    /// Of which indicator.
    pub indicator: IndicatorId,
    /// When in the programme's life.
    pub moment: Moment,
    /// From 1.
    pub version: i32,
    /// The least that it may be: in the unit of the attribute, an own one in thousandths.
    pub low: i64,
    /// The most.
    pub high: i64,
    /// As it was typed.
    pub entered: String,
    /// How it is known.
    pub origin: Origin,
    /// The day on which it was true.
    pub observed: Date,
    /// Who recorded it.
    pub by: String,
    /// In which role.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

/// Writes an indicator.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where the programme has it, [`crate::StorageError::NotFound`] where there is
/// no such programme.
pub async fn insert(tx: &Transaction, indicator: &Indicator) -> StorageResult<()> {
    let row = table::Model {
        id: indicator.id.0,
        programme_id: indicator.programme.0,
        kind: indicator.kind.as_str().to_owned(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
        agreed_by: indicator.agreed_by.clone(),
        agreed_at: encode::micros(indicator.agreed_at),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// Writes a figure.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where someone else wrote this version, [`crate::StorageError::NotFound`] where
/// there is no such indicator.
pub async fn insert_figure(tx: &Transaction, figure: &Figure) -> StorageResult<()> {
    let row = figures::Model {
        id: figure.id.0,
        indicator_id: figure.indicator.0,
        moment: figure.moment.as_str().to_owned(),
        version: figure.version,
        low: figure.low,
        high: figure.high,
        entered: figure.entered.clone(),
        origin: figure.origin.as_str().to_owned(),
        observed: encode::day(figure.observed),
        recorded_by: figure.by.clone(),
        role: figure.role.clone(),
        recorded_at: encode::micros(figure.at),
    };
    batch::insert_all::<figures::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The indicator of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: IndicatorId) -> StorageResult<Option<Indicator>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The indicators of these programmes, in the order in which they were agreed.
///
/// # Errors
/// As any statement.
pub async fn of_programmes(
    db: &impl Read,
    programmes: &[ProgrammeId],
) -> StorageResult<Vec<Indicator>> {
    let mut found = Vec::new();
    for chunk in programmes.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::ProgrammeId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(table::Column::AgreedAt)
            .order_by_asc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    Ok(found)
}

/// Every figure of these indicators, the newest version of each moment first.
///
/// # Errors
/// As any statement.
pub async fn figures_of(db: &impl Read, indicators: &[IndicatorId]) -> StorageResult<Vec<Figure>> {
    let mut found = Vec::new();
    for chunk in indicators.chunks(batch::MAX_IN) {
        let rows = figures::Entity::find()
            .filter(figures::Column::IndicatorId.is_in(chunk.iter().map(|id| id.0)))
            .order_by_desc(figures::Column::Version)
            .order_by_asc(figures::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(figure_from_row(row)?);
        }
    }
    Ok(found)
}

fn from_row(row: table::Model) -> StorageResult<Indicator> {
    Ok(Indicator {
        id: IndicatorId(row.id),
        programme: ProgrammeId(row.programme_id),
        kind: IndicatorKind::parse(&row.kind)
            .ok_or_else(|| encode::corrupt("programme_indicators.kind"))?,
        name: row.name,
        unit: row.unit,
        agreed_by: row.agreed_by,
        agreed_at: encode::timestamp(row.agreed_at)?,
    })
}

fn figure_from_row(row: figures::Model) -> StorageResult<Figure> {
    Ok(Figure {
        id: IndicatorFigureId(row.id),
        indicator: IndicatorId(row.indicator_id),
        moment: Moment::parse(&row.moment)
            .ok_or_else(|| encode::corrupt("indicator_figures.moment"))?,
        version: row.version,
        low: row.low,
        high: row.high,
        entered: row.entered,
        origin: Origin::parse(&row.origin)
            .ok_or_else(|| encode::corrupt("indicator_figures.origin"))?,
        observed: encode::date(&row.observed)?,
        by: row.recorded_by,
        role: row.role,
        at: encode::timestamp(row.recorded_at)?,
    })
}
