//! Claims that wait for a decision, and those that have one.

use super::{PATH, evidence_in_words, standing};
use crate::pages::fields::address;
use crate::pages::format::instant;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::table;
use crate::pages::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::claims::{self, ClaimLine};
use eslabon_app::records::ClaimStatus;
use maud::{Markup, html};

/// Claims on a page.
const SHOWN: usize = 50;

/// `GET /es-mi-empresa`.
pub async fn queue(visit: Visit) -> Response {
    let status = ClaimStatus::parse(visit.query.text("estatus")).unwrap_or(ClaimStatus::Open);
    visit.respond(page(&visit, status).await)
}

async fn page(visit: &Visit, status: ClaimStatus) -> AppResult<Markup> {
    let say = visit.say;
    // One more than is shown tells whether there are more.
    let mut lines = claims::list(&visit.app, &visit.actor, status, SHOWN as u64 + 1).await?;
    let more = lines.len() > SHOWN;
    lines.truncate(SHOWN);
    let main = html! {
        nav.tabs aria-label=(say.t("claims-filter")) {
            ul {
                @for one in ClaimStatus::ALL {
                    li { a href=(address(PATH, [("estatus", one.as_str())])) aria-current=[(one == status).then_some("page")] { (standing(say, one)) } }
                }
            }
        }
        @if lines.is_empty() { p.empty { (say.t(if status == ClaimStatus::Open { "claims-none" } else { "claims-none-decided" })) } }
        @else { (table(&say.t("claims-table"), &rows(visit, &lines))) }
        @if more { p.note { (say.t("claims-more")) } }
    };
    Ok(Page::new(Section::Claims, say.t("claims-title"), main)
        .lead(html! { p.lead { (say.t("claims-lead")) } })
        .show(visit))
}

fn rows(visit: &Visit, lines: &[ClaimLine]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("claims-firm")) }
                    th scope="col" { (say.t("claims-claimant")) }
                    th scope="col" { (say.t("claim-evidence")) }
                    th scope="col" { (say.t("claims-made")) }
                    th scope="col" { (say.t("claims-rivals")) }
                }
            }
            tbody {
                @for line in lines {
                    tr {
                        th scope="row" { a href={ (PATH) "/" (line.claim.id) } { (line.site_name) } }
                        td { (line.claim.name) }
                        td { (evidence_in_words(say, line.claim.evidence)) }
                        td { (instant(say, line.claim.created_at)) }
                        td.num { (line.rivals) }
                    }
                }
            }
        }
    }
}
