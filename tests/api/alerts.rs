//! What people are told without asking: firms of open needs, buyers and their centre of suppliers; once, only
//! what each may know, and no more once she may not.

use eslabon_app::alerts::{
    self, AlertLine, AlertQuery, count_unread, follow, list_alerts, mark_read, set_mail,
    write_digests,
};
use eslabon_app::consents::{Opening, open, revoke};
use eslabon_app::context::Silent;
use eslabon_app::mail::transport::Transport;
use eslabon_app::maintain::sweep;
use eslabon_app::needs::{CriterionDraft, NeedDraft, change_need, create_need, set_status};
use eslabon_app::privacy::export::export;
use eslabon_app::profiles::{Draft, record};
use eslabon_app::suppliers::own_sites;
use eslabon_app::{App, AppError, accounts, config, demo};
use eslabon_domain::actors::Actor;
use eslabon_domain::alerts::AlertKind;
use eslabon_domain::attributes::{ConfidentialityGroup, PROCESS_OFFERED, SITE_STATE};
use eslabon_domain::consents::{Purpose, Subject};
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_engine::matching::Group;
use eslabon_tests::world::{World, ask, get, post};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::json;

const ENGINEER: &str = "altaluz";
const COLLEAGUE: &str = "compras";
const STRANGER: &str = "brisanor";
const STAFF: &str = "centro";
const MANAGER: &str = "direccion";
/// Owner of a turning shop whose every figure is known, and her helper.
const TURNER: &str = "cerro-del-tesoro";
const HELPER: &str = "colaboradora";
/// Owner of a moulding shop that has not said how soon it quotes.
const MOULDER: &str = "la-calerilla";
const TITLE: &str = "Separadores con leyenda";

struct Scene {
    world: World,
    router: axum::Router,
    raw: DatabaseConnection,
    moulder: SiteId,
}

fn actor(key: &str) -> Actor {
    let person = demo::PEOPLE.iter().find(|one| one.key == key).unwrap();
    Actor {
        person: Some(person.id()),
        name: person.name.to_owned(),
        role: person.role,
        organisation: person.organisation(),
        centre: Some(CentreId::from_name("default")),
        shared_centres: Vec::new(),
    }
}

fn must(attribute: &str, requirement: Requirement) -> CriterionDraft {
    CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement,
        strength: Strength::Must,
        weight: 50,
    }
}

/// Turned or moulded in a state, quoted within five days; the buyer keeps her name back.
fn draft(state: u8) -> NeedDraft {
    let concepts = vec![
        "process.cnc_turning".to_owned(),
        "process.injection_molding".to_owned(),
    ];
    let states = vec![StateCode(state)];
    NeedDraft {
        organisation: None,
        organisation_name: None,
        title: LocalText::es(TITLE),
        description: LocalText::es("Torneados o inyectados, 9,000 al mes."),
        terms: NeedTerms::default(),
        target_price: None,
        criteria: vec![
            must(PROCESS_OFFERED, Requirement::AnyOf { concepts }),
            must(SITE_STATE, Requirement::InStates { states }),
            must("site.quote_days", Requirement::AtMost { amount: 5 }),
        ],
        starts_on: None,
        closes_on: None,
        hide_buyer: true,
    }
}

impl Scene {
    /// Everyone has been told of what there was, and has read it.
    async fn new() -> Scene {
        let world = World::fictional().await;
        let app = &world.app;
        app.set_clock(app.now());
        assert!(follow(app).await.unwrap().told > 0);
        for person in demo::PEOPLE {
            match mark_read(app, &actor(person.key), None).await {
                Ok(_) | Err(AppError::Forbidden) => {}
                Err(other) => panic!("{}: {other}", person.key),
            }
        }
        let own = own_sites(app, &actor(MOULDER)).await.unwrap();
        let raw = sea_orm::Database::connect(app.place().database())
            .await
            .unwrap();
        Scene {
            router: world.router(),
            moulder: own[0].site,
            raw,
            world,
        }
    }

    fn app(&self) -> &App {
        &self.world.app
    }

