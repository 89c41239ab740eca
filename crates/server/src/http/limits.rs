//! What one caller may use of the endpoint and of the pages, and who the caller is. The router carries
//! one [`Limits`] for all requests. Must not judge what a person may see; `app::policy` does.

use super::budgets::{Budgets, Key, Rate, RetryAfter};
use super::patience::{Pace, watch_body};
use axum::Router;
use axum::extract::{Extension, Request};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use eslabon_domain::actors::Actor;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

/// The other end of the socket. Absent for requests in process.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// Who may look at the schema, and is told what a misspelt field might have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Introspection {
    /// Whoever has signed in.
    #[default]
    SignedIn,
    /// Visitors, too.
    Everyone,
    /// Nobody.
    Nobody,
}

impl Introspection {
    /// Whether this person may.
    #[must_use]
    pub fn allows(self, actor: &Actor) -> bool {
        match self {
            Self::SignedIn => actor.person.is_some(),
            Self::Everyone => true,
            Self::Nobody => false,
        }
    }
}

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What callers may use.
pub struct Limits {
    /// Points of GraphQL, by person or else by address.
    pub points: Budgets,
    /// Everything else, by address; see [`price`].
    pub pages: Budgets,
    /// A proxy stands before us, so that `X-Forwarded-For` says who calls.
    pub trusted_proxy: bool,
    /// Who may look at the schema.
    pub introspection: Introspection,
    /// How slowly a body may come.
    pub pace: Pace,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Limits {
    /// Budgets of so much a minute; the rest as it is by default.
    #[must_use]
    pub fn per_minute(points: u64, pages: u64) -> Self {
        Self {
            points: Budgets::new(Rate::per_minute(points)),
            pages: Budgets::new(Rate::per_minute(pages)),
            ..Self::unlimited()
        }
    }

    /// No budgets: for tests and measurements in process.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            points: Budgets::unlimited(),
            pages: Budgets::unlimited(),
            trusted_proxy: false,
            introspection: Introspection::default(),
            pace: Pace::default(),
            clock: Arc::new(Instant::now),
        }
    }

    /// Whose bucket a request of this person draws from.
    #[must_use]
    pub fn caller(&self, actor: &Actor, extensions: &Extensions, headers: &HeaderMap) -> Key {
        match actor.person {
            Some(person) => Key::Person(person),
            None => self.address(extensions, headers),
        }
    }

    /// The bucket of the address that a request comes from.
    #[must_use]
    pub fn address(&self, extensions: &Extensions, headers: &HeaderMap) -> Key {
        let forwarded = if self.trusted_proxy {
            last_hop(headers)
        } else {
            None
        };
        let peer = || extensions.get::<Peer>().map(|peer| peer.0.ip());
        let address = forwarded.or_else(peer);
        Key::address(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

/// What the proxy saw: the last entry. Earlier ones are whatever the caller wrote.
fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = line.to_str().ok()?.rsplit(',').next()?.trim();
    let address = last.parse::<IpAddr>();
    address
        .or_else(|_| last.parse::<SocketAddr>().map(|socket| socket.ip()))
        .ok()
}

/// What a request to a page draws from its address's budget.
fn price(method: &Method, path: &str) -> u64 {
    if path.starts_with("/assets/") || matches!(path, "/healthz" | "/readyz" | "/favicon.ico") {
        return 0;
    }
    // GraphQL has a budget of its own, in points.
    if path == "/graphql" {
        return 0;
    }
    if path.ends_with(".csv") || path.ends_with(".xlsx") {
        return 20;
    }
    if path == "/buscar" || !method.is_safe() {
        return 5;
    }
    1
}

/// Wraps the routes: handlers find the limits as an extension, pages have their price, bodies their pace.
pub fn layer(routes: Router, limits: Arc<Limits>) -> Router {
    let pace = limits.pace;
    let spending = Arc::clone(&limits);
    routes
        .layer(Extension(limits))
        .layer(middleware::from_fn(move |request, next| {
            watch_body(pace, request, next)
        }))
        .layer(middleware::from_fn(move |request, next| {
            spend(Arc::clone(&spending), request, next)
        }))
}

async fn spend(limits: Arc<Limits>, request: Request, next: Next) -> Response {
    let price = price(request.method(), request.uri().path());
    if price > 0 {
        let key = limits.address(request.extensions(), request.headers());
        if let Err(wait) = limits.pages.take(key, price, (limits.clock)()) {
            return too_many(wait);
        }
    }
    next.run(request).await
}

fn too_many(RetryAfter(seconds): RetryAfter) -> Response {
    let text = format!(
        "Demasiadas solicitudes desde su red. Intente de nuevo en {seconds} s.\n\
         Too many requests from your network. Try again in {seconds} s.\n"
    );
    let headers = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(peer: &str, forwarded: &[&str], trusted_proxy: bool) -> Key {
        let mut limits = Limits::unlimited();
        limits.trusted_proxy = trusted_proxy;
        let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
        extensions.insert(Peer(peer.parse().unwrap()));
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        limits.address(&extensions, &headers)
    }

    fn key(address: &str) -> Key {
        Key::address(address.parse().unwrap())
    }

    #[test]
    fn forwarded_addresses_count_only_behind_a_trusted_proxy() {
        let lines = ["198.51.100.1, 198.51.100.2", "198.51.100.3,  203.0.113.9"];
        assert_eq!(from("192.0.2.1:5", &lines, false), key("192.0.2.1"));
        assert_eq!(from("192.0.2.1:5", &lines, true), key("203.0.113.9"));
        assert_eq!(from("192.0.2.1:5", &[], true), key("192.0.2.1"));
        assert_eq!(from("192.0.2.1:5", &["nonsense"], true), key("192.0.2.1"));
        assert_eq!(
            from("192.0.2.1:5", &["[2001:db8::1]:443"], true),
            key("2001:db8::")
        );
    }

    #[test]
    fn what_is_costly_has_its_price() {
        assert_eq!(price(&Method::GET, "/assets/0-eslabon.css"), 0);
        assert!(price(&Method::GET, "/buscar.xlsx") > price(&Method::GET, "/buscar"));
        assert!(price(&Method::POST, "/persona") > price(&Method::GET, "/acerca"));
    }
}
