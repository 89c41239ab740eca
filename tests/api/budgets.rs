//! Budgets of points and of pages: who draws from which, what an empty one answers, and when it is full again.
//! The clock is turned by hand.

use crate::abuse::{VISITOR, faces};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_server::http::budgets::{Budgets, Rate};
use eslabon_server::http::limits::{Limits, Peer};
use eslabon_server::http::router_with;
use eslabon_tests::world::{Answer, World, send};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A clock that is turned by hand.
#[derive(Clone)]
struct Hand(Arc<Mutex<Instant>>);

impl Hand {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn turn(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }

    fn limits(&self) -> Limits {
        let hand = self.clone();
        Limits {
            clock: Arc::new(move || *hand.0.lock().unwrap()),
            ..Limits::unlimited()
        }
    }
}

async fn from(
    router: &axum::Router,
    address: &str,
    person: &str,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let request = match &body {
        None => Request::get(path),
        Some(_) => Request::post(path).header(header::CONTENT_TYPE, "application/json"),
    };
    let mut request = request
        .header(header::COOKIE, format!("session={person}"))
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
        .unwrap();
    let peer: SocketAddr = format!("{address}:9").parse().unwrap();
    request.extensions_mut().insert(Peer(peer));
    send(router, request).await
}

#[tokio::test]
async fn points_are_spent_by_person_or_else_by_address() {
    let world = World::fictional().await;
    let hand = Hand::new();
    let router = router_with(
        faces(&world),
        Limits {
            points: Budgets::new(Rate {
                burst: 600,
                per_minute: 600,
            }),
            ..hand.limits()
        },
    );
    let search = json!({ "query": "{ suppliers(first: 1) { totalCount } }" });
    let altaluz = world.person("engineer", 0);
    let asked = async |address: &str, person: &str| {
        from(&router, address, person, "/graphql", Some(search.clone())).await
    };
    // 10 points for the request, 201 for the search.
    for _ in 0..2 {
        let answer = asked("192.0.2.1", VISITOR).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["extensions"]["cost"]["requested"], 201);
    }
    let refused = asked("192.0.2.1", VISITOR).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let error = &refused.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], "RATE_LIMITED");
    assert!(refused.json().get("data").is_none());
    let wait: u64 = refused.headers[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..60).contains(&wait), "{wait}");
    // Another address, and a person at the same one, have their own.
    assert_eq!(asked("192.0.2.2", VISITOR).await.status, StatusCode::OK);
    assert_eq!(asked("192.0.2.1", &altaluz).await.status, StatusCode::OK);
    // A person cannot get another budget by moving.
    assert_eq!(asked("192.0.2.3", &altaluz).await.status, StatusCode::OK);
    assert_eq!(
        asked("192.0.2.4", &altaluz).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    // Whoever waits as long as told is answered.
    hand.turn(wait + 1);
    assert_eq!(asked("192.0.2.1", VISITOR).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refused_documents_are_paid_for_as_well() {
    let world = World::fictional().await;
    let hand = Hand::new();
    let router = router_with(
        faces(&world),
        Limits {
            points: Budgets::new(Rate {
                burst: 100,
                per_minute: 100,
            }),
            ..hand.limits()
        },
    );
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let nonsense = json!({ "query": "{" });
        statuses.push(
            from(&router, "192.0.2.1", VISITOR, "/graphql", Some(nonsense))
                .await
                .status,
        );
    }
    assert_eq!(statuses.pop(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert!(
        statuses.iter().all(|status| *status == StatusCode::OK),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn pages_have_a_budget_by_address() {
    let world = World::fictional().await;
    let hand = Hand::new();
    let router = router_with(
        faces(&world),
        Limits {
            pages: Budgets::new(Rate {
                burst: 25,
                per_minute: 60,
            }),
            ..hand.limits()
        },
    );
    let asked =
        |address: &'static str, path: &'static str| from(&router, address, VISITOR, path, None);
    assert_eq!(
        asked("192.0.2.1", "/buscar.csv").await.status,
        StatusCode::OK
    );
    assert_eq!(asked("192.0.2.1", "/buscar").await.status, StatusCode::OK);
    let refused = asked("192.0.2.1", "/buscar").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers[header::RETRY_AFTER], "5");
    assert_eq!(refused.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(refused.headers[header::CACHE_CONTROL], "no-store");
    // What keeps a page together, and what watches over us, stays.
    assert_eq!(asked("192.0.2.1", "/healthz").await.status, StatusCode::OK);
    assert_eq!(asked("192.0.2.2", "/buscar").await.status, StatusCode::OK);
    hand.turn(5);
    assert_eq!(asked("192.0.2.1", "/buscar").await.status, StatusCode::OK);
}
