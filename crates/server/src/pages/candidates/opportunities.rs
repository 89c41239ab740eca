//! The other direction, by phone: the open needs for one's own firm, how near it comes to each and what
//! keeps it away.

use super::{GAPS, OPPORTUNITIES, own_interest};
use crate::pages::explain;
use crate::pages::fields::address;
use crate::pages::format::{instant_day, time};
use crate::pages::gap_analysis;
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, fictional};
use crate::pages::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::candidates::{Opportunity, list_opportunities, list_own_sites};
use eslabon_app::needs::load_firms;
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_domain::needs::{Criterion, Need, Strength};
use eslabon_engine::matching::{CriterionResult, Group, Reason, Verdict};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Needs on a page: it is read on a phone.
const PAGE: usize = 15;
/// Lines that say what keeps a firm away from a need.
const OBSTACLES: usize = 3;

/// Names of buyers.
pub type Firms = BTreeMap<OrganisationId, String>;

/// How many needs near the firm wait for its answer.
#[must_use]
pub fn waiting(all: &[Opportunity]) -> u64 {
    let near = |one: &&Opportunity| one.candidate.group != Group::OutOfReach;
    let answered: BTreeSet<NeedId> = all
        .iter()
        .filter(|one| one.answer.is_some())
        .map(|one| one.need.id)
        .collect();
    let near: BTreeSet<NeedId> = all.iter().filter(near).map(|one| one.need.id).collect();
    near.difference(&answered).count() as u64
}

/// `GET /oportunidades`, with `?pagina=`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(whole(&visit).await)
}

async fn whole(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let all = list_opportunities(&visit.app, &visit.actor).await?;
    // Nothing to show is either no firm or no need: the way on differs.
    let has_firm = !all.is_empty() || !list_own_sites(&visit.app, &visit.actor).await?.is_empty();
    let at = visit.query.text("pagina").parse::<usize>().unwrap_or(1);
    let at = at.clamp(1, all.len().div_ceil(PAGE).max(1));
    let shown: Vec<&Opportunity> = all.iter().skip((at - 1) * PAGE).take(PAGE).collect();
    let buyers = shown.iter().map(|one| one.need.organisation).collect();
    let firms = firms(visit, buyers).await?;
    let sites: BTreeMap<SiteId, &str> = all
        .iter()
        .map(|one| (one.site.site, one.site.name.as_str()))
        .collect();
    let needs: BTreeSet<NeedId> = all.iter().map(|one| one.need.id).collect();
    let main = html! {
        @if !has_firm { p.empty { (say.t("opportunities-no-firm")) " " a href="/buscar" { (say.t("nav-search")) } } }
        @else if all.is_empty() { p.empty { (say.t("opportunities-none")) } }
        @else {
            h2 { (say.count("opportunities-count", needs.len() as u64)) }
            ol.cards start=((at - 1) * PAGE + 1) {
                @for one in &shown { li { (card(visit, one, &firms, sites.len() > 1)) } }
            }
            (pages(visit, at, all.len()))
        }
        @for (site, name) in &sites {
            p { a.go href=(gap_analysis::path(*site, &[])) { (say.t("gaps-what-is-missing")) @if sites.len() > 1 { ": " (name) } } }
        }
        p { a.go href=(GAPS) { (say.t("opportunities-to-gaps")) } }
    };
    Ok(
        Page::new(Section::Opportunities, say.t("opportunities-title"), main)
            .lead(html! { p.lead { (say.t("opportunities-lead")) } })
            .show(visit),
    )
}

fn pages(visit: &Visit, at: usize, lines: usize) -> Markup {
    let say = visit.say;
    let to = |page: usize| address(OPPORTUNITIES, [("pagina", page.to_string().as_str())]);
    let has_more = at * PAGE < lines;
    html! {
        @if at > 1 || has_more {
            nav.pages aria-label=(say.t("pages-label")) {
                @if at > 1 { a rel="prev" href=(to(at - 1)) { (say.t("opportunities-nearer")) } }
                @if has_more { a rel="next" href=(to(at + 1)) { (say.t("opportunities-further")) } }
            }
        }
    }
}

