//! Errors as pages: one function maps a kind to a status, plain words and a way on.

use super::fields::address;
use super::layout::{Page, Section, role};
use super::visit::Visit;
use super::words::Say;
use crate::http::links::without_secret;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use eslabon_app::imports::messages::{self, Code};
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
    let code = fault.code.replace('_', "-");
    // What is wrong with a sheet of figures has its words beside the sheets.
    ["fault", "assess-fault"]
        .iter()
        .find_map(|kind| say.find_with(&format!("{kind}-{code}"), &[("detail", &fault.detail)]))
        .or_else(|| of_the_parser(say, fault))
        .unwrap_or_else(|| say.t("fault-other"))
}

/// What the parser of values and imports says has its words in one place.
fn of_the_parser(say: Say, fault: &FieldError) -> Option<String> {
    let words = Code::parse(fault.code)?.message(say.lang);
    Some(match fault.detail.is_empty() {
        true => words.to_owned(),
        false => format!("«{}»: {words}", fault.detail),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::text::Lang;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Codes that a use case chooses from several, so that none stands in the call itself.
    const CHOSEN: [&str; 4] = [
        "asked_twice",
        "contradicts",
        "only_administrator",
        "only_owner",
    ];

    /// The calls that make a fault, and those that pass one on.
    const CALLS: [&str; 5] = [
        "FieldError::new(",
        "invalid(",
        "fault(",
        "one_fault(",
        "refuse(",
    ];

    /// The arguments of a call, from behind its bracket on.
    fn arguments(source: &str) -> Vec<String> {
        let (mut all, mut depth, mut in_text) = (vec![String::new()], 0, false);
        for c in source.chars() {
            match c {
                '"' => in_text = !in_text,
                '(' | '[' | '{' if !in_text => depth += 1,
                ')' | ']' | '}' if !in_text && depth == 0 => break,
                ')' | ']' | '}' if !in_text => depth -= 1,
                ',' if !in_text && depth == 0 => {
                    all.push(String::new());
                    continue;
                }
                _ => {}
            }
            all.last_mut().unwrap().push(c);
        }
        all
    }

    /// The code that an argument is, where it is one.
    fn code(argument: Option<&String>) -> Option<String> {
        let word = argument?.trim().strip_prefix('"')?.strip_suffix('"')?;
        let is_code = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        is_code.then(|| word.to_owned())
    }

    /// Every code that stands in a call of the use cases.
    fn codes_under(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes_under(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap();
            for call in CALLS {
                for (at, _) in source.match_indices(call) {
                    let before = source[..at].chars().next_back();
                    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                        continue;
                    }
                    let given = arguments(&source[at + call.len()..]);
                    // Of a field and a code the second; a closure of one field has the code alone.
                    let second = code(given.get(1));
                    let first = || code(given.first()).filter(|_| call != CALLS[0]);
                    found.extend(second.or_else(first));
                }
            }
        }
    }

    #[test]
    fn every_code_of_the_use_cases_has_words() {
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src");
        let mut codes: BTreeSet<String> = CHOSEN.map(str::to_owned).into();
        codes_under(&app, &mut codes);
        assert!(codes.len() > 60, "the scan no longer finds them: {codes:?}");
        for known in ["required", "no_such_move", "known_better", "need_closed"] {
            assert!(codes.contains(known), "{known}: {codes:?}");
        }
        for lang in Lang::ALL {
            let say = Say { lang };
            for code in &codes {
                let code: &'static str = Box::leak(code.clone().into_boxed_str());
                let words = message(say, &FieldError::new("title", code, "7"));
                assert_ne!(words, say.t("fault-other"), "{code}");
            }
            assert_eq!(
                message(say, &FieldError::new("title", "never_heard_of", "")),
                say.t("fault-other")
            );
        }
    }

    #[test]
    fn what_the_parser_says_has_words_and_names_the_currency() {
        for lang in Lang::ALL {
            let say = Say { lang };
            for known in Code::ALL {
                let words = message(say, &FieldError::new("text", known.as_str(), "7"));
                assert_ne!(words, say.t("fault-other"), "{known:?}");
            }
            let words = message(say, &FieldError::new("text", "not_in_pesos", "100 USD"));
            assert!(
                words.contains("MXN") && words.contains("100 USD"),
                "{words}"
            );
        }
    }
}
