//! Claims: someone says that a registry entry is her firm. Kept whatever becomes of them, so that a
//! site's history tells who claimed it and who decided. Must not decide.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::claims as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, ClaimId, PersonId, SiteId};
use eslabon_domain::text::Lang;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

/// What shows that the firm is the claimant's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The certificate of the taxpayer's register.
    TaxCertificate,
    /// A letter on the firm's paper.
    Letterhead,
    /// Staff of the centre were there.
    Visit,
    /// Something else, in words.
    Other,
}

impl Evidence {
    /// Every kind, in the order of the form.
    pub const ALL: [Evidence; 4] = [
        Evidence::TaxCertificate,
        Evidence::Letterhead,
        Evidence::Visit,
        Evidence::Other,
    ];

    /// The word in the database and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Evidence::TaxCertificate => "tax_certificate",
            Evidence::Letterhead => "letterhead",
            Evidence::Visit => "visit",
            Evidence::Other => "other",
        }
    }

    /// The kind that [`Evidence::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimStatus {
    /// Nobody has decided.
    Open,
    /// The firm is hers.
    Approved,
    /// It is not, or it was not shown.
    Refused,
    /// She took it back.
    Withdrawn,
}

impl ClaimStatus {
    /// Every status.
    pub const ALL: [ClaimStatus; 4] = [
        ClaimStatus::Open,
        ClaimStatus::Approved,
        ClaimStatus::Refused,
        ClaimStatus::Withdrawn,
    ];

    /// The word in the database and in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimStatus::Open => "open",
            ClaimStatus::Approved => "approved",
            ClaimStatus::Refused => "refused",
            ClaimStatus::Withdrawn => "withdrawn",
        }
    }

    /// The status that [`ClaimStatus::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// A file that was brought as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// SHA-256 of its content, in hex: where it lies.
    pub hash: String,
    /// Under which name it is handed out.
    pub name: String,
    /// Its type, one of a few.
    pub media_type: String,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Of which site.
    pub site: SiteId,
    /// The centre that decides.
    pub centre: CentreId,
    /// The claimant, where she had signed in.
    pub person: Option<PersonId>,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Her telephone; may be empty.
    pub telephone: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// What shows that the firm is hers.
    pub evidence: Evidence,
    /// In her words.
    pub words: String,
    /// What she brought.
    pub file: Option<EvidenceFile>,
    /// How it stands.
    pub status: ClaimStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
}

/// What was decided about an open claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The claim.
    pub id: ClaimId,
    /// How it stands now.
    pub status: ClaimStatus,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Site and claimant: of one such only one claim is open.
fn open_key(claim: &Claim) -> Option<String> {
    let who = match claim.person {
        Some(person) => person.to_string(),
        None => claim.email.clone(),
    };
    (claim.status == ClaimStatus::Open).then(|| format!("{}:{who}", claim.site))
}

fn to_row(claim: &Claim) -> table::Model {
    let file = claim.file.as_ref();
    table::Model {
        id: claim.id.0,
        site_id: claim.site.0,
        centre_id: claim.centre.0,
        person_id: claim.person.map(|id| id.0),
        name: claim.name.clone(),
        email: claim.email.clone(),
        telephone: claim.telephone.clone(),
        lang: claim.lang.as_str().to_owned(),
        evidence: claim.evidence.as_str().to_owned(),
        words: claim.words.clone(),
        file_hash: file.map(|file| file.hash.clone()),
        file_name: file.map(|file| file.name.clone()),
        file_type: file.map(|file| file.media_type.clone()),
        status: claim.status.as_str().to_owned(),
        open_key: open_key(claim),
        created_at: encode::micros(claim.created_at),
        decided_by: claim.decided_by.clone(),
        decided_at: claim.decided_at.map(encode::micros),
        reason: claim.reason.clone(),
    }
}

