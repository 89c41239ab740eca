//! What is kept: entities (private), repositories, transactions and the change feed, on SQLite
//! and PostgreSQL.
//!
//! Repositories are modules of free functions, named after what they hold. Domain types go in
//! and come out; what a row looks like is nobody else's business. Reads take anything that can
//! [`Read`] (a [`Database`], or a [`Transaction`] that must see its own writes), writes take a
//! [`Transaction`]. This crate holds no rule about who may see or do what: that is `app`'s.

mod batch;
mod database;
mod encode;
mod entities;
mod error;
mod service_parts;
mod transaction;

pub mod alerts;
pub mod assessment_files;
pub mod assessments;
pub mod audit;
pub mod candidacies;
pub mod centres;
pub mod claims;
pub mod committed_loads;
pub mod confirmations;
pub mod consents;
pub mod diagnoses;
pub mod drawings;
pub mod duplicates;
pub mod facts;
pub mod feed;
pub mod feed_positions;
pub mod identities;
pub mod imports;
pub mod indicators;
pub mod jobs;
pub mod keys;
pub mod machines;
pub mod memberships;
pub mod merges;
pub mod need_answers;
pub mod need_prices;
pub mod need_status;
pub mod needs;
pub mod notices;
pub mod organisations;
pub mod people;
pub mod personal;
pub mod privacy_requests;
pub mod profile_skips;
pub mod programme_work;
pub mod programmes;
pub mod proposed_gaps;
pub mod published_tables;
pub mod question_sets;
pub mod referrals;
pub mod registry;
pub mod secrets;
pub mod service_cohorts;
pub mod services;
pub mod shortlists;
pub mod site_files;
pub mod sites;
pub mod standings;
pub mod supplier_rows;
pub mod throttles;
pub mod verifications;
pub mod vocabulary;

pub use database::{Database, Read};
pub use error::StorageError;
pub use transaction::{AuditRecord, Change, Concerns, Transaction};

/// The answer of a repository.
pub type StorageResult<T> = Result<T, StorageError>;
