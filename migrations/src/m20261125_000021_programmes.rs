//! Upgrading programmes: what was planned and from what, for which needs, the steps with who pays them, the gaps
//! that they close, the signatures, and what happened. Scope: *centre*.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        programmes(manager).await?;
        needs(manager).await?;
        steps(manager).await?;
        shares(manager).await?;
        gaps(manager).await?;
        signatures(manager).await?;
        events(manager).await
    }
}

async fn programmes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programmes")
                .col(id())
                .col(uuid("site_id"))
                // In whose region the site lies: the centre whose programme it is.
                .col(uuid("centre_id"))
                .col(uuid("lead_firm_id"))
                .col(text("title"))
                .col(text("status"))
                // It was laid before firm and lead firm: from then on they see it.
                .col(flag("is_shown"))
                .col(int("version"))
                // The version of the plan, which is what people sign.
                .col(int("plan_version"))
                .col(big_null("budget_minor"))
                .col(text("currency"))
                // The firm's time, what is pinned and forbidden, who pays: as JSON.
                .col(text("firm_time"))
                .col(text("starts_on"))
                .col(text("pinned"))
                .col(text("forbidden"))
                .col(text("payers"))
                // What it was planned from, the plan, and by which rules: whole, as the engine gave them.
                .col(text("rules"))
                .col(text("problem"))
                .col(text("plan"))
                .col(big("cost_minor"))
                .col(text("finishes_on"))
                .col(text("made_by"))
                .col(big("made_at"))
                .col(text("stop_reason"))
                .foreign_key(&mut references("programmes", "site_id", "sites"))
                .foreign_key(&mut references("programmes", "centre_id", "centres"))
                .foreign_key(&mut references(
                    "programmes",
                    "lead_firm_id",
                    "organisations",
                ))
                .take(),
        )
        .await?;
    // Of this firm? Of this centre? For this lead firm?
    for column in ["site_id", "centre_id", "lead_firm_id"] {
        manager.create_index(index("programmes", &[column])).await?;
    }
    Ok(())
}

async fn needs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_needs")
                .col(uuid("programme_id"))
                .col(uuid("need_id"))
                .primary_key(&mut primary(&["programme_id", "need_id"]))
                .foreign_key(&mut references(
                    "programme_needs",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references("programme_needs", "need_id", "needs"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("programme_needs", &["need_id"]))
        .await
}

async fn steps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_steps")
                .col(id())
                .col(uuid("programme_id"))
                .col(int("position"))
                .col(uuid("service_id"))
                // Names as they were that day: what was signed stays readable.
                .col(text("name"))
                .col(text("name_lang"))
                .col(uuid("provider_id"))
                .col(text("provider"))
                .col(uuid_null("cohort_id"))
                .col(text("starts_on"))
                .col(text("ends_on"))
                .col(big("cost_minor"))
                .col(text("currency"))
                .col(text("closes"))
                .col(text("evidence"))
                .col(text("evidence_lang"))
                .col(text_null("visit_on"))
                .col(text("state"))
                .col(text("owner"))
                .foreign_key(&mut references(
                    "programme_steps",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references("programme_steps", "service_id", "services"))
                .foreign_key(&mut references(
                    "programme_steps",
                    "provider_id",
                    "organisations",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("programme_steps", &["programme_id"]))
        .await?;
    manager
        .create_index(index("programme_steps", &["service_id"]))
        .await
}

async fn shares(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_shares")
                .col(uuid("step_id"))
                .col(text("payer"))
                .col(big("minor"))
                .col(flag("is_at_ceiling"))
                .primary_key(&mut primary(&["step_id", "payer"]))
                .foreign_key(&mut references(
                    "programme_shares",
                    "step_id",
                    "programme_steps",
                ))
                .take(),
        )
        .await
}

async fn gaps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_gaps")
                .col(id())
                .col(uuid("programme_id"))
                .col(text("attribute_id"))
                .col(text_null("item_id"))
                .col(flag("is_lower_better"))
                .col(big("required"))
                .col(big_null("present"))
                .col(text_null("present_origin"))
                .col(text_null("present_on"))
                // Which needs wait for it, what each asks and until when: as JSON.
                .col(text("needs"))
                .col(text("state"))
                .foreign_key(&mut references(
                    "programme_gaps",
                    "programme_id",
                    "programmes",
                ))
                .take(),
        )
        .await?;
    manager
        .create_index(index("programme_gaps", &["programme_id"]))
        .await
}

async fn signatures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_signatures")
                .col(id())
                .col(uuid("programme_id"))
                .col(text("side"))
                .col(int("plan_version"))
                // Of the document that was signed.
                .col(text("document_hash"))
                .col(uuid_null("person_id"))
                .col(text("signed_by"))
                .col(text("role"))
                .col(big("signed_at"))
                .col(text("comment"))
                // Signed by hand: the scan, which lies with the files of sites.
                .col(text_null("scan_sha256"))
                .col(text_null("scan_media_type"))
                .col(big_null("scan_bytes"))
                .foreign_key(&mut references(
                    "programme_signatures",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references(
                    "programme_signatures",
                    "person_id",
                    "people",
                ))
                .take(),
        )
        .await?;
    // A side signs a version once, however many of its people try at the same time.
    manager
        .create_index(unique(
            "programme_signatures",
            &["programme_id", "plan_version", "side"],
        ))
        .await
}

async fn events(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("programme_events")
                .col(id())
                .col(uuid("programme_id"))
                .col(big("at"))
                .col(uuid_null("person_id"))
                .col(text("done_by"))
                .col(text("role"))
                .col(text("event"))
                .col(text("status"))
                .col(int("plan_version"))
                .col(text("words"))
                .foreign_key(&mut references(
                    "programme_events",
                    "programme_id",
                    "programmes",
                ))
                .foreign_key(&mut references("programme_events", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("programme_events", &["programme_id"]))
        .await
}
