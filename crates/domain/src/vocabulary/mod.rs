//! The concept trees: processes, materials, standards, equipment, sectors, services, each with a
//! stable id, labels and synonyms in both languages. The bundled trees are
//! `schema/vocabulary/*.csv`; the database holds what staff made of them.

mod annotate;
mod check;

pub use annotate::{Annotator, Mention};
pub use check::{Finding, check};

use crate::text::{Bilingual, Lang};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use thiserror::Error;

/// The id of a concept, such as `process.cnc_turning`. Ids are retired, never reused.
pub type ConceptId = String;

/// The tree to which a concept belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConceptKind {
    /// Manufacturing processes, inspection and finishing included.
    Process,
    /// Materials.
    Material,
    /// Standards, certificates and practices.
    Standard,
    /// Types of equipment.
    Equipment,
    /// End industries.
    Sector,
    /// Kinds of help that institutions give.
    Service,
}

impl ConceptKind {
    /// Every kind.
    pub const ALL: [ConceptKind; 6] = [
        ConceptKind::Process,
        ConceptKind::Material,
        ConceptKind::Standard,
        ConceptKind::Equipment,
        ConceptKind::Sector,
        ConceptKind::Service,
    ];

    /// The word with which its ids begin.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ConceptKind::Process => "process",
            ConceptKind::Material => "material",
            ConceptKind::Standard => "standard",
            ConceptKind::Equipment => "equipment",
            ConceptKind::Sector => "sector",
            ConceptKind::Service => "service",
        }
    }

    /// The kind that [`ConceptKind::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The kind of the concept with this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        id.split('.').next().and_then(Self::parse)
    }
}

/// One concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Its id.
    pub id: ConceptId,
    /// Its tree.
    pub kind: ConceptKind,
    /// The next wider concept; absent for a root.
    pub parent: Option<ConceptId>,
    /// Its names.
    pub label: Bilingual,
    /// What else people call it in Spanish.
    pub synonyms_es: Vec<String>,
    /// What else people call it in English.
    pub synonyms_en: Vec<String>,
    /// SCIAN 2023 codes to which it is linked.
    pub scian: Vec<String>,
}

impl Concept {
    /// Every phrase that names the concept in a language, the label first.
    pub fn phrases(&self, lang: Lang) -> impl Iterator<Item = &str> {
        let synonyms = match lang {
            Lang::Es => &self.synonyms_es,
            Lang::En => &self.synonyms_en,
        };
        std::iter::once(self.label.get(lang)).chain(synonyms.iter().map(String::as_str))
    }
}

/// A term that two concepts may claim, with the declared reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ambiguity {
    /// The term as written.
    pub term: String,
    /// In which language.
    pub lang: Lang,
    /// Ids of the concepts that claim it, separated by `|`; the first is meant by default.
    pub concepts: String,
    /// Why it is left so.
    pub reason: String,
}

/// What is wrong with a vocabulary file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VocabularyError {
    /// A line cannot be read.
    #[error("{0}: {1}")]
    Malformed(String, String),
    /// An id stands twice.
    #[error("id {0} is used twice")]
    IdReused(String),
}

/// All concept trees.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    concepts: Vec<Concept>,
    by_id: HashMap<ConceptId, usize>,
    children: HashMap<ConceptId, Vec<usize>>,
    ambiguities: Vec<Ambiguity>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    parent: String,
    label_es: String,
    label_en: String,
    synonyms_es: String,
    synonyms_en: String,
    scian: String,
}

const BUNDLED: [(&str, &str); 6] = [
    (
        "processes.csv",
        include_str!("../../../../schema/vocabulary/processes.csv"),
    ),
    (
        "materials.csv",
        include_str!("../../../../schema/vocabulary/materials.csv"),
    ),
    (
        "standards.csv",
        include_str!("../../../../schema/vocabulary/standards.csv"),
    ),
    (
        "equipment.csv",
        include_str!("../../../../schema/vocabulary/equipment.csv"),
    ),
    (
        "sectors.csv",
        include_str!("../../../../schema/vocabulary/sectors.csv"),
    ),
    (
        "services.csv",
        include_str!("../../../../schema/vocabulary/services.csv"),
    ),
];

const AMBIGUOUS: [(&str, &str); 2] = [
    (
        "ambiguous_processes.csv",
        include_str!("../../../../schema/vocabulary/ambiguous_processes.csv"),
    ),
    (
        "ambiguous_materials.csv",
        include_str!("../../../../schema/vocabulary/ambiguous_materials.csv"),
    ),
];

