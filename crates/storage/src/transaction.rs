//! One transaction that writes: its changes, its row of the change feed, its audit records.
//! Either everything of it is kept or nothing.

use crate::entities::audit_log;
use crate::error::StorageError;
use crate::{encode, feed};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use jiff::Timestamp;
use sea_orm::{ActiveValue::NotSet, DatabaseTransaction, EntityTrait, Set};
use serde::{Deserialize, Serialize};

/// What a transaction changed, for the followers that keep derived data true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// These sites, or what is known of them.
    Sites(Vec<SiteId>),
    /// These needs.
    Needs(Vec<NeedId>),
    /// The catalogue of services.
    Services,
    /// The vocabulary or the attributes: derived data must be rebuilt.
    Vocabulary,
}

/// An act that must stay on record.
#[derive(Debug)]
pub struct AuditRecord<'a> {
    /// Who acted.
    pub actor: &'a Actor,
    /// What she did, `noun.verb`: `need.create`.
    pub action: &'a str,
    /// On what, usually an id.
    pub object: String,
    /// What else is worth remembering; never secrets, prices or personal data.
    pub detail: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

/// A transaction that writes. Dropping it without [`Transaction::commit`] undoes it.
#[derive(Debug)]
pub struct Transaction {
    inner: DatabaseTransaction,
    is_sqlite: bool,
    changes: Vec<Change>,
}

impl Transaction {
    pub(crate) fn new(inner: DatabaseTransaction, is_sqlite: bool) -> Self {
        Self {
            inner,
            is_sqlite,
            changes: Vec::new(),
        }
    }

    pub(crate) fn inner(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.is_sqlite
    }

    /// Notes a change for the feed. Changes of one kind are joined, ids once each.
    pub fn record_change(&mut self, change: Change) {
        for known in &mut self.changes {
            match (known, &change) {
                (Change::Sites(known), Change::Sites(more)) => {
                    known.extend_from_slice(more);
                    return;
                }
                (Change::Needs(known), Change::Needs(more)) => {
                    known.extend_from_slice(more);
                    return;
                }
                (Change::Services, Change::Services) | (Change::Vocabulary, Change::Vocabulary) => {
                    return;
                }
                _ => {}
            }
        }
        self.changes.push(change);
    }

    /// Puts an act on record; it is kept if the transaction is.
    ///
    /// # Errors
    /// As any statement.
    pub async fn audit(&self, record: AuditRecord<'_>) -> Result<(), StorageError> {
        let row = audit_log::ActiveModel {
            number: NotSet,
            at: Set(encode::micros(record.at)),
            person_id: Set(record.actor.person.map(|id| id.0)),
            actor_name: Set(record.actor.name.clone()),
            role: Set(record.actor.role.as_str().to_owned()),
            organisation_id: Set(record.actor.organisation.map(|id| id.0)),
            centre_id: Set(record.actor.centre.map(|id| id.0)),
            action: Set(record.action.to_owned()),
            object: Set(record.object),
            detail: Set(encode::json(&record.detail)?),
        };
        audit_log::Entity::insert(row)
            .exec_without_returning(&self.inner)
            .await?;
        Ok(())
    }

    /// Keeps everything. The changes noted are written to the feed as the last act, so that the
    /// feed's order is the order of commits.
    ///
    /// # Errors
    /// As any statement; nothing is kept then.
    pub async fn commit(mut self) -> Result<(), StorageError> {
        let mut changes = std::mem::take(&mut self.changes);
        for change in &mut changes {
            match change {
                Change::Sites(ids) => {
                    ids.sort_unstable();
                    ids.dedup();
                }
                Change::Needs(ids) => {
                    ids.sort_unstable();
                    ids.dedup();
                }
                Change::Services | Change::Vocabulary => {}
            }
        }
        feed::append(&self, &changes).await?;
        self.inner.commit().await?;
        Ok(())
    }
}
