//! The catalogue on pages and through the API: read by everyone, kept by staff and by the institution's own people,
//! never written over what someone has not seen, and on offer to the planner.

use super::consents::global;
use axum::Router;
use axum::http::StatusCode;
use eslabon_app::catalogue::{self, ServiceDraft};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{ServiceForm, ServiceStatus};
use eslabon_domain::text::Lang;
use eslabon_engine::programme::Form;
use eslabon_tests::world::{Answer, World, ask, get, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

fn service(key: &str) -> ServiceId {
    ServiceId::from_name(&format!("service/servicio-{key}"))
}

fn institution(key: &str) -> OrganisationId {
    OrganisationId::from_name(&format!("organisation/institucion-{key}"))
}

fn staff() -> Actor {
    Actor {
        role: Role::CentreStaff,
        ..Actor::command_line()
    }
}

/// Whatever the catalogue writes.
async fn rows(world: &World) -> Vec<i64> {
    let raw = sea_orm::Database::connect(world.app.place().database());
    let raw = raw.await.unwrap();
    let mut counts = Vec::new();
    for what in [
        "COUNT(*) AS n FROM services",
        "COALESCE(SUM(version), 0) AS n FROM services",
        "COUNT(*) AS n FROM service_cohorts",
        "COALESCE(SUM(version), 0) AS n FROM service_cohorts",
        "COUNT(*) AS n FROM audit_log WHERE action LIKE 'service.%'",
        "COUNT(*) AS n FROM change_feed",
    ] {
        let statement =
            Statement::from_string(raw.get_database_backend(), format!("SELECT {what}"));
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        counts.push(row.try_get("", "n").unwrap());
    }
    counts
}

/// A course as the form sends it.
const COURSE: [(&str, &str); 14] = [
    ("tipo", "service.spc_training"),
    ("nombre", "Gráficas en el puesto"),
    ("lengua", "es"),
    ("efecto-0-que", "process.cpk"),
    ("efecto-0-desde", "1"),
    ("efecto-0-hasta", "1.5"),
    ("antes-0-que", "standard.held"),
    ("antes-0-de", "standard.five_s"),
    ("forma", "course"),
    ("dias", "30"),
    ("horas", "3"),
    ("participantes", "4"),
    ("precio", "2,500"),
    ("por", "seat"),
];

fn with<'f>(changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = COURSE.to_vec();
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((*name, *value));
    }
    fields
}

async fn add(world: &World, router: &Router, fields: &[(&str, &str)]) -> Answer {
    let path = format!(
        "/instituciones/{}/servicios/nuevo",
        institution("mezquitan")
    );
    post(router, &path, &world.person("provider", 0), fields).await
}

