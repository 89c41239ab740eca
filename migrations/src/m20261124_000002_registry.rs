//! What public registers say of a site, the keys that others gave it, and pairs of sites that
//! may be one plant. Scope: *shared*.

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
                    .table("registry_entries")
                    .col(id())
                    .col(uuid("site_id"))
                    .col(text("register"))
                    .col(text("key"))
                    .col(text("name"))
                    .col(text("legal_name"))
                    .col(text("activity_text"))
                    .col(text_null("scian"))
                    .col(flag("scian_suggested"))
                    .col(text_null("size_band"))
                    .col(text("industrial_park"))
                    .col(text("website"))
                    .col(text("edition"))
                    .col(text("warnings"))
                    .col(ColumnDef::new("content_hash").binary_len(16).not_null())
                    .foreign_key(&mut references("registry_entries", "site_id", "sites"))
                    .take(),
            )
            .await?;
        // Is this line of the register known, and has it changed?
        manager
            .create_index(unique("registry_entries", &["register", "key"]))
            .await?;
        // What do the registers say of this site?
        manager
            .create_index(index("registry_entries", &["site_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("external_keys")
                    .col(text("scheme"))
                    .col(text("value"))
                    .col(uuid("site_id"))
                    .primary_key(&mut primary(&["scheme", "value"]))
                    .foreign_key(&mut references("external_keys", "site_id", "sites"))
                    .take(),
            )
            .await?;
        // Under which keys do others know this site?
        manager
            .create_index(index("external_keys", &["site_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("duplicates")
                    .col(id())
                    .col(uuid("site_a"))
                    .col(uuid("site_b"))
                    .col(int("score_milli"))
                    .col(text("reasons"))
                    .col(text("status"))
                    .col(text_null("decided_by"))
                    .col(big_null("decided_at"))
                    .col(text_null("reason"))
                    .foreign_key(&mut references("duplicates", "site_a", "sites"))
                    .foreign_key(&mut references("duplicates", "site_b", "sites"))
                    .take(),
            )
            .await?;
        // A pair is proposed once, so a decision is remembered.
        manager
            .create_index(unique("duplicates", &["site_a", "site_b"]))
            .await?;
        // The pairs of a site that stands second (the unique index finds those where it is first).
        manager
            .create_index(index("duplicates", &["site_b"]))
            .await?;
        // What waits for a decision, likeliest first?
        manager
            .create_index(index("duplicates", &["status", "score_milli"]))
            .await?;
        Ok(())
    }
}
