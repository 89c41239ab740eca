//! The endpoint and the socket under abuse: each request is refused in words, nothing is executed, and
//! nobody else waits. How long it takes is measured by `evaluate`, not here.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::demo;
use eslabon_server::graphql::{self, abuse::corpus};
use eslabon_server::http::budgets::{Budgets, Rate};
use eslabon_server::http::limits::{Introspection, Limits, Peer};
use eslabon_server::http::patience::Pace;
use eslabon_server::http::serve::{Sockets, serve_with};
use eslabon_server::http::session::People;
use eslabon_server::http::{Faces, router_with};
use eslabon_tests::world::{Answer, World, ask, get, send};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Nothing here takes as long; after it, something hangs.
const HANGS: Duration = Duration::from_secs(30);

fn faces(world: &World) -> Faces {
    Faces {
        app: world.app.clone(),
        schema: graphql::schema(),
        people: Arc::new(People::new(demo::people(&world.app))),
    }
}

/// Nobody who has signed in.
const VISITOR: &str = "visitante";

#[tokio::test]
async fn every_abusive_request_is_refused_in_words() {
    let world = World::empty().await;
    let router = world.router();
    for abuse in corpus() {
        let mut request = abuse.request().unwrap();
        let visitor = format!("persona={VISITOR}").parse().unwrap();
        request.headers_mut().insert(header::COOKIE, visitor);
        let answer = send(&router, request).await;
        let body = answer.json();
        assert_eq!(answer.status, abuse.status, "{}: {body}", abuse.name);
        let error = &body["errors"][0];
        assert_eq!(
            error["extensions"]["code"], abuse.code,
            "{}: {body}",
            abuse.name
        );
        let message = error["message"].as_str().unwrap();
        assert!(
            (10..400).contains(&message.len()),
            "{}: {message}",
            abuse.name
        );
        assert!(body.get("data").is_none(), "{}: {body}", abuse.name);
        assert!(answer.body.len() < 10_000, "{}: a long answer", abuse.name);
    }
}

#[tokio::test]
async fn a_refused_mutation_changes_nothing() {
    let world = World::fictional().await;
    let router = world.router();
    let counted = "{ needs(first: 100) { edges { cursor } } }";
    let before = ask(&router, "altaluz", counted, json!({})).await.body;
    let input = "{title: {text: \"Uno\"}, criteria: []}";
    for document in [
        // A field that does not exist beside one that does.
        format!("mutation {{ needCreate(input: {input}) {{ errors {{ code }} }} nothing }}"),
        // More than may be done at once.
        format!(
            "mutation {{ {} }}",
            (0..101)
                .map(|at| format!("a{at}: needCreate(input: {input}) {{ errors {{ code }} }} "))
                .collect::<String>()
        ),
    ] {
        let answer = ask(&router, "altaluz", &document, json!({})).await;
        assert!(answer.json().get("data").is_none(), "{}", answer.body);
        assert!(answer.json()["errors"][0]["extensions"]["code"].is_string());
    }
    assert_eq!(
        ask(&router, "altaluz", counted, json!({})).await.body,
        before
    );
}

#[tokio::test]
async fn the_schema_is_for_those_who_have_signed_in() {
    let world = World::empty().await;
    let router = world.router();
    let schema = "{ __schema { queryType { name } } }";
    let own_type = "{ __type(name: \"Supplier\") { name fields { name } } __typename }";
    let misspelt = "{ supliers { totalCount } }";
    let seen = ask(&router, "altaluz", schema, json!({})).await.json();
    assert_eq!(seen["data"]["__schema"]["queryType"]["name"], "Query");
    let seen = ask(&router, "altaluz", own_type, json!({})).await.json();
    assert_eq!(seen["data"]["__type"]["name"], "Supplier");
    let told = ask(&router, "altaluz", misspelt, json!({})).await.body;
    assert!(told.contains("suppliers"), "{told}");

    let refused = ask(&router, VISITOR, schema, json!({})).await.json();
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "NO_INTROSPECTION"
    );
    let seen = ask(&router, VISITOR, own_type, json!({})).await.json();
    assert!(seen["errors"].is_null(), "{seen}");
    assert_eq!(
        seen["data"],
        json!({ "__type": null, "__typename": "Query" })
    );
    let told = ask(&router, VISITOR, misspelt, json!({})).await.body;
    assert!(!told.contains("suppliers"), "{told}");
    // A fragment is no way around.
    let hidden = "{ ...f } fragment f on Query { ... { a: __schema { queryType { name } } } }";
    let refused = ask(&router, VISITOR, hidden, json!({})).await.json();
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "NO_INTROSPECTION"
    );
    for (introspection, person, may) in [
        (Introspection::Everyone, VISITOR, true),
        (Introspection::Nobody, "altaluz", false),
    ] {
        let mut limits = Limits::unlimited();
        limits.introspection = introspection;
        let router = router_with(faces(&world), limits);
        let answer = ask(&router, person, schema, json!({})).await.json();
        assert_eq!(
            answer["errors"].is_null(),
            may,
            "{introspection:?}: {answer}"
        );
    }
}

