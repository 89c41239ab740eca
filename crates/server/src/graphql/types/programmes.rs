//! Upgrading programmes: how one stands, its gaps, its steps with who pays them, who signed which version. Firm and
//! lead firm know of a programme from the day on which it is laid before them.

use super::needs::Text;
use super::paging::{PageInfo, bad_argument};
use super::suppliers::{Origin, Supplier, value_text};
use super::terms::Currency;
use crate::graphql::ids;
use async_graphql::{Enum, ID, Result, SimpleObject};
use eslabon_app::programmes::{
    PayerTotal, ProgrammeLine, ProgrammeMay as AppMay, ProgrammeView, SignatureLine, StepLine,
    load_programme,
};
use eslabon_app::{App, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{Direction, ValueType};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::ProgrammeId;
use eslabon_domain::money::{Currency as DomainCurrency, Money};
use eslabon_domain::programmes::{
    Dimension, GapState as DomainGapState, Payer as DomainPayer, ProgrammeEvent as DomainEvent,
    ProgrammeSide as DomainSide, ProgrammeStatus as DomainStatus, StepState as DomainStepState,
};

/// How a programme stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStatus")]
pub enum ProgrammeStatus {
    /// Staff work on it; nobody else sees it.
    Draft,
    /// Firm and lead firm read it and may sign.
    Proposed,
    /// One side wants it otherwise.
    ChangesAsked,
    /// All sides have signed.
    Agreed,
    /// Under way.
    Running,
    /// Every gap was found closed on a visit.
    Verified,
    /// Finished.
    Closed,
    /// Given up, with a reason.
    Stopped,
}

/// Who signs a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainSide")]
pub enum ProgrammeSide {
    /// The firm.
    Firm,
    /// The centre.
    Centre,
    /// The lead firm for whose needs it is.
    LeadFirm,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainPayer")]
pub enum ProgrammePayer {
    /// The firm itself.
    Firm,
    /// The lead firm.
    LeadFirm,
    /// A business association.
    Association,
    /// The state.
    State,
    /// A support programme.
    Programme,
    /// Someone else.
    Other,
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStepState")]
pub enum ProgrammeStepState {
    /// It is to come.
    Planned,
    /// It is under way.
    Running,
    /// It was given.
    Done,
    /// It was given and did not help, or was broken off.
    Failed,
    /// It is not part of the plan any more.
    Cancelled,
}

/// How a gap of a programme stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainGapState")]
pub enum ProgrammeGapState {
    /// It is to be closed.
    Open,
    /// It was found closed on a visit.
    Verified,
    /// A visit found it open still.
    NotVerified,
}

/// What happened to a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainEvent")]
pub enum ProgrammeEventKind {
    /// Staff made it of a plan.
    Draft,
    /// It was planned anew.
    Change,
    /// Staff laid it before the sides.
    Propose,
    /// A side wants it otherwise.
    AskChanges,
    /// A side signed; others have still to.
    Sign,
    /// The last side signed.
    Agree,
    /// Work began.
    Start,
    /// The last gap was found closed.
    Verify,
    /// A gap that was closed was found open again.
    Reopen,
    /// It was finished.
    Close,
    /// It was given up.
    Stop,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct Amount {
    /// In minor units (centavos, cents); text, because it may exceed 32 bits.
    pub minor: String,
    /// Of what.
    pub currency: Currency,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor.to_string(),
            currency: money.currency.into(),
        }
    }
}

/// What can be at one level or another.
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct ProgrammeDimension {
    /// Which attribute, an id of the spine such as `process.cpk`.
    pub attribute: String,
    /// Of which process, machine, certificate….
    pub item: Option<String>,
}

impl From<&Dimension> for ProgrammeDimension {
    fn from(one: &Dimension) -> Self {
        Self {
            attribute: one.attribute.clone(),
            item: one.item.clone(),
        }
    }
}

/// What a payer pays of the whole.
#[derive(Debug, SimpleObject)]
pub struct ProgrammePayerTotal {
    /// Who.
    pub payer: ProgrammePayer,
    /// How much.
    pub amount: Amount,
    /// At most so much; null where there is no ceiling.
    pub ceiling: Option<Amount>,
    /// What is left below it.
    pub left: Option<Amount>,
}

impl ProgrammePayerTotal {
    /// A total in a currency.
    #[must_use]
    pub fn of(total: &PayerTotal, currency: DomainCurrency) -> Self {
        let amount = |minor| Amount::from(Money { minor, currency });
        Self {
            payer: total.payer.into(),
            amount: amount(total.minor),
            ceiling: total.ceiling_minor.map(amount),
            left: total.left_minor.map(amount),
        }
    }
}

/// A need for which a programme is.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeNeed {
    /// Global id of the need.
    pub id: ID,
    /// What is looked for, in a line.
    pub title: Text,
}

/// A gap that a programme closes.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeGap {
    /// Of what.
    pub dimension: ProgrammeDimension,
    /// Less is better.
    pub is_lower_better: bool,
    /// The level that is asked for.
    pub required: String,
    /// The level that was sure when it was planned; null where none was known.
    pub present: Option<String>,
    /// How that was known.
    pub present_origin: Option<Origin>,
    /// On which day it was so, `YYYY-MM-DD`.
    pub present_on: Option<String>,
    /// How it stands.
    pub state: ProgrammeGapState,
}

