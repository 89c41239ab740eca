//! The privacy notice, requests about personal data, taking one's data along, and being erased, through
//! the pages and the API.

use axum::http::{StatusCode, header};
use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::sign_in::{Client, Step, by_other_means};
use eslabon_app::config::Place;
use eslabon_app::context::Silent;
use eslabon_app::{App, demo};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::calendar::working_days_after;
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use eslabon_tests::world::{Answer, PASSWORD, World, ask, get, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

/// Where an answer leads.
fn way(answer: &Answer) -> &str {
    answer
        .headers
        .get(header::LOCATION)
        .map_or("", |value| value.to_str().unwrap())
}

/// Someone new who has accepted nothing.
async fn newcomer(world: &World, key: &str, role: Role) -> (PersonId, String) {
    let centre = (role != Role::Administrator).then(|| world.app.centre());
    let newcomer = Newcomer {
        id: PersonId::from_name(key),
        name: key.to_owned(),
        email: format!("{key}@prueba.example"),
        lang: Lang::Es,
        role,
        organisation: None,
        centre,
        password_hash: None,
    };
    let id = establish(&world.app, &Actor::command_line(), newcomer)
        .await
        .unwrap();
    let step = by_other_means(&world.app, id, &Client::default()).await;
    match step.unwrap() {
        Step::Done { session, .. } => (id, session.as_str().to_owned()),
        Step::SecondFactor(_) => (id, String::new()),
    }
}

/// One text of the database.
async fn text(world: &World, sql: &str) -> String {
    let raw = sea_orm::Database::connect(world.app.place().database())
        .await
        .unwrap();
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let row = raw.query_one_raw(statement).await.unwrap();
    row.map(|row| row.try_get("", "x").unwrap())
        .unwrap_or_default()
}

fn id_in(body: &str, before: &str) -> String {
    let at = body.find(before).unwrap() + before.len();
    body[at..at + 36].to_owned()
}

#[tokio::test]
async fn nobody_goes_on_without_accepting_the_notice() {
    let world = World::empty().await;
    let (_, session) = newcomer(&world, "nueva", Role::Provider).await;
    let router = world.router();
    let asked = get(&router, "/buscar?q=torno&estado=14", &session, "es").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let to = "/privacidad/aceptar?a=%2Fbuscar%3Fq%3Dtorno%26estado%3D14";
    assert_eq!(way(&asked), to);
    // A form is not carried out either.
    let posted = post(&router, "/cuenta/funcion", &session, &[("funcion", "x")]).await;
    assert_eq!(way(&posted), "/privacidad/aceptar?a=%2F");
    // Her rights and the way out are not behind it.
    for free in [
        "/privacidad",
        "/privacidad/solicitudes",
        "/cuenta/mis-datos",
    ] {
        let answer = get(&router, free, &session, "es").await;
        assert_eq!(answer.status, StatusCode::OK, "{free}");
    }
    let page = get(&router, to, &session, "es").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Aviso de privacidad") && page.body.contains("plantilla"));
    let version = eslabon_app::privacy::current_version(&world.app).to_owned();
    let unticked = post(
        &router,
        "/privacidad/aceptar",
        &session,
        &[("version", &version)],
    )
    .await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("version", "2001-01-01"), ("acepto", "si")];
    let other = post(&router, "/privacidad/aceptar", &session, &fields).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    let fields = [
        ("version", version.as_str()),
        ("acepto", "si"),
        ("a", "/buscar?q=torno"),
    ];
    let accepted = post(&router, "/privacidad/aceptar", &session, &fields).await;
    assert_eq!(way(&accepted), "/buscar?q=torno");
    assert_eq!(
        get(&router, "/", &session, "es").await.status,
        StatusCode::OK
    );
    // Twice is once.
    post(&router, "/privacidad/aceptar", &session, &fields).await;
    let count = "SELECT CAST(COUNT(*) AS TEXT) AS x FROM notice_acceptances";
    assert_eq!(text(&world, count).await, "1");
    let out = {
        let (_, other) = newcomer(&world, "otra", Role::Provider).await;
        post(&router, "/salir", &other, &[]).await
    };
    assert_eq!(way(&out), "/");
}

