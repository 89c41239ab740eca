//! What a plan asks of a service besides its price: how it is given, what it asks for before it begins, what the
//! firm puts in, and the dates of courses. Scope: *shared*.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        services(manager).await?;
        prerequisites(manager).await?;
        cohorts(manager).await
    }
}

async fn services(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // All of them are absent where the service was written by an earlier release.
    let columns = [
        // Absent: on offer.
        text_null("status"),
        // JSON: nothing is looked up by it. Absent: as institution and firm agree.
        text_null("form"),
        // Absent: at once.
        int_null("lead_days"),
        // What the firm puts in, both or neither.
        int_null("effort_minutes_per_week"),
        int_null("effort_people"),
        // Absent: for one firm.
        text_null("price_per"),
        // Short words with a blank between them.
        text_null("languages"),
        text_null("funding"),
        text_null("evidence"),
        text_null("evidence_lang"),
    ];
    // SQLite adds one column at a time.
    for column in columns {
        manager
            .alter_table(Table::alter().table("services").add_column(column).take())
            .await?;
    }
    Ok(())
}

async fn prerequisites(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("service_prerequisites")
                .col(uuid("service_id"))
                .col(int("position"))
                .col(text("attribute_id"))
                .col(text_null("item_id"))
                .col(big("level"))
                .primary_key(&mut primary(&["service_id", "position"]))
                .foreign_key(&mut references(
                    "service_prerequisites",
                    "service_id",
                    "services",
                ))
                .take(),
        )
        .await
}

async fn cohorts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("service_cohorts")
                .col(id())
                .col(uuid("service_id"))
                .col(int("version"))
                .col(text("starts_on"))
                .col(text("ends_on"))
                .col(int("seats"))
                .col(int("minimum"))
                .col(int("taken"))
                .col(text("place"))
                .col(text("status"))
                .foreign_key(&mut references("service_cohorts", "service_id", "services"))
                .take(),
        )
        .await?;
    // When is this service (or are these) given?
    manager
        .create_index(index("service_cohorts", &["service_id"]))
        .await
}
