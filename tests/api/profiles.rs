//! A firm keeps its profile: what it types is kept exactly and shown as typed, matching follows, nothing that
//! is known better is weakened, and nobody records for another's firm.

use super::closed_facts::{Scene, tells};
use super::consents::{database, global};
use axum::http::StatusCode;
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need};
use eslabon_app::profiles::{Completeness, Question, Standing, complete};
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::suppliers::load_supplier;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::NeedId;
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_engine::matching::Group;
use eslabon_tests::world::{Answer, ask, get, post};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

const TOLERANCE: &str = "process.tolerance";
const TURNING: &str = "process.cnc_turning";

fn owner(scene: &Scene) -> Actor {
    Actor {
        role: Role::Owner,
        organisation: Some(scene.owner),
        ..Actor::command_line()
    }
}

fn path(scene: &Scene, attribute: &str, item: Option<&str>) -> String {
    let of = item.map(|item| format!("?de={item}")).unwrap_or_default();
    format!("/proveedores/{}/perfil/{attribute}{of}", scene.site)
}

async fn answer(
    scene: &Scene,
    person: &str,
    (attribute, item): (&str, Option<&str>),
    fields: &[(&str, &str)],
) -> Answer {
    let path = path(scene, attribute, item);
    post(&scene.router, &path, scene.session(person), fields).await
}

/// The page of a question, in both languages.
async fn question(scene: &Scene, attribute: &str, item: Option<&str>) -> String {
    let path = path(scene, attribute, item);
    scene.page(&path, "owner").await
}

async fn facts(scene: &Scene) -> Vec<Fact> {
    let view = load_supplier(&scene.world.app, &owner(scene), scene.site).await;
    view.unwrap().facts
}

async fn fact(scene: &Scene, attribute: &str, item: Option<&str>) -> Option<Fact> {
    let mut facts = facts(scene).await.into_iter();
    facts.find(|fact| fact.attribute == attribute && fact.item.as_deref() == item)
}

async fn profile(scene: &Scene) -> Completeness {
    let all = complete(&scene.world.app, &owner(scene), scene.site).await;
    all.unwrap()
}

fn open<'q>(all: &'q Completeness, attribute: &str, item: Option<&str>) -> Option<&'q Question> {
    all.open.iter().find(|one| one.asks(attribute, item))
}

/// A need that asks for turning to 0.02 mm.
async fn need(scene: &Scene) -> NeedId {
    let must = |attribute: &str, item: Option<&str>, requirement| CriterionDraft {
        attribute: attribute.into(),
        item: item.map(str::to_owned),
        requirement,
        strength: Strength::Must,
        weight: 10,
    };
    let turning = Requirement::AnyOf {
        concepts: vec![TURNING.into()],
    };
    let draft = NeedDraft {
        organisation: Some(scene.lead_firm),
        organisation_name: None,
        title: LocalText::es("Bujes"),
        description: LocalText::es(""),
        criteria: vec![
            must("process.offered", None, turning),
            must(
                TOLERANCE,
                Some(TURNING),
                Requirement::AtMost { amount: 20_000 },
            ),
        ],
        terms: NeedTerms::default(),
        target_price: None,
        starts_on: None,
        closes_on: None,
        hide_buyer: false,
    };
    let staff = Actor::command_line();
    create_need(&scene.world.app, &staff, draft)
        .await
        .unwrap()
        .id
}

/// The group in which a shortlist of the need has the firm.
async fn group(scene: &Scene, need: NeedId) -> Option<Group> {
    let app = &scene.world.app;
    let made = make_shortlist(app, &Actor::command_line(), need, app.today()).await;
    let answer = made.unwrap().answer;
    let mut candidates = answer.candidates.iter();
    let own = candidates.find(|candidate| candidate.site == scene.site);
    own.map(|candidate| candidate.group)
}

