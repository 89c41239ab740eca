//! The paper of a programme: the same digest on page, paper and signature, nothing on it that its reader may not see,
//! nothing of it for anyone else; signed by hand, with the scan for those whom it concerns.

use super::consents::global;
use super::programmes::{ENGINEER, MOULDER, STAFF, STRANGER, Scene, TITLE, TURNER, actor};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::programmes::export_paper;
use eslabon_documents::{HASH_START, Paper, ProgrammeDocument};
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId};
use eslabon_domain::programmes::Dimension;
use eslabon_domain::text::Lang;
use eslabon_server::pages::programme_document;
use eslabon_tests::world::{Answer, get, proof, send};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

/// A PDF as a scanner makes it, as far as anyone looks.
const SCAN: &[u8] = b"%PDF-1.7\nTrazo tlacuache\n%%EOF\n";

fn id_of(path: &str) -> ProgrammeId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn run(scene: &Scene, sql: &str, values: Vec<sea_orm::Value>) {
    let backend = scene.raw.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    scene.raw.execute_raw(statement).await.unwrap();
}

async fn count(scene: &Scene, what: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) AS n FROM {what}");
    let statement = Statement::from_string(scene.raw.get_database_backend(), sql);
    let row = scene.raw.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// What the paper says to someone, in Spanish.
async fn document(scene: &Scene, key: &str, path: &str) -> ProgrammeDocument {
    let app = &scene.world.app;
    let paper = export_paper(app, &actor(key), id_of(path)).await.unwrap();
    programme_document(&paper, app.words(), Lang::Es, Paper::Letter)
}

