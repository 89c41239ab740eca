//! What an owner opens is seen by those to whom she opened it, while it is open, and by nobody else;
//! every reading is on record. What she opens to matching alone is shown to nobody.

use super::closed_facts::{SECRETS, Scene, tells};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::OrganisationId;
use eslabon_tests::world::{ask, post};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

/// The figures of quality among the secrets: defects delivered, OEE.
const QUALITY: [&str; 2] = ["731377", "713791"];

pub(crate) fn global(kind: &str, key: impl std::fmt::Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}:{key}"))
}

/// The key behind a global id.
pub(crate) fn key(id: &Value) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(id.as_str().unwrap()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    text.split_once(':').unwrap().1.to_owned()
}

pub(crate) async fn database(scene: &Scene) -> DatabaseConnection {
    sea_orm::Database::connect(scene.world.app.place().database())
        .await
        .unwrap()
}

pub(crate) async fn write(db: &DatabaseConnection, sql: &str) {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.execute_raw(statement).await.unwrap();
}

/// How often an action of someone is on record.
pub(crate) async fn on_record(db: &DatabaseConnection, action: &str, name: &str) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) AS n FROM audit_log WHERE action = '{action}' \
         AND (actor_name = '{name}' OR personal LIKE '%\"{name}\"%')"
    );
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    row.unwrap().unwrap().try_get("", "n").unwrap()
}

/// An engineer of a lead firm to which nobody opened anything.
pub(crate) async fn stranger(scene: &mut Scene) {
    let db = database(scene).await;
    let sql = "SELECT id FROM organisations WHERE kind = 'lead_firm'";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let other = rows
        .iter()
        .map(|row| OrganisationId(row.try_get("", "id").unwrap()))
        .find(|id| *id != scene.lead_firm)
        .unwrap();
    let actor = Actor {
        role: Role::Engineer,
        organisation: Some(other),
        ..Actor::command_line()
    };
    let session = scene.world.sign_in("stranger", &actor).await;
    scene.sessions.insert("stranger".into(), session);
}

/// Opens as someone; the answer's payload.
pub(crate) async fn open(scene: &Scene, person: &str, input: Value) -> Value {
    let query = "mutation($i: ConsentOpenInput!) { consentOpen(input: $i) { consent { id } errors { field hint } } }";
    let answer = ask(
        &scene.router,
        scene.session(person),
        query,
        json!({ "i": input }),
    )
    .await;
    let payload = answer.json()["data"]["consentOpen"].clone();
    assert!(!payload.is_null(), "{}", answer.body);
    payload
}

pub(crate) async fn revoke(scene: &Scene, person: &str, consent: &Value) {
    let query = "mutation($i: ConsentRevokeInput!) { consentRevoke(input: $i) { revoked } }";
    let answer = ask(
        &scene.router,
        scene.session(person),
        query,
        json!({ "i": { "consentId": consent } }),
    )
    .await;
    assert_eq!(
        answer.json()["data"]["consentRevoke"]["revoked"],
        true,
        "{}",
        answer.body
    );
}

/// Which secrets the supplier's page and its node tell someone.
async fn told(scene: &Scene, person: &str) -> Vec<&'static str> {
    let mut bodies = scene
        .page(&format!("/proveedores/{}", scene.site), person)
        .await;
    let query = "query($id: ID!) { node(id: $id) { ... on Supplier { detail { facts { value entered } } } } }";
    let id = global("Supplier", scene.site);
    let node = ask(
        &scene.router,
        scene.session(person),
        query,
        json!({ "id": id }),
    )
    .await;
    bodies.push_str(&node.body);
    SECRETS
        .into_iter()
        .filter(|secret| tells(&bodies, secret))
        .collect()
}

