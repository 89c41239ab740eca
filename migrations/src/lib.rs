//! Database migrations for SQLite and PostgreSQL. `README.md` holds the rules (expand, then
//! contract). Must not use the entities: a migration keeps the names of its day.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;

mod columns;
mod m20261124_000001_organisations;
mod m20261124_000002_registry;
mod m20261124_000003_vocabulary;
mod m20261124_000004_facts;
mod m20261124_000005_needs;
mod m20261124_000006_services;
mod m20261124_000007_imports;
mod m20261124_000008_running;
mod m20261125_000001_accounts;
mod m20261125_000002_audit_chain;
mod m20261125_000003_consents;
mod m20261125_000004_aggregates;
mod m20261125_000005_claims;
mod m20261125_000006_merges;
mod m20261125_000007_confirmations;
mod m20261125_000008_privacy;
mod m20261125_000009_identities;
mod m20261125_000010_needs_in_order;
mod m20261125_000011_candidacies;
mod m20261125_000012_need_status;
mod m20261125_000013_alerts;
mod m20261125_000014_need_terms;
mod m20261125_000015_committed_loads;
mod m20261125_000016_assessments;
mod m20261125_000017_site_files;
mod m20261125_000018_machines;
mod m20261125_000019_catalogue;
mod m20261125_000020_diagnoses;
mod m20261125_000021_programmes;
mod m20261125_000022_follow_up;
mod m20261125_000023_first_follow;
mod m20261125_000024_machines_of_firms;

/// Every migration, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_organisations::Migration),
            Box::new(m20261124_000002_registry::Migration),
            Box::new(m20261124_000003_vocabulary::Migration),
            Box::new(m20261124_000004_facts::Migration),
            Box::new(m20261124_000005_needs::Migration),
            Box::new(m20261124_000006_services::Migration),
            Box::new(m20261124_000007_imports::Migration),
            Box::new(m20261124_000008_running::Migration),
            Box::new(m20261125_000001_accounts::Migration),
            Box::new(m20261125_000002_audit_chain::Migration),
            Box::new(m20261125_000003_consents::Migration),
            Box::new(m20261125_000004_aggregates::Migration),
            Box::new(m20261125_000005_claims::Migration),
            Box::new(m20261125_000006_merges::Migration),
            Box::new(m20261125_000007_confirmations::Migration),
            Box::new(m20261125_000008_privacy::Migration),
            Box::new(m20261125_000009_identities::Migration),
            Box::new(m20261125_000010_needs_in_order::Migration),
            Box::new(m20261125_000011_candidacies::Migration),
            Box::new(m20261125_000012_need_status::Migration),
            Box::new(m20261125_000013_alerts::Migration),
            Box::new(m20261125_000014_need_terms::Migration),
            Box::new(m20261125_000015_committed_loads::Migration),
            Box::new(m20261125_000016_assessments::Migration),
            Box::new(m20261125_000017_site_files::Migration),
            Box::new(m20261125_000018_machines::Migration),
            Box::new(m20261125_000019_catalogue::Migration),
            Box::new(m20261125_000020_diagnoses::Migration),
            Box::new(m20261125_000021_programmes::Migration),
            Box::new(m20261125_000022_follow_up::Migration),
            Box::new(m20261125_000023_first_follow::Migration),
            Box::new(m20261125_000024_machines_of_firms::Migration),
        ]
    }
}
