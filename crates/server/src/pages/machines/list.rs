//! The list: type by type, each machine with its figures, how it is known and since when.

use super::{figures, framed, machine_path, name, new_path, path};
use crate::pages::explain;
use crate::pages::fields::address;
use crate::pages::format::{age, instant_day, time};
use crate::pages::profiles;
use crate::pages::visit::{Named, Visit};
use crate::pages::words::Say;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::machines::{self, MachineList};
use eslabon_domain::ids::SiteId;
use eslabon_domain::machines::{Machine, Recorder};
use eslabon_domain::vocabulary::ConceptId;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// `GET /mi-empresa/maquinas`: to the machines of one's own plant, or to choose among its plants.
pub async fn mine(visit: Visit) -> Response {
    let title = visit.say.t("machine-mine");
    visit.respond(profiles::own(&visit, title, path).await)
}

/// `GET /proveedores/{site}/maquinas`.
pub async fn list(visit: Visit, id: Named) -> Response {
    visit.respond(shown(&visit, &id).await)
}

async fn shown(visit: &Visit, id: &Named) -> AppResult<Response> {
    let asked: SiteId = id.id()?;
    let all = machines::list(&visit.app, &visit.actor, asked).await?;
    if all.card.site != asked {
        // It was merged: its machines are those of the site which stands for it.
        return Ok(Redirect::to(&path(all.card.site)).into_response());
    }
    Ok(page(visit, &all).into_response())
}

fn page(visit: &Visit, all: &MachineList) -> Markup {
    let say = visit.say;
    let main = html! {
        @if let Some(done) = done(say, visit.query.text("hecho")) { p.done role="status" { (done) } }
        @if all.may_keep { p { a.button href=(new_path(all.card.site)) { (say.t("machine-new")) } } }
        @if all.machines.is_empty() {
            div.empty {
                p { (say.t("machine-none")) }
                @if all.may_keep { p { (say.t("machine-none-keeper")) } }
            }
        }
        @for (at, (kind, machines)) in by_type(&all.machines).into_iter().enumerate() { (section(visit, all, at, kind, &machines)) }
        @if !all.removed.is_empty() { (removed(visit, all)) }
    };
    let title = say.with("machine-title", &[("firm", &all.card.name)]);
    let lead = match all.may_keep {
        true => say.t("machine-lead-keeper"),
        false => say.t("machine-lead"),
    };
    framed(visit, &all.card, all.may_keep, title, main)
        .lead(html! { p.lead { (lead) } })
        .show(visit)
}

/// What was just done, in words.
fn done(say: Say, word: &str) -> Option<String> {
    match word {
        "agregada" => Some(say.t("machine-done-added")),
        "cambiada" => Some(say.t("machine-done-changed")),
        "quitada" => Some(say.t("machine-done-removed")),
        _ => None,
    }
}

/// The machines of each type, in the order of the list.
fn by_type(machines: &[Machine]) -> BTreeMap<&ConceptId, Vec<&Machine>> {
    let mut types: BTreeMap<&ConceptId, Vec<&Machine>> = BTreeMap::new();
    for machine in machines {
        types.entry(&machine.plate.kind).or_default().push(machine);
    }
    types
}

fn section(
    visit: &Visit,
    all: &MachineList,
    at: usize,
    kind: &ConceptId,
    machines: &[&Machine],
) -> Markup {
    let say = visit.say;
    let id = format!("tipo-{at}");
    let count: i64 = machines
        .iter()
        .fold(0, |sum, one| one.plate.count.saturating_add(sum));
    let count = say.count("machine-count", u64::try_from(count).unwrap_or_default());
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (visit.concept(kind)) " " span.quiet { "(" (count) ")" } }
            ul.cards { @for machine in machines { (card(visit, all, machine)) } }
        }
    }
}

fn card(visit: &Visit, all: &MachineList, machine: &Machine) -> Markup {
    let say = visit.say;
    let name = name(visit, machine);
    let hidden = html! { span.hidden { ": " (name) } };
    let copied = machine.id.to_string();
    let copy = address(&new_path(all.card.site), [("copiar", copied.as_str())]);
    html! {
        li.card {
            h3 { (name) }
            p { (figures(say, machine).join(" · ")) }
            @if !machine.plate.note.is_empty() { p.prose { (machine.plate.note) } }
            p.quiet { (known_by(visit, machine)) }
            @if all.may_keep {
                p {
                    a.go href=(machine_path(machine.id)) { (say.t("machine-change")) (hidden) } " "
                    a.go href=(copy) { (say.t("machine-copy")) (hidden) }
                }
            }
        }
    }
}

/// How it is known, who wrote it down, and how long ago it was so.
fn known_by(visit: &Visit, machine: &Machine) -> Markup {
    let say = visit.say;
    let days = (visit.app.today() - machine.observed).get_days();
    let by = match machine.by {
        Recorder::Firm => say.t("profile-source-firm"),
        Recorder::Centre => say.t("profile-source-centre"),
    };
    html! {
        (explain::origin(say, machine.origin)) " · " (by) " · "
        (time(say, machine.observed)) " · " (age(say, days))
    }
}

/// What left the list, for those who keep it.
fn removed(visit: &Visit, all: &MachineList) -> Markup {
    let say = visit.say;
    html! {
        details {
            summary { (say.count("machine-removed", all.removed.len() as u64)) }
            ul.plain {
                @for machine in &all.removed {
                    li {
                        (visit.concept(&machine.plate.kind)) ": " (name(visit, machine))
                        @if let Some(at) = machine.removed { " " span.quiet { (say.t("machine-removed-on")) " " (instant_day(say, at)) } }
                    }
                }
            }
        }
    }
}
