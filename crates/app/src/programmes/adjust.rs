//! A programme planned anew around what is done, runs, or is pinned. What people signed was the plan of before: they
//! sign anew. A step that stays keeps its id, one that leaves the plan stays as cancelled.

use super::draft::{as_json, chosen, covered, new_gap, new_step, shares_of, visit_on};
use super::problem::Decided;
use super::propose::{Offered, PlannedGap, Planning, answered, solve};
use super::wishes::{Choice, PlanWishes, checked};
use super::{Loaded, basis, happen, invalid, load_for, record, require_version};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::Operation;
use crate::referrals::{Which, withdraw};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId, ProgrammeStepId, ServiceId};
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{Dimension, FirmTime, GapState, Payer, ProgrammeEvent, StepState};
use eslabon_engine::programme::{Difference, Plan, Problem, Question};
use eslabon_storage::machines;
use eslabon_storage::programmes::{self, Programme, ProgrammeGap, ProgrammeStep};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A programme with what it was kept with, and plans around what is decided.
struct Anew {
    loaded: Loaded,
    steps: Vec<ProgrammeStep>,
    gaps: Vec<ProgrammeGap>,
    planning: Planning,
}

/// Plans around what is decided, without writing; without wishes, by those that it was planned with.
///
/// # Errors
/// [`AppError::Invalid`] where it cannot be planned anew as it stands, or on what is wished;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn replan(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    wishes: Option<&PlanWishes>,
) -> AppResult<Planning> {
    Ok(anew(app, actor, id, wishes).await?.planning)
}

/// As [`replan`], and what would be different if something were otherwise.
///
/// # Errors
/// As [`replan`].
pub async fn why_not_here(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    wishes: Option<&PlanWishes>,
    question: Question,
) -> AppResult<(Planning, Difference)> {
    let planning = anew(app, actor, id, wishes).await?.planning;
    answered(planning, question).await
}

/// Puts another plan in the place of the present one. What waits at institutions for a step that leaves the plan is
/// taken back.
///
/// # Errors
/// As [`replan`]; [`AppError::Conflict`] where someone was quicker; [`AppError::Invalid`] as for a draft.
pub async fn adjust(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
    wishes: &PlanWishes,
    choice: Choice,
) -> AppResult<Programme> {
    let Anew {
        loaded,
        steps,
        gaps,
        planning,
    } = anew(app, actor, id, Some(wishes)).await?;
    require_version(&loaded.programme, version)?;
    let (owner, site) = (loaded.owner(), loaded.site.id);
    let plan = chosen(&planning, choice)?;
    let split = covered(&planning, plan)?;
    let mut programme = loaded.programme;
    take_over(&mut programme, &planning, plan)?;
    let read = (steps.clone(), gaps.clone());
    let (kept, added) = arranged(id, steps, plan, &planning.offered)?;
    // In the order of the plan, as it was split; what left the plan is paid by nobody.
    let in_plan = plan.steps.iter().map(|step| {
        let mut open = kept.iter().chain(&added).filter(|one| is_open(one.state));
        open.find(|one| one.service == step.service)
            .map(|one| one.id)
    });
    let in_plan: Option<Vec<ProgrammeStepId>> = in_plan.collect();
    let in_plan = in_plan.ok_or_else(|| AppError::Internal("a plan lost a step".into()))?;
    let shares = shares_of(&in_plan, &split);
    let paid_anew = kept.iter().filter(|one| !is_over(one.state));
    let paid_anew: Vec<ProgrammeStepId> = paid_anew.map(|one| one.id).collect();
    let closed = &planning.proposal.closed;
    let gaps = reconciled(id, gaps, planning.closable(), closed);
    let now = app.now();
    let tx = app.database().begin().await?;
    // A step may have begun, and a gap been looked at, while it was planned.
    machines::take_turn(&tx, site).await?;
    let steps = programmes::steps_of(&tx, id).await?;
    if read != (steps, programmes::gaps_of(&tx, id).await?) {
        return Err(AppError::Conflict);
    }
    happen(&tx, actor, &mut programme, ProgrammeEvent::Change, "", now).await?;
    programmes::update_steps(&tx, &kept).await?;
    programmes::insert_steps(&tx, &added).await?;
    programmes::replace_shares(&tx, &paid_anew, &shares).await?;
    programmes::update_gaps(&tx, &gaps.kept).await?;
    programmes::insert_gaps(&tx, &gaps.added).await?;
    programmes::remove_gaps(&tx, &gaps.gone).await?;
    let left = kept.iter().filter(|one| !one.state.counts());
    let left: Vec<ProgrammeStepId> = left.map(|one| one.id).collect();
    withdraw(app, actor, &tx, id, owner, Which::For(&left)).await?;
    record(&tx, actor, &programme, owner, "programme.change", now).await?;
    tx.commit().await?;
    Ok(programme)
}

