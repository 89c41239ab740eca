//! Every supplier site, ready to be scored: columns in blocks of about a thousand rows, in order of
//! site. Cloning shares the blocks; a change copies the one block that it touches.
//!
//! What is kept of a fact is what verdicts and evidence need. Facts in words or dates, upon which no
//! verdict rests, are not kept.

use super::block::{Block, NewRow};
use super::column::{Entry, decides};
use super::names::Names;
use eslabon_domain::attributes::{Attribute, ConfidentialityGroup};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::ladders::coarse_amount;
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows of a full block.
const BLOCK_ROWS: usize = 4_096;

/// A figure that its owner keeps closed, as matching may hold it: its coarse steps, never itself. It is
/// made in one way only, so that no exact closed figure can get into the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedFact {
    fact: Fact,
    group: ConfidentialityGroup,
}

impl ClosedFact {
    /// The coarse steps of a fact; nothing for what has no steps (words, dates, yes and no).
    #[must_use]
    pub fn of(fact: &Fact, attribute: &Attribute) -> Option<Self> {
        let FactValue::Amount { low, high } = fact.value else {
            return None;
        };
        let value = FactValue::Amount {
            low: coarse_amount(attribute, low)?,
            high: coarse_amount(attribute, high)?,
        };
        Some(Self {
            fact: Fact {
                value,
                entered: None,
                source: String::new(),
                ..fact.clone()
            },
            group: attribute.group,
        })
    }

    /// The fact, its value in coarse steps.
    #[must_use]
    pub fn coarse(&self) -> &Fact {
        &self.fact
    }

    /// The group in which its owner keeps it closed.
    #[must_use]
    pub fn group(&self) -> ConfidentialityGroup {
        self.group
    }
}

/// What is known of a site, as the application loads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteProfile {
    /// Which site.
    pub site: SiteId,
    /// Whose it is: the firm that opens its closed facts to matching, or does not.
    pub owner: OrganisationId,
    /// Its state.
    pub state: Option<StateCode>,
    /// Where it lies.
    pub position: Option<Position>,
    /// The position is only its municipality's centre.
    pub position_is_approximate: bool,
    /// Current facts of the groups that are open to all.
    pub facts: Vec<Fact>,
    /// Current facts of the closed groups, coarse.
    pub closed: Vec<ClosedFact>,
    /// Concepts found in the words of registers and of the owner, and items of its facts.
    pub text_concepts: BTreeSet<ConceptId>,
    /// Stems of those words.
    pub text_terms: BTreeSet<String>,
}

/// A site as the judge reads it, made again from the columns.
#[derive(Debug)]
pub(super) struct Row {
    pub owner: OrganisationId,
    pub state: Option<StateCode>,
    pub position: Option<Position>,
    pub position_is_approximate: bool,
    /// By attribute.
    pub facts: Vec<Fact>,
    /// By attribute; coarse.
    pub closed: Vec<Fact>,
}

impl Row {
    /// The open facts on an attribute.
    pub fn facts_on<'r>(&'r self, attribute: &str) -> &'r [Fact] {
        on_attribute(&self.facts, attribute)
    }

    /// The closed facts on an attribute, coarse.
    pub fn closed_on<'r>(&'r self, attribute: &str) -> &'r [Fact] {
        on_attribute(&self.closed, attribute)
    }
}

fn on_attribute<'r>(facts: &'r [Fact], attribute: &str) -> &'r [Fact] {
    let from = facts.partition_point(|fact| fact.attribute.as_str() < attribute);
    let to = facts.partition_point(|fact| fact.attribute.as_str() <= attribute);
    facts.get(from..to).unwrap_or_default()
}

/// One site of the table with everything that is known of it, to be held against many needs.
#[derive(Debug)]
pub struct TableSite(pub(super) Row);

impl TableSite {
    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> OrganisationId {
        self.0.owner
    }
}

/// What strings are numbered. Numbers are given once and stay, also when the last site that has one
/// is taken out.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub words: Names,
    pub items: Names,
    pub attributes: Names,
    pub sources: Names,
}

impl Numbers {
    /// Facts by the number of their attribute; attributes of which nothing decides are left out.
    fn entries(&mut self, mut facts: Vec<Fact>) -> Vec<(u32, Vec<Entry>)> {
        facts.sort_by(|a, b| (&a.attribute, &a.item, a.id).cmp(&(&b.attribute, &b.item, b.id)));
        let mut all = Vec::new();
        for on_attribute in facts.chunk_by(|a, b| a.attribute == b.attribute) {
            let Some(first) = on_attribute
                .first()
                .filter(|_| on_attribute.iter().any(decides))
            else {
                continue;
            };
            let entries = on_attribute
                .iter()
                .map(|fact| Entry::new(fact, &mut self.items, &mut self.sources));
            let entries = entries.collect();
            all.push((self.attributes.number(&first.attribute), entries));
        }
        all
    }
}

