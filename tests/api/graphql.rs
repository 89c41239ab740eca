//! The endpoint: what it accepts, what it refuses before executing anything.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_tests::world::{World, ask, get, send};
use serde_json::json;

#[tokio::test]
async fn committed_schema_is_the_schema() {
    let is_same = include_str!("../../schema/schema.graphql") == eslabon_server::graphql::sdl();
    assert!(
        is_same,
        "run `cargo run -- print-schema > schema/schema.graphql` and look at the difference"
    );
}

#[tokio::test]
async fn suppliers_are_found_across_languages_with_facets_and_cost() {
    let world = World::fictional().await;
    let query = "query($t: String!) { suppliers(text: $t, first: 5, facets: true) { totalCount \
                 edges { cursor score node { id name fictional state { name } } } \
                 pageInfo { hasNextPage endCursor } facets { states { value label count } } } }";
    let router = world.router();
    let answer = ask(
        &router,
        "",
        query,
        json!({ "t": "plastic injection molding" }),
    )
    .await;
    let body = answer.json();
    assert!(body["errors"].is_null(), "{body}");
    let total = body["data"]["suppliers"]["totalCount"].as_u64().unwrap();
    assert!(total > 0);
    let counted: u64 = body["data"]["suppliers"]["facets"]["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|state| state["count"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, total, "every supplier lies in one state");
    assert!(body["extensions"]["cost"]["requested"].as_u64().unwrap() > 0);
    // `node` gives the same supplier back.
    let id = body["data"]["suppliers"]["edges"][0]["node"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let again = ask(
        &router,
        "",
        "query($id: ID!) { node(id: $id) { id ... on Supplier { name } } }",
        json!({ "id": id }),
    )
    .await;
    assert_eq!(
        again.json()["data"]["node"]["name"],
        body["data"]["suppliers"]["edges"][0]["node"]["name"]
    );
}

#[tokio::test]
async fn pages_do_not_overlap_and_end() {
    let world = World::fictional().await;
    let router = world.router();
    let query = "query($a: String) { suppliers(first: 30, after: $a) { totalCount edges { node { id } } \
                 pageInfo { hasNextPage endCursor } } }";
    let (mut after, mut seen, mut total) = (
        serde_json::Value::Null,
        std::collections::BTreeSet::new(),
        0,
    );
    for _ in 0..10 {
        let body = ask(&router, "", query, json!({ "a": after })).await.json();
        let page = &body["data"]["suppliers"];
        total = page["totalCount"].as_u64().unwrap();
        for edge in page["edges"].as_array().unwrap() {
            assert!(
                seen.insert(edge["node"]["id"].as_str().unwrap().to_owned()),
                "an entry stands twice"
            );
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen.len() as u64, total);
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_words() {
    let world = World::empty().await;
    let router = world.router();
    let post = |kind: &str, body: String| {
        Request::post("/graphql")
            .header(header::CONTENT_TYPE, kind.to_owned())
            .body(Body::from(body))
            .unwrap()
    };
    let cases = [
        (
            post("text/plain", "{\"query\":\"{ viewer { name } }\"}".into()),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            post(
                "application/json",
                "[{\"query\":\"{ viewer { name } }\"}]".into(),
            ),
            StatusCode::BAD_REQUEST,
        ),
        (
            post("application/json", "{".into()),
            StatusCode::BAD_REQUEST,
        ),
        (
            post("application/json", "{}".into()),
            StatusCode::BAD_REQUEST,
        ),
        (
            post(
                "application/json",
                json!({ "query": "{".repeat(2_000) }).to_string(),
            ),
            StatusCode::BAD_REQUEST,
        ),
        (
            post(
                "application/json",
                json!({ "query": " ".repeat(40_000) + "{ viewer { name } }" }).to_string(),
            ),
            StatusCode::BAD_REQUEST,
        ),
        (
            post(
                "application/json",
                json!({ "query": "{ viewer { name } }", "variables": 3 }).to_string(),
            ),
            StatusCode::BAD_REQUEST,
        ),
        (
            post("application/json", "x".repeat(300_000)),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for (request, status) in cases {
        let answer = send(&router, request).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(
            answer.json()["errors"][0]["message"].is_string(),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn mutations_go_by_post_only_and_from_our_own_pages_only() {
    let world = World::empty().await;
    let router = world.router();
    let by_get = get(
        &router,
        "/graphql?query=mutation%20%7B%20__typename%20%7D",
        "",
        "es",
    )
    .await;
    assert_eq!(by_get.status, StatusCode::METHOD_NOT_ALLOWED);
    let by_get = get(
        &router,
        "/graphql?query=%7B%20viewer%20%7B%20role%20%7D%20%7D",
        "",
        "es",
    )
    .await;
    assert_eq!(by_get.status, StatusCode::OK);
    assert!(by_get.json()["data"]["viewer"]["role"].is_string());
    let foreign = Request::post("/graphql")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("{\"query\":\"{ viewer { role } }\"}"))
        .unwrap();
    assert_eq!(send(&router, foreign).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_small_document_cannot_cost_much() {
    let world = World::empty().await;
    let router = world.router();
    let mut bomb = String::from("{ ...f0 }");
    for at in 0..30 {
        bomb.push_str(&format!(
            " fragment f{at} on Query {{ ...f{} ...f{} }}",
            at + 1,
            at + 1
        ));
    }
    bomb.push_str(" fragment f30 on Query { __typename }");
    let answer = ask(&router, "", &bomb, json!({})).await;
    assert_eq!(
        answer.json()["errors"][0]["extensions"]["code"],
        "TOO_EXPENSIVE"
    );
    let answer = ask(
        &router,
        "",
        "{ suppliers(first: 1000) { totalCount } }",
        json!({}),
    )
    .await;
    assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "INVALID");
}

#[tokio::test]
async fn texts_are_classified_and_annotated() {
    let world = World::empty().await;
    let query = "{ classify(text: \"maquila de galvanoplastia\", language: ES) { class { code titleEs titleEn } score terms } \
                 conceptsIn(text: \"torneado CNC de acero inoxidable\", language: ES) { words concept { conceptId labelEn } } }";
    let body = ask(&world.router(), "", query, json!({})).await.json();
    assert!(body["errors"].is_null(), "{body}");
    let codes: Vec<&str> = body["data"]["classify"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|c| c["class"]["code"].as_str())
        .collect();
    assert!(codes.contains(&"332810"), "{codes:?}");
    assert!(
        body["data"]["conceptsIn"].as_array().unwrap().len() >= 2,
        "{body}"
    );
}
