//! Two entries of one plant are merged and separated: lists, counts, pages and saved shortlists hold the
//! plant once, both histories stay, and separating leaves no trace on the page.

use axum::Router;
use axum::http::{StatusCode, header};
use eslabon_app::context::Silent;
use eslabon_app::duplicates::{self, Verdict};
use eslabon_app::gaps::{self, Statement};
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::machines;
use eslabon_app::needs::list_needs;
use eslabon_app::profiles::{Draft, record};
use eslabon_app::records::DuplicateStatus;
use eslabon_app::search::search_suppliers;
use eslabon_app::{AppError, merges};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::findings::Finding;
use eslabon_domain::ids::{DuplicateId, ProgrammeId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::Need;
use eslabon_domain::programmes::{FirmTime, ProgrammeStatus, thirds};
use eslabon_search::SupplierQuery;
use eslabon_storage::programmes::{self, Programme};
use eslabon_storage::{Database, diagnoses};
use eslabon_tests::world::{World, ask, get, post};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;

const DENUE: &str = "id,nom_estab,codigo_act,cve_ent,cve_mun,latitud,longitud\n77,Sensores Tajín,332710,14,120,20.64,-103.42\n";
const RETC: &str = "nra,nombre,scian,estado,municipio,lat,lon\nZZZ1,Sensores Tajín,332710,Jalisco,Zapopan,20.64,-103.42\n";

struct Scene {
    world: World,
    router: Router,
    pair: DuplicateId,
    stays: SiteId,
    goes: SiteId,
}

impl Scene {
    async fn new() -> Scene {
        let (world, me) = (World::fictional().await, Actor::command_line());
        for (name, text) in [("denue.csv", DENUE), ("retc.csv", RETC)] {
            let source = ImportSource::bytes(name, text.as_bytes().to_vec());
            run(&world.app, &me, source, None, &Silent).await.unwrap();
        }
        world.app.catch_up(&Silent).await.unwrap();
        let pairs = duplicates::list(&world.app, &me, DuplicateStatus::Proposed, 10)
            .await
            .unwrap();
        let pair = pairs.first().unwrap().duplicate.clone();
        Scene {
            router: world.router(),
            pair: pair.id,
            stays: pair.site_a,
            goes: pair.site_b,
            world,
        }
    }

    async fn decided(&self) {
        let me = Actor::command_line();
        duplicates::decide(
            &self.world.app,
            &me,
            self.pair,
            Verdict::Same,
            "Misma puerta",
        )
        .await
        .unwrap();
    }

    /// How many suppliers answer, and the page of one of them as a visitor sees it.
    async fn hits(&self) -> usize {
        self.world.app.catch_up(&Silent).await.unwrap();
        let query = SupplierQuery {
            text: "Sensores Tajín".into(),
            limit: 50,
            ..SupplierQuery::default()
        };
        let found = search_suppliers(&self.world.app, &Actor::visitor(), &query)
            .await
            .unwrap();
        let named = found
            .cards
            .iter()
            .filter(|card| card.name.contains("Tajín"));
        named.count()
    }

    async fn page(&self, site: SiteId) -> (StatusCode, String) {
        let answer = get(&self.router, &format!("/proveedores/{site}"), "", "es").await;
        // The request's own id and the form's token differ each time; no page of a supplier shows them.
        (answer.status, answer.body)
    }

    async fn sites(&self) -> i64 {
        let ready = get(&self.router, "/readyz", "", "es").await.json();
        ready["sites"].as_i64().unwrap()
    }
}

#[tokio::test]
async fn a_plant_is_held_once_and_separating_leaves_no_trace() {
    let scene = Scene::new().await;
    let app = &scene.world.app;
    let staff = scene.world.person("centre_staff", 0);
    let (me, sites) = (Actor::command_line(), scene.sites().await);
    let before = [scene.page(scene.stays).await, scene.page(scene.goes).await];
    assert_eq!(scene.hits().await, 2);
    let pair = scene.pair.to_string();
    let (stays, goes) = (scene.stays.to_string(), scene.goes.to_string());
    let fields = [
        ("id", pair.as_str()),
        ("stays", &stays),
        ("reason", "Misma nave"),
    ];
    // Only what was decided to be one plant is merged.
    let early = post(&scene.router, "/duplicados/fusionar", &staff, &fields).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    scene.decided().await;
    let merged = post(&scene.router, "/duplicados/fusionar", &staff, &fields).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.body);

    assert_eq!(scene.hits().await, 1, "index");
    assert_eq!(scene.sites().await, sites - 1, "table and counts");
    let moved = get(&scene.router, &format!("/proveedores/{goes}"), "", "es").await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    assert_eq!(
        moved.headers[header::LOCATION],
        format!("/proveedores/{stays}")
    );
    let joint = scene.page(scene.stays).await.1;
    for words in ["DENUE", "RETC", "ZZZ1", "77"] {
        assert!(joint.contains(words), "{words}: {joint}");
    }
    let csv = get(&scene.router, "/buscar.csv?q=Sensores+Tajín", "", "es").await;
    assert_eq!(csv.body.matches("Sensores Tajín").count(), 1);
    let list = get(&scene.router, "/duplicados?estatus=same", &staff, "es").await;
    assert!(list.body.contains("Separar"), "{}", list.body);
    let history = format!("/proveedores/{stays}/historia");
    let history = get(&scene.router, &history, &staff, "es").await;
    assert!(history.body.contains("Misma nave"), "{}", history.body);

    let done = duplicates::list(app, &me, DuplicateStatus::Same, 10)
        .await
        .unwrap();
    let merge = done[0].merge.clone().unwrap();
    assert!(matches!(
        merges::separate(app, &me, merge.id, " ").await,
        Err(AppError::Invalid(_))
    ));
    let id = merge.id.to_string();
    let fields = [
        ("id", pair.as_str()),
        ("merge", &id),
        ("reason", "Eran dos naves"),
    ];
    let apart = post(&scene.router, "/duplicados/separar", &staff, &fields).await;
    assert_eq!(apart.status, StatusCode::SEE_OTHER);
    assert_eq!(scene.hits().await, 2);
    assert_eq!(scene.sites().await, sites);
    let after = [scene.page(scene.stays).await, scene.page(scene.goes).await];
    assert_eq!(after, before, "the same pages again");
    assert!(matches!(
        merges::separate(app, &me, merge.id, "otra vez").await,
        Err(AppError::Conflict)
    ));
}

