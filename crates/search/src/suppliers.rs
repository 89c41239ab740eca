//! Searching suppliers.

use crate::collect::{Around, Conditions, Counts, Sweep};
use crate::error::SearchError;
use crate::index::SearchIndex;
use crate::schema::{self, flags};
use crate::snippet::snippet;
use crate::understand::{question, understand};
use crate::{SearchContext, class_range};
use eslabon_domain::ids::SiteId;
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::registry::SizeBand;
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind, Vocabulary};
use std::collections::BTreeMap;
use tantivy::TantivyDocument;
use tantivy::query::{AllQuery, Query};
use tantivy::schema::Value;

/// Municipalities counted by name.
const MUNICIPALITIES_SHOWN: usize = 50;

/// What is looked for. Every list means *any of*, the fields together mean *all of*.
#[derive(Debug, Clone, Default)]
pub struct SupplierQuery {
    /// Words, in either language; empty: everything that passes the filters.
    pub text: String,
    /// The language of the words.
    pub lang: Lang,
    /// States.
    pub states: Vec<StateCode>,
    /// Municipalities, five digits.
    pub municipalities: Vec<String>,
    /// SCIAN codes of two to six digits.
    pub scian: Vec<String>,
    /// Staff bands.
    pub sizes: Vec<SizeBand>,
    /// Processes among the facts; narrower ones count.
    pub processes: Vec<ConceptId>,
    /// Materials among the facts.
    pub materials: Vec<ConceptId>,
    /// Standards among the facts.
    pub standards: Vec<ConceptId>,
    /// Something was verified, or nothing.
    pub verified: Option<bool>,
    /// With facts of its own, or without.
    pub with_profile: Option<bool>,
    /// Within so many metres of a point.
    pub around: Option<(Position, i64)>,
    /// Hits passed over.
    pub offset: usize,
    /// Hits wanted.
    pub limit: usize,
    /// Count by facet.
    pub facets: bool,
    /// Cut out the part that answers.
    pub snippets: bool,
}

/// A hit.
#[derive(Debug, Clone)]
pub struct SupplierHit {
    /// Which site.
    pub site: SiteId,
    /// The key that batch searches print.
    pub key: String,
    /// Relevance; orders this answer only.
    pub score: f32,
    /// Its SCIAN class.
    pub scian: Option<String>,
    /// The part of its text that answers, as safe HTML with `<b>`.
    pub snippet: Option<String>,
    /// Concepts and classes of the query.
    pub why: Vec<String>,
}

/// How many suppliers have each value, under the filters in force.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// By state, most first.
    pub states: Vec<(StateCode, u64)>,
    /// By municipality, the fifty most frequent.
    pub municipalities: Vec<(String, u64)>,
    /// By SCIAN, two to six digits, by code.
    pub scian: Vec<(String, u64)>,
    /// By staff band, smallest first.
    pub sizes: Vec<(SizeBand, u64)>,
    /// By process, wider ones counted, most first.
    pub processes: Vec<(ConceptId, u64)>,
    /// By material.
    pub materials: Vec<(ConceptId, u64)>,
    /// By standard.
    pub standards: Vec<(ConceptId, u64)>,
    /// With something verified, and without.
    pub verified: (u64, u64),
    /// With facts of its own, and without.
    pub with_profile: (u64, u64),
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct SupplierHits {
    /// How many suppliers answer.
    pub total: usize,
    /// Those asked for, best first.
    pub hits: Vec<SupplierHit>,
    /// Counts, where asked for.
    pub facets: Facets,
    /// Part of the query was left out.
    pub truncated: bool,
}

impl SearchIndex {
    /// Searches suppliers.
    ///
    /// # Errors
    /// If the index cannot be read; never because of what was typed.
    pub fn search_suppliers(
        &self,
        context: &SearchContext<'_>,
        query: &SupplierQuery,
    ) -> Result<SupplierHits, SearchError> {
        let searcher = self.searcher();
        let understood = understand(context, &query.text, query.lang, true);
        if understood.is_empty() && !query.text.trim().is_empty() {
            // Signs and small words only: nothing can answer them.
            return Ok(SupplierHits {
                truncated: understood.truncated,
                ..SupplierHits::default()
            });
        }
        let asked: Box<dyn Query> = match understood.is_empty() {
            true => Box::new(AllQuery),
            false => question(&understood, query.lang, self.fields(), &searcher),
        };
        let sweep = Sweep {
            conditions: conditions(context.vocabulary, query),
            keep: query.offset.saturating_add(query.limit),
            facets: query.facets,
            concepts: context.vocabulary.concepts().len(),
        };
        let found = searcher.search(&*asked, &sweep)?;
        let mut hits = Vec::with_capacity(query.limit);
        for hit in found.hits.iter().skip(query.offset).take(query.limit) {
            let document: TantivyDocument = searcher.doc(hit.address)?;
            let fields = self.fields();
            let text = |field| {
                document
                    .get_first(field)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
            };
            let Ok(site) = text(fields.id).parse() else {
                continue;
            };
            let texts = || {
                document
                    .get_all(fields.shown)
                    .filter_map(|value| value.as_str())
            };
            let scian = document
                .get_all(fields.scian)
                .filter_map(|value| value.as_str())
                .max_by_key(|code| code.len());
            hits.push(SupplierHit {
                site,
                key: text(fields.key).to_owned(),
                score: hit.score,
                scian: scian.map(str::to_owned),
                snippet: query
                    .snippets
                    .then(|| snippet(texts(), &understood, context, query.lang))
                    .flatten(),
                why: why(&understood, scian),
            });
        }
        let facets = match query.facets {
            true => named(context.vocabulary, found.counts),
            false => Facets::default(),
        };
        Ok(SupplierHits {
            total: found.total,
            hits,
            facets,
            truncated: understood.truncated,
        })
    }
}

