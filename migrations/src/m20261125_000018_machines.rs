//! Single machines of sites, and the questions of a profile that a firm could not answer. Scope: *owner
//! organisation*, through the site.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        machines(manager).await?;
        skips(manager).await
    }
}

async fn machines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("machines")
                .col(id())
                .col(uuid("site_id"))
                .col(int("version"))
                .col(text("kind_id"))
                .col(text("make_model"))
                .col(big_null("year"))
                .col(big("count"))
                .col(big_null("axes"))
                // Measures: the amount in nanometres or grams, and as it was typed.
                .col(big_null("travel_x_nm"))
                .col(text_null("travel_x_entered"))
                .col(big_null("travel_y_nm"))
                .col(text_null("travel_y_entered"))
                .col(big_null("travel_z_nm"))
                .col(text_null("travel_z_entered"))
                .col(big_null("max_diameter_nm"))
                .col(text_null("max_diameter_entered"))
                .col(big_null("tonnage"))
                .col(big_null("max_load_g"))
                .col(text_null("max_load_entered"))
                .col(text("note"))
                .col(text("origin"))
                // The firm or a centre: no person is named.
                .col(text("recorder"))
                .col(text("observed"))
                .col(big("recorded_at"))
                // What left the list stays as it was.
                .col(big_null("removed_at"))
                .foreign_key(&mut references("machines", "site_id", "sites"))
                .take(),
        )
        .await?;
    manager.create_index(index("machines", &["site_id"])).await
}

async fn skips(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("profile_skips")
                .col(id())
                .col(uuid("site_id"))
                .col(text("attribute_id"))
                // Empty where the question is of the whole site: NULL would never clash.
                .col(text("item_id"))
                // The last day on which it is not asked again.
                .col(text("until"))
                // The open needs that waited for the answer that day, as JSON.
                .col(text("needs"))
                .foreign_key(&mut references("profile_skips", "site_id", "sites"))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "profile_skips",
            &["site_id", "attribute_id", "item_id"],
        ))
        .await
}
