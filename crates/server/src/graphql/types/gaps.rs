//! What keeps a supplier from needs, why, and who helps; and the map of a region. Amounts stand in the canonical unit
//! of their attribute, as text, because they may exceed 32 bits.

use super::classes::{Concept, concepts};
use super::needs::Text;
use super::shortlists::{ClosingService, Evidence, Group, criterion_evidence};
use super::suppliers::{State, Supplier, state};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::App;
use eslabon_app::context::Words;
use eslabon_app::gaps::{CauseView, GapView, MapView, SymptomView};
use eslabon_app::records::Diagnosis;
use eslabon_domain::findings::{CauseStanding as DomainStanding, Finding as DomainFinding};
use eslabon_domain::ids::NeedId;
use eslabon_engine::gaps as engine;
use eslabon_engine::programme::{Dimension, Direction};

/// How much a gap weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::Severity")]
pub enum GapSeverity {
    /// Light wishes wait for it.
    Minor,
    /// A heavy wish waits for it.
    Major,
    /// A must waits for it.
    Blocking,
}

/// Whether a cause is found at a plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainFinding")]
pub enum CauseFinding {
    /// It is there.
    Yes,
    /// It is not.
    No,
    /// Whoever looked cannot tell.
    Unsure,
}

/// What the firm's view and that of whoever looked come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainStanding")]
pub enum CauseStanding {
    /// Nobody has said yes or no.
    Open,
    /// The firm says that it is there.
    Supposed,
    /// The firm says that it is not.
    Doubted,
    /// Whoever looked found it.
    Confirmed,
    /// Whoever looked did not find it.
    RuledOut,
    /// One says yes and the other no.
    Disputed,
}

/// What something is about.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapDimension {
    /// An id of the spine.
    pub attribute: String,
    /// Of which process, machine, certificate…
    pub item: Option<Concept>,
    /// The canonical unit of its amounts; empty where it is had or not.
    pub unit: String,
    /// Less is better.
    pub lower_is_better: bool,
}

/// A need for which something is the only thing known to be in the way.
#[derive(Debug, Clone, SimpleObject)]
pub struct OpenedNeed {
    /// Global id of the need.
    pub need_id: ID,
    /// Other musts of it are not known, and may still be in the way.
    pub to_confirm: bool,
}

/// Where a supplier stands.
#[derive(Debug, Clone, SimpleObject)]
pub struct PresentLevel {
    /// The least that it may be; 0 for what is not had.
    pub low: String,
    /// The most that it may be.
    pub high: String,
    /// What of it is sure, as a share of what is required in thousandths, on one scale for every gap.
    pub reached_milli: i32,
    /// The fact that shows it.
    pub evidence: Evidence,
}

/// A level that is known and not good enough.
#[derive(Debug, Clone, SimpleObject)]
pub struct Gap {
    /// Of what.
    pub about: GapDimension,
    /// Other items with which every need here would be content.
    pub instead: Vec<Concept>,
    /// Where the supplier stands; null where no fact says a level.
    pub present: Option<PresentLevel>,
    /// The hardest that is asked for; 1 for what is had or not.
    pub required: String,
    /// How far it is from there, at least; null where the level is not known.
    pub distance: Option<String>,
    /// How much it weighs.
    pub severity: GapSeverity,
    /// Global ids of the needs that ask for it.
    pub asked_by: Vec<ID>,
    /// The needs for which it is the only thing known to be in the way.
    pub opens: Vec<OpenedNeed>,
    /// Global ids of the needs that it blocks together with other things.
    pub blocks: Vec<ID>,
    /// Services that reach the hardest level, cheapest first.
    pub closing: Vec<ClosingService>,
}

/// A certificate that ran out: it is renewed, not learned.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapRenewal {
    /// Which.
    pub about: GapDimension,
    /// Its last day.
    pub since: String,
    /// How much it weighs.
    pub severity: GapSeverity,
    /// Global ids of the needs that ask for it.
    pub asked_by: Vec<ID>,
    /// The needs for which it is the only thing known to be in the way.
    pub opens: Vec<OpenedNeed>,
    /// Global ids of the needs that it blocks together with other things.
    pub blocks: Vec<ID>,
    /// Services that help, cheapest first.
    pub closing: Vec<ClosingService>,
}

