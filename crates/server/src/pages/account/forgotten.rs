//! A forgotten password: asks for a link. The answer is the same whether or not someone signs in by the
//! address.

use super::{email_field, faults_of, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, summary};
use crate::pages::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::reset;
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

const PATH: &str = "/olvide";

/// `GET /olvide`.
pub async fn show(visit: Visit) -> Response {
    let page = match visit.query.text("hecho") == "1" {
        true => asked(&visit),
        false => form(&visit, &Fields::default(), &[]),
    };
    visit.respond(Ok(page))
}

/// `POST /olvide`.
pub async fn ask(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_ask(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_ask(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    match reset::ask(&visit.app, fields.text("email")).await {
        Ok(()) => Ok(Redirect::to(&address(PATH, [("hecho", "1")])).into_response()),
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
        p { (say.t("forgotten-lead")) }
        form.text method="post" action=(PATH) novalidate {
            (visit.proof())
            (email_field(say, fields.text("email"), faults))
            div.buttons { button type="submit" { (say.t("forgotten-ask")) } }
        }
    };
    Page::new(Section::Elsewhere, say.t("forgotten-title"), main)
        .under(say.t("sign-in"), "/entrar")
        .faulty(!faults.is_empty())
        .show(visit)
}

fn asked(visit: &Visit) -> Markup {
    let say = visit.say;
    let main = html! {
        p.done role="status" { (say.t("forgotten-done")) }
        p { (say.t("forgotten-nothing-came")) }
        p { a.go href=(PATH) { (say.t("forgotten-again")) } }
    };
    Page::new(Section::Elsewhere, say.t("forgotten-title"), main)
        .under(say.t("sign-in"), "/entrar")
        .show(visit)
}
