//! What institutions offer: services with their effects, prerequisites, price and region. The dates of courses
//! are kept by [`crate::service_cohorts`].

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::services as table;
use crate::service_parts::{self, Parts};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::services::{
    Effort, FundingKind, PricePer, Service, ServiceForm, ServiceStatus,
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
    service_parts::remove(tx, services).await?;
    service_parts::insert(tx, services).await
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
    service_parts::remove(tx, changed).await?;
    service_parts::insert(tx, changed).await
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

async fn load(db: &impl Read, select: Select<table::Entity>) -> StorageResult<Vec<Service>> {
    let rows = select
        .order_by_asc(table::Column::InstitutionId)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut parts: HashMap<Uuid, Parts> = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        service_parts::load(db, chunk, &mut parts).await?;
    }
    rows.into_iter()
        .map(|row| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            from_row(row, parts)
        })
        .collect()
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
