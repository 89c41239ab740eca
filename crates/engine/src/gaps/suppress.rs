//! What a map may tell of a closed group: nothing that concerns fewer firms than the rules say, and nothing
//! from which that follows by subtraction. So a part is told only where it is the whole, or where it and
//! everything beside it are large enough.
//!
//! Whoever chooses the sites of a map can still take one map from another: the caller keeps them the same.

use super::map::{Cohort, MapRow};
use super::rules::RULES;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::places::StateCode;
use std::collections::BTreeMap;

/// A row with every figure, before it is decided what may be told.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// The row as it is told of an open group.
    pub row: MapRow,
    /// Firms that lack it, by need that cannot do without.
    pub blocked_firms: BTreeMap<NeedId, usize>,
    /// Firms of the pairs that closing it opens.
    pub opened_firms: usize,
    /// Firms that lack it, by state, with their sites there.
    pub by_state: BTreeMap<Option<StateCode>, (usize, Vec<SiteId>)>,
    /// The pieces of each need that says how many.
    pub pieces: BTreeMap<NeedId, i64>,
}

/// The states with enough firms. Those of an open group are named: that is what a cohort is for.
pub(super) fn cohorts(
    by_state: &BTreeMap<Option<StateCode>, (usize, Vec<SiteId>)>,
    at_least: usize,
    are_named: bool,
) -> Vec<Cohort> {
    let mut cohorts = Vec::new();
    for (state, (firms, sites)) in by_state {
        let Some(state) = state.filter(|_| *firms >= at_least) else {
            continue;
        };
        cohorts.push(Cohort {
            state,
            firms: *firms,
            sites: if are_named { sites.clone() } else { Vec::new() },
        });
    }
    cohorts
}

/// What is told of a closed group: nothing at all where too few firms lack it and there is none of which it
/// is not known, because the row alone would tell that some do.
pub(super) fn closed(counted: Counted) -> Option<MapRow> {
    let least = RULES.closed_firms;
    let mut row = counted.row;
    let is_known_of_all = row.unknown.is_none_or(|firms| firms == 0);
    if is_known_of_all && row.lacking.is_none_or(|firms| firms < least) {
        return None;
    }
    row.is_closed = true;
    row.withheld = true;
    // Of those of whom it is not known, the rest is told by how many there are.
    row.unknown = None;
    row.renewing = None;
    let Some(lacking) = row.lacking.filter(|firms| *firms >= least) else {
        row.lacking = None;
        row.blocks.clear();
        row.volume = None;
        row.without_volume = 0;
        row.opens = None;
        row.services.clear();
        row.unclosed = None;
        row.cohorts.clear();
        return Some(row);
    };
    let enough = |need: &NeedId| {
        let firms = counted.blocked_firms.get(need);
        firms.is_some_and(|firms| *firms >= least)
    };
    row.blocks.retain(enough);
    let (volume, without) = volume(&row.blocks, &counted.pieces);
    (row.volume, row.without_volume) = (volume, without);
    row.opens = row.opens.filter(|_| counted.opened_firms >= least);
    row.services.retain(|service| service.firms == lacking);
    row.unclosed = row
        .unclosed
        .filter(|firms| *firms == 0 || *firms == lacking);
    let are_large = counted.by_state.values().all(|(firms, _)| *firms >= least);
    row.cohorts = match are_large {
        true => cohorts(&counted.by_state, least, false),
        false => Vec::new(),
    };
    Some(row)
}

/// The pieces of these needs in a month, and how many of them do not say.
pub(super) fn volume(needs: &[NeedId], pieces: &BTreeMap<NeedId, i64>) -> (Option<i64>, usize) {
    let (mut sum, mut without) = (None::<i64>, 0);
    for need in needs {
        match pieces.get(need) {
            Some(pieces) => sum = Some(sum.unwrap_or(0).saturating_add(*pieces)),
            None => without += 1,
        }
    }
    (sum, without)
}
