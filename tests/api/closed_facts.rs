//! What a firm keeps closed: its figures of capacity, quality, finance, prices and drawings are hers
//! and the centre's. A firm without accounts yet has said them; nobody else may find them anywhere.

use axum::Router;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::needs::list_needs;
use eslabon_app::search::search_suppliers;
use eslabon_app::suppliers::load_supplier;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_search::SupplierQuery;
use eslabon_tests::world::{World, ask, get};
use serde_json::json;
use std::collections::HashMap;

/// Closed attributes with values that stand nowhere else, and how the owner typed them.
const CLOSED: [(&str, &str); 8] = [
    ("process.monthly_output", "torneado CNC: 918273"),
    ("site.defect_ppm", "731377 ppm"),
    ("site.oee", "71.3791 %"),
    ("organisation.annual_sales", "87654321"),
    ("organisation.working_capital_days", "613729"),
    ("process.hour_rate", "torneado CNC: 791933"),
    ("organisation.payment_days_accepted", "463917"),
    (
        "site.reference_parts",
        "Levas de zarzaparrilla para ornitorrincos.",
    ),
];

/// Those values as words, digits not grouped.
pub(crate) const SECRETS: [&str; 8] = [
    "918273",
    "731377",
    "713791",
    "87654321",
    "613729",
    "791933",
    "463917",
    "zarzaparrilla",
];

const OPEN: [(&str, &str); 8] = [
    ("clave", "secreta"),
    ("nombre", "Tornos Quetzal"),
    ("estado", "Jalisco"),
    ("municipio", "Zapopan"),
    ("personal", "34"),
    ("procesos", "torneado CNC"),
    ("certificados", "ISO 9001"),
    ("descripcion", "Torneado de levas."),
];

pub(crate) struct Scene {
    pub world: World,
    pub router: Router,
    pub site: SiteId,
    pub owner: OrganisationId,
    pub lead_firm: OrganisationId,
    /// By name; a visitor has none.
    pub sessions: HashMap<String, String>,
}

/// Whether a body tells a value, however its digits are grouped. Only whole words count: ids are made
/// of digits, too.
pub(crate) fn tells(body: &str, secret: &str) -> bool {
    let letters: Vec<char> = body.to_lowercase().chars().collect();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| letters.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let groups = |at: usize| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        match letter {
            ',' | '.' | '\u{a0}' | '\u{202f}' if groups(at) => {}
            _ if letter.is_alphanumeric() => text.push(*letter),
            _ => text.push(' '),
        }
    }
    let cents = format!("{secret}00");
    text.split(' ').any(|word| word == secret || word == cents)
}

/// Everyone who may ask: the owner, staff, and those who may not see.
fn people(
    owner: OrganisationId,
    rival: OrganisationId,
    lead_firm: OrganisationId,
) -> Vec<(String, Actor)> {
    let person = |key: &str, role, organisation| {
        (
            key.to_owned(),
            Actor {
                name: key.to_owned(),
                role,
                organisation,
                ..Actor::command_line()
            },
        )
    };
    vec![
        person("owner", Role::Owner, Some(owner)),
        person("staff", Role::CentreStaff, None),
        person("administrator", Role::Administrator, None),
        person("engineer", Role::Engineer, Some(lead_firm)),
        person("rival", Role::Owner, Some(rival)),
        person("provider", Role::Provider, None),
        person("visitor", Role::Visitor, None),
    ]
}

impl Scene {
    pub async fn new() -> Scene {
        let (world, staff) = (World::fictional().await, Actor::command_line());
        let mut writer = csv::Writer::from_writer(Vec::new());
        let cells = || OPEN.iter().chain(&CLOSED);
        writer
            .write_record(cells().map(|(heading, _)| heading))
            .unwrap();
        writer
            .write_record(cells().map(|(_, value)| value))
            .unwrap();
        let source = ImportSource::bytes("suppliers.csv", writer.into_inner().unwrap());
        let report = run(&world.app, &staff, source, None, &Silent)
            .await
            .unwrap();
        assert_eq!(
            (report.run.new, report.run.warned),
            (1, 0),
            "every closed value was understood"
        );
        world.app.catch_up(&Silent).await.unwrap();
        let query = SupplierQuery {
            text: "Tornos Quetzal".into(),
            limit: 100,
            ..SupplierQuery::default()
        };
        let cards = search_suppliers(&world.app, &staff, &query)
            .await
            .unwrap()
            .cards;
        let of = async |name: &str| {
            let site = cards.iter().find(|card| card.name == name).unwrap().site;
            load_supplier(&world.app, &staff, site).await.unwrap()
        };
        let own = of("Tornos Quetzal").await;
        let rival = cards
            .iter()
            .find(|card| card.site != own.card.site)
            .unwrap()
            .name
            .clone();
        let rival = of(&rival).await.organisation;
        let needs = list_needs(&world.app, &staff, None, None, 1).await.unwrap();
        let mut sessions = HashMap::new();
        for (key, actor) in people(own.organisation, rival, needs[0].organisation) {
            let session = world.sign_in(&key, &actor).await;
            sessions.insert(key, session);
        }
        let router = world.router();
        Scene {
            sessions,
            owner: own.organisation,
            lead_firm: needs[0].organisation,
            world,
            router,
            site: own.card.site,
        }
    }

    pub fn session(&self, person: &str) -> &str {
        &self.sessions[person]
    }

    pub async fn page(&self, path: &str, person: &str) -> String {
        let mut pages = String::new();
        for lang in ["es", "en"] {
            pages.push_str(
                &get(&self.router, path, self.session(person), lang)
                    .await
                    .body,
            );
        }
        pages
    }
}

