//! Published figures: once, of a closed quarter, by the manager, and never about a few firms.

use axum::http::StatusCode;
use eslabon_app::AppError;
use eslabon_app::aggregates::{Quarter, list, publish};
use eslabon_domain::actors::{Actor, Role};
use eslabon_engine::aggregates::{LEAST, TableKind};
use eslabon_tests::world::{World, ask, get, post};
use serde_json::json;

fn period(world: &World) -> String {
    Quarter::last_closed(world.app.today()).to_string()
}

fn manager(world: &World) -> Actor {
    Actor {
        role: Role::CentreManager,
        name: "manager".into(),
        person: None,
        centre: Some(world.app.centre()),
        ..Actor::visitor()
    }
}

#[tokio::test]
async fn a_table_is_published_once_and_read_by_those_who_pay() {
    let world = World::fictional().await;
    let (router, session) = (world.router(), world.person("centre_manager", 0));
    let empty = get(&router, "/cifras", &world.person("funder", 0), "es").await;
    assert!(empty.body.contains("Todavía no se ha publicado"));
    let period = period(&world);
    for kind in TableKind::ALL {
        let fields = [("cuadro", kind.as_str()), ("periodo", period.as_str())];
        let done = post(&router, "/cifras", &session, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{kind:?} {}", done.body);
        let again = post(&router, "/cifras", &session, &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{kind:?}");
    }
    let after = get(&router, "/cifras?hecho=1", &session, "es").await;
    assert!(after.body.contains("Ya se publicaron todos los cuadros"));
    assert!(!after.body.contains("name=\"cuadro\""));
    for (role, lang, words) in [
        ("funder", "es", "Empresas por sector"),
        ("coordinator", "en", "Firms by sector"),
        ("centre_staff", "es", "los demás"),
    ] {
        let page = get(&router, "/cifras", &world.person(role, 0), lang).await;
        assert_eq!(page.status, StatusCode::OK, "{role}");
        assert!(page.body.contains(words), "{role}");
    }
    for role in ["engineer", "owner", "administrator", "broker"] {
        let page = get(&router, "/cifras", &world.person(role, 0), "es").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{role}");
    }
    let query = "{ publishedTables { period kind firms lines { keys firms value } } }";
    let answer = ask(&router, &world.person("funder", 0), query, json!({})).await;
    let tables = answer.json()["data"]["publishedTables"].clone();
    let tables = tables.as_array().unwrap();
    assert_eq!(tables.len(), TableKind::ALL.len());
    for line in tables
        .iter()
        .flat_map(|table| table["lines"].as_array().unwrap())
    {
        assert!(line["firms"].as_u64().unwrap() >= LEAST as u64, "{line}");
    }
    // It is on record, and as the manager's act.
    let query = "{ auditEntries(kind: DECISION) { edges { node { action } } } }";
    let acts = ask(&router, &session, query, json!({})).await;
    let acts = acts.json()["data"]["auditEntries"]["edges"].clone();
    assert_eq!(acts.as_array().unwrap().len(), TableKind::ALL.len());
}

#[tokio::test]
async fn other_quarters_and_few_firms_are_refused() {
    let world = World::fictional().await;
    let (router, session) = (world.router(), world.person("centre_manager", 0));
    let open = "2999-Q4";
    for (kind, period, words) in [
        ("oee_by_sector", open, "último trimestre cerrado"),
        ("oee_by_sector", "2020-Q1", "último trimestre cerrado"),
        ("oee_by_sector", "x", "Elija un cuadro"),
        ("salaries", &period(&world), "Elija un cuadro"),
    ] {
        let fields = [("cuadro", kind), ("periodo", period)];
        let refused = post(&router, "/cifras", &session, &fields).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{kind} {period}");
        assert!(refused.body.contains(words), "{kind} {period}");
        assert!(refused.body.contains("href=\"#cuadro\""), "{kind} {period}");
    }
    // No firms at all.
    let empty = World::empty().await;
    let closed = Quarter::last_closed(empty.app.today());
    let refused = publish(
        &empty.app,
        &manager(&empty),
        TableKind::FirmsBySector,
        closed,
    )
    .await;
    let Err(AppError::Invalid(faults)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(faults[0].code, "too_few_firms");
    let fields = [("cuadro", "oee_by_sector"), ("periodo", "x")];
    let staff = post(
        &router,
        "/cifras",
        &world.person("centre_staff", 0),
        &fields,
    )
    .await;
    assert_eq!(staff.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn another_centre_reads_its_own_only() {
    let world = World::fictional().await;
    let closed = Quarter::last_closed(world.app.today());
    let own = manager(&world);
    publish(&world.app, &own, TableKind::OeeBySector, closed)
        .await
        .unwrap();
    assert_eq!(list(&world.app, &own).await.unwrap().len(), 1);
    let other = Actor {
        centre: Some(eslabon_domain::ids::CentreId::from_name("otro")),
        ..own.clone()
    };
    assert_eq!(list(&world.app, &other).await.unwrap(), []);
    // A centre that does not exist publishes nothing.
    let nowhere = publish(&world.app, &other, TableKind::OeeBySector, closed).await;
    assert!(matches!(nowhere, Err(AppError::NotFound)), "{nowhere:?}");
    let funder = Actor {
        role: Role::Funder,
        ..other
    };
    assert_eq!(list(&world.app, &funder).await.unwrap().len(), 1);
}
