//! Sourcing needs: what a person states of one. Proposing criteria from words, checking, posting, changing,
//! putting elsewhere, listing and opening have rooms of their own. Must not score suppliers.

mod change;
mod check;
mod list;
mod pairs;
mod post;
mod propose;
mod ramp;
mod status;
mod terms;

pub use change::{change_need, load_to_change};
pub(crate) use check::names;
pub use check::{check_draft, doubts, past_days};
pub(crate) use list::load_needs;
pub use list::{concepts_of, list_lead_firms, list_needs, load_firms, load_need, search_needs};
pub(crate) use pairs::asks_the_same;
pub use post::create_need;
pub use propose::{Proposal, propose_criteria};
pub use ramp::ramp_of;
pub use status::{REASON_MAX, set_status, status_note};
pub use terms::{doubted_terms, price_to_copy, target_price};

use eslabon_domain::ids::OrganisationId;
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;

/// The longest title.
pub const TITLE_MAX: usize = 160;
/// The longest description.
pub const DESCRIPTION_MAX: usize = 8_000;
/// The most criteria of one need.
pub const CRITERIA_MAX: usize = 40;
/// The most concepts of one criterion.
pub const CONCEPTS_MAX: usize = 20;

/// A criterion as a person states it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CriterionDraft {
    /// Of what is asked.
    pub attribute: String,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What is asked.
    pub requirement: Requirement,
    /// Must or wish.
    pub strength: Strength,
    /// 1 to 100.
    pub weight: u8,
}

/// A need as a person states it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NeedDraft {
    /// For which organisation; absent: the actor's own.
    pub organisation: Option<OrganisationId>,
    /// A lead firm by name, for staff who post for one; it is registered where it is new.
    #[serde(default)]
    pub organisation_name: Option<String>,
    /// In a line.
    pub title: LocalText,
    /// In more words.
    pub description: LocalText,
    /// What is asked.
    pub criteria: Vec<CriterionDraft>,
    /// On which terms.
    #[serde(default)]
    pub terms: NeedTerms,
    /// The price that the buyer has in mind for a piece: read by its own people and its centre only.
    #[serde(default)]
    pub target_price: Option<UnitPrice>,
    /// The first day on which parts are needed.
    pub starts_on: Option<Date>,
    /// Candidates are taken until this day.
    pub closes_on: Option<Date>,
    /// Others see the need without the buyer's name until she opens it.
    #[serde(default)]
    pub hide_buyer: bool,
}
