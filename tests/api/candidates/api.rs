//! Programs decide as people do on the pages, and are told as much.

use super::super::consents::{global, key};
use super::*;
use eslabon_tests::world::ask;
use serde_json::{Value, json};

/// Calls a mutation as someone; answers its payload.
async fn call(scene: &Scene, who: &str, mutation: &str, asked: &str, input: Value) -> Value {
    let mut input_type = mutation.to_owned();
    input_type[..1].make_ascii_uppercase();
    let query =
        format!("mutation($i: {input_type}Input!) {{ {mutation}(input: $i) {{ {asked} }} }}");
    let session = scene.session(who);
    let answer = ask(&scene.router, session, &query, json!({ "i": input })).await;
    let payload = answer.json()["data"][mutation].clone();
    assert!(!payload.is_null(), "{mutation}: {}", answer.body);
    payload
}

const STEP: &str = "candidacy { id version stage buyerSignature { name } centreSignature { name } } \
     errors { field code hint }";

#[tokio::test]
async fn the_api_decides_as_the_pages_do() {
    let scene = Scene::new().await;
    let input = json!({
        "shortlist": global("Shortlist", scene.shortlist),
        "sites": [global("Supplier", scene.moulder), global("Supplier", scene.turner)],
    });
    let asked = "candidacies { id version stage supplier { name } } errors { code }";
    let added = call(&scene, ENGINEER, "candidatesAdd", asked, input).await;
    let names: Vec<&str> = added["candidacies"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["supplier"]["name"].as_str())
        .collect();
    assert_eq!(
        names,
        ["Moldeo Fino La Calerilla", "Maquinados Cerro del Tesoro"],
        "in the order asked"
    );
    let id = added["candidacies"][1]["id"].clone();
    assert_eq!(key(&id), scene.candidacy(scene.turner).await.id.to_string());
    let of = |version: i32, more: Value| {
        let mut input = json!({ "id": id, "version": version });
        for (name, value) in more.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let onward = || of(1, json!({ "stage": "SHORT_LIST", "words": "Cumple" }));
    let refused = call(&scene, ENGINEER, "candidateMove", STEP, onward()).await;
    assert!(refused["candidacy"].is_null());
    let error = &refused["errors"][0];
    assert_eq!(
        (
            error["field"].as_str(),
            error["code"].as_str(),
            error["hint"].as_str()
        ),
        (Some("interest"), Some("INVALID"), Some("not_interested"))
    );

    let input = json!({
        "need": global("Need", scene.need),
        "site": global("Supplier", scene.turner),
        "interest": "INTERESTED",
        "words": " Desde enero ",
    });
    let asked = "answer { interest words by role } errors { code }";
    let answered = call(&scene, TURNER, "needAnswer", asked, input).await;
    assert_eq!(
        answered["answer"],
        json!({ "interest": "INTERESTED", "words": "Desde enero", "by": name(TURNER), "role": "owner" })
    );
    let moved = call(&scene, ENGINEER, "candidateMove", STEP, onward()).await;
    assert_eq!(moved["candidacy"]["stage"], "SHORT_LIST", "{moved}");
    let stale = call(&scene, STAFF, "candidateMove", STEP, onward()).await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT", "{stale}");

    let note = json!({ "id": id, "step": "VISITED", "words": "Estuvimos ahí" });
    call(&scene, STAFF, "candidateNote", STEP, note).await;
    let today = scene.world.app.today().to_string();
    let next = of(
        2,
        json!({ "what": "Muestras", "owner": "Julieta", "on": today }),
    );
    let asked = "candidacy { nextAction { what owner on } } errors { code }";
    let planned = call(&scene, STAFF, "candidatePlan", asked, next).await;
    assert_eq!(
        planned["candidacy"]["nextAction"],
        json!({ "what": "Muestras", "owner": "Julieta", "on": today })
    );
    let one = call(&scene, STAFF, "candidateSign", STEP, of(3, json!({}))).await;
    assert_eq!(one["candidacy"]["stage"], "SHORT_LIST", "{one}");
    assert!(one["candidacy"]["buyerSignature"].is_null());
    let twice = call(&scene, "direccion", "candidateSign", STEP, of(4, json!({}))).await;
    assert_eq!(twice["errors"][0]["hint"], "already_signed", "{twice}");
    let both = call(&scene, BUYER, "candidateSign", STEP, of(4, json!({}))).await;
    assert_eq!(
        both["candidacy"],
        json!({
            "id": id, "version": 5, "stage": "SELECTED",
            "buyerSignature": { "name": name(BUYER) },
            "centreSignature": { "name": name(STAFF) },
        })
    );

    let list = "query($id: ID!) { node(id: $id) { ... on Need { candidates(first: 10) { stage \
         answer { words } history(first: 20) { step } then { group } today { group } } } } }";
    let need = json!({ "id": global("Need", scene.need) });
    let shown = ask(&scene.router, scene.session(STAFF), list, need).await;
    let lines = &shown.json()["data"]["node"]["candidates"];
    let chosen = &lines[1];
    assert_eq!(lines[0]["stage"], "LONG_LIST", "{}", shown.body);
    assert_eq!(chosen["answer"]["words"], "Desde enero");
    assert_eq!(
        (
            chosen["then"]["group"].as_str(),
            chosen["today"]["group"].as_str()
        ),
        (Some("READY"), Some("READY"))
    );
    let steps: Vec<&str> = chosen["history"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["step"].as_str())
        .collect();
    assert_eq!(
        steps,
        ["SELECTED", "SIGNED", "PLANNED", "VISITED", "MOVED", "ADDED"]
    );
}

#[tokio::test]
async fn the_api_proposes_gaps_and_takes_what_is_said_to_them() {
    let scene = Scene::listed().await;
    let id = global("Candidacy", scene.candidacy(scene.turner).await.id);
    let input = json!({ "id": id, "version": 1, "reason": "no_such_reason", "words": "" });
    let wrong = call(&scene, ENGINEER, "candidateReject", STEP, input).await;
    assert_eq!(wrong["errors"][0]["field"], "reason", "{wrong}");
    assert_eq!(scene.count("proposed_gaps").await, 0);
    let input = json!({ "id": id, "version": 1, "reason": reason(true).id, "words": "" });
    let done = call(&scene, ENGINEER, "candidateReject", STEP, input).await;
    assert_eq!(done["candidacy"]["stage"], "REJECTED", "{done}");

    let list = "{ proposedGaps { id version status reason mayDecide mayReply } }";
    let seen = ask(&scene.router, scene.session(TURNER), list, json!({})).await;
    let gap = seen.json()["data"]["proposedGaps"][0].clone();
    assert_eq!(gap["reason"], reason(true).id, "{}", seen.body);
    assert_eq!(
        (gap["mayDecide"].as_bool(), gap["mayReply"].as_bool()),
        (Some(false), Some(true))
    );
    let asked = "gap { version status reply { words } finding { by } } errors { code }";
    let reply = |version: i32| json!({ "id": gap["id"], "version": version, "words": "Ya no" });
    let replied = call(&scene, TURNER, "gapReply", asked, reply(1)).await;
    assert_eq!(replied["gap"]["reply"]["words"], "Ya no", "{replied}");
    // Who decides reads the reply first.
    let decide = |version: i32| json!({ "id": gap["id"], "version": version, "confirms": false, "words": "Visto" });
    let stale = call(&scene, STAFF, "gapDecide", asked, decide(1)).await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT", "{stale}");
    let decided = call(&scene, STAFF, "gapDecide", asked, decide(2)).await;
    assert_eq!(decided["gap"]["status"], "DROPPED", "{decided}");
    assert_eq!(decided["gap"]["finding"]["by"], name(STAFF));
    let theirs = call(&scene, MOULDER, "gapReply", asked, reply(3)).await;
    assert_eq!(theirs["errors"][0]["code"], "NOT_FOUND", "{theirs}");
}
