//! From gaps, catalogue and wishes to what the planner takes; and from a programme under way to what is decided
//! already.

use super::basis::Basis;
use super::wishes::Checked;
use crate::context::{App, Words};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{NeedId, ServiceId};
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{Dimension, FirmTime, GapState, PinnedService, StepState};
use eslabon_engine::gaps::{Planned, planned};
use eslabon_engine::programme::{
    Days, Direction, FirmCalendar, Offer, Peak, Pin, Present, Problem, Running,
};
use eslabon_storage::programmes::{ProgrammeGap, ProgrammeStep};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The last day that is looked at lies so many days after the first.
const HORIZON_DAYS: i32 = 1_000;
/// Steps of the search: about a second and a half where it takes them all.
const NODES_MAX: u64 = 200_000;

/// What a programme under way has decided already; nothing of one that is begun.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    /// What runs.
    pub running: Vec<Running>,
    /// Levels that steps which are done have reached.
    pub reached: Vec<(Dimension, Direction, i64)>,
    /// What steps that are over have cost.
    pub spent_minor: i64,
    /// What runs, as it was offered.
    pub offers: Vec<Offer>,
}

impl Decided {
    /// Of the steps and gaps of a programme, and what it was planned from, for a plan that begins on a day. Of what a
    /// visit has looked at, the facts say where the firm stands.
    pub fn of(
        steps: &[ProgrammeStep],
        gaps: &[ProgrammeGap],
        before: &Problem,
        starts_on: Date,
    ) -> Self {
        let mut decided = Self::default();
        let is_looked_at = |dimension: &Dimension| {
            let mut gaps = gaps.iter();
            gaps.any(|gap| gap.dimension == *dimension && gap.state != GapState::Open)
        };
        for step in steps {
            let offer = before.offers.iter().find(|o| o.service == step.service);
            match step.state {
                StepState::Planned | StepState::Cancelled => {}
                StepState::Failed => decided.spent_minor += step.cost.minor,
                StepState::Done => {
                    decided.spent_minor += step.cost.minor;
                    let raises = offer.into_iter().flat_map(|offer| &offer.raises);
                    let raises = raises.filter(|raise| !is_looked_at(&raise.dimension));
                    decided.reached.extend(
                        raises.map(|raise| (raise.dimension.clone(), raise.direction, raise.to)),
                    );
                    decided.reached.extend(closed(step, gaps));
                }
                StepState::Running => {
                    decided.running.push(Running {
                        service: step.service,
                        started_on: step.starts_on.min(starts_on),
                        // What is late ends at the earliest today.
                        ends_on: step.ends_on.max(starts_on),
                    });
                    decided.offers.extend(offer.cloned());
                }
            }
        }
        decided
    }
}

/// What a step that is done was to close and no visit has looked at, at the level that was asked. It counts even where
/// the service was changed or is not offered any more, and what was planned from holds it no longer.
fn closed<'a>(
    step: &'a ProgrammeStep,
    gaps: &'a [ProgrammeGap],
) -> impl Iterator<Item = (Dimension, Direction, i64)> + 'a {
    let closed = gaps
        .iter()
        .filter(|gap| gap.state == GapState::Open && step.closes.contains(&gap.dimension));
    closed.map(|gap| {
        let direction = match gap.is_lower_better {
            true => Direction::Lower,
            false => Direction::Raise,
        };
        (gap.dimension.clone(), direction, gap.required)
    })
}

/// What the planner takes, and where needs contradict each other.
pub(super) struct Posed {
    pub problem: Problem,
    pub contradicts: Vec<Dimension>,
    /// Needs whose day is over: nothing can be in time for them, so that they wait without a day.
    pub late: Vec<NeedId>,
}

