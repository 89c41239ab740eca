//! Two to five candidates beside each other: criteria are rows, suppliers are columns.

use super::candidate::criteria;
use super::name;
use crate::pages::explain;
use crate::pages::format::{days, share};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{fictional, place, size, table};
use crate::pages::visit::Visit;
use eslabon_app::shortlists::ShortlistView;
use eslabon_engine::matching::Candidate;
use maud::{Markup, html};

/// The page.
pub fn page(visit: &Visit, view: &ShortlistView, compared: &[&Candidate]) -> Markup {
    let say = visit.say;
    let back = format!("/preselecciones/{}", view.id);
    let main = html! {
        p { a.go href=(back) { (say.t("compare-back")) } }
        (table(&say.t("compare-title"), &columns(visit, view, compared)))
    };
    Page::new(Section::Needs, say.t("compare-title"), main)
        .lead(html! { p.lead { (view.need.title.text) } })
        .under(say.t("nav-needs"), "/requerimientos")
        .under(
            view.need.title.text.clone(),
            format!("/requerimientos/{}", view.need.id),
        )
        .show(visit)
}

fn columns(visit: &Visit, view: &ShortlistView, compared: &[&Candidate]) -> Markup {
    let say = visit.say;
    html! {
        table.rows.comparison {
            thead {
                tr {
                    th scope="col" { (say.t("need-column-criterion")) }
                    @for one in compared {
                        @let (name, invented) = name(visit, view, one);
                        th scope="col" { a href={ "/proveedores/" (one.site) } { (name) } @if invented { " " (fictional(say)) } }
                    }
                }
            }
            tbody {
                (row(&say.t("compare-group"), compared, &|one| {
                    let (mark, words, _) = explain::group(say, one.group);
                    html! { (mark) " " (words) }
                }))
                (row(&say.t("compare-rank"), compared, &|one| html! { (one.rank) }))
                (row(&say.t("compare-place"), compared, &|one| html! {
                    @if let Some(card) = view.cards.get(&one.site) { (place(say, card.municipality.as_deref(), card.state)) }
                }))
                (row(&say.t("facet-size"), compared, &|one| html! {
                    @if let Some(band) = view.cards.get(&one.site).and_then(|card| card.size) { (size(say, band)) }
                    @else { (say.t("verdict-unknown")) }
                }))
                @for (at, criterion) in view.answer.criteria.iter().enumerate() {
                    @let heading = format!("{} ({})", explain::criterion(visit, criterion), explain::strength(say, criterion.strength).to_lowercase());
                    (row(&heading, compared, &|one| cell(visit, view, one, at)))
                }
                (row(&say.t("compare-estimate"), compared, &|one| estimate(visit, one)))
                (row(&say.t("compare-score"), compared, &|one| html! { (share(one.score_milli)) }))
            }
        }
    }
}

fn row(heading: &str, compared: &[&Candidate], cell: &dyn Fn(&Candidate) -> Markup) -> Markup {
    html! { tr { th scope="row" { (heading) } @for one in compared { td { (cell(one)) } } } }
}

fn cell(visit: &Visit, view: &ShortlistView, candidate: &Candidate, at: usize) -> Markup {
    let found = criteria(view, candidate).find(|(_, result)| result.criterion == at);
    let Some((_, result)) = found else {
        return html! {};
    };
    let (mark, word) = explain::verdict(visit.say, result.verdict);
    html! { (mark) " " strong { (word) } ". " (explain::reason(visit, result)) }
}

fn estimate(visit: &Visit, candidate: &Candidate) -> Markup {
    let say = visit.say;
    let Some(estimate) = &candidate.estimate else {
        return html! { (say.t("compare-no-estimate")) };
    };
    let time_needed = days(say, estimate.from_days);
    match estimate.from_cost {
        Some(money) => {
            html! { (say.with("estimate", &[("money", &money.to_string()), ("days", &time_needed)])) }
        }
        None => html! { (say.with("estimate-days", &[("days", &time_needed)])) },
    }
}
