//! The audit log as people read it: who saw or changed their data, what was done in a centre, what
//! happened to the installation. Also the acts that have no other use case (exports). Must not
//! show anyone more of an act than concerns her: values of changes go to those whose data they are.

pub mod changes;
mod export;
mod kinds;
mod prove;

pub use export::{Export, record_export};
pub use kinds::ActKind;
pub use prove::{Broken, Fault, Head, Verification, head, verify};

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::OrganisationId;
use eslabon_storage::audit::{self, AuditEntry, AuditFilter, AuditPart, AuditScope};
use eslabon_storage::organisations;
use jiff::Timestamp;
use kinds::Readable;
use serde_json::Value;
use std::collections::BTreeMap;

/// The most acts of a page.
pub const PAGE_MAX: usize = 100;

/// An act as its reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Its number in the log.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who; empty once she was erased.
    pub who: String,
    /// In which role.
    pub role: Role,
    /// The name of the organisation for which she acted.
    pub organisation: Option<String>,
    /// From which address, where that was kept and the reader may know it.
    pub address: Option<String>,
    /// What, as a word that the faces know: `need.create`.
    pub action: String,
    /// Of which kind; none for an action of a later release.
    pub kind: Option<ActKind>,
    /// On what, usually an id.
    pub object: String,
    /// The groups of confidential facts that were read.
    pub groups: Vec<ConfidentialityGroup>,
    /// How many rows left or came.
    pub rows: Option<u64>,
    /// What was changed, before and after; nothing where the reader may not know it.
    pub changes: Vec<Change>,
}

/// One field that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which field.
    pub field: String,
    /// What stood there and what stands there now; absent where it is confidential.
    pub values: Option<(String, String)>,
}

/// Some acts, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ActPage {
    /// The acts.
    pub acts: Vec<Act>,
    /// There are older ones: ask for those before this number.
    pub next: Option<i64>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActQuery {
    /// Only this kind.
    pub kind: Option<ActKind>,
    /// Only those with a smaller number.
    pub before: Option<i64>,
    /// At most so many, up to [`PAGE_MAX`].
    pub limit: usize,
}

/// What concerns the actor, her organisation's data where she belongs to one, and what she did
/// herself; for those who answer for an organisation, also what its people did.
///
/// # Errors
/// [`AppError::Forbidden`] for those who have no account.
pub async fn list_mine(app: &App, actor: &Actor, query: ActQuery) -> AppResult<ActPage> {
    policy::require(actor, Operation::SeeOwnAudit)?;
    let mut parts = concerning(actor);
    parts.extend(actor.person.map(AuditPart::DoneBy));
    if policy::answers_for_organisation(actor.role) {
        parts.extend(actor.organisation.map(AuditPart::DoneFor));
    }
    list(app, actor, parts, Readable::Everything, query).await
}

/// Who has looked at confidential data of the actor or her organisation.
///
/// # Errors
/// As [`list_mine`].
pub async fn list_readings(app: &App, actor: &Actor, query: ActQuery) -> AppResult<ActPage> {
    policy::require(actor, Operation::SeeOwnAudit)?;
    let query = ActQuery {
        kind: Some(ActKind::Reading),
        ..query
    };
    list(app, actor, concerning(actor), Readable::Everything, query).await
}

/// What was done in the actor's centre, without sign-ins and accounts; for those who look after
/// the installation, its sign-ins, people and imports. Neither holds values.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_of_centre(app: &App, actor: &Actor, query: ActQuery) -> AppResult<ActPage> {
    policy::require(actor, Operation::SeeCentreAudit)?;
    let (scope, readable) = match policy::reach(Operation::SeeCentreAudit, actor.role) {
        policy::Reach::Every => (AuditScope::All, Readable::Installation),
        _ => {
            let centre = actor.centre.ok_or(AppError::NotFound)?;
            let parts = vec![AuditPart::InCentre(centre)];
            (AuditScope::AnyOf(parts), Readable::Pipeline)
        }
    };
    page(app, actor, scope, readable, query).await
}

/// What is the actor's to know of, whoever did it.
fn concerning(actor: &Actor) -> Vec<AuditPart> {
    actor
        .organisation
        .map(AuditPart::Concerning)
        .into_iter()
        .chain(actor.person.map(AuditPart::ConcerningPerson))
        .collect()
}

async fn list(
    app: &App,
    actor: &Actor,
    parts: Vec<AuditPart>,
    readable: Readable,
    query: ActQuery,
) -> AppResult<ActPage> {
    page(app, actor, AuditScope::AnyOf(parts), readable, query).await
}

async fn page(
    app: &App,
    actor: &Actor,
    scope: AuditScope,
    readable: Readable,
    query: ActQuery,
) -> AppResult<ActPage> {
    let limit = query.limit.min(PAGE_MAX);
    let of_kind = query.kind.map_or(audit::Actions::Any, |kind| {
        audit::Actions::Only(kind.actions())
    });
    let filter = AuditFilter {
        scope,
        actions: &[readable.actions(), of_kind],
        before: query.before,
    };
    // One more than is shown tells whether there are more.
    let mut entries = audit::list_where(app.database(), &filter, limit as u64 + 1).await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| more).map(|entry| entry.number);
    let ids: Vec<OrganisationId> = entries
        .iter()
        .filter_map(|entry| entry.actor.organisation)
        .collect();
    let names: BTreeMap<OrganisationId, String> = organisations::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let acts = entries
        .into_iter()
        .map(|entry| as_read(entry, actor, readable, &names))
        .collect();
    Ok(ActPage { acts, next })
}

fn as_read(
    entry: AuditEntry,
    reader: &Actor,
    readable: Readable,
    names: &BTreeMap<OrganisationId, String>,
) -> Act {
    let concerns_reader = (reader.organisation.is_some()
        && (entry.organisation == reader.organisation
            || entry.actor.organisation == reader.organisation))
        || (reader.person.is_some()
            && (entry.person == reader.person || entry.actor.person == reader.person));
    let is_own = reader.person.is_some() && entry.actor.person == reader.person;
    let of_reader = readable == Readable::Everything && concerns_reader;
    Act {
        number: entry.number,
        at: entry.at,
        who: entry.actor.name,
        role: entry.actor.role,
        organisation: entry
            .actor
            .organisation
            .and_then(|id| names.get(&id).cloned()),
        // From where someone signs in is hers, and of those who watch over the installation.
        address: entry
            .address
            .filter(|_| is_own || readable == Readable::Installation),
        kind: ActKind::of(&entry.action),
        action: entry.action,
        object: entry.object,
        groups: groups(&entry.detail),
        rows: entry.detail.get("rows").and_then(Value::as_u64),
        changes: if of_reader {
            changes_of(&entry.detail)
        } else {
            Vec::new()
        },
    }
}

fn groups(detail: &Value) -> Vec<ConfidentialityGroup> {
    let named = detail.get("groups").and_then(Value::as_array);
    named
        .into_iter()
        .flatten()
        .filter_map(|group| serde_json::from_value(group.clone()).ok())
        .collect()
}

/// What [`changes::changed`] wrote.
fn changes_of(detail: &Value) -> Vec<Change> {
    let after = detail.get("after");
    let stood = detail.get("before").and_then(Value::as_object);
    let open = stood.into_iter().flatten().map(|(field, before)| Change {
        field: field.clone(),
        values: Some((
            plain(Some(before)),
            plain(after.and_then(|after| after.get(field))),
        )),
    });
    let closed = detail.get("changed").and_then(Value::as_array);
    let closed = closed
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|field| Change {
            field: field.to_owned(),
            values: None,
        });
    open.chain(closed).collect()
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}
