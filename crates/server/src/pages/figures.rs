//! Published figures about many firms, and the form by which a centre's manager publishes them.

use super::errors::message;
use super::fields::{Posted, address};
use super::format::{instant, number, share};
use super::layout::{Page, Section};
use super::parts::{Fault, Field, fault_of, state_name, summary, table};
use super::visit::Visit;
use super::words::Say;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::aggregates::{self, Published, Quarter};
use eslabon_app::policy::{self, Operation};
use eslabon_app::{AppError, AppResult};
use eslabon_engine::aggregates::{Key, LEAST, Measure, SizeClass, TableKind};
use maud::{Markup, html};

/// Where the figures are.
const PATH: &str = "/cifras";

/// `GET /cifras`.
pub async fn show(visit: Visit) -> Response {
    visit.respond(page(&visit, &[]).await)
}

/// `POST /cifras`: `cuadro`, `periodo`.
pub async fn publish(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, form.text("cuadro"), form.text("periodo")).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, kind: &str, period: &str) -> AppResult<Response> {
    policy::require(&visit.actor, Operation::PublishFigures)?;
    let say = visit.say;
    let outcome = match (TableKind::parse(kind), Quarter::parse(period)) {
        (Some(kind), Some(period)) => {
            aggregates::publish(&visit.app, &visit.actor, kind, period).await
        }
        _ => {
            let faults = [("cuadro".to_owned(), say.t("fault-table"))];
            return refused(visit, &faults).await;
        }
    };
    match outcome {
        Ok(_) => Ok(Redirect::to(&address(PATH, [("hecho", "1")])).into_response()),
        Err(AppError::Invalid(found)) => {
            let faults: Vec<Fault> = found
                .iter()
                .map(|fault| ("cuadro".to_owned(), message(say, fault)))
                .collect();
            refused(visit, &faults).await
        }
        Err(other) => Err(other),
    }
}

async fn refused(visit: &Visit, faults: &[Fault]) -> AppResult<Response> {
    Ok((StatusCode::BAD_REQUEST, page(visit, faults).await?).into_response())
}

async fn page(visit: &Visit, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let published = aggregates::list(&visit.app, &visit.actor).await?;
    let least = number(LEAST as u64);
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("hecho") == "1" { p.done role="status" { (say.t("figures-done")) } }
        @if visit.may(Operation::PublishFigures) { (form(visit, &published, faults)) }
        @if published.is_empty() { p.empty { (say.t("figures-none")) } }
        @for one in &published { (figures(visit, one)) }
        @if !published.is_empty() {
            section aria-labelledby="como" {
                h2 #como { (say.t("figures-how")) }
                p { (say.with("figures-how-least", &[("least", &least)])) }
                p { (say.t("figures-how-rounded")) }
                p { (say.t("figures-how-middle")) }
            }
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("figures-title"), main)
        .lead(html! { p.lead { (say.with("figures-lead", &[("least", &least)])) } })
        .faulty(!faults.is_empty())
        .show(visit))
}

/// What the centre has not published yet of the last closed quarter.
fn form(visit: &Visit, published: &[Published], faults: &[Fault]) -> Markup {
    let say = visit.say;
    let period = Quarter::last_closed(visit.app.today()).to_string();
    let is_out = |kind: TableKind| {
        published
            .iter()
            .any(|one| one.period == period && one.table.kind == kind)
    };
    let left: Vec<(String, String)> = TableKind::ALL
        .into_iter()
        .filter(|kind| !is_out(*kind))
        .map(|kind| (kind.as_str().to_owned(), name(say, kind)))
        .collect();
    if left.is_empty() {
        return html! { p.note { (say.with("figures-all-out", &[("period", &in_words(say, &period))])) } };
    }
    let field = Field {
        name: "cuadro",
        label: say.with(
            "figures-publish-which",
            &[("period", &in_words(say, &period))],
        ),
        hint: Some(say.t("figures-publish-hint")),
        value: "",
        fault: fault_of(faults, "cuadro"),
    };
    html! {
        form method="post" action=(PATH) novalidate {
            (visit.proof())
            input type="hidden" name="periodo" value=(period);
            (field.select(say, &left))
            div.buttons { button type="submit" { (say.t("figures-publish")) } }
        }
    }
}

