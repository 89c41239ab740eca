//! A programme that runs, from the referral to the verified gap: what each side sees, and what nobody else does.

use super::consents::global;
use super::programmes::{ENGINEER, MOULDER, STAFF, STRANGER, Scene, TURNER};
use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

/// The words that only centre, institution and firm may read.
const SECRET: &str = "Palabras Qz8W entre nosotros";

async fn one(scene: &Scene, what: &str) -> String {
    let sql = format!("SELECT {what}");
    let statement = Statement::from_string(scene.raw.get_database_backend(), sql);
    let row = scene.raw.query_one_raw(statement).await.unwrap().unwrap();
    if let Ok(id) = row.try_get::<uuid::Uuid>("", "it") {
        return id.to_string();
    }
    match row.try_get::<String>("", "it") {
        Ok(text) => text,
        Err(_) => row.try_get::<i64>("", "it").unwrap().to_string(),
    }
}

/// A programme that runs; answers its address.
async fn running(scene: &Scene) -> String {
    let path = scene.proposed().await;
    for key in [TURNER, ENGINEER, STAFF] {
        scene.signs(key, &path).await;
    }
    let version = one(scene, "version AS it FROM programmes").await;
    scene
        .done(STAFF, &format!("{path}/iniciar"), &[("version", &version)])
        .await;
    path
}

/// What a step would have changed.
async fn rows(scene: &Scene) -> Vec<String> {
    let mut counts = Vec::new();
    for table in [
        "referrals",
        "programme_work",
        "verifications",
        "indicator_figures",
        "programme_steps WHERE state = 'planned'",
        "facts",
        "jobs",
    ] {
        counts.push(one(scene, &format!("COUNT(*) AS it FROM {table}")).await);
    }
    counts
}

