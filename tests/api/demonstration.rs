//! What the demonstration adds to the fictional firms: machines, calendars and promised hours, terms of needs,
//! programmes.

use eslabon_app::alerts::{AlertQuery, list_alerts};
use eslabon_app::capacity::load_capacity;
use eslabon_app::context::Silent;
use eslabon_app::follow_up::{FollowUp, load_follow_up};
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::needs::list_needs;
use eslabon_app::programmes::{ProgrammeLine, list_programmes};
use eslabon_app::referrals::list_referrals;
use eslabon_app::shortlists::{list_shortlists, load_shortlist, match_need};
use eslabon_app::suppliers::own_sites;
use eslabon_app::{App, AppError, demo, machines};
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::programmes::{GapState, ProgrammeSide, ProgrammeStatus, StepState};
use eslabon_engine::matching::{Answer, Group};
use eslabon_tests::world::{World, demo_folder};

const TURNING: &str = "process.cnc_turning";

fn someone(world: &World, key: &str) -> Actor {
    let mut people = demo::PEOPLE.iter();
    let person = people.find(|one| one.key == key).unwrap();
    person.actor(&world.app)
}

fn owner(world: &World) -> Actor {
    someone(world, "cerro-del-tesoro")
}

/// The programme that stands so, as its centre sees it.
async fn standing(app: &App, staff: &Actor, status: ProgrammeStatus) -> (ProgrammeLine, FollowUp) {
    let lines = list_programmes(app, staff, None, 100).await.unwrap();
    let mut lines = lines.into_iter();
    let line = lines.find(|one| one.programme.status == status).unwrap();
    let all = load_follow_up(app, staff, line.programme.id).await.unwrap();
    (line, all)
}

fn group_of(answer: &Answer, site: SiteId) -> Group {
    let mut found = answer.candidates.iter();
    found.find(|one| one.site == site).unwrap().group
}

/// The groups of a site in the saved shortlists of a need, in the order in which they were made.
async fn groups(app: &App, staff: &Actor, need: NeedId, site: SiteId) -> Vec<Group> {
    let mut saved = list_shortlists(app, staff, need).await.unwrap();
    saved.sort_by_key(|one| one.created_at);
    let mut groups = Vec::new();
    for one in saved {
        let view = load_shortlist(app, staff, one.id).await.unwrap();
        groups.push(group_of(&view.answer, site));
    }
    groups
}

#[tokio::test]
async fn its_months_can_be_computed_and_what_was_changed_stays() {
    let world = World::fictional().await;
    let (app, owner) = (&world.app, owner(&world));
    let site = own_sites(app, &owner).await.unwrap()[0].site;
    for _ in 0..2 {
        demo::record_capacity(app).await.unwrap();
        let view = load_capacity(app, &owner, site).await.unwrap();
        let turning = view.find(TURNING).unwrap();
        assert!(turning.capacity.months[0].pieces.is_some());
        assert!(turning.former.is_empty(), "said once");
    }
}

#[tokio::test]
async fn its_machines_and_terms_are_read_without_a_word() {
    let world = World::fictional().await;
    let (app, owner, me) = (&world.app, owner(&world), Actor::command_line());
    let source = ImportSource::path(&demo_folder().join("machines.csv"));
    let report = run(app, &me, source, None, &Silent).await.unwrap().run;
    assert_eq!((report.rejected, report.warned), (0, 0));
    assert_eq!(report.rows, report.new);
    let site = own_sites(app, &owner).await.unwrap()[0].site;
    let list = machines::list(app, &owner, site).await.unwrap();
    assert_eq!(list.machines.len(), 6);
    let needs = list_needs(app, &me, None, None, 100).await.unwrap();
    let with_months = needs.iter().filter(|need| !need.terms.volumes.is_empty());
    assert_eq!(with_months.count(), 10);
}

#[tokio::test]
async fn its_programmes_stand_at_three_points_and_are_made_once() {
    let world = World::fictional().await;
    let (app, staff) = (&world.app, someone(&world, "centro"));
    let today = app.today();
    for _ in 0..2 {
        demo::make_programmes(app).await.unwrap();
        let lines = list_programmes(app, &staff, None, 100).await.unwrap();
        assert_eq!(lines.len(), 3);
        assert!(lines.iter().all(|one| one.card.as_ref().unwrap().fictional));
        let needs = list_needs(app, &staff, None, None, 100).await.unwrap();
        assert_eq!(needs.len(), 28);
        assert!(needs.iter().all(|one| one.fictional));
        assert_eq!(list_referrals(app, &staff).await.unwrap().len(), 4);
        assert_eq!(app.today(), today, "the clock goes on");
    }

    let (line, all) = standing(app, &staff, ProgrammeStatus::Proposed).await;
    assert_eq!(line.missing, ProgrammeSide::ALL.to_vec());
    assert_eq!(all.steps.len(), 2, "one makes the other possible");
}

#[tokio::test]
async fn its_running_programme_is_late_and_waits_for_an_answer() {
    let world = World::fictional().await;
    let (app, staff) = (&world.app, someone(&world, "centro"));
    demo::make_programmes(app).await.unwrap();
    let (_, all) = standing(app, &staff, ProgrammeStatus::Running).await;
    let [done, late, asked] = all.steps.as_slice() else {
        panic!("{} steps", all.steps.len());
    };
    assert_eq!(done.step.state, StepState::Done);
    assert!(done.spent.is_some() && done.slip.is_none());
    assert_eq!(late.step.state, StepState::Running);
    assert!(late.slip.unwrap().days_late > 0);
    assert_eq!(asked.step.state, StepState::Planned);
    assert_eq!(asked.referrals[0].status, ReferralStatus::Sent);
    assert!(asked.step.starts_on > app.today());
    let provider = someone(&world, "mezquitan");
    let waiting = list_referrals(app, &provider).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].id, asked.referrals[0].id);
}

#[tokio::test]
async fn its_closed_programme_let_the_firm_rise_and_the_buyer_was_told() {
    let world = World::fictional().await;
    let (app, staff) = (&world.app, someone(&world, "centro"));
    demo::make_programmes(app).await.unwrap();
    let (line, all) = standing(app, &staff, ProgrammeStatus::Closed).await;
    assert!(
        all.gaps
            .iter()
            .all(|one| one.gap.state == GapState::Verified)
    );
    let (need, site) = (line.programme.needs[0], line.programme.site);
    let before_and_after = groups(app, &staff, need, site).await;
    assert_eq!(before_and_after, [Group::WithProgramme, Group::Ready]);
    let today = match_need(app, &staff, need, app.today()).await.unwrap();
    assert_eq!(group_of(&today.answer, site), Group::Ready);
    let query = AlertQuery {
        limit: 50,
        ..AlertQuery::default()
    };
    let engineer = someone(&world, "altaluz");
    let told = list_alerts(app, &engineer, query).await.unwrap();
    let mut about = told.lines.iter().filter(|one| one.need.id == need);
    assert!(about.any(|one| one.site.site == site && one.group == Group::Ready));
}

#[tokio::test]
async fn a_programme_that_cannot_be_made_is_named() {
    // Without the firms of the demonstration there is nothing to make one of.
    let world = World::empty().await;
    let today = world.app.today();
    let error = demo::make_programmes(&world.app).await.unwrap_err();
    let AppError::Internal(why) = error else {
        panic!("{error:?}");
    };
    assert!(why.contains("La Calerilla"), "{why}");
    assert_eq!(world.app.today(), today);
}
