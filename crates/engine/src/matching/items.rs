//! Whether sites have any of the items that a criterion asks for, a block of rows at a time.

use super::answer::MarketCount;
use super::block::Block;
use super::column::{Column, NO, NO_ITEM, YES};
use super::days::{Limits, Term};
use super::judge::{Compiled, RENEWAL_MILLI};
use super::levels::speakers;
use super::shortlist::degree_of_gap;
use super::sums::{Known, Line, Outcome};
use super::table::Numbers;
use eslabon_domain::attributes::STANDARD_HELD;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use jiff::civil::Date;
use std::ops::Range;
use std::sync::OnceLock;

/// Concepts at most in one criterion: what refuses each is a bit.
pub(super) const CONCEPTS: usize = 64;

/// A criterion that asks for any of some items.
pub(super) struct AnyOf<'a> {
    column: Option<u32>,
    complete: Option<u32>,
    limits: Limits,
    complete_limits: Limits,
    is_renewed: bool,
    /// By item: whether it is one that is asked for, or narrower.
    wanted: Vec<bool>,
    /// Items that are a concept asked for, or wider, with a bit for each concept.
    refusing: Vec<(u32, u64)>,
    all_refused: u64,
    /// By item: how near it comes to what is asked, in thousandths, found out when first needed.
    nearness: Vec<OnceLock<u16>>,
    concepts: &'a [ConceptId],
    vocabulary: &'a Vocabulary,
    numbers: &'a Numbers,
}

impl<'a> AnyOf<'a> {
    /// Of a criterion that asks for concepts.
    pub fn new(
        compiled: &Compiled<'a>,
        concepts: &'a [ConceptId],
        numbers: &'a Numbers,
        on: Date,
    ) -> Self {
        let mut refusing: Vec<(u32, u64)> = Vec::new();
        for (at, concept) in concepts.iter().enumerate().take(CONCEPTS) {
            let wider = compiled.vocabulary.path(concept);
            let wider = wider.iter().map(|concept| concept.id.as_str());
            for name in std::iter::once(concept.as_str()).chain(wider) {
                if let Some(number) = numbers.items.find(name) {
                    refusing.push((number + 1, 1 << at));
                }
            }
        }
        let mut nearness = Vec::new();
        nearness.resize_with(numbers.items.len() + 1, OnceLock::new);
        let attribute = compiled.criterion.attribute.as_str();
        Self {
            column: numbers.attributes.find(attribute),
            complete: compiled.complete.and_then(|id| numbers.attributes.find(id)),
            limits: Limits::new(on, compiled.validity_months),
            complete_limits: Limits::new(on, 0),
            is_renewed: attribute == STANDARD_HELD,
            wanted: compiled.wanted_items(numbers),
            refusing,
            all_refused: (0..concepts.len()).fold(0, |bits, at| bits | 1 << (at % CONCEPTS)),
            nearness,
            concepts,
            vocabulary: compiled.vocabulary,
            numbers,
        }
    }

    /// Adds what is known of a block's rows, and counts it.
    pub fn add(&self, block: &Block, known: &Known, lines: &mut [Line], count: &mut MarketCount) {
        let listed = self.listed(block);
        let mut marks = vec![false; if listed.is_empty() { 0 } else { block.len() }];
        for row in &listed {
            set(&mut marks, *row, true);
        }
        let mut note = |row: u16, outcome: Option<Outcome>| {
            if let (Some(outcome), Some(line)) = (outcome, lines.get_mut(usize::from(row))) {
                known.add(outcome, line, count);
            }
        };
        let column = self.column.and_then(|number| block.open(number));
        if let Some(column) = column {
            let says =
                |what: u8, item| (what & NO != 0) | ((what & YES != 0) & self.is_wanted(item));
            if listed.is_empty() {
                column.each_row(
                    |what, item, _| says(what, item),
                    |row, places| note(row, self.judge(column, places, false)),
                );
            } else {
                let is_listed = |row| is_set(&marks, row);
                column.each_row(
                    |what, item, row| says(what, item) | is_listed(row),
                    |row, places| note(row, self.judge(column, places, is_listed(row))),
                );
                let rows = column.rows.iter();
                rows.for_each(|row| set(&mut marks, *row, false));
            }
        }
        for row in listed {
            if is_set(&marks, row) {
                note(row, Some(Outcome::FAR));
            }
        }
    }

