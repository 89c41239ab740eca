//! A need whose buyer keeps her name back: no door tells it until she opens it.

use super::closed_facts::Scene;
use super::consents::{global, key, open, revoke, stranger};
use eslabon_tests::world::{ask, post};
use serde_json::{Value, json};

const CREATE: &str = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } errors { field hint } } }";

fn need(title: &str) -> Value {
    json!({
        "title": { "text": title },
        "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
        "hideBuyer": true,
    })
}

/// The buyer's name.
async fn buyer(scene: &Scene) -> String {
    let query = "{ needs(first: 1) { edges { node { organisation { name } } } } }";
    let answer = ask(&scene.router, scene.session("engineer"), query, json!({})).await;
    let name = &answer.json()["data"]["needs"]["edges"][0]["node"]["organisation"]["name"];
    name.as_str().unwrap().to_owned()
}

/// Whether the need's page, its node and its place in the lists tell someone whose it is.
async fn knows(scene: &Scene, person: &str, need: &Value, buyer: &str) -> bool {
    let page = scene
        .page(&format!("/requerimientos/{}", key(need)), person)
        .await;
    assert!(page.contains("Sonajas"), "{person} sees the need");
    let query = "query($id: ID!) { node(id: $id) { ... on Need { title { text } organisation { id name } } } }";
    let node = ask(
        &scene.router,
        scene.session(person),
        query,
        json!({ "id": need }),
    )
    .await;
    let by_node = !node.json()["data"]["node"]["organisation"].is_null();
    let query = "{ needs(first: 100) { edges { node { id organisation { id name } } } } }";
    let list = ask(&scene.router, scene.session(person), query, json!({})).await;
    let edges = list.json()["data"]["needs"]["edges"].clone();
    let by_list = edges
        .as_array()
        .unwrap()
        .iter()
        .find(|edge| edge["node"]["id"] == *need)
        .map(|edge| !edge["node"]["organisation"].is_null());
    // Found by its own word, whatever the list says beside it.
    let found = scene.page("/requerimientos?q=sonajas", person).await;
    assert!(found.contains("Sonajas"), "{person}");
    let by_page = page.contains(buyer);
    assert_eq!(Some(by_node), by_list, "{person}");
    assert_eq!(
        (by_page, found.contains(buyer)),
        (by_node, by_node),
        "{person}"
    );
    assert_eq!(page.contains("nombre reservado"), !by_page, "{person}");
    by_page
}

#[tokio::test]
async fn a_reserved_name_is_told_to_the_buyer_and_the_centre_and_to_whom_she_opens_it() {
    let mut scene = Scene::new().await;
    stranger(&mut scene).await;
    let buyer = buyer(&scene).await;
    let engineer = scene.session("engineer");
    let made = ask(
        &scene.router,
        engineer,
        CREATE,
        json!({ "i": need("Sonajas torneadas") }),
    )
    .await;
    let id = made.json()["data"]["needCreate"]["need"]["id"].clone();
    assert!(id.is_string(), "{}", made.body);
    for (person, known) in [
        ("engineer", true),
        ("staff", true),
        ("owner", false),
        ("rival", false),
        ("provider", false),
    ] {
        assert_eq!(knows(&scene, person, &id, &buyer).await, known, "{person}");
    }
    // Another lead firm does not even know of it.
    let path = format!("/requerimientos/{}", key(&id));
    assert!(!scene.page(&path, "stranger").await.contains("Sonajas"));
    // The buyer's name finds the need of nobody who may not know it.
    for person in ["owner", "rival", "provider"] {
        let words = buyer.replace(' ', "+");
        let found = scene
            .page(&format!("/requerimientos?q={words}"), person)
            .await;
        assert!(!found.contains("Sonajas"), "{person}");
    }
    // Nor does the list of firms to whom one can open anything.
    let opened = open(
        &scene,
        "engineer",
        json!({
            "subject": "NEED_BUYER", "needId": id,
            "audienceId": global("Supplier", scene.site),
            "until": scene.world.app.today().to_string(),
        }),
    )
    .await;
    assert!(knows(&scene, "owner", &id, &buyer).await);
    assert!(!knows(&scene, "rival", &id, &buyer).await);
    revoke(&scene, "engineer", &opened["consent"]["id"]).await;
    assert!(!knows(&scene, "owner", &id, &buyer).await);

    let name = format!("{path}/nombre");
    assert_eq!(
        post(&scene.router, &name, scene.session("owner"), &[])
            .await
            .status,
        403
    );
    assert_eq!(post(&scene.router, &name, engineer, &[]).await.status, 303);
    for person in ["owner", "rival", "provider"] {
        assert!(knows(&scene, person, &id, &buyer).await, "{person}");
    }
}

#[tokio::test]
async fn a_reserved_need_cannot_name_its_buyer_in_its_words() {
    let scene = Scene::new().await;
    let buyer = buyer(&scene).await;
    let title = format!("Sonajas para {}", buyer.to_uppercase());
    let made = ask(
        &scene.router,
        scene.session("engineer"),
        CREATE,
        json!({ "i": need(&title) }),
    )
    .await;
    let errors = &made.json()["data"]["needCreate"]["errors"];
    assert_eq!(errors[0]["hint"], "names_buyer", "{}", made.body);
    assert_eq!(errors[0]["field"], "title");
}

#[tokio::test]
async fn nobody_opens_the_name_or_the_drawings_of_another_firms_need() {
    let mut scene = Scene::new().await;
    stranger(&mut scene).await;
    let engineer = scene.session("engineer");
    let made = ask(
        &scene.router,
        engineer,
        CREATE,
        json!({ "i": need("Sonajas") }),
    )
    .await;
    let id = made.json()["data"]["needCreate"]["need"]["id"].clone();
    let query = "mutation($i: ConsentOpenInput!) { consentOpen(input: $i) { consent { id } errors { code } } }";
    for (person, wanted) in [
        ("stranger", "NOT_FOUND"),
        ("owner", "FORBIDDEN"),
        ("staff", "FORBIDDEN"),
    ] {
        for subject in ["NEED_BUYER", "NEED_DRAWINGS"] {
            let input = json!({
                "subject": subject, "needId": id,
                "audienceId": global("Supplier", scene.site),
                "until": scene.world.app.today().to_string(),
            });
            let answer = ask(
                &scene.router,
                scene.session(person),
                query,
                json!({ "i": input }),
            )
            .await;
            assert!(
                answer.body.contains(wanted),
                "{person} {subject}: {}",
                answer.body
            );
        }
    }
}
