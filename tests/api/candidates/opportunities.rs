//! The other direction: an owner sees the open needs, how near she comes and what is missing, answers by
//! telephone or by page, and nobody goes on without her.

use super::*;
use eslabon_app::AppError;
use eslabon_app::candidates::{Opportunity, list_opportunities, load_opportunity};
use eslabon_domain::ids::OrganisationId;
use eslabon_engine::matching::{Group, Reason, Verdict};

async fn ours(scene: &Scene, key: &str) -> Opportunity {
    let lines = load_opportunity(&scene.world.app, &actor(key), scene.need)
        .await
        .unwrap();
    assert_eq!(lines.len(), 1, "one site, one line");
    lines.into_iter().next().unwrap()
}

fn answer<'a>(site: &'a str, interest: &'a str, words: &'a str) -> [(&'a str, &'a str); 3] {
    [("sitio", site), ("interes", interest), ("palabras", words)]
}

#[tokio::test]
async fn an_owner_sees_how_near_she_comes_and_what_is_missing_but_no_hidden_buyer() {
    let scene = Scene::new().await;
    let near = ours(&scene, TURNER).await;
    assert_eq!(near.candidate.group, Group::Ready);
    assert_eq!(near.site.site, scene.turner);
    let unsure = ours(&scene, MOULDER).await;
    assert_eq!(unsure.candidate.group, Group::ToConfirm);
    let missing = &unsure.candidate.criteria[QUOTE_DAYS];
    assert!(matches!(missing.verdict, Verdict::Unknown { .. }));
    assert_eq!(missing.reason, Reason::NothingKnown);
    assert!(matches!(
        unsure.candidate.criteria[PEOPLE].verdict,
        Verdict::Gap { .. }
    ));
    for key in [TURNER, MOULDER] {
        let line = ours(&scene, key).await;
        assert_eq!(line.need.organisation, OrganisationId::RESERVED, "{key}");
        assert_eq!(line.answer, None);
        let list = scene.get(key, "/oportunidades").await;
        assert!(
            list.body.contains("Separadores con leyenda"),
            "{key}: {}",
            list.body
        );
        for lang in ["es", "en"] {
            let path = scene.opportunity_path();
            let page = get(&scene.router, &path, scene.session(key), lang).await;
            assert_eq!(page.status, StatusCode::OK, "{key}");
            assert!(page.body.contains("Separadores con leyenda"), "{key}");
            assert!(!page.body.contains("Altaluz"), "{key}: {}", page.body);
            assert!(!page.body.contains(&name(ENGINEER)), "{key}");
        }
    }
}

#[tokio::test]
async fn every_open_need_is_there_nearest_first_and_what_is_out_of_reach_last() {
    let scene = Scene::new().await;
    let app = &scene.world.app;
    let all = list_opportunities(app, &actor(TURNER)).await.unwrap();
    assert_eq!(all.len(), 26, "those of the demonstration and ours");
    assert!(all.is_sorted_by_key(|one| one.candidate.group == Group::OutOfReach));
    let within: Vec<_> = all
        .iter()
        .filter(|one| one.candidate.group != Group::OutOfReach)
        .map(|one| {
            let candidate = &one.candidate;
            std::cmp::Reverse((candidate.possible, candidate.proven, candidate.score_milli))
        })
        .collect();
    assert!(!within.is_empty() && within.len() < all.len());
    assert!(within.is_sorted());
    // Of needs that show their buyer she knows it.
    let shown = all
        .iter()
        .filter(|one| one.need.organisation != OrganisationId::RESERVED);
    assert_eq!(shown.count(), 25);
    for key in [ENGINEER, STAFF, "mezquitan", "financiamiento"] {
        let refused = list_opportunities(app, &actor(key)).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{key}");
        let page = scene.get(key, "/oportunidades").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{key}");
    }
}

