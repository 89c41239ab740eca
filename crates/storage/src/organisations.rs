//! Organisations: lead firms, SMEs, institutions, centres, and the firms that registers name.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::organisations as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::text::fold;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What an organisation is to the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrganisationKind {
    /// Buys: posts needs.
    LeadFirm,
    /// A supplier that works with the centre.
    Sme,
    /// Offers services.
    Institution,
    /// A Centre for Supplier Development.
    Centre,
    /// A horizontal network of SMEs.
    Network,
    /// A programme, or whoever pays for one.
    Programme,
    /// Known from a public register only.
    Registered,
}

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [OrganisationKind; 7] = [
        OrganisationKind::LeadFirm,
        OrganisationKind::Sme,
        OrganisationKind::Institution,
        OrganisationKind::Centre,
        OrganisationKind::Network,
        OrganisationKind::Programme,
        OrganisationKind::Registered,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            OrganisationKind::LeadFirm => "lead_firm",
            OrganisationKind::Sme => "sme",
            OrganisationKind::Institution => "institution",
            OrganisationKind::Centre => "centre",
            OrganisationKind::Network => "network",
            OrganisationKind::Programme => "programme",
            OrganisationKind::Registered => "registered",
        }
    }

    /// The kind that [`OrganisationKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// When it was written down.
    pub created_at: Timestamp,
}

pub(crate) fn from_row(row: table::Model) -> StorageResult<Organisation> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: OrganisationKind::parse(&row.kind)
            .ok_or_else(|| encode::corrupt("organisations.kind"))?,
        name: row.name,
        fictional: row.fictional,
        created_at: encode::timestamp(row.created_at)?,
    })
}

/// What the index over names holds.
fn name_key(name: &str) -> String {
    const CHARS: usize = 64;
    let start: String = name.chars().take(CHARS).collect();
    fold(&start).chars().take(CHARS).collect()
}

fn to_row(organisation: &Organisation) -> table::Model {
    table::Model {
        id: organisation.id.0,
        kind: organisation.kind.as_str().to_owned(),
        name: organisation.name.clone(),
        name_key: name_key(&organisation.name),
        fictional: organisation.fictional,
        created_at: encode::micros(organisation.created_at),
    }
}

/// Writes new organisations.
///
/// # Errors
/// [`StorageError::Conflict`] where an id is taken.
pub async fn insert_many(tx: &Transaction, organisations: &[Organisation]) -> StorageResult<()> {
    let rows: Vec<table::Model> = organisations.iter().map(to_row).collect();
    batch::insert_all::<table::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// The organisation of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: OrganisationId) -> StorageResult<Option<Organisation>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// The organisations of these ids that exist, in no particular order.
///
/// # Errors
/// As any statement.
pub async fn load_many(db: &impl Read, ids: &[OrganisationId]) -> StorageResult<Vec<Organisation>> {
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
    Ok(found)
}

/// Every organisation of a kind, by name. Meant for the kinds that a centre works with; the
/// registered ones are tens of thousands.
///
/// # Errors
/// As any statement.
pub async fn list_by_kind(
    db: &impl Read,
    kind: OrganisationKind,
) -> StorageResult<Vec<Organisation>> {
    let rows = table::Entity::find()
        .filter(table::Column::Kind.eq(kind.as_str()))
        .all(db.connection())
        .await?;
    let mut found: Vec<Organisation> = rows
        .into_iter()
        .map(from_row)
        .collect::<StorageResult<_>>()?;
    // Sorted here: the databases do not agree on the order of letters.
    found.sort_by_cached_key(|organisation| (fold(&organisation.name), organisation.id));
    Ok(found)
}

/// The organisation of this kind and exactly this name; the first by id where there are several.
///
/// # Errors
/// As any statement.
pub async fn find_by_name(
    db: &impl Read,
    kind: OrganisationKind,
    name: &str,
) -> StorageResult<Option<Organisation>> {
    let row = table::Entity::find()
        .filter(table::Column::Kind.eq(kind.as_str()))
        .filter(table::Column::NameKey.eq(batch::storable(name_key(name).into())))
        .filter(table::Column::Name.eq(batch::storable(name.into())))
        .order_by_asc(table::Column::Id)
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Organisations of these kinds whose name holds the text, by name; accents and capitals do not count.
///
/// # Errors
/// As any statement.
pub async fn search(
    db: &impl Read,
    kinds: &[OrganisationKind],
    text: &str,
    limit: u64,
) -> StorageResult<Vec<Organisation>> {
    // Signs that a pattern understands are no part of what is looked for.
    let key = name_key(text.trim()).replace(['%', '_', '\\', '\0'], "");
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let rows = table::Entity::find()
        .filter(table::Column::Kind.is_in(kinds.iter().map(|kind| kind.as_str())))
        .filter(table::Column::NameKey.contains(key))
        .order_by_asc(table::Column::NameKey)
        .order_by_asc(table::Column::Id)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Overwrites name, kind and mark of organisations that exist.
///
/// # Errors
/// [`StorageError::NotFound`] where one does not exist; the transaction must not be kept then.
pub async fn update_many(tx: &Transaction, organisations: &[Organisation]) -> StorageResult<()> {
    use table::Column::{Fictional, Kind, Name, NameKey};
    let rows: Vec<table::Model> = organisations.iter().map(to_row).collect();
    let set = [Kind, Name, NameKey, Fictional];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &rows, &set, false).await?;
    if written == rows.len() as u64 {
        Ok(())
    } else {
        Err(StorageError::NotFound)
    }
}
