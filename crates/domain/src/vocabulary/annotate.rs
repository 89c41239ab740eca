//! Finds the phrases of the vocabulary in text of either language, and says which words did it.
//!
//! Text and phrases are reduced to light stems of folded words, joined by single spaces; one
//! Aho-Corasick automaton per language then finds every phrase, the longest winning.

use super::{ConceptId, Vocabulary};
use crate::text::{Lang, light_stem, words};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A concept found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Which concept.
    pub concept: ConceptId,
    /// The bytes of the text that named it.
    pub span: Range<usize>,
    /// The language of the phrase.
    pub lang: Lang,
}

/// Finds concepts in text.
#[derive(Debug)]
pub struct Annotator {
    tongues: Vec<Tongue>,
}

#[derive(Debug)]
struct Tongue {
    lang: Lang,
    automaton: AhoCorasick,
    concepts: Vec<ConceptId>,
}

impl Annotator {
    /// An annotator for every phrase of a vocabulary. Roots are left out: "Materials" says nothing.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        Self {
            tongues: Lang::ALL
                .into_iter()
                .filter_map(|lang| Tongue::new(vocabulary, lang))
                .collect(),
        }
    }

    /// The concepts named in a text, in order of place. Phrases of both languages are looked for;
    /// where two overlap the longer wins, then the one in the text's own language.
    #[must_use]
    pub fn annotate(&self, text: &str, own: Lang) -> Vec<Mention> {
        let mut found: Vec<Mention> = self
            .tongues
            .iter()
            .flat_map(|tongue| tongue.annotate(text))
            .collect();
        found.sort_by_key(|m| {
            (
                usize::MAX - m.span.len(),
                m.lang != own,
                m.span.start,
                m.concept.clone(),
            )
        });
        let mut kept: Vec<Mention> = Vec::with_capacity(found.len());
        let mut taken = vec![false; text.len()];
        for mention in found {
            let Some(place) = taken.get_mut(mention.span.clone()) else {
                continue;
            };
            if place.iter().any(|byte| *byte) {
                continue;
            }
            place.fill(true);
            kept.push(mention);
        }
        kept.sort_by_key(|m| m.span.start);
        kept
    }

    /// The set of concepts named in a text.
    #[must_use]
    pub fn concepts(&self, text: &str, own: Lang) -> BTreeSet<ConceptId> {
        self.annotate(text, own)
            .into_iter()
            .map(|mention| mention.concept)
            .collect()
    }
}

impl Tongue {
    fn new(vocabulary: &Vocabulary, lang: Lang) -> Option<Self> {
        let mut phrases: BTreeMap<String, ConceptId> = BTreeMap::new();
        // An ambiguous term means the first concept that its declaration names.
        for ambiguity in vocabulary.ambiguities().iter().filter(|a| a.lang == lang) {
            if let Some(first) = ambiguity.concepts.split('|').next() {
                phrases.insert(key(&ambiguity.term, lang), first.trim().to_owned());
            }
        }
        for concept in vocabulary.concepts().iter().filter(|c| c.parent.is_some()) {
            for phrase in concept.phrases(lang) {
                phrases
                    .entry(key(phrase, lang))
                    .or_insert_with(|| concept.id.clone());
            }
        }
        phrases.remove("  ");
        let (patterns, concepts): (Vec<String>, Vec<ConceptId>) = phrases.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .ok()?;
        Some(Self {
            lang,
            automaton,
            concepts,
        })
    }

    fn annotate(&self, text: &str) -> Vec<Mention> {
        let words = words(text);
        let mut line = String::with_capacity(text.len() + 2);
        // For each byte offset in `line` at which a word begins or ends: which word.
        let mut starts = BTreeMap::new();
        let mut ends = BTreeMap::new();
        line.push(' ');
        for (at, word) in words.iter().enumerate() {
            starts.insert(line.len(), at);
            line.push_str(light_stem(&word.folded, self.lang));
            ends.insert(line.len(), at);
            line.push(' ');
        }
        let mut found = Vec::new();
        let mut from = 0;
        // Patterns carry a space on both sides; stepping back by one lets neighbours share it.
        while let Some(hit) = line.get(from..).and_then(|rest| self.automaton.find(rest)) {
            let (start, end) = (from + hit.start() + 1, from + hit.end() - 1);
            let span = starts
                .get(&start)
                .and_then(|at| words.get(*at))
                .zip(ends.get(&end).and_then(|at| words.get(*at)))
                .map(|(first, last)| first.span.start..last.span.end);
            if let (Some(span), Some(concept)) = (span, self.concepts.get(hit.pattern().as_usize()))
            {
                found.push(Mention {
                    concept: concept.clone(),
                    span,
                    lang: self.lang,
                });
            }
            from = end;
        }
        found
    }
}

/// A phrase as the automaton sees it: stems between single spaces, a space on both sides.
fn key(phrase: &str, lang: Lang) -> String {
    let mut key = String::from(" ");
    for word in words(phrase) {
        key.push_str(light_stem(&word.folded, lang));
        key.push(' ');
    }
    if key.len() == 1 { "  ".to_owned() } else { key }
}
