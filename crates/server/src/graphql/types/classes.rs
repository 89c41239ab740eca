//! SCIAN classes and concepts of the vocabulary.

use async_graphql::{Enum, SimpleObject};
use eslabon_app::context::Words;
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{Concept as DomainConcept, ConceptKind as DomainKind};
use eslabon_search::classes::{ClassSuggestion as Suggestion, ClassTexts};

/// A language of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Lang")]
pub enum Language {
    /// Mexican Spanish.
    Es,
    /// English.
    En,
}

/// A tree of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum ConceptKind {
    /// Manufacturing processes.
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

/// A concept of the controlled vocabulary.
#[derive(Debug, Clone, SimpleObject)]
pub struct Concept {
    /// Its stable id, such as `process.cnc_turning`.
    pub concept_id: String,
    /// Its tree.
    pub kind: ConceptKind,
    /// The next wider concept's id.
    pub parent_id: Option<String>,
    /// Its Spanish name.
    pub label_es: String,
    /// Its English name.
    pub label_en: String,
    /// What else people call it in Spanish.
    pub synonyms_es: Vec<String>,
    /// What else people call it in English.
    pub synonyms_en: Vec<String>,
    /// SCIAN 2023 codes to which it is linked.
    pub scian: Vec<String>,
}

impl From<&DomainConcept> for Concept {
    fn from(concept: &DomainConcept) -> Self {
        Self {
            concept_id: concept.id.clone(),
            kind: concept.kind.into(),
            parent_id: concept.parent.clone(),
            label_es: concept.label.es.clone(),
            label_en: concept.label.en.clone(),
            synonyms_es: concept.synonyms_es.clone(),
            synonyms_en: concept.synonyms_en.clone(),
            scian: concept.scian.clone(),
        }
    }
}

/// The concepts of these ids; ids that the vocabulary no longer has are left out.
#[must_use]
pub fn concepts(words: &Words, ids: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<Concept> {
    ids.into_iter()
        .filter_map(|id| words.vocabulary.find(id.as_ref()).map(Concept::from))
        .collect()
}

/// A SCIAN class of the 2023 edition.
#[derive(Debug, Clone, SimpleObject)]
pub struct ScianClass {
    /// Two to six digits.
    pub code: String,
    /// INEGI's title; absent for a code that the edition does not have.
    pub title_es: Option<String>,
    /// Our English title, where there is one.
    pub title_en: Option<String>,
}

impl ScianClass {
    /// The class of a code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        let texts = ClassTexts::shared();
        Self {
            code: code.to_owned(),
            title_es: texts.title(code, Lang::Es).map(str::to_owned),
            title_en: texts.title(code, Lang::En).map(str::to_owned),
        }
    }
}

/// A class that a text may belong to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ClassSuggestion {
    /// The class.
    pub class: ScianClass,
    /// Between 0 and 1; the suggestions of a text sum to at most 1.
    pub score: f32,
    /// The words of the text that decided.
    pub terms: Vec<String>,
}

impl From<Suggestion> for ClassSuggestion {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            class: ScianClass::of(&suggestion.code),
            score: suggestion.score,
            terms: suggestion.terms,
        }
    }
}
