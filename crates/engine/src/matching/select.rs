//! Which rows are shown: of each group the first few, with their place among all rows. Nothing is
//! sorted but what is shown.

use super::answer::Group;
use super::block::Block;
use super::scan::BLOCKS_AT_ONCE;
use super::sums::STANDINGS;
use super::totals::{KEYS, SCORES, Scanned, group_of, unkey};
use std::sync::Arc;

/// A row that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picked {
    /// Its block, and its row there.
    pub block: usize,
    pub row: usize,
    pub key: u16,
    /// Its place among all rows, from 1.
    pub rank: usize,
}

/// Rows that are looked through together for some that are shown.
const TOGETHER: usize = 64;

/// The first rows of each group, by rank.
pub(super) fn select(scanned: &Scanned, blocks: &[Arc<Block>], per_group: usize) -> Vec<Picked> {
    let (mut ranks, mut left) = plan(&scanned.counts, per_group);
    let mut wanted: usize = left.iter().map(|count| *count as usize).sum();
    let mut picked = Vec::with_capacity(wanted);
    let mut ranges = ranges(&left);
    let chunks = scanned.chunks.iter().zip(blocks.chunks(BLOCKS_AT_ONCE));
    for (chunk, (keys, blocks)) in chunks.enumerate() {
        for (some, from) in keys.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            if wanted == 0 {
                break;
            }
            if !has_any(some, &ranges) {
                continue;
            }
            // Better keys than the least of a range are shown to the last row.
            let mut is_over = false;
            for (key, at) in some.iter().zip(from..) {
                let place = usize::from(*key);
                let Some(left) = left.get_mut(place).filter(|left| **left > 0) else {
                    continue;
                };
                *left -= 1;
                wanted -= 1;
                is_over |= *left == 0 && ranges.iter().any(|(least, _)| least == key);
                let Some((block, row)) = place_in(blocks, at) else {
                    continue;
                };
                // Rows come in order of site, which orders those of one key.
                if let Some(rank) = ranks.get_mut(place) {
                    picked.push(Picked {
                        block: chunk * BLOCKS_AT_ONCE + block,
                        row,
                        key: *key,
                        rank: *rank,
                    });
                    *rank += 1;
                }
            }
            if is_over {
                ranges = self::ranges(&left);
            }
        }
    }
    picked.sort_unstable_by_key(|picked| picked.rank);
    picked
}

/// Keys of one standing of which rows are still to be shown: the least and how many from there on.
type Range = (u16, u16);

/// For each standing the keys that are still to be shown.
fn ranges(left: &[u32]) -> [Range; STANDINGS.len()] {
    // Of none at all: no key is as high.
    let mut ranges = [(u16::MAX, 0); STANDINGS.len()];
    let standings = left
        .chunks(usize::from(SCORES))
        .zip((0..).step_by(usize::from(SCORES)));
    for (range, (left, least)) in ranges.iter_mut().zip(standings) {
        let first = left.iter().position(|count| *count > 0);
        let last = left.iter().rposition(|count| *count > 0);
        if let (Some(first), Some(last)) = (first, last) {
            let count = |places: usize| u16::try_from(places).unwrap_or(SCORES);
            *range = (least + count(first), count(last - first));
        }
    }
    ranges
}

/// Whether any of the keys lies in a range. Without a branch, so that the compiler takes several in one step.
fn has_any(keys: &[u16], ranges: &[Range; STANDINGS.len()]) -> bool {
    let lies = |key: u16| {
        let lies = |(least, count): &Range| u16::from(key.wrapping_sub(*least) <= *count);
        ranges.iter().map(lies).fold(0, |any, one| any | one)
    };
    keys.iter().fold(0, |any, key| any | lies(*key)) != 0
}

/// The block and its row of a place in several blocks.
fn place_in(blocks: &[Arc<Block>], place: usize) -> Option<(usize, usize)> {
    let mut row = place;
    for (at, block) in blocks.iter().enumerate() {
        match row.checked_sub(block.len()) {
            None => return Some((at, row)),
            Some(further) => row = further,
        }
    }
    None
}

/// For each key the rank of its first row, and how many of its rows are shown.
fn plan(counts: &[u32], per_group: usize) -> (Vec<usize>, Vec<u32>) {
    let (mut ranks, mut shown) = (vec![0; KEYS], vec![0; KEYS]);
    let mut room = Group::ALL.map(|group| (group, per_group));
    let mut better = 0;
    let keys = (0_u16..).zip(counts).zip(ranks.iter_mut().zip(&mut shown));
    let keys: Vec<_> = keys.collect();
    for ((key, count), (rank, shown)) in keys.into_iter().rev() {
        *rank = better + 1;
        better += *count as usize;
        let group = group_of(unkey(key).0);
        let room = room.iter_mut().find(|(other, _)| *other == group);
        if let Some((_, room)) = room {
            let taken = (*count as usize).min(*room);
            *room -= taken;
            *shown = u32::try_from(taken).unwrap_or(u32::MAX);
        }
    }
    (ranks, shown)
}
