//! Whoever may not decide on a need finds nothing of its list, through any door, and changes nothing.

use super::super::consents::global;
use super::*;
use eslabon_tests::world::ask;
use serde_json::{Value, json};

/// What each page takes, as good as it can be.
fn posts(scene: &Scene, path: &str, today: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let to = |action: &str| format!("{path}/{action}");
    let version = || ("version", "2".to_owned());
    let words = || ("palabras", "No me toca".to_owned());
    vec![
        (
            format!("/preselecciones/{}/lista", scene.shortlist),
            vec![("sitio", scene.moulder.to_string())],
        ),
        (
            to("mover"),
            vec![version(), ("etapa", "visit".into()), words()],
        ),
        (to("firmar"), vec![version()]),
        (
            to("rechazar"),
            vec![version(), ("razon", reason(true).id.clone()), words()],
        ),
        (to("nota"), vec![("paso", "call".into()), words()]),
        (
            to("siguiente"),
            vec![
                version(),
                ("que", "Ir".into()),
                ("quien", "Yo".into()),
                ("cuando", today.to_owned()),
            ],
        ),
    ]
}

#[tokio::test]
async fn another_lead_firm_finds_nothing_and_writes_nothing() {
    let scene = Scene::proposed().await;
    let path = scene.path(scene.turner).await;
    let today = scene.world.app.today().to_string();
    let forms = posts(&scene, &path, &today);
    // Another centre's staff know as little of it as another lead firm.
    let (_, neighbour) = scene.neighbour(8).await;
    for session in [scene.session(STRANGER), neighbour.as_str()] {
        for page in [scene.list_path(), path.clone()] {
            let answer = get(&scene.router, &page, session, "es").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
            assert!(!answer.body.contains("Cerro del Tesoro"), "{page}");
        }
        let before = scene.rows().await;
        for (to, fields) in &forms {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, v)| (*name, v.as_str())).collect();
            let answer = post(&scene.router, to, session, &fields).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{to}: {}",
                answer.body
            );
        }
        let answer = [("interes", "not_now"), ("palabras", "No")];
        let taken_down = post(
            &scene.router,
            &format!("{path}/respuesta"),
            session,
            &answer,
        )
        .await;
        assert!(taken_down.status.is_client_error(), "{}", taken_down.body);
        assert_eq!(scene.rows().await, before);
    }
}

#[tokio::test]
async fn firms_payers_and_visitors_may_not_decide() {
    let scene = Scene::proposed().await;
    let path = scene.path(scene.turner).await;
    let today = scene.world.app.today().to_string();
    let forms = posts(&scene, &path, &today);
    for key in [
        TURNER,
        MOULDER,
        "mezquitan",
        "articuladora",
        "coordinacion",
        "financiamiento",
    ] {
        for page in [scene.list_path(), path.clone()] {
            let answer = scene.get(key, &page).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{key} {page}");
        }
        for (to, fields) in &forms {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, v)| (*name, v.as_str())).collect();
            scene.refused(key, to, &fields, 403).await;
        }
    }
    let before = scene.rows().await;
    let visitor = get(&scene.router, &scene.list_path(), "", "es").await;
    assert!(!visitor.body.contains("Cerro del Tesoro"));
    assert_ne!(visitor.status, StatusCode::OK);
    assert_eq!(scene.rows().await, before);
}

/// The mutations that decide on a candidacy, with what each takes.
fn mutations(
    scene: &Scene,
    candidacy: &str,
    today: &str,
) -> Vec<(&'static str, &'static str, Value)> {
    vec![
        (
            "candidatesAdd",
            "CandidatesAddInput",
            json!({
                "shortlist": global("Shortlist", scene.shortlist),
                "sites": [global("Supplier", scene.moulder)],
            }),
        ),
        (
            "candidateMove",
            "CandidateMoveInput",
            json!({ "id": candidacy, "version": 2, "stage": "VISIT", "words": "" }),
        ),
        (
            "candidateSign",
            "CandidateSignInput",
            json!({ "id": candidacy, "version": 2 }),
        ),
        (
            "candidateReject",
            "CandidateRejectInput",
            json!({ "id": candidacy, "version": 2, "reason": reason(true).id, "words": "No" }),
        ),
        (
            "candidateNote",
            "CandidateNoteInput",
            json!({ "id": candidacy, "step": "CALL", "words": "Hola" }),
        ),
        (
            "candidatePlan",
            "CandidatePlanInput",
            json!({ "id": candidacy, "version": 2, "what": "Ir", "owner": "Yo", "on": today }),
        ),
    ]
}

#[tokio::test]
async fn the_api_tells_another_lead_firm_nothing_either() {
    let scene = Scene::proposed().await;
    let candidacy = global("Candidacy", scene.candidacy(scene.turner).await.id);
    let today = scene.world.app.today().to_string();
    let stranger = scene.session(STRANGER);
    let before = scene.rows().await;
    for (mutation, input_type, input) in mutations(&scene, &candidacy, &today) {
        let query = format!(
            "mutation($i: {input_type}!) {{ {mutation}(input: $i) {{ __typename errors {{ code }} }} }}"
        );
        let variables = json!({ "i": input });
        let answer = ask(&scene.router, stranger, &query, variables.clone()).await;
        let payload = &answer.json()["data"][mutation];
        assert_eq!(
            payload["errors"][0]["code"], "NOT_FOUND",
            "{mutation}: {}",
            answer.body
        );
        let owner = ask(&scene.router, scene.session(TURNER), &query, variables).await;
        assert_eq!(
            owner.json()["errors"][0]["extensions"]["code"],
            "FORBIDDEN",
            "{mutation}: {}",
            owner.body
        );
    }
    assert_eq!(scene.rows().await, before);
    let node = "query($id: ID!) { node(id: $id) { ... on Candidacy { stage supplier { name } } } }";
    let open = json!({ "id": candidacy });
    let known = ask(&scene.router, scene.session(ENGINEER), node, open.clone()).await;
    assert_eq!(
        known.json()["data"]["node"]["stage"],
        "SHORT_LIST",
        "{}",
        known.body
    );
    for key in [STRANGER, TURNER] {
        let hidden = ask(&scene.router, scene.session(key), node, open.clone()).await;
        assert!(
            hidden.json()["data"]["node"].is_null(),
            "{key}: {}",
            hidden.body
        );
        assert!(!hidden.body.contains("Tesoro"), "{key}: {}", hidden.body);
    }
    // An owner may open the need, but never who else is on its list.
    let list = "query($id: ID!) { node(id: $id) { ... on Need { candidates(first: 10) { supplier { name } } } } }";
    let need = json!({ "id": global("Need", scene.need) });
    for key in [STRANGER, MOULDER] {
        let answer = ask(&scene.router, scene.session(key), list, need.clone()).await;
        assert!(!answer.body.contains("Tesoro"), "{key}: {}", answer.body);
    }
}
