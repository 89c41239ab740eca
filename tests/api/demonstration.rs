//! What the demonstration adds to the fictional firms: machines, calendars and promised hours, terms of needs.

use eslabon_app::capacity::load_capacity;
use eslabon_app::context::Silent;
use eslabon_app::imports::{ImportSource, run};
use eslabon_app::needs::list_needs;
use eslabon_app::suppliers::own_sites;
use eslabon_app::{demo, machines};
use eslabon_domain::actors::Actor;
use eslabon_tests::world::{World, demo_folder};

const TURNING: &str = "process.cnc_turning";

fn owner(world: &World) -> Actor {
    let mut people = demo::PEOPLE.iter();
    let person = people.find(|one| one.key == "cerro-del-tesoro").unwrap();
    Actor {
        person: Some(person.id()),
        name: person.name.to_owned(),
        role: person.role,
        organisation: person.organisation(),
        centre: Some(world.app.centre()),
        shared_centres: Vec::new(),
    }
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
