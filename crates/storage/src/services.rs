//! What institutions offer: services with their effects, prerequisites, price and region. The dates of courses
//! are kept by [`crate::service_cohorts`].

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{service_effects, service_prerequisites, service_regions, services as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{
    Effect, Effort, FundingKind, Prerequisite, PricePer, Service, ServiceForm, ServiceStatus,
};
use eslabon_domain::text::{Lang, LocalText};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use std::collections::HashMap;
use uuid::Uuid;

/// The columns that a save overwrites.
const SET: [table::Column; 22] = {
    use table::Column as C;
    [
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
        C::Status,
        C::Form,
        C::LeadDays,
        C::EffortMinutesPerWeek,
        C::EffortPeople,
        C::PricePer,
        C::Languages,
        C::Funding,
        C::Evidence,
        C::EvidenceLang,
    ]
};

/// Writes services, new ones and those that exist: the latter are overwritten, effects, prerequisites, region
/// and version included. For files that are imported: the file decides.
///
/// # Errors
/// [`StorageError::NotFound`] where an institution does not exist.
pub async fn upsert_many(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
    let rows: Vec<table::Model> = services.iter().map(to_row).collect::<StorageResult<_>>()?;
    let mut set = SET.to_vec();
    set.push(table::Column::Version);
    let clash = OnClash::Replace {
        key: &[table::Column::Id],
        set: &set,
    };
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, clash).await?;
    remove_parts(tx, services).await?;
    insert_parts(tx, services).await
}

/// Overwrites a service that still has the version that was read; its version goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, service: &Service) -> StorageResult<()> {
    let row = [to_row(service)?];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &SET, true).await?;
    if written != 1 {
        return match find(tx, service.id).await? {
            Some(_) => Err(StorageError::Conflict),
            None => Err(StorageError::NotFound),
        };
    }
    let changed = std::slice::from_ref(service);
    remove_parts(tx, changed).await?;
    insert_parts(tx, changed).await
}

async fn remove_parts(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
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

async fn insert_parts(tx: &Transaction, services: &[Service]) -> StorageResult<()> {
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

/// Every service, by institution and id, those that ended included.
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

/// What lies in tables of its own.
#[derive(Default)]
struct Parts {
    effects: Vec<Effect>,
    prerequisites: Vec<Prerequisite>,
    region: Vec<StateCode>,
}

async fn load(db: &impl Read, select: Select<table::Entity>) -> StorageResult<Vec<Service>> {
    let rows = select
        .order_by_asc(table::Column::InstitutionId)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut parts: HashMap<Uuid, Parts> = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        load_parts(db, chunk, &mut parts).await?;
    }
    rows.into_iter()
        .map(|row| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            from_row(row, parts)
        })
        .collect()
}

async fn load_parts(
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

fn from_row(row: table::Model, parts: Parts) -> StorageResult<Service> {
    let name = encode::local_text(row.name, &row.name_lang)?;
    let evidence_lang = row.evidence_lang.unwrap_or_else(|| row.name_lang.clone());
    Ok(Service {
        id: ServiceId(row.id),
        version: row.version,
        status: word(
            row.status.as_deref(),
            ServiceStatus::Offered,
            ServiceStatus::parse,
            "services.status",
        )?,
        institution: OrganisationId(row.institution_id),
        kind: row.kind,
        name,
        description: encode::local_text(row.description, &row.description_lang)?,
        effects: parts.effects,
        prerequisites: parts.prerequisites,
        form: match row.form {
            Some(form) => encode::from_json(&form, "services.form")?,
            None => ServiceForm::Arranged,
        },
        duration_days: row.duration_days,
        lead_days: row.lead_days.unwrap_or(0),
        effort: row.effort_minutes_per_week.zip(row.effort_people).map(
            |(minutes_per_week, people)| Effort {
                minutes_per_week,
                people,
            },
        ),
        price: Money {
            minor: row.price_minor,
            currency: Currency::parse(&row.currency)
                .ok_or_else(|| encode::corrupt("services.currency"))?,
        },
        price_per: word(
            row.price_per.as_deref(),
            PricePer::Firm,
            PricePer::parse,
            "services.price_per",
        )?,
        price_as_of: encode::date(&row.price_as_of)?,
        source: row.source,
        region: parts.region,
        languages: list(row.languages.as_deref(), Lang::parse, "services.languages")?,
        funding: list(
            row.funding.as_deref(),
            FundingKind::parse,
            "services.funding",
        )?,
        evidence: match row.evidence {
            Some(text) => encode::local_text(text, &evidence_lang)?,
            None => LocalText::default(),
        },
        fictional: row.fictional,
    })
}

/// What a word stands for; `absent` where there is none.
fn word<T>(
    stored: Option<&str>,
    absent: T,
    parse: fn(&str) -> Option<T>,
    what: &str,
) -> StorageResult<T> {
    match stored {
        None => Ok(absent),
        Some(word) => parse(word).ok_or_else(|| encode::corrupt(what)),
    }
}

/// What words with blanks between them stand for.
fn list<T>(
    stored: Option<&str>,
    parse: fn(&str) -> Option<T>,
    what: &str,
) -> StorageResult<Vec<T>> {
    stored
        .unwrap_or_default()
        .split_whitespace()
        .map(|word| parse(word).ok_or_else(|| encode::corrupt(what)))
        .collect()
}

/// Words with blanks between them; absent where there are none.
fn listed<'w>(words: impl Iterator<Item = &'w str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn to_row(service: &Service) -> StorageResult<table::Model> {
    let evidence = Some(&service.evidence).filter(|evidence| !evidence.text.is_empty());
    let form = match service.form {
        ServiceForm::Arranged => None,
        form => Some(encode::json(&form)?),
    };
    Ok(table::Model {
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
        version: service.version,
        status: Some(service.status.as_str().to_owned()),
        form,
        lead_days: Some(service.lead_days),
        effort_minutes_per_week: service.effort.map(|effort| effort.minutes_per_week),
        effort_people: service.effort.map(|effort| effort.people),
        price_per: Some(service.price_per.as_str().to_owned()),
        languages: listed(service.languages.iter().map(|lang| lang.as_str())),
        funding: listed(service.funding.iter().map(|kind| kind.as_str())),
        evidence: evidence.map(|evidence| evidence.text.clone()),
        evidence_lang: evidence.map(|evidence| evidence.lang.as_str().to_owned()),
    })
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