#[tokio::test]
async fn the_buyer_reads_the_answer_and_the_latest_one_counts() {
    let scene = Scene::proposed().await;
    let path = format!("{}/respuesta", scene.opportunity_path());
    let site = scene.turner.to_string();
    assert_eq!(
        ours(&scene, TURNER).await.answer.unwrap().by,
        name(TURNER),
        "she reads what she said"
    );
    let not_now = answer(&site, "not_now", "Hasta que llegue el torno");
    scene.done("colaboradora", &path, &not_now).await;
    let list = scene.get(ENGINEER, &scene.list_path()).await;
    assert_eq!(list.status, StatusCode::OK);
    let case = scene.path(scene.turner).await;
    let page = scene.get(ENGINEER, &case).await;
    assert!(
        page.body.contains("Hasta que llegue el torno"),
        "{}",
        page.body
    );
    let lines = scene.list().await.lines;
    let line = lines
        .iter()
        .find(|one| one.candidacy.site == scene.turner)
        .unwrap();
    let said = line.answer.as_ref().unwrap();
    assert_eq!(
        (said.interest, said.by.as_str(), said.role.as_str()),
        (Interest::NotNow, name("colaboradora").as_str(), "editor")
    );
    assert_eq!(scene.count("need_answers").await, 2, "both stay on record");

    // Nobody is chosen who does not want to be, nor goes on; back she may go.
    let to = |action: &str| format!("{case}/{action}");
    for stage in ["visit", "assessed"] {
        let fields = [("version", "2"), ("etapa", stage), ("palabras", "")];
        scene.refused(ENGINEER, &to("mover"), &fields, 422).await;
    }
    for key in [ENGINEER, STAFF] {
        scene
            .refused(key, &to("firmar"), &[("version", "2")], 422)
            .await;
    }
    let back = [("version", "2"), ("etapa", "long_list"), ("palabras", "")];
    scene.done(ENGINEER, &to("mover"), &back).await;
    let again = answer(&site, "interested", "");
    scene.done(TURNER, &path, &again).await;
    let onward = [("version", "3"), ("etapa", "visit"), ("palabras", "")];
    scene.done(ENGINEER, &to("mover"), &onward).await;
}

#[tokio::test]
async fn a_firm_is_answered_for_by_its_own_people_and_its_centre_under_their_own_names() {
    let scene = Scene::listed().await;
    let path = format!("{}/respuesta", scene.opportunity_path());
    let (turner, moulder) = (scene.turner.to_string(), scene.moulder.to_string());
    let of_another = answer(&turner, "no_capacity", "Están llenos");
    scene.refused(MOULDER, &path, &of_another, 404).await;
    scene.refused(ENGINEER, &path, &of_another, 403).await;
    let nowhere = SiteId::generate().to_string();
    let of_none = answer(&nowhere, "interested", "");
    scene.refused(MOULDER, &path, &of_none, 404).await;
    let long = "x".repeat(2_001);
    let wrong = [
        answer(&moulder, "", ""),
        answer(&moulder, "quizá", ""),
        answer(&moulder, "interested", &long),
    ];
    for fields in wrong {
        scene.refused(MOULDER, &path, &fields, 422).await;
    }

    // What she says on the telephone.
    let taken_down = format!("{}/respuesta", scene.path(scene.moulder).await);
    let said = [("interes", "interested"), ("palabras", "Por teléfono")];
    scene.done(STAFF, &taken_down, &said).await;
    let hers = ours(&scene, MOULDER).await.answer.unwrap();
    assert_eq!(
        (hers.interest, hers.role.as_str(), hers.by),
        (Interest::Interested, "centre_staff", name(STAFF))
    );
    // A centre that has nothing to do with the firm takes down nothing, though it sees the need, and is told.
    let (neighbour, session) = scene.neighbour(8).await;
    scene.share_with(neighbour.centre.unwrap()).await;
    let before = scene.rows().await;
    let refused = post(&scene.router, &taken_down, &session, &said).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    let shared = Actor {
        shared_centres: vec![scene.world.app.centre()],
        ..neighbour
    };
    let refused = candidates::answer(
        &scene.world.app,
        &shared,
        scene.need,
        scene.moulder,
        Interest::NotNow,
        "",
    )
    .await;
    assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    assert_eq!(scene.rows().await, before);
}

#[tokio::test]
async fn a_need_that_was_withdrawn_takes_no_answers() {
    let scene = Scene::listed().await;
    scene.withdraw().await;
    let path = format!("{}/respuesta", scene.opportunity_path());
    let site = scene.turner.to_string();
    let fields = answer(&site, "interested", "");
    scene.refused(TURNER, &path, &fields, 404).await;
    let page = scene.get(TURNER, &scene.opportunity_path()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let all = list_opportunities(&scene.world.app, &actor(TURNER))
        .await
        .unwrap();
    assert!(all.iter().all(|one| one.need.id != scene.need));
    // Staff know of it still, and are told.
    let taken_down = format!("{}/respuesta", scene.path(scene.turner).await);
    let said = [("interes", "interested"), ("palabras", "")];
    scene.refused(STAFF, &taken_down, &said, 409).await;
}
