//! Sourcing needs with their criteria. Whose needs one may see is decided in `app`; the filter
//! carries the answer.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{criteria, needs as table};
use crate::{Read, StorageError, StorageResult, Transaction, need_status};
use eslabon_domain::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Which needs, and how many of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedFilter {
    /// Of this lead firm only.
    pub organisation: Option<OrganisationId>,
    /// In the pipelines of these centres only.
    pub centres: Option<Vec<CentreId>>,
    /// Of this status only.
    pub status: Option<NeedStatus>,
    /// Those that follow this one in the list (that were posted before it).
    pub after: Option<NeedId>,
    /// At most so many; 0 = all.
    pub limit: u64,
}

/// Writes a new need. Its version is stored as it is given; 1 for a new one.
///
/// # Errors
/// [`StorageError::Conflict`] where an id is taken, [`StorageError::NotFound`] where the
/// organisation does not exist.
pub async fn insert(tx: &Transaction, need: &Need) -> StorageResult<()> {
    // Through the batch as well: the database gives the number.
    batch::insert_some::<table::Entity, _>(
        tx.inner(),
        &[to_row(need)?],
        &["number"],
        OnClash::Fail,
    )
    .await?;
    insert_criteria(tx, need).await
}

/// Overwrites a need that still has the version that was read. Answers the new version. Where it comes to
/// stand elsewhere, the words that say why it stood where it did go.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where
/// it does not exist; nothing is written then.
pub async fn update(tx: &Transaction, need: &Need) -> StorageResult<i32> {
    use table::Column as C;
    let set = [
        C::Title,
        C::TitleLang,
        C::Description,
        C::DescriptionLang,
        C::Status,
        C::StartsOn,
        C::ClosesOn,
        C::Fictional,
        C::BuyerShown,
        C::Terms,
    ];
    need_status::forget(tx, need).await?;
    let written =
        batch::update_all::<table::Entity, _>(tx.inner(), &[to_row(need)?], &set, true).await?;
    if written == 0 {
        let exists = find(tx, need.id).await?.is_some();
        return Err(if exists {
            StorageError::Conflict
        } else {
            StorageError::NotFound
        });
    }
    criteria::Entity::delete_many()
        .filter(criteria::Column::NeedId.eq(need.id.0))
        .exec(tx.inner())
        .await?;
    insert_criteria(tx, need).await?;
    Ok(need.version.saturating_add(1))
}

/// Shows the buyer's name to everyone who may know of the need. What is asked stays as it is, and so
/// does the version.
///
/// # Errors
/// [`StorageError::NotFound`] where there is no such need.
pub async fn show_buyer(tx: &Transaction, id: NeedId) -> StorageResult<()> {
    let written = table::Entity::update_many()
        .col_expr(table::Column::BuyerShown, true.into())
        .filter(table::Column::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}

async fn insert_criteria(tx: &Transaction, need: &Need) -> StorageResult<()> {
    let rows = need
        .criteria
        .iter()
        .enumerate()
        .map(|(position, criterion)| criterion_row(need.id, position, criterion))
        .collect::<StorageResult<Vec<_>>>()?;
    batch::insert_all::<criteria::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// The need of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: NeedId) -> StorageResult<Option<Need>> {
    let rows = table::Entity::find()
        .filter(table::Column::Id.eq(id.0))
        .all(db.connection())
        .await?;
    Ok(with_criteria(db, rows).await?.pop())
}

/// The needs of these ids that exist, in the order of posting.
///
/// # Errors
/// As any statement.
pub async fn load_many(db: &impl Read, ids: &[NeedId]) -> StorageResult<Vec<Need>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .order_by_asc(table::Column::Number)
            .all(db.connection())
            .await?;
        found.extend(with_criteria(db, rows).await?);
    }
    Ok(found)
}

/// Needs, the latest posted first.
///
/// # Errors
/// [`StorageError::NotFound`] where the need to follow does not exist.
pub async fn list(db: &impl Read, filter: &NeedFilter) -> StorageResult<Vec<Need>> {
    let mut select = filtered(filter).order_by_desc(table::Column::Number);
    if let Some(after) = filter.after {
        let number: Option<i64> = table::Entity::find()
            .select_only()
            .column(table::Column::Number)
            .filter(table::Column::Id.eq(after.0))
            .into_tuple()
            .one(db.connection())
            .await?;
        let number = number.ok_or(StorageError::NotFound)?;
        select = select.filter(table::Column::Number.lt(number));
    }
    if filter.limit > 0 {
        select = select.limit(filter.limit);
    }
    let rows = select.all(db.connection()).await?;
    with_criteria(db, rows).await
}

/// How many needs pass the filter; `after` and `limit` play no part.
///
/// # Errors
/// As any statement.
pub async fn count(db: &impl Read, filter: &NeedFilter) -> StorageResult<u64> {
    Ok(filtered(filter).count(db.connection()).await?)
}

fn filtered(filter: &NeedFilter) -> Select<table::Entity> {
    let mut select = table::Entity::find();
    if let Some(organisation) = filter.organisation {
        select = select.filter(table::Column::OrganisationId.eq(organisation.0));
    }
    if let Some(centres) = &filter.centres {
        let ids = centres.iter().map(|centre| centre.0);
        select = select.filter(table::Column::CentreId.is_in(ids));
    }
    if let Some(status) = filter.status {
        select = select.filter(table::Column::Status.eq(status.as_str()));
    }
    select
}

