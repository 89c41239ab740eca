//! The vocabulary and the attribute spine, as staff left them. `source` is `bundled` or `local`:
//! updates of the bundled files never touch local rows. Ids are retired, never removed, so facts
//! and criteria name them without a foreign key.

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
                    .table("concepts")
                    .col(ColumnDef::new("id").text().not_null().primary_key().take())
                    .col(text("kind"))
                    .col(text_null("parent_id"))
                    .col(int("position"))
                    .col(text("label_es"))
                    .col(text("label_en"))
                    .col(text("scian"))
                    .col(text("source"))
                    .col(flag("retired"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("concept_phrases")
                    .col(text("concept_id"))
                    .col(text("lang"))
                    .col(int("position"))
                    .col(text("phrase"))
                    .primary_key(&mut primary(&["concept_id", "lang", "position"]))
                    .foreign_key(&mut references("concept_phrases", "concept_id", "concepts"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("concept_ambiguities")
                    .col(text("lang"))
                    .col(text("term"))
                    .col(int("position"))
                    .col(text("concepts"))
                    .col(text("reason"))
                    .col(text("source"))
                    .primary_key(&mut primary(&["lang", "term"]))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("attributes")
                    .col(ColumnDef::new("id").text().not_null().primary_key().take())
                    .col(text("subject"))
                    .col(text_null("item_kind"))
                    .col(text("value_type"))
                    .col(text("unit"))
                    .col(text("direction"))
                    .col(text("confidentiality"))
                    .col(int("validity_months"))
                    .col(text("label_es"))
                    .col(text("label_en"))
                    .col(text("help_es"))
                    .col(text("help_en"))
                    .col(text("source"))
                    .col(flag("retired"))
                    .take(),
            )
            .await?;
        // One row per bundled edition that was loaded, oldest first.
        manager
            .create_table(
                Table::create()
                    .table("vocabulary_versions")
                    .col(counter("number"))
                    .col(text("hash"))
                    .col(int("concepts"))
                    .col(int("attributes"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
