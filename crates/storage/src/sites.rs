//! Sites: the places where organisations work, which are searched and matched.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{organisations, registry_entries, sites as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::registry::Register;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Waits until whoever else writes what is known of these sites is done, so that of two words on one thing the
/// later one takes the place of the earlier one. They are taken in one order, so that no two wait for each other;
/// rows that only name a site are written meanwhile. SQLite has one writer anyway.
pub(crate) async fn take_turns(tx: &Transaction, ids: &BTreeSet<Uuid>) -> StorageResult<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    for chunk in ids.chunks(batch::MAX_IN) {
        let _locked: Vec<Uuid> = table::Entity::find()
            .select_only()
            .column(table::Column::Id)
            .filter(table::Column::Id.is_in(chunk.iter().copied()))
            .order_by_asc(table::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .into_tuple()
            .all(tx.inner())
            .await?;
    }
    Ok(())
}

/// How a site's position is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PositionSource {
    /// The site's own coordinates.
    Own,
    /// The centroid of its municipality: approximate.
    Municipality,
    /// It is not known.
    None,
}

impl PositionSource {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PositionSource::Own => "own",
            PositionSource::Municipality => "municipality",
            PositionSource::None => "none",
        }
    }

    /// The source that [`PositionSource::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "own" => Some(PositionSource::Own),
            "municipality" => Some(PositionSource::Municipality),
            "none" => Some(PositionSource::None),
            _ => None,
        }
    }
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name, as its people or a register write it.
    pub name: String,
    /// Street and number; may be empty.
    pub street: String,
    /// Postal code; may be empty.
    pub postal_code: String,
    /// Town or quarter; may be empty.
    pub locality: String,
    /// INEGI's five digits.
    pub municipality: Option<String>,
    /// State.
    pub state: Option<StateCode>,
    /// Where it is.
    pub position: Option<Position>,
    /// How that is known.
    pub position_source: PositionSource,
    /// The version that was read; a new site has 1.
    pub version: i32,
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<Site> {
    let state = row
        .state
        .map(|number| u8::try_from(number).map(StateCode))
        .transpose()
        .map_err(|_| encode::corrupt("sites.state"))?;
    Ok(Site {
        id: SiteId(row.id),
        organisation: OrganisationId(row.organisation_id),
        name: row.name,
        street: row.street,
        postal_code: row.postal_code,
        locality: row.locality,
        municipality: row.municipality,
        state,
        position: row
            .lat_e6
            .zip(row.lon_e6)
            .map(|(lat_e6, lon_e6)| Position { lat_e6, lon_e6 }),
        position_source: PositionSource::parse(&row.position_source)
            .ok_or_else(|| encode::corrupt("sites.position_source"))?,
        version: row.version,
    })
}

fn to_row(site: &Site) -> table::Model {
    table::Model {
        id: site.id.0,
        organisation_id: site.organisation.0,
        name: site.name.clone(),
        street: site.street.clone(),
        postal_code: site.postal_code.clone(),
        locality: site.locality.clone(),
        municipality: site.municipality.clone(),
        state: site.state.map(|state| i32::from(state.0)),
        lat_e6: site.position.map(|position| position.lat_e6),
        lon_e6: site.position.map(|position| position.lon_e6),
        position_source: site.position_source.as_str().to_owned(),
        version: site.version,
        // Written by `merges` alone; an update leaves it as it is.
        merged_into: None,
    }
}

/// Writes new sites.
///
/// # Errors
/// [`StorageError::Conflict`] where an id is taken, [`StorageError::NotFound`] where an
/// organisation does not exist.
pub async fn insert_many(tx: &Transaction, sites: &[Site]) -> StorageResult<()> {
    let rows: Vec<table::Model> = sites.iter().map(to_row).collect();
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// Overwrites sites. Each carries the version that was read; the stored one goes up by one.
///
/// # Errors
/// [`StorageError::Conflict`] where one was changed in between or does not exist; the
/// transaction must not be kept then.
pub async fn update_many(tx: &Transaction, sites: &[Site]) -> StorageResult<()> {
    use table::Column as C;
    let rows: Vec<table::Model> = sites.iter().map(to_row).collect();
    let set = [
        C::OrganisationId,
        C::Name,
        C::Street,
        C::PostalCode,
        C::Locality,
        C::Municipality,
        C::State,
        C::LatE6,
        C::LonE6,
        C::PositionSource,
    ];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &rows, &set, true).await?;
    if written == rows.len() as u64 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// The site of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: SiteId) -> StorageResult<Option<Site>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The sites of these ids that exist, by id.
///
/// # Errors
/// As any statement.
pub async fn load_many(db: &impl Read, ids: &[SiteId]) -> StorageResult<Vec<Site>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows = table::Entity::find()
            .filter(table::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            found.push(from_row(row)?);
        }
    }
    found.sort_unstable_by_key(|site| site.id);
    Ok(found)
}

