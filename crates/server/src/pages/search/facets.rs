//! The filter form of the search page: checkboxes with counts, classes as a drill-down, a radius.

use super::filters::{Filters, PATH};
use crate::pages::format::number;
use crate::pages::parts::{class_title, size, state_name};
use crate::pages::visit::Visit;
use eslabon_domain::places::Places;
use eslabon_search::Facets;
use maud::{Markup, html};

/// Values shown at once; more are folded away.
const SHOWN: usize = 8;
/// Values shown at all.
const MOST: usize = 32;

/// One value with its name and how many answer it.
struct Choice {
    value: String,
    name: String,
    count: u64,
    chosen: bool,
}

/// The form.
pub fn form(visit: &Visit, filters: &Filters, facets: &Facets, place_unknown: bool) -> Markup {
    let say = visit.say;
    html! {
        details.filters {
            summary { (say.t("filters-title")) }
            form #filtros action=(PATH) method="get" {
                h2 { (say.t("filters-title")) }
                @if !filters.text.is_empty() { input type="hidden" name="q" value=(filters.text); }
                @if let Some(code) = &filters.scian { input type="hidden" name="scian" value=(code); }
                (radius(visit, filters, place_unknown))
                (group(visit, "estado", "facet-state", states(filters, facets)))
                (group(visit, "municipio", "facet-municipality", towns(filters, facets)))
                (classes(visit, filters, facets))
                (group(visit, "tamano", "facet-size", sizes(visit, filters, facets)))
                (group(visit, "proceso", "facet-process", concepts(visit, &filters.processes, &facets.processes)))
                (group(visit, "material", "facet-material", concepts(visit, &filters.materials, &facets.materials)))
                (group(visit, "certificado", "facet-standard", concepts(visit, &filters.standards, &facets.standards)))
                (knowledge(visit, filters))
                div.sticky { button type="submit" { (say.t("filters-apply")) } }
            }
        }
    }
}

fn states(filters: &Filters, facets: &Facets) -> Vec<Choice> {
    let mut choices: Vec<Choice> = facets
        .states
        .iter()
        .map(|(code, count)| Choice {
            value: code.to_string(),
            name: state_name(*code),
            count: *count,
            chosen: filters.states.contains(code),
        })
        .collect();
    let missing = filters
        .states
        .iter()
        .filter(|code| !facets.states.iter().any(|(known, _)| known == *code));
    choices.extend(missing.map(|code| Choice {
        value: code.to_string(),
        name: state_name(*code),
        count: 0,
        chosen: true,
    }));
    choices
}

fn towns(filters: &Filters, facets: &Facets) -> Vec<Choice> {
    let places = Places::shared();
    let name = |code: &str| {
        let Some(town) = places.municipality(code) else {
            return code.to_owned();
        };
        let state = places
            .state(town.state)
            .map_or("", |state| state.short.as_str());
        format!("{}, {state}", town.name)
    };
    named(&filters.municipalities, &facets.municipalities, &name)
}

fn concepts(visit: &Visit, chosen: &[String], counts: &[(String, u64)]) -> Vec<Choice> {
    let is_root = |id: &str| {
        visit
            .words
            .vocabulary
            .find(id)
            .is_none_or(|concept| concept.parent.is_none())
    };
    let counts: Vec<(String, u64)> = counts
        .iter()
        .filter(|(id, _)| !is_root(id))
        .cloned()
        .collect();
    named(chosen, &counts, &|id| visit.concept(id))
}

fn named(
    chosen: &[String],
    counts: &[(String, u64)],
    name: &dyn Fn(&str) -> String,
) -> Vec<Choice> {
    let counted = counts.iter().map(|(value, count)| (value.clone(), *count));
    let missing = chosen
        .iter()
        .filter(|value| !counts.iter().any(|(known, _)| known == *value))
        .map(|v| (v.clone(), 0));
    counted
        .chain(missing)
        .map(|(value, count)| Choice {
            name: name(&value),
            count,
            chosen: chosen.contains(&value),
            value,
        })
        .collect()
}

fn sizes(visit: &Visit, filters: &Filters, facets: &Facets) -> Vec<Choice> {
    let mut sizes = facets.sizes.clone();
    sizes.extend(
        filters
            .sizes
            .iter()
            .filter(|band| !facets.sizes.iter().any(|(known, _)| known == *band))
            .map(|band| (*band, 0)),
    );
    sizes.sort_by_key(|(band, _)| *band);
    sizes
        .into_iter()
        .map(|(band, count)| Choice {
            value: band.as_str().to_owned(),
            name: size(visit.say, band),
            count,
            chosen: filters.sizes.contains(&band),
        })
        .collect()
}

