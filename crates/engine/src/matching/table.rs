//! Every supplier site, ready to be scored. A row store: one row a site, the words of its texts as
//! sorted numbers. Cloning shares the rows.

use eslabon_domain::attributes::{Attribute, ConfidentialityGroup};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_domain::ladders::coarse_amount;
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::vocabulary::{ConceptId, Vocabulary};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

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

/// A site in the table.
#[derive(Debug)]
pub(super) struct Row {
    pub site: SiteId,
    pub owner: OrganisationId,
    pub state: Option<StateCode>,
    pub position: Option<Position>,
    pub position_is_approximate: bool,
    /// By attribute.
    pub facts: Vec<Fact>,
    /// By attribute; coarse.
    pub closed: Vec<Fact>,
    /// Numbers of concepts and stems, ascending.
    pub words: Vec<u32>,
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

fn by_attribute(facts: &mut [Fact]) {
    facts.sort_by(|a, b| (&a.attribute, &a.item, a.id).cmp(&(&b.attribute, &b.item, b.id)));
}

/// Every supplier site.
#[derive(Debug, Clone, Default)]
pub struct CapabilityTable {
    rows: BTreeMap<SiteId, Arc<Row>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl CapabilityTable {
    /// An empty table whose concepts are numbered.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut table = Self::default();
        for concept in vocabulary.concepts() {
            table.number(&concept.id);
        }
        table
    }

    /// Puts a site into the table, in place of what it knew of it.
    pub fn upsert(&mut self, profile: SiteProfile) {
        let mut words: Vec<u32> = profile
            .text_concepts
            .iter()
            .chain(&profile.text_terms)
            .map(|word| self.number(word))
            .collect();
        words.sort_unstable();
        words.dedup();
        let mut facts = profile.facts;
        by_attribute(&mut facts);
        let mut closed: Vec<Fact> = profile.closed.into_iter().map(|c| c.fact).collect();
        by_attribute(&mut closed);
        let row = Row {
            site: profile.site,
            owner: profile.owner,
            state: profile.state,
            position: profile.position,
            position_is_approximate: profile.position_is_approximate,
            facts,
            closed,
            words,
        };
        self.rows.insert(row.site, Arc::new(row));
    }

    /// Takes a site out of the table.
    pub fn remove(&mut self, site: SiteId) {
        self.rows.remove(&site);
    }

    /// How many sites.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// No site at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().map(Arc::as_ref)
    }

    pub(super) fn row(&self, site: SiteId) -> Option<&Row> {
        self.rows.get(&site).map(Arc::as_ref)
    }

    /// The number of a concept or stem, if any site has it.
    pub(super) fn number_of(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(Arc::from(word), number);
        number
    }
}
