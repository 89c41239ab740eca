//! What institutions offer to firms, and what each service changes: attribute, from, to. A service says all that
//! a plan is made of: what it asks for before it begins, how it is given, how long it takes, what the firm puts
//! in and what it costs. What is absent is not known; a plan is only made with what is.

mod check;
#[cfg(test)]
mod check_tests;
mod cohorts;

pub use check::{Fault, check, check_cohort};
pub use cohorts::{CohortStatus, ServiceCohort};

use crate::attributes::AttributeId;
use crate::ids::{OrganisationId, ServiceId};
use crate::money::Money;
use crate::places::StateCode;
use crate::text::{Lang, LocalText};
use crate::vocabulary::ConceptId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest service, in calendar days: ten years.
pub const DURATION_DAYS_MAX: i32 = 3_650;
/// The longest wait for the first day: two years.
pub const LEAD_DAYS_MAX: i32 = 730;
/// The most minutes a week that one person gives: day and night.
pub const MINUTES_PER_WEEK_MAX: i32 = 10_080;
/// The most people of a firm, and the most seats of a course.
pub const PEOPLE_MAX: i32 = 1_000;
/// The highest price, in minor units: sums of prices stay far below the greatest number.
pub const PRICE_MAX_MINOR: i64 = 10_000_000_000_000;
/// The most that a yearly rate of interest can be, in parts per million: ten times the sum.
pub const RATE_PPM_MAX: i32 = 10_000_000;
/// The longest credit, in months.
pub const MONTHS_MAX: i32 = 360;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$about])* $variant,)+ }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word in the database, in forms and in templates.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The one that this word stands for.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
use words;

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

/// What a firm must have reached before a service begins. Which way is better, the attribute says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prerequisite {
    /// Which attribute.
    pub attribute: AttributeId,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// The level, in the canonical unit; for a flag 1.
    pub level: i64,
}

/// How a service is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum ServiceForm {
    /// As institution and firm agree: nothing more is stated.
    #[default]
    Arranged,
    /// On the dates of its cohorts.
    Course,
    /// By the day.
    Consulting {
        /// Provider's days in all.
        days: i32,
        /// At most so many a week.
        days_per_week: i32,
    },
    /// A laboratory test, an audit, the way of a permit: it takes its days, whatever the firm does.
    Test,
    /// Equipment that is lent.
    Loan,
    /// Money that is lent.
    Credit {
        /// The most that is lent; absent: as the case may be.
        limit: Option<Money>,
        /// Interest a year, in parts per million; absent: not stated.
        yearly_rate_ppm: Option<i32>,
        /// Months until the last instalment.
        months: i32,
        /// Months at the beginning without instalment.
        grace_months: i32,
    },
}

impl ServiceForm {
    /// The words of all forms, in the order of the pages.
    pub const WORDS: [&'static str; 6] =
        ["arranged", "course", "consulting", "test", "loan", "credit"];

    /// The word in the database, in forms and in templates.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceForm::Arranged => "arranged",
            ServiceForm::Course => "course",
            ServiceForm::Consulting { .. } => "consulting",
            ServiceForm::Test => "test",
            ServiceForm::Loan => "loan",
            ServiceForm::Credit { .. } => "credit",
        }
    }
}

/// What the firm itself puts in while a service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Effort {
    /// Minutes of work a week, of each of them.
    pub minutes_per_week: i32,
    /// How many take part: so many seats of a course.
    pub people: i32,
}

words!(
    /// What the price is for.
    PricePer {
        /// One firm, however many take part.
        Firm = "firm",
        /// Everyone who takes part.
        Seat = "seat",
    }
);

words!(
    /// From which side money may come for a service.
    FundingKind {
        /// A programme of the state.
        State = "state",
        /// A programme of the federation.
        Federal = "federal",
        /// A business association.
        Association = "association",
        /// The lead firm.
        LeadFirm = "lead_firm",
        /// A development bank.
        DevelopmentBank = "development_bank",
    }
);

words!(
    /// Whether it can still be had.
    ServiceStatus {
        /// It can.
        Offered = "offered",
        /// It stays where it was used, and begins no more.
        Ended = "ended",
    }
);

/// A service of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Version: a stale save is refused.
    pub version: i32,
    /// Whether it can still be had.
    pub status: ServiceStatus,
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
    /// What must be reached before it begins.
    pub prerequisites: Vec<Prerequisite>,
    /// How it is given.
    pub form: ServiceForm,
    /// From the first to the last day, in calendar days.
    pub duration_days: i32,
    /// Days until the first day that can be had: audits are booked.
    pub lead_days: i32,
    /// What the firm puts in; absent: not known, and nothing is planned with it.
    pub effort: Option<Effort>,
    /// Its price, for what `price_per` says.
    pub price: Money,
    /// What the price is for.
    pub price_per: PricePer,
    /// The day on which the price was true.
    pub price_as_of: Date,
    /// Where duration and price come from; demonstration values say so.
    pub source: String,
    /// States served; empty: the whole country.
    pub region: Vec<StateCode>,
    /// In which languages it is given; empty: not stated.
    pub languages: Vec<Lang>,
    /// Which money it is eligible for; empty: none is stated.
    pub funding: Vec<FundingKind>,
    /// What a verification looks at, in words; may be empty.
    pub evidence: LocalText,
    /// Fictional, of the demonstration.
    pub fictional: bool,
}

impl Service {
    /// Minutes of work a week that the firm puts in, all its people together, where that is known.
    #[must_use]
    pub fn firm_minutes_per_week(&self) -> Option<i64> {
        let effort = self.effort?;
        Some(i64::from(effort.minutes_per_week) * i64::from(effort.people))
    }

    /// What it costs one firm: absent where every seat costs and it is not known how many take part.
    #[must_use]
    pub fn price_for_a_firm(&self) -> Option<Money> {
        let seats = match self.price_per {
            PricePer::Firm => 1,
            PricePer::Seat => i64::from(self.effort?.people),
        };
        let minor = self.price.minor.checked_mul(seats)?;
        Some(Money {
            minor,
            ..self.price
        })
    }

    /// Whether it reaches firms of this state.
    #[must_use]
    pub fn serves(&self, state: Option<StateCode>) -> bool {
        self.region.is_empty() || state.is_some_and(|code| self.region.contains(&code))
    }

    /// Whether a plan can be made with it: it is on offer, changes something and says what it asks of the firm.
    #[must_use]
    pub fn can_be_planned(&self) -> bool {
        self.status == ServiceStatus::Offered
            && !self.effects.is_empty()
            && self.effort.is_some()
            && self.price_for_a_firm().is_some()
    }
}
