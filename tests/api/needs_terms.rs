//! Terms of a need: stated on the form, over the API and from its words; contradictions told at entry; copied,
//! changed, compared where someone was quicker. Its target price is read by nobody but its own people.

use axum::http::StatusCode;
use eslabon_app::needs::{list_needs, load_need, ramp_of, target_price};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::Need;
use eslabon_tests::world::{World, ask, get, post};
use serde_json::{Value, json};

const TITLE: &str = "Bujes torneados de latón Zx9T";
/// No other figure of the demonstration looks like it.
const PRICE: &str = "7313.1931";
const PRICE_DIGITS: [&str; 2] = ["7313.19", "7,313.19"];
const CREATE: &str = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { \
     need { id version terms { volumes { month pieces } lotSize cycleMs durationMonths incoterm currency \
     paymentDays toolingOwner sampleOn language } targetPrice { amount currency } } \
     warnings { field likelyAmount } errors { field code hint } } }";
const CHANGE: &str = "mutation($i: NeedChangeInput!) { needChange(input: $i) { \
     need { version terms { lotSize paymentDays } targetPrice { amount } } errors { field code hint } } }";
const PRICED: &str = "query($id: ID!) { node(id: $id) { ... on Need { title { text } terms { lotSize } targetPrice { amount currency } } } }";

