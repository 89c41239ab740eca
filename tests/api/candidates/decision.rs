//! The joint decision from the shortlist to two signatures: each step on record, none on an old picture.

use super::*;
use eslabon_app::AppError;
use eslabon_app::candidates::Note;
use eslabon_domain::candidacies::Step;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::FactId;
use eslabon_engine::matching::{Candidate, Verdict};
use eslabon_storage::{Change, Database, facts};

#[tokio::test]
async fn a_supplier_is_chosen_by_two_signatures_and_every_step_is_on_record() {
    let scene = Scene::new().await;
    let add = format!("/preselecciones/{}/lista", scene.shortlist);
    let (turner, moulder) = (scene.turner.to_string(), scene.moulder.to_string());
    let both = [("sitio", turner.as_str()), ("sitio", moulder.as_str())];
    scene.done(ENGINEER, &add, &both).await;
    // Once more: who is on it stays where she is.
    scene.done(ENGINEER, &add, &both[..1]).await;
    assert_eq!(scene.count("candidacies").await, 2);
    let list = scene.get(STAFF, &scene.list_path()).await;
    for firm in ["Maquinados Cerro del Tesoro", "Moldeo Fino La Calerilla"] {
        assert!(list.body.contains(firm), "{firm}: {}", list.body);
    }

    let path = scene.path(scene.turner).await;
    let to = |action: &str| format!("{path}/{action}");
    let onward = [("version", "1"), ("etapa", "short_list"), ("palabras", "")];
    scene.refused(ENGINEER, &to("mover"), &onward, 422).await;
    let answer = [
        ("sitio", turner.as_str()),
        ("interes", "interested"),
        ("palabras", "Desde enero"),
    ];
    let reply = format!("{}/respuesta", scene.opportunity_path());
    scene.done(TURNER, &reply, &answer).await;
    scene.done(ENGINEER, &to("mover"), &onward).await;
    assert_eq!(
        scene.candidacy(scene.turner).await.stage,
        Stage::ShortList,
        "she wants it"
    );

    let call = [("paso", "call"), ("palabras", "Hablé con Don Ramiro")];
    scene.done(STAFF, &to("nota"), &call).await;
    let today = scene.world.app.today().to_string();
    let next = [
        ("version", "2"),
        ("que", "Visitar la planta"),
        ("quien", "Ing. Julieta Sarabia"),
        ("cuando", today.as_str()),
    ];
    scene.done(STAFF, &to("siguiente"), &next).await;
    let list = scene.get(ENGINEER, &scene.list_path()).await;
    assert!(list.body.contains("Visitar la planta") && list.body.contains("Julieta Sarabia"));

    scene
        .done(ENGINEER, &to("firmar"), &[("version", "3")])
        .await;
    let signed = scene.candidacy(scene.turner).await;
    assert_eq!((signed.stage, signed.version), (Stage::ShortList, 4));
    let buyer = signed.buyer.unwrap();
    assert_eq!(
        (buyer.person, &buyer.name),
        (actor(ENGINEER).person.unwrap(), &name(ENGINEER))
    );
    assert_eq!(signed.for_centre, None);
    scene.done(STAFF, &to("firmar"), &[("version", "4")]).await;
    let chosen = scene.candidacy(scene.turner).await;
    assert_eq!((chosen.stage, chosen.version), (Stage::Selected, 5));
    assert_eq!(chosen.buyer, Some(buyer), "hers stays as it was");
    assert_eq!(chosen.for_centre.unwrap().name, name(STAFF));
    let (engineer, staff) = (name(ENGINEER), name(STAFF));
    for key in [ENGINEER, STAFF] {
        let page = scene.get(key, &path).await;
        for words in [engineer.as_str(), &staff, "Hablé con Don Ramiro"] {
            assert!(page.body.contains(words), "{key} {words}: {}", page.body);
        }
    }

    let events = scene.open(chosen.id).await.events;
    let told: Vec<_> = events
        .iter()
        .map(|one| (one.step, one.stage, one.role.as_str(), one.by.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (
                Step::Selected,
                Stage::Selected,
                "centre_staff",
                staff.clone()
            ),
            (Step::Signed, Stage::ShortList, "engineer", engineer.clone()),
            (
                Step::Planned,
                Stage::ShortList,
                "centre_staff",
                staff.clone()
            ),
            (Step::Call, Stage::ShortList, "centre_staff", staff),
            (Step::Moved, Stage::ShortList, "engineer", engineer.clone()),
            (Step::Added, Stage::LongList, "engineer", engineer),
        ]
    );
    assert!(events.is_sorted_by(|one, next| one.at >= next.at));
    for (action, times) in [
        ("add", 2),
        ("move", 1),
        ("note", 1),
        ("plan", 1),
        ("sign", 2),
    ] {
        let acts = format!("audit_log WHERE action = 'candidate.{action}'");
        assert_eq!(scene.count(&acts).await, times, "{action}");
    }
    // The other one stands where she stood.
    let other = scene.candidacy(scene.moulder).await;
    assert_eq!((other.stage, other.version), (Stage::LongList, 1));
}