    async fn follow(&self) -> u64 {
        follow(self.app()).await.unwrap().told
    }

    /// Posted by the engineer, and everyone told.
    async fn posted(&self, draft: NeedDraft) -> Need {
        let need = create_need(self.app(), &actor(ENGINEER), draft).await;
        let need = need.unwrap();
        self.follow().await;
        need
    }

    /// The owner of the moulding shop says something of it, and everyone is told.
    async fn said(&self, attribute: &str, text: &str) -> u64 {
        let draft = Draft {
            attribute: attribute.to_owned(),
            text: text.to_owned(),
            ..Draft::default()
        };
        record(self.app(), &actor(MOULDER), self.moulder, &draft)
            .await
            .unwrap();
        self.follow().await
    }

    async fn unread(&self, key: &str) -> Vec<AlertLine> {
        let query = AlertQuery {
            limit: 100,
            unread_only: true,
            ..AlertQuery::default()
        };
        let page = list_alerts(self.app(), &actor(key), query).await.unwrap();
        assert_eq!(page.unread, page.lines.len() as u64, "{key}");
        page.lines
    }

    /// Who has something unread of a need: the kind and how near.
    async fn told(&self, key: &str, need: NeedId) -> Vec<(AlertKind, Group)> {
        let lines = self.unread(key).await.into_iter();
        let of_need = lines.filter(|line| line.need.id == need);
        of_need.map(|line| (line.kind, line.group)).collect()
    }

    fn session(&self, key: &str) -> &str {
        let mut known = self.world.signed_in.iter();
        let found = known.find(|(other, ..)| *other == key);
        found.map(|(_, _, session)| session.as_str()).unwrap()
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {what}");
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    async fn run(&self, sql: &str) {
        let done = self.raw.execute_unprepared(sql).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
    }

    /// The letters that wait.
    async fn letters(&self) -> Vec<String> {
        let sql =
            "SELECT payload AS p FROM jobs WHERE unique_key LIKE 'alerts-digest:%' ORDER BY number";
        let statement = Statement::from_string(self.raw.get_database_backend(), sql.to_owned());
        let rows = self.raw.query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| row.try_get("", "p").unwrap())
            .collect()
    }
}

#[tokio::test]
async fn a_new_need_is_told_to_firms_near_it_once_and_to_nobody_else() {
    let scene = Scene::new().await;
    let need = scene.posted(draft(14)).await;
    let opportunity = |group| vec![(AlertKind::Opportunity, group)];
    assert_eq!(scene.told(TURNER, need.id).await, opportunity(Group::Ready));
    assert_eq!(scene.told(HELPER, need.id).await, opportunity(Group::Ready));
    assert_eq!(
        scene.told(MOULDER, need.id).await,
        opportunity(Group::ToConfirm)
    );
    // What one posts oneself is shown, not told.
    for key in [ENGINEER, COLLEAGUE, STRANGER, STAFF, MANAGER] {
        assert!(scene.told(key, need.id).await.is_empty(), "{key}");
    }
    let before = scene.count("alerts").await;
    assert_eq!(scene.follow().await, 0);
    // Even if the follower had lost its place.
    scene
        .run("UPDATE feed_positions SET seq = 0, until_seq = 0, done = 0")
        .await;
    assert_eq!(scene.follow().await, 0);
    assert_eq!(scene.count("alerts").await, before);
    // Even if it had forgotten where everyone stood: the firms hear nothing a second time.
    let opportunities = "alerts WHERE kind = 'opportunity'";
    let before = scene.count(opportunities).await;
    scene.run("DELETE FROM pair_standings").await;
    scene
        .run("UPDATE feed_positions SET seq = 0, until_seq = 0, done = 0")
        .await;
    scene.follow().await;
    assert_eq!(scene.count(opportunities).await, before);
}

