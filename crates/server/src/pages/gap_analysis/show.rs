//! The page of a site's gaps: which needs were looked at, the gaps as bars and in figures, and what is to be done
//! about each.

use super::state::Returned;
use super::{about, causes, chart, chosen, is_had_or_not, level, lists, path, severity};
use crate::pages::candidates::OPPORTUNITIES;
use crate::pages::explain;
use crate::pages::format::{age, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Mark, fictional, summary, table};
use crate::pages::programmes::new_path;
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::gaps::{GapView, NeedLine, analyse};
use eslabon_app::policy::{self, GapEyes, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_domain::attributes::MONTHLY_OUTPUT;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_engine::gaps::{Gap, PresentLevel};
use maud::{Markup, html};

/// `GET /proveedores/{site}/brechas`, with `?requerimiento=` as often as wanted.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::SeeGapAnalysis)?;
    let asked: SiteId = id.id()?;
    let needs = needs_of(visit.query.all("requerimiento"))?;
    let view = analyse(&visit.app, &visit.actor, asked, &needs).await?;
    if view.card.site != asked {
        // It was merged: its gaps are those of the site which stands for it.
        return Ok(Redirect::to(&path(view.card.site, &needs)).into_response());
    }
    Ok(page(visit, &view, &Returned::default()).into_response())
}

/// The needs that an address or a form names.
pub fn needs_of<'a>(named: impl Iterator<Item = &'a str>) -> AppResult<Vec<NeedId>> {
    named
        .filter(|one| !one.is_empty())
        .map(|one| one.parse().map_err(|_| AppError::NotFound))
        .collect()
}

/// The page, with a form that came back.
pub fn page(visit: &Visit, view: &GapView, back: &Returned) -> Markup {
    let say = visit.say;
    let analysis = &view.analysis;
    let is_clear = analysis.gaps.is_empty()
        && analysis.to_renew.is_empty()
        && analysis.to_verify.is_empty()
        && analysis.to_ask.is_empty()
        && analysis.cannot_change.is_empty();
    let main = html! {
        (summary(say, &back.faults))
        @if visit.query.text("hecho") == "causa" { p.done role="status" { (say.t("gaps-done-stated")) } }
        @if view.needs.is_empty() { p.empty { (none(visit, view)) } }
        @else {
            (compared(visit, view))
            @if is_clear { p.done { (Mark::Meets) " " (say.t("gaps-clear")) } }
            @if !analysis.gaps.is_empty() { (gaps(visit, view)) }
            (lists::renewals(visit, view))
            (lists::checks(visit, view))
            (lists::fixed(visit, view))
            (causes::section(visit, view, back))
        }
    };
    let lead = match view.eyes {
        GapEyes::Owner => say.t("gaps-lead-owner"),
        GapEyes::Region => say.t("gaps-lead-region"),
        GapEyes::Buyer => say.t("gaps-lead-buyer"),
    };
    let title = say.with("gaps-title", &[("firm", &view.card.name)]);
    framed(view, visit, Page::new(section_of(view), title, main))
        .lead(html! {
            p.lead { (lead) @if view.card.fictional { " " (fictional(say)) } }
            p.quiet { (say.t("gaps-as-of")) " " (time(say, view.on)) " · " (say.with("gaps-rules", &[("version", &analysis.rules)])) }
        })
        .faulty(!back.faults.is_empty())
        .show(visit)
}

fn section_of(view: &GapView) -> Section {
    match view.eyes {
        GapEyes::Owner => Section::Opportunities,
        GapEyes::Region | GapEyes::Buyer => Section::Search,
    }
}

fn framed(view: &GapView, visit: &Visit, page: Page) -> Page {
    let say = visit.say;
    let supplier = format!("/proveedores/{}", view.card.site);
    // Of the lead firms' people, those whose own site it is have no page of opportunities.
    match view.eyes == GapEyes::Owner && visit.may(Operation::SeeOpportunities) {
        true => page.under(say.t("opportunities-title"), OPPORTUNITIES),
        false => page
            .under(say.t("nav-search"), "/buscar")
            .under(view.card.name.clone(), supplier),
    }
}

/// Why there is nothing to compare with.
fn none(visit: &Visit, view: &GapView) -> String {
    match view.eyes {
        GapEyes::Owner => visit.say.t("gaps-no-need-owner"),
        GapEyes::Region | GapEyes::Buyer => visit.say.t("gaps-no-need"),
    }
}

/// The address of a need, for this reader.
pub fn need_path(visit: &Visit, need: NeedId) -> String {
    match visit.may(Operation::SeeOpportunities) {
        true => format!("{OPPORTUNITIES}/{need}"),
        false => format!("/requerimientos/{need}"),
    }
}

/// The needs that were looked at, and the choice of some of them.
fn compared(visit: &Visit, view: &GapView) -> Markup {
    let say = visit.say;
    let all = path(view.card.site, &[]);
    html! {
        section aria-labelledby="comparados" {
            h2 #comparados { (say.count("gaps-needs", view.needs.len() as u64)) }
            @if view.is_chosen { p { a.go href=(all) { (say.t("gaps-all-needs")) } } }
            @if view.needs.len() == 1 { @for line in &view.needs { p { (stands(visit, line)) } } }
            @else { (choices(visit, view, &all)) }
            @if view.eyes == GapEyes::Region && visit.may(Operation::PlanProgrammes) {
                p { a.button.second href=(new_path(view.card.site, &planned(view))) { (say.t("programme-link")) } }
            }
        }
    }
}

