//! Plans of programmes: what is wished, the plans from the cheapest to the earliest with their proof, what keeps
//! every plan from what is asked, and what would be otherwise. Asking writes nothing.

use super::consents::day;
use super::needs::{Need, Text};
use super::paging::bad_argument;
use super::programmes::{
    Amount, ProgrammeDimension, ProgrammePayer, ProgrammePayerTotal, programme_key,
};
use super::service_saves::service_key;
use super::suppliers::Supplier;
use super::terms::Currency;
use crate::graphql::errors::{UserError, top_level, user_errors};
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::programmes::{self, Choice, PlanWishes, Planning};
use eslabon_app::{App, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, ProgrammeId, ServiceId, SiteId};
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{ClosedDays, FirmTime, PayerPart, PeakDays, PinnedService};
use eslabon_engine::programme::{self as planner, Difference, Obstacle, Proposal, Wait};

/// Why a step does not begin earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProgrammeWait {
    /// It begins on the first day, or runs already.
    Nothing,
    /// Another step must have ended.
    Step,
    /// Its first day that can be had.
    Booking,
    /// The dates of its course.
    CohortDate,
    /// The firm has no time, or is closed, before.
    FirmTime,
    /// It was put on this day.
    Pinned,
}

impl From<Wait> for ProgrammeWait {
    fn from(wait: Wait) -> Self {
        match wait {
            Wait::Nothing => Self::Nothing,
            Wait::Step { .. } => Self::Step,
            Wait::Booking => Self::Booking,
            Wait::CohortDate => Self::CohortDate,
            Wait::FirmTime => Self::FirmTime,
            Wait::Pinned => Self::Pinned,
        }
    }
}

/// What keeps every plan from what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProgrammeObstacleKind {
    /// No plan within the budget.
    Budget,
    /// No plan closes a gap in time.
    Deadline,
    /// No plan ends within the time that is looked at, or what is pinned cannot be had on its day.
    NoPlan,
    /// The search was stopped before it found a plan.
    Stopped,
}

/// An obstacle.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeObstacle {
    /// Of which kind.
    pub kind: ProgrammeObstacleKind,
    /// Of a budget: by how much it is short.
    pub short_by: Option<Amount>,
    /// Of a deadline: which gap.
    pub gap: Option<ProgrammeDimension>,
    /// Its deadline, `YYYY-MM-DD`.
    pub deadline: Option<String>,
    /// The earliest day on which a plan closes it, `YYYY-MM-DD`.
    pub earliest_on: Option<String>,
    /// Global id of the service that waits longest on the way there.
    pub service_id: Option<ID>,
    /// For what it waits; null where the services simply take that long.
    pub wait: Option<ProgrammeWait>,
}

impl From<&Obstacle> for ProgrammeObstacle {
    fn from(obstacle: &Obstacle) -> Self {
        let bare = |kind| Self {
            kind,
            short_by: None,
            gap: None,
            deadline: None,
            earliest_on: None,
            service_id: None,
            wait: None,
        };
        match obstacle {
            Obstacle::Budget { short_by } => Self {
                short_by: Some((*short_by).into()),
                ..bare(ProgrammeObstacleKind::Budget)
            },
            Obstacle::Deadline {
                gap,
                deadline,
                earliest_on,
                service,
                wait,
            } => Self {
                gap: Some(gap.into()),
                deadline: Some(deadline.to_string()),
                earliest_on: Some(earliest_on.to_string()),
                service_id: service.map(|service| ids::global(ids::SERVICE, service)),
                wait: wait.map(Into::into),
                ..bare(ProgrammeObstacleKind::Deadline)
            },
            Obstacle::NoPlan => bare(ProgrammeObstacleKind::NoPlan),
            Obstacle::Stopped => bare(ProgrammeObstacleKind::Stopped),
        }
    }
}

/// A step of a plan.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePlanStep {
    /// Global id of the service.
    pub service_id: ID,
    /// Its name; null where it is not offered any more.
    pub name: Option<Text>,
    /// The institution that gives it.
    pub provider: String,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub ends_on: String,
    /// What it costs.
    pub cost: Amount,
    /// The gaps that close on its last day.
    pub closes: Vec<ProgrammeDimension>,
    /// Why it does not begin earlier.
    pub waits_for: ProgrammeWait,
    /// Of a wait for another step: global id of its service.
    pub waits_for_service_id: Option<ID>,
}