async fn anew(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    wishes: Option<&PlanWishes>,
) -> AppResult<Anew> {
    let loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    let programme = &loaded.programme;
    if programme.status.next(ProgrammeEvent::Change).is_none() {
        return Err(invalid("status", "not_as_it_stands", ""));
    }
    let wishes = match wishes {
        Some(wishes) => wishes.clone(),
        None => as_it_was(programme, app.today()),
    };
    let mut wishes = checked(app, &wishes)?;
    if wishes.budget.is_none() {
        wishes.currency = programme.currency;
    }
    if wishes.currency != programme.currency {
        let asked = wishes.currency.code();
        return Err(invalid("budget", "other_currency", asked));
    }
    let basis = basis::load(app, actor, programme.site, &programme.needs).await?;
    let steps = programmes::steps_of(app.database(), id).await?;
    let gaps = programmes::gaps_of(app.database(), id).await?;
    // What was given is part of it already.
    let done = steps.iter().filter(|step| step.state == StepState::Done);
    let done: Vec<ServiceId> = done.map(|step| step.service).collect();
    wishes.pinned.retain(|pin| !done.contains(&pin.service));
    let before: Problem = serde_json::from_value(programme.problem.clone())
        .map_err(|e| AppError::Internal(format!("a kept problem: {e}")))?;
    let decided = Decided::of(&steps, &gaps, &before, wishes.starts_on);
    let paid = paid(app, &steps).await?;
    let planning = solve(app, basis, wishes, decided, paid, true).await?;
    Ok(Anew {
        loaded,
        steps,
        gaps,
        planning,
    })
}

/// The wishes by which it was planned, with days that are over left out.
fn as_it_was(programme: &Programme, today: Date) -> PlanWishes {
    let starts_on = programme.starts_on.max(today);
    let mut pinned = programme.pinned.clone();
    for pin in &mut pinned {
        pin.starts_on = pin.starts_on.filter(|on| *on >= starts_on);
    }
    PlanWishes {
        budget: programme.budget,
        starts_on: Some(starts_on),
        time: Some(programme.time.clone()),
        pinned,
        forbidden: programme.forbidden.clone(),
        payers: programme.payers.clone(),
    }
}

/// What the payers have paid of steps that are over.
async fn paid(app: &App, steps: &[ProgrammeStep]) -> AppResult<BTreeMap<Payer, i64>> {
    let over = steps.iter().filter(|step| is_over(step.state));
    let over: Vec<ProgrammeStepId> = over.map(|step| step.id).collect();
    let mut paid = BTreeMap::new();
    for share in programmes::shares_of(app.database(), &over).await? {
        *paid.entry(share.payer).or_default() += share.minor;
    }
    Ok(paid)
}

fn take_over(programme: &mut Programme, planning: &Planning, plan: &Plan) -> AppResult<()> {
    let wishes = &planning.wishes;
    programme.plan_version += 1;
    programme.budget = wishes.budget;
    programme.time = wishes.time.clone().unwrap_or_else(FirmTime::assumed);
    programme.starts_on = planning.problem.starts_on;
    programme.pinned = wishes.pinned.clone();
    programme.forbidden = wishes.forbidden.clone();
    programme.payers = wishes.payers.clone();
    programme.rules = planning.proposal.rules.to_string();
    programme.problem = as_json(&planning.problem)?;
    programme.plan = as_json(plan)?;
    programme.cost = Money {
        minor: plan.cost.minor.saturating_add(planning.spent.minor),
        currency: planning.currency,
    };
    programme.finishes_on = plan.finishes_on;
    Ok(())
}

