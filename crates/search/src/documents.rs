//! What is put into the index: suppliers and needs, as the application describes them.

use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, SiteId};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::registry::{Register, SizeBand};
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::ConceptId;

/// A supplier site.
#[derive(Debug, Clone)]
pub struct SupplierDocument {
    /// Which site.
    pub site: SiteId,
    /// The key that batch searches print: `nra`, else `clee`, else ours.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The name under which it is incorporated.
    pub legal_name: String,
    /// What registers say it does.
    pub activity: String,
    /// What its owner says, in Spanish.
    pub about_es: String,
    /// What its owner says, in English.
    pub about_en: String,
    /// Its SCIAN class.
    pub scian: Option<String>,
    /// The class was suggested from words.
    pub scian_suggested: bool,
    /// Its state.
    pub state: Option<StateCode>,
    /// Its municipality, five digits.
    pub municipality: Option<String>,
    /// Its locality.
    pub locality: String,
    /// How many people.
    pub size: Option<SizeBand>,
    /// Where it lies.
    pub position: Option<Position>,
    /// Processes among its facts.
    pub processes: Vec<ConceptId>,
    /// Materials among its facts.
    pub materials: Vec<ConceptId>,
    /// Standards among its facts.
    pub standards: Vec<ConceptId>,
    /// Concepts named in its texts.
    pub mentioned: Vec<ConceptId>,
    /// Something was verified or measured.
    pub verified: bool,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// It has facts of its own.
    pub has_profile: bool,
    /// Registers that speak of it.
    pub register: Vec<Register>,
}

/// A sourcing need.
#[derive(Debug, Clone)]
pub struct NeedDocument {
    /// Which need.
    pub need: NeedId,
    /// In a line.
    pub title: LocalText,
    /// In more words.
    pub description: LocalText,
    /// Concepts of its words and criteria.
    pub concepts: Vec<ConceptId>,
    /// States that it asks for.
    pub states: Vec<StateCode>,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The centre in whose pipeline it lies.
    pub centre: CentreId,
    /// It is open to matching.
    pub open: bool,
}
