//! What keeps a firm from needs: with every figure for the firm and its centre, as a question for a buyer, and not at
//! all for anyone else; what the firm and whoever looked say of the causes, kept apart; and the map of a region.

use super::closed_facts::{SECRETS, Scene, tells};
use super::consents::{database, global, on_record};
use axum::http::StatusCode;
use eslabon_app::AppError;
use eslabon_app::gaps::{self, CauseView, GapView, Statement};
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need, list_needs};
use eslabon_app::policy::GapEyes;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::{PROCESS_OFFERED, SITE_STAFF};
use eslabon_domain::findings::{CauseStanding, Finding, FindingSide};
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_engine::gaps::{Gap, MapRow, Severity, Why};
use eslabon_tests::world::{Answer, ask, get, post};
use sea_orm::{ConnectionTrait, Statement as Sql};
use serde_json::json;

const PPM: &str = "site.defect_ppm";
const SYMPTOM: &str = "cause.defects_delivered";
const CAUSE: &str = "cause.no_final_release";

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

fn engineer(scene: &Scene) -> Actor {
    Actor {
        role: Role::Engineer,
        organisation: Some(scene.lead_firm),
        ..Actor::command_line()
    }
}

fn asks(attribute: &str, requirement: Requirement, strength: Strength) -> CriterionDraft {
    CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement,
        strength,
        weight: 60,
    }
}

/// A need of the firm's trade, for fewer defects than it delivers and more people than it has.
async fn need(scene: &Scene) -> NeedId {
    let concepts = vec!["process.cnc_turning".to_owned()];
    let draft = NeedDraft {
        organisation: None,
        organisation_name: None,
        title: LocalText::es("Levas sin defectos"),
        description: LocalText::es(""),
        criteria: vec![
            asks(
                PROCESS_OFFERED,
                Requirement::AnyOf { concepts },
                Strength::Must,
            ),
            asks(PPM, Requirement::AtMost { amount: 500 }, Strength::Must),
            asks(
                SITE_STAFF,
                Requirement::AtLeast { amount: 40 },
                Strength::Wish,
            ),
        ],
        terms: NeedTerms::default(),
        target_price: None,
        starts_on: None,
        closes_on: None,
        hide_buyer: false,
    };
    let made = create_need(&scene.world.app, &engineer(scene), draft).await;
    made.unwrap().id
}

async fn analysed(scene: &Scene, actor: &Actor, need: NeedId) -> GapView {
    let view = gaps::analyse(&scene.world.app, actor, scene.site, &[need]).await;
    view.unwrap()
}

fn on<'v>(view: &'v GapView, attribute: &str) -> Option<&'v Gap> {
    let mut gaps = view.analysis.gaps.iter();
    gaps.find(|gap| gap.dimension.attribute == attribute)
}

fn cause(view: &GapView) -> &CauseView {
    let symptom = view.symptoms.iter().find(|one| one.symptom.id == SYMPTOM);
    let mut causes = symptom.unwrap().causes.iter();
    causes.find(|one| one.cause.id == CAUSE).unwrap()
}

fn path(scene: &Scene) -> String {
    format!("/proveedores/{}/brechas", scene.site)
}

async fn stored(scene: &Scene) -> [i64; 2] {
    let db = database(scene).await;
    let mut counts = [0; 2];
    for (count, what) in counts.iter_mut().zip([
        "diagnoses",
        "audit_log WHERE action = 'diagnosis.state' OR action = 'facts.read'",
    ]) {
        let sql = format!("SELECT COUNT(*) AS n FROM {what}");
        let statement = Sql::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        *count = row.try_get("", "n").unwrap();
    }
    counts
}

async fn says(scene: &Scene, person: &str, finding: &str, note: &str) -> Answer {
    let cause = format!("{SYMPTOM} {CAUSE}");
    let fields = [
        ("causa", cause.as_str()),
        ("hallazgo", finding),
        ("nota", note),
    ];
    post(&scene.router, &path(scene), scene.session(person), &fields).await
}

