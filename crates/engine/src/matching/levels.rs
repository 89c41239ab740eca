//! Whether sites' amounts reach what a criterion asks for, a block of rows at a time.

use super::answer::MarketCount;
use super::block::Block;
use super::column::{AMOUNT, BESIDE, Column, NO_ITEM};
use super::days::Limits;
use super::divide::Divisor;
use super::entries::{note, sort, speakers};
use super::ints::Ints;
use super::judge::Compiled;
use super::room::Room;
use super::rules::RULES;
use super::shortlist::degree_of_gap;
use super::sums::{Known, MET_DEGREE, Outcome};
use super::table::Numbers;
use jiff::civil::Date;
use std::ops::Range;

/// What an entry says: its amount reaches what is asked,
const MET: u8 = 1;
/// misses it,
const MISSED: u8 = 2;
/// or may do either.
const BETWEEN: u8 = 4;
/// Another entry of the row is on the same item.
const DOUBLE: u8 = 8;

/// Up to this scale degrees are looked up.
const SMALL: u64 = 4_096;

/// A criterion that compares amounts.
pub(super) struct Amount {
    column: Option<u32>,
    limits: Limits,
    threshold: i64,
    at_least: bool,
    /// The threshold without its sign, at least 1: what distances are measured in.
    scale: u64,
    divisor: Divisor,
    /// A thousand times the scale is no number too great.
    is_short: bool,
    /// The degree of a wish by how far an amount is from the threshold, up to the scale; where that is small.
    degrees: Vec<u32>,
    /// By item: whether an amount on it counts.
    wanted: Vec<bool>,
}

/// An amount that misses, with how far: in thousandths of the threshold, rounded up.
#[derive(Clone, Copy)]
struct Miss {
    distance: u128,
    level: i64,
}

impl Amount {
    /// Of a criterion that asks for an amount.
    pub fn new(
        compiled: &Compiled<'_>,
        threshold: i64,
        at_least: bool,
        numbers: &Numbers,
        on: Date,
    ) -> Self {
        let scale = threshold.unsigned_abs().max(1);
        let distance = |apart: u64| (apart * 1_000).div_ceil(scale);
        let degree = |apart| degree_of_gap(u16::try_from(distance(apart)).unwrap_or(1_000));
        let steps = if scale <= SMALL { 0..scale + 1 } else { 0..0 };
        Self {
            column: numbers.attributes.find(&compiled.criterion.attribute),
            limits: Limits::new(on, compiled.validity_months),
            threshold,
            at_least,
            scale,
            divisor: Divisor::new(scale),
            is_short: scale < u64::MAX >> 12,
            degrees: steps.map(degree).collect(),
            wanted: compiled.wanted_items(numbers),
        }
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, known: &Known, room: &mut Room, count: &mut MarketCount) {
        let Some(column) = self.column.and_then(|number| block.open(number)) else {
            return;
        };
        if !column.items.is_empty() || !self.is_short {
            self.add_by_row(column, block, known, room, count);
            return;
        }
        if !self.is_wanted(NO_ITEM) {
            return;
        }
        self.tell(column, BESIDE, &mut room.codes);
        count.meets += count_of(&room.codes, MET);
        count.gap += count_of(&room.codes, MISSED);
        self.add_singles(column, block, known, room);
        self.each_of_several(column, |row, outcome| {
            note(row, outcome, block, known, &mut room.sums, count);
        });
    }

    /// The same where a row says several things: where amounts hang on items.
    fn add_by_row(
        &self,
        column: &Column,
        block: &Block,
        known: &Known,
        room: &mut Room,
        count: &mut MarketCount,
    ) {
        self.tell(column, 0, &mut room.codes);
        room.hear_nothing(block);
        hear(column, &room.codes, &mut room.says);
        let is_met = |says: u8| says & (MET | DOUBLE) == MET;
        let is_missed = |says: u8| says & (MET | MISSED | BETWEEN) == MISSED;
        let is_open = |says: u8| is_missed(says) | (says & DOUBLE != 0);
        sort(
            column,
            &room.says,
            is_met,
            is_open,
            &mut room.rows,
            &mut room.others,
        );
        for row in room.rows.all() {
            let row = u16::try_from(*row).unwrap_or(u16::MAX);
            note(row, Outcome::Meets, block, known, &mut room.sums, count);
        }
        for last in room.others.all() {
            let places = column.up_to(*last as usize);
            let row = column.rows.get(places.start).copied();
            if let (Some(outcome), Some(row)) = (self.judge(column, places), row) {
                note(row, outcome, block, known, &mut room.sums, count);
            }
        }
    }

    /// What is known of each row that has several entries, in order.
    fn each_of_several(&self, column: &Column, mut note: impl FnMut(u16, Outcome)) {
        let mut from = 0;
        while let Some(further) = first_beside(column, from) {
            let places = column.around(from + further);
            let row = column.rows.get(places.start).copied();
            from = places.end;
            if let (Some(outcome), Some(row)) = (self.judge(column, places), row) {
                note(row, outcome);
            }
        }
    }