#[tokio::test]
async fn an_index_made_anew_holds_a_merged_plant_once() {
    let scene = Scene::new().await;
    scene.decided().await;
    let me = Actor::command_line();
    merges::merge(&scene.world.app, &me, scene.pair, scene.stays, "Una")
        .await
        .unwrap();
    eslabon_app::maintain::rebuild_index(&scene.world.app, &me, &Silent)
        .await
        .unwrap();
    assert_eq!(scene.hits().await, 1);
    // What the register says of the merged entry later reaches the one that stands for it.
    let text = DENUE.replace("Sensores Tajín", "Sensores Tajín Renovada");
    let source = ImportSource::bytes("denue2.csv", text.into_bytes());
    run(&scene.world.app, &me, source, None, &Silent)
        .await
        .unwrap();
    assert_eq!(scene.hits().await, 1);
    let page = scene.page(scene.stays).await.1;
    assert!(page.contains("Sensores Tajín Renovada"), "{page}");
}

#[tokio::test]
async fn two_owners_are_not_merged_away() {
    let scene = Scene::new().await;
    scene.decided().await;
    let (app, me) = (&scene.world.app, Actor::command_line());
    for (key, site) in [("una", scene.stays), ("otra", scene.goes)] {
        let draft = eslabon_app::claims::ClaimDraft {
            name: key.into(),
            email: format!("{key}@tajin.example"),
            telephone: String::new(),
            evidence: Some(eslabon_app::records::Evidence::Other),
            words: "Es mía.".into(),
            file: None,
            lang: eslabon_domain::text::Lang::Es,
        };
        eslabon_app::claims::make_claim(app, &Actor::visitor(), site, draft)
            .await
            .unwrap();
    }
    let waiting = eslabon_app::claims::list(app, &me, eslabon_app::records::ClaimStatus::Open, 10)
        .await
        .unwrap();
    let (first, second) = (&waiting[0].claim, &waiting[1].claim);
    eslabon_app::claims::decide(app, &me, first.id, true, "Sí")
        .await
        .unwrap();
    // One owner: the joint site is hers, whichever of the two stays.
    let merge = merges::merge(app, &me, scene.pair, scene.goes, "Una")
        .await
        .unwrap();
    let owner = eslabon_app::suppliers::load_supplier(app, &me, scene.goes)
        .await
        .unwrap()
        .organisation;
    assert_eq!(owner, merge.site_organisation);
    merges::separate(app, &me, merge.id, "Dos").await.unwrap();
    eslabon_app::claims::decide(app, &me, second.id, true, "Sí")
        .await
        .unwrap();
    let staff = scene.world.person("centre_staff", 0);
    let (pair, stays) = (scene.pair.to_string(), scene.stays.to_string());
    let fields = [("id", pair.as_str()), ("stays", &stays), ("reason", "Una")];
    let refused = post(&scene.router, "/duplicados/fusionar", &staff, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("su propio titular"),
        "{}",
        refused.body
    );
    assert_eq!(scene.hits().await, 2);
}

