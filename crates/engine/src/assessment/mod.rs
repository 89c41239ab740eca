//! Assessment: the figures and verdicts that a lead firm's engineer expects of a supplier, computed from
//! counts, measurements and answers. Pure functions; no IO, no clock, no display text, no question texts.
//!
//! What holds everywhere here:
//! 1. Integers decide. Ratios are compared as fractions, square roots by squaring; what is shown is
//!    rounded afterwards and never compared. Shares are millionths (ppm), indices thousandths (milli).
//! 2. Unknown is neither zero nor full: a missing input is named ([`MissingInput`]) and the verdict is
//!    *unknown*. An impossible input is an [`AssessmentError`].
//! 3. Every result carries the version of its rules, the rule that decided and the counts behind it.
//!    Rule sets are data: a customer's own requirements replace them.
//!
//! | room | what it answers |
//! |---|---|
//! | [`capability`] | Cp, Cpk, Pp, Ppk and the verdict on a study |
//! | [`delivery`] | defects per million, deliveries on time |
//! | [`oee`] | overall equipment effectiveness |
//! | [`run_rate`], [`chain`], [`shared_loading`] | capacity of a week: one step, a chain, a shared machine |
//! | [`calendar_capacity`] | capacity month by month against a ramp |
//! | [`gauge`], [`gauge_study`] | %GRR and ndc, from components or from readings |
//! | [`process_audit`], [`potential`] | VDA-6.3-style audit and potential analysis |
//! | [`rating`] | N/P/L/F |
//! | [`sheet`] | each of these as it is filled in: fields, what was typed, what follows |

pub mod calendar_capacity;
pub mod capability;
pub mod chain;
mod common;
pub mod delivery;
mod exact;
pub mod gauge;
pub mod gauge_study;
pub mod oee;
pub mod potential;
pub mod process_audit;
pub mod rating;
pub mod run_rate;
mod sample;
pub mod shared_loading;
pub mod sheet;

pub use common::{AssessmentError, Counted, MissingInput, RuleSetId, Verdict};

#[cfg(test)]
mod laws;
