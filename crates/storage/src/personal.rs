//! What is kept of a person, wherever it lies: listing her acts, and taking away whatever names her.
//! Rows stay where others depend on them; her name, her address and her secrets go. Whether she may be
//! erased is decided in `app`.

use crate::claims::ClaimStatus;
use crate::entities::{
    audit_log, candidacy_steps, claims, confirmations, jobs, privacy_requests, privacy_statements,
    secrets,
};
use crate::people::{self, Person};
use crate::secrets::SecretKind;
use crate::{Read, StorageResult, Transaction, alerts, audit, encode, identities, referrals};
use eslabon_domain::ids::PersonId;
use eslabon_domain::privacy::ERASED_NAME;
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, LikeExpr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// Columns that hold the name of whoever did something. A new one gets its line here; a test looks for
/// columns that are called so and are missing.
pub const NAMES: [(&str, &str); 44] = [
    ("assessment_files", "added_by"),
    ("assessments", "carried_out_by"),
    ("assessments", "voided_by"),
    ("candidacies", "buyer_signed_by"),
    ("candidacies", "centre_signed_by"),
    ("candidacies", "created_by"),
    ("candidacies", "next_owner"),
    ("candidacy_steps", "done_by"),
    ("centre_agreements", "agreed_by"),
    ("claims", "decided_by"),
    ("confirmations", "name"),
    ("confirmations", "prepared_by"),
    ("consents", "opened_by"),
    ("consents", "revoked_by"),
    ("diagnoses", "stated_by"),
    ("duplicates", "decided_by"),
    ("import_runs", "actor_name"),
    ("indicator_figures", "recorded_by"),
    ("memberships", "granted_by"),
    ("nda_acceptances", "person_name"),
    ("need_answers", "answered_by"),
    ("need_files", "added_by"),
    ("need_files", "removed_by"),
    ("needs", "status_by"),
    ("privacy_statements", "stated_by"),
    ("programme_events", "done_by"),
    ("programme_signatures", "signed_by"),
    ("programme_steps", "owner"),
    ("programmes", "made_by"),
    ("programme_indicators", "agreed_by"),
    ("programme_work", "logged_by"),
    ("programme_work", "struck_by"),
    ("proposed_gaps", "decided_by"),
    ("proposed_gaps", "replied_by"),
    ("question_sets", "loaded_by"),
    ("referrals", "answered_by"),
    ("referrals", "contact_name"),
    ("referrals", "sent_by"),
    ("shortlists", "created_by"),
    ("site_files", "added_by"),
    ("site_files", "removed_by"),
    ("site_merges", "merged_by"),
    ("site_merges", "separated_by"),
    ("verifications", "verified_by"),
];

/// Columns of diagnoses and programmes in which people say something in their own words.
const PROGRAMME_WORDS: [(&str, &str); 10] = [
    ("diagnoses", "note"),
    ("programme_events", "words"),
    ("programme_signatures", "comment"),
    ("programmes", "stop_reason"),
    ("programme_work", "words"),
    ("referrals", "answer_words"),
    ("referrals", "outcome_words"),
    ("referrals", "words"),
    ("verifications", "note"),
    ("verifications", "reason"),
];

/// PostgreSQL: held while it is found out whether a person may go, so that of two only administrators
/// who leave at once one stays.
const ERASING_LOCK: i64 = 0x6573_6c61_0008;

/// An act by a person or on her account, without anyone's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its number in the audit log.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Her own act; otherwise someone else's on her account.
    pub by_her: bool,
    /// In which role whoever did it acted.
    pub role: String,
    /// What was done.
    pub action: String,
    /// On what.
    pub object: String,
}

/// The latest acts by a person or on her account.
///
/// # Errors
/// As any statement.
pub async fn acts_of(db: &impl Read, person: PersonId, limit: u64) -> StorageResult<Vec<Act>> {
    use audit_log::Column as C;
    let about = Condition::any()
        .add(C::PersonId.eq(person.0))
        .add(C::SubjectPersonId.eq(person.0))
        .add(C::Object.eq(person.to_string()));
    let rows = audit_log::Entity::find()
        .filter(about)
        .order_by_desc(C::Number)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Act {
                number: row.number,
                at: encode::timestamp(row.at)?,
                by_her: row.person_id == Some(person.0),
                role: row.role,
                action: row.action,
                object: row.object,
            })
        })
        .collect()
}

