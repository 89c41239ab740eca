//! The programmes that concern the reader: a firm's own with its next step, an engineer's with what she signed, all
//! of a centre's scope for staff.

use super::{PATH, path_of, side, status};
use crate::pages::fields::address;
use crate::pages::format::{date, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, fictional, table};
use crate::pages::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::policy::Operation;
use eslabon_app::programmes::{ProgrammeLine, list_programmes};
use eslabon_domain::programmes::{ProgrammeSide, ProgrammeStatus};
use maud::{Markup, html};

/// Programmes on a page.
const PAGE: usize = 25;

/// `GET /programas`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let after = visit.query.find("despues").and_then(|id| id.parse().ok());
    // One more than is shown tells whether there is a next page.
    let mut lines = list_programmes(&visit.app, &visit.actor, after, PAGE as u64 + 1).await?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().map(|line| line.programme.id.to_string());
    let plans = visit.may(Operation::PlanProgrammes);
    let (lead, none) = match plans {
        true => (
            say.t("programme-list-lead-staff"),
            say.t("programme-list-none-staff"),
        ),
        false => (say.t("programme-list-lead"), say.t("programme-list-none")),
    };
    let main = html! {
        @if lines.is_empty() { p.empty { (none) } }
        @else { (table(&say.t("programme-nav"), &rows(visit, &lines))) }
        @if let Some(after) = last.filter(|_| has_more) {
            nav.pages aria-label=(say.t("pages-label")) {
                a rel="next" href=(address(PATH, [("despues", after.as_str())])) { (say.t("pages-older")) }
            }
        }
    };
    Ok(Page::new(Section::Programmes, say.t("programme-nav"), main)
        .lead(html! { p.lead { (lead) } })
        .show(visit))
}

/// The side for which the reader signs, where she does.
fn own_side(visit: &Visit) -> Option<ProgrammeSide> {
    if !visit.may(Operation::SignProgramme) {
        return None;
    }
    Some(match visit.may(Operation::PlanProgrammes) {
        true => ProgrammeSide::Centre,
        false if visit.may(Operation::SeeOpportunities) => ProgrammeSide::Firm,
        false => ProgrammeSide::LeadFirm,
    })
}

fn rows(visit: &Visit, lines: &[ProgrammeLine]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("programme-title")) }
                    th scope="col" { (say.t("programme-firm")) }
                    th scope="col" { (say.t("programme-status")) }
                    th scope="col" { (say.t("programme-next-step")) }
                    th scope="col" { (say.t("programme-signatures")) }
                    th scope="col" { (say.t("programme-finishes")) }
                }
            }
            tbody { @for line in lines { (row(visit, line)) } }
        }
    }
}

/// How many of these wait for the reader's signature.
#[must_use]
pub fn to_sign(visit: &Visit, lines: &[ProgrammeLine]) -> u64 {
    lines.iter().filter(|line| waits_for(visit, line)).count() as u64
}

/// Whether a programme waits for the reader's signature.
fn waits_for(visit: &Visit, line: &ProgrammeLine) -> bool {
    let is_signed_now = matches!(
        line.programme.status,
        ProgrammeStatus::Proposed | ProgrammeStatus::Running
    );
    is_signed_now && own_side(visit).is_some_and(|side| line.missing.contains(&side))
}

fn row(visit: &Visit, line: &ProgrammeLine) -> Markup {
    let (say, programme) = (visit.say, &line.programme);
    html! {
        tr {
            th scope="row" { a.go href=(path_of(programme.id)) { (programme.title) } }
            td {
                @match &line.card {
                    Some(card) => { (card.name) @if card.fictional { " " (fictional(say)) } }
                    None => { (say.t("supplier-gone")) }
                }
            }
            td {
                (status(say, programme.status))
                @if waits_for(visit, line) { br; (Mark::Unknown) " " strong { (say.t("programme-your-signature")) } }
            }
            td {
                @match &line.next_step {
                    Some(step) => {
                        (step.name.text) br;
                        span.quiet { (step.provider_name) ", " (date(say, step.starts_on)) " – " (date(say, step.ends_on)) }
                    }
                    None => { span.quiet { (say.t("programme-no-next-step")) } }
                }
            }
            td {
                @for one in ProgrammeSide::ALL.iter().copied() {
                    @match line.missing.contains(&one) {
                        true => { (Mark::Unknown) " " (say.with("programme-side-missing", &[("side", &side(say, one))])) }
                        false => { (Mark::Meets) " " (say.with("programme-side-signed", &[("side", &side(say, one))])) }
                    }
                    br;
                }
            }
            td.nowrap { (time(say, programme.finishes_on)) }
        }
    }
}
