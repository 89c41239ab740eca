//! On which terms a need asks for parts, and its target price, which is read by its own people only.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            // JSON: nothing is looked up by it. Absent where nothing is said.
            text_null("terms"),
            // Ten-thousandths of the currency.
            big_null("target_price"),
            text_null("target_price_currency"),
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
