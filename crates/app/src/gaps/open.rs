//! Sites scored as those see them who may read their closed figures: every fact as it stands, by a spine whose
//! groups are open. The pieces of a month stay closed to the judge, who knows no months that are computed: what
//! they come to is asked of `capacity` and put in its place. Must not decide who may read them.

use crate::capacity::best_of_months;
use crate::context::{App, Words};
use crate::derive;
use crate::error::{AppError, AppResult};
use crate::policy;
use crate::shortlists::question;
use eslabon_domain::attributes::{Attributes, ConfidentialityGroup, MONTHLY_OUTPUT};
use eslabon_domain::facts::Fact;
use eslabon_domain::needs::Need;
use eslabon_engine::capacity::RampVerdict;
use eslabon_engine::matching::{
    Candidate, CapabilityTable, GapAction, Question, Reason, SiteProfile, UnknownAction, Verdict,
    shortlist,
};
use eslabon_storage::supplier_rows::SupplierRow;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Some sites, ready to be scored with everything that is known of them.
pub(super) struct OpenSites {
    rows: Vec<SupplierRow>,
    table: CapabilityTable,
    attributes: Attributes,
}

impl OpenSites {
    /// These sites.
    pub fn new(app: &App, rows: Vec<SupplierRow>) -> AppResult<Self> {
        let words = app.words();
        let mut table = CapabilityTable::new(&words.vocabulary);
        for row in &rows {
            table.upsert(profile(&words, row));
        }
        Ok(Self {
            attributes: opened(&words.attributes)?,
            table,
            rows,
        })
    }

    /// How each of them stands to a need. Takes its time: to be called on a thread of its own.
    pub fn against(&self, app: &App, need: &Need, on: Date) -> Vec<Candidate> {
        let (words, derived) = (app.words(), app.derived());
        let owners = self.rows.iter().map(|row| row.organisation.id);
        let allowed = owners.flat_map(|owner| ConfidentialityGroup::CLOSED.map(|g| (owner, g)));
        let question = Question {
            attributes: &self.attributes,
            ..question(&words, &derived, need, on, allowed.collect())
        };
        let mut candidates = shortlist(&self.table, &question, self.rows.len()).candidates;
        let rows: BTreeMap<_, &SupplierRow> =
            self.rows.iter().map(|row| (row.site.id, row)).collect();
        for candidate in &mut candidates {
            if let Some(row) = rows.get(&candidate.site) {
                by_months(app, row, need, candidate, on);
            }
        }
        candidates
    }
}

/// The spine as it stands to those who may read every group.
fn opened(attributes: &Attributes) -> AppResult<Attributes> {
    let open = attributes.iter().cloned().map(|mut attribute| {
        if attribute.id != MONTHLY_OUTPUT && !policy::is_open_group(attribute.group) {
            attribute.group = ConfidentialityGroup::Capability;
        }
        attribute
    });
    Attributes::from_list(open.collect()).map_err(|e| AppError::Internal(e.to_string()))
}

/// A site with its closed figures as they are, not in steps.
fn profile(words: &Words, row: &SupplierRow) -> SiteProfile {
    let is_closed = |fact: &&Fact| {
        let attribute = words.attributes.find(&fact.attribute);
        fact.attribute != MONTHLY_OUTPUT
            && attribute.is_some_and(|attribute| !policy::is_open_group(attribute.group))
    };
    let closed = row.facts.iter().filter(is_closed).cloned();
    let mut profile = derive::site_profile(words, row);
    profile.facts.extend(closed);
    profile
}

/// Puts what the months come to in the place of what was compared closed.
fn by_months(app: &App, row: &SupplierRow, need: &Need, candidate: &mut Candidate, on: Date) {
    for result in &mut candidate.criteria {
        let Some(criterion) = need.criteria.get(result.criterion) else {
            continue;
        };
        let was_closed = result.verdict == Verdict::Closed || result.reason == Reason::KeptClosed;
        if criterion.attribute != MONTHLY_OUTPUT || !was_closed {
            continue;
        }
        (result.verdict, result.reason) = match best_of_months(app, row, need, criterion, on) {
            Some((RampVerdict::Meets, _)) => (Verdict::Meets, Reason::AmountMeets),
            Some((RampVerdict::Gap, distance_milli)) => {
                let action = GapAction::Close;
                let gap = Verdict::Gap {
                    distance_milli,
                    action,
                };
                (gap, Reason::AmountFails)
            }
            Some((RampVerdict::Unknown, _)) | None => {
                let action = UnknownAction::Ask;
                (Verdict::Unknown { action }, Reason::NothingKnown)
            }
        };
        // What a single fact says is not what the months come to.
        result.evidence.clear();
    }
}
