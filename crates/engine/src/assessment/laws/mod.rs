//! Worked figures and laws of assessment: monotone, independent of order, silent on nothing, never panicking.

mod calendar;
mod capability;
mod capacity;
mod extremes;
mod gauge;
