//! What of services lies in tables of its own: effects, prerequisites, states served. Each list is written anew
//! with its service.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{service_effects, service_prerequisites, service_regions};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Effect, Prerequisite, Service};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;
use uuid::Uuid;

/// What lies in tables of its own.
#[derive(Default)]
pub(crate) struct Parts {
    pub effects: Vec<Effect>,
    pub prerequisites: Vec<Prerequisite>,
    pub region: Vec<StateCode>,
}

/// Takes the lists of these services away.
pub(crate) async fn remove(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
    for chunk in services.chunks(batch::MAX_IN) {
        let ids: Vec<Uuid> = chunk.iter().map(|service| service.id.0).collect();
        service_effects::Entity::delete_many()
            .filter(service_effects::Column::ServiceId.is_in(ids.iter().copied()))
            .exec(tx.inner())
            .await?;
        service_prerequisites::Entity::delete_many()
            .filter(service_prerequisites::Column::ServiceId.is_in(ids.iter().copied()))
            .exec(tx.inner())
            .await?;
        service_regions::Entity::delete_many()
            .filter(service_regions::Column::ServiceId.is_in(ids))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

/// Writes them.
pub(crate) async fn insert(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
    let effects: Vec<service_effects::Model> = services.iter().flat_map(effect_rows).collect();
    let asked: Vec<service_prerequisites::Model> =
        services.iter().flat_map(prerequisite_rows).collect();
    let regions: Vec<service_regions::Model> = services.iter().flat_map(region_rows).collect();
    batch::insert_all::<service_effects::Entity, _>(tx.inner(), &effects, OnClash::Fail).await?;
    batch::insert_all::<service_prerequisites::Entity, _>(tx.inner(), &asked, OnClash::Fail)
        .await?;
    batch::insert_all::<service_regions::Entity, _>(tx.inner(), &regions, OnClash::Fail).await?;
    Ok(())
}

/// Adds the lists of these services to what is known of each.
pub(crate) async fn load(
    db: &impl Read,
    ids: &[Uuid],
    parts: &mut HashMap<Uuid, Parts>,
) -> StorageResult<()> {
    let found = service_effects::Entity::find()
        .filter(service_effects::Column::ServiceId.is_in(ids.iter().copied()))
        .order_by_asc(service_effects::Column::Position)
        .all(db.connection())
        .await?;
    for row in found {
        parts
            .entry(row.service_id)
            .or_default()
            .effects
            .push(Effect {
                attribute: row.attribute_id,
                item: row.item_id,
                from: row.level_from,
                to: row.level_to,
            });
    }
    let found = service_prerequisites::Entity::find()
        .filter(service_prerequisites::Column::ServiceId.is_in(ids.iter().copied()))
        .order_by_asc(service_prerequisites::Column::Position)
        .all(db.connection())
        .await?;
    for row in found {
        let asked = &mut parts.entry(row.service_id).or_default().prerequisites;
        asked.push(Prerequisite {
            attribute: row.attribute_id,
            item: row.item_id,
            level: row.level,
        });
    }
    let found = service_regions::Entity::find()
        .filter(service_regions::Column::ServiceId.is_in(ids.iter().copied()))
        .order_by_asc(service_regions::Column::Position)
        .all(db.connection())
        .await?;
    for row in found {
        let state =
            u8::try_from(row.state).map_err(|_| encode::corrupt("service_regions.state"))?;
        let region = &mut parts.entry(row.service_id).or_default().region;
        region.push(StateCode(state));
    }
    Ok(())
}

fn effect_rows(service: &Service) -> impl Iterator<Item = service_effects::Model> + '_ {
    service
        .effects
        .iter()
        .enumerate()
        .map(|(position, effect)| service_effects::Model {
            service_id: service.id.0,
            position: encode::int(position),
            attribute_id: effect.attribute.clone(),
            item_id: effect.item.clone(),
            level_from: effect.from,
            level_to: effect.to,
        })
}

fn prerequisite_rows(service: &Service) -> impl Iterator<Item = service_prerequisites::Model> + '_ {
    let asked = service.prerequisites.iter().enumerate();
    asked.map(|(position, asked)| service_prerequisites::Model {
        service_id: service.id.0,
        position: encode::int(position),
        attribute_id: asked.attribute.clone(),
        item_id: asked.item.clone(),
        level: asked.level,
    })
}

fn region_rows(service: &Service) -> impl Iterator<Item = service_regions::Model> + '_ {
    service
        .region
        .iter()
        .enumerate()
        .map(|(position, state)| service_regions::Model {
            service_id: service.id.0,
            position: encode::int(position),
            state: i32::from(state.0),
        })
}
