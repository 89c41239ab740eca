//! What institutions offer to firms, and what each service changes: attribute, from, to.

use crate::attributes::AttributeId;
use crate::ids::{OrganisationId, ServiceId};
use crate::money::Money;
use crate::places::StateCode;
use crate::text::LocalText;
use crate::vocabulary::ConceptId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a service changes in a firm that takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// Which attribute.
    pub attribute: AttributeId,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// The level from which it starts; absent: from any level.
    pub from: Option<i64>,
    /// The level that it reaches, in the canonical unit; for a flag 1.
    pub to: i64,
}

/// A service of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// The institution that offers it.
    pub institution: OrganisationId,
    /// Its kind in the vocabulary (`service.…`).
    pub kind: ConceptId,
    /// Its name.
    pub name: LocalText,
    /// What it is, in more words.
    pub description: LocalText,
    /// What it changes.
    pub effects: Vec<Effect>,
    /// From the first to the last day, in calendar days.
    pub duration_days: i32,
    /// Price for one firm.
    pub price: Money,
    /// The day on which the price was true.
    pub price_as_of: Date,
    /// Where duration and price come from; demonstration values say so.
    pub source: String,
    /// States served; empty: the whole country.
    pub region: Vec<StateCode>,
    /// Fictional, of the demonstration.
    pub fictional: bool,
}