fn from_row(row: table::Model) -> StorageResult<Claim> {
    let file = match (row.file_hash, row.file_name, row.file_type) {
        (Some(hash), Some(name), Some(media_type)) => Some(EvidenceFile {
            hash,
            name,
            media_type,
        }),
        _ => None,
    };
    Ok(Claim {
        id: ClaimId(row.id),
        site: SiteId(row.site_id),
        centre: CentreId(row.centre_id),
        person: row.person_id.map(PersonId),
        name: row.name,
        email: row.email,
        telephone: row.telephone,
        lang: Lang::parse(&row.lang).ok_or_else(|| encode::corrupt("claims.lang"))?,
        evidence: Evidence::parse(&row.evidence)
            .ok_or_else(|| encode::corrupt("claims.evidence"))?,
        words: row.words,
        file,
        status: ClaimStatus::parse(&row.status).ok_or_else(|| encode::corrupt("claims.status"))?,
        created_at: encode::timestamp(row.created_at)?,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(encode::timestamp).transpose()?,
        reason: row.reason,
    })
}

/// Writes a new claim.
///
/// # Errors
/// [`StorageError::Conflict`] where this claimant has an open claim of this site already,
/// [`StorageError::NotFound`] where site, centre or person does not exist.
pub async fn insert(tx: &Transaction, claim: &Claim) -> StorageResult<()> {
    batch::insert_all::<table::Entity, _>(tx.inner(), &[to_row(claim)], OnClash::Fail).await?;
    Ok(())
}

/// The claim of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ClaimId) -> StorageResult<Option<Claim>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    row.map(from_row).transpose()
}

/// Every claim of these sites, oldest first.
///
/// # Errors
/// As any statement.
pub async fn of_sites(db: &impl Read, sites: &[SiteId]) -> StorageResult<Vec<Claim>> {
    let rows = table::Entity::find()
        .filter(table::Column::SiteId.is_in(sites.iter().map(|site| site.0)))
        .order_by_asc(table::Column::CreatedAt)
        .order_by_asc(table::Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Whose claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Those that this centre decides.
    Centre(CentreId),
    /// Everyone's.
    Everyone,
}

fn waiting(before: Before, status: ClaimStatus) -> Select<table::Entity> {
    let select = table::Entity::find().filter(table::Column::Status.eq(status.as_str()));
    match before {
        Before::Centre(centre) => select.filter(table::Column::CentreId.eq(centre.0)),
        Before::Everyone => select,
    }
}

/// The claims of a status, oldest first.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    before: Before,
    status: ClaimStatus,
    limit: u64,
) -> StorageResult<Vec<Claim>> {
    let rows = waiting(before, status)
        .order_by_asc(table::Column::CreatedAt)
        .order_by_asc(table::Column::Id)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many claims have this status.
///
/// # Errors
/// As any statement.
pub async fn count(db: &impl Read, before: Before, status: ClaimStatus) -> StorageResult<u64> {
    Ok(waiting(before, status).count(db.connection()).await?)
}

/// The open claim that someone made of a site.
///
/// # Errors
/// As any statement.
pub async fn find_open(
    db: &impl Read,
    site: SiteId,
    person: Option<PersonId>,
    email: &str,
) -> StorageResult<Option<Claim>> {
    let who = person.map_or_else(|| email.to_owned(), |person| person.to_string());
    let row = table::Entity::find()
        .filter(table::Column::OpenKey.eq(format!("{site}:{who}")))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Writes a decision over a claim that is still open.
///
/// # Errors
/// [`StorageError::Conflict`] where it is not open any more, [`StorageError::NotFound`] where there is
/// no such claim.
pub async fn decide(tx: &Transaction, ruling: &Ruling) -> StorageResult<()> {
    use table::Column as C;
    let Some(claim) = find(tx, ruling.id).await? else {
        return Err(StorageError::NotFound);
    };
    let written = table::Entity::update_many()
        .col_expr(C::Status, ruling.status.as_str().into())
        .col_expr(C::OpenKey, Expr::value(None::<String>))
        .col_expr(C::DecidedBy, ruling.by.as_str().into())
        .col_expr(C::DecidedAt, encode::micros(ruling.at).into())
        .col_expr(C::Reason, ruling.reason.as_str().into())
        .filter(C::Id.eq(claim.id.0))
        .filter(C::Status.eq(ClaimStatus::Open.as_str()))
        .exec(tx.inner())
        .await?;
    if written.rows_affected == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}

/// Whether any claim names this file.
///
/// # Errors
/// As any statement.
pub async fn names_file(db: &impl Read, hash: &str) -> StorageResult<bool> {
    let row = table::Entity::find()
        .filter(table::Column::FileHash.eq(hash))
        .one(db.connection())
        .await?;
    Ok(row.is_some())
}
