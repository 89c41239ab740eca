//! What a lead firm looks for: a sourcing need and its criteria.

use crate::attributes::AttributeId;
use crate::ids::{CentreId, CriterionId, NeedId, OrganisationId};
use crate::places::{Position, StateCode};
use crate::terms::NeedTerms;
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

    /// Where a need may stand next: a draft is opened, an open need ends in an order or is taken back, and
    /// what was taken back may be opened again. An order stays.
    #[must_use]
    pub fn next(self) -> &'static [NeedStatus] {
        match self {
            NeedStatus::Draft | NeedStatus::Withdrawn => &[NeedStatus::Open],
            NeedStatus::Open => &[NeedStatus::Awarded, NeedStatus::Withdrawn],
            NeedStatus::Awarded => &[],
        }
    }

    /// Whether it has come to its end: nobody decides on its candidates any more, unless it is opened again.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, NeedStatus::Awarded | NeedStatus::Withdrawn)
    }

    /// Whether what a need asks may still be changed.
    #[must_use]
    pub fn is_changeable(self) -> bool {
        matches!(self, NeedStatus::Draft | NeedStatus::Open)
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

impl Requirement {
    /// Whether no amount can satisfy both. Concepts and places never exclude each other: a site may have
    /// several of the former, and states and distances are compared with places, not among themselves.
    #[must_use]
    pub fn excludes(&self, other: &Requirement) -> bool {
        match (self, other) {
            (Requirement::AtLeast { amount: low }, Requirement::AtMost { amount: high })
            | (Requirement::AtMost { amount: high }, Requirement::AtLeast { amount: low }) => {
                low > high
            }
            _ => false,
        }
    }
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
    /// On which terms; what is not said is not known.
    #[serde(default)]
    pub terms: NeedTerms,
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount_requirement() -> impl Strategy<Value = Requirement> {
        (any::<bool>(), -8..8_i64).prop_map(|(least, amount)| match least {
            true => Requirement::AtLeast { amount },
            false => Requirement::AtMost { amount },
        })
    }

    fn holds(requirement: &Requirement, value: i64) -> bool {
        match requirement {
            Requirement::AtLeast { amount } => value >= *amount,
            Requirement::AtMost { amount } => value <= *amount,
            _ => true,
        }
    }

    proptest! {
        #[test]
        fn two_requirements_exclude_each_other_where_no_amount_satisfies_both(
            a in amount_requirement(), b in amount_requirement(),
        ) {
            // Tried one by one: every threshold lies well inside of this range.
            let satisfiable = (-20..20).any(|value| holds(&a, value) && holds(&b, value));
            prop_assert_eq!(a.excludes(&b), !satisfiable);
            prop_assert_eq!(a.excludes(&b), b.excludes(&a));
        }
    }

    #[test]
    fn a_need_goes_only_the_known_ways() {
        use NeedStatus::{Awarded, Draft, Open, Withdrawn};
        let mut ways = Vec::new();
        for from in NeedStatus::ALL {
            ways.extend(from.next().iter().map(|to| (from, *to)));
        }
        assert_eq!(
            ways,
            [
                (Draft, Open),
                (Open, Awarded),
                (Open, Withdrawn),
                (Withdrawn, Open),
            ]
        );
        for status in NeedStatus::ALL {
            assert_eq!(status.is_changeable(), [Draft, Open].contains(&status));
        }
    }
}
