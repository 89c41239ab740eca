//! The first pass: every row of every block, on several threads. What it keeps of a row is a key of
//! two bytes, by which rows are ordered; blocks are in order of site, so equal keys are too.

use super::asks::Ask;
use super::block::{Block, NO_STATE};
use super::closed::ClosedAsk;
use super::divide::Shares;
use super::items::CONCEPTS;
use super::rules::RULES;
use super::shortlist::Prepared;
use super::sums::{CRITERIA, Line, STANDINGS, has_one_failed, points, standing};
use super::totals::{Part, SCORES, Scanned, Totals, key, merge};
use eslabon_domain::needs::{Requirement, Strength};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks that a thread takes at a time.
pub(super) const BLOCKS_AT_ONCE: usize = 4;

/// Room for a block's rows.
#[derive(Default)]
struct Room {
    lines: Vec<Line>,
    found: Vec<u32>,
    seen: Vec<bool>,
    /// Rows that a must turns away by itself which could ask for less.
    turned_away: Vec<u16>,
}

/// A question, ready for blocks.
pub(super) struct Scan<'p> {
    prepared: &'p Prepared<'p>,
    asks: Vec<Ask<'p>>,
    closed: Vec<ClosedAsk<'p>>,
    /// What a row begins with, by state.
    starts: Box<[Line; 256]>,
    /// The points of words, by the weight found.
    text_points: Vec<u64>,
    wishes: Shares,
    /// By criterion: which ask could ask for less, if it could.
    eased: Vec<Option<usize>>,
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
            let mut line = Line {
                state,
                ..Line::default()
            };
            for ask in &asks {
                let (more, is_failed) = ask.start(state);
                let place = u8::try_from(ask.at).unwrap_or(u8::MAX);
                line.add(more, if is_failed { place } else { 0 });
            }
            for ask in &closed {
                line.add(ask.start(state), 0);
            }
            line
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
        self.start(block, room);
        for ask in &self.asks {
            if let Some(count) = totals.market.get_mut(ask.at) {
                ask.add(block, &mut room.lines, count);
            }
        }
        room.find(block, self.prepared);
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
    fn start(&self, block: &Block, room: &mut Room) {
        room.lines.resize(block.len(), Line::default());
        for (state, line) in block.states.iter().zip(&mut room.lines) {
            if let Some(start) = self.starts.get(usize::from(*state)) {
                *line = *start;
            }
        }
    }

    /// The keys of the rows, and what they count for.
    #[inline(never)]
    fn finish(&self, room: &Room, totals: &mut Totals, keys: &mut [u16]) {
        let nowhere = self.prepared.criteria.len();
        for ((line, found), held) in room.lines.iter().zip(&room.found).zip(keys) {
            let key = self.key(line.sum, *found);
            let only = usize::from(line.failed);
            let blocker = if has_one_failed(line.sum) {
                only
            } else {
                nowhere
            };
            if let Some(count) = totals.sole.get_mut(blocker) {
                *count += 1;
            }
            if let Some(count) = totals.counts.get_mut(usize::from(key)) {
                *count += 1;
            }
            *held = key;
        }
    }

    /// Counts the rows that a must turns away by itself at the first step at which it would not. Open facts
    /// only: closed ones have not been compared yet.
    fn ease(&self, block: &Block, room: &mut Room, totals: &mut Totals) {
        if self.eased.iter().all(Option::is_none) {
            return;
        }
        let is_eased = |place: u8| {
            self.eased
                .get(usize::from(place))
                .is_some_and(Option::is_some)
        };
        room.turned_away.clear();
        room.turned_away.resize(room.lines.len(), 0);
        let mut count = 0;
        for (row, line) in (0..).zip(&room.lines) {
            // Written always and counted where it counts, without a branch.
            if let Some(next) = room.turned_away.get_mut(count) {
                *next = row;
            }
            count += usize::from(has_one_failed(line.sum) & is_eased(line.failed));
        }
        room.turned_away.truncate(count);
        for row in &room.turned_away {
            if let Some(line) = room.lines.get(usize::from(*row)) {
                self.count_step(usize::from(line.failed), block, *row, totals);
            }
        }
    }

    /// Counts a row that only one must turns away.
    fn count_step(&self, criterion: usize, block: &Block, row: u16, totals: &mut Totals) {
        let ask = self.eased.get(criterion).copied().flatten();
        let ask = ask.and_then(|place| self.asks.get(place));
        if let Some(step) = ask.and_then(|ask| ask.first_step(block, row)) {
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
                if let Some(line) = room.lines.get_mut(usize::from(row)) {
                    line.add(change, 0);
                    touched.push(usize::from(row));
                }
            });
        }
        touched.sort_unstable();
        touched.dedup();
        for row in touched {
            let (line, found) = (room.lines.get(row), room.found.get(row));
            let (Some(line), Some(found), Some(held)) = (line, found, keys.get_mut(row)) else {
                continue;
            };
            let new = self.key(line.sum, *found);
            totals.move_key(*held, new);
            *held = new;
        }
    }

    fn plain(&self, block: &Block, room: &mut Room, totals: &mut Totals, keys: &mut Vec<u16>) {
        room.find(block, self.prepared);
        for (place, found) in room.found.iter().enumerate() {
            let Some(row) = self.prepared.row(block, place) else {
                continue;
            };
            let scored = self.prepared.score(&row, *found, &mut totals.market);
            let place_of = |bands| (0..).zip(STANDINGS).find(|(_, b)| *b == bands);
            let of = |bands| place_of(bands).map_or(0, |(place, _)| place);
            let (open, all) = (of(scored.open), of((scored.possible, scored.proven)));
            let key = key(all, scored.score_milli);
            if let Some(count) = totals.counts.get_mut(usize::from(key)) {
                *count += 1;
            }
            totals.move_standing(open, all);
            if let (Some(sole), Ok(row)) = (scored.sole, u16::try_from(place)) {
                self.count_step(sole, block, row, totals);
            }
            keys.push(key);
        }
    }

    /// Bytes of the columns that the scan reads.
    pub fn hot_bytes(&self) -> usize {
        let of_block = |block: &Block| {
            let asks = self.asks.iter().map(|ask| ask.hot_bytes(block));
            size_of_val(block.states.as_slice())
                + asks.sum::<usize>()
                + self.prepared.words.hot_bytes(block)
        };
        let blocks = self.prepared.table.blocks().iter();
        blocks.map(|block| of_block(block)).sum()
    }
}

impl Room {
    /// Finds the need's words in a block's rows.
    fn find(&mut self, block: &Block, prepared: &Prepared<'_>) {
        self.found.clear();
        self.found.resize(block.len(), 0);
        self.seen.resize(block.len(), false);
        prepared.words.find(block, &mut self.found, &mut self.seen);
    }
}

fn is_plain(prepared: &Prepared<'_>) -> bool {
    let has_many = |requirement: &Requirement| match requirement {
        Requirement::AnyOf { concepts } => concepts.len() > CONCEPTS,
        _ => false,
    };
    let mut asked = prepared.criteria.iter();
    prepared.criteria.len() > CRITERIA
        || asked.any(|(compiled, _)| has_many(compiled.requirement.as_ref()))
}
