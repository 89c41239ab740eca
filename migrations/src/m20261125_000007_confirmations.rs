//! What owners are asked to confirm through a link, and what they answered. Scope: *owner
//! organisation*, through the site, and the centre that asks.

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
                    .table("confirmations")
                    .col(id())
                    .col(uuid("site_id"))
                    .col(uuid("centre_id"))
                    // The link by which it is opened; swept when long over.
                    .col(uuid("secret_id"))
                    // Whom the link was made for.
                    .col(text("name"))
                    .col(text("email"))
                    .col(text("lang"))
                    // What is asked, and what was answered, as JSON.
                    .col(text("asked"))
                    .col(text_null("answered"))
                    .col(text("prepared_by"))
                    .col(big("prepared_at"))
                    .col(big("expires_at"))
                    .col(big_null("answered_at"))
                    .col(big_null("withdrawn_at"))
                    .foreign_key(&mut references("confirmations", "site_id", "sites"))
                    .foreign_key(&mut references("confirmations", "centre_id", "centres"))
                    .take(),
            )
            .await?;
        // What was this firm asked?
        manager
            .create_index(index("confirmations", &["site_id"]))
            .await?;
        // What does this link open?
        manager
            .create_index(unique("confirmations", &["secret_id"]))
            .await
    }
}
