//! Facts: what is known of a site. Append-only; a later fact supersedes an earlier one.
//! Scope: *owner organisation*, through the site.

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
                    .table("facts")
                    .col(id())
                    .col(uuid("site_id"))
                    .col(text("attribute_id"))
                    .col(text_null("item_id"))
                    // The value: `value_type` says which of the following columns hold it.
                    .col(text("value_type"))
                    .col(flag_null("value_flag"))
                    .col(big_null("value_low"))
                    .col(big_null("value_high"))
                    .col(text_null("value_concept"))
                    .col(text_null("value_text"))
                    .col(text_null("value_lang"))
                    .col(text_null("value_date"))
                    .col(text_null("entered"))
                    .col(text("origin"))
                    .col(text("source"))
                    .col(text("observed"))
                    .col(text_null("valid_until"))
                    .col(big("recorded_at"))
                    .col(uuid_null("superseded_by"))
                    .foreign_key(&mut references("facts", "site_id", "sites"))
                    .foreign_key(&mut references("facts", "superseded_by", "facts"))
                    .take(),
            )
            .await?;
        // What is known of this site (or of these sites)?
        manager.create_index(index("facts", &["site_id"])).await?;
        Ok(())
    }
}
