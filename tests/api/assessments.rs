//! Assessments from the first field to the profile, through the API and the pages: the worked figures of the
//! practice, facts written once, what one side sees of the other's, and those who see nothing.

use super::closed_facts::Scene;
use super::consents::global;
use super::site_files::photo;
use axum::http::StatusCode;
use eslabon_app::assessments::{
    AssessmentView, EffectKind, Saving, Start, add_file, finish, list_assessments, load_assessment,
    load_question_set, read_file, save, start, void,
};
use eslabon_app::context::Silent;
use eslabon_app::maintain::sweep;
use eslabon_app::suppliers::load_supplier;
use eslabon_app::{AppError, FieldError};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::assessments::question_sets::bundled_audit;
use eslabon_domain::assessments::{AssessmentKind, AssessmentStatus, Entries};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::AssessmentId;
use eslabon_engine::assessment::sheet::Standing;
use eslabon_tests::world::{Answer, ask, get, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

const TURNING: &str = "process.cnc_turning";

fn actor(role: Role, scene: &Scene) -> Actor {
    let organisation = match role {
        Role::Owner => Some(scene.owner),
        Role::Engineer => Some(scene.lead_firm),
        _ => None,
    };
    Actor {
        person: None,
        name: "Quien evalúa".into(),
        role,
        organisation,
        centre: Some(scene.world.app.centre()),
        ..Actor::visitor()
    }
}

fn staff(scene: &Scene) -> Actor {
    actor(Role::CentreStaff, scene)
}

fn entries(typed: &[(&str, &str)]) -> Entries {
    let pair = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
    typed.iter().map(pair).collect()
}

/// A draft with these fields.
async fn drafted(
    scene: &Scene,
    who: &Actor,
    kind: AssessmentKind,
    item: Option<&str>,
    typed: &[(&str, &str)],
) -> AssessmentId {
    let app = &scene.world.app;
    let begun = Start {
        kind: Some(kind),
        item: item.map(str::to_owned),
        why: "Lo pidió la dirección".into(),
        ..Start::default()
    };
    let id = start(app, who, scene.site, &begun).await.unwrap().id;
    let saving = Saving {
        entries: entries(typed),
        ..Saving::default()
    };
    save(app, who, id, 1, &saving).await.unwrap();
    id
}

async fn view(scene: &Scene, who: &Actor, id: AssessmentId) -> AssessmentView {
    load_assessment(&scene.world.app, who, id).await.unwrap()
}

async fn fact(scene: &Scene, attribute: &str, item: Option<&str>) -> Option<Fact> {
    let owner = actor(Role::Owner, scene);
    let view = load_supplier(&scene.world.app, &owner, scene.site).await;
    let mut facts = view.unwrap().facts.into_iter();
    facts.find(|fact| fact.attribute == attribute && fact.item.as_deref() == item)
}

async fn count(scene: &Scene, table: &str) -> i64 {
    let raw = sea_orm::Database::connect(scene.world.app.place().database())
        .await
        .unwrap();
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let row = raw.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

const CPK: [(&str, &str); 7] = [
    ("unit", "plain"),
    ("lower", "8"),
    ("upper", "20"),
    ("mean", "16"),
    ("sigma", "2"),
    ("stable", "yes"),
    ("n", "50"),
];

async fn api(scene: &Scene, who: &str, query: &str, input: Value) -> Answer {
    ask(
        &scene.router,
        scene.session(who),
        query,
        json!({ "i": input }),
    )
    .await
}

const START: &str = "mutation($i: AssessmentStartInput!) { out: assessmentStart(input: $i) { assessment { id version status fields } errors { field code hint } } }";
const SAVE: &str = "mutation($i: AssessmentSaveInput!) { out: assessmentSave(input: $i) { assessment { version verdict rule missing faults { field code } lines { code value part whole rule } facts { attribute before value origin effect } } errors { code hint } } }";
const FINISH: &str = "mutation($i: AssessmentFinishInput!) { out: assessmentFinish(input: $i) { assessment { version status verdict ruleSet facts { attribute before value origin effect item { conceptId } } } errors { code hint } } }";
const VOID: &str = "mutation($i: AssessmentVoidInput!) { out: assessmentVoid(input: $i) { assessment { status voidReason } errors { code hint } } }";

#[tokio::test]
async fn cpk_goes_through_the_api_into_the_profile_and_back_out() {
    let scene = Scene::new().await;
    let site = global("Supplier", scene.site);
    let begun = api(
        &scene,
        "staff",
        START,
        json!({ "site": site, "kind": "CAPABILITY", "item": TURNING }),
    )
    .await
    .json();
    let draft = &begun["data"]["out"]["assessment"];
    assert_eq!(draft["status"], "DRAFT", "{begun}");
    let id = draft["id"].clone();
    let typed: Vec<Value> = CPK
        .iter()
        .map(|(key, text)| json!({ "key": key, "text": text }))
        .collect();
    let input = json!({ "id": id, "version": 1, "entries": typed });
    let saved = api(&scene, "staff", SAVE, input.clone()).await.json();
    let draft = &saved["data"]["out"]["assessment"];
    assert_eq!(draft["lines"][0]["code"], "cpk", "{saved}");
    assert_eq!(draft["lines"][0]["value"], "0.667");
    assert_eq!(draft["verdict"], "not_capable");
    assert_eq!(draft["facts"][0]["value"], "0.667");
    assert_eq!(draft["facts"][0]["effect"], "NEW");
    assert!(fact(&scene, "process.cpk", Some(TURNING)).await.is_none());
    // The same version again: someone else saved in between.
    let stale = api(&scene, "staff", SAVE, input).await.json();
    assert_eq!(
        stale["data"]["out"]["errors"][0]["code"], "CONFLICT",
        "{stale}"
    );

    let done = api(&scene, "staff", FINISH, json!({ "id": id, "version": 2 }))
        .await
        .json();
    let finished = &done["data"]["out"]["assessment"];
    assert_eq!(finished["status"], "DONE", "{done}");
    assert_eq!(finished["ruleSet"], "capability-1");
    assert_eq!(finished["facts"][0]["item"]["conceptId"], TURNING);
    let known = fact(&scene, "process.cpk", Some(TURNING)).await.unwrap();
    assert_eq!(known.value, FactValue::exactly(667));
    assert_eq!(known.origin, Origin::Verified);
    assert!(!known.source.contains("Quien"), "{}", known.source);
    let parts = fact(&scene, "process.capability_parts", Some(TURNING)).await;
    assert_eq!(parts.unwrap().value, FactValue::exactly(50));
    // The page words the source in the reader's language.
    let page = scene
        .page(&format!("/proveedores/{}", scene.site), "owner")
        .await;
    assert!(page.contains("Evaluación: Capacidad de proceso"), "{page}");
    assert!(page.contains("Assessment: Process capability"));
    // Without the owner's consent the figure stays closed to a buyer.
    let buyer = scene
        .page(&format!("/proveedores/{}", scene.site), "engineer")
        .await;
    assert!(!buyer.contains("0.667"), "{buyer}");

    let back = api(
        &scene,
        "staff",
        VOID,
        json!({ "id": id, "version": 3, "reason": "Se midió otra pieza" }),
    )
    .await
    .json();
    assert_eq!(
        back["data"]["out"]["assessment"]["status"], "VOID",
        "{back}"
    );
    assert!(fact(&scene, "process.cpk", Some(TURNING)).await.is_none());
}

#[tokio::test]
async fn delivery_figures_are_measured_and_taking_them_back_gives_what_was_known() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    let before = fact(&scene, "site.defect_ppm", None).await.unwrap();
    let typed = [
        ("delivered", "50"),
        ("defective", "1"),
        ("due", "40"),
        ("on_time", "38"),
    ];
    let id = drafted(&scene, &who, AssessmentKind::Delivery, None, &typed).await;
    let preview = view(&scene, &who, id).await;
    let defects = &preview.effects[0];
    assert_eq!(defects.kind, EffectKind::Changes);
    let known = defects.before.clone().unwrap();
    assert_eq!(known, (before.value.clone(), Origin::Declared));
    finish(&scene.world.app, &who, id, 2).await.unwrap();
    let now = fact(&scene, "site.defect_ppm", None).await.unwrap();
    assert_eq!(now.value, FactValue::exactly(20_000));
    assert_eq!(now.origin, Origin::Measured);
    let on_time = fact(&scene, "site.on_time_delivery", None).await.unwrap();
    assert_eq!(on_time.value, FactValue::exactly(950_000));
    scene.world.app.catch_up(&Silent).await.unwrap();

    void(&scene.world.app, &who, id, 3, "Era de otra planta")
        .await
        .unwrap();
    assert_eq!(fact(&scene, "site.defect_ppm", None).await, Some(before));
    assert!(fact(&scene, "site.on_time_delivery", None).await.is_none());
    let stays = view(&scene, &who, id).await;
    assert_eq!(stays.assessment.status, AssessmentStatus::Void);
    assert_eq!(
        stays.effects.len(),
        2,
        "what it had written stays on record"
    );
    let again = void(&scene.world.app, &who, id, 4, "Otra vez").await;
    assert!(matches!(again, Err(AppError::Conflict)));
}

#[tokio::test]
async fn what_a_draft_lays_beside_what_is_known_is_a_reading_of_it() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    let read = "audit_log WHERE action = 'facts.read' AND detail LIKE '%quality%'";
    let typed = [("delivered", "50"), ("defective", "1")];
    let id = drafted(&scene, &who, AssessmentKind::Delivery, None, &typed).await;
    let before = count(&scene, read).await;
    let preview = view(&scene, &who, id).await;
    assert!(preview.effects.iter().any(|effect| effect.before.is_some()));
    assert_eq!(count(&scene, read).await, before + 1);
    // The week's capacity is of two groups, and the record of who read it names both.
    let sheet = drafted(&scene, &who, AssessmentKind::RunRate, Some(TURNING), &WEEK).await;
    finish(&scene.world.app, &who, sheet, 2).await.unwrap();
    view(&scene, &who, sheet).await;
    let both = "audit_log WHERE action = 'assessment.read' AND detail LIKE '%capacity%' \
                AND detail LIKE '%quality%'";
    assert_eq!(count(&scene, both).await, 1);
}

