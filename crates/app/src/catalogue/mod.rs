//! What forms offer to choose from, and the catalogue of services: one service with its dates, writing both, and
//! what the planner gets of them.

mod cohorts;
mod concepts;
mod draft;
mod offers;
pub(crate) mod read;
mod services;
mod understand;

pub use cohorts::{CohortDraft, save_cohort};
pub use concepts::{concept_choices, concept_meant};
pub use draft::{LEVELS_MAX, LevelDraft, ServiceDraft};
pub use offers::{offers_for, offers_of};
pub use services::{ServiceView, add, change, institution, service};