#[tokio::test]
async fn an_opened_group_is_read_by_its_audience_alone_and_only_while_it_is_open() {
    let mut scene = Scene::new().await;
    stranger(&mut scene).await;
    let db = database(&scene).await;
    let opening = json!({
        "subject": "QUALITY",
        "audienceId": global("Organisation", scene.lead_firm),
        "until": scene.world.app.today().to_string(),
        "note": "Cotización de levas",
    });
    assert!(told(&scene, "engineer").await.is_empty());
    assert_eq!(on_record(&db, "facts.read", "engineer").await, 0);

    let opened = open(&scene, "owner", opening.clone()).await;
    assert_eq!(told(&scene, "engineer").await, QUALITY);
    // Two languages of the page and the node: one record each.
    assert_eq!(on_record(&db, "facts.read", "engineer").await, 3);
    for person in ["stranger", "rival", "provider", "administrator", "visitor"] {
        assert!(told(&scene, person).await.is_empty(), "{person}");
        assert_eq!(on_record(&db, "facts.read", person).await, 0, "{person}");
    }
    // Lists, searches and exports carry open facts only, whatever is open to the reader.
    for path in ["/buscar?q=levas", "/buscar.csv?q=levas"] {
        let body = scene.page(path, "engineer").await;
        assert!(!QUALITY.iter().any(|secret| tells(&body, secret)), "{path}");
    }

    revoke(&scene, "owner", &opened["consent"]["id"]).await;
    assert!(told(&scene, "engineer").await.is_empty(), "gone at once");

    open(&scene, "owner", opening).await;
    assert_eq!(told(&scene, "engineer").await, QUALITY);
    write(&db, "UPDATE consents SET until_on = '2020-01-01'").await;
    assert!(told(&scene, "engineer").await.is_empty(), "it ran out");
    assert_eq!(on_record(&db, "consent.open", "owner").await, 2);
    assert_eq!(on_record(&db, "consent.revoke", "owner").await, 1);
}

#[tokio::test]
async fn the_centre_reading_figures_is_on_record_and_the_owner_reading_her_own_is_not() {
    let scene = Scene::new().await;
    let db = database(&scene).await;
    told(&scene, "staff").await;
    told(&scene, "owner").await;
    assert_eq!(on_record(&db, "facts.read", "staff").await, 3);
    assert_eq!(on_record(&db, "facts.read", "owner").await, 0);
    // The owner reads who has read her figures.
    let readings = "{ auditEntries(view: READINGS) { edges { node { action } } } }";
    let seen = ask(&scene.router, scene.session("owner"), readings, json!({})).await;
    let seen = seen.json()["data"]["auditEntries"]["edges"].clone();
    // Three by staff, one by the operator who made the scene.
    assert_eq!(seen.as_array().map(Vec::len), Some(4), "{seen}");
    // Asking for a card reads nothing that is closed.
    let query = "query($id: ID!) { node(id: $id) { ... on Supplier { name } } }";
    let id = global("Supplier", scene.site);
    ask(
        &scene.router,
        scene.session("staff"),
        query,
        json!({ "id": id }),
    )
    .await;
    assert_eq!(on_record(&db, "facts.read", "staff").await, 3);
}

#[tokio::test]
async fn what_cannot_be_opened_so_is_said() {
    let scene = Scene::new().await;
    let lead_firm = global("Organisation", scene.lead_firm);
    let today = scene.world.app.today().to_string();
    for (input, hint) in [
        (
            json!({ "subject": "QUALITY", "audienceId": lead_firm, "until": "2020-01-01" }),
            "in_past",
        ),
        (
            json!({ "subject": "QUALITY", "audienceId": lead_firm, "until": "2999-01-01" }),
            "until_too_far",
        ),
        (
            json!({ "subject": "QUALITY", "audienceId": global("Organisation", scene.owner), "until": today }),
            "own_organisation",
        ),
        (
            json!({ "subject": "QUALITY", "audienceId": global("Organisation", uuid::Uuid::nil()), "until": today }),
            "unknown_organisation",
        ),
        (
            json!({ "subject": "DRAWINGS", "purpose": "MATCH", "until": today }),
            "not_comparable_group",
        ),
        (
            json!({ "subject": "QUALITY", "until": today, "note": "x".repeat(301) }),
            "too_long",
        ),
    ] {
        let payload = open(&scene, "owner", input).await;
        assert_eq!(payload["errors"][0]["hint"], hint, "{payload}");
        assert!(payload["consent"].is_null());
    }
}