#[tokio::test]
async fn of_two_who_finish_at_once_one_writes_the_facts() {
    let scene = Scene::new().await;
    let (who, app) = (staff(&scene), &scene.world.app);
    let id = drafted(
        &scene,
        &who,
        AssessmentKind::Capability,
        Some(TURNING),
        &CPK,
    )
    .await;
    let before = count(&scene, "facts").await;
    let (one, other) = tokio::join!(finish(app, &who, id, 2), finish(app, &who, id, 2));
    let done = [one, other];
    assert_eq!(done.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(
        done.iter()
            .any(|outcome| matches!(outcome, Err(AppError::Conflict)))
    );
    assert_eq!(count(&scene, "facts").await, before + 3);
    // A second click on the page leads to the result.
    let path = format!("/evaluaciones/{id}/terminar");
    let fields = [("version", "2")];
    let again = post(&scene.router, &path, scene.session("staff"), &fields).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(count(&scene, "facts").await, before + 3);
}

#[tokio::test]
async fn oee_is_filled_in_on_the_page() {
    let scene = Scene::new().await;
    let list = format!("/proveedores/{}/evaluaciones", scene.site);
    let begun = post(
        &scene.router,
        &list,
        scene.session("staff"),
        &[("tipo", "oee"), ("proceso", "")],
    )
    .await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let path = begun.headers["location"].to_str().unwrap().to_owned();
    let wrong = [
        ("version", "1"),
        ("e.planned_time", "480"),
        ("e.run_time", "cuatrocientos"),
        ("ir", "guardar"),
    ];
    let saved = post(&scene.router, &path, scene.session("staff"), &wrong).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let page = scene.page(&path, "staff").await;
    assert!(
        page.contains("cuatrocientos"),
        "what was typed is kept: {page}"
    );
    assert!(page.contains("no se entiende el número"), "{page}");
    let right = [
        ("version", "2"),
        ("e.planned_time", "480"),
        ("e.run_time", "420"),
        ("e.ideal_pieces", "420"),
        ("e.pieces", "400"),
        ("e.good_pieces", "380"),
        ("ir", "terminar"),
    ];
    let saved = post(&scene.router, &path, scene.session("staff"), &right).await;
    let to = saved.headers["location"].to_str().unwrap().to_owned();
    assert!(to.ends_with("/terminar"), "{to}");
    let preview = scene.page(&to, "staff").await;
    assert!(preview.contains("79.1667 %"), "{preview}");
    assert!(preview.contains("reemplaza lo que se sabía"), "{preview}");
    // Someone else, with the old version: both versions are shown, nothing is written.
    let stale = post(&scene.router, &path, scene.session("staff"), &wrong).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("cuatrocientos"), "{}", stale.body);
    let done = post(
        &scene.router,
        &to,
        scene.session("staff"),
        &[("version", "3")],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let result = scene.page(&path, "owner").await;
    for shown in ["79.17 %", "420 de 480", "420 of 480", "oee-1"] {
        assert!(result.contains(shown), "{shown}: {result}");
    }
    let known = fact(&scene, "site.oee", None).await.unwrap();
    assert_eq!(known.value, FactValue::exactly(791_667));
}

/// A published sheet of a week.
const WEEK: [(&str, &str); 13] = [
    ("days", "5.5"),
    ("peak_days", "7"),
    ("shifts", "2"),
    ("shift", "8"),
    ("stops", "0"),
    ("share", "6.2"),
    ("others", "80"),
    ("cycle", "6.68"),
    ("machines", "1"),
    ("cavities", "1"),
    ("oee", "85"),
    ("average", "2,350"),
    ("peak", "3,000"),
];

#[tokio::test]
async fn a_capacity_sheet_is_computed_from_unrounded_hours() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    let id = drafted(&scene, &who, AssessmentKind::RunRate, Some(TURNING), &WEEK).await;
    finish(&scene.world.app, &who, id, 2).await.unwrap();
    let page = scene.page(&format!("/evaluaciones/{id}"), "staff").await;
    for shown in ["79.92 %", "2,940", "5.456 h", "80.17 %", "run-rate-1"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
}

/// A set of P5 and P7 by number, loaded by staff; answers its id and the entries that give P5 so many points.
async fn audit(scene: &Scene, eights: usize) -> AssessmentId {
    let who = staff(scene);
    let (mut csv, mut typed) = (String::from("number,element\n"), Entries::new());
    for at in 0..=eights {
        csv.push_str(&format!("P5.{at},p5\n"));
        let points = if at == eights { "6" } else { "8" };
        typed.insert(format!("q.P5.{at}"), points.into());
    }
    for at in 0..40 {
        csv.push_str(&format!("P7.{at},p7\n"));
        typed.insert(format!("q.P7.{at}"), "10".into());
    }
    let app = &scene.world.app;
    let edition = eights.to_string();
    let kind = AssessmentKind::ProcessAudit;
    let set = load_question_set(app, &who, Some(kind), ("Propio", &edition), csv.as_bytes())
        .await
        .unwrap();
    let begun = Start {
        kind: Some(kind),
        questions: Some(set.id),
        why: "Antes de nominar".into(),
        ..Start::default()
    };
    let id = start(app, &who, scene.site, &begun).await.unwrap().id;
    let saving = Saving {
        entries: typed,
        ..Saving::default()
    };
    save(app, &who, id, 1, &saving).await.unwrap();
    id
}

#[tokio::test]
async fn an_audit_names_the_rule_that_decided() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    // 79.4 % is rounded to 79 and lowers the grade, 79.5 % to 80 and does not.
    for (eights, rule) in [
        (33, "un elemento debajo de 80 % (P5)"),
        (39, "cumplimiento total"),
    ] {
        let id = audit(&scene, eights).await;
        finish(&scene.world.app, &who, id, 2).await.unwrap();
        let page = scene.page(&format!("/evaluaciones/{id}"), "staff").await;
        assert!(page.contains(rule), "{rule}: {page}");
        assert!(page.contains("process-audit-1"), "{page}");
    }
    assert!(
        fact(&scene, "site.process_audit_score", None)
            .await
            .is_some()
    );
    // Questions that are open leave it unrated: there is nothing to finish.
    let begun = Start {
        kind: Some(AssessmentKind::ProcessAudit),
        why: "Sin conjunto".into(),
        ..Start::default()
    };
    let app = &scene.world.app;
    let id = start(app, &who, scene.site, &begun).await.unwrap().id;
    let refused = finish(app, &who, id, 1).await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("it is not finished");
    };
    assert_eq!(faults[0].code, "nothing_follows");
}

