//! One's own data: taking them along, and being erased.

use super::download::{self, Form};
use super::{NOTICE, OWN_DATA, REQUESTS, faults_of};
use crate::http::session::Jar;
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::own;
use eslabon_app::privacy::{erase as erasing, export};
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// Where someone who is erased is led: she has no session any more.
const GONE: &str = "/privacidad/borrado";

/// `GET /cuenta/mis-datos`.
pub async fn show(visit: Visit) -> Response {
    let outcome = page(&visit, &[]).await;
    visit.respond(outcome)
}

async fn page(visit: &Visit, faults: &[Fault]) -> AppResult<Markup> {
    let say = visit.say;
    let account = own::load(&visit.app, &visit.actor).await?;
    let (label, hint, input) = match account.has_password {
        true => (say.t("sign-in-password"), None, "current-password"),
        false => (
            say.t("request-email"),
            Some(say.t("own-data-erase-address")),
            "email",
        ),
    };
    let control = match account.has_password {
        true => "password",
        false => "email",
    };
    let main = html! {
        (summary(say, faults))
        h2 { (say.t("own-data-take")) }
        p { (say.t("own-data-take-text")) }
        p.export {
            a href={ (OWN_DATA) ".html" } download { (say.t("own-data-html")) } " "
            a href={ (OWN_DATA) ".json" } download { (say.t("own-data-json")) }
        }
        h2 { (say.t("requests-title")) }
        p { a.go href=(REQUESTS) { (say.t("own-data-ask")) } }
        h2 { (say.t("own-data-erase")) }
        div.text {
            p { (say.t("own-data-erase-text")) }
            p { (say.t("own-data-erase-firm")) }
        }
        form.text method="post" action={ (OWN_DATA) "/borrar" } novalidate {
            (visit.proof())
            (Field { name: "clave", label, hint, value: "", fault: fault_of(faults, "clave") }.auto(say, control, input))
            div.buttons { button.second type="submit" { (say.t("own-data-erase-button")) } }
        }
    };
    Ok(Page::new(Section::Elsewhere, say.t("own-data-title"), main)
        .under(say.t("privacy-title"), NOTICE)
        .faulty(!faults.is_empty())
        .show(visit))
}

/// `GET /cuenta/mis-datos.json`.
pub async fn json(visit: Visit) -> Response {
    let outcome = data(&visit, Form::Json).await;
    visit.respond(outcome)
}

/// `GET /cuenta/mis-datos.html`.
pub async fn html(visit: Visit) -> Response {
    let outcome = data(&visit, Form::Html).await;
    visit.respond(outcome)
}

async fn data(visit: &Visit, form: Form) -> AppResult<Response> {
    let export = export::export(&visit.app, &visit.actor).await?;
    download::file(visit, &export, form)
}

/// `POST /cuenta/mis-datos/borrar`: `clave`.
pub async fn erase(visit: Visit, Posted(form): Posted) -> Response {
    let outcome = take(&visit, &form).await;
    visit.respond(outcome)
}

async fn take(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    // A password is taken as it was typed: a space at its end is part of it.
    let given = fields.all("clave").next().unwrap_or_default();
    match erasing::erase_me(&visit.app, &visit.actor, given).await {
        Ok(()) => {
            let mut response = Redirect::to(GONE).into_response();
            let headers = response.headers_mut();
            visit.cookies.forget(headers, Jar::Session);
            visit.cookies.forget(headers, Jar::Device);
            Ok(response)
        }
        Err(AppError::Invalid(faults)) => {
            let page = page(visit, &faults_of(visit.say, &faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error),
    }
}

/// `GET /privacidad/borrado`.
pub async fn erased(visit: Visit) -> Response {
    let say = visit.say;
    let main = html! { div.text { p { (say.t("own-data-gone-text")) } } };
    let page = Page::new(Section::Elsewhere, say.t("own-data-gone"), main)
        .under(say.t("privacy-title"), NOTICE)
        .show(&visit);
    visit.respond(Ok(page))
}
