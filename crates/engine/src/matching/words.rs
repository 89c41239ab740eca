//! The words of a need, and how many of them each row of a block has. It depends on no other site.

use super::block::Block;
use super::postings::Postings;
use super::rules::RULES;
use super::table::Numbers;
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use std::collections::BTreeSet;

/// A concept or stem of the need.
struct Word {
    /// Numbers of which any counts as found, ascending.
    numbers: Vec<u32>,
    weight: u32,
}

/// The concepts and stems of a need.
pub(super) struct Words {
    words: Vec<Word>,
    /// The weights of all of them.
    pub total: u32,
}

impl Words {
    /// Of a need; a concept is also found where something narrower is.
    pub fn new(
        concepts: &BTreeSet<ConceptId>,
        terms: &BTreeSet<String>,
        vocabulary: &Vocabulary,
        numbers: &Numbers,
    ) -> Self {
        let concept = |id: &ConceptId| {
            let narrower = vocabulary.subtree(id);
            let ids = narrower.iter().map(|c| c.id.as_str()).chain([id.as_str()]);
            let mut found: Vec<u32> = ids.filter_map(|id| numbers.words.find(id)).collect();
            found.sort_unstable();
            found.dedup();
            Word {
                numbers: found,
                weight: RULES.concept_weight,
            }
        };
        let term = |stem: &String| Word {
            numbers: numbers.words.find(stem).into_iter().collect(),
            weight: 1,
        };
        let words = concepts.iter().map(concept).chain(terms.iter().map(term));
        let words: Vec<Word> = words.collect();
        Self {
            total: words.iter().map(|word| word.weight).sum(),
            words,
        }
    }

    /// Adds to each row the weights of the words that it has. `seen` is room for as many rows.
    #[inline(never)]
    pub fn find(&self, block: &Block, found: &mut [u32], seen: &mut [bool]) {
        for word in &self.words {
            if word.numbers.len() == 1 {
                each_list(&block.words, &word.numbers, |rows| {
                    for row in rows {
                        if let Some(weight) = found.get_mut(usize::from(*row)) {
                            *weight += word.weight;
                        }
                    }
                });
                continue;
            }
            seen.fill(false);
            each_list(&block.words, &word.numbers, |rows| {
                for row in rows {
                    if let Some(seen) = seen.get_mut(usize::from(*row)) {
                        *seen = true;
                    }
                }
            });
            for (weight, seen) in found.iter_mut().zip(&*seen) {
                *weight += word.weight * u32::from(*seen);
            }
        }
    }

    /// The weights of the words that one row has.
    pub fn find_in(&self, block: &Block, row: u16) -> u32 {
        let has = |word: &&Word| {
            let mut has = false;
            each_list(&block.words, &word.numbers, |rows| {
                has |= rows.binary_search(&row).is_ok();
            });
            has
        };
        let found = self.words.iter().filter(has);
        found.map(|word| word.weight).sum()
    }

    /// The share of a weight in all of them, in thousandths.
    pub fn share_milli(&self, found: u32) -> u32 {
        (found * 1_000).checked_div(self.total).unwrap_or(0)
    }

    /// Bytes that finding them reads in a block, besides the list of words itself.
    pub fn hot_bytes(&self, block: &Block) -> usize {
        let mut bytes = 0;
        for word in &self.words {
            each_list(&block.words, &word.numbers, |rows| {
                bytes += size_of_val(rows);
            });
        }
        bytes
    }
}

/// The rows of every one of these words.
fn each_list(postings: &Postings, numbers: &[u32], mut note: impl FnMut(&[u16])) {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return;
    };
    let all = postings.words();
    if first == last {
        if let Ok(place) = all.binary_search(first) {
            note(postings.rows_at(place));
        }
        return;
    }
    let mut place = all.partition_point(|word| word < first);
    let end = all.partition_point(|word| word <= last);
    let mut numbers = numbers.iter().peekable();
    while let Some(word) = all.get(place).filter(|_| place < end) {
        while numbers.next_if(|number| *number < word).is_some() {}
        if numbers.next_if_eq(&word).is_some() {
            note(postings.rows_at(place));
        }
        place += 1;
    }
}
