//! Indexes that answer a page of a firm's or a centre's needs, newest first, without sorting all of them.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columns in [["organisation_id", "number"], ["centre_id", "number"]] {
            manager.create_index(index("needs", &columns)).await?;
        }
        // What begins with the same column answers as much.
        for name in ["ix_needs_organisation_id", "ix_needs_centre_id"] {
            manager
                .drop_index(Index::drop().name(name).table("needs").to_owned())
                .await?;
        }
        Ok(())
    }
}
