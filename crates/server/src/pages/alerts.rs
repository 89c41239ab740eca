//! What one was told: open needs near one's firm, or suppliers that came near to one's needs. Unread ones say
//! so in words. Whether a summary comes by mail is said on the account's page.

use super::account::own;
use super::candidates::{OPPORTUNITIES, about, firms};
use super::explain;
use super::fields::{Posted, address};
use super::format::instant;
use super::layout::{Page, Section};
use super::parts::fictional;
use super::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::alerts::{
    AlertLine, AlertQuery, AlertsPage, has_mail, list_alerts, mark_read, set_mail,
};
use eslabon_app::policy::Operation;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::alerts::AlertKind;
use eslabon_domain::ids::OrganisationId;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Where they are.
pub const PATH: &str = "/avisos";
/// Where one says whether a summary comes by mail.
const MAIL_PATH: &str = "/cuenta/avisos";
/// Alerts on a page: it is read on a phone.
const SHOWN: usize = 20;

/// `GET /avisos`, with `?antes=` and `?ver=sin-leer`.
pub async fn list(visit: Visit) -> Response {
    visit.respond(page(&visit).await)
}

/// `POST /avisos/leidos`: marks as read up to `hasta`.
pub async fn read(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = try_read(&visit, form.text("hasta")).await;
    visit.respond(outcome)
}

async fn try_read(visit: &Visit, up_to: &str) -> AppResult<Response> {
    let up_to = match up_to {
        "" => None,
        number => Some(number.parse().map_err(|_| AppError::NotFound)?),
    };
    mark_read(&visit.app, &visit.actor, up_to).await?;
    Ok(Redirect::to(&address(PATH, [("hecho", "leidos")])).into_response())
}

/// `POST /cuenta/avisos`: `correo` is `si` or `no`.
pub async fn choose_mail(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = try_choose(&visit, form.text("correo") == "si").await;
    visit.respond(outcome)
}

async fn try_choose(visit: &Visit, by_mail: bool) -> AppResult<Response> {
    set_mail(&visit.app, &visit.actor, by_mail).await?;
    let way = address(own::PATH, [("hecho", "avisos")]);
    Ok(Redirect::to(&format!("{way}#avisos")).into_response())
}

async fn page(visit: &Visit) -> AppResult<Markup> {
    let say = visit.say;
    let before = visit.query.text("antes").parse().ok();
    let unread_only = visit.query.text("ver") == "sin-leer";
    let query = AlertQuery {
        before,
        limit: SHOWN,
        unread_only,
    };
    let found = list_alerts(&visit.app, &visit.actor, query).await?;
    let buyers = found.lines.iter().map(|line| line.need.organisation);
    let firms = firms(visit, buyers.collect()).await?;
    let is_first = before.is_none();
    let main = html! {
        @if visit.query.text("hecho") == "leidos" { p.done role="status" { (say.t("alerts-done-read")) } }
        @if found.lines.is_empty() { (empty(visit, unread_only)) }
        @else {
            @if is_first { (unread(visit, &found, unread_only)) } @else { h2 { (say.t("alerts-older")) } }
            ol.cards { @for line in &found.lines { li { (card(visit, line, &firms)) } } }
            (pages(visit, &found, unread_only, is_first))
        }
        p { a.go href={ (own::PATH) "#avisos" } { (say.t("alerts-to-mail")) } }
    };
    Ok(Page::new(Section::Elsewhere, say.t("alerts-title"), main)
        .lead(html! { p.lead { (lead(visit)) } })
        .show(visit))
}

/// Whether the reader is told of needs, not of suppliers.
fn is_of_a_firm(visit: &Visit) -> bool {
    visit.may(Operation::SeeOpportunities)
}

fn lead(visit: &Visit) -> String {
    match is_of_a_firm(visit) {
        true => visit.say.t("alerts-lead-firm"),
        false => visit.say.t("alerts-lead-buyer"),
    }
}

fn empty(visit: &Visit, unread_only: bool) -> Markup {
    let say = visit.say;
    if unread_only {
        return html! { p.empty { (say.t("alerts-none-unread")) " " a href=(PATH) { (say.t("alerts-show-all")) } } };
    }
    let (words, way, name) = match is_of_a_firm(visit) {
        true => (
            say.t("alerts-none-firm"),
            OPPORTUNITIES,
            say.t("opportunities-nav"),
        ),
        false => (
            say.t("alerts-none-buyer"),
            "/requerimientos",
            say.t("nav-needs"),
        ),
    };
    html! { p.empty { (words) " " a href=(way) { (name) } } }
}

