//! Deciding together on suppliers, through pages and API: the scene that its tests share. Two firms of the
//! demonstration stand on the list of a need whose buyer keeps her name back.

mod api;
mod closed;
mod decision;
mod denials;
mod gaps;
mod opportunities;
mod visit;

use axum::Router;
use axum::http::StatusCode;
use eslabon_app::candidates::{self, CandidateView, JointList};
use eslabon_app::centres::{self, Sharing};
use eslabon_app::demo;
use eslabon_app::needs::{CriterionDraft, NeedDraft, create_need};
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::suppliers::own_sites;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::attributes::{PROCESS_OFFERED, SITE_STAFF, SITE_STATE};
use eslabon_domain::candidacies::{Interest, Stage};
use eslabon_domain::decisions::{DecisionReason, DecisionReasons};
use eslabon_domain::ids::{CandidacyId, CentreId, NeedId, ShortlistId, SiteId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::places::StateCode;
use eslabon_domain::terms::NeedTerms;
use eslabon_domain::text::LocalText;
use eslabon_storage::candidacies::Candidacy;
use eslabon_tests::world::{Answer, World, get, post};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value as Bound};
use std::sync::LazyLock;

/// The engineer whose need it is, of a firm that keeps its name back.
const ENGINEER: &str = "altaluz";
/// Her colleague.
const BUYER: &str = "compras";
/// Of another lead firm.
const STRANGER: &str = "brisanor";
/// Staff of the centre in whose pipeline the need lies.
const STAFF: &str = "centro";
/// Owner of the turning shop, whose every fact is known.
const TURNER: &str = "cerro-del-tesoro";
/// Owner of the moulding shop, who has not said how soon she quotes.
const MOULDER: &str = "la-calerilla";

/// What is asked: places of the criteria.
const QUOTE_DAYS: usize = 2;
const PEOPLE: usize = 3;

struct Scene {
    world: World,
    router: Router,
    raw: DatabaseConnection,
    need: NeedId,
    shortlist: ShortlistId,
    turner: SiteId,
    moulder: SiteId,
}

/// Someone of the demonstration, as she acts.
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

fn name(key: &str) -> String {
    actor(key).name
}

fn asks(attribute: &str, requirement: Requirement, strength: Strength) -> CriterionDraft {
    CriterionDraft {
        attribute: attribute.to_owned(),
        item: None,
        requirement,
        strength,
        weight: 50,
    }
}

fn need() -> NeedDraft {
    let concepts = vec![
        "process.cnc_turning".to_owned(),
        "process.injection_molding".to_owned(),
    ];
    let states = vec![StateCode(14)];
    NeedDraft {
        organisation: None,
        organisation_name: None,
        title: LocalText::es("Separadores con leyenda"),
        description: LocalText::es("Torneados o inyectados, 9,000 al mes."),
        criteria: vec![
            asks(
                PROCESS_OFFERED,
                Requirement::AnyOf { concepts },
                Strength::Must,
            ),
            asks(SITE_STATE, Requirement::InStates { states }, Strength::Must),
            asks(
                "site.quote_days",
                Requirement::AtMost { amount: 5 },
                Strength::Must,
            ),
            // Thirty-four work at the turning shop, and fifteen at the other.
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
        hide_buyer: true,
    }
}

/// A reason to reject that concerns the supplier, or one that does not.
fn reason(concerns_supplier: bool) -> &'static DecisionReason {
    static REASONS: LazyLock<DecisionReasons> =
        LazyLock::new(|| DecisionReasons::bundled().unwrap());
    REASONS
        .iter()
        .find(|one| one.rejects() && one.concerns_supplier == concerns_supplier)
        .unwrap()
}

impl Scene {
    async fn new() -> Scene {
        let world = World::fictional().await;
        let (app, engineer) = (&world.app, actor(ENGINEER));
        let need = create_need(app, &engineer, need()).await.unwrap().id;
        let shortlist = make_shortlist(app, &engineer, need, app.today())
            .await
            .unwrap();
        let mut own = Vec::new();
        for key in [TURNER, MOULDER] {
            let sites = own_sites(app, &actor(key)).await.unwrap();
            assert_eq!(sites.len(), 1, "{key}");
            let site = sites[0].site;
            let explained = shortlist.answer.candidates.iter().any(|c| c.site == site);
            assert!(explained, "{key} is among the candidates");
            own.push(site);
        }
        let raw = sea_orm::Database::connect(app.place().database())
            .await
            .unwrap();
        Scene {
            router: world.router(),
            raw,
            need,
            shortlist: shortlist.id,
            turner: own[0],
            moulder: own[1],
            world,
        }
    }

    /// Both stand on the list.
    async fn listed() -> Scene {
        let scene = Scene::new().await;
        let both = [scene.turner, scene.moulder];
        candidates::add(&scene.world.app, &actor(ENGINEER), scene.shortlist, &both)
            .await
            .unwrap();
        scene
    }

