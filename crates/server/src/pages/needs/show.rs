//! One need: what it asks, what the market can do about each criterion, its saved shortlists.

use super::standing::{self, Typed};
use super::{POST_PATH, drawings, openings, status, terms};
use crate::pages::candidates::{OPPORTUNITIES, list_path};
use crate::pages::explain;
use crate::pages::fields::{Posted, address};
use crate::pages::format::{instant, number, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Mark, doer, fictional, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::candidates::list_own_sites;
use eslabon_app::drawings::list_drawings;
use eslabon_app::needs::{load_firms, load_need, status_note, target_price};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::StatusNote;
use eslabon_app::shortlists::{
    ShortlistLine, ShortlistView, list_shortlists, load_shortlist, make_shortlist,
};
use eslabon_domain::ids::NeedId;
use eslabon_domain::ladders::coarse_requirement;
use eslabon_domain::needs::{Criterion, Need};
use eslabon_engine::matching::MarketCount;
use maud::{Markup, html};

/// `GET /requerimientos/{id}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

/// `POST /requerimientos/{id}/preselecciones`: scores every supplier, saves the answer, leads to it.
pub async fn candidates(visit: Visit, id: Named, Posted(_): Posted) -> Response {
    let outcome = make(&visit, &id)
        .await
        .map(|address| Redirect::to(&address).into_response());
    visit.respond(outcome)
}

async fn make(visit: &Visit, id: &Named) -> AppResult<String> {
    let made = make_shortlist(
        &visit.app,
        &visit.actor,
        id.id::<NeedId>()?,
        visit.app.today(),
    )
    .await?;
    Ok(format!("/preselecciones/{}", made.id))
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    page_with(visit, id.id()?, &[], &Typed::default()).await
}

/// The page, with what was wrong with one of its forms.
///
/// # Errors
/// As the use cases.
pub async fn page_with(
    visit: &Visit,
    id: NeedId,
    faults: &[Fault],
    typed: &Typed,
) -> AppResult<Markup> {
    let say = visit.say;
    let need = load_need(&visit.app, &visit.actor, id).await?;
    let files = list_drawings(&visit.app, &visit.actor, need.id).await?;
    let opened = openings::load(visit, &need).await?;
    let note = status_note(&visit.app, &visit.actor, &need).await?;
    let price = target_price(&visit.app, &visit.actor, &need).await?;
    let may_change = policy::require_changing(&visit.actor, &need).is_ok();
    let faults_of = |wanted: &dyn Fn(&str) -> bool| -> Vec<Fault> {
        let of_form = faults.iter().filter(|(field, _)| wanted(field));
        of_form.cloned().collect()
    };
    let is_standing = |field: &str| standing::FIELDS.contains(&field);
    let file_faults = faults_of(&|field: &str| field == "file");
    let standing_faults = faults_of(&is_standing);
    let other_faults = faults_of(&|field: &str| !is_standing(field));
    let mut firms = load_firms(&visit.app, &visit.actor, &[need.organisation]).await?;
    // The use case has taken the buyer out where she keeps her name back from this reader.
    let firm = firms
        .remove(&need.organisation)
        .map_or_else(|| say.t("need-buyer-reserved"), |firm| firm.name);
    let (lines, newest) = saved(visit, need.id).await?;
    // Whoever has no firm yet has nothing to compare with the need.
    let own_firm = visit.may(Operation::SeeOpportunities)
        && !list_own_sites(&visit.app, &visit.actor).await?.is_empty();
    let main = html! {
        @if visit.query.text("publicado") == "si" { p.done role="status" { (say.t("need-posted")) } }
        @if visit.query.text("cambiado") == "si" { p.done role="status" { (say.t("change-done")) } }
        @if visit.query.text("estatus") == "si" { p.done role="status" { (say.t("status-done")) } }
        (about(visit, &need, &firm, note.as_ref()))
        (terms::section(visit, &need.terms, price))
        @if may_change && need.status.is_changeable() {
            p { a.button.second href={ "/requerimientos/" (need.id) "/cambiar" } { (say.t("need-change")) } }
        }
        (ways(visit, &need, own_firm))
        @if visit.may(Operation::MakeShortlist) {
            div.buttons {
                form method="post" action={ "/requerimientos/" (need.id) "/preselecciones" } {
                    (visit.proof())
                    button type="submit" { (say.t("need-find")) }
                }
                a.button.second href=(address(POST_PATH, [("copia", need.id.to_string().as_str())])) { (say.t("need-copy")) }
            }
        }
        section aria-labelledby="criterios" {
            h2 #criterios { (say.t("need-criteria")) }
            (market(visit, &need, newest.as_ref()))
        }
        @if visit.may(Operation::SeeShortlist) { (shortlists(visit, &need, &lines)) }
        (drawings::section(visit, need.id, &files, &file_faults))
        (standing::section(visit, &need, &standing_faults, typed))
        @if let Some(opened) = &opened { (openings::section(visit, &need, opened, &other_faults)) }
    };
    Ok(Page::new(Section::Needs, need.title.text.clone(), main)
        .under(say.t("nav-needs"), "/requerimientos")
        .faulty(!faults.is_empty())
        .show(visit))
}

/// To the need's list for those who decide there, to how near she comes for the owner of a firm.
fn ways(visit: &Visit, need: &Need, own_firm: bool) -> Markup {
    let say = visit.say;
    html! {
        @if visit.may(Operation::SeeCandidates) {
            p { a.go href=(list_path(need.id)) { (say.t("candidates-list")) } }
        }
        @if own_firm {
            p { a.go href={ (OPPORTUNITIES) "/" (need.id) } { (say.t("opportunities-from-need")) } }
        }
    }
}

/// Saved shortlists of a need, and the newest opened.
async fn saved(
    visit: &Visit,
    need: NeedId,
) -> AppResult<(Vec<ShortlistLine>, Option<ShortlistView>)> {
    if !visit.may(Operation::SeeShortlist) {
        return Ok((Vec::new(), None));
    }
    let lines = list_shortlists(&visit.app, &visit.actor, need).await?;
    let newest = match lines.first() {
        Some(line) => Some(load_shortlist(&visit.app, &visit.actor, line.id).await?),
        None => None,
    };
    Ok((lines, newest))
}

fn about(visit: &Visit, need: &Need, firm: &str, note: Option<&StatusNote>) -> Markup {
    let say = visit.say;
    html! {
        dl.facts {
            div { dt { (say.t("needs-column-firm")) } dd { (firm) @if need.fictional { " " (fictional(say)) } } }
            div { dt { (say.t("needs-column-status")) } dd { (status(say, need.status)) } }
            @if let Some(note) = note { (standing::note(visit, note)) }
            @if let Some(day) = need.starts_on { div { dt { (say.t("post-starts")) } dd { (time(say, day)) } } }
            @if let Some(day) = need.closes_on { div { dt { (say.t("post-closes")) } dd { (time(say, day)) } } }
        }
        @if !need.description.text.is_empty() { p.prose lang=(need.description.lang.as_str()) { (need.description.text) } }
    }
}

/// Each criterion with how many suppliers meet it, miss it, or have not said.
fn market(visit: &Visit, need: &Need, newest: Option<&ShortlistView>) -> Markup {
    let say = visit.say;
    // The counts belong to the criteria as they were scored.
    let counted = newest.filter(|view| !view.need_changed);
    let of = |at: usize| counted.and_then(|view| view.answer.market.get(at));
    let costliest = counted.and_then(|view| {
        let most = view
            .answer
            .market
            .iter()
            .map(|count| count.sole_blocker)
            .max()
            .filter(|most| *most > 0)?;
        let at = view
            .answer
            .market
            .iter()
            .position(|count| count.sole_blocker == most)?;
        need.criteria.get(at).map(|criterion| (criterion, most))
    });
    let rows = html! {
        table {
            thead {
                tr {
                    th scope="col" { (say.t("need-column-criterion")) }
                    th scope="col" { (say.t("need-column-strength")) }
                    @if counted.is_some() {
                        th.num scope="col" { (Mark::Meets) " " (say.t("verdict-meets")) }
                        th.num scope="col" { (Mark::Gap) " " (say.t("verdict-gap")) }
                        th.num scope="col" { (Mark::Unknown) " " (say.t("verdict-unknown")) }
                    }
                }
            }
            tbody { @for (at, criterion) in need.criteria.iter().enumerate() { (market_row(visit, criterion, of(at))) } }
        }
    };
    html! {
        (table(&table_of(say, &say.t("need-criteria")), &rows))
        @match counted {
            Some(view) => p.quiet {
                (say.count("need-market", view.answer.scored as u64)) " "
                @if let Some((criterion, count)) = costliest {
                    (say.count_with("need-costliest", count as u64, &[("criterion", &explain::criterion(visit, criterion))]))
                }
            },
            None => @if visit.may(Operation::MakeShortlist) { p.quiet { (say.t("need-market-none")) } },
        }
    }
}

/// The step on which a closed figure is compared, in words; nothing for open ones.
fn coarse_step(visit: &Visit, criterion: &Criterion) -> Option<String> {
    let attribute = visit.words.attributes.find(&criterion.attribute)?;
    if attribute.group.is_open() {
        return None;
    }
    let step = coarse_requirement(attribute, &criterion.requirement)?;
    Some(explain::requirement(visit, &criterion.attribute, &step))
}

fn market_row(visit: &Visit, criterion: &Criterion, count: Option<&MarketCount>) -> Markup {
    html! {
        tr {
            th scope="row" {
                (explain::criterion(visit, criterion))
                @if let Some(step) = coarse_step(visit, criterion) { br; span.quiet { (visit.say.with("criterion-coarse", &[("step", &step)])) } }
            }
            td { (explain::strength(visit.say, criterion.strength)) }
            @if let Some(count) = count {
                td.num { (number(count.meets as u64)) }
                td.num { (number(count.gap as u64)) }
                td.num { (number(count.unknown as u64)) }
            }
        }
    }
}

fn shortlists(visit: &Visit, need: &Need, lines: &[ShortlistLine]) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="guardadas" {
            h2 #guardadas { (say.t("need-shortlists")) }
            @if lines.is_empty() { p { (say.t("need-no-shortlists")) } }
            @else {
                ul.plain {
                    @for line in lines {
                        li {
                            a href={ "/preselecciones/" (line.id) } { (instant(say, line.created_at)) }
                            " " span.quiet {
                                (say.with("shortlist-by", &[("name", &doer(say, &line.created_by))]))
                                @if line.need_version != need.version { " · " (say.t("shortlist-old-need")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
