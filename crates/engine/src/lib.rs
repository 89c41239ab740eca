//! Pure, deterministic decisions. What goes in is all that counts: no IO, no clock, no randomness, no
//! display text. Matching is here; gaps, programmes, pooling, networks and impact join it as they come.

pub mod aggregates;
pub mod matching;
