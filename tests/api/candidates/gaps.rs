//! A rejection that concerns the supplier proposes a gap. The firm and the centre of its region see it; the
//! buyer, other firms and other centres do not, and the firm never reads the buyer's words.

use super::super::consents::global;
use super::*;
use eslabon_app::AppError;
use eslabon_app::candidates::{GapLine, list_gaps};
use eslabon_app::visits::of_site;
use eslabon_domain::candidacies::GapStatus;
use eslabon_domain::text::Lang;
use eslabon_tests::world::ask;
use serde_json::json;

/// Stands in the buyer's words, and nowhere else.
const WORDS: &str = "Zarzaparrilla para ornitorrincos";
const SECRET: &str = "zarzaparrilla";

/// How a text stands in a page.
fn in_page(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The buyer rejects both: the turning shop for a reason that concerns it, the other for one that does not.
async fn rejected() -> Scene {
    let scene = Scene::listed().await;
    for (site, concerns) in [(scene.turner, true), (scene.moulder, false)] {
        let path = format!("{}/rechazar", scene.path(site).await);
        let fields = [
            ("version", "1"),
            ("razon", reason(concerns).id.as_str()),
            ("palabras", WORDS),
        ];
        scene.done(ENGINEER, &path, &fields).await;
        let stands = scene.candidacy(site).await;
        assert_eq!(stands.stage, Stage::Rejected);
        assert_eq!(stands.reason.as_deref(), Some(reason(concerns).id.as_str()));
    }
    scene
}

async fn seen(scene: &Scene, someone: &Actor) -> Vec<GapLine> {
    list_gaps(&scene.world.app, someone).await.unwrap()
}

/// The one gap that there is.
async fn the_gap(scene: &Scene) -> GapLine {
    let mut lines = seen(scene, &actor(STAFF)).await;
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

#[tokio::test]
async fn a_gap_is_proposed_where_the_reason_concerns_the_supplier_and_nowhere_else() {
    let scene = rejected().await;
    assert_eq!(scene.count("proposed_gaps").await, 1);
    let gap = the_gap(&scene).await.gap;
    assert_eq!((gap.site, gap.status), (scene.turner, GapStatus::Proposed));
    assert_eq!(gap.reason, reason(true).id);
    assert_eq!((gap.finding, gap.reply), (None, None));
    let label = in_page(reason(true).label.get(Lang::Es));
    for key in [TURNER, "colaboradora", STAFF, "direccion"] {
        assert_eq!(seen(&scene, &actor(key)).await.len(), 1, "{key}");
        let page = scene.get(key, "/brechas").await;
        assert!(page.body.contains(&label), "{key}: {}", page.body);
    }
    assert_eq!(seen(&scene, &actor(MOULDER)).await.len(), 0);
    let other = scene.get(MOULDER, "/brechas").await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(!other.body.contains(&label), "{}", other.body);
}

#[tokio::test]
async fn a_gap_of_a_merged_site_goes_along_to_the_visit() {
    let scene = rejected().await;
    let app = &scene.world.app;
    let stays = SiteId::from_name("supplier/proveedor-covarrubias-lara");
    let raw = sea_orm::Database::connect(app.place().database())
        .await
        .unwrap();
    let sql = "UPDATE sites SET merged_into = ? WHERE id = ?";
    let values = [stays.0.into(), scene.turner.0.into()];
    let merged = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
    raw.execute_raw(merged).await.unwrap();
    let pack = of_site(app, &actor(STAFF), stays).await.unwrap();
    let sites: Vec<SiteId> = pack.gaps.iter().map(|gap| gap.site).collect();
    assert_eq!(sites, [scene.turner]);
}

#[tokio::test]
async fn neither_the_buyer_nor_another_centre_sees_a_gap() {
    let scene = rejected().await;
    let (neighbour, session) = scene.neighbour(8).await;
    // Sharing the pipeline shows needs, not what firms lack.
    scene.share_with(neighbour.centre.unwrap()).await;
    let shared = Actor {
        shared_centres: vec![scene.world.app.centre()],
        ..neighbour
    };
    assert_eq!(seen(&scene, &shared).await.len(), 0);
    let gap = the_gap(&scene).await.gap.id;
    let page = get(&scene.router, "/brechas", &session, "es").await;
    assert!(!page.body.contains(&gap.to_string()), "{}", page.body);
    let node = "query($id: ID!) { node(id: $id) { ... on ProposedGap { reason } } }";
    let id = json!({ "id": global("ProposedGap", gap) });
    let theirs = ask(&scene.router, &session, node, id.clone()).await;
    assert!(theirs.json()["data"]["node"].is_null(), "{}", theirs.body);

    for key in [ENGINEER, BUYER, STRANGER, "financiamiento"] {
        let refused = list_gaps(&scene.world.app, &actor(key)).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{key}");
        let page = scene.get(key, "/brechas").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{key}");
        let query = "{ proposedGaps { id reason status } }";
        let answer = ask(&scene.router, scene.session(key), query, json!({})).await;
        assert_eq!(
            answer.json()["errors"][0]["extensions"]["code"],
            "FORBIDDEN",
            "{key}: {}",
            answer.body
        );
        let node = ask(&scene.router, scene.session(key), node, id.clone()).await;
        assert!(node.json()["data"]["node"].is_null(), "{}", node.body);
    }
}

#[tokio::test]
async fn staff_confirm_the_firm_replies_and_nobody_else_may() {
    let scene = rejected().await;
    let (neighbour, session) = scene.neighbour(8).await;
    scene.share_with(neighbour.centre.unwrap()).await;
    let path = format!("/brechas/{}", the_gap(&scene).await.gap.id);
    let (decide, reply) = (format!("{path}/decision"), format!("{path}/respuesta"));
    let found = |version| {
        [
            ("version", version),
            ("confirma", "si"),
            ("palabras", "Un torno está parado."),
        ]
    };
    let replied = |version| [("version", version), ("palabras", "Llega otro en marzo.")];

    for key in [ENGINEER, STRANGER, TURNER, MOULDER] {
        scene.refused(key, &decide, &found("1"), 403).await;
    }
    for key in [ENGINEER, STRANGER, STAFF, "direccion"] {
        scene.refused(key, &reply, &replied("1"), 403).await;
    }
    scene.refused(MOULDER, &reply, &replied("1"), 404).await;
    let before = scene.rows().await;
    let theirs = post(&scene.router, &decide, &session, &found("1")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.rows().await, before);

    let silent = [("version", "1"), ("confirma", "no"), ("palabras", "")];
    scene.refused(STAFF, &decide, &silent, 422).await;
    scene.refused(STAFF, &decide, &found("2"), 409).await;
    scene.done(STAFF, &decide, &found("1")).await;
    let confirmed = the_gap(&scene).await;
    assert_eq!(confirmed.gap.status, GapStatus::Confirmed);
    assert!(!confirmed.may_decide && !confirmed.may_reply);
    let finding = confirmed.gap.finding.unwrap();
    assert_eq!(
        (finding.words.as_str(), finding.by),
        ("Un torno está parado.", name(STAFF))
    );
    // It is decided once.
    scene.refused(STAFF, &decide, &found("2"), 409).await;

    let read = scene.get(TURNER, "/brechas").await;
    assert!(read.body.contains("Un torno está parado."), "{}", read.body);
    scene.refused(TURNER, &reply, &replied("1"), 409).await;
    scene.done(TURNER, &reply, &replied("2")).await;
    let answered = the_gap(&scene).await.gap;
    assert_eq!(
        (answered.version, answered.status),
        (3, GapStatus::Confirmed)
    );
    let said = answered.reply.unwrap();
    assert_eq!(
        (said.words.as_str(), said.by),
        ("Llega otro en marzo.", name(TURNER))
    );
    let read = scene.get(STAFF, "/brechas").await;
    assert!(read.body.contains("Llega otro en marzo."), "{}", read.body);

    // The buyer reads her rejection, and nothing of what came of it.
    let case = scene.get(ENGINEER, &scene.path(scene.turner).await).await;
    assert!(case.body.contains(WORDS), "{}", case.body);
    for kept in ["Un torno está parado.", "Llega otro en marzo."] {
        assert!(!case.body.contains(kept), "{}", case.body);
    }
}

#[tokio::test]
async fn a_gap_that_is_not_so_is_dropped_by_whoever_answers_for_the_region() {
    let scene = Scene::listed().await;
    // The firm lies in the region of another centre than the need: that one knows the firm.
    let (neighbour, session) = scene.neighbour(14).await;
    let id = scene.candidacy(scene.turner).await.id;
    candidates::reject(
        &scene.world.app,
        &actor(ENGINEER),
        id,
        1,
        &reason(true).id,
        WORDS,
    )
    .await
    .unwrap();
    assert_eq!(seen(&scene, &actor(STAFF)).await.len(), 0);
    let lines = seen(&scene, &neighbour).await;
    let gap = lines.first().unwrap();
    assert!(gap.may_decide && !gap.may_reply);
    let path = format!("/brechas/{}/decision", gap.gap.id);
    let fields = [
        ("version", "1"),
        ("confirma", "no"),
        ("palabras", "Lo medimos: cumple."),
    ];
    scene.refused(STAFF, &path, &fields, 404).await;
    let dropped = post(&scene.router, &path, &session, &fields).await;
    assert_eq!(dropped.status, StatusCode::SEE_OTHER, "{}", dropped.body);
    let lines = seen(&scene, &actor(TURNER)).await;
    assert_eq!(lines[0].gap.status, GapStatus::Dropped);
    // They know the firm, not the need: what was said of it there stays closed to them.
    let page = get(&scene.router, "/brechas", &session, "es").await;
    assert!(!page.body.to_lowercase().contains(SECRET), "{}", page.body);
    let case = get(&scene.router, &format!("/candidatos/{id}"), &session, "es").await;
    assert_eq!(case.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_firm_never_reads_who_said_so_nor_in_which_words() {
    let scene = rejected().await;
    let gap = the_gap(&scene).await.gap;
    candidates::decide_gap(&scene.world.app, &actor(STAFF), gap.id, 1, true, "Es así.")
        .await
        .unwrap();
    for key in [TURNER, "colaboradora"] {
        let mut bodies = String::new();
        for path in [
            "/".to_owned(),
            "/brechas".to_owned(),
            scene.opportunity_path(),
            format!("/proveedores/{}", scene.turner),
            format!("/proveedores/{}/historia", scene.turner),
        ] {
            for lang in ["es", "en"] {
                let page = get(&scene.router, &path, scene.session(key), lang).await;
                bodies.push_str(&page.body);
            }
        }
        let whole = "{ proposedGaps { id reason status version proposedAt mayDecide mayReply \
             supplier { name } finding { words by at } reply { words by at } } \
             opportunities(first: 100) { need { title { text } } answer { words by } } }";
        let answer = ask(&scene.router, scene.session(key), whole, json!({})).await;
        let gaps = answer.json()["data"]["proposedGaps"].clone();
        assert_eq!(gaps.as_array().map(Vec::len), Some(1), "{}", answer.body);
        bodies.push_str(&answer.body);
        // Two languages, lists and all that hangs on them.
        assert!(
            bodies.contains("Es así."),
            "{key} reads the centre's finding"
        );
        assert!(!bodies.to_lowercase().contains(SECRET), "{key}");
        assert!(!bodies.contains(&name(ENGINEER)), "{key}");
    }
}
