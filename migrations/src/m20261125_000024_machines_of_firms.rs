//! Whose a machine was when it was listed, so that it goes along when sites that were made one are separated.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Absent where it was listed before: it stays at its site.
        let column = uuid_null("organisation_id");
        manager
            .alter_table(Table::alter().table("machines").add_column(column).take())
            .await
    }
}
