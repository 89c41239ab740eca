//! Layers that every answer passes through: security headers, compression, limits, request ids,
//! a check of where unsafe requests come from, and a net for panics.

use super::links::without_secret;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::Span;

/// Nothing on a page comes from another host, and nothing runs inline.
const CONTENT_POLICY: &str = "default-src 'none'; object-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// How long a request may take. Imports run as background work and are not bound by it.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// The same for a form with files: 200 MB on a line of 30 KB a second. `patience` ends those that stall.
const UPLOAD_TIMEOUT: Duration = Duration::from_hours(2);

/// Wraps the routes. `is_https`: browsers reach them by https and are told to come by nothing else.
pub fn layer(routes: Router, is_https: bool) -> Router {
    let routes = routes
        .layer(middleware::from_fn(same_origin))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(in_time))
        .layer(CatchPanicLayer::new())
        // Outside of everything that can answer by itself.
        .layer(middleware::map_response(secure))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        // A request is named by us: what a caller sends would stand in the log.
        .layer(middleware::map_request(nameless));
    match is_https {
        true => routes.layer(middleware::map_response(only_https)),
        false => routes,
    }
}

/// Names a request in the log: never its query, nor the secret of a link.
fn span(request: &Request) -> Span {
    let path = without_secret(request.uri().path());
    tracing::debug_span!("request", method = %request.method(), path)
}

/// Answers 503 where a request takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let kind = text(request.headers(), &header::CONTENT_TYPE).unwrap_or_default();
    let limit = if kind.starts_with("multipart/form-data") {
        UPLOAD_TIMEOUT
    } else {
        REQUEST_TIMEOUT
    };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "took too long\n").into_response(),
    }
}

/// Unsafe requests must come from our own pages: browsers say so in `Sec-Fetch-Site`, `Origin` or, the
/// oldest, `Referer`. Clients that are not browsers send none of them; a browser that sends none is
/// stopped by the form's own token.
async fn same_origin(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_from_here(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "cross-site request refused\n").into_response()
}

/// Whether nothing says that the request comes from elsewhere. A header that cannot be read says so.
fn is_from_here(headers: &HeaderMap) -> bool {
    let own = text(headers, &header::HOST).unwrap_or_default();
    let is_own = |name: &HeaderName| {
        headers.get_all(name).iter().all(|value| {
            let rest = value.to_str().ok().and_then(|url| url.split_once("://"));
            // `null`, what a sandbox or another scheme sends, has no host.
            rest.is_some_and(|(_, rest)| rest.split('/').next() == Some(own))
        })
    };
    let site = HeaderName::from_static("sec-fetch-site");
    let is_own_site = headers
        .get_all(&site)
        .iter()
        .all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    if !is_own_site || !is_own(&header::ORIGIN) {
        return false;
    }
    let is_said = headers.contains_key(&site) || headers.contains_key(header::ORIGIN);
    is_said || is_own(&header::REFERER)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

async fn nameless(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

async fn only_https(mut response: Response) -> Response {
    let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
    let headers = response.headers_mut();
    headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

async fn secure(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self)",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_from_here_with(lines: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("eslabon.example"));
        for (name, value) in lines {
            let name = HeaderName::from_static(name);
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        is_from_here(&headers)
    }

    #[test]
    fn our_own_pages_and_clients_that_are_no_browsers_may_post() {
        for lines in [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://eslabon.example")],
            &[("referer", "https://eslabon.example/requerimientos?x=1")],
        ] {
            assert!(is_from_here_with(lines), "{lines:?}");
        }
    }

    #[test]
    fn others_may_not() {
        for lines in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "é")],
            &[("origin", "https://eslabon.example.evil.example")],
            &[("origin", "https://eslabon.example:8443")],
            &[("origin", "https://evil.example/eslabon.example")],
            &[("origin", "https://eslabon.example@evil.example")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.example"),
            ],
            &[("referer", "https://evil.example/?https://eslabon.example")],
        ] {
            assert!(!is_from_here_with(lines), "{lines:?}");
        }
    }
}