/// Joins needs with their criteria, which are fetched in one go.
async fn with_criteria(db: &impl Read, rows: Vec<table::Model>) -> StorageResult<Vec<Need>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut by_need: HashMap<Uuid, Vec<criteria::Model>> = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let found = criteria::Entity::find()
            .filter(criteria::Column::NeedId.is_in(chunk.iter().copied()))
            .order_by_asc(criteria::Column::Position)
            .all(db.connection())
            .await?;
        for row in found {
            by_need.entry(row.need_id).or_default().push(row);
        }
    }
    rows.into_iter()
        .map(|row| {
            let criteria = by_need.remove(&row.id).unwrap_or_default();
            from_rows(row, criteria)
        })
        .collect()
}

fn from_rows(row: table::Model, criteria: Vec<criteria::Model>) -> StorageResult<Need> {
    Ok(Need {
        id: NeedId(row.id),
        organisation: OrganisationId(row.organisation_id),
        centre: CentreId(row.centre_id),
        version: row.version,
        title: encode::local_text(row.title, &row.title_lang)?,
        description: encode::local_text(row.description, &row.description_lang)?,
        criteria: criteria
            .into_iter()
            .map(criterion)
            .collect::<StorageResult<_>>()?,
        terms: row
            .terms
            .map(|terms| encode::from_json(&terms, "needs.terms"))
            .transpose()?
            .unwrap_or_default(),
        status: NeedStatus::parse(&row.status).ok_or_else(|| encode::corrupt("needs.status"))?,
        starts_on: encode::date_opt(row.starts_on)?,
        closes_on: encode::date_opt(row.closes_on)?,
        buyer_shown: row.buyer_shown,
        fictional: row.fictional,
    })
}

/// The row without what lies beside a need: why it stands so, and its target price.
fn to_row(need: &Need) -> StorageResult<table::Model> {
    let said = Some(&need.terms).filter(|terms| !terms.is_empty());
    Ok(table::Model {
        number: 0,
        id: need.id.0,
        organisation_id: need.organisation.0,
        centre_id: need.centre.0,
        version: need.version,
        title: need.title.text.clone(),
        title_lang: need.title.lang.as_str().to_owned(),
        description: need.description.text.clone(),
        description_lang: need.description.lang.as_str().to_owned(),
        status: need.status.as_str().to_owned(),
        starts_on: need.starts_on.map(encode::day),
        closes_on: need.closes_on.map(encode::day),
        fictional: need.fictional,
        buyer_shown: need.buyer_shown,
        status_reason: None,
        status_at: None,
        status_by: None,
        status_supplier: None,
        terms: said.map(encode::json).transpose()?,
        target_price: None,
        target_price_currency: None,
    })
}

fn criterion_row(
    need: NeedId,
    position: usize,
    criterion: &Criterion,
) -> StorageResult<criteria::Model> {
    let mut row = criteria::Model {
        id: criterion.id.0,
        need_id: need.0,
        position: encode::int(position),
        attribute_id: criterion.attribute.clone(),
        item_id: criterion.item.clone(),
        comparison: String::new(),
        amount: None,
        members: None,
        centre_lat_e6: None,
        centre_lon_e6: None,
        centre_label: None,
        radius_m: None,
        strength: encode::word(&criterion.strength)?,
        weight: i32::from(criterion.weight),
    };
    row.comparison = match &criterion.requirement {
        Requirement::AnyOf { concepts } => {
            row.members = Some(encode::json(concepts)?);
            "any_of"
        }
        Requirement::AtLeast { amount } => {
            row.amount = Some(*amount);
            "at_least"
        }
        Requirement::AtMost { amount } => {
            row.amount = Some(*amount);
            "at_most"
        }
        Requirement::InStates { states } => {
            row.members = Some(encode::json(states)?);
            "in_states"
        }
        Requirement::Within {
            centre,
            label,
            radius_m,
        } => {
            (row.centre_lat_e6, row.centre_lon_e6) = (Some(centre.lat_e6), Some(centre.lon_e6));
            row.centre_label = Some(label.clone());
            row.radius_m = Some(*radius_m);
            "within"
        }
    }
    .to_owned();
    Ok(row)
}

fn criterion(row: criteria::Model) -> StorageResult<Criterion> {
    let requirement = match row.comparison.as_str() {
        "any_of" => row
            .members
            .map(|members| encode::from_json(&members, "criteria.members"))
            .transpose()?
            .map(|concepts| Requirement::AnyOf { concepts }),
        "in_states" => row
            .members
            .map(|members| encode::from_json::<Vec<StateCode>>(&members, "criteria.members"))
            .transpose()?
            .map(|states| Requirement::InStates { states }),
        "at_least" => row.amount.map(|amount| Requirement::AtLeast { amount }),
        "at_most" => row.amount.map(|amount| Requirement::AtMost { amount }),
        "within" => match (
            row.centre_lat_e6.zip(row.centre_lon_e6),
            row.centre_label,
            row.radius_m,
        ) {
            (Some((lat_e6, lon_e6)), Some(label), Some(radius_m)) => Some(Requirement::Within {
                centre: Position { lat_e6, lon_e6 },
                label,
                radius_m,
            }),
            _ => None,
        },
        _ => None,
    };
    Ok(Criterion {
        id: CriterionId(row.id),
        attribute: row.attribute_id,
        item: row.item_id,
        requirement: requirement.ok_or_else(|| encode::corrupt("criteria.comparison"))?,
        strength: encode::from_word::<Strength>(row.strength, "criteria.strength")?,
        weight: u8::try_from(row.weight).map_err(|_| encode::corrupt("criteria.weight"))?,
    })
}
