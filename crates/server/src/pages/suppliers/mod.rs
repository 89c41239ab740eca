//! A supplier's page: registry facts with attribution, what is known of it by section, each fact
//! with origin, source, age and expiry.

mod profile;
mod registry;

pub use profile::sections as profile_sections;
pub use registry::{entries as registry_entries, scheme};

use super::gap_analysis;
use super::layout::{Page, Section};
use super::machines;
use super::map;
use super::parts::{badges, class_title, place, size};
use super::programmes::new_path;
use super::site_files;
use super::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::AppResult;
use eslabon_app::policy::Operation;
use eslabon_app::site_files::visible_files;
use eslabon_app::suppliers::{SupplierView, load_supplier};
use eslabon_domain::ids::SiteId;
use maud::{Markup, html};

/// `GET /proveedores/{site}`.
pub async fn show(visit: Visit, id: Named) -> Response {
    visit.respond(page(&visit, &id).await)
}

async fn page(visit: &Visit, id: &Named) -> AppResult<Response> {
    let say = visit.say;
    let asked: SiteId = id.id()?;
    let view = load_supplier(&visit.app, &visit.actor, asked).await?;
    if view.card.site != asked {
        // It was merged: its page is that of the site which stands for it.
        let to = format!("/proveedores/{}", view.card.site);
        return Ok(Redirect::to(&to).into_response());
    }
    let files = visible_files(&visit.app, &visit.actor, view.card.site).await?;
    let main = html! {
        div.sides.turned {
            div {
                @if view.card.fictional { p.note { (say.t("supplier-fictional")) } }
                @else if !view.card.has_profile { p.note { strong { (say.t("supplier-unclaimed")) } " " (say.t("supplier-unclaimed-text")) } }
                (ways_on(visit, &view))
                (profile::sections(visit, &view))
                (site_files::on_other_pages(visit, view.card.site, &files, view.may_record))
                @if !view.entries.is_empty() { (registry::entries(visit, &view)) }
            }
            aside.place aria-label=(say.t("supplier-place")) { (located(visit, &view)) }
        }
    };
    Ok(Page::new(Section::Search, view.card.name.clone(), main)
        .lead(lead(visit, &view))
        .under(say.t("nav-search"), "/buscar")
        .show(visit)
        .into_response())
}

/// What this reader can do about the supplier.
fn ways_on(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    let path = format!("/proveedores/{}", view.card.site);
    html! {
        @if view.may_claim { p { a.button.second href={ (path) "/es-mi-empresa" } { (say.t("claim-button")) } } }
        @if view.merged > 0 { p.note { (say.count("supplier-merged", view.merged as u64)) } }
        @if view.may_see_history { p { a.go href={ (path) "/historia" } { (say.t("history-link")) } } }
        @if view.card.has_profile { p { a.go href=(machines::path(view.card.site)) { (say.t("machine-link")) } } }
        @if view.may_record { p { a.go href={ (path) "/perfil" } { (say.t("profile-link")) } } }
        @if view.may_prepare_visit { p { a.go href={ (path) "/visita" } { (say.t("visit-link")) } } }
        @if view.may_see_assessments { p { a.go href={ (path) "/evaluaciones" } { (say.t("assess-link")) } } }
        @if view.may_prepare_visit && visit.may(Operation::PlanProgrammes) { p { a.go href=(new_path(view.card.site, &[])) { (say.t("programme-link")) } } }
        @if view.may_see_gaps && view.card.has_profile { p { a.go href=(gap_analysis::path(view.card.site, &[])) { (say.t("gaps-link")) } } }
        @if view.may_ask_owner { p { a.go href={ (path) "/confirmar" } { (say.t("ask-link")) } } }
    }
}

fn lead(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    let card = &view.card;
    html! {
        p.badges { (badges(say, card)) }
        p.lead {
            (place(say, card.municipality.as_deref(), card.state))
            @if let Some(band) = card.size { " · " (size(say, band)) }
            @if let Some(code) = &card.scian {
                br; span.code { (code) } " " (class_title(say, code))
                @if card.scian_suggested { " " span.suggested { (say.t("class-suggested")) } }
            }
        }
    }
}

/// Address, a small map, keys.
fn located(visit: &Visit, view: &SupplierView) -> Markup {
    let say = visit.say;
    let line = |label: &str, value: &str| html! { @if !value.is_empty() { div { dt { (say.t(label)) } dd { (value) } } } };
    html! {
        h2 { (say.t("supplier-place")) }
        @if let Some(state) = view.card.state { (map::locator(say, state)) }
        dl.facts {
            (line("supplier-street", &view.street))
            (line("supplier-locality", &view.locality))
            (line("supplier-town", &place(say, view.card.municipality.as_deref(), view.card.state)))
            (line("supplier-postal", &view.postal_code))
            @if let Some(position) = view.position {
                div {
                    dt { (say.t("supplier-position")) }
                    dd {
                        (format!("{:.5}, {:.5}", position.lat(), position.lon()))
                        @if view.position_is_approximate { br; span.quiet { (say.t("supplier-approximate")) } }
                    }
                }
            }
        }
        @if !view.keys.is_empty() {
            h2 { (say.t("supplier-keys")) }
            dl.facts {
                @for (scheme, value) in &view.keys { div { dt { (registry::scheme(say, *scheme)) } dd.code { (value) } } }
            }
        }
    }
}
