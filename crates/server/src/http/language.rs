//! The language in which a reader is answered: `?lang=`, else the cookie `lang`, else what the
//! browser asks for, else Spanish.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts;
use eslabon_domain::text::Lang;
use std::convert::Infallible;

/// The reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader(pub Lang);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let asked = parts.uri.query().and_then(|query| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix("lang="))
                .and_then(Lang::parse)
        });
        let lang = asked
            .or_else(|| cookie(&parts.headers, "lang").and_then(|value| Lang::parse(&value)))
            .or_else(|| browser_language(parts))
            .unwrap_or(Lang::Es);
        Ok(Reader(lang))
    }
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn browser_language(parts: &Parts) -> Option<Lang> {
    let header = parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    header
        .split(',')
        .filter_map(|part| part.split(';').next())
        .find_map(Lang::parse)
}
