//! Posting needs, and who may know of them.

use axum::http::StatusCode;
use eslabon_tests::world::{World, ask, get};
use serde_json::{Value, json};

const CREATE: &str = "mutation($input: NeedCreateInput!) { needCreate(input: $input) { \
     need { id version title { text } status criteria { attribute strength concepts { conceptId } } } \
     errors { field code message hint } } }";

fn input() -> Value {
    json!({
        "title": { "text": "Bujes torneados de latón", "language": "ES" },
        "description": { "text": "Torneado CNC de bujes de latón, 2,000 piezas al mes.", "language": "ES" },
        "criteria": [
            { "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" },
            { "comparison": "IN_STATES", "states": ["14", "08"], "strength": "WISH", "weight": 20 }
        ]
    })
}

async fn titles(router: &axum::Router, person: &str) -> Vec<String> {
    let body = ask(
        router,
        person,
        "{ needs(first: 100) { edges { node { title { text } } } } }",
        json!({}),
    )
    .await
    .json();
    let edges = body["data"]["needs"]["edges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    edges
        .iter()
        .filter_map(|edge| edge["node"]["title"]["text"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn an_engineer_posts_a_need_and_it_is_findable_at_once() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let body = ask(&router, &engineer, CREATE, json!({ "input": input() }))
        .await
        .json();
    let need = &body["data"]["needCreate"]["need"];
    assert_eq!(need["status"], "OPEN", "{body}");
    assert_eq!(need["criteria"].as_array().unwrap().len(), 2);
    assert!(
        titles(&router, &engineer)
            .await
            .contains(&"Bujes torneados de latón".to_owned())
    );
}

#[tokio::test]
async fn every_fault_is_named_at_once_and_nothing_is_written() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let before = titles(&router, &engineer).await;
    let mut bad = input();
    bad["title"]["text"] = json!("");
    bad["criteria"][0]["concepts"] = json!(["process.alchemy"]);
    bad["criteria"][1]["weight"] = json!(900);
    let body = ask(&router, &engineer, CREATE, json!({ "input": bad }))
        .await
        .json();
    let errors = body["data"]["needCreate"]["errors"]
        .as_array()
        .unwrap()
        .clone();
    let fields: Vec<&str> = errors.iter().filter_map(|e| e["field"].as_str()).collect();
    assert!(fields.contains(&"title"), "{body}");
    assert!(fields.contains(&"criteria.0"), "{body}");
    assert!(fields.contains(&"criteria.1.weight"), "{body}");
    assert!(body["data"]["needCreate"]["need"].is_null());
    assert_eq!(titles(&router, &engineer).await, before);
}

#[tokio::test]
async fn closed_figures_are_musts_and_never_order() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let mut probing = input();
    probing["criteria"][0] = json!({ "attribute": "site.defect_ppm", "comparison": "AT_MOST", "amount": "500", "strength": "MUST" });
    let posted = ask(&router, &engineer, CREATE, json!({ "input": probing }))
        .await
        .json();
    assert!(
        posted["data"]["needCreate"]["need"]["id"].is_string(),
        "{posted}"
    );
    // A wish orders inside a band, and the order would tell the figure.
    probing["criteria"][0]["strength"] = json!("WISH");
    let refused = ask(&router, &engineer, CREATE, json!({ "input": probing }))
        .await
        .json();
    assert_eq!(
        refused["data"]["needCreate"]["errors"][0]["hint"], "closed_wish",
        "{refused}"
    );
}

#[tokio::test]
async fn another_lead_firm_sees_nothing_through_any_door() {
    let world = World::fictional().await;
    let (router, own, other) = (
        world.router(),
        world.person("engineer", 0),
        world.person("engineer", 1),
    );
    let body = ask(&router, &own, CREATE, json!({ "input": input() }))
        .await
        .json();
    let id = body["data"]["needCreate"]["need"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for person in [other.clone(), world.person("visitor", 0)] {
        let node = ask(
            &router,
            &person,
            "query($id: ID!) { node(id: $id) { id } }",
            json!({ "id": id }),
        )
        .await;
        assert!(node.json()["data"]["node"].is_null(), "{}", node.body);
        assert!(!node.body.contains("Bujes"), "{}", node.body);
        assert!(
            !titles(&router, &person)
                .await
                .contains(&"Bujes torneados de latón".to_owned())
        );
        let page = get(&router, "/requerimientos", &person, "es").await;
        assert!(!page.body.contains("Bujes torneados de latón"));
    }
    // Posting in another's name answers as though that firm did not exist.
    let owner = ask(&router, &own, "{ viewer { organisationId } }", json!({}))
        .await
        .json();
    let mut foreign = input();
    foreign["organisationId"] = owner["data"]["viewer"]["organisationId"].clone();
    let before = titles(&router, &own).await.len();
    let body = ask(&router, &other, CREATE, json!({ "input": foreign }))
        .await
        .json();
    assert_eq!(
        body["data"]["needCreate"]["errors"][0]["code"], "NOT_FOUND",
        "{body}"
    );
    assert_eq!(
        titles(&router, &own).await.len(),
        before,
        "nothing was written"
    );
}

#[tokio::test]
async fn visitors_may_not_post() {
    let world = World::fictional().await;
    let answer = ask(
        &world.router(),
        &world.person("visitor", 0),
        CREATE,
        json!({ "input": input() }),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json()["errors"][0]["extensions"]["code"],
        "FORBIDDEN"
    );
}

#[tokio::test]
async fn every_need_of_a_page_names_its_firm() {
    let world = World::fictional().await;
    let (router, staff) = (world.router(), world.person("centre_staff", 0));
    let query = "{ needs(first: 100) { edges { node { organisation { name fictional } } } } }";
    let body = ask(&router, &staff, query, json!({})).await.json();
    let edges = body["data"]["needs"]["edges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(edges.len(), 25, "{body}");
    let mut names: Vec<&str> = edges
        .iter()
        .filter_map(|edge| edge["node"]["organisation"]["name"].as_str())
        .collect();
    assert_eq!(names.len(), 25, "{body}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4);
}