/// Staff hand in a scan, or whoever tries.
async fn hands_in(
    scene: &Scene,
    session: &str,
    path: &str,
    fields: &[(&str, &str)],
    file: (&str, &[u8]),
) -> Answer {
    let mut body = Vec::new();
    for (field, value) in [("_token", proof(session).as_str())].iter().chain(fields) {
        let part =
            format!("--X\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n",
        file.0
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file.1);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let request = Request::post(format!("{path}/firma-a-mano"))
        .header(header::COOKIE, format!("session={session}; lang=es"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    send(&scene.router, request).await
}

#[tokio::test]
async fn a_side_takes_the_paper_along_and_nobody_else_finds_one() {
    let scene = Scene::new().await;
    let path = scene.drafted().await;
    let paper = format!("{path}/documento.pdf");
    // Firm and lead firm know of no draft.
    for key in [TURNER, ENGINEER] {
        let answer = scene.get(key, &paper).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{key}");
    }
    scene
        .done(STAFF, &format!("{path}/proponer"), &[("version", "1")])
        .await;
    for (key, asked) in [
        (STAFF, ""),
        (TURNER, "?papel=a4&idioma=en"),
        (ENGINEER, "?papel=carta&idioma=es"),
    ] {
        let answer = scene.get(key, &format!("{paper}{asked}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{key}: {}", answer.body);
        assert!(answer.body.starts_with("%PDF-"), "{key}");
        let header = |name| answer.headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(header(header::CONTENT_TYPE), "application/pdf");
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment"));
        assert!(header(header::CACHE_CONTROL).contains("no-store"));
    }
    let exports = "audit_log WHERE action = 'export.programme'";
    assert_eq!(count(&scene, exports).await, 3);
    let neighbour = scene.neighbour().await;
    for session in [
        scene.session(STRANGER),
        scene.session(MOULDER),
        neighbour.as_str(),
    ] {
        let answer = get(&scene.router, &paper, session, "es").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
        assert!(!answer.body.contains("%PDF") && !answer.body.contains(TITLE));
    }
    assert_eq!(count(&scene, exports).await, 3);
}

#[tokio::test]
async fn a_lead_firms_paper_lacks_what_is_closed_to_her_and_has_the_same_digest() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let closed = Dimension {
        attribute: "site.on_time_delivery".to_owned(),
        item: None,
    };
    run(
        &scene,
        "INSERT INTO programme_gaps (id, programme_id, attribute_id, item_id, is_lower_better, required, present, \
         present_origin, present_on, needs, state) VALUES (?, ?, ?, NULL, FALSE, 950000, 871234, NULL, NULL, '[]', \
         'open')",
        vec![
            ProgrammeGapId::generate().0.into(),
            id_of(&path).0.into(),
            closed.attribute.clone().into(),
        ],
    )
    .await;
    run(
        &scene,
        "UPDATE programme_steps SET closes = ?, visit_on = ends_on",
        vec![serde_json::to_string(&[closed]).unwrap().into()],
    )
    .await;
    let (staff, firm, lead_firm) = (
        document(&scene, STAFF, &path).await,
        document(&scene, TURNER, &path).await,
        document(&scene, ENGINEER, &path).await,
    );
    for (whole, who) in [(&staff, STAFF), (&firm, TURNER)] {
        let said = serde_json::to_string(whole).unwrap();
        assert!(said.contains("Entregas a tiempo"), "{who}: {said}");
        assert!(said.contains("87.1"), "{who}: {said}");
    }
    let said = serde_json::to_string(&lead_firm).unwrap();
    for secret in ["Entregas a tiempo", "87.1", "871234", "on_time"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    assert_eq!(lead_firm.gaps.len() + 1, staff.gaps.len());
    assert_eq!(lead_firm.steps.len(), staff.steps.len());
    let prefix = &staff.content_hash[..HASH_START];
    for (paper, key) in [(&staff, STAFF), (&firm, TURNER), (&lead_firm, ENGINEER)] {
        assert_eq!(paper.content_hash, staff.content_hash, "{key}");
        assert!(scene.get(key, &path).await.body.contains(prefix), "{key}");
    }
    // A programme signed in the application shows it beside each signature.
    scene.signs(TURNER, &path).await;
    let signed = format!(
        "programme_signatures WHERE document_hash = '{}'",
        staff.content_hash
    );
    assert_eq!(count(&scene, &signed).await, 1);
    let after = document(&scene, STAFF, &path).await;
    assert_eq!(after.content_hash, staff.content_hash);
    let names = after.signatures.iter().filter(|one| one.name.is_some());
    assert_eq!(names.count(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_paper_is_said_and_what_was_typed_stays() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let today = scene.world.app.today();
    let (tomorrow, day) = (today.tomorrow().unwrap().to_string(), today.to_string());
    let before = scene.rows().await;
    let folder = scene.world.app.place().site_files();
    let kept = || std::fs::read_dir(&folder).unwrap().count();
    let files = kept();
    let staff = scene.session(STAFF).to_owned();
    let good = [
        ("plan", "1"),
        ("parte", "firm"),
        ("firmante", "Elvia Trazo"),
        ("fecha", day.as_str()),
    ];
    for (at, wrong, fault) in [
        (1, "nadie", "Elija por qué parte firmó."),
        (2, "", "Falta este dato."),
        (3, "ayer", "Escriba la fecha"),
        (3, tomorrow.as_str(), "Esa fecha todavía no llega."),
        (3, "2001-01-01", "antes nadie pudo firmarlo"),
    ] {
        let mut fields = good;
        fields[at].1 = wrong;
        let answer = hands_in(&scene, &staff, &path, &fields, ("firma.pdf", SCAN)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fault}");
        assert!(answer.body.contains(fault), "{fault}: {}", answer.body);
        if at != 2 {
            assert!(answer.body.contains("value=\"Elvia Trazo\""), "{fault}");
        }
    }
    for (name, bytes, fault) in [
        ("", b"".as_slice(), "Elija una foto o un documento."),
        (
            "a.pdf",
            b"MZ no es".as_slice(),
            "no es lo que dice su nombre",
        ),
    ] {
        let answer = hands_in(&scene, &staff, &path, &good, (name, bytes)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fault}");
        assert!(answer.body.contains(fault), "{fault}: {}", answer.body);
    }
    // The paper of another version of the plan.
    let mut stale = good;
    stale[0].1 = "7";
    let answer = hands_in(&scene, &staff, &path, &stale, ("firma.pdf", SCAN)).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
    let neighbour = scene.neighbour().await;
    for (session, status) in [
        (scene.session(TURNER), StatusCode::FORBIDDEN),
        (scene.session(ENGINEER), StatusCode::FORBIDDEN),
        (scene.session(STRANGER), StatusCode::FORBIDDEN),
        (neighbour.as_str(), StatusCode::NOT_FOUND),
    ] {
        let answer = hands_in(&scene, session, &path, &good, ("firma.pdf", SCAN)).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(!answer.body.contains(TITLE));
    }
    assert_eq!(scene.rows().await, before);
    assert_eq!(kept(), files);
}

#[tokio::test]
async fn a_signature_by_hand_counts_and_its_scan_is_for_its_side_and_the_centre() {
    let scene = Scene::new().await;
    let path = scene.proposed().await;
    let day = scene.world.app.today().to_string();
    let staff = scene.session(STAFF).to_owned();
    let fields = [
        ("plan", "1"),
        ("parte", "firm"),
        ("firmante", "Elvia Trazo"),
        ("fecha", day.as_str()),
    ];
    let answer = hands_in(&scene, &staff, &path, &fields, ("firma.pdf", SCAN)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    // A side signs once.
    let again = hands_in(&scene, &staff, &path, &fields, ("firma.pdf", SCAN)).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("Esa parte ya firmó."), "{}", again.body);
    let page = scene.get(STAFF, &path).await;
    let (_, rest) = page.body.split_once("href=\"/firmas/").unwrap();
    let scan = format!("/firmas/{}", rest.split('"').next().unwrap());
    for (key, status) in [
        (STAFF, StatusCode::OK),
        (TURNER, StatusCode::OK),
        (ENGINEER, StatusCode::NOT_FOUND),
        (STRANGER, StatusCode::NOT_FOUND),
        (MOULDER, StatusCode::NOT_FOUND),
    ] {
        let answer = scene.get(key, &scan).await;
        assert_eq!(answer.status, status, "{key}: {}", answer.body);
        assert_eq!(
            answer.body.contains("Trazo tlacuache"),
            status == StatusCode::OK
        );
    }
    // That the centre read the firm's paper is on record.
    assert_eq!(
        count(&scene, "audit_log WHERE action = 'programme.scan'").await,
        1
    );
    let query = "query($id: ID!) { programme(id: $id) { documentHash \
        signatures { side name byHand scanPath documentHash counts } } }";
    let id = global("Programme", path.rsplit('/').next().unwrap());
    for (key, shown) in [(TURNER, json!(scan)), (ENGINEER, json!(null))] {
        let answer = scene.ask(key, query, json!({ "id": id })).await;
        let programme = &answer["data"]["programme"];
        let signature = &programme["signatures"][0];
        assert_eq!(signature["scanPath"], shown, "{key}: {answer}");
        assert_eq!(signature["byHand"], true);
        assert_eq!(signature["counts"], true);
        assert_eq!(signature["name"], "Elvia Trazo");
        assert_eq!(signature["documentHash"], programme["documentHash"]);
    }
    // The others sign here, and it is agreed.
    scene.signs(ENGINEER, &path).await;
    assert!(scene.signs(STAFF, &path).await.ends_with("acordado"));
}
