//! What the criteria that read columns of entries have in common: which rows are told by what their entries
//! say together, which must be looked at, and which entry speaks for an item.

use super::answer::MarketCount;
use super::block::Block;
use super::column::Column;
use super::days::Limits;
use super::room::Rows;
use super::sums::{Known, Outcome};
use std::ops::Range;

/// Takes apart the rows that meet what is asked and the last entries of those that must be looked at.
/// Without a branch: what comes next is hard to foretell.
#[inline]
pub(super) fn sort(
    column: &Column,
    says: &[u8],
    is_met: impl Fn(u8) -> bool,
    is_open: impl Fn(u8) -> bool,
    met: &mut Rows,
    looked_at: &mut Rows,
) {
    met.clear_for(column.rows.len());
    looked_at.clear_for(column.rows.len());
    for (place, row, is_last) in column.ends() {
        let says = says.get(usize::from(row)).copied().unwrap_or(0);
        met.take_if(is_last & is_met(says), u32::from(row));
        looked_at.take_if(is_last & is_open(says), place);
    }
}

/// Adds an outcome to a row, and counts it.
#[inline]
pub(super) fn note(
    row: u16,
    outcome: Outcome,
    block: &Block,
    known: &Known,
    sums: &mut [u64],
    count: &mut MarketCount,
) {
    let row = usize::from(row);
    if let (Some(sum), Some(state)) = (sums.get_mut(row), block.states.get(row)) {
        known.add(outcome, *state, sum, count);
    }
}

/// Of the entries of a row the one that speaks for each item, in order of item: one that holds before
/// one that does not, then the strongest; the first where they are alike.
pub(super) fn speakers(
    column: &Column,
    places: Range<usize>,
    limits: Limits,
) -> impl Iterator<Item = usize> {
    let Range { start, end } = places;
    let holds = move |place: usize| {
        let term = column.terms.get(place).copied();
        term.is_some_and(|term| limits.hold(term))
    };
    let is_better = move |place, best| {
        let holding = holds(place).cmp(&holds(best));
        holding.then_with(|| column.strength(place, best)).is_gt()
    };
    let mut next = start;
    std::iter::from_fn(move || {
        if next >= end {
            return None;
        }
        let item = column.item(next);
        let mut best = next;
        next += 1;
        while next < end && column.item(next) == item {
            if is_better(next, best) {
                best = next;
            }
            next += 1;
        }
        Some(best)
    })
}
