//! The right-hand side of the search page: what narrows, the map, the cards, the pages.

use super::filters::Filters;
use crate::pages::format::number;
use crate::pages::map;
use crate::pages::parts::{badges, class_title, place, size, state_name};
use crate::pages::visit::Visit;
use eslabon_app::search::{MOST_HITS, PAGE_SIZE, SearchPage, SupplierCard};
use eslabon_domain::places::Places;
use eslabon_domain::vocabulary::ConceptKind;
use maud::{Markup, PreEscaped, html};

/// What narrows the search, each removable.
pub fn chips(visit: &Visit, filters: &Filters) -> Markup {
    let say = visit.say;
    let mut chips: Vec<(String, String)> = Vec::new();
    for code in &filters.states {
        chips.push((
            state_name(*code),
            filters.with(|f| f.states.retain(|c| c != code)).address(),
        ));
    }
    for code in &filters.municipalities {
        let name = Places::shared()
            .municipality(code)
            .map_or(code.as_str(), |town| town.name.as_str());
        chips.push((
            name.to_owned(),
            filters
                .with(|f| f.municipalities.retain(|c| c != code))
                .address(),
        ));
    }
    if let Some(code) = &filters.scian {
        chips.push((
            format!("{code} {}", class_title(say, code)),
            filters.with(|f| f.scian = None).address(),
        ));
    }
    for band in &filters.sizes {
        chips.push((
            size(say, *band),
            filters.with(|f| f.sizes.retain(|b| b != band)).address(),
        ));
    }
    for id in &filters.processes {
        chips.push((
            visit.concept(id),
            filters.with(|f| f.processes.retain(|c| c != id)).address(),
        ));
    }
    for id in &filters.materials {
        chips.push((
            visit.concept(id),
            filters.with(|f| f.materials.retain(|c| c != id)).address(),
        ));
    }
    for id in &filters.standards {
        chips.push((
            visit.concept(id),
            filters.with(|f| f.standards.retain(|c| c != id)).address(),
        ));
    }
    if filters.profile {
        chips.push((
            say.t("facet-profile"),
            filters.with(|f| f.profile = false).address(),
        ));
    }
    if filters.verified {
        chips.push((
            say.t("facet-verified"),
            filters.with(|f| f.verified = false).address(),
        ));
    }
    if let Ok(Some((_, name))) = filters.around() {
        let km = filters.radius_km().to_string();
        let words = say.with("chip-radius", &[("km", &km), ("place", &name)]);
        let without = filters.with(|f| {
            f.near.clear();
            f.radius.clear();
        });
        chips.push((words, without.address()));
    }
    if chips.is_empty() {
        return html! {};
    }
    let bare = Filters {
        text: filters.text.clone(),
        page: 1,
        ..Filters::default()
    };
    html! {
        ul.chips aria-label=(say.t("chips-label")) {
            @for (words, without) in &chips {
                li { a href=(without) { span.hidden { (say.t("chip-remove")) " " } (words) span aria-hidden="true" { " ×" } } }
            }
            @if chips.len() > 1 { li { a.plain href=(bare.address()) { (say.t("chips-clear")) } } }
        }
    }
}

/// Everything beside the filters.
pub fn results(visit: &Visit, filters: &Filters, page: &SearchPage) -> Markup {
    let say = visit.say;
    let first = (filters.page - 1) * PAGE_SIZE + 1;
    let last = first + page.cards.len().saturating_sub(1);
    html! {
        h2.hidden #hallados { (say.t("search-results")) }
        (chips(visit, filters))
        div.bar {
            p.total role="status" {
                strong { (say.count("count-suppliers", page.total as u64)) }
                @if page.total > PAGE_SIZE && !page.cards.is_empty() {
                    " · " (say.with("search-range", &[("first", &number(first as u64)), ("last", &number(last as u64))]))
                }
            }
            @if page.total > 0 {
                p.export {
                    (say.t("export-label")) " "
                    a href=(filters.address_at("/buscar.csv")) { "CSV" } " "
                    a href=(filters.address_at("/buscar.xlsx")) { "XLSX" }
                }
            }
        }
        @if page.truncated { p.note { (say.t("search-truncated")) } }
        @if page.total > 0 { (state_map(visit, filters, page)) }
        @if page.cards.is_empty() { (nothing(visit, filters)) }
        @else {
            ol.cards start=(first) { @for card in &page.cards { li { (self::card(visit, card, !filters.text.is_empty())) } } }
        }
        (pages(visit, filters, page.total))
    }
}

