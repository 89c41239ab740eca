//! Machines one by one: typed as on the plate, kept by the firm and its centre only, and what they say goes into
//! the facts that matching uses, never against what a document or a visit showed.

use super::closed_facts::Scene;
use super::consents::global;
use axum::http::StatusCode;
use eslabon_app::AppError;
use eslabon_app::context::Silent;
use eslabon_app::machines::{self, PlateDraft};
use eslabon_app::suppliers::load_supplier;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::machines::Machine;
use eslabon_tests::world::{Answer, ask, get, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

const PRESS: &str = "equipment.presses";
const LATHE: &str = "equipment.cnc_lathe";

fn owner(scene: &Scene) -> Actor {
    Actor {
        role: Role::Owner,
        organisation: Some(scene.owner),
        ..Actor::command_line()
    }
}

fn staff() -> Actor {
    Actor {
        role: Role::CentreStaff,
        ..Actor::command_line()
    }
}

fn list_path(scene: &Scene) -> String {
    format!("/proveedores/{}/maquinas", scene.site)
}

fn press(count: &str, tonnage: &str) -> PlateDraft {
    PlateDraft {
        kind: PRESS.into(),
        count: count.into(),
        tonnage: tonnage.into(),
        ..PlateDraft::default()
    }
}

async fn add(scene: &Scene, draft: &PlateDraft) -> Machine {
    let made = machines::add(&scene.world.app, &owner(scene), scene.site, draft).await;
    made.unwrap()
}

async fn listed(scene: &Scene) -> Vec<Machine> {
    let all = machines::list(&scene.world.app, &owner(scene), scene.site).await;
    all.unwrap().machines
}

async fn fact(scene: &Scene, attribute: &str, item: &str) -> Option<Fact> {
    let view = load_supplier(&scene.world.app, &owner(scene), scene.site).await;
    let mut facts = view.unwrap().facts.into_iter();
    facts.find(|fact| fact.attribute == attribute && fact.item.as_deref() == Some(item))
}

async fn amount(scene: &Scene, attribute: &str, item: &str) -> Option<i64> {
    match fact(scene, attribute, item).await?.value {
        FactValue::Amount { low, high } if low == high => Some(low),
        _ => None,
    }
}

/// Whatever a machine writes.
async fn rows(scene: &Scene) -> Vec<i64> {
    let raw = sea_orm::Database::connect(scene.world.app.place().database());
    let raw = raw.await.unwrap();
    let mut counts = Vec::new();
    for what in [
        "COUNT(*) AS n FROM machines",
        "COALESCE(SUM(version), 0) AS n FROM machines",
        "COUNT(*) AS n FROM facts",
        "COUNT(*) AS n FROM audit_log WHERE action LIKE 'machine.%' OR action = 'facts.record'",
    ] {
        let statement =
            Statement::from_string(raw.get_database_backend(), format!("SELECT {what}"));
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        counts.push(row.try_get("", "n").unwrap());
    }
    counts
}

async fn send(scene: &Scene, person: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    post(&scene.router, path, scene.session(person), fields).await
}

#[tokio::test]
async fn a_machine_is_typed_as_on_the_plate_and_becomes_facts() {
    let scene = Scene::new().await;
    let path = format!("{}/nueva", list_path(&scene));
    let form = get(&scene.router, &path, scene.session("owner"), "es").await;
    for words in ["milésimas de pulgada", "Torno CNC", "Cuántas iguales"] {
        assert!(form.body.contains(words), "{words}: {}", form.body);
    }
    let fields = [
        ("tipo", "Torno CNC"),
        ("marca", "Haas ST-20"),
        ("anio", "2019"),
        ("cantidad", "2"),
        ("ejes", "3"),
        ("x", "20"),
        ("diametro", "254 mm"),
        ("unidad", "pulg"),
        ("carga", "500"),
        ("unidad_carga", "kg"),
        ("nota", "junto a la puerta"),
    ];
    let sent = send(&scene, "owner", &path, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    for (attribute, expected) in [
        ("equipment.owned", 2),
        ("equipment.year", 2019),
        ("equipment.axes", 3),
        ("equipment.max_length", 508_000_000),
        ("equipment.max_diameter", 254_000_000),
        ("equipment.max_load", 500_000),
    ] {
        assert_eq!(
            amount(&scene, attribute, LATHE).await,
            Some(expected),
            "{attribute}"
        );
    }
    let length = fact(&scene, "equipment.max_length", LATHE).await.unwrap();
    assert_eq!(length.entered.as_deref(), Some("20 pulg"));
    assert_eq!(length.origin, Origin::Declared);
    // What nobody typed is not known, and not nothing.
    assert_eq!(fact(&scene, "equipment.tonnage", LATHE).await, None);
    assert_eq!(fact(&scene, "equipment.max_width", LATHE).await, None);

    // Everyone who may see suppliers sees it; the remark is for those who keep the list.
    for (person, sees_note) in [
        ("owner", true),
        ("staff", true),
        ("engineer", false),
        ("rival", false),
        ("visitor", false),
    ] {
        for lang in ["es", "en"] {
            let page = get(
                &scene.router,
                &list_path(&scene),
                scene.session(person),
                lang,
            )
            .await;
            assert_eq!(page.status, StatusCode::OK, "{person}");
            assert!(page.body.contains("Haas ST-20"), "{person}: {}", page.body);
            let told = page.body.contains("junto a la puerta");
            assert_eq!(told, sees_note, "{person}");
            let offers = page.body.contains("/maquinas/nueva");
            assert_eq!(offers, sees_note, "{person}");
        }
    }
}

#[tokio::test]
async fn numbers_are_added_the_largest_counts_and_the_last_that_leaves_leaves_none() {
    let scene = Scene::new().await;
    let small = add(&scene, &press("2", "60")).await;
    let large = add(&scene, &press("1", "150")).await;
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(3));
    assert_eq!(amount(&scene, "equipment.tonnage", PRESS).await, Some(150));

    let (app, owner) = (&scene.world.app, owner(&scene));
    machines::remove(app, &owner, large.id, large.version, None)
        .await
        .unwrap();
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(2));
    assert_eq!(amount(&scene, "equipment.tonnage", PRESS).await, Some(60));
    machines::remove(app, &owner, small.id, small.version, None)
        .await
        .unwrap();
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(0));
    // How strong presses are that are not there any more is not known: it ended, and nothing was invented.
    let tonnage = fact(&scene, "equipment.tonnage", PRESS).await.unwrap();
    assert_eq!(tonnage.value, FactValue::exactly(60));
    assert!(tonnage.valid_until.unwrap() < app.today());
    let page = get(
        &scene.router,
        &list_path(&scene),
        scene.session("owner"),
        "es",
    )
    .await;
    assert!(
        page.body.contains("2 máquinas que ya no están"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_list_that_is_being_written_takes_nothing_away_from_what_is_known() {
    let scene = Scene::new().await;
    let path = format!(
        "/proveedores/{}/perfil/equipment.owned?de={PRESS}",
        scene.site
    );
    let sent = send(&scene, "owner", &path, &[("text", "4")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let first = add(&scene, &press("1", "")).await;
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(4));
    add(&scene, &press("4", "")).await;
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(5));
    // What leaves the list is another thing than what is not on it yet.
    machines::remove(&scene.world.app, &owner(&scene), first.id, 1, None)
        .await
        .unwrap();
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(4));
}

#[tokio::test]
async fn a_line_that_is_taken_back_takes_away_no_more_than_it_said() {
    let scene = Scene::new().await;
    let path = format!(
        "/proveedores/{}/perfil/equipment.owned?de={PRESS}",
        scene.site
    );
    let sent = send(&scene, "owner", &path, &[("text", "4")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let first = add(&scene, &press("1", "")).await;
    machines::remove(&scene.world.app, &owner(&scene), first.id, 1, None)
        .await
        .unwrap();
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(4));
}

#[tokio::test]
async fn what_a_visit_showed_is_weakened_neither_by_the_list_nor_by_its_end() {
    let scene = Scene::new().await;
    let seen = PlateDraft {
        origin: Some(Origin::Verified),
        ..press("2", "80")
    };
    let app = &scene.world.app;
    let seen = machines::add(app, &staff(), scene.site, &seen)
        .await
        .unwrap();
    add(&scene, &press("1", "40")).await;
    let owned = fact(&scene, "equipment.owned", PRESS).await.unwrap();
    assert_eq!(
        (owned.value, owned.origin),
        (FactValue::exactly(2), Origin::Verified)
    );
    // The firm neither changes nor removes what staff saw.
    let before = rows(&scene).await;
    let change = machines::change(app, &owner(&scene), seen.id, 1, &press("9", "900")).await;
    let remove = machines::remove(app, &owner(&scene), seen.id, 1, None).await;
    for refused in [change.err(), remove.err()] {
        match refused {
            Some(AppError::Invalid(faults)) => assert_eq!(faults[0].code, "known_better"),
            other => panic!("not refused as it should be: {other:?}"),
        }
    }
    assert_eq!(rows(&scene).await, before);
    let page = format!("/maquinas/{}", seen.id);
    let page = get(&scene.router, &page, scene.session("owner"), "es").await;
    assert!(page.body.contains("pida a su centro"), "{}", page.body);
    assert!(!page.body.contains("name=\"tipo\""), "{}", page.body);
    // Staff say how they know that it is gone.
    let silent = machines::remove(app, &staff(), seen.id, 1, None).await;
    assert!(matches!(silent, Err(AppError::Invalid(_))), "{silent:?}");
    machines::remove(app, &staff(), seen.id, 1, Some(Origin::Verified))
        .await
        .unwrap();
    // The firm's own press is what is left.
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(1));
    assert_eq!(amount(&scene, "equipment.tonnage", PRESS).await, Some(40));
}

#[tokio::test]
async fn what_is_not_understood_is_named_at_its_field_and_stays() {
    let scene = Scene::new().await;
    let path = format!("{}/nueva", list_path(&scene));
    let before = rows(&scene).await;
    for (field, typed, words) in [
        ("tipo", "alquimia", "no está en el vocabulario"),
        ("tipo", "", "Escriba el tipo"),
        ("cantidad", "", "Escriba cuántas son"),
        ("cantidad", "0", "1 – 1000"),
        ("anio", "3019", "1850 –"),
        ("ejes", "muchos", "no se entiende el número"),
        ("x", "20 kg", "no se entiende el número"),
        ("x", "10 a 20", "no se entiende el número"),
        ("carga", "5 mm", "no se entiende el número"),
    ] {
        let mut fields = vec![("tipo", "Torno CNC"), ("cantidad", "1"), ("marca", "Okuma")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, typed));
        let sent = send(&scene, "owner", &path, &fields).await;
        assert_eq!(
            sent.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field} {typed}"
        );
        assert!(
            sent.body.contains(words),
            "{field} {typed}: {words}: {}",
            sent.body
        );
        assert!(
            sent.body.contains(&format!("href=\"#{field}\"")),
            "{field} {typed}"
        );
        assert!(sent.body.contains("value=\"Okuma\""), "{field} {typed}");
        let kept = format!("value=\"{typed}\"");
        assert!(sent.body.contains(&kept), "{typed} was lost");
    }
    assert_eq!(rows(&scene).await, before, "nothing was written");
}

