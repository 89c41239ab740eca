//! Organisations and the sites where they work. A site is what is searched and matched.
//! Scope: *shared* where a register names it, *owner organisation* for what the firm adds.

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
                    .table("organisations")
                    .col(id())
                    .col(text("kind"))
                    .col(text("name"))
                    // The folded beginning of the name: PostgreSQL cannot index a whole one
                    // where somebody pastes a page into it.
                    .col(text("name_key"))
                    .col(flag("fictional"))
                    .col(big("created_at"))
                    .take(),
            )
            .await?;
        // The lists of lead firms and institutions, and a firm of a given name in them.
        manager
            .create_index(index("organisations", &["kind", "name_key"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sites")
                    .col(id())
                    .col(uuid("organisation_id"))
                    .col(text("name"))
                    .col(text("street"))
                    .col(text("postal_code"))
                    .col(text("locality"))
                    .col(text_null("municipality"))
                    .col(int_null("state"))
                    .col(int_null("lat_e6"))
                    .col(int_null("lon_e6"))
                    .col(text("position_source"))
                    .col(int("version"))
                    .foreign_key(&mut references("sites", "organisation_id", "organisations"))
                    .take(),
            )
            .await?;
        // Where does this firm work?
        manager
            .create_index(index("sites", &["organisation_id"]))
            .await?;
        Ok(())
    }
}
