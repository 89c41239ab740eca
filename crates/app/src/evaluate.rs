//! Measures search and classification against judged data, for `docs/figures.md`. The judged data are
//! files of others that stay outside the repository; nothing here writes to an installation.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::text::Lang;
use eslabon_search::classes::{ClassModel, ClassTexts};
use eslabon_search::{SearchContext, SupplierQuery};
use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Hits that are judged.
const DEPTH: usize = 10;

/// A query whose right class is known.
#[derive(Debug, Clone)]
pub struct JudgedQuery {
    /// The words.
    pub text: String,
    /// Their language.
    pub lang: Lang,
    /// The six-digit class that is meant.
    pub code: String,
}

/// The mean over queries whose class has at least one plant.
#[derive(Debug, Clone, Copy)]
pub struct Relevance {
    /// nDCG at ten: relevance 3 for the same class, 1 for the same four digits, gain 2^rel − 1.
    pub ndcg: f64,
    /// Queries judged.
    pub queries: usize,
}

/// Reads pairs of class and text from a CSV file: the first column whose name begins with `code`, and
/// the named one.
///
/// # Errors
/// [`AppError::Unreadable`] names the file.
pub fn read_pairs(file: &Path, column: &str) -> AppResult<Vec<(String, String)>> {
    let unreadable = |what: String| AppError::Unreadable(format!("{}: {what}", file.display()));
    let mut reader = csv::Reader::from_path(file).map_err(|e| unreadable(e.to_string()))?;
    let header = reader
        .headers()
        .map_err(|e| unreadable(e.to_string()))?
        .clone();
    let place = |wanted: &str| {
        header
            .iter()
            .position(|name| name.trim_start_matches('\u{feff}') == wanted)
    };
    let (code, text) = (
        place("code").ok_or_else(|| unreadable("no column “code”".into()))?,
        place(column).ok_or_else(|| unreadable(format!("no column “{column}”")))?,
    );
    let row = |record: csv::StringRecord| {
        Some((record.get(code)?.to_owned(), record.get(text)?.to_owned()))
    };
    Ok(reader
        .records()
        .filter_map(Result::ok)
        .filter_map(row)
        .collect())
}

/// Queries by the titles of six-digit classes.
#[must_use]
pub fn title_queries(lang: Lang) -> Vec<JudgedQuery> {
    let texts = ClassTexts::shared();
    let query = |code: &str| {
        Some(JudgedQuery {
            text: texts.title(code, lang)?.to_owned(),
            lang,
            code: code.to_owned(),
        })
    };
    texts.manufacturing_codes().filter_map(query).collect()
}

/// Judges queries on what is indexed, with this model of classes (a held-out one for held-out terms).
///
/// # Errors
/// If the index fails.
pub fn judge(
    app: &App,
    actor: &Actor,
    model: &ClassModel,
    queries: &[JudgedQuery],
) -> AppResult<Relevance> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let words = app.words();
    let context = SearchContext {
        vocabulary: &words.vocabulary,
        annotator: &words.annotator,
        classes: model,
    };
    let everything = SupplierQuery {
        facets: true,
        ..SupplierQuery::default()
    };
    let facets = app.index().search_suppliers(&context, &everything)?.facets;
    let plants: HashMap<String, u64> = facets.scian.into_iter().collect();
    let (mut sum, mut judged) = (0.0, 0);
    for query in queries
        .iter()
        .filter(|query| plants.contains_key(&query.code))
    {
        let asked = SupplierQuery {
            text: query.text.clone(),
            lang: query.lang,
            limit: DEPTH,
            ..SupplierQuery::default()
        };
        let hits = app.index().search_suppliers(&context, &asked)?.hits;
        let gains: Vec<f64> = hits
            .iter()
            .map(|hit| gain(hit.scian.as_deref().unwrap_or_default(), &query.code))
            .collect();
        let count = |code: &str| plants.get(code).copied().unwrap_or(0);
        let same = count(&query.code);
        let near = query.code.get(..4).map_or(0, count) - same;
        let ideal: Vec<f64> = (0..same)
            .map(|_| 7.0)
            .chain((0..near).map(|_| 1.0))
            .take(DEPTH)
            .collect();
        sum += discounted(&gains) / discounted(&ideal);
        judged += 1;
    }
    Ok(Relevance {
        ndcg: sum / f64::from(judged.max(1)),
        queries: judged as usize,
    })
}

