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

/// So many days ahead a fact is said to run out soon.
pub const SOON_DAYS: i32 = 30;

/// How fresh a fact is, in four steps. Age is shown and lowers confidence; it decides nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// It holds.
    Current,
    /// It holds, and ends within [`SOON_DAYS`].
    Expiring,
    /// Its last day is over.
    Expired,
    /// It has no last day.
    Undated,
}

/// How a fact ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aging {
    /// In which step.
    pub freshness: Freshness,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Thousandths of its time that are used: 0 on the day of observation, 1,000 on the last day and after.
    /// Nothing where it has no last day.
    pub used_milli: Option<u32>,
}

impl Aging {
    /// How something that was observed on a day, and holds until another, has aged.
    #[must_use]
    pub fn of(observed: Date, until: Option<Date>, on: Date) -> Self {
        let Some(last) = until else {
            return Aging {
                freshness: Freshness::Undated,
                until: None,
                used_milli: None,
            };
        };
        let days = |from: Date, to: Date| i64::from((to - from).get_days()).max(0);
        let freshness = match days(on, last) {
            _ if last < on => Freshness::Expired,
            left if left <= i64::from(SOON_DAYS) => Freshness::Expiring,
            _ => Freshness::Current,
        };
        // What holds for its day of observation alone is used up with it.
        let whole = days(observed, last);
        let used = days(observed, on).min(whole) * 1_000;
        let used = used.checked_div(whole).unwrap_or(1_000);
        Aging {
            freshness,
            until,
            used_milli: u32::try_from(used).ok(),
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

    /// How it has aged by a day; the months are those of [`Fact::holds_until`].
    #[must_use]
    pub fn aging(&self, validity_months: u16, on: Date) -> Aging {
        Aging::of(self.observed, self.holds_until(validity_months), on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> Date {
        Date::constant(2026, 1, 1).saturating_add(n.days())
    }

    #[test]
    fn a_fact_ages_in_four_steps() {
        let aging = |until: Option<i32>, on: i32| {
            let aged = Aging::of(day(0), until.map(day), day(on));
            (aged.freshness, aged.used_milli)
        };
        assert_eq!(aging(None, 900), (Freshness::Undated, None));
        assert_eq!(aging(Some(200), 0), (Freshness::Current, Some(0)));
        assert_eq!(aging(Some(200), 50), (Freshness::Current, Some(250)));
        assert_eq!(aging(Some(200), 169), (Freshness::Current, Some(845)));
        assert_eq!(aging(Some(200), 170), (Freshness::Expiring, Some(850)));
        // The last day still holds.
        assert_eq!(aging(Some(200), 200), (Freshness::Expiring, Some(1_000)));
        assert_eq!(aging(Some(200), 201), (Freshness::Expired, Some(1_000)));
        assert_eq!(aging(Some(0), 0), (Freshness::Expiring, Some(1_000)));
    }

    proptest! {
        /// Time only ever wears a fact down: later is never fresher, nor less used.
        #[test]
        fn nothing_grows_fresher_by_waiting(
            until in proptest::option::of(-50..900_i32),
            on in 0..900_i32,
            more in 0..900_i32,
        ) {
            let aged = |at: i32| Aging::of(day(0), until.map(day), day(at));
            let (now, later) = (aged(on), aged(on + more));
            prop_assert!(now.freshness <= later.freshness);
            prop_assert!(now.used_milli <= later.used_milli);
            prop_assert!(now.used_milli.is_none_or(|used| used <= 1_000));
        }

        /// A longer life never makes a fact older.
        #[test]
        fn a_later_last_day_is_never_worse(until in 0..900_i32, more in 0..900_i32, on in 0..900_i32) {
            let aged = |last: i32| Aging::of(day(0), Some(day(last)), day(on));
            prop_assert!(aged(until + more).freshness <= aged(until).freshness);
            prop_assert!(aged(until + more).used_milli <= aged(until).used_milli);
        }
    }

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