#[tokio::test]
async fn what_was_there_before_anyone_followed_is_nobodys_news() {
    let scene = Scene::new().await;
    // As after an upgrade: needs and profiles, and nobody who ever followed them.
    for sql in [
        "DELETE FROM alerts",
        "DELETE FROM pair_standings",
        "DELETE FROM feed_positions",
    ] {
        scene.run(sql).await;
    }
    assert_eq!(scene.follow().await, 0);
    assert_eq!(scene.count("alerts").await, 0);
    assert!(scene.count("pair_standings").await > 0, "it is known");
    assert_eq!(scene.follow().await, 0);
    // What comes after is told, and nothing else.
    let need = scene.posted(draft(14)).await;
    assert_eq!(
        scene.told(TURNER, need.id).await,
        [(AlertKind::Opportunity, Group::Ready)]
    );
    scene.said("site.quote_days", "3").await;
    assert_eq!(
        scene.told(ENGINEER, need.id).await,
        [(AlertKind::Supplier, Group::Ready)]
    );
    assert_eq!(scene.unread(TURNER).await.len(), 1);
}

#[tokio::test]
async fn what_was_told_long_ago_is_swept() {
    let scene = Scene::new().await;
    let (app, operator) = (scene.app(), Actor::command_line());
    scene.posted(draft(14)).await;
    let (now, days) = (app.now(), |days: i64| SignedDuration::from_hours(24 * days));
    let unread = scene.count("alerts WHERE read_at IS NULL").await;
    assert!(unread > 0 && unread < scene.count("alerts").await);
    // Nothing is old yet.
    let swept = sweep(app, &operator).await.unwrap();
    assert_eq!((swept.alerts, swept.standings), (0, 0));
    app.set_clock(now + days(181));
    assert!(sweep(app, &operator).await.unwrap().alerts > 0);
    assert_eq!(scene.count("alerts").await, unread);
    app.set_clock(now + days(366));
    sweep(app, &operator).await.unwrap();
    assert_eq!(scene.count("alerts").await, 0);
    let standing = scene.count("pair_standings").await;
    scene.run("UPDATE needs SET status = 'withdrawn'").await;
    let swept = sweep(app, &operator).await.unwrap().standings;
    assert_eq!(i64::try_from(swept), Ok(standing));
    assert_eq!(scene.count("pair_standings").await, 0);
}

#[tokio::test]
async fn whoever_is_out_of_reach_is_not_told() {
    let scene = Scene::new().await;
    let need = scene.posted(draft(8)).await;
    for key in [TURNER, HELPER, MOULDER] {
        assert!(scene.told(key, need.id).await.is_empty(), "{key}");
    }
    let of_it = format!(
        "pair_standings WHERE need_id = {}",
        hex(need.id.0.as_bytes())
    );
    assert_eq!(scene.count(&of_it).await, 0);
    // Asked otherwise, it is near.
    change_need(
        scene.app(),
        &actor(ENGINEER),
        need.id,
        need.version,
        draft(14),
    )
    .await
    .unwrap();
    assert_eq!(scene.follow().await, 3);
    assert_eq!(
        scene.told(TURNER, need.id).await,
        [(AlertKind::Opportunity, Group::Ready)]
    );
    assert_eq!(scene.count(&of_it).await, 2);
}

#[tokio::test]
async fn a_changed_profile_is_told_to_buyer_and_centre_and_not_to_its_own_firm() {
    let scene = Scene::new().await;
    let need = scene.posted(draft(14)).await;
    mark_read(scene.app(), &actor(MOULDER), None).await.unwrap();
    assert!(scene.said("site.quote_days", "3").await >= 4);
    for key in [ENGINEER, COLLEAGUE, STAFF, MANAGER] {
        let lines = scene.unread(key).await;
        let line = lines.iter().find(|one| one.need.id == need.id).unwrap();
        assert_eq!((line.kind, line.group), (AlertKind::Supplier, Group::Ready));
        assert_eq!(line.site.site, scene.moulder, "{key}");
    }
    for key in [STRANGER, MOULDER] {
        assert!(scene.told(key, need.id).await.is_empty(), "{key}");
    }
    // The same again, and worse, and the same again: none is news.
    for days in ["3", "30", "3"] {
        scene.said("site.quote_days", days).await;
    }
    assert_eq!(scene.told(ENGINEER, need.id).await.len(), 1);
    let page = get(&scene.router, "/avisos", scene.session(ENGINEER), "es").await;
    assert!(page.body.contains("Sin leer"), "{}", page.body);
    assert!(
        page.body
            .contains(&format!("/proveedores/{}", scene.moulder))
    );
    let sent = post(
        &scene.router,
        "/avisos/leidos",
        scene.session(ENGINEER),
        &[("hasta", "")],
    )
    .await;
    assert_eq!(sent.status.as_u16(), 303);
    assert!(scene.told(ENGINEER, need.id).await.is_empty());
    assert_eq!(scene.told(COLLEAGUE, need.id).await.len(), 1);
}

