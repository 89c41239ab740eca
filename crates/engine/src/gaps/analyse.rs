//! From what matching says of one site to its gaps.

use super::found::{Found, Key, Missed, Sort, Takers, accepted};
use super::gap::{
    Analysis, Asking, Check, Fixed, Gap, Opened, PresentLevel, Renewal, SeverityRule, Why,
};
use super::rules::RULES;
use crate::matching::{Answer, Candidate, Evidence, Reason};
use crate::programme::Direction;
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Criterion, Requirement};
use eslabon_domain::vocabulary::ConceptId;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How a site stands to one need.
#[derive(Debug, Clone, Copy)]
pub struct Matched<'a> {
    /// Which need.
    pub need: NeedId,
    /// What it asks for, in the order that the candidate's results name.
    pub criteria: &'a [Criterion],
    /// The site, as it was matched.
    pub candidate: &'a Candidate,
}

impl<'a> Matched<'a> {
    /// A candidate of an answer.
    #[must_use]
    pub fn of(answer: &'a Answer, candidate: &'a Candidate) -> Self {
        Self {
            need: answer.need,
            criteria: &answer.criteria,
            candidate,
        }
    }
}

/// What keeps a site from some needs. Candidates that are other sites play no part; of a need that stands
/// twice, the first counts.
#[must_use]
pub fn analyse(site: SiteId, matched: &[Matched<'_>]) -> Analysis {
    let mut by_need: BTreeMap<NeedId, Matched<'_>> = BTreeMap::new();
    for one in matched.iter().filter(|one| one.candidate.site == site) {
        by_need.entry(one.need).or_insert(*one);
    }
    let takers = Takers::of(
        by_need
            .values()
            .flat_map(|one| one.criteria.iter().map(|criterion| (one.need, criterion))),
    );
    let mut found = Found::default();
    for one in by_need.values() {
        for result in &one.candidate.criteria {
            if let Some(criterion) = one.criteria.get(result.criterion) {
                let need = one.need;
                let missed = Missed {
                    need,
                    criterion,
                    result,
                };
                found.add(missed, &takers);
            }
        }
    }
    told(site, &found)
}

fn told(site: SiteId, found: &Found<'_>) -> Analysis {
    let mut analysis = Analysis {
        site,
        gaps: Vec::new(),
        to_verify: Vec::new(),
        to_renew: Vec::new(),
        to_ask: Vec::new(),
        cannot_change: Vec::new(),
        rules: RULES.version.to_owned(),
    };
    for ((sort, key), missed) in &found.groups {
        match sort {
            Sort::Close => analysis.gaps.extend(gap(found, *key, missed)),
            Sort::Renew => analysis.to_renew.extend(renewal(found, *key, missed)),
            Sort::Verify => analysis.to_verify.extend(check(*key, missed)),
            Sort::Ask => analysis.to_ask.extend(check(*key, missed)),
            Sort::Fixed => analysis.cannot_change.extend(missed.iter().map(fixed)),
        }
    }
    // Groups come by dimension, and stay so where nothing weighs more: sorting is stable.
    analysis.gaps.sort_by_key(|gap| {
        let counts = (gap.severity, gap.opens.len(), gap.blocks.len());
        Reverse(counts)
    });
    analysis.to_renew.sort_by_key(|renewal| {
        let counts = (renewal.severity, renewal.opens.len(), renewal.blocks.len());
        Reverse(counts)
    });
    for checks in [&mut analysis.to_verify, &mut analysis.to_ask] {
        checks.sort_by_key(|check| {
            let musts = check.needs.iter().filter(|asking| asking.is_must());
            Reverse((check.severity, musts.count()))
        });
    }
    let fixed = &mut analysis.cannot_change;
    fixed.sort_by_key(|one| (one.need, one.criterion));
    analysis
}

fn gap(found: &Found<'_>, key: Key<'_>, missed: &[Missed<'_>]) -> Option<Gap> {
    let needs = askings(missed);
    let hardest = hardest(key, missed)?;
    let required = hardest.asking().required;
    let present = present(&hardest);
    let decided_by = SeverityRule::of(&needs);
    let (opens, blocks) = effect(found, Sort::Close, key, missed);
    Some(Gap {
        dimension: key.dimension(),
        direction: key.direction,
        instead: instead(key, missed),
        distance: present
            .as_ref()
            .map(|present| present.distance(key.direction, required)),
        present,
        required,
        severity: decided_by.severity(),
        decided_by,
        needs,
        opens,
        blocks,
        closing: hardest.result.closing.clone(),
    })
}

fn renewal(found: &Found<'_>, key: Key<'_>, missed: &[Missed<'_>]) -> Option<Renewal> {
    let needs = askings(missed);
    let hardest = hardest(key, missed)?;
    let since = match &hardest.result.reason {
        Reason::Expired { since, .. } => *since,
        _ => return None,
    };
    let decided_by = SeverityRule::of(&needs);
    let (opens, blocks) = effect(found, Sort::Renew, key, missed);
    Some(Renewal {
        dimension: key.dimension(),
        since,
        evidence: hardest.result.evidence.first().cloned(),
        severity: decided_by.severity(),
        decided_by,
        needs,
        opens,
        blocks,
        closing: hardest.result.closing.clone(),
    })
}

fn check(key: Key<'_>, missed: &[Missed<'_>]) -> Option<Check> {
    let needs = askings(missed);
    let why = missed.iter().map(Missed::why).max()?;
    let of_why = missed.iter().filter(|one| one.why() == why);
    let evidence = of_why
        .filter(|_| why != Why::Closed)
        .filter_map(|one| one.result.evidence.first())
        .min_by_key(|evidence| evidence.fact)
        .cloned();
    let decided_by = SeverityRule::of(&needs);
    Some(Check {
        dimension: key.dimension(),
        direction: key.direction,
        why,
        evidence,
        required: hardest(key, missed)?.asking().required,
        severity: decided_by.severity(),
        decided_by,
        needs,
    })
}

fn fixed(missed: &Missed<'_>) -> Fixed {
    Fixed {
        need: missed.need,
        criterion: missed.criterion.id,
        attribute: missed.criterion.attribute.clone(),
        requirement: missed.criterion.requirement.clone(),
        reason: missed.result.reason.clone(),
        strength: missed.criterion.strength,
    }
}

fn askings(missed: &[Missed<'_>]) -> Vec<Asking> {
    let mut askings: Vec<Asking> = missed.iter().map(Missed::asking).collect();
    askings.sort_by_key(|asking| (asking.need, asking.criterion));
    askings
}

/// The criterion that asks for most; of those that ask for as much, the one that is content with least else.
fn hardest<'a>(key: Key<'_>, missed: &[Missed<'a>]) -> Option<Missed<'a>> {
    let hard = |one: &Missed<'_>| {
        let required = i128::from(one.asking().required);
        match key.direction {
            Direction::Raise => required,
            Direction::Lower => -required,
        }
    };
    let least_else = |one: &Missed<'_>| {
        let items = accepted(one.criterion).len();
        let services = one.result.closing.len();
        Reverse((items, services, one.need, one.criterion.id))
    };
    let order = |one: &&Missed<'_>| (hard(one), least_else(one));
    missed.iter().max_by_key(order).copied()
}

/// The level that a fact shows; what is not had stands at 0.
fn present(missed: &Missed<'_>) -> Option<PresentLevel> {
    let evidence: &Evidence = missed.result.evidence.first()?;
    let (low, high) = match (&missed.result.reason, &evidence.value) {
        (Reason::AmountFails, FactValue::Amount { low, high }) => (*low, *high),
        (Reason::SaidNo | Reason::NotListed { .. }, _) => (0, 0),
        _ => return None,
    };
    let evidence = evidence.clone();
    Some(PresentLevel {
        low,
        high,
        evidence,
    })
}

/// The needs that closing it opens, and those that it blocks together with others.
fn effect(
    found: &Found<'_>,
    sort: Sort,
    key: Key<'_>,
    missed: &[Missed<'_>],
) -> (Vec<Opened>, Vec<NeedId>) {
    let musts = missed.iter().filter(|one| one.is_must());
    let needs: BTreeSet<NeedId> = musts.map(|one| one.need).collect();
    let (mut opens, mut blocks) = (Vec::new(), Vec::new());
    for need in needs {
        let known = found.in_the_way.get(&need).into_iter().flatten();
        if known.into_iter().any(|other| *other != (sort, key)) {
            blocks.push(need);
            continue;
        }
        let open = found.not_known.get(&need).into_iter().flatten();
        let to_confirm = open.into_iter().any(|other| *other != key);
        opens.push(Opened { need, to_confirm });
    }
    (opens, blocks)
}

/// Other items with which every criterion here is content.
fn instead(key: Key<'_>, missed: &[Missed<'_>]) -> Vec<ConceptId> {
    let mut common: Option<BTreeSet<&str>> = None;
    for one in missed {
        let own: BTreeSet<&str> = match one.criterion.requirement {
            Requirement::AnyOf { .. } => accepted(one.criterion).into_iter().collect(),
            _ => BTreeSet::new(),
        };
        common = Some(match common {
            Some(common) => common.intersection(&own).copied().collect(),
            None => own,
        });
    }
    let others = common.into_iter().flatten();
    let others = others.filter(|item| Some(*item) != key.item);
    others.map(str::to_owned).collect()
}