fn figures(visit: &Visit, one: &Published) -> Markup {
    let say = visit.say;
    let kind = one.table.kind;
    let id = format!("cuadro-{}", one.id);
    let title = format!("{}, {}", name(say, kind), in_words(say, &one.period));
    let has_value = kind.measure() != Measure::Nothing;
    let columns = one.table.lines.iter().map(|line| line.keys.len()).max();
    let rows = html! {
        table.rows {
            thead {
                tr {
                    @for column in headings(kind) { th scope="col" { (say.t(column)) } }
                    th.num scope="col" { (say.t("figures-firms")) }
                    @if has_value { th.num scope="col" { (say.t(measured(kind))) } }
                }
            }
            tbody {
                @for line in &one.table.lines {
                    tr {
                        @for (at, key) in line.keys.iter().enumerate() {
                            @if at == 0 { th scope="row" { (key_in_words(visit, key)) } } @else { td { (key_in_words(visit, key)) } }
                        }
                        td.num { (about(say, line.firms)) }
                        @if has_value { td.num { (value(kind, line.value)) } }
                    }
                }
                tr {
                    th scope="row" { (say.t("figures-total")) }
                    @for _ in 1..columns.unwrap_or(1) { td {} }
                    td.num { (about(say, one.table.firms)) }
                    @if has_value { td {} }
                }
            }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            p.quiet { (one.centre) " · " (say.t("figures-published")) " " (instant(say, one.published_at)) }
            (table(&title, &rows))
        }
    }
}

/// Rounded to five: never an exact number.
fn about(say: Say, firms: usize) -> String {
    say.with("figures-about", &[("count", &number(firms as u64))])
}

fn name(say: Say, kind: TableKind) -> String {
    say.find(&format!("figures-{}", kind.as_str().replace('_', "-")))
        .unwrap_or_else(|| kind.as_str().to_owned())
}

fn headings(kind: TableKind) -> &'static [&'static str] {
    match kind {
        TableKind::FirmsByStateAndSize => &["map-state", "figures-size"],
        TableKind::CertifiedByState => &["map-state"],
        TableKind::FirmsBySector
        | TableKind::DefectsBySector
        | TableKind::OeeBySector
        | TableKind::DeliveriesBySector => &["figures-sector"],
    }
}

fn measured(kind: TableKind) -> &'static str {
    match kind {
        TableKind::DefectsBySector => "figures-ppm",
        TableKind::OeeBySector => "figures-oee",
        TableKind::DeliveriesBySector => "figures-deliveries",
        TableKind::CertifiedByState => "figures-certified",
        TableKind::FirmsByStateAndSize | TableKind::FirmsBySector => "figures-firms",
    }
}

fn key_in_words(visit: &Visit, key: &Key) -> String {
    let say = visit.say;
    match key {
        Key::State(code) => state_name(*code),
        Key::Sector(id) => visit.concept(id),
        Key::Size(SizeClass::Micro) => say.t("figures-size-micro"),
        Key::Size(SizeClass::Small) => say.t("figures-size-small"),
        Key::Size(SizeClass::Medium) => say.t("figures-size-medium"),
        Key::Size(SizeClass::Large) => say.t("figures-size-large"),
        Key::NotKnown => say.t("figures-not-known"),
        Key::Rest => say.t("figures-rest"),
    }
}

fn value(kind: TableKind, value: Option<i64>) -> String {
    let amount = value.unwrap_or_default().max(0).unsigned_abs();
    match kind.measure() {
        Measure::Share => share(u32::try_from(amount / 1_000).unwrap_or_default()),
        Measure::PerMillion => format!("≤ {}", number(amount)),
        Measure::Nothing => String::new(),
    }
}

/// `2026-Q3` as people write it.
fn in_words(say: Say, period: &str) -> String {
    match period.split_once("-Q") {
        Some((year, quarter)) => {
            say.with("figures-quarter", &[("year", year), ("quarter", quarter)])
        }
        None => period.to_owned(),
    }
}