fn programme(site: SiteId, need: &Need, made_at: Timestamp) -> Programme {
    let cost = Money {
        minor: 1,
        currency: Currency::Mxn,
    };
    Programme {
        id: ProgrammeId::generate(),
        site,
        centre: need.centre,
        lead_firm: need.organisation,
        needs: vec![need.id],
        title: "Orden en el piso".into(),
        status: ProgrammeStatus::Proposed,
        is_shown: true,
        version: 1,
        plan_version: 1,
        budget: None,
        currency: cost.currency,
        time: FirmTime::assumed(),
        starts_on: date(2027, 1, 11),
        pinned: Vec::new(),
        forbidden: Vec::new(),
        payers: thirds(),
        rules: "programme-1".into(),
        problem: json!({}),
        plan: json!({}),
        cost,
        finishes_on: date(2027, 2, 1),
        made_by: "Lucía".into(),
        made_at,
        stop_reason: String::new(),
    }
}

#[tokio::test]
async fn what_a_firm_said_of_the_joint_plant_goes_with_it() {
    let scene = Scene::new().await;
    scene.decided().await;
    let (app, me) = (&scene.world.app, Actor::command_line());
    let draft = eslabon_app::claims::ClaimDraft {
        name: "Una".into(),
        email: "una@tajin.example".into(),
        telephone: String::new(),
        evidence: Some(eslabon_app::records::Evidence::Other),
        words: "Es mía.".into(),
        file: None,
        lang: eslabon_domain::text::Lang::Es,
    };
    eslabon_app::claims::make_claim(app, &Actor::visitor(), scene.goes, draft)
        .await
        .unwrap();
    let open = eslabon_app::records::ClaimStatus::Open;
    let waiting = eslabon_app::claims::list(app, &me, open, 10).await.unwrap();
    eslabon_app::claims::decide(app, &me, waiting[0].claim.id, true, "Sí")
        .await
        .unwrap();
    let merge = merges::merge(app, &me, scene.pair, scene.stays, "Una")
        .await
        .unwrap();
    let owner = Actor {
        role: Role::Owner,
        organisation: Some(merge.site_organisation),
        ..Actor::visitor()
    };
    // Somewhat later, the owner answers for the joint plant.
    app.set_clock(app.now() + jiff::SignedDuration::from_secs(60));
    let days = Draft {
        attribute: "site.quote_days".into(),
        text: "3".into(),
        ..Draft::default()
    };
    record(app, &owner, scene.stays, &days).await.unwrap();
    let lathe = machines::PlateDraft {
        kind: "equipment.cnc_lathe".into(),
        count: "2".into(),
        ..machines::PlateDraft::default()
    };
    machines::add(app, &owner, scene.stays, &lathe)
        .await
        .unwrap();
    let said = Statement {
        symptom: "cause.defects_delivered",
        cause: "cause.no_final_release",
        finding: Some(Finding::Yes),
        note: "Nadie firma la salida",
    };
    gaps::state(app, &owner, scene.stays, said).await.unwrap();
    let db = Database::open(&app.place().database()).await.unwrap();
    let needs = list_needs(app, &me, None, None, 1).await.unwrap();
    let made = programme(scene.stays, needs.first().unwrap(), app.now());
    let tx = db.begin().await.unwrap();
    programmes::insert(&tx, &made).await.unwrap();
    tx.commit().await.unwrap();
    merges::separate(app, &me, merge.id, "Dos").await.unwrap();
    // What it said of causes, and its programme, are read by nobody who comes to own the other entry.
    let kept = programmes::find(&db, made.id).await.unwrap().unwrap();
    assert_eq!(kept.site, scene.goes);
    for (site, count) in [(scene.goes, 1), (scene.stays, 0)] {
        let said = diagnoses::latest_of(&db, &[site]).await.unwrap();
        assert_eq!(said.len(), count, "{site}");
    }
    let staff = Actor {
        role: Role::CentreStaff,
        centre: Some(app.centre()),
        ..Actor::visitor()
    };
    let known = async |site: SiteId| {
        let view = eslabon_app::suppliers::load_supplier(app, &staff, site).await;
        let facts = view.unwrap().facts.into_iter();
        let mut said: Vec<String> = facts
            .map(|fact| fact.attribute)
            .filter(|id| ["site.quote_days", "equipment.owned"].contains(&id.as_str()))
            .collect();
        said.sort_unstable();
        let list = machines::list(app, &staff, site).await.unwrap();
        (said, list.machines.len())
    };
    let (said, listed) = known(scene.goes).await;
    assert_eq!(said, ["equipment.owned", "site.quote_days"]);
    assert_eq!(listed, 1);
    // No capability stays at the register's entry, which never stated it.
    assert_eq!(known(scene.stays).await, (Vec::new(), 0));
}