#[tokio::test]
async fn the_firm_and_its_centre_see_every_figure_and_a_buyer_a_question() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    for (actor, eyes) in [
        (owner(&scene), GapEyes::Owner),
        (staff(), GapEyes::Region),
        (Actor::command_line(), GapEyes::Region),
    ] {
        let view = analysed(&scene, &actor, need).await;
        assert_eq!(view.eyes, eyes);
        let defects = on(&view, PPM).unwrap();
        assert_eq!(defects.present.as_ref().unwrap().high, 731_377);
        assert_eq!(
            (defects.required, defects.severity),
            (500, Severity::Blocking)
        );
        assert_eq!(defects.distance, Some(730_877));
        let people = on(&view, SITE_STAFF).unwrap();
        assert_eq!(people.severity, Severity::Major);
        assert!(view.analysis.to_ask.is_empty(), "{:?}", view.analysis);
        let symptom = view.symptoms.iter().find(|one| one.symptom.id == SYMPTOM);
        assert!(!symptom.unwrap().causes.is_empty());
    }
    let view = analysed(&scene, &engineer(&scene), need).await;
    assert_eq!(view.eyes, GapEyes::Buyer);
    assert!(on(&view, PPM).is_none());
    let question = &view.analysis.to_ask[0];
    assert_eq!(question.dimension.attribute, PPM);
    assert_eq!((&question.why, &question.evidence), (&Why::Closed, &None));
    let whole = format!("{view:?}");
    for secret in SECRETS {
        assert!(!tells(&whole, secret), "{secret} in {whole}");
    }
}

#[tokio::test]
async fn pages_tell_each_reader_what_she_may_know() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    let chosen = format!("{}?requerimiento={need}", path(&scene));
    for person in ["owner", "staff"] {
        let page = scene.page(&chosen, person).await;
        assert!(tells(&page, "731377"), "{person}: {page}");
        for words in ["<svg", "role=\"img\"", "bloquea", "blocking", "opinar"] {
            assert!(page.contains(words), "{person}: {words}");
        }
    }
    let db = database(&scene).await;
    assert!(on_record(&db, "facts.read", "staff").await > 0);
    assert_eq!(on_record(&db, "facts.read", "owner").await, 0, "her own");
    let page = scene.page(&chosen, "engineer").await;
    assert!(page.contains("Levas sin defectos") && !page.contains("opinar"));
    for secret in SECRETS {
        assert!(!tells(&page, secret), "{secret} in {page}");
    }
    // What she comes near without being asked is there, too.
    let near = scene.page(&path(&scene), "owner").await;
    assert!(near.contains("Levas sin defectos"), "{near}");
}

#[tokio::test]
async fn nobody_else_sees_or_says_anything() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    let before = stored(&scene).await;
    let chosen = format!("{}?requerimiento={need}", path(&scene));
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("provider", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("visitor", StatusCode::FORBIDDEN),
    ] {
        for path in [&chosen, &path(&scene)] {
            let answer = get(&scene.router, path, scene.session(person), "es").await;
            assert_eq!(answer.status, status, "{person} {path}");
            assert!(!answer.body.contains("Levas sin defectos"), "{person}");
            assert!(!answer.body.contains("Tornos Quetzal"), "{person}");
        }
    }
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("provider", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("engineer", StatusCode::FORBIDDEN),
    ] {
        let said = says(&scene, person, "yes", "Lo vi").await;
        assert_eq!(said.status, status, "{person}");
    }
    assert_eq!(stored(&scene).await, before);
    // Another lead firm's need is not hers to compare with.
    let operator = Actor::command_line();
    let all = list_needs(&scene.world.app, &operator, None, None, 100).await;
    let all = all.unwrap();
    let other = all.iter().find(|one| one.organisation != scene.lead_firm);
    let chosen = [other.unwrap().id];
    let refused = gaps::analyse(&scene.world.app, &engineer(&scene), scene.site, &chosen).await;
    assert!(matches!(refused, Err(AppError::NotFound)));
    let many: Vec<NeedId> = (0..=gaps::CHOSEN_MAX).map(|_| NeedId::generate()).collect();
    let refused = gaps::analyse(&scene.world.app, &staff(), scene.site, &many).await;
    assert!(matches!(refused, Err(AppError::Invalid(_))));
}

