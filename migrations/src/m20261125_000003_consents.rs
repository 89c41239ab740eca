//! What owners open to others, drawings of needs and the acceptances that stand before them (scope:
//! *owner organisation*); and needs whose buyer is not named.

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
                    .table("needs")
                    .add_column(flag("buyer_shown").default(true).take())
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("consents")
                    .col(id())
                    .col(uuid("owner_id"))
                    // A closed group, or what of the need is opened.
                    .col(text("subject"))
                    .col(uuid_null("need_id"))
                    // Absent: every lead firm.
                    .col(uuid_null("audience_id"))
                    .col(text("purpose"))
                    .col(text("opened_by"))
                    .col(big("opened_at"))
                    .col(text("until_on"))
                    .col(text("note"))
                    .col(text_null("revoked_by"))
                    .col(big_null("revoked_at"))
                    .foreign_key(&mut references("consents", "owner_id", "organisations"))
                    .foreign_key(&mut references("consents", "audience_id", "organisations"))
                    .foreign_key(&mut references_column("consents", "need_id", "needs", "id"))
                    .take(),
            )
            .await?;
        // What an owner opened; what is open to a reader.
        manager
            .create_index(index("consents", &["owner_id"]))
            .await?;
        manager
            .create_index(index("consents", &["audience_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("files")
                    // The digest of the bytes, which lie beside the database under this name.
                    .col(text("sha256").primary_key().take())
                    .col(text("kind"))
                    .col(big("bytes"))
                    .col(big("stored_at"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("need_files")
                    .col(id())
                    .col(uuid("need_id"))
                    .col(text("sha256"))
                    .col(text("name"))
                    .col(text("added_by"))
                    .col(big("added_at"))
                    .col(text_null("removed_by"))
                    .col(big_null("removed_at"))
                    .foreign_key(&mut references_column(
                        "need_files",
                        "need_id",
                        "needs",
                        "id",
                    ))
                    .foreign_key(&mut references_column(
                        "need_files",
                        "sha256",
                        "files",
                        "sha256",
                    ))
                    .take(),
            )
            .await?;
        // The drawings of a need.
        manager
            .create_index(index("need_files", &["need_id"]))
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("nda_acceptances")
                    .col(id())
                    .col(uuid("need_id"))
                    .col(uuid("organisation_id"))
                    .col(uuid("person_id"))
                    .col(text("person_name"))
                    // Which text, word for word.
                    .col(text("version"))
                    .col(big("accepted_at"))
                    .foreign_key(&mut references_column(
                        "nda_acceptances",
                        "need_id",
                        "needs",
                        "id",
                    ))
                    .foreign_key(&mut references(
                        "nda_acceptances",
                        "organisation_id",
                        "organisations",
                    ))
                    .take(),
            )
            .await?;
        // Accepted once by each person, for each organisation, in each version.
        manager
            .create_index(unique(
                "nda_acceptances",
                &["need_id", "person_id", "organisation_id", "version"],
            ))
            .await?;
        Ok(())
    }
}
