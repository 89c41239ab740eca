//! People, what they are to which organisation, everything secret that they hold (as hashes), and the
//! centres between which pipelines are divided. A need lies in the pipeline of a centre.

use crate::columns::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;

/// The centre in which everything lay before there were several.
const DEFAULT_CENTRE: Uuid = Uuid::from_u128(0x91e9_c299_ef5e_586d_807e_b61e_fa6f_a41b);

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        centres(manager).await?;
        people(manager).await?;
        secrets(manager).await?;
        needs(manager).await
    }
}

async fn centres(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("centres")
                .col(id())
                .col(uuid_null("organisation_id"))
                .col(text("name"))
                // INEGI's numbers of the states that it serves, as JSON.
                .col(text("states"))
                .col(big("created_at"))
                .foreign_key(&mut references(
                    "centres",
                    "organisation_id",
                    "organisations",
                ))
                .take(),
        )
        .await?;
    let default = Query::insert()
        .into_table("centres")
        .columns(["id", "name", "states", "created_at"])
        .values_panic([
            DEFAULT_CENTRE.into(),
            "Centro de Desarrollo de Proveedores".into(),
            "[]".into(),
            0_i64.into(),
        ])
        .take();
    manager.execute(default).await?;
    manager
        .create_table(
            Table::create()
                .table("centre_agreements")
                .col(id())
                // Whose pipeline is shared, and with whom.
                .col(uuid("from_centre_id"))
                .col(uuid("to_centre_id"))
                .col(text_null("until"))
                .col(text("note"))
                .col(text("agreed_by"))
                .col(big("agreed_at"))
                .col(big_null("ended_at"))
                .foreign_key(&mut references(
                    "centre_agreements",
                    "from_centre_id",
                    "centres",
                ))
                .foreign_key(&mut references(
                    "centre_agreements",
                    "to_centre_id",
                    "centres",
                ))
                .take(),
        )
        .await?;
    // Whose pipelines does this centre see?
    manager
        .create_index(index("centre_agreements", &["to_centre_id"]))
        .await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("people")
                .col(id())
                .col(int("version"))
                // Folded to lower case; empty once the person is erased.
                .col(text_null("email"))
                .col(text("name"))
                .col(text("lang"))
                .col(text_null("password_hash"))
                .col(text_null("totp_secret"))
                .col(big_null("totp_confirmed_at"))
                // A code is taken once: the last 30-second step whose code was used.
                .col(big_null("totp_last_step"))
                .col(text_null("notice_version"))
                .col(big_null("notice_accepted_at"))
                .col(big("created_at"))
                .col(big_null("disabled_at"))
                .col(big_null("erased_at"))
                .take(),
        )
        .await?;
    // Who signs in by this address?
    manager.create_index(unique("people", &["email"])).await?;
    manager
        .create_table(
            Table::create()
                .table("memberships")
                .col(id())
                .col(uuid("person_id"))
                .col(uuid_null("organisation_id"))
                .col(uuid_null("centre_id"))
                .col(text("role"))
                .col(text("granted_by"))
                .col(big("granted_at"))
                .col(big_null("ended_at"))
                .foreign_key(&mut references("memberships", "person_id", "people"))
                .foreign_key(&mut references(
                    "memberships",
                    "organisation_id",
                    "organisations",
                ))
                .foreign_key(&mut references("memberships", "centre_id", "centres"))
                .take(),
        )
        .await?;
    // What is this person? Who belongs to this organisation?
    manager
        .create_index(index("memberships", &["person_id"]))
        .await?;
    manager
        .create_index(index("memberships", &["organisation_id"]))
        .await
}

async fn secrets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("secrets")
                .col(id())
                // session, device, api_token, recovery, invitation, reset, setup, …
                .col(text("kind"))
                // SHA-256 of what the person holds; the secret itself is nowhere.
                .col(text("hash"))
                .col(uuid_null("person_id"))
                .col(uuid_null("membership_id"))
                // A token's name, a session's browser.
                .col(text("label"))
                .col(text("detail"))
                .col(big("created_at"))
                .col(big("last_used_at"))
                .col(big("expires_at"))
                // Used up, taken back or signed out.
                .col(big_null("ended_at"))
                .foreign_key(&mut references("secrets", "person_id", "people"))
                .foreign_key(&mut references("secrets", "membership_id", "memberships"))
                .take(),
        )
        .await?;
    manager.create_index(unique("secrets", &["hash"])).await?;
    // The sessions and tokens of a person.
    manager
        .create_index(index("secrets", &["person_id", "kind"]))
        .await?;
    manager
        .create_table(
            Table::create()
                .table("throttles")
                // A hash of what is slowed: an account, a device.
                .col(ColumnDef::new("key").text().not_null().primary_key())
                .col(int("failures"))
                .col(big("retry_at"))
                .col(big("last_at"))
                .take(),
        )
        .await
}

async fn needs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .alter_table(
            Table::alter()
                .table("needs")
                .add_column(uuid_null("centre_id"))
                .take(),
        )
        .await?;
    let lay_in_the_default = Query::update()
        .table("needs")
        .value("centre_id", DEFAULT_CENTRE)
        .take();
    manager.execute(lay_in_the_default).await?;
    // The pipeline of a centre.
    manager.create_index(index("needs", &["centre_id"])).await
}