/// Lets one transaction at a time find out whether a person may go, and erase her.
///
/// # Errors
/// As any statement.
pub async fn take_turns(tx: &Transaction) -> StorageResult<()> {
    if !tx.is_sqlite() {
        tx.inner()
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({ERASING_LOCK})"))
            .await?;
    }
    Ok(())
}

/// Takes away everything that names a person or lets her in. What she was to which organisation, what
/// was done and when, stays without her name. A namesake who decided something loses her name there, too:
/// those columns hold names only.
///
/// # Errors
/// [`crate::StorageError::Conflict`] where she was changed in between.
pub async fn erase(tx: &Transaction, person: &Person, at: Timestamp) -> StorageResult<()> {
    let mut names = audit::names_of(tx, person.id).await?;
    names.push(person.name.clone());
    names.retain(|name| !name.is_empty() && name != ERASED_NAME);
    names.sort_unstable();
    names.dedup();
    forget_secrets(tx, person, &names).await?;
    forget_letters(tx, person, &names).await?;
    forget_requests(tx, person).await?;
    forget_claims(tx, person).await?;
    forget_asked(tx, person, &names, at).await?;
    forget_steps(tx, &names).await?;
    forget_programmes(tx, &names).await?;
    referrals::forget_contact(tx, &names, person.email.as_deref()).await?;
    alerts::forget(tx, person.id).await?;
    identities::forget(tx, person.id).await?;
    for (table, column) in NAMES {
        let nameless = Query::update()
            .table(table)
            .value(column, ERASED_NAME)
            .and_where(Expr::col(column).is_in(names.iter().map(String::as_str)))
            .take();
        tx.inner().execute(&nameless).await?;
    }
    audit::erase_person(tx, person.id).await?;
    people::update(tx, &nobody(person, at)).await?;
    Ok(())
}

fn nobody(person: &Person, at: Timestamp) -> Person {
    Person {
        email: None,
        name: ERASED_NAME.to_owned(),
        password_hash: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        erased_at: Some(at),
        ..person.clone()
    }
}

/// Sessions, tokens, links and known browsers are removed; so are invitations to her. Invitations by her
/// still hold, without her name.
async fn forget_secrets(tx: &Transaction, person: &Person, names: &[String]) -> StorageResult<()> {
    use secrets::Column as C;
    secrets::Entity::delete_many()
        .filter(C::PersonId.eq(person.id.0))
        .exec(tx.inner())
        .await?;
    let invitations = secrets::Entity::find()
        .filter(C::Kind.eq(SecretKind::Invitation.as_str()))
        .all(tx.inner())
        .await?;
    for row in invitations {
        if is_to(person, &row.detail, "email") {
            secrets::Entity::delete_by_id(row.id)
                .exec(tx.inner())
                .await?;
            continue;
        }
        let nameless = without_names(&row.detail, names);
        if nameless != row.detail {
            secrets::Entity::update_many()
                .col_expr(C::Detail, Expr::value(nameless))
                .filter(C::Id.eq(row.id))
                .exec(tx.inner())
                .await?;
        }
    }
    Ok(())
}

/// Letters to her are emptied, sent or not; letters to others lose her name.
async fn forget_letters(tx: &Transaction, person: &Person, names: &[String]) -> StorageResult<()> {
    use jobs::Column as C;
    let mentions = person
        .email
        .iter()
        .chain(names)
        .fold(Condition::any(), |any, text| {
            any.add(Expr::col(C::Payload).like(holding(&in_json(text))))
        });
    let letters = jobs::Entity::find()
        .filter(mentions)
        .all(tx.inner())
        .await?;
    for row in letters {
        let update = jobs::Entity::update_many().filter(C::Number.eq(row.number));
        let update = match is_to(person, &row.payload, "to") {
            true => update
                .col_expr(C::Payload, Expr::value("null"))
                .col_expr(C::Status, Expr::value(crate::jobs::DONE))
                .col_expr(C::LastError, absent()),
            false => update.col_expr(C::Payload, Expr::value(without_names(&row.payload, names))),
        };
        update.exec(tx.inner()).await?;
    }
    Ok(())
}

