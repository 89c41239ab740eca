//! The dates on which a course is given, with its seats.

use super::words;
use crate::ids::{CohortId, ServiceId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest name of a place, in characters.
pub const PLACE_MAX: usize = 200;

words!(
    /// How a cohort stands.
    CohortStatus {
        /// The dates are meant; nobody can enrol yet.
        Planned = "planned",
        /// Seats can be taken.
        Open = "open",
        /// It will not take place.
        Cancelled = "cancelled",
    }
);

/// A course with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCohort {
    /// Its id.
    pub id: CohortId,
    /// Of which service.
    pub service: ServiceId,
    /// Version: a stale save is refused.
    pub version: i32,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Seats in all.
    pub seats: i32,
    /// With fewer it is not held.
    pub minimum: i32,
    /// Seats that are taken.
    pub taken: i32,
    /// Where it is held; may be empty.
    pub place: String,
    /// How it stands.
    pub status: CohortStatus,
}

impl ServiceCohort {
    /// Seats that can still be had.
    #[must_use]
    pub fn seats_left(&self) -> i32 {
        match self.status {
            CohortStatus::Cancelled => 0,
            CohortStatus::Planned | CohortStatus::Open => {
                self.seats.saturating_sub(self.taken).max(0)
            }
        }
    }

    /// How many are still missing until it is held.
    #[must_use]
    pub fn missing(&self) -> i32 {
        self.minimum.saturating_sub(self.taken).max(0)
    }
}
