//! What keeps a supplier from needs, and who helps. Amounts stand in the canonical unit of their attribute, as text,
//! because they may exceed 32 bits.

use super::causes::{Symptom, symptom};
use super::classes::{Concept, concepts};
use super::needs::Text;
use super::shortlists::{ClosingService, Evidence, Group, criterion_evidence};
use super::suppliers::Supplier;
use crate::graphql::ids;
use async_graphql::{Enum, ID, SimpleObject};
use eslabon_app::App;
use eslabon_app::context::Words;
use eslabon_app::gaps::GapView;
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

/// What a dimension is about, as the API shows it.
pub(super) fn about(words: &Words, dimension: &Dimension, direction: Direction) -> GapDimension {
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

/// The global ids of needs.
pub(super) fn blocked(all: &[NeedId]) -> Vec<ID> {
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
