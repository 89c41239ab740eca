//! What a lead firm looks for: a sourcing need and its criteria.

use crate::attributes::AttributeId;
use crate::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use crate::places::{Position, StateCode};
use crate::text::LocalText;
use crate::vocabulary::ConceptId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a need stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedStatus {
    /// Being written; seen by its own organisation only.
    Draft,
    /// Open to matching.
    Open,
    /// An order came of it.
    Awarded,
    /// Taken back.
    Withdrawn,
}

impl NeedStatus {
    /// Every status.
    pub const ALL: [NeedStatus; 4] = [
        NeedStatus::Draft,
        NeedStatus::Open,
        NeedStatus::Awarded,
        NeedStatus::Withdrawn,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            NeedStatus::Draft => "draft",
            NeedStatus::Open => "open",
            NeedStatus::Awarded => "awarded",
            NeedStatus::Withdrawn => "withdrawn",
        }
    }

    /// The status that [`NeedStatus::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Whether a criterion separates or orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Decides the band.
    Must,
    /// Orders inside a band.
    Wish,
}

/// What a criterion asks of its attribute: a comparison with its value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Requirement {
    /// The site has any of these items (or something narrower) under the attribute.
    AnyOf {
        /// At least one.
        concepts: Vec<ConceptId>,
    },
    /// The amount is at least this much, in the canonical unit.
    AtLeast {
        /// The threshold.
        amount: i64,
    },
    /// The amount is at most this much, in the canonical unit.
    AtMost {
        /// The threshold.
        amount: i64,
    },
    /// The site lies in one of these states.
    InStates {
        /// At least one.
        states: Vec<StateCode>,
    },
    /// The site lies within a great-circle distance of a point.
    Within {
        /// The point.
        centre: Position,
        /// How the reader knows the point ("Ciudad Juárez").
        label: String,
        /// Metres.
        radius_m: i64,
    },
}

/// One criterion of a need: attribute + comparison + value, must or wish, weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Its id.
    pub id: CriterionId,
    /// Of what is asked.
    pub attribute: AttributeId,
    /// Of which item (the tolerance *of this process*), where the attribute has items and the
    /// requirement does not name them itself.
    pub item: Option<ConceptId>,
    /// What is asked.
    pub requirement: Requirement,
    /// Must or wish.
    pub strength: Strength,
    /// Weight among the wishes, 1 to 100. A must's weight plays no part.
    pub weight: u8,
}

/// A sourcing need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its id.
    pub id: NeedId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The centre in whose pipeline it lies.
    pub centre: CentreId,
    /// Version: a stale save is refused.
    pub version: i32,
    /// What is looked for, in a line.
    pub title: LocalText,
    /// In more words, free.
    pub description: LocalText,
    /// The criteria.
    pub criteria: Vec<Criterion>,
    /// Where it stands.
    pub status: NeedStatus,
    /// The first day on which parts are needed.
    pub starts_on: Option<Date>,
    /// Candidates are taken until this day.
    pub closes_on: Option<Date>,
    /// Whether everyone who may know of the need may know whose it is. Otherwise only those to whom the
    /// buyer opens her name.
    pub buyer_shown: bool,
    /// Fictional, of the demonstration.
    pub fictional: bool,
}
