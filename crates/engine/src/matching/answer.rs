//! The answer to a need: what is shown, saved, and opened again unchanged.

use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::ids::{FactId, NeedId, ServiceId, SiteId};
use eslabon_domain::money::Money;
use eslabon_domain::needs::{Criterion, Requirement};
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far a supplier is from a need. Worst first, so that `max` is the better band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// A must fails that nothing in the catalogue closes.
    OutOfReach,
    /// Every failed must can be closed by a service.
    WithProgramme,
    /// Every must is met.
    Ready,
}

/// Under which heading a supplier is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Ready whatever the unknown facts turn out to be.
    Ready,
    /// Ready after a programme, whatever they turn out to be.
    WithProgramme,
    /// The missing facts decide.
    ToConfirm,
    /// Out of reach, whatever they turn out to be.
    OutOfReach,
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Group; 4] = [
        Group::Ready,
        Group::WithProgramme,
        Group::ToConfirm,
        Group::OutOfReach,
    ];

    /// The group of a possible and a proven band.
    #[must_use]
    pub fn of(possible: Band, proven: Band) -> Self {
        match (possible, proven) {
            (Band::Ready, Band::Ready) => Group::Ready,
            (Band::WithProgramme, Band::WithProgramme) => Group::WithProgramme,
            (Band::OutOfReach, _) => Group::OutOfReach,
            _ => Group::ToConfirm,
        }
    }
}

/// What one criterion says of one supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is met.
    Meets,
    /// It is not met.
    Gap {
        /// How far, in thousandths: 1 is next to nothing, 1,000 all the way.
        distance_milli: u16,
        /// What would help.
        action: GapAction,
    },
    /// It is not known.
    Unknown {
        /// What would tell.
        action: UnknownAction,
    },
    /// It was compared without being shown: it moved the band, and nothing more is told.
    Closed,
}

/// What would close a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapAction {
    /// A service or an investment.
    Close,
    /// An expired certificate is renewed.
    Renew,
    /// Nothing: the place is where it is.
    Move,
}

/// What would tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownAction {
    /// Ask the firm.
    Ask,
    /// An old fact is checked again.
    Verify,
}

/// Why a verdict is what it is; the faces make a sentence of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The site has this item.
    Has {
        /// Which.
        item: ConceptId,
    },
    /// The site had this item; the fact ran out.
    Expired {
        /// Which.
        item: Option<ConceptId>,
        /// On which day.
        since: Date,
    },
    /// The site says that it does not have it.
    SaidNo,
    /// The site says that its list is complete, and it is not on it.
    NotListed {
        /// The nearest that is listed.
        nearest: Option<ConceptId>,
    },
    /// Only something wider is known, which may or may not include it.
    OnlyWider {
        /// What is known.
        item: ConceptId,
    },
    /// Nothing is known of it.
    NothingKnown,
    /// It is of a group that the owner keeps closed. Said of every firm alike, whether it has the
    /// figure or not.
    KeptClosed,
    /// The amount satisfies.
    AmountMeets,
    /// The amount does not satisfy.
    AmountFails,
    /// The published range holds amounts on both sides.
    RangeStraddles,
    /// The site lies in a state that is asked for.
    InState,
    /// It lies in another.
    OtherState,
    /// Its state or position is not known.
    PlaceUnknown,
    /// It lies within the radius.
    Near {
        /// Great-circle metres.
        distance_m: i64,
    },
    /// It lies beyond it.
    Far {
        /// Great-circle metres.
        distance_m: i64,
    },
    /// Its position is only its municipality's centre, too near the edge to tell.
    NearEdge {
        /// Great-circle metres to the municipality's centre.
        distance_m: i64,
    },
}

impl Reason {
    /// A stable word for it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Reason::Has { .. } => "has",
            Reason::Expired { .. } => "expired",
            Reason::SaidNo => "said_no",
            Reason::NotListed { .. } => "not_listed",
            Reason::OnlyWider { .. } => "only_wider",
            Reason::NothingKnown => "nothing_known",
            Reason::KeptClosed => "kept_closed",
            Reason::AmountMeets => "amount_meets",
            Reason::AmountFails => "amount_fails",
            Reason::RangeStraddles => "range_straddles",
            Reason::InState => "in_state",
            Reason::OtherState => "other_state",
            Reason::PlaceUnknown => "place_unknown",
            Reason::Near { .. } => "near",
            Reason::Far { .. } => "far",
            Reason::NearEdge { .. } => "near_edge",
        }
    }
}

/// A fact that a verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which fact; absent for what the address says.
    pub fact: Option<FactId>,
    /// Of which item.
    pub item: Option<ConceptId>,
    /// What it says.
    pub value: FactValue,
    /// How it is known.
    pub origin: Origin,
    /// Who said so.
    pub source: String,
    /// The day on which it was true.
    pub observed: Date,
    /// The last day on which it holds, its own or by the attribute's validity.
    pub valid_until: Option<Date>,
    /// Days from `observed` to the evaluation.
    pub age_days: i32,
}

