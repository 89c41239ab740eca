//! Shortlists through the API: made, explained, saved, reopened unchanged.

use eslabon_tests::world::{World, ask};
use serde_json::{Value, json};

const MAKE: &str = "mutation($input: ShortlistCreateInput!) { shortlistCreate(input: $input) { errors { code } \
     shortlist { id evaluatedOn scored rulesVersion groups { ready withProgramme toConfirm outOfReach } \
       candidates(first: 100) { rank group possible proven scoreMilli supplier { id name } \
         criteria { verdict reason evidence { value origin observed } } } } } }";

async fn first_need(router: &axum::Router, person: &str) -> String {
    let body = ask(
        router,
        person,
        "{ needs(first: 1) { edges { node { id } } } }",
        json!({}),
    )
    .await
    .json();
    body["data"]["needs"]["edges"][0]["node"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn every_supplier_is_scored_and_every_candidate_explained() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let need = first_need(&router, &engineer).await;
    let body = ask(
        &router,
        &engineer,
        MAKE,
        json!({ "input": { "needId": need, "evaluatedOn": "2026-11-24" } }),
    )
    .await
    .json();
    let shortlist = &body["data"]["shortlistCreate"]["shortlist"];
    assert_eq!(shortlist["scored"], 80, "{body}");
    let groups = &shortlist["groups"];
    let counted: u64 = ["ready", "withProgramme", "toConfirm", "outOfReach"]
        .iter()
        .map(|g| groups[*g].as_u64().unwrap())
        .sum();
    assert_eq!(counted, 80);
    for candidate in shortlist["candidates"].as_array().unwrap() {
        for criterion in candidate["criteria"].as_array().unwrap() {
            assert!(
                criterion["verdict"].is_string() && criterion["reason"].is_string(),
                "{criterion}"
            );
        }
    }
    // Reopened: the same answer to the byte.
    let id = shortlist["id"].clone();
    let reopen = "query($id: ID!) { node(id: $id) { ... on Shortlist { id evaluatedOn scored rulesVersion \
        groups { ready withProgramme toConfirm outOfReach } candidates(first: 100) { rank group possible proven scoreMilli \
        supplier { id name } criteria { verdict reason evidence { value origin observed } } } } } }";
    let again: Value = ask(&router, &engineer, reopen, json!({ "id": id }))
        .await
        .json();
    assert_eq!(&again["data"]["node"], shortlist);
}

#[tokio::test]
async fn the_shortlist_of_another_firm_does_not_exist() {
    let world = World::fictional().await;
    let (router, own, other) = (
        world.router(),
        world.person("engineer", 0),
        world.person("engineer", 1),
    );
    let need = first_need(&router, &own).await;
    let refused = ask(
        &router,
        &other,
        MAKE,
        json!({ "input": { "needId": need } }),
    )
    .await
    .json();
    assert_eq!(
        refused["data"]["shortlistCreate"]["errors"][0]["code"], "NOT_FOUND",
        "{refused}"
    );
    let body = ask(&router, &own, MAKE, json!({ "input": { "needId": need } }))
        .await
        .json();
    let id = body["data"]["shortlistCreate"]["shortlist"]["id"].clone();
    let node = ask(
        &router,
        &other,
        "query($id: ID!) { node(id: $id) { id } }",
        json!({ "id": id }),
    )
    .await;
    assert!(node.json()["data"]["node"].is_null(), "{}", node.body);
}

#[tokio::test]
async fn every_need_of_the_demonstration_shows_all_four_groups() {
    let world = World::fictional().await;
    let (router, staff) = (world.router(), world.person("centre_staff", 0));
    let list = "{ needs(first: 100) { edges { node { id title { text } } } } }";
    let needs = ask(&router, &staff, list, json!({})).await.json();
    let needs = needs["data"]["needs"]["edges"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert_eq!(needs.len(), 25);
    let make = "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { \
                groups { ready withProgramme toConfirm outOfReach } } } }";
    for need in needs {
        let made = ask(
            &router,
            &staff,
            make,
            json!({ "i": { "needId": need["node"]["id"] } }),
        )
        .await
        .json();
        let groups = &made["data"]["shortlistCreate"]["shortlist"]["groups"];
        for group in ["ready", "withProgramme", "toConfirm", "outOfReach"] {
            assert!(
                groups[group].as_i64().is_some_and(|count| count > 0),
                "{need}: {groups}"
            );
        }
    }
}
