//! Use cases, by noun. Each takes the acting person, asks [`policy`], loads, lets the engine
//! decide, and saves in one transaction together with its row of the change feed.
//!
//! `app` never sees HTTP, and holds no display text beyond plain messages in both languages.
//! The faces (`eslabon-server`) never see `eslabon-storage`.

pub mod accounts;
pub mod aggregates;
pub mod alerts;
pub mod assessments;
pub mod audit;
pub mod candidates;
pub mod capacity;
pub mod catalogue;
pub mod centres;
pub mod claims;
pub mod config;
pub mod confirmations;
pub mod consents;
pub mod context;
pub mod demo;
pub mod derive;
pub mod drawings;
pub mod duplicates;
pub mod error;
pub mod evaluate;
pub mod evaluate_access;
pub mod evaluate_matching;
pub mod follow_up;
pub mod gaps;
pub mod grants;
pub mod health;
pub mod imports;
pub mod indicators;
pub mod institutions;
pub mod machines;
pub mod mail;
pub mod maintain;
pub mod merges;
pub mod needs;
mod orphans;
pub mod policy;
pub mod policy_page;
pub mod privacy;
pub mod profiles;
pub mod programmes;
pub mod records;
pub mod referrals;
pub mod search;
pub mod shortlists;
pub mod site_files;
pub mod suppliers;
pub mod verifications;
pub mod visits;

pub use context::App;
pub use error::{AppError, AppResult, FieldError};
