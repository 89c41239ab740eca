//! What a programme is planned from: gaps, the services on offer, the firm's calendar, money, and what is
//! already decided. Nothing is planned before [`Problem::check`] has found no fault.

use eslabon_domain::ids::{CohortId, NeedId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use eslabon_domain::programmes::Dimension;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better; what is had or not had is 1 or 0.
    Raise,
    /// Less is better.
    Lower,
}

/// A need that waits for a gap to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Which need.
    pub need: NeedId,
    /// The last day on which closing it is of use.
    pub deadline: Option<Date>,
}

/// A gap that the programme closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetGap {
    /// Of what.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// The level asked for, in the attribute's canonical unit.
    pub target: i64,
    /// The needs that wait for it.
    pub needs: Vec<Waiting>,
}

/// A level that is known of the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Of what.
    pub dimension: Dimension,
    /// The level.
    pub level: i64,
}

/// A level that something asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Of what.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// The level.
    pub level: i64,
}

/// What a service changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raises {
    /// Of what.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// The firm must be at this level already; absent: from any level, known or not.
    pub from: Option<i64>,
    /// The level that is reached on the last day.
    pub to: i64,
}

/// A course with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Which.
    pub id: CohortId,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Seats that are free.
    pub seats_left: i64,
}

/// Provider's days of one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderWeek {
    /// A Monday.
    pub monday: Date,
    /// Days that the provider has left in that week.
    pub days: i64,
}

/// How a service is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Form {
    /// On the dates of a cohort that still has a seat.
    Course {
        /// The cohorts on offer.
        cohorts: Vec<Cohort>,
    },
    /// By the day, at most so many a week; days on which the firm is closed do not count.
    Consulting {
        /// Provider's days in all.
        days: i64,
        /// At most so many a week.
        days_per_week: i64,
        /// Weeks in which the provider has fewer.
        weeks: Vec<ProviderWeek>,
    },
    /// So many calendar days from the first to the last, whatever the firm does: a laboratory test, an
    /// audit and its certificate, a loan.
    Span {
        /// Calendar days.
        calendar_days: i64,
    },
}

/// A service on offer to the firm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which service.
    pub service: ServiceId,
    /// What it changes.
    pub raises: Vec<Raises>,
    /// What must be reached before it begins.
    pub prerequisites: Vec<Level>,
    /// How it is given.
    pub form: Form,
    /// Days from the start of planning to the first day that can be had (audits are booked).
    pub lead_days: i64,
    /// What the firm itself puts in, in minutes of work a week, while it runs.
    pub firm_minutes_per_week: i64,
    /// What it costs this firm.
    pub price: Money,
}

/// Some days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// First.
    pub from: Date,
    /// Last.
    pub to: Date,
}

/// Days on which the firm has less time than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peak {
    /// When.
    pub days: Days,
    /// Minutes a week that it has for the programme then.
    pub minutes_per_week: i64,
}

/// What time the firm has for the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmCalendar {
    /// Minutes of work a week, usually.
    pub minutes_per_week: i64,
    /// When it has less.
    pub peaks: Vec<Peak>,
    /// When it is closed. Mexico's obligatory days of rest are known anyway.
    pub closed: Vec<Days>,
}

/// A service that is to be part of the programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Which.
    pub service: ServiceId,
    /// On which day it begins; absent: when it fits.
    pub starts_on: Option<Date>,
}

/// A service that runs already: it stays where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Which.
    pub service: ServiceId,
    /// Its first day.
    pub started_on: Date,
    /// Its last day.
    pub ends_on: Date,
}

/// Everything that a plan is made of. What is done already stands in `present`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The first day on which something may begin.
    pub starts_on: Date,
    /// The last day that is looked at.
    pub horizon_on: Date,
    /// What is to be closed; one gap of a dimension.
    pub gaps: Vec<TargetGap>,
    /// What is known of the firm, where a service asks for it or a gap begins.
    pub present: Vec<Present>,
    /// The services that serve the firm's region.
    pub offers: Vec<Offer>,
    /// The firm's time.
    pub calendar: FirmCalendar,
    /// What may be spent; absent: whatever it takes.
    pub budget: Option<Money>,
    /// What must be part of it.
    pub pinned: Vec<Pin>,
    /// What must not.
    pub forbidden: Vec<ServiceId>,
    /// What runs already.
    pub running: Vec<Running>,
    /// How many steps of the search are taken at most, for all plans together. Never a time: the same problem
    /// gives the same plans everywhere.
    pub nodes_max: u64,
}

/// The longest programme, in days.
pub const HORIZON_DAYS_MAX: i32 = 1_830;
/// The most services that can play a part.
pub const OFFERS_MAX: usize = 120;
/// The most different levels that gaps and services ask for.
pub const LEVELS_MAX: usize = 120;

/// The most that a service costs a firm, in minor units: sums of prices stay far below the greatest number.
pub const PRICE_MAX_MINOR: i64 = 10_000_000_000_000;
/// The most minutes a week that a service asks of a firm: a hundred people, day and night.
pub const FIRM_MINUTES_MAX: i64 = 1_008_000;

/// What is wrong with a problem. The faces hold the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", content = "of", rename_all = "snake_case")]
pub enum Fault {
    /// The horizon lies before the start, or too far after it.
    #[error("the horizon is no day between the start and five years later")]
    Horizon,
    /// Nothing is to be closed.
    #[error("there is no gap to close")]
    NoGap,
    /// Two gaps of the same dimension.
    #[error("two gaps of {0:?}")]
    GapTwice(Dimension),
    /// A deadline before the start.
    #[error("the deadline {0} lies before the start")]
    DeadlinePast(Date),
    /// A service that stands twice.
    #[error("service {0} stands twice")]
    OfferTwice(ServiceId),
    /// A service that changes nothing.
    #[error("service {0} changes nothing")]
    NoEffect(ServiceId),
    /// A level that gets worse, or stays.
    #[error("service {0} does not reach a better level than it starts from")]
    LevelFalls(ServiceId),
    /// It asks for what only it gives.
    #[error("service {0} needs itself")]
    NeedsItself(ServiceId),
    /// Levels of one dimension that are better upwards here and downwards there.
    #[error("{0:?} is better in both directions")]
    TwoDirections(Dimension),
    /// A cohort that ends before it begins.
    #[error("a cohort of service {0} ends before it starts")]
    EndsBeforeStart(ServiceId),
    /// Seats, days, minutes, price below zero or beyond all measure; or no day at all.
    #[error("service {0} has a number that cannot be")]
    BadNumber(ServiceId),
    /// The firm has no time for a programme.
    #[error("the firm has no time for a programme")]
    NoTime,
    /// A peak or a closure ends before it begins, or has a number below zero.
    #[error("a peak or closure of the firm cannot be")]
    BadCalendar,
    /// Amounts in two currencies.
    #[error("amounts in {} and in {}", .0.code(), .1.code())]
    Currencies(Currency, Currency),
    /// The budget is below zero.
    #[error("the budget is below zero")]
    Budget,
    /// Pinned, forbidden or running, and not on offer.
    #[error("service {0} is not on offer")]
    NotOffered(ServiceId),
    /// Both pinned (or running) and forbidden.
    #[error("service {0} is pinned and forbidden")]
    PinnedAndForbidden(ServiceId),
    /// It runs from a day after the start of planning, or has ended before it.
    #[error("service {0} does not run on the first day")]
    NotRunning(ServiceId),
    /// More services or levels than can be looked at.
    #[error("too many services or levels play a part")]
    TooLarge,
    /// No step at all.
    #[error("the search is allowed no step")]
    NoNodes,
}