    /// Of a row whose amounts all fall short, the one that falls short by least.
    pub fn nearest(&self, block: &Block, row: u16) -> Option<i64> {
        let column = self.column.and_then(|number| block.open(number))?;
        let mut nearest = None::<i64>;
        for place in speakers(column, column.of_row(row), self.limits) {
            if !self.counts(column, place) {
                continue;
            }
            nearest = Some(if self.at_least {
                let high = column.high(place);
                nearest.map_or(high, |best| best.max(high))
            } else {
                let low = column.lows.at(place);
                nearest.map_or(low, |best| best.min(low))
            });
        }
        nearest
    }

    /// Whether an entry is an amount that holds, on an item that counts.
    fn counts(&self, column: &Column, place: usize) -> bool {
        let what = column.what.get(place).copied().unwrap_or(0);
        let term = column.terms.get(place).copied();
        let holds = term.is_some_and(|term| self.limits.hold(term));
        what & AMOUNT != 0 && holds && self.is_wanted(column.item(place))
    }

    /// The closed column that it compares.
    pub fn closed<'b>(&self, block: &'b Block) -> Option<&'b Column> {
        self.column.and_then(|number| block.closed(number))
    }

    /// The open column that it compares.
    pub fn column(&self) -> Option<u32> {
        self.column
    }

    fn is_wanted(&self, item: u32) -> bool {
        self.wanted.get(item as usize).copied().unwrap_or(false)
    }

    /// What each entry says; nothing where it does not count, does not hold, or is of a kind kept silent.
    #[inline(never)]
    fn tell(&self, column: &Column, silent: u8, codes: &mut Vec<u8>) {
        codes.clear();
        codes.resize(column.rows.len(), 0);
        match (&column.lows, &column.highs, i32::try_from(self.threshold)) {
            (Ints::Narrow(lows), highs, Ok(threshold)) if highs.is_empty() => {
                self.tell_ends(lows, lows, threshold, codes);
            }
            (Ints::Narrow(lows), Ints::Narrow(highs), Ok(threshold)) => {
                self.tell_ends(lows, highs, threshold, codes);
            }
            _ => {
                for (place, code) in codes.iter_mut().enumerate() {
                    let (low, high) = (column.lows.at(place), column.high(place));
                    *code = says(low, high, self.threshold, self.at_least);
                }
            }
        }
        let limits = self.limits;
        let entries = column.what.iter().zip(&column.terms);
        for (code, (what, term)) in codes.iter_mut().zip(entries) {
            let counts = (what & (AMOUNT | silent) == AMOUNT) & limits.hold(*term);
            *code &= u8::from(counts).wrapping_neg();
        }
        if column.items.is_empty() && !self.is_wanted(NO_ITEM) {
            codes.fill(0);
        }
        for (code, item) in codes.iter_mut().zip(&column.items) {
            *code &= u8::from(self.is_wanted(*item)).wrapping_neg();
        }
    }

    #[inline]
    fn tell_ends(&self, lows: &[i32], highs: &[i32], threshold: i32, codes: &mut [u8]) {
        let ends = lows.iter().zip(highs).zip(codes);
        if self.at_least {
            ends.for_each(|((low, high), code)| *code = says(*low, *high, threshold, true));
        } else {
            ends.for_each(|((low, high), code)| *code = says(*low, *high, threshold, false));
        }
    }

    /// Adds what entries say that are the only ones of their rows: most of what registers publish.
    fn add_singles(&self, column: &Column, block: &Block, known: &Known, room: &mut Room) {
        let near = if self.at_least && !known.is_must() && !column.highs.is_empty() {
            &column.highs
        } else {
            &column.lows
        };
        match near {
            Ints::Narrow(ends) => self.singles(column, ends, block, known, room),
            Ints::Wide(ends) => self.singles(column, ends, block, known, room),
        }
    }

    /// With the end of each amount that decides: its level for a must, the nearer one for a wish.
    #[inline(never)]
    fn singles<E: Copy + Into<i64>>(
        &self,
        column: &Column,
        ends: &[E],
        block: &Block,
        known: &Known,
        room: &mut Room,
    ) {
        let entries = room.codes.iter().zip(&column.rows).zip(ends);
        if known.is_must() {
            for ((code, row), end) in entries {
                let row = usize::from(*row);
                let (Some(sum), Some(state)) = (room.sums.get_mut(row), block.states.get(row))
                else {
                    continue;
                };
                let change = known.must_change(code & (MET | MISSED), (*end).into(), *state);
                *sum = sum.wrapping_add(change);
            }
            return;
        }
        for ((code, row), end) in entries {
            let Some(sum) = room.sums.get_mut(usize::from(*row)) else {
                continue;
            };
            let missed = self.missed_degree((*end).into());
            let degree = if *code == MISSED {
                missed
            } else {
                RULES.unknown_degree
            };
            let degree = if *code == MET { MET_DEGREE } else { degree };
            *sum = sum.wrapping_add(known.degree(degree));
        }
    }

    /// The degree of a wish that an amount misses.
    #[inline]
    fn missed_degree(&self, near: i64) -> u32 {
        let apart = near.abs_diff(self.threshold).min(self.scale);
        if let Some(degree) = self
            .degrees
            .get(usize::try_from(apart).unwrap_or(usize::MAX))
        {
            return *degree;
        }
        // At most a thousand, as `apart` is at most the scale.
        let distance = self.divisor.divide(apart * 1_000 + self.scale - 1);
        degree_of_gap(u16::try_from(distance).unwrap_or(1_000))
    }

    #[inline]
    fn meets(&self, low: i64, high: i64) -> bool {
        if self.at_least {
            low >= self.threshold
        } else {
            high <= self.threshold
        }
    }

    #[inline]
    fn misses(&self, low: i64, high: i64) -> bool {
        if self.at_least {
            high < self.threshold
        } else {
            low > self.threshold
        }
    }

    fn distance(&self, low: i64, high: i64) -> u128 {
        let near = if self.at_least { high } else { low };
        let apart = near.abs_diff(self.threshold);
        let short = apart
            .checked_mul(1_000)
            .and_then(|milli| milli.checked_add(self.scale - 1))
            .filter(|number| *number <= u64::MAX >> 1);
        match short {
            Some(number) => u128::from(self.divisor.divide(number)),
            None => (u128::from(apart) * 1_000).div_ceil(u128::from(self.scale)),
        }
    }

    /// What the only entry of a row says.
    fn judge_one(&self, column: &Column, place: usize) -> Option<Outcome> {
        let what = column.what.get(place).copied().unwrap_or(0);
        let term = column.terms.get(place).copied();
        let holds = term.is_some_and(|term| self.limits.hold(term));
        if what & AMOUNT == 0 || !holds || !self.is_wanted(column.item(place)) {
            return None;
        }
        let (low, high) = (column.lows.at(place), column.high(place));
        if self.meets(low, high) {
            return Some(Outcome::Meets);
        }
        self.misses(low, high).then(|| {
            gap(Miss {
                distance: self.distance(low, high),
                level: low,
            })
        })
    }

    /// What the entries of a row say; nothing if it is not known.
    pub fn judge(&self, column: &Column, places: Range<usize>) -> Option<Outcome> {
        if places.len() == 1 {
            return self.judge_one(column, places.start);
        }
        let (mut straddles, mut nearest) = (false, None::<Miss>);
        for place in speakers(column, places, self.limits) {
            if !self.counts(column, place) {
                continue;
            }
            let (low, high) = (column.lows.at(place), column.high(place));
            if self.meets(low, high) {
                return Some(Outcome::Meets);
            }
            if !self.misses(low, high) {
                straddles = true;
                continue;
            }
            let miss = Miss {
                distance: self.distance(low, high),
                level: low,
            };
            if nearest.is_none_or(|best| miss.distance < best.distance) {
                nearest = Some(miss);
            }
        }
        nearest.filter(|_| !straddles).map(gap)
    }
}

