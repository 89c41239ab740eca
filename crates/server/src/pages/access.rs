//! Who has seen whose data, and what else is on record: a person's own view, and the one of those
//! who look after a centre or the installation.

use super::fields::address;
use super::format::instant;
use super::layout::{Page, Section, role};
use super::parts::{doer, table, table_of};
use super::visit::Visit;
use super::words::Say;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::audit::{
    Act, ActKind, ActPage, ActQuery, Change, list_mine, list_of_centre, list_readings,
};
use eslabon_app::policy::Operation;
use maud::{Markup, html};

/// One's own view.
pub const MINE: &str = "/accesos";
/// The view of those who look after something.
const CENTRE: &str = "/accesos/centro";
/// Readings shown above the rest.
const READINGS: usize = 10;
/// Acts on a page.
const PAGE: usize = 25;

/// `GET /accesos`.
pub async fn mine(visit: Visit) -> Response {
    visit.respond(own(&visit).await)
}

/// `GET /accesos/centro`.
pub async fn centre(visit: Visit) -> Response {
    visit.respond(looked_after(&visit).await)
}

fn query(visit: &Visit) -> ActQuery {
    ActQuery {
        kind: ActKind::parse(visit.query.text("tipo")),
        before: visit.query.text("antes").parse().ok(),
        limit: PAGE,
    }
}

async fn own(visit: &Visit) -> AppResult<Markup> {
    let (say, query) = (visit.say, query(visit));
    let (app, actor) = (&visit.app, &visit.actor);
    let only_readings = query.kind == Some(ActKind::Reading);
    let rest = if only_readings {
        list_readings(app, actor, query).await?
    } else {
        list_mine(app, actor, query).await?
    };
    // Readings come first, but not again on every further page.
    let readings = if query.kind.is_none() && query.before.is_none() {
        let newest = ActQuery {
            limit: READINGS,
            ..query
        };
        Some(list_readings(app, actor, newest).await?)
    } else {
        None
    };
    let main = html! {
        @if visit.may(Operation::SeeCentreAudit) { p { a href=(CENTRE) { (say.t("access-centre-link")) } } }
        @if let Some(readings) = &readings {
            section aria-labelledby="consultas" {
                h2 #consultas { (say.t("access-readings")) }
                @if readings.acts.is_empty() { p.empty { (say.t("access-readings-none")) } }
                @else { (table(&table_of(say, &say.t("access-readings")), &rows(visit, &readings.acts))) }
                @if readings.next.is_some() {
                    p { a href=(address(MINE, [("tipo", ActKind::Reading.as_str())])) { (say.t("access-readings-all")) } }
                }
            }
        }
        (everything(visit, MINE, query, &rest))
    };
    Ok(Page::new(Section::Elsewhere, say.t("access-title"), main)
        .lead(html! { p.lead { (say.t("access-lead")) } })
        .show(visit))
}

async fn looked_after(visit: &Visit) -> AppResult<Markup> {
    let (say, query) = (visit.say, query(visit));
    let acts = list_of_centre(&visit.app, &visit.actor, query).await?;
    let main = html! {
        @if visit.may(Operation::SeeOwnAudit) { p { a href=(MINE) { (say.t("access-mine-link")) } } }
        (everything(visit, CENTRE, query, &acts))
    };
    Ok(
        Page::new(Section::Elsewhere, say.t("access-centre-title"), main)
            .lead(html! { p.lead { (say.t("access-centre-lead")) } })
            .show(visit),
    )
}

/// The filter, a page of acts, and the way to older ones.
fn everything(visit: &Visit, path: &str, query: ActQuery, page: &ActPage) -> Markup {
    let say = visit.say;
    let chosen = query.kind.map_or("", ActKind::as_str);
    html! {
        section aria-labelledby="todo" {
            h2 #todo { (say.t("access-rest")) }
            search {
                form.line action=(path) method="get" {
                    div.field {
                        label for="tipo" { (say.t("access-filter-kind")) }
                        select #tipo name="tipo" {
                            option value="" { (say.t("access-any-kind")) }
                            @for kind in ActKind::ALL {
                                option value=(kind.as_str()) selected[query.kind == Some(kind)] { (kind_in_words(say, kind)) }
                            }
                        }
                    }
                    button.second type="submit" { (say.t("filters-apply")) }
                }
            }
            @if page.acts.is_empty() {
                p.empty { (say.t(if query.kind.is_some() { "access-none-so" } else { "access-none" })) }
            } @else { (table(&table_of(say, &say.t("access-rest")), &rows(visit, &page.acts))) }
            @if let Some(before) = page.next {
                nav.pages aria-label=(say.t("pages-label")) {
                    @let before = before.to_string();
                    @let pairs = [("tipo", chosen), ("antes", before.as_str())];
                    a rel="next" href=(address(path, pairs.into_iter().filter(|(_, value)| !value.is_empty()))) { (say.t("pages-older")) }
                }
            }
        }
    }
}

