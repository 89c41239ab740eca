//! Signing in at one's own firm: there, and back. The provider's words are never shown: what a page says of
//! a refusal is our own.

use super::sign_in::{client, go_on};
use super::way_on;
use crate::http::Faces;
use crate::http::session::Jar;
use crate::pages::fields::address;
use crate::pages::layout::{Page, Section};
use crate::pages::visit::{Named, Visit};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use eslabon_app::AppResult;
use eslabon_app::accounts::sign_on::{BACK, Refusal, Returned, begin, finish};
use maud::{Markup, html};

/// There, and back.
pub fn router() -> Router<Faces> {
    Router::new()
        .route("/entrar/oidc/{key}", get(leave))
        .route(BACK, get(come_back))
}

/// A way to each firm's own sign-on. Links, not forms: a form may lead to no other host.
pub fn links(visit: &Visit, way: &str) -> Markup {
    let say = visit.say;
    let providers = visit.app.sign_on().map_or(&[][..], |on| on.providers());
    html! {
        @if !providers.is_empty() {
            h2 { (say.t("sign-on-title")) }
            div.buttons {
                @for provider in providers {
                    @let to = address(&format!("/entrar/oidc/{}", provider.key), [("a", way)]);
                    a.button.second href=(to) { (say.with("sign-on-with", &[("name", &provider.name)])) }
                }
            }
        }
    }
}

/// `GET /entrar/oidc/{key}`.
async fn leave(visit: Visit, key: Named) -> Response {
    let outcome = send(&visit, &key).await;
    visit.respond(outcome)
}

async fn send(visit: &Visit, key: &Named) -> AppResult<Response> {
    let begun = match begin(&visit.app, &key.0, &way_on(&visit.query)).await? {
        Ok(begun) => begun,
        Err(refusal) => return Ok(refused(visit, refusal)),
    };
    let mut response = Redirect::to(&begun.address).into_response();
    let headers = response.headers_mut();
    visit.cookies.set(headers, Jar::SignOn, &begun.attempt);
    Ok(response)
}

/// `GET /entrar/oidc/regreso`.
async fn come_back(visit: Visit) -> Response {
    let outcome = enter(&visit).await;
    visit.respond(outcome)
}

async fn enter(visit: &Visit) -> AppResult<Response> {
    let said = |name: &str| visit.query.find(name).map(str::to_owned);
    let returned = Returned {
        // An answer that says why not has nothing to redeem.
        code: said("code").filter(|_| !visit.query.has("error")),
        state: said("state").unwrap_or_default(),
        issuer: said("iss"),
    };
    let attempt = visit.cookies.read(&visit.headers, Jar::SignOn);
    let entered = finish(&visit.app, attempt.as_ref(), &returned, &client(visit)).await?;
    let entered = match entered {
        Ok(entered) => entered,
        Err(refusal) => return Ok(refused(visit, refusal)),
    };
    let mut response = go_on(visit, &entered.way, entered.step).await?;
    visit.cookies.forget(response.headers_mut(), Jar::SignOn);
    Ok(response)
}

fn refused(visit: &Visit, refusal: Refusal) -> Response {
    let say = visit.say;
    let (status, words) = match refusal {
        Refusal::NoAttempt => (StatusCode::BAD_REQUEST, "sign-on-no-attempt"),
        Refusal::Unreachable => (StatusCode::SERVICE_UNAVAILABLE, "sign-on-unreachable"),
        Refusal::Denied => (StatusCode::FORBIDDEN, "sign-on-denied"),
        Refusal::ForeignIssuer | Refusal::BadToken(_) => {
            (StatusCode::FORBIDDEN, "sign-on-unproven")
        }
        Refusal::NoAddress | Refusal::OtherDomain => (StatusCode::FORBIDDEN, "sign-on-no-address"),
        Refusal::NotInvited => (StatusCode::FORBIDDEN, "sign-on-not-invited"),
        Refusal::SomeoneElse => (StatusCode::FORBIDDEN, "sign-on-someone-else"),
    };
    let main = html! {
        div.text {
            p { (say.t(words)) }
            div.buttons { a.button href="/entrar" { (say.t("sign-on-again")) } }
        }
    };
    let page = Page::new(Section::Elsewhere, say.t("sign-on-refused"), main)
        .under(say.t("sign-in"), "/entrar")
        .show(visit);
    (status, page).into_response()
}
