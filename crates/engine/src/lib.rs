//! Pure, deterministic decisions. What goes in is all that counts: no IO, no clock, no randomness, no
//! display text. Matching, published figures and assessment (capability, capacity, audits) and programmes are
//! here; gaps, pooling, networks and impact join them as they come.

pub mod aggregates;
pub mod assessment;
pub mod matching;
pub mod programme;