#[tokio::test]
async fn a_new_version_is_asked_for_anew() {
    let world = World::empty().await;
    let (id, session) = newcomer(&world, "nueva", Role::Provider).await;
    let again = world.session(id).await;
    assert_eq!(
        get(&world.router(), "/", &again, "es").await.status,
        StatusCode::OK
    );
    let World { app, directory, .. } = world;
    let today = app.today();
    let folder = app.place().notices();
    drop(app);
    std::fs::create_dir_all(&folder).unwrap();
    for (lang, title) in [("es", "Aviso propio"), ("en", "Own notice")] {
        let text = format!("# {title}\n\n> <b>Plazos</b>\n\nTexto\n");
        std::fs::write(folder.join(format!("privacy-{today}.{lang}.md")), text).unwrap();
    }
    let place = Place::in_directory(directory.path());
    let world = World {
        app: App::open(place, &Silent).await.unwrap(),
        directory,
        signed_in: Vec::new(),
    };
    let router = world.router();
    for session in [&session, &again] {
        let asked = get(&router, "/", session, "es").await;
        assert_eq!(way(&asked), "/privacidad/aceptar?a=%2F");
    }
    let page = get(&router, "/privacidad/aceptar", &session, "en").await;
    assert!(page.body.contains("Own notice") && page.body.contains("&lt;b&gt;Plazos"));
    assert!(!page.body.contains("is a template"));
    let version = today.to_string();
    let fields = [("version", version.as_str()), ("acepto", "si")];
    post(&router, "/privacidad/aceptar", &session, &fields).await;
    assert_eq!(
        get(&router, "/", &session, "es").await.status,
        StatusCode::OK
    );
    // Both acceptances stay on record.
    let data = get(&router, "/cuenta/mis-datos.json", &session, "es").await;
    let notices = data.json()["notices"].as_array().unwrap().len();
    assert_eq!(notices, 2, "{}", data.body);
}