#[tokio::test]
async fn everyone_reads_a_service_with_all_that_a_plan_is_made_of() {
    let world = World::fictional().await;
    let router = world.router();
    let path = format!("/servicios/{}", service("minerva-cep"));
    for person in ["", "engineer", "owner", "provider", "funder"] {
        let session = world.person(person, 0);
        let page = get(&router, &path, &session, "es").await;
        assert_eq!(page.status, StatusCode::OK, "{person}");
        for words in [
            "Qué pide antes",
            "curso con fechas",
            "4 h por semana de cada persona",
            "Sin medir",
            "valor de demostración",
            "Guadalajara",
        ] {
            assert!(page.body.contains(words), "{person} {words}: {}", page.body);
        }
        assert!(!page.body.contains("/editar"), "{person}");
    }
    let staff = world.person("centre_staff", 0);
    let page = get(&router, &path, &staff, "en").await;
    for words in ["What it asks for before", "course with dates", "/editar"] {
        assert!(page.body.contains(words), "{words}");
    }
    let list = get(&router, "/instituciones", "", "es").await;
    assert!(list.body.contains(&path));
    let nobodys = format!("/servicios/{}", ServiceId::generate());
    let page = get(&router, &nobodys, "", "es").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_institutions_own_people_keep_their_catalogue() {
    let world = World::fictional().await;
    let router = world.router();
    let sent = add(&world, &router, &COURSE).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let place = sent.headers["location"].to_str().unwrap().to_owned();
    let path = place.split('?').next().unwrap().to_owned();
    let id: ServiceId = path.rsplit('/').next().unwrap().parse().unwrap();
    let view = catalogue::service(&world.app, &staff(), id).await.unwrap();
    assert_eq!(view.service.form, ServiceForm::Course);
    assert_eq!(
        view.service.price_for_a_firm().map(|price| price.minor),
        Some(1_000_000)
    );
    assert_eq!(view.service.firm_minutes_per_week(), Some(720));
    assert!(view.service.fictional, "as the institution is");
    // A date, moved while someone else was quicker.
    let dates = format!("{path}/fechas");
    let provider = world.person("provider", 0);
    let date = [
        ("inicio", "2030-01-07"),
        ("fin", "2030-02-05"),
        ("lugares", "12"),
        ("minimo", "6"),
        ("sede", "El Salto"),
    ];
    let sent = post(&router, &dates, &provider, &date).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let view = catalogue::service(&world.app, &staff(), id).await.unwrap();
    let cohort = view.cohorts[0].id.to_string();
    let change = |version, seats| {
        let mut fields = date.to_vec();
        fields.retain(|(name, _)| *name != "lugares");
        fields.extend([
            ("fecha", cohort.as_str()),
            ("version", version),
            ("lugares", seats),
        ]);
        fields
    };
    let first = post(&router, &dates, &provider, &change("1", "14")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    let before = rows(&world).await;
    let stale = post(&router, &dates, &provider, &change("1", "99")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for words in ["Alguien más cambió esta fecha", "value=\"99\"", "/ 14"] {
        assert!(stale.body.contains(words), "{words}: {}", stale.body);
    }
    assert_eq!(rows(&world).await, before, "nothing was written");
    // The form of the service is filled in with what is stored, and saves the same.
    let edit = format!("{path}/editar");
    let form = get(&router, &edit, &provider, "es").await;
    for words in ["Cpk demostrado", "value=\"1.5\"", "value=\"2,500\"", "5S"] {
        assert!(form.body.contains(words), "{words}: {}", form.body);
    }
    let words = world.app.words();
    let typed = ServiceDraft::of(&words, Lang::Es, &view.service);
    let again = catalogue::change(&world.app, &staff(), id, 1, &typed).await;
    let mut again = again.unwrap();
    again.version = 1;
    assert_eq!(again, view.service);
    // What ended is offered no more, and stays to be read.
    let end = with(&[("version", "2"), ("estatus", "ended")]);
    let sent = post(&router, &edit, &provider, &end).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let view = catalogue::service(&world.app, &staff(), id).await.unwrap();
    assert_eq!(view.service.status, ServiceStatus::Ended);
    let list = get(&router, "/instituciones", "", "es").await;
    assert!(!list.body.contains(&path), "not shown to visitors");
    let list = get(&router, "/instituciones", &provider, "es").await;
    assert!(list.body.contains(&path), "shown to those who keep it");
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_nothing_is_lost() {
    let world = World::fictional().await;
    let router = world.router();
    let before = rows(&world).await;
    for (changes, field, words) in [
        (vec![("nombre", "")], "nombre", "Falta"),
        (
            vec![("efecto-0-hasta", "0.9")],
            "efecto-0-hasta",
            "no llega a un nivel mejor",
        ),
        (
            vec![("efecto-0-hasta", "mucho")],
            "efecto-0-hasta",
            "no se entiende",
        ),
        (vec![("efecto-0-que", "nada")], "efecto-0-que", "nada"),
        (
            vec![
                ("antes-0-que", "process.cpk"),
                ("antes-0-de", ""),
                ("antes-0-hasta", "1.5"),
            ],
            "antes-0-hasta",
            "pide antes lo mismo que da",
        ),
        (vec![("dias", "0")], "dias", "Fuera de lo permitido"),
        (
            vec![("participantes", "0")],
            "participantes",
            "Fuera de lo permitido",
        ),
        (
            vec![("horas", ""), ("participantes", "")],
            "participantes",
            "El precio es por participante",
        ),
        (vec![("moneda", "EUR")], "moneda", "MXN o USD"),
        (vec![("forma", "consulting")], "dias-asesoria", "Falta"),
    ] {
        let sent = add(&world, &router, &with(&changes)).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{changes:?}");
        let link = format!("href=\"#{field}\"");
        assert!(sent.body.contains(&link), "{changes:?}: {}", sent.body);
        assert!(
            sent.body.contains(words),
            "{changes:?} {words}: {}",
            sent.body
        );
        assert!(
            sent.body.contains("value=\"2,500\""),
            "what was typed is kept"
        );
    }
    let dates = format!("/servicios/{}/fechas", service("mezquitan-5s"));
    let provider = world.person("provider", 0);
    for (changed, value, words) in [
        ("fin", "2030-01-01", "termina antes de empezar"),
        ("lugares", "0", "al menos un lugar"),
        ("minimo", "13", "mínimo es mayor"),
        ("ocupados", "13", "ocupados son más"),
        ("inicio", "", "Falta"),
    ] {
        let mut fields = vec![
            ("inicio", "2030-01-07"),
            ("fin", "2030-02-05"),
            ("lugares", "12"),
            ("minimo", "0"),
            ("ocupados", "0"),
        ];
        fields.retain(|(name, _)| *name != changed);
        fields.push((changed, value));
        let sent = post(&router, &dates, &provider, &fields).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{changed}");
        assert!(
            sent.body.contains(words),
            "{changed} {words}: {}",
            sent.body
        );
    }
    assert_eq!(rows(&world).await, before, "nothing was written");
}

#[tokio::test]
async fn nobody_else_keeps_it() {
    let world = World::fictional().await;
    let router = world.router();
    let before = rows(&world).await;
    let other = service("minerva-cep");
    let paths = [
        format!("/instituciones/{}/servicios/nuevo", institution("minerva")),
        format!("/servicios/{other}/editar"),
        format!("/servicios/{other}/fechas"),
    ];
    for (person, status) in [
        // Of another institution.
        ("provider", StatusCode::NOT_FOUND),
        ("engineer", StatusCode::FORBIDDEN),
        ("owner", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("", StatusCode::FORBIDDEN),
    ] {
        let session = world.person(person, 0);
        for path in &paths {
            let shown = get(&router, path, &session, "es").await;
            assert_eq!(shown.status, status, "{person} {path}");
            let sent = post(&router, path, &session, &with(&[("version", "1")])).await;
            assert_eq!(sent.status, status, "{person} {path}");
        }
    }
    // A date of another service is none of this one's.
    let foreign = catalogue::service(&world.app, &staff(), other).await;
    let foreign = foreign.unwrap().cohorts[0].id.to_string();
    let own = format!("/servicios/{}/fechas", service("mezquitan-5s"));
    let fields = [
        ("fecha", foreign.as_str()),
        ("version", "1"),
        ("inicio", "2030-01-07"),
        ("fin", "2030-02-05"),
        ("lugares", "12"),
    ];
    let sent = post(&router, &own, &world.person("provider", 0), &fields).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    // A lead firm offers no services.
    let firm = OrganisationId::from_name("organisation/tractora-brisanor");
    let path = format!("/instituciones/{firm}/servicios/nuevo");
    let staff = world.person("centre_staff", 0);
    let sent = post(&router, &path, &staff, &COURSE).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert_eq!(rows(&world).await, before, "nothing was written");
}

#[tokio::test]
async fn the_api_keeps_and_shows_services() {
    let world = World::fictional().await;
    let router = world.router();
    let send = async |person: &str, query: &str, input: Value| {
        let session = world.person(person, 0);
        let query = format!("mutation {query}");
        let sent = ask(&router, &session, &query, json!({ "i": input })).await;
        let answer = sent.json();
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"]["out"].clone()
    };
    let save = "($i: ServiceSaveInput!) { out: serviceSave(input: $i) { service { id version pricePer people form { kind consultingDays } prerequisites { item } } errors { field hint code } } }";
    let said = json!({
        "kind": "service.tpm_advice",
        "name": { "text": "Mantenimiento autónomo" },
        "effects": [{ "attribute": "standard.held", "item": "standard.tpm" }],
        "prerequisites": [{ "attribute": "standard.held", "item": "5S" }],
        "form": "consulting", "consultingDays": 12, "daysPerWeek": 1,
        "durationDays": 90, "effortMinutesPerWeek": 360, "people": 4,
        "price": "84000", "funding": ["LEAD_FIRM"], "languages": ["ES"],
    });
    let new =
        json!({ "institution": global("Institution", institution("mezquitan")), "service": said });
    let made = send("provider", save, new.clone()).await;
    assert_eq!(made["errors"], json!([]), "{made}");
    assert_eq!(
        made["service"]["form"],
        json!({ "kind": "consulting", "consultingDays": 12 })
    );
    assert_eq!(
        made["service"]["prerequisites"][0]["item"],
        "standard.five_s"
    );
    let id = made["service"]["id"].clone();
    let mut wrong = said.clone();
    wrong["durationDays"] = json!(0);
    wrong["prerequisites"] = json!([{ "attribute": "standard.held", "item": "standard.tpm" }]);
    let wrong = json!({ "id": id, "version": 1, "service": wrong });
    let wrong = send("provider", save, wrong).await;
    assert!(wrong["service"].is_null());
    let hints: Vec<&str> = wrong["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|error| error["hint"].as_str())
        .collect();
    assert_eq!(hints, ["needs_itself", "out_of_range"], "{wrong}");
    let stale = json!({ "id": id, "version": 7, "service": said });
    let stale = send("provider", save, stale).await;
    assert_eq!(stale["errors"][0]["code"], "CONFLICT");

    let date = "($i: ServiceCohortSaveInput!) { out: serviceCohortSave(input: $i) { cohort { id version status } errors { hint } } }";
    let on = json!({ "service": id, "startsOn": "2030-01-07", "endsOn": "2030-02-05", "seats": 12, "status": "PLANNED" });
    let made = send("provider", date, on).await;
    assert_eq!(made["cohort"]["status"], "PLANNED", "{made}");

    let read = "query($s: ID!) { service(id: $s) { name { text } cohorts { seats minimum taken } evidence { text } } }";
    let seen = ask(&router, "", read, json!({ "s": id })).await.json();
    assert_eq!(
        seen["data"]["service"]["cohorts"],
        json!([{ "seats": 12, "minimum": 0, "taken": 0 }]),
        "{seen}"
    );
    let nobodys = global("Service", ServiceId::generate());
    let seen = ask(&router, "", read, json!({ "s": nobodys })).await.json();
    assert!(seen["data"]["service"].is_null() && seen["errors"].is_null());
}

#[tokio::test]
async fn the_demonstration_offers_chains_to_the_planner() {
    let world = World::fictional().await;
    let today = world.app.today();
    let jalisco = Some(StateCode(14));
    let offers = catalogue::offers_for(&world.app, &[], jalisco, today).await;
    let offers = offers.unwrap();
    let find = |key: &str| offers.iter().find(|offer| offer.service == service(key));
    // Of Chihuahua only; without an effect that is known.
    assert!(find("sacramento-5s").is_none() && find("tropico-recertificacion").is_none());
    let spc = find("minerva-cep").unwrap();
    let asked = spc.prerequisites[0].dimension.clone();
    assert_eq!(asked.item.as_deref(), Some("standard.standard_work"));
    let gives = |key: &str| {
        find(key)
            .unwrap()
            .raises
            .iter()
            .any(|r| r.dimension == asked)
    };
    assert!(gives("mezquitan-estandar"));
    for key in ["mezquitan-5s", "mezquitan-estandar", "minerva-cep"] {
        let Form::Course { cohorts } = &find(key).unwrap().form else {
            panic!("{key} is a course")
        };
        assert!(!cohorts.is_empty(), "{key} has dates to come");
    }
    let iatf = find("minerva-iatf").unwrap();
    let mut before = iatf.prerequisites.iter();
    assert!(before.any(|one| one.dimension.item.as_deref() == Some("standard.iso_9001")));
    assert!(iatf.lead_days > 0, "auditors are booked");
    // What a seat costs is paid for everyone who takes one.
    let seats = find("colomos-calidad-portatil").unwrap();
    assert_eq!(seats.price.minor, 5 * 480_000);
}