    /// Bytes of the columns that it reads in a block.
    pub fn hot_bytes(&self, block: &Block) -> usize {
        let columns = [self.column, self.complete].into_iter().flatten();
        let columns = columns.filter_map(|number| block.open(number));
        columns.map(|column| column.hot_bytes(false)).sum()
    }

    /// The rows that say that their list is complete, each once.
    fn listed(&self, block: &Block) -> Vec<u16> {
        let Some(column) = self.complete.and_then(|number| block.open(number)) else {
            return Vec::new();
        };
        let says = column.what.iter().zip(&column.terms).zip(&column.rows);
        let mut rows: Vec<u16> = says
            .filter(|((what, term), _)| **what & YES != 0 && self.complete_limits.hold(**term))
            .map(|(_, row)| *row)
            .collect();
        rows.dedup();
        rows
    }

    fn is_wanted(&self, item: u32) -> bool {
        self.wanted.get(item as usize).copied().unwrap_or(false)
    }

    /// What the entries of a row say; nothing if it is not known.
    fn judge(&self, column: &Column, places: Range<usize>, is_listed: bool) -> Option<Outcome> {
        let (mut has_expired, mut refused, mut says_no) = (false, 0, false);
        for place in speakers(column, places.clone(), self.limits) {
            let what = column.what.get(place).copied().unwrap_or(0);
            let item = column.item(place);
            let holds = self.holds(column, place);
            if what & YES != 0 && self.is_wanted(item) {
                if holds {
                    return Some(Outcome::Meets);
                }
                has_expired = true;
            }
            if what & NO != 0 && holds {
                says_no = true;
                refused |= self.refuses(item);
            }
        }
        if has_expired {
            return self.is_renewed.then(|| gap(RENEWAL_MILLI));
        }
        let all_refused = says_no && refused == self.all_refused && refused != 0;
        if !all_refused && !is_listed {
            return None;
        }
        let held = speakers(column, places, self.limits).filter(|place| {
            let what = column.what.get(*place).copied().unwrap_or(0);
            what & YES != 0 && self.holds(column, *place)
        });
        let nearest = held.map(|place| self.nearness(column.item(place))).max();
        Some(gap((1_000 - nearest.unwrap_or(0)).max(1)))
    }

    fn holds(&self, column: &Column, place: usize) -> bool {
        let term: Option<&Term> = column.terms.get(place);
        term.is_some_and(|term| self.limits.hold(*term))
    }

    fn refuses(&self, item: u32) -> u64 {
        let refusing = self.refusing.iter().filter(|(other, _)| *other == item);
        refusing.fold(0, |bits, (_, more)| bits | more)
    }

    fn nearness(&self, item: u32) -> u16 {
        let Some(known) = self.nearness.get(item as usize).filter(|_| item != NO_ITEM) else {
            return 0;
        };
        *known.get_or_init(|| {
            let name = self.numbers.items.name(item - 1).unwrap_or_default();
            let similar = |concept: &ConceptId| self.vocabulary.similarity_milli(name, concept);
            let nearest = self.concepts.iter().map(similar).max().unwrap_or(0);
            u16::try_from(nearest).unwrap_or(1_000).min(1_000)
        })
    }
}

fn is_set(marks: &[bool], row: u16) -> bool {
    marks.get(usize::from(row)).copied().unwrap_or(false)
}

fn set(marks: &mut [bool], row: u16, to: bool) {
    if let Some(mark) = marks.get_mut(usize::from(row)) {
        *mark = to;
    }
}

fn gap(distance_milli: u16) -> Outcome {
    Outcome::Gap {
        degree: degree_of_gap(distance_milli),
        level: None,
    }
}
