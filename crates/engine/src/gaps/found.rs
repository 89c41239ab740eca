//! Sorts what matching says of a site by what is to be done about it and by what it is about, so that what
//! several needs ask of the same stands together. Must not weigh anything.

use super::gap::{Asking, Why};
use crate::matching::{CriterionResult, GapAction, Reason, UnknownAction, Verdict};
use crate::programme::{Dimension, Direction};
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use std::collections::{BTreeMap, BTreeSet};

/// What something is about, borrowed from the needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a> {
    pub attribute: &'a str,
    pub item: Option<&'a str>,
    pub direction: Direction,
}

impl Key<'_> {
    pub fn dimension(self) -> Dimension {
        Dimension {
            attribute: self.attribute.to_owned(),
            item: self.item.map(str::to_owned),
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Close,
    Renew,
    Verify,
    Ask,
    Fixed,
}

impl Sort {
    /// Whether it is known to be in the way.
    pub fn is_known(self) -> bool {
        matches!(self, Sort::Close | Sort::Renew | Sort::Fixed)
    }
}

/// A criterion that is not met, with what is said of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missed<'a> {
    pub need: NeedId,
    pub criterion: &'a Criterion,
    pub result: &'a CriterionResult,
}

impl Missed<'_> {
    pub fn asking(&self) -> Asking {
        Asking {
            need: self.need,
            criterion: self.criterion.id,
            required: required(&self.criterion.requirement),
            strength: self.criterion.strength,
            weight: self.criterion.weight,
        }
    }

    pub fn is_must(&self) -> bool {
        self.criterion.strength == Strength::Must
    }

    /// Why it is not known.
    pub fn why(&self) -> Why {
        if is_closed(self.result) {
            return Why::Closed;
        }
        match &self.result.reason {
            Reason::Expired { since, .. } => Why::Expired { since: *since },
            Reason::RangeStraddles => Why::RangeStraddles,
            Reason::OnlyWider { item } => Why::OnlyWider { item: item.clone() },
            Reason::NearEdge { .. } => Why::NearEdge,
            Reason::PlaceUnknown => Why::PlaceUnknown,
            _ => Why::NothingKnown,
        }
    }
}

/// What is asked for, as a number: 1 for what is had or not, metres for a radius.
pub(super) fn required(requirement: &Requirement) -> i64 {
    match requirement {
        Requirement::AnyOf { .. } | Requirement::InStates { .. } => 1,
        Requirement::AtLeast { amount } | Requirement::AtMost { amount } => *amount,
        Requirement::Within { radius_m, .. } => *radius_m,
    }
}

/// Which way a requirement is better.
pub(super) fn direction(requirement: &Requirement) -> Direction {
    match requirement {
        Requirement::AtMost { .. } | Requirement::Within { .. } => Direction::Lower,
        _ => Direction::Raise,
    }
}

/// The items with any of which a criterion is content.
pub(super) fn accepted(criterion: &Criterion) -> Vec<&str> {
    match &criterion.requirement {
        Requirement::AnyOf { concepts } => concepts.iter().map(String::as_str).collect(),
        _ => criterion.item.iter().map(String::as_str).collect(),
    }
}

/// Whether anything of a closed group stands behind a result: then nothing of the result is read.
fn is_closed(result: &CriterionResult) -> bool {
    result.verdict == Verdict::Closed || result.reason == Reason::KeptClosed
}

/// What a result calls for; nothing where the criterion is met.
fn sort_of(criterion: &Criterion, result: &CriterionResult) -> Option<Sort> {
    if is_closed(result) {
        return Some(Sort::Ask);
    }
    let is_place = matches!(
        criterion.requirement,
        Requirement::InStates { .. } | Requirement::Within { .. }
    );
    match result.verdict {
        Verdict::Meets => None,
        Verdict::Gap { .. } if is_place => Some(Sort::Fixed),
        Verdict::Gap { action, .. } => Some(match (action, &result.reason) {
            (GapAction::Move, _) => Sort::Fixed,
            (GapAction::Renew, Reason::Expired { .. }) => Sort::Renew,
            _ => Sort::Close,
        }),
        Verdict::Unknown { action } => Some(match (action, &result.reason) {
            (UnknownAction::Verify, Reason::Expired { .. }) => Sort::Verify,
            _ => Sort::Ask,
        }),
        Verdict::Closed => Some(Sort::Ask),
    }
}

/// How many needs take an item. Said of all needs, whatever the site has, so that closing one gap never
/// renames another.
pub(super) struct Takers<'a>(BTreeMap<(&'a str, &'a str), BTreeSet<NeedId>>);

impl<'a> Takers<'a> {
    pub fn of(criteria: impl Iterator<Item = (NeedId, &'a Criterion)>) -> Self {
        let mut takers: BTreeMap<_, BTreeSet<NeedId>> = BTreeMap::new();
        for (need, criterion) in criteria {
            if let Requirement::AnyOf { concepts } = &criterion.requirement {
                for concept in concepts {
                    let key = (criterion.attribute.as_str(), concept.as_str());
                    takers.entry(key).or_default().insert(need);
                }
            }
        }
        Self(takers)
    }

    /// The item that stands for a criterion: of several, the one that most needs take, the first of those.
    fn item(&self, criterion: &'a Criterion) -> Option<&'a str> {
        let Requirement::AnyOf { concepts } = &criterion.requirement else {
            return criterion.item.as_deref();
        };
        let mut best: Option<(usize, &str)> = None;
        for concept in concepts {
            let needs = self
                .0
                .get(&(criterion.attribute.as_str(), concept.as_str()));
            let needs = needs.map_or(0, BTreeSet::len);
            if best.is_none_or(|(most, _)| needs > most) {
                best = Some((needs, concept));
            }
        }
        best.map(|(_, concept)| concept)
    }
}

/// Everything that is missed, by what is to be done and what it is about.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub groups: BTreeMap<(Sort, Key<'a>), Vec<Missed<'a>>>,
    /// Of each need the musts that are known to be in the way.
    pub in_the_way: BTreeMap<NeedId, Vec<(Sort, Key<'a>)>>,
    /// Of each need the musts that are not known.
    pub not_known: BTreeMap<NeedId, Vec<Key<'a>>>,
}

impl<'a> Found<'a> {
    /// Adds a result, if it is missed.
    pub fn add(&mut self, missed: Missed<'a>, takers: &Takers<'a>) {
        let Some(sort) = sort_of(missed.criterion, missed.result) else {
            return;
        };
        let item = match (sort, &missed.result.reason) {
            // What ran out is renewed or looked at, whatever else would do.
            (Sort::Renew | Sort::Verify, Reason::Expired { item, .. }) => item.as_deref(),
            _ => takers.item(missed.criterion),
        };
        let key = Key {
            attribute: &missed.criterion.attribute,
            item,
            direction: direction(&missed.criterion.requirement),
        };
        self.groups.entry((sort, key)).or_default().push(missed);
        if !missed.is_must() {
            return;
        }
        if sort.is_known() {
            let known = self.in_the_way.entry(missed.need).or_default();
            if !known.contains(&(sort, key)) {
                known.push((sort, key));
            }
            return;
        }
        let open = self.not_known.entry(missed.need).or_default();
        if !open.contains(&key) {
            open.push(key);
        }
    }
}
