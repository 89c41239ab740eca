//! Confirming without a password: nothing is written before the owner answers, the link shows what was
//! asked and nothing else, works once, and names her in what it writes.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::accounts::secret::Clear;
use eslabon_app::confirmations::{self, FactAnswer, Reply, Request as Set};
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::needs::list_needs;
use eslabon_app::search::search_suppliers;
use eslabon_app::suppliers::load_supplier;
use eslabon_app::{AppError, AppResult};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::SiteId;
use eslabon_domain::needs::NeedStatus;
use eslabon_domain::text::Lang;
use eslabon_search::SupplierQuery;
use eslabon_tests::world::{Answer, World, get, post, proof, send};
use sea_orm::{ConnectionTrait, Statement};

/// A closed figure that the link must not show.
const CLOSED: &str = "918273";
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

struct Scene {
    world: World,
    router: Router,
    site: SiteId,
}

fn staff() -> Actor {
    Actor {
        role: Role::CentreStaff,
        name: "Lucía Villaseñor".into(),
        ..Actor::command_line()
    }
}

impl Scene {
    async fn new() -> Scene {
        let world = World::fictional().await;
        let text = format!(
            "clave,nombre,estado,municipio,personal,procesos,process.monthly_output\nq,Tornos Quetzal,Jalisco,Zapopan,34,torneado CNC,torneado CNC: {CLOSED}\n"
        );
        let source = ImportSource::bytes("suppliers.csv", text.into_bytes());
        run(&world.app, &Actor::command_line(), source, None, &Silent)
            .await
            .unwrap();
        world.app.catch_up(&Silent).await.unwrap();
        let query = SupplierQuery {
            text: "Tornos Quetzal".into(),
            limit: 1,
            ..SupplierQuery::default()
        };
        let found = search_suppliers(&world.app, &Actor::visitor(), &query)
            .await
            .unwrap();
        Scene {
            site: found.cards[0].site,
            router: world.router(),
            world,
        }
    }

    async fn set(&self, facts: &str) -> AppResult<(Clear, String)> {
        let need = list_needs(&self.world.app, &staff(), Some(NeedStatus::Open), None, 1).await?;
        let request = Set {
            name: "Don Ramiro".into(),
            email: "ramiro@quetzal.example".into(),
            facts: facts.into(),
            questions: "¿Cuántos turnos trabaja?".into(),
            needs: vec![need[0].id],
            lang: Lang::Es,
        };
        let prepared =
            confirmations::prepare(&self.world.app, &staff(), self.site, request).await?;
        let secret = prepared.link.rsplit('/').next().unwrap();
        Ok((Clear::parse(secret).unwrap(), prepared.message))
    }

    async fn facts(&self) -> Vec<Fact> {
        let view = load_supplier(&self.world.app, &staff(), self.site)
            .await
            .unwrap();
        view.facts
    }

    async fn send(&self, clear: &Clear, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("_token", &proof(SEED));
        form.extend_pairs(fields);
        let request = Request::post(format!("/confirmar/{}", clear.as_str()))
            .header(header::COOKIE, format!("form={SEED}; lang=es"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()))
            .unwrap();
        send(&self.router, request).await
    }

    async fn one(&self, sql: &str) -> String {
        let raw = sea_orm::Database::connect(self.world.app.place().database())
            .await
            .unwrap();
        let statement = Statement::from_string(raw.get_database_backend(), sql);
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "text").unwrap()
    }
}

const FIGURES: &str =
    "personal = 12\nproceso: fresado CNC\nprocess.tolerance[torneado CNC] = 0.02 mm";