/// The sites of an organisation that were not merged into another, by id.
///
/// # Errors
/// As any statement.
pub async fn of_organisation(
    db: &impl Read,
    organisation: OrganisationId,
) -> StorageResult<Vec<Site>> {
    let rows = table::Entity::find()
        .filter(table::Column::OrganisationId.eq(organisation.0))
        .filter(table::Column::MergedInto.is_null())
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// What a search for duplicates compares: a site with what registers say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRow {
    /// The site.
    pub site: SiteId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The firm is fictional.
    pub fictional: bool,
    /// Every name under which it is known.
    pub names: Vec<String>,
    /// Those under which registers say it is incorporated.
    pub legal_names: Vec<String>,
    /// INEGI's five digits.
    pub municipality: Option<String>,
    /// Its own coordinates; a municipality's centre tells nothing of one plant.
    pub own_position: Option<Position>,
    /// SCIAN class, as published.
    pub scian: Option<String>,
    /// Website; may be empty.
    pub website: String,
    /// The register that speaks of it, the first where there are several.
    pub register: Option<Register>,
}

/// Sites as a search for duplicates compares them, in these municipalities or everywhere, by id. A
/// merged site is no pair of any: the one into which it was merged stands for it.
///
/// # Errors
/// As any statement.
pub async fn pairing_rows(
    db: &impl Read,
    municipalities: Option<&[String]>,
) -> StorageResult<Vec<PairingRow>> {
    let mut found: BTreeMap<SiteId, PairingRow> = BTreeMap::new();
    let everywhere = [Vec::new()];
    let chunks: Vec<Vec<String>> = match municipalities {
        None => everywhere.to_vec(),
        Some(codes) => codes
            .chunks(batch::MAX_IN)
            .map(<[String]>::to_vec)
            .collect(),
    };
    for codes in chunks {
        let mut select = table::Entity::find().filter(table::Column::MergedInto.is_null());
        if municipalities.is_some() {
            select = select.filter(table::Column::Municipality.is_in(codes));
        }
        for row in select.all(db.connection()).await? {
            let site = from_row(row)?;
            let own_position = site
                .position
                .filter(|_| site.position_source == PositionSource::Own);
            found.insert(
                site.id,
                PairingRow {
                    site: site.id,
                    organisation: site.organisation,
                    fictional: false,
                    names: vec![site.name],
                    legal_names: Vec::new(),
                    municipality: site.municipality,
                    own_position,
                    scian: None,
                    website: String::new(),
                    register: None,
                },
            );
        }
    }
    add_entries(db, municipalities.is_some(), &mut found).await?;
    mark_fictional(db, &mut found).await?;
    Ok(found.into_values().collect())
}

/// Adds what registers say. `some` where only part of the sites is wanted.
async fn add_entries(
    db: &impl Read,
    some: bool,
    found: &mut BTreeMap<SiteId, PairingRow>,
) -> StorageResult<()> {
    use registry_entries::Column as C;
    let ids: Vec<Uuid> = found.keys().map(|site| site.0).collect();
    let chunks: Vec<&[Uuid]> = if some {
        ids.chunks(batch::MAX_IN).collect()
    } else {
        vec![ids.as_slice()]
    };
    for chunk in chunks {
        let mut select = registry_entries::Entity::find()
            .select_only()
            .columns([
                C::SiteId,
                C::Register,
                C::Name,
                C::LegalName,
                C::Scian,
                C::ScianSuggested,
                C::Website,
            ])
            .order_by_asc(C::Register)
            .order_by_asc(C::Key);
        if some {
            select = select.filter(C::SiteId.is_in(chunk.iter().copied()));
        }
        type Entry = (Uuid, String, String, String, Option<String>, bool, String);
        let entries: Vec<Entry> = select.into_tuple().all(db.connection()).await?;
        for (site, register, name, legal_name, scian, suggested, website) in entries {
            let Some(row) = found.get_mut(&SiteId(site)) else {
                continue;
            };
            row.names.push(name);
            if !legal_name.is_empty() {
                row.names.push(legal_name.clone());
                row.legal_names.push(legal_name);
            }
            row.scian = row.scian.take().or(scian.filter(|_| !suggested));
            row.register = row.register.or(Register::parse(&register));
            if row.website.is_empty() {
                row.website = website;
            }
        }
    }
    Ok(())
}

async fn mark_fictional(
    db: &impl Read,
    found: &mut BTreeMap<SiteId, PairingRow>,
) -> StorageResult<()> {
    let fictional: Vec<Uuid> = organisations::Entity::find()
        .select_only()
        .column(organisations::Column::Id)
        .filter(organisations::Column::Fictional.eq(true))
        .into_tuple()
        .all(db.connection())
        .await?;
    let fictional: HashSet<Uuid> = fictional.into_iter().collect();
    for row in found.values_mut() {
        row.fictional = fictional.contains(&row.organisation.0);
    }
    Ok(())
}

/// How many sites there are, each merged one with the one that stands for it.
///
/// # Errors
/// As any statement.
pub async fn count(db: &impl Read) -> StorageResult<u64> {
    Ok(table::Entity::find()
        .filter(table::Column::MergedInto.is_null())
        .count(db.connection())
        .await?)
}
