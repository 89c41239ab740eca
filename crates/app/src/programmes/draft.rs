//! Keeping a plan that was proposed: the programme with its steps, who pays them, and the gaps that they close, all in
//! one transaction.

use super::propose::{Offered, PlannedGap, Planning, propose};
use super::shares::Split;
use super::wishes::{Choice, PlanWishes};
use super::{SHORT_MAX, add_to_history, invalid, record, words};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::names;
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::working_days_after;
use eslabon_domain::ids::{
    NeedId, OrganisationId, ProgrammeGapId, ProgrammeId, ProgrammeStepId, ServiceId, SiteId,
};
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{
    Dimension, FirmTime, GapState, ProgrammeEvent, ProgrammeStatus, StepState,
};
use eslabon_engine::programme::{Direction, Plan, Step};
use eslabon_storage::programmes::{self, Programme, ProgrammeGap, ProgrammeStep, Share};
use eslabon_storage::{organisations, sites};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A gap is looked at so many working days after the step that closes it.
const VISIT_AFTER_DAYS: u16 = 5;

/// Keeps a plan as a draft, which staff alone see. Without a title it is called as its first need.
///
/// # Errors
/// As [`propose`]; [`AppError::Invalid`] on `plan` where what was chosen is not proposed any more, on `payers` where
/// their ceilings leave something unpaid, on `title`.
pub async fn draft(
    app: &App,
    actor: &Actor,
    site: SiteId,
    needs: &[NeedId],
    wishes: &PlanWishes,
    choice: Choice,
    title: &str,
) -> AppResult<Programme> {
    let title = words("title", title, SHORT_MAX)?;
    let planning = propose(app, actor, site, needs, wishes).await?;
    require_unnamed(app, &planning, &title).await?;
    let plan = chosen(&planning, choice)?;
    let split = covered(&planning, plan)?;
    let site = planning.card.site;
    let owner = sites::find(app.database(), site).await?;
    let owner = owner.ok_or(AppError::NotFound)?.organisation;
    let programme = programme(app, actor, &planning, plan, title)?;
    let steps = plan.steps.iter().enumerate();
    let steps: Vec<ProgrammeStep> = steps
        .map(|(at, step)| new_step(programme.id, at, step, &planning.offered))
        .collect::<AppResult<_>>()?;
    let gaps: Vec<ProgrammeGap> = planning
        .closable()
        .map(|gap| new_gap(programme.id, gap))
        .collect();
    keep(app, actor, owner, &programme, &steps, &gaps, &split).await?;
    Ok(programme)
}

/// Refuses a title that names a buyer who keeps her name back: the firm reads it.
async fn require_unnamed(app: &App, planning: &Planning, title: &str) -> AppResult<()> {
    if planning.needs.iter().all(|need| need.buyer_shown) {
        return Ok(());
    }
    let buyer = organisations::find(app.database(), planning.lead_firm).await?;
    let buyer = buyer.ok_or(AppError::NotFound)?.name;
    match names(title, &buyer) {
        true => Err(invalid("title", "names_reserved", buyer)),
        false => Ok(()),
    }
}

async fn keep(
    app: &App,
    actor: &Actor,
    owner: OrganisationId,
    programme: &Programme,
    steps: &[ProgrammeStep],
    gaps: &[ProgrammeGap],
    split: &Split,
) -> AppResult<()> {
    let ids: Vec<ProgrammeStepId> = steps.iter().map(|step| step.id).collect();
    let now = programme.made_at;
    let tx = app.database().begin().await?;
    programmes::insert(&tx, programme).await?;
    programmes::insert_steps(&tx, steps).await?;
    programmes::replace_shares(&tx, &ids, &shares_of(&ids, split)).await?;
    programmes::insert_gaps(&tx, gaps).await?;
    add_to_history(&tx, actor, programme, ProgrammeEvent::Draft, "", now).await?;
    record(&tx, actor, programme, owner, "programme.draft", now).await?;
    tx.commit().await?;
    Ok(())
}

/// The plan that was chosen, where it is proposed still. What closes no gap, as what is pinned alone, is no programme:
/// no visit could ever verify it.
pub(super) fn chosen(planning: &Planning, choice: Choice) -> AppResult<&Plan> {
    if planning.closable().next().is_none() && planning.proposal.closed.is_empty() {
        return Err(invalid("gaps", "no_gap", ""));
    }
    planning
        .plan(choice)
        .ok_or_else(|| invalid("plan", "not_proposed_any_more", ""))
}

