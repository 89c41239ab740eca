//! "Es mi empresa": the form of a claimant, the queue of staff, one claim beside the registry's facts,
//! and a site's history.

mod decide;
mod form;
mod history;
mod queue;

pub use decide::{decide, evidence, show};
pub use form::{BODY_MAX, form, make, withdraw};
pub use history::history;
pub use queue::queue;

use super::format::instant;
use super::parts::doer;
use super::words::Say;
use eslabon_app::records::{Claim, ClaimStatus, Evidence};
use maud::{Markup, html};

/// Where the queue is.
const PATH: &str = "/es-mi-empresa";

/// What shows that a firm is someone's, in words.
fn evidence_in_words(say: Say, evidence: Evidence) -> String {
    match evidence {
        Evidence::TaxCertificate => say.t("evidence-tax"),
        Evidence::Letterhead => say.t("evidence-letterhead"),
        Evidence::Visit => say.t("evidence-visit"),
        Evidence::Other => say.t("evidence-other"),
    }
}

/// How a claim stands, in words.
fn standing(say: Say, status: ClaimStatus) -> String {
    match status {
        ClaimStatus::Open => say.t("claim-open"),
        ClaimStatus::Approved => say.t("claim-approved"),
        ClaimStatus::Refused => say.t("claim-refused"),
        ClaimStatus::Withdrawn => say.t("claim-withdrawn"),
    }
}

/// Who decided, when and why.
fn ruling(say: Say, claim: &Claim) -> Markup {
    html! {
        (standing(say, claim.status))
        @if let Some(by) = &claim.decided_by { br; span.quiet { (doer(say, by)) } }
        @if let Some(at) = claim.decided_at { br; span.quiet { (instant(say, at)) } }
        @if let Some(reason) = claim.reason.as_deref().filter(|why| !why.is_empty()) { br; span.prose { (reason) } }
    }
}