/// What a payer pays of a step.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeShare {
    /// Who.
    pub payer: ProgrammePayer,
    /// How much.
    pub amount: Amount,
    /// Its ceiling holds it there.
    pub is_at_ceiling: bool,
}

/// A step of a programme. Names are those of the day on which it was planned.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeStep {
    /// Global id of the service.
    pub service_id: ID,
    /// Its name.
    pub name: Text,
    /// The institution that gives it.
    pub provider: String,
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day, `YYYY-MM-DD`.
    pub ends_on: String,
    /// What it costs.
    pub cost: Amount,
    /// Who pays what; together, its cost.
    pub shares: Vec<ProgrammeShare>,
    /// The gaps that close on its last day.
    pub closes: Vec<ProgrammeDimension>,
    /// The evidence that will close them.
    pub evidence: Text,
    /// The day of the visit on which they are looked at.
    pub visit_on: Option<String>,
    /// How it stands.
    pub state: ProgrammeStepState,
    /// Who sees to it; may be empty.
    pub owner: String,
}

impl From<StepLine> for ProgrammeStep {
    fn from(line: StepLine) -> Self {
        let step = line.step;
        let currency = step.cost.currency;
        let shares = line.shares.into_iter();
        Self {
            service_id: ids::global(ids::SERVICE, step.service),
            name: Text::from(&step.name),
            provider: step.provider_name,
            starts_on: step.starts_on.to_string(),
            ends_on: step.ends_on.to_string(),
            cost: step.cost.into(),
            shares: shares
                .map(|share| ProgrammeShare {
                    payer: share.payer.into(),
                    amount: Amount::from(Money {
                        minor: share.minor,
                        currency,
                    }),
                    is_at_ceiling: share.is_at_ceiling,
                })
                .collect(),
            closes: step.closes.iter().map(Into::into).collect(),
            evidence: Text::from(&step.evidence),
            visit_on: step.visit_on.map(|day| day.to_string()),
            state: step.state.into(),
            owner: step.owner,
        }
    }
}

/// A signature under a programme. It counts for the plan of its version only.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeSignature {
    /// For which side.
    pub side: ProgrammeSide,
    /// Her name, that day; empty where the buyer keeps hers back.
    pub name: String,
    /// In which role she, or whoever handed in the paper, acted.
    pub role: String,
    /// When, UTC; of a paper that was signed by hand, the day that was written on it.
    pub at: String,
    /// The version of the plan that was signed.
    pub plan_version: i32,
    /// It is under the plan as it stands.
    pub counts: bool,
    /// Signed by hand; staff handed in the scan.
    pub by_hand: bool,
    /// The address of the scan, where it was signed by hand and you may read it; ask for it with the same session.
    pub scan_path: Option<String>,
    /// In words; may be empty.
    pub comment: String,
    /// The digest of the document that was signed.
    pub document_hash: String,
}

