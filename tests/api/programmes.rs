//! Programmes through pages and API: planned, kept as a draft that only its centre sees, laid before the sides,
//! signed by the three, changed; and not there at all for anyone else, through any door.

use super::consents::global;
use axum::Router;
use axum::http::{StatusCode, header};
use eslabon_app::centres;
use eslabon_app::demo;
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need, load_firms};
use eslabon_app::suppliers::own_sites;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::PROCESS_OFFERED;
use eslabon_domain::ids::{CentreId, NeedId, ServiceId, SiteId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_tests::world::{Answer, World, ask, get, post};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

/// The engineer whose need it is.
pub(super) const ENGINEER: &str = "altaluz";
/// Of another lead firm.
pub(super) const STRANGER: &str = "brisanor";
/// Staff of the centre in whose region the firm lies.
pub(super) const STAFF: &str = "centro";
/// Owner of the turning shop, which has every list complete and no 5S.
pub(super) const TURNER: &str = "cerro-del-tesoro";
/// Owner of another firm.
pub(super) const MOULDER: &str = "la-calerilla";
/// What the programme is called; no request but the first names it.
pub(super) const TITLE: &str = "Orden Kx7Q en el piso";

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) router: Router,
    pub(super) raw: DatabaseConnection,
    need: NeedId,
    site: SiteId,
}

/// Someone of the demonstration, as she acts.
pub(super) fn actor(key: &str) -> Actor {
    let person = demo::PEOPLE.iter().find(|one| one.key == key).unwrap();
    Actor {
        person: Some(person.id()),
        name: person.name.to_owned(),
        role: person.role,
        organisation: person.organisation(),
        centre: Some(CentreId::from_name("default")),
        shared_centres: Vec::new(),
    }
}

/// Turned parts, of a shop that has its floor in order.
fn need() -> NeedDraft {
    let asks = |attribute: &str, concept: &str| CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement: Requirement::AnyOf {
            concepts: vec![concept.to_owned()],
        },
        strength: Strength::Must,
        weight: 50,
    };
    NeedDraft {
        organisation: None,
        organisation_name: None,
        title: LocalText::es("Bujes de un piso en orden"),
        description: LocalText::es(""),
        criteria: vec![
            asks(PROCESS_OFFERED, "process.cnc_turning"),
            asks("standard.held", "standard.five_s"),
        ],
        terms: NeedTerms::default(),
        target_price: None,
        starts_on: None,
        closes_on: None,
        hide_buyer: false,
    }
}

impl Scene {
    pub(super) async fn new() -> Scene {
        Scene::of(need()).await
    }

    /// The buyer keeps her name back.
    async fn reserved() -> Scene {
        let hidden = NeedDraft {
            hide_buyer: true,
            ..need()
        };
        Scene::of(hidden).await
    }

    async fn of(need: NeedDraft) -> Scene {
        let world = World::fictional().await;
        let need = create_need(&world.app, &actor(ENGINEER), need).await;
        let sites = own_sites(&world.app, &actor(TURNER)).await.unwrap();
        let raw = sea_orm::Database::connect(world.app.place().database())
            .await
            .unwrap();
        Scene {
            router: world.router(),
            raw,
            need: need.unwrap().id,
            site: sites[0].site,
            world,
        }
    }

    pub(super) fn session(&self, key: &str) -> &str {
        let mut known = self.world.signed_in.iter();
        let found = known.find(|(one, ..)| *one == key);
        found.map(|(_, _, session)| session.as_str()).unwrap()
    }

    pub(super) async fn get(&self, key: &str, path: &str) -> Answer {
        get(&self.router, path, self.session(key), "es").await
    }

    pub(super) async fn post(&self, key: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        post(&self.router, path, self.session(key), fields).await
    }

    /// Posts; answers where the page is that follows.
    pub(super) async fn done(&self, key: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(key, path, fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{key} {path}: {}",
            answer.body
        );
        let to = answer.headers.get(header::LOCATION).unwrap();
        to.to_str().unwrap().to_owned()
    }

