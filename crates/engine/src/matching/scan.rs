//! The first pass: every row of every block, on several threads. What it keeps of a row is a key of
//! two bytes, by which rows are ordered; blocks are in order of site, so equal keys are too.

use super::asks::Ask;
use super::block::{Block, NO_STATE};
use super::closed::ClosedAsk;
use super::divide::Shares;
use super::items::CONCEPTS;
use super::room::Room;
use super::rules::RULES;
use super::shortlist::Prepared;
use super::sums::{CRITERIA, STANDINGS, WEIGHTS, points, sole_failed, standing};
use super::totals::{Part, SCORES, Scanned, TURNS, Totals, key, merge};
use eslabon_domain::needs::{Requirement, Strength};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks that a thread takes at a time.
pub(super) const BLOCKS_AT_ONCE: usize = 4;

/// Where a sum names no criterion: the row fails no must, or several.
const NOWHERE: u8 = u8::MAX;

/// A question, ready for blocks.
pub(super) struct Scan<'p> {
    prepared: &'p Prepared<'p>,
    asks: Vec<Ask<'p>>,
    closed: Vec<ClosedAsk<'p>>,
    /// What a row begins with, by state.
    starts: Box<[u64; 256]>,
    /// The points of words, by the weight found.
    text_points: Vec<u64>,
    wishes: Shares,
    /// By criterion: which ask could ask for less, if it could.
    eased: Vec<Option<usize>>,
    /// By the place that a sum names: whether it could.
    is_eased: [bool; 256],
    /// By criterion: how many steps that has.
    steps: Vec<usize>,
    /// Too many criteria or concepts for sums: every row is judged by itself.
    is_plain: bool,
}

