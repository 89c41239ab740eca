//! The list of needs: filtered by words and status, newest first, page by page.

use super::{POST_PATH, status};
use crate::pages::explain;
use crate::pages::fields::address;
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{fictional, table};
use crate::pages::visit::Visit;
use axum::http::header;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::imports::export_needs;
use eslabon_app::needs::{list_needs, load_firms, search_needs};
use eslabon_app::policy::Operation;
use eslabon_domain::ids::OrganisationId;
use eslabon_domain::needs::{Need, NeedStatus, Strength};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Needs on a page.
const PAGE: usize = 25;

/// `GET /requerimientos`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let text: String = visit.query.text("q").chars().take(400).collect();
    let wanted = NeedStatus::parse(visit.query.text("estatus"));
    let copying = visit.query.text("copiar") == "si";
    let (needs, next) = found(visit, &text, wanted).await?;
    let firms = firms(visit, &needs).await?;
    let main = html! {
        @if copying { p.note { (say.t("needs-copying")) } }
        @else if visit.may(Operation::PostNeed) { p { a.button href=(POST_PATH) { (say.t("need-post")) } } }
        (filter(visit, &text, wanted, copying))
        @if needs.is_empty() { p.empty { (say.t(if text.is_empty() && wanted.is_none() { "needs-none" } else { "needs-none-so" })) } }
        @else { (table(&say.t("needs-title"), &rows(visit, &needs, &firms, copying))) }
        @if !copying && !needs.is_empty() && visit.may(Operation::PostNeed) { p { a.go href="/requerimientos.csv" download { (say.t("needs-export")) } } }
        @if let Some(after) = next {
            nav.pages aria-label=(say.t("pages-label")) {
                @let mut pairs = vec![("despues", after.as_str())];
                @if let Some(wanted) = wanted { ({ pairs.push(("estatus", wanted.as_str())); "" }) }
                a rel="next" href=(address("/requerimientos", pairs)) { (say.t("pages-older")) }
            }
        }
    };
    Ok(Page::new(Section::Needs, say.t("needs-title"), main).show(visit))
}

/// `GET /requerimientos.csv`: the needs that the reader may change, in the form of their template.
pub async fn csv(visit: Visit) -> Response {
    let outcome = export_needs(&visit.app, &visit.actor).await.map(|file| {
        (
            [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"requerimientos.csv\"",
                ),
            ],
            file.content,
        )
    });
    visit.respond(outcome)
}

/// The needs of this page, and after which the next page begins.
async fn found(
    visit: &Visit,
    text: &str,
    wanted: Option<NeedStatus>,
) -> AppResult<(Vec<Need>, Option<String>)> {
    if !text.is_empty() {
        let hits = search_needs(&visit.app, &visit.actor, text, visit.lang(), 100).await?;
        let needs = hits
            .into_iter()
            .map(|(need, _)| need)
            .filter(|need| wanted.is_none_or(|status| need.status == status));
        return Ok((needs.collect(), None));
    }
    let after = visit.query.find("despues").and_then(|id| id.parse().ok());
    // One more than is shown tells whether there is a next page.
    let mut needs = list_needs(&visit.app, &visit.actor, wanted, after, PAGE as u64 + 1).await?;
    let more = needs.len() > PAGE;
    needs.truncate(PAGE);
    let next = needs
        .last()
        .filter(|_| more)
        .map(|need| need.id.to_string());
    Ok((needs, next))
}

/// The names of the firms whose needs these are.
async fn firms(visit: &Visit, needs: &[Need]) -> AppResult<BTreeMap<OrganisationId, String>> {
    let ids: Vec<OrganisationId> = needs.iter().map(|need| need.organisation).collect();
    let firms = load_firms(&visit.app, &visit.actor, &ids).await?;
    Ok(firms
        .into_iter()
        .map(|(id, firm)| (id, firm.name))
        .collect())
}

fn filter(visit: &Visit, text: &str, wanted: Option<NeedStatus>, copying: bool) -> Markup {
    let say = visit.say;
    html! {
        search {
            form.line action="/requerimientos" method="get" {
                div.field { label for="q" { (say.t("needs-filter-words")) } input #q type="search" name="q" value=(text); }
                div.field {
                    label for="estatus" { (say.t("needs-filter-status")) }
                    select #estatus name="estatus" {
                        option value="" { (say.t("needs-any-status")) }
                        @for one in NeedStatus::ALL { option value=(one.as_str()) selected[wanted == Some(one)] { (status(say, one)) } }
                    }
                }
                @if copying { input type="hidden" name="copiar" value="si"; }
                button.second type="submit" { (say.t("filters-apply")) }
            }
        }
    }
}

fn rows(
    visit: &Visit,
    needs: &[Need],
    firms: &BTreeMap<OrganisationId, String>,
    copying: bool,
) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("needs-column-title")) }
                    th scope="col" { (say.t("needs-column-firm")) }
                    th scope="col" { (say.t("needs-column-criteria")) }
                    th scope="col" { (say.t("needs-column-status")) }
                    th scope="col" { (say.t("needs-column-closes")) }
                    @if copying { th scope="col" { (say.t("needs-column-copy")) } }
                }
            }
            tbody {
                @for need in needs {
                    tr {
                        th scope="row" { a href={ "/requerimientos/" (need.id) } { (need.title.text) } @if need.fictional { " " (fictional(say)) } }
                        td { (firms.get(&need.organisation).cloned().unwrap_or_else(|| say.t("need-buyer-reserved"))) }
                        td.wide { (in_words(visit, need)) }
                        td { (status(say, need.status)) }
                        td.nowrap { @if let Some(closes) = need.closes_on { (time(say, closes)) } @else { (say.t("not-said")) } }
                        @if copying {
                            td { a href=(address(POST_PATH, [("copia", need.id.to_string().as_str())])) { (say.t("needs-copy")) span.hidden { " " (need.title.text) } } }
                        }
                    }
                }
            }
        }
    }
}

/// The musts of a need in a few words.
fn in_words(visit: &Visit, need: &Need) -> String {
    const SHOWN: usize = 3;
    let musts = need
        .criteria
        .iter()
        .filter(|criterion| criterion.strength == Strength::Must);
    let words: Vec<String> = musts
        .map(|criterion| explain::in_brief(visit, criterion))
        .collect();
    let more = need.criteria.len() - words.len().min(SHOWN);
    let shown = words.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ");
    if more == 0 {
        shown
    } else {
        visit
            .say
            .count_with("and-more", more as u64, &[("shown_names", &shown)])
    }
}
