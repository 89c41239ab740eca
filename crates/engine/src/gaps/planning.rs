//! An analysis in the planner's words: what is to be closed and by when, where the firm stands, and what a
//! service changes of it.

use super::gap::{Analysis, Gap};
use crate::programme::{Dimension, Direction, Present, Raises, TargetGap, Waiting};
use eslabon_domain::attributes::{Attributes, Direction as Better, ValueType};
use eslabon_domain::ids::NeedId;
use eslabon_domain::services::Effect;
use eslabon_domain::vocabulary::Vocabulary;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the planner takes of an analysis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// What is to be closed: one gap of a dimension.
    pub gaps: Vec<TargetGap>,
    /// Where the firm stands there, at the level that is sure.
    pub present: Vec<Present>,
    /// Dimensions of which needs ask more here and less there: no plan closes both.
    pub contradicts: Vec<Dimension>,
}

/// The gaps of an analysis for the planner. A need that cannot do without waits until its day; one that only
/// wishes for it waits, too, but for no day. Renewals, questions and places are no part of a plan.
#[must_use]
pub fn planned(analysis: &Analysis, deadlines: &BTreeMap<NeedId, Date>) -> Planned {
    let mut planned = Planned::default();
    let mut directions: BTreeMap<&Dimension, BTreeSet<Direction>> = BTreeMap::new();
    for gap in &analysis.gaps {
        let both = directions.entry(&gap.dimension).or_default();
        both.insert(gap.direction);
    }
    for (dimension, both) in &directions {
        if both.len() > 1 {
            planned.contradicts.push((*dimension).clone());
        }
    }
    let closable = |gap: &&Gap| !planned.contradicts.contains(&gap.dimension);
    for gap in analysis.gaps.iter().filter(closable) {
        planned.gaps.push(TargetGap {
            dimension: gap.dimension.clone(),
            direction: gap.direction,
            target: gap.required,
            needs: waiting(gap, deadlines),
        });
        if let Some(present) = &gap.present {
            planned.present.push(Present {
                dimension: gap.dimension.clone(),
                level: present.sure(gap.direction),
            });
        }
    }
    planned
}

fn waiting(gap: &Gap, deadlines: &BTreeMap<NeedId, Date>) -> Vec<Waiting> {
    let mut needs: BTreeMap<NeedId, Option<Date>> = BTreeMap::new();
    for asking in &gap.needs {
        let deadline = needs.entry(asking.need).or_default();
        if asking.is_must() {
            *deadline = deadlines.get(&asking.need).copied();
        }
    }
    let waiting = needs.into_iter();
    waiting
        .map(|(need, deadline)| Waiting { need, deadline })
        .collect()
}

/// What a service changes, in the dimensions of the gaps: matching is content with a narrower item than the
/// one that is asked for, the planner compares dimensions as they stand. What concerns no gap keeps its own
/// dimension, so that something else can ask for it before it begins. An effect counts for every gap that it
/// fits, not for one that it leads away from, nor where needs contradict each other.
#[must_use]
pub fn effects_on(
    gaps: &[Gap],
    effects: &[Effect],
    vocabulary: &Vocabulary,
    attributes: &Attributes,
) -> Vec<Raises> {
    let mut raises: Vec<Raises> = Vec::new();
    for effect in effects {
        let attribute = attributes.find(&effect.attribute);
        let is_had = attribute.is_some_and(|a| a.value_type == ValueType::Flag);
        let mut reached: Vec<(Dimension, Direction)> = Vec::new();
        for gap in gaps {
            let same = |other: &&Gap| other.dimension == gap.dimension;
            let is_alone = gaps.iter().filter(same).count() == 1;
            if is_alone && fits(gap, effect, is_had, vocabulary) {
                reached.push((gap.dimension.clone(), gap.direction));
            }
        }
        let own = Dimension {
            attribute: effect.attribute.clone(),
            item: effect.item.clone(),
        };
        if !reached.iter().any(|(dimension, _)| *dimension == own) {
            let is_lower = attribute.is_some_and(|a| a.direction == Better::Lower);
            let direction = match is_lower {
                true => Direction::Lower,
                false => Direction::Raise,
            };
            reached.push((own, direction));
        }
        for (dimension, direction) in reached {
            let one = Raises {
                dimension,
                direction,
                from: effect.from,
                to: effect.to,
            };
            if improves(&one) && !raises.contains(&one) {
                raises.push(one);
            }
        }
    }
    raises
}

fn improves(raises: &Raises) -> bool {
    raises.from.is_none_or(|from| match raises.direction {
        Direction::Raise => raises.to > from,
        Direction::Lower => raises.to < from,
    })
}

/// Whether an effect is on what a gap asks for, however far it reaches.
fn fits(gap: &Gap, effect: &Effect, is_had: bool, vocabulary: &Vocabulary) -> bool {
    if gap.dimension.attribute != effect.attribute {
        return false;
    }
    let Some(wanted) = &gap.dimension.item else {
        return true;
    };
    let Some(item) = &effect.item else {
        return !is_had;
    };
    let mut taken = std::iter::once(wanted).chain(&gap.instead);
    taken.any(|wanted| vocabulary.is_within(item, wanted))
}
