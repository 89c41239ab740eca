//! What institutions offer, and what it changes in a firm. Scope: *shared*.

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
                    .table("services")
                    .col(id())
                    .col(uuid("institution_id"))
                    .col(text("kind"))
                    .col(text("name"))
                    .col(text("name_lang"))
                    .col(text("description"))
                    .col(text("description_lang"))
                    .col(int("duration_days"))
                    .col(big("price_minor"))
                    .col(text("currency"))
                    .col(text("price_as_of"))
                    .col(text("source"))
                    .col(flag("fictional"))
                    .col(int("version"))
                    .foreign_key(&mut references(
                        "services",
                        "institution_id",
                        "organisations",
                    ))
                    .take(),
            )
            .await?;
        // The services of an institution.
        manager
            .create_index(index("services", &["institution_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("service_effects")
                    .col(uuid("service_id"))
                    .col(int("position"))
                    .col(text("attribute_id"))
                    .col(text_null("item_id"))
                    .col(big_null("level_from"))
                    .col(big("level_to"))
                    .primary_key(&mut primary(&["service_id", "position"]))
                    .foreign_key(&mut references("service_effects", "service_id", "services"))
                    .take(),
            )
            .await?;
        // States served; a service without a row serves the whole country.
        manager
            .create_table(
                Table::create()
                    .table("service_regions")
                    .col(uuid("service_id"))
                    .col(int("position"))
                    .col(int("state"))
                    .primary_key(&mut primary(&["service_id", "position"]))
                    .foreign_key(&mut references("service_regions", "service_id", "services"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
