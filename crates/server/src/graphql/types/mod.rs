//! The types of the API, one file a noun.

pub mod alerts;
pub mod assessments;
pub mod audit;
pub mod candidates;
pub mod capacity;
pub mod causes;
pub mod claims;
pub mod classes;
pub mod consents;
pub mod figures;
pub mod follow_up;
pub mod gap_maps;
pub mod gaps;
pub mod imports;
pub mod institutions;
pub mod machines;
pub mod need_life;
pub mod needs;
pub mod paging;
pub mod people;
pub mod privacy;
pub mod profiles;
pub mod programme_plans;
pub mod programme_steps;
pub mod programmes;
pub mod referrals;
pub mod relaxations;
pub mod service_saves;
pub mod services;
pub mod shortlists;
pub mod site_files;
pub mod suppliers;
pub mod terms;

use async_graphql::{ID, Interface};

/// Anything that has a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Global id, opaque."))]
#[expect(
    clippy::large_enum_variant,
    reason = "made once a request, never stored"
)]
pub enum Node {
    /// A supplier.
    Supplier(suppliers::Supplier),
    /// A sourcing need.
    Need(needs::Need),
    /// A saved shortlist.
    Shortlist(shortlists::Shortlist),
    /// An institution.
    Institution(institutions::Institution),
    /// A run of an import.
    ImportRun(imports::ImportRun),
    /// A supplier on the list of a need.
    Candidacy(candidates::Candidacy),
    /// A gap that came of a rejection.
    ProposedGap(candidates::ProposedGap),
    /// An assessment of a plant.
    Assessment(assessments::Assessment),
    /// An upgrading programme.
    Programme(programmes::Programme),
}
