//! A service: what it changes, what it asks for, how it is given, what it takes and costs, when it is given, and
//! what came of it so far.

use super::{
    cohort_status, dates_path, edit_path, effect, form_in_words, framed, funding, language, per,
    prerequisite, region,
};
use crate::pages::format::{days, time};
use crate::pages::parts::{fictional, table, table_of};
use crate::pages::visit::{Named, Visit};
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::catalogue::{self, ServiceView};
use eslabon_domain::services::{Service, ServiceCohort, ServiceForm, ServiceStatus};
use eslabon_domain::units::show_amount;
use maud::{Markup, html};

/// `GET /servicios/{id}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Markup> {
    let view = catalogue::service(&visit.app, &visit.actor, id.id()?).await?;
    let (say, service) = (visit.say, &view.service);
    let done = match visit.query.text("hecho") {
        "agregado" => Some(say.t("service-done-added")),
        "cambiado" => Some(say.t("service-done-changed")),
        _ => None,
    };
    let main = html! {
        @if let Some(done) = done { p.done role="status" { (done) } }
        @if service.status == ServiceStatus::Ended { p.note { (say.t("service-ended")) } }
        @if view.may_keep {
            p {
                a.button href=(edit_path(service.id)) { (say.t("service-edit")) } " "
                a.button.second href=(dates_path(service.id)) { (say.t("service-dates-edit")) }
            }
        }
        @if !service.description.text.is_empty() { p.prose { (service.description.text) } }
        (levels(visit, service))
        (facts(visit, service))
        (dates(visit, &view))
        section aria-labelledby="resultados" {
            h2 #resultados { (say.t("service-results")) }
            p { (say.t("service-results-none")) }
        }
    };
    let lead = html! {
        p.lead { (visit.concept(&service.kind)) " · " (view.institution.name) }
        @if service.fictional { p { (fictional(say)) } }
    };
    Ok(framed(visit, service.name.text.clone(), main)
        .lead(lead)
        .show(visit))
}

fn levels(visit: &Visit, service: &Service) -> Markup {
    let say = visit.say;
    html! {
        section aria-labelledby="cambia" {
            h2 #cambia { (say.t("service-effects")) }
            @if service.effects.is_empty() { p { (say.t("service-no-effects")) } }
            ul.plain { @for one in &service.effects { li { (effect(visit, one)) } } }
        }
        section aria-labelledby="antes" {
            h2 #antes { (say.t("service-prerequisites")) }
            @if service.prerequisites.is_empty() { p { (say.t("service-no-prerequisites")) } }
            ul.plain { @for one in &service.prerequisites { li { (prerequisite(visit, one)) } } }
        }
    }
}

fn facts(visit: &Visit, service: &Service) -> Markup {
    let say = visit.say;
    let lead = match service.lead_days {
        0 => say.t("service-at-once"),
        wait => days(say, wait),
    };
    let languages: Vec<String> = service
        .languages
        .iter()
        .map(|l| language(say, *l))
        .collect();
    let funding: Vec<String> = service.funding.iter().map(|f| funding(say, *f)).collect();
    let evidence = Some(&service.evidence.text).filter(|text| !text.is_empty());
    let evidence = evidence
        .cloned()
        .unwrap_or_else(|| say.t("service-not-said"));
    let rows = [
        ("service-form", form_in_words(say, service.form)),
        ("service-duration", days(say, service.duration_days)),
        ("service-lead", lead),
        ("service-effort", effort(visit, service)),
        ("service-region", region(say, service)),
        ("service-languages", said(visit, &languages)),
        ("service-funding", said(visit, &funding)),
        ("service-evidence", evidence),
    ];
    html! {
        section aria-labelledby="datos" {
            h2 #datos { (say.t("service-facts")) }
            dl.facts {
                @for (key, words) in &rows { div { dt { (say.t(key)) } dd { (words) } } }
                div { dt { (say.t("service-price")) } dd { (price(visit, service)) } }
            }
            @if service.effort.is_none() { p.note { (say.t("service-not-planned")) } }
        }
    }
}

fn said(visit: &Visit, words: &[String]) -> String {
    match words.is_empty() {
        true => visit.say.t("service-not-said"),
        false => words.join(", "),
    }
}

fn effort(visit: &Visit, service: &Service) -> String {
    let say = visit.say;
    let Some(effort) = service.effort else {
        return say.t("service-not-said");
    };
    let hours = show_amount(i64::from(effort.minutes_per_week) * 60, "s");
    let people = effort.people.to_string();
    say.with(
        "service-effort-words",
        &[("hours", &hours), ("people", &people)],
    )
}

fn price(visit: &Visit, service: &Service) -> Markup {
    let say = visit.say;
    html! {
        (service.price) ", " (per(say, service.price_per)) br;
        span.quiet {
            @if service.fictional { (say.t("service-demo-value")) ", " }
            (say.t("service-as-of")) " " (time(say, service.price_as_of))
            @if !service.source.is_empty() && !service.fictional { ", " (service.source) }
        }
    }
}

/// The dates that are still to come; only where it is a course, or some stand there.
fn dates(visit: &Visit, view: &ServiceView) -> Markup {
    let say = visit.say;
    let today = visit.app.today();
    let coming: Vec<&ServiceCohort> = view
        .cohorts
        .iter()
        .filter(|cohort| cohort.ends_on >= today)
        .collect();
    if coming.is_empty() && view.service.form != ServiceForm::Course {
        return html! {};
    }
    let heading = say.t("service-dates");
    html! {
        section aria-labelledby="fechas" {
            h2 #fechas { (heading) }
            @if coming.is_empty() { p.empty { (say.t("service-no-dates")) } }
            @else { (table(&table_of(say, &heading), &date_rows(visit, &coming, |_| html! {}))) }
        }
    }
}

/// Dates as a table; `last` is what stands behind the first day.
pub(super) fn date_rows(
    visit: &Visit,
    cohorts: &[&ServiceCohort],
    last: impl Fn(&ServiceCohort) -> Markup,
) -> Markup {
    let say = visit.say;
    html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("cohort-when")) }
                    th.num scope="col" { (say.t("cohort-left")) }
                    th.num scope="col" { (say.t("cohort-minimum")) }
                    th scope="col" { (say.t("cohort-place")) }
                    th scope="col" { (say.t("cohort-status")) }
                }
            }
            tbody {
                @for cohort in cohorts.iter().copied() {
                    tr {
                        th scope="row" { (time(say, cohort.starts_on)) " – " (time(say, cohort.ends_on)) (last(cohort)) }
                        td.num { (cohort.seats_left()) " / " (cohort.seats) }
                        td.num { (cohort.minimum) }
                        td { @if cohort.place.is_empty() { (say.t("service-not-said")) } @else { (cohort.place) } }
                        td { (cohort_status(say, cohort.status)) @if cohort.missing() > 0 { br; span.quiet { (missing(visit, cohort)) } } }
                    }
                }
            }
        }
    }
}

fn missing(visit: &Visit, cohort: &ServiceCohort) -> String {
    let missing = u64::from(cohort.missing().unsigned_abs());
    visit.say.count("cohort-missing", missing)
}
