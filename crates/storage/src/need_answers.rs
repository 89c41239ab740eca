//! What firms answer to needs. Every answer stays; the latest counts.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::need_answers as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::candidacies::Interest;
use eslabon_domain::ids::{NeedId, PersonId, SiteId};
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// What a firm answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedAnswer {
    /// To which need.
    pub need: NeedId,
    /// For which of its sites.
    pub site: SiteId,
    /// What.
    pub interest: Interest,
    /// In words.
    pub words: String,
    /// Who gave or took down the answer.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role: staff take down what a firm says on the telephone.
    pub role: String,
    /// When.
    pub at: Timestamp,
}

/// Adds an answer.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where need or site does not exist.
pub async fn insert(tx: &Transaction, answer: &NeedAnswer) -> StorageResult<()> {
    let row = table::Model {
        id: Uuid::now_v7(),
        need_id: answer.need.0,
        site_id: answer.site.0,
        interest: answer.interest.as_str().to_owned(),
        words: answer.words.clone(),
        person_id: answer.person.map(|person| person.0),
        answered_by: answer.by.clone(),
        role: answer.role.clone(),
        at: encode::micros(answer.at),
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    Ok(())
}

/// The latest answer of each site to a need.
///
/// # Errors
/// As any statement.
pub async fn to_need(db: &impl Read, need: NeedId) -> StorageResult<BTreeMap<SiteId, NeedAnswer>> {
    let rows = table::Entity::find()
        .filter(table::Column::NeedId.eq(need.0))
        .order_by_asc(table::Column::At)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    let mut latest = BTreeMap::new();
    for row in rows {
        let answer = from_row(row)?;
        latest.insert(answer.site, answer);
    }
    Ok(latest)
}

/// The latest answer of these sites to each need.
///
/// # Errors
/// As any statement.
pub async fn of_sites(
    db: &impl Read,
    sites: &[SiteId],
) -> StorageResult<BTreeMap<(NeedId, SiteId), NeedAnswer>> {
    let mut latest = BTreeMap::new();
    for chunk in sites.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::SiteId.is_in(chunk.iter().map(|site| site.0)))
            .order_by_asc(table::Column::At)
            .order_by_asc(table::Column::Id)
            .all(db.connection())
            .await?;
        for row in rows {
            let answer = from_row(row)?;
            latest.insert((answer.need, answer.site), answer);
        }
    }
    Ok(latest)
}

fn from_row(row: table::Model) -> StorageResult<NeedAnswer> {
    Ok(NeedAnswer {
        need: NeedId(row.need_id),
        site: SiteId(row.site_id),
        interest: Interest::parse(&row.interest)
            .ok_or_else(|| encode::corrupt("need_answers.interest"))?,
        words: row.words,
        person: row.person_id.map(PersonId),
        by: row.answered_by,
        role: row.role,
        at: encode::timestamp(row.at)?,
    })
}
