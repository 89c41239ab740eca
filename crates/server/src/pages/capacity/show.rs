//! The page of a site's capacity: its processes, the months of one, and what they are computed from.

use super::chart::chart;
use super::form;
use super::{capacity_path, hours, month_name, pieces, range};
use crate::pages::explain;
use crate::pages::fields::{Fields, address};
use crate::pages::format::{age, time};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Mark, place, summary, table};
use crate::pages::profiles::{framed, profile_path, question_path};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::capacity::{CapacityView, ProcessView, load_capacity};
use eslabon_app::policy::{self, Operation};
use eslabon_app::suppliers::own_sites;
use eslabon_domain::attributes::PROCESS_OFFERED;
use eslabon_domain::ids::SiteId;
use eslabon_domain::loads::StatedLoad;
use eslabon_engine::capacity::{Input, Load, MonthCapacity, OEE_OF_SITE, Said};
use maud::{Markup, html};

/// `GET /mi-empresa/capacidad`: to the capacity of one's own plant, or to choose among several.
pub async fn mine(visit: Visit) -> Response {
    visit.respond(own(&visit).await)
}

async fn own(visit: &Visit) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let say = visit.say;
    let sites = own_sites(&visit.app, &visit.actor).await?;
    if let [only] = sites.as_slice() {
        return Ok(Redirect::to(&capacity_path(only.site)).into_response());
    }
    let main = html! {
        @if sites.is_empty() {
            div.empty {
                p { (say.t("profile-no-site")) }
                p { a.button href="/buscar" { (say.t("profile-find-site")) } }
            }
        } @else {
            p { (say.t("profile-which-site")) }
            ul.plain {
                @for card in &sites {
                    li {
                        a.go href=(capacity_path(card.site)) { (card.name) } " "
                        span.quiet { (place(say, card.municipality.as_deref(), card.state)) }
                    }
                }
            }
        }
    };
    let page = Page::new(Section::Profile, say.t("capacity-mine"), main);
    Ok(page.show(visit).into_response())
}

/// `GET /proveedores/{site}/capacidad`: `proceso` names the process.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::RecordFacts)?;
    let asked: SiteId = id.id()?;
    let view = load_capacity(&visit.app, &visit.actor, asked).await?;
    if view.card.site != asked {
        // It was merged: its months are those of the site which stands for it.
        let process = visit.query.find("proceso");
        let to = process_path(view.card.site, process);
        return Ok(Redirect::to(&to).into_response());
    }
    Ok(page(visit, &view, None, &[]).into_response())
}

/// The address of a process's months.
pub(super) fn process_path(site: SiteId, process: Option<&str>) -> String {
    address(
        &capacity_path(site),
        process.map(|process| ("proceso", process)),
    )
}

/// The page, with a form that came back.
pub(super) fn page(
    visit: &Visit,
    view: &CapacityView,
    form: Option<&Fields>,
    faults: &[Fault],
) -> Markup {
    let (say, card) = (visit.say, &view.card);
    let asked = form.unwrap_or(&visit.query).find("proceso");
    let chosen = asked.and_then(|process| view.find(process));
    let chosen = chosen.or(view.processes.first());
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("hecho") == "carga" { p.done role="status" { (say.t("capacity-saved")) } }
        @match chosen {
            None => {
                div.empty {
                    p { (say.t("capacity-no-process")) }
                    p { a.button href=(question_path(card.site, PROCESS_OFFERED, None)) { (say.t("capacity-add-process")) } }
                }
            }
            Some(chosen) => {
                (processes(visit, view, chosen))
                (months(visit, view, chosen))
                (inputs(visit, view, chosen))
                @if view.may_record { (form::section(visit, view, chosen, form, faults)) }
                (former(visit, chosen))
                (how(visit))
            }
        }
    };
    let title = say.with("capacity-title", &[("firm", &card.name)]);
    let profile = say.with("profile-title", &[("firm", &card.name)]);
    framed(visit, card, title, main)
        .under(profile, profile_path(card.site))
        .lead(html! { p.lead { (say.t("capacity-lead")) } })
        .faulty(!faults.is_empty())
        .show(visit)
}

/// The firm's processes; of one there is nothing to choose.
fn processes(visit: &Visit, view: &CapacityView, chosen: &ProcessView) -> Markup {
    let say = visit.say;
    if view.processes.len() < 2 {
        return html! {};
    }
    html! {
        nav aria-label=(say.t("capacity-processes")) {
            ul.plain {
                @for one in &view.processes {
                    @let process = one.capacity.process.as_str();
                    @let is_chosen = process == chosen.capacity.process;
                    li { a.go href=(process_path(view.card.site, Some(process))) aria-current=[is_chosen.then_some("page")] { (visit.concept(process)) } }
                }
            }
        }
    }
}

/// The months as a chart and as a table.
fn months(visit: &Visit, view: &CapacityView, chosen: &ProcessView) -> Markup {
    let say = visit.say;
    let process = visit.concept(&chosen.capacity.process);
    let all = &chosen.capacity.months;
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("capacity-column-month")) }
                    th.num scope="col" { (say.t("capacity-column-machine")) }
                    th scope="col" { (say.t("capacity-column-load")) }
                    th.num scope="col" { (say.t("capacity-column-free")) }
                    th.num scope="col" { (say.t("capacity-column-pieces")) }
                }
            }
            tbody { @for month in all { (row(visit, view, month)) } }
        }
    };
    let label = say.with("capacity-table-label", &[("process", &process)]);
    html! {
        section aria-labelledby="meses" {
            h2 #meses { (say.with("capacity-months", &[("process", &process)])) }
            @if all.iter().all(|month| month.pieces_on(view.on).is_none()) {
                p.note { (Mark::Unknown) " " (say.t("capacity-nothing-computed")) }
            } @else { (chart(say, &process, all, view.on)) }
            (table(&label, &rows))
        }
    }
}