/// Whether a step is to come or under way: of each service there is one such.
fn is_open(state: StepState) -> bool {
    matches!(state, StepState::Planned | StepState::Running)
}

/// Whether a step was given, for better or worse.
fn is_over(state: StepState) -> bool {
    matches!(state, StepState::Done | StepState::Failed)
}

/// The steps that were there as they stand in the new plan, and those that come with it.
fn arranged(
    programme: ProgrammeId,
    mut steps: Vec<ProgrammeStep>,
    plan: &Plan,
    offered: &BTreeMap<ServiceId, Offered>,
) -> AppResult<(Vec<ProgrammeStep>, Vec<ProgrammeStep>)> {
    let mut added = Vec::new();
    for (at, step) in plan.steps.iter().enumerate() {
        let known = steps
            .iter_mut()
            .find(|known| known.service == step.service && is_open(known.state));
        match known {
            Some(known) if known.state == StepState::Running => {
                known.closes = step.closes.clone();
            }
            Some(known) => {
                let fresh = new_step(programme, at, step, offered)?;
                known.cohort = fresh.cohort;
                known.starts_on = fresh.starts_on;
                known.ends_on = fresh.ends_on;
                known.cost = fresh.cost;
                known.closes = fresh.closes;
                known.evidence = fresh.evidence;
            }
            None => added.push(new_step(programme, at, step, offered)?),
        }
    }
    for step in &mut steps {
        let mut planned = plan.steps.iter();
        let is_planned = planned.any(|planned| planned.service == step.service);
        if step.state == StepState::Planned && !is_planned {
            step.state = StepState::Cancelled;
        }
        if is_open(step.state) {
            step.visit_on = visit_on(step.ends_on, &step.closes);
        }
    }
    number(&mut steps, &mut added);
    Ok((steps, added))
}

/// Numbers all steps by first day; what left the plan comes last.
fn number(steps: &mut [ProgrammeStep], added: &mut [ProgrammeStep]) {
    let mut all: Vec<&mut ProgrammeStep> = steps.iter_mut().chain(added.iter_mut()).collect();
    all.sort_by_key(|step| (!step.state.counts(), step.starts_on, step.ends_on, step.id));
    for (at, step) in all.into_iter().enumerate() {
        step.position = i32::try_from(at).unwrap_or(i32::MAX);
    }
}

/// What becomes of the gaps.
struct Reconciled {
    kept: Vec<ProgrammeGap>,
    added: Vec<ProgrammeGap>,
    gone: Vec<ProgrammeGapId>,
}

/// A gap that was verified stays as it is; one that is still planned for is brought up to what is asked now. One
/// that a step which is done has closed waits for its visit.
fn reconciled<'p>(
    programme: ProgrammeId,
    gaps: Vec<ProgrammeGap>,
    planned: impl Iterator<Item = &'p PlannedGap>,
    closed: &[Dimension],
) -> Reconciled {
    let mut open: Vec<ProgrammeGap> = gaps
        .into_iter()
        .filter(|gap| gap.state != GapState::Verified)
        .collect();
    let mut reconciled = Reconciled {
        kept: Vec::new(),
        added: Vec::new(),
        gone: Vec::new(),
    };
    for planned in planned {
        let fresh = new_gap(programme, planned);
        let known = open.iter().position(|gap| gap.dimension == fresh.dimension);
        match known.map(|at| open.swap_remove(at)) {
            Some(known) => reconciled.kept.push(ProgrammeGap {
                id: known.id,
                state: known.state,
                ..fresh
            }),
            None => reconciled.added.push(fresh),
        }
    }
    open.retain(|gap| !closed.contains(&gap.dimension));
    reconciled.gone = open.iter().map(|gap| gap.id).collect();
    reconciled
}

#[cfg(test)]
#[path = "adjust_tests.rs"]
mod tests;