impl Vocabulary {
    /// The trees that ship with the program.
    ///
    /// # Errors
    /// If a bundled file is malformed; a test keeps them well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        let mut concepts = Vec::new();
        for (file, text) in BUNDLED {
            concepts.extend(parse_concepts(file, text)?);
        }
        let mut ambiguities = Vec::new();
        for (file, text) in AMBIGUOUS {
            for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Ambiguity>() {
                ambiguities
                    .push(row.map_err(|e| VocabularyError::Malformed(file.into(), e.to_string()))?);
            }
        }
        let mut vocabulary = Self::from_concepts(concepts)?;
        vocabulary.ambiguities = ambiguities;
        Ok(vocabulary)
    }

    /// A hash of the bundled files, the spine's included: a change of vocabulary makes the search index
    /// stale, and any change is brought to the stored edition.
    #[must_use]
    pub fn bundled_fingerprint() -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for (_, text) in BUNDLED.iter().chain(AMBIGUOUS.iter()) {
            hash.update(text.as_bytes());
        }
        hash.update(crate::attributes::BUNDLED.as_bytes());
        hash.finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// A vocabulary of these concepts.
    ///
    /// # Errors
    /// If an id stands twice.
    pub fn from_concepts(concepts: Vec<Concept>) -> Result<Self, VocabularyError> {
        let mut vocabulary = Self::default();
        for concept in concepts {
            let at = vocabulary.concepts.len();
            if vocabulary.by_id.insert(concept.id.clone(), at).is_some() {
                return Err(VocabularyError::IdReused(concept.id));
            }
            if let Some(parent) = &concept.parent {
                vocabulary
                    .children
                    .entry(parent.clone())
                    .or_default()
                    .push(at);
            }
            vocabulary.concepts.push(concept);
        }
        Ok(vocabulary)
    }

    /// The same vocabulary with these declared ambiguities.
    #[must_use]
    pub fn with_ambiguities(mut self, ambiguities: Vec<Ambiguity>) -> Self {
        self.ambiguities = ambiguities;
        self
    }

    /// Every concept, in file order (parents before children).
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// Terms that more than one concept may claim.
    #[must_use]
    pub fn ambiguities(&self) -> &[Ambiguity] {
        &self.ambiguities
    }

    /// The concept of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Concept> {
        self.by_id.get(id).and_then(|at| self.concepts.get(*at))
    }

    /// The label of a concept, or its id where it is unknown.
    #[must_use]
    pub fn label<'a>(&'a self, id: &'a str, lang: Lang) -> &'a str {
        self.find(id).map_or(id, |concept| concept.label.get(lang))
    }

    /// The next narrower concepts.
    pub fn children<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Concept> {
        self.children
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|at| self.concepts.get(*at))
    }

    /// The concept and everything wider, from itself to the root.
    #[must_use]
    pub fn path(&self, id: &str) -> Vec<&Concept> {
        let mut path = Vec::new();
        let mut next = self.find(id);
        // A cycle cannot outlast the number of concepts; `check` reports it.
        while let Some(concept) = next.filter(|_| path.len() <= self.concepts.len()) {
            path.push(concept);
            next = concept
                .parent
                .as_deref()
                .and_then(|parent| self.find(parent));
        }
        path
    }

    /// Whether `narrow` is `wide` or lies below it.
    #[must_use]
    pub fn is_within(&self, narrow: &str, wide: &str) -> bool {
        narrow == wide || self.path(narrow).iter().any(|concept| concept.id == wide)
    }

    /// The concept and everything narrower.
    #[must_use]
    pub fn subtree(&self, id: &str) -> Vec<&Concept> {
        let mut found: Vec<&Concept> = self.find(id).into_iter().collect();
        let mut at = 0;
        while let Some(concept) = found
            .get(at)
            .copied()
            .filter(|_| found.len() <= self.concepts.len())
        {
            found.extend(self.children(&concept.id));
            at += 1;
        }
        found
    }

    /// Wu-Palmer similarity in thousandths: 2 × depth of the nearest common ancestor ÷ the sum of
    /// the depths, the root at depth 1. Concepts of different trees have none: 0.
    #[must_use]
    pub fn similarity_milli(&self, a: &str, b: &str) -> u32 {
        let (path_a, path_b) = (self.path(a), self.path(b));
        let common = path_a.iter().find(|x| path_b.iter().any(|y| y.id == x.id));
        let Some(common) = common else { return 0 };
        let depth = |path_len: usize| u32::try_from(path_len).unwrap_or(u32::MAX);
        let total = depth(path_a.len()) + depth(path_b.len());
        (2_000 * depth(self.path(&common.id).len()))
            .checked_div(total)
            .unwrap_or(0)
    }
}

/// Reads one vocabulary file.
///
/// # Errors
/// Names the file and the line that cannot be read.
pub fn parse_concepts(file: &str, text: &str) -> Result<Vec<Concept>, VocabularyError> {
    let malformed = |what: String| VocabularyError::Malformed(file.to_owned(), what);
    let list = |cell: &str| -> Vec<String> {
        cell.split('|')
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut concepts = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>() {
        let row = row.map_err(|e| malformed(e.to_string()))?;
        let kind =
            ConceptKind::of_id(&row.id).ok_or_else(|| malformed(format!("id {}", row.id)))?;
        concepts.push(Concept {
            id: row.id,
            kind,
            parent: (!row.parent.is_empty()).then_some(row.parent),
            label: Bilingual {
                es: row.label_es,
                en: row.label_en,
            },
            synonyms_es: list(&row.synonyms_es),
            synonyms_en: list(&row.synonyms_en),
            scian: list(&row.scian),
        });
    }
    Ok(concepts)
}

#[cfg(test)]
mod tests;
