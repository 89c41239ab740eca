//! Who someone is at her firm's own sign-on.

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
                    .table("person_identities")
                    .col(id())
                    .col(uuid("person_id"))
                    // The provider's name for itself, an https address.
                    .col(text("issuer"))
                    // Its name for the person; it never gives it to another.
                    .col(text("subject"))
                    .col(big("bound_at"))
                    .foreign_key(&mut references("person_identities", "person_id", "people"))
                    .take(),
            )
            .await?;
        // Who is this?
        manager
            .create_index(unique("person_identities", &["issuer", "subject"]))
            .await?;
        // One person is one at each provider: an address that is given to a successor opens nothing.
        manager
            .create_index(unique("person_identities", &["person_id", "issuer"]))
            .await
    }
}