#[tokio::test]
async fn an_audit_has_so_many_steps_and_no_more() {
    let scene = Scene::new().await;
    let (who, app) = (staff(&scene), &scene.world.app);
    let id = drafted(&scene, &who, AssessmentKind::ProcessAudit, None, &[]).await;
    let saving = |steps: usize| Saving {
        entries: entries(&[("steps", &"paso\n".repeat(steps))]),
        ..Saving::default()
    };
    let refused = save(app, &who, id, 2, &saving(5_000)).await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("it is not refused");
    };
    assert_eq!(
        (faults[0].field.as_str(), faults[0].code),
        ("steps", "too_many")
    );
    save(app, &who, id, 2, &saving(40)).await.unwrap();
}

#[tokio::test]
async fn the_api_pages_through_all_of_them() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    for kind in [
        AssessmentKind::Oee,
        AssessmentKind::Delivery,
        AssessmentKind::Oee,
    ] {
        drafted(&scene, &who, kind, None, &[]).await;
    }
    let query = "query($s: ID!, $a: String) { assessments(site: $s, first: 2, after: $a) { \
                 edges { cursor node { id kind fields } } pageInfo { hasNextPage endCursor } } }";
    let page = async |after: Value| {
        let variables = json!({ "s": global("Supplier", scene.site), "a": after });
        let answer = ask(&scene.router, scene.session("staff"), query, variables).await;
        answer.json()["data"]["assessments"].clone()
    };
    let first = page(Value::Null).await;
    assert_eq!(first["edges"].as_array().map(Vec::len), Some(2), "{first}");
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let second = page(first["pageInfo"]["endCursor"].clone()).await;
    assert_eq!(
        second["edges"].as_array().map(Vec::len),
        Some(1),
        "{second}"
    );
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
    let ids = |page: &Value| -> Vec<String> {
        let edges = page["edges"].as_array().cloned().unwrap_or_default();
        edges
            .iter()
            .map(|edge| edge["node"]["id"].to_string())
            .collect()
    };
    let all: std::collections::BTreeSet<String> =
        ids(&first).into_iter().chain(ids(&second)).collect();
    assert_eq!(all.len(), 3, "none twice");
}

