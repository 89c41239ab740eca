//! One transaction that writes: its changes, its row of the change feed, its audit records.
//! Either everything of it is kept or nothing.

use crate::audit::chain::{self, Personal};
use crate::entities::audit_log;
use crate::error::StorageError;
use crate::{encode, feed};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, OrganisationId, PersonId, SiteId};
use jiff::Timestamp;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

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

/// Whom an act concerns, and from where it was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerns {
    /// The organisation whose data were read or changed: it may read of the act.
    pub organisation: Option<OrganisationId>,
    /// The person whose account or data were read or changed: she may read of the act.
    pub person: Option<PersonId>,
    /// The network address of the one who acted, where that matters (signing in).
    pub address: Option<String>,
}

impl Concerns {
    /// It concerns this organisation's data.
    #[must_use]
    pub fn organisation(id: OrganisationId) -> Self {
        Self {
            organisation: Some(id),
            ..Self::default()
        }
    }

    /// It concerns this person's account or data.
    #[must_use]
    pub fn person(id: PersonId) -> Self {
        Self {
            person: Some(id),
            ..Self::default()
        }
    }
}

/// A transaction that writes. Dropping it without [`Transaction::commit`] undoes it.
#[derive(Debug)]
pub struct Transaction {
    inner: DatabaseTransaction,
    is_sqlite: bool,
    changes: Vec<Change>,
    /// Written by the commit, while no other commit can come in between.
    acts: Mutex<Vec<audit_log::Model>>,
}

impl Transaction {
    pub(crate) fn new(inner: DatabaseTransaction, is_sqlite: bool) -> Self {
        Self {
            inner,
            is_sqlite,
            changes: Vec::new(),
            acts: Mutex::default(),
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

    /// Puts an act on record; it is kept if the transaction is. It concerns nobody but the actor:
    /// otherwise see [`Transaction::audit_concerning`].
    ///
    /// # Errors
    /// If the detail cannot be written as JSON.
    pub async fn audit(&self, record: AuditRecord<'_>) -> Result<(), StorageError> {
        self.audit_concerning(record, Concerns::default()).await
    }

    /// Puts an act on record that concerns someone's data. Like every act of this transaction it
    /// is written by the commit: [`crate::audit::list`] does not show it before.
    ///
    /// # Errors
    /// If the detail cannot be written as JSON.
    pub async fn audit_concerning(
        &self,
        record: AuditRecord<'_>,
        concerns: Concerns,
    ) -> Result<(), StorageError> {
        let personal = Personal {
            name: record.actor.name.clone(),
            address: concerns.address,
        };
        let row = audit_log::Model {
            // The commit numbers and links it.
            number: 0,
            at: encode::micros(record.at),
            person_id: record.actor.person.map(|id| id.0),
            actor_name: String::new(),
            role: record.actor.role.as_str().to_owned(),
            organisation_id: record.actor.organisation.map(|id| id.0),
            centre_id: record.actor.centre.map(|id| id.0),
            action: record.action.replace('\0', "\u{fffd}"),
            object: record.object.replace('\0', "\u{fffd}"),
            detail: encode::json(&record.detail)?,
            subject_organisation_id: concerns.organisation.map(|id| id.0),
            subject_person_id: concerns.person.map(|id| id.0),
            personal: Some(encode::json(&personal)?),
            personal_salt: None,
            commitment: None,
            hash: None,
        };
        let mut acts = self.acts.lock().unwrap_or_else(PoisonError::into_inner);
        acts.push(row);
        Ok(())
    }

    /// Keeps everything. The acts on record and the changes noted are written last, one commit
    /// after the other, so that the order of both is the order of commits.
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
        let acts = std::mem::take(self.acts.get_mut().unwrap_or_else(PoisonError::into_inner));
        if !acts.is_empty() || !changes.is_empty() {
            feed::take_turn(&self).await?;
            chain::append(&self, acts).await?;
            feed::append(&self, &changes).await?;
        }
        self.inner.commit().await?;
        Ok(())
    }
}
