//! Reading a site's months: computed for the months ahead, with what is missing, and what was stated before.

use super::{GROUPS, may_see, processes_of};
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Decision, Operation, Relation};
use crate::search::{SupplierCard, card_of};
use crate::suppliers::record_reading;
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::SiteId;
use eslabon_domain::loads::StatedLoad;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_engine::capacity::{AHEAD, Known, ProcessCapacity, months};
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{committed_loads, merges};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a process can make.
#[derive(Debug, Clone)]
pub struct ProcessView {
    /// The months ahead.
    pub capacity: ProcessCapacity,
    /// What was stated of its months and no longer counts, the latest first.
    pub former: Vec<StatedLoad>,
}

/// What a site can make, process by process.
#[derive(Debug, Clone)]
pub struct CapacityView {
    /// Whose.
    pub card: SupplierCard,
    /// As of which day.
    pub on: Date,
    /// The processes, by id.
    pub processes: Vec<ProcessView>,
    /// The actor states loads.
    pub may_record: bool,
    /// She says how she knows.
    pub by_staff: bool,
}

impl CapacityView {
    /// A process.
    #[must_use]
    pub fn find(&self, process: &str) -> Option<&ProcessView> {
        let mut all = self.processes.iter();
        all.find(|one| one.capacity.process == process)
    }

    /// The months that are shown.
    #[must_use]
    pub fn months(&self) -> Vec<Month> {
        let this = Month::of(self.on);
        (1..=AHEAD).filter_map(|n| this.after(n)).collect()
    }
}

/// What a site of the actor's to keep can make. What was merged into another answers as that site.
///
/// # Errors
/// [`AppError::NotFound`] for a site that is not the actor's to keep; [`AppError::Forbidden`].
pub async fn load_capacity(app: &App, actor: &Actor, site: SiteId) -> AppResult<CapacityView> {
    policy::require(actor, Operation::RecordFacts)?;
    let row = load_row(app, site).await?.ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(row.organisation.id), Some(centre));
    policy::require_on(actor, Operation::RecordFacts, relation)?;
    put_on_record(app, actor, &row).await?;
    view(app, actor, &row, true).await
}

/// What a site can make, for whoever may see such figures of it; nothing for anyone else.
///
/// # Errors
/// If the database fails.
pub async fn shown_capacity(
    app: &App,
    actor: &Actor,
    site: SiteId,
) -> AppResult<Option<CapacityView>> {
    if !policy::may(actor.role, Operation::SeeSuppliers) {
        return Ok(None);
    }
    let Some(row) = load_row(app, site).await? else {
        return Ok(None);
    };
    let owner = row.organisation.id;
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let grants = load_grants(app, actor).await?;
    if !may_see(actor, owner, centre, &grants) {
        return Ok(None);
    }
    let relation = Relation::to_organisation(actor, Some(owner), Some(centre));
    let decision = policy::decide(Operation::RecordFacts, actor.role, relation);
    put_on_record(app, actor, &row).await?;
    let view = view(app, actor, &row, decision == Decision::Allow).await?;
    Ok(Some(view))
}

/// A site with everything that is known of it, or the one that stands for it.
pub(super) async fn load_row(app: &App, site: SiteId) -> AppResult<Option<SupplierRow>> {
    let site = merges::stand_in(app.database(), site).await?;
    Ok(supplier_rows::of_ids(app.database(), &[site]).await?.pop())
}

/// That another firm's figures are read goes on record, before they are shown.
pub(super) async fn put_on_record(app: &App, actor: &Actor, row: &SupplierRow) -> AppResult<()> {
    if actor.organisation == Some(row.organisation.id) {
        return Ok(());
    }
    let groups = BTreeSet::from(GROUPS);
    record_reading(app, actor, row.site.id, row.organisation.id, &groups).await
}

async fn view(
    app: &App,
    actor: &Actor,
    row: &SupplierRow,
    may_record: bool,
) -> AppResult<CapacityView> {
    let words = app.words();
    let on = app.today();
    let first = Month::of(on).after(1).unwrap_or(Month::of(on));
    let former = former(app, row).await?;
    let process = |process: &ConceptId| {
        let known = Known {
            process,
            facts: &row.facts,
            loads: &row.loads,
            attributes: &words.attributes,
        };
        let of_process = former.iter().filter(|load| load.process == *process);
        ProcessView {
            capacity: months(&known, first, AHEAD),
            former: of_process.cloned().collect(),
        }
    };
    let processes = processes_of(&words, &row.facts, &row.loads);
    Ok(CapacityView {
        card: card_of(&words, row),
        on,
        processes: processes.iter().map(process).collect(),
        may_record,
        by_staff: policy::records_for_others(actor),
    })
}

/// What was stated of the months that are not over and gave way to a later word.
async fn former(app: &App, row: &SupplierRow) -> AppResult<Vec<StatedLoad>> {
    let this = Month::of(app.today());
    let mut all = Vec::new();
    for site in row.merged.iter().chain([&row.site.id]) {
        let records = committed_loads::history_of_site(app.database(), *site).await?;
        let stated = records.into_iter().map(|record| record.load);
        all.extend(stated.filter(|load| load.month >= this));
    }
    all.retain(|load| !row.loads.iter().any(|current| current.id == load.id));
    all.sort_by_key(|load| std::cmp::Reverse((load.recorded, load.id)));
    Ok(all)
}
