//! What an analysis says: gaps, renewals, questions, and what nothing changes.

use super::rules::RULES;
use crate::matching::{ClosingService, Evidence, Reason};
use crate::programme::{Dimension, Direction};
use eslabon_domain::attributes::AttributeId;
use eslabon_domain::ids::{CriterionId, NeedId, SiteId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How much a gap weighs. Worst last, so that `max` is the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Light wishes wait for it.
    Minor,
    /// A heavy wish waits for it.
    Major,
    /// A must waits for it.
    Blocking,
}

/// Which rule decided the severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum SeverityRule {
    /// A must asks for it.
    Must,
    /// The heaviest wish that asks for it has at least the weight of the rules.
    HeavyWish {
        /// Its weight.
        weight: u8,
    },
    /// The heaviest wish that asks for it has less.
    LightWish {
        /// Its weight.
        weight: u8,
    },
}

impl SeverityRule {
    /// The rule that decides for these askings.
    #[must_use]
    pub fn of(asked: &[Asking]) -> Self {
        if asked.iter().any(Asking::is_must) {
            return SeverityRule::Must;
        }
        let weight = asked.iter().map(|asking| asking.weight).max().unwrap_or(0);
        match weight >= RULES.major_weight {
            true => SeverityRule::HeavyWish { weight },
            false => SeverityRule::LightWish { weight },
        }
    }

    /// What it decides.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            SeverityRule::Must => Severity::Blocking,
            SeverityRule::HeavyWish { .. } => Severity::Major,
            SeverityRule::LightWish { .. } => Severity::Minor,
        }
    }
}

/// A criterion of a need that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Which need.
    pub need: NeedId,
    /// By which of its criteria.
    pub criterion: CriterionId,
    /// What it asks for in the attribute's canonical unit: 1 for what is had or not, metres for a radius.
    pub required: i64,
    /// Must or wish.
    pub strength: Strength,
    /// Weight among the wishes; a must's plays no part.
    pub weight: u8,
}

impl Asking {
    /// Whether the need cannot do without.
    #[must_use]
    pub fn is_must(&self) -> bool {
        self.strength == Strength::Must
    }
}

/// A need for which something is the only thing known to be in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Which need.
    pub need: NeedId,
    /// Other musts of it are not known, or closed: they may still be in the way.
    pub to_confirm: bool,
}

/// Where the site stands, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentLevel {
    /// The least that it may be; 0 for what is not had.
    pub low: i64,
    /// The most that it may be.
    pub high: i64,
    /// The fact.
    pub evidence: Evidence,
}

impl PresentLevel {
    /// The level that is sure: the worse end.
    #[must_use]
    pub fn sure(&self, direction: Direction) -> i64 {
        match direction {
            Direction::Raise => self.low,
            Direction::Lower => self.high,
        }
    }

    /// How far the better end is from a level; nothing if it is there.
    #[must_use]
    pub fn distance(&self, direction: Direction, required: i64) -> i64 {
        let short = match direction {
            Direction::Raise => required.saturating_sub(self.high),
            Direction::Lower => self.low.saturating_sub(required),
        };
        short.max(0)
    }

    /// How much of what is required is reached, in thousandths rounded down: at the sure end, and at the better one.
    /// One scale for every dimension: a level that is to rise counts as its share of what is required, one that is
    /// to fall as the share that what is required is of it.
    #[must_use]
    pub fn reached_milli(&self, direction: Direction, required: i64) -> (u16, u16) {
        let (sure, best) = match direction {
            Direction::Raise => (self.low, self.high),
            Direction::Lower => (self.high, self.low),
        };
        let of = |level| reached_milli(direction, level, required);
        (of(sure), of(best))
    }
}

fn reached_milli(direction: Direction, level: i64, required: i64) -> u16 {
    let (part, whole) = match direction {
        Direction::Raise => (level, required),
        Direction::Lower => (required, level),
    };
    if part >= whole {
        return 1_000;
    }
    // Less than the whole; of nothing, and below it, there are no shares.
    if part <= 0 {
        return 0;
    }
    let milli = i128::from(part) * 1_000 / i128::from(whole);
    u16::try_from(milli.min(999)).unwrap_or(999)
}