fn row(visit: &Visit, view: &CapacityView, month: &MonthCapacity) -> Markup {
    let say = visit.say;
    let unknown = || html! { (Mark::Unknown) " " (say.t("capacity-unknown")) };
    html! {
        tr {
            th scope="row" { (month_name(say, month.month)) }
            td.num { @match month.machine_seconds { Some(all) => (range(say, all, hours)), None => (unknown()) } }
            td { @match &month.load { Some(load) => (promised(visit, load)), None => { (Mark::Unknown) " " (say.t("capacity-no-load")) } } }
            td.num { @match month.free_seconds { Some(free) => (range(say, free, hours)), None => (unknown()) } }
            td.num {
                @match (month.pieces_on(view.on), month.pieces, month.holds_until()) {
                    (Some(made), ..) => { strong { (pieces(say, made)) } }
                    (None, Some(_), Some(last)) => { (Mark::Gap) " " (say.t("aging-expired")) " " (time(say, last)) }
                    _ if month.problem.is_some() => { (Mark::Gap) " " (say.t("capacity-impossible")) }
                    _ => (unknown()),
                }
            }
        }
    }
}

/// What is promised of a month: hours, how it was said, and by whom.
fn promised(visit: &Visit, load: &Load) -> Markup {
    let say = visit.say;
    html! {
        @if let Some(seconds) = load.seconds { (range(say, seconds, hours)) " " }
        span.quiet {
            @match &load.said {
                Said::Month(stated) => { "(" (stated.entered) ") · " (explain::origin(say, stated.origin)) }
                Said::Process(fact) => { (say.t("capacity-said-process")) " (" (explain::value(visit, &fact.attribute, &fact.value)) ") · " (explain::origin(say, fact.origin)) }
                Said::Site(fact) => { (say.t("capacity-said-site")) " (" (explain::value(visit, &fact.attribute, &fact.value)) ") · " (explain::origin(say, fact.origin)) }
            }
        }
    }
}

/// What the months are computed from, each leading to its question.
fn inputs(visit: &Visit, view: &CapacityView, chosen: &ProcessView) -> Markup {
    let say = visit.say;
    let capacity = &chosen.capacity;
    let missing = capacity.missing().count() as u64;
    html! {
        section aria-labelledby="datos" {
            h2 #datos { (say.t("capacity-inputs")) }
            @if missing > 0 { p { (Mark::Unknown) " " (say.count("capacity-missing", missing)) } }
            ul.plain {
                @for input in &capacity.inputs { li { (known(visit, view, input)) } }
                li { (known(visit, view, &capacity.changeover)) br; span.quiet { (say.t("capacity-changeover-why")) } }
            }
        }
    }
}

fn known(visit: &Visit, view: &CapacityView, input: &Input) -> Markup {
    let say = visit.say;
    let item = input.item.as_deref();
    let to = question_path(view.card.site, input.attribute, item);
    let name = explain::attribute(visit, input.attribute, item);
    let has_run_out = input.has_run_out(view.on);
    html! {
        @match &input.fact {
            None => { (Mark::Unknown) " " a.go href=(to) { (name) } " " span.quiet { (say.t("capacity-input-missing")) } }
            Some(fact) => {
                @if has_run_out { (Mark::Gap) } @else { (Mark::Meets) } " "
                a.go href=(to) { (name) } " "
                strong { (explain::value(visit, &fact.attribute, &fact.value)) } " "
                span.quiet {
                    (explain::origin(say, fact.origin)) " · " (time(say, fact.observed)) " · " (age(say, (view.on - fact.observed).get_days()))
                    @if has_run_out { " · " (say.t("capacity-input-expired")) }
                    @if input.attribute == OEE_OF_SITE { " · " (say.t("capacity-oee-of-site")) }
                }
            }
        }
    }
}

/// What was stated of the months ahead before, the latest first.
fn former(visit: &Visit, chosen: &ProcessView) -> Markup {
    let say = visit.say;
    let line = |load: &StatedLoad| {
        html! { li { (month_name(say, load.month)) ": " (load.entered) " · " span.quiet { (explain::origin(say, load.origin)) " · " (explain::source(say, &load.source)) } } }
    };
    html! {
        @if !chosen.former.is_empty() {
            details {
                summary { (say.count("capacity-former", chosen.former.len() as u64)) }
                ul.plain { @for load in &chosen.former { (line(load)) } }
            }
        }
    }
}

/// How it is computed, and what is left out.
fn how(visit: &Visit) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="como" {
            h2 #como { (say.t("capacity-how")) }
            p { (say.t("capacity-how-formula")) }
            p { (say.t("capacity-how-holidays")) }
            p { (say.t("capacity-how-shutdown")) }
            p { (say.t("capacity-how-losses")) }
            p { (say.t("capacity-how-who")) }
        }
    }
}