#[tokio::test]
async fn what_a_stock_client_asks_of_the_schema_is_answered() {
    let world = World::empty().await;
    let whole = include_str!("../../crates/server/src/graphql/introspection.graphql");
    let answer = ask(&world.router(), "altaluz", whole, json!({}))
        .await
        .json();
    assert!(answer["errors"].is_null(), "{}", answer["errors"]);
    assert!(
        answer["data"]["__schema"]["types"]
            .as_array()
            .unwrap()
            .len()
            > 50
    );
}

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
        .header(header::COOKIE, format!("persona={person}"))
        .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))
        .unwrap();
    let peer: SocketAddr = format!("{address}:9").parse().unwrap();
    request.extensions_mut().insert(Peer(peer));
    send(router, request).await
}

#[tokio::test]
async fn points_are_spent_by_person_or_else_by_address() {
    let world = World::empty().await;
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
    let asked = |address: &'static str, person: &'static str| {
        from(&router, address, person, "/graphql", Some(search.clone()))
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
    assert_eq!(asked("192.0.2.1", "altaluz").await.status, StatusCode::OK);
    // A person cannot get another budget by moving.
    assert_eq!(asked("192.0.2.3", "altaluz").await.status, StatusCode::OK);
    assert_eq!(
        asked("192.0.2.4", "altaluz").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    // Whoever waits as long as told is answered.
    hand.turn(wait + 1);
    assert_eq!(asked("192.0.2.1", VISITOR).await.status, StatusCode::OK);
}

#[tokio::test]
async fn refused_documents_are_paid_for_as_well() {
    let world = World::empty().await;
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
    let world = World::empty().await;
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

#[tokio::test]
async fn every_download_is_an_attachment_of_a_fixed_type() {
    const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const CSV: &str = "text/csv; charset=utf-8";
    let world = World::fictional().await;
    let router = world.router();
    // The runs of the world's own files are reached through their page.
    let runs = get(&router, "/importar", "centro", "es").await.body;
    let run = runs
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.strip_prefix("/importar/"))
        .find(|rest| rest.len() == 36)
        .unwrap()
        .to_owned();
    let problems = format!("/importar/{run}/problemas.csv");
    for (path, kind, name) in [
        ("/buscar.csv", CSV, "proveedores.csv"),
        ("/buscar.xlsx", SHEET, "proveedores.xlsx"),
        ("/importar/plantillas/suppliers", CSV, "suppliers.csv"),
        ("/importar/plantillas/needs", CSV, "needs.csv"),
        ("/importar/plantillas/institutions", CSV, "institutions.csv"),
        ("/importar/plantillas/services", CSV, "services.csv"),
        (problems.as_str(), CSV, "problemas.csv"),
    ] {
        let answer = get(&router, path, "centro", "es").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], kind, "{path}");
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(
            answer.headers[header::CONTENT_DISPOSITION],
            disposition,
            "{path}"
        );
        assert_eq!(
            answer.headers[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff",
            "{path}"
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
    }
}

#[tokio::test]
async fn what_other_sites_can_send_is_refused() {
    let world = World::empty().await;
    let router = world.router();
    let viewer = "{\"query\":\"{ viewer { role } }\"}";
    for kind in [
        "text/plain",
        "text/plain; charset=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ] {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(viewer))
            .unwrap();
        assert_eq!(
            send(&router, request).await.status,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{kind}"
        );
    }
    for origin in ["null", "https://evil.example"] {
        for (path, kind) in [
            ("/graphql", "application/json"),
            ("/persona", "application/x-www-form-urlencoded"),
        ] {
            let request = Request::post(path)
                .header(header::HOST, "eslabon.example")
                .header(header::ORIGIN, origin)
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(viewer))
                .unwrap();
            let answer = send(&router, request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin} {path}");
            assert_eq!(answer.headers[header::X_FRAME_OPTIONS], "DENY");
        }
    }
    let policy = get(&router, "/", "centro", "es").await;
    let policy = policy.headers[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    for part in [
        "default-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}

/// A server on a socket, with little patience.
struct Server {
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
    _world: World,
}

impl Server {
    async fn start(sockets: Sockets, pace: Pace) -> Server {
        let world = World::empty().await;
        let mut limits = Limits::unlimited();
        limits.pace = pace;
        let router = router_with(faces(&world), limits);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve_with(listener, router, sockets, async {
            let _ = stopped.await;
        }));
        Server {
            address,
            _stop: stop,
            _world: world,
        }
    }

    async fn impatient() -> Server {
        let short = Duration::from_millis(300);
        let sockets = Sockets {
            head: short,
            reader: short,
            ..Sockets::default()
        };
        let pace = Pace {
            window: short,
            bytes: 1_000,
        };
        Self::start(sockets, pace).await
    }

    /// Sends a beginning and waits for the end of the connection; what was said until then.
    async fn say(&self, beginning: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        let mut said = Vec::new();
        let read = tokio::time::timeout(HANGS, stream.read_to_end(&mut said)).await;
        // A reset is an end, too.
        let _ = read.expect("the server keeps the connection");
        String::from_utf8_lossy(&said).into_owned()
    }
}

#[tokio::test]
async fn slow_heads_and_bodies_are_closed() {
    let server = Server::impatient().await;
    assert_eq!(
        server.say(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await,
        ""
    );
    assert_eq!(server.say(b"").await, "");
    for (path, kind) in [
        ("/graphql", "application/json"),
        ("/persona", "application/x-www-form-urlencoded"),
        ("/uploads", "multipart/form-data; boundary=x"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 5000\r\n\r\n--x\r\n"
        );
        let said = server.say(head.as_bytes()).await;
        assert!(said.starts_with("HTTP/1.1 408"), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_reader_that_does_not_read_is_closed() {
    let server = Server::impatient().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let page = b"GET /vocabulario/process HTTP/1.1\r\nHost: x\r\n\r\n";
    // More is asked for than the kernel keeps for us; writing goes on until the server resets.
    let closed = tokio::time::timeout(HANGS, async {
        while stream.write_all(page).await.is_ok() {}
    });
    closed.await.expect("the server keeps the connection");
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_has_come() {
    let server = Server::start(Sockets::default(), Pace::default()).await;
    // Only the head is ever sent.
    let said = server
        .say(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n")
        .await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
    assert!(said.contains("TOO_LARGE"), "{said}");
    // All of it is sent at once, and the answer still arrives.
    let mut whole =
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2dc6c0\r\n".to_vec();
    whole.resize(whole.len() + 3_000_000, b' ');
    let said = server.say(&whole).await;
    assert!(said.starts_with("HTTP/1.1 413"), "{said}");
}

#[tokio::test]
async fn one_address_cannot_take_every_connection() {
    let sockets = Sockets {
        per_address: 3,
        ..Sockets::default()
    };
    let server = Server::start(sockets, Pace::default()).await;
    let head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head).await.unwrap();
        let mut first = [0_u8; 12];
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        held.push(stream);
    }
    let mut fourth = TcpStream::connect(server.address).await.unwrap();
    let mut said = Vec::new();
    let read = tokio::time::timeout(HANGS, fourth.read_to_end(&mut said)).await;
    let _ = read.expect("the fourth is kept");
    assert!(said.is_empty());
    // Elsewhere there are places.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = socket.connect(server.address).await.unwrap();
    other.write_all(head).await.unwrap();
    let mut first = [0_u8; 12];
    other.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
}
