//! What is known of a site: one fact per item and attribute, with its origin, its author and
//! its dates. Facts are never changed; a later one supersedes an earlier one.

use crate::attributes::AttributeId;
use crate::ids::{FactId, SiteId};
use crate::text::LocalText;
use crate::vocabulary::ConceptId;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// How far a fact can be relied upon, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Published by a register (INEGI, SEMARNAT).
    Registry,
    /// The firm says so.
    Declared,
    /// A document shows it.
    Document,
    /// Seen on a visit.
    Verified,
    /// Measured in deliveries.
    Measured,
}

impl Origin {
    /// Every origin, weakest first.
    pub const ALL: [Origin; 5] = [
        Origin::Registry,
        Origin::Declared,
        Origin::Document,
        Origin::Verified,
        Origin::Measured,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Origin::Registry => "registry",
            Origin::Declared => "declared",
            Origin::Document => "document",
            Origin::Verified => "verified",
            Origin::Measured => "measured",
        }
    }

    /// The origin that [`Origin::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == word)
    }
}

/// What a fact says. Amounts are whole numbers in the attribute's canonical unit; a register
/// that publishes a band ("11 to 30 people") gives a range, an exact figure gives `low == high`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FactValue {
    /// Yes or no. `No` is knowledge; a missing fact is not.
    Flag {
        /// The answer.
        yes: bool,
    },
    /// Between `low` and `high`, both included.
    Amount {
        /// The least it may be.
        low: i64,
        /// The most it may be.
        high: i64,
    },
    /// A concept of the vocabulary.
    Concept {
        /// Which.
        concept: ConceptId,
    },
    /// Words, with their language.
    Text {
        /// The words.
        text: LocalText,
    },
    /// A civil date.
    Day {
        /// Which day.
        date: Date,
    },
}

impl FactValue {
    /// An exact amount.
    #[must_use]
    pub fn exactly(amount: i64) -> Self {
        FactValue::Amount {
            low: amount,
            high: amount,
        }
    }
}

/// One thing known of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// Of which site.
    pub site: SiteId,
    /// Of which process, material, certificate…; absent for what concerns the whole site.
    pub item: Option<ConceptId>,
    /// What is said.
    pub attribute: AttributeId,
    /// The value.
    pub value: FactValue,
    /// The value as the person entered it ("0.0005 in"), where that differs.
    pub entered: Option<String>,
    /// How it is known.
    pub origin: Origin,
    /// Who said so, and where (a register's name and edition, a person, a document).
    pub source: String,
    /// The day on which it was true.
    pub observed: Date,
    /// The last day on which it holds, where it has one.
    pub valid_until: Option<Date>,
    /// When it was written down.
    pub recorded: Timestamp,
}

impl Fact {
    /// The last day on which the fact holds: its own, else so many months after it was observed, as its
    /// attribute says. Nothing where it has no end.
    #[must_use]
    pub fn holds_until(&self, validity_months: u16) -> Option<Date> {
        if self.valid_until.is_some() || validity_months == 0 {
            return self.valid_until;
        }
        let months = i32::from(validity_months).months();
        self.observed.checked_add(months).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_holds_until_its_own_day_or_as_long_as_its_attribute_says() {
        let mut fact = Fact {
            id: FactId::from_name("fact"),
            site: SiteId::from_name("site"),
            item: None,
            attribute: "site.staff".into(),
            value: FactValue::exactly(12),
            entered: None,
            origin: Origin::Declared,
            source: String::new(),
            observed: Date::constant(2026, 8, 31),
            valid_until: None,
            recorded: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(fact.holds_until(0), None);
        assert_eq!(fact.holds_until(6), Some(Date::constant(2027, 2, 28)));
        fact.valid_until = Some(Date::constant(2026, 9, 1));
        assert_eq!(fact.holds_until(6), fact.valid_until);
        assert_eq!(fact.holds_until(0), fact.valid_until);
    }
}