impl From<SignatureLine> for ProgrammeSignature {
    fn from(line: SignatureLine) -> Self {
        let one = line.signature;
        Self {
            side: one.side.into(),
            name: one.signed_by,
            role: one.role,
            at: one.signed_at.to_string(),
            plan_version: one.plan_version,
            counts: line.counts,
            by_hand: one.scan.is_some(),
            scan_path: line.shows_scan.then(|| format!("/firmas/{}", one.id)),
            comment: one.comment,
            document_hash: one.document_hash,
        }
    }
}

/// Something that happened to a programme. Events are only ever added.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeHappening {
    /// When, UTC.
    pub at: String,
    /// Who: her name, that day; empty where the buyer keeps hers back.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What.
    pub event: ProgrammeEventKind,
    /// How the programme stood afterwards.
    pub status: ProgrammeStatus,
    /// The version of the plan, then.
    pub plan_version: i32,
    /// In words; may be empty.
    pub words: String,
}

/// What you may do with a programme now.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeMay {
    /// Plan it anew.
    pub adjust: bool,
    /// Lay it before the sides.
    pub propose: bool,
    /// Ask that it be changed.
    pub ask_changes: bool,
    /// Sign for your side.
    pub sign: bool,
    /// Begin it.
    pub start: bool,
    /// Finish it.
    pub close: bool,
    /// Give it up.
    pub stop: bool,
}

impl From<&AppMay> for ProgrammeMay {
    fn from(may: &AppMay) -> Self {
        Self {
            adjust: may.change,
            propose: may.propose,
            ask_changes: may.ask_changes,
            sign: may.sign,
            start: may.start,
            close: may.close,
            stop: may.stop,
        }
    }
}

/// An upgrading programme of a supplier. A lead firm sees no gap of a group that the firm keeps closed to her.
#[derive(Debug, SimpleObject)]
pub struct Programme {
    /// Global id.
    pub id: ID,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub status: ProgrammeStatus,
    /// Version: a stale step is refused.
    pub version: i32,
    /// The version of the plan, which is what is signed.
    pub plan_version: i32,
    /// Of which supplier.
    pub supplier: Supplier,
    /// The centre whose programme it is.
    pub centre: String,
    /// For which needs.
    pub needs: Vec<ProgrammeNeed>,
    /// What its steps cost together.
    pub cost: Amount,
    /// What may be spent; null: whatever it takes.
    pub budget: Option<Amount>,
    /// The day on which its last gap closes, `YYYY-MM-DD`.
    pub finishes_on: String,
    /// By which rules of the planner it was planned.
    pub rules: String,
    /// The gaps that it closes, as far as you may know of them.
    pub gaps: Vec<ProgrammeGap>,
    /// Its steps, by first day; those that left the plan come last.
    pub steps: Vec<ProgrammeStep>,
    /// Who pays what in all.
    pub payers: Vec<ProgrammePayerTotal>,
    /// Signatures, the latest first.
    pub signatures: Vec<ProgrammeSignature>,
    /// The sides that have not signed the plan as it stands.
    pub missing_sides: Vec<ProgrammeSide>,
    /// The digest of what is signed.
    pub document_hash: String,
    /// Why it was stopped.
    pub stop_reason: Option<String>,
    /// What happened, the latest first.
    pub history: Vec<ProgrammeHappening>,
    /// What you may do with it now.
    pub may: ProgrammeMay,
}

impl Programme {
    /// The programme of an id.
    ///
    /// # Errors
    /// As [`load_programme`].
    pub async fn load(app: &App, actor: &Actor, id: ProgrammeId) -> AppResult<Self> {
        Ok(Self::of(app, load_programme(app, actor, id).await?))
    }