#[tokio::test]
async fn a_saved_shortlist_still_opens() {
    let scene = Scene::new().await;
    let (app, me) = (&scene.world.app, Actor::command_line());
    let needs = eslabon_app::needs::list_needs(app, &me, None, None, 1)
        .await
        .unwrap();
    let made = eslabon_app::shortlists::make_shortlist(app, &me, needs[0].id, app.today())
        .await
        .unwrap();
    let saved = made.answer.clone();
    let sites: Vec<SiteId> = saved
        .candidates
        .iter()
        .map(|one| one.site)
        .take(2)
        .collect();
    let proposal = propose(&scene, sites[0], sites[1]).await;
    merges::merge(app, &me, proposal, sites[0], "Una")
        .await
        .unwrap();
    let opened = eslabon_app::shortlists::load_shortlist(app, &me, made.id)
        .await
        .unwrap();
    assert_eq!(opened.answer, saved, "the answer is unchanged");
    assert_eq!(
        opened.cards[&sites[1]].site, sites[0],
        "the one that stands for it is shown"
    );
    let staff = Actor {
        role: Role::CentreStaff,
        ..me
    };
    let page = format!("/preselecciones/{}", made.id);
    let session = scene.world.sign_in("mira", &staff).await;
    assert_eq!(
        get(&scene.router, &page, &session, "es").await.status,
        StatusCode::OK
    );
}

/// Writes a pair that was decided to be one plant.
async fn propose(scene: &Scene, a: SiteId, b: SiteId) -> DuplicateId {
    use sea_orm::{ConnectionTrait, Statement};
    let raw = sea_orm::Database::connect(scene.world.app.place().database())
        .await
        .unwrap();
    let id = DuplicateId::generate();
    let sql = "INSERT INTO duplicates (id, site_a, site_b, score_milli, reasons, status) VALUES (?, ?, ?, 900, '[]', 'same')";
    let values = [id.0.into(), a.min(b).0.into(), a.max(b).0.into()];
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
    raw.execute_raw(statement).await.unwrap();
    id
}

#[tokio::test]
async fn the_api_merges_and_separates() {
    let scene = Scene::new().await;
    scene.decided().await;
    let (router, staff) = (&scene.router, scene.world.person("centre_staff", 0));
    let list = "{ duplicates(status: SAME) { id mergeId a { id } b { id } } }";
    let found = ask(router, &staff, list, json!({})).await.json();
    let pair = &found["data"]["duplicates"][0];
    let merge = "mutation($i: DuplicateMergeInput!) { duplicateMerge(input: $i) { mergeId supplierId errors { code field } } }";
    let input =
        json!({ "i": { "duplicateId": pair["id"], "keepId": pair["a"]["id"], "reason": "Una" } });
    let merged = ask(router, &staff, merge, input).await.json();
    let merged = &merged["data"]["duplicateMerge"];
    assert_eq!(merged["supplierId"], pair["a"]["id"], "{merged}");
    let node = "query($id: ID!) { node(id: $id) { id ... on Supplier { detail { registryEntries { key } } } } }";
    let through = ask(router, "", node, json!({ "id": pair["b"]["id"] }))
        .await
        .json();
    assert_eq!(through["data"]["node"]["id"], pair["a"]["id"], "{through}");
    let entries = through["data"]["node"]["detail"]["registryEntries"]
        .as_array()
        .unwrap();
    assert_eq!(entries.len(), 2);
    let separate = "mutation($i: DuplicateSeparateInput!) { duplicateSeparate(input: $i) { separated errors { code } } }";
    let input = json!({ "i": { "mergeId": merged["mergeId"], "reason": "Dos" } });
    let apart = ask(router, &staff, separate, input).await.json();
    assert_eq!(
        apart["data"]["duplicateSeparate"]["separated"], true,
        "{apart}"
    );
}