/// A fact to be looked at again, or asked for.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapCheck {
    /// Of what.
    pub about: GapDimension,
    /// Why it is not known, as a stable word: `nothing_known`, `expired`, `closed`…
    pub why: String,
    /// The hardest that is asked for.
    pub required: String,
    /// How much it weighs.
    pub severity: GapSeverity,
    /// Global ids of the needs that ask for it.
    pub asked_by: Vec<ID>,
}

/// A place that a need asks for and the supplier is not at.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapFixed {
    /// Global id of the need.
    pub need_id: ID,
    /// An id of the spine.
    pub attribute: String,
}

/// What one side says of a cause.
#[derive(Debug, Clone, SimpleObject)]
pub struct CauseStatement {
    /// Whether it is there.
    pub finding: CauseFinding,
    /// What shows it, in words.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// The version of the cause tree, that day.
    pub tree_version: String,
}

/// A cause that may stand behind a symptom: a hypothesis until somebody has looked.
#[derive(Debug, Clone, SimpleObject)]
pub struct PossibleCause {
    /// Its id in the cause tree.
    pub cause_id: String,
    /// How many causes it lies behind.
    pub depth: usize,
    /// Its Spanish name.
    pub label_es: String,
    /// Its English name.
    pub label_en: String,
    /// The question or measurement that tells it from its neighbours, in Spanish.
    pub question_es: String,
    /// The same in English.
    pub question_en: String,
    /// What the firm says; null where it said nothing, and for buyers.
    pub owner: Option<CauseStatement>,
    /// What whoever looked found; null where nobody did, and for buyers.
    pub consultant: Option<CauseStatement>,
    /// What both come to.
    pub standing: CauseStanding,
    /// Services that treat it where the supplier is, cheapest first.
    pub services: Vec<ClosingService>,
}

/// A symptom by which gaps may show themselves.
#[derive(Debug, Clone, SimpleObject)]
pub struct Symptom {
    /// Its id in the cause tree.
    pub symptom_id: String,
    /// Its Spanish name.
    pub label_es: String,
    /// Its English name.
    pub label_en: String,
    /// Which of the gaps, by place from 0.
    pub gaps: Vec<usize>,
    /// What may stand behind it, each followed by what stands behind it in turn.
    pub causes: Vec<PossibleCause>,
}

/// A need that was compared.
#[derive(Debug, Clone, SimpleObject)]
pub struct ComparedNeed {
    /// Global id of the need.
    pub need_id: ID,
    /// What is looked for.
    pub title: Text,
    /// How the supplier stands to it.
    pub group: Group,
}

/// What keeps a supplier from some needs.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapAnalysis {
    /// The supplier.
    pub supplier: Supplier,
    /// As of which day.
    pub evaluated_on: String,
    /// By which rules.
    pub rules_version: String,
    /// The needs that were compared.
    pub compared: Vec<ComparedNeed>,
    /// What a service or an investment closes, what weighs most first.
    pub gaps: Vec<Gap>,
    /// Certificates that ran out.
    pub to_renew: Vec<GapRenewal>,
    /// Facts that ran out.
    pub to_verify: Vec<GapCheck>,
    /// What is not known, or kept closed.
    pub to_ask: Vec<GapCheck>,
    /// Places.
    pub cannot_change: Vec<GapFixed>,
    /// What may stand behind the gaps.
    pub symptoms: Vec<Symptom>,
}

impl GapAnalysis {
    /// The analysis as the API shows it.
    #[must_use]
    pub fn of(app: &App, view: GapView) -> Self {
        let words = app.words();
        let analysis = &view.analysis;
        let compared = view.needs.iter().map(|line| ComparedNeed {
            need_id: need_id(line.need.id),
            title: Text::from(&line.need.title),
            group: line.candidate.group.into(),
        });
        let checks = |all: &[engine::Check]| -> Vec<GapCheck> {
            all.iter().map(|one| check(&words, one)).collect()
        };
        let fixed = analysis.cannot_change.iter().map(|one| GapFixed {
            need_id: need_id(one.need),
            attribute: one.attribute.clone(),
        });
        Self {
            evaluated_on: view.on.to_string(),
            rules_version: analysis.rules.clone(),
            compared: compared.collect(),
            gaps: analysis.gaps.iter().map(|one| gap(app, one)).collect(),
            to_renew: analysis
                .to_renew
                .iter()
                .map(|one| renewal(&words, one))
                .collect(),
            to_verify: checks(&analysis.to_verify),
            to_ask: checks(&analysis.to_ask),
            cannot_change: fixed.collect(),
            symptoms: view.symptoms.iter().map(symptom).collect(),
            supplier: view.card.into(),
        }
    }
}

