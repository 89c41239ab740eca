//! A need that comes to its end closes the candidates that were not decided on, and says why; opened again, they
//! go on where they stood. Nothing of it is stored with them.

use super::*;
use eslabon_app::AppError;
use eslabon_app::needs::{load_need, set_status};
use eslabon_domain::needs::NeedStatus;

const WHY: &str = "La pieza cambió de diseño";

impl Scene {
    async fn put(&self, status: NeedStatus) {
        let (app, engineer) = (&self.world.app, actor(ENGINEER));
        let version = load_need(app, &engineer, self.need).await.unwrap().version;
        set_status(app, &engineer, self.need, version, status, WHY, None)
            .await
            .unwrap();
    }
}

fn code(outcome: Result<impl Sized, AppError>) -> &'static str {
    match outcome.err() {
        Some(AppError::Invalid(faults)) => faults[0].code,
        other => panic!("not refused as it should be: {other:?}"),
    }
}

#[tokio::test]
async fn open_candidates_of_a_withdrawn_need_are_closed_with_its_reason() {
    let scene = Scene::proposed().await;
    let before = scene.candidacy(scene.turner).await;
    scene.put(NeedStatus::Withdrawn).await;

    for key in [ENGINEER, BUYER, STAFF] {
        let list = scene.get(key, &scene.list_path()).await;
        for words in ["se retiró", WHY, "cerrado con el requerimiento"] {
            assert!(list.body.contains(words), "{key}: {words}: {}", list.body);
        }
        let path = scene.path(scene.turner).await;
        let page = scene.get(key, &path).await;
        assert!(page.body.contains(WHY), "{key}: {}", page.body);
        for form in [
            "mover",
            "firmar",
            "rechazar",
            "nota",
            "siguiente",
            "respuesta",
        ] {
            let action = format!("action=\"{path}/{form}\"");
            assert!(!page.body.contains(&action), "{key}: {form} is offered");
        }
    }
    // Whoever may not know of the need is told nothing of its end either.
    let foreign = scene.get(STRANGER, &scene.list_path()).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert!(!foreign.body.contains(WHY));

    let view = scene.open(before.id).await;
    assert_eq!(view.line.candidacy, before, "nothing is stored with it");
    assert!(!view.may_move && !view.may_note && view.may_sign.is_none());
    assert_eq!(view.closed.unwrap().note.unwrap().reason, WHY);
}

#[tokio::test]
async fn no_step_is_taken_with_a_closed_candidate() {
    let scene = Scene::proposed().await;
    scene.put(NeedStatus::Awarded).await;
    let (app, engineer) = (&scene.world.app, actor(ENGINEER));
    let id = scene.candidacy(scene.turner).await.id;
    let before = scene.rows().await;
    let moved = candidates::move_to(app, &engineer, id, 2, Stage::Visit, "").await;
    assert_eq!(code(moved), "need_closed");
    let signed = candidates::sign(app, &engineer, id, 2).await;
    assert_eq!(code(signed), "need_closed");
    let rejected = candidates::reject(app, &engineer, id, 2, &reason(true).id, "").await;
    assert_eq!(code(rejected), "need_closed");
    let note = candidates::Note {
        step: eslabon_domain::candidacies::Step::Call,
        words: "Llamé".into(),
    };
    assert_eq!(
        code(candidates::note(app, &engineer, id, &note).await),
        "need_closed"
    );
    let plan = Some(("Visita", "Ana", app.today()));
    let planned = candidates::plan(app, &engineer, id, 2, plan).await;
    assert_eq!(code(planned), "need_closed");
    let added = candidates::add(app, &engineer, scene.shortlist, &[scene.moulder]).await;
    assert_eq!(code(added), "need_closed");
    assert_eq!(scene.rows().await, before, "nothing was written");

    // A form that was open when the need ended says so, and keeps what was typed.
    let path = format!("{}/mover", scene.path(scene.turner).await);
    let fields = [
        ("version", "2"),
        ("etapa", "visit"),
        ("palabras", "Nos vemos el lunes"),
    ];
    let sent = scene.post(ENGINEER, &path, &fields).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["ya se cerró", "Nos vemos el lunes", "href=\"#estado\""] {
        assert!(sent.body.contains(words), "{words}: {}", sent.body);
    }
    assert_eq!(scene.rows().await, before, "nothing was written");
    // Nor does the shortlist offer to add anyone.
    let saved = scene
        .get(ENGINEER, &format!("/preselecciones/{}", scene.shortlist))
        .await;
    assert!(!saved.body.contains("name=\"sitio\""), "{}", saved.body);
}

#[tokio::test]
async fn opened_again_they_go_on_where_they_stood() {
    let scene = Scene::proposed().await;
    let before = scene.candidacy(scene.turner).await;
    scene.put(NeedStatus::Withdrawn).await;
    scene.put(NeedStatus::Open).await;
    assert!(scene.list().await.closed.is_none());
    assert_eq!(scene.candidacy(scene.turner).await, before);
    let path = format!("{}/mover", scene.path(scene.turner).await);
    let fields = [("version", "2"), ("etapa", "visit"), ("palabras", "")];
    scene.done(ENGINEER, &path, &fields).await;
    assert_eq!(scene.candidacy(scene.turner).await.stage, Stage::Visit);
}

#[tokio::test]
async fn of_whoever_was_decided_on_more_may_be_noted_but_nothing_reopened() {
    let scene = Scene::proposed().await;
    let (app, engineer) = (&scene.world.app, actor(ENGINEER));
    let id = scene.candidacy(scene.turner).await.id;
    candidates::sign(app, &engineer, id, 2).await.unwrap();
    let chosen = candidates::sign(app, &actor(STAFF), id, 3).await.unwrap();
    assert_eq!(chosen, Stage::Selected);
    scene.put(NeedStatus::Awarded).await;
    let view = scene.open(id).await;
    assert!(view.may_note && !view.may_move);
    let note = candidates::Note {
        step: eslabon_domain::candidacies::Step::Call,
        words: "Se acordó la primera entrega".into(),
    };
    candidates::note(app, &engineer, id, &note).await.unwrap();
    let reopened = candidates::move_to(app, &engineer, id, 4, Stage::LongList, "Otra vez").await;
    assert_eq!(code(reopened), "need_closed");
    // The list does not call it closed: it was chosen.
    let list = scene.get(ENGINEER, &scene.list_path()).await;
    let closed = list.body.matches("cerrado con el requerimiento").count();
    let open = scene.list().await;
    let open = open
        .lines
        .iter()
        .filter(|line| !line.candidacy.stage.is_final());
    assert_eq!(closed, open.count());
}

#[tokio::test]
async fn the_api_says_that_a_candidate_is_closed() {
    let scene = Scene::proposed().await;
    let read = async || {
        let query = "query($n: ID!) { node(id: $n) { ... on Need { statusNote { reason } candidates(first: 10) { isClosed stage } } } }";
        let id = crate::consents::global("Need", scene.need);
        let session = scene.session(ENGINEER);
        let answer = eslabon_tests::world::ask(
            &scene.router,
            session,
            query,
            serde_json::json!({ "n": id }),
        )
        .await;
        answer.json()["data"]["node"].clone()
    };
    let open = read().await;
    assert_eq!(open["candidates"][0]["isClosed"], false, "{open}");
    scene.put(NeedStatus::Withdrawn).await;
    let closed = read().await;
    assert_eq!(closed["candidates"][0]["isClosed"], true, "{closed}");
    assert_eq!(closed["statusNote"]["reason"], WHY);
}
