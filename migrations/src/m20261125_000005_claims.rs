//! Claims of registry entries: who says that a site is her firm's, on what evidence, and what staff
//! decided. Nothing is deleted: the history stays. Scope: *centre*.

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
                    .table("claims")
                    .col(id())
                    .col(uuid("site_id"))
                    // In whose region the site lies.
                    .col(uuid("centre_id"))
                    // Whoever had signed in; a visitor is known by her address.
                    .col(uuid_null("person_id"))
                    .col(text("name"))
                    .col(text("email"))
                    .col(text("telephone"))
                    .col(text("lang"))
                    .col(text("evidence"))
                    .col(text("words"))
                    // SHA-256 of the file, which lies in the data directory; its name and type.
                    .col(text_null("file_hash"))
                    .col(text_null("file_name"))
                    .col(text_null("file_type"))
                    .col(text("status"))
                    // Site and claimant while the claim is open, empty afterwards: one open claim each.
                    .col(text_null("open_key"))
                    .col(big("created_at"))
                    .col(text_null("decided_by"))
                    .col(big_null("decided_at"))
                    .col(text_null("reason"))
                    .foreign_key(&mut references("claims", "site_id", "sites"))
                    .foreign_key(&mut references("claims", "centre_id", "centres"))
                    .foreign_key(&mut references("claims", "person_id", "people"))
                    .take(),
            )
            .await?;
        manager
            .create_index(unique("claims", &["open_key"]))
            .await?;
        // Who claimed this site?
        manager.create_index(index("claims", &["site_id"])).await?;
        // What waits for this centre's decision?
        manager
            .create_index(index("claims", &["centre_id", "status"]))
            .await
    }
}
