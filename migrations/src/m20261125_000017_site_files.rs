//! Photographs, certificates and documents of sites. Scope: *owner organisation*.

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
                    .table("site_files")
                    .col(id())
                    .col(uuid("site_id"))
                    // Whose site it was when the file was brought.
                    .col(uuid("organisation_id"))
                    .col(text("kind"))
                    // What it is about: nothing, or an attribute of the spine, of a machine, a standard, a process.
                    .col(text_null("attribute_id"))
                    .col(text_null("item_id"))
                    // The fact that staff confirmed by it.
                    .col(uuid_null("fact_id"))
                    .col(text("sha256"))
                    .col(text("media_type"))
                    .col(big("bytes"))
                    .col(int_null("width"))
                    .col(int_null("height"))
                    .col(text("caption"))
                    .col(text_null("taken_on"))
                    .col(uuid_null("person_id"))
                    .col(text("added_by"))
                    .col(text("side"))
                    .col(big("added_at"))
                    .col(text_null("removed_by"))
                    .col(big_null("removed_at"))
                    .foreign_key(&mut references("site_files", "site_id", "sites"))
                    .foreign_key(&mut references(
                        "site_files",
                        "organisation_id",
                        "organisations",
                    ))
                    .foreign_key(&mut references("site_files", "fact_id", "facts"))
                    .foreign_key(&mut references("site_files", "person_id", "people"))
                    .take(),
            )
            .await?;
        // What is there of this site? Is this content still needed?
        manager
            .create_index(index("site_files", &["site_id"]))
            .await?;
        manager.create_index(index("site_files", &["sha256"])).await
    }
}