#[tokio::test]
async fn a_closed_figure_tells_the_buyer_nothing_without_consent() {
    let scene = Scene::new().await;
    let mut asked = draft(14);
    asked.criteria.pop();
    let ppm = Requirement::AtMost { amount: 1_000 };
    asked.criteria.push(must("site.defect_ppm", ppm));
    let need = scene.posted(asked).await;
    assert!(scene.told(ENGINEER, need.id).await.is_empty());
    // The firm comes nearer by it, and knows; the buyer may not.
    scene.said("site.defect_ppm", "20 ppm").await;
    assert!(scene.told(ENGINEER, need.id).await.is_empty());
    let opening = Opening {
        subject: Subject::Facts(ConfidentialityGroup::Quality),
        audience: None,
        purpose: Purpose::Match,
        until: scene.app().today(),
        note: String::new(),
    };
    let opened = open(scene.app(), &actor(MOULDER), opening).await.unwrap();
    // To open is no change of the profile: nothing is told at that moment.
    assert_eq!(scene.follow().await, 0);
    scene.said("site.quote_days", "9").await;
    assert_eq!(
        scene.told(ENGINEER, need.id).await,
        [(AlertKind::Supplier, Group::Ready)]
    );
    // Taken back, it is taken back here, too: what is left is what she may know of any firm.
    revoke(scene.app(), &actor(MOULDER), opened.id)
        .await
        .unwrap();
    for key in [ENGINEER, STAFF] {
        assert_eq!(
            scene.told(key, need.id).await,
            [(AlertKind::Supplier, Group::ToConfirm)],
            "{key}"
        );
    }
}

#[tokio::test]
async fn a_buyer_who_keeps_her_name_back_is_named_nowhere() {
    let scene = Scene::new().await;
    let need = scene.posted(draft(14)).await;
    let line = scene.unread(TURNER).await.remove(0);
    assert_eq!(line.need.organisation, OrganisationId::RESERVED);
    for lang in ["es", "en"] {
        for key in [TURNER, MOULDER] {
            let path = "/avisos?ver=sin-leer";
            let page = get(&scene.router, path, scene.session(key), lang).await;
            assert_eq!(page.status.as_u16(), 200, "{key}");
            assert!(page.body.contains(TITLE), "{key} {lang}: {}", page.body);
            assert!(page.body.contains(&format!("/oportunidades/{}", need.id)));
            assert!(!page.body.contains("Altaluz"), "{key} {lang}");
        }
    }
    let query = "{ alerts(unreadOnly: true) { unreadCount edges { node { kind group read need { title { text } organisation { name } } } } } }";
    let answer = ask(&scene.router, scene.session(TURNER), query, json!({})).await;
    let node = &answer.json()["data"]["alerts"]["edges"][0]["node"];
    assert_eq!(node["need"]["title"]["text"], TITLE, "{}", answer.body);
    assert!(node["need"]["organisation"].is_null());
    assert_eq!(node["kind"], "OPPORTUNITY");
    assert!(!answer.body.contains("Altaluz"));
}