/// When a need has all that it waits for.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeNeedReady {
    /// Global id of the need.
    pub need_id: ID,
    /// On which day, `YYYY-MM-DD`.
    pub ready_on: String,
    /// Whether that is within every deadline of it.
    pub is_in_time: bool,
}

/// A plan: `cost` and `finishesOn` tell it apart from the others, and choose it.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePlan {
    /// What its steps cost together.
    pub cost: Amount,
    /// The day on which its last gap closes, `YYYY-MM-DD`.
    pub finishes_on: String,
    /// Within deadlines and budget; else it is the nearest there is.
    pub keeps_limits: bool,
    /// No plan that finishes as early is cheaper, and none as cheap is earlier.
    pub is_proven: bool,
    /// No plan that finishes as early costs less than this.
    pub cost_bound: Amount,
    /// The steps, by first day.
    pub steps: Vec<ProgrammePlanStep>,
    /// The needs that wait.
    pub needs: Vec<ProgrammeNeedReady>,
    /// Who would pay what.
    pub budget: Vec<ProgrammePayerTotal>,
    /// What nobody would pay because all ceilings are reached.
    pub uncovered: Amount,
}

impl ProgrammePlan {
    fn of(planning: &Planning, plan: &planner::Plan, keeps_limits: bool) -> Result<Self> {
        let split = planning.split(plan).map_err(top_level)?;
        let currency = planning.currency;
        let amount = |minor| Amount::from(Money { minor, currency });
        Ok(Self {
            cost: plan.cost.into(),
            finishes_on: plan.finishes_on.to_string(),
            keeps_limits,
            is_proven: plan.is_proven,
            cost_bound: plan.cost_bound.into(),
            steps: plan
                .steps
                .iter()
                .map(|step| step_of(planning, step))
                .collect(),
            needs: plan
                .needs
                .iter()
                .map(|need| ProgrammeNeedReady {
                    need_id: ids::global(ids::NEED, need.need),
                    ready_on: need.ready_on.to_string(),
                    is_in_time: need.is_in_time,
                })
                .collect(),
            budget: split
                .totals
                .iter()
                .map(|total| ProgrammePayerTotal::of(total, currency))
                .collect(),
            uncovered: amount(split.uncovered_minor),
        })
    }
}

fn step_of(planning: &Planning, step: &planner::Step) -> ProgrammePlanStep {
    let offered = planning.offered.get(&step.service);
    ProgrammePlanStep {
        service_id: ids::global(ids::SERVICE, step.service),
        name: offered.map(|one| Text::from(&one.name)),
        provider: offered
            .map(|one| one.provider_name.clone())
            .unwrap_or_default(),
        starts_on: step.starts_on.to_string(),
        ends_on: step.ends_on.to_string(),
        cost: step.cost.into(),
        closes: step.closes.iter().map(Into::into).collect(),
        waits_for: step.waits_for.into(),
        waits_for_service_id: match step.waits_for {
            Wait::Step { service } => Some(ids::global(ids::SERVICE, service)),
            _ => None,
        },
    }
}

/// What would be otherwise.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeDifference {
    /// What the cheapest plan would cost; null where there would be none within the limits.
    pub cheapest: Option<Amount>,
    /// When the plan that is done first would finish, `YYYY-MM-DD`.
    pub earliest_on: Option<String>,
    /// By how much the cheapest would be dearer; below zero: cheaper.
    pub dearer_by: Option<Amount>,
    /// By how many days the earliest would finish later; below zero: earlier.
    pub later_by_days: Option<i32>,
    /// What would keep every plan from it.
    pub obstacles: Vec<ProgrammeObstacle>,
}

