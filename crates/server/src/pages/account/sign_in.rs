//! Signing in: address and password, then a code where one is owed; and out.

use super::{faults_of, way_on};
use crate::http::session::Jar;
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::sessions;
use eslabon_app::accounts::sign_in::{Client, Step, with_code, with_password};
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// `GET /entrar`.
pub async fn show(visit: Visit) -> Response {
    let query = visit.query.clone();
    let page = form(&visit, &query, &[]);
    visit.respond(Ok(page))
}

/// `POST /entrar`.
pub async fn enter(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = try_password(&visit, &form).await;
    visit.respond(outcome)
}

async fn try_password(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let client = client(visit);
    // A password is taken as it was typed: a space at its end is part of it.
    let password = fields.all("clave").next().unwrap_or_default();
    match with_password(&visit.app, fields.text("email"), password, &client).await {
        Ok(step) => go_on(visit, &way_on(fields), step).await,
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            let page = form(visit, fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// The cookies of a step, and where it leads. A session that the browser still had ends.
pub(super) async fn go_on(visit: &Visit, way: &str, step: Step) -> AppResult<Response> {
    let response = match step {
        Step::Done { session, device } => {
            if let Some(before) = &visit.session {
                sessions::sign_out(&visit.app, before).await?;
            }
            let mut response = Redirect::to(way).into_response();
            let headers = response.headers_mut();
            visit.cookies.set(headers, Jar::Session, &session);
            visit.cookies.set(headers, Jar::Device, &device);
            visit.cookies.forget(headers, Jar::HalfSignedIn);
            response
        }
        Step::SecondFactor(half) => {
            let to = crate::pages::fields::address("/entrar/codigo", [("a", way)]);
            let mut response = Redirect::to(&to).into_response();
            let headers = response.headers_mut();
            visit.cookies.set(headers, Jar::HalfSignedIn, &half);
            response
        }
    };
    Ok(response)
}

/// What is remembered of a browser.
pub(super) fn client(visit: &Visit) -> Client {
    let label = visit
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Client {
        label: label.to_owned(),
        device: visit.cookies.read(&visit.headers, Jar::Device),
    }
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        @if visit.query.text("aviso") == "clave" { p.done role="status" { (say.t("reset-done")) } }
        form.text method="post" action="/entrar" novalidate {
            (visit.proof())
            input type="hidden" name="a" value=(way_on(fields));
            (Field { name: "email", label: say.t("sign-in-email"), hint: None, value: fields.text("email"), fault: fault_of(faults, "email") }.auto(say, "email", "username"))
            (Field { name: "clave", label: say.t("sign-in-password"), hint: None, value: "", fault: fault_of(faults, "clave") }.auto(say, "password", "current-password"))
            div.buttons { button type="submit" { (say.t("sign-in")) } }
        }
        p { a.go href="/olvide" { (say.t("sign-in-forgotten")) } }
        (by_ones_firm(visit, fields))
        @if visit.demonstration { p.note { (say.t("sign-in-demo")) } (demonstration(visit)) }
    };
    Page::new(Section::Elsewhere, say.t("sign-in"), main)
        .faulty(!faults.is_empty())
        .show(visit)
}

/// A way to each firm's own sign-on.
#[cfg(feature = "oidc")]
fn by_ones_firm(visit: &Visit, fields: &Fields) -> Markup {
    super::sign_on::links(visit, &way_on(fields))
}

/// This build knows no other sign-on.
#[cfg(not(feature = "oidc"))]
fn by_ones_firm(_: &Visit, _: &Fields) -> Markup {
    html! {}
}

/// The accounts of the demonstration; their password stands on the console.
fn demonstration(visit: &Visit) -> Markup {
    let say = visit.say;
    html! {
        ul.plain {
            @for person in eslabon_app::demo::PEOPLE {
                li { code { (person.email) } " " span.quiet { (crate::pages::layout::role(say, person.role.as_str())) } }
            }
        }
    }
}

/// `GET /entrar/codigo`.
pub async fn show_code(visit: Visit) -> Response {
    let query = visit.query.clone();
    let page = code_form(&visit, &query, &[]);
    visit.respond(Ok(page))
}

/// `POST /entrar/codigo`.
pub async fn code(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = try_code(&visit, &form).await;
    visit.respond(outcome)
}

async fn try_code(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let Some(half) = visit.cookies.read(&visit.headers, Jar::HalfSignedIn) else {
        return Ok(Redirect::to("/entrar").into_response());
    };
    match with_code(&visit.app, &half, fields.text("codigo"), &client(visit)).await {
        Ok(step) => go_on(visit, &way_on(fields), step).await,
        // The password was given too long ago: it is asked for again.
        Err(AppError::NotFound) => Ok(Redirect::to("/entrar").into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults: Vec<Fault> = faults_of(visit.say, &faults)
                .into_iter()
                .map(|(_, words)| ("codigo".to_owned(), words))
                .collect();
            let page = code_form(visit, fields, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

fn code_form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        form.text method="post" action="/entrar/codigo" novalidate {
            (visit.proof())
            input type="hidden" name="a" value=(way_on(fields));
            (Field { name: "codigo", label: say.t("sign-in-code"), hint: Some(say.t("sign-in-code-hint")), value: "", fault: fault_of(faults, "codigo") }.auto(say, "text", "one-time-code"))
            div.buttons { button type="submit" { (say.t("sign-in")) } }
        }
    };
    Page::new(Section::Elsewhere, say.t("sign-in-code-title"), main)
        .under(say.t("sign-in"), "/entrar")
        .faulty(!faults.is_empty())
        .show(visit)
}

/// `POST /salir`.
pub async fn leave(visit: Visit, Posted(_): Posted) -> Response {
    let outcome = sign_out(&visit).await;
    visit.respond(outcome)
}

async fn sign_out(visit: &Visit) -> AppResult<Response> {
    if let Some(session) = &visit.session {
        sessions::sign_out(&visit.app, session).await?;
    }
    let mut response = Redirect::to("/").into_response();
    visit.cookies.forget(response.headers_mut(), Jar::Session);
    Ok(response)
}

/// `POST /cuenta/funcion`: works in another of one's roles.
pub async fn choose_role(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = wear(&visit, &form).await;
    visit.respond(outcome)
}

async fn wear(visit: &Visit, form: &Fields) -> AppResult<Response> {
    let session = visit.signed_in()?;
    let worn = match form.text("funcion").parse() {
        Ok(hat) => sessions::wear(&visit.app, session, hat).await,
        Err(_) => Err(AppError::NotFound),
    };
    match worn {
        // A role that ended while the page was open, or none of hers: she stays in the one that she has,
        // which the next page shows.
        Ok(()) | Err(AppError::NotFound) => Ok(Redirect::to("/").into_response()),
        Err(error) => Err(error),
    }
}