#[tokio::test]
async fn someone_without_an_account_asks_and_is_answered_by_letter() {
    let world = World::fictional().await;
    let router = world.router();
    let staff = world.person("centre_staff", 0);
    let asked = ask(
        &router,
        "",
        "mutation($i: RequestFileInput!) { requestFile(input: $i) { request { number status dueOn } errors { field hint } } }",
        json!({ "i": { "kind": "OPPOSITION", "words": "<script>alert(1)</script> No usen mi nombre", "name": "Eva Sol", "email": "Eva@Sol.example" } }),
    )
    .await;
    let made = &asked.json()["data"]["requestFile"]["request"];
    assert_eq!(made["status"], "OPEN", "{}", asked.body);
    let due = working_days_after(world.app.today(), 20).to_string();
    assert_eq!(made["dueOn"], due.as_str());
    let queue = get(&router, "/privacidad/atender", &staff, "es").await;
    assert!(
        queue.body.contains("Eva Sol") && queue.body.contains(&due),
        "{}",
        queue.body
    );
    let id = id_in(&queue.body, "/privacidad/atender/");
    let path = format!("/privacidad/atender/{id}");
    let open = get(&router, &path, &staff, "es").await;
    assert!(open.body.contains("&lt;script&gt;") && !open.body.contains("<script>alert"));
    let empty = post(
        &router,
        &path,
        &staff,
        &[("version", "1"), ("resultado", "open")],
    )
    .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refusal = [
        ("version", "1"),
        ("resultado", "refused"),
        ("texto", "Es un dato público"),
    ];
    let answered = post(&router, &path, &staff, &refusal).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER);
    // It is settled: nobody answers it again.
    let again = post(&router, &path, &staff, &refusal).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let letter = text(
        &world,
        "SELECT payload AS x FROM jobs WHERE kind = 'mail' ORDER BY number DESC LIMIT 1",
    )
    .await;
    assert!(
        letter.contains("eva@sol.example") && letter.contains("Es un dato público"),
        "{letter}"
    );
    let acts = text(
        &world,
        "SELECT GROUP_CONCAT(action) AS x FROM audit_log WHERE action LIKE 'request.%'",
    )
    .await;
    assert_eq!(acts, "request.file,request.answer");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said() {
    let world = World::fictional().await;
    let router = world.router();
    let file = "mutation($i: RequestFileInput!) { requestFile(input: $i) { request { number } errors { field hint } } }";
    let sent = async |words: &str, email: &str| {
        let input =
            json!({ "i": { "kind": "ACCESS", "words": words, "name": "Eva", "email": email } });
        let answer = ask(&router, "", file, input).await;
        answer.json()["data"]["requestFile"].clone()
    };
    let hints = |payload: &serde_json::Value| {
        let errors = payload["errors"].as_array().unwrap().clone();
        errors
            .iter()
            .map(|e| {
                format!(
                    "{} {}",
                    e["field"].as_str().unwrap(),
                    e["hint"].as_str().unwrap()
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hints(&sent(" ", "eva").await),
        ["words required", "email not_an_email"]
    );
    assert_eq!(
        hints(&sent(&"ñ".repeat(4_001), "eva@sol.example").await),
        ["words too_long"]
    );
    for _ in 0..3 {
        assert!(hints(&sent("Mis datos", "eva@sol.example").await).is_empty());
    }
    assert_eq!(
        hints(&sent("Mis datos", "EVA@sol.example").await),
        ["words too_many_requests"]
    );
    assert!(hints(&sent("Mis datos", "otra@sol.example").await).is_empty());
    let page = post(
        &router,
        "/privacidad/solicitudes",
        &world.person("owner", 0),
        &[],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#tipo\"") && page.body.contains("href=\"#texto\""));
}

#[tokio::test]
async fn a_person_asks_adds_what_is_missing_and_gets_her_data() {
    let world = World::fictional().await;
    let router = world.router();
    let (owner, staff) = (world.person("owner", 0), world.person("centre_staff", 0));
    let fields = [("tipo", "access"), ("texto", "Qué saben de mí")];
    let filed = post(&router, "/privacidad/solicitudes", &owner, &fields).await;
    assert_eq!(way(&filed), "/privacidad/solicitudes?numero=1");
    let mine = get(&router, "/privacidad/solicitudes?numero=1", &owner, "es").await;
    let id = id_in(&mine.body, "/privacidad/solicitudes/");
    let (own, path) = (
        format!("/privacidad/solicitudes/{id}"),
        format!("/privacidad/atender/{id}"),
    );
    // Another owner does not know of it.
    let other = get(&router, &own, &world.person("owner", 1), "es").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    // Nothing is handed over before it is granted.
    let data = format!("{path}/datos.json");
    assert_eq!(
        get(&router, &data, &staff, "es").await.status,
        StatusCode::BAD_REQUEST
    );
    let answer = async |version: &str, outcome: &str, words: &str| {
        let fields = [
            ("version", version),
            ("resultado", outcome),
            ("texto", words),
        ];
        post(&router, &path, &staff, &fields).await.status
    };
    assert_eq!(
        answer("1", "information_asked", "¿De qué taller?").await,
        StatusCode::SEE_OTHER
    );
    // Someone else has spoken in between.
    assert_eq!(answer("1", "granted", "Sí").await, StatusCode::CONFLICT);
    let seen = get(&router, &own, &owner, "es").await;
    assert!(seen.body.contains("¿De qué taller?"));
    let added = post(&router, &own, &owner, &[("texto", "Cerro del Tesoro")]).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER);
    let twice = post(&router, &own, &owner, &[("texto", "Y otra cosa")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert_eq!(
        answer("3", "granted", "Se le entregan").await,
        StatusCode::SEE_OTHER
    );
    let seen = get(&router, &own, &owner, "es").await;
    assert!(seen.body.contains("Se le entregan") && seen.body.contains("Procede"));
    let effect = working_days_after(world.app.today(), 15).to_string();
    assert!(seen.body.contains(&effect));
    let handed = get(&router, &data, &staff, "es").await;
    assert_eq!(handed.status, StatusCode::OK);
    let disposition = handed.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert!(disposition.starts_with("attachment; filename=\"mis-datos-"));
    let handed = handed.json();
    assert_eq!(
        handed["account"]["email"],
        "ramiro@cerro-del-tesoro.example"
    );
    assert_eq!(
        handed["requests"][0]["statements"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    // The letter to someone with an account holds a link, not the words.
    let letter = text(
        &world,
        "SELECT payload AS x FROM jobs WHERE kind = 'mail' ORDER BY number DESC LIMIT 1",
    )
    .await;
    assert!(
        letter.contains(&own) && !letter.contains("Se le entregan"),
        "{letter}"
    );
    let listed = ask(
        &router,
        &owner,
        "{ myRequests { number status } }",
        json!({}),
    )
    .await;
    assert_eq!(
        listed.json()["data"]["myRequests"],
        json!([{ "number": 1, "status": "GRANTED" }])
    );
}

#[tokio::test]
async fn nobody_answers_her_own_request() {
    let world = World::fictional().await;
    let router = world.router();
    let staff = world.person("centre_staff", 0);
    let fields = [("tipo", "cancellation"), ("texto", "Bórrenme")];
    post(&router, "/privacidad/solicitudes", &staff, &fields).await;
    let queue = get(&router, "/privacidad/atender", &staff, "es").await;
    let path = format!(
        "/privacidad/atender/{}",
        id_in(&queue.body, "/privacidad/atender/")
    );
    let fields = [("version", "1"), ("resultado", "granted"), ("texto", "Sí")];
    let own = post(&router, &path, &staff, &fields).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let manager = world.person("centre_manager", 0);
    assert_eq!(
        post(&router, &path, &manager, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    // Staff decide, an administrator erases.
    let erase = format!("{path}/borrar");
    assert_eq!(
        post(&router, &erase, &manager, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let admin = world.person("administrator", 0);
    assert_eq!(
        post(&router, &erase, &admin, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    let gone = get(&router, "/cuenta/mis-datos", &staff, "es").await;
    assert_eq!(gone.status, StatusCode::FORBIDDEN);
    let again = post(&router, &erase, &admin, &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    let page = get(&router, &path, &manager, "es").await;
    assert!(page.body.contains("persona borrada") && !page.body.contains("Bórrenme"));
}

#[tokio::test]
async fn ones_own_data_hold_no_secret_and_nobody_else() {
    let world = World::fictional().await;
    let router = world.router();
    let owner = world.person("owner", 0);
    for ending in ["json", "html"] {
        let file = get(
            &router,
            &format!("/cuenta/mis-datos.{ending}"),
            &owner,
            "es",
        )
        .await;
        assert_eq!(file.status, StatusCode::OK);
        let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(disposition.starts_with("attachment"), "{disposition}");
        assert!(file.body.contains("ramiro@cerro-del-tesoro.example"));
        for secret in ["$argon2", owner.as_str(), "lucia@", "Rosa Cárdenas"] {
            assert!(!file.body.contains(secret), "{ending}: {secret}");
        }
    }
    let file = get(&router, "/cuenta/mis-datos.json", &owner, "es")
        .await
        .json();
    assert_eq!(file["memberships"][0]["role"], "owner");
    assert_eq!(file["notices"].as_array().unwrap().len(), 1);
    assert_eq!(file["acts"][0]["action"], "export.person");
}

#[tokio::test]
async fn whoever_answers_alone_for_something_goes_after_someone_took_over() {
    let world = World::fictional().await;
    let router = world.router();
    for (role, named) in [
        ("owner", "Cerro del Tesoro"),
        ("administrator", "administración"),
    ] {
        let session = world.person(role, 0);
        let refused = post(
            &router,
            "/cuenta/mis-datos/borrar",
            &session,
            &[("clave", PASSWORD)],
        )
        .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
        assert!(refused.body.contains(named), "{role}: {}", refused.body);
    }
    let owner = demo::PEOPLE
        .iter()
        .find(|p| p.key == "cerro-del-tesoro")
        .unwrap();
    let heir = Newcomer {
        id: PersonId::from_name("heredera"),
        name: "Heredera".into(),
        email: "heredera@prueba.example".into(),
        lang: Lang::Es,
        role: Role::Owner,
        organisation: owner.organisation(),
        centre: Some(world.app.centre()),
        password_hash: None,
    };
    establish(&world.app, &Actor::command_line(), heir)
        .await
        .unwrap();
    let session = world.person("owner", 0);
    let wrong = post(
        &router,
        "/cuenta/mis-datos/borrar",
        &session,
        &[("clave", "otra")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#clave\""));
    let done = post(
        &router,
        "/cuenta/mis-datos/borrar",
        &session,
        &[("clave", PASSWORD)],
    )
    .await;
    assert_eq!(way(&done), "/privacidad/borrado");
    let cookies: Vec<&str> = done
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(
        cookies.iter().any(|c| c.starts_with("session=;")),
        "{cookies:?}"
    );
    let over = get(&router, "/cuenta/mis-datos", &session, "es").await;
    assert_eq!(over.status, StatusCode::FORBIDDEN);
}