#[tokio::test]
async fn a_plant_that_has_told_of_no_process_is_assessed_by_name() {
    let scene = Scene::new().await;
    let raw = sea_orm::Database::connect(scene.world.app.place().database())
        .await
        .unwrap();
    raw.execute_unprepared("DELETE FROM facts WHERE attribute_id = 'process.offered'")
        .await
        .unwrap();
    let list = format!("/proveedores/{}/evaluaciones", scene.site);
    let page = scene.page(&list, "staff").await;
    assert!(page.contains("<datalist id=\"procesos\">"), "{page}");
    let begin = async |process: &str| {
        let fields = [("tipo", "capability"), ("proceso", process)];
        post(&scene.router, &list, scene.session("staff"), &fields).await
    };
    let begun = begin("Fresado CNC").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let path = begun.headers["location"].to_str().unwrap().to_owned();
    assert!(scene.page(&path, "staff").await.contains("Fresado CNC"));
    let odd = begin("levitación").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(odd.body.contains("value=\"levitación\""), "{}", odd.body);
}

#[tokio::test]
async fn a_step_that_is_renamed_keeps_its_answers() {
    let scene = Scene::new().await;
    let (who, app) = (staff(&scene), &scene.world.app);
    let set = bundled_audit().unwrap();
    let asked = set.iter().find(|question| question.element == "p6");
    let key = |step: &str| format!("q.{}@{step}", asked.unwrap().number);
    let (saw, lathe) = (key("Corte"), key("Torno"));
    let kind = AssessmentKind::ProcessAudit;
    let steps = [("steps", "Corte\nTorno")];
    let id = drafted(&scene, &who, kind, None, &steps).await;
    let saving = |steps: &str| Saving {
        entries: entries(&[("steps", steps), (&saw, "10"), (&lathe, "8")]),
        leaves_out: true,
        ..Saving::default()
    };
    save(app, &who, id, 2, &saving("Corte\nTorno"))
        .await
        .unwrap();
    // The page was shown with the old name: its fields still have it.
    let saved = save(app, &who, id, 3, &saving("Corte\nTorneado"))
        .await
        .unwrap();
    let expected = entries(&[
        ("steps", "Corte\nTorneado"),
        (&saw, "10"),
        (&key("Torneado"), "8"),
    ]);
    assert_eq!(saved.entries, expected);
    // Renamed and removed at once: it is asked, and nothing is lost.
    let again = Saving {
        entries: entries(&[("steps", "Sierra"), (&saw, "10"), (&key("Torneado"), "8")]),
        leaves_out: true,
        ..Saving::default()
    };
    let Err(AppError::Invalid(faults)) = save(app, &who, id, 4, &again).await else {
        panic!("it is not asked");
    };
    let found: Vec<(&str, &str)> = faults.iter().map(|f| (f.field.as_str(), f.code)).collect();
    assert_eq!(found, [("steps", "renamed_and_more")]);
    let page = scene.page(&format!("/evaluaciones/{id}"), "staff").await;
    assert!(page.contains("Torneado"), "{page}");
}