#[tokio::test]
async fn what_the_firm_says_and_what_is_found_are_kept_apart() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    let view = analysed(&scene, &owner(&scene), need).await;
    assert_eq!(view.may_state, Some(FindingSide::Owner));
    assert_eq!(cause(&view).standing, CauseStanding::Open);
    for (person, finding, note) in [
        ("owner", "unsure", "Habría que verlo"),
        ("owner", "yes", "Nadie firma la salida"),
        ("staff", "no", "Firma Inés, lote por lote"),
    ] {
        let sent = says(&scene, person, finding, note).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    }
    let view = analysed(&scene, &staff(), need).await;
    assert_eq!(view.may_state, Some(FindingSide::Consultant));
    let shown = cause(&view);
    assert_eq!(shown.standing, CauseStanding::Disputed);
    assert_eq!(shown.owner.as_ref().unwrap().finding, Finding::Yes);
    assert_eq!(shown.consultant.as_ref().unwrap().finding, Finding::No);
    assert_eq!(stored(&scene).await[0], 3, "everything stays");
    let chosen = format!("{}?requerimiento={need}", path(&scene));
    for person in ["owner", "staff"] {
        let page = scene.page(&chosen, person).await;
        for words in ["Nadie firma la salida", "Firma Inés", "no coinciden"] {
            assert!(page.contains(words), "{person}: {words}");
        }
        assert!(!page.contains("Habría que verlo"), "{person}");
    }
    let page = scene.page(&chosen, "engineer").await;
    for words in ["Nadie firma", "Firma Inés", "no coinciden"] {
        assert!(!page.contains(words), "{words}");
    }
    let view = analysed(&scene, &engineer(&scene), need).await;
    let mut causes = view.symptoms.iter().flat_map(|one| &one.causes);
    assert!(causes.all(|one| one.owner.is_none() && one.consultant.is_none()));
}

