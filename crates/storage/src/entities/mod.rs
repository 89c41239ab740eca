//! One entity per table, as `migrations` makes it. Private to this crate: repositories turn rows
//! into domain types. Relations are not declared; repositories say which rows they want.

pub(crate) mod attributes;
pub(crate) mod audit_log;
pub(crate) mod centre_agreements;
pub(crate) mod centres;
pub(crate) mod change_feed;
pub(crate) mod concept_ambiguities;
pub(crate) mod concept_phrases;
pub(crate) mod concepts;
pub(crate) mod criteria;
pub(crate) mod duplicates;
pub(crate) mod external_keys;
pub(crate) mod facts;
pub(crate) mod import_problems;
pub(crate) mod import_runs;
pub(crate) mod jobs;
pub(crate) mod memberships;
pub(crate) mod needs;
pub(crate) mod notice_acceptances;
pub(crate) mod organisations;
pub(crate) mod people;
pub(crate) mod privacy_requests;
pub(crate) mod privacy_statements;
pub(crate) mod registry_entries;
pub(crate) mod secrets;
pub(crate) mod service_effects;
pub(crate) mod service_regions;
pub(crate) mod services;
pub(crate) mod shortlists;
pub(crate) mod sites;
pub(crate) mod throttles;
pub(crate) mod vocabulary_versions;
