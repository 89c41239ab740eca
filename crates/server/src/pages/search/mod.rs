//! Searching suppliers: one box, filters with counts, a map of states, what is seen as a file.

mod export;
mod facets;
mod filters;
mod results;

pub use filters::{Filters, PATH};

use super::layout::{Page, Section};
use super::visit::Visit;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use eslabon_app::AppResult;
use eslabon_app::search::{MOST_HITS, PAGE_SIZE, search_suppliers, suggest};
use eslabon_search::SupplierQuery;
use maud::{Markup, html};

pub use export::{csv, xlsx};

/// How many suggestions while typing.
const SUGGESTIONS: usize = 8;

/// `GET /buscar`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let mut filters = Filters::read(&visit.query, &visit.words);
    // Beyond the last page that can be reached, the last one is shown.
    filters.page = filters.page.min(MOST_HITS / PAGE_SIZE);
    let found = search_suppliers(&visit.app, &visit.actor, &filters.query(visit.lang())).await?;
    let place_unknown = filters.around().is_err();
    let say = visit.say;
    let main = html! {
        (search_box(visit, &filters.text, Some(&filters)))
        div.sides {
            (facets::form(visit, &filters, &found.facets, place_unknown))
            section.found aria-labelledby="hallados" { (results::results(visit, &filters, &found)) }
        }
    };
    let title = match filters.text.as_str() {
        "" => say.t("search-title"),
        text => say.with(
            "search-title-for",
            &[("text", &text.chars().take(60).collect::<String>())],
        ),
    };
    Ok(Page::new(Section::Search, title, main)
        .faulty(place_unknown)
        .show(visit))
}

/// The search box; a search that is narrowed keeps its filters when the words change.
pub fn search_box(visit: &Visit, text: &str, kept: Option<&Filters>) -> Markup {
    let say = visit.say;
    let kept = kept
        .map(|filters| filters.with(|f| f.text.clear()).joined_pairs())
        .unwrap_or_default();
    html! {
        search {
            form.seek action=(PATH) method="get" {
                label for="q" { (say.t("search-label")) }
                div.line {
                    input #q name="q" type="search" value=(text) list="sugerencias" autocomplete="off"
                        placeholder=(say.t("search-placeholder")) data-suggest="/sugerencias";
                    button type="submit" { (say.t("search-button")) }
                }
                datalist #sugerencias {}
                @for (name, value) in &kept { input type="hidden" name=(name) value=(value); }
            }
        }
    }
}

/// `GET /sugerencias?q=`: a list of texts, as JSON.
pub async fn suggestions(visit: Visit) -> Response {
    let prefix: String = visit.query.text("q").chars().take(80).collect();
    let answer = suggest(&visit.app, &visit.actor, &prefix, visit.lang(), SUGGESTIONS)
        .map(|found| {
            found
                .into_iter()
                .map(|one| one.text)
                .collect::<Vec<String>>()
        })
        .map(|texts| {
            (
                [(header::CACHE_CONTROL, "private, max-age=60")],
                Json(texts),
            )
                .into_response()
        });
    visit.respond(answer)
}

/// How many suppliers there are in each state, for the home page.
pub async fn state_counts(
    visit: &Visit,
) -> AppResult<(usize, Vec<(eslabon_domain::places::StateCode, u64)>)> {
    let query = SupplierQuery {
        lang: visit.lang(),
        limit: 1,
        facets: true,
        ..SupplierQuery::default()
    };
    let found = search_suppliers(&visit.app, &visit.actor, &query).await?;
    Ok((found.total, found.facets.states))
}
