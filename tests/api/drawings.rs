//! Drawings of needs: their kinds, who gets them, the terms that stand before them, the record.

use super::closed_facts::Scene;
use super::consents::{database, global, key, on_record, open, revoke, stranger};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_domain::actors::{Actor, Role};
use eslabon_tests::world::{Answer, ask, get, post, proof, send};
use serde_json::{Value, json};

const PDF: &[u8] = b"%PDF-1.7\nLeva secreta zarigueya\n%%EOF";

/// Hangs a file on a need as someone.
async fn bring(scene: &Scene, need: &str, person: &str, name: &str, bytes: &[u8]) -> Answer {
    let session = scene.session(person);
    let head = format!(
        "--X\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{}\r\n--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n",
        proof(session)
    );
    let mut body = head.into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let request = Request::post(format!("/requerimientos/{need}/planos"))
        .header(header::COOKIE, format!("session={session}; lang=es"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    send(&scene.router, request).await
}

/// A need of the engineer's firm: its key and its global id.
async fn need(scene: &Scene) -> (String, Value) {
    let create = "mutation($i: NeedCreateInput!) { needCreate(input: $i) { need { id } } }";
    let input = json!({
        "title": { "text": "Levas con plano" },
        "criteria": [{ "attribute": "process.offered", "comparison": "ANY_OF", "concepts": ["process.cnc_turning"], "strength": "MUST" }],
    });
    let made = ask(
        &scene.router,
        scene.session("engineer"),
        create,
        json!({ "i": input }),
    )
    .await;
    let id = made.json()["data"]["needCreate"]["need"]["id"].clone();
    (key(&id), id)
}

/// The addresses of the files on the need's page, as someone sees them.
async fn files(scene: &Scene, need: &str, person: &str) -> Vec<String> {
    let page = get(
        &scene.router,
        &format!("/requerimientos/{need}"),
        scene.session(person),
        "es",
    )
    .await
    .body;
    page.match_indices("href=\"/planos/")
        .map(|(at, _)| page[at + 6..].split('"').next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_drawing_is_given_after_its_buyer_opened_it_and_its_reader_accepted_the_terms() {
    let mut scene = Scene::new().await;
    stranger(&mut scene).await;
    let colleague = Actor {
        role: Role::Editor,
        organisation: Some(scene.owner),
        ..Actor::command_line()
    };
    let session = scene.world.sign_in("colleague", &colleague).await;
    scene.sessions.insert("colleague".into(), session);
    let db = database(&scene).await;
    let (key, id) = need(&scene).await;
    assert_eq!(
        bring(&scene, &key, "engineer", "leva ñ.pdf", PDF)
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let own = files(&scene, &key, "engineer").await;
    assert_eq!(own.len(), 1);
    let read = async |person: &str| get(&scene.router, &own[0], scene.session(person), "es").await;

    // The buyer and her centre, at once; nobody else, and nobody else is told its name.
    for person in ["engineer", "staff"] {
        let answer = read(person).await;
        assert_eq!(answer.status, 200, "{person}");
        assert_eq!(answer.body.as_bytes(), PDF);
        let head = |name: header::HeaderName| answer.headers[name].to_str().unwrap().to_owned();
        assert_eq!(head(header::CONTENT_TYPE), "application/pdf");
        assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(head(header::CACHE_CONTROL).contains("no-store"));
        assert_eq!(
            head(header::CONTENT_DISPOSITION),
            "attachment; filename=\"plano.pdf\"; filename*=UTF-8''leva_%C3%B1.pdf"
        );
    }
    for person in ["stranger", "rival", "owner", "colleague", "provider"] {
        assert_eq!(read(person).await.status, 404, "{person}");
        let page = scene.page(&format!("/requerimientos/{key}"), person).await;
        assert!(!page.contains("leva_"), "{person}");
    }
    assert_eq!(read("administrator").await.status, 403);
    assert_eq!(read("visitor").await.status, 403);

    let opened = open(
        &scene,
        "engineer",
        json!({
            "subject": "NEED_DRAWINGS", "needId": id,
            "audienceId": global("Supplier", scene.site),
            "until": scene.world.app.today().to_string(),
        }),
    )
    .await;
    // Opened to her firm; the terms come first, and each person accepts for herself.
    let terms = format!("/requerimientos/{key}/convenio");
    let answer = read("owner").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers[header::LOCATION], terms);
    assert!(files(&scene, &key, "owner").await.is_empty());
    assert!(scene.page(&terms, "owner").await.contains("cinco años"));
    assert_eq!(
        post(
            &scene.router,
            &terms,
            scene.session("rival"),
            &[("version", "confidentiality-1")]
        )
        .await
        .status,
        404
    );
    assert_eq!(
        post(
            &scene.router,
            &terms,
            scene.session("owner"),
            &[("version", "confidentiality-0")]
        )
        .await
        .status,
        409
    );
    assert_eq!(read("owner").await.status, 303, "another text was accepted");
    assert_eq!(
        post(
            &scene.router,
            &terms,
            scene.session("owner"),
            &[("version", "confidentiality-1")]
        )
        .await
        .status,
        303
    );
    assert_eq!(read("owner").await.body.as_bytes(), PDF);
    assert_eq!(files(&scene, &key, "owner").await, own);
    assert_eq!(read("colleague").await.status, 303, "she has not accepted");
    assert_eq!(read("rival").await.status, 404);
    assert_eq!(on_record(&db, "drawing.download", "owner").await, 1);
    assert_eq!(on_record(&db, "nda.accept", "owner").await, 1);
    assert_eq!(on_record(&db, "drawing.download", "colleague").await, 0);
    let page = scene
        .page(&format!("/requerimientos/{key}"), "engineer")
        .await;
    assert!(page.contains("owner"), "the buyer sees who accepted");

    revoke(&scene, "engineer", &opened["consent"]["id"]).await;
    assert_eq!(read("owner").await.status, 404, "taken back at once");
    assert!(files(&scene, &key, "owner").await.is_empty());

    let away = format!("{}/quitar", own[0]);
    assert_eq!(
        post(&scene.router, &away, scene.session("stranger"), &[])
            .await
            .status,
        404
    );
    assert_eq!(
        post(&scene.router, &away, scene.session("engineer"), &[])
            .await
            .status,
        303
    );
    assert_eq!(read("engineer").await.status, 404);
}

#[tokio::test]
async fn files_of_other_kinds_are_refused_and_nothing_of_them_stays() {
    let scene = Scene::new().await;
    let (key, _) = need(&scene).await;
    for (name, bytes) in [
        ("leva.svg", b"<svg onload=alert(1)>".as_slice()),
        ("leva.pdf", b"<html><script>alert(1)</script>"),
        ("leva.html", PDF),
        ("leva", PDF),
    ] {
        let answer = bring(&scene, &key, "engineer", name, bytes).await;
        assert_eq!(answer.status, 400, "{name}");
        assert!(answer.body.contains("href=\"#file\""), "{name}");
    }
    let refused = bring(&scene, &key, "owner", "leva.pdf", PDF).await;
    assert_eq!(refused.status, 403);
    let place = scene.world.app.place();
    let left = |folder: std::path::PathBuf| std::fs::read_dir(folder).map_or(0, Iterator::count);
    assert_eq!((left(place.uploads()), left(place.files())), (0, 0));
    assert!(files(&scene, &key, "engineer").await.is_empty());
}

#[tokio::test]
async fn the_same_file_lies_once_under_its_digest() {
    let scene = Scene::new().await;
    let (key, _) = need(&scene).await;
    for name in ["uno.pdf", "dos.pdf"] {
        assert_eq!(bring(&scene, &key, "engineer", name, PDF).await.status, 303);
    }
    assert_eq!(files(&scene, &key, "engineer").await.len(), 2);
    let names: Vec<_> = std::fs::read_dir(scene.world.app.place().files())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].len(), 64);
}