#[tokio::test]
async fn a_firm_is_referred_done_and_verified_and_its_profile_says_so() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let step = one(&scene, "id AS it FROM programme_steps").await;
    let gap = one(&scene, "id AS it FROM programme_gaps").await;
    let today = scene.world.app.today().to_string();

    // A contact is not passed on unless the firm allows it.
    let send = format!("/acciones/{step}/canalizar");
    let fields = [("palabras", SECRET), ("contacto", "Elvia")];
    let refused = scene.post(STAFF, &send, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(SECRET), "{}", refused.body);
    let fields = [
        ("palabras", SECRET),
        ("contacto", "Elvia"),
        ("permiso", "si"),
    ];
    let to = scene.done(STAFF, &send, &fields).await;
    let referral = to.split_once('?').unwrap().0.to_owned();
    // Once at a time.
    let again = scene.post(STAFF, &send, &[("palabras", "")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The lead firm sees how it stands, not what is said; others see nothing.
    let follow = format!("{path}/seguimiento");
    for (key, status) in [
        (STAFF, StatusCode::OK),
        (TURNER, StatusCode::OK),
        (ENGINEER, StatusCode::OK),
        (MOULDER, StatusCode::NOT_FOUND),
        (STRANGER, StatusCode::NOT_FOUND),
    ] {
        let page = scene.get(key, &follow).await;
        assert_eq!(page.status, status, "{key}: {}", page.body);
        assert!(!page.body.contains(SECRET), "{key}");
    }
    let query = "query($id: ID!) { programmeFollowUp(programme: $id) { steps { referrals { words contact { name } } } } }";
    let programme = path.rsplit('/').next().unwrap();
    let variables = json!({ "id": global("Programme", programme) });
    let told = scene.ask(ENGINEER, query, variables.clone()).await;
    assert!(!told.to_string().contains("Qz8W"), "{told}");
    assert!(!told.to_string().contains("Elvia"), "{told}");
    let told = scene.ask(TURNER, query, variables).await;
    assert!(told.to_string().contains("Qz8W"), "{told}");

    // A stale answer is refused; declining asks why; what was typed is kept.
    let answer = format!("{referral}/respuesta");
    let fields = [
        ("version", "7"),
        ("respuesta", "accept"),
        ("palabras", "Ya"),
    ];
    let stale = scene.post(STAFF, &answer, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    let fields = [("version", "1"), ("respuesta", "decline"), ("palabras", "")];
    let mute = scene.post(STAFF, &answer, &fields).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("version", "1"), ("respuesta", "accept"), ("palabras", "")];
    scene.done(STAFF, &answer, &fields).await;

    // The outcome ends the step, and the contact is gone.
    let id = global("Referral", referral.rsplit('/').next().unwrap());
    let query = "mutation($i: ReferralReportInput!) { referralReport(input: $i) { referral { status contact { name } } errors { hint } } }";
    let input = json!({ "i": { "id": id, "version": 2, "doneOn": today, "attended": 6, "certificate": "DC-3 1" } });
    let told = scene.ask(STAFF, query, input).await;
    let referral = &told["data"]["referralReport"]["referral"];
    assert_eq!(referral["status"], "DONE", "{told}");
    assert_eq!(referral["contact"], Value::Null, "{told}");
    let state = one(&scene, "state AS it FROM programme_steps").await;
    assert_eq!(state, "done");

    // Not verified without a reason; then verified, and the profile holds the fact.
    let visit = format!("{path}/brechas/{gap}");
    let fields = [
        ("resultado", "not_verified"),
        ("visita", today.as_str()),
        ("alcance", "no"),
    ];
    let before = rows(&scene).await;
    let refused = scene.post(STAFF, &visit, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(rows(&scene).await, before);
    // Nor by a certificate that has run out.
    let fields = [
        ("resultado", "verified"),
        ("vigente", "2020-01-31"),
        ("visita", today.as_str()),
        ("alcance", "yes"),
    ];
    let refused = scene.post(STAFF, &visit, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("2020-01-31"), "{}", refused.body);
    assert_eq!(rows(&scene).await, before);
    let fields = [
        ("resultado", "verified"),
        ("visita", today.as_str()),
        ("alcance", "yes"),
    ];
    scene.done(STAFF, &visit, &fields).await;
    let facts =
        "COUNT(*) AS it FROM facts WHERE origin = 'verified' AND source = 'visita de validación'";
    assert_eq!(one(&scene, facts).await, "1");
    let status = one(&scene, "status AS it FROM programmes").await;
    assert_eq!(status, "verified");

    // A later visit finds it open again: the programme runs again.
    let fields = [
        ("resultado", "not_verified"),
        ("visita", today.as_str()),
        ("alcance", "no"),
        ("motivo", "Se perdió el orden"),
    ];
    scene.done(STAFF, &visit, &fields).await;
    let status = one(&scene, "status AS it FROM programmes").await;
    assert_eq!(status, "running");
    // The profile says so, too, so that another step can be planned.
    let said = "COUNT(*) AS it FROM facts WHERE source = 'visita de validación' AND superseded_by IS NULL AND NOT value_flag";
    assert_eq!(one(&scene, said).await, "1");
    let anew = scene.get(STAFF, &format!("{path}/ajustar")).await;
    assert_eq!(anew.status, StatusCode::OK, "{}", anew.body);
    assert!(anew.body.contains("name=\"plan\""), "{}", anew.body);
    let tasks = scene.get(STAFF, "/mis-tareas").await;
    assert!(tasks.body.contains("brecha no validada"), "{}", tasks.body);
}

#[tokio::test]
async fn a_closed_figure_stays_closed_and_one_that_nobody_measured_says_so() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let page = format!("{path}/indicadores");
    scene.done(TURNER, &page, &[("tipo", "sales")]).await;
    let own = [
        ("tipo", "own"),
        ("nombre", "Deuda Qz9"),
        ("medido_en", "pesos"),
    ];
    scene.done(TURNER, &page, &own).await;
    let sales = one(
        &scene,
        "id AS it FROM programme_indicators WHERE kind = 'sales'",
    )
    .await;
    let today = scene.world.app.today().to_string();
    let fields = [
        ("indicador", sales.as_str()),
        ("momento", "start"),
        ("cifra", "7654321"),
        ("observado", today.as_str()),
    ];
    let figures = format!("{path}/cifras");
    scene.done(TURNER, &figures, &fields).await;
    // A page that is older than the figure: nothing is overwritten.
    let stale = scene.post(TURNER, &figures, &fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    // A year after has not come.
    let early = [
        ("indicador", sales.as_str()),
        ("momento", "year_1"),
        ("cifra", "1"),
        ("observado", today.as_str()),
    ];
    let early = scene.post(TURNER, &figures, &early).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);

    let shown = scene.get(TURNER, &page).await.body;
    assert!(shown.contains("7,654,321"), "{shown}");
    assert!(shown.contains("no medido"), "{shown}");
    let shown = scene.get(ENGINEER, &page).await.body;
    assert!(shown.contains("reservado"), "{shown}");
    for secret in ["7,654,321", "7654321", "Deuda Qz9"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    for key in [MOULDER, STRANGER] {
        let before = rows(&scene).await;
        assert_eq!(scene.get(key, &page).await.status, StatusCode::NOT_FOUND);
        let refused = scene.post(key, &figures, &fields).await;
        assert!(refused.status.is_client_error(), "{key}");
        assert!(!refused.body.contains("7,654,321"), "{key}");
        assert_eq!(rows(&scene).await, before, "{key}");
    }
}

#[tokio::test]
async fn a_gap_of_a_closed_group_is_not_the_lead_firms_and_reading_it_is_on_record() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let gap = one(&scene, "id AS it FROM programme_gaps").await;
    let closed = "UPDATE programme_gaps SET attribute_id = 'site.defect_ppm', item_id = NULL, required = 500, present = 913";
    scene.raw.execute_unprepared(closed).await.unwrap();
    let readings = "COUNT(*) AS it FROM audit_log WHERE action = 'facts.read'";
    let before = one(&scene, readings).await;
    let page = scene.get(STAFF, &format!("{path}/brechas/{gap}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_ne!(one(&scene, readings).await, before);
    let programme = path.rsplit('/').next().unwrap();
    let query = "query($id: ID!) { programme(id: $id) { gaps { present } } programmeFollowUp(programme: $id) { gaps { id } } }";
    let variables = json!({ "id": global("Programme", programme) });
    for (key, count) in [(TURNER, 1), (ENGINEER, 0)] {
        let told = scene.ask(key, query, variables.clone()).await;
        for view in ["programme", "programmeFollowUp"] {
            let gaps = told["data"][view]["gaps"].as_array().unwrap();
            assert_eq!(gaps.len(), count, "{key} {view}: {told}");
        }
        for page in [path.clone(), format!("{path}/seguimiento")] {
            let page = scene.get(key, &page).await;
            assert_eq!(
                page.body.contains("913 ppm"),
                count == 1,
                "{key}: {}",
                page.body
            );
        }
    }
}

#[tokio::test]
async fn an_institution_does_not_learn_how_the_programme_stands() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let step = one(&scene, "id AS it FROM programme_steps").await;
    let send = format!("/acciones/{step}/canalizar");
    let to = scene.done(STAFF, &send, &[("palabras", "")]).await;
    let referral = to.split_once('?').unwrap().0.rsplit('/').next().unwrap();
    let version = one(&scene, "version AS it FROM programmes").await;
    let fields = [("version", version.as_str()), ("motivo", "Cerró la planta")];
    scene.done(STAFF, &format!("{path}/detener"), &fields).await;
    let query = "mutation($i: ReferralAnswerInput!) { referralAnswer(input: $i) { errors { hint message } } }";
    let input =
        json!({ "i": { "id": global("Referral", referral), "version": 1, "answer": "ACCEPT" } });
    let told = scene.ask(STAFF, query, input).await;
    let error = &told["data"]["referralAnswer"]["errors"][0];
    assert!(error["message"].is_string(), "{told}");
    assert!(!told.to_string().contains("stopped"), "{told}");
}

/// Refers the firm for the only step; answers the referral's address.
async fn referred(scene: &Scene) -> String {
    let step = one(scene, "id AS it FROM programme_steps").await;
    let fields = [("palabras", ""), ("contacto", "Elvia"), ("permiso", "si")];
    let send = format!("/acciones/{step}/canalizar");
    let to = scene.done(STAFF, &send, &fields).await;
    to.split_once('?').unwrap().0.to_owned()
}

#[tokio::test]
async fn what_waits_at_an_institution_ends_with_the_programme() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    referred(&scene).await;
    let version = one(&scene, "version AS it FROM programmes").await;
    let fields = [("version", version.as_str()), ("motivo", "Cerró la planta")];
    scene.done(STAFF, &format!("{path}/detener"), &fields).await;
    for (column, value) in [("status", "withdrawn"), ("contact_name", "")] {
        let found = one(&scene, &format!("{column} AS it FROM referrals")).await;
        assert_eq!(found, value);
    }
}

/// A visit finds the only gap closed.
async fn verified(scene: &Scene, path: &str) {
    let gap = one(scene, "id AS it FROM programme_gaps").await;
    let today = scene.world.app.today().to_string();
    let fields = [
        ("resultado", "verified"),
        ("visita", today.as_str()),
        ("alcance", "yes"),
    ];
    scene
        .done(STAFF, &format!("{path}/brechas/{gap}"), &fields)
        .await;
}

#[tokio::test]
async fn what_nobody_took_is_taken_back_when_the_programme_is_finished() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    referred(&scene).await;
    verified(&scene, &path).await;
    let version = one(&scene, "version AS it FROM programmes").await;
    let fields = [("version", version.as_str())];
    scene.done(STAFF, &format!("{path}/cerrar"), &fields).await;
    let status = one(&scene, "status AS it FROM referrals").await;
    assert_eq!(status, "withdrawn");
}