impl From<&Difference> for ProgrammeDifference {
    fn from(difference: &Difference) -> Self {
        let then = &difference.proposal;
        Self {
            cheapest: then.cheapest().map(|plan| plan.cost.into()),
            earliest_on: then.earliest().map(|plan| plan.finishes_on.to_string()),
            dearer_by: difference.cost.map(Into::into),
            later_by_days: difference.days,
            obstacles: then.obstacles.iter().map(Into::into).collect(),
        }
    }
}

/// Plans for a supplier and some needs. Nothing of it is kept.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePlans {
    /// Of which supplier.
    pub supplier: Supplier,
    /// For which needs.
    pub needs: Vec<Need>,
    /// By which rules of the planner.
    pub rules: String,
    /// The plans, the cheapest first, each later one dearer and earlier. Where none keeps deadlines and budget, the
    /// nearest that there are.
    pub plans: Vec<ProgrammePlan>,
    /// What keeps every plan from what is asked.
    pub obstacles: Vec<ProgrammeObstacle>,
    /// Gaps that nothing on offer closes; they are left out of the plans.
    pub not_closable: Vec<ProgrammeDimension>,
    /// Gaps of which needs ask more here and less there; they are left out, too.
    pub contradicts: Vec<ProgrammeDimension>,
    /// There are more plans between the cheapest and the earliest.
    pub is_thinned: bool,
    /// Nothing finishes before the last one.
    pub earliest_is_proven: bool,
    /// Nobody has said what time the firm has: forty hours a week were taken.
    pub time_is_assumed: bool,
    /// What would be otherwise, where something was asked.
    pub difference: Option<ProgrammeDifference>,
}

impl ProgrammePlans {
    /// Plans as the API shows them.
    ///
    /// # Errors
    /// As [`Planning::split`].
    pub fn of(planning: Planning, difference: Option<&Difference>) -> Result<Self> {
        let proposal: &Proposal = &planning.proposal;
        let keeps_limits = !proposal.plans.is_empty();
        let shown = match keeps_limits {
            true => &proposal.plans,
            false => &proposal.beyond,
        };
        let mut plans = Vec::with_capacity(shown.len());
        for plan in shown {
            plans.push(ProgrammePlan::of(&planning, plan, keeps_limits)?);
        }
        let not_closable = proposal.not_closable.iter();
        Ok(Self {
            rules: proposal.rules.to_string(),
            plans,
            obstacles: proposal.obstacles.iter().map(Into::into).collect(),
            not_closable: not_closable.map(|gap| (&gap.dimension).into()).collect(),
            contradicts: planning.contradicts.iter().map(Into::into).collect(),
            is_thinned: proposal.is_thinned,
            earliest_is_proven: proposal.earliest_is_proven,
            time_is_assumed: planning.time_is_assumed(),
            difference: difference.map(Into::into),
            needs: planning.needs.iter().cloned().map(Need::from).collect(),
            supplier: Supplier::from(planning.card),
        })
    }
}

/// A service that is to be part of the plan.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammePinInput {
    /// Global id of the service.
    pub service: ID,
    /// On which day it begins, `YYYY-MM-DD`; when it fits, where absent.
    pub starts_on: Option<String>,
}

/// Days on which the firm has less time, or none.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeDaysInput {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
    /// Minutes a week that it has then; closed where absent.
    pub minutes_per_week: Option<i32>,
}

/// A payer's part of the whole.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammePayerInput {
    /// Who.
    pub payer: ProgrammePayer,
    /// Its parts: thirds are 1, 1 and 1.
    pub parts: i32,
    /// At most so much of the whole programme, in minor units.
    pub ceiling_minor: Option<String>,
}

/// What is wished of a plan.
#[derive(Debug, Clone, Default, InputObject)]
pub struct ProgrammeWishesInput {
    /// What may be spent, in minor units (centavos, cents); whatever it takes, where absent.
    pub budget_minor: Option<String>,
    /// In which currency; pesos where absent.
    pub currency: Option<Currency>,
    /// The first day on which something may begin, `YYYY-MM-DD`; today where absent.
    pub starts_on: Option<String>,
    /// Minutes a week that the firm has; forty hours are taken where absent, and it is said.
    pub minutes_per_week: Option<i32>,
    /// When it has less, or is closed.
    pub days: Option<Vec<ProgrammeDaysInput>>,
    /// What must be part of it.
    pub pinned: Option<Vec<ProgrammePinInput>>,
    /// Global ids of services that must not.
    pub forbidden: Option<Vec<ID>>,
    /// Who pays; thirds (firm, lead firm, support programme) where absent.
    pub payers: Option<Vec<ProgrammePayerInput>>,
}

