//! From what a person typed to what the index is asked: words, phrases, concepts and SCIAN classes.
//!
//! Anything may be typed. There is no query language but quotes; other signs separate words.

use crate::SearchContext;
use crate::analyse::is_small;
use crate::index::other;
use crate::schema::Fields;
use crate::weights::WEIGHTS;
use eslabon_domain::text::{Lang, stem, words};
use eslabon_domain::vocabulary::ConceptId;
use std::collections::BTreeMap;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

/// Words that are read of a query; what lies beyond is left out, and the answer says so.
pub const WORDS_MAX: usize = 64;
/// Bytes that are read of a query.
const BYTES_MAX: usize = 4_000;

/// A query as it was understood.
#[derive(Debug, Default)]
pub(crate) struct Understood {
    /// Folded words, small ones left out.
    pub words: Vec<String>,
    /// Phrases in quotes, as folded words.
    pub phrases: Vec<Vec<String>>,
    /// Concepts named.
    pub concepts: Vec<ConceptId>,
    /// SCIAN classes with their scores.
    pub classes: Vec<(String, f32)>,
    /// Part of the query was left out.
    pub truncated: bool,
}

impl Understood {
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }
}

/// Reads a query.
pub(crate) fn understand(
    context: &SearchContext<'_>,
    text: &str,
    lang: Lang,
    with_classes: bool,
) -> Understood {
    let cut = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= BYTES_MAX)
        .last()
        .unwrap_or(0);
    let short = text.get(..cut).unwrap_or_default();
    let mut all = words(short);
    let truncated = cut < text.len() || all.len() > WORDS_MAX;
    all.truncate(WORDS_MAX);
    let readable = all.last().map_or(0, |word| word.span.end);
    let readable = short.get(..readable).unwrap_or_default();
    let phrases = readable
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|phrase| {
            words(phrase)
                .into_iter()
                .map(|word| word.folded)
                .collect::<Vec<_>>()
        })
        .filter(|phrase| phrase.len() > 1)
        .collect();
    let mut folded: Vec<String> = all
        .into_iter()
        .map(|word| word.folded)
        .filter(|word| !is_small(word))
        .collect();
    folded.dedup();
    let concepts = context
        .annotator
        .concepts(readable, lang)
        .into_iter()
        .collect();
    let classes = if with_classes && !folded.is_empty() {
        let found = context
            .classes
            .classify(readable, Some(lang), WEIGHTS.classes);
        found
            .into_iter()
            .map(|class| (class.code, class.score))
            .collect()
    } else {
        Vec::new()
    };
    Understood {
        words: folded,
        phrases,
        concepts,
        classes,
        truncated,
    }
}

/// The question to the index. Every part that matches adds to the score; none is obligatory but phrases.
pub(crate) fn question(
    understood: &Understood,
    lang: Lang,
    fields: &Fields,
    searcher: &Searcher,
) -> Box<dyn Query> {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for word in &understood.words {
        parts.push((Occur::Should, word_query(word, lang, fields, searcher)));
    }
    for concept in &understood.concepts {
        parts.push((
            Occur::Should,
            constant(
                Term::from_field_text(fields.concept, concept),
                WEIGHTS.concept,
            ),
        ));
    }
    for (code, weight) in class_weights(&understood.classes) {
        parts.push((
            Occur::Should,
            constant(Term::from_field_text(fields.scian, &code), weight),
        ));
    }
    if understood.words.len() > 1 {
        let terms: Vec<Term> = understood
            .words
            .iter()
            .map(|word| Term::from_field_text(fields.name, word))
            .collect();
        parts.push((
            Occur::Should,
            Box::new(BoostQuery::new(
                Box::new(PhraseQuery::new(terms)),
                WEIGHTS.name_phrase,
            )),
        ));
    }
    let mut whole: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Must, Box::new(BooleanQuery::new(parts)))];
    for phrase in &understood.phrases {
        whole.push((Occur::Must, phrase_query(phrase, fields)));
    }
    Box::new(BooleanQuery::new(whole))
}

/// Six-digit classes by their score, and their four-digit groups by what the classes add up to.
fn class_weights(classes: &[(String, f32)]) -> Vec<(String, f32)> {
    let mut groups: BTreeMap<&str, f32> = BTreeMap::new();
    let mut weights = Vec::new();
    for (code, score) in classes {
        weights.push((code.clone(), score * WEIGHTS.class));
        if let Some(group) = code.get(..4) {
            *groups.entry(group).or_default() += score * WEIGHTS.class_group;
        }
    }
    weights.extend(
        groups
            .into_iter()
            .map(|(group, weight)| (group.to_owned(), weight)),
    );
    weights.retain(|(_, weight)| *weight >= WEIGHTS.class_least);
    weights
}

fn word_query(word: &str, lang: Lang, fields: &Fields, searcher: &Searcher) -> Box<dyn Query> {
    let term = |field: Field, text: &str| Term::from_field_text(field, text);
    let known = |term: &Term| searcher.doc_freq(term).unwrap_or(0) > 0;
    let name = term(fields.name, word);
    let own = term(fields.text(lang), &stem(word, lang));
    let foreign = term(fields.text(other(lang)), &stem(word, other(lang)));
    let scored = |term: Term, boost: f32| -> Box<dyn Query> {
        Box::new(BoostQuery::new(
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            boost,
        ))
    };
    let mut ways: Vec<Box<dyn Query>> = Vec::new();
    let is_known = known(&name) || known(&own) || known(&foreign);
    if is_known {
        ways.push(scored(own, WEIGHTS.text));
        ways.push(scored(foreign, WEIGHTS.text));
        ways.push(scored(name, WEIGHTS.name));
    } else {
        // A word that no document has: what it begins, and what it may have been meant for.
        let edits = match word.chars().count() {
            0..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        if word.chars().count() >= 3 {
            let prefix = FuzzyTermQuery::new_prefix(name.clone(), 0, true);
            ways.push(Box::new(BoostQuery::new(Box::new(prefix), WEIGHTS.prefix)));
        }
        if edits > 0 {
            for near in [name, own] {
                ways.push(Box::new(BoostQuery::new(
                    Box::new(FuzzyTermQuery::new(near, edits, true)),
                    WEIGHTS.typo,
                )));
            }
        }
    }
    Box::new(DisjunctionMaxQuery::with_tie_breaker(ways, 0.1))
}

fn phrase_query(phrase: &[String], fields: &Fields) -> Box<dyn Query> {
    let of = |field: Field, lang: Option<Lang>| -> Option<Box<dyn Query>> {
        let terms: Vec<(usize, Term)> = phrase
            .iter()
            .enumerate()
            .filter(|(_, word)| lang.is_none() || !is_small(word))
            .map(|(at, word)| {
                let text = lang.map_or_else(|| word.clone(), |lang| stem(word, lang));
                (at, Term::from_field_text(field, &text))
            })
            .collect();
        match terms.len() {
            0 => None,
            1 => {
                let (_, term) = terms.into_iter().next()?;
                Some(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
            }
            _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
        }
    };
    let ways = [
        of(fields.name, None),
        of(fields.text_es, Some(Lang::Es)),
        of(fields.text_en, Some(Lang::En)),
    ];
    Box::new(BooleanQuery::union(ways.into_iter().flatten().collect()))
}

fn constant(term: Term, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(
        Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        score,
    ))
}