#[tokio::test]
async fn the_page_applies_presets_and_takes_back() {
    let scene = Scene::new().await;
    let owner = scene.session("owner");
    let until = scene.world.app.today().to_string();
    let body = scene.page("/consentimientos", "owner").await;
    assert!(body.contains("Nada está abierto") && body.contains("Nothing is open"));
    let firm = scene.lead_firm.to_string();
    let chosen = [
        ("hacer", "preset"),
        ("preset", "buyers_i_accept"),
        ("comprador", firm.as_str()),
        ("hasta", until.as_str()),
    ];
    let answer = post(&scene.router, "/consentimientos", owner, &chosen).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let mut seen = told(&scene, "engineer").await;
    seen.sort_unstable();
    assert_eq!(seen, ["713791", "731377", "918273"], "capacity and quality");

    let without = [
        ("hacer", "preset"),
        ("preset", "buyers_i_accept"),
        ("hasta", ""),
    ];
    let answer = post(&scene.router, "/consentimientos", owner, &without).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("href=\"#hasta\""), "{}", answer.body);

    let body = scene.page("/consentimientos", "owner").await;
    let (_, after) = body.split_once("action=\"/consentimientos/").unwrap();
    let (consent, _) = after.split_once('/').unwrap();
    let path = format!("/consentimientos/{consent}/cerrar");
    assert_eq!(
        post(&scene.router, &path, scene.session("rival"), &[])
            .await
            .status,
        404
    );
    assert_eq!(post(&scene.router, &path, owner, &[]).await.status, 303);
    assert_eq!(
        post(&scene.router, &path, owner, &[]).await.status,
        303,
        "twice is once"
    );
    assert!(told(&scene, "engineer").await.len() < 3);

    let centre = [("hacer", "preset"), ("preset", "only_my_centre")];
    assert_eq!(
        post(&scene.router, "/consentimientos", owner, &centre)
            .await
            .status,
        303
    );
    assert!(told(&scene, "engineer").await.is_empty());
}

/// Posts a need with one closed must, scores it, and answers our supplier's candidate.
async fn candidate(scene: &Scene, criterion: Value) -> Value {
    let create = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } errors { field hint } } }";
    let input = json!({
        "title": { "text": "Levas con pocos defectos" },
        "criteria": [
            { "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" },
            { "comparison": "IN_STATES", "states": ["14"], "strength": "MUST" },
            criterion,
        ],
    });
    let engineer = scene.session("engineer");
    let made = ask(&scene.router, engineer, create, json!({ "i": input })).await;
    let need = made.json()["data"]["needCreate"]["need"]["id"].clone();
    if need.is_null() {
        return made.json()["data"]["needCreate"]["errors"].clone();
    }
    let make = "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { id \
        groups { ready withProgramme toConfirm outOfReach } \
        candidates(first: 100) { group scoreMilli estimate { fromDays } supplier { name } \
        criteria { verdict reason distanceMilli contributionMilli evidence { value } closing { name { text } } } } } } }";
    let answer = ask(
        &scene.router,
        engineer,
        make,
        json!({ "i": { "needId": need } }),
    )
    .await;
    for secret in SECRETS {
        assert!(!tells(&answer.body, secret), "{secret}");
    }
    let list = answer.json()["data"]["shortlistCreate"]["shortlist"].clone();
    let found = list["candidates"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.body))
        .iter()
        .find(|one| one["supplier"]["name"] == "Tornos Quetzal")
        .unwrap_or_else(|| panic!("{}", answer.body))
        .clone();
    json!({ "candidate": found, "groups": list["groups"] })
}