impl ProgrammeWishesInput {
    /// The wishes.
    ///
    /// # Errors
    /// If something cannot be read.
    pub fn wishes(self) -> Result<PlanWishes> {
        let currency = self.currency.unwrap_or(Currency::Mxn).into();
        let budget = self.budget_minor.as_deref().map(minor).transpose()?;
        let mut time = FirmTime::assumed();
        let is_said = self.minutes_per_week.is_some() || self.days.is_some();
        if let Some(minutes) = self.minutes_per_week {
            time.minutes_per_week = minutes.into();
            time.is_assumed = false;
        }
        for days in self.days.unwrap_or_default() {
            let (from, to) = (day(&days.from)?, day(&days.to)?);
            match days.minutes_per_week {
                Some(minutes) => time.peaks.push(PeakDays {
                    from,
                    to,
                    minutes_per_week: minutes.into(),
                }),
                None => time.closed.push(ClosedDays { from, to }),
            }
        }
        let mut pinned = Vec::new();
        for pin in self.pinned.unwrap_or_default() {
            pinned.push(PinnedService {
                service: service_key(&pin.service)?,
                starts_on: pin.starts_on.as_deref().map(day).transpose()?,
            });
        }
        let forbidden = self.forbidden.unwrap_or_default();
        let forbidden: Result<Vec<ServiceId>> = forbidden.iter().map(service_key).collect();
        let mut payers = Vec::new();
        for part in self.payers.unwrap_or_default() {
            payers.push(PayerPart {
                payer: part.payer.into(),
                parts: u32::try_from(part.parts).unwrap_or(0),
                ceiling_minor: part.ceiling_minor.as_deref().map(minor).transpose()?,
            });
        }
        Ok(PlanWishes {
            budget: budget.map(|minor| Money { minor, currency }),
            starts_on: self.starts_on.as_deref().map(day).transpose()?,
            time: is_said.then_some(time),
            pinned,
            forbidden: forbidden?,
            payers,
        })
    }
}

fn minor(text: &str) -> Result<i64> {
    text.parse()
        .map_err(|_| bad_argument("An amount is a whole number of minor units."))
}

/// What `programmePlans` answers.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePlansPayload {
    /// The plans; nothing of them is kept.
    pub plans: Option<ProgrammePlans>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// Needs of one lead firm, as the planner takes them.
///
/// # Errors
/// If an id is no need.
pub fn need_keys(needs: &[ID]) -> Result<Vec<NeedId>> {
    let of_one = |id: &ID| {
        ids::key(ids::NEED, id).ok_or_else(|| bad_argument("needs holds what is no need."))
    };
    needs.iter().map(of_one).collect()
}

/// The site of a supplier.
///
/// # Errors
/// If the id is no supplier.
pub fn site_key(site: &ID) -> Result<SiteId> {
    ids::key(ids::SUPPLIER, site).ok_or_else(|| bad_argument("site is no supplier."))
}

/// What a question to the planner is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProgrammeQuestionKind {
    /// Why not with this service?
    With,
    /// What without it?
    Without,
    /// What if the budget were larger by so many per cent; below zero: smaller?
    Budget,
    /// What if every deadline moved by so many days; below zero: earlier?
    Deadlines,
}

/// A question to the planner.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeQuestionInput {
    /// Of which kind.
    pub kind: ProgrammeQuestionKind,
    /// Global id of the service, where it is about one.
    pub service: Option<ID>,
    /// Per cent, or days.
    pub amount: Option<i32>,
}