    fn of(app: &App, view: ProgrammeView) -> Self {
        let of = view.programme;
        let needs = view.needs.into_iter();
        let gaps = view.gaps.into_iter();
        let history = view.history.into_iter();
        Self {
            id: ids::global(ids::PROGRAMME, of.id),
            status: of.status.into(),
            version: of.version,
            plan_version: of.plan_version,
            supplier: view.card.into(),
            centre: view.centre_name,
            needs: needs
                .map(|need| ProgrammeNeed {
                    id: ids::global(ids::NEED, need.id),
                    title: Text::from(&need.title),
                })
                .collect(),
            cost: of.cost.into(),
            budget: of.budget.map(Into::into),
            finishes_on: of.finishes_on.to_string(),
            gaps: gaps
                .map(|gap| ProgrammeGap {
                    required: level(app, &gap.dimension, gap.required),
                    present: gap.present.map(|at| level(app, &gap.dimension, at)),
                    present_origin: gap.present_origin.map(Into::into),
                    present_on: gap.present_on.map(|day| day.to_string()),
                    is_lower_better: gap.is_lower_better,
                    state: gap.state.into(),
                    dimension: (&gap.dimension).into(),
                })
                .collect(),
            steps: view.steps.into_iter().map(Into::into).collect(),
            payers: view
                .budget
                .iter()
                .map(|total| ProgrammePayerTotal::of(total, of.currency))
                .collect(),
            signatures: view.signatures.into_iter().map(Into::into).collect(),
            missing_sides: view.missing.into_iter().map(Into::into).collect(),
            document_hash: view.document_hash,
            stop_reason: (!of.stop_reason.is_empty()).then_some(of.stop_reason),
            history: history
                .map(|one| ProgrammeHappening {
                    at: one.at.to_string(),
                    by: one.by,
                    role: one.role,
                    event: one.event.into(),
                    status: one.status.into(),
                    plan_version: one.plan_version,
                    words: one.words,
                })
                .collect(),
            may: (&view.may).into(),
            title: of.title,
            rules: of.rules,
        }
    }
}

/// A level in the attribute's canonical unit, as facts are shown.
fn level(app: &App, of: &Dimension, at: i64) -> String {
    let words = app.words();
    let attribute = words.attributes.find(&of.attribute);
    let is_flag = attribute
        .is_some_and(|one| one.direction == Direction::Set || one.value_type == ValueType::Flag);
    let unit = attribute.map_or("", |one| one.unit.as_str());
    let value = match is_flag {
        true => FactValue::Flag { yes: at > 0 },
        false => FactValue::Amount { low: at, high: at },
    };
    value_text(&value, unit)
}

/// A programme as a line: ask `programme` for the whole.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeSummary {
    /// Global id.
    pub id: ID,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub status: ProgrammeStatus,
    /// Version: a stale step is refused.
    pub version: i32,
    /// Of which supplier; null where it no longer exists.
    pub supplier: Option<Supplier>,
    /// What its steps cost together.
    pub cost: Amount,
    /// The day on which its last gap closes, `YYYY-MM-DD`.
    pub finishes_on: String,
    /// The name of the step that runs or comes next.
    pub next_step: Option<Text>,
    /// Its first day, `YYYY-MM-DD`.
    pub next_step_on: Option<String>,
    /// The sides that have not signed the plan as it stands.
    pub missing_sides: Vec<ProgrammeSide>,
}

impl From<ProgrammeLine> for ProgrammeSummary {
    fn from(line: ProgrammeLine) -> Self {
        let of = line.programme;
        let next = line.next_step.as_ref();
        Self {
            id: ids::global(ids::PROGRAMME, of.id),
            status: of.status.into(),
            version: of.version,
            cost: of.cost.into(),
            finishes_on: of.finishes_on.to_string(),
            next_step: next.map(|step| Text::from(&step.name)),
            next_step_on: next.map(|step| step.starts_on.to_string()),
            missing_sides: line.missing.into_iter().map(Into::into).collect(),
            supplier: line.card.map(Supplier::from),
            title: of.title,
        }
    }
}

/// A page of programmes.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeConnection {
    /// Those of this page.
    pub edges: Vec<ProgrammeEdge>,
    /// Whether there is more.
    pub page_info: PageInfo,
}

/// A programme in a list.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeEdge {
    /// Its place in the list.
    pub cursor: String,
    /// The programme.
    pub node: ProgrammeSummary,
}

/// The programme of a global id.
///
/// # Errors
/// If it is none.
pub fn programme_key(id: &ID) -> Result<ProgrammeId> {
    ids::key(ids::PROGRAMME, id).ok_or_else(|| bad_argument("id is no programme."))
}
