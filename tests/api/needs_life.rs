//! A need after posting: changed by its own people, compared where someone was quicker, withdrawn, awarded
//! and opened again with a reason; and what is caught while it is written.

use axum::http::StatusCode;
use eslabon_app::needs::{
    CriterionDraft, NeedDraft, change_need, list_needs, load_need, set_status, status_note,
};
use eslabon_app::{AppError, policy};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, NeedId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_tests::world::{World, ask, get, post};
use jiff::ToSpan;
use serde_json::{Value, json};

const TITLE: &str = "Bujes torneados de latón Zx9Q";
const CHANGE: &str = "mutation($i: NeedChangeInput!) { needChange(input: $i) { \
     need { id version title { text } criteria { attribute strength } } \
     warnings { field message likelyAmount } errors { field code hint } } }";
const STATUS: &str = "mutation($i: NeedSetStatusInput!) { needSetStatus(input: $i) { \
     need { status version statusNote { reason supplier by } } errors { field code hint } } }";

fn turning() -> Value {
    json!({ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" })
}

async fn create(world: &World, person: &str, more: Value) -> Value {
    let mut input = json!({
        "title": { "text": TITLE, "language": "ES" },
        "description": { "text": "Línea uno\nLínea dos", "language": "ES" },
        "criteria": [turning()],
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let query = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id version } \
         warnings { field message likelyAmount } errors { field code hint } } }";
    let answer = ask(&world.router(), person, query, json!({ "i": input })).await;
    answer.json()["data"]["needCreate"].clone()
}

/// A posted need: its global id and its own.
async fn posted(world: &World, person: &str) -> (Value, NeedId) {
    let made = create(world, person, json!({})).await;
    let id = made["need"]["id"].clone();
    assert!(id.is_string(), "{made}");
    let all = list_needs(&world.app, &Actor::command_line(), None, None, 1).await;
    (id, all.unwrap()[0].id)
}

async fn stored(world: &World, id: NeedId) -> Need {
    load_need(&world.app, &Actor::command_line(), id)
        .await
        .unwrap()
}

async fn change(world: &World, person: &str, need: &Value, version: i32, title: &str) -> Value {
    let input = json!({
        "needId": need,
        "version": version,
        "title": { "text": title, "language": "ES" },
        "criteria": [turning(), { "attribute": "site.staff", "comparison": "AT_LEAST", "amount": "30", "strength": "WISH" }],
    });
    let answer = ask(&world.router(), person, CHANGE, json!({ "i": input })).await;
    answer.json()["data"]["needChange"].clone()
}

async fn put(world: &World, person: &str, input: Value) -> Value {
    let answer = ask(&world.router(), person, STATUS, json!({ "i": input })).await;
    answer.json()["data"]["needSetStatus"].clone()
}

/// Acts of this kind that someone reads.
async fn acts(world: &World, person: &str, action: &str) -> Vec<Value> {
    let query =
        "{ auditEntries(first: 50) { edges { node { action changes { field before after } } } } }";
    let answer = ask(&world.router(), person, query, json!({})).await.json();
    let edges = answer["data"]["auditEntries"]["edges"].clone();
    let edges = edges.as_array().cloned().unwrap_or_default();
    edges
        .into_iter()
        .map(|edge| edge["node"].clone())
        .filter(|node| node["action"] == action)
        .collect()
}

fn asked(attribute: &str, requirement: Value) -> String {
    json!({ "attribute": attribute, "item": null, "requirement": requirement, "strength": "must", "weight": 10 })
        .to_string()
}

/// What the last step posts.
fn last_step(version: i32, title: &str, go: &str) -> Vec<(String, String)> {
    let turning = asked(
        "process.offered",
        json!({ "type": "any_of", "concepts": ["process.cnc_turning"] }),
    );
    [
        ("version", version.to_string().as_str()),
        ("paso", "revisar"),
        ("ir", go),
        ("titulo", title),
        ("descripcion", "Línea uno\r\nLínea dos"),
        ("lugar", "libre"),
        ("c0", turning.as_str()),
        ("c0.fuerza", "must"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn fields(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = pairs.iter();
    fields
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn an_engineer_changes_her_need_and_the_log_says_what() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let (need, id) = posted(&world, &engineer).await;
    let before = stored(&world, id).await;
    let changed = change(&world, &engineer, &need, 1, "Bujes de bronce").await;
    assert_eq!(changed["need"]["version"], 2, "{changed}");
    assert_eq!(changed["need"]["title"]["text"], "Bujes de bronce");
    assert_eq!(changed["need"]["criteria"].as_array().unwrap().len(), 2);
    let after = stored(&world, id).await;
    assert_eq!(
        (after.id, after.organisation, after.centre, after.status),
        (before.id, before.organisation, before.centre, before.status)
    );
    assert_eq!(
        after.criteria[0], before.criteria[0],
        "what stays keeps its id"
    );
    let acts = acts(&world, &engineer, "need.change").await;
    assert_eq!(acts.len(), 1);
    let changes = acts[0]["changes"].as_array().unwrap();
    let of = |field: &str| changes.iter().find(|one| one["field"] == field).unwrap();
    assert_eq!(of("title")["before"], TITLE);
    assert_eq!(of("title")["after"], "Bujes de bronce");
    assert_eq!(of("criteria_count")["after"], "2");
    assert_eq!(of("criteria")["after"], "site.staff >= 30 (wish 10)");
    // What is found, is found by its new words at once.
    let page = get(&world.router(), "/requerimientos?q=bronce", &engineer, "es").await;
    assert!(page.body.contains("Bujes de bronce"));
}

#[tokio::test]
async fn the_wizard_begins_with_what_is_stored_and_saves_over_it() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let (_, id) = posted(&world, &engineer).await;
    let path = format!("/requerimientos/{id}/cambiar");
    let shown = get(&router, &format!("/requerimientos/{id}"), &engineer, "es").await;
    assert!(shown.body.contains(&path), "the way leads from its page");
    let start = get(&router, &path, &engineer, "es").await;
    assert_eq!(start.status, StatusCode::OK);
    assert!(start.body.contains(TITLE) && start.body.contains("process.cnc_turning"));
    // Saved as it is, nothing is changed: no version, no act.
    let same = last_step(1, TITLE, "publicar");
    let saved = post(&router, &path, &engineer, &fields(&same)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{:.900}", saved.body);
    assert_eq!(stored(&world, id).await.version, 1);
    assert!(acts(&world, &engineer, "need.change").await.is_empty());
    let other = last_step(1, "Bujes de acero", "publicar");
    let saved = post(&router, &path, &engineer, &fields(&other)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{:.900}", saved.body);
    let now = stored(&world, id).await;
    assert_eq!(
        (now.version, now.title.text.as_str()),
        (2, "Bujes de acero")
    );
    assert_eq!(now.description.text, "Línea uno\nLínea dos", "as it was");
}

#[tokio::test]
async fn a_stale_save_shows_both_versions_and_saves_over_knowingly() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let (need, id) = posted(&world, &engineer).await;
    change(&world, &engineer, &need, 1, "Lo de la otra").await;
    let stale = change(&world, &engineer, &need, 1, "Tarde").await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT", "{stale}");
    let path = format!("/requerimientos/{id}/cambiar");
    let mine = last_step(1, "Lo mío", "publicar");
    for (lang, stands) in [("es", "Guardado ahora"), ("en", "Stored now")] {
        let place = format!("{path}?lang={lang}");
        let page = post(&router, &place, &engineer, &fields(&mine)).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        for words in ["Lo de la otra", "Lo mío", stands, "encima-2"] {
            assert!(page.body.contains(words), "{words}");
        }
        assert!(
            page.body.contains("process.cnc_turning"),
            "what was typed is kept"
        );
    }
    assert_eq!(stored(&world, id).await.title.text, "Lo de la otra");
    // Who goes on editing keeps the version on which she began, and is asked again.
    let on = last_step(1, "Lo mío", "paso-texto");
    let page = post(&router, &path, &engineer, &fields(&on)).await;
    assert!(page.body.contains("name=\"version\" value=\"1\"") && page.body.contains("Lo mío"));
    let over = last_step(1, "Lo mío", "encima-2");
    let saved = post(&router, &path, &engineer, &fields(&over)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let now = stored(&world, id).await;
    assert_eq!((now.version, now.title.text.as_str()), (3, "Lo mío"));
    // The button speaks of the version that she saw, not of one that came later.
    let late = post(&router, &path, &engineer, &fields(&over)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn another_firm_finds_nothing_to_change() {
    let world = World::fictional().await;
    let (router, own, other) = (
        world.router(),
        world.person("engineer", 0),
        world.person("engineer", 1),
    );
    let (need, id) = posted(&world, &own).await;
    let refused = change(&world, &other, &need, 1, "Ajeno").await;
    assert_eq!(refused["errors"][0]["code"], "NOT_FOUND");
    let input = json!({ "needId": need, "version": 1, "status": "WITHDRAWN", "reason": "x" });
    let refused = put(&world, &other, input).await;
    assert_eq!(refused["errors"][0]["code"], "NOT_FOUND");
    let page = get(
        &router,
        &format!("/requerimientos/{id}/cambiar"),
        &other,
        "es",
    )
    .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.body.contains("Zx9Q"));
    for (path, pairs) in [
        ("cambiar", last_step(1, "Ajeno", "publicar")),
        (
            "estado",
            [("version", "1"), ("estado", "withdrawn"), ("motivo", "x")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
        ),
    ] {
        let path = format!("/requerimientos/{id}/{path}");
        let answer = post(&router, &path, &other, &fields(&pairs)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let now = stored(&world, id).await;
    assert_eq!((now.version, now.status), (1, NeedStatus::Open));
    assert!(acts(&world, &other, "need.change").await.is_empty());
}

#[tokio::test]
async fn a_need_is_withdrawn_with_a_reason_and_opened_again() {
    let world = World::fictional().await;
    let (router, engineer, owner) = (
        world.router(),
        world.person("engineer", 0),
        world.person("owner", 0),
    );
    let (need, id) = posted(&world, &engineer).await;
    let page = |person: String, address: String| {
        let router = router.clone();
        async move { get(&router, &address, &person, "es").await }
    };
    let address = format!("/requerimientos/{id}");
    assert!(
        page(owner.clone(), "/requerimientos".into())
            .await
            .body
            .contains(TITLE)
    );
    let form = format!("{address}/estado");
    let without = [
        ("version", "1"),
        ("estado", "withdrawn"),
        ("motivo", "  "),
        ("proveedor", ""),
    ];
    let refused = post(&router, &form, &engineer, &without).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.body.contains("Escriba el motivo."));
    assert_eq!(stored(&world, id).await.status, NeedStatus::Open);

    let withdrawn = [
        ("version", "1"),
        ("estado", "withdrawn"),
        ("motivo", "Se canceló el proyecto <b>Qy7</b>"),
    ];
    let moved = post(&router, &form, &engineer, &withdrawn).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{:.900}", moved.body);
    let shown = page(engineer.clone(), address.clone()).await.body;
    assert!(shown.contains("retirado") && shown.contains("Se canceló el proyecto &lt;b&gt;Qy7"));
    // It is gone for suppliers, in the list, in the search and by its address.
    for path in [
        "/requerimientos",
        "/requerimientos?q=Zx9Q",
        address.as_str(),
    ] {
        let body = page(owner.clone(), path.to_owned()).await.body;
        assert!(!body.contains(TITLE) && !body.contains("Qy7"), "{path}");
    }
    // What is closed is not changed.
    let closed = change(&world, &engineer, &need, 1, "Otra cosa").await;
    assert_eq!(closed["errors"][0]["hint"], "not_changeable");
    let start = get(&router, &format!("{address}/cambiar"), &engineer, "es").await;
    assert_eq!(start.status, StatusCode::BAD_REQUEST);
    // Nor awarded before it is open again.
    let award = json!({ "needId": need, "version": 1, "status": "AWARDED", "reason": "x" });
    let refused = put(&world, &engineer, award).await;
    assert_eq!(refused["errors"][0]["hint"], "no_such_step");

    let input = json!({ "needId": need, "version": 1, "status": "OPEN", "reason": "Volvió Qy8" });
    let opened = put(&world, &engineer, input).await;
    assert_eq!(opened["need"]["status"], "OPEN", "{opened}");
    assert_eq!(opened["need"]["statusNote"]["reason"], "Volvió Qy8");
    assert_eq!(opened["need"]["version"], 1, "what is asked is the same");
    // Suppliers see it again, but neither the buyer's words nor who wrote them.
    let body = page(owner.clone(), address.clone()).await.body;
    assert!(body.contains(TITLE) && !body.contains("Qy8"));
    let note = "query($id: ID!) { node(id: $id) { ... on Need { statusNote { reason by } } } }";
    let told = ask(&router, &owner, note, json!({ "id": need })).await;
    assert!(
        told.json()["data"]["node"]["statusNote"].is_null(),
        "{}",
        told.body
    );
    let acts = acts(&world, &engineer, "need.status").await;
    assert_eq!(acts.len(), 2);
    let stood = acts[1]["changes"].as_array().unwrap();
    let status = stood.iter().find(|one| one["field"] == "status").unwrap();
    assert_eq!(
        (&status["before"], &status["after"]),
        (&json!("open"), &json!("withdrawn"))
    );
    // The log forgets nothing: words that may name people are not in it.
    assert!(!json!(acts).to_string().contains("Qy7"));
}

#[tokio::test]
async fn an_award_names_the_supplier_and_is_the_end() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let (need, id) = posted(&world, &engineer).await;
    let input = json!({ "needId": need, "version": 1, "status": "WITHDRAWN", "reason": "x", "supplier": "Y" });
    let refused = put(&world, &engineer, input).await;
    assert_eq!(refused["errors"][0]["hint"], "not_an_award");
    let input = json!({
        "needId": need, "version": 1, "status": "AWARDED",
        "reason": "Mejor plazo", "supplier": "Maquinados El Águila",
    });
    let awarded = put(&world, &engineer, input.clone()).await;
    let note = &awarded["need"]["statusNote"];
    assert_eq!(note["supplier"], "Maquinados El Águila", "{awarded}");
    let again = put(&world, &engineer, input).await;
    assert_eq!(again["errors"][0]["hint"], "no_such_step");
    let page = get(
        &world.router(),
        &format!("/requerimientos/{id}"),
        &engineer,
        "es",
    )
    .await;
    for words in ["adjudicado", "Maquinados El Águila", "Mejor plazo"] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(!page.body.contains("/estado\"") && !page.body.contains("/cambiar\""));
}

#[tokio::test]
async fn contradictions_and_days_that_are_over_are_refused() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let staff = |comparison: &str, amount: &str| json!({ "attribute": "site.staff", "comparison": comparison, "amount": amount, "strength": "MUST" });
    for (input, field, hint) in [
        (
            json!({ "criteria": [staff("AT_LEAST", "50"), staff("AT_MOST", "20")] }),
            "criteria.1",
            "contradicts",
        ),
        (
            json!({ "criteria": [turning(), staff("AT_LEAST", "50"), turning()] }),
            "criteria.2",
            "asked_twice",
        ),
        (json!({ "closesOn": "2020-01-31" }), "closes_on", "in_past"),
        (json!({ "startsOn": "2020-01-31" }), "starts_on", "in_past"),
    ] {
        let refused = create(&world, &engineer, input).await;
        assert!(refused["need"].is_null(), "{refused}");
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        assert_eq!(refused["errors"][0]["hint"], hint, "{refused}");
    }
    let both = json!({ "criteria": [staff("AT_LEAST", "20"), staff("AT_MOST", "50")] });
    assert!(create(&world, &engineer, both).await["need"]["id"].is_string());
    // The wizard says so at the step that asks for the day.
    let mut pairs = last_step(0, TITLE, "seguir");
    pairs.retain(|(name, _)| name != "paso");
    pairs.push(("paso".into(), "lugar".into()));
    pairs.push(("cierra".into(), "31/01/2020".into()));
    let path = "/requerimientos/nuevo";
    let page = post(&world.router(), path, &engineer, &fields(&pairs)).await;
    assert!(page.body.contains("Esa fecha ya pasó.") && page.body.contains("id=\"cierra\""));
}

#[tokio::test]
async fn a_day_that_was_stored_may_stay_when_it_is_over() {
    let world = World::fictional().await;
    let staff = Actor::command_line();
    let all = list_needs(&world.app, &staff, Some(NeedStatus::Open), None, 100).await;
    let need = all
        .unwrap()
        .into_iter()
        .find(|need| need.closes_on.is_some())
        .unwrap();
    let later = world.app.now() + (24 * 400).hours();
    world.app.set_clock(later);
    let criteria = need.criteria.iter().map(|one| CriterionDraft {
        attribute: one.attribute.clone(),
        item: one.item.clone(),
        requirement: one.requirement.clone(),
        strength: one.strength,
        weight: one.weight,
    });
    let mut draft = NeedDraft {
        organisation: None,
        organisation_name: None,
        title: need.title.clone(),
        description: need.description.clone(),
        criteria: criteria.collect(),
        terms: need.terms.clone(),
        target_price: None,
        starts_on: need.starts_on,
        closes_on: need.closes_on,
        hide_buyer: false,
    };
    draft.title.text = "Otro título".into();
    let version = need.version;
    let saved = change_need(&world.app, &staff, need.id, version, draft.clone()).await;
    assert_eq!(saved.unwrap().version, version + 1);
    draft.closes_on = need.closes_on.map(|day| day.yesterday().unwrap());
    let refused = change_need(&world.app, &staff, need.id, version + 1, draft).await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("a new day that is over is refused")
    };
    assert_eq!((faults.len(), faults[0].code), (1, "in_past"));
}

#[tokio::test]
async fn a_slip_of_the_unit_is_pointed_out_and_put_right() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let tolerance = json!({ "attribute": "process.tolerance", "item": "process.cnc_turning", "comparison": "AT_MOST", "amount": "20000000", "strength": "MUST" });
    let made = create(
        &world,
        &engineer,
        json!({ "criteria": [turning(), tolerance] }),
    )
    .await;
    assert!(made["need"]["id"].is_string(), "it is no fault: {made}");
    assert_eq!(made["warnings"].as_array().unwrap().len(), 1);
    assert_eq!(made["warnings"][0]["field"], "criteria.1");
    assert_eq!(made["warnings"][0]["likelyAmount"], "20000");
    assert!(
        made["warnings"][0]["message"]
            .as_str()
            .unwrap()
            .contains("20 µm")
    );

    let at_most = json!({ "type": "at_most", "amount": 20_000_000 });
    let mut pairs = last_step(0, TITLE, "seguir");
    pairs.retain(|(name, _)| name != "paso");
    pairs.push(("paso".into(), "condiciones".into()));
    pairs.push(("c1".into(), asked("process.tolerance", at_most)));
    pairs.push(("c1.fuerza".into(), "must".into()));
    let path = "/requerimientos/nuevo";
    let doubted = post(&router, path, &engineer, &fields(&pairs)).await.body;
    assert!(doubted.contains("¿Está bien esta cantidad?") && doubted.contains("corregir-1"));
    pairs.retain(|(name, _)| name != "paso" && name != "ir");
    pairs.push(("paso".into(), "revisar".into()));
    pairs.push(("ir".into(), "corregir-1".into()));
    let righted = post(&router, path, &engineer, &fields(&pairs)).await.body;
    assert!(righted.contains("20 µm") && !righted.contains("corregir-"));
}

#[tokio::test]
async fn a_centre_that_shares_the_pipeline_looks_on() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let (_, id) = posted(&world, &engineer).await;
    let need = stored(&world, id).await;
    let staff = |centre: CentreId, shared: Vec<CentreId>| Actor {
        role: Role::CentreStaff,
        organisation: None,
        centre: Some(centre),
        shared_centres: shared,
        ..Actor::command_line()
    };
    let elsewhere = CentreId::from_name("otro");
    let own = staff(need.centre, Vec::new());
    let onlooker = staff(elsewhere, vec![need.centre]);
    let stranger = staff(elsewhere, Vec::new());
    assert!(policy::require_changing(&own, &need).is_ok());
    let refused = policy::require_changing(&onlooker, &need);
    assert!(matches!(refused, Err(AppError::Forbidden)));
    let hidden = policy::require_changing(&stranger, &need);
    assert!(matches!(hidden, Err(AppError::NotFound)));
    let why = set_status(
        &world.app,
        &onlooker,
        id,
        1,
        NeedStatus::Withdrawn,
        "x",
        None,
    )
    .await;
    assert!(matches!(why, Err(AppError::Forbidden)));
    set_status(
        &world.app,
        &own,
        id,
        1,
        NeedStatus::Withdrawn,
        "Por escrito",
        None,
    )
    .await
    .unwrap();
    let now = stored(&world, id).await;
    let note = status_note(&world.app, &own, &now).await.unwrap().unwrap();
    assert_eq!(note.reason, "Por escrito");
    assert_eq!(
        status_note(&world.app, &stranger, &now).await.unwrap(),
        None
    );
}
