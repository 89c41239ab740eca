//! Saved shortlists, explained.

use super::needs::{Criterion, Text, criterion};
use super::relaxations::Relaxation;
use super::site_files::Freshness;
use super::suppliers::{Origin, Supplier, value_text};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{ComplexObject, Enum, ID, InputObject, SimpleObject};
use eslabon_app::App;
use eslabon_app::search::SupplierCard;
use eslabon_app::shortlists::ShortlistView;
use eslabon_app::visits::aging_of;
use eslabon_domain::needs::Criterion as DomainCriterion;
use eslabon_engine::matching as engine;

/// How far a supplier is from the need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Band")]
pub enum Band {
    /// A must fails that nothing in the catalogue closes.
    OutOfReach,
    /// Every failed must can be closed by a service.
    WithProgramme,
    /// Every must is met.
    Ready,
}

/// Under which heading a supplier is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Group")]
pub enum Group {
    /// Ready now.
    Ready,
    /// Ready after a programme.
    WithProgramme,
    /// The missing facts decide.
    ToConfirm,
    /// Out of reach.
    OutOfReach,
}

/// What a criterion says of a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum Verdict {
    /// It is met.
    Meets,
    /// It is not met.
    Gap,
    /// It is not known, which is not *no*.
    Unknown,
    /// It was compared without being shown: it moved the group, and nothing more is told.
    Closed,
}

/// How many suppliers are in each group.
#[derive(Debug, Clone, SimpleObject)]
pub struct GroupCounts {
    /// Ready now.
    pub ready: usize,
    /// Ready after a programme.
    pub with_programme: usize,
    /// To be confirmed.
    pub to_confirm: usize,
    /// Out of reach.
    pub out_of_reach: usize,
}

/// What the whole market does on one criterion.
#[derive(Debug, Clone, SimpleObject)]
pub struct MarketCount {
    /// The criterion.
    pub criterion: Criterion,
    /// Suppliers that meet it.
    pub meets: usize,
    /// That do not.
    pub gap: usize,
    /// Of which it is not known.
    pub unknown: usize,
    /// That fail this must and no other.
    pub sole_blocker: usize,
}

/// A fact that a verdict rests on.
#[derive(Debug, Clone, SimpleObject)]
pub struct Evidence {
    /// Of which item: a concept's id.
    pub item: Option<String>,
    /// What it says, in words.
    pub value: String,
    /// How it is known.
    pub origin: Origin,
    /// Who said so.
    pub source: String,
    /// The day on which it was true.
    pub observed: String,
    /// The last day on which it holds.
    pub valid_until: Option<String>,
    /// Days from `observed` to the evaluation.
    pub age_days: i32,
    /// How fresh it was at the evaluation.
    pub freshness: Freshness,
}

/// A service that would close a gap.
#[derive(Debug, Clone, SimpleObject)]
pub struct ClosingService {
    /// Global id of the service.
    pub service_id: ID,
    /// Its name, as it was.
    pub name: Text,
    /// Its price for one firm, in words.
    pub price: String,
    /// Calendar days.
    pub duration_days: i32,
}

/// One criterion of one candidate, explained.
#[derive(Debug, Clone, SimpleObject)]
pub struct CriterionResult {
    /// Its place among the need's criteria, from 0.
    pub criterion: usize,
    /// What it says.
    pub verdict: Verdict,
    /// For a gap: how far, in thousandths.
    pub distance_milli: Option<i32>,
    /// What would help or tell: `close`, `renew`, `move`, `ask`, `verify`.
    pub action: Option<String>,
    /// Why, as a stable word such as `has`, `not_listed`, `amount_fails`.
    pub reason: String,
    /// From which facts.
    pub evidence: Vec<Evidence>,
    /// Thousandths of the score that come from it.
    pub contribution_milli: u32,
    /// Thousandths of the score that would come from it if it were met.
    pub most_milli: u32,
    /// Services that would close it, cheapest first.
    pub closing: Vec<ClosingService>,
}