#[tokio::test]
async fn depth_takes_a_need_or_a_reason_and_a_set_names_its_wrong_lines() {
    let scene = Scene::new().await;
    let (who, app) = (staff(&scene), &scene.world.app);
    let begun = Start {
        kind: Some(AssessmentKind::Potential),
        ..Start::default()
    };
    let refused = start(app, &who, scene.site, &begun).await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("a reason is asked for");
    };
    assert_eq!(
        (faults[0].field.as_str(), faults[0].code),
        ("why", "required")
    );
    let csv = b"number,element,sub_element\nP5.1,p5,\nP6.1,p6,\nP5.1,p5,\n";
    let kind = Some(AssessmentKind::ProcessAudit);
    let refused = load_question_set(app, &who, kind, ("Propio", "1"), csv).await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("lines are wrong");
    };
    let told: Vec<(&str, &str)> = faults
        .iter()
        .map(|one: &FieldError| (one.code, one.detail.as_str()))
        .collect();
    assert_eq!(
        told,
        [("set_sub_element", "3: P6.1"), ("set_twice", "4: P5.1")]
    );
    assert_eq!(count(&scene, "question_sets").await, 0);
}

#[tokio::test]
async fn the_firm_looks_at_itself_on_a_telephone_and_the_centre_beside_it() {
    let scene = Scene::new().await;
    let list = format!("/proveedores/{}/evaluaciones", scene.site);
    let begin = [("tipo", "ready_diagnosis")];
    let begun = post(&scene.router, &list, scene.session("owner"), &begin).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    let path = begun.headers["location"].to_str().unwrap().to_owned();
    let first = scene.page(&path, "owner").await;
    assert!(
        first.contains("1 de 30") && first.contains("1 of 30"),
        "{first}"
    );
    let answer = [
        ("version", "1"),
        ("pregunta", "1"),
        ("e.q.question.first_piece", "3"),
    ];
    let sent = post(&scene.router, &path, scene.session("owner"), &answer).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_eq!(sent.headers["location"], format!("{path}?pregunta=2"));
    let next = scene.page(&path, "owner").await;
    assert!(
        next.contains("2 de 30"),
        "she goes on where she was: {next}"
    );
    // A figure that cannot be read is said at once, and kept.
    let wrong = [
        ("version", "2"),
        ("pregunta", "8"),
        ("e.q.question.defects", "pocos"),
    ];
    let sent = post(&scene.router, &path, scene.session("owner"), &wrong).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.body.contains("pocos"), "{}", sent.body);
    let right = [
        ("version", "3"),
        ("pregunta", "8"),
        ("e.q.question.defects", "250"),
    ];
    post(&scene.router, &path, scene.session("owner"), &right).await;

    // Her draft is nobody else's yet.
    let hidden = get(&scene.router, &path, scene.session("staff"), "es").await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    let terminar = format!("{path}/terminar");
    let done = post(
        &scene.router,
        &terminar,
        scene.session("owner"),
        &[("version", "4")],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let held = fact(&scene, "standard.held", Some("standard.first_article")).await;
    assert_eq!(held.unwrap().origin, Origin::Declared);

    // The consultant's finding of the same questions stands beside it.
    let who = staff(&scene);
    let typed = [("q.question.first_piece", "0")];
    let id = drafted(&scene, &who, AssessmentKind::ReadyDiagnosis, None, &typed).await;
    let finding = format!("/evaluaciones/{id}");
    let unseen = get(&scene.router, &finding, scene.session("owner"), "es").await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND);
    finish(&scene.world.app, &who, id, 2).await.unwrap();
    let both = scene.page(&list, "owner").await;
    assert!(
        both.contains("Lo que dice la empresa y lo que encontró el centro"),
        "{both}"
    );
    assert!(both.contains("F: completamente logrado") && both.contains("N: no logrado"));
    let app = &scene.world.app;
    let firms = actor(Role::Owner, &scene);
    let refused = void(app, &firms, id, 3, "No es así").await;
    assert!(matches!(refused, Err(AppError::Forbidden)));
}