/// What of the query's concepts and classes a hit may owe its place to.
fn why(understood: &crate::understand::Understood, scian: Option<&str>) -> Vec<String> {
    let class = scian.filter(|code| {
        understood
            .classes
            .iter()
            .any(|(class, score)| class == code && *score >= 0.1)
    });
    understood
        .concepts
        .iter()
        .cloned()
        .chain(class.map(str::to_owned))
        .collect()
}

fn conditions(vocabulary: &Vocabulary, query: &SupplierQuery) -> Conditions {
    let number = |id: &ConceptId| {
        vocabulary
            .concepts()
            .iter()
            .position(|c| c.id == *id)
            .and_then(|at| u64::try_from(at).ok())
    };
    let items = [&query.processes, &query.materials, &query.standards]
        .into_iter()
        .filter(|concepts| !concepts.is_empty())
        // A concept that does not exist matches nothing, rather than everything.
        .map(|concepts| {
            concepts
                .iter()
                .map(|id| number(id).unwrap_or(schema::NONE))
                .collect()
        })
        .collect();
    let flag = |wanted: Option<bool>, flag: u64| match wanted {
        Some(true) => (flag, 0),
        Some(false) => (0, flag),
        None => (0, 0),
    };
    let (verified, profile) = (
        flag(query.verified, flags::VERIFIED),
        flag(query.with_profile, flags::PROFILE),
    );
    let size = |band: &SizeBand| {
        SizeBand::ALL
            .iter()
            .position(|known| known == band)
            .and_then(|at| u64::try_from(at).ok())
    };
    Conditions {
        kind: schema::SUPPLIER,
        states: query
            .states
            .iter()
            .map(|state| u64::from(state.0))
            .collect(),
        municipalities: query
            .municipalities
            .iter()
            .map(|code| code.parse().unwrap_or(schema::NONE - 1))
            .collect(),
        scian: query
            .scian
            .iter()
            .map(|code| class_range(code).unwrap_or((1, 0)))
            .collect(),
        sizes: query.sizes.iter().filter_map(size).collect(),
        items,
        flags_on: verified.0 | profile.0,
        flags_off: verified.1 | profile.1,
        around: query
            .around
            .map(|(centre, radius_m)| Around::new(centre, radius_m)),
    }
}

fn named(vocabulary: &Vocabulary, counts: Counts) -> Facets {
    let states = counts.states.iter();
    let mut facets = Facets {
        states: states
            .filter_map(|(code, count)| Some((StateCode(u8::try_from(*code).ok()?), *count)))
            .collect(),
        ..Facets::default()
    };
    facets
        .states
        .sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    facets.municipalities = counts
        .municipalities
        .iter()
        .map(|(code, count)| (format!("{code:05}"), *count))
        .collect();
    facets
        .municipalities
        .sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    facets.municipalities.truncate(MUNICIPALITIES_SHOWN);
    let mut scian: BTreeMap<String, u64> = BTreeMap::new();
    for (code, count) in &counts.scian {
        let code = code.to_string();
        for digits in 2..=code.len() {
            if let Some(prefix) = code.get(..digits) {
                *scian.entry(prefix.to_owned()).or_default() += count;
            }
        }
    }
    facets.scian = scian.into_iter().collect();
    facets.sizes = counts
        .sizes
        .iter()
        .filter_map(|(at, count)| {
            usize::try_from(*at)
                .ok()
                .and_then(|at| SizeBand::ALL.get(at))
                .map(|band| (*band, *count))
        })
        .collect();
    facets.sizes.sort();
    for (concept, count) in vocabulary
        .concepts()
        .iter()
        .zip(&counts.items)
        .filter(|(_, count)| **count > 0)
    {
        let into = match concept.kind {
            ConceptKind::Process => &mut facets.processes,
            ConceptKind::Material => &mut facets.materials,
            ConceptKind::Standard => &mut facets.standards,
            _ => continue,
        };
        into.push((concept.id.clone(), *count));
    }
    for counted in [
        &mut facets.processes,
        &mut facets.materials,
        &mut facets.standards,
    ] {
        counted.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    }
    for (value, count) in counts.flags {
        let side =
            |pair: &mut (u64, u64), on: bool| if on { pair.0 += count } else { pair.1 += count };
        side(&mut facets.verified, value & flags::VERIFIED != 0);
        side(&mut facets.with_profile, value & flags::PROFILE != 0);
    }
    facets
}
