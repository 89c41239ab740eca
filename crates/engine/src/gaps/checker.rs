//! The same answers by looking at everything again for each dimension: slow, with other means, and sharing no
//! code with [`analyse`](super::analyse()) and [`map`](super::map()). Tests hold both to it, and the bench
//! compares with it.

mod map;

use super::analyse::Matched;
use super::gap::{Analysis, Gap, Severity, Why};
use super::rules::RULES;
use crate::matching::{CriterionResult, GapAction, Reason, UnknownAction, Verdict};
use crate::programme::{Dimension, Direction};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use map::map;

/// What is wrong with an analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "violation", content = "of", rename_all = "snake_case")]
pub enum Violation {
    /// A gap that stands twice, or not at all, or stands there and is none.
    Count(Dimension),
    /// What it requires is not the hardest.
    Required(Dimension),
    /// Its severity is another.
    Severity(Dimension),
    /// It names other needs.
    Needs(Dimension),
    /// It opens other needs.
    Opens(Dimension),
    /// It blocks other needs.
    Blocks(Dimension),
    /// A criterion that is missed stands nowhere, or more than once.
    Missed,
    /// Something of a closed group is told.
    Closed(Dimension),
}

/// A criterion of one need with what is said of it.
type One<'a> = (NeedId, &'a Criterion, &'a CriterionResult);

/// Everything that is wrong with the analysis of a site; empty where it holds. Each need stands once.
#[must_use]
pub fn verify(site: SiteId, matched: &[Matched<'_>], analysis: &Analysis) -> Vec<Violation> {
    let all: Vec<One<'_>> = matched
        .iter()
        .filter(|one| one.candidate.site == site)
        .flat_map(|one| {
            let results = one.candidate.criteria.iter();
            results
                .filter_map(|result| Some((one.need, one.criteria.get(result.criterion)?, result)))
        })
        .collect();
    let mut wrong = Vec::new();
    let named = all
        .iter()
        .map(|(_, criterion, _)| about(&all, criterion))
        .chain(
            analysis
                .gaps
                .iter()
                .map(|gap| (gap.dimension.clone(), gap.direction)),
        );
    for about in named.collect::<BTreeSet<_>>() {
        verify_dimension(&all, &about, analysis, &mut wrong);
    }
    let told = analysis.gaps.iter().map(|gap| gap.needs.len());
    let told = told
        .chain(analysis.to_renew.iter().map(|one| one.needs.len()))
        .chain(analysis.to_verify.iter().map(|one| one.needs.len()))
        .chain(analysis.to_ask.iter().map(|one| one.needs.len()));
    let told = told.sum::<usize>() + analysis.cannot_change.len();
    let is_missed =
        |(_, _, result): &&One<'_>| is_hidden(result) || result.verdict != Verdict::Meets;
    if told != all.iter().filter(is_missed).count() {
        wrong.push(Violation::Missed);
    }
    for check in &analysis.to_ask {
        let asks = |(need, criterion, result): &&One<'_>| {
            is_hidden(result)
                && check
                    .needs
                    .iter()
                    .any(|asking| (asking.need, asking.criterion) == (*need, criterion.id))
        };
        let is_closed = all.iter().any(|one| asks(&one));
        if is_closed != (check.why == Why::Closed) || (is_closed && check.evidence.is_some()) {
            wrong.push(Violation::Closed(check.dimension.clone()));
        }
    }
    wrong
}

