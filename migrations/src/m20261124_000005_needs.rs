//! Sourcing needs with their criteria (scope: *owner organisation*), and saved shortlists
//! (scope: *centre*).

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
                    .table("needs")
                    // The order of posting: ids of demonstration needs do not sort by time.
                    .col(counter("number"))
                    .col(uuid("id").unique_key().take())
                    .col(uuid("organisation_id"))
                    .col(int("version"))
                    .col(text("title"))
                    .col(text("title_lang"))
                    .col(text("description"))
                    .col(text("description_lang"))
                    .col(text("status"))
                    .col(text_null("starts_on"))
                    .col(text_null("closes_on"))
                    .col(flag("fictional"))
                    .foreign_key(&mut references("needs", "organisation_id", "organisations"))
                    .take(),
            )
            .await?;
        // The needs of a lead firm.
        manager
            .create_index(index("needs", &["organisation_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("criteria")
                    .col(id())
                    .col(uuid("need_id"))
                    .col(int("position"))
                    .col(text("attribute_id"))
                    .col(text_null("item_id"))
                    // The value: `comparison` says which of the following columns hold it.
                    .col(text("comparison"))
                    .col(big_null("amount"))
                    .col(text_null("members"))
                    .col(int_null("centre_lat_e6"))
                    .col(int_null("centre_lon_e6"))
                    .col(text_null("centre_label"))
                    .col(big_null("radius_m"))
                    .col(text("strength"))
                    .col(int("weight"))
                    .foreign_key(&mut references("criteria", "need_id", "needs"))
                    .take(),
            )
            .await?;
        // The criteria of a need.
        manager
            .create_index(index("criteria", &["need_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("shortlists")
                    .col(id())
                    .col(uuid("centre_id"))
                    .col(uuid("need_id"))
                    .col(int("need_version"))
                    .col(text("evaluated_on"))
                    .col(big("created_at"))
                    .col(text("created_by"))
                    .col(text("answer"))
                    .foreign_key(&mut references("shortlists", "need_id", "needs"))
                    .take(),
            )
            .await?;
        // The shortlists of a need.
        manager
            .create_index(index("shortlists", &["need_id"]))
            .await?;
        Ok(())
    }
}