/// Every supplier site.
#[derive(Debug, Clone)]
pub struct CapabilityTable {
    blocks: Vec<Arc<Block>>,
    numbers: Numbers,
    rows: usize,
    block_rows: usize,
}

impl Default for CapabilityTable {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            numbers: Numbers::default(),
            rows: 0,
            block_rows: BLOCK_ROWS,
        }
    }
}

impl CapabilityTable {
    /// An empty table whose concepts are numbered.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut table = Self::default();
        for concept in vocabulary.concepts() {
            table.numbers.words.number(&concept.id);
        }
        table
    }

    /// An empty table whose blocks have at most so many rows (at least 2), for tests of the seams.
    #[cfg(test)]
    pub(super) fn with_block_rows(vocabulary: &Vocabulary, block_rows: usize) -> Self {
        Self {
            block_rows: block_rows.max(2),
            ..Self::new(vocabulary)
        }
    }

    /// Puts a site into the table, in place of what it knew of it.
    pub fn upsert(&mut self, profile: SiteProfile) {
        let mut words: Vec<u32> = profile
            .text_concepts
            .iter()
            .chain(&profile.text_terms)
            .map(|word| self.numbers.words.number(word))
            .collect();
        words.sort_unstable();
        words.dedup();
        let closed = profile.closed.into_iter().map(|c| c.fact).collect();
        let row = NewRow {
            site: profile.site,
            owner: profile.owner,
            state: profile.state,
            position: profile.position,
            position_is_approximate: profile.position_is_approximate,
            open: self.numbers.entries(profile.facts),
            closed: self.numbers.entries(closed),
            words,
        };
        let place = self.block_for(row.site);
        let Some(block) = self.blocks.get_mut(place).map(Arc::make_mut) else {
            return;
        };
        let before = block.len();
        block.put(&row);
        self.rows += block.len() - before;
    }

    /// Takes a site out of the table.
    pub fn remove(&mut self, site: SiteId) {
        let Some(place) = self.place_of(site) else {
            return;
        };
        let Some(block) = self.blocks.get_mut(place) else {
            return;
        };
        if block.ids.binary_search(&site).is_err() {
            return;
        }
        let block = Arc::make_mut(block);
        block.remove(site);
        self.rows -= 1;
        if block.is_empty() {
            self.blocks.remove(place);
        }
    }

    /// A site with everything that is known of it; nothing where it is not in the table.
    #[must_use]
    pub fn site(&self, site: SiteId) -> Option<TableSite> {
        let block = self.blocks.get(self.place_of(site)?)?;
        let place = block.ids.binary_search(&site).ok()?;
        let count = u32::try_from(self.numbers.attributes.len()).unwrap_or(u32::MAX);
        let attributes: Vec<u32> = (0..count).collect();
        block.row(place, &attributes, &self.numbers).map(TableSite)
    }

    /// How many sites.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// No site at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Bytes that the table holds: the lengths of all arrays times the size of what is in them, with the
    /// heads of columns and blocks and the numbered strings. What the allocator adds is not in it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.bytes()).sum();
        let Numbers {
            words,
            items,
            attributes,
            sources,
        } = &self.numbers;
        let names = [words, items, attributes, sources];
        blocks + names.iter().map(|names| names.bytes()).sum::<usize>()
    }

    pub(super) fn blocks(&self) -> &[Arc<Block>] {
        &self.blocks
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The block whose rows begin at or before a site.
    fn place_of(&self, site: SiteId) -> Option<usize> {
        let after = |block: &Arc<Block>| block.ids.first().is_some_and(|first| *first <= site);
        self.blocks.partition_point(after).checked_sub(1)
    }

    /// The block that has a site or has room for it, made where there is none.
    fn block_for(&mut self, site: SiteId) -> usize {
        let place = self.place_of(site).unwrap_or(0);
        let Some(block) = self.blocks.get(place) else {
            self.blocks.push(Arc::default());
            return 0;
        };
        if block.len() < self.block_rows || block.ids.binary_search(&site).is_ok() {
            return place;
        }
        let is_last = block.ids.last().is_some_and(|last| *last < site);
        if is_last {
            let next = self.blocks.get(place + 1);
            let next_has_room = next.is_some_and(|next| next.len() < self.block_rows);
            if !next_has_room {
                // Rows that come in order fill one block after the other.
                if let Some(full) = self.blocks.get_mut(place).and_then(Arc::get_mut) {
                    full.shrink();
                }
                self.blocks.insert(place + 1, Arc::default());
            }
            return place + 1;
        }
        let Some(block) = self.blocks.get_mut(place).map(Arc::make_mut) else {
            return place;
        };
        let upper = block.split();
        let is_upper = upper.ids.first().is_some_and(|first| *first <= site);
        self.blocks.insert(place + 1, Arc::new(upper));
        place + usize::from(is_upper)
    }
}