/// How many are unread, and marking them; what came since the page was shown stays unread.
fn unread(visit: &Visit, found: &AlertsPage, unread_only: bool) -> Markup {
    let say = visit.say;
    let newest = found.lines.first().map(|line| line.number);
    html! {
        h2 { @if found.unread == 0 { (say.t("alerts-all-read")) } @else { (say.count("alerts-unread-count", found.unread)) } }
        @if found.unread > 0 {
            @if unread_only { p { a.go href=(PATH) { (say.t("alerts-show-all")) } } }
            @else { p { a.go href=(address(PATH, [("ver", "sin-leer")])) { (say.t("alerts-show-unread")) } } }
            form method="post" action={ (PATH) "/leidos" } {
                (visit.proof())
                @if let Some(newest) = newest { input type="hidden" name="hasta" value=(newest); }
                div.buttons { button.second type="submit" { (say.t("alerts-mark-read")) } }
            }
        }
    }
}

fn card(visit: &Visit, line: &AlertLine, firms: &BTreeMap<OrganisationId, String>) -> Markup {
    let say = visit.say;
    let (mark, group, _) = explain::group(say, line.group);
    let need = &line.need;
    html! {
        article.card {
            @match line.kind {
                AlertKind::Opportunity => {
                    h3 { a href={ (OPPORTUNITIES) "/" (need.id) } { (need.title.text) } }
                    p.facts { (about(visit, need, firms)) " · " (line.site.name) }
                }
                AlertKind::Supplier => {
                    h3 { a href={ "/proveedores/" (line.site.site) } { (line.site.name) } }
                    p.facts {
                        (say.t("alerts-for-need")) " " a.go href={ "/requerimientos/" (need.id) } { (need.title.text) }
                        @if line.site.fictional { " " (fictional(say)) }
                    }
                }
            }
            p {
                @if !line.read { span.badge.good { (say.t("alerts-unread")) } " " }
                (mark) " " strong { (group) } " · " span.quiet { (instant(say, line.told_at)) }
            }
        }
    }
}

fn pages(visit: &Visit, found: &AlertsPage, unread_only: bool, is_first: bool) -> Markup {
    let say = visit.say;
    let view = unread_only.then_some(("ver", "sin-leer"));
    let next = found.next.map(|number| number.to_string());
    let next = next.as_deref().map(|number| {
        let before = [("antes", number)];
        address(PATH, before.into_iter().chain(view))
    });
    html! {
        @if !is_first || next.is_some() {
            nav.pages aria-label=(say.t("pages-label")) {
                @if !is_first { a href=(address(PATH, view)) { (say.t("alerts-newest")) } }
                @if let Some(next) = next { a rel="next" href=(next) { (say.t("alerts-older")) } }
            }
        }
    }
}

/// The part of the account's page that says whether a summary comes by mail; nothing for those who are told
/// nothing.
///
/// # Errors
/// If the database fails.
pub async fn mail_section(visit: &Visit) -> AppResult<Markup> {
    if !visit.may(Operation::SeeAlerts) {
        return Ok(html! {});
    }
    let say = visit.say;
    let by_mail = has_mail(&visit.app, &visit.actor).await?;
    let (state, choice, button) = match by_mail {
        true => ("alerts-mail-on", "no", "alerts-mail-stop"),
        false => ("alerts-mail-off", "si", "alerts-mail-start"),
    };
    Ok(html! {
        section aria-labelledby="avisos" {
            h2 #avisos { (say.t("alerts-title")) }
            p { (say.t(state)) }
            @if by_mail && !visit.app.sends_mail() { p.note { (say.t("alerts-mail-not-sent")) } }
            form method="post" action=(MAIL_PATH) {
                (visit.proof())
                input type="hidden" name="correo" value=(choice);
                div.buttons { button.second type="submit" { (say.t(button)) } }
            }
            p { a.go href=(PATH) { (say.t("alerts-to-list")) } }
        }
    })
}
