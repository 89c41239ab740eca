//! What people are told without asking: where pairs of need and site stand, alerts, who has a summary by
//! mail, and how far a follower of the change feed has come.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        standings(manager).await?;
        alerts(manager).await?;
        settings(manager).await?;
        positions(manager).await
    }
}

async fn standings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("pair_standings")
                .col(uuid("need_id"))
                .col(uuid("site_id"))
                // As the firm may know it, by its own closed figures too; and as the buyer may.
                .col(text("for_owner"))
                .col(text("for_buyer"))
                .col(int("need_version"))
                .col(big("noted_at"))
                .primary_key(&mut primary(&["need_id", "site_id"]))
                .foreign_key(&mut references("pair_standings", "need_id", "needs"))
                .foreign_key(&mut references("pair_standings", "site_id", "sites"))
                .take(),
        )
        .await?;
    // How does this site stand to every need?
    manager
        .create_index(index("pair_standings", &["site_id"]))
        .await
}

async fn alerts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("alerts")
                .col(counter("number"))
                .col(uuid("person_id"))
                .col(text("kind"))
                .col(uuid("need_id"))
                .col(int("need_version"))
                .col(uuid("site_id"))
                .col(text("nearness"))
                .col(big("created_at"))
                .col(big_null("read_at"))
                // When a summary by mail counted it, or was not to.
                .col(big_null("mailed_at"))
                .foreign_key(&mut references("alerts", "person_id", "people"))
                .foreign_key(&mut references("alerts", "need_id", "needs"))
                .foreign_key(&mut references("alerts", "site_id", "sites"))
                .take(),
        )
        .await?;
    // Nothing is told twice.
    manager
        .create_index(unique(
            "alerts",
            &[
                "person_id",
                "kind",
                "need_id",
                "site_id",
                "need_version",
                "nearness",
            ],
        ))
        .await?;
    // What is there for this person, newest first?
    manager
        .create_index(index("alerts", &["person_id", "number"]))
        .await?;
    // What has no summary counted yet?
    manager
        .create_index(index("alerts", &["mailed_at", "person_id"]))
        .await
}

async fn settings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("alert_settings")
                .col(
                    ColumnDef::new("person_id")
                        .uuid()
                        .not_null()
                        .primary_key()
                        .take(),
                )
                .col(flag("by_mail"))
                .foreign_key(&mut references("alert_settings", "person_id", "people"))
                .take(),
        )
        .await
}

async fn positions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("feed_positions")
                .col(
                    ColumnDef::new("name")
                        .text()
                        .not_null()
                        .primary_key()
                        .take(),
                )
                // Everything up to here is done.
                .col(big("seq"))
                // What is being worked on ends here.
                .col(big("until_seq"))
                // So many parts of it are done.
                .col(big("done"))
                .take(),
        )
        .await
}
