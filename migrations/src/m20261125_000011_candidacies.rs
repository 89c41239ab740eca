//! Deciding together on suppliers: who is on a need's list and how far, what happened to each, what the
//! firms answer, and the gaps that come of rejections. Scope: *centre*.

use crate::columns::*;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        candidacies(manager).await?;
        steps(manager).await?;
        answers(manager).await?;
        gaps(manager).await
    }
}

async fn candidacies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("candidacies")
                .col(id())
                .col(uuid("need_id"))
                .col(uuid("site_id"))
                .col(uuid("centre_id"))
                // The saved answer in which it stood: what was known of it that day.
                .col(uuid("shortlist_id"))
                .col(text("stage"))
                .col(int("version"))
                // Of a rejection, from the list of reasons.
                .col(text_null("reason"))
                // Who signed for the buyer that it be chosen, and who for the centre.
                .col(uuid_null("buyer_person_id"))
                .col(text_null("buyer_signed_by"))
                .col(big_null("buyer_signed_at"))
                .col(uuid_null("centre_person_id"))
                .col(text_null("centre_signed_by"))
                .col(big_null("centre_signed_at"))
                // What is done next, by whom, until when.
                .col(text_null("next_what"))
                .col(text_null("next_owner"))
                .col(text_null("next_on"))
                .col(text("created_by"))
                .col(big("created_at"))
                .foreign_key(&mut references("candidacies", "need_id", "needs"))
                .foreign_key(&mut references("candidacies", "site_id", "sites"))
                .foreign_key(&mut references("candidacies", "centre_id", "centres"))
                .foreign_key(&mut references("candidacies", "shortlist_id", "shortlists"))
                .foreign_key(&mut references("candidacies", "buyer_person_id", "people"))
                .foreign_key(&mut references("candidacies", "centre_person_id", "people"))
                .take(),
        )
        .await?;
    // A supplier stands once on a need's list.
    manager
        .create_index(unique("candidacies", &["need_id", "site_id"]))
        .await?;
    manager
        .create_index(index("candidacies", &["site_id"]))
        .await
}

async fn steps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("candidacy_steps")
                .col(id())
                .col(uuid("candidacy_id"))
                .col(big("at"))
                .col(uuid_null("person_id"))
                .col(text("done_by"))
                .col(text("role"))
                .col(text("step"))
                .col(text("stage"))
                .col(text_null("reason"))
                .col(text("words"))
                .foreign_key(&mut references(
                    "candidacy_steps",
                    "candidacy_id",
                    "candidacies",
                ))
                .foreign_key(&mut references("candidacy_steps", "person_id", "people"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("candidacy_steps", &["candidacy_id"]))
        .await
}

async fn answers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("need_answers")
                .col(id())
                .col(uuid("need_id"))
                .col(uuid("site_id"))
                .col(text("interest"))
                .col(text("words"))
                .col(uuid_null("person_id"))
                .col(text("answered_by"))
                .col(text("role"))
                .col(big("at"))
                .foreign_key(&mut references("need_answers", "need_id", "needs"))
                .foreign_key(&mut references("need_answers", "site_id", "sites"))
                .foreign_key(&mut references("need_answers", "person_id", "people"))
                .take(),
        )
        .await?;
    // What do firms answer to this need? What did this firm answer?
    manager
        .create_index(index("need_answers", &["need_id", "site_id"]))
        .await?;
    manager
        .create_index(index("need_answers", &["site_id"]))
        .await
}

async fn gaps(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("proposed_gaps")
                .col(id())
                .col(uuid("candidacy_id"))
                .col(uuid("site_id"))
                // In whose region the site lies: the centre that confirms.
                .col(uuid("centre_id"))
                .col(text("reason"))
                .col(text("status"))
                .col(int("version"))
                .col(big("proposed_at"))
                .col(text("words"))
                .col(text_null("decided_by"))
                .col(big_null("decided_at"))
                .col(text("reply"))
                .col(text_null("replied_by"))
                .col(big_null("replied_at"))
                .foreign_key(&mut references(
                    "proposed_gaps",
                    "candidacy_id",
                    "candidacies",
                ))
                .foreign_key(&mut references("proposed_gaps", "site_id", "sites"))
                .foreign_key(&mut references("proposed_gaps", "centre_id", "centres"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("proposed_gaps", &["site_id"]))
        .await?;
    manager
        .create_index(index("proposed_gaps", &["centre_id", "status"]))
        .await
}