impl ProgrammeQuestionInput {
    /// The question.
    ///
    /// # Errors
    /// If the service or the amount is missing, or the id is no service.
    pub fn question(&self) -> Result<planner::Question> {
        let service = || match &self.service {
            Some(id) => service_key(id),
            None => Err(bad_argument("service is needed for this question.")),
        };
        let amount = || {
            let amount = self.amount.map(i64::from);
            amount.ok_or_else(|| bad_argument("amount is needed for this question."))
        };
        Ok(match self.kind {
            ProgrammeQuestionKind::With => planner::Question::With {
                service: service()?,
            },
            ProgrammeQuestionKind::Without => planner::Question::Without {
                service: service()?,
            },
            ProgrammeQuestionKind::Budget => planner::Question::Budget { percent: amount()? },
            ProgrammeQuestionKind::Deadlines => planner::Question::Deadlines { days: amount()? },
        })
    }
}

/// What `programmePlans` takes: a supplier with needs, or a programme that is planned anew.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammePlansInput {
    /// Global id of a programme that is planned anew; supplier and needs are its own.
    pub programme: Option<ID>,
    /// Global id of the supplier, where no programme is named.
    pub site: Option<ID>,
    /// Global ids of needs of one lead firm, up to 12.
    pub needs: Option<Vec<ID>>,
    /// What is wished; of a programme, what it was planned with, where absent.
    pub wishes: Option<ProgrammeWishesInput>,
    /// What is asked of the plans.
    pub question: Option<ProgrammeQuestionInput>,
}

impl ProgrammePlansInput {
    /// Plans, or what to correct.
    ///
    /// # Errors
    /// What cannot be corrected: as [`programmes::propose`] and [`programmes::replan`]; arguments that cannot be used.
    pub async fn plans(self, app: &App, actor: &Actor) -> Result<ProgrammePlansPayload> {
        let wishes = self.wishes.map(ProgrammeWishesInput::wishes).transpose()?;
        let question = self.question.map(|one| one.question()).transpose()?;
        let planned = match &self.programme {
            Some(id) => again(app, actor, programme_key(id)?, wishes.as_ref(), question).await,
            None => {
                let site = self.site.ok_or_else(|| bad_argument("site is needed."))?;
                let needs = need_keys(&self.needs.unwrap_or_default())?;
                let wishes = wishes.unwrap_or_default();
                anew(app, actor, site_key(&site)?, &needs, &wishes, question).await
            }
        };
        Ok(match planned {
            Ok((planning, difference)) => ProgrammePlansPayload {
                plans: Some(ProgrammePlans::of(planning, difference.as_ref())?),
                errors: Vec::new(),
            },
            Err(error) => ProgrammePlansPayload {
                plans: None,
                errors: user_errors(error)?,
            },
        })
    }
}

async fn again(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    wishes: Option<&PlanWishes>,
    question: Option<planner::Question>,
) -> AppResult<(Planning, Option<Difference>)> {
    match question {
        Some(question) => {
            let asked = programmes::why_not_here(app, actor, id, wishes, question).await?;
            Ok((asked.0, Some(asked.1)))
        }
        None => Ok((programmes::replan(app, actor, id, wishes).await?, None)),
    }
}

async fn anew(
    app: &App,
    actor: &Actor,
    site: SiteId,
    needs: &[NeedId],
    wishes: &PlanWishes,
    question: Option<planner::Question>,
) -> AppResult<(Planning, Option<Difference>)> {
    match question {
        Some(question) => {
            let asked = programmes::why_not(app, actor, site, needs, wishes, question).await?;
            Ok((asked.0, Some(asked.1)))
        }
        None => Ok((
            programmes::propose(app, actor, site, needs, wishes).await?,
            None,
        )),
    }
}

/// Which of the plans: by what tells them apart.
#[derive(Debug, Clone, InputObject)]
pub struct ProgrammeChoiceInput {
    /// What it costs, in minor units.
    pub cost_minor: String,
    /// The day on which its last gap closes, `YYYY-MM-DD`.
    pub finishes_on: String,
}

impl ProgrammeChoiceInput {
    /// The choice.
    ///
    /// # Errors
    /// If something cannot be read.
    pub fn choice(&self) -> Result<Choice> {
        Ok(Choice {
            cost_minor: minor(&self.cost_minor)?,
            finishes_on: day(&self.finishes_on)?,
        })
    }
}
