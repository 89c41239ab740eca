//! From symptom to root cause: the tree with which people find out *why* before they ask for help
//! (scrap ← no first-piece release), each branch with the question or measurement that tells it from
//! its neighbours and the service that treats it. The tree is `schema/causes/causes.csv`.
//!
//! A cause is a hypothesis until somebody has looked: nothing here says that a firm has it.

use crate::tables::{both, check_id, filled, malformed, rows};
use crate::text::Bilingual;
use crate::vocabulary::{ConceptId, ConceptKind, Finding, Vocabulary, VocabularyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const FILE: &str = "causes.csv";

/// The version of the tree that ships with the program: what was said of a cause names it. It changes with the
/// meaning of a node; ids are retired, never reused.
pub const VERSION: &str = "causes-1";

/// The id of a symptom or cause, such as `cause.worn_fixture`. Ids are retired, never reused.
pub type CauseId = String;

/// The part of a firm that a cause or a question concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// What is made is right.
    Quality,
    /// It arrives on the day.
    Delivery,
    /// Enough of it can be made.
    Capacity,
    /// Machines, tooling, drawings.
    Technology,
    /// How the firm is run.
    Management,
    /// Money.
    Finance,
    /// Who does the work.
    People,
    /// Nobody and nothing is harmed.
    Safety,
}

impl Area {
    /// Every area, in the order of the pages.
    pub const ALL: [Area; 8] = [
        Area::Quality,
        Area::Delivery,
        Area::Capacity,
        Area::Technology,
        Area::Management,
        Area::Finance,
        Area::People,
        Area::Safety,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Area::Quality => "quality",
            Area::Delivery => "delivery",
            Area::Capacity => "capacity",
            Area::Technology => "technology",
            Area::Management => "management",
            Area::Finance => "finance",
            Area::People => "people",
            Area::Safety => "safety",
        }
    }

    /// The area that [`Area::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.as_str() == word)
    }
}

/// What a node of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// What is seen or complained of: a root of the tree.
    Symptom,
    /// What may stand behind its parent.
    Cause,
}

/// A symptom, or one cause of its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its id.
    pub id: CauseId,
    /// What it explains; absent for a symptom.
    pub parent: Option<CauseId>,
    /// Symptom or cause.
    pub kind: CauseKind,
    /// Which part of the firm it concerns.
    pub area: Area,
    /// Its name.
    pub label: Bilingual,
    /// Of a symptom: what to ask first. Of a cause: the question or measurement that tells it from
    /// the other causes of its parent.
    pub question: Bilingual,
    /// The kind of service (`service.…`) that treats it; absent for a symptom.
    pub service: Option<ConceptId>,
}

/// The whole tree, in file order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    nodes: Vec<Cause>,
    by_id: BTreeMap<CauseId, usize>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    parent: String,
    kind: CauseKind,
    area: Area,
    label_es: String,
    label_en: String,
    question_es: String,
    question_en: String,
    service: String,
}

impl From<Row> for Cause {
    fn from(row: Row) -> Self {
        Cause {
            id: row.id,
            parent: filled(row.parent),
            kind: row.kind,
            area: row.area,
            label: Bilingual {
                es: row.label_es,
                en: row.label_en,
            },
            question: Bilingual {
                es: row.question_es,
                en: row.question_en,
            },
            service: filled(row.service),
        }
    }
}

impl Causes {
    /// The tree that ships with the program.
    ///
    /// # Errors
    /// If the bundled tree is malformed; a test keeps it well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        Self::parse(include_str!("../../../schema/causes/causes.csv"))
    }

    /// Reads `causes.csv`.
    ///
    /// # Errors
    /// As [`Causes::from_list`], and where a line cannot be read.
    pub fn parse(csv_text: &str) -> Result<Self, VocabularyError> {
        let nodes = rows::<Row>(FILE, csv_text)?.into_iter().map(Cause::from);
        Self::from_list(nodes.collect())
    }

    /// The tree of these nodes.
    ///
    /// # Errors
    /// Names the node whose id stands twice or is no slug, which lacks a text, whose parent does not
    /// exist, which lies on a cycle, or which is neither a symptom (no parent, no service) nor a cause
    /// (both).
    pub fn from_list(nodes: Vec<Cause>) -> Result<Self, VocabularyError> {
        let mut by_id = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            check_node(node)?;
            if by_id.insert(node.id.clone(), at).is_some() {
                return Err(VocabularyError::IdReused(node.id.clone()));
            }
        }
        let tree = Self { nodes, by_id };
        for node in &tree.nodes {
            let parent = node.parent.as_deref();
            if let Some(missing) = parent.filter(|id| tree.find(id).is_none()) {
                return Err(malformed(
                    FILE,
                    format!("{}: parent {missing} does not exist", node.id),
                ));
            }
            // A way up that is longer than the tree is wide goes in circles.
            if tree.path(&node.id).len() > tree.nodes.len() {
                return Err(malformed(FILE, format!("{}: lies on a cycle", node.id)));
            }
        }
        Ok(tree)
    }

    /// The node of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Cause> {
        self.by_id.get(id).and_then(|at| self.nodes.get(*at))
    }

    /// Every node, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Cause> {
        self.nodes.iter()
    }

    /// The symptoms, from which a search for causes starts.
    pub fn symptoms(&self) -> impl Iterator<Item = &Cause> {
        self.iter().filter(|node| node.kind == CauseKind::Symptom)
    }

    /// What may stand directly behind a node.
    pub fn behind<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Cause> {
        self.iter()
            .filter(move |node| node.parent.as_deref() == Some(id))
    }

    /// The causes that a kind of service treats.
    pub fn treated_by<'a>(&'a self, service: &'a str) -> impl Iterator<Item = &'a Cause> {
        self.iter()
            .filter(move |node| node.service.as_deref() == Some(service))
    }

    /// The node and what it explains, up to the symptom.
    #[must_use]
    pub fn path(&self, id: &str) -> Vec<&Cause> {
        let mut path = Vec::new();
        let mut next = self.find(id);
        while let Some(node) = next.filter(|_| path.len() <= self.nodes.len()) {
            path.push(node);
            next = node.parent.as_deref().and_then(|parent| self.find(parent));
        }
        path
    }

    /// What does not fit the vocabulary: an empty answer means that it is sound.
    #[must_use]
    pub fn check(&self, vocabulary: &Vocabulary) -> Vec<Finding> {
        self.iter()
            .filter_map(|node| Some((&node.id, node.service.as_deref()?)))
            .filter(|(_, service)| {
                vocabulary
                    .find(service)
                    .is_none_or(|concept| concept.kind != ConceptKind::Service)
            })
            .map(|(id, service)| format!("{id}: service {service} does not exist"))
            .collect()
    }
}

/// Refuses a node that cannot stand in any tree.
fn check_node(node: &Cause) -> Result<(), VocabularyError> {
    check_id(FILE, &node.id, "cause")?;
    both(FILE, &node.id, "label", node.label.clone())?;
    both(FILE, &node.id, "question", node.question.clone())?;
    let whole = match node.kind {
        CauseKind::Symptom => node.parent.is_none() && node.service.is_none(),
        CauseKind::Cause => node.parent.is_some() && node.service.is_some(),
    };
    if whole {
        return Ok(());
    }
    let rule = "a symptom has neither parent nor service, a cause has both";
    Err(malformed(FILE, format!("{}: {rule}", node.id)))
}

#[cfg(test)]
#[path = "causes_tests.rs"]
mod tests;
