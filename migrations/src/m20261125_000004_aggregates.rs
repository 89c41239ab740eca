//! Tables of figures about many firms, as they were published.

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
                    .table("published_tables")
                    .col(id())
                    .col(uuid("centre_id"))
                    .col(text("period"))
                    .col(text("kind"))
                    .col(text("content"))
                    .col(big("published_at"))
                    .col(uuid_null("published_by"))
                    .take(),
            )
            .await?;
        // A table of a period is published once; also: what has this centre published?
        manager
            .create_index(unique("published_tables", &["centre_id", "period", "kind"]))
            .await?;
        Ok(())
    }
}
