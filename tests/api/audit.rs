//! The audit log as people read it: those concerned, those who answer for others, nobody else.

use axum::http::StatusCode;
use eslabon_app::demo;
use eslabon_domain::actors::{Actor, Role};
use eslabon_storage::{AuditRecord, Concerns, Database, audit};
use eslabon_tests::world::{World, ask, get};
use serde_json::{Value, json};

/// Someone of the demonstration as she acts.
fn actor(world: &World, key: &str) -> Actor {
    let person = demo::PEOPLE
        .iter()
        .find(|person| person.key == key)
        .unwrap();
    Actor {
        person: Some(person.id()),
        name: person.name.to_owned(),
        role: person.role,
        organisation: person.organisation(),
        centre: (person.role != Role::Administrator).then(|| world.app.centre()),
        shared_centres: Vec::new(),
    }
}

/// The session of someone of the demonstration.
fn session(world: &World, key: &str) -> String {
    let of_key = world.signed_in.iter().find(|(known, _, _)| *known == key);
    of_key.unwrap().2.clone()
}

/// Puts an act on record as another part of the program would.
async fn put(world: &World, actor: &Actor, action: &str, detail: Value, concerns: Concerns) {
    let db = Database::open(&world.app.place().database()).await.unwrap();
    let tx = db.begin().await.unwrap();
    let record = AuditRecord {
        actor,
        action,
        object: "00000000-0000-0000-0000-000000000001".into(),
        detail,
        at: world.app.now(),
    };
    tx.audit_concerning(record, concerns).await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
}

/// An engineer reads confidential facts of the workshop of Cerro del Tesoro.
async fn a_reading(world: &World) {
    let workshop = actor(world, "cerro-del-tesoro").organisation.unwrap();
    let detail = json!({ "groups": ["quality", "finance"], "secreto": "Zx9Q" });
    let concerns = Concerns::organisation(workshop);
    put(
        world,
        &actor(world, "brisanor"),
        "facts.read",
        detail,
        concerns,
    )
    .await;
}

async fn entries(world: &World, key: &str, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ auditEntries{arguments} {{ pageInfo {{ hasNextPage endCursor }} edges {{ node {{ number who role \
         organisation address action kind object groups rows changes {{ field before after }} }} }} }} }}"
    );
    let answer = ask(&world.router(), &session(world, key), &query, json!({})).await;
    let edges = answer.json()["data"]["auditEntries"]["edges"].clone();
    let edges = edges
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.body));
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn has(entries: &[Value], action: &str) -> bool {
    entries.iter().any(|entry| entry["action"] == action)
}

#[tokio::test]
async fn a_workshop_sees_who_has_read_its_figures_and_no_other_does() {
    let world = World::fictional().await;
    a_reading(&world).await;
    let router = world.router();
    let es = get(
        &router,
        "/accesos",
        &session(&world, "cerro-del-tesoro"),
        "es",
    )
    .await;
    assert_eq!(es.status, StatusCode::OK);
    for words in [
        "Ing. Héctor Prado Solís",
        "Consultó datos reservados",
        "calidad y entregas, finanzas",
    ] {
        assert!(es.body.contains(words), "{words}");
    }
    // Readings come first, before the rest repeats them in order of time.
    let (readings, rest) = es.body.split_once("id=\"todo\"").unwrap();
    assert!(readings.contains("Consultó datos reservados") && rest.contains("Consultó"));
    let en = get(&router, "/accesos", &session(&world, "colaboradora"), "en").await;
    assert!(en.body.contains("Read a supplier’s confidential data"));
    for (key, sees) in [
        ("la-calerilla", false),
        ("compras", false),
        ("centro", false),
        ("administracion", false),
        // Her own act.
        ("brisanor", true),
    ] {
        let page = get(&router, "/accesos", &session(&world, key), "es").await;
        let found = page.body.contains("Consultó datos reservados");
        assert_eq!(found, sees, "{key}");
        assert!(
            !has(
                &entries(&world, key, "(view: READINGS)").await,
                "facts.read"
            ),
            "{key}"
        );
    }
    let readings = entries(&world, "cerro-del-tesoro", "(view: READINGS)").await;
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0]["groups"], json!(["quality", "finance"]));
    assert_eq!(readings[0]["kind"], "READING");
}

