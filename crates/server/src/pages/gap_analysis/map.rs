//! The map of a region: what its firms lack for the open needs, state by state. A table whose shades are drawn beside
//! their figures, so that it is legible in grey; then who could learn together, and which services are missing.

use super::about;
use crate::pages::format::{number, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, state_name, table};
use crate::pages::visit::Visit;
use crate::pages::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::gaps::{MapView, map};
use eslabon_domain::places::StateCode;
use eslabon_engine::gaps::{Cohort, MapRow};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Where the map is.
pub const PATH: &str = "/mapa-de-brechas";
/// Rows of the table: what blocks most.
const ROWS: usize = 60;
/// Services named in a row.
const SERVICES: usize = 3;

/// `GET /mapa-de-brechas`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let view = map(&visit.app, &visit.actor).await?;
    let rows = view.map.rows.iter().take(ROWS).collect::<Vec<_>>();
    let main = html! {
        p role="status" {
            (say.count("gapmap-sites", view.sites as u64)) " · "
            (say.count("gapmap-firms", view.map.firms as u64)) " · "
            (say.count("gapmap-needs", view.map.needs as u64)) " · "
            (say.t("gaps-as-of")) " " (time(say, view.on))
        }
        @if rows.is_empty() { p.empty { (say.t("gapmap-none")) } }
        @else {
            (heat(visit, &view, &rows))
            (cohorts(visit, &view, &rows))
            (missing(visit, &rows))
            section aria-labelledby="como" {
                h2 #como { (say.t("gapmap-how")) }
                p { (say.t("gapmap-how-text")) }
                p { (say.t("gapmap-how-closed")) }
            }
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("gapmap-title"), main)
        .lead(html! { p.lead { (say.t("gapmap-lead")) } })
        .show(visit))
}

fn heat(visit: &Visit, view: &MapView, rows: &[&MapRow]) -> Markup {
    let say = visit.say;
    let told = rows.iter().flat_map(|row| &row.cohorts);
    let states: BTreeSet<StateCode> = told.map(|cohort| cohort.state).collect();
    let whole = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("gaps-what")) }
                    th.num scope="col" { (say.t("gapmap-lacking")) }
                    @for state in &states { th.num scope="col" { (state_name(*state)) } }
                    th.num scope="col" { (say.t("gapmap-renewing")) }
                    th.num scope="col" { (say.t("gapmap-unknown")) }
                    th.num scope="col" { (say.t("gapmap-blocks")) }
                    th.num scope="col" { (say.t("gapmap-volume")) }
                    th.num scope="col" { (say.t("gapmap-opens")) }
                    th scope="col" { (say.t("gapmap-services")) }
                }
            }
            tbody { @for row in rows { (line(visit, view, row, &states)) } }
        }
    };
    html! {
        section aria-labelledby="mapa" {
            h2 #mapa { (say.count("gapmap-count", view.map.rows.len() as u64)) }
            p.quiet { (say.t("gapmap-shades")) }
            (table(&say.t("gapmap-table"), &whole))
        }
    }
}

fn line(visit: &Visit, view: &MapView, row: &MapRow, states: &BTreeSet<StateCode>) -> Markup {
    let say = visit.say;
    let closed = row.is_closed;
    html! {
        tr {
            th scope="row" { (about(visit, &row.dimension)) @if closed { br; span.quiet { (say.t("gapmap-closed")) } } }
            td.num { (figure(say, row.lacking)) @if let Some(firms) = row.lacking { " " (shade(firms)) } }
            @for state in states { td.num { (of_state(say, row, *state)) } }
            td.num { (figure(say, row.renewing)) }
            td.num { (figure(say, row.unknown)) }
            td.num { (blocked(say, row)) }
            td.num { (volume(say, row)) }
            td.num { (figure(say, row.opens)) }
            td { (services(visit, view, row)) }
        }
    }
}

/// A figure, or that it is kept back.
fn figure(say: Say, figure: Option<usize>) -> String {
    figure.map_or_else(|| say.t("gapmap-withheld"), |one| number(one as u64))
}

