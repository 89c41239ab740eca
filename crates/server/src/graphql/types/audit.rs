//! The audit log.

use super::paging::PageInfo;
use async_graphql::{Enum, SimpleObject};
use eslabon_app::audit::{Act, ActKind as AppActKind, Change};

/// Whose acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum AuditView {
    /// What concerns you or your organisation's data, and what you did; if you answer for an
    /// organisation, also what its people did.
    Mine,
    /// Who has looked at confidential data of yours or of your organisation.
    Readings,
    /// What was done in the centre that you manage; for administrators sign-ins, people, imports.
    LookedAfter,
}

/// A kind of act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "AppActKind")]
pub enum ActKind {
    /// Someone looked at confidential figures or drawings.
    Reading,
    /// Who may see what was opened or closed.
    Consent,
    /// Someone signed in or out, or tried to.
    SignIn,
    /// Accounts, invitations, roles, requests about personal data.
    People,
    /// Something was recorded or changed.
    Change,
    /// Someone chose, with a reason.
    Decision,
    /// Data left as a file.
    Export,
    /// A file was brought in, or the installation was worked on.
    Import,
}

/// An act on record.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditEntry {
    /// Its number in the log, ascending; text, because it may exceed 32 bits.
    pub number: String,
    /// When: RFC 3339, UTC.
    pub at: String,
    /// Who; null once the person was erased.
    pub who: Option<String>,
    /// In which role.
    pub role: String,
    /// The name of the organisation for which she acted.
    pub organisation: Option<String>,
    /// From which address, where that was kept and is yours to know.
    pub address: Option<String>,
    /// What she did: `need.create`. The list grows.
    pub action: String,
    /// The kind of act; null for one that this release does not know.
    pub kind: Option<ActKind>,
    /// On what: usually the key of a record.
    pub object: String,
    /// The groups of confidential facts that were read.
    pub groups: Vec<String>,
    /// How many rows left or came.
    pub rows: Option<u64>,
    /// What was changed, as far as it is yours to know.
    pub changes: Vec<AuditChange>,
}

/// A field that was changed.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditChange {
    /// Which.
    pub field: String,
    /// What stood there; null where it is confidential.
    pub before: Option<String>,
    /// What stands there now; null where it is confidential.
    pub after: Option<String>,
}

/// Acts, newest first.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditEntryConnection {
    /// The acts.
    pub edges: Vec<AuditEntryEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
}

/// An act of a list.
#[derive(Debug, Clone, SimpleObject)]
pub struct AuditEntryEdge {
    /// Pass it as `after`.
    pub cursor: String,
    /// The act.
    pub node: AuditEntry,
}

impl From<Act> for AuditEntry {
    fn from(act: Act) -> Self {
        let words = act.groups.iter().filter_map(|group| {
            let word = serde_json::to_value(group).ok()?;
            Some(word.as_str()?.to_owned())
        });
        Self {
            number: act.number.to_string(),
            at: act.at.to_string(),
            who: Some(act.who).filter(|name| !name.is_empty()),
            role: act.role.as_str().to_owned(),
            organisation: act.organisation,
            address: act.address,
            action: act.action,
            kind: act.kind.map(Into::into),
            object: act.object,
            groups: words.collect(),
            rows: act.rows,
            changes: act.changes.into_iter().map(AuditChange::from).collect(),
        }
    }
}

impl From<Change> for AuditChange {
    fn from(change: Change) -> Self {
        let (before, after) = change.values.unzip();
        Self {
            field: change.field,
            before,
            after,
        }
    }
}
