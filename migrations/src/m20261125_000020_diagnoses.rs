//! What firms and consultants say of the causes behind a symptom. Scope: *owner organisation*, through the site.
//! Rows are only added; of a site, symptom, cause and side the latest counts.

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
                    .table("diagnoses")
                    .col(id())
                    .col(uuid("site_id"))
                    // Ids of the cause tree.
                    .col(text("symptom"))
                    .col(text("cause"))
                    // `owner` or `consultant`.
                    .col(text("side"))
                    // `yes`, `no` or `unsure`.
                    .col(text("finding"))
                    .col(text("note"))
                    .col(uuid_null("person_id"))
                    .col(text("stated_by"))
                    .col(big("made_at"))
                    // Of the cause tree, when it was said.
                    .col(text("tree_version"))
                    .foreign_key(&mut references("diagnoses", "site_id", "sites"))
                    .foreign_key(&mut references("diagnoses", "person_id", "people"))
                    .take(),
            )
            .await?;
        // What was said of this site?
        manager.create_index(index("diagnoses", &["site_id"])).await
    }
}
