//! Runs of imports and what was wrong with their rows.

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
                    .table("import_runs")
                    .col(counter("number"))
                    .col(uuid("id").unique_key().take())
                    .col(text("kind"))
                    .col(text("file_name"))
                    .col(text("file_hash"))
                    .col(text("status"))
                    .col(big("rows"))
                    .col(big("rows_new"))
                    .col(big("rows_changed"))
                    .col(big("rows_unchanged"))
                    .col(big("rows_rejected"))
                    .col(big("rows_warned"))
                    .col(big("resume_row"))
                    .col(big("started_at"))
                    .col(big_null("finished_at"))
                    .col(text("actor_name"))
                    .take(),
            )
            .await?;
        // Was this file begun and not finished?
        manager
            .create_index(index("import_runs", &["file_hash"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("import_problems")
                    .col(uuid("run_id"))
                    .col(big("line"))
                    .col(int("position"))
                    .col(text("field"))
                    .col(text("value"))
                    .col(text("code"))
                    .col(flag("rejected"))
                    .primary_key(&mut primary(&["run_id", "line", "position"]))
                    .foreign_key(&mut references("import_problems", "run_id", "import_runs"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
