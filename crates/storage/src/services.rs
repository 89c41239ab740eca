//! What institutions offer: services with their effects, price and region.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{service_effects, service_regions, services as table};
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{Effect, Service};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use std::collections::HashMap;
use uuid::Uuid;

/// Writes services, new ones and those that exist: the latter are overwritten, effects and
/// region included.
///
/// # Errors
/// [`crate::StorageError::NotFound`] where an institution does not exist.
pub async fn upsert_many(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
    use table::Column as C;
    let rows: Vec<table::Model> = services.iter().map(to_row).collect();
    let clash = OnClash::Replace {
        key: &[C::Id],
        set: &[
            C::InstitutionId,
            C::Kind,
            C::Name,
            C::NameLang,
            C::Description,
            C::DescriptionLang,
            C::DurationDays,
            C::PriceMinor,
            C::Currency,
            C::PriceAsOf,
            C::Source,
            C::Fictional,
        ],
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, clash).await?;
    for chunk in services.chunks(batch::MAX_IN) {
        let ids: Vec<Uuid> = chunk.iter().map(|service| service.id.0).collect();
        service_effects::Entity::delete_many()
            .filter(service_effects::Column::ServiceId.is_in(ids.iter().copied()))
            .exec(tx.inner())
            .await?;
        service_regions::Entity::delete_many()
            .filter(service_regions::Column::ServiceId.is_in(ids))
            .exec(tx.inner())
            .await?;
    }
    let effects: Vec<service_effects::Model> = services.iter().flat_map(effect_rows).collect();
    let regions: Vec<service_regions::Model> = services.iter().flat_map(region_rows).collect();
    batch::insert_all::<service_effects::Entity, _>(tx.inner(), &effects, OnClash::Fail).await?;
    batch::insert_all::<service_regions::Entity, _>(tx.inner(), &regions, OnClash::Fail).await?;
    Ok(())
}

/// Every service, by institution and id.
///
/// # Errors
/// As any statement.
pub async fn list_all(db: &impl Read) -> StorageResult<Vec<Service>> {
    load(db, table::Entity::find()).await
}

/// The services of an institution, by id.
///
/// # Errors
/// As any statement.
pub async fn of_institution(
    db: &impl Read,
    institution: OrganisationId,
) -> StorageResult<Vec<Service>> {
    let select = table::Entity::find().filter(table::Column::InstitutionId.eq(institution.0));
    load(db, select).await
}

/// The service of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ServiceId) -> StorageResult<Option<Service>> {
    Ok(load(db, table::Entity::find_by_id(id.0)).await?.pop())
}

async fn load(db: &impl Read, select: Select<table::Entity>) -> StorageResult<Vec<Service>> {
    let rows = select
        .order_by_asc(table::Column::InstitutionId)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut effects: HashMap<Uuid, Vec<Effect>> = HashMap::new();
    let mut regions: HashMap<Uuid, Vec<StateCode>> = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let found = service_effects::Entity::find()
            .filter(service_effects::Column::ServiceId.is_in(chunk.iter().copied()))
            .order_by_asc(service_effects::Column::Position)
            .all(db.connection())
            .await?;
        for row in found {
            effects.entry(row.service_id).or_default().push(Effect {
                attribute: row.attribute_id,
                item: row.item_id,
                from: row.level_from,
                to: row.level_to,
            });
        }
        let found = service_regions::Entity::find()
            .filter(service_regions::Column::ServiceId.is_in(chunk.iter().copied()))
            .order_by_asc(service_regions::Column::Position)
            .all(db.connection())
            .await?;
        for row in found {
            let state =
                u8::try_from(row.state).map_err(|_| encode::corrupt("service_regions.state"))?;
            regions
                .entry(row.service_id)
                .or_default()
                .push(StateCode(state));
        }
    }
    rows.into_iter()
        .map(|row| {
            let id = row.id;
            from_row(
                row,
                effects.remove(&id).unwrap_or_default(),
                regions.remove(&id).unwrap_or_default(),
            )
        })
        .collect()
}

fn from_row(
    row: table::Model,
    effects: Vec<Effect>,
    region: Vec<StateCode>,
) -> StorageResult<Service> {
    Ok(Service {
        id: ServiceId(row.id),
        institution: OrganisationId(row.institution_id),
        kind: row.kind,
        name: encode::local_text(row.name, &row.name_lang)?,
        description: encode::local_text(row.description, &row.description_lang)?,
        effects,
        duration_days: row.duration_days,
        price: Money {
            minor: row.price_minor,
            currency: Currency::parse(&row.currency)
                .ok_or_else(|| encode::corrupt("services.currency"))?,
        },
        price_as_of: encode::date(&row.price_as_of)?,
        source: row.source,
        region,
        fictional: row.fictional,
    })
}

fn to_row(service: &Service) -> table::Model {
    table::Model {
        id: service.id.0,
        institution_id: service.institution.0,
        kind: service.kind.clone(),
        name: service.name.text.clone(),
        name_lang: service.name.lang.as_str().to_owned(),
        description: service.description.text.clone(),
        description_lang: service.description.lang.as_str().to_owned(),
        duration_days: service.duration_days,
        price_minor: service.price.minor,
        currency: service.price.currency.code().to_owned(),
        price_as_of: encode::day(service.price_as_of),
        source: service.source.clone(),
        fictional: service.fictional,
        version: 1,
    }
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
