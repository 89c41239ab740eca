//! What sites have promised of their machines' time, month by month. Scope: *owner organisation*. Entries are
//! only added; a later one takes the place of an earlier one of the same process and month.

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
                    .table("committed_loads")
                    .col(id())
                    .col(uuid("site_id"))
                    .col(text("process_id"))
                    // `YYYY-MM`.
                    .col(text("month"))
                    // `share` in millionths of the month's machine time, or `hours` in seconds of it.
                    .col(text("unit"))
                    .col(big("amount"))
                    .col(text("entered"))
                    .col(text("origin"))
                    .col(text("source"))
                    .col(big("recorded_at"))
                    .col(uuid_null("superseded_by"))
                    .foreign_key(&mut references("committed_loads", "site_id", "sites"))
                    .foreign_key(&mut references(
                        "committed_loads",
                        "superseded_by",
                        "committed_loads",
                    ))
                    .take(),
            )
            .await?;
        // What has this site (or have these sites) promised?
        manager
            .create_index(index("committed_loads", &["site_id"]))
            .await
    }
}