fn need_id(id: NeedId) -> ID {
    ids::global(ids::NEED, id)
}

fn about(words: &Words, dimension: &Dimension, direction: Direction) -> GapDimension {
    let attribute = words.attributes.find(&dimension.attribute);
    GapDimension {
        attribute: dimension.attribute.clone(),
        item: concepts(words, dimension.item.iter()).pop(),
        unit: attribute.map(|one| one.unit.clone()).unwrap_or_default(),
        lower_is_better: direction == Direction::Lower,
    }
}

fn asked_by(all: &[engine::Asking]) -> Vec<ID> {
    let mut needs: Vec<NeedId> = all.iter().map(|one| one.need).collect();
    needs.dedup();
    needs.into_iter().map(need_id).collect()
}

fn opened(all: &[engine::Opened]) -> Vec<OpenedNeed> {
    let opened = all.iter().map(|one| OpenedNeed {
        need_id: need_id(one.need),
        to_confirm: one.to_confirm,
    });
    opened.collect()
}

fn blocked(all: &[NeedId]) -> Vec<ID> {
    all.iter().copied().map(need_id).collect()
}

fn gap(app: &App, one: &engine::Gap) -> Gap {
    let words = app.words();
    let present = one.present.as_ref().map(|present| PresentLevel {
        low: present.low.to_string(),
        high: present.high.to_string(),
        reached_milli: i32::from(present.reached_milli(one.direction, one.required).0),
        evidence: criterion_evidence(app, &one.dimension.attribute, &present.evidence),
    });
    Gap {
        about: about(&words, &one.dimension, one.direction),
        instead: concepts(&words, one.instead.iter()),
        present,
        required: one.required.to_string(),
        distance: one.distance.map(|distance| distance.to_string()),
        severity: one.severity.into(),
        asked_by: asked_by(&one.needs),
        opens: opened(&one.opens),
        blocks: blocked(&one.blocks),
        closing: one.closing.iter().map(ClosingService::from).collect(),
    }
}

fn renewal(words: &Words, one: &engine::Renewal) -> GapRenewal {
    GapRenewal {
        about: about(words, &one.dimension, Direction::Raise),
        since: one.since.to_string(),
        severity: one.severity.into(),
        asked_by: asked_by(&one.needs),
        opens: opened(&one.opens),
        blocks: blocked(&one.blocks),
        closing: one.closing.iter().map(ClosingService::from).collect(),
    }
}

fn check(words: &Words, one: &engine::Check) -> GapCheck {
    let why = match &one.why {
        engine::Why::NothingKnown => "nothing_known",
        engine::Why::PlaceUnknown => "place_unknown",
        engine::Why::NearEdge => "near_edge",
        engine::Why::OnlyWider { .. } => "only_wider",
        engine::Why::RangeStraddles => "range_straddles",
        engine::Why::Expired { .. } => "expired",
        engine::Why::Closed => "closed",
    };
    GapCheck {
        about: about(words, &one.dimension, one.direction),
        why: why.to_owned(),
        required: one.required.to_string(),
        severity: one.severity.into(),
        asked_by: asked_by(&one.needs),
    }
}

fn symptom(one: &SymptomView) -> Symptom {
    Symptom {
        symptom_id: one.symptom.id.clone(),
        label_es: one.symptom.label.es.clone(),
        label_en: one.symptom.label.en.clone(),
        gaps: one.gaps.clone(),
        causes: one.causes.iter().map(cause).collect(),
    }
}

fn cause(one: &CauseView) -> PossibleCause {
    PossibleCause {
        cause_id: one.cause.id.clone(),
        depth: one.depth,
        label_es: one.cause.label.es.clone(),
        label_en: one.cause.label.en.clone(),
        question_es: one.cause.question.es.clone(),
        question_en: one.cause.question.en.clone(),
        owner: one.owner.clone().map(CauseStatement::from),
        consultant: one.consultant.clone().map(CauseStatement::from),
        standing: one.standing.into(),
        services: one.services.iter().map(ClosingService::from).collect(),
    }
}

impl From<Diagnosis> for CauseStatement {
    fn from(said: Diagnosis) -> Self {
        Self {
            finding: said.finding.into(),
            note: said.note,
            by: said.by,
            at: said.at.to_string(),
            tree_version: said.tree,
        }
    }
}