/// The needs for which a programme is planned from here; where several were looked at, they are chosen there.
fn planned(view: &GapView) -> Vec<NeedId> {
    match view.needs.as_slice() {
        [only] => vec![only.need.id],
        _ => chosen(view),
    }
}

/// A need, and how the site stands to it.
fn stands(visit: &Visit, line: &NeedLine) -> Markup {
    let (mark, group, _) = explain::group(visit.say, line.candidate.group);
    html! { (line.need.title.text) " · " (mark) " " (group) }
}

fn choices(visit: &Visit, view: &GapView, action: &str) -> Markup {
    let say = visit.say;
    html! {
        form method="get" action=(action) {
            fieldset {
                legend { (say.t("gaps-choose")) }
                div {
                    @for line in &view.needs {
                        label.check {
                            input type="checkbox" name="requerimiento" value=(line.need.id) checked[view.is_chosen];
                            span { (stands(visit, line)) }
                        }
                    }
                }
            }
            div.buttons { button.second type="submit" { (say.t("gaps-only-these")) } }
        }
    }
}

/// The gaps: bars, figures, and what closes each.
fn gaps(visit: &Visit, view: &GapView) -> Markup {
    let say = visit.say;
    let gaps = &view.analysis.gaps;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("gaps-what")) }
                    th scope="col" { (say.t("gaps-present")) }
                    th scope="col" { (say.t("gaps-required")) }
                    th scope="col" { (say.t("gaps-distance")) }
                    th scope="col" { (say.t("gaps-severity")) }
                }
            }
            tbody { @for gap in gaps { (row(visit, gap)) } }
        }
    };
    html! {
        section aria-labelledby="brechas" {
            h2 #brechas { (say.count("gaps-count", gaps.len() as u64)) }
            (chart::chart(visit, gaps))
            (table(&say.t("gaps-table"), &rows))
            ul.cards { @for gap in gaps { li { (card(visit, view, gap)) } } }
        }
    }
}

fn row(visit: &Visit, gap: &Gap) -> Markup {
    let say = visit.say;
    let attribute = gap.dimension.attribute.as_str();
    html! {
        tr {
            th scope="row" { (about(visit, &gap.dimension)) }
            td {
                @if let Some(present) = &gap.present { (known(visit, attribute, present)) }
                @else if attribute == MONTHLY_OUTPUT { (say.t("gaps-by-months")) }
                @else { (say.t("gaps-level-unknown")) }
            }
            td { (level(visit, attribute, gap.required, gap.required)) }
            td { (distance(visit, gap)) }
            td { (severity(say, gap.severity)) }
        }
    }
}

/// Where the site stands, with what shows it.
fn known(visit: &Visit, attribute: &str, present: &PresentLevel) -> Markup {
    let (say, evidence) = (visit.say, &present.evidence);
    html! {
        (level(visit, attribute, present.low, present.high)) br;
        span.quiet {
            (explain::origin(say, evidence.origin)) " · " (explain::source(say, &evidence.source)) " · "
            (time(say, evidence.observed)) " (" (age(say, evidence.age_days)) ")"
        }
    }
}

fn distance(visit: &Visit, gap: &Gap) -> String {
    let attribute = gap.dimension.attribute.as_str();
    match gap.distance {
        Some(distance) if !is_had_or_not(visit, attribute) => {
            level(visit, attribute, distance, distance)
        }
        Some(_) => visit.say.t("gaps-distance-whole"),
        None => visit.say.t("gaps-distance-unknown"),
    }
}

/// A gap with the needs that it keeps closed and the services that close it.
fn card(visit: &Visit, view: &GapView, gap: &Gap) -> Markup {
    let say = visit.say;
    let others: Vec<String> = gap.instead.iter().map(|id| visit.concept(id)).collect();
    let is_monthly = gap.dimension.attribute == MONTHLY_OUTPUT && view.eyes != GapEyes::Buyer;
    html! {
        article.card {
            h3 { (about(visit, &gap.dimension)) }
            p { (severity(say, gap.severity)) }
            @if !others.is_empty() { p { (say.with("gaps-instead", &[("names", &others.join(", "))])) } }
            (lists::opened(visit, view, &gap.opens, &gap.blocks))
            @if is_monthly { p { a.go href={ "/proveedores/" (view.card.site) "/capacidad" } { (say.t("gaps-to-months")) } } }
            @if gap.closing.is_empty() { p { (Mark::Out) " " (say.t("gaps-no-service")) } }
            @else { (super::services(visit, &gap.closing)) }
        }
    }
}

/// The needs of a form that is posted from the page, so that the same come back.
pub fn kept(view: &GapView) -> Markup {
    html! { @for need in chosen(view) { input type="hidden" name="requerimiento" value=(need); } }
}
