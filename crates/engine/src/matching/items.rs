//! Whether sites have any of the items that a criterion asks for, a block of rows at a time.

use super::answer::MarketCount;
use super::block::Block;
use super::column::{Column, NO, NO_ITEM, YES};
use super::days::{Limits, Term};
use super::entries::{note, sort, speakers};
use super::judge::{Compiled, RENEWAL_MILLI};
use super::room::Room;
use super::shortlist::degree_of_gap;
use super::sums::{Known, Outcome};
use super::table::Numbers;
use eslabon_domain::attributes::STANDARD_HELD;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use jiff::civil::Date;
use std::ops::Range;
use std::sync::OnceLock;

/// Concepts at most in one criterion: what refuses each is a bit.
pub(super) const CONCEPTS: usize = 64;

/// What is heard of a row: it has entries,
const PRESENT: u8 = 1;
/// has a wanted item,
const HAS: u8 = 2;
/// had one, which no longer holds,
const HAD: u8 = 4;
/// says something else than yes,
const NOT_YES: u8 = 8;
/// and says that its list is complete.
const LISTED: u8 = 16;

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
    pub fn add(&self, block: &Block, known: &Known, room: &mut Room, count: &mut MarketCount) {
        let column = self.column.and_then(|number| block.open(number));
        let complete = self.complete.and_then(|number| block.open(number));
        room.hear_nothing(block);
        if let Some(complete) = complete {
            self.hear_listed(complete, &mut room.says);
        }
        if let Some(column) = column {
            self.hear(column, &mut room.says);
            // If not all say yes, another entry may speak for the item.
            let is_met = |says: u8| says & (HAS | NOT_YES) == HAS;
            let is_open = |says: u8| !is_met(says) & (says & (HAD | NOT_YES | LISTED) != 0);
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
            for place in room.others.all() {
                let place = *place as usize;
                let row = column.rows.get(place).copied().unwrap_or(0);
                let says = room.says.get(usize::from(row)).copied().unwrap_or(0);
                if let Some(outcome) = self.judge(column, column.up_to(place), says) {
                    note(row, outcome, block, known, &mut room.sums, count);
                }
            }
        }
        for row in complete
            .map(|column| column.rows.as_slice())
            .unwrap_or_default()
        {
            let Some(says) = room.says.get_mut(usize::from(*row)) else {
                continue;
            };
            if *says & (LISTED | PRESENT) == LISTED {
                // A row may say so twice.
                *says |= PRESENT;
                note(*row, Outcome::FAR, block, known, &mut room.sums, count);
            }
        }
    }

    /// The columns that it reads.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        [self.column, self.complete].into_iter().flatten()
    }

    /// Notes the rows that say that their list is complete.
    fn hear_listed(&self, complete: &Column, says: &mut [u8]) {
        let entries = complete
            .what
            .iter()
            .zip(&complete.terms)
            .zip(&complete.rows);
        for ((what, term), row) in entries {
            let is_listed = (what & YES != 0) & self.complete_limits.hold(*term);
            if let Some(says) = says.get_mut(usize::from(*row)) {
                *says |= LISTED * u8::from(is_listed);
            }
        }
    }

    /// Notes what the entries of each row say. Without a branch: what comes next is hard to foretell.
    #[inline(never)]
    fn hear(&self, column: &Column, says: &mut [u8]) {
        let entries = column.what.iter().zip(&column.terms).zip(&column.rows);
        let mut hear = |what: u8, term: Term, row: u16, is_wanted: bool| {
            let holds = self.limits.hold(term);
            let has = (what & YES != 0) & is_wanted;
            let heard = PRESENT
                | (HAS * u8::from(has & holds))
                | (HAD * u8::from(has & !holds))
                | (NOT_YES * u8::from(what & (YES | NO) != YES));
            if let Some(says) = says.get_mut(usize::from(row)) {
                *says |= heard;
            }
        };
        if column.items.is_empty() {
            let is_wanted = self.is_wanted(NO_ITEM);
            entries.for_each(|((what, term), row)| hear(*what, *term, *row, is_wanted));
        } else {
            let entries = entries.zip(&column.items);
            entries.for_each(|(((what, term), row), item)| {
                hear(*what, *term, *row, self.is_wanted(*item));
            });
        }
    }

    fn is_wanted(&self, item: u32) -> bool {
        self.wanted.get(item as usize).copied().unwrap_or(false)
    }

    /// What the entries of a row say; nothing if it is not known.
    fn judge(&self, column: &Column, places: Range<usize>, says: u8) -> Option<Outcome> {
        if says & NOT_YES != 0 {
            return self.judge_mixed(column, places, says & LISTED != 0);
        }
        // All say yes and nothing wanted holds, else it would not be looked at.
        if says & HAD != 0 {
            return self.is_renewed.then(|| gap(RENEWAL_MILLI));
        }
        Some(self.nearest(column, places))
    }

    /// The same where not all say yes: for each item one entry speaks.
    fn judge_mixed(
        &self,
        column: &Column,
        places: Range<usize>,
        is_listed: bool,
    ) -> Option<Outcome> {
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
        Some(self.nearest(column, speakers(column, places, self.limits)))
    }

    /// How far what the row has is from what is asked.
    fn nearest(&self, column: &Column, places: impl Iterator<Item = usize>) -> Outcome {
        let held = places.filter(|place| {
            let what = column.what.get(*place).copied().unwrap_or(0);
            what & YES != 0 && self.holds(column, *place)
        });
        let nearest = held.map(|place| self.nearness(column.item(place))).max();
        gap((1_000 - nearest.unwrap_or(0)).max(1))
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

fn gap(distance_milli: u16) -> Outcome {
    Outcome::Gap {
        degree: degree_of_gap(distance_milli),
        level: None,
    }
}