/// Poses the problem. The offers speak of the gaps already, and are of the currency in which the whole is reckoned.
pub(super) fn pose(
    app: &App,
    basis: &Basis,
    wishes: &Checked,
    mut offers: Vec<Offer>,
    decided: Decided,
    drops_late: bool,
) -> Posed {
    // What runs was agreed on as it was offered then.
    offers.retain(|offer| {
        !decided
            .offers
            .iter()
            .any(|known| known.service == offer.service)
    });
    offers.extend(decided.offers);
    let mut deadlines: BTreeMap<NeedId, Date> = BTreeMap::new();
    let mut late = Vec::new();
    for need in &basis.needs {
        match need.starts_on {
            Some(day) if drops_late && day < wishes.starts_on => late.push(need.id),
            Some(day) => {
                deadlines.insert(need.id, day);
            }
            None => {}
        }
    }
    let Planned {
        gaps,
        present,
        contradicts,
    } = planned(&basis.analysis, &deadlines);
    let mut known: BTreeMap<Dimension, i64> = present
        .into_iter()
        .map(|present| (present.dimension, present.level))
        .collect();
    from_facts(&app.words(), &basis.facts, &offers, app.today(), &mut known);
    for (dimension, direction, level) in decided.reached {
        let best = known.get(&dimension).copied();
        if best.is_none_or(|best| is_better(direction, level, best)) {
            known.insert(dimension, level);
        }
    }
    let budget = wishes.budget.map(|budget| Money {
        minor: budget.minor.saturating_sub(decided.spent_minor),
        ..budget
    });
    let pin = |pin: &PinnedService| Pin {
        service: pin.service,
        starts_on: pin.starts_on,
    };
    // What runs is part of it anyhow.
    let running = &decided.running;
    let is_running = |service: ServiceId| running.iter().any(|run| run.service == service);
    let pinned = wishes.pinned.iter();
    let pinned = pinned.filter(|one| !is_running(one.service)).map(pin);
    let problem = Problem {
        starts_on: wishes.starts_on,
        horizon_on: wishes.starts_on.saturating_add(HORIZON_DAYS.days()),
        gaps,
        present: known
            .into_iter()
            .map(|(dimension, level)| Present { dimension, level })
            .collect(),
        calendar: calendar(&wishes.time),
        budget,
        pinned: pinned.collect(),
        forbidden: wishes.forbidden.clone(),
        running: decided.running.clone(),
        offers,
        nodes_max: NODES_MAX,
    };
    Posed {
        problem,
        contradicts,
        late,
    }
}

fn is_better(direction: Direction, level: i64, than: i64) -> bool {
    match direction {
        Direction::Raise => level > than,
        Direction::Lower => level < than,
    }
}

fn calendar(time: &FirmTime) -> FirmCalendar {
    let days = |from, to| Days { from, to };
    let peaks = time.peaks.iter().map(|peak| Peak {
        days: days(peak.from, peak.to),
        minutes_per_week: peak.minutes_per_week,
    });
    FirmCalendar {
        minutes_per_week: time.minutes_per_week,
        peaks: peaks.collect(),
        closed: time.closed.iter().map(|d| days(d.from, d.to)).collect(),
    }
}

/// Where the firm stands in what services ask for before they begin, and start from. What ran out is not known.
fn from_facts(
    words: &Words,
    facts: &[Fact],
    offers: &[Offer],
    on: Date,
    known: &mut BTreeMap<Dimension, i64>,
) {
    for offer in offers {
        let asked = offer.prerequisites.iter();
        let asked = asked.map(|level| (&level.dimension, level.direction));
        let begun = offer.raises.iter().filter(|raise| raise.from.is_some());
        let begun = begun.map(|raise| (&raise.dimension, raise.direction));
        for (dimension, direction) in asked.chain(begun) {
            if known.contains_key(dimension) {
                continue;
            }
            let levels = facts
                .iter()
                .filter(|fact| holds(&words.attributes, fact, on))
                .filter(|fact| is_of(words, fact, dimension))
                .filter_map(|fact| sure_level(&fact.value, direction));
            let best = match direction {
                Direction::Raise => levels.max(),
                Direction::Lower => levels.min(),
            };
            if let Some(level) = best {
                known.insert(dimension.clone(), level);
            }
        }
    }
}

fn holds(attributes: &Attributes, fact: &Fact, on: Date) -> bool {
    let months = attributes.find(&fact.attribute);
    let months = months.map_or(0, |attribute| attribute.validity_months);
    fact.holds_until(months).is_none_or(|last| last >= on)
}

/// As matching reads it: what is narrower than what is asked for counts.
fn is_of(words: &Words, fact: &Fact, dimension: &Dimension) -> bool {
    fact.attribute == dimension.attribute
        && match (&dimension.item, &fact.item) {
            (None, _) => true,
            (Some(wanted), Some(item)) => words.vocabulary.is_within(item, wanted),
            (Some(_), None) => false,
        }
}

fn sure_level(value: &FactValue, direction: Direction) -> Option<i64> {
    match (value, direction) {
        (FactValue::Flag { yes }, _) => Some(i64::from(*yes)),
        (FactValue::Amount { low, .. }, Direction::Raise) => Some(*low),
        (FactValue::Amount { high, .. }, Direction::Lower) => Some(*high),
        (FactValue::Concept { .. } | FactValue::Text { .. } | FactValue::Day { .. }, _) => None,
    }
}
