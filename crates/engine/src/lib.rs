//! Pure, deterministic decisions. What goes in is all that counts: no IO, no clock, no randomness, no
//! display text. Matching, published figures, assessment (capability, audits), capacity month by month, what a
//! list of machines says of a site, gaps and programmes are here; pooling, networks and impact join them as
//! they come.

pub mod aggregates;
pub mod assessment;
pub mod capacity;
pub mod gaps;
pub mod machines;
pub mod matching;
pub mod programme;
