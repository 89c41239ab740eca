//! A saved shortlist: four groups of candidates, each explained; comparing a few of them.

mod candidate;
mod compare;
pub mod export;
mod groups;
mod print;
mod widening;

pub use candidate::evidence;

use super::candidates;
use super::explain;
use super::format::{instant, number, time};
use super::layout::{Page, Section};
use super::parts::{doer, fictional};
use super::visit::{Named, Visit};
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::candidates::list_candidates;
use eslabon_app::policy::Operation;
use eslabon_app::shortlists::{ShortlistView, load_shortlist};
use eslabon_domain::ids::{CandidacyId, SiteId};
use eslabon_engine::matching::{Candidate, Group};
use maud::{Markup, html};
use std::collections::HashMap;

/// How few and how many can be compared.
const COMPARED: std::ops::RangeInclusive<usize> = 2..=5;

/// Of the form that puts candidates on the need's list: its buttons stand in the cards, which lie in another
/// form.
const LIST_FORM: &str = "lista";

/// Who of the candidates is on the need's list already, for whoever decides there.
#[derive(Default)]
pub(super) struct Listed {
    /// The reader may see the list.
    may_see: bool,
    /// The reader may put suppliers on it.
    may_add: bool,
    on_list: HashMap<SiteId, CandidacyId>,
}

impl Listed {
    async fn load(visit: &Visit, view: &ShortlistView) -> AppResult<Self> {
        if !visit.may(Operation::SeeCandidates) {
            return Ok(Self::default());
        }
        let list = list_candidates(&visit.app, &visit.actor, view.need.id).await?;
        Ok(Self {
            may_see: true,
            may_add: list.closed.is_none() && visit.may(Operation::MoveCandidates),
            on_list: list
                .lines
                .iter()
                .map(|line| (line.candidacy.site, line.candidacy.id))
                .collect(),
        })
    }
}

/// `GET /preselecciones/{id}`, with `?ver=` one group, or `?comparar=` several sites; for paper with
/// `?imprimir=1`, and `?candidato=` one site.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let view = load_shortlist(&visit.app, &visit.actor, id.id()?).await?;
    if print::is_asked(visit) {
        return Ok(print::page(visit, &view));
    }
    let compared = asked_to_compare(visit, &view);
    let enough = COMPARED.contains(&compared.len());
    if enough {
        return Ok(compare::page(visit, &view, &compared));
    }
    let wrong_number = visit.query.has("comparar").then_some(compared.len());
    let listed = Listed::load(visit, &view).await?;
    Ok(whole(visit, &view, &listed, wrong_number))
}

/// The candidates that the address names, each once, in the order of their rank.
fn asked_to_compare<'a>(visit: &Visit, view: &'a ShortlistView) -> Vec<&'a Candidate> {
    let asked: Vec<SiteId> = visit
        .query
        .all("comparar")
        .filter_map(|id| id.parse().ok())
        .collect();
    view.answer
        .candidates
        .iter()
        .filter(|candidate| asked.contains(&candidate.site))
        .collect()
}

fn whole(
    visit: &Visit,
    view: &ShortlistView,
    listed: &Listed,
    wrong_number: Option<usize>,
) -> Markup {
    let say = visit.say;
    let only = only_group(visit);
    let address = format!("/preselecciones/{}", view.id);
    let main = html! {
        @if visit.query.text("publicado") == "si" { p.done role="status" { (say.t("need-posted")) } }
        @if view.need_changed { p.note { (say.t("shortlist-need-changed")) } }
        @if wrong_number.is_some() { p.note role="alert" { (say.t("compare-wrong-number")) } }
        @if listed.may_see { p { a.go href=(candidates::list_path(view.need.id)) { (say.t("candidates-list")) } } }
        (groups::counts(visit, view, only))
        p.export {
            (say.t("export-label")) " " a href={ (address) "/xlsx" } { "XLSX" } " "
            a href=(print::address(view, only)) { (say.t("print-view")) }
        }
        @if listed.may_add && view.answer.candidates.iter().any(|one| !listed.on_list.contains_key(&one.site)) {
            form id=(LIST_FORM) method="post" action={ (address) "/lista" } { (visit.proof()) }
        }
        form.candidates action=(address) method="get" {
            @for group in Group::ALL {
                @if only.is_none_or(|only| only == group) { (groups::section(visit, view, Some(listed), group, only.is_some())) }
            }
            @if view.answer.candidates.len() > 1 {
                div.sticky { button.second type="submit" { (say.t("compare-button")) } " " span.quiet { (say.t("compare-hint")) } }
            }
        }
        (widening::section(visit, view))
        (how(visit, view))
    };
    frame(visit, view, main)
}

/// The one group that the address asks for.
fn only_group(visit: &Visit) -> Option<Group> {
    let asked = visit.query.text("ver");
    let mut groups = Group::ALL.into_iter();
    groups.find(|group| explain::group_key(*group) == asked)
}

/// The page around what is shown of a shortlist.
fn frame(visit: &Visit, view: &ShortlistView, main: Markup) -> Markup {
    let say = visit.say;
    let title = say.with("shortlist-title", &[("need", &view.need.title.text)]);
    let need = format!("/requerimientos/{}", view.need.id);
    Page::new(Section::Needs, title, main)
        .lead(lead(visit, view))
        .under(say.t("nav-needs"), "/requerimientos")
        .under(view.need.title.text.clone(), need)
        .show(visit)
}

fn lead(visit: &Visit, view: &ShortlistView) -> Markup {
    let say = visit.say;
    html! {
        p.lead {
            (say.count("shortlist-scored", view.answer.scored as u64)) " "
            (say.t("shortlist-as-of")) " " (time(say, view.answer.evaluated_on)) "."
            @if view.need.fictional { " " (fictional(say)) }
        }
    }
}

/// How the answer came about, so that it can be checked.
fn how(visit: &Visit, view: &ShortlistView) -> Markup {
    let say = visit.say;
    html! {
        section.how aria-labelledby="como" {
            h2 #como { (say.t("shortlist-how")) }
            p { (say.t("shortlist-how-text")) }
            dl.facts {
                div { dt { (say.t("shortlist-made")) } dd { (instant(say, view.created_at)) ", " (doer(say, &view.created_by)) } }
                div { dt { (say.t("shortlist-evaluated")) } dd { (time(say, view.answer.evaluated_on)) } }
                div { dt { (say.t("shortlist-rules")) } dd { (view.answer.rules_version) } }
                div { dt { (say.t("shortlist-scored-label")) } dd { (number(view.answer.scored as u64)) } }
                div { dt { (say.t("shortlist-need-version")) } dd { (view.answer.need_version) } }
            }
        }
    }
}

/// A candidate's name and whether it is invented.
pub(super) fn name(visit: &Visit, view: &ShortlistView, candidate: &Candidate) -> (String, bool) {
    view.cards.get(&candidate.site).map_or_else(
        || (visit.say.t("supplier-gone"), false),
        |card| (card.name.clone(), card.fictional),
    )
}