#[tokio::test]
async fn a_need_that_is_taken_back_takes_its_alerts_along() {
    let scene = Scene::new().await;
    let need = scene.posted(draft(14)).await;
    scene.said("site.quote_days", "3").await;
    for key in [TURNER, ENGINEER] {
        assert_eq!(scene.told(key, need.id).await.len(), 1, "{key}");
    }
    let to = async |version, status| {
        set_status(
            scene.app(),
            &actor(ENGINEER),
            need.id,
            version,
            status,
            "Se decidió otra cosa",
            None,
        )
        .await
        .unwrap();
        scene.follow().await
    };
    to(need.version, NeedStatus::Withdrawn).await;
    for key in [TURNER, HELPER, MOULDER, ENGINEER, STAFF] {
        assert_eq!(count_unread(scene.app(), &actor(key)).await.unwrap(), 0);
        let page = get(&scene.router, "/avisos", scene.session(key), "es").await;
        assert!(!page.body.contains(TITLE), "{key}");
    }
    let of_it = format!(
        "pair_standings WHERE need_id = {}",
        hex(need.id.0.as_bytes())
    );
    assert_eq!(scene.count(&of_it).await, 0);
    // Opened again it is there again, and told no second time; but the moulder stands nearer by now.
    let before = scene.count("alerts").await;
    to(need.version, NeedStatus::Open).await;
    assert_eq!(scene.told(TURNER, need.id).await.len(), 1);
    assert_eq!(scene.told(MOULDER, need.id).await.len(), 2);
    assert_eq!(scene.count("alerts").await, before + 1);
}

#[tokio::test]
async fn alerts_of_others_are_not_found() {
    let scene = Scene::new().await;
    scene.posted(draft(14)).await;
    let hers = scene.unread(TURNER).await[0].number;
    for key in [MOULDER, ENGINEER, STAFF] {
        let refused = mark_read(scene.app(), &actor(key), Some(hers)).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{key}");
        let number = hers.to_string();
        let fields = [("hasta", number.as_str())];
        let answer = post(&scene.router, "/avisos/leidos", scene.session(key), &fields).await;
        assert_eq!(answer.status.as_u16(), 404, "{key}");
    }
    for key in ["mezquitan", "financiamiento", "administracion"] {
        let refused = list_alerts(scene.app(), &actor(key), AlertQuery::default()).await;
        assert!(matches!(refused, Err(AppError::Forbidden)), "{key}");
        let page = get(&scene.router, "/avisos", scene.session(key), "es").await;
        assert_eq!(page.status.as_u16(), 403, "{key}");
    }
    assert_eq!(scene.unread(TURNER).await.len(), 1);
    assert_eq!(scene.unread(MOULDER).await.len(), 1);
    // She reads in the role in which she acts: as of another firm nothing of this one.
    let elsewhere = Actor {
        organisation: actor(MOULDER).organisation,
        ..actor(TURNER)
    };
    assert_eq!(count_unread(scene.app(), &elsewhere).await.unwrap(), 0);
}

#[tokio::test]
async fn whoever_is_no_member_any_more_is_told_nothing() {
    let scene = Scene::new().await;
    let operator = Actor::command_line();
    let known = accounts::people::list(scene.app(), &operator)
        .await
        .unwrap();
    let helper = actor(HELPER).person.unwrap();
    let hat = known.iter().find(|one| one.person == helper).unwrap();
    accounts::people::end(scene.app(), &operator, hat.membership)
        .await
        .unwrap();
    let hers = format!("alerts WHERE person_id = {}", hex(helper.0.as_bytes()));
    let before = scene.count(&hers).await;
    assert!(before > 0);
    let need = scene.posted(draft(14)).await;
    assert_eq!(scene.count(&hers).await, before);
    assert_eq!(scene.told(TURNER, need.id).await.len(), 1);
    // What she takes along says when she was told and of what, not where anyone stands.
    let taken = export(scene.app(), &actor(HELPER)).await.unwrap();
    let taken = serde_json::to_value(&taken.alerts).unwrap();
    assert!(
        taken[0]["need"].is_string() && taken[0].get("nearness").is_none(),
        "{taken}"
    );
}

fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("X'{digits}'")
}

