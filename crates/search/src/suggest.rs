//! Suggestions while typing: concepts, class titles, names of suppliers.

use crate::SearchContext;
use crate::classes::ClassTexts;
use crate::collect::{Conditions, Sweep};
use crate::error::SearchError;
use crate::index::SearchIndex;
use crate::schema;
use eslabon_domain::text::{Lang, normal_form};
use std::collections::HashSet;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{TantivyDocument, Term};

/// What kind of thing is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// A concept of the vocabulary.
    Concept,
    /// A SCIAN class.
    Class,
    /// A supplier.
    Supplier,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to put into the search box.
    pub text: String,
    /// What kind of thing it is.
    pub kind: SuggestionKind,
    /// Id of the concept, code of the class, id of the site.
    pub key: String,
}

impl SearchIndex {
    /// What a person who has typed this may mean; at most `limit`, no text twice.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn suggest(
        &self,
        context: &SearchContext<'_>,
        typed: &str,
        lang: Lang,
        limit: usize,
    ) -> Result<Vec<Suggestion>, SearchError> {
        let short: String = typed.chars().take(80).collect();
        let wanted = normal_form(&short);
        if wanted.chars().count() < 2 {
            return Ok(Vec::new());
        }
        let names = limit.div_ceil(3);
        let mut found = concepts(context, &wanted, lang);
        found.truncate(limit - names);
        found.extend(classes(&wanted, lang).into_iter().take(names));
        found.extend(self.names(&wanted, names)?);
        let mut seen = HashSet::new();
        found.retain(|suggestion| seen.insert(normal_form(&suggestion.text)));
        found.truncate(limit);
        Ok(found)
    }

    /// Suppliers of whose name every word but the last is there, and the last begins so.
    fn names(&self, wanted: &str, limit: usize) -> Result<Vec<Suggestion>, SearchError> {
        let field = self.fields().name;
        let mut words: Vec<&str> = wanted.split(' ').collect();
        let Some(last) = words.pop() else {
            return Ok(Vec::new());
        };
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for word in words {
            let term = Term::from_field_text(field, word);
            parts.push((
                Occur::Must,
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            ));
        }
        parts.push((
            Occur::Must,
            Box::new(FuzzyTermQuery::new_prefix(
                Term::from_field_text(field, last),
                0,
                true,
            )),
        ));
        let searcher = self.searcher();
        let conditions = Conditions {
            kind: schema::SUPPLIER,
            ..Conditions::default()
        };
        let sweep = Sweep {
            conditions,
            keep: limit,
            facets: false,
            concepts: 0,
        };
        let found = searcher.search(&BooleanQuery::new(parts), &sweep)?;
        let mut names = Vec::new();
        for hit in found.hits {
            let document: TantivyDocument = searcher.doc(hit.address)?;
            let text = |field| {
                document
                    .get_first(field)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            names.push(Suggestion {
                text: text(self.fields().shown_name),
                kind: SuggestionKind::Supplier,
                key: text(self.fields().id),
            });
        }
        Ok(names)
    }
}

/// Concepts of which a phrase in the reader's language, else in the other, begins so.
fn concepts(context: &SearchContext<'_>, wanted: &str, lang: Lang) -> Vec<Suggestion> {
    let mut found: Vec<(usize, Suggestion)> = Vec::new();
    for concept in context
        .vocabulary
        .concepts()
        .iter()
        .filter(|concept| concept.parent.is_some())
    {
        let own = concept.phrases(lang).map(|phrase| (0, phrase));
        let foreign = concept
            .phrases(crate::index::other(lang))
            .map(|phrase| (1_000, phrase));
        let best = own
            .chain(foreign)
            .filter(|(_, phrase)| normal_form(phrase).starts_with(wanted))
            .min_by_key(|(penalty, phrase)| penalty + phrase.chars().count());
        if let Some((penalty, phrase)) = best {
            let suggestion = Suggestion {
                text: phrase.to_owned(),
                kind: SuggestionKind::Concept,
                key: concept.id.clone(),
            };
            found.push((penalty + phrase.chars().count(), suggestion));
        }
    }
    found.sort_by(|a, b| (a.0, &a.1.text).cmp(&(b.0, &b.1.text)));
    found
        .into_iter()
        .map(|(_, suggestion)| suggestion)
        .collect()
}

/// Six-digit classes of manufacturing of whose title a word begins so.
fn classes(wanted: &str, lang: Lang) -> Vec<Suggestion> {
    let texts = ClassTexts::shared();
    let hit = |title: &str| {
        let title = normal_form(title);
        title.starts_with(wanted) || title.contains(&format!(" {wanted}"))
    };
    texts
        .manufacturing_codes()
        .filter_map(|code| texts.title(code, lang).map(|title| (code, title)))
        .filter(|(_, title)| hit(title))
        .map(|(code, title)| Suggestion {
            text: title.to_owned(),
            kind: SuggestionKind::Class,
            key: code.to_owned(),
        })
        .collect()
}