fn gain(found: &str, wanted: &str) -> f64 {
    match (found == wanted, found.get(..4) == wanted.get(..4)) {
        (true, _) => 7.0,
        (false, true) => 1.0,
        (false, false) => 0.0,
    }
}

fn discounted(gains: &[f64]) -> f64 {
    gains
        .iter()
        .zip(2_u32..)
        .map(|(gain, place)| gain / f64::from(place).log2())
        .sum()
}

/// How long searches took.
#[derive(Debug, Clone, Copy)]
pub struct Latency {
    /// Half of them less.
    pub median: Duration,
    /// One in a hundred more.
    pub p99: Duration,
    /// The longest.
    pub most: Duration,
    /// Searches measured.
    pub queries: usize,
}

/// Times seeded searches with all facets and two filters, warm, on this thread.
///
/// # Errors
/// If the index fails.
pub fn time_searches(app: &App, actor: &Actor, count: usize, seed: u64) -> AppResult<Latency> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let words = app.words();
    let context = app.search_context(&words);
    let everything = SupplierQuery {
        facets: true,
        ..SupplierQuery::default()
    };
    let facets = app.index().search_suppliers(&context, &everything)?.facets;
    let texts = seeded_texts(app, count, seed);
    let mut times = Vec::with_capacity(count);
    for round in 0..2 {
        times.clear();
        for (at, (text, lang)) in texts.iter().enumerate() {
            let states = facets
                .states
                .iter()
                .map(|(state, _)| *state)
                .skip(at % facets.states.len().max(1))
                .take(1)
                .collect();
            let sizes = facets
                .sizes
                .iter()
                .map(|(size, _)| *size)
                .skip(at % 3)
                .take(2)
                .collect();
            let query = SupplierQuery {
                text: text.clone(),
                lang: *lang,
                states,
                sizes,
                limit: 20,
                facets: true,
                snippets: true,
                ..SupplierQuery::default()
            };
            let start = Instant::now();
            app.index().search_suppliers(&context, &query)?;
            times.push(start.elapsed());
        }
        tracing::debug!(round, "evaluate.round");
    }
    times.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list"
        )]
        let place = (times.len() as f64 * share) as usize;
        times
            .get(place.min(times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    Ok(Latency {
        median: at(0.5),
        p99: at(0.99),
        most: at(1.0),
        queries: times.len(),
    })
}

/// Texts of queries: labels and synonyms of the vocabulary, titles of classes and index terms, both languages.
fn seeded_texts(app: &App, count: usize, seed: u64) -> Vec<(String, Lang)> {
    let words = app.words();
    let mut pool: Vec<(String, Lang)> = Vec::new();
    for lang in Lang::ALL {
        for concept in words.vocabulary.concepts() {
            pool.extend(
                concept
                    .phrases(lang)
                    .map(|phrase| (phrase.to_owned(), lang)),
            );
        }
        pool.extend(
            title_queries(lang)
                .into_iter()
                .map(|query| (query.text, lang)),
        );
    }
    pool.extend(
        eslabon_search::classes::index_terms()
            .into_iter()
            .map(|(_, term)| (term, Lang::Es)),
    );
    let mut state = seed | 1;
    let mut texts = Vec::with_capacity(count);
    for _ in 0..count {
        // xorshift64: seeded, the same everywhere.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state % pool.len().max(1) as u64).unwrap_or(0);
        texts.extend(pool.get(at).cloned());
    }
    texts
}
