//! Capacity from a calendar: hours and pieces month by month for the firm and its centre, bands for a buyer whom
//! the firm allows, and no figure for anyone else through any door.

use super::closed_facts::{Scene, tells};
use super::consents::{database, global, on_record, open, revoke};
use axum::http::StatusCode;
use eslabon_app::capacity::{CapacityView, against_need, load_capacity, shown_capacity};
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need};
use eslabon_app::shortlists::make_shortlist;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::{CentreId, NeedId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::terms::{MonthlyVolume, NeedTerms};
use eslabon_domain::text::LocalText;
use eslabon_engine::capacity::RampVerdict;
use eslabon_engine::matching::Group;
use eslabon_tests::world::{Answer, ask, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

const TURNING: &str = "process.cnc_turning";

/// What the firm answers, so that its months can be computed.
const CALENDAR: [(&str, &str); 9] = [
    ("site.working_days_week", "5"),
    ("site.shifts", "2"),
    ("site.hours_per_shift", "8 h"),
    ("site.planned_stops_shift", "30 min"),
    ("site.shutdown_days", "0"),
    ("process.machines", "2"),
    ("process.cycle_time", "30 s"),
    ("process.parts_per_cycle", "2"),
    ("process.oee", "80 %"),
];

fn owner(scene: &Scene) -> Actor {
    Actor {
        role: Role::Owner,
        organisation: Some(scene.owner),
        ..Actor::command_line()
    }
}

fn engineer(scene: &Scene) -> Actor {
    Actor {
        role: Role::Engineer,
        organisation: Some(scene.lead_firm),
        ..Actor::command_line()
    }
}

fn page_of(scene: &Scene) -> String {
    format!("/proveedores/{}/capacidad", scene.site)
}

/// The month so many after this one.
fn month(scene: &Scene, n: u16) -> Month {
    Month::of(scene.world.app.today()).after(n).unwrap()
}

/// States loads as someone: what each of the next twelve months is to hold.
async fn state(scene: &Scene, person: &str, text: &str, more: &[(&str, &str)]) -> Answer {
    let names: Vec<String> = (1..=12).map(|n| format!("m-{}", month(scene, n))).collect();
    let mut fields = vec![("proceso", TURNING), ("unidad", "share")];
    fields.extend(names.iter().map(|name| (name.as_str(), text)));
    fields.extend_from_slice(more);
    post(
        &scene.router,
        &page_of(scene),
        scene.session(person),
        &fields,
    )
    .await
}

/// The firm answers everything but its loads.
async fn calendar(scene: &Scene) {
    for (attribute, text) in CALENDAR {
        let of = match attribute.starts_with("process.") {
            true => format!("?de={TURNING}"),
            false => String::new(),
        };
        let path = format!("/proveedores/{}/perfil/{attribute}{of}", scene.site);
        let sent = [("text", text)];
        let sent = post(&scene.router, &path, scene.session("owner"), &sent).await;
        assert_eq!(
            sent.status,
            StatusCode::SEE_OTHER,
            "{attribute}: {}",
            sent.body
        );
    }
}

/// The same with a quarter of every month promised.
async fn computed() -> Scene {
    let scene = Scene::new().await;
    calendar(&scene).await;
    let sent = state(&scene, "owner", "25", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    scene
}

async fn view(scene: &Scene) -> CapacityView {
    let loaded = load_capacity(&scene.world.app, &owner(scene), scene.site).await;
    loaded.unwrap()
}

/// The pieces of the first month ahead, as digits.
async fn pieces(scene: &Scene) -> String {
    let view = view(scene).await;
    let month = &view.find(TURNING).unwrap().capacity.months[0];
    month.pieces.unwrap().low.to_string()
}

async fn stored(scene: &Scene) -> i64 {
    let db = database(scene).await;
    let sql = "SELECT COUNT(*) AS n FROM committed_loads";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    row.unwrap().unwrap().try_get("", "n").unwrap()
}

const MONTHS: &str = "query($id: ID!, $p: String) { node(id: $id) { ... on Supplier { name capacity(process: $p) { \
    process { conceptId } plantOee missing { attribute } \
    months { month machineHours { low high } committed { entered scope hours { low } } freeHours { low } pieces { low high } } } } } }";

/// What the API tells someone of the firm's months.
async fn asked(scene: &Scene, person: &str) -> Value {
    let id = global("Supplier", scene.site);
    let variables = json!({ "id": id, "p": TURNING });
    let answer = ask(&scene.router, scene.session(person), MONTHS, variables).await;
    let node = answer.json()["data"]["node"].clone();
    assert_eq!(node["name"], "Tornos Quetzal", "{}", answer.body);
    node["capacity"].clone()
}

#[tokio::test]
async fn the_firm_and_its_centre_see_hours_and_pieces_month_by_month() {
    let scene = Scene::new().await;
    calendar(&scene).await;
    let before = scene.page(&page_of(&scene), "owner").await;
    for words in ["no se toma como libre", "not taken as free", "artículo 74"] {
        assert!(before.contains(words), "{words}: {before}");
    }
    let all_unknown = view(&scene).await;
    let months = &all_unknown.find(TURNING).unwrap().capacity.months;
    assert_eq!(months.len(), 12);
    assert!(months.iter().all(|month| month.machine_seconds.is_some()));
    assert!(months.iter().all(|month| month.pieces.is_none()));

    let sent = state(&scene, "owner", "25", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let made = pieces(&scene).await;
    for person in ["owner", "staff"] {
        let shown = scene.page(&page_of(&scene), person).await;
        assert!(tells(&shown, &made), "{person}: {made} in {shown}");
        assert!(shown.contains("<svg") && shown.contains("role=\"img\""));
        assert!(
            shown.contains("(25 %)") && shown.contains(" h "),
            "hours beside it"
        );
        let told = asked(&scene, person).await;
        assert_eq!(told[0]["months"].as_array().unwrap().len(), 12, "{told}");
        let low = told[0]["months"][0]["pieces"]["low"].as_f64().unwrap();
        assert_eq!(format!("{low:.0}"), made);
        assert_eq!(told[0]["months"][0]["committed"]["scope"], "MONTH");
        assert_eq!(told[0]["missing"], json!([]));
    }
    // One plant: straight to it.
    let mine = scene.page("/mi-empresa/capacidad", "owner").await;
    assert!(mine.is_empty() || !mine.contains("Elija la planta"));
}

#[tokio::test]
async fn what_is_missing_leads_to_its_question() {
    let scene = Scene::new().await;
    let shown = scene.page(&page_of(&scene), "owner").await;
    for (attribute, _) in CALENDAR {
        // The plant's OEE stands in for that of the process, and says so.
        if attribute == "process.oee" {
            assert!(shown.contains("OEE de la planta, porque falta el del proceso"));
            continue;
        }
        let of = match attribute.starts_with("process.") {
            true => format!("?de={TURNING}"),
            false => String::new(),
        };
        let question = format!("/proveedores/{}/perfil/{attribute}{of}", scene.site);
        assert!(shown.contains(&question), "{question}: {shown}");
    }
}

#[tokio::test]
async fn nobody_else_reads_or_states_anything() {
    let scene = computed().await;
    let (made, before) = (pieces(&scene).await, stored(&scene).await);
    let supplier = format!("/proveedores/{}", scene.site);
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("engineer", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("provider", StatusCode::FORBIDDEN),
        ("visitor", StatusCode::FORBIDDEN),
    ] {
        let sent = state(&scene, person, "99", &[("origin", "verified")]).await;
        assert_eq!(sent.status, status, "{person}");
        assert!(asked(&scene, person).await.is_null(), "{person}");
        for path in [
            page_of(&scene),
            supplier.clone(),
            "/mi-empresa/capacidad".to_owned(),
            "/buscar?q=Tornos+Quetzal".to_owned(),
            "/buscar.csv?q=Tornos+Quetzal".to_owned(),
        ] {
            let shown = scene.page(&path, person).await;
            assert!(!tells(&shown, &made), "{person} reads {made} on {path}");
        }
        let record = "mutation($i: CommittedLoadRecordInput!) { committedLoadRecord(input: $i) { capacity { plantOee } errors { code } } }";
        let input = json!({ "i": { "site": global("Supplier", scene.site), "process": TURNING, "origin": "VERIFIED",
            "months": [{ "month": month(&scene, 1).to_string(), "text": "99" }] } });
        let sent = ask(&scene.router, scene.session(person), record, input).await;
        let payload = &sent.json()["data"]["committedLoadRecord"];
        assert!(payload["capacity"].is_null(), "{person}: {}", sent.body);
        let db = database(&scene).await;
        assert_eq!(on_record(&db, "facts.read", person).await, 0, "{person}");
        assert_eq!(
            on_record(&db, "capacity.record", person).await,
            0,
            "{person}"
        );
    }
    assert_eq!(stored(&scene).await, before, "nothing was written");
    // Another centre's staff keep no firm of this region.
    let elsewhere = Actor {
        role: Role::CentreStaff,
        centre: Some(CentreId::from_name("elsewhere")),
        ..Actor::command_line()
    };
    let app = &scene.world.app;
    assert!(load_capacity(app, &elsewhere, scene.site).await.is_err());
    let shown = shown_capacity(app, &elsewhere, scene.site).await.unwrap();
    assert!(shown.is_none());
}

#[tokio::test]
async fn a_buyer_reads_months_only_while_both_groups_are_open_to_her() {
    let scene = computed().await;
    let opening = |subject: &str| {
        json!({
            "subject": subject,
            "audienceId": global("Organisation", scene.lead_firm),
            "until": scene.world.app.today().to_string(),
        })
    };
    let capacity = open(&scene, "owner", opening("CAPACITY")).await;
    // The months rest on the OEE, too, which is of another group.
    assert!(asked(&scene, "engineer").await.is_null());
    let quality = open(&scene, "owner", opening("QUALITY")).await;
    let told = asked(&scene, "engineer").await;
    assert_eq!(told[0]["months"].as_array().unwrap().len(), 12, "{told}");
    let db = database(&scene).await;
    assert!(on_record(&db, "facts.read", "engineer").await > 0);
    // She keeps no load of it all the same.
    let before = stored(&scene).await;
    let sent = state(&scene, "engineer", "99", &[]).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    assert_eq!(stored(&scene).await, before);
    for consent in [&quality["consent"]["id"], &capacity["consent"]["id"]] {
        revoke(&scene, "owner", consent).await;
        assert!(asked(&scene, "engineer").await.is_null());
    }
}

#[tokio::test]
async fn what_is_not_understood_is_named_and_stays_as_it_was_typed() {
    let scene = Scene::new().await;
    for (text, words) in [
        ("101", "de 0 a 100 por ciento"),
        ("-3 h", "de 0 a 100 por ciento"),
        ("casi todo", "escriba un porcentaje o las horas"),
        ("", "Anote al menos un mes"),
    ] {
        let sent = state(&scene, "owner", text, &[]).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(sent.body.contains(words), "{words}: {}", sent.body);
        let first = format!("href=\"#m-{}\"", month(&scene, 1));
        assert!(sent.body.contains(&first), "{text}: {}", sent.body);
        let kept = format!("value=\"{text}\"");
        assert!(
            text.is_empty() || sent.body.contains(&kept),
            "{text} was lost"
        );
    }
    let far = format!("m-{}", month(&scene, 40));
    let sent = state(&scene, "owner", "", &[(&far, "5")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Staff say how they know; a firm only declares.
    let silent = state(&scene, "staff", "10", &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("href=\"#origin\""), "{}", silent.body);
    let claims = state(&scene, "owner", "10", &[("origin", "verified")]).await;
    assert_eq!(claims.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stored(&scene).await, 0, "nothing was written");
}

#[tokio::test]
async fn a_later_word_counts_and_the_earlier_stays_in_the_history() {
    let scene = computed().await;
    assert_eq!(stored(&scene).await, 12);
    let full = pieces(&scene).await;
    // What is known already is not written again.
    let again = state(&scene, "owner", "25", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&scene).await, 12);
    let more = state(&scene, "staff", "100 h", &[("origin", "verified")]).await;
    assert_eq!(more.status, StatusCode::SEE_OTHER, "{}", more.body);
    assert_eq!(stored(&scene).await, 24);
    assert_ne!(pieces(&scene).await, full);
    let shown = scene.page(&page_of(&scene), "owner").await;
    for words in [
        "12 cargas anteriores",
        "12 earlier loads",
        "validado en visita",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let db = database(&scene).await;
    let sql = "SELECT detail FROM audit_log WHERE action = 'capacity.record' AND subject_organisation_id IS NOT NULL";
    let acts = Statement::from_string(db.get_database_backend(), sql);
    let acts = db.query_all_raw(acts).await.unwrap();
    assert_eq!(acts.len(), 2);
    for act in acts {
        let detail: String = act.try_get("", "detail").unwrap();
        assert!(detail.contains(TURNING), "{detail}");
        assert!(
            !detail.contains("25") && !detail.contains("100"),
            "{detail}"
        );
    }
}

/// A need that asks for so many turned pieces a month.
async fn need(scene: &Scene, each: i64, volumes: &[i64]) -> NeedId {
    let must = |attribute: &str, item: Option<&str>, requirement| CriterionDraft {
        attribute: attribute.into(),
        item: item.map(str::to_owned),
        requirement,
        strength: Strength::Must,
        weight: 10,
    };
    let volumes = volumes.iter().zip(1..);
    let draft = NeedDraft {
        organisation: Some(scene.lead_firm),
        organisation_name: None,
        title: LocalText::es("Levas por mes"),
        description: LocalText::es(""),
        criteria: vec![must(
            "process.monthly_output",
            Some(TURNING),
            Requirement::AtLeast { amount: each },
        )],
        terms: NeedTerms {
            volumes: volumes
                .map(|(pieces, n)| MonthlyVolume {
                    month: month(scene, n),
                    pieces: *pieces,
                })
                .collect(),
            ..NeedTerms::default()
        },
        target_price: None,
        starts_on: None,
        closes_on: None,
        hide_buyer: false,
    };
    let made = create_need(&scene.world.app, &Actor::command_line(), draft).await;
    made.unwrap().id
}

/// The group in which a shortlist of the need has the firm, and all that the answer says.
async fn group(scene: &Scene, need: NeedId) -> (Option<Group>, String) {
    let app = &scene.world.app;
    let made = make_shortlist(app, &Actor::command_line(), need, app.today()).await;
    let answer = made.unwrap().answer;
    let mut candidates = answer.candidates.iter();
    let own = candidates.find(|candidate| candidate.site == scene.site);
    let told = serde_json::to_string(&answer).unwrap();
    (own.map(|candidate| candidate.group), told)
}

#[tokio::test]
async fn a_need_is_answered_month_by_month_where_the_owner_allows_it() {
    let scene = computed().await;
    let made = pieces(&scene).await;
    // What the firm declares (918,273 a month) would do; what its calendar makes does not.
    let large = need(&scene, 500_000, &[]).await;
    let ramp = need(&scene, 1, &[10_000, 20_000, 50_000]).await;
    let steep = need(&scene, 1, &[10_000, 20_000, 500_000]).await;
    let allow = |subject: &str| {
        json!({
            "subject": subject,
            "purpose": "MATCH",
            "audienceId": global("Organisation", scene.lead_firm),
            "until": scene.world.app.today().to_string(),
        })
    };
    let asks = async |need| {
        let (group, told) = group(&scene, need).await;
        assert!(!tells(&told, &made), "a saved answer tells {made}");
        group
    };
    for need in [large, ramp, steep] {
        assert_ne!(asks(need).await, Some(Group::Ready), "nothing is allowed");
    }
    open(&scene, "owner", allow("CAPACITY")).await;
    // Without the OEE no month may be compared: the declared figure decides.
    assert_eq!(asks(large).await, Some(Group::Ready));
    open(&scene, "owner", allow("QUALITY")).await;
    assert_ne!(asks(large).await, Some(Group::Ready));
    assert_ne!(asks(steep).await, Some(Group::Ready));
    assert_eq!(asks(ramp).await, Some(Group::Ready));
    // More is promised: what held does not hold any more.
    let sent = state(&scene, "owner", "90", &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_ne!(asks(ramp).await, Some(Group::Ready));
    // Comparing shows nothing.
    assert!(asked(&scene, "engineer").await.is_null());
}

#[tokio::test]
async fn the_firm_reads_the_worst_month_and_the_buyer_does_not() {
    let scene = computed().await;
    let need = need(&scene, 1, &[10_000, 20_000, 500_000]).await;
    let app = &scene.world.app;
    let own = against_need(app, &owner(&scene), need, scene.site).await;
    let own = own.unwrap();
    let answer = &own[0].processes[0].answer;
    assert_eq!(answer.verdict, RampVerdict::Gap);
    let worst = answer.worst.as_ref().unwrap();
    assert_eq!(worst.month, month(&scene, 3));
    assert_eq!(worst.short, 500_000 - worst.available.unwrap().high);
    assert!(own[0].processes[0].has_both);
    let buyers = against_need(app, &engineer(&scene), need, scene.site).await;
    assert!(buyers.unwrap().is_empty());

    let path = format!("/oportunidades/{need}");
    let shown = scene.page(&path, "owner").await;
    for words in ["Lo peor es", "The worst is", "deciden los calculados"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(tells(&shown, &worst.short.to_string()));
    let query = "{ opportunities(first: 30) { need { id } capacity { processes { verdict worst { month short } } } } }";
    let told = ask(&scene.router, scene.session("owner"), query, json!({})).await;
    let all = told.json()["data"]["opportunities"].clone();
    let mut lines = all.as_array().unwrap().iter();
    let ours = lines
        .find(|line| line["need"]["id"] == global("Need", need))
        .unwrap();
    let process = &ours["capacity"][0]["processes"][0];
    assert_eq!(process["verdict"], "GAP", "{}", told.body);
    assert_eq!(process["worst"]["month"], worst.month.to_string());
}

#[tokio::test]
async fn programs_state_loads_as_people_do() {
    let scene = Scene::new().await;
    calendar(&scene).await;
    let record = "mutation($i: CommittedLoadRecordInput!) { committedLoadRecord(input: $i) { \
        capacity { months { month committed { entered } pieces { low } } } errors { field hint } } }";
    let send = async |months: Value| {
        let input = json!({ "i": { "site": global("Supplier", scene.site), "process": TURNING, "months": months } });
        let sent = ask(&scene.router, scene.session("owner"), record, input).await;
        sent.json()["data"]["committedLoadRecord"].clone()
    };
    let first = month(&scene, 1).to_string();
    let refused = send(json!([{ "month": first, "text": "101" }])).await;
    assert!(refused["capacity"].is_null(), "{refused}");
    assert_eq!(refused["errors"][0]["hint"], "load_out_of_range");
    assert_eq!(refused["errors"][0]["field"], format!("months.{first}"));
    assert_eq!(stored(&scene).await, 0);
    let done = send(json!([{ "month": first, "text": "120 h" }])).await;
    assert_eq!(done["errors"], json!([]), "{done}");
    let months = &done["capacity"]["months"];
    assert_eq!(months[0]["committed"]["entered"], "120 h");
    assert!(months[0]["pieces"]["low"].as_f64().unwrap() > 0.0);
    assert!(
        months[1]["pieces"].is_null(),
        "a month without a load is unknown"
    );
}
