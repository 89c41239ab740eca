//! Searching needs. Whose needs may be seen is the caller's to say: it is part of the question, so that
//! counts and scores of what one may not see never leave.

use crate::SearchContext;
use crate::collect::{Conditions, Sweep};
use crate::error::SearchError;
use crate::index::SearchIndex;
use crate::schema::{self, flags};
use crate::understand::{question, understand};
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId};
use eslabon_domain::text::Lang;
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Value;
use tantivy::{TantivyDocument, Term};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct NeedQuery {
    /// Words, in either language.
    pub text: String,
    /// The language of the words.
    pub lang: Lang,
    /// Only this organisation's.
    pub organisation: Option<OrganisationId>,
    /// Only those in the pipelines of these centres.
    pub centres: Option<Vec<CentreId>>,
    /// Only open ones.
    pub open_only: bool,
    /// Hits passed over.
    pub offset: usize,
    /// Hits wanted.
    pub limit: usize,
}

/// A hit.
#[derive(Debug, Clone)]
pub struct NeedHit {
    /// Which need.
    pub need: NeedId,
    /// Relevance.
    pub score: f32,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct NeedHits {
    /// How many needs answer.
    pub total: usize,
    /// Those asked for, best first.
    pub hits: Vec<NeedHit>,
}

impl SearchIndex {
    /// Searches needs.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn search_needs(
        &self,
        context: &SearchContext<'_>,
        query: &NeedQuery,
    ) -> Result<NeedHits, SearchError> {
        let searcher = self.searcher();
        let understood = understand(context, &query.text, query.lang, false);
        let asked: Box<dyn Query> = match understood.is_empty() {
            true if query.text.trim().is_empty() => Box::new(AllQuery),
            true => return Ok(NeedHits::default()),
            false => question(&understood, query.lang, self.fields(), &searcher),
        };
        let asked = self.scoped(asked, query);
        let sweep = Sweep {
            conditions: Conditions {
                kind: schema::NEED,
                flags_on: if query.open_only { flags::OPEN } else { 0 },
                ..Conditions::default()
            },
            keep: query.offset.saturating_add(query.limit),
            facets: false,
            concepts: 0,
        };
        let found = searcher.search(&*asked, &sweep)?;
        let mut hits = Vec::new();
        for hit in found.hits.iter().skip(query.offset).take(query.limit) {
            let document: TantivyDocument = searcher.doc(hit.address)?;
            let id = document
                .get_first(self.fields().id)
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            if let Ok(need) = id.parse() {
                hits.push(NeedHit {
                    need,
                    score: hit.score,
                });
            }
        }
        Ok(NeedHits {
            total: found.total,
            hits,
        })
    }

    /// The question, kept to what may be seen.
    fn scoped(&self, asked: Box<dyn Query>, query: &NeedQuery) -> Box<dyn Query> {
        let fields = self.fields();
        let any_of = |field, words: Vec<String>| -> Box<dyn Query> {
            let terms = words.iter().map(|word| Term::from_field_text(field, word));
            Box::new(TermSetQuery::new(terms))
        };
        let mut parts = vec![(Occur::Must, asked)];
        if let Some(organisation) = query.organisation {
            let own = any_of(fields.organisation, vec![organisation.to_string()]);
            parts.push((Occur::Must, own));
        }
        if let Some(centres) = &query.centres {
            let words = centres.iter().map(ToString::to_string).collect();
            parts.push((Occur::Must, any_of(fields.centre, words)));
        }
        Box::new(BooleanQuery::new(parts))
    }
}
