//! Assessments that are carried out at a plant, the files that show what they found, and the question sets that
//! centres load. Scope: *centre*; a firm's own look at itself is the firm's.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        question_sets(manager).await?;
        assessments(manager).await?;
        files(manager).await
    }
}

async fn question_sets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("question_sets")
                .col(id())
                .col(uuid("centre_id"))
                .col(text("kind"))
                .col(text("name"))
                .col(text("edition"))
                // JSON; a set is never changed, another one is loaded.
                .col(text("questions"))
                .col(text("loaded_by"))
                .col(big("loaded_at"))
                .foreign_key(&mut references("question_sets", "centre_id", "centres"))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "question_sets",
            &["centre_id", "kind", "name", "edition"],
        ))
        .await
}

async fn assessments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assessments")
                .col(id())
                // In whose region the site lies.
                .col(uuid("centre_id"))
                .col(uuid("site_id"))
                .col(text("kind"))
                .col(text("side"))
                // Of which process, where it is of one.
                .col(text_null("item_id"))
                .col(uuid_null("question_set_id"))
                .col(text("status"))
                .col(int("version"))
                // JSON: what was typed, and what followed from it.
                .col(text("entries"))
                .col(text_null("rule_set"))
                .col(text_null("outcome"))
                // JSON: the facts that it wrote, with what was known before.
                .col(text_null("written"))
                .col(text("on_date"))
                .col(uuid_null("person_id"))
                .col(text("carried_out_by"))
                .col(text("note"))
                // Why it goes so deep: a need that asks for it, or words.
                .col(uuid_null("need_id"))
                .col(text("why"))
                .col(big("created_at"))
                .col(big_null("done_at"))
                .col(text_null("void_reason"))
                .col(text_null("voided_by"))
                .col(big_null("voided_at"))
                .foreign_key(&mut references("assessments", "centre_id", "centres"))
                .foreign_key(&mut references("assessments", "site_id", "sites"))
                .foreign_key(&mut references(
                    "assessments",
                    "question_set_id",
                    "question_sets",
                ))
                .foreign_key(&mut references("assessments", "person_id", "people"))
                .foreign_key(&mut references("assessments", "need_id", "needs"))
                .take(),
        )
        .await?;
    // What was assessed at this site (or at these)?
    manager
        .create_index(index("assessments", &["site_id"]))
        .await
}

async fn files(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("assessment_files")
                .col(id())
                .col(uuid("assessment_id"))
                .col(text("sha256"))
                .col(text("name"))
                .col(text("media_type"))
                .col(big("bytes"))
                .col(text("caption"))
                .col(text("added_by"))
                .col(big("added_at"))
                .foreign_key(&mut references(
                    "assessment_files",
                    "assessment_id",
                    "assessments",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("assessment_files", &["assessment_id"]))
        .await
}
