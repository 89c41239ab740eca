//! The controlled vocabulary as a tree: labels and synonyms in both languages.

use super::fields::address;
use super::layout::{Page, Section};
use super::visit::{Named, Visit};
use super::words::Say;
use axum::response::Response;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::text::{Lang, normal_form};
use eslabon_domain::vocabulary::{Concept, ConceptKind};
use maud::{Markup, html};

/// Hits of the filter that are shown.
const MOST: usize = 100;

/// `GET /vocabulario/{kind}`, with `?q=` words and `?en=` a branch.
pub async fn show(visit: Visit, kind: Named) -> Response {
    visit.respond(page(&visit, &kind))
}

fn page(visit: &Visit, kind: &Named) -> AppResult<Markup> {
    let say = visit.say;
    let kind = ConceptKind::parse(&kind.0).ok_or(AppError::NotFound)?;
    let text: String = visit.query.text("q").chars().take(80).collect();
    let vocabulary = &visit.words.vocabulary;
    let root = vocabulary
        .concepts()
        .iter()
        .find(|c| c.kind == kind && c.parent.is_none())
        .ok_or(AppError::NotFound)?;
    let branch = visit
        .query
        .find("en")
        .and_then(|id| vocabulary.find(id))
        .filter(|c| c.kind == kind)
        .unwrap_or(root);
    let count = vocabulary
        .concepts()
        .iter()
        .filter(|c| c.kind == kind && c.parent.is_some())
        .count();
    let main = html! {
        nav.tabs aria-label=(say.t("vocabulary-kinds")) {
            ul {
                @for one in ConceptKind::ALL {
                    li { a href={ "/vocabulario/" (one.as_str()) } aria-current=[(one == kind).then_some("page")] { (name(say, one)) } }
                }
            }
        }
        search {
            form.line action={ "/vocabulario/" (kind.as_str()) } method="get" {
                div.field { label for="q" { (say.t("vocabulary-filter")) } input #q type="search" name="q" value=(text); }
                button.second type="submit" { (say.t("search-button")) }
            }
        }
        @if text.is_empty() { (browse(visit, kind, branch)) } @else { (found(visit, kind, &text)) }
    };
    Ok(Page::new(
        Section::Vocabulary,
        say.with("vocabulary-title", &[("kind", &name(say, kind))]),
        main,
    )
    .lead(html! { p.lead { (say.count("vocabulary-lead", count as u64)) } })
    .show(visit))
}

/// The name of a tree.
fn name(say: Say, kind: ConceptKind) -> String {
    match kind {
        ConceptKind::Process => say.t("kind-process"),
        ConceptKind::Material => say.t("kind-material"),
        ConceptKind::Standard => say.t("kind-standard"),
        ConceptKind::Equipment => say.t("kind-equipment"),
        ConceptKind::Sector => say.t("kind-sector"),
        ConceptKind::Service => say.t("kind-service"),
    }
}

fn browse(visit: &Visit, kind: ConceptKind, branch: &Concept) -> Markup {
    let vocabulary = &visit.words.vocabulary;
    let mut path = vocabulary.path(&branch.id);
    path.reverse();
    html! {
        @if path.len() > 1 {
            nav.trail aria-label=(visit.say.t("vocabulary-path")) {
                ol {
                    @for one in &path {
                        li { a href=(at(kind, one)) aria-current=[(one.id == branch.id).then_some("true")] { (one.label.get(visit.lang())) } }
                    }
                }
            }
            (entry(visit, kind, branch))
        }
        ul.tree { @for one in vocabulary.children(&branch.id) { li { (entry(visit, kind, one)) } } }
    }
}

fn found(visit: &Visit, kind: ConceptKind, text: &str) -> Markup {
    let wanted = normal_form(text);
    let holds = |concept: &&Concept| {
        Lang::ALL.iter().any(|lang| {
            concept
                .phrases(*lang)
                .any(|phrase| normal_form(phrase).contains(&wanted))
        })
    };
    let concepts = visit.words.vocabulary.concepts().iter();
    let hits: Vec<&Concept> = concepts
        .filter(|c| c.kind == kind && c.parent.is_some())
        .filter(holds)
        .take(MOST)
        .collect();
    html! {
        p role="status" { (visit.say.count("vocabulary-found", hits.len() as u64)) }
        ul.tree { @for one in hits { li { (entry(visit, kind, one)) } } }
    }
}

fn entry(visit: &Visit, kind: ConceptKind, concept: &Concept) -> Markup {
    let say = visit.say;
    let below = visit
        .words
        .vocabulary
        .subtree(&concept.id)
        .len()
        .saturating_sub(1);
    let synonyms = |words: &[String], tag: &'static str| {
        html! { @if !words.is_empty() { br; span.quiet lang=(tag) { (words.join(", ")) } } }
    };
    html! {
        p.concept {
            @if below > 0 { a href=(at(kind, concept)) { (concept.label.get(visit.lang())) } " " span.quiet { "(" (below) ")" } }
            @else { strong { (concept.label.get(visit.lang())) } }
            " " (other_label(visit.lang(), concept))
            (synonyms(&concept.synonyms_es, "es-MX"))
            (synonyms(&concept.synonyms_en, "en"))
            @if !concept.scian.is_empty() { br; span.quiet { (say.t("vocabulary-scian")) " " (concept.scian.join(", ")) } }
        }
    }
}

fn other_label(lang: Lang, concept: &Concept) -> Markup {
    let (other, tag) = match lang {
        Lang::Es => (&concept.label.en, "en"),
        Lang::En => (&concept.label.es, "es-MX"),
    };
    html! { span.quiet { "· " span lang=(tag) { (other) } } }
}

fn at(kind: ConceptKind, concept: &Concept) -> String {
    let path = format!("/vocabulario/{}", kind.as_str());
    if concept.parent.is_none() {
        path
    } else {
        address(&path, [("en", concept.id.as_str())])
    }
}
