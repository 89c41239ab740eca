//! What a form or an address says: names with values, in order, repeated or not. Read by hand so
//! that no odd input can be refused before a page can answer it.

use super::errors::stale_form;
use super::visit::Visit;
use crate::http::Faces;
use crate::http::uploads::TOKEN_FIELD;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;

/// The most pairs that are read; a form of ours has far fewer.
const MOST_PAIRS: usize = 2_000;

/// Names with values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    pairs: Vec<(String, String)>,
}

impl Fields {
    /// Reads `a=1&b=2&a=3`. Broken percent signs stay as they are, broken UTF-8 becomes �.
    #[must_use]
    pub fn parse(encoded: &str) -> Self {
        let pairs = form_urlencoded::parse(encoded.as_bytes()).take(MOST_PAIRS);
        Self {
            pairs: pairs
                .map(|(name, value)| (name.into_owned(), clean(&value)))
                .collect(),
        }
    }

    /// These pairs.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs }
    }

    /// The first value of a name, trimmed; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default().trim()
    }

    /// The first value of a name, where it is not empty.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|value| !value.is_empty())
    }

    /// Every value of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the name was given at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Every pair.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Characters that no text field of ours takes: all controls but line breaks and tabs.
fn clean(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

/// An address: a path with its query.
#[must_use]
pub fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The fields of a posted form. What cannot be read (too large, broken off) is no field.
#[derive(Debug, Clone, Default)]
pub struct Posted(pub Fields);

impl FromRequest<Faces> for Posted {
    type Rejection = Response;

    /// Takes a form that was shown to this browser only: whatever comes from elsewhere, or from a page
    /// that was opened under another account, is answered by a page that says so.
    async fn from_request(request: Request, faces: &Faces) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, faces).await?;
        let body = Bytes::from_request(Request::from_parts(parts, body), faces)
            .await
            .unwrap_or_default();
        let fields = Fields::parse(&String::from_utf8_lossy(&body));
        if visit.proves(fields.text(TOKEN_FIELD)) {
            Ok(Posted(fields))
        } else {
            Err(visit.respond(Ok(stale_form(&visit))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_keep_their_order() {
        let fields = Fields::parse("estado=08&q=torno+cnc&estado=14&&=&%");
        assert_eq!(fields.all("estado").collect::<Vec<_>>(), ["08", "14"]);
        assert_eq!(fields.text("q"), "torno cnc");
        assert_eq!(fields.find("nada"), None);
    }

    #[test]
    fn odd_bytes_are_survived() {
        assert_eq!(Fields::parse("q=%00a%00b").text("q"), "ab");
        assert_eq!(Fields::parse("q=%FF%FE").text("q"), "\u{fffd}\u{fffd}");
        assert_eq!(Fields::parse("q=%zz").text("q"), "%zz");
    }

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(
            address("/buscar", [("q", "a&b=ñ"), ("estado", "08")]),
            "/buscar?q=a%26b%3D%C3%B1&estado=08"
        );
        assert_eq!(address("/buscar", []), "/buscar");
    }
}