/// Firms of a state, where they are enough to be told.
fn of_state(say: Say, row: &MapRow, state: StateCode) -> Markup {
    let cohort = row.cohorts.iter().find(|one| one.state == state);
    html! {
        @match cohort {
            Some(one) => { (number(one.firms as u64)) " " (shade(one.firms)) }
            None => { span aria-hidden="true" { "–" } span.hidden { (say.t("gapmap-few")) } }
        }
    }
}

/// A square that is the darker the more firms there are. The figure stands beside it.
fn shade(firms: usize) -> Markup {
    let class = match firms {
        0 => "t0",
        1..=4 => "t1",
        5..=9 => "t2",
        10..=19 => "t3",
        _ => "t4",
    };
    html! {
        svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" {
            rect class=(class) x="1" y="1" width="14" height="14" {}
        }
    }
}

/// The needs that it blocks. Of what is kept back nothing is zero.
fn blocked(say: Say, row: &MapRow) -> String {
    match row.lacking {
        None => say.t("gapmap-withheld"),
        Some(_) if row.withheld && row.blocks.is_empty() => say.t("gapmap-withheld"),
        Some(_) => number(row.blocks.len() as u64),
    }
}

fn volume(say: Say, row: &MapRow) -> Markup {
    html! {
        @match row.volume {
            Some(pieces) => {
                (number(pieces.max(0).unsigned_abs()))
                @if row.without_volume > 0 { br; span.quiet { (say.count("gapmap-without-volume", row.without_volume as u64)) } }
            }
            None => (say.t("gapmap-volume-unknown")),
        }
    }
}

fn services(visit: &Visit, view: &MapView, row: &MapRow) -> Markup {
    let say = visit.say;
    if row.is_missing_service() {
        return html! { (Mark::Out) " " (say.t("gapmap-missing-one")) };
    }
    let known = row.services.iter().take(SERVICES);
    let known = known.filter_map(|reach| Some((view.services.get(&reach.service)?, reach.firms)));
    html! {
        ul.plain {
            @for (service, firms) in known {
                li {
                    span lang=(service.name.lang.as_str()) { (service.name.text) } " "
                    span.quiet { (say.count_with("gapmap-service", firms as u64, &[("money", &service.price.to_string())])) }
                }
            }
        }
    }
}

/// Who could learn together. Firms are named only where everyone may know what they lack.
fn cohorts(visit: &Visit, view: &MapView, rows: &[&MapRow]) -> Markup {
    let say = visit.say;
    let all: Vec<(&MapRow, &Cohort)> = rows
        .iter()
        .flat_map(|row| row.cohorts.iter().map(move |cohort| (*row, cohort)))
        .collect();
    html! {
        @if !all.is_empty() {
            section aria-labelledby="grupos" {
                h2 #grupos { (say.t("gapmap-cohorts")) }
                p { (say.t("gapmap-cohorts-text")) }
                ul.plain {
                    @for (row, cohort) in all {
                        li {
                            details {
                                summary {
                                    (about(visit, &row.dimension)) " · " (state_name(cohort.state)) ": "
                                    (say.count("gapmap-firms", cohort.firms as u64))
                                }
                                @if cohort.sites.is_empty() { p { (say.t("gapmap-not-named")) } }
                                ul.plain {
                                    @for card in cohort.sites.iter().filter_map(|site| view.cards.get(site)) {
                                        li { a.go href=(super::path(card.site, &[])) { (card.name) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What no service closes for any firm.
fn missing(visit: &Visit, rows: &[&MapRow]) -> Markup {
    let say = visit.say;
    let all: Vec<&&MapRow> = rows.iter().filter(|row| row.is_missing_service()).collect();
    html! {
        @if !all.is_empty() {
            section aria-labelledby="faltan" {
                h2 #faltan { (say.t("gapmap-missing")) }
                p { (say.t("gapmap-missing-text")) }
                ul.reasons {
                    @for row in all {
                        li {
                            (Mark::Out) " " (about(visit, &row.dimension)) ": "
                            (say.count("gapmap-firms", row.lacking.unwrap_or(0) as u64))
                        }
                    }
                }
            }
        }
    }
}