fn verify_dimension(
    all: &[One<'_>],
    about: &(Dimension, Direction),
    analysis: &Analysis,
    wrong: &mut Vec<Violation>,
) {
    let asked: Vec<&One<'_>> = all
        .iter()
        .filter(|one| is_gap(one.1, one.2) && self::about(all, one.1) == *about)
        .collect();
    let is_told = |gap: &&Gap| (&gap.dimension, gap.direction) == (&about.0, about.1);
    let mut told = analysis.gaps.iter().filter(is_told);
    let (first, second) = (told.next(), told.next());
    let (Some(gap), None) = (first, second) else {
        if first.is_some() || !asked.is_empty() {
            wrong.push(Violation::Count(about.0.clone()));
        }
        return;
    };
    if asked.is_empty() {
        wrong.push(Violation::Count(about.0.clone()));
    }
    let mut amounts: Vec<i64> = asked.iter().map(|one| amount(one.1)).collect();
    amounts.sort_unstable();
    let hardest = match about.1 {
        Direction::Raise => amounts.last(),
        Direction::Lower => amounts.first(),
    };
    if hardest != Some(&gap.required) {
        wrong.push(Violation::Required(about.0.clone()));
    }
    let severity = asked.iter().map(|one| match one.1.strength {
        Strength::Must => Severity::Blocking,
        Strength::Wish if one.1.weight >= RULES.major_weight => Severity::Major,
        Strength::Wish => Severity::Minor,
    });
    if severity.max() != Some(gap.severity) || gap.decided_by.severity() != gap.severity {
        wrong.push(Violation::Severity(about.0.clone()));
    }
    let needs: BTreeSet<_> = asked.iter().map(|one| (one.0, one.1.id)).collect();
    let named: BTreeSet<_> = gap
        .needs
        .iter()
        .map(|one| (one.need, one.criterion))
        .collect();
    if needs != named || gap.needs.len() != asked.len() {
        wrong.push(Violation::Needs(about.0.clone()));
    }
    // Close it, and see what is left.
    let (mut opens, mut blocks) = (BTreeMap::new(), BTreeSet::new());
    let musts = asked.iter().filter(|one| one.1.strength == Strength::Must);
    for need in musts.map(|one| one.0).collect::<BTreeSet<_>>() {
        let is_left = |one: &&One<'_>| {
            let is_closed = is_gap(one.1, one.2) && self::about(all, one.1) == *about;
            one.0 == need && one.1.strength == Strength::Must && !is_closed
        };
        let left: Vec<&One<'_>> = all.iter().filter(is_left).collect();
        if left.iter().any(|one| fails(one.2)) {
            blocks.insert(need);
            continue;
        }
        let is_open = |one: &&&One<'_>| {
            let is_unknown = matches!(one.2.verdict, Verdict::Unknown { .. });
            is_hidden(one.2) || is_unknown
        };
        let others = left.iter().filter(is_open);
        let others = others.filter(|one| unknown_of(all, one) != *about);
        opens.insert(need, others.count() > 0);
    }
    let told: BTreeMap<NeedId, bool> = gap.opens.iter().map(|o| (o.need, o.to_confirm)).collect();
    if opens != told || gap.opens.len() != told.len() {
        wrong.push(Violation::Opens(about.0.clone()));
    }
    if !gap.blocks.iter().eq(blocks.iter()) {
        wrong.push(Violation::Blocks(about.0.clone()));
    }
}

/// Nothing of it may be read.
fn is_hidden(result: &CriterionResult) -> bool {
    matches!(result.verdict, Verdict::Closed) || matches!(result.reason, Reason::KeptClosed)
}

fn fails(result: &CriterionResult) -> bool {
    !is_hidden(result) && matches!(result.verdict, Verdict::Gap { .. })
}

/// A service or an investment closes it.
fn is_gap(criterion: &Criterion, result: &CriterionResult) -> bool {
    use Requirement::{AnyOf, AtLeast, AtMost};
    let is_level = matches!(
        criterion.requirement,
        AnyOf { .. } | AtLeast { .. } | AtMost { .. }
    );
    let Verdict::Gap { action, .. } = result.verdict else {
        return false;
    };
    let is_renewal = action == GapAction::Renew && matches!(result.reason, Reason::Expired { .. });
    fails(result) && is_level && action != GapAction::Move && !is_renewal
}

fn amount(criterion: &Criterion) -> i64 {
    match criterion.requirement {
        Requirement::AtLeast { amount } | Requirement::AtMost { amount } => amount,
        Requirement::Within { radius_m, .. } => radius_m,
        _ => 1,
    }
}

/// What a criterion is about: of several items the one that most needs take, the first of those.
fn about(all: &[One<'_>], criterion: &Criterion) -> (Dimension, Direction) {
    let takers = |item: &String| {
        let takes = |one: &&One<'_>| match &one.1.requirement {
            Requirement::AnyOf { concepts } => {
                one.1.attribute == criterion.attribute && concepts.contains(item)
            }
            _ => false,
        };
        let needs = all.iter().filter(takes).map(|one| one.0);
        needs.collect::<BTreeSet<NeedId>>().len()
    };
    let item = match &criterion.requirement {
        // From the back, because the last of the greatest is kept.
        Requirement::AnyOf { concepts } => concepts
            .iter()
            .rev()
            .max_by_key(|item| takers(item))
            .cloned(),
        _ => criterion.item.clone(),
    };
    let direction = match criterion.requirement {
        Requirement::AtMost { .. } | Requirement::Within { .. } => Direction::Lower,
        _ => Direction::Raise,
    };
    let attribute = criterion.attribute.clone();
    (Dimension { attribute, item }, direction)
}

/// What is not known: of what ran out, the item that did.
fn unknown_of(all: &[One<'_>], one: &One<'_>) -> (Dimension, Direction) {
    let (mut dimension, direction) = about(all, one.1);
    let verify = Verdict::Unknown {
        action: UnknownAction::Verify,
    };
    if let Reason::Expired { item, .. } = &one.2.reason
        && one.2.verdict == verify
    {
        dimension.item.clone_from(item);
    }
    (dimension, direction)
}