#[tokio::test]
async fn evidence_is_kept_by_its_content_and_read_by_those_who_see_the_assessment() {
    let scene = Scene::new().await;
    let (who, app) = (staff(&scene), &scene.world.app);
    let id = drafted(
        &scene,
        &who,
        AssessmentKind::Capability,
        Some(TURNING),
        &CPK,
    )
    .await;
    let file = add_file(
        app,
        &who,
        id,
        ("../carta.pdf", b"%PDF-1.7 carta"),
        "Carta de control",
    )
    .await
    .unwrap();
    assert_eq!(file.name, "carta.pdf");
    for odd in [
        ("virus.pdf", b"MZ".as_slice()),
        ("foto.jpg", b"\xff\xd8\xff\xe1"),
    ] {
        let refused = add_file(app, &who, id, odd, "").await;
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{odd:?}");
    }
    let bytes = photo();
    let seen = add_file(app, &who, id, ("foto.jpg", bytes.as_slice()), "").await;
    let seen = seen.unwrap();
    let (_, kept) = read_file(app, &who, seen.id).await.unwrap();
    let tells = |word: &[u8]| kept.windows(word.len()).any(|part| part == word);
    assert!(tells(b"imagen") && !tells(b"GPS") && !tells(b"Elvia"));
    let path = format!("/evaluaciones/archivos/{}", file.id);
    let read = get(&scene.router, &path, scene.session("staff"), "es").await;
    assert_eq!(read.status, StatusCode::OK);
    assert_eq!(read.headers["content-type"], "application/pdf");
    assert!(read.body.contains("carta"));
    // What lies there without a row for more than a day is swept, and nothing else.
    let folder = app.place().assessments();
    for (name, hours) in [("huerfano", 25), ("en-camino", 23)] {
        let lying = std::fs::File::create(folder.join(name)).unwrap();
        let then = SystemTime::now() - Duration::from_hours(hours);
        lying.set_modified(then).unwrap();
    }
    assert_eq!(sweep(app, &Actor::command_line()).await.unwrap().files, 1);
    assert!(folder.join("en-camino").exists() && folder.join(&file.sha256).exists());
    // Not before it is done: until then it is the centre's.
    let owner = actor(Role::Owner, &scene);
    assert!(matches!(
        read_file(app, &owner, file.id).await,
        Err(AppError::NotFound)
    ));
    finish(app, &who, id, 2).await.unwrap();
    assert!(read_file(app, &owner, file.id).await.is_ok());
    for person in ["engineer", "rival", "administrator", "provider", "visitor"] {
        let answer = get(&scene.router, &path, scene.session(person), "es").await;
        assert!(
            answer.status.is_client_error(),
            "{person}: {}",
            answer.status
        );
        assert!(!answer.body.contains("carta"), "{person}");
    }
}

