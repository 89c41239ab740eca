//! The sheet for a visit: the buyer's engineer and the centre's staff take along what is known and what is missing,
//! nobody else learns that there is a candidate.

use super::super::consents::global;
use super::*;
use eslabon_tests::world::ask;
use serde_json::json;

#[tokio::test]
async fn the_sheet_asks_for_what_is_missing_and_names_whom_one_may_know() {
    let scene = Scene::listed().await;
    scene.answers(MOULDER, Interest::Interested).await;
    let path = format!("{}/visita", scene.path(scene.moulder).await);
    for who in [ENGINEER, BUYER, STAFF] {
        let page = scene.get(who, &path).await;
        assert_eq!(page.status, 200, "{who}: {}", page.body);
        let (before, asked) = page.body.split_once("id=\"preguntas\"").unwrap();
        // How soon she quotes is not known, and so is asked; the process is known, and is not.
        assert!(asked.contains("sin dato"), "{who}");
        assert!(before.contains("id=\"sabido\""), "{who}");
        // Whoever answered for the firm is the one to ask for.
        let (_, contacts) = before.split_once("id=\"quien\"").unwrap();
        assert!(contacts.contains(&name(MOULDER)), "{who}");
    }
    for who in [STRANGER, MOULDER, TURNER] {
        let page = scene.get(who, &path).await;
        assert!(page.status == 404 || page.status == 403, "{who}");
        // Her own firm stands at the head of her pages.
        let is_her_own = who == MOULDER;
        assert!(is_her_own || !page.body.contains("Moldeo Fino"), "{who}");
    }
    let query = "query($id: ID!) { candidacy(id: $id) { visitPack { known { criterion verdict } \
                 missing { criterion verdict } questions { attribute criterion reason help } } } }";
    let id = global("Candidacy", scene.candidacy(scene.moulder).await.id);
    let answer = ask(
        &scene.router,
        scene.session(STAFF),
        query,
        json!({ "id": id }),
    )
    .await;
    let pack = answer.json()["data"]["candidacy"]["visitPack"].clone();
    let places = |list: &str| -> Vec<u64> {
        let all = pack[list].as_array().unwrap();
        all.iter()
            .map(|one| one["criterion"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(places("missing"), [QUOTE_DAYS as u64], "{pack}");
    assert!(places("known").contains(&(PEOPLE as u64)));
    assert_eq!(pack["questions"][0]["attribute"], "site.quote_days");
    assert_eq!(pack["questions"][0]["reason"], "MISSING");
}

#[tokio::test]
async fn staff_prepare_a_visit_of_a_firm_without_a_need() {
    let scene = Scene::new().await;
    let path = format!("/proveedores/{}/visita", scene.turner);
    let page = scene.get(STAFF, &path).await;
    assert_eq!(page.status, 200);
    for part in [
        "id=\"donde\"",
        "id=\"quien\"",
        "id=\"preguntas\"",
        "id=\"hallazgos\"",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    let (_, vecina) = scene.neighbour(8).await;
    let answer = get(&scene.router, &path, &vecina, "es").await;
    assert_eq!(answer.status, 404);
    for who in [ENGINEER, TURNER, MOULDER] {
        let answer = scene.get(who, &path).await;
        assert_eq!(answer.status, 403, "{who}");
        assert!(!answer.body.contains("id=\"preguntas\""), "{who}");
    }
}
