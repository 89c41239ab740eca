//! Searching suppliers and needs, suggestions while typing, classifying a text.

use crate::context::{App, Words};
use crate::derive;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::SiteId;
use eslabon_domain::places::{Places, Position, StateCode};
use eslabon_domain::registry::{Register, SizeBand};
use eslabon_domain::text::Lang;
use eslabon_search::classes::{ClassModel, ClassSuggestion};
use eslabon_search::{Facets, Suggestion, SupplierQuery};
use eslabon_storage::supplier_rows;
use std::collections::HashMap;

/// Hits on a page.
pub const PAGE_SIZE: usize = 20;
/// Hits that can be paged to; beyond, a filter serves better.
pub const MOST_HITS: usize = 10_000;

/// A supplier as a line of a list.
#[derive(Debug, Clone)]
pub struct SupplierCard {
    /// Which site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Five-digit municipality code.
    pub municipality: Option<String>,
    /// Its state.
    pub state: Option<StateCode>,
    /// Its SCIAN class.
    pub scian: Option<String>,
    /// The class was suggested from the activity's words.
    pub scian_suggested: bool,
    /// How many people.
    pub size: Option<SizeBand>,
    /// What a register says it does.
    pub activity: String,
    /// The part of the text that answers the query, as safe HTML with `<b>`.
    pub snippet: Option<String>,
    /// It has a profile, not only a registry entry.
    pub has_profile: bool,
    /// Something was verified on a visit or measured.
    pub verified: bool,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// Registers that speak of it.
    pub registers: Vec<Register>,
    /// Concepts and classes that made it a hit.
    pub why: Vec<String>,
    /// The key that batch searches print.
    pub key: String,
    /// Relevance; orders this answer only.
    pub score: f32,
}

/// A page of search results.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// How many suppliers answer.
    pub total: usize,
    /// Those of this page.
    pub cards: Vec<SupplierCard>,
    /// Counts under the filters in force.
    pub facets: Facets,
    /// The query was longer than is read; what lies beyond was left out.
    pub truncated: bool,
}

/// Searches suppliers.
///
/// # Errors
/// [`AppError::Invalid`] where a filter's value does not exist; otherwise if the index fails.
pub async fn search_suppliers(
    app: &App,
    actor: &Actor,
    query: &SupplierQuery,
) -> AppResult<SearchPage> {
    policy::require(actor, Operation::SeeSuppliers)?;
    if query.offset + query.limit > MOST_HITS {
        return Err(AppError::Invalid(vec![FieldError::new(
            "page",
            "too_far",
            MOST_HITS.to_string(),
        )]));
    }
    let words = app.words();
    let hits = app
        .index()
        .search_suppliers(&app.search_context(&words), query)?;
    let ids: Vec<SiteId> = hits.hits.iter().map(|hit| hit.site).collect();
    let mut rows: HashMap<SiteId, supplier_rows::SupplierRow> =
        supplier_rows::of_ids(app.database(), &ids)
            .await?
            .into_iter()
            .map(|row| (row.site.id, row))
            .collect();
    let cards = hits
        .hits
        .into_iter()
        .filter_map(|hit| {
            let row = rows.remove(&hit.site)?;
            Some(SupplierCard {
                snippet: hit.snippet,
                why: hit.why,
                key: hit.key,
                score: hit.score,
                ..card_of(&words, &row)
            })
        })
        .collect();
    Ok(SearchPage {
        total: hits.total,
        cards,
        facets: hits.facets,
        truncated: hits.truncated,
    })
}

/// One batch hit: key, score, class.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BatchHit {
    /// `nra`, `clee` or our id.
    pub key: String,
    /// Relevance.
    pub score: f32,
    /// Its SCIAN class.
    pub scian: Option<String>,
}

/// Searches suppliers from the index alone: for batches on the command line.
///
/// # Errors
/// If the index fails.
pub fn search_batch(app: &App, actor: &Actor, query: &SupplierQuery) -> AppResult<Vec<BatchHit>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let words = app.words();
    let hits = app
        .index()
        .search_suppliers(&app.search_context(&words), query)?;
    Ok(hits
        .hits
        .into_iter()
        .map(|hit| BatchHit {
            key: hit.key,
            score: hit.score,
            scian: hit.scian,
        })
        .collect())
}

/// A supplier as a line, without what only a query knows.
pub(crate) fn card_of(words: &Words, row: &supplier_rows::SupplierRow) -> SupplierCard {
    let classified = row.entries.iter().find(|entry| entry.scian.is_some());
    let mut registers: Vec<Register> = row.entries.iter().map(|entry| entry.register).collect();
    registers.dedup();
    SupplierCard {
        site: row.site.id,
        name: row.site.name.clone(),
        municipality: row.site.municipality.clone(),
        state: row.site.state,
        scian: classified.and_then(|entry| entry.scian.clone()),
        scian_suggested: classified.is_some_and(|entry| entry.scian_suggested),
        size: derive::size_of(row),
        activity: row
            .entries
            .iter()
            .map(|entry| entry.activity_text.clone())
            .find(|t| !t.is_empty())
            .unwrap_or_default(),
        snippet: None,
        has_profile: !row.facts.is_empty(),
        verified: derive::is_verified(words, row),
        fictional: row.organisation.fictional,
        registers,
        why: Vec::new(),
        key: derive::key_of(row),
        score: 0.0,
    }
}

/// Suggestions while typing.
///
/// # Errors
/// If the index fails.
pub fn suggest(
    app: &App,
    actor: &Actor,
    prefix: &str,
    lang: Lang,
    limit: usize,
) -> AppResult<Vec<Suggestion>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let words = app.words();
    Ok(app
        .index()
        .suggest(&app.search_context(&words), prefix, lang, limit)?)
}

/// SCIAN classes for a text.
///
/// # Errors
/// Never today; the policy may refuse tomorrow.
pub fn classify(
    actor: &Actor,
    text: &str,
    lang: Option<Lang>,
    limit: usize,
) -> AppResult<Vec<ClassSuggestion>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    Ok(ClassModel::shared().classify(text, lang, limit))
}

/// The centre of a radius that a person named: a municipality ("Ciudad Juárez" is the seat of Juárez)
/// with or without its state after a comma, or a five-digit code.
#[must_use]
pub fn locate(text: &str) -> Option<(Position, String)> {
    let places = Places::shared();
    if let Some(found) = places.municipality(text.trim()) {
        return found.centre.map(|centre| (centre, found.name.clone()));
    }
    let (name, state) = match text.split_once(',') {
        Some((name, state)) => (name, places.state_named(state)),
        None => (text, None),
    };
    let mut states: Vec<StateCode> = match state {
        Some(state) => vec![state],
        // The northern and western states first: that is where the centres are.
        None => [8, 14, 19, 22, 11, 9, 15].map(StateCode).to_vec(),
    };
    if state.is_none() {
        states.extend(places.states().iter().map(|s| s.code));
    }
    let bare = name
        .trim()
        .trim_start_matches("Ciudad ")
        .trim_start_matches("ciudad ")
        .trim_start_matches("Cd. ");
    states.into_iter().find_map(|state| {
        let found = places
            .municipality_named(state, name)
            .or_else(|| places.municipality_named(state, bare))?;
        found.centre.map(|centre| (centre, found.name.clone()))
    })
}