#[tokio::test]
async fn an_owner_reads_corrects_and_confirms_once() {
    let scene = Scene::new().await;
    let before = scene.facts().await;
    let (clear, message) = scene.set(FIGURES).await.unwrap();
    assert!(message.contains(clear.as_str()) && !message.contains("0.02"));
    let path = format!("/confirmar/{}", clear.as_str());
    for _ in 0..2 {
        let shown = get(&scene.router, &path, "", "es").await;
        assert_eq!(shown.status, StatusCode::OK);
        for words in [
            "Don Ramiro",
            "12 personas",
            "0.02 mm",
            "¿Cuántos turnos trabaja?",
        ] {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert!(!shown.body.contains(CLOSED), "{}", shown.body);
        let cookies = shown.headers.get_all(header::SET_COOKIE);
        assert!(
            cookies
                .iter()
                .all(|line| !line.to_str().unwrap().starts_with("session="))
        );
    }
    assert_eq!(scene.facts().await, before, "opening writes nothing");
    // A figure without an answer, and one that cannot be understood.
    let lacking = [
        ("dato-0", "confirmed"),
        ("dato-1", "corrected"),
        ("correccion-1", "quizá"),
    ];
    let refused = scene.send(&clear, &lacking).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("#dato-1") && refused.body.contains("#dato-2"),
        "{}",
        refused.body
    );
    assert_eq!(scene.facts().await, before);

    let sent = scene
        .send(
            &clear,
            &[
                ("dato-0", "confirmed"),
                ("dato-1", "unknown"),
                ("dato-2", "corrected"),
                ("correccion-2", "0.05 mm"),
                ("pregunta-0", "Dos turnos"),
                ("interes-0", "no_capacity"),
            ],
        )
        .await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert!(sent.body.contains("Recibimos sus respuestas"));
    let after = scene.facts().await;
    let of = |attribute: &str| {
        after
            .iter()
            .find(|fact| fact.attribute == attribute)
            .unwrap()
    };
    let staffing = of("site.staff");
    assert_eq!(
        (&staffing.value, staffing.origin),
        (&FactValue::exactly(12), Origin::Declared)
    );
    assert!(
        staffing.source.contains("Don Ramiro")
            && staffing
                .source
                .contains(&scene.world.app.today().to_string())
    );
    assert_eq!(of("process.tolerance").value, FactValue::exactly(50_000));
    assert!(
        !after
            .iter()
            .any(|fact| fact.item.as_deref() == Some("process.cnc_milling"))
    );

    // Used up: for reading and for sending.
    assert_eq!(
        get(&scene.router, &path, "", "es").await.status,
        StatusCode::NOT_FOUND
    );
    let again = scene.send(&clear, &[("dato-0", "confirmed")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.facts().await, after);

    let page = format!("/proveedores/{}/confirmar", scene.site);
    let seen = get(
        &scene.router,
        &page,
        &scene.world.person("centre_staff", 0),
        "es",
    )
    .await;
    for words in ["Dos turnos", "No tengo capacidad", "corregido", "no sabe"] {
        assert!(seen.body.contains(words), "{words}: {}", seen.body);
    }
    let profile = get(
        &scene.router,
        &format!("/proveedores/{}", scene.site),
        "",
        "es",
    )
    .await;
    assert!(
        profile
            .body
            .contains("Confirmado por Don Ramiro mediante una liga")
    );
    let by = "SELECT personal || ' ' || role AS text FROM audit_log WHERE action = 'confirmation.answer'";
    let by = scene.one(by).await;
    assert!(
        by.contains("Don Ramiro") && by.ends_with(" visitor"),
        "{by}"
    );
    let letter = scene
        .one("SELECT payload AS text FROM jobs WHERE kind = 'mail'")
        .await;
    assert!(letter.contains(clear.as_str()) && letter.contains("ramiro@quetzal.example"));
}

#[tokio::test]
async fn what_is_known_better_is_not_weakened_by_saying_the_same() {
    let scene = Scene::new().await;
    let text = "clave,nombre,estado,municipio,personal,origen\nq,Tornos Quetzal,Jalisco,Zapopan,40,validado\n";
    let source = ImportSource::bytes("suppliers.csv", text.as_bytes().to_vec());
    run(
        &scene.world.app,
        &Actor::command_line(),
        source,
        None,
        &Silent,
    )
    .await
    .unwrap();
    let origin = |facts: &[Fact]| {
        facts
            .iter()
            .find(|fact| fact.attribute == "site.staff")
            .unwrap()
            .origin
    };
    let known = origin(&scene.facts().await);
    assert!(known > Origin::Declared, "{known:?}");
    let (clear, _) = scene.set("personal = 40").await.unwrap();
    let reply = Reply {
        facts: vec![("confirmed".into(), String::new())],
        ..Reply::default()
    };
    confirmations::answer(&scene.world.app, &clear, &reply)
        .await
        .unwrap();
    assert_eq!(origin(&scene.facts().await), known);
}

#[tokio::test]
async fn links_that_are_wrong_expired_or_taken_back_open_nothing() {
    let scene = Scene::new().await;
    let app = &scene.world.app;
    let (clear, _) = scene.set("personal = 12").await.unwrap();
    let reply = Reply {
        facts: vec![("confirmed".into(), String::new())],
        ..Reply::default()
    };
    let set = confirmations::list(app, &staff(), scene.site)
        .await
        .unwrap();
    let path = format!("/proveedores/{}/confirmar/retirar", scene.site);
    let session = scene.world.person("centre_staff", 0);
    let id = set[0].id.to_string();
    let taken = post(&scene.router, &path, &session, &[("id", &id)]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    let (expired, _) = scene.set("personal = 12").await.unwrap();
    let raw = sea_orm::Database::connect(app.place().database())
        .await
        .unwrap();
    let past = "UPDATE secrets SET expires_at = 1 WHERE kind = 'confirmation' AND ended_at IS NULL";
    raw.execute_raw(Statement::from_string(raw.get_database_backend(), past))
        .await
        .unwrap();
    for clear in [clear, expired, Clear::generate()] {
        assert!(matches!(
            confirmations::open(app, &clear).await,
            Err(AppError::NotFound)
        ));
        assert!(matches!(
            confirmations::answer(app, &clear, &reply).await,
            Err(AppError::NotFound)
        ));
        let path = format!("/confirmar/{}", clear.as_str());
        let page = get(&scene.router, &path, "", "es").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.body.contains("Pida otra"), "{}", page.body);
    }
    for odd in ["x", "%00", "../..", &"a".repeat(5_000)] {
        let page = get(&scene.router, &format!("/confirmar/{odd}"), "", "es").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{odd}");
    }
}

#[tokio::test]
async fn of_two_who_send_at_once_one_is_heard() {
    let scene = Scene::new().await;
    let (clear, _) = scene.set("personal = 12").await.unwrap();
    let said = |word: &str, text: &str| Reply {
        facts: vec![(word.into(), text.into())],
        ..Reply::default()
    };
    let (a, b) = (said("confirmed", ""), said("corrected", "15"));
    let (first, second) = tokio::join!(
        confirmations::answer(&scene.world.app, &clear, &a),
        confirmations::answer(&scene.world.app, &clear, &b),
    );
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
    let set = confirmations::list(&scene.world.app, &staff(), scene.site)
        .await
        .unwrap();
    let heard = set[0].answered.as_ref().unwrap();
    assert_eq!(heard.facts[0] == FactAnswer::Confirmed, first.is_ok());
}

#[tokio::test]
async fn what_staff_write_is_understood_or_named() {
    let scene = Scene::new().await;
    let lines = "personal = muchos\nnada = 3\nprocess.hour_rate[torneado CNC] = 30 USD";
    let Err(AppError::Invalid(faults)) = scene.set(lines).await else {
        panic!("it was taken");
    };
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes, ["bad_number", "unknown_attribute", "not_in_pesos"]);
    let path = format!("/proveedores/{}/confirmar", scene.site);
    let session = scene.world.person("centre_staff", 0);
    let empty = post(&scene.router, &path, &session, &[("name", "Ana")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        empty.body.contains("Escriba al menos un dato"),
        "{}",
        empty.body
    );
    let sent = post(
        &scene.router,
        &path,
        &session,
        &[("name", "Ana"), ("facts", "personal = 12")],
    )
    .await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.body.contains("/confirmar/"), "{}", sent.body);
}