/// The names of the buyers who let themselves be named.
pub async fn firms(visit: &Visit, mut buyers: Vec<OrganisationId>) -> AppResult<Firms> {
    buyers.retain(|id| *id != OrganisationId::RESERVED);
    let firms = load_firms(&visit.app, &visit.actor, &buyers).await?;
    Ok(firms
        .into_iter()
        .map(|(id, firm)| (id, firm.name))
        .collect())
}

/// Whose need it is and until when.
pub fn about(visit: &Visit, need: &Need, firms: &Firms) -> Markup {
    let say = visit.say;
    let buyer = firms
        .get(&need.organisation)
        .cloned()
        .unwrap_or_else(|| say.t("need-buyer-reserved"));
    html! {
        (buyer)
        @if let Some(day) = need.closes_on { " · " (say.t("need-closes-short")) " " (time(say, day)) }
        @if need.fictional { " " (fictional(say)) }
    }
}

fn card(visit: &Visit, one: &Opportunity, firms: &Firms, several: bool) -> Markup {
    let say = visit.say;
    let (mark, group, _) = explain::group(say, one.candidate.group);
    let obstacles = obstacles(visit, one);
    // One more than fits would stand alone: then one line less, and how many others there are.
    let shown = match obstacles.len() > OBSTACLES {
        true => OBSTACLES - 1,
        false => obstacles.len(),
    };
    let more = obstacles.len() - shown;
    html! {
        article.card {
            h3 { a href={ (OPPORTUNITIES) "/" (one.need.id) } { (one.need.title.text) } }
            p.facts { (about(visit, &one.need, firms)) @if several { " · " (one.site.name) } }
            p { (mark) " " strong { (group) } }
            @if !obstacles.is_empty() {
                ul.reasons {
                    @for (mark, words) in obstacles.iter().take(shown) { li { (mark) " " (words) } }
                    @if more > 0 { li { (say.count("opportunities-more", more as u64)) } }
                }
            }
            p { (own_answer(visit, one)) }
        }
    }
}

/// Each criterion with what it says of the firm.
pub fn results(one: &Opportunity) -> impl Iterator<Item = (&Criterion, &CriterionResult)> {
    one.candidate
        .criteria
        .iter()
        .filter_map(|result| Some((one.need.criteria.get(result.criterion)?, result)))
}

/// What keeps the firm away, first; then what is missing.
fn obstacles(visit: &Visit, one: &Opportunity) -> Vec<(Mark, String)> {
    let musts: Vec<(&Criterion, &CriterionResult)> = results(one)
        .filter(|(criterion, _)| criterion.strength == Strength::Must)
        .collect();
    let line = |(criterion, result): &(&Criterion, &CriterionResult)| {
        let (mark, _) = explain::verdict(visit.say, result.verdict);
        let wanted = explain::in_brief(visit, criterion);
        (mark, format!("{wanted}: {}", why(visit, result)))
    };
    let gaps = musts
        .iter()
        .filter(|(_, result)| matches!(result.verdict, Verdict::Gap { .. }));
    let unknown = musts
        .iter()
        .filter(|(_, result)| matches!(result.verdict, Verdict::Unknown { .. }));
    gaps.chain(unknown).map(line).collect()
}

/// Why the verdict is what it is, told to the owner of the facts.
pub fn why(visit: &Visit, result: &CriterionResult) -> String {
    match (&result.verdict, &result.reason) {
        (Verdict::Closed, _) => visit.say.t("opportunities-closed"),
        (_, Reason::KeptClosed) => visit.say.t("opportunities-kept-closed"),
        _ => explain::reason(visit, result),
    }
}

/// What the firm answered so far.
pub fn own_answer(visit: &Visit, one: &Opportunity) -> Markup {
    let say = visit.say;
    match &one.answer {
        Some(answer) => html! {
            (say.t("opportunities-own-answer")) " "
            strong { (own_interest(say, answer.interest)) } ", " (instant_day(say, answer.at))
        },
        None => html! { (say.t("opportunities-no-answer")) },
    }
}