fn rows(visit: &Visit, acts: &[Act]) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("access-column-when")) }
                    th scope="col" { (say.t("access-column-who")) }
                    th scope="col" { (say.t("access-column-what")) }
                    th scope="col" { (say.t("access-column-object")) }
                }
            }
            tbody {
                @for act in acts {
                    tr {
                        th.nowrap scope="row" { (instant(say, act.at)) }
                        td { (who(say, act)) }
                        td.wide { (what(say, act)) }
                        td { @if let Some(place) = place(visit, act) { a href=(place) { (say.t("access-open")) span.hidden { " " (in_words(say, act)) } } } }
                    }
                }
            }
        }
    }
}

/// Name, role, organisation, and from where.
fn who(say: Say, act: &Act) -> Markup {
    html! {
        @if act.who.is_empty() { em { (say.t("access-erased")) } } @else { (doer(say, &act.who)) }
        br;
        span.quiet {
            (role(say, act.role.as_str()))
            @if let Some(organisation) = &act.organisation { " · " (organisation) }
            @if let Some(address) = &act.address { " · " (say.with("access-from", &[("address", address)])) }
        }
    }
}

fn what(say: Say, act: &Act) -> Markup {
    let groups: Vec<String> = act
        .groups
        .iter()
        .filter_map(|group| serde_json::to_value(group).ok())
        .filter_map(|word| say.find(&format!("access-group-{}", word.as_str()?)))
        .collect();
    html! {
        (in_words(say, act))
        @if let Some(rows) = act.rows { " (" (say.count("access-rows", rows)) ")" }
        @if !groups.is_empty() { br; span.quiet { (say.with("access-groups", &[("groups", &groups.join(", "))])) } }
        @for change in &act.changes { br; span.quiet { (changed(say, change)) } }
    }
}

/// What was done, in words; of an action of a later release at least the kind.
fn in_words(say: Say, act: &Act) -> String {
    let key = format!("act-{}", act.action.replace(['.', '_'], "-"));
    say.find(&key)
        .or_else(|| {
            let kind = act.kind?.as_str().replace('_', "-");
            say.find(&format!("act-of-{kind}"))
        })
        .unwrap_or_else(|| say.t("act-other"))
}

fn kind_in_words(say: Say, kind: ActKind) -> String {
    let key = format!("act-kind-{}", kind.as_str().replace('_', "-"));
    say.find(&key).unwrap_or_else(|| kind.as_str().to_owned())
}

fn changed(say: Say, change: &Change) -> String {
    let key = format!("field-{}", change.field.replace(['.', '_'], "-"));
    let field = say.find(&key).unwrap_or_else(|| change.field.clone());
    match &change.values {
        None => say.with("access-changed-closed", &[("field", &field)]),
        Some((before, after)) if before.is_empty() => {
            say.with("access-set", &[("field", &field), ("after", after)])
        }
        Some((before, after)) if after.is_empty() => {
            say.with("access-removed", &[("field", &field), ("before", before)])
        }
        Some((before, after)) => say.with(
            "access-changed",
            &[("field", &field), ("before", before), ("after", after)],
        ),
    }
}

/// Where the object of an act is shown, if it is and the reader may go there.
fn place(visit: &Visit, act: &Act) -> Option<String> {
    // Only ids lead somewhere.
    if act.object.is_empty()
        || !act
            .object
            .bytes()
            .all(|b| b.is_ascii_hexdigit() || b == b'-')
    {
        return None;
    }
    let (operation, path) = match act.action.as_str() {
        "facts.read" | "facts.record" | "capacity.record" | "profile.skip" | "machine.add"
        | "machine.change" | "machine.remove" => (Operation::SeeSuppliers, "/proveedores/"),
        "need.create" | "need.change" | "need.status" | "need.show_buyer" | "need.answer"
        | "terms.accept" => (Operation::SeeNeeds, "/requerimientos/"),
        "candidate.add" | "candidate.move" | "candidate.sign" | "candidate.reject"
        | "candidate.note" | "candidate.plan" => (Operation::SeeCandidates, "/candidatos/"),
        "shortlist.create" | "export.shortlist" => (Operation::SeeShortlist, "/preselecciones/"),
        "import.start" | "import.finish" | "export.problems" | "export.rejects" => {
            (Operation::SeeImports, "/importar/")
        }
        _ => return None,
    };
    visit
        .may(operation)
        .then(|| format!("{path}{}", act.object))
}
