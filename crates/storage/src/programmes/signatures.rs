//! Signatures under programmes. A signature counts for the plan of its version, and is never changed.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_signatures as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{PersonId, ProgrammeId, ProgrammeSignatureId};
use eslabon_domain::programmes::ProgrammeSide;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The scan of a paper that was signed by hand. Its bytes lie with the files of sites, under their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// The digest of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The type under which it is served.
    pub media_type: String,
    /// How large it is.
    pub bytes: u64,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Its id.
    pub id: ProgrammeSignatureId,
    /// Under which programme.
    pub programme: ProgrammeId,
    /// For which side.
    pub side: ProgrammeSide,
    /// The version of the plan that was signed.
    pub plan_version: i32,
    /// The digest of the document that was signed, in hexadecimal digits.
    pub document_hash: String,
    /// Who signed here; of a paper, who handed it in.
    pub person: Option<PersonId>,
    /// The name of whoever signed, that day.
    pub signed_by: String,
    /// In which role whoever signed or handed it in acted.
    pub role: String,
    /// When.
    pub signed_at: Timestamp,
    /// In words; may be empty.
    pub comment: String,
    /// Signed by hand: the scan.
    pub scan: Option<Scan>,
}
