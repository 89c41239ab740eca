//! Why a need stands as it does: the words, since when, by whom, and who got the order.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            text_null("status_reason"),
            big_null("status_at"),
            text_null("status_by"),
            // The supplier that got the order, as a person named it: it need not be registered.
            text_null("status_supplier"),
        ];
        // SQLite adds one column at a time.
        for column in columns {
            manager
                .alter_table(Table::alter().table("needs").add_column(column).take())
                .await?;
        }
        Ok(())
    }
}
