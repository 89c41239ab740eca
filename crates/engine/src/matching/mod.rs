//! Matching: every supplier site scored exactly against a need, three-valued, with reasons.
//!
//! Laws, kept by property tests: improving a capability never lowers a rank; adding a must never adds
//! to *ready now* and never raises a band; the order of inputs changes nothing; a site with an unknown
//! fact never ranks above itself with the fact met nor below itself with the fact failed.
//!
//! Closed facts are held as coarse steps only and move a band where their owner allows it; a further
//! law: two figures within one step give the same answer to every need.
//!
//! No IO, no clock (the day is an input), no randomness, no display text.

mod answer;
mod asks;
mod block;
pub mod checker;
mod circle;
mod close;
mod closed;
mod column;
mod days;
mod divide;
mod entries;
mod explain;
mod ints;
mod items;
mod judge;
mod levels;
mod metres;
mod months;
mod names;
mod postings;
mod room;
mod rules;
mod scan;
mod select;
mod sensitivity;
mod shortlist;
mod standing;
mod sums;
mod table;
mod totals;
mod words;

pub use answer::{
    Answer, Band, Candidate, ClosingService, CriterionResult, Estimate, Evidence, GapAction, Group,
    GroupCounts, MarketCount, Reason, Relaxation, RelaxationStep, UnknownAction, Verdict,
};
pub use rules::{RULES, Rules};
pub use shortlist::{Question, read_bytes, shortlist, shortlist_on};
pub use standing::{AskedNeed, Spine, standings};
pub use table::{CapabilityTable, ClosedFact, SiteProfile, TableSite};

#[cfg(test)]
mod closed_laws;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod months_laws;
#[cfg(test)]
mod sensitivity_laws;
#[cfg(test)]
mod standing_laws;
#[cfg(test)]
mod table_laws;
