//! What a batch of rows will write and how each row counts. Planning only reads; writing takes the
//! transaction that also says how far the run has come.

use super::cells::problem;
use super::messages::Code;
use crate::error::AppResult;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{DuplicateId, NeedId, SiteId};
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::Need;
use eslabon_domain::services::{Service, ServiceCohort};
use eslabon_storage::duplicates::{self, Duplicate, DuplicateStatus};
use eslabon_storage::imports::RowProblem;
use eslabon_storage::keys::{self, ExternalKey};
use eslabon_storage::organisations::{self, Organisation};
use eslabon_storage::registry::{self, RegistryEntry};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{Change, Transaction, facts, need_prices, needs, service_cohorts, services};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not known.
    New,
    /// It was known and says something else.
    Changed,
    /// It says nothing new.
    Unchanged,
    /// It is not kept.
    Rejected,
}

/// A batch, planned.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// For each row, what becomes of it.
    pub outcomes: Vec<(i64, Outcome)>,
    /// What is wrong with rows in the light of what is stored.
    pub problems: Vec<RowProblem>,
    pub organisations: Vec<Organisation>,
    pub changed_organisations: Vec<Organisation>,
    pub sites: Vec<Site>,
    pub changed_sites: Vec<Site>,
    pub entries: Vec<RegistryEntry>,
    pub changed_entries: Vec<RegistryEntry>,
    pub keys: Vec<ExternalKey>,
    pub facts: Vec<Fact>,
    pub needs: Vec<Need>,
    pub changed_needs: Vec<Need>,
    /// Target prices of needs that are new or changed.
    pub need_prices: Vec<(NeedId, Option<UnitPrice>)>,
    pub services: Vec<Service>,
    pub cohorts: Vec<ServiceCohort>,
    pub pairs: Vec<Duplicate>,
    /// Sites whose derived data must follow.
    pub touched: Vec<SiteId>,
}

impl Plan {
    /// A row is kept as it is, with a word about it.
    pub fn warn(&mut self, row: i64, column: &str, value: &str, code: Code) {
        self.problems
            .push(problem(row, column.to_owned(), value, code, false));
    }

    /// A row is not kept.
    pub fn reject(&mut self, row: i64, column: &str, value: &str, code: Code) {
        self.problems
            .push(problem(row, column.to_owned(), value, code, true));
        self.outcomes.push((row, Outcome::Rejected));
    }

    /// How a row counts.
    pub fn count(&mut self, row: i64, outcome: Outcome) {
        self.outcomes.push((row, outcome));
    }

    /// Two sites that claim one key are proposed as one plant.
    pub fn propose_same_key(&mut self, a: SiteId, b: SiteId) {
        self.pairs.push(Duplicate {
            id: DuplicateId::generate(),
            site_a: a.min(b),
            site_b: a.max(b),
            score_milli: 1_000,
            reasons: vec![Code::SameKey.as_str().to_owned()],
            status: DuplicateStatus::Proposed,
            decided_by: None,
            decided_at: None,
            reason: None,
        });
    }

    /// Writes everything, in the order in which records name each other.
    pub async fn write(self, tx: &mut Transaction) -> AppResult<()> {
        organisations::insert_many(tx, &self.organisations).await?;
        organisations::update_many(tx, &self.changed_organisations).await?;
        sites::insert_many(tx, &self.sites).await?;
        sites::update_many(tx, &self.changed_sites).await?;
        registry::insert_many(tx, &self.entries).await?;
        registry::update_many(tx, &self.changed_entries).await?;
        keys::insert_many(tx, &self.keys).await?;
        facts::append_many(tx, &self.facts).await?;
        duplicates::propose_many(tx, &self.pairs).await?;
        services::upsert_many(tx, &self.services).await?;
        service_cohorts::upsert_many(tx, &self.cohorts).await?;
        for need in &self.needs {
            needs::insert(tx, need).await?;
        }
        for need in &self.changed_needs {
            needs::update(tx, need).await?;
        }
        for (need, price) in self.need_prices {
            need_prices::set(tx, need, price).await?;
        }
        if !self.touched.is_empty() {
            tx.record_change(Change::Sites(self.touched));
        }
        if !self.services.is_empty() {
            tx.record_change(Change::Services);
        }
        let changed: Vec<NeedId> = self
            .needs
            .iter()
            .chain(&self.changed_needs)
            .map(|need| need.id)
            .collect();
        if !changed.is_empty() {
            tx.record_change(Change::Needs(changed));
        }
        Ok(())
    }
}
