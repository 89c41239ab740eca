//! Changing one's password. Every other session and every token ends with the old one.

use super::{faults_of, new_password, own, typed, unprocessable};
use crate::pages::fields::{Fields, Posted, address};
use crate::pages::layout::{Page, Section};
use crate::pages::parts::{Fault, Field, fault_of, summary};
use crate::pages::visit::Visit;
use axum::response::{IntoResponse, Redirect, Response};
use eslabon_app::accounts::own::{OwnAccount, change_password, load};
use eslabon_app::{AppError, AppResult};
use maud::{Markup, html};

/// Where it is done.
pub const PATH: &str = "/cuenta/clave";

/// `GET /cuenta/clave`.
pub async fn show(visit: Visit) -> Response {
    let outcome = load(&visit.app, &visit.actor).await;
    visit.respond(outcome.map(|account| form(&visit, &account, &[])))
}

/// `POST /cuenta/clave`.
pub async fn change(visit: Visit, Posted(fields): Posted) -> Response {
    let outcome = try_change(&visit, &fields).await;
    visit.respond(outcome)
}

async fn try_change(visit: &Visit, fields: &Fields) -> AppResult<Response> {
    let session = visit.signed_in()?;
    let account = load(&visit.app, &visit.actor).await?;
    let (current, password) = (typed(fields, "current"), typed(fields, "password"));
    match change_password(&visit.app, &visit.actor, session.id, current, password).await {
        Ok(()) => Ok(Redirect::to(&address(own::PATH, [("hecho", "clave")])).into_response()),
        Err(AppError::Invalid(faults)) => {
            let faults = faults_of(visit.say, &faults);
            Ok(unprocessable(form(visit, &account, &faults)))
        }
        Err(error) => Err(error),
    }
}

fn form(visit: &Visit, account: &OwnAccount, faults: &[Fault]) -> Markup {
    let say = visit.say;
    if !account.has_password {
        return without_password(visit);
    }
    let main = html! {
        (summary(say, faults))
        p { (say.t("password-lead")) }
        form.text method="post" action=(PATH) novalidate {
            (visit.proof())
            // For the browser's own store of passwords.
            input type="hidden" name="email" value=(account.email) autocomplete="username";
            (Field { name: "current", label: say.t("password-current"), hint: None, value: "", fault: fault_of(faults, "current") }.auto(say, "password", "current-password"))
            (new_password(say, faults))
            div.buttons { button type="submit" { (say.t("password-save")) } }
        }
    };
    Page::new(Section::Elsewhere, say.t("password-title"), main)
        .under(say.t("account-title"), own::PATH)
        .faulty(!faults.is_empty())
        .show(visit)
}

/// Whoever has none proves by a letter to her address that she is the one who sets it.
fn without_password(visit: &Visit) -> Markup {
    let say = visit.say;
    let main = html! {
        p { (say.t("password-none")) }
        p { a.button href="/olvide" { (say.t("password-none-letter")) } }
    };
    Page::new(Section::Elsewhere, say.t("password-title"), main)
        .under(say.t("account-title"), own::PATH)
        .show(visit)
}
