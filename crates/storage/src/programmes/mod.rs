//! Upgrading programmes: what was planned and from what, how it stands, its steps with who pays them, its gaps, its
//! signatures, its history. What it was planned from and the plan itself are kept whole as JSON, as the engine gave
//! them, with the version of its rules. Must not plan or decide.

mod gaps;
mod history;
mod signatures;
mod steps;

pub use gaps::{
    ProgrammeGap, gaps_of, gaps_of_many, insert_gaps, remove_gaps, set_gap_state, update_gaps,
};
pub use history::{Happened, add_event, events_of};
pub use signatures::{Scan, Signature, find_signature, insert_signature, signatures_of};
pub use steps::{
    ProgrammeStep, Share, find_step, insert_steps, replace_shares, set_step_state, shares_of,
    steps_of, steps_of_many, update_steps,
};

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{programme_needs, programmes as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, ProgrammeId, ServiceId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::{FirmTime, PayerPart, PinnedService, ProgrammeStatus};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// An upgrading programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Of which site.
    pub site: SiteId,
    /// The centre in whose region the site lies, and whose programme it is.
    pub centre: CentreId,
    /// The lead firm for whose needs it is.
    pub lead_firm: OrganisationId,
    /// For which needs, by id.
    pub needs: Vec<NeedId>,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub status: ProgrammeStatus,
    /// It was laid before firm and lead firm: from then on they see it.
    pub is_shown: bool,
    /// Version: a stale save is refused.
    pub version: i32,
    /// The version of the plan: a signature counts for the plan of its version only.
    pub plan_version: i32,
    /// What may be spent; absent: whatever it takes.
    pub budget: Option<Money>,
    /// In which currency it is reckoned.
    pub currency: Currency,
    /// The firm's time.
    pub time: FirmTime,
    /// The first day on which something may begin.
    pub starts_on: Date,
    /// What must be part of it.
    pub pinned: Vec<PinnedService>,
    /// What must not.
    pub forbidden: Vec<ServiceId>,
    /// Who pays, by which parts.
    pub payers: Vec<PayerPart>,
    /// By which rules of the engine it was planned.
    pub rules: String,
    /// What it was planned from, as the engine took it.
    pub problem: serde_json::Value,
    /// The plan that was chosen, as the engine gave it.
    pub plan: serde_json::Value,
    /// What its steps cost together.
    pub cost: Money,
    /// The day on which its last gap closes.
    pub finishes_on: Date,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Why it was stopped; empty otherwise.
    pub stop_reason: String,
}

/// Which programmes, and how many of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgrammeFilter {
    /// Of these sites only.
    pub sites: Option<Vec<SiteId>>,
    /// Of this centre only.
    pub centre: Option<CentreId>,
    /// For this lead firm only.
    pub lead_firm: Option<OrganisationId>,
    /// Those only that were laid before the sides.
    pub shown_only: bool,
    /// Those only that stand like one of these; empty: however they stand.
    pub statuses: Vec<ProgrammeStatus>,
    /// Those that follow this one in the list (that were made before it).
    pub after: Option<ProgrammeId>,
    /// At most so many; 0 = all.
    pub limit: u64,
}

/// Writes a new programme with its needs; its steps, gaps and history are written beside it.
///
/// # Errors
/// [`StorageError::NotFound`] where site, centre, lead firm or a need does not exist.
pub async fn insert(tx: &Transaction, programme: &Programme) -> StorageResult<()> {
    let row = to_row(programme)?;
    batch::insert_all::<table::Entity, _>(tx.inner(), &[row], OnClash::Fail).await?;
    let needs = programme.needs.iter().map(|need| programme_needs::Model {
        programme_id: programme.id.0,
        need_id: need.0,
    });
    let needs: Vec<programme_needs::Model> = needs.collect();
    batch::insert_all::<programme_needs::Entity, _>(tx.inner(), &needs, OnClash::Fail).await?;
    Ok(())
}

/// Overwrites a programme that still has the version that was read; its version goes up by one. For which needs it
/// is does not change.
///
/// # Errors
/// [`StorageError::Conflict`] where it was changed in between, [`StorageError::NotFound`] where there is
/// none.
pub async fn update(tx: &Transaction, programme: &Programme) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Title,
        C::Status,
        C::IsShown,
        C::PlanVersion,
        C::BudgetMinor,
        C::Currency,
        C::FirmTime,
        C::StartsOn,
        C::Pinned,
        C::Forbidden,
        C::Payers,
        C::Rules,
        C::Problem,
        C::Plan,
        C::CostMinor,
        C::FinishesOn,
        C::StopReason,
    ];
    let row = [to_row(programme)?];
    let written = batch::update_all::<table::Entity, _>(tx.inner(), &row, &set, true).await?;
    if written == 1 {
        return Ok(());
    }
    match find(tx, programme.id).await? {
        Some(_) => Err(StorageError::Conflict),
        None => Err(StorageError::NotFound),
    }
}

/// The programme of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ProgrammeId) -> StorageResult<Option<Programme>> {
    let row = table::Entity::find_by_id(id.0).one(db.connection()).await?;
    let rows: Vec<table::Model> = row.into_iter().collect();
    Ok(with_needs(db, rows).await?.pop())
}

