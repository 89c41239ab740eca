//! What the scan counts, and the key by which it orders rows.

use super::answer::{Group, GroupCounts, MarketCount};
use super::sums::STANDINGS;

/// Scores of one standing: 0 to 1,000.
pub(super) const SCORES: u16 = 1_001;
/// So many rows are counted apart from each other: counting at one place waits for the count before.
pub(super) const TURNS: usize = 4;
/// Different keys.
pub(super) const KEYS: usize = STANDINGS.len() * SCORES as usize;

/// The key of a standing and a score: the greater, the better.
pub(super) fn key(standing: u16, score_milli: u32) -> u16 {
    let score = u16::try_from(score_milli).map_or(SCORES - 1, |score| score.min(SCORES - 1));
    standing * SCORES + score
}

/// The place among [`STANDINGS`] and the score of a key.
pub(super) fn unkey(key: u16) -> (u16, u32) {
    (key / SCORES, u32::from(key % SCORES))
}

/// The group of a standing.
pub(super) fn group_of(standing: u16) -> Group {
    let bands = STANDINGS.get(usize::from(standing));
    bands.map_or(Group::OutOfReach, |bands| Group::of(bands.0, bands.1))
}

/// What the first pass found.
pub(super) struct Scanned {
    /// The key of every row, in order of site, some blocks together.
    pub chunks: Vec<Vec<u16>>,
    /// How many rows have each key.
    pub counts: Vec<u32>,
    /// By open facts alone.
    pub groups: GroupCounts,
    pub market: Vec<MarketCount>,
    /// By criterion and step of its easing: rows that the step wins and no nearer one.
    pub won: Vec<Vec<usize>>,
}

/// What one thread found.
pub(super) struct Part {
    pub totals: Totals,
    /// The keys of each chunk of blocks that it took, with the chunk's place.
    pub chunks: Vec<(usize, Vec<u16>)>,
}

impl Part {
    /// Nothing yet, of criteria with so many steps each.
    pub fn new(steps: &[usize]) -> Self {
        let criteria = steps.len();
        Self {
            totals: Totals {
                counts: vec![[0; TURNS]; KEYS],
                market: vec![MarketCount::default(); criteria],
                moved: [0; STANDINGS.len()],
                sole: vec![0; criteria],
                won: steps.iter().map(|count| vec![0; *count]).collect(),
            },
            chunks: Vec::new(),
        }
    }
}

/// What one thread counts.
pub(super) struct Totals {
    /// By key, in turns; what a row is moved from may be counted in another turn, so that only the sum of
    /// them tells how many there are.
    pub counts: Vec<[u32; TURNS]>,
    /// Only those that meet a criterion or do not; the rest is unknown.
    pub market: Vec<MarketCount>,
    /// By standing: rows that stand there by open facts alone and elsewhere by all, less the others.
    moved: [i64; STANDINGS.len()],
    /// By criterion: rows that fail it and no other.
    pub sole: Vec<u32>,
    /// As [`Scanned::won`].
    won: Vec<Vec<usize>>,
}

impl Totals {
    /// Counts a row that a step of a criterion wins and no nearer one.
    pub fn win(&mut self, criterion: usize, step: usize) {
        let steps = self.won.get_mut(criterion);
        if let Some(count) = steps.and_then(|steps| steps.get_mut(step)) {
            *count += 1;
        }
    }

    /// Counts a row under another key.
    pub fn move_key(&mut self, old: u16, new: u16) {
        if let Some([count, ..]) = self.counts.get_mut(usize::from(old)) {
            *count = count.wrapping_sub(1);
        }
        self.count_key(new);
        self.move_standing(unkey(old).0, unkey(new).0);
    }

    /// Counts a row.
    pub fn count_key(&mut self, key: u16) {
        if let Some([count, ..]) = self.counts.get_mut(usize::from(key)) {
            *count = count.wrapping_add(1);
        }
    }

    /// Notes a row that stands elsewhere by open facts alone than it stands by all.
    pub fn move_standing(&mut self, open: u16, all: u16) {
        if let Some(count) = self.moved.get_mut(usize::from(open)) {
            *count += 1;
        }
        if let Some(count) = self.moved.get_mut(usize::from(all)) {
            *count -= 1;
        }
    }
}

/// Adds up what the threads found, of criteria with so many steps each and so many rows.
pub(super) fn merge(parts: Vec<Part>, steps: &[usize], rows: usize) -> Scanned {
    let mut chunks = Vec::new();
    let mut counts = vec![0_u32; KEYS];
    let mut market = vec![MarketCount::default(); steps.len()];
    let mut won: Vec<Vec<usize>> = steps.iter().map(|count| vec![0; *count]).collect();
    let mut standings = [0_i64; STANDINGS.len()];
    for Part {
        totals,
        chunks: done,
    } in parts
    {
        chunks.extend(done);
        for (count, turns) in counts.iter_mut().zip(&totals.counts) {
            *count = turns
                .iter()
                .fold(*count, |sum, more| sum.wrapping_add(*more));
        }
        for (count, more) in standings.iter_mut().zip(totals.moved) {
            *count += more;
        }
        for (count, more) in won.iter_mut().flatten().zip(totals.won.iter().flatten()) {
            *count += more;
        }
        for ((count, more), sole) in market.iter_mut().zip(&totals.market).zip(&totals.sole) {
            count.meets += more.meets;
            count.gap += more.gap;
            count.sole_blocker += more.sole_blocker + *sole as usize;
        }
    }
    chunks.sort_unstable_by_key(|(at, _)| *at);
    for count in &mut market {
        count.unknown = rows - count.meets - count.gap;
    }
    for (key, count) in (0..).zip(&counts) {
        if let Some(standing) = standings.get_mut(usize::from(unkey(key).0)) {
            *standing += i64::from(*count);
        }
    }
    let mut groups = GroupCounts::default();
    for (at, count) in (0..).zip(standings) {
        groups.add(group_of(at), usize::try_from(count).unwrap_or(0));
    }
    Scanned {
        chunks: chunks.into_iter().map(|(_, keys)| keys).collect(),
        counts,
        groups,
        market,
        won,
    }
}
