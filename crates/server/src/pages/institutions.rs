//! Institutions and their services: price with its date and source, duration, region, effects.

use super::format::{days, time};
use super::layout::{Page, Section};
use super::parts::{fictional, table, table_of};
use super::services::{self, effect, per, region};
use super::visit::Visit;
use axum::response::Response;
use eslabon_app::AppResult;
use eslabon_app::institutions::{InstitutionView, list_institutions};
use eslabon_domain::services::{Service, ServiceStatus};
use eslabon_domain::text::normal_form;
use maud::{Markup, html};

/// `GET /instituciones`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let all = list_institutions(&visit.app, &visit.actor).await?;
    let text: String = visit.query.text("q").chars().take(200).collect();
    let shown = narrowed(visit, &all, &text);
    let count: usize = shown.iter().map(|(_, services)| services.len()).sum();
    let main = html! {
        search {
            form.line action="/instituciones" method="get" {
                div.field { label for="q" { (say.t("institutions-filter")) } input #q type="search" name="q" value=(text); }
                button.second type="submit" { (say.t("filters-apply")) }
            }
        }
        p role="status" { (say.count("count-services", count as u64)) }
        @if all.is_empty() { p.empty { (say.t("institutions-none")) } }
        @for (institution, services) in &shown { (one(visit, institution, services)) }
    };
    Ok(
        Page::new(Section::Institutions, say.t("institutions-title"), main)
            .lead(html! { p.lead { (say.t("institutions-lead")) } })
            .show(visit),
    )
}

/// Institutions with those of their services that hold every word asked for.
fn narrowed<'a>(
    visit: &Visit,
    all: &'a [InstitutionView],
    text: &str,
) -> Vec<(&'a InstitutionView, Vec<&'a Service>)> {
    let wanted: Vec<String> = normal_form(text)
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let fits = |institution: &InstitutionView, service: &Service| {
        let whole = normal_form(&format!(
            "{} {} {} {}",
            institution.organisation.name,
            service.name.text,
            service.description.text,
            visit.concept(&service.kind)
        ));
        wanted.iter().all(|word| whole.contains(word.as_str()))
    };
    all.iter()
        .map(|institution| {
            (
                institution,
                institution
                    .services
                    .iter()
                    .filter(|service| fits(institution, service))
                    .collect(),
            )
        })
        .filter(|(_, services): &(_, Vec<_>)| wanted.is_empty() || !services.is_empty())
        .collect()
}

fn one(visit: &Visit, institution: &InstitutionView, services: &[&Service]) -> Markup {
    let say = visit.say;
    let name = &institution.organisation.name;
    let id = format!("i{}", institution.organisation.id);
    let rows = html! {
        table.rows {
            thead {
                tr {
                    th scope="col" { (say.t("service-name")) }
                    th scope="col" { (say.t("service-effects")) }
                    th scope="col" { (say.t("service-duration")) }
                    th.num scope="col" { (say.t("service-price")) }
                    th scope="col" { (say.t("service-region")) }
                }
            }
            tbody { @for service in services { (service_row(visit, service)) } }
        }
    };
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (name) @if institution.organisation.fictional { " " (fictional(say)) } }
            @if services.is_empty() { p.empty { (say.t("institution-no-services")) } }
            @else { (table(&table_of(say, name), &rows)) }
            @if institution.may_keep {
                p {
                    a.go href=(services::new_path(institution.organisation.id)) { (say.t("service-new")) span.hidden { ": " (name) } }
                }
            }
        }
    }
}

fn service_row(visit: &Visit, service: &Service) -> Markup {
    let say = visit.say;
    html! {
        tr {
            th scope="row" {
                a.go href=(services::path(service.id)) { (service.name.text) } br;
                span.quiet { (visit.concept(&service.kind)) }
                @if service.status == ServiceStatus::Ended { " " span.badge.pale { (say.t("service-status-ended")) } }
                @if !service.description.text.is_empty() { p.quiet { (service.description.text) } }
            }
            td { ul.plain { @for one in &service.effects { li { (effect(visit, one)) } } } }
            td { (days(say, service.duration_days)) }
            td.num {
                (service.price) ", " (per(say, service.price_per)) br;
                span.quiet {
                    @if service.fictional { (say.t("service-demo-value")) ", " }
                    (say.t("service-as-of")) " " (time(say, service.price_as_of))
                    @if !service.source.is_empty() && !service.fictional { br; (service.source) }
                }
            }
            td { (region(say, service)) }
        }
    }
}