/// That something was asked, when, and what came of it stays; who asked, and all words, go.
async fn forget_requests(tx: &Transaction, person: &Person) -> StorageResult<()> {
    use privacy_requests::Column as C;
    let mut hers = Condition::any().add(C::PersonId.eq(person.id.0));
    if let Some(email) = &person.email {
        hers = hers.add(C::Email.eq(email.as_str()));
    }
    let ids: Vec<_> = privacy_requests::Entity::find()
        .filter(hers)
        .all(tx.inner())
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    privacy_requests::Entity::update_many()
        .col_expr(C::Name, absent())
        .col_expr(C::Email, absent())
        .filter(C::Id.is_in(ids.iter().copied()))
        .exec(tx.inner())
        .await?;
    privacy_statements::Entity::update_many()
        .col_expr(privacy_statements::Column::Words, Expr::value(""))
        .filter(privacy_statements::Column::RequestId.is_in(ids.iter().copied()))
        .exec(tx.inner())
        .await?;
    // Someone without an account has no name to be looked for but the one that she gave here.
    privacy_statements::Entity::update_many()
        .col_expr(
            privacy_statements::Column::StatedBy,
            Expr::value(ERASED_NAME),
        )
        .filter(privacy_statements::Column::RequestId.is_in(ids))
        .filter(privacy_statements::Column::Outcome.is_null())
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// A claim of hers stays in the history of its site; one that nobody decided yet is taken back. What she
/// brought as evidence speaks of the firm and stays under a name that tells nothing.
async fn forget_claims(tx: &Transaction, person: &Person) -> StorageResult<()> {
    use claims::Column as C;
    let mut hers = Condition::any().add(C::PersonId.eq(person.id.0));
    if let Some(email) = &person.email {
        hers = hers.add(C::Email.eq(email.as_str()));
    }
    claims::Entity::update_many()
        .col_expr(C::Status, Expr::value(ClaimStatus::Withdrawn.as_str()))
        .filter(hers.clone())
        .filter(C::Status.eq(ClaimStatus::Open.as_str()))
        .exec(tx.inner())
        .await?;
    claims::Entity::update_many()
        .col_expr(C::FileName, Expr::value("evidencia"))
        .filter(hers.clone())
        .filter(C::FileName.is_not_null())
        .exec(tx.inner())
        .await?;
    claims::Entity::update_many()
        .col_expr(C::Name, Expr::value(ERASED_NAME))
        .col_expr(C::Email, Expr::value(""))
        .col_expr(C::Telephone, Expr::value(""))
        .col_expr(C::Words, Expr::value(""))
        .col_expr(C::Reason, absent())
        .col_expr(C::OpenKey, absent())
        .filter(hers)
        .exec(tx.inner())
        .await?;
    Ok(())
}

/// What she was asked to confirm stays the firm's, without her; what she has not answered is taken back.
async fn forget_asked(
    tx: &Transaction,
    person: &Person,
    names: &[String],
    at: Timestamp,
) -> StorageResult<()> {
    use confirmations::Column as C;
    let Some(email) = &person.email else {
        return Ok(());
    };
    let asked = confirmations::Entity::find()
        .filter(C::Email.eq(email.as_str()))
        .all(tx.inner())
        .await?;
    for row in asked {
        let is_over = row.answered_at.is_some() || row.withdrawn_at.is_some();
        let withdrawn = if is_over {
            row.withdrawn_at
        } else {
            Some(encode::micros(at))
        };
        let answered = row.answered.map(|json| without_names(&json, names));
        confirmations::Entity::update_many()
            .col_expr(C::Name, Expr::value(ERASED_NAME))
            .col_expr(C::Email, Expr::value(""))
            .col_expr(C::Asked, Expr::value(without_names(&row.asked, names)))
            .col_expr(C::Answered, Expr::value(answered))
            .col_expr(C::WithdrawnAt, Expr::value(withdrawn))
            .filter(C::Id.eq(row.id))
            .exec(tx.inner())
            .await?;
    }
    Ok(())
}

fn absent() -> SimpleExpr {
    Expr::value(Option::<String>::None)
}

/// Whether a JSON record goes to her address.
fn is_to(person: &Person, json: &str, field: &str) -> bool {
    let record: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let address = record.get(field).and_then(serde_json::Value::as_str);
    address.is_some() && address == person.email.as_deref()
}

/// What was said of candidates may name her: who does what next, with whom someone spoke.
async fn forget_steps(tx: &Transaction, names: &[String]) -> StorageResult<()> {
    use candidacy_steps::Column as C;
    for name in names {
        let rows = candidacy_steps::Entity::find()
            .filter(Expr::col(C::Words).like(holding(name)))
            .all(tx.inner())
            .await?;
        for row in rows {
            candidacy_steps::Entity::update_many()
                .col_expr(C::Words, unnamed(&row.words, name).into())
                .filter(C::Id.eq(row.id))
                .exec(tx.inner())
                .await?;
        }
    }
    Ok(())
}

/// What was said of programmes may name her: why one was stopped, with what comment someone signed.
async fn forget_programmes(tx: &Transaction, names: &[String]) -> StorageResult<()> {
    for name in names {
        for (table, column) in PROGRAMME_WORDS {
            let rows = Query::select()
                .columns(["id", column])
                .from(table)
                .and_where(Expr::col(column).like(holding(name)))
                .take();
            for row in tx.inner().query_all(&rows).await? {
                let id: Uuid = row.try_get("", "id")?;
                let words: String = row.try_get("", column)?;
                let nameless = Query::update()
                    .table(table)
                    .value(column, unnamed(&words, name))
                    .and_where(Expr::col("id").eq(id))
                    .take();
                tx.inner().execute(&nameless).await?;
            }
        }
    }
    Ok(())
}

/// The text as it stands inside of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    inner.unwrap_or(text).to_owned()
}

