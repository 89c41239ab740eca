//! What forms offer to choose from, and the catalogue of services: one service with its dates, writing both, and
//! what the planner gets of them.

mod cohorts;
mod concepts;
mod draft;
mod levels;
mod offers;
mod services;

pub use cohorts::{CohortDraft, cohort, save_cohort};
pub use concepts::{concept_choices, concept_meant};
pub use draft::ServiceDraft;
pub use levels::{effect_text, prerequisite_text};
pub use offers::{offers_for, offers_of};
pub use services::{ServiceView, add, blank, change, service};