/// A lower bound: no plan can be cheaper or quicker.
#[derive(Debug, Clone, SimpleObject)]
pub struct Estimate {
    /// In words; absent where currencies mix.
    pub from_cost: Option<String>,
    /// Calendar days.
    pub from_days: i32,
}

/// A supplier in the answer.
#[derive(Debug, Clone, SimpleObject)]
pub struct Candidate {
    /// Its place among all suppliers scored, from 1.
    pub rank: usize,
    /// The supplier, as it is today; absent where it no longer exists.
    pub supplier: Option<Supplier>,
    /// With every unknown must taken as met.
    pub possible: Band,
    /// With every unknown must taken as failed.
    pub proven: Band,
    /// Under which heading.
    pub group: Group,
    /// Wishes and words, 0 to 1,000.
    pub score_milli: u32,
    /// How many thousandths its score lies behind that of the place before it; absent for the first of those with
    /// its bands, and for a supplier that is scored by itself.
    pub behind_milli: Option<u32>,
    /// The share of the need's words found at the supplier, 0 to 1,000.
    pub text_share_milli: u32,
    /// What a programme takes at least; only with a programme.
    pub estimate: Option<Estimate>,
    /// Every criterion.
    pub criteria: Vec<CriterionResult>,
}

/// A saved answer to a need; it never changes.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Shortlist {
    /// Global id.
    pub id: ID,
    /// Global id of the need.
    pub need_id: ID,
    /// The version of the need that was answered.
    pub need_version: i32,
    /// The need has been changed since.
    pub need_changed: bool,
    /// As of which day.
    pub evaluated_on: String,
    /// By which rules.
    pub rules_version: String,
    /// When it was made, UTC.
    pub created_at: String,
    /// By whom.
    pub created_by: String,
    /// Suppliers scored: all of them.
    pub scored: usize,
    /// How many in each group.
    pub groups: GroupCounts,
    /// The market on each criterion.
    pub market: Vec<MarketCount>,
    /// What would widen it, what would widen it most first; empty in shortlists made before this was counted.
    pub relaxations: Vec<Relaxation>,
    #[graphql(skip)]
    all: Vec<Candidate>,
}

#[ComplexObject]
impl Shortlist {
    /// The candidates that were explained and saved, by rank.
    async fn candidates(
        &self,
        #[graphql(desc = "Only those under this heading.")] group: Option<Group>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> async_graphql::Result<Vec<Candidate>> {
        let limit = super::paging::first(first)?;
        let wanted = |candidate: &&Candidate| group.is_none_or(|group| candidate.group == group);
        Ok(self
            .all
            .iter()
            .filter(wanted)
            .take(limit)
            .cloned()
            .collect())
    }
}

impl Shortlist {
    /// The shortlist as the API shows it.
    #[must_use]
    pub fn of(app: &App, view: ShortlistView) -> Self {
        let answer = &view.answer;
        let market = answer
            .criteria
            .iter()
            .zip(&answer.market)
            .map(|(asked, count)| MarketCount {
                criterion: criterion(app, asked),
                meets: count.meets,
                gap: count.gap,
                unknown: count.unknown,
                sole_blocker: count.sole_blocker,
            })
            .collect();
        Self {
            id: ids::global(ids::SHORTLIST, view.id),
            need_id: ids::global(ids::NEED, answer.need),
            need_version: answer.need_version,
            need_changed: view.need_changed,
            evaluated_on: answer.evaluated_on.to_string(),
            rules_version: answer.rules_version.clone(),
            created_at: view.created_at.to_string(),
            created_by: view.created_by.clone(),
            scored: answer.scored,
            groups: GroupCounts {
                ready: answer.groups.ready,
                with_programme: answer.groups.with_programme,
                to_confirm: answer.groups.to_confirm,
                out_of_reach: answer.groups.out_of_reach,
            },
            market,
            relaxations: Relaxation::of(app, answer),
            all: answer
                .candidates
                .iter()
                .map(|candidate| {
                    let card = view.cards.get(&candidate.site).cloned();
                    Candidate {
                        behind_milli: answer.behind_milli(candidate),
                        ..shown(app, &answer.criteria, card, candidate)
                    }
                })
                .collect(),
        }
    }
}