/// Who pays what of a plan, where all of it is paid.
pub(super) fn covered(planning: &Planning, plan: &Plan) -> AppResult<Split> {
    let split = planning.split(plan)?;
    if split.uncovered_minor > 0 {
        let open = Money {
            minor: split.uncovered_minor,
            currency: planning.currency,
        };
        return Err(invalid("payers", "uncovered", open.to_string()));
    }
    Ok(split)
}

fn programme(
    app: &App,
    actor: &Actor,
    planning: &Planning,
    plan: &Plan,
    title: String,
) -> AppResult<Programme> {
    let wishes = &planning.wishes;
    let first = planning.needs.first();
    let title = match title.is_empty() {
        // A need's line may be longer than a programme's.
        true => first.map_or_else(String::new, |need| {
            need.title.text.chars().take(SHORT_MAX).collect()
        }),
        false => title,
    };
    Ok(Programme {
        id: ProgrammeId::generate(),
        site: planning.card.site,
        centre: planning.centre,
        lead_firm: planning.lead_firm,
        needs: planning.needs.iter().map(|need| need.id).collect(),
        title,
        status: ProgrammeStatus::Draft,
        is_shown: false,
        version: 1,
        plan_version: 1,
        budget: wishes.budget,
        currency: planning.currency,
        time: wishes.time.clone().unwrap_or_else(FirmTime::assumed),
        starts_on: planning.problem.starts_on,
        pinned: wishes.pinned.clone(),
        forbidden: wishes.forbidden.clone(),
        payers: wishes.payers.clone(),
        rules: planning.proposal.rules.to_string(),
        problem: as_json(&planning.problem)?,
        plan: as_json(plan)?,
        cost: plan.cost,
        finishes_on: plan.finishes_on,
        made_by: actor.name.clone(),
        made_at: app.now(),
        stop_reason: String::new(),
    })
}

/// What the engine took or gave, as it is kept.
pub(super) fn as_json(of: &impl Serialize) -> AppResult<serde_json::Value> {
    serde_json::to_value(of).map_err(|e| AppError::Internal(format!("a plan cannot be kept: {e}")))
}

/// A step of a plan, to come.
pub(super) fn new_step(
    programme: ProgrammeId,
    at: usize,
    step: &Step,
    offered: &BTreeMap<ServiceId, Offered>,
) -> AppResult<ProgrammeStep> {
    let known = offered
        .get(&step.service)
        .ok_or_else(|| AppError::Internal("a plan names a service that is not known".into()))?;
    Ok(ProgrammeStep {
        id: ProgrammeStepId::generate(),
        programme,
        position: i32::try_from(at).unwrap_or(i32::MAX),
        service: step.service,
        name: known.name.clone(),
        provider: known.provider,
        provider_name: known.provider_name.clone(),
        cohort: step.cohort,
        starts_on: step.starts_on,
        ends_on: step.ends_on,
        cost: step.cost,
        closes: step.closes.clone(),
        evidence: known.evidence.clone(),
        visit_on: visit_on(step.ends_on, &step.closes),
        state: StepState::Planned,
        owner: String::new(),
    })
}

/// The day on which what a step closes is looked at.
pub(super) fn visit_on(ends_on: Date, closes: &[Dimension]) -> Option<Date> {
    (!closes.is_empty()).then(|| working_days_after(ends_on, VISIT_AFTER_DAYS))
}

/// A gap as a programme keeps it.
pub(super) fn new_gap(programme: ProgrammeId, gap: &PlannedGap) -> ProgrammeGap {
    let target = &gap.target;
    let present = gap.present.as_ref();
    ProgrammeGap {
        id: ProgrammeGapId::generate(),
        programme,
        dimension: target.dimension.clone(),
        is_lower_better: target.direction == Direction::Lower,
        required: target.target,
        present: present.map(|level| level.sure(target.direction)),
        present_origin: present.map(|level| level.evidence.origin),
        present_on: present.map(|level| level.evidence.observed),
        needs: gap.needs.clone(),
        state: GapState::Open,
    }
}

/// Who pays which of these steps, in the order of the plan that was split.
pub(super) fn shares_of(steps: &[ProgrammeStepId], split: &Split) -> Vec<Share> {
    let paid = steps.iter().zip(&split.steps);
    let shares = paid.flat_map(|(step, paid)| {
        paid.iter().map(|paid| Share {
            step: *step,
            payer: paid.payer,
            minor: paid.minor,
            is_at_ceiling: paid.is_at_ceiling,
        })
    });
    shares.collect()
}
