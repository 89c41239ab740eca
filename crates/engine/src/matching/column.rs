//! What a block of rows says on one attribute: an entry a fact, in order of row, item and fact id.
//! What decides lies apart from what only explanations read.

use super::days::{Term, day_of, number_of};
use super::ints::Ints;
use super::names::Names;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::{FactId, SiteId};
use eslabon_domain::text::LocalText;
use jiff::Timestamp;
use std::cmp::Ordering;
use std::ops::Range;

/// The item of a fact that has none; an item's number lies one higher than its name's.
pub(super) const NO_ITEM: u32 = 0;

/// The fact says yes: a flag, or an amount of at least one.
pub(super) const YES: u8 = 1;
/// It says no: a flag, or an amount below one.
pub(super) const NO: u8 = 2;
/// It is an amount.
pub(super) const AMOUNT: u8 = 4;
/// The row has other entries beside it.
pub(super) const BESIDE: u8 = 8;
/// It is the last of its row.
pub(super) const LAST: u8 = 16;

/// A fact as a column takes it in.
#[derive(Debug)]
pub(super) struct Entry {
    item: u32,
    what: u8,
    low: i64,
    high: i64,
    term: Term,
    id: FactId,
    observed: i32,
    origin: Origin,
    source: u32,
}

impl Entry {
    /// Of a fact, its item and source numbered.
    pub fn new(fact: &Fact, items: &mut Names, sources: &mut Names) -> Self {
        let item = fact.item.as_ref().map_or(NO_ITEM, |i| items.number(i) + 1);
        let (what, low, high) = match fact.value {
            FactValue::Flag { yes: true } => (YES, 0, 0),
            FactValue::Flag { yes: false } => (NO, 0, 0),
            FactValue::Amount { low, high } => {
                let says = u8::from(low >= 1) * YES + u8::from(high < 1) * NO;
                (AMOUNT | says, low, high)
            }
            _ => (0, 0, 0),
        };
        Self {
            item,
            what,
            low,
            high,
            term: Term::of(fact.observed, fact.valid_until),
            id: fact.id,
            observed: number_of(fact.observed),
            origin: fact.origin,
            source: sources.number(&fact.source),
        }
    }
}

/// Whether a fact is a yes, a no or an amount: all that a verdict can rest upon.
pub(super) fn decides(fact: &Fact) -> bool {
    matches!(
        fact.value,
        FactValue::Flag { .. } | FactValue::Amount { .. }
    )
}

/// The entries of one attribute in one block.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    /// The row of each entry, never falling.
    pub rows: Vec<u16>,
    /// The item of each; empty where no entry has one.
    pub items: Vec<u32>,
    /// Of [`YES`], [`NO`], [`AMOUNT`], [`BESIDE`] and [`LAST`], what each is.
    pub what: Vec<u8>,
    /// The least that each amount may be; empty where there is none.
    pub lows: Ints,
    /// The most; empty where that is the least everywhere.
    pub highs: Ints,
    /// Until when each holds.
    pub terms: Vec<Term>,
    ids: Vec<FactId>,
    observed: Vec<i32>,
    origins: Vec<Origin>,
    sources: Vec<u32>,
}

impl Column {
    /// No entry at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The entries of a row.
    pub fn of_row(&self, row: u16) -> Range<usize> {
        let from = self.rows.partition_point(|at| *at < row);
        let count = self.rows.iter().skip(from).take_while(|at| **at == row);
        from..from + count.count()
    }

    /// The entries of the row to which an entry belongs.
    pub fn around(&self, place: usize) -> Range<usize> {
        let row = self.rows.get(place);
        let before = self.rows.get(..place).unwrap_or_default();
        let before = before.iter().rev().take_while(|at| Some(*at) == row);
        let after = self.rows.get(place..).unwrap_or_default();
        let after = after.iter().take_while(|at| Some(*at) == row);
        place - before.count()..place + after.count()
    }

    /// The entries of a row, by the last of them.
    pub fn up_to(&self, last: usize) -> Range<usize> {
        let row = self.rows.get(last);
        let all = self.rows.get(..=last).unwrap_or_default();
        let count = all.iter().rev().take_while(|at| Some(*at) == row).count();
        (last + 1).saturating_sub(count)..last + 1
    }

    /// Every entry with its row, and whether it is the row's last.
    #[inline]
    pub fn ends(&self) -> impl Iterator<Item = (u32, u16, bool)> {
        let entries = (0..).zip(&self.rows).zip(&self.what);
        entries.map(|((place, row), what)| (place, *row, what & LAST != 0))
    }

    /// The item of an entry.
    pub fn item(&self, place: usize) -> u32 {
        self.items.get(place).copied().unwrap_or(NO_ITEM)
    }

    /// The most that an entry's amount may be.
    pub fn high(&self, place: usize) -> i64 {
        if self.highs.is_empty() {
            self.lows.at(place)
        } else {
            self.highs.at(place)
        }
    }

    /// How strong an entry is beside another that holds as well: by origin, then the later observed, then
    /// the smaller id. Each is read only where the one before does not decide.
    pub fn strength(&self, place: usize, other: usize) -> Ordering {
        let origin = self.origins.get(place).cmp(&self.origins.get(other));
        origin
            .then_with(|| self.observed.get(place).cmp(&self.observed.get(other)))
            .then_with(|| self.ids.get(other).cmp(&self.ids.get(place)))
    }