impl<'p> Scan<'p> {
    /// Of a prepared question.
    pub fn new(prepared: &'p Prepared<'p>) -> Self {
        let numbers = prepared.table.numbers();
        let (mut asks, mut closed) = (Vec::new(), Vec::<ClosedAsk<'p>>::new());
        for (at, (compiled, closers)) in prepared.criteria.iter().enumerate() {
            if compiled.closed.is_none() {
                asks.push(Ask::new(at, compiled, closers, numbers, prepared.on));
            } else if compiled.criterion.strength == Strength::Must {
                closed.push(ClosedAsk::new(compiled, closers, prepared));
            }
        }
        let start = |state| {
            let open = asks.iter().map(|ask| ask.start(state));
            let closed = closed.iter().map(|ask| ask.start(state));
            open.chain(closed).fold(0, u64::wrapping_add)
        };
        let mut eased = vec![None; prepared.criteria.len()];
        for (place, ask) in asks.iter().enumerate().filter(|(_, ask)| ask.has_steps()) {
            if let Some(eased) = eased.get_mut(ask.at) {
                *eased = Some(place);
            }
        }
        let steps = prepared.criteria.iter();
        let text_points = |found| u64::from(RULES.text_weight * prepared.words.share_milli(found));
        Self {
            starts: Box::new(std::array::from_fn(|state| {
                start(u8::try_from(state).unwrap_or(NO_STATE))
            })),
            text_points: (0..=prepared.words.total).map(text_points).collect(),
            wishes: Shares::of(prepared.wishes_total),
            is_eased: std::array::from_fn(|place| matches!(eased.get(place), Some(Some(_)))),
            eased,
            steps: steps.map(|(compiled, _)| compiled.steps.len()).collect(),
            is_plain: is_plain(prepared),
            prepared,
            asks,
            closed,
        }
    }

    /// Scans every block.
    pub fn run(&self, threads: NonZeroUsize) -> Scanned {
        let blocks = self.prepared.table.blocks();
        let chunks: Vec<&[Arc<Block>]> = blocks.chunks(BLOCKS_AT_ONCE).collect();
        let next = AtomicUsize::new(0);
        let work = || self.work(&chunks, &next);
        let helpers = threads.get().min(chunks.len()).saturating_sub(1);
        let parts = std::thread::scope(|scope| {
            let helpers: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
            let mut parts = vec![work()];
            for helper in helpers {
                match helper.join() {
                    Ok(part) => parts.push(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            parts
        });
        merge(parts, &self.steps, self.prepared.table.len())
    }

    /// What one thread does: takes chunks until none is left.
    fn work(&self, chunks: &[&[Arc<Block>]], next: &AtomicUsize) -> Part {
        let mut part = Part::new(&self.steps);
        let mut room = Room::default();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(at) else {
                return part;
            };
            let mut keys = Vec::with_capacity(chunk.iter().map(|block| block.len()).sum());
            for block in *chunk {
                if self.is_plain {
                    self.plain(block, &mut room, &mut part.totals, &mut keys);
                } else {
                    self.block(block, &mut room, &mut part.totals, &mut keys);
                }
            }
            part.chunks.push((at, keys));
        }
    }

    fn block(&self, block: &Block, room: &mut Room, totals: &mut Totals, keys: &mut Vec<u16>) {
        room.enter(block);
        self.start(block, &mut room.sums);
        for ask in &self.asks {
            if let Some(count) = totals.market.get_mut(ask.at) {
                ask.add(block, room, count);
            }
        }
        self.prepared.find_words(block, room);
        let from = keys.len();
        keys.resize(from + block.len(), 0);
        let keys = keys.get_mut(from..).unwrap_or_default();
        self.finish(room, totals, keys);
        self.ease(block, room, totals);
        if !self.closed.is_empty() {
            self.compare_closed(block, room, totals, keys);
        }
    }

    /// What every row begins with.
    #[inline(never)]
    fn start(&self, block: &Block, sums: &mut [u64]) {
        for (state, sum) in block.states.iter().zip(sums) {
            *sum = self.starts.get(usize::from(*state)).copied().unwrap_or(0);
        }
    }

    /// The keys of the rows, and what they count for.
    #[inline(never)]
    fn finish(&self, room: &Room, totals: &mut Totals, keys: &mut [u16]) {
        let mut sole = [[0_u32; TURNS]; 256];
        let mut turn = 0;
        for ((sum, found), held) in room.sums.iter().zip(&room.found).zip(keys) {
            turn = (turn + 1) % TURNS;
            let key = self.key(*sum, *found);
            let place = usize::from(sole_failed(*sum, NOWHERE));
            if let Some(count) = sole.get_mut(place).and_then(|turns| turns.get_mut(turn)) {
                *count += 1;
            }
            let turns = totals.counts.get_mut(usize::from(key));
            if let Some(count) = turns.and_then(|turns| turns.get_mut(turn)) {
                *count = count.wrapping_add(1);
            }
            *held = key;
        }
        // The places beyond the need's criteria stand for rows that fail none or several.
        for (count, turns) in totals.sole.iter_mut().zip(&sole) {
            *count += turns.iter().sum::<u32>();
        }
    }

    /// Counts the rows that a must turns away by itself at the first step at which it would not. Open facts
    /// only: closed ones have not been compared yet.
    #[inline(never)]
    fn ease(&self, block: &Block, room: &mut Room, totals: &mut Totals) {
        if !self.is_eased.contains(&true) {
            return;
        }
        room.rows.clear_for(room.sums.len());
        for (row, sum) in (0..).zip(&room.sums) {
            let place = usize::from(sole_failed(*sum, NOWHERE));
            let is_eased = self.is_eased.get(place).copied().unwrap_or(false);
            room.rows.take_if(is_eased, row);
        }
        for row in room.rows.all() {
            let sum = room.sums.get(*row as usize).copied().unwrap_or(0);
            let sole = usize::from(sole_failed(sum, NOWHERE));
            if let Ok(row) = u16::try_from(*row) {
                self.count_step(sole, block, row, room, totals);
            }
        }
    }

    /// Counts a row that only one must turns away.
    fn count_step(
        &self,
        criterion: usize,
        block: &Block,
        row: u16,
        room: &Room,
        totals: &mut Totals,
    ) {
        let ask = self.eased.get(criterion).copied().flatten();
        let ask = ask.and_then(|place| self.asks.get(place));
        if let Some(step) = ask.and_then(|ask| ask.first_step(block, row, room)) {
            totals.win(criterion, step);
        }
    }

    #[inline]
    fn key(&self, sum: u64, found: u32) -> u16 {
        let words = self.text_points.get(found as usize).copied().unwrap_or(0);
        let score = self.wishes.divide(points(sum) + words);
        standing(sum) * SCORES + score
    }

    /// Lets closed figures move the bands of the rows whose owners allow it.
    fn compare_closed(
        &self,
        block: &Block,
        room: &mut Room,
        totals: &mut Totals,
        keys: &mut [u16],
    ) {
        let mut touched = Vec::new();
        for ask in &self.closed {
            ask.each(block, |row, change| {
                if let Some(sum) = room.sums.get_mut(row) {
                    *sum = sum.wrapping_add(change);
                    touched.push(row);
                }
            });
        }
        touched.sort_unstable();
        touched.dedup();
        for row in touched {
            let (sum, found) = (room.sums.get(row), room.found.get(row));
            let (Some(sum), Some(found), Some(held)) = (sum, found, keys.get_mut(row)) else {
                continue;
            };
            let new = self.key(*sum, *found);
            totals.move_key(*held, new);
            *held = new;
        }
    }

    fn plain(&self, block: &Block, room: &mut Room, totals: &mut Totals, keys: &mut Vec<u16>) {
        room.enter(block);
        self.prepared.find_words(block, room);
        for (place, found) in room.found.iter().enumerate() {
            let Some(row) = self.prepared.row(block, place) else {
                continue;
            };
            let scored = self.prepared.score(&row, *found, &mut totals.market);
            let place_of = |bands| (0..).zip(STANDINGS).find(|(_, b)| *b == bands);
            let of = |bands| place_of(bands).map_or(0, |(place, _)| place);
            let (open, all) = (of(scored.open), of((scored.possible, scored.proven)));
            let key = key(all, scored.score_milli);
            totals.count_key(key);
            totals.move_standing(open, all);
            if let (Some(sole), Ok(row)) = (scored.sole, u16::try_from(place)) {
                self.count_step(sole, block, row, room, totals);
            }
            keys.push(key);
        }
    }

    /// Bytes of the columns that the scan reads, each of them once.
    pub fn hot_bytes(&self) -> usize {
        let mut columns: Vec<(u32, bool)> = self.asks.iter().flat_map(Ask::columns).collect();
        // Of one that is read twice the one with amounts comes first.
        columns.sort_unstable_by_key(|(column, with_amounts)| (*column, !with_amounts));
        columns.dedup_by_key(|(column, _)| *column);
        let mut closed: Vec<u32> = self.closed.iter().flat_map(ClosedAsk::columns).collect();
        closed.sort_unstable();
        closed.dedup();
        let reads_positions = self.asks.iter().any(Ask::reads_positions);
        let of_block = |block: &Block| {
            let open = columns.iter().filter_map(|(column, with_amounts)| {
                let column = block.open(*column)?;
                Some(column.hot_bytes(*with_amounts))
            });
            let closed = closed.iter().filter_map(|column| block.closed(*column));
            let positions = if reads_positions {
                block.position_bytes()
            } else {
                0
            };
            size_of_val(block.states.as_slice())
                + positions
                + open.sum::<usize>()
                + closed.map(|column| column.hot_bytes(true)).sum::<usize>()
                + self.prepared.words.hot_bytes(block)
        };
        let blocks = self.prepared.table.blocks().iter();
        blocks.map(|block| of_block(block)).sum()
    }
}

fn is_plain(prepared: &Prepared<'_>) -> bool {
    let has_many = |requirement: &Requirement| match requirement {
        Requirement::AnyOf { concepts } => concepts.len() > CONCEPTS,
        _ => false,
    };
    let mut asked = prepared.criteria.iter();
    prepared.criteria.len() > CRITERIA
        || prepared.wishes_total > WEIGHTS
        || asked.any(|(compiled, _)| has_many(compiled.requirement.as_ref()))
}
