//! Registry entries: what a public register says of a site. Public facts only; no telephone
//! numbers and no e-mail addresses.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::registry_entries as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{RegistryEntryId, SiteId};
use eslabon_domain::registry::{Register, SizeBand};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, TryGetableMany};
use std::collections::HashMap;
use uuid::Uuid;

/// One line of a public register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryEntry {
    /// Its id.
    pub id: RegistryEntryId,
    /// The site of which it speaks.
    pub site: SiteId,
    /// The register.
    pub register: Register,
    /// The register's own key: DENUE id, NRA. (register, key) is unique.
    pub key: String,
    /// Name of the establishment.
    pub name: String,
    /// Legal name; may be empty.
    pub legal_name: String,
    /// The activity in the register's words.
    pub activity_text: String,
    /// SCIAN class.
    pub scian: Option<String>,
    /// The class is our suggestion, not the register's.
    pub scian_suggested: bool,
    /// Band of people working there.
    pub size: Option<SizeBand>,
    /// Industrial park; may be empty.
    pub industrial_park: String,
    /// Website; may be empty.
    pub website: String,
    /// Edition of the register: `2024-05`, `2022`.
    pub edition: String,
    /// Codes of what is odd about the line.
    pub warnings: Vec<String>,
    /// Hash of the line's content: the same hash, nothing to do.
    pub content_hash: [u8; 16],
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<RegistryEntry> {
    let size = match row.size_band {
        None => None,
        Some(word) => Some(
            SizeBand::parse(&word).ok_or_else(|| encode::corrupt("registry_entries.size_band"))?,
        ),
    };
    // Nearly every line has no warnings; parsing JSON for each would be felt.
    let warnings = match row.warnings.as_str() {
        "[]" => Vec::new(),
        text => encode::from_json(text, "registry_entries.warnings")?,
    };
    Ok(RegistryEntry {
        id: RegistryEntryId(row.id),
        site: SiteId(row.site_id),
        register: register(&row.register)?,
        key: row.key,
        name: row.name,
        legal_name: row.legal_name,
        activity_text: row.activity_text,
        scian: row.scian,
        scian_suggested: row.scian_suggested,
        size,
        industrial_park: row.industrial_park,
        website: row.website,
        edition: row.edition,
        warnings,
        content_hash: hash(row.content_hash)?,
    })
}

fn register(word: &str) -> StorageResult<Register> {
    Register::parse(word).ok_or_else(|| encode::corrupt("registry_entries.register"))
}

fn hash(bytes: Vec<u8>) -> StorageResult<[u8; 16]> {
    bytes
        .try_into()
        .map_err(|_| encode::corrupt("registry_entries.content_hash"))
}

fn to_row(entry: &RegistryEntry) -> StorageResult<table::Model> {
    Ok(table::Model {
        id: entry.id.0,
        site_id: entry.site.0,
        register: entry.register.as_str().to_owned(),
        key: entry.key.clone(),
        name: entry.name.clone(),
        legal_name: entry.legal_name.clone(),
        activity_text: entry.activity_text.clone(),
        scian: entry.scian.clone(),
        scian_suggested: entry.scian_suggested,
        size_band: entry.size.map(|band| band.as_str().to_owned()),
        industrial_park: entry.industrial_park.clone(),
        website: entry.website.clone(),
        edition: entry.edition.clone(),
        warnings: encode::json(&entry.warnings)?,
        content_hash: entry.content_hash.to_vec(),
    })
}

/// Writes new entries.
///
/// # Errors
/// [`StorageError::Conflict`] where (register, key) is taken, [`StorageError::NotFound`] where a
/// site does not exist.
pub async fn insert_many(tx: &Transaction, entries: &[RegistryEntry]) -> StorageResult<()> {
    let rows: Vec<table::Model> = entries.iter().map(to_row).collect::<StorageResult<_>>()?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// Overwrites entries by id; register and key stay what they are.
///
/// # Errors
/// [`StorageError::NotFound`] where one does not exist; the transaction must not be kept then.
pub async fn update_many(tx: &Transaction, entries: &[RegistryEntry]) -> StorageResult<()> {
    use table::Column as C;
    let rows: Vec<table::Model> = entries.iter().map(to_row).collect::<StorageResult<_>>()?;
    let set = [
        C::SiteId,
        C::Name,
        C::LegalName,
        C::ActivityText,
        C::Scian,
        C::ScianSuggested,
        C::SizeBand,
        C::IndustrialPark,
        C::Website,
        C::Edition,
        C::Warnings,
        C::ContentHash,
    ];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &rows, &set, false).await?;
    if written == rows.len() as u64 {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}

/// What the registers say of a site.
///
/// # Errors
/// As any statement.
pub async fn of_site(db: &impl Read, site: SiteId) -> StorageResult<Vec<RegistryEntry>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.eq(site.0))
        .order_by_asc(table::Column::Register)
        .order_by_asc(table::Column::Key)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// For those of these keys that the register's entries have: the entry, its site, its hash.
///
/// # Errors
/// As any statement.
pub async fn find_hashes(
    db: &impl Read,
    register: Register,
    keys: &[String],
) -> StorageResult<HashMap<String, (RegistryEntryId, SiteId, [u8; 16])>> {
    use table::Column as C;
    let mut found = HashMap::with_capacity(keys.len());
    let columns = [C::Key, C::Id, C::SiteId, C::ContentHash];
    let rows = batch::find_by_keys::<table::Entity, _>(
        db.connection(),
        &columns,
        (C::Register, register.as_str()),
        C::Key,
        keys,
    )
    .await?;
    for row in rows {
        let (key, id, site, bytes): (String, Uuid, Uuid, Vec<u8>) =
            TryGetableMany::try_get_many_by_index(&row)?;
        found.insert(key, (RegistryEntryId(id), SiteId(site), hash(bytes)?));
    }
    Ok(found)
}
