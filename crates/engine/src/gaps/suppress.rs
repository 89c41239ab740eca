//! What a map may tell of a closed group: nothing that concerns fewer firms than the rules say, and nothing
//! from which that follows by subtraction. So a part is told only where it is the whole, or where it and
//! everything beside it are large enough.
//!
//! Whoever chooses the sites of a map can still take one map from another: the caller keeps them the same.

use super::count::{Counted, cohorts, volume};
use super::map::MapRow;
use super::rules::RULES;
use eslabon_domain::ids::NeedId;

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