/// The fields of a form that shows this version.
fn of_version<'a>(version: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![("version", version)];
    all.extend_from_slice(fields);
    all
}

#[tokio::test]
async fn whoever_decides_on_an_old_picture_is_told_and_nothing_is_written() {
    let scene = Scene::proposed().await;
    let path = scene.path(scene.turner).await;
    let (today, why) = (scene.world.app.today().to_string(), reason(true));
    let stale: [(&str, &[(&str, &str)]); 4] = [
        ("mover", &[("etapa", "visit"), ("palabras", "tarde")]),
        ("firmar", &[]),
        ("rechazar", &[("razon", &why.id), ("palabras", "tarde")]),
        (
            "siguiente",
            &[("que", "Ir"), ("quien", "Ana"), ("cuando", &today)],
        ),
    ];
    for key in [ENGINEER, STAFF] {
        for version in ["1", "3", "-7"] {
            for (action, fields) in stale {
                let fields = of_version(version, fields);
                let to = format!("{path}/{action}");
                scene.refused(key, &to, &fields, 409).await;
            }
        }
    }
}

#[tokio::test]
async fn of_two_who_sign_for_one_side_the_second_is_told() {
    let scene = Scene::proposed().await;
    let id = scene.candidacy(scene.turner).await.id;
    // At once: one of them signs.
    let (app, engineer, buyer) = (&scene.world.app, actor(ENGINEER), actor(BUYER));
    let (one, other) = tokio::join!(
        candidates::sign(app, &engineer, id, 2),
        candidates::sign(app, &buyer, id, 2),
    );
    let outcomes = [one, other];
    assert_eq!(
        outcomes.iter().filter(|signed| signed.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert!(
        outcomes
            .iter()
            .any(|signed| matches!(signed, Err(AppError::Conflict))),
        "{outcomes:?}"
    );
    // One after the other, each with what she sees.
    let path = format!("/candidatos/{id}/firmar");
    for key in [ENGINEER, BUYER] {
        scene.refused(key, &path, &[("version", "3")], 422).await;
    }
    let stands = scene.candidacy(scene.turner).await;
    assert_eq!((stands.stage, stands.version), (Stage::ShortList, 3));
    // Both of the centre are one side, too.
    scene.done("direccion", &path, &[("version", "3")]).await;
    let chosen = scene.candidacy(scene.turner).await;
    assert_eq!(chosen.stage, Stage::Selected);
    assert_eq!(chosen.for_centre.unwrap().name, name("direccion"));
    scene.refused(STAFF, &path, &[("version", "4")], 422).await;
}

#[tokio::test]
async fn a_centre_that_only_shares_the_pipeline_looks_on() {
    let scene = Scene::proposed().await;
    let (neighbour, session) = scene.neighbour(8).await;
    let path = scene.path(scene.turner).await;
    let sign = format!("{path}/firmar");
    let pages = [scene.list_path(), path];
    let look = async || {
        let mut seen = Vec::new();
        for page in &pages {
            seen.push(get(&scene.router, page, &session, "es").await.status);
        }
        seen
    };
    assert_eq!(look().await, [StatusCode::NOT_FOUND; 2]);
    scene.share_with(neighbour.centre.unwrap()).await;
    assert_eq!(look().await, [StatusCode::OK; 2]);
    let before = scene.rows().await;
    let refused = post(&scene.router, &sign, &session, &[("version", "2")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert_eq!(scene.rows().await, before);
}

#[tokio::test]
async fn what_is_moved_is_signed_anew_and_a_closed_case_is_opened_with_a_word_why() {
    let scene = Scene::proposed().await;
    let path = scene.path(scene.turner).await;
    let to = |action: &str| format!("{path}/{action}");
    scene
        .done(ENGINEER, &to("firmar"), &[("version", "2")])
        .await;
    let visit = [("version", "3"), ("etapa", "visit"), ("palabras", "")];
    scene.done(STAFF, &to("mover"), &visit).await;
    let moved = scene.candidacy(scene.turner).await;
    assert_eq!((moved.stage, moved.buyer), (Stage::Visit, None));
    scene
        .done(ENGINEER, &to("firmar"), &[("version", "4")])
        .await;
    scene.done(STAFF, &to("firmar"), &[("version", "5")]).await;

    // Chosen: neither moved nor rejected nor signed, only opened again.
    for stage in ["visit", "short_list", "selected", "rejected", "chosen", ""] {
        let fields = [
            ("version", "6"),
            ("etapa", stage),
            ("palabras", "porque sí"),
        ];
        scene.refused(STAFF, &to("mover"), &fields, 422).await;
    }
    let why = [("version", "6"), ("razon", reason(true).id.as_str())];
    scene.refused(ENGINEER, &to("rechazar"), &why, 422).await;
    let silent = [("version", "6"), ("etapa", "long_list"), ("palabras", " ")];
    scene.refused(STAFF, &to("mover"), &silent, 422).await;
    let again = [
        ("version", "6"),
        ("etapa", "long_list"),
        ("palabras", "Cambió el plano"),
    ];
    scene.done(STAFF, &to("mover"), &again).await;
    let opened = scene.candidacy(scene.turner).await;
    assert_eq!(opened.stage, Stage::LongList);
    assert_eq!((opened.buyer, opened.for_centre), (None, None));
    // Who signed before stays on record.
    let events = scene.open(opened.id).await.events;
    assert_eq!(events[0].words, "Cambió el plano");
    assert!(events.iter().any(|one| one.step == Step::Selected));
}

#[tokio::test]
async fn what_is_wrong_with_a_step_is_said_and_nothing_is_written() {
    let scene = Scene::listed().await;
    let path = scene.path(scene.turner).await;
    let long = "x".repeat(2_001);
    let short = "x".repeat(161);
    let app = &scene.world.app;
    let (today, yesterday) = (
        app.today().to_string(),
        app.today().yesterday().unwrap().to_string(),
    );
    let no_reason = "lo que sea";
    let wrong: [(&str, &[(&str, &str)]); 11] = [
        // On the long list nobody is chosen.
        ("firmar", &[]),
        ("mover", &[("etapa", "long_list")]),
        ("rechazar", &[("razon", ""), ("palabras", "")]),
        ("rechazar", &[("razon", no_reason), ("palabras", "")]),
        (
            "rechazar",
            &[("razon", &reason(false).id), ("palabras", &long)],
        ),
        ("nota", &[("paso", "comment"), ("palabras", "  ")]),
        ("nota", &[("paso", "comment"), ("palabras", &long)]),
        ("nota", &[("paso", "selected"), ("palabras", "Elegida")]),
        (
            "siguiente",
            &[("que", "Ir"), ("quien", "Ana"), ("cuando", &yesterday)],
        ),
        (
            "siguiente",
            &[("que", "Ir"), ("quien", ""), ("cuando", &today)],
        ),
        (
            "siguiente",
            &[("que", &short), ("quien", "Ana"), ("cuando", &today)],
        ),
    ];
    for (action, fields) in wrong {
        let fields = of_version("1", fields);
        let to = format!("{path}/{action}");
        scene.refused(ENGINEER, &to, &fields, 422).await;
    }
    // Who is not among the candidates of the answer is not put on the list, nor anyone beside her.
    let add = format!("/preselecciones/{}/lista", scene.shortlist);
    let nobody = SiteId::generate().to_string();
    let known = scene.turner.to_string();
    let fields = [("sitio", known.as_str()), ("sitio", nobody.as_str())];
    scene.refused(ENGINEER, &add, &fields, 404).await;
}

#[tokio::test]
async fn a_supplier_named_twice_at_once_is_put_there_once() {
    let scene = Scene::new().await;
    let (app, twice) = (&scene.world.app, [scene.turner, scene.turner]);
    let added = candidates::add(app, &actor(ENGINEER), scene.shortlist, &twice)
        .await
        .unwrap();
    assert_eq!(added[0], added[1]);
    assert_eq!(scene.count("candidacies").await, 1);
    assert_eq!(scene.count("candidacy_steps").await, 1);
}

#[tokio::test]
async fn what_is_done_is_taken_off() {
    let scene = Scene::listed().await;
    let (id, app) = (scene.candidacy(scene.moulder).await.id, &scene.world.app);
    let planned = Some(("Llamar", "Lucía", app.today()));
    candidates::plan(app, &actor(STAFF), id, 1, planned)
        .await
        .unwrap();
    assert!(scene.candidacy(scene.moulder).await.next.is_some());
    let empty = [("version", "2"), ("que", ""), ("quien", ""), ("cuando", "")];
    let path = format!("/candidatos/{id}/siguiente");
    scene.done(ENGINEER, &path, &empty).await;
    let stands = scene.candidacy(scene.moulder).await;
    assert_eq!((stands.next, stands.version), (None, 3));
    // A note changes nothing of how the case stands: it needs no version, and gives none.
    let note = Note {
        step: Step::Visited,
        words: "Estuvimos ahí.".into(),
    };
    candidates::note(app, &actor(BUYER), id, &note)
        .await
        .unwrap();
    assert_eq!(scene.candidacy(scene.moulder).await.version, 3);
    let events = scene.open(id).await.events;
    assert_eq!(
        (events[0].step, events[0].by.as_str()),
        (Step::Visited, name(BUYER).as_str())
    );
}

/// What is said of one criterion.
fn verdict(candidate: &Candidate, criterion: usize) -> Verdict {
    let found = candidate
        .criteria
        .iter()
        .find(|one| one.criterion == criterion);
    found.unwrap().verdict
}

#[tokio::test]
async fn what_was_known_that_day_stays_beside_what_is_known_today() {
    let scene = Scene::listed().await;
    let id = scene.candidacy(scene.turner).await.id;
    let before = scene.open(id).await;
    let then = before.then.unwrap();
    assert!(matches!(verdict(&then, PEOPLE), Verdict::Gap { .. }));
    assert!(matches!(
        verdict(&before.today, PEOPLE),
        Verdict::Gap { .. }
    ));

    let app = &scene.world.app;
    let grown = Fact {
        id: FactId::generate(),
        site: scene.turner,
        item: None,
        attribute: SITE_STAFF.into(),
        value: FactValue::exactly(60),
        entered: Some("60".into()),
        origin: Origin::Verified,
        source: "Lucía".into(),
        observed: app.today(),
        valid_until: None,
        recorded: app.now(),
    };
    let database = Database::open(&app.place().database()).await.unwrap();
    let mut tx = database.begin().await.unwrap();
    facts::append_many(&tx, &[grown]).await.unwrap();
    tx.record_change(Change::Sites(vec![scene.turner]));
    tx.commit().await.unwrap();

    let after = scene.open(id).await;
    assert_eq!(after.then, Some(then.clone()), "the saved answer stays");
    assert_eq!(verdict(&after.today, PEOPLE), Verdict::Meets);
    assert_eq!(
        verdict(&after.today, QUOTE_DAYS),
        verdict(&then, QUOTE_DAYS),
        "nothing else changed"
    );
    assert!(after.today.score_milli > then.score_milli);
    // A shortlist of today says what the candidate's page says.
    let fresh = make_shortlist(app, &actor(ENGINEER), scene.need, app.today())
        .await
        .unwrap();
    let candidates = fresh.answer.candidates;
    let ranked = candidates.into_iter().find(|one| one.site == scene.turner);
    let alone = Candidate {
        rank: 1,
        ..ranked.unwrap()
    };
    assert_eq!(after.today, alone);
    let page = scene.get(ENGINEER, &format!("/candidatos/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
}