#[tokio::test]
async fn nobody_overwrites_what_she_has_not_seen() {
    let scene = Scene::new().await;
    let machine = add(&scene, &press("1", "60")).await;
    let path = format!("/maquinas/{}", machine.id);
    let fields = |version, count| {
        [
            ("version", version),
            ("tipo", PRESS),
            ("cantidad", count),
            ("toneladas", "60"),
        ]
    };
    let first = send(&scene, "owner", &path, &fields("1", "2")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let before = rows(&scene).await;
    let stale = send(&scene, "owner", &path, &fields("1", "7")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for words in ["Alguien más cambió", "2 máquinas", "value=\"7\""] {
        assert!(stale.body.contains(words), "{words}: {}", stale.body);
    }
    assert_eq!(rows(&scene).await, before);
    // The page holds the version that is in force: she decides anew.
    assert!(stale.body.contains("name=\"version\" value=\"2\""));
    let anew = send(&scene, "owner", &path, &fields("2", "7")).await;
    assert_eq!(anew.status, StatusCode::SEE_OTHER, "{}", anew.body);
    assert_eq!(listed(&scene).await[0].plate.count, 7);
}

#[tokio::test]
async fn only_the_firms_own_people_and_its_centre_keep_the_list() {
    let scene = Scene::new().await;
    let machine = add(&scene, &press("1", "60")).await;
    let before = rows(&scene).await;
    let (new, one) = (
        format!("{}/nueva", list_path(&scene)),
        format!("/maquinas/{}", machine.id),
    );
    let remove = format!("{one}/quitar");
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("engineer", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("provider", StatusCode::FORBIDDEN),
        ("visitor", StatusCode::FORBIDDEN),
    ] {
        for path in [&new, &one, &remove] {
            let fields = [("version", "1"), ("tipo", PRESS), ("cantidad", "5")];
            let sent = send(&scene, person, path, &fields).await;
            assert_eq!(sent.status, status, "{person} {path}");
        }
        let shown = get(&scene.router, &one, scene.session(person), "es").await;
        assert_eq!(shown.status, status, "{person}");
    }
    // A machine of another firm's list is no template.
    let copy = format!(
        "{new}?copiar={}",
        eslabon_domain::ids::MachineId::generate()
    );
    let copy = get(&scene.router, &copy, scene.session("owner"), "es").await;
    assert_eq!(copy.status, StatusCode::NOT_FOUND);
    assert_eq!(rows(&scene).await, before, "nothing was written");
}

#[tokio::test]
async fn a_copy_is_filled_in_and_a_change_of_type_moves_the_facts() {
    let scene = Scene::new().await;
    let draft = PlateDraft {
        make_model: "Minster P2".into(),
        travel_x: "30".into(),
        length_unit: "pulg".into(),
        ..press("1", "60")
    };
    let machine = add(&scene, &draft).await;
    let copy = format!("{}/nueva?copiar={}", list_path(&scene), machine.id);
    let copy = get(&scene.router, &copy, scene.session("owner"), "es").await;
    for words in ["value=\"Minster P2\"", "value=\"30\"", "value=\"60\""] {
        assert!(copy.body.contains(words), "{words}: {}", copy.body);
    }
    let moved = PlateDraft {
        kind: LATHE.into(),
        ..draft
    };
    machines::change(&scene.world.app, &owner(&scene), machine.id, 1, &moved)
        .await
        .unwrap();
    assert_eq!(amount(&scene, "equipment.owned", PRESS).await, Some(0));
    assert_eq!(amount(&scene, "equipment.owned", LATHE).await, Some(1));
}

#[tokio::test]
async fn the_api_keeps_and_shows_machines() {
    let scene = Scene::new().await;
    let site = global("Supplier", scene.site);
    let change = async |person: &str, query: &str, input: Value| {
        let query = format!("mutation {query}");
        let sent = ask(
            &scene.router,
            scene.session(person),
            &query,
            json!({ "i": input }),
        )
        .await;
        let answer = sent.json();
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"]["out"].clone()
    };
    let add = "($i: MachineAddInput!) { out: machineAdd(input: $i) { machine { id version travelX recordedBy kind { conceptId } } errors { field hint } } }";
    let plate = json!({ "kind": LATHE, "travelX": "20 in", "note": "junto a la puerta" });
    let made = change("owner", add, json!({ "site": site, "plate": plate })).await;
    assert_eq!(made["errors"], json!([]), "{made}");
    assert_eq!(made["machine"]["travelX"], "20 in");
    assert_eq!(made["machine"]["recordedBy"], "FIRM");
    let wrong = json!({ "kind": "nada", "count": 0 });
    let wrong = change("owner", add, json!({ "site": site, "plate": wrong })).await;
    assert!(wrong["machine"].is_null());
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 2, "{wrong}");

    let read = "query($s: ID!) { node(id: $s) { ... on Supplier { machines { makeModel count travelX note } } } }";
    for (person, note) in [("owner", "junto a la puerta"), ("engineer", "")] {
        let session = scene.session(person);
        let seen = ask(&scene.router, session, read, json!({ "s": site })).await;
        let seen = seen.json()["data"]["node"]["machines"][0].clone();
        assert_eq!(seen["travelX"], "20 in", "{person}");
        assert_eq!(seen["note"], note, "{person}");
    }
    let id = made["machine"]["id"].clone();
    let remove =
        "($i: MachineRemoveInput!) { out: machineRemove(input: $i) { removed errors { code } } }";
    let input = json!({ "id": id, "version": 1 });
    let foreign = change("rival", remove, input.clone()).await;
    assert_eq!(foreign["removed"], false);
    assert_eq!(foreign["errors"][0]["code"], "NOT_FOUND");
    let stale = change("owner", remove, json!({ "id": id, "version": 7 })).await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT");
    let done = change("owner", remove, input).await;
    assert_eq!(done["removed"], true, "{done}");
    scene.world.app.catch_up(&Silent).await.unwrap();
    assert!(listed(&scene).await.is_empty());
}