#[tokio::test]
async fn what_cannot_be_kept_comes_back_with_what_was_typed() {
    let scene = Scene::new().await;
    let need = need(&scene).await.to_string();
    let good = format!("{SYMPTOM} {CAUSE}");
    let crossed = format!("cause.high_scrap {CAUSE}");
    let long = "ñ".repeat(gaps::NOTE_MAX + 1);
    for (causa, hallazgo, nota, control) in [
        ("", "yes", "Un ejemplo", "causa"),
        (crossed.as_str(), "yes", "Un ejemplo", "causa"),
        (good.as_str(), "", "Un ejemplo", "hallazgo"),
        (good.as_str(), "maybe", "Un ejemplo", "hallazgo"),
        (good.as_str(), "no", long.as_str(), "nota"),
    ] {
        let fields = [
            ("causa", causa),
            ("hallazgo", hallazgo),
            ("nota", nota),
            ("requerimiento", need.as_str()),
        ];
        let session = scene.session("owner");
        let answer = post(&scene.router, &path(&scene), session, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{causa}");
        assert!(answer.body.contains(&format!("href=\"#{control}\"")));
        assert!(answer.body.contains(nota), "what was typed is kept");
    }
    assert_eq!(stored(&scene).await[0], 0);
    let said = Statement {
        symptom: SYMPTOM,
        cause: SYMPTOM,
        finding: Some(Finding::Yes),
        note: "",
    };
    let refused = gaps::state(&scene.world.app, &owner(&scene), scene.site, said).await;
    assert!(
        matches!(refused, Err(AppError::Invalid(_))),
        "a symptom is no cause of itself"
    );
}

const ANALYSIS: &str = "query($s: ID!, $n: [ID!]) { gapAnalysis(site: $s, needs: $n) { supplier { name } \
    compared { needId group } gaps { about { attribute unit lowerIsBetter } required distance severity present { high reachedMilli evidence { value } } askedBy closing { price } } \
    toAsk { about { attribute } why } symptoms { symptomId gaps causes { causeId standing owner { finding note } services { price } } } } }";

#[tokio::test]
async fn the_api_tells_the_same() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    let variables = json!({ "s": global("Supplier", scene.site), "n": [global("Need", need)] });
    let query = "mutation($i: StateCauseInput!) { stateCause(input: $i) { statement { finding by } errors { field hint } } }";
    let said = |cause: &str| json!({ "i": { "site": global("Supplier", scene.site), "symptomId": SYMPTOM, "causeId": cause, "finding": "YES", "note": "Así es" } });
    let session = scene.session("owner");
    let answer = ask(&scene.router, session, query, said(CAUSE)).await;
    let payload = answer.json()["data"]["stateCause"].clone();
    assert_eq!(payload["statement"]["finding"], "YES", "{}", answer.body);
    let answer = ask(&scene.router, session, query, said("cause.none")).await;
    let payload = answer.json()["data"]["stateCause"].clone();
    assert_eq!(payload["errors"][0]["hint"], "unknown_cause");
    for person in ["owner", "staff"] {
        let answer = ask(
            &scene.router,
            scene.session(person),
            ANALYSIS,
            variables.clone(),
        )
        .await;
        let told = answer.json()["data"]["gapAnalysis"].clone();
        let gaps = told["gaps"].as_array().unwrap();
        let gap = gaps.iter().find(|gap| gap["about"]["attribute"] == PPM);
        let gap = gap.unwrap();
        assert_eq!(gap["present"]["high"], "731377", "{}", answer.body);
        assert_eq!(gap["severity"], "BLOCKING");
        assert!(answer.body.contains("Así es"), "{person}");
    }
    let answer = ask(
        &scene.router,
        scene.session("engineer"),
        ANALYSIS,
        variables.clone(),
    )
    .await;
    let told = answer.json()["data"]["gapAnalysis"].clone();
    assert_eq!(told["toAsk"][0]["why"], "closed", "{}", answer.body);
    assert!(!answer.body.contains("Así es"));
    for secret in SECRETS {
        assert!(!tells(&answer.body, secret), "{secret}");
    }
    let answer = ask(&scene.router, scene.session("rival"), ANALYSIS, variables).await;
    assert!(answer.json()["data"]["gapAnalysis"].is_null());
}

#[tokio::test]
async fn the_map_counts_the_region_and_gives_no_firm_away() {
    let scene = Scene::new().await;
    let need = need(&scene).await;
    let view = gaps::map(&scene.world.app, &staff()).await.unwrap();
    assert!(view.needs.contains_key(&need) && view.sites > 0);
    let is_of_people = |row: &&MapRow| row.dimension.attribute == SITE_STAFF;
    let mut people = view.map.rows.iter().filter(is_of_people);
    assert!(people.any(|row| row.lacking.is_some_and(|firms| firms > 0)));
    for row in view.map.rows.iter().filter(|row| row.is_closed) {
        assert!(row.lacking.is_none_or(|firms| firms >= 5), "{row:?}");
        assert!(row.cohorts.iter().all(|cohort| cohort.sites.is_empty()));
    }
    let page = scene.page("/mapa-de-brechas", "staff").await;
    assert!(page.contains("<table") && page.contains("Mapa de brechas"));
    for secret in SECRETS {
        assert!(!tells(&page, secret), "{secret}");
    }
    for person in ["owner", "engineer", "rival", "provider", "visitor"] {
        let answer = get(
            &scene.router,
            "/mapa-de-brechas",
            scene.session(person),
            "es",
        )
        .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{person}");
    }
    let query = "{ gapMap(first: 5) { firms openNeeds rows { about { attribute } lacking isClosed cohorts { firms } } } }";
    let answer = ask(&scene.router, scene.session("staff"), query, json!({})).await;
    let told = answer.json()["data"]["gapMap"].clone();
    assert_eq!(told["openNeeds"], view.map.needs, "{}", answer.body);
    assert!(told["rows"].as_array().unwrap().len() <= 5);
}