    fn planning_path(&self) -> String {
        format!("/proveedores/{}/programas/nuevo", self.site)
    }

    fn planned_path(&self) -> String {
        format!("{}?requerimiento={}", self.planning_path(), self.need)
    }

    /// Staff keep the cheapest plan; answers the programme's address.
    pub(super) async fn drafted(&self) -> String {
        let page = self.get(STAFF, &self.planned_path()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let plan = value_of(&page.body, "plan");
        let need = self.need.to_string();
        let fields = [
            ("requerimiento", need.as_str()),
            ("inicio", ""),
            ("plan", &plan),
            ("titulo", TITLE),
        ];
        let to = self.done(STAFF, &self.planning_path(), &fields).await;
        to.split_once('?').unwrap().0.to_owned()
    }

    /// It lies before the sides; its version is 2, that of its plan 1.
    pub(super) async fn proposed(&self) -> String {
        let path = self.drafted().await;
        let to = format!("{path}/proponer");
        self.done(STAFF, &to, &[("version", "1")]).await;
        path
    }

    pub(super) async fn signs(&self, key: &str, path: &str) -> String {
        let fields = [("plan", "1"), ("comentario", "De acuerdo")];
        self.done(key, &format!("{path}/firmar"), &fields).await
    }

    /// Staff of another centre, in whose region the firm does not lie.
    pub(super) async fn neighbour(&self) -> String {
        let operator = Actor::command_line();
        let states = vec![StateCode(8)];
        let centre = centres::found(&self.world.app, &operator, "Centro vecino", states).await;
        let staff = Actor {
            role: Role::CentreStaff,
            centre: Some(centre.unwrap()),
            name: "vecina".into(),
            ..Actor::visitor()
        };
        self.world.sign_in("vecina", &staff).await
    }

    /// Whatever a step would have changed.
    pub(super) async fn rows(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in [
            "programmes",
            "programmes WHERE version = 2",
            "programme_steps",
            "programme_signatures",
            "programme_events",
            "audit_log WHERE action LIKE 'programme.%'",
        ] {
            let sql = format!("SELECT COUNT(*) AS n FROM {table}");
            let statement = Statement::from_string(self.raw.get_database_backend(), sql);
            let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
            counts.push(row.try_get("", "n").unwrap());
        }
        counts
    }

    pub(super) async fn ask(&self, key: &str, query: &str, variables: Value) -> Value {
        ask(&self.router, self.session(key), query, variables)
            .await
            .json()
    }

    /// A step through the API, with what it answers.
    async fn step(&self, session: &str, name: &str, input: Value) -> Value {
        let (first, rest) = name.split_at(1);
        let kind = format!("{}{rest}Input", first.to_uppercase());
        let query = format!(
            "mutation($i: {kind}!) {{ {name}(input: $i) {{ programme {{ id status version planVersion missingSides }} errors {{ code hint }} }} }}"
        );
        let answer = ask(&self.router, session, &query, json!({ "i": input })).await;
        answer.json()
    }
}

/// What the first hidden field of this name holds.
pub(super) fn value_of(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&marker).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_plan_is_shown_with_its_proof_its_payers_and_its_calendar() {
    let scene = Scene::new().await;
    let page = scene.get(STAFF, &scene.planned_path()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for shown in [
        "5S en el piso",
        "comprobado",
        "<svg",
        "la empresa tractora",
        "40 horas de trabajo por semana",
    ] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    // Nothing was kept by looking.
    assert_eq!(scene.rows().await[0], 0);
    // Too little money: what is short is told, and what there is without the limit.
    let poor = format!("{}&inicio=&presupuesto=1", scene.planned_path());
    let page = scene.get(STAFF, &poor).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("No alcanza el presupuesto"),
        "{}",
        page.body
    );
    // With a fifth more it still does not suffice: the question is answered on the page.
    let asked = format!("{poor}&pregunta=presupuesto");
    let page = scene.get(STAFF, &asked).await;
    assert!(page.body.contains("id=\"respuesta\""), "{}", page.body);
    // What cannot be read comes back with what was typed.
    let odd = format!("{}&inicio=ayer&presupuesto=mucho", scene.planned_path());
    let page = scene.get(STAFF, &odd).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("value=\"mucho\""), "{}", page.body);
}

