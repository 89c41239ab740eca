//! Pure, deterministic decisions. What goes in is all that counts: no IO, no clock, no randomness, no
//! display text. Matching, published figures, assessment (capability, capacity, audits) and what a list of
//! machines says of a site are here; gaps, programmes, pooling, networks and impact join them as they come.

pub mod aggregates;
pub mod assessment;
pub mod machines;
pub mod matching;