    /// Both stand on the list, the turning shop on the short list; its candidacy has version 2.
    async fn proposed() -> Scene {
        let scene = Scene::listed().await;
        scene.answers(TURNER, Interest::Interested).await;
        let (id, app) = (scene.candidacy(scene.turner).await.id, &scene.world.app);
        candidates::move_to(app, &actor(ENGINEER), id, 1, Stage::ShortList, "")
            .await
            .unwrap();
        scene
    }

    /// An owner answers.
    async fn answers(&self, key: &str, interest: Interest) {
        let site = if key == TURNER {
            self.turner
        } else {
            self.moulder
        };
        candidates::answer(
            &self.world.app,
            &actor(key),
            self.need,
            site,
            interest,
            "Con gusto.",
        )
        .await
        .unwrap();
    }

    /// A centre in whose region one of these states lies, and the session of its staff.
    async fn neighbour(&self, state: u8) -> (Actor, String) {
        let (app, operator) = (&self.world.app, Actor::command_line());
        let centre = centres::found(app, &operator, "Centro vecino", vec![StateCode(state)])
            .await
            .unwrap();
        let staff = Actor {
            role: Role::CentreStaff,
            centre: Some(centre),
            name: "vecina".into(),
            ..Actor::visitor()
        };
        let session = self.world.sign_in("vecina", &staff).await;
        (staff, session)
    }

    /// The default centre shares its pipeline with another.
    async fn share_with(&self, centre: CentreId) {
        let sharing = Sharing {
            from: self.world.app.centre(),
            to: centre,
            until: self.world.app.today(),
            note: String::new(),
        };
        centres::share(&self.world.app, &Actor::command_line(), sharing)
            .await
            .unwrap();
    }

    fn session(&self, key: &str) -> &str {
        let found = self
            .world
            .signed_in
            .iter()
            .find(|(known, ..)| *known == key);
        found.map(|(_, _, session)| session.as_str()).unwrap()
    }

    async fn get(&self, key: &str, path: &str) -> Answer {
        get(&self.router, path, self.session(key), "es").await
    }

    async fn post(&self, key: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        post(&self.router, path, self.session(key), fields).await
    }

    /// Posts; the page that follows is shown elsewhere.
    async fn done(&self, key: &str, path: &str, fields: &[(&str, &str)]) {
        let answer = self.post(key, path, fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.body
        );
    }

    /// Posts what is refused with this status, and writes nothing.
    async fn refused(&self, key: &str, path: &str, fields: &[(&str, &str)], status: u16) {
        let before = self.rows().await;
        let answer = self.post(key, path, fields).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{key} {path} {fields:?}: {}",
            answer.body
        );
        assert_eq!(self.rows().await, before, "{key} {path} {fields:?}");
    }

    async fn list(&self) -> JointList {
        candidates::list_candidates(&self.world.app, &actor(ENGINEER), self.need)
            .await
            .unwrap()
    }

    async fn candidacy(&self, site: SiteId) -> Candidacy {
        let lines = self.list().await.lines;
        let line = lines.into_iter().find(|one| one.candidacy.site == site);
        line.unwrap().candidacy
    }

    async fn open(&self, id: CandidacyId) -> CandidateView {
        candidates::load_candidate(&self.world.app, &actor(ENGINEER), id)
            .await
            .unwrap()
    }

    /// The address of a site's candidacy.
    async fn path(&self, site: SiteId) -> String {
        format!("/candidatos/{}", self.candidacy(site).await.id)
    }

    fn list_path(&self) -> String {
        format!("/requerimientos/{}/candidatos", self.need)
    }

    fn opportunity_path(&self) -> String {
        format!("/oportunidades/{}", self.need)
    }

    async fn count(&self, what: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) AS n FROM {what}");
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    /// Whatever a step would have changed.
    async fn rows(&self) -> Vec<i64> {
        let acts = "audit_log WHERE action LIKE 'candidate.%' OR action LIKE 'gap.%' \
                    OR action = 'need.answer'";
        let mut counts = Vec::new();
        for table in [
            "candidacies",
            "candidacy_steps",
            "need_answers",
            "proposed_gaps",
            acts,
        ] {
            counts.push(self.count(table).await);
        }
        for table in ["candidacies", "proposed_gaps"] {
            let sql = format!("SELECT COALESCE(SUM(version), 0) AS n FROM {table}");
            let statement = Statement::from_string(self.raw.get_database_backend(), sql);
            let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
            counts.push(row.try_get("", "n").unwrap());
        }
        counts
    }

    /// Nothing of the application withdraws a need yet.
    async fn withdraw(&self) {
        let sql = "UPDATE needs SET status = 'withdrawn' WHERE id = ?";
        let values: [Bound; 1] = [self.need.0.into()];
        let statement =
            Statement::from_sql_and_values(self.raw.get_database_backend(), sql, values);
        let done = self.raw.execute_raw(statement).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
    }
}
