//! The list of people, filtered by words, page by page.

use super::PATH;
use crate::pages::fields::address;
use crate::pages::format::instant_day;
use crate::pages::layout::{Page, Section, role};
use crate::pages::parts::table;
use crate::pages::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::accounts::people::{self, PersonLine};
use maud::{Markup, html};

/// People on a page.
const SHOWN: usize = 50;

/// `GET /personas`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let text: String = visit.query.text("q").chars().take(200).collect();
    let all = people::list(&visit.app, &visit.actor).await?;
    let found: Vec<&PersonLine> = all
        .iter()
        .filter(|one| one.holds(&text, &role(say, one.role.as_str())))
        .collect();
    let from: usize = visit.query.text("desde").parse().unwrap_or(0);
    let shown: Vec<&PersonLine> = found.iter().skip(from).take(SHOWN).copied().collect();
    let main = html! {
        @if visit.query.text("hecho") == "fin" { p.done role="status" { (say.t("people-ended")) } }
        p { a.button href="/personas/invitar" { (say.t("people-invite")) } }
        search {
            form.line action=(PATH) method="get" {
                div.field { label for="q" { (say.t("people-filter")) } input #q type="search" name="q" value=(text); }
                button.second type="submit" { (say.t("filters-apply")) }
            }
        }
        p role="status" { (say.count("people-count", found.len() as u64)) }
        @if shown.is_empty() { p.empty { (say.t("people-none")) } }
        @else { (table(&say.t("people-title"), &rows(visit, &shown))) }
        @if from > 0 || from + SHOWN < found.len() {
            nav.pages aria-label=(say.t("pages-label")) {
                @if from > 0 { a rel="prev" href=(part(&text, from.saturating_sub(SHOWN))) { (say.t("people-before")) } }
                @if from + SHOWN < found.len() { a rel="next" href=(part(&text, from + SHOWN)) { (say.t("people-after")) } }
            }
        }
    };
    Ok(Page::new(Section::People, say.t("people-title"), main)
        .lead(html! { p.lead { (say.t("people-lead")) } })
        .show(visit))
}

fn part(text: &str, from: usize) -> String {
    let from = from.to_string();
    address(PATH, [("q", text), ("desde", from.as_str())])
}

fn rows(visit: &Visit, people: &[&PersonLine]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            caption.hidden { (say.t("people-title")) }
            thead {
                tr {
                    th scope="col" { (say.t("people-name")) }
                    th scope="col" { (say.t("people-role")) }
                    th scope="col" { (say.t("people-since")) }
                    th scope="col" { (say.t("second-factor-title")) }
                    th scope="col" { (say.t("people-actions")) }
                }
            }
            tbody { @for person in people { (row(visit, person)) } }
        }
    }
}

fn row(visit: &Visit, person: &PersonLine) -> Markup {
    let say = visit.say;
    let own = format!("{PATH}/{}", person.membership);
    html! {
        tr {
            th scope="row" { (person.name) br; span.quiet { (person.email) } }
            td { (role(say, person.role.as_str())) br; span.quiet { (person.organisation_name) } }
            td.nowrap { (instant_day(say, person.since)) }
            td { (say.t(if person.has_second_factor { "yes" } else { "no" })) }
            td {
                @if person.may_end {
                    ul.plain {
                        li { a href={ (own) "/liga" } { (say.t("people-hand-over")) span.hidden { ": " (person.name) } } }
                        li { a href={ (own) "/terminar" } { (say.t("people-end")) span.hidden { ": " (person.name) } } }
                    }
                }
            }
        }
    }
}
