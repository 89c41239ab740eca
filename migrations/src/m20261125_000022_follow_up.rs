//! What happens once a programme runs: referrals, hours and money that went into steps, verification visits with their
//! evidence, and indicators before and after. Scope: *centre*, through the programme.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        referrals(manager).await?;
        work(manager).await?;
        verifications(manager).await?;
        indicators(manager).await
    }
}

async fn referrals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("referrals")
                .col(id())
                .col(uuid("centre_id"))
                .col(uuid("programme_id"))
                .col(uuid("step_id"))
                .col(uuid("institution_id"))
                .col(uuid("service_id"))
                .col(text("status"))
                .col(int("version"))
                // What the institution is told, as it stood that day: the firm's name, and no more of it.
                .col(text("firm_name"))
                .col(text("service_name"))
                .col(text("words"))
                // Whom to speak to, where the firm allows it; emptied once the referral is over.
                .col(text("contact_name"))
                .col(text("contact_telephone"))
                .col(text("contact_email"))
                .col(text("starts_on"))
                .col(text("ends_on"))
                .col(text("sent_by"))
                .col(big("sent_at"))
                // The institution's answer.
                .col(text_null("offered_on"))
                .col(text_null("answer_words"))
                .col(uuid_null("answer_person_id"))
                .col(text_null("answered_by"))
                .col(text_null("answered_role"))
                .col(big_null("answered_at"))
                // What came of it. People are counted, never named.
                .col(text_null("done_on"))
                .col(big_null("attended"))
                .col(text_null("certificate"))
                .col(text_null("outcome_words"))
                .col(uuid_null("file_id"))
                .foreign_key(&mut references("referrals", "centre_id", "centres"))
                .foreign_key(&mut references("referrals", "programme_id", "programmes"))
                .foreign_key(&mut references("referrals", "step_id", "programme_steps"))
                .foreign_key(&mut references(
                    "referrals",
                    "institution_id",
                    "organisations",
                ))
                .foreign_key(&mut references("referrals", "service_id", "services"))
                .foreign_key(&mut references("referrals", "answer_person_id", "people"))
                .foreign_key(&mut references("referrals", "file_id", "site_files"))
                .take(),
        )
        .await?;
    // Which firms were referred to us? How does this programme stand?
    manager
        .create_index(index("referrals", &["institution_id"]))
        .await?;
    manager
        .create_index(index("referrals", &["programme_id"]))
        .await
}

async fn work(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_work")
                .col(id())
                .col(uuid("programme_id"))
                .col(uuid("step_id"))
                .col(text("worked_on"))
                .col(big("minutes"))
                // Absent: no money was spent, or nobody said how much.
                .col(big_null("cost_minor"))
                .col(text_null("currency"))
                .col(text("words"))
                .col(uuid_null("person_id"))
                .col(text("logged_by"))
                .col(text("role"))
                .col(big("logged_at"))
                // What was logged by mistake stays, and counts no more.
                .col(text_null("struck_by"))
                .col(big_null("struck_at"))
                .foreign_key(&mut references(
                    "programme_work",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references(
                    "programme_work",
                    "step_id",
                    "programme_steps",
                ))
                .foreign_key(&mut references("programme_work", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("programme_work", &["programme_id"]))
        .await
}

async fn verifications(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("verifications")
                .col(id())
                .col(uuid("programme_id"))
                .col(uuid("gap_id"))
                .col(text("finding"))
                // JSON: the value that was measured; absent where nothing could be.
                .col(text_null("measured"))
                .col(text_null("entered"))
                .col(text("visited_on"))
                .col(text("spread"))
                .col(text("note"))
                // Why the gap is not closed.
                .col(text("reason"))
                .col(uuid_null("fact_id"))
                .col(uuid_null("person_id"))
                .col(text("verified_by"))
                .col(big("verified_at"))
                .foreign_key(&mut references(
                    "verifications",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references("verifications", "gap_id", "programme_gaps"))
                .foreign_key(&mut references("verifications", "fact_id", "facts"))
                .foreign_key(&mut references("verifications", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("verifications", &["programme_id"]))
        .await?;
    manager
        .create_table(
            Table::create()
                .table("verification_files")
                .col(uuid("verification_id"))
                .col(uuid("file_id"))
                .primary_key(&mut primary(&["verification_id", "file_id"]))
                .foreign_key(&mut references(
                    "verification_files",
                    "verification_id",
                    "verifications",
                ))
                .foreign_key(&mut references(
                    "verification_files",
                    "file_id",
                    "site_files",
                ))
                .take(),
        )
        .await
}

async fn indicators(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_indicators")
                .col(id())
                .col(uuid("programme_id"))
                .col(text("kind"))
                // Of an own one; empty for the others: NULL would never clash.
                .col(text("name"))
                .col(text("unit"))
                .col(text("agreed_by"))
                .col(big("agreed_at"))
                .foreign_key(&mut references(
                    "programme_indicators",
                    "programme_id",
                    "programmes",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(unique(
            "programme_indicators",
            &["programme_id", "kind", "name"],
        ))
        .await?;
    manager
        .create_table(
            Table::create()
                .table("indicator_figures")
                .col(id())
                .col(uuid("indicator_id"))
                .col(text("moment"))
                // From 1: a figure that is put right is a new row with the next number.
                .col(int("version"))
                .col(big("low"))
                .col(big("high"))
                .col(text("entered"))
                .col(text("origin"))
                .col(text("observed"))
                .col(text("recorded_by"))
                .col(text("role"))
                .col(big("recorded_at"))
                .foreign_key(&mut references(
                    "indicator_figures",
                    "indicator_id",
                    "programme_indicators",
                ))
                .take(),
        )
        .await?;
    // Of two who put the same figure right at once one is first.
    manager
        .create_index(unique(
            "indicator_figures",
            &["indicator_id", "moment", "version"],
        ))
        .await
}
