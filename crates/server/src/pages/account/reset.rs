//! Setting a password anew, by a single-use link. Opening the link changes nothing.

use super::{faults_of, new_password, or_dead_link, secret_of, typed, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, summary};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::reset;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// `GET /restablecer/{secret}`.
pub async fn show(visit: Visit, secret: Named) -> Response {
    let outcome = open(&visit, &secret).await;
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-reset"),
    ))
}

async fn open(visit: &Visit, secret: &Named) -> AppResult<Response> {
    reset::open(&visit.app, &secret_of(secret)?).await?;
    Ok(form(visit, &[]).into_response())
}

/// `POST /restablecer/{secret}`.
pub async fn finish(visit: Visit, secret: Named, Posted(fields): Posted) -> Response {
    let outcome = try_finish(&visit, &secret, &fields).await;
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-reset"),
    ))
}

async fn try_finish(visit: &Visit, secret: &Named, fields: &Fields) -> AppResult<Response> {
    let secret = secret_of(secret)?;
    match reset::finish(&visit.app, &secret, typed(fields, "password")).await {
        Ok(()) => Ok(Redirect::to(&address("/entrar", [("aviso", "clave")])).into_response()),
        Err(AppError::Invalid(faults)) => {
            Ok(unprocessable(form(visit, &faults_of(visit.say, &faults))))
        }
        Err(error) => Err(error),
    }
}

fn form(visit: &Visit, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        p { (say.t("reset-lead")) }
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            (new_password(say, faults))
            div.buttons { button type="submit" { (say.t("password-save")) } }
        }
    };
    Page::new(Section::Elsewhere, say.t("reset-title"), main)
        .faulty(!faults.is_empty())
        .show(visit)
}
