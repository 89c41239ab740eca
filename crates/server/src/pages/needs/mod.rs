//! Sourcing needs: the list, one need, posting and changing one, where it stands.

pub mod change;
mod conflict;
mod draft;
pub mod drawings;
mod errand;
mod faults;
mod list;
pub mod openings;
mod post;
mod reread;
mod review;
mod show;
pub mod standing;
mod steps;
mod terms;
mod terms_typed;
mod volumes;

pub use draft::day;
pub use list::{csv, list};
pub use post::{PATH as POST_PATH, start, step};
pub use show::{candidates, show};

use super::words::Say;
use eslabon_domain::needs::NeedStatus;

/// Where a need stands, in words.
#[must_use]
pub fn status(say: Say, status: NeedStatus) -> String {
    match status {
        NeedStatus::Draft => say.t("status-draft"),
        NeedStatus::Open => say.t("status-open"),
        NeedStatus::Awarded => say.t("status-awarded"),
        NeedStatus::Withdrawn => say.t("status-withdrawn"),
    }
}