/// Programmes, the latest first, without what they were planned from and without their plans: both are large, and
/// no list shows them.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, filter: &ProgrammeFilter) -> StorageResult<Vec<Programme>> {
    let shown = table::Column::iter()
        .filter(|column| !matches!(column, table::Column::Problem | table::Column::Plan));
    let mut query = table::Entity::find()
        .select_only()
        .columns(shown)
        .expr_as(Expr::cust("'null'"), "problem")
        .expr_as(Expr::cust("'null'"), "plan")
        .order_by_desc(table::Column::Id);
    if let Some(sites) = &filter.sites {
        query = query.filter(table::Column::SiteId.is_in(sites.iter().map(|site| site.0)));
    }
    if let Some(centre) = filter.centre {
        query = query.filter(table::Column::CentreId.eq(centre.0));
    }
    if let Some(firm) = filter.lead_firm {
        query = query.filter(table::Column::LeadFirmId.eq(firm.0));
    }
    if filter.shown_only {
        query = query.filter(table::Column::IsShown.eq(true));
    }
    if !filter.statuses.is_empty() {
        let words = filter.statuses.iter().map(|status| status.as_str());
        query = query.filter(table::Column::Status.is_in(words));
    }
    if let Some(after) = filter.after {
        query = query.filter(table::Column::Id.lt(after.0));
    }
    if filter.limit > 0 {
        query = query.limit(filter.limit);
    }
    let rows = query.all(db.connection()).await?;
    with_needs(db, rows).await
}

/// The plans of some programmes, as the engine gave them.
///
/// # Errors
/// As any statement.
pub async fn plans_of(
    db: &impl Read,
    ids: &[ProgrammeId],
) -> StorageResult<BTreeMap<ProgrammeId, serde_json::Value>> {
    let mut plans = BTreeMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows: Vec<(Uuid, String)> = table::Entity::find()
            .select_only()
            .columns([table::Column::Id, table::Column::Plan])
            .filter(table::Column::Id.is_in(chunk.iter().map(|id| id.0)))
            .into_tuple()
            .all(db.connection())
            .await?;
        for (id, plan) in rows {
            plans.insert(
                ProgrammeId(id),
                encode::from_json(&plan, "programmes.plan")?,
            );
        }
    }
    Ok(plans)
}

/// The programmes with the needs that they are for.
async fn with_needs(db: &impl Read, rows: Vec<table::Model>) -> StorageResult<Vec<Programme>> {
    let mut needs: BTreeMap<Uuid, Vec<NeedId>> = BTreeMap::new();
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    for chunk in ids.chunks(batch::MAX_IN) {
        let named = programme_needs::Entity::find()
            .filter(programme_needs::Column::ProgrammeId.is_in(chunk.iter().copied()))
            .order_by_asc(programme_needs::Column::NeedId)
            .all(db.connection())
            .await?;
        for row in named {
            needs
                .entry(row.programme_id)
                .or_default()
                .push(NeedId(row.need_id));
        }
    }
    rows.into_iter()
        .map(|row| {
            let of = needs.remove(&row.id).unwrap_or_default();
            from_row(row, of)
        })
        .collect()
}

/// The programmes that were made for a site after an instant are another one's.
///
/// # Errors
/// As any statement.
pub async fn give_back(
    tx: &Transaction,
    from: SiteId,
    to: SiteId,
    after: Timestamp,
) -> StorageResult<()> {
    use table::Column as C;
    table::Entity::update_many()
        .col_expr(C::SiteId, Expr::value(to.0))
        .filter(C::SiteId.eq(from.0))
        .filter(C::MadeAt.gt(encode::micros(after)))
        .exec(tx.inner())
        .await?;
    Ok(())
}

fn to_row(of: &Programme) -> StorageResult<table::Model> {
    Ok(table::Model {
        id: of.id.0,
        site_id: of.site.0,
        centre_id: of.centre.0,
        lead_firm_id: of.lead_firm.0,
        title: of.title.clone(),
        status: of.status.as_str().to_owned(),
        is_shown: of.is_shown,
        version: of.version,
        plan_version: of.plan_version,
        budget_minor: of.budget.map(|budget| budget.minor),
        currency: of.currency.code().to_owned(),
        firm_time: encode::json(&of.time)?,
        starts_on: encode::day(of.starts_on),
        pinned: encode::json(&of.pinned)?,
        forbidden: encode::json(&of.forbidden)?,
        payers: encode::json(&of.payers)?,
        rules: of.rules.clone(),
        problem: encode::json(&of.problem)?,
        plan: encode::json(&of.plan)?,
        cost_minor: of.cost.minor,
        finishes_on: encode::day(of.finishes_on),
        made_by: of.made_by.clone(),
        made_at: encode::micros(of.made_at),
        stop_reason: of.stop_reason.clone(),
    })
}

fn from_row(row: table::Model, needs: Vec<NeedId>) -> StorageResult<Programme> {
    let currency =
        Currency::parse(&row.currency).ok_or_else(|| encode::corrupt("programmes.currency"))?;
    let money = |minor| Money { minor, currency };
    Ok(Programme {
        id: ProgrammeId(row.id),
        site: SiteId(row.site_id),
        centre: CentreId(row.centre_id),
        lead_firm: OrganisationId(row.lead_firm_id),
        needs,
        title: row.title,
        status: ProgrammeStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("programmes.status"))?,
        is_shown: row.is_shown,
        version: row.version,
        plan_version: row.plan_version,
        budget: row.budget_minor.map(money),
        currency,
        time: encode::from_json(&row.firm_time, "programmes.firm_time")?,
        starts_on: encode::date(&row.starts_on)?,
        pinned: encode::from_json(&row.pinned, "programmes.pinned")?,
        forbidden: encode::from_json(&row.forbidden, "programmes.forbidden")?,
        payers: encode::from_json(&row.payers, "programmes.payers")?,
        rules: row.rules,
        problem: encode::from_json(&row.problem, "programmes.problem")?,
        plan: encode::from_json(&row.plan, "programmes.plan")?,
        cost: money(row.cost_minor),
        finishes_on: encode::date(&row.finishes_on)?,
        made_by: row.made_by,
        made_at: encode::timestamp(row.made_at)?,
        stop_reason: row.stop_reason,
    })
}