#[tokio::test]
async fn nothing_is_shown_raw() {
    let world = World::fictional().await;
    a_reading(&world).await;
    let workshop = actor(&world, "cerro-del-tesoro");
    let concerns = || Concerns::organisation(workshop.organisation.unwrap());
    let detail = json!({ "secreto": "Zx9Q", "rows": "Zx9Q" });
    put(&world, &workshop, "later.thing", detail, concerns()).await;
    let detail = json!({ "before": { "status": "<b>uno</b>" }, "after": { "status": "dos" }, "changed": ["price"] });
    put(&world, &workshop, "profile.change", detail, concerns()).await;
    for (lang, other, change) in [
        (
            "es",
            "Otro acto",
            "estatus: de «&lt;b&gt;uno&lt;/b&gt;» a «dos»",
        ),
        (
            "en",
            "Another act",
            "status: from “&lt;b&gt;uno&lt;/b&gt;” to “dos”",
        ),
    ] {
        let session = session(&world, "cerro-del-tesoro");
        let page = get(&world.router(), "/accesos", &session, lang).await;
        assert!(page.body.contains(other), "{lang}");
        assert!(page.body.contains(change), "{lang}");
        assert!(page.body.contains("price"), "{lang}");
        for raw in ["Zx9Q", "secreto", "later.thing", "&quot;rows"] {
            assert!(!page.body.contains(raw), "{lang} {raw}");
        }
    }
}

#[tokio::test]
async fn those_who_look_after_a_scope_see_no_values_and_no_more_than_it() {
    let world = World::fictional().await;
    a_reading(&world).await;
    let (engineer, workshop) = (actor(&world, "brisanor"), actor(&world, "cerro-del-tesoro"));
    let detail = || json!({ "before": { "name": "Zx9Q" }, "after": { "name": "Zx9R" } });
    let concerns = Concerns {
        organisation: workshop.organisation,
        address: Some("203.0.113.9".into()),
        ..Concerns::default()
    };
    put(&world, &engineer, "need.change", detail(), concerns.clone()).await;
    put(&world, &engineer, "session.open", json!({}), concerns).await;

    let manager = entries(&world, "direccion", "(view: LOOKED_AFTER, first: 100)").await;
    assert!(has(&manager, "need.change") && has(&manager, "facts.read"));
    assert!(!has(&manager, "session.open") && !has(&manager, "person.establish"));
    let administrator = entries(&world, "administracion", "(view: LOOKED_AFTER, first: 100)").await;
    assert!(has(&administrator, "session.open") && has(&administrator, "import.finish"));
    assert!(!has(&administrator, "need.change") && !has(&administrator, "facts.read"));
    let opened = administrator
        .iter()
        .find(|entry| entry["action"] == "session.open");
    assert_eq!(opened.unwrap()["address"], "203.0.113.9");
    for entry in manager.iter().chain(&administrator) {
        assert_eq!(entry["changes"], json!([]), "{entry}");
    }
    // Whose data it is reads what was changed, but not from where.
    let hers = entries(&world, "cerro-del-tesoro", "(first: 100)").await;
    let change = hers
        .iter()
        .find(|entry| entry["action"] == "need.change")
        .unwrap();
    assert_eq!(change["changes"][0]["before"], "Zx9Q");
    assert!(hers.iter().all(|entry| entry["address"].is_null()));
    // Her own address is her own.
    let own = entries(&world, "brisanor", "(kind: SIGN_IN, first: 1)").await;
    assert_eq!(own[0]["address"], "203.0.113.9");
    for (key, body) in [
        ("direccion", "direccion"),
        ("administracion", "administracion"),
    ] {
        let page = get(
            &world.router(),
            "/accesos/centro",
            &session(&world, key),
            "es",
        )
        .await;
        assert_eq!(page.status, StatusCode::OK, "{body}");
        assert!(!page.body.contains("Zx9"), "{body}");
    }
}

#[tokio::test]
async fn who_answers_for_a_firm_sees_what_its_people_do() {
    let world = World::fictional().await;
    put(
        &world,
        &actor(&world, "altaluz"),
        "need.create",
        json!({}),
        Concerns::default(),
    )
    .await;
    assert!(has(&entries(&world, "altaluz", "").await, "need.create"));
    assert!(has(&entries(&world, "compras", "").await, "need.create"));
    for other in ["brisanor", "centro", "cerro-del-tesoro"] {
        assert!(
            !has(&entries(&world, other, "(first: 100)").await, "need.create"),
            "{other}"
        );
    }
}