/// A level that is known and not good enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Of what. Where a need takes any of several certificates, the one that most of the needs take.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// Other items with which every need here would be content.
    pub instead: Vec<ConceptId>,
    /// Where the site stands; nothing where no fact says a level.
    pub present: Option<PresentLevel>,
    /// The hardest that is asked for, in the attribute's canonical unit.
    pub required: i64,
    /// How far it is from there, in that unit, at least; nothing where the level is not known.
    pub distance: Option<i64>,
    /// How much it weighs.
    pub severity: Severity,
    /// By which rule.
    pub decided_by: SeverityRule,
    /// Who asks for it.
    pub needs: Vec<Asking>,
    /// The needs for which it is the only thing known to be in the way.
    pub opens: Vec<Opened>,
    /// The needs that it blocks together with other things.
    pub blocks: Vec<NeedId>,
    /// Services that reach the hardest level, cheapest first, as matching names them.
    pub closing: Vec<ClosingService>,
}

/// A certificate that ran out: it is renewed, not learned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// Which.
    pub dimension: Dimension,
    /// Its last day.
    pub since: Date,
    /// The fact.
    pub evidence: Option<Evidence>,
    /// How much it weighs.
    pub severity: Severity,
    /// By which rule.
    pub decided_by: SeverityRule,
    /// Who asks for it.
    pub needs: Vec<Asking>,
    /// The needs for which it is the only thing known to be in the way.
    pub opens: Vec<Opened>,
    /// The needs that it blocks together with other things.
    pub blocks: Vec<NeedId>,
    /// Services that help, cheapest first.
    pub closing: Vec<ClosingService>,
}

/// Why something is not known. What tells most last, so that `max` is what a question starts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Nothing is known of it.
    NothingKnown,
    /// The site's place is not known.
    PlaceUnknown,
    /// It lies too near the edge of the radius to tell.
    NearEdge,
    /// Only something wider is known.
    OnlyWider {
        /// What.
        item: ConceptId,
    },
    /// What is known lies on both sides of what is asked.
    RangeStraddles,
    /// What was known has run out.
    Expired {
        /// Its last day.
        since: Date,
    },
    /// It is of a group that its owner keeps closed, or that was compared without being shown: alike.
    Closed,
}

/// A fact to be looked at again, or asked for: nobody is trained for what is only not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Of what.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// Why it is not known.
    pub why: Why,
    /// What is known; never anything of a closed group.
    pub evidence: Option<Evidence>,
    /// The hardest that is asked for.
    pub required: i64,
    /// How much it weighs.
    pub severity: Severity,
    /// By which rule.
    pub decided_by: SeverityRule,
    /// Who asks.
    pub needs: Vec<Asking>,
}

/// A criterion on a place that the site is not at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Which need.
    pub need: NeedId,
    /// By which of its criteria.
    pub criterion: CriterionId,
    /// On what.
    pub attribute: AttributeId,
    /// What it asks for.
    pub requirement: Requirement,
    /// Why it is not so.
    pub reason: Reason,
    /// Must or wish.
    pub strength: Strength,
}

/// Everything that keeps one site from some needs. What weighs most stands first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    /// Which site.
    pub site: SiteId,
    /// What a service or an investment closes.
    pub gaps: Vec<Gap>,
    /// Facts that ran out.
    pub to_verify: Vec<Check>,
    /// Certificates that ran out.
    pub to_renew: Vec<Renewal>,
    /// What is not known.
    pub to_ask: Vec<Check>,
    /// Places.
    pub cannot_change: Vec<Fixed>,
    /// By which rules.
    pub rules: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_reached_is_told_on_one_scale() {
        for (direction, level, required, milli) in [
            (Direction::Raise, 0, 1, 0),
            (Direction::Raise, 900_000, 980_000, 918),
            (Direction::Raise, 980_000, 980_000, 1_000),
            (Direction::Lower, 50_000, 20_000, 400),
            (Direction::Lower, 20_000, 20_000, 1_000),
            (Direction::Lower, 5, 0, 0),
            (Direction::Raise, -5, 10, 0),
        ] {
            let reached = reached_milli(direction, level, required);
            assert_eq!(reached, milli, "{direction:?} {level} {required}");
        }
    }

    proptest! {
        #[test]
        fn all_is_reached_only_where_it_is_and_no_more_than_all(
            level in any::<i64>(),
            required in any::<i64>(),
            raises in any::<bool>(),
        ) {
            let (direction, is_there) = match raises {
                true => (Direction::Raise, level >= required),
                false => (Direction::Lower, level <= required),
            };
            let reached = reached_milli(direction, level, required);
            prop_assert!(reached <= 1_000);
            prop_assert_eq!(reached == 1_000, is_there);
        }
    }
}
