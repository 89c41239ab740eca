//! What keeps the installation running: jobs, the change feed, the audit log.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("jobs")
                    .col(counter("number"))
                    .col(text("kind"))
                    .col(text("unique_key"))
                    .col(text("payload"))
                    .col(text("status"))
                    .col(big("run_at"))
                    .col(big_null("leased_until"))
                    .col(int("attempts"))
                    .col(text_null("last_error"))
                    .take(),
            )
            .await?;
        // One occasion, one job.
        manager
            .create_index(unique("jobs", &["unique_key"]))
            .await?;
        // What is due?
        manager
            .create_index(index("jobs", &["status", "run_at"]))
            .await?;
        // Written by the transaction that makes the change, as its last act: the numbers stand in
        // the order of commits.
        manager
            .create_table(
                Table::create()
                    .table("change_feed")
                    .col(counter("seq"))
                    .col(text("change"))
                    .take(),
            )
            .await?;
        // Append-only.
        manager
            .create_table(
                Table::create()
                    .table("audit_log")
                    .col(counter("number"))
                    .col(big("at"))
                    .col(uuid_null("person_id"))
                    .col(text("actor_name"))
                    .col(text("role"))
                    .col(uuid_null("organisation_id"))
                    .col(uuid_null("centre_id"))
                    .col(text("action"))
                    .col(text("object"))
                    .col(text("detail"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