    /// Puts the entries of a row that has none yet, in their order.
    pub fn put(&mut self, row: u16, entries: &[Entry]) {
        let from = self.rows.partition_point(|at| *at < row);
        let beside = if entries.len() > 1 { BESIDE } else { 0 };
        for (left, (place, entry)) in (0..entries.len()).rev().zip((from..).zip(entries)) {
            let last = if left == 0 { LAST } else { 0 };
            if entry.item != NO_ITEM && self.items.is_empty() {
                self.items = vec![NO_ITEM; self.rows.len()];
            }
            if !self.items.is_empty() || entry.item != NO_ITEM {
                self.items.insert(place, entry.item);
            }
            self.put_amount(place, entry);
            self.rows.insert(place, row);
            self.what.insert(place, entry.what | beside | last);
            self.terms.insert(place, entry.term);
            self.ids.insert(place, entry.id);
            self.observed.insert(place, entry.observed);
            self.origins.insert(place, entry.origin);
            self.sources.insert(place, entry.source);
        }
    }

    /// The amount's two ends; called while `rows` does not yet have the entry.
    fn put_amount(&mut self, place: usize, entry: &Entry) {
        let (has_lows, has_highs) = (!self.lows.is_empty(), !self.highs.is_empty());
        if !has_lows && entry.what & AMOUNT == 0 {
            return;
        }
        if !has_lows {
            self.lows = Ints::zeros(self.rows.len());
        }
        if !has_highs && entry.high != entry.low {
            self.highs = self.lows.clone();
        }
        if has_highs || entry.high != entry.low {
            self.highs.insert(place, entry.high);
        }
        self.lows.insert(place, entry.low);
    }

    /// Takes out the entries of a row.
    pub fn clear(&mut self, row: u16) {
        let places = self.of_row(row);
        if places.is_empty() {
            return;
        }
        if !self.items.is_empty() {
            self.items.drain(places.clone());
        }
        if !self.lows.is_empty() {
            self.lows.remove(places.clone());
        }
        if !self.highs.is_empty() {
            self.highs.remove(places.clone());
        }
        self.rows.drain(places.clone());
        self.what.drain(places.clone());
        self.terms.drain(places.clone());
        self.ids.drain(places.clone());
        self.observed.drain(places.clone());
        self.origins.drain(places.clone());
        self.sources.drain(places);
    }

    /// Counts the rows from one on up, for a row that is put before it.
    pub fn move_up(&mut self, from: u16) {
        let first = self.rows.partition_point(|at| *at < from);
        self.rows.iter_mut().skip(first).for_each(|at| *at += 1);
    }

    /// Counts the rows after one down, for a row that was taken out and has no entries left.
    pub fn move_down(&mut self, after: u16) {
        let first = self.rows.partition_point(|at| *at <= after);
        self.rows.iter_mut().skip(first).for_each(|at| *at -= 1);
    }

    /// Takes off the entries of the rows from one on, and counts those from 0.
    pub fn split_off(&mut self, row: u16) -> Self {
        let place = self.rows.partition_point(|at| *at < row);
        let mut rows = self.rows.split_off(place);
        rows.iter_mut().for_each(|at| *at -= row);
        let sparse = |count: usize| place.min(count);
        let mut other = Self {
            items: self.items.split_off(sparse(self.items.len())),
            what: self.what.split_off(place),
            lows: self.lows.split_off(sparse(self.lows.len())),
            highs: self.highs.split_off(sparse(self.highs.len())),
            terms: self.terms.split_off(place),
            ids: self.ids.split_off(place),
            observed: self.observed.split_off(place),
            origins: self.origins.split_off(place),
            sources: self.sources.split_off(place),
            rows,
        };
        self.shrink();
        other.shrink();
        other
    }

    /// Gives back memory that is held in reserve.
    pub fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.items.shrink_to_fit();
        self.what.shrink_to_fit();
        self.lows.shrink();
        self.highs.shrink();
        self.terms.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.observed.shrink_to_fit();
        self.origins.shrink_to_fit();
        self.sources.shrink_to_fit();
    }

    /// The fact of an entry again: all of it that evidence shows. Of words and dates, upon which no
    /// verdict rests, only that something is said.
    pub fn fact(
        &self,
        place: usize,
        site: SiteId,
        attribute: &str,
        items: &Names,
        sources: &Names,
    ) -> Option<Fact> {
        let what = *self.what.get(place)? & (YES | NO | AMOUNT);
        let value = match what {
            _ if what & AMOUNT != 0 => FactValue::Amount {
                low: self.lows.at(place),
                high: self.high(place),
            },
            0 => FactValue::Text {
                text: LocalText::es(""),
            },
            _ => FactValue::Flag {
                yes: what & YES != 0,
            },
        };
        let item = self.item(place).checked_sub(1);
        let source = sources.name(*self.sources.get(place)?);
        Some(Fact {
            id: *self.ids.get(place)?,
            site,
            item: item.and_then(|n| items.name(n)).map(str::to_owned),
            attribute: attribute.to_owned(),
            value,
            entered: None,
            origin: *self.origins.get(place)?,
            source: source.unwrap_or_default().to_owned(),
            observed: day_of(*self.observed.get(place)?),
            valid_until: self.terms.get(place)?.valid_until(),
            recorded: Timestamp::UNIX_EPOCH,
        })
    }

    /// Bytes that a criterion on this attribute reads; amounts only where it compares them.
    pub fn hot_bytes(&self, with_amounts: bool) -> usize {
        let amounts = if with_amounts {
            self.lows.bytes() + self.highs.bytes()
        } else {
            0
        };
        size_of_val(self.rows.as_slice())
            + size_of_val(self.items.as_slice())
            + size_of_val(self.what.as_slice())
            + size_of_val(self.terms.as_slice())
            + amounts
    }

    /// Bytes of everything, by the lengths of the arrays.
    pub fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.hot_bytes(true)
            + size_of_val(self.ids.as_slice())
            + size_of_val(self.observed.as_slice())
            + size_of_val(self.origins.as_slice())
            + size_of_val(self.sources.as_slice())
    }
}
