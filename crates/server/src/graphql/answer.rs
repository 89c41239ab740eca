//! How the endpoint answers: in which media type, with which status, and what stands in `errors` and
//! `extensions`. Must not decide what is refused; the handler does.

use super::cost::{self, Refusal};
use crate::http::budgets::RetryAfter;
use async_graphql::Response as GraphqlResponse;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

const RESPONSE_TYPE: &str = "application/graphql-response+json";
/// The most errors of one answer: a document of nothing but mistakes does not earn a long answer.
const ERRORS_MAX: usize = 20;
/// The longest message; parsers like to quote the whole document.
const MESSAGE_MAX: usize = 300;

/// The media type in which the client is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accept {
    graphql_response: bool,
}

impl Accept {
    /// What the client prefers of the two; the older one where it names neither.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut best = (0.0_f32, false);
        let lines = headers.get_all(header::ACCEPT);
        let ranges = lines.iter().filter_map(|line| line.to_str().ok());
        for range in ranges.flat_map(|line| line.split(',')) {
            let mut parts = range.split(';').map(str::trim);
            let graphql_response = match parts.next().map(str::to_ascii_lowercase).as_deref() {
                Some(RESPONSE_TYPE) => true,
                Some("application/json" | "application/*" | "*/*") => false,
                _ => continue,
            };
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
            if quality > best.0 {
                best = (quality, graphql_response);
            }
        }
        Self {
            graphql_response: best.1,
        }
    }

    fn content_type(self) -> &'static str {
        if self.graphql_response {
            "application/graphql-response+json; charset=utf-8"
        } else {
            "application/json; charset=utf-8"
        }
    }

    fn whole(self, status: StatusCode, body: &Value) -> Response {
        let headers = [(header::CONTENT_TYPE, self.content_type())];
        (status, headers, body.to_string()).into_response()
    }

    /// A request that is no GraphQL request.
    pub fn refuse(self, status: StatusCode, code: &str, message: &str) -> Response {
        self.whole(status, &errors(code, message, None))
    }

    /// A well-formed request whose document cannot be executed: 200 for the older media type.
    pub fn invalid(self, code: &str, message: &str) -> Response {
        self.refuse(self.unexecuted(), code, message)
    }

    /// A document that was weighed and found too heavy.
    pub fn too_heavy(self, refusal: &Refusal) -> Response {
        let cost = match refusal {
            Refusal::TooExpensive(cost) => Some(*cost),
            _ => None,
        };
        let body = errors(refusal.code(), &refusal.message(), cost);
        self.whole(self.unexecuted(), &body)
    }

    /// The caller's budget is spent.
    pub fn rate_limited(self, RetryAfter(seconds): RetryAfter, cost: Option<u64>) -> Response {
        let message = format!("Too many requests. Try again in {seconds} s.");
        let body = errors("RATE_LIMITED", &message, cost);
        let mut response = self.whole(StatusCode::TOO_MANY_REQUESTS, &body);
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    fn unexecuted(self) -> StatusCode {
        if self.graphql_response {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        }
    }

    /// What executing gave.
    pub fn answer(self, mut answer: GraphqlResponse, cost: u64) -> Response {
        // No data and errors without a path: the document was refused by validation.
        let refused =
            !answer.errors.is_empty() && answer.errors.iter().all(|error| error.path.is_empty());
        answer.errors.truncate(ERRORS_MAX);
        for error in &mut answer.errors {
            error.message = shortened(&error.message);
            let extensions = error.extensions.get_or_insert_default();
            if refused && extensions.get("code").is_none() {
                extensions.set("code", "VALIDATION_FAILED");
            }
        }
        let mut body = match serde_json::to_value(&answer) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, "graphql.unserialisable");
                return self.refuse(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "Our fault.");
            }
        };
        if let Some(object) = body.as_object_mut() {
            if refused {
                object.remove("data");
            }
            object.insert("extensions".to_owned(), cost_of(cost));
        }
        let status = if refused {
            self.unexecuted()
        } else {
            StatusCode::OK
        };
        self.whole(status, &body)
    }
}

fn errors(code: &str, message: &str, cost: Option<u64>) -> Value {
    let error = json!({ "message": shortened(message), "extensions": { "code": code } });
    match cost {
        None => json!({ "errors": [error] }),
        Some(cost) => json!({ "errors": [error], "extensions": cost_of(cost) }),
    }
}

fn cost_of(cost: u64) -> Value {
    json!({ "cost": { "requested": cost, "limit": cost::LIMIT } })
}

fn shortened(message: &str) -> String {
    match message.char_indices().nth(MESSAGE_MAX) {
        None => message.to_owned(),
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_get_the_media_type_that_they_prefer() {
        for (accept, graphql_response) in [
            ("", false),
            ("*/*", false),
            ("application/json", false),
            ("application/graphql-response+json", true),
            (
                "application/graphql-response+json, application/json;q=0.9",
                true,
            ),
            (
                "application/json, application/graphql-response+json;q=0.9",
                false,
            ),
            ("application/graphql-response+json; charset=utf-8", true),
            ("application/graphql-response+json;q=0", false),
            ("Application/GraphQL-Response+JSON", true),
            ("text/html", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(
                Accept::of(&headers),
                Accept { graphql_response },
                "{accept}"
            );
        }
    }

    #[test]
    fn messages_are_cut_between_characters() {
        assert_eq!(shortened("corto"), "corto");
        assert_eq!(shortened(&"ñ".repeat(400)).chars().count(), MESSAGE_MAX + 1);
    }
}