#[tokio::test]
async fn pages_go_by_number() {
    let world = World::fictional().await;
    let editor = actor(&world, "colaboradora");
    for _ in 0..60 {
        put(
            &world,
            &editor,
            "profile.change",
            json!({}),
            Concerns::default(),
        )
        .await;
    }
    let mut seen = Vec::new();
    let (router, session) = (world.router(), session(&world, "colaboradora"));
    let mut path = "/accesos".to_owned();
    loop {
        let page = get(&router, &path, &session, "es").await;
        seen.push(page.body.matches("scope=\"row\"").count());
        let Some((_, link)) = page.body.split_once("rel=\"next\" href=\"") else {
            break;
        };
        path = link.split('"').next().unwrap().replace("&amp;", "&");
        assert!(path.starts_with("/accesos?antes="), "{path}");
    }
    // Sixty changes, the sign-in, the account, the privacy notice.
    assert_eq!(seen, [25, 25, 13]);
    let none = get(&router, "/accesos?tipo=export", &session, "es").await;
    assert!(none.body.contains("No hay actos de este tipo."));
    for odd in [
        "/accesos?tipo=%00&antes=-5",
        "/accesos?antes=99999999999999999999",
        "/accesos?tipo=reading&antes=x",
    ] {
        assert_eq!(
            get(&router, odd, &session, "es").await.status,
            StatusCode::OK,
            "{odd}"
        );
    }
}

#[tokio::test]
async fn exports_are_on_record_but_for_visitors() {
    let world = World::fictional().await;
    let router = world.router();
    for path in ["/buscar.csv?q=torno", "/buscar.xlsx?q=torno"] {
        assert_eq!(get(&router, path, "", "es").await.status, StatusCode::OK);
        let file = get(&router, path, &session(&world, "altaluz"), "es").await;
        assert_eq!(file.status, StatusCode::OK);
    }
    let lines = get(
        &router,
        "/buscar.csv?q=torno",
        &session(&world, "altaluz"),
        "es",
    )
    .await;
    let rows = lines.body.lines().count() - 1;
    let exports = entries(&world, "altaluz", "(kind: EXPORT)").await;
    assert_eq!(exports.len(), 3);
    assert!(
        exports.iter().all(|entry| entry["rows"] == rows),
        "{exports:?}"
    );
    let run = ask(
        &router,
        &session(&world, "centro"),
        "{ importRuns(first: 1) { id } }",
        json!({}),
    )
    .await;
    assert!(run.json()["data"]["importRuns"][0]["id"].is_string());
    let db = Database::open(&world.app.place().database()).await.unwrap();
    let all = audit::list(&db, None, 1_000).await.unwrap();
    let of_visitors = all
        .iter()
        .filter(|act| act.action.starts_with("export.") && act.actor.role == Role::Visitor);
    assert_eq!(of_visitors.count(), 0);
    // What the program itself wrote on the way holds together.
    let proof = audit::verify(&db, None).await.unwrap();
    assert_eq!(proof.broken, None);
    assert_eq!(proof.links, all.len() as u64);
    db.close().await;
}

#[tokio::test]
async fn an_erased_person_has_no_name_any_more() {
    let world = World::fictional().await;
    a_reading(&world).await;
    let db = Database::open(&world.app.place().database()).await.unwrap();
    let tx = db.begin().await.unwrap();
    let erased = audit::erase_person(&tx, actor(&world, "brisanor").person.unwrap()).await;
    assert!(erased.unwrap() > 0);
    tx.commit().await.unwrap();
    let page = get(
        &world.router(),
        "/accesos",
        &session(&world, "cerro-del-tesoro"),
        "es",
    )
    .await;
    assert!(page.body.contains("persona cuyos datos se suprimieron"));
    assert!(!page.body.contains("Héctor"));
    let readings = entries(&world, "cerro-del-tesoro", "(view: READINGS)").await;
    assert_eq!(readings[0]["who"], Value::Null);
    assert_eq!(audit::verify(&db, None).await.unwrap().broken, None);
    db.close().await;
}

#[tokio::test]
async fn the_operator_of_the_machine_is_on_record_as_such() {
    let world = World::fictional().await;
    let operator = Actor::command_line();
    eslabon_app::maintain::rebuild_index(&world.app, &operator, &eslabon_app::context::Silent)
        .await
        .unwrap();
    let imports = entries(
        &world,
        "administracion",
        "(view: LOOKED_AFTER, kind: IMPORT)",
    )
    .await;
    assert!(has(&imports, "index.rebuild") && has(&imports, "import.finish"));
    assert!(imports.iter().all(|entry| entry["role"] == "operator"));
    let page = get(
        &world.router(),
        "/accesos/centro",
        &session(&world, "administracion"),
        "es",
    )
    .await;
    assert!(page.body.contains("línea de comandos"));
}