/// Firms of one state with the same gap.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapCohort {
    /// Where.
    pub state: State,
    /// How many firms.
    pub firms: usize,
    /// Which; not named for a confidential figure.
    pub suppliers: Vec<Supplier>,
}

/// A service, and for how many firms it closes a gap.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapServiceReach {
    /// Global id of the service.
    pub service_id: ID,
    /// How many firms.
    pub firms: usize,
}

/// What the firms of a region lack of one thing. A figure that is null is withheld.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapMapRow {
    /// Of what.
    pub about: GapDimension,
    /// It is a figure that owners keep closed.
    pub is_closed: bool,
    /// Firms whose level is too low.
    pub lacking: Option<usize>,
    /// Firms whose certificate ran out.
    pub renewing: Option<usize>,
    /// Firms of which it is not known.
    pub unknown: Option<usize>,
    /// Global ids of the needs that cannot do without, where a firm lacks it.
    pub blocks: Vec<ID>,
    /// Pieces that those needs ask for in a month, as text; null where none says.
    pub monthly_pieces: Option<String>,
    /// How many of them do not say.
    pub without_volume: usize,
    /// Pairs of a plant and a need for which it is the only thing known to be in the way.
    pub opens: Option<usize>,
    /// What closes it, for most firms first.
    pub reached_by: Vec<GapServiceReach>,
    /// Firms lack it, and no service closes it for any of them.
    pub is_missing_service: bool,
    /// Who could learn together.
    pub cohorts: Vec<GapCohort>,
}

/// What the firms of your region lack for the open needs of your pipeline.
#[derive(Debug, Clone, SimpleObject)]
pub struct GapMap {
    /// As of which day.
    pub evaluated_on: String,
    /// By which rules.
    pub rules_version: String,
    /// Plants of the region of which something is known.
    pub plants: usize,
    /// Firms that were looked at.
    pub firms: usize,
    /// Needs that were looked at.
    pub open_needs: usize,
    /// What blocks most needs first.
    pub rows: Vec<GapMapRow>,
}

impl GapMap {
    /// The first rows of the map as the API shows it.
    #[must_use]
    pub fn of(app: &App, view: &MapView, limit: usize) -> Self {
        let words = app.words();
        let rows = view.map.rows.iter().take(limit);
        Self {
            evaluated_on: view.on.to_string(),
            rules_version: view.map.rules.clone(),
            plants: view.sites,
            firms: view.map.firms,
            open_needs: view.map.needs,
            rows: rows.map(|one| row(&words, view, one)).collect(),
        }
    }
}

fn row(words: &Words, view: &MapView, one: &engine::MapRow) -> GapMapRow {
    let reached = one.services.iter().map(|reach| GapServiceReach {
        service_id: ids::global(ids::SERVICE, reach.service),
        firms: reach.firms,
    });
    let cohorts = one.cohorts.iter().map(|cohort| GapCohort {
        state: state(cohort.state),
        firms: cohort.firms,
        suppliers: cohort
            .sites
            .iter()
            .filter_map(|site| view.cards.get(site).cloned())
            .map(Supplier::from)
            .collect(),
    });
    GapMapRow {
        about: about(words, &one.dimension, one.direction),
        is_closed: one.is_closed,
        lacking: one.lacking,
        renewing: one.renewing,
        unknown: one.unknown,
        blocks: blocked(&one.blocks),
        monthly_pieces: one.volume.map(|pieces| pieces.to_string()),
        without_volume: one.without_volume,
        opens: one.opens,
        reached_by: reached.collect(),
        is_missing_service: one.is_missing_service(),
        cohorts: cohorts.collect(),
    }
}

/// What `stateCause` takes.
#[derive(Debug, Clone, InputObject)]
pub struct StateCauseInput {
    /// Global id of the supplier.
    pub site: ID,
    /// Behind which symptom: an id of the cause tree.
    pub symptom_id: String,
    /// Which cause: an id of the cause tree.
    pub cause_id: String,
    /// Whether it is there.
    pub finding: CauseFinding,
    /// What shows it, in words.
    pub note: Option<String>,
}

/// What `stateCause` answers.
#[derive(Debug, SimpleObject)]
pub struct StateCausePayload {
    /// What was said, as it was kept.
    pub statement: Option<CauseStatement>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