/// A candidate in an answer to these criteria, as the API shows it.
#[must_use]
pub fn shown(
    app: &App,
    criteria: &[DomainCriterion],
    card: Option<SupplierCard>,
    candidate: &engine::Candidate,
) -> Candidate {
    Candidate {
        rank: candidate.rank,
        supplier: card.map(Supplier::from),
        possible: candidate.possible.into(),
        proven: candidate.proven.into(),
        group: candidate.group.into(),
        score_milli: candidate.score_milli,
        behind_milli: None,
        text_share_milli: candidate.text_share_milli,
        estimate: candidate.estimate.as_ref().map(|e| Estimate {
            from_cost: e.from_cost.map(|cost| cost.to_string()),
            from_days: e.from_days,
        }),
        criteria: candidate
            .criteria
            .iter()
            .map(|result| criterion_result(app, criteria, result))
            .collect(),
    }
}

/// What a criterion of these says of a candidate, as the API shows it.
#[must_use]
pub fn criterion_result(
    app: &App,
    criteria: &[DomainCriterion],
    result: &engine::CriterionResult,
) -> CriterionResult {
    let asked = criteria.get(result.criterion);
    let asked = asked.map_or("", |criterion| criterion.attribute.as_str());
    let (verdict, distance_milli, action) = match result.verdict {
        engine::Verdict::Meets => (Verdict::Meets, None, None),
        engine::Verdict::Gap {
            distance_milli,
            action,
        } => {
            let action = match action {
                engine::GapAction::Close => "close",
                engine::GapAction::Renew => "renew",
                engine::GapAction::Move => "move",
            };
            (Verdict::Gap, Some(i32::from(distance_milli)), Some(action))
        }
        engine::Verdict::Unknown { action } => {
            let action = match action {
                engine::UnknownAction::Ask => "ask",
                engine::UnknownAction::Verify => "verify",
            };
            (Verdict::Unknown, None, Some(action))
        }
        engine::Verdict::Closed => (Verdict::Closed, None, None),
    };
    CriterionResult {
        criterion: result.criterion,
        verdict,
        distance_milli,
        action: action.map(str::to_owned),
        reason: result.reason.as_str().to_owned(),
        evidence: result
            .evidence
            .iter()
            .map(|evidence| criterion_evidence(app, asked, evidence))
            .collect(),
        contribution_milli: result.contribution_milli,
        most_milli: result.most_milli,
        closing: result.closing.iter().map(ClosingService::from).collect(),
    }
}

/// A fact on an attribute that a verdict rests on, as the API shows it.
#[must_use]
pub fn criterion_evidence(app: &App, attribute: &str, evidence: &engine::Evidence) -> Evidence {
    let words = app.words();
    let known = words.attributes.find(attribute);
    let unit = known.map_or("", |known| known.unit.as_str());
    Evidence {
        item: evidence.item.clone(),
        value: value_text(&evidence.value, unit),
        origin: evidence.origin.into(),
        source: evidence.source.clone(),
        observed: evidence.observed.to_string(),
        valid_until: evidence.valid_until.map(|date| date.to_string()),
        age_days: evidence.age_days,
        freshness: aging_of(app, attribute, evidence).freshness.into(),
    }
}

impl From<&engine::ClosingService> for ClosingService {
    fn from(service: &engine::ClosingService) -> Self {
        Self {
            service_id: ids::global(ids::SERVICE, service.service),
            name: Text::from(&service.name),
            price: service.price.to_string(),
            duration_days: service.duration_days,
        }
    }
}

/// What `shortlistCreate` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ShortlistCreateInput {
    /// Global id of the need.
    pub need_id: ID,
    /// As of which day, `YYYY-MM-DD`; today where absent.
    pub evaluated_on: Option<String>,
}

/// What `shortlistCreate` answers.
#[derive(Debug, SimpleObject)]
pub struct ShortlistCreatePayload {
    /// The saved shortlist.
    pub shortlist: Option<Shortlist>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