#[tokio::test]
async fn who_may_not_see_an_assessment_learns_nothing_and_writes_nothing() {
    let scene = Scene::new().await;
    let who = staff(&scene);
    let id = drafted(
        &scene,
        &who,
        AssessmentKind::Capability,
        Some(TURNING),
        &CPK,
    )
    .await;
    finish(&scene.world.app, &who, id, 2).await.unwrap();
    let tables = [
        "assessments",
        "facts",
        "audit_log WHERE action <> 'session.refused'",
        "assessment_files",
    ];
    let mut before = Vec::new();
    for table in tables {
        before.push(count(&scene, table).await);
    }
    let list = format!("/proveedores/{}/evaluaciones", scene.site);
    let node =
        "query($id: ID!) { node(id: $id) { ... on Assessment { verdict lines { value } } } }";
    for person in ["engineer", "rival", "administrator", "provider", "visitor"] {
        for path in [
            list.clone(),
            format!("/evaluaciones/{id}"),
            format!("/evaluaciones/{id}/terminar"),
        ] {
            let answer = get(&scene.router, &path, scene.session(person), "es").await;
            assert!(
                answer.status.is_client_error(),
                "{person} {path}: {}",
                answer.status
            );
            assert!(!answer.body.contains("0.667"), "{person} {path}");
        }
        for (path, fields) in [
            (list.clone(), vec![("tipo", "oee")]),
            (format!("/evaluaciones/{id}"), vec![("version", "3")]),
            (
                format!("/evaluaciones/{id}/terminar"),
                vec![("version", "3")],
            ),
            (
                format!("/evaluaciones/{id}/anular"),
                vec![("version", "3"), ("motivo", "x")],
            ),
        ] {
            let answer = post(&scene.router, &path, scene.session(person), &fields).await;
            assert!(
                answer.status.is_client_error(),
                "{person} {path}: {}",
                answer.status
            );
        }
        let ids = json!({ "id": global("Assessment", id) });
        let answer = ask(&scene.router, scene.session(person), node, ids).await;
        assert!(
            answer.json()["data"]["node"].is_null(),
            "{person}: {}",
            answer.body
        );
        let input = json!({ "id": global("Assessment", id), "version": 3, "reason": "x" });
        let answer = api(&scene, person, VOID, input).await;
        assert!(
            answer.json()["data"]["out"]["assessment"].is_null(),
            "{person}: {}",
            answer.body
        );
    }
    for (table, before) in tables.into_iter().zip(before) {
        assert_eq!(count(&scene, table).await, before, "{table}");
    }
    // What became a fact opens by the owner's consent only; those who may see the assessment are on record.
    let seen = list_assessments(&scene.world.app, &who, scene.site)
        .await
        .unwrap();
    assert_eq!(seen.lines.len(), 1);
    let outcome = seen.lines[0].outcome.as_ref().unwrap();
    assert_eq!(outcome.standing, Standing::Poor);
    assert_eq!(
        count(&scene, "audit_log WHERE action = 'assessment.read'").await,
        1
    );
}