#[tokio::test]
async fn an_owner_answers_in_thousandths_of_an_inch_and_matching_follows() {
    let scene = Scene::new().await;
    let before = profile(&scene).await;
    let waiting = open(&before, TOLERANCE, Some(TURNING)).unwrap().opens;
    let need = need(&scene).await;
    let before = profile(&scene).await;
    let asked = open(&before, TOLERANCE, Some(TURNING)).unwrap();
    assert_eq!(asked.opens, waiting + 1, "the new need waits for it");
    assert_eq!(asked.standing, Standing::Missing);
    assert_ne!(group(&scene, need).await, Some(Group::Ready));

    let shown = question(&scene, TOLERANCE, Some(TURNING)).await;
    for words in [
        "milésimas de pulgada",
        "thousandths of an inch",
        "Puede abrirle",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let sent = [("text", "0.5"), ("unit", "milésimas")];
    let sent = answer(&scene, "owner", (TOLERANCE, Some(TURNING)), &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let known = fact(&scene, TOLERANCE, Some(TURNING)).await.unwrap();
    assert_eq!(known.value, FactValue::exactly(12_700));
    assert_eq!(known.entered.as_deref(), Some("0.5 milésimas"));
    assert_eq!(known.origin, Origin::Declared);
    assert_eq!(known.observed, scene.world.app.today());
    let page = format!("/proveedores/{}", scene.site);
    assert!(
        scene
            .page(&page, "engineer")
            .await
            .contains("0.5 milésimas")
    );

    assert_eq!(group(&scene, need).await, Some(Group::Ready));
    let after = profile(&scene).await;
    assert_eq!((after.done, after.total), (before.done + 1, before.total));
    assert!(open(&after, TOLERANCE, Some(TURNING)).is_none());
}

#[tokio::test]
async fn what_was_known_stays_in_the_history() {
    let scene = Scene::new().await;
    for text in ["0.05 mm", "0.02 mm"] {
        let sent = [("text", text)];
        let sent = answer(&scene, "owner", (TOLERANCE, Some(TURNING)), &sent).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    }
    let known = fact(&scene, TOLERANCE, Some(TURNING)).await.unwrap();
    assert_eq!(known.value, FactValue::exactly(20_000));
    let page = question(&scene, TOLERANCE, Some(TURNING)).await;
    for words in ["1 dato anterior", "0.05 mm", "la empresa, en su perfil"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_named_and_stays_as_it_was_typed() {
    let scene = Scene::new().await;
    let before = facts(&scene).await;
    for (attribute, item, text, unit, words) in [
        (TOLERANCE, Some(TURNING), "0.02", "kg", "«0.02 kg»"),
        (TOLERANCE, Some(TURNING), "muy fina", "mm", "su unidad"),
        (
            "organisation.annual_sales",
            None,
            "100 USD",
            "",
            "pesos mexicanos (MXN)",
        ),
        ("site.staff", None, "muchos", "", "su unidad"),
        ("site.invoices_usd", None, "quizá", "", "Escriba sí o no"),
        ("site.staff", None, "", "", "Escriba la respuesta"),
    ] {
        let sent = [("text", text), ("unit", unit)];
        let sent = answer(&scene, "owner", (attribute, item), &sent).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(sent.body.contains(words), "{words}: {}", sent.body);
        assert!(sent.body.contains("href=\"#text\""), "{text}");
        let has_no_box = text.is_empty() || attribute == "site.invoices_usd";
        let kept = format!("value=\"{text}\"");
        assert!(has_no_box || sent.body.contains(&kept), "{text} was lost");
    }
    assert_eq!(facts(&scene).await, before, "nothing was written");
    // A bare number of hours is hours.
    let sent = [("text", "16")];
    answer(&scene, "owner", ("site.training_per_person", None), &sent).await;
    let known = fact(&scene, "site.training_per_person", None).await;
    let known = known.unwrap();
    assert_eq!(known.value, FactValue::exactly(16 * 3_600));
    assert_eq!(known.entered.as_deref(), Some("16 h"));
}

#[tokio::test]
async fn only_the_firms_own_people_and_its_centre_record() {
    let mut scene = Scene::new().await;
    let editor = Actor {
        role: Role::Editor,
        ..owner(&scene)
    };
    let session = scene.world.sign_in("editora", &editor).await;
    scene.sessions.insert("editor".into(), session);
    let before = facts(&scene).await;
    let profile = format!("/proveedores/{}/perfil", scene.site);
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("engineer", StatusCode::FORBIDDEN),
        ("administrator", StatusCode::FORBIDDEN),
        ("provider", StatusCode::FORBIDDEN),
        ("visitor", StatusCode::FORBIDDEN),
    ] {
        let sent = [("text", "0.01"), ("unit", "mm")];
        let sent = answer(&scene, person, (TOLERANCE, Some(TURNING)), &sent).await;
        assert_eq!(sent.status, status, "{person}");
        let shown = get(&scene.router, &profile, scene.session(person), "es").await;
        assert_eq!(shown.status, status, "{person}");
        assert!(!tells(&shown.body, "918273"), "{person}");
    }
    assert_eq!(facts(&scene).await, before, "nothing was written");
    let sent = [("text", "0.01"), ("unit", "mm")];
    let sent = answer(&scene, "editor", (TOLERANCE, Some(TURNING)), &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(fact(&scene, TOLERANCE, Some(TURNING)).await.is_some());
}

#[tokio::test]
async fn a_later_word_of_the_owner_does_not_weaken_a_visit() {
    let scene = Scene::new().await;
    let turning = (TOLERANCE, Some(TURNING));
    let silent = answer(&scene, "staff", turning, &[("text", "0.01 mm")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.body.contains("href=\"#origin\""), "{}", silent.body);
    let visit = [("text", "0.01 mm"), ("origin", "verified")];
    let visit = answer(&scene, "staff", turning, &visit).await;
    assert_eq!(visit.status, StatusCode::SEE_OTHER, "{}", visit.body);
    let known = fact(&scene, TOLERANCE, Some(TURNING)).await.unwrap();
    assert_eq!(known.origin, Origin::Verified);

    // Neither by the page, which does not ask, nor by a form of one's own, nor by claiming a visit.
    let page = question(&scene, TOLERANCE, Some(TURNING)).await;
    assert!(page.contains("pida a su centro") && !page.contains("name=\"text\""));
    for origin in ["", "declared", "verified", "measured"] {
        let sent = [("text", "0.05 mm"), ("origin", origin)];
        let sent = answer(&scene, "owner", turning, &sent).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{origin}");
    }
    let after = fact(&scene, TOLERANCE, Some(TURNING)).await.unwrap();
    assert_eq!(after, known);

    let late = [
        ("text", "0.03 mm"),
        ("origin", "document"),
        ("observed", "2020-01-31"),
    ];
    let late = answer(&scene, "staff", turning, &late).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("un dato más reciente"), "{}", late.body);
    assert!(late.body.contains("href=\"#observed\""), "{}", late.body);
}

#[tokio::test]
async fn what_ran_out_is_asked_first() {
    let scene = Scene::new().await;
    let iso = ("standard.held", Some("standard.iso_9001"));
    let sent = [("text", "sí"), ("valid_until", "2020-01-31")];
    let sent = answer(&scene, "owner", iso, &sent).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let all = profile(&scene).await;
    assert!(all.open[0].asks(iso.0, iso.1), "{:?}", all.open[0]);
    assert!(matches!(all.open[0].standing, Standing::Expired(_)));
    assert!(all.done < all.total && all.done > 0);
    let (mut done, mut total) = (0, 0);
    for section in &all.sections {
        assert!(section.done <= section.total, "{section:?}");
        (done, total) = (done + section.done, total + section.total);
    }
    assert_eq!((done, total), (all.done, all.total));
    // One site: straight to it.
    let mine = get(&scene.router, "/mi-empresa", scene.session("owner"), "es").await;
    assert_eq!(mine.status, StatusCode::SEE_OTHER);
    let overview = format!("/proveedores/{}/perfil", scene.site);
    let overview = scene.page(&overview, "owner").await;
    for words in [
        "Confirmar de nuevo",
        "Siguiente:",
        "Qué hacemos",
        "What we do",
    ] {
        assert!(overview.contains(words), "{words}: {overview}");
    }
}

#[tokio::test]
async fn a_list_is_filled_by_naming_and_picking() {
    let scene = Scene::new().await;
    let offered = path(&scene, "process.offered", None);
    let found = format!("{offered}?q=hacemos+fresado+CNC");
    let found = scene.page(&found, "owner").await;
    assert!(found.contains("value=\"process.cnc_milling\""), "{found}");
    assert!(
        !found.contains("value=\"process.cnc_turning\""),
        "held already"
    );
    let nothing = answer(&scene, "owner", ("process.offered", None), &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    for item in ["process.root", "material.abs", "process.levitation"] {
        let sent = [("item", item)];
        let sent = answer(&scene, "owner", ("process.offered", None), &sent).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{item}");
    }
    let picked = [("item", "process.cnc_milling"), ("item", "process.tapping")];
    let picked = answer(&scene, "owner", ("process.offered", None), &picked).await;
    assert_eq!(picked.status, StatusCode::SEE_OTHER, "{}", picked.body);
    for item in ["process.cnc_milling", "process.tapping"] {
        let known = fact(&scene, "process.offered", Some(item)).await;
        assert_eq!(
            known.unwrap().value,
            FactValue::Flag { yes: true },
            "{item}"
        );
    }
    // What hangs on an item asks of which.
    let which = question(&scene, "process.lot_min", None).await;
    assert!(which.contains("?de=process.cnc_milling"), "{which}");
}

#[tokio::test]
async fn a_closed_figure_is_recorded_and_shown_to_nobody_else() {
    let scene = Scene::new().await;
    let output = ("process.monthly_output", Some(TURNING));
    let sent = answer(&scene, "owner", output, &[("text", "445566")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let known = fact(&scene, output.0, output.1).await.unwrap();
    assert_eq!(known.value, FactValue::exactly(445_566));
    let page = format!("/proveedores/{}", scene.site);
    for (person, sees) in [
        ("owner", true),
        ("staff", true),
        ("engineer", false),
        ("rival", false),
        ("administrator", false),
        ("visitor", false),
    ] {
        let pages = scene.page(&page, person).await;
        assert_eq!(tells(&pages, "445566"), sees, "{person}");
    }
    let raw = database(&scene).await;
    let sql = "SELECT detail FROM audit_log WHERE action = 'facts.record' AND subject_organisation_id IS NOT NULL";
    let acts = Statement::from_string(raw.get_database_backend(), sql);
    let acts = raw.query_all_raw(acts).await.unwrap();
    assert_eq!(acts.len(), 1);
    let detail: String = acts[0].try_get("", "detail").unwrap();
    assert!(detail.contains(output.0) && detail.contains(TURNING));
    assert!(!detail.contains("445566"), "{detail}");
}

#[tokio::test]
async fn programs_record_and_read_as_people_do() {
    let scene = Scene::new().await;
    let query = "query($s: ID!) { profileCompleteness(site: $s) { done total sections { part done total } open { attribute item { conceptId } standing opens } } }";
    let record = "mutation($i: FactRecordInput!) { factRecord(input: $i) { fact { attribute value entered origin } errors { field hint } } }";
    let site = global("Supplier", scene.site);
    let complete = async || {
        let asked = json!({ "s": site });
        let read = ask(&scene.router, scene.session("owner"), query, asked).await;
        read.json()["data"]["profileCompleteness"].clone()
    };
    let send = async |text: &str, unit: &str| {
        let input = json!({ "i": { "site": site, "attribute": TOLERANCE, "item": TURNING, "text": text, "unit": unit } });
        let sent = ask(&scene.router, scene.session("owner"), record, input).await;
        sent.json()["data"]["factRecord"].clone()
    };
    let before = complete().await;
    let refused = send("0.02", "kg").await;
    assert!(refused["fact"].is_null(), "{refused}");
    assert_eq!(refused["errors"][0]["hint"], "bad_number");
    assert_eq!(complete().await, before);
    let recorded = send("0.5", "thou").await;
    assert_eq!(recorded["errors"], json!([]), "{recorded}");
    assert_eq!(recorded["fact"]["entered"], "0.5 thou");
    assert_eq!(recorded["fact"]["origin"], "DECLARED");
    let after = complete().await;
    let done = |all: &serde_json::Value| all["done"].as_u64().unwrap();
    assert_eq!(done(&after), done(&before) + 1);
    let read = ask(
        &scene.router,
        scene.session("rival"),
        query,
        json!({ "s": site }),
    )
    .await;
    assert!(read.json()["data"]["profileCompleteness"].is_null());
}

/// The first question that is none of a list, and the one that follows it.
async fn next(scene: &Scene) -> [(String, Option<String>); 2] {
    const LISTS: [&str; 5] = [
        "process.offered",
        "material.worked",
        "standard.held",
        "equipment.owned",
        "sector.served",
    ];
    let all = profile(scene).await;
    let is_one = |one: &Question| !LISTS.contains(&one.attribute.as_str());
    let at = all.open.iter().position(is_one).unwrap();
    [&all.open[at], &all.open[at + 1]].map(|one| (one.attribute.clone(), one.item.clone()))
}

#[tokio::test]
async fn what_is_not_known_is_asked_later_and_stays_unknown() {
    let scene = Scene::new().await;
    let before = profile(&scene).await;
    let [asked, second] = next(&scene).await;
    let question = (asked.0.as_str(), asked.1.as_deref());
    let left = answer(&scene, "owner", question, &[("no-se", "si"), ("text", "")]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.body);
    let to = left.headers[axum::http::header::LOCATION].to_str().unwrap();
    assert!(to.contains(&second.0), "{to} leads to {}", second.0);
    // It is remembered: the next question comes, also on the next visit.
    let after = profile(&scene).await;
    assert!(open(&after, question.0, question.1).is_none());
    assert_eq!(after.open.len(), before.open.len() - 1);
    assert_eq!((after.done, after.total), (before.done, before.total));
    assert_eq!(after.skipped, 1);
    assert_eq!(fact(&scene, question.0, question.1).await, None);
    let lines = after.sections.iter().flat_map(|section| &section.questions);
    let left: Vec<&Question> = lines.filter(|one| one.is_skipped).collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].standing, Standing::Missing, "unknown is not known");
}

#[tokio::test]
async fn a_question_that_was_left_for_later_is_asked_as_soon_as_a_need_waits_for_it() {
    let scene = Scene::new().await;
    let turning = (TOLERANCE, Some(TURNING));
    answer(&scene, "owner", turning, &[("no-se", "si")]).await;
    assert!(open(&profile(&scene).await, TOLERANCE, Some(TURNING)).is_none());
    need(&scene).await;
    assert!(open(&profile(&scene).await, TOLERANCE, Some(TURNING)).is_some());
    // Left again, though the need waits: it was seen.
    answer(&scene, "owner", turning, &[("no-se", "si")]).await;
    assert!(open(&profile(&scene).await, TOLERANCE, Some(TURNING)).is_none());
    // An answer ends it.
    let sent = answer(&scene, "owner", turning, &[("text", "0.02 mm")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert_eq!(profile(&scene).await.skipped, 0);
}

#[tokio::test]
async fn nobody_leaves_questions_of_anothers_firm_for_later() {
    let scene = Scene::new().await;
    let [asked, _] = next(&scene).await;
    let question = (asked.0.as_str(), asked.1.as_deref());
    for (person, status) in [
        ("rival", StatusCode::NOT_FOUND),
        ("engineer", StatusCode::FORBIDDEN),
        ("visitor", StatusCode::FORBIDDEN),
    ] {
        let sent = answer(&scene, person, question, &[("no-se", "si")]).await;
        assert_eq!(sent.status, status, "{person}");
    }
    let raw = database(&scene).await;
    let sql = "SELECT COUNT(*) AS n FROM profile_skips".to_owned();
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    let row = raw.query_one_raw(statement).await.unwrap().unwrap();
    assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0);
    assert_eq!(next(&scene).await[0], asked);
}

#[tokio::test]
async fn the_api_leaves_a_question_for_later() {
    let scene = Scene::new().await;
    let [(attribute, item), _] = next(&scene).await;
    let skip =
        "mutation($i: FactSkipInput!) { factSkip(input: $i) { until errors { field hint } } }";
    let send = async |attribute: &str, item: Option<&str>| {
        let site = global("Supplier", scene.site);
        let input = json!({ "i": { "site": site, "attribute": attribute, "item": item } });
        let sent = ask(&scene.router, scene.session("owner"), skip, input).await;
        sent.json()["data"]["factSkip"].clone()
    };
    for (attribute, item, hint) in [
        ("nada", None, "unknown_attribute"),
        (TOLERANCE, Some("material.brass"), "unknown_concept"),
    ] {
        let refused = send(attribute, item).await;
        assert!(refused["until"].is_null(), "{refused}");
        assert_eq!(refused["errors"][0]["hint"], hint);
    }
    let left = send(&attribute, item.as_deref()).await;
    assert_eq!(left["errors"], json!([]), "{left}");
    assert!(left["until"].is_string());
    assert_ne!(next(&scene).await[0], (attribute, item));
}