#[tokio::test]
async fn the_owner_and_the_centre_see_closed_facts_and_nobody_else_does() {
    let scene = Scene::new().await;
    let path = format!("/proveedores/{}", scene.site);
    for (person, seen) in [
        ("owner", &SECRETS[..]),
        ("staff", &SECRETS[..]),
        ("administrator", &[]),
        ("engineer", &[]),
        ("rival", &[]),
        ("provider", &[]),
        ("visitor", &[]),
    ] {
        let body = scene.page(&path, person).await;
        assert!(
            body.contains("Tornos Quetzal"),
            "{person} sees the open part"
        );
        for secret in SECRETS {
            assert_eq!(
                tells(&body, secret),
                seen.contains(&secret),
                "{person}: {secret}"
            );
        }
    }
}

const SUPPLIERS: &str = "query($t: String!) { suppliers(text: $t, first: 100, facets: true) { \
     edges { snippet why node { name activity verified detail { closedFacts facts { attribute value entered source } } } } \
     facets { processes { value count } } } }";

const NODE: &str = "query($t: String!) { suppliers(text: $t, first: 1) { edges { node { id } } } }";

#[tokio::test]
async fn no_list_search_or_export_tells_a_closed_fact() {
    let scene = Scene::new().await;
    for person in ["engineer", "rival", "provider", "visitor"] {
        for text in [
            "Tornos Quetzal",
            "levas",
            "zarzaparrilla",
            "ornitorrincos",
            "918273",
        ] {
            let addresses = [
                format!("/buscar?q={}", text.replace(' ', "+")),
                format!("/buscar.csv?q={}", text.replace(' ', "+")),
                format!("/sugerencias?q={}", text.replace(' ', "+")),
            ];
            for address in addresses {
                let body = scene.page(&address, person).await;
                // The words of the search itself stand in its box.
                for secret in SECRETS.iter().filter(|secret| **secret != text) {
                    assert!(!tells(&body, secret), "{person} {address}: {secret}");
                }
                let is_secret = SECRETS.contains(&text) || text == "ornitorrincos";
                assert!(
                    !(is_secret && body.contains("Tornos Quetzal")),
                    "{person} {address}: a closed word finds the firm"
                );
            }
        }
        let body = ask(
            &scene.router,
            scene.session(person),
            SUPPLIERS,
            json!({ "t": "Tornos Quetzal" }),
        )
        .await;
        let told = &body.body;
        assert!(told.contains("Tornos Quetzal"), "{}", body.body);
        for secret in SECRETS {
            assert!(!tells(told, secret), "{person}: {secret}");
        }
    }
}

#[tokio::test]
async fn a_node_tells_the_owner_more_than_the_engineer() {
    let scene = Scene::new().await;
    let found = ask(
        &scene.router,
        scene.session("visitor"),
        NODE,
        json!({ "t": "Tornos Quetzal" }),
    )
    .await
    .json();
    let id = found["data"]["suppliers"]["edges"][0]["node"]["id"].clone();
    let query = "query($id: ID!) { node(id: $id) { ... on Supplier { name detail { closedFacts facts { attribute value entered } } } } }";
    for (person, closed) in [
        ("owner", 0),
        ("staff", 0),
        ("administrator", 8),
        ("engineer", 8),
        ("visitor", 8),
    ] {
        let body = ask(
            &scene.router,
            scene.session(person),
            query,
            json!({ "id": id }),
        )
        .await;
        let node = &body.json()["data"]["node"];
        assert_eq!(node["name"], "Tornos Quetzal", "{}", body.body);
        assert_eq!(node["detail"]["closedFacts"], closed, "{person}");
        let attributes: Vec<&str> = node["detail"]["facts"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|fact| fact["attribute"].as_str())
            .collect();
        let told = CLOSED
            .iter()
            .filter(|(attribute, _)| attributes.contains(attribute))
            .count();
        assert_eq!(told, 8 - closed, "{person}: {attributes:?}");
    }
}

#[tokio::test]
async fn the_evidence_of_a_shortlist_is_open() {
    let scene = Scene::new().await;
    let create =
        "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } errors { code } } }";
    let input = json!({
        "title": { "text": "Levas torneadas para ornitorrincos" },
        "criteria": [
            { "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" },
            { "comparison": "IN_STATES", "states": ["14"], "strength": "MUST" },
        ],
    });
    let engineer = scene.session("engineer");
    let made = ask(&scene.router, engineer, create, json!({ "i": input }))
        .await
        .json();
    let need = made["data"]["needCreate"]["need"]["id"].clone();
    let make = "mutation($i: ShortlistCreateInput!) { shortlistCreate(input: $i) { shortlist { id \
        candidates(first: 100) { supplier { name detail { facts { value entered } } } criteria { reason evidence { value source } } } } } }";
    let answer = ask(
        &scene.router,
        engineer,
        make,
        json!({ "i": { "needId": need } }),
    )
    .await;
    let told = &answer.body;
    assert!(
        told.contains("Tornos Quetzal"),
        "a candidate: {:.500}",
        answer.body
    );
    for secret in SECRETS {
        assert!(!tells(told, secret), "{secret}");
    }
    // Staff who open the same shortlist find no more in it.
    let pages = list_needs(&scene.world.app, &Actor::command_line(), None, None, 1)
        .await
        .unwrap();
    let lines = eslabon_app::shortlists::list_shortlists(
        &scene.world.app,
        &Actor::command_line(),
        pages[0].id,
    )
    .await
    .unwrap();
    let path = format!("/preselecciones/{}", lines[0].id);
    for person in ["engineer", "staff"] {
        let body = scene.page(&path, person).await;
        assert!(body.contains("Tornos Quetzal"), "{person}");
        for secret in SECRETS {
            assert!(!tells(&body, secret), "{person}: {secret}");
        }
    }
}
