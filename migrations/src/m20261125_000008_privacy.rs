//! Which version of the privacy notice people accepted, and what they asked about their personal data.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        acceptances(manager).await?;
        requests(manager).await?;
        statements(manager).await
    }
}

async fn acceptances(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Append-only; the latest stands with the person, too.
    manager
        .create_table(
            Table::create()
                .table("notice_acceptances")
                .col(uuid("person_id"))
                .col(text("version"))
                .col(big("accepted_at"))
                .primary_key(&mut primary(&["person_id", "version"]))
                .foreign_key(&mut references("notice_acceptances", "person_id", "people"))
                .take(),
        )
        .await
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("privacy_requests")
                // What people quote.
                .col(counter("number"))
                .col(uuid("id").unique_key().take())
                .col(text("kind"))
                .col(text("status"))
                .col(int("version"))
                // Absent for someone without an account.
                .col(uuid_null("person_id"))
                // Empty once the person is erased.
                .col(text_null("name"))
                .col(text_null("email"))
                .col(text("lang"))
                // Who answers.
                .col(uuid("centre_id"))
                .col(big("filed_at"))
                .col(text("due_on"))
                .foreign_key(&mut references("privacy_requests", "person_id", "people"))
                .foreign_key(&mut references("privacy_requests", "centre_id", "centres"))
                .take(),
        )
        .await?;
    // What has this person asked?
    manager
        .create_index(index("privacy_requests", &["person_id"]))
        .await?;
    // What must be answered next?
    manager
        .create_index(index("privacy_requests", &["status", "due_on"]))
        .await
}

async fn statements(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("privacy_statements")
                .col(uuid("request_id"))
                .col(int("position"))
                // What an answer decided; absent where the person herself speaks.
                .col(text_null("outcome"))
                .col(text("words"))
                .col(uuid_null("person_id"))
                .col(text("stated_by"))
                .col(big("at"))
                .primary_key(&mut primary(&["request_id", "position"]))
                .foreign_key(&mut references_column(
                    "privacy_statements",
                    "request_id",
                    "privacy_requests",
                    "id",
                ))
                .take(),
        )
        .await
}
