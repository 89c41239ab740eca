//! Sites that were made one. A merged site keeps its entries, keys and facts; it is read through the
//! site into which it was merged, so that separating the two loses nothing.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("sites")
                    // The site that stands for this one, at the end of every chain of merges.
                    .add_column(uuid_null("merged_into"))
                    .take(),
            )
            .await?;
        // Which sites does this one stand for?
        manager
            .create_index(index("sites", &["merged_into"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("site_merges")
                    .col(id())
                    .col(uuid("site_id"))
                    .col(uuid("into_id"))
                    .col(uuid("duplicate_id"))
                    // Whose each was before.
                    .col(uuid("site_organisation"))
                    .col(uuid("into_organisation"))
                    .col(text("merged_by"))
                    .col(big("merged_at"))
                    .col(text("reason"))
                    .col(text_null("separated_by"))
                    .col(big_null("separated_at"))
                    .col(text_null("separated_reason"))
                    // The site while it is merged, empty afterwards: a site is merged once at a time.
                    .col(uuid_null("active_site"))
                    .foreign_key(&mut references("site_merges", "site_id", "sites"))
                    .foreign_key(&mut references("site_merges", "into_id", "sites"))
                    .foreign_key(&mut references("site_merges", "duplicate_id", "duplicates"))
                    .foreign_key(&mut references(
                        "site_merges",
                        "site_organisation",
                        "organisations",
                    ))
                    .foreign_key(&mut references(
                        "site_merges",
                        "into_organisation",
                        "organisations",
                    ))
                    .take(),
            )
            .await?;
        manager
            .create_index(unique("site_merges", &["active_site"]))
            .await?;
        // What was merged into this site, and this site into what?
        manager
            .create_index(index("site_merges", &["into_id"]))
            .await?;
        manager
            .create_index(index("site_merges", &["site_id"]))
            .await
    }
}
