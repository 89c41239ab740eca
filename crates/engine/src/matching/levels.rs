//! Whether sites' amounts reach what a criterion asks for, a block of rows at a time.

use super::answer::MarketCount;
use super::block::Block;
use super::column::{AMOUNT, BESIDE, Column, NO_ITEM};
use super::days::Limits;
use super::divide::Divisor;
use super::ints::Ints;
use super::judge::Compiled;
use super::shortlist::degree_of_gap;
use super::sums::{Known, Line, MET_DEGREE, Outcome};
use super::table::Numbers;
use jiff::civil::Date;
use std::ops::Range;

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
        Self {
            column: numbers.attributes.find(&compiled.criterion.attribute),
            limits: Limits::new(on, compiled.validity_months),
            threshold,
            at_least,
            scale,
            divisor: Divisor::new(scale),
            is_short: scale < u64::MAX >> 12,
            wanted: compiled.wanted_items(numbers),
        }
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, known: &Known, lines: &mut [Line], count: &mut MarketCount) {
        let Some(column) = self.column.and_then(|number| block.open(number)) else {
            return;
        };
        if self.is_short && column.items.is_empty() {
            if self.is_wanted(NO_ITEM) {
                self.add_singles(column, known, lines, count);
                self.each_of_several(column, |row, outcome| {
                    if let Some(line) = lines.get_mut(usize::from(row)) {
                        known.add(outcome, line, count);
                    }
                });
            }
            return;
        }
        self.each(
            column,
            |_| true,
            |row, outcome| {
                if let Some(line) = lines.get_mut(usize::from(row)) {
                    known.add(outcome, line, count);
                }
            },
        );
    }

    /// What is known of each row of a column that is let through, in order.
    pub fn each(
        &self,
        column: &Column,
        lets: impl Fn(u16) -> bool,
        mut note: impl FnMut(u16, Outcome),
    ) {
        column.each_row(
            |what, item, _| (what & AMOUNT != 0) & self.is_wanted(item),
            |row, places| {
                let places = Some(places).filter(|_| lets(row));
                if let Some(outcome) = places.and_then(|places| self.judge(column, places)) {
                    note(row, outcome);
                }
            },
        );
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

    /// Bytes of the column that it reads in a block.
    pub fn hot_bytes(&self, block: &Block) -> usize {
        let column = self.column.and_then(|number| block.open(number));
        column.map_or(0, |column| column.hot_bytes(true))
    }

    fn is_wanted(&self, item: u32) -> bool {
        self.wanted.get(item as usize).copied().unwrap_or(false)
    }

    /// Rows with one amount each that hangs on no item: most of what registers publish.
    fn add_singles(
        &self,
        column: &Column,
        known: &Known,
        lines: &mut [Line],
        count: &mut MarketCount,
    ) {
        match (&column.lows, &column.highs) {
            (Ints::Narrow(lows), highs) if highs.is_empty() => {
                self.singles(column, lows, lows, known, lines, count);
            }
            (Ints::Wide(lows), highs) if highs.is_empty() => {
                self.singles(column, lows, lows, known, lines, count);
            }
            (Ints::Narrow(lows), Ints::Narrow(highs)) => {
                self.singles(column, lows, highs, known, lines, count);
            }
            (Ints::Narrow(lows), Ints::Wide(highs)) => {
                self.singles(column, lows, highs, known, lines, count);
            }
            (Ints::Wide(lows), Ints::Narrow(highs)) => {
                self.singles(column, lows, highs, known, lines, count);
            }
            (Ints::Wide(lows), Ints::Wide(highs)) => {
                self.singles(column, lows, highs, known, lines, count);
            }
        }
    }

    #[inline(never)]
    fn singles<L: Copy + Into<i64>, H: Copy + Into<i64>>(
        &self,
        column: &Column,
        lows: &[L],
        highs: &[H],
        known: &Known,
        lines: &mut [Line],
        count: &mut MarketCount,
    ) {
        let (mut meets, mut gaps) = (0, 0);
        let is_must = known.is_must();
        let ends = lows.iter().zip(highs);
        let says = column.what.iter().zip(&column.terms).zip(ends);
        for (((what, term), (low, high)), row) in says.zip(&column.rows) {
            let Some(line) = lines.get_mut(usize::from(*row)) else {
                continue;
            };
            let (low, high): (i64, i64) = ((*low).into(), (*high).into());
            let counts = (what & (AMOUNT | BESIDE) == AMOUNT) & self.limits.hold(*term);
            let is_met = counts & self.meets(low, high);
            let is_missed = counts & !is_met & self.misses(low, high);
            let code = u8::from(is_met) + 2 * u8::from(is_missed);
            let change = if is_must {
                known.must_change(code, low, line.state)
            } else {
                let degree = self.degree(is_met, low, high);
                let change = known.degree(degree);
                if code == 0 { 0 } else { change }
            };
            let place = if is_missed { known.place() } else { 0 };
            line.add(change, place);
            meets += usize::from(is_met);
            gaps += usize::from(is_missed);
        }
        count.meets += meets;
        count.gap += gaps;
    }

    /// The degree of a wish that an amount meets or misses.
    #[inline]
    fn degree(&self, is_met: bool, low: i64, high: i64) -> u32 {
        let near = if self.at_least { high } else { low };
        let apart = near.abs_diff(self.threshold).min(self.scale);
        // At most a thousand, as `apart` is at most the scale.
        let distance = self.divisor.divide(apart * 1_000 + self.scale - 1);
        let degree = degree_of_gap(u16::try_from(distance).unwrap_or(1_000));
        if is_met { MET_DEGREE } else { degree }
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

    /// What the only entry of a row says, if it is on an item that counts.
    fn judge_one(&self, column: &Column, place: usize) -> Option<Outcome> {
        let what = column.what.get(place).copied().unwrap_or(0);
        let term = column.terms.get(place).copied();
        let holds = term.is_some_and(|term| self.limits.hold(term));
        if what & AMOUNT == 0 || !holds {
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
    fn judge(&self, column: &Column, places: Range<usize>) -> Option<Outcome> {
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

/// How much further than a place the first entry of a row with several is.
fn first_beside(column: &Column, from: usize) -> Option<usize> {
    let what = column.what.get(from..)?;
    what.iter().position(|what| what & BESIDE != 0)
}

fn gap(miss: Miss) -> Outcome {
    let distance = u16::try_from(miss.distance).unwrap_or(1_000);
    Outcome::Gap {
        degree: degree_of_gap(distance.clamp(1, 1_000)),
        level: Some(miss.level),
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
