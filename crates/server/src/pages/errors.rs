//! Errors as pages: one function maps a kind to a status, plain words and a way on.

use super::fields::address;
use super::layout::{Page, Section, role};
use super::visit::Visit;
use super::words::Say;
use crate::http::links::without_secret;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::imports::messages;
use eslabon_app::{AppError, FieldError};
use maud::{Markup, html};

/// The page of an error.
pub fn page(visit: &Visit, error: &AppError) -> Response {
    let say = visit.say;
    let (status, title, body) = match error {
        AppError::Invalid(faults) => (
            StatusCode::BAD_REQUEST,
            say.t("error-invalid"),
            faults_list(say, faults),
        ),
        AppError::Unreadable(why) => (
            StatusCode::BAD_REQUEST,
            say.t("error-unreadable"),
            html! { p { (messages::unreadable(why, visit.lang())) } },
        ),
        AppError::NotFound => (
            StatusCode::NOT_FOUND,
            say.t("error-not-found"),
            html! { p { (say.t("error-not-found-body")) } },
        ),
        AppError::Forbidden => (
            StatusCode::FORBIDDEN,
            say.t("error-forbidden"),
            forbidden(visit),
        ),
        AppError::Slowed(seconds) => (
            StatusCode::TOO_MANY_REQUESTS,
            say.t("error-slowed"),
            html! { p { (say.count("error-slowed-body", *seconds)) } },
        ),
        AppError::Conflict => (
            StatusCode::CONFLICT,
            say.t("error-conflict"),
            html! { p { (say.t("error-conflict-body")) } },
        ),
        AppError::Unavailable(what) => {
            tracing::warn!(request_id = visit.request_id, what, "page.unavailable");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                say.t("error-busy"),
                html! { p { (say.t("error-busy-body")) } },
            )
        }
        AppError::Internal(what) => {
            tracing::error!(
                request_id = visit.request_id,
                path = without_secret(&visit.path),
                what,
                "page.failed"
            );
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                say.t("error-internal"),
                internal(visit),
            )
        }
    };
    let mut response = answer(visit, status, title, body);
    let wait = match error {
        AppError::Slowed(seconds) => Some(*seconds),
        AppError::Unavailable(_) => Some(5),
        _ => None,
    };
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    response
}

/// A form that was not shown to this browser, or under another account.
pub fn stale_form(visit: &Visit) -> Response {
    let body = html! { p { (visit.say.t("error-stale-form-body")) } };
    answer(
        visit,
        StatusCode::FORBIDDEN,
        visit.say.t("error-stale-form"),
        body,
    )
}

/// A file that is larger than is taken.
pub fn too_large(visit: &Visit) -> Response {
    let body = html! { p { (visit.say.t("error-too-large-body")) } };
    answer(
        visit,
        StatusCode::PAYLOAD_TOO_LARGE,
        visit.say.t("error-too-large"),
        body,
    )
}

/// Every address that nobody answers.
pub async fn not_found(visit: Visit) -> Response {
    visit.respond(Err::<(), _>(AppError::NotFound))
}

/// An address that answers other methods only.
pub async fn wrong_method(visit: Visit) -> Response {
    let body = html! { p { (visit.say.t("error-method-body")) } };
    let answered = answer(
        &visit,
        StatusCode::METHOD_NOT_ALLOWED,
        visit.say.t("error-method"),
        body,
    );
    visit.respond(Ok(answered))
}

fn answer(visit: &Visit, status: StatusCode, title: String, body: Markup) -> Response {
    let say = visit.say;
    let main = html! {
        div.text {
            (body)
            p { a.button href="/" { (say.t("error-home")) } " " a.button.second href="/buscar" { (say.t("nav-search")) } }
        }
    };
    (
        status,
        Page::new(Section::Elsewhere, title, main).show(visit),
    )
        .into_response()
}

fn forbidden(visit: &Visit) -> Markup {
    let acting_as = role(visit.say, visit.actor.role.as_str());
    html! {
        p { (visit.say.with("error-forbidden-body", &[("role", &acting_as)])) }
        @if visit.session.is_none() {
            p { a.button href=(address("/entrar", [("a", visit.path.as_str())])) { (visit.say.t("sign-in")) } }
        } @else { p { (visit.say.t("error-forbidden-switch")) } }
    }
}

fn internal(visit: &Visit) -> Markup {
    html! {
        p { (visit.say.t("error-internal-body")) }
        @if !visit.request_id.is_empty() {
            p { (visit.say.t("error-request")) " " code { (visit.request_id) } }
        }
    }
}

fn faults_list(say: Say, faults: &[FieldError]) -> Markup {
    html! {
        p { (say.t("error-invalid-body")) }
        ul { @for fault in faults { li { (message(say, fault)) } } }
    }
}

/// A fault of a field in words.
#[must_use]
pub fn message(say: Say, fault: &FieldError) -> String {
    let key = format!("fault-{}", fault.code.replace('_', "-"));
    say.find_with(&key, &[("detail", &fault.detail)])
        .unwrap_or_else(|| say.t("fault-other"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;

    #[test]
    fn every_code_of_the_use_cases_has_words() {
        let codes = [
            "required",
            "too_long",
            "bad_character",
            "too_many",
            "after_start",
            "out_of_range",
            "unknown_attribute",
            "unknown_concept",
            "negative",
            "unknown_state",
            "outside_mexico",
            "too_far",
            "names_buyer",
            "not_comparable",
            "closed_wish",
            "in_past",
            "asked_twice",
            "contradicts",
            "not_changeable",
            "no_such_step",
            "not_an_award",
            "until_too_far",
            "own_organisation",
            "unknown_organisation",
            "not_comparable_group",
            "file_too_large",
            "drawing_too_large",
            "file_kind",
            "drawing_kind",
            "terms_changed",
            "not_an_email",
            "too_short",
            "easily_guessed",
            "wrong_password",
            "set_by_letter",
            "wrong_code",
            "wrong_kind",
            "unknown_centre",
            "already_shared",
            "name_taken",
            "month_twice",
            "month_missing",
            "month_pieces",
            "sample_after_start",
            "currency_differs",
        ];
        for lang in Lang::ALL {
            let say = Say { lang };
            for code in codes {
                let words = message(say, &FieldError::new("title", code, "7"));
                assert_ne!(words, say.t("fault-other"), "{code}");
            }
            assert_eq!(
                message(say, &FieldError::new("title", "never_heard_of", "")),
                say.t("fault-other")
            );
        }
    }
}
