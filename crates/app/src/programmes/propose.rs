//! Plans for a firm, from the cheapest to the earliest, and *why not* questions. Nothing is written.

use super::basis::{self, Basis};
use super::faults::of_problem;
use super::problem::{Decided, Posed, pose};
use super::shares::{self, Split};
use super::wishes::{Checked, Choice, PlanWishes, checked};
use crate::catalogue::offers_for;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::search::SupplierCard;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, ServiceId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::Need;
use eslabon_domain::programmes::{Dimension, GapNeed, Payer};
use eslabon_domain::text::LocalText;
use eslabon_engine::gaps::{Analysis, Gap, PresentLevel};
use eslabon_engine::programme::{
    self as planner, Difference, Direction, Offer, Plan, Problem, Proposal, Question, TargetGap,
};
use eslabon_storage::{organisations, services};
use std::collections::{BTreeMap, BTreeSet};

/// A service that a plan may be made of, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub service: ServiceId,
    /// Its name.
    pub name: LocalText,
    /// The institution that gives it.
    pub provider: OrganisationId,
    /// The institution's name.
    pub provider_name: String,
    /// What a verification looks at; may be empty.
    pub evidence: LocalText,
}

/// A gap that is planned for, with where the firm stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedGap {
    /// As the planner takes it.
    pub target: TargetGap,
    /// Where the firm stands, with what shows it; absent where no fact says a level.
    pub present: Option<PresentLevel>,
    /// What each need asks, and until when.
    pub needs: Vec<GapNeed>,
}

/// Plans, with all that is needed to tell of them.
#[derive(Debug, Clone)]
pub struct Planning {
    /// The site.
    pub card: SupplierCard,
    /// The needs, by id.
    pub needs: Vec<Need>,
    /// The wishes, with what was taken where nothing was said.
    pub wishes: PlanWishes,
    /// The currency in which it is reckoned.
    pub currency: Currency,
    /// What it was planned from.
    pub problem: Problem,
    /// The plans.
    pub proposal: Proposal,
    /// The services that play a part.
    pub offered: BTreeMap<ServiceId, Offered>,
    /// The gaps.
    pub gaps: Vec<PlannedGap>,
    /// Of these, needs ask more here and less there: they are left out.
    pub contradicts: Vec<Dimension>,
    /// Needs whose day is over: nothing can be in time for them any more.
    pub late: Vec<NeedId>,
    /// Services that would help and have their price in another currency: they are left out.
    pub other_currency: Vec<ServiceId>,
    /// What steps that are over have cost already.
    pub spent: Money,
    /// In whose region the site lies.
    pub(super) centre: CentreId,
    /// Whose the needs are.
    pub(super) lead_firm: OrganisationId,
    /// What the payers have paid of steps that are over.
    paid: BTreeMap<Payer, i64>,
}

impl Planning {
    /// The plan that was chosen, in time or not.
    #[must_use]
    pub fn plan(&self, choice: Choice) -> Option<&Plan> {
        let mut plans = self.proposal.plans.iter().chain(&self.proposal.beyond);
        plans.find(|plan| {
            plan.cost.minor == choice.cost_minor && plan.finishes_on == choice.finishes_on
        })
    }

    /// Who pays what of a plan.
    ///
    /// # Errors
    /// [`AppError::Internal`] where a price is below zero: the catalogue holds none.
    pub fn split(&self, plan: &Plan) -> AppResult<Split> {
        let costs: Vec<i64> = plan.steps.iter().map(|step| step.cost.minor).collect();
        shares::split(&costs, &self.wishes.payers, &self.paid)
    }

    /// Nobody has said what time the firm has.
    #[must_use]
    pub fn time_is_assumed(&self) -> bool {
        self.wishes.time.as_ref().is_none_or(|time| time.is_assumed)
    }

    /// The gaps that the plans close.
    pub(super) fn closable(&self) -> impl Iterator<Item = &PlannedGap> {
        let proposal = &self.proposal;
        self.gaps.iter().filter(move |gap| {
            let dimension = &gap.target.dimension;
            let mut open = proposal.not_closable.iter();
            !open.any(|other| other.dimension == *dimension) && !proposal.closed.contains(dimension)
        })
    }
}

/// Plans for a site and some needs of one lead firm.
///
/// # Errors
/// [`AppError::Invalid`] on `needs`, `gaps`, or what is wished; [`AppError::NotFound`] for a site or a need that is
/// not the actor's to plan for; [`AppError::Forbidden`].
pub async fn propose(
    app: &App,
    actor: &Actor,
    site: SiteId,
    needs: &[NeedId],
    wishes: &PlanWishes,
) -> AppResult<Planning> {
    let basis = basis::load(app, actor, site, needs).await?;
    basis::require_open(&basis.needs)?;
    basis::require_one_reserve(&basis.needs)?;
    let wishes = checked(app, wishes)?;
    solve(
        app,
        basis,
        wishes,
        Decided::default(),
        BTreeMap::new(),
        false,
    )
    .await
}

