//! Photographs and documents of a firm: what a telephone sends is kept without what it tells besides the picture,
//! shown to whom the policy says, confirmed by staff who looked, and taken away again.

use super::closed_facts::Scene;
use super::consents::{database, global, on_record, open, stranger};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use eslabon_app::suppliers::load_supplier;
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::{Fact, Origin};
use eslabon_tests::world::{Answer, ask, get, post, proof, send};
use jiff::ToSpan;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

const LATHE: &str = "equipment.owned equipment.cnc_lathe";
const ISO: &str = "standard.held standard.iso_9001";
const PDF: &[u8] = b"%PDF-1.7\nCertificado zarigueya\n%%EOF\n";
const EVERYONE: [&str; 7] = [
    "owner",
    "staff",
    "administrator",
    "engineer",
    "rival",
    "provider",
    "visitor",
];

/// A small JPEG, taken sideways, that tells where and by whom it was taken.
pub(crate) fn photo() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let mut segment = |marker: u8, body: &[u8]| {
        bytes.extend_from_slice(&[0xff, marker]);
        bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend_from_slice(body);
    };
    let exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 20.67 Elvia";
    segment(0xe1, exif);
    segment(0xfe, b"Elvia en el taller");
    segment(0xdb, &[0; 65]);
    segment(0xc0, &[8, 0, 200, 1, 44, 1, 1, 0x11, 0]);
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    bytes.extend_from_slice(b"imagen\xff\xd9y un video con GPS");
    bytes
}