/// Checkboxes under a legend: the chosen first, then the most frequent, the rest folded away.
fn group(visit: &Visit, name: &str, legend: &str, mut choices: Vec<Choice>) -> Markup {
    if choices.is_empty() {
        return html! {};
    }
    if name != "tamano" {
        choices.sort_by(|a, b| {
            b.chosen
                .cmp(&a.chosen)
                .then(b.count.cmp(&a.count))
                .then_with(|| a.name.cmp(&b.name))
        });
    }
    choices.truncate(MOST);
    let shown = SHOWN.max(choices.iter().filter(|choice| choice.chosen).count());
    let (first, rest) = choices.split_at(shown.min(choices.len()));
    html! {
        fieldset {
            legend { (visit.say.t(legend)) }
            @for choice in first { (checkbox(name, choice)) }
            @if !rest.is_empty() {
                details {
                    summary { (visit.say.count("facet-more", rest.len() as u64)) }
                    @for choice in rest { (checkbox(name, choice)) }
                }
            }
        }
    }
}

fn checkbox(name: &str, choice: &Choice) -> Markup {
    html! {
        label.check {
            input type="checkbox" name=(name) value=(choice.value) checked[choice.chosen];
            span { (choice.name) }
            span.num { (number(choice.count)) }
        }
    }
}

/// SCIAN as a drill-down: where one stands, and the next narrower classes.
fn classes(visit: &Visit, filters: &Filters, facets: &Facets) -> Markup {
    let say = visit.say;
    let chosen = filters.scian.as_deref().unwrap_or_default();
    let next = match chosen.len() {
        0..=2 => 3,
        3 => 4,
        _ => 6,
    };
    let mut narrower: Vec<(&str, u64)> = facets
        .scian
        .iter()
        .filter(|(code, _)| code.len() == next && code.starts_with(chosen) && code != chosen)
        .map(|(code, count)| (code.as_str(), *count))
        .collect();
    narrower.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    narrower.truncate(MOST);
    let above: Vec<&str> = [3, 4, 6]
        .into_iter()
        .filter_map(|length| chosen.get(..length))
        .collect();
    if narrower.is_empty() && above.is_empty() {
        return html! {};
    }
    let line = |code: &str, count: Option<u64>| {
        let to = filters.with(|f| f.scian = Some(code.to_owned())).address();
        html! {
            li {
                a href=(to) aria-current=[(code == chosen).then_some("true")] { span.code { (code) } " " (class_title(say, code)) }
                @if let Some(count) = count { span.num { (number(count)) } }
            }
        }
    };
    html! {
        section.classes aria-labelledby="clases" {
            h2 #clases { (say.t("facet-class")) }
            @if !above.is_empty() {
                p { a href=(filters.with(|f| f.scian = None).address()) { (say.t("facet-class-all")) } }
                ol.above { @for code in above { (line(code, None)) } }
            }
            ul {
                @for (code, count) in narrower.iter().take(SHOWN) { (line(code, Some(*count))) }
            }
            @if narrower.len() > SHOWN {
                details {
                    summary { (say.count("facet-more", (narrower.len() - SHOWN) as u64)) }
                    ul { @for (code, count) in narrower.iter().skip(SHOWN) { (line(code, Some(*count))) } }
                }
            }
        }
    }
}

fn radius(visit: &Visit, filters: &Filters, place_unknown: bool) -> Markup {
    let say = visit.say;
    let described = place_unknown.then_some("cerca-error");
    html! {
        fieldset.radius.wrong[place_unknown] {
            legend { (say.t("facet-radius")) }
            label for="radio" { (say.t("facet-radius-within")) }
            input #radio.short name="radio" type="number" inputmode="numeric" min="1" max="3000" value=(filters.radius) placeholder="100";
            label for="cerca" { (say.t("facet-radius-of")) }
            @if place_unknown { p.fault #cerca-error { (say.with("facet-radius-unknown", &[("place", &filters.near)])) } }
            input #cerca name="cerca" type="text" value=(filters.near) autocomplete="off"
                aria-describedby=[described] aria-invalid=[described.map(|_| "true")];
        }
    }
}

fn knowledge(visit: &Visit, filters: &Filters) -> Markup {
    let say = visit.say;
    html! {
        fieldset {
            legend { (say.t("facet-knowledge")) }
            label.check { input type="checkbox" name="perfil" value="si" checked[filters.profile]; span { (say.t("facet-profile")) } }
            label.check { input type="checkbox" name="validado" value="si" checked[filters.verified]; span { (say.t("facet-verified")) } }
        }
    }
}
