//! The endpoint under abuse: each request is refused in words and nothing is executed; the schema is for
//! those who may look at it; what other sites can send, and what we give away as files. How long a refusal
//! takes is measured by `evaluate abuse`, not here.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_server::graphql::{self, abuse::corpus};
use eslabon_server::http::limits::{Introspection, Limits};
use eslabon_server::http::session::Cookies;
use eslabon_server::http::{Faces, router_with};
use eslabon_tests::world::{World, ask, get, send};
use serde_json::json;

pub fn faces(world: &World) -> Faces {
    Faces {
        app: world.app.clone(),
        schema: graphql::schema(),
        cookies: Cookies::default(),
        demonstration: true,
    }
}

/// Nobody who has signed in.
pub const VISITOR: &str = "";

#[tokio::test]
async fn every_abusive_request_is_refused_in_words() {
    let world = World::empty().await;
    let router = world.router();
    for abuse in corpus() {
        let request = abuse.request().unwrap();
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
    let (router, altaluz) = (world.router(), world.person("engineer", 0));
    let counted = "{ needs(first: 100) { edges { cursor } } }";
    let before = ask(&router, &altaluz, counted, json!({})).await.body;
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
        let answer = ask(&router, &altaluz, &document, json!({})).await;
        assert!(answer.json().get("data").is_none(), "{}", answer.body);
        assert!(answer.json()["errors"][0]["extensions"]["code"].is_string());
    }
    assert_eq!(
        ask(&router, &altaluz, counted, json!({})).await.body,
        before
    );
}

#[tokio::test]
async fn the_schema_is_for_those_who_have_signed_in() {
    let world = World::fictional().await;
    let (router, altaluz) = (world.router(), world.person("engineer", 0));
    let schema = "{ __schema { queryType { name } } }";
    let own_type = "{ __type(name: \"Supplier\") { name fields { name } } __typename }";
    let misspelt = "{ supliers { totalCount } }";
    let seen = ask(&router, &altaluz, schema, json!({})).await.json();
    assert_eq!(seen["data"]["__schema"]["queryType"]["name"], "Query");
    let seen = ask(&router, &altaluz, own_type, json!({})).await.json();
    assert_eq!(seen["data"]["__type"]["name"], "Supplier");
    let told = ask(&router, &altaluz, misspelt, json!({})).await.body;
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
        (Introspection::Nobody, altaluz.as_str(), false),
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
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let whole = include_str!("../../crates/server/src/graphql/introspection.graphql");
    let answer = ask(&world.router(), &engineer, whole, json!({}))
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

#[tokio::test]
async fn every_download_is_an_attachment_of_a_fixed_type() {
    const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    const CSV: &str = "text/csv; charset=utf-8";
    let world = World::fictional().await;
    let (router, centre) = (world.router(), world.person("centre_staff", 0));
    // The runs of the world's own files are reached through their page.
    let runs = get(&router, "/importar", &centre, "es").await.body;
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
        ("/importar/plantillas/machines", CSV, "machines.csv"),
        (problems.as_str(), CSV, "problemas.csv"),
    ] {
        let answer = get(&router, path, &centre, "es").await;
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
            ("/entrar", "application/x-www-form-urlencoded"),
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
