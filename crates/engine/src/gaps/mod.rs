//! Gaps: what keeps a site from the needs that ask of it, how far off it is, and what is only not known.
//!
//! 1. [`analyse`] reads what matching says of one site for one or several needs: levels that are too low
//!    ([`Gap`]), certificates that ran out ([`Renewal`]), what is to be looked at again or asked ([`Check`]),
//!    and places, which nothing changes ([`Fixed`]). What several needs ask of the same is one gap.
//! 2. [`planned`] hands an analysis to `programme`; [`effects_on`] says what a service changes in its words.
//! 3. [`map`](map()) lays the analyses of many sites over many needs ([`Verdicts`]).
//! 4. [`is_near`] says which needs are worth comparing a site with.
//! 5. [`causes`] leads from a gap to what may stand behind it.
//!
//! Closed results never yield a figure: neither level nor distance, and whether they were compared or not is
//! told alike. Who may read a closed group has its attributes judged as open ones before it comes here.
//!
//! No IO, no clock, no display text; integers only. The order of what comes in changes nothing.

mod analyse;
pub mod causes;
pub mod checker;
mod count;
mod found;
mod gap;
mod map;
mod near;
mod planning;
mod rules;
mod suppress;
mod verdicts;

pub use analyse::{Matched, analyse};
pub use gap::{
    Analysis, Asking, Check, Fixed, Gap, Opened, PresentLevel, Renewal, Severity, SeverityRule, Why,
};
pub use map::{Cohort, GapMap, MapRow, ServiceReach, map};
pub use near::is_near;
pub use planning::{Planned, effects_on, planned};
pub use rules::{RULES, Rules};
pub use verdicts::{Kind, MapNeed, MapSite, Verdicts};

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod map_laws;
#[cfg(test)]
mod matched_tests;
#[cfg(test)]
mod planning_tests;
