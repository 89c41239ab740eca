//! A shortlist for paper, or one candidate of it: nothing to choose, every explanation open. The print
//! style repeats the headings of tables and cuts no row.

use super::{candidate, frame, groups, how, only_group, widening};
use crate::pages::explain;
use crate::pages::fields::address as address_with;
use crate::pages::visit::Visit;
use eslabon_app::shortlists::ShortlistView;
use eslabon_domain::ids::SiteId;
use eslabon_engine::matching::{Candidate, Group};
use maud::{Markup, html};

const ASK: (&str, &str) = ("imprimir", "1");
const ONE: &str = "candidato";

/// Whether the address asks for paper.
pub fn is_asked(visit: &Visit) -> bool {
    visit.query.text(ASK.0) == ASK.1
}

/// Where a shortlist stands for paper; one group of it, where only that is shown.
pub fn address(view: &ShortlistView, only: Option<Group>) -> String {
    let group = only.map(|group| ("ver", explain::group_key(group)));
    address_with(&path(view), group.into_iter().chain([ASK]))
}

/// Where one candidate of it does.
pub fn address_of(view: &ShortlistView, candidate: &Candidate) -> String {
    let site = candidate.site.to_string();
    address_with(&path(view), [(ONE, site.as_str()), ASK])
}

fn path(view: &ShortlistView) -> String {
    format!("/preselecciones/{}", view.id)
}

/// The page.
pub fn page(visit: &Visit, view: &ShortlistView) -> Markup {
    let one = visit.query.text(ONE).parse::<SiteId>().ok();
    let mut candidates = view.answer.candidates.iter();
    let one = one.and_then(|site| candidates.find(|other| other.site == site));
    let main = html! {
        @match one {
            Some(one) => (of_one(visit, view, one)),
            None => (of_all(visit, view)),
        }
        (how(visit, view))
        // Screens only: paper leads nowhere.
        p.export { a href=(path(view)) { (visit.say.t("print-back")) } }
    };
    frame(visit, view, main)
}

fn of_one(visit: &Visit, view: &ShortlistView, one: &Candidate) -> Markup {
    let (mark, words, text) = explain::group(visit.say, one.group);
    html! {
        h2 { (mark) " " (words) }
        p.hint { (text) }
        (candidate::card(visit, view, None, one))
    }
}

fn of_all(visit: &Visit, view: &ShortlistView) -> Markup {
    let only = only_group(visit);
    html! {
        @if view.need_changed { p.note { (visit.say.t("shortlist-need-changed")) } }
        (groups::counts(visit, view, only))
        @for group in Group::ALL {
            @if only.is_none_or(|only| only == group) { (groups::section(visit, view, None, group, only.is_some())) }
        }
        (widening::section(visit, view))
    }
}