fn at_most(ppm: i64) -> Value {
    json!({ "attribute": "site.defect_ppm", "comparison": "AT_MOST", "amount": ppm.to_string(), "strength": "MUST" })
}

#[tokio::test]
async fn matching_without_showing_moves_the_group_and_tells_nothing_else() {
    let scene = Scene::new().await;
    // 731,377 ppm stands for the step 1,000,000. Nobody allowed anything: the firm is to be asked.
    let kept = candidate(&scene, at_most(1_000_000)).await;
    assert_eq!(kept["candidate"]["group"], "TO_CONFIRM");
    let closed = &kept["candidate"]["criteria"][2];
    assert_eq!(
        (closed["verdict"].as_str(), closed["reason"].as_str()),
        (Some("UNKNOWN"), Some("kept_closed"))
    );

    let preset = "mutation($i: ConsentApplyPresetInput!) { consentApplyPreset(input: $i) { consents { preset open { id subject purpose } } errors { hint } } }";
    let today = scene.world.app.today().to_string();
    let input = json!({ "preset": "MATCHING_WITHOUT_SHOWING", "until": today });
    let applied = ask(
        &scene.router,
        scene.session("owner"),
        preset,
        json!({ "i": input }),
    )
    .await;
    let applied = &applied.json()["data"]["consentApplyPreset"]["consents"];
    assert_eq!(applied["preset"], "MATCHING_WITHOUT_SHOWING");
    assert!(
        told(&scene, "engineer").await.is_empty(),
        "nothing is shown"
    );

    let met = candidate(&scene, at_most(1_000_000)).await;
    assert_eq!(met["candidate"]["group"], "READY");
    let missed = candidate(&scene, at_most(999_999)).await;
    assert_ne!(missed["candidate"]["group"], "READY");
    assert_ne!(missed["candidate"]["group"], "TO_CONFIRM");
    // Between two steps every threshold gives the same answer, though 740,000 is met and 700,000 is not.
    let (above, below) = (
        candidate(&scene, at_most(740_000)).await,
        candidate(&scene, at_most(700_000)).await,
    );
    assert_eq!(above["candidate"], below["candidate"]);
    assert_eq!(above["groups"], below["groups"]);
    for answer in [&met, &missed] {
        let closed = &answer["candidate"]["criteria"][2];
        assert_eq!(closed["verdict"], "CLOSED");
        assert_eq!(closed["contributionMilli"], 0);
        assert!(closed["distanceMilli"].is_null());
        assert_eq!(closed["evidence"], json!([]));
        assert_eq!(closed["closing"], json!([]));
        assert!(answer["candidate"]["estimate"].is_null());
        assert_eq!(
            answer["groups"], kept["groups"],
            "counts use open facts only"
        );
        assert_eq!(
            answer["candidate"]["scoreMilli"],
            kept["candidate"]["scoreMilli"]
        );
    }

    let quality = applied["open"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["subject"] == "QUALITY")
        .unwrap();
    revoke(&scene, "owner", &quality["id"]).await;
    let again = candidate(&scene, at_most(1_000_000)).await;
    assert_eq!(
        again["candidate"]["group"], "TO_CONFIRM",
        "taken back at once"
    );
}

#[tokio::test]
async fn closed_figures_are_asked_for_as_musts_the_way_in_which_they_are_better() {
    let scene = Scene::new().await;
    let at_least = json!({ "attribute": "site.defect_ppm", "comparison": "AT_LEAST", "amount": "5", "strength": "MUST" });
    assert_eq!(
        candidate(&scene, at_least).await[0]["hint"],
        "not_comparable"
    );
    let words = json!({ "attribute": "site.reference_parts", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" });
    assert_eq!(candidate(&scene, words).await[0]["hint"], "not_comparable");
    let mut wish = at_most(5);
    wish["strength"] = "WISH".into();
    assert_eq!(candidate(&scene, wish).await[0]["hint"], "closed_wish");
}
