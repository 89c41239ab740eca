//! The firms that were referred to an institution; for staff those that their centre referred.

use super::{PATH, path, status};
use crate::pages::format::time;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{table, table_of};
use crate::pages::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::records::Referral;
use eslabon_app::referrals::list_referrals;
use maud::{Markup, html};

/// `GET /canalizaciones`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(shown(&visit).await)
}

async fn shown(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let all = list_referrals(&visit.app, &visit.actor).await?;
    let (over, waiting): (Vec<&Referral>, Vec<&Referral>) =
        all.iter().partition(|one| one.status.is_over());
    let main = html! {
        @if all.is_empty() { div.empty { p { (say.t("referral-none")) } } }
        (section(visit, "pendientes", &say.t("referral-waiting"), &waiting))
        (section(visit, "terminadas", &say.t("referral-over"), &over))
    };
    Ok(
        Page::new(Section::Institutions, say.t("referral-title"), main)
            .lead(html! { p.lead { (say.t("referral-lead")) } })
            .show(visit),
    )
}

fn section(visit: &Visit, id: &str, heading: &str, all: &[&Referral]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let say = visit.say;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("referral-firm")) }
                    th scope="col" { (say.t("referral-service")) }
                    th scope="col" { (say.t("follow-starts")) }
                    th scope="col" { (say.t("follow-ends")) }
                    th scope="col" { (say.t("follow-state")) }
                }
            }
            tbody {
                @for one in all {
                    @let (mark, words) = status(say, one.status);
                    tr {
                        th scope="row" { a.go href=(path(one.id)) { (one.firm_name) } }
                        td { (one.service_name) }
                        td.nowrap { (time(say, one.starts_on)) }
                        td.nowrap { (time(say, one.ends_on)) }
                        td { (mark) " " (words) }
                    }
                }
            }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            (table(&table_of(say, heading), &rows))
        }
    }
}

/// Where a page of a referral stands in the site.
pub(super) fn framed(visit: &Visit, title: String, main: Markup) -> Page {
    Page::new(Section::Institutions, title, main).under(visit.say.t("referral-title"), PATH)
}