#[tokio::test]
async fn a_summary_goes_once_a_day_to_those_who_want_it_and_says_numbers_only() {
    let scene = Scene::new().await;
    scene.posted(draft(14)).await;
    let told_at = scene.app().now();
    assert_eq!(
        write_digests(scene.app()).await.unwrap(),
        0,
        "no way to send"
    );
    let folder = scene.world.directory.path().join("correo");
    scene
        .app()
        .set_mail(Transport::files(&folder, None).unwrap());
    set_mail(scene.app(), &actor(HELPER), false).await.unwrap();
    let tomorrow = hours_later(told_at, 24);
    scene.app().set_clock(tomorrow);
    assert_eq!(write_digests(scene.app()).await.unwrap(), 2);
    assert_eq!(write_digests(scene.app()).await.unwrap(), 0, "once");
    let letters = scene.letters().await;
    assert_eq!(letters.len(), 2);
    for letter in &letters {
        assert!(letter.contains("- 1 requerimiento abierto"), "{letter}");
        assert!(letter.contains("/avisos"), "{letter}");
        for secret in [TITLE, "Altaluz", "Separadores"] {
            assert!(!letter.contains(secret), "{letter}");
        }
    }
    assert!(letters.iter().all(|letter| !letter.contains("rosa@")));
    scene.app().set_clock(hours_later(tomorrow, 24));
    assert_eq!(write_digests(scene.app()).await.unwrap(), 0, "nothing new");
    // Read before the morning: nothing to say.
    scene.said("site.quote_days", "3").await;
    mark_read(scene.app(), &actor(ENGINEER), None)
        .await
        .unwrap();
    scene.app().set_clock(hours_later(tomorrow, 48));
    let written = write_digests(scene.app()).await.unwrap();
    assert_eq!(written, 3, "her colleague, and two of the centre");
    assert!(
        scene
            .letters()
            .await
            .iter()
            .all(|l| !l.contains("mariana@"))
    );
}

fn hours_later(at: Timestamp, hours: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(hours))
        .unwrap()
}

#[tokio::test]
async fn the_switch_is_on_the_account_page_and_on_record() {
    let scene = Scene::new().await;
    let session = scene.session(TURNER);
    let page = get(&scene.router, "/cuenta", session, "es").await;
    assert!(page.body.contains("Dejar de recibir el resumen por correo"));
    let sent = post(
        &scene.router,
        "/cuenta/avisos",
        session,
        &[("correo", "no")],
    )
    .await;
    assert_eq!(sent.status.as_u16(), 303, "{}", sent.body);
    assert!(!alerts::has_mail(scene.app(), &actor(TURNER)).await.unwrap());
    assert_eq!(
        scene
            .count("audit_log WHERE action = 'account.alerts'")
            .await,
        1
    );
    let query = "mutation { alertSettingsSet(input: { byMail: true }) { byMail errors { code } } }";
    let answer = ask(&scene.router, session, query, json!({})).await;
    assert_eq!(answer.json()["data"]["alertSettingsSet"]["byMail"], true);
    let query = "mutation { alertsMarkRead(input: {}) { marked errors { code } } }";
    let answer = ask(&scene.router, session, query, json!({})).await;
    assert_eq!(answer.json()["data"]["alertsMarkRead"]["marked"], 0);
}

#[tokio::test]
async fn the_follower_goes_on_where_it_was() {
    let scene = Scene::new().await;
    scene.posted(draft(14)).await;
    let place = config::Place::in_directory(scene.world.directory.path());
    let again = App::open(place, &Silent).await.unwrap();
    assert_eq!(follow(&again).await.unwrap().parts, 0);
    create_need(scene.app(), &actor(STRANGER), draft(14))
        .await
        .unwrap();
    let done = follow(&again).await.unwrap();
    assert_eq!((done.parts, done.told), (1, 3));
    assert_eq!(follow(scene.app()).await.unwrap().parts, 0);
    let page = get(&scene.router, "/", scene.session(TURNER), "es").await;
    assert!(page.body.contains("Avisos (2)"), "{}", page.body);
}