/// What an amount says of a threshold.
#[inline]
fn says<T: Copy + Ord>(low: T, high: T, threshold: T, at_least: bool) -> u8 {
    let (meets, misses) = if at_least {
        (low >= threshold, high < threshold)
    } else {
        (high <= threshold, low > threshold)
    };
    let code = if misses { MISSED } else { BETWEEN };
    if meets { MET } else { code }
}

/// Notes what the entries of each row say. Without a branch: what comes next is hard to foretell.
#[inline(never)]
fn hear(column: &Column, codes: &[u8], says: &mut [u8]) {
    let mut before = None;
    for (place, (code, row)) in codes.iter().zip(&column.rows).enumerate() {
        let entry = Some((*row, column.item(place)));
        let is_double = entry == before;
        before = entry;
        if let Some(says) = says.get_mut(usize::from(*row)) {
            *says |= code | (DOUBLE * u8::from(is_double));
        }
    }
}

/// How many entries say this. Few at a time fit into a byte, so that the compiler counts many in one step.
fn count_of(codes: &[u8], code: u8) -> usize {
    let some = |codes: &[u8]| {
        let is_it = |told: &u8| u8::from(*told == code);
        codes.iter().map(is_it).fold(0, u8::wrapping_add)
    };
    codes
        .chunks(128)
        .map(|codes| usize::from(some(codes)))
        .sum()
}

/// How much further than a place the first entry of a row with several is. They are rare: many are looked
/// through in one step.
fn first_beside(column: &Column, from: usize) -> Option<usize> {
    let what = column.what.get(from..)?;
    let has_any = |what: &[u8]| what.iter().fold(0, |all, what| all | what) & BESIDE != 0;
    let before = what.chunks(64).take_while(|what| !has_any(what)).count() * 64;
    let rest = what.get(before..)?;
    let further = rest.iter().position(|what| what & BESIDE != 0)?;
    Some(before + further)
}

fn gap(miss: Miss) -> Outcome {
    let distance = u16::try_from(miss.distance).unwrap_or(1_000);
    Outcome::Gap {
        degree: degree_of_gap(distance.clamp(1, 1_000)),
        level: Some(miss.level),
    }
}