/// Anything in which the text stands as it is.
fn holding(text: &str) -> LikeExpr {
    let exact = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    LikeExpr::new(format!("%{exact}%")).escape('\\')
}

/// The JSON record with another name in its texts; its keys stay.
fn without_names(json: &str, names: &[String]) -> String {
    let Ok(mut record) = serde_json::from_str::<serde_json::Value>(json) else {
        return json.to_owned();
    };
    unname(&mut record, names);
    record.to_string()
}

fn unname(value: &mut serde_json::Value, names: &[String]) {
    match value {
        serde_json::Value::String(text) => {
            *text = names
                .iter()
                .fold(std::mem::take(text), |text, name| unnamed(&text, name));
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(|v| unname(v, names)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|v| unname(v, names)),
        _ => {}
    }
}

/// The text without a name that stands there as words of its own: Ana is not part of Mariana.
fn unnamed(text: &str, name: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        let begins = kept.chars().chain(before.chars()).next_back();
        let ends = after.chars().next();
        let is_word = ![begins, ends]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric);
        kept.push_str(before);
        kept.push_str(if is_word { ERASED_NAME } else { name });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_taken_out() {
        assert_eq!(
            unnamed("Ana invita a Mariana", "Ana"),
            format!("{ERASED_NAME} invita a Mariana")
        );
        assert_eq!(
            unnamed("Anabel y Ana.", "Ana"),
            format!("Anabel y {ERASED_NAME}.")
        );
        assert_eq!(unnamed("AnaAna", "Ana"), "AnaAna");
        assert_eq!(unnamed("nadie", "Ana"), "nadie");
    }

    #[test]
    fn keys_and_other_texts_stay() {
        let json = r#"{"by":"by","name":"Ana \"la\" Paz","list":["by by"]}"#;
        let nameless: serde_json::Value = serde_json::from_str(&without_names(
            json,
            &["by".into(), "Ana \"la\" Paz".into()],
        ))
        .unwrap();
        assert_eq!(nameless["by"], ERASED_NAME);
        assert_eq!(nameless["name"], ERASED_NAME);
        assert_eq!(nameless["list"][0], format!("{ERASED_NAME} {ERASED_NAME}"));
        assert_eq!(without_names("no json", &["json".into()]), "no json");
    }

    #[test]
    fn quotes_are_looked_for_as_they_are_stored() {
        assert_eq!(in_json("Ana \"la\""), "Ana \\\"la\\\"");
    }
}
