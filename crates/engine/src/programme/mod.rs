//! Programmes: which services, in which order, on which dates close a firm's gaps, what that costs and when
//! it is done: the cheapest, the earliest, and the trade-off between them, with proof or with the distance
//! to it.
//!
//! 1. A [`Problem`] is checked ([`Problem::check`]); nothing is planned from a faulty one.
//! 2. It is made small (`tasks`): levels become facts, services become tasks.
//! 3. `choose` searches over which services, `schedule` over their dates. Both are exact; a search that is stopped
//!    (a number of steps, never a time) says so. `windows` says what follows from what is decided, `bound` what
//!    cannot be undercut, `energy` whether the firm has the time.
//! 4. Every plan is verified by [`checker`], which shares no code with the search, before it is returned.
//!
//! Must not know of databases, prices' sources or words for people.

mod alone;
mod axis;
mod binding;
mod bound;
mod check;
pub mod checker;
mod choose;
mod energy;
mod place;
mod plan;
mod problem;
mod propose;
mod schedule;
pub mod share;
pub mod slip;
mod tasks;
mod why_not;
mod windows;

pub use plan::{Obstacle, Plan, Proposal, SimpleRule, Step, Wait};
pub use problem::{
    Cohort, Days, Dimension, Direction, FIRM_MINUTES_MAX, Fault, FirmCalendar, Form,
    HORIZON_DAYS_MAX, LEVELS_MAX, Level, OFFERS_MAX, Offer, PRICE_MAX_MINOR, Peak, Pin, Present,
    Problem, ProviderWeek, Raises, Running, TargetGap, Waiting,
};
pub use propose::{FRONT_MAX, RULES, propose};
pub use why_not::{Difference, Question, ask};

#[cfg(test)]
mod brute;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