/// Plans, and what would be different if something were otherwise.
///
/// # Errors
/// As [`propose`]; [`AppError::Invalid`] where what is asked for cannot be.
pub async fn why_not(
    app: &App,
    actor: &Actor,
    site: SiteId,
    needs: &[NeedId],
    wishes: &PlanWishes,
    question: Question,
) -> AppResult<(Planning, Difference)> {
    let planning = propose(app, actor, site, needs, wishes).await?;
    answered(planning, question).await
}

/// Answers a question about plans; the engine runs on its own thread.
pub(super) async fn answered(
    planning: Planning,
    question: Question,
) -> AppResult<(Planning, Difference)> {
    let (problem, proposal) = (planning.problem.clone(), planning.proposal.clone());
    let answer = tokio::task::spawn_blocking(move || planner::ask(&problem, &proposal, question))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?;
    match answer {
        Ok(difference) => Ok((planning, difference)),
        Err(faults) => Err(AppError::Invalid(of_problem(faults, &planning.offered))),
    }
}

/// Plans; the engine runs on its own thread. Where `drops_late`, a need whose day is over waits without a day
/// instead of being refused.
pub(super) async fn solve(
    app: &App,
    basis: Basis,
    wishes: Checked,
    decided: Decided,
    paid: BTreeMap<Payer, i64>,
    drops_late: bool,
) -> AppResult<Planning> {
    let gaps = &basis.analysis.gaps;
    let offers = offers_for(app, gaps, basis.site.state, wishes.starts_on).await?;
    let is_ours = |offer: &Offer| offer.price.currency == wishes.currency;
    let (offers, others): (Vec<Offer>, Vec<Offer>) = offers.into_iter().partition(is_ours);
    let other_currency = others.iter().filter(|offer| helps(offer, gaps));
    let other_currency: Vec<ServiceId> = other_currency.map(|offer| offer.service).collect();
    let offered = names(app, offers.iter().chain(&others).chain(&decided.offers)).await?;
    let spent = Money {
        minor: decided.spent_minor,
        currency: wishes.currency,
    };
    let Posed {
        problem,
        contradicts,
        late,
    } = pose(app, &basis, &wishes, offers, decided, drops_late);
    let asked = problem.clone();
    let proposal = tokio::task::spawn_blocking(move || planner::propose(&asked))
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?
        .map_err(|faults| AppError::Invalid(of_problem(faults, &offered)))?;
    Ok(Planning {
        gaps: with_present(&basis.analysis, &problem.gaps),
        card: basis.card,
        needs: basis.needs,
        currency: wishes.currency,
        wishes: PlanWishes {
            budget: wishes.budget,
            starts_on: Some(wishes.starts_on),
            time: Some(wishes.time),
            pinned: wishes.pinned,
            forbidden: wishes.forbidden,
            payers: wishes.payers,
        },
        problem,
        proposal,
        offered,
        contradicts,
        late,
        other_currency,
        spent,
        centre: basis.centre,
        lead_firm: basis.lead_firm,
        paid,
    })
}

fn helps(offer: &Offer, gaps: &[Gap]) -> bool {
    let mut raised = offer.raises.iter();
    raised.any(|raise| gaps.iter().any(|gap| gap.dimension == raise.dimension))
}

/// The names of services and of those who give them.
async fn names(
    app: &App,
    offers: impl Iterator<Item = &Offer>,
) -> AppResult<BTreeMap<ServiceId, Offered>> {
    let ids: BTreeSet<ServiceId> = offers.map(|offer| offer.service).collect();
    let mut found = services::list_all(app.database()).await?;
    found.retain(|service| ids.contains(&service.id));
    let providers: BTreeSet<OrganisationId> = found.iter().map(|s| s.institution).collect();
    let providers: Vec<OrganisationId> = providers.into_iter().collect();
    let known = organisations::load_many(app.database(), &providers).await?;
    let known: BTreeMap<OrganisationId, String> =
        known.into_iter().map(|one| (one.id, one.name)).collect();
    let named = found.into_iter().map(|service| {
        let offered = Offered {
            service: service.id,
            name: service.name,
            provider: service.institution,
            provider_name: known.get(&service.institution).cloned().unwrap_or_default(),
            evidence: service.evidence,
        };
        (offered.service, offered)
    });
    Ok(named.collect())
}

fn with_present(analysis: &Analysis, targets: &[TargetGap]) -> Vec<PlannedGap> {
    let planned = targets.iter().map(|target| {
        let mut gaps = analysis.gaps.iter();
        let gap = gaps.find(|gap| gap.dimension == target.dimension);
        PlannedGap {
            target: target.clone(),
            present: gap.and_then(|gap| gap.present.clone()),
            needs: gap.map(|gap| asked(gap, target)).unwrap_or_default(),
        }
    });
    planned.collect()
}

/// What each need asks, the hardest of its criteria, and until when.
fn asked(gap: &Gap, target: &TargetGap) -> Vec<GapNeed> {
    let waiting = target.needs.iter().filter_map(|waiting| {
        let asking = gap
            .needs
            .iter()
            .filter(|asking| asking.need == waiting.need);
        let levels = asking.map(|asking| asking.required);
        let required = match target.direction {
            Direction::Raise => levels.max(),
            Direction::Lower => levels.min(),
        };
        Some(GapNeed {
            need: waiting.need,
            required: required?,
            deadline: waiting.deadline,
        })
    });
    waiting.collect()
}
