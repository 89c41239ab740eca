//! Whoever installs anew is told of all there will be, from the first change on. Where there were changes before
//! anyone followed them, the follower has no position, and learns first where everyone stands.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let begin = "INSERT INTO feed_positions (name, seq, until_seq, done) SELECT 'alerts', 0, 0, 0 \
                     WHERE NOT EXISTS (SELECT 1 FROM change_feed) \
                     AND NOT EXISTS (SELECT 1 FROM feed_positions WHERE name = 'alerts')";
        manager.get_connection().execute_unprepared(begin).await?;
        Ok(())
    }
}
