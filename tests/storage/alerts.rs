//! What people are told, where pairs stand, and how far the follower has come.
#![expect(
    clippy::indexing_slicing,
    reason = "a row that is missing fails the case"
)]

use crate::{Outcome, Place, samples};
use eslabon_domain::actors::Role;
use eslabon_domain::alerts::{AlertKind, Nearness};
use eslabon_domain::ids::{CentreId, MembershipId, OrganisationId, PersonId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::text::Lang;
use eslabon_storage::alerts::{self, Alert, Scope};
use eslabon_storage::feed_positions::{self, FeedPosition};
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::need_status::{self, StatusNote};
use eslabon_storage::people::{self, Person};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::standings::{self, PairStanding};
use eslabon_storage::{Database, StorageError, needs, organisations, personal};
use jiff::{SignedDuration, Timestamp};

struct World {
    need: Need,
    site: Site,
    other: Site,
    ana: Person,
    eva: Person,
    buyer: OrganisationId,
}

fn later(minutes: i64) -> Timestamp {
    samples::now()
        .saturating_add(SignedDuration::from_mins(minutes))
        .unwrap_or(Timestamp::MAX)
}

fn person(key: &str) -> Person {
    Person {
        id: PersonId::from_name(key),
        version: 1,
        email: Some(format!("{key}@taller.example")),
        name: key.to_owned(),
        lang: Lang::Es,
        password_hash: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_version: None,
        notice_accepted_at: None,
        created_at: samples::now(),
        disabled_at: None,
        erased_at: None,
    }
}

fn hat(person: &Person, role: Role, organisation: Option<OrganisationId>) -> Membership {
    Membership {
        id: MembershipId::generate(),
        person: person.id,
        organisation,
        centre: Some(CentreId::from_name("default")),
        role,
        granted_by: "command line".into(),
        granted_at: samples::now(),
        ended_at: None,
    }
}

/// A need, two firms with a site each; Ana owns the first, Eva is nobody's yet.
async fn world(db: &Database) -> Result<World, StorageError> {
    let buyer = samples::a_lead_firm(db).await?;
    let need = samples::need("Bujes", &buyer);
    let (firm, rival) = (
        samples::organisation("Taller"),
        samples::organisation("Otro"),
    );
    let (site, other) = (
        samples::site("Planta", &firm),
        samples::site("Nave", &rival),
    );
    let (ana, eva) = (person("ana"), person("eva"));
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    organisations::insert_many(&tx, &[firm, rival]).await?;
    sites::insert_many(&tx, &[site.clone(), other.clone()]).await?;
    for one in [&ana, &eva] {
        people::insert(&tx, one).await?;
    }
    memberships::insert(&tx, &hat(&ana, Role::Owner, Some(site.organisation))).await?;
    tx.commit().await?;
    Ok(World {
        need,
        site,
        other,
        ana,
        eva,
        buyer: buyer.id,
    })
}

fn alert(world: &World, person: &Person, kind: AlertKind, nearness: Nearness) -> Alert {
    Alert {
        number: 0,
        person: person.id,
        kind,
        need: world.need.id,
        need_version: 1,
        site: world.site.id,
        nearness,
        created_at: samples::now(),
        read_at: None,
    }
}

async fn tell(db: &Database, told: &[Alert]) -> Result<u64, StorageError> {
    let tx = db.begin().await?;
    let new = alerts::tell(&tx, told).await?;
    tx.commit().await?;
    Ok(new)
}

pub async fn nothing_is_told_twice(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    let ready = alert(&world, &world.ana, AlertKind::Opportunity, Nearness::Ready);
    let near = Alert {
        nearness: Nearness::ToConfirm,
        ..ready.clone()
    };
    let newer = Alert {
        need_version: 2,
        ..ready.clone()
    };
    assert_eq!(tell(db, &[near.clone(), ready.clone()]).await?, 2);
    assert_eq!(tell(db, &[ready.clone(), near, newer]).await?, 1);
    let to_eva = alert(&world, &world.eva, AlertKind::Opportunity, Nearness::Ready);
    assert_eq!(tell(db, &[to_eva, ready.clone()]).await?, 1);
    let nobody = Alert {
        person: PersonId::from_name("nadie"),
        ..ready
    };
    let refused = tell(db, &[nobody]).await;
    assert!(
        matches!(refused, Err(StorageError::NotFound)),
        "{refused:?}"
    );

    let scope = Scope::Firm(world.site.organisation);
    let all = alerts::list(db, world.ana.id, &scope, false, None, 10).await?;
    let versions: Vec<i32> = all.iter().map(|one| one.need_version).collect();
    assert_eq!(versions, [2, 1, 1], "newest first");
    assert!(all.is_sorted_by(|a, b| a.number > b.number));
    assert_eq!(all.len(), alerts::history(db, world.ana.id).await?.len());
    let older = alerts::list(db, world.ana.id, &scope, false, Some(all[0].number), 1).await?;
    assert_eq!(older, [all[1].clone()]);
    Ok(())
}

pub async fn each_reads_her_own_of_what_is_open(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    let opportunity = alert(&world, &world.ana, AlertKind::Opportunity, Nearness::Ready);
    let supplier = alert(&world, &world.ana, AlertKind::Supplier, Nearness::Ready);
    tell(db, &[opportunity, supplier]).await?;
    let firm = Scope::Firm(world.site.organisation);
    let scopes = [
        (firm.clone(), 1),
        (Scope::Firm(world.other.organisation), 0),
        (Scope::Buyer(world.buyer), 1),
        (Scope::Buyer(world.site.organisation), 0),
        (Scope::Centres(vec![world.need.centre]), 1),
        (Scope::Centres(vec![CentreId::from_name("otro")]), 0),
        (Scope::Centres(Vec::new()), 0),
    ];
    for (scope, expected) in &scopes {
        let unread = alerts::count_unread(db, world.ana.id, scope).await?;
        assert_eq!(unread, *expected, "{scope:?}");
        assert_eq!(alerts::count_unread(db, world.eva.id, scope).await?, 0);
    }
    let number = alerts::list(db, world.ana.id, &firm, true, None, 10).await?[0].number;
    assert!(alerts::find(db, world.ana.id, number).await?.is_some());
    assert_eq!(alerts::find(db, world.eva.id, number).await?, None);

    let tx = db.begin().await?;
    let before = alerts::mark_read(&tx, world.ana.id, &firm, Some(number - 1), later(1)).await?;
    let marked = alerts::mark_read(&tx, world.ana.id, &firm, Some(number), later(1)).await?;
    let again = alerts::mark_read(&tx, world.ana.id, &firm, None, later(2)).await?;
    tx.commit().await?;
    assert_eq!((before, marked, again), (0, 1, 0));
    assert_eq!(alerts::count_unread(db, world.ana.id, &firm).await?, 0);
    // What lies in another scope is as it was.
    let buyer = Scope::Buyer(world.buyer);
    assert_eq!(alerts::count_unread(db, world.ana.id, &buyer).await?, 1);
    let read = alerts::list(db, world.ana.id, &firm, false, None, 10).await?;
    assert_eq!(read[0].read_at, Some(later(1)));

    let tx = db.begin().await?;
    let note = StatusNote {
        reason: "Ya no".into(),
        supplier: None,
        by: "x".into(),
        at: later(3),
    };
    need_status::set(&tx, &world.need, NeedStatus::Withdrawn, &note).await?;
    tx.commit().await?;
    for (scope, _) in &scopes {
        let all = alerts::list(db, world.ana.id, scope, false, None, 10).await?;
        assert!(all.is_empty(), "{scope:?}");
    }
    Ok(())
}

pub async fn a_summary_counts_each_alert_once(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    let waiting = async |before| alerts::waiting_for_mail(db, before, None, 10).await;
    for one in [&world.ana, &world.eva] {
        let told = alert(&world, one, AlertKind::Opportunity, Nearness::Ready);
        assert_eq!(tell(db, &[told]).await?, 1);
    }
    assert!(waiting(samples::now()).await?.is_empty(), "told later");
    let mut both = vec![world.ana.id, world.eva.id];
    both.sort_unstable();
    assert_eq!(waiting(later(1)).await?, both);
    let next = alerts::waiting_for_mail(db, later(1), Some(both[0]), 10).await?;
    assert_eq!(next, [both[1]]);
    let firm = Scope::Firm(world.site.organisation);
    let counted = alerts::unmailed_of(db, world.ana.id, &firm, later(1)).await?;
    assert_eq!(counted.len(), 1);
    assert_eq!(counted[0].1, AlertKind::Opportunity);

    // On, until she says otherwise.
    assert!(alerts::by_mail(db, world.eva.id).await?);
    for by_mail in [false, true, false] {
        let tx = db.begin().await?;
        alerts::set_by_mail(&tx, world.eva.id, by_mail).await?;
        tx.commit().await?;
        assert_eq!(alerts::by_mail(db, world.eva.id).await?, by_mail);
    }
    assert_eq!(waiting(later(1)).await?, [world.ana.id]);
    let tx = db.begin().await?;
    alerts::mark_mailed(&tx, world.ana.id, later(1), later(2)).await?;
    tx.commit().await?;
    assert!(waiting(later(1)).await?.is_empty());
    Ok(())
}

pub async fn what_someone_was_told_goes_with_her(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    for one in [&world.ana, &world.eva] {
        let told = alert(&world, one, AlertKind::Opportunity, Nearness::Ready);
        tell(db, &[told]).await?;
    }
    let tx = db.begin().await?;
    alerts::set_by_mail(&tx, world.ana.id, false).await?;
    personal::erase(&tx, &world.ana, later(1)).await?;
    tx.commit().await?;
    assert!(alerts::history(db, world.ana.id).await?.is_empty());
    assert!(alerts::by_mail(db, world.ana.id).await?, "nothing is kept");
    assert_eq!(alerts::history(db, world.eva.id).await?.len(), 1);
    Ok(())
}

pub async fn standings_are_noted_anew_and_forgotten_by_need(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    let pair = |site: &Site, for_buyer| PairStanding {
        need: world.need.id,
        site: site.id,
        for_owner: Nearness::Ready,
        for_buyer,
        need_version: 1,
        noted_at: samples::now(),
    };
    let first = [
        pair(&world.site, Nearness::ToConfirm),
        pair(&world.other, Nearness::OutOfReach),
    ];
    let second = PairStanding {
        need_version: 2,
        noted_at: later(5),
        ..pair(&world.site, Nearness::Ready)
    };
    let tx = db.begin().await?;
    standings::note(&tx, &first).await?;
    standings::note(&tx, std::slice::from_ref(&second)).await?;
    tx.commit().await?;
    let of_need = standings::of_need(db, world.need.id).await?;
    assert_eq!(of_need.len(), 2);
    assert_eq!(of_need[&world.site.id], second);
    let of_site = standings::of_site(db, world.other.id).await?;
    assert_eq!(of_site[&world.need.id], first[1]);
    let tx = db.begin().await?;
    standings::forget_needs(&tx, &[world.need.id]).await?;
    tx.commit().await?;
    assert!(standings::of_site(db, world.site.id).await?.is_empty());
    Ok(())
}

pub async fn only_firms_with_people_are_looked_at(place: Place) -> Outcome {
    let (db, world) = (&place.database, world(&place.database).await?);
    let roles = [Role::Owner, Role::Editor];
    let hers = (world.site.id, world.site.organisation);
    assert_eq!(standings::sites_with_people(db, &roles).await?, [hers]);
    let nobodys = standings::sites_with_people(db, &[Role::Engineer]).await?;
    assert!(nobodys.is_empty());
    let among = [world.site.id, world.other.id, SiteId::from_name("ninguna")];
    assert_eq!(
        standings::with_people_among(db, &roles, &among).await?,
        [hers]
    );

    let engineer = hat(&world.eva, Role::Engineer, Some(world.buyer));
    let staff = hat(&world.eva, Role::CentreStaff, None);
    let tx = db.begin().await?;
    memberships::insert(&tx, &engineer).await?;
    memberships::insert(&tx, &staff).await?;
    tx.commit().await?;
    let centres = [CentreId::from_name("default")];
    let of_centre = [Role::CentreStaff];
    let held = memberships::concerned(db, &[world.buyer], &centres, &of_centre).await?;
    let mut found: Vec<MembershipId> = held.iter().map(|hat| hat.id).collect();
    let mut expected = vec![engineer.id, staff.id];
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(
        found, expected,
        "the owner is of the centre, but not its staff"
    );
    assert!(
        memberships::concerned(db, &[], &[], &of_centre)
            .await?
            .is_empty()
    );

    // Whoever may not sign in is nobody.
    let shut = Person {
        disabled_at: Some(later(1)),
        ..world.ana.clone()
    };
    let tx = db.begin().await?;
    people::update(&tx, &shut).await?;
    tx.commit().await?;
    assert!(standings::sites_with_people(db, &roles).await?.is_empty());
    Ok(())
}

pub async fn of_two_followers_one_moves_on(place: Place) -> Outcome {
    let db = &place.database;
    let at = |seq, done| FeedPosition {
        seq,
        until: 9,
        done,
    };
    assert_eq!(feed_positions::find(db, "x").await?, None);
    let tx = db.begin().await?;
    feed_positions::advance(&tx, "x", None, at(0, 1)).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    let late = feed_positions::advance(&tx, "x", None, at(0, 2)).await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    drop(tx);
    let tx = db.begin().await?;
    feed_positions::advance(&tx, "x", Some(at(0, 1)), at(9, 0)).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    let late = feed_positions::advance(&tx, "x", Some(at(0, 1)), at(0, 2)).await;
    assert!(matches!(late, Err(StorageError::Conflict)), "{late:?}");
    drop(tx);
    assert_eq!(feed_positions::find(db, "x").await?, Some(at(9, 0)));
    assert_eq!(feed_positions::find(db, "y").await?, None);
    Ok(())
}
