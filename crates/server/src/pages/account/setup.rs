//! The first administrator, by the link that the console printed.

use super::sign_in::{client, go_on};
use super::{
    email_field, faults_of, name_field, new_password, or_dead_link, secret_of, typed, unprocessable,
};
use crate::pages::fields::{Fields, Posted};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, summary};
use crate::pages::visit::{Named, Visit};
use axum::response::{IntoResponse, Response};
use eslabon_app::accounts::setup;
use eslabon_app::accounts::sign_in::by_other_means;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// `GET /configurar/{secret}`.
pub async fn show(visit: Visit, secret: Named) -> Response {
    let outcome = open(&visit, &secret).await;
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-setup"),
    ))
}

async fn open(visit: &Visit, secret: &Named) -> AppResult<Response> {
    setup::open(&visit.app, &secret_of(secret)?).await?;
    Ok(form(visit, &Fields::default(), &[]).into_response())
}

/// `POST /configurar/{secret}`.
pub async fn finish(visit: Visit, secret: Named, Posted(fields): Posted) -> Response {
    let outcome = try_finish(&visit, &secret, &fields).await;
    visit.respond(or_dead_link(
        &visit,
        outcome,
        &visit.say.t("dead-link-setup"),
    ))
}

async fn try_finish(visit: &Visit, secret: &Named, fields: &Fields) -> AppResult<Response> {
    let (name, email) = (fields.text("name"), fields.text("email"));
    let password = typed(fields, "password");
    let secret = secret_of(secret)?;
    let made = setup::finish(&visit.app, &secret, name, email, password, visit.lang()).await;
    match made {
        Ok(person) => {
            let step = by_other_means(&visit.app, person, &client(visit)).await?;
            go_on(visit, "/", step).await
        }
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            Ok(unprocessable(form(visit, fields, &faults)))
        }
        Err(error) => Err(error),
    }
}

fn form(visit: &Visit, fields: &Fields, faults: &[Fault]) -> Markup {
    let say = visit.say;
    let main = html! {
        (summary(say, faults))
        p { (say.t("setup-lead")) }
        form.text method="post" action=(visit.path) novalidate {
            (visit.proof())
            (name_field(say, fields.text("name"), faults))
            (email_field(say, fields.text("email"), faults))
            (new_password(say, faults))
            div.buttons { button type="submit" { (say.t("account-create")) } }
        }
    };
    Page::new(Section::Elsewhere, say.t("setup-title"), main)
        .faulty(!faults.is_empty())
        .show(visit)
}
