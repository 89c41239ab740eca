//! Claims of registry entries, and merges of sites that are one plant.

use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::claims::ClaimLine;
use eslabon_app::records::{ClaimStatus as StoredStatus, Evidence as StoredEvidence};

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "StoredStatus")]
pub enum ClaimStatus {
    /// Nobody has decided.
    Open,
    /// The firm is the claimant's.
    Approved,
    /// It is not, or it was not shown.
    Refused,
    /// The claimant took it back.
    Withdrawn,
}

/// What shows that a firm is the claimant's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "StoredEvidence")]
pub enum ClaimEvidence {
    /// The certificate of the taxpayer's register.
    TaxCertificate,
    /// A letter on the firm's paper.
    Letterhead,
    /// Staff of the centre were there.
    Visit,
    /// Something else, in words.
    Other,
}

/// Someone says that a registry entry is her firm.
#[derive(Debug, SimpleObject)]
pub struct Claim {
    /// Global id: what `claimDecide` takes.
    pub id: ID,
    /// Global id of the supplier.
    pub supplier_id: ID,
    /// The supplier's name.
    pub supplier_name: String,
    /// The claimant's name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Her telephone; may be empty.
    pub telephone: String,
    /// She had signed in.
    pub has_account: bool,
    /// What shows that the firm is hers.
    pub evidence: ClaimEvidence,
    /// In her words.
    pub words: String,
    /// She brought a document; it is downloaded from the page of the claim.
    pub has_file: bool,
    /// How many other open claims there are of the supplier.
    pub rivals: usize,
    /// How it stands.
    pub status: ClaimStatus,
    /// When it was made.
    pub created_at: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl From<ClaimLine> for Claim {
    fn from(line: ClaimLine) -> Self {
        let claim = line.claim;
        Self {
            id: ids::global(ids::CLAIM, claim.id),
            supplier_id: ids::global(ids::SUPPLIER, claim.site),
            supplier_name: line.site_name,
            name: claim.name,
            email: claim.email,
            telephone: claim.telephone,
            has_account: claim.person.is_some(),
            evidence: claim.evidence.into(),
            words: claim.words,
            has_file: claim.file.is_some(),
            rivals: line.rivals,
            status: claim.status.into(),
            created_at: claim.created_at.to_string(),
            decided_by: claim.decided_by,
            decided_at: claim.decided_at.map(|at| at.to_string()),
            reason: claim.reason.filter(|why| !why.is_empty()),
        }
    }
}

/// What `claimCreate` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ClaimCreateInput {
    /// The supplier.
    pub supplier_id: ID,
    /// Your name, where you have not signed in.
    pub name: Option<String>,
    /// Your address, where you have not signed in.
    pub email: Option<String>,
    /// Your telephone.
    pub telephone: Option<String>,
    /// What shows that the firm is yours.
    pub evidence: ClaimEvidence,
    /// In your own words, up to 2,000 characters.
    pub words: String,
}

/// What `claimCreate` answers.
#[derive(Debug, SimpleObject)]
pub struct ClaimCreatePayload {
    /// The claim was received. The same whether or not the address is known here.
    pub received: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `claimDecide` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ClaimDecideInput {
    /// The claim.
    pub claim_id: ID,
    /// The firm is the claimant's.
    pub approve: bool,
    /// Why; kept with the decision, and sent to the claimant where you refuse.
    pub reason: String,
}

/// What `claimDecide` answers.
#[derive(Debug, SimpleObject)]
pub struct ClaimDecidePayload {
    /// How the claim stands.
    pub status: Option<ClaimStatus>,
    /// The link by which a claimant without a known account becomes the owner. Shown once.
    pub invitation_link: Option<String>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `duplicateMerge` takes.
#[derive(Debug, Clone, InputObject)]
pub struct DuplicateMergeInput {
    /// A pair that was decided to be one plant.
    pub duplicate_id: ID,
    /// Which of its two suppliers stays.
    pub keep_id: ID,
    /// Why; kept with the merge.
    pub reason: String,
}

/// What `duplicateMerge` answers.
#[derive(Debug, SimpleObject)]
pub struct DuplicateMergePayload {
    /// Global id of the merge: what `duplicateSeparate` takes.
    pub merge_id: Option<ID>,
    /// Global id of the supplier that stands for both.
    pub supplier_id: Option<ID>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `duplicateSeparate` takes.
#[derive(Debug, Clone, InputObject)]
pub struct DuplicateSeparateInput {
    /// The merge.
    pub merge_id: ID,
    /// Why; kept with the separation.
    pub reason: String,
}

/// What `duplicateSeparate` answers.
#[derive(Debug, SimpleObject)]
pub struct DuplicateSeparatePayload {
    /// The two are separate again.
    pub separated: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}
