//! Signing in and out, single-use links, and one's own account. Secrets are shown once, by the answer that
//! makes them; no page holds a rule about what a password or a code must be.

pub mod forgotten;
pub mod invitation;
pub mod own;
pub mod password;
pub mod reset;
pub mod second_factor;
pub mod sessions;
pub mod setup;
mod sign_in;
#[cfg(feature = "oidc")]
pub mod sign_on;
pub mod tokens;

pub use sign_in::{choose_role, code, enter, leave, show, show_code};

use super::fields::Fields;
use super::layout::{Page, Section};
use super::parts::{Fault, Field, fault_of};
use super::visit::{Named, Visit};
use super::words::Say;
use crate::pages::errors::message;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use eslabon_app::accounts::passwords;
use eslabon_app::accounts::secret::Clear;
use eslabon_app::{AppError, AppResult, FieldError};
use maud::{Markup, html};

/// Where someone sets up her second factor: all that she can do while she owes one.
pub const SECOND_FACTOR_PATH: &str = "/cuenta/segundo-factor";

/// Where someone goes after signing in: an address of ours, never one of another host.
pub(super) fn way_on(form: &Fields) -> String {
    let asked = form.text("a");
    // Browsers drop tabs and line breaks of an address: what follows one might become the second slash.
    let is_bad = |c: char| c == '\\' || c.is_control();
    let ours = asked.starts_with('/') && !asked.starts_with("//") && !asked.contains(is_bad);
    match ours {
        true => asked.to_owned(),
        false => "/".to_owned(),
    }
}

/// The secret that a link carries.
fn secret_of(named: &Named) -> AppResult<Clear> {
    Clear::parse(&named.0).ok_or(AppError::NotFound)
}

/// What a page answers where a link opens nothing: why that may be, and what to do. Other errors stay.
fn or_dead_link(
    visit: &Visit,
    outcome: AppResult<Response>,
    what_to_do: &str,
) -> AppResult<Response> {
    match outcome {
        Err(AppError::NotFound) => Ok(dead_link(visit, what_to_do)),
        other => other,
    }
}

fn dead_link(visit: &Visit, what_to_do: &str) -> Response {
    let say = visit.say;
    let main = html! {
        p { (say.t("dead-link-why")) }
        p { (what_to_do) }
        div.buttons {
            a.button href="/entrar" { (say.t("sign-in")) }
            a.button.second href="/olvide" { (say.t("sign-in-forgotten")) }
        }
    };
    let page = Page::new(Section::Elsewhere, say.t("dead-link"), main).show(visit);
    (StatusCode::NOT_FOUND, page).into_response()
}

/// A form that came back with faults.
pub fn unprocessable(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// The field in which a new password is chosen.
fn new_password(say: Say, faults: &[Fault]) -> Markup {
    let shortest = passwords::SHORTEST.to_string();
    let hint = say.with("password-hint", &[("shortest", &shortest)]);
    let field = Field {
        name: "password",
        label: say.t("password-new"),
        hint: Some(hint),
        value: "",
        fault: fault_of(faults, "password"),
    };
    field.auto(say, "password", "new-password")
}

/// The field for a person's name.
fn name_field(say: Say, value: &str, faults: &[Fault]) -> Markup {
    let field = Field {
        name: "name",
        label: say.t("account-name"),
        hint: None,
        value,
        fault: fault_of(faults, "name"),
    };
    field.auto(say, "text", "name")
}

/// The field for the address by which someone signs in.
fn email_field(say: Say, value: &str, faults: &[Fault]) -> Markup {
    let field = Field {
        name: "email",
        label: say.t("sign-in-email"),
        hint: None,
        value,
        fault: fault_of(faults, "email"),
    };
    field.auto(say, "email", "username")
}

/// A password as it was typed: a space at its end is part of it.
fn typed<'a>(form: &'a Fields, name: &str) -> &'a str {
    form.all(name).next().unwrap_or_default()
}

/// Faults of a use case as a form shows them. What is missing is named: several may be.
pub fn faults_of(say: Say, faults: &[FieldError]) -> Vec<Fault> {
    let named = |fault: &FieldError| match fault.code {
        "required" => say.find(&format!("fault-required-{}", fault.field)),
        _ => None,
    };
    faults
        .iter()
        .map(|fault| {
            let words = named(fault).unwrap_or_else(|| message(say, fault));
            (fault.field.clone(), words)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_host() {
        let to = |address: &str| way_on(&Fields::of(vec![("a".to_owned(), address.to_owned())]));
        assert_eq!(to("/requerimientos?q=a"), "/requerimientos?q=a");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\r/evil.example",
            "/\n/evil.example",
            "",
            "x",
        ] {
            assert_eq!(to(foreign), "/", "{foreign}");
        }
    }
}
