//! The audit log becomes a chain: every row carries the hash of itself and of the row before it,
//! says whose data it concerns, and keeps what names a person apart, so that it can be erased.
//!
//! Rows that were there before have no hash; the chain begins behind them. From here on the
//! database itself refuses a row without a hash, a change and a deletion. So a program of the
//! previous release, which writes no hashes, can read beside this one but not act: an act that
//! the chain does not hold would be worse than one that fails.

use crate::columns::*;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What an update may do: take away what names a person, and nothing else.
const IS_NO_ERASURE: &str = "(NEW.number, NEW.at, NEW.person_id, NEW.role, NEW.organisation_id, \
     NEW.centre_id, NEW.subject_organisation_id, NEW.subject_person_id, NEW.action, NEW.object, \
     NEW.detail, NEW.commitment, NEW.hash) \
     IS DISTINCT FROM (OLD.number, OLD.at, OLD.person_id, OLD.role, OLD.organisation_id, \
     OLD.centre_id, OLD.subject_organisation_id, OLD.subject_person_id, OLD.action, OLD.object, \
     OLD.detail, OLD.commitment, OLD.hash) \
     OR NEW.actor_name <> '' OR NEW.personal IS NOT NULL OR NEW.personal_salt IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added = [
            // Whose data the act concerns.
            uuid_null("subject_organisation_id"),
            uuid_null("subject_person_id"),
            // What names a person, as JSON, and the salt of its commitment: both go when the
            // person is erased. The commitment stays, and only it is hashed into the chain.
            text_null("personal"),
            text_null("personal_salt"),
            text_null("commitment"),
            text_null("hash"),
        ];
        for column in added {
            // SQLite adds one column a statement.
            manager
                .alter_table(
                    Table::alter()
                        .table("audit_log")
                        .add_column(column)
                        .to_owned(),
                )
                .await?;
        }
        let readers = [
            // Who has seen or changed the data of this firm?
            index("audit_log", &["subject_organisation_id", "number"]),
            // What have this firm's people done?
            index("audit_log", &["organisation_id", "number"]),
            // What has this person done? Also: what of hers must be erased?
            index("audit_log", &["person_id", "number"]),
            // What was done to this person's account?
            index("audit_log", &["subject_person_id", "number"]),
        ];
        for index in readers {
            manager.create_index(index).await?;
        }
        // One row: the last link, written with it, so that a cut tail shows.
        manager
            .create_table(
                Table::create()
                    .table("audit_heads")
                    .col(int("id").primary_key().take())
                    .col(big("number"))
                    .col(text("hash"))
                    .take(),
            )
            .await?;
        let connection = manager.get_connection();
        connection
            .execute_unprepared(&format!(
                "INSERT INTO audit_heads (id, number, hash) \
                 SELECT 1, COALESCE(MAX(number), 0), '{}' FROM audit_log",
                "0".repeat(64)
            ))
            .await?;
        let guards = match manager.get_database_backend() {
            DbBackend::Postgres => postgres_guards(),
            _ => sqlite_guards(),
        };
        for guard in guards {
            connection.execute_unprepared(&guard).await?;
        }
        Ok(())
    }
}

fn sqlite_guards() -> Vec<String> {
    let refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END";
    vec![
        // Also stops INSERT OR REPLACE, which deletes without asking the trigger for deletions.
        format!(
            "CREATE TRIGGER audit_log_appended BEFORE INSERT ON audit_log \
             WHEN NEW.hash IS NULL OR EXISTS (SELECT 1 FROM audit_log WHERE number >= NEW.number) {refuse}"
        ),
        format!(
            "CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log \
             WHEN {IS_NO_ERASURE} {refuse}"
        ),
        format!("CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log {refuse}"),
        format!(
            "CREATE TRIGGER audit_heads_forward BEFORE UPDATE ON audit_heads \
             WHEN NEW.id <> OLD.id OR NEW.number <= OLD.number {refuse}"
        ),
        format!("CREATE TRIGGER audit_heads_kept BEFORE DELETE ON audit_heads {refuse}"),
        format!(
            "CREATE TRIGGER audit_heads_single BEFORE INSERT ON audit_heads \
             WHEN EXISTS (SELECT 1 FROM audit_heads) {refuse}"
        ),
    ]
}

fn postgres_guards() -> Vec<String> {
    vec![
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
            .to_owned(),
        "CREATE FUNCTION audit_log_append() RETURNS trigger LANGUAGE plpgsql AS $$ \
         BEGIN IF NEW.hash IS NULL OR EXISTS (SELECT 1 FROM audit_log WHERE number >= NEW.number) \
         THEN RAISE EXCEPTION 'the audit log is append-only'; END IF; RETURN NEW; END $$"
            .to_owned(),
        "CREATE TRIGGER audit_log_appended BEFORE INSERT ON audit_log \
         FOR EACH ROW EXECUTE FUNCTION audit_log_append()"
            .to_owned(),
        format!(
            "CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log \
             FOR EACH ROW WHEN ({IS_NO_ERASURE}) EXECUTE FUNCTION audit_refuse()"
        ),
        "CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log \
         FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            .to_owned(),
        "CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON audit_log \
         FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            .to_owned(),
        "CREATE TRIGGER audit_heads_forward BEFORE UPDATE ON audit_heads FOR EACH ROW \
         WHEN (NEW.id <> OLD.id OR NEW.number <= OLD.number) EXECUTE FUNCTION audit_refuse()"
            .to_owned(),
        "CREATE TRIGGER audit_heads_kept BEFORE DELETE ON audit_heads \
         FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            .to_owned(),
        "CREATE TRIGGER audit_heads_not_emptied BEFORE TRUNCATE ON audit_heads \
         FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            .to_owned(),
    ]
}