fn turning() -> Value {
    json!({ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" })
}

fn terms() -> Value {
    json!({
        "volumes": [{ "month": "2098-01", "pieces": 500 }, { "month": "2098-02", "pieces": 3000 }],
        "lotSize": 250, "cycleMs": 6680, "durationMonths": 36, "incoterm": "DAP", "currency": "USD",
        "paymentDays": 60, "toolingOwner": "BUYER", "sampleOn": "2097-12-15", "language": "EN",
    })
}

async fn create(world: &World, person: &str, more: Value) -> Value {
    let mut input = json!({
        "title": { "text": TITLE, "language": "ES" },
        "criteria": [turning()],
        "startsOn": "2098-01-05",
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let answer = ask(&world.router(), person, CREATE, json!({ "i": input })).await;
    answer.json()["data"]["needCreate"].clone()
}

fn priced() -> Value {
    json!({ "terms": terms(), "targetPrice": { "amount": PRICE, "currency": "USD" } })
}

async fn newest(world: &World) -> Need {
    let all = list_needs(&world.app, &Actor::command_line(), None, None, 1).await;
    all.unwrap().remove(0)
}

async fn change(world: &World, person: &str, need: &Value, version: i32, more: Value) -> Value {
    let mut input = json!({
        "needId": need, "version": version, "startsOn": "2098-01-05",
        "title": { "text": TITLE, "language": "ES" }, "criteria": [turning()],
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let answer = ask(&world.router(), person, CHANGE, json!({ "i": input })).await;
    answer.json()["data"]["needChange"].clone()
}

fn asked() -> String {
    json!({
        "attribute": "process.offered", "item": null, "strength": "must", "weight": 10,
        "requirement": { "type": "any_of", "concepts": ["process.cnc_turning"] },
    })
    .to_string()
}

/// A step of the form, posted with these answers.
fn step(at: &str, go: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let criterion = asked();
    let mut pairs = vec![
        ("paso", at),
        ("ir", go),
        ("titulo", TITLE),
        ("lugar", "libre"),
        ("c0", criterion.as_str()),
        ("c0.fuerza", "must"),
    ];
    pairs.extend(more);
    let owned = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.collect()
}

async fn send(
    world: &World,
    path: &str,
    person: &str,
    pairs: &[(String, String)],
) -> eslabon_tests::world::Answer {
    let fields: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    post(&world.router(), path, person, &fields).await
}

#[tokio::test]
async fn the_api_takes_terms_and_gives_them_back() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let made = create(&world, &engineer, priced()).await;
    assert_eq!(made["need"]["terms"], terms(), "{made}");
    let price = json!({ "amount": PRICE, "currency": "USD" });
    assert_eq!(made["need"]["targetPrice"], price);
    assert_eq!(made["warnings"], json!([]));
    let ramp = ramp_of(&newest(&world).await).unwrap();
    assert_eq!((ramp.months.len(), ramp.lot_size), (2, Some(250)));
    let bare = create(&world, &engineer, json!({})).await;
    assert!(bare["need"]["targetPrice"].is_null() && bare["need"]["terms"]["lotSize"].is_null());
    assert!(ramp_of(&newest(&world).await).is_none());
}

#[tokio::test]
async fn contradictions_are_refused_and_doubts_are_told() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let month = |month: &str, pieces: i32| json!({ "month": month, "pieces": pieces });
    for (input, field, hint) in [
        (
            json!({ "volumes": [month("2098-01", 1), month("2098-03", 1)] }),
            "terms.volumes",
            "month_missing",
        ),
        (
            json!({ "volumes": [month("2098-02", 1), month("2098-01", 1)] }),
            "terms.volumes",
            "month_twice",
        ),
        (
            json!({ "volumes": [month("2098-01", -1)] }),
            "terms.volumes",
            "month_pieces",
        ),
        (
            json!({ "volumes": [month("2020-01", 1)] }),
            "terms.volumes",
            "in_past",
        ),
        (json!({ "lotSize": 0 }), "terms.lot_size", "out_of_range"),
        (json!({ "cycleMs": 0 }), "terms.cycle_ms", "out_of_range"),
        (
            json!({ "durationMonths": -3 }),
            "terms.duration_months",
            "out_of_range",
        ),
        (
            json!({ "paymentDays": 900 }),
            "terms.payment_days",
            "out_of_range",
        ),
        (
            json!({ "sampleOn": "2098-02-01" }),
            "terms.sample_on",
            "sample_after_start",
        ),
        (
            json!({ "sampleOn": "2020-02-01" }),
            "terms.sample_on",
            "in_past",
        ),
    ] {
        let refused = create(&world, &engineer, json!({ "terms": input })).await;
        assert!(refused["need"].is_null(), "{refused}");
        assert_eq!(refused["errors"][0]["field"], field, "{refused}");
        assert_eq!(refused["errors"][0]["hint"], hint, "{refused}");
    }
    let other = json!({ "terms": { "currency": "MXN" }, "targetPrice": { "amount": "1", "currency": "USD" } });
    let refused = create(&world, &engineer, other).await;
    assert_eq!(
        refused["errors"][0]["hint"], "currency_differs",
        "{refused}"
    );
    let odd = json!({ "terms": {
        "volumes": [month("2098-02", 500)], "lotSize": 600, "cycleMs": 45_000_000, "paymentDays": 200,
    } });
    let posted = create(&world, &engineer, odd).await;
    let told: Vec<&Value> = posted["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["field"])
        .collect();
    assert_eq!(
        told,
        [
            "terms.lot_size",
            "terms.cycle_ms",
            "terms.payment_days",
            "terms.volumes"
        ]
    );
    assert_eq!(posted["warnings"][1]["likelyAmount"], "45000");
    assert!(posted["need"]["id"].is_string(), "it is posted as it is");
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let need = create(&world, &engineer, priced()).await["need"]["id"].clone();
    let same = change(&world, &engineer, &need, 1, json!({})).await;
    assert_eq!(same["need"]["version"], 1, "{same}");
    assert_eq!(same["need"]["targetPrice"]["amount"], PRICE);
    // A change of the price alone is a change; a later save of the former version is refused.
    let dearer = json!({ "targetPrice": { "amount": "8000", "currency": "USD" } });
    let changed = change(&world, &engineer, &need, 1, dearer.clone()).await;
    assert_eq!(changed["need"]["version"], 2, "{changed}");
    assert_eq!(changed["need"]["terms"]["lotSize"], 250);
    let stale = change(&world, &engineer, &need, 1, dearer).await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT", "{stale}");
    let fewer = json!({ "terms": { "paymentDays": 30 }, "targetPrice": null });
    let changed = change(&world, &engineer, &need, 2, fewer).await;
    assert!(changed["need"]["targetPrice"].is_null(), "{changed}");
    let left = json!({ "lotSize": null, "paymentDays": 30 });
    assert_eq!(changed["need"]["terms"], left);
}

#[tokio::test]
async fn the_form_spreads_a_ramp_and_each_month_can_be_corrected() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let path = "/requerimientos/nuevo";
    let ramp = [
        ("rampa_mes", "ene-98"),
        ("rampa_piezas", "500"),
        ("rampa_meses", "3"),
        ("rampa_hasta", "1,000"),
        ("moneda", "USD"),
        ("precio", PRICE),
        ("pago", "60 días"),
    ];
    let check = send(
        &world,
        path,
        &engineer,
        &step("condiciones", "seguir", &ramp),
    )
    .await;
    assert_eq!(check.status, StatusCode::OK);
    for words in [
        "name=\"mes.2098-02\"",
        "value=\"750\"",
        "$7,313.1931 USD",
        "<desc",
    ] {
        assert!(check.body.contains(words), "{words}");
    }
    let months = [
        ("volumenes", "2098-01: 500\n2098-02: 750\n2098-03: 1000"),
        ("mes.2098-01", "500"),
        ("mes.2098-02", "muchas"),
        ("mes.2098-03", "1000"),
    ];
    let wrong = send(
        &world,
        path,
        &engineer,
        &step("revisar", "publicar", &months),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::OK);
    assert!(wrong.body.contains("2098-02: muchas") && wrong.body.contains("id=\"volumenes\""));
    let mut right = months;
    right[2].1 = "800";
    let posted = send(
        &world,
        path,
        &engineer,
        &step("revisar", "publicar", &right),
    )
    .await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{:.900}", posted.body);
    let pieces: Vec<i64> = newest(&world)
        .await
        .terms
        .volumes
        .iter()
        .map(|one| one.pieces)
        .collect();
    assert_eq!(pieces, [500, 800, 1_000]);
    // A need without a word of terms is posted as well.
    let posted = send(&world, path, &engineer, &step("revisar", "publicar", &[])).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER);
    assert!(newest(&world).await.terms.is_empty());
}

#[tokio::test]
async fn the_words_of_a_need_offer_terms_that_are_taken_on_request() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let path = "/requerimientos/nuevo";
    let mail = "Torneado, 5,000 pzas/mes en lotes de 1,250. Entrega DDP planta, pago a 60 días.";
    let said = [("descripcion", mail)];
    let shown = send(&world, path, &engineer, &step("lugar", "seguir", &said)).await;
    for words in [
        "5,000 pzas/mes",
        "lotes de 1,250",
        "pago a 60 días",
        "value=\"tomar\"",
    ] {
        assert!(shown.body.contains(words), "{words}");
    }
    let taken = send(
        &world,
        path,
        &engineer,
        &step("condiciones", "tomar", &said),
    )
    .await;
    for field in [
        "name=\"lote\" type=\"text\" value=\"1250\"",
        "value=\"DDP\" selected",
    ] {
        assert!(taken.body.contains(field), "{field}");
    }
    assert!(
        !taken.body.contains("value=\"tomar\""),
        "nothing is left to take"
    );
}

#[tokio::test]
async fn any_of_several_certificates_can_be_asked() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let typed = [("mas_certificado", "ISO 9001 / IATF 16949")];
    let page = send(
        &world,
        "/requerimientos/nuevo",
        &engineer,
        &step("criterios", "agregar", &typed),
    )
    .await;
    assert!(page.body.contains("standard.iso_9001") && page.body.contains("standard.iatf_16949"));
    assert_eq!(
        page.body.matches("fieldset class=\"criterion\"").count(),
        2,
        "one more, not two"
    );
    let typed = [("mas_certificado", "ISO 9001 / alquimia")];
    let page = send(
        &world,
        "/requerimientos/nuevo",
        &engineer,
        &step("criterios", "agregar", &typed),
    )
    .await;
    assert!(
        page.body.contains("value=\"ISO 9001 / alquimia\""),
        "what was typed is kept"
    );
}

#[tokio::test]
async fn a_conflict_lays_both_terms_side_by_side() {
    let world = World::fictional().await;
    let engineer = world.person("engineer", 0);
    let need = create(&world, &engineer, priced()).await["need"]["id"].clone();
    let id = newest(&world).await.id;
    change(
        &world,
        &engineer,
        &need,
        1,
        json!({ "terms": { "lotSize": 777, "currency": "USD" } }),
    )
    .await;
    let mine = [
        ("version", "1"),
        ("lote", "888"),
        ("moneda", "USD"),
        ("precio", "8,000"),
    ];
    let path = format!("/requerimientos/{id}/cambiar");
    let page = send(
        &world,
        &path,
        &engineer,
        &step("revisar", "publicar", &mine),
    )
    .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for words in ["777", "888", "$7,313.1931 USD", "$8,000.00 USD"] {
        assert!(page.body.contains(words), "{words}");
    }
    assert_eq!(
        newest(&world).await.terms.lot_size,
        Some(777),
        "nothing is written"
    );
}

#[tokio::test]
async fn a_copy_takes_the_terms_and_no_other_firms_price() {
    let world = World::fictional().await;
    let (engineer, staff) = (world.person("engineer", 0), world.person("centre_staff", 0));
    create(&world, &engineer, priced()).await;
    let path = format!("/requerimientos/nuevo?copia={}", newest(&world).await.id);
    let own = get(&world.router(), &path, &engineer, "es").await;
    assert!(
        own.body.contains("name=\"precio\" value=\"7,313.1931\""),
        "her own price"
    );
    assert!(
        own.body.contains("name=\"incoterm\" value=\"DAP\"") && own.body.contains("2098-02: 3000")
    );
    // Staff post for several firms: what one of them has in mind is not carried to the next.
    let copied = get(&world.router(), &path, &staff, "es").await;
    assert!(copied.body.contains("name=\"incoterm\" value=\"DAP\""));
    assert!(!says_the_price(&copied.body));
}

fn says_the_price(body: &str) -> bool {
    PRICE_DIGITS.iter().any(|digits| body.contains(digits))
}

async fn still_priced(world: &World, id: NeedId) -> bool {
    let staff = Actor::command_line();
    let need = load_need(&world.app, &staff, id).await.unwrap();
    let price = target_price(&world.app, &staff, &need).await.unwrap();
    price.is_some_and(|price| price.to_string() == "$7,313.1931 USD") && need.version == 1
}

#[tokio::test]
async fn the_target_price_is_told_to_nobody_else() {
    let world = World::fictional().await;
    let (router, engineer) = (world.router(), world.person("engineer", 0));
    let need = create(&world, &engineer, priced()).await["need"]["id"].clone();
    let id = newest(&world).await.id;
    let page = format!("/requerimientos/{id}");
    for insider in [engineer.clone(), world.person("centre_staff", 0)] {
        assert!(says_the_price(
            &get(&router, &page, &insider, "es").await.body
        ));
        let told = ask(&router, &insider, PRICED, json!({ "id": need }))
            .await
            .json();
        assert_eq!(
            told["data"]["node"]["targetPrice"]["amount"], PRICE,
            "{told}"
        );
    }
    // Who may see the need sees its terms, without the price; who may not, sees nothing.
    let owner = world.person("owner", 0);
    let seen = get(&router, &page, &owner, "es").await;
    assert!(
        seen.body.contains("DAP") && seen.body.contains("3,000"),
        "suppliers plan by the volume"
    );
    for outsider in [
        owner,
        world.person("engineer", 1),
        world.person("administrator", 0),
        String::new(),
    ] {
        for path in [
            page.clone(),
            format!("{page}/cambiar"),
            format!("/requerimientos/nuevo?copia={id}"),
            "/requerimientos".to_owned(),
            "/requerimientos?q=Zx9T".to_owned(),
            "/oportunidades".to_owned(),
            format!("/oportunidades/{id}"),
            "/accesos".to_owned(),
        ] {
            let answer = get(&router, &path, &outsider, "es").await;
            assert!(!says_the_price(&answer.body), "{path}");
        }
        let told = ask(&router, &outsider, PRICED, json!({ "id": need })).await;
        assert!(!says_the_price(&told.body), "{}", told.body);
        assert!(
            told.json()["data"]["node"]["targetPrice"].is_null(),
            "{}",
            told.body
        );
        let changed = change(&world, &outsider, &need, 1, json!({ "targetPrice": null })).await;
        assert!(changed["need"].is_null(), "{changed}");
        assert!(still_priced(&world, id).await, "nothing is written");
    }
    // Nor do the answer that is saved, what is searched, and what the log keeps hold it.
    let made = post(&router, &format!("{page}/preselecciones"), &engineer, &[]).await;
    let saved = made.headers["location"].to_str().unwrap();
    let shortlist = get(&router, saved, &engineer, "es").await;
    assert_eq!(shortlist.status, StatusCode::OK);
    assert!(!says_the_price(&shortlist.body));
    let dearer = json!({ "targetPrice": { "amount": "8111.1931", "currency": "USD" } });
    change(&world, &engineer, &need, 1, dearer).await;
    let log =
        "{ auditEntries(first: 50) { edges { node { action changes { field before after } } } } }";
    let log = ask(&router, &engineer, log, json!({})).await.body;
    assert!(
        log.contains("need.change") && log.contains("target_price"),
        "{log}"
    );
    assert!(!says_the_price(&log) && !log.contains("8111.19") && !log.contains("8,111.19"));
}