fn state_map(visit: &Visit, filters: &Filters, page: &SearchPage) -> Markup {
    let to = |code| filters.with(|f| f.states = vec![code]).address();
    html! {
        details.mapbox {
            summary { (visit.say.t("map-open")) }
            (map::counts(visit.say, &page.facets.states, &filters.states, &to))
        }
    }
}

/// A supplier as a line of the list.
pub fn card(visit: &Visit, card: &SupplierCard, asked: bool) -> Markup {
    let say = visit.say;
    html! {
        article.card {
            h3 { a href={ "/proveedores/" (card.site) } { (card.name) } }
            p.facts {
                (place(say, card.municipality.as_deref(), card.state))
                @if let Some(band) = card.size { " · " (size(say, band)) }
            }
            @if let Some(code) = &card.scian {
                p.class {
                    span.code { (code) } " " (class_title(say, code))
                    @if card.scian_suggested { " " span.suggested { (say.t("class-suggested")) } }
                }
            }
            @match &card.snippet {
                // Escaped by the search crate; the only markup in it is <b>.
                Some(snippet) if !snippet.is_empty() => p.snippet { (PreEscaped(snippet.clone())) },
                _ => @if !card.activity.is_empty() { p.snippet { (shortened(&card.activity)) } },
            }
            @if asked && !card.why.is_empty() { p.why { (say.t("search-why")) " " (why(visit, &card.why)) } }
            p.badges { (badges(say, card)) }
        }
    }
}

/// What made it a hit, in words: concepts by name, classes by title.
fn why(visit: &Visit, ids: &[String]) -> String {
    let name = |id: &String| match ConceptKind::of_id(id) {
        Some(_) => visit.concept(id),
        None if id.bytes().all(|byte| byte.is_ascii_digit()) => visit.say.with(
            "search-why-class",
            &[("title", &class_title(visit.say, id))],
        ),
        None => id.clone(),
    };
    let mut names: Vec<String> = ids.iter().map(name).collect();
    names.dedup();
    names.truncate(5);
    names.join(" · ")
}

fn shortened(text: &str) -> String {
    const MOST: usize = 180;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    format!(
        "{}…",
        cut.rsplit_once(' ')
            .map_or(cut.as_str(), |(whole, _)| whole)
    )
}

/// No results: what to try.
fn nothing(visit: &Visit, filters: &Filters) -> Markup {
    let say = visit.say;
    let without_place = filters.with(|f| {
        f.states.clear();
        f.municipalities.clear();
        f.near.clear();
    });
    let only_words = Filters {
        text: filters.text.clone(),
        page: 1,
        ..Filters::default()
    };
    html! {
        section.empty aria-labelledby="nada" {
            h3 #nada { (say.t("search-nothing")) }
            @if filters.is_open() { p { (say.t("search-nothing-at-all")) } }
            @else {
                ul {
                    @if !filters.text.is_empty() { li { (say.t("search-try-words")) } }
                    @if without_place != filters.with(|_| {}) { li { a href=(without_place.address()) { (say.t("search-try-place")) } } }
                    @if only_words != filters.with(|_| {}) { li { a href=(only_words.address()) { (say.t("search-try-filters")) } } }
                    @if !filters.text.is_empty() {
                        li { a href=(filters.with(|f| f.text.clear()).address()) { (say.t("search-try-all")) } }
                    }
                }
            }
        }
    }
}

fn pages(visit: &Visit, filters: &Filters, total: usize) -> Markup {
    let say = visit.say;
    let most = total.min(MOST_HITS).div_ceil(PAGE_SIZE);
    if most < 2 && filters.page == 1 {
        return html! {};
    }
    let at = |page: usize| {
        Filters {
            page,
            ..filters.clone()
        }
        .address()
    };
    let shown = [
        ("page", number(filters.page as u64)),
        ("pages", number(most as u64)),
    ];
    let shown: Vec<(&'static str, &str)> = shown
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    html! {
        nav.pages aria-label=(say.t("pages-label")) {
            @if filters.page > 1 { a rel="prev" href=(at((filters.page - 1).min(most.max(1)))) { (say.t("pages-previous")) } }
            span { (say.with("pages-at", &shown)) }
            @if filters.page < most { a rel="next" href=(at(filters.page + 1)) { (say.t("pages-next")) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_texts_end_at_a_word() {
        let long = "maquinado de piezas ".repeat(20);
        let short = shortened(&long);
        assert!(
            short.ends_with('…') && short.chars().count() <= 181,
            "{short}"
        );
        assert_eq!(shortened("corto"), "corto");
    }
}