/// Brings a file as someone.
async fn bring(
    scene: &Scene,
    person: &str,
    fields: &[(&str, &str)],
    name: &str,
    bytes: &[u8],
) -> Answer {
    let session = scene.session(person);
    let mut body = Vec::new();
    for (field, value) in [("_token", proof(session).as_str())].iter().chain(fields) {
        let part =
            format!("--X\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--X--\r\n");
    let request = Request::post(format!("/proveedores/{}/archivos", scene.site))
        .header(header::COOKIE, format!("session={session}; lang=es"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
        .body(Body::from(body))
        .unwrap();
    send(&scene.router, request).await
}

fn machine() -> [(&'static str, &'static str); 3] {
    [
        ("tipo", "photo"),
        ("sobre", LATHE),
        ("texto", "Torno tlacuache"),
    ]
}

fn certificate() -> [(&'static str, &'static str); 3] {
    [
        ("tipo", "certificate"),
        ("sobre", ISO),
        ("texto", "Certificado tlacuache"),
    ]
}

async fn brought(scene: &Scene, person: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) {
    let answer = bring(scene, person, fields, name, bytes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// The addresses of the files that someone is shown.
async fn files(scene: &Scene, person: &str) -> Vec<String> {
    let path = format!("/proveedores/{}/archivos", scene.site);
    let page = get(&scene.router, &path, scene.session(person), "es").await;
    let mut found: Vec<String> = page
        .body
        .match_indices("href=\"/archivos/")
        .map(|(at, _)| page.body[at + 6..].split('"').next().unwrap().to_owned())
        .filter(|path| path.matches('/').count() == 2)
        .collect();
    found.dedup();
    found
}

async fn count(scene: &Scene, what: &str) -> i64 {
    let db = database(scene).await;
    let sql = format!("SELECT COUNT(*) AS n FROM {what}");
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await;
    row.unwrap().unwrap().try_get("", "n").unwrap()
}

fn kept(scene: &Scene) -> usize {
    std::fs::read_dir(scene.world.app.place().site_files())
        .unwrap()
        .count()
}

#[tokio::test]
async fn a_photograph_tells_nothing_but_the_picture_and_is_for_buyers_and_the_centre() {
    let scene = Scene::new().await;
    brought(&scene, "owner", &machine(), "IMG_0001.JPG", &photo()).await;
    // A bad line sends it again: it is there once.
    brought(&scene, "owner", &machine(), "IMG_0001.JPG", &photo()).await;
    assert_eq!(count(&scene, "site_files").await, 1);
    let own = files(&scene, "owner").await;
    assert_eq!(own.len(), 1);
    for person in EVERYONE {
        let answer = get(&scene.router, &own[0], scene.session(person), "es").await;
        let status = match person {
            "owner" | "staff" | "engineer" => 200,
            "rival" => 404,
            _ => 403,
        };
        assert_eq!(answer.status, status, "{person}");
        let page = scene
            .page(&format!("/proveedores/{}", scene.site), person)
            .await;
        assert_eq!(page.contains("tlacuache"), status == 200, "{person}");
        if status != 200 {
            assert!(!answer.body.contains("imagen"), "{person}");
            continue;
        }
        assert!(answer.body.contains("imagen"));
        for told in ["GPS", "Elvia", "video"] {
            assert!(!answer.body.contains(told), "{told}");
        }
        let head = |name: header::HeaderName| answer.headers[name].to_str().unwrap().to_owned();
        assert_eq!(head(header::CONTENT_TYPE), "image/jpeg");
        assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(head(header::CACHE_CONTROL), "private, no-cache");
        assert!(head(header::CONTENT_DISPOSITION).starts_with("inline; filename=\"fotografia-"));
        // What the browser has is not sent again, after it was asked whether it may still be seen.
        let request = Request::get(&own[0])
            .header(header::COOKIE, format!("session={}", scene.session(person)))
            .header(header::IF_NONE_MATCH, head(header::ETAG))
            .body(Body::empty())
            .unwrap();
        let again = send(&scene.router, request).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    }
    // Taken sideways, it is shown upright: two hundred wide, three hundred high.
    let page = scene
        .page(&format!("/proveedores/{}/archivos", scene.site), "staff")
        .await;
    assert!(page.contains("width=\"186\" height=\"280\""), "{page}");
    // An open photograph is no reading of closed figures.
    let db = database(&scene).await;
    assert_eq!(on_record(&db, "file.read", "staff").await, 0);
    assert_eq!(on_record(&db, "file.add", "owner").await, 1);
}

#[tokio::test]
async fn what_is_no_photograph_is_refused_and_what_was_typed_stays() {
    let scene = Scene::new().await;
    let large = [
        b"%PDF-1.7".as_slice(),
        &vec![b' '; 15 * 1024 * 1024],
        b"%%EOF",
    ]
    .concat();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0".as_slice();
    for (name, bytes, status, words) in [
        ("foto.heic", heic, 422, "formato HEIC"),
        ("foto.jpg", PDF, 422, "no es lo que dice su nombre"),
        (
            "foto.jpg",
            b"<html><script>".as_slice(),
            422,
            "no es lo que dice",
        ),
        ("foto.jpg", &photo()[..170], 422, "llegó incompleto"),
        ("iso.pdf", large.as_slice(), 413, "el máximo es 15 MB"),
        ("", b"", 422, "Elija una foto"),
    ] {
        let answer = bring(&scene, "owner", &certificate(), name, bytes).await;
        assert_eq!(answer.status.as_u16(), status, "{name}");
        assert!(answer.body.contains(words), "{name}: {words}");
        assert!(
            answer.body.contains("value=\"Certificado tlacuache\""),
            "{name}"
        );
    }
    let paper = [("tipo", "photo"), ("sobre", LATHE), ("texto", "")];
    let answer = bring(&scene, "owner", &paper, "iso.pdf", PDF).await;
    assert!(answer.body.contains("Un PDF no es una fotografía"));
    let nothing = [
        ("tipo", ""),
        ("sobre", "nada de nada"),
        ("fecha", "2999-01-01"),
    ];
    let answer = bring(&scene, "owner", &nothing, "iso.pdf", PDF).await;
    for control in ["#tipo", "#sobre", "#fecha"] {
        assert!(
            answer.body.contains(&format!("href=\"{control}\"")),
            "{control}"
        );
    }
    // Not even read for whoever may not bring one.
    for (person, status) in [
        ("rival", 404),
        ("engineer", 403),
        ("administrator", 403),
        ("visitor", 403),
    ] {
        let answer = bring(&scene, person, &certificate(), "iso.pdf", PDF).await;
        assert_eq!(answer.status.as_u16(), status, "{person}");
    }
    assert_eq!((count(&scene, "site_files").await, kept(&scene)), (0, 0));
    assert_eq!(
        count(&scene, "audit_log WHERE action LIKE 'file.%'").await,
        0
    );
}

#[tokio::test]
async fn a_scan_is_for_whom_everything_is_open_and_each_reading_is_on_record() {
    let mut scene = Scene::new().await;
    stranger(&mut scene).await;
    let db = database(&scene).await;
    brought(&scene, "owner", &certificate(), "iso.pdf", PDF).await;
    let path = files(&scene, "owner").await.remove(0);
    let status = async |person: &str| {
        let answer = get(&scene.router, &path, scene.session(person), "es").await;
        let told = answer.body.contains("zarigueya");
        assert_eq!(told, answer.status == 200, "{person}");
        let keeping = answer.headers[header::CACHE_CONTROL].to_str().unwrap();
        assert!(keeping.ends_with("no-store"), "{person}: {keeping}");
        answer.status.as_u16()
    };
    let listed = format!("/proveedores/{}/archivos", scene.site);
    let list = async |person: &str| {
        let session = scene.session(person);
        get(&scene.router, &listed, session, "es").await.status
    };
    assert_eq!((status("owner").await, status("staff").await), (200, 200));
    assert_eq!(on_record(&db, "file.read", "staff").await, 1);
    assert_eq!(on_record(&db, "file.read", "owner").await, 0);
    let node = "query($id: ID!) { node(id: $id) { ... on Supplier { files { caption path } } } }";
    let id = json!({ "id": global("Supplier", scene.site) });
    for subject in ["CAPACITY", "QUALITY", "PRICES", "FINANCE", "DRAWINGS"] {
        for person in ["engineer", "stranger", "rival"] {
            assert_eq!(status(person).await, 404, "{subject} {person}");
            // That there is something is not told, either.
            assert_eq!(list(person).await, 404, "{subject} {person}");
            let answer = ask(&scene.router, scene.session(person), node, id.clone()).await;
            assert_eq!(
                answer.json()["data"]["node"]["files"],
                json!([]),
                "{person}"
            );
        }
        let opening = json!({
            "subject": subject,
            "audienceId": global("Organisation", scene.lead_firm),
            "until": scene.world.app.today().to_string(),
        });
        let opened = open(&scene, "owner", opening).await;
        assert!(!opened["consent"].is_null(), "{opened}");
    }
    assert_eq!(
        count(&scene, "audit_log WHERE action = 'file.read'").await,
        1
    );
    assert_eq!(
        (status("engineer").await, status("stranger").await),
        (200, 404)
    );
    assert_eq!(on_record(&db, "file.read", "engineer").await, 1);
    let answer = ask(&scene.router, scene.session("engineer"), node, id).await;
    let files = answer.json()["data"]["node"]["files"].clone();
    assert_eq!(
        files,
        json!([{ "caption": "Certificado tlacuache", "path": path }])
    );
}

async fn held(scene: &Scene) -> Fact {
    let view = load_supplier(&scene.world.app, &Actor::command_line(), scene.site).await;
    let mut facts = view.unwrap().facts.into_iter();
    facts
        .find(|fact| fact.attribute == "standard.held")
        .unwrap()
}

#[tokio::test]
async fn staff_who_looked_record_what_the_document_shows() {
    let scene = Scene::new().await;
    brought(&scene, "owner", &certificate(), "iso.pdf", PDF).await;
    let path = files(&scene, "owner").await.remove(0);
    let confirm = format!("{path}/confirmar");
    let before = held(&scene).await;
    assert_eq!(before.origin, Origin::Declared);
    let fact = before.id.to_string();
    let last = scene.world.app.today().checked_add(200.days()).unwrap();
    let until = last.to_string();
    let fields = [("dato", fact.as_str()), ("vigente", until.as_str())];
    // A firm does not vouch for its own papers; the others do not know of them.
    for (person, status) in [
        ("owner", 403),
        ("engineer", 403),
        ("rival", 403),
        ("visitor", 403),
    ] {
        let answer = post(&scene.router, &confirm, scene.session(person), &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{person}");
    }
    assert_eq!(held(&scene).await, before);
    let as_staff = async |fields: &[(&str, &str)]| {
        post(&scene.router, &confirm, scene.session("staff"), fields).await
    };
    let early = [("dato", fact.as_str()), ("documento", "2001-01-01")];
    for (fields, words) in [
        (&[][..], "Marque al menos un dato"),
        (&early[..], "Ya hay un dato más reciente"),
    ] {
        let answer = as_staff(fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert_eq!(held(&scene).await, before);
    assert_eq!(as_staff(&fields).await.status, StatusCode::SEE_OTHER);
    let after = held(&scene).await;
    assert_eq!(
        (after.origin, after.observed),
        (Origin::Document, before.observed)
    );
    assert_eq!(after.valid_until, Some(last));
    assert_eq!(after.value, before.value);
    let file = path.rsplit('/').next().unwrap();
    assert_eq!(after.source, format!("documento {file}"));
    let page = scene
        .page(&format!("/proveedores/{}", scene.site), "engineer")
        .await;
    assert!(page.contains("documento revisado por el centro") && page.contains("al día"));
    assert!(page.contains("document seen by the centre") && page.contains("up to date"));
    assert!(!page.contains(file), "an id is nobody's business");
    // Someone else was quicker: nothing is written, and the page says so.
    let stale = as_staff(&fields).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("Alguien más registró"));
    assert_eq!(held(&scene).await, after);
    // The firm's own word does not weaken it.
    let question = format!(
        "/proveedores/{}/perfil/standard.held?de=standard.iso_9001",
        scene.site
    );
    let own = post(
        &scene.router,
        &question,
        scene.session("owner"),
        &[("text", "no")],
    )
    .await;
    assert_eq!(own.status, 422);
    let db = database(&scene).await;
    assert_eq!(on_record(&db, "file.confirm", "staff").await, 1);
}

#[tokio::test]
async fn a_firm_takes_away_its_own_and_the_fact_stays() {
    let scene = Scene::new().await;
    brought(&scene, "owner", &machine(), "foto.jpg", &photo()).await;
    brought(&scene, "staff", &certificate(), "iso.pdf", PDF).await;
    let all = files(&scene, "owner").await;
    let (scan, picture) = (&all[0], &all[1]);
    let remove = async |path: &str, person: &str| {
        let path = format!("{path}/quitar");
        let asked = get(&scene.router, &path, scene.session(person), "es").await;
        let done = post(&scene.router, &path, scene.session(person), &[]).await;
        (asked.status.as_u16(), done.status.as_u16())
    };
    // What staff brought is theirs; what is another's is not known.
    assert_eq!(remove(scan, "owner").await, (404, 404));
    for (person, status) in [("rival", 404), ("engineer", 403), ("visitor", 403)] {
        assert_eq!(remove(picture, person).await, (status, status), "{person}");
    }
    assert_eq!(files(&scene, "staff").await.len(), 2);
    assert_eq!(remove(picture, "owner").await, (200, 303));
    // Two windows: it is gone, which is what was wanted.
    assert_eq!(remove(picture, "owner").await, (404, 303));
    assert_eq!(files(&scene, "staff").await, std::slice::from_ref(scan));
    let gone = get(&scene.router, picture, scene.session("staff"), "es").await;
    assert_eq!(gone.status, 404);
    let input =
        json!({ "i": { "fileId": global("SupplierFile", scan.rsplit('/').next().unwrap()) } });
    let query = "mutation($i: SupplierFileRemoveInput!) { supplierFileRemove(input: $i) { removed errors { code } } }";
    let refused = ask(&scene.router, scene.session("owner"), query, input.clone()).await;
    assert_eq!(
        refused.json()["data"]["supplierFileRemove"]["removed"],
        false
    );
    let removed = ask(&scene.router, scene.session("staff"), query, input).await;
    assert_eq!(
        removed.json()["data"]["supplierFileRemove"]["removed"],
        true
    );
    assert_eq!(files(&scene, "staff").await.len(), 0);
    assert_eq!(
        count(&scene, "site_files WHERE removed_at IS NOT NULL").await,
        2
    );
    assert_eq!(held(&scene).await.origin, Origin::Declared);
}