#[tokio::test]
async fn what_came_of_a_referral_is_told_after_the_gap_was_verified() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let referral = referred(&scene).await;
    let fields = [("version", "1"), ("respuesta", "accept"), ("palabras", "")];
    let answer = format!("{referral}/respuesta");
    scene.done(STAFF, &answer, &fields).await;
    verified(&scene, &path).await;
    let today = scene.world.app.today().to_string();
    let page = scene.get(STAFF, &format!("{referral}/resultado")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let id = global("Referral", referral.rsplit('/').next().unwrap());
    let query = "mutation($i: ReferralReportInput!) { referralReport(input: $i) { referral { status } errors { hint } } }";
    let input = json!({ "i": { "id": id, "version": 2, "doneOn": today } });
    let told = scene.ask(STAFF, query, input).await;
    let referral = &told["data"]["referralReport"]["referral"];
    assert_eq!(referral["status"], "DONE", "{told}");
}

#[tokio::test]
async fn money_that_went_into_a_step_stays_spent_when_the_step_leaves_the_plan() {
    let scene = Scene::new().await;
    let path = running(&scene).await;
    let step = one(&scene, "id AS it FROM programme_steps").await;
    let today = scene.world.app.today().to_string();
    let query = "mutation($i: WorkLogInput!) { workLog(input: $i) { errors { code } } }";
    let step = global("ProgrammeStep", &step);
    let input = json!({ "i": { "step": step, "workedOn": today, "hours": "2", "cost": "1250.50", "words": "Diagnóstico" } });
    let logged = scene.ask(STAFF, query, input).await;
    assert_eq!(logged["data"]["workLog"]["errors"], json!([]), "{logged}");
    let left = "UPDATE programme_steps SET state = 'cancelled'";
    scene.raw.execute_unprepared(left).await.unwrap();
    let query = "query($id: ID!) { programmeFollowUp(programme: $id) { steps { minutes } spent { minor } } }";
    let programme = global("Programme", path.rsplit('/').next().unwrap());
    let told = scene.ask(STAFF, query, json!({ "id": programme })).await;
    let all = &told["data"]["programmeFollowUp"];
    assert_eq!(all["steps"], json!([]), "{told}");
    assert_eq!(all["spent"]["minor"], "125050", "{told}");
}