/// A service that closes a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingService {
    /// Which.
    pub service: ServiceId,
    /// Its name, as it was.
    pub name: LocalText,
    /// Its price for one firm.
    pub price: Money,
    /// Its duration.
    pub duration_days: i32,
}

/// One criterion of one candidate, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionResult {
    /// Which of the answer's criteria, by place.
    pub criterion: usize,
    /// What it says.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// From which facts.
    pub evidence: Vec<Evidence>,
    /// Thousandths of the score that come from it; a must gives none.
    pub contribution_milli: u32,
    /// Thousandths of the score that would come from it if it were met.
    #[serde(default)]
    pub most_milli: u32,
    /// Services that would close it, cheapest first, at most five.
    pub closing: Vec<ClosingService>,
}

/// A lower bound of what a programme takes: no plan can be cheaper or quicker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The largest, over the gaps, of the cheapest service; absent where currencies mix.
    pub from_cost: Option<Money>,
    /// The longest, over the gaps, of the quickest service.
    pub from_days: i32,
}

/// A supplier in the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its place among all suppliers scored, from 1.
    pub rank: usize,
    /// Which site.
    pub site: SiteId,
    /// With every unknown must taken as met.
    pub possible: Band,
    /// With every unknown must taken as failed.
    pub proven: Band,
    /// Under which heading.
    pub group: Group,
    /// Wishes and words, 0 to 1,000.
    pub score_milli: u32,
    /// The share of the need's concepts and words found at the supplier, 0 to 1,000.
    pub text_share_milli: u32,
    /// What a programme takes at least; only in [`Group::WithProgramme`].
    pub estimate: Option<Estimate>,
    /// Every criterion.
    pub criteria: Vec<CriterionResult>,
}

/// How many suppliers are in each group, by open facts alone: closed ones count as unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl GroupCounts {
    /// The count of a group.
    #[must_use]
    pub fn of(&self, group: Group) -> usize {
        match group {
            Group::Ready => self.ready,
            Group::WithProgramme => self.with_programme,
            Group::ToConfirm => self.to_confirm,
            Group::OutOfReach => self.out_of_reach,
        }
    }

    pub(super) fn add(&mut self, group: Group, rows: usize) {
        match group {
            Group::Ready => self.ready += rows,
            Group::WithProgramme => self.with_programme += rows,
            Group::ToConfirm => self.to_confirm += rows,
            Group::OutOfReach => self.out_of_reach += rows,
        }
    }
}

/// What the whole market does on one criterion. By open facts alone: of a criterion on a closed group
/// everyone is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketCount {
    /// Suppliers that meet it.
    pub meets: usize,
    /// That do not.
    pub gap: usize,
    /// Of which it is not known.
    pub unknown: usize,
    /// Suppliers that fail this must and no other: what relaxing it would win at most.
    pub sole_blocker: usize,
}

/// What would widen an answer: one must, asked less strictly. A supplier is won that fails this must and no
/// other, by open facts alone: afterwards no known gap keeps it away, though facts may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relaxation {
    /// Which of the answer's criteria, by place.
    pub criterion: usize,
    /// Suppliers won if it were a wish, or not asked at all.
    pub as_wish: usize,
    /// Easier amounts or distances, the nearest first, at most three; each wins more than the one before.
    pub steps: Vec<RelaxationStep>,
}

/// A must that asks for a little less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelaxationStep {
    /// What it would ask for.
    pub requirement: Requirement,
    /// Suppliers won by it.
    pub adds: usize,
}

/// The answer to a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Which need.
    pub need: NeedId,
    /// Its version.
    pub need_version: i32,
    /// As of which day.
    pub evaluated_on: Date,
    /// By which rules.
    pub rules_version: String,
    /// The criteria, in the need's order.
    pub criteria: Vec<Criterion>,
    /// Suppliers scored: all of them.
    pub scored: usize,
    /// How many in each group.
    pub groups: GroupCounts,
    /// The market on each criterion, in their order.
    pub market: Vec<MarketCount>,
    /// What would widen it, what would widen it most first; answers saved long ago do not say.
    #[serde(default)]
    pub relaxations: Vec<Relaxation>,
    /// The first of each group, explained; by rank.
    pub candidates: Vec<Candidate>,
}

impl Answer {
    /// How many thousandths a candidate's score lies behind that of the supplier before it; nothing for the
    /// first of those with its bands, whom no score puts ahead of those before it.
    #[must_use]
    pub fn behind_milli(&self, candidate: &Candidate) -> Option<u32> {
        let rank_before = candidate.rank.checked_sub(1)?;
        let bands = (candidate.possible, candidate.proven);
        let before = self
            .candidates
            .iter()
            .find(|other| other.rank == rank_before && (other.possible, other.proven) == bands)?;
        before.score_milli.checked_sub(candidate.score_milli)
    }
}
