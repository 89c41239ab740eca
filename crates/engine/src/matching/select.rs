//! Which rows are shown: of each group the first few, with their place among all rows. Nothing is
//! sorted but what is shown.

use super::answer::Group;
use super::block::Block;
use super::scan::BLOCKS_AT_ONCE;
use super::totals::{KEYS, Scanned, group_of, unkey};
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

/// The first rows of each group, by rank.
pub(super) fn select(scanned: &Scanned, blocks: &[Arc<Block>], per_group: usize) -> Vec<Picked> {
    let (mut ranks, mut left) = plan(&scanned.counts, per_group);
    let mut wanted: usize = left.iter().map(|count| *count as usize).sum();
    let mut picked = Vec::with_capacity(wanted);
    let chunks = scanned.chunks.iter().zip(blocks.chunks(BLOCKS_AT_ONCE));
    for (chunk, (keys, blocks)) in chunks.enumerate() {
        if wanted == 0 {
            break;
        }
        let rows = blocks.iter().enumerate().flat_map(|(at, block)| {
            let block_at = chunk * BLOCKS_AT_ONCE + at;
            (0..block.len()).map(move |row| (block_at, row))
        });
        for (key, (block, row)) in keys.iter().zip(rows) {
            let place = usize::from(*key);
            let Some(left) = left.get_mut(place).filter(|left| **left > 0) else {
                continue;
            };
            *left -= 1;
            wanted -= 1;
            // Rows come in order of site, which orders those of one key.
            if let Some(rank) = ranks.get_mut(place) {
                picked.push(Picked {
                    block,
                    row,
                    key: *key,
                    rank: *rank,
                });
                *rank += 1;
            }
        }
    }
    picked.sort_unstable_by_key(|picked| picked.rank);
    picked
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
