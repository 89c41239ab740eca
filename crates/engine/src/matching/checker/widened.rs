//! Checks what an answer says would widen it, by asking the easier need of every supplier again.

use super::super::{Answer, Band, Question, Relaxation, SiteProfile};
use super::{bands, closed_attribute};
use eslabon_domain::needs::{Criterion, Need, Requirement, Strength};

/// Steps that may be told of one must.
const STEPS: usize = 3;

/// What is wrong with what the answer says would widen it.
pub(super) fn check(
    sites: &[SiteProfile],
    question: &Question<'_>,
    answer: &Answer,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let before = without_gap(sites, question, question.need);
    let wins = |at: usize, change: &dyn Fn(&mut Criterion)| {
        let mut need = question.need.clone();
        if let Some(criterion) = need.criteria.get_mut(at) {
            change(criterion);
        }
        without_gap(sites, question, &need).checked_sub(before)
    };
    for (at, criterion) in question.need.criteria.iter().enumerate() {
        let told: Vec<&Relaxation> = answer
            .relaxations
            .iter()
            .filter(|relaxation| relaxation.criterion == at)
            .collect();
        let as_wish = wins(at, &|criterion| criterion.strength = Strength::Wish);
        let is_told = told.first().map_or(0, |relaxation| relaxation.as_wish);
        if told.len() > 1 || as_wish != Some(is_told) {
            wrong.push(format!("{at}: as a wish {as_wish:?}, told {told:?}"));
        }
        if !told.is_empty() && closed_attribute(criterion, question).is_some() {
            wrong.push(format!("{at}: told of a closed group"));
        }
        let steps = told.iter().flat_map(|relaxation| &relaxation.steps);
        let mut last = (criterion.requirement.clone(), 0);
        for (count, step) in steps.enumerate() {
            let adds = wins(at, &|criterion| {
                criterion.requirement = step.requirement.clone()
            });
            let is_farther = is_easier(&step.requirement, &last.0) && step.adds > last.1;
            if count >= STEPS || adds != Some(step.adds) || !is_farther || step.adds > is_told {
                wrong.push(format!("{at}: {step:?} wins {adds:?}"));
            }
            last = (step.requirement.clone(), step.adds);
        }
    }
    wrong
}

/// Suppliers that no open fact keeps away.
fn without_gap(sites: &[SiteProfile], question: &Question<'_>, need: &Need) -> usize {
    let question = Question {
        need,
        ..question.clone()
    };
    let is_clear = |site: &&SiteProfile| bands(site, &question, false).0 == Band::Ready;
    sites.iter().filter(is_clear).count()
}

/// Whether one asks for less than the other, of the same thing.
fn is_easier(one: &Requirement, other: &Requirement) -> bool {
    match (one, other) {
        (Requirement::AtLeast { amount }, Requirement::AtLeast { amount: other }) => amount < other,
        (Requirement::AtMost { amount }, Requirement::AtMost { amount: other }) => amount > other,
        (
            Requirement::Within { radius_m, .. },
            Requirement::Within {
                radius_m: other, ..
            },
        ) => radius_m > other,
        _ => false,
    }
}
