//! The audit log: reading it, proving it ([`verify`]), erasing a person from it. It is written by
//! [`crate::Transaction::audit`] and linked by `chain`; nothing else of a row ever changes, and
//! the database itself refuses it.

pub(crate) mod chain;
mod verify;

pub use chain::{Head, head};
pub use verify::{Broken, Fault, Verification, verify};

use crate::encode;
use crate::entities::audit_log as table;
use crate::{Read, StorageResult, Transaction};
use chain::Personal;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, OrganisationId, PersonId};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// An act on record.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its number, ascending.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as she was then. Her name is empty once she was erased.
    pub actor: Actor,
    /// From where, if that was kept.
    pub address: Option<String>,
    /// What she did.
    pub action: String,
    /// On what.
    pub object: String,
    /// What else is worth remembering.
    pub detail: serde_json::Value,
    /// The organisation whose data it concerns.
    pub organisation: Option<OrganisationId>,
    /// The person whose data it concerns.
    pub person: Option<PersonId>,
}

/// Whose acts are asked for. Rows are kept to it by the database, so that pages and counts never
/// show more than the rows do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditScope {
    /// Everyone's.
    All,
    /// What any of these parts holds; nothing where there is none.
    AnyOf(Vec<AuditPart>),
}

/// A part of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditPart {
    /// What concerns this organisation's data, whoever did it.
    Concerning(OrganisationId),
    /// What concerns this person's data, whoever did it.
    ConcerningPerson(PersonId),
    /// What was done for this organisation, whomever it concerns.
    DoneFor(OrganisationId),
    /// What this person did.
    DoneBy(PersonId),
    /// What was done in the scope of this centre.
    InCentre(CentreId),
}

/// Which actions are asked for, by whole words (`need.create`) or by what they begin with, up to
/// the dot (`need.`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actions<'a> {
    /// All.
    Any,
    /// These.
    Only(&'a [&'a str]),
    /// All but these.
    Except(&'a [&'a str]),
}

/// What is asked of the log.
#[derive(Debug, Clone)]
pub struct AuditFilter<'a> {
    /// Whose.
    pub scope: AuditScope,
    /// Which: every one of these conditions.
    pub actions: &'a [Actions<'a>],
    /// Only numbers below this one.
    pub before: Option<i64>,
}

/// The latest acts first; with `before`, those with a smaller number.
///
/// # Errors
/// As any statement.
pub async fn list(
    db: &impl Read,
    before: Option<i64>,
    limit: u64,
) -> StorageResult<Vec<AuditEntry>> {
    let filter = AuditFilter {
        scope: AuditScope::All,
        actions: &[],
        before,
    };
    list_where(db, &filter, limit).await
}

/// The latest acts that were asked for, newest first.
///
/// # Errors
/// As any statement.
pub async fn list_where(
    db: &impl Read,
    filter: &AuditFilter<'_>,
    limit: u64,
) -> StorageResult<Vec<AuditEntry>> {
    let mut select = table::Entity::find().filter(in_scope(&filter.scope));
    for actions in filter.actions {
        select = select.filter(of_actions(*actions));
    }
    if let Some(before) = filter.before {
        select = select.filter(table::Column::Number.lt(before));
    }
    let rows = select
        .order_by_desc(table::Column::Number)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn in_scope(scope: &AuditScope) -> Condition {
    use table::Column as C;
    let AuditScope::AnyOf(parts) = scope else {
        return Condition::all();
    };
    if parts.is_empty() {
        return nothing();
    }
    parts.iter().fold(Condition::any(), |any, part| {
        any.add(match part {
            AuditPart::Concerning(id) => C::SubjectOrganisationId.eq(id.0),
            AuditPart::ConcerningPerson(id) => C::SubjectPersonId.eq(id.0),
            AuditPart::DoneFor(id) => C::OrganisationId.eq(id.0),
            AuditPart::DoneBy(id) => C::PersonId.eq(id.0),
            AuditPart::InCentre(id) => C::CentreId.eq(id.0),
        })
    })
}

/// The condition that no row meets: an empty "any of these" would be no condition at all.
fn nothing() -> Condition {
    Condition::any().add(table::Column::Number.is_null())
}

fn of_actions(actions: Actions<'_>) -> Condition {
    let any_of = |words: &[&str]| {
        words.iter().fold(nothing(), |any, word| {
            any.add(match word.ends_with('.') {
                true => table::Column::Action.starts_with(*word),
                false => table::Column::Action.eq(*word),
            })
        })
    };
    match actions {
        Actions::Any => Condition::all(),
        Actions::Only(words) => any_of(words),
        Actions::Except(words) => any_of(words).not(),
    }
}

/// Takes away what names this person in every act of hers, and says from how many. What was done,
/// when, and by the same (now nameless) person stays, and so does the chain. Acts that this very
/// transaction puts on record are written afterwards and are not touched.
///
/// # Errors
/// As any statement.
pub async fn erase_person(tx: &Transaction, person: PersonId) -> StorageResult<u64> {
    use table::Column as C;
    let nothing = || SimpleExpr::from(Expr::value(Option::<String>::None));
    let named = Condition::any()
        .add(C::Personal.is_not_null())
        .add(C::ActorName.ne(""));
    let erased = table::Entity::update_many()
        .col_expr(C::ActorName, Expr::value(""))
        .col_expr(C::Personal, nothing())
        .col_expr(C::PersonalSalt, nothing())
        .filter(C::PersonId.eq(person.0))
        .filter(named)
        .exec(tx.inner())
        .await?;
    Ok(erased.rows_affected)
}

/// Under which names this person's acts stand on record: she may have changed hers.
///
/// # Errors
/// As any statement.
pub async fn names_of(db: &impl Read, person: PersonId) -> StorageResult<Vec<String>> {
    let rows = table::Entity::find()
        .filter(table::Column::PersonId.eq(person.0))
        .all(db.connection())
        .await?;
    let mut names = rows
        .into_iter()
        .map(|row| Ok(from_row(row)?.actor.name))
        .collect::<StorageResult<Vec<String>>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

fn from_row(row: table::Model) -> StorageResult<AuditEntry> {
    let personal = match &row.personal {
        Some(text) => encode::from_json(text, "audit_log.personal")?,
        // A row of before the chain, or one from which the person was erased.
        None => Personal {
            name: row.actor_name,
            address: None,
        },
    };
    Ok(AuditEntry {
        number: row.number,
        at: encode::timestamp(row.at)?,
        actor: Actor {
            person: row.person_id.map(PersonId),
            name: personal.name,
            role: Role::parse(&row.role).ok_or_else(|| encode::corrupt("audit_log.role"))?,
            organisation: row.organisation_id.map(OrganisationId),
            centre: row.centre_id.map(CentreId),
            shared_centres: Vec::new(),
        },
        address: personal.address,
        action: row.action,
        object: row.object,
        detail: encode::from_json(&row.detail, "audit_log.detail")?,
        organisation: row.subject_organisation_id.map(OrganisationId),
        person: row.subject_person_id.map(PersonId),
    })
}
