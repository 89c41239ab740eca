//! The four groups: how many are in each, and the first of each.

use super::{Listed, candidate};
use crate::pages::explain;
use crate::pages::fields::address;
use crate::pages::format::number;
use crate::pages::visit::Visit;
use eslabon_app::shortlists::ShortlistView;
use eslabon_engine::matching::{Candidate, Group};
use maud::{Markup, html};

/// Candidates of a group that are shown before one asks for all that were saved.
const SHOWN: usize = 8;
/// Of those that do not fit for now: enough to see why.
const SHOWN_OUT: usize = 3;

/// The counts, each leading to its group.
pub fn counts(visit: &Visit, view: &ShortlistView, only: Option<Group>) -> Markup {
    let say = visit.say;
    html! {
        ul.groups aria-label=(say.t("groups-label")) {
            @for group in Group::ALL {
                @let (mark, words, _) = explain::group(say, group);
                @let key = explain::group_key(group);
                // From the page of one group the others are elsewhere.
                @let to = if only.is_none() { format!("#{key}") } else { at(view, group) };
                li {
                    a href=(to) aria-current=[(only == Some(group)).then_some("true")] {
                        (mark) " " strong { (number(view.answer.groups.of(group) as u64)) } " " span { (words) }
                    }
                }
            }
        }
        @if view.asks_closed { p.hint { (say.t("groups-open-facts")) } }
        @if only.is_some() { p { a.go href={ "/preselecciones/" (view.id) } { (say.t("groups-all")) } } }
    }
}

/// One group with its candidates.
pub fn section(
    visit: &Visit,
    view: &ShortlistView,
    listed: Option<&Listed>,
    group: Group,
    all: bool,
) -> Markup {
    let say = visit.say;
    let (mark, words, text) = explain::group(say, group);
    let key = explain::group_key(group);
    let saved: Vec<&Candidate> = view
        .answer
        .candidates
        .iter()
        .filter(|candidate| candidate.group == group)
        .collect();
    let most = match (all, group) {
        (true, _) => saved.len(),
        (false, Group::OutOfReach) => SHOWN_OUT,
        (false, _) => SHOWN,
    };
    let count = view.answer.groups.of(group);
    html! {
        section.group id=(key) aria-labelledby={ (key) "-titulo" } {
            h2 id={ (key) "-titulo" } { (mark) " " (words) " " span.quiet { "(" (number(count as u64)) ")" } }
            p.hint { (text) }
            @if saved.is_empty() { p.empty { (say.t("group-empty")) } }
            @else {
                ol.cards { @for one in saved.iter().take(most) { li { (candidate::card(visit, view, listed, one)) } } }
            }
            @if saved.len() > most {
                p { a.go href=(at(view, group)) { (say.count_with("group-more", saved.len() as u64, &[("group", &words)])) } }
            } @else if all && count > saved.len() {
                p.quiet { (say.count("group-rest", (count - saved.len()) as u64)) }
            }
        }
    }
}

fn at(view: &ShortlistView, group: Group) -> String {
    address(
        &format!("/preselecciones/{}", view.id),
        [("ver", explain::group_key(group))],
    )
}