#[tokio::test]
async fn only_the_centre_sees_a_draft_and_three_signatures_agree_on_it() {
    let scene = Scene::new().await;
    let path = scene.drafted().await;
    assert_eq!(scene.get(STAFF, &path).await.status, StatusCode::OK);
    for key in [TURNER, ENGINEER] {
        assert_eq!(scene.get(key, &path).await.status, StatusCode::NOT_FOUND);
        let list = scene.get(key, "/programas").await;
        assert!(!list.body.contains(TITLE), "{key}");
    }
    scene
        .done(STAFF, &format!("{path}/proponer"), &[("version", "1")])
        .await;
    for key in [TURNER, ENGINEER, STAFF] {
        let page = scene.get(key, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{key}: {}", page.body);
        assert!(page.body.contains("Firmar de conformidad"), "{key}");
        let list = scene.get(key, "/programas").await;
        assert!(list.body.contains(TITLE), "{key}: {}", list.body);
    }
    let paper = scene.get(TURNER, &format!("{path}?imprimir=1")).await;
    assert!(!paper.body.contains("Firmar de conformidad"));
    assert!(scene.signs(TURNER, &path).await.ends_with("firmado"));
    assert!(scene.signs(ENGINEER, &path).await.ends_with("firmado"));
    assert!(scene.signs(STAFF, &path).await.ends_with("acordado"));
    let page = scene.get(TURNER, &path).await;
    assert!(page.body.contains("acordado"), "{}", page.body);
}

#[tokio::test]
async fn a_stale_step_is_refused_and_its_words_are_kept() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let before = scene.rows().await;
    let fields = [("version", "1"), ("que_cambiar", "Que empiece en enero")];
    let answer = scene
        .post(TURNER, &format!("{path}/cambios"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    assert!(answer.body.contains("Que empiece en enero"));
    let fields = [("version", "2"), ("que_cambiar", "")];
    let answer = scene
        .post(TURNER, &format!("{path}/cambios"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(scene.rows().await, before);
    let fields = [("version", "2"), ("que_cambiar", "Que empiece en enero")];
    scene
        .done(TURNER, &format!("{path}/cambios"), &fields)
        .await;
    let page = scene.get(STAFF, &path).await;
    assert!(page.body.contains("Que empiece en enero"), "{}", page.body);
    // A signature under the plan of before is none under this one.
    let fields = [("plan", "1"), ("comentario", "")];
    let answer = scene
        .post(ENGINEER, &format!("{path}/firmar"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    // Staff plan anew around it.
    let page = scene.get(STAFF, &format!("{path}/ajustar")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (plan, version) = (
        value_of(&page.body, "plan"),
        value_of(&page.body, "version"),
    );
    let fields = [
        ("version", version.as_str()),
        ("inicio", ""),
        ("plan", plan.as_str()),
    ];
    let to = scene.done(STAFF, &format!("{path}/ajustar"), &fields).await;
    assert!(to.ends_with("ajustado"), "{to}");
}

#[tokio::test]
async fn whoever_is_no_side_finds_nothing_and_writes_nothing() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let neighbour = scene.neighbour().await;
    let before = scene.rows().await;
    let forms = [
        ("firmar", vec![("plan", "1"), ("comentario", "Yo también")]),
        ("cambios", vec![("version", "2"), ("que_cambiar", "Todo")]),
        ("proponer", vec![("version", "2")]),
        ("iniciar", vec![("version", "2")]),
        ("cerrar", vec![("version", "2")]),
        ("detener", vec![("version", "2"), ("motivo", "Porque sí")]),
        ("ajustar", vec![("version", "2"), ("inicio", "")]),
    ];
    for session in [
        scene.session(STRANGER),
        scene.session(MOULDER),
        neighbour.as_str(),
    ] {
        let page = get(&scene.router, &path, session, "es").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.body);
        let list = get(&scene.router, "/programas", session, "es").await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.body);
        assert!(!list.body.contains(TITLE) && !list.body.contains("Cerro del Tesoro"));
        for (task, fields) in &forms {
            let to = format!("{path}/{task}");
            let answer = post(&scene.router, &to, session, fields).await;
            // Who may not do it at all hears so; who may, elsewhere, finds nothing.
            let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
            assert!(hidden.contains(&answer.status), "{task}: {}", answer.status);
            assert!(!answer.body.contains(TITLE), "{task}");
        }
    }
    // Plans for a firm of another region, or by whoever plans nothing.
    let planned = scene.planned_path();
    let answer = get(&scene.router, &planned, &neighbour, "es").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
    for key in [ENGINEER, TURNER, STRANGER] {
        let answer = scene.get(key, &planned).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{key}");
    }
    assert_eq!(scene.rows().await, before);
}

const PLANS: &str = "query($i: ProgrammePlansInput!) { programmePlans(input: $i) { \
    plans { timeIsAssumed plans { cost { minor } finishesOn isProven steps { provider } budget { payer amount { minor } } uncovered { minor } } difference { laterByDays } } \
    errors { code } } }";

#[tokio::test]
async fn the_api_plans_keeps_signs_and_changes() {
    let scene = Scene::new().await;
    let (site, need) = (global("Supplier", scene.site), global("Need", scene.need));
    let asked = json!({ "i": {
        "site": site,
        "needs": [need],
        "question": { "kind": "DEADLINES", "amount": 30 },
    } });
    let answer = scene.ask(STAFF, PLANS, asked).await;
    let found = &answer["data"]["programmePlans"]["plans"];
    let plan = &found["plans"][0];
    assert_eq!(found["timeIsAssumed"], true, "{answer}");
    let minor = |amount: &Value| amount["minor"].as_str().unwrap().parse::<i64>().unwrap();
    let shares = plan["budget"].as_array().unwrap().iter();
    let paid: i64 = shares.map(|share| minor(&share["amount"])).sum();
    assert_eq!(paid + minor(&plan["uncovered"]), minor(&plan["cost"]));
    let choice = json!({ "costMinor": plan["cost"]["minor"], "finishesOn": plan["finishesOn"] });
    let (staff, owner, engineer) = (
        scene.session(STAFF),
        scene.session(TURNER),
        scene.session(ENGINEER),
    );
    let input = json!({ "site": site, "needs": [need], "choice": choice, "title": TITLE });
    let drafted = scene.step(staff, "programmeDraft", input).await;
    let programme = &drafted["data"]["programmeDraft"]["programme"];
    assert_eq!(programme["status"], "DRAFT", "{drafted}");
    let id = programme["id"].clone();
    let proposed = json!({ "id": id, "version": 1 });
    scene.step(staff, "programmePropose", proposed).await;
    let signed = json!({ "id": id, "planVersion": 1, "comment": "Va" });
    let answer = scene.step(owner, "programmeSign", signed.clone()).await;
    let programme = &answer["data"]["programmeSign"]["programme"];
    assert_eq!(programme["missingSides"], json!(["CENTRE", "LEAD_FIRM"]));
    let again = scene.step(owner, "programmeSign", signed).await;
    let errors = &again["data"]["programmeSign"]["errors"];
    assert_eq!(errors[0]["hint"], "already_signed", "{again}");
    let version = programme["version"].clone();
    let words = json!({ "id": id, "version": version, "words": "Más tarde" });
    let answer = scene.step(engineer, "programmeAskChanges", words).await;
    let programme = &answer["data"]["programmeAskChanges"]["programme"];
    assert_eq!(programme["status"], "CHANGES_ASKED", "{answer}");
    assert_eq!(programme["missingSides"].as_array().unwrap().len(), 3);
    let version = programme["version"].clone();
    let anew = json!({ "i": { "programme": id, "wishes": {} } });
    let answer = scene.ask(STAFF, PLANS, anew).await;
    let plan = &answer["data"]["programmePlans"]["plans"]["plans"][0];
    let choice = json!({ "costMinor": plan["cost"]["minor"], "finishesOn": plan["finishesOn"] });
    let input = json!({ "id": id, "version": version, "wishes": {}, "choice": choice });
    let answer = scene.step(staff, "programmeAdjust", input).await;
    let programme = &answer["data"]["programmeAdjust"]["programme"];
    assert_eq!(programme["status"], "CHANGES_ASKED", "{answer}");
    let version = programme["version"].clone();
    let input = json!({ "id": id, "version": version, "words": "Se fue el cliente" });
    let answer = scene.step(staff, "programmeStop", input).await;
    let programme = &answer["data"]["programmeStop"]["programme"];
    assert_eq!(programme["status"], "STOPPED", "{answer}");
}

#[tokio::test]
async fn what_closes_no_gap_is_no_programme() {
    let scene = Scene::new().await;
    let (site, need) = (global("Supplier", scene.site), global("Need", scene.need));
    // Without them nothing closes the only gap; what is pinned would be all that is planned.
    let forbidden = ["servicio-mezquitan-5s", "servicio-sacramento-5s"]
        .map(|key| global("Service", ServiceId::from_name(&format!("service/{key}"))));
    let pinned = ServiceId::from_name("service/servicio-camara-costeo");
    let wishes = json!({
        "forbidden": forbidden,
        "pinned": [{ "service": global("Service", pinned) }],
    });
    let asked = json!({ "i": { "site": site, "needs": [need], "wishes": wishes } });
    let answer = scene.ask(STAFF, PLANS, asked).await;
    let plan = &answer["data"]["programmePlans"]["plans"]["plans"][0];
    let cost = plan["cost"]["minor"].as_str().unwrap_or("1");
    let finish = plan["finishesOn"].as_str().unwrap_or("2027-01-31");
    let choice = json!({ "costMinor": cost, "finishesOn": finish });
    let input = json!({ "site": site, "needs": [need], "wishes": wishes, "choice": choice, "title": TITLE });
    let answer = scene
        .step(scene.session(STAFF), "programmeDraft", input)
        .await;
    let errors = &answer["data"]["programmeDraft"]["errors"];
    assert_eq!(errors[0]["hint"], "no_gap", "{answer}");
    assert_eq!(scene.rows().await[0], 0);
}

#[tokio::test]
async fn the_api_tells_whoever_is_no_side_nothing() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let id = global("Programme", path.rsplit('/').next().unwrap());
    let neighbour = scene.neighbour().await;
    let before = scene.rows().await;
    let whole = "query($id: ID!) { programme(id: $id) { title gaps { required } } node(id: $id) { id } programmes { edges { node { title } } } }";
    let mine = scene.ask(TURNER, whole, json!({ "id": id })).await;
    assert_eq!(mine["data"]["programme"]["title"], TITLE, "{mine}");
    for session in [
        scene.session(STRANGER),
        scene.session(MOULDER),
        neighbour.as_str(),
    ] {
        let answer = ask(&scene.router, session, whole, json!({ "id": id })).await;
        let told = answer.json();
        assert!(told["data"]["programme"].is_null(), "{}", answer.body);
        assert!(told["data"]["node"].is_null(), "{}", answer.body);
        assert!(!answer.body.contains(TITLE), "{}", answer.body);
    }
    for (session, name, input) in [
        (
            scene.session(STRANGER),
            "programmeSign",
            json!({ "id": id, "planVersion": 1 }),
        ),
        (
            scene.session(MOULDER),
            "programmeAskChanges",
            json!({ "id": id, "version": 2, "words": "Todo" }),
        ),
        (
            neighbour.as_str(),
            "programmeStop",
            json!({ "id": id, "version": 2, "words": "Todo" }),
        ),
    ] {
        let answer = scene.step(session, name, input).await;
        let errors = &answer["data"][name]["errors"];
        assert_eq!(errors[0]["code"], "NOT_FOUND", "{name}: {answer}");
    }
    assert_eq!(scene.rows().await, before);
}

/// Who did something with a programme, as the log tells the firm's owner.
async fn doers(scene: &Scene) -> Vec<Value> {
    let query = "{ auditEntries(first: 100) { edges { node { who action } } } }";
    let answer = scene.ask(TURNER, query, json!({})).await;
    let edges = answer["data"]["auditEntries"]["edges"].as_array().unwrap();
    let acts = edges.iter().map(|edge| &edge["node"]);
    let of_programmes = acts.filter(|act| {
        let action = act["action"].as_str();
        action.is_some_and(|action| action.starts_with("programme."))
    });
    of_programmes.map(|act| act["who"].clone()).collect()
}

#[tokio::test]
async fn the_log_does_not_tell_the_firm_the_buyer_who_keeps_her_name_back() {
    let engineer = actor(ENGINEER).name;
    for (scene, is_told) in [(Scene::new().await, true), (Scene::reserved().await, false)] {
        let path = scene.proposed().await;
        scene.signs(ENGINEER, &path).await;
        scene.signs(TURNER, &path).await;
        assert_eq!(scene.rows().await[3], 2, "both signed");
        let told = doers(&scene).await;
        assert!(!told.is_empty(), "the firm reads of the others' acts");
        let named = told.iter().any(|who| *who == engineer.as_str());
        assert_eq!(named, is_told, "{told:?}");
        let page = scene.get(TURNER, &path).await;
        assert_eq!(page.body.contains(&engineer), is_told, "{}", page.body);
    }
}

#[tokio::test]
async fn neither_a_title_nor_the_needs_beside_it_give_a_reserved_buyer_away() {
    let scene = Scene::reserved().await;
    let (app, engineer) = (&scene.world.app, actor(ENGINEER));
    let buyer = engineer.organisation.unwrap();
    let firms = load_firms(app, &engineer, &[buyer]).await.unwrap();
    let page = scene.get(STAFF, &scene.planned_path()).await;
    let plan = value_of(&page.body, "plan");
    let (id, title) = (
        scene.need.to_string(),
        format!("Programa de {}", firms[&buyer].name.to_uppercase()),
    );
    let fields = [
        ("requerimiento", id.as_str()),
        ("inicio", ""),
        ("plan", plan.as_str()),
        ("titulo", title.as_str()),
    ];
    let answer = scene.post(STAFF, &scene.planning_path(), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("href=\"#titulo\""), "{}", answer.body);
    // All needs of a programme are of one lead firm: one that shows her would name her for the other.
    let shown = create_need(app, &engineer, need()).await.unwrap();
    let both = format!("{}&requerimiento={}", scene.planned_path(), shown.id);
    let page = scene.get(STAFF, &both).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("juntos revelarían el nombre"),
        "{}",
        page.body
    );
    assert_eq!(scene.rows().await[0], 0, "nothing was kept");
}

#[tokio::test]
async fn the_lead_firm_does_not_read_how_much_time_the_firm_has() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    for word in ["nothing", "booking", "cohort_date"] {
        let busy = format!(
            "UPDATE programmes SET plan = REPLACE(plan, '\"wait\":\"{word}\"', '\"wait\":\"firm_time\"')"
        );
        scene.raw.execute_unprepared(&busy).await.unwrap();
    }
    for (key, reads) in [(STAFF, true), (TURNER, true), (ENGINEER, false)] {
        let page = scene.get(key, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{key}");
        let told = page.body.contains("la empresa no tiene horas libres");
        assert_eq!(told, reads, "{key}: {}", page.body);
    }
}
