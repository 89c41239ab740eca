//! Suppliers on the lists of needs with what happened to each, what firms answer, and the gaps that come of
//! rejections.

use crate::{Outcome, Place, samples};
use eslabon_domain::candidacies::{GapStatus, Interest, Stage, Step};
use eslabon_domain::ids::{
    CandidacyId, CentreId, NeedId, PersonId, ProposedGapId, ShortlistId, SiteId,
};
use eslabon_domain::needs::Need;
use eslabon_domain::text::Lang;
use eslabon_storage::candidacies::{self, Candidacy, Event, NextAction, Signature};
use eslabon_storage::need_answers::{self, NeedAnswer};
use eslabon_storage::people::{self, Person};
use eslabon_storage::proposed_gaps::{self, ProposedGap, Said};
use eslabon_storage::shortlists::{self, SavedShortlist};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{Database, StorageError, needs, organisations};
use jiff::{SignedDuration, Timestamp};

/// What every candidacy names.
struct World {
    need: Need,
    shortlist: ShortlistId,
    /// Of one firm.
    sites: [Site; 2],
    buyer: PersonId,
    staff: PersonId,
}

/// So many microseconds after [`samples::now`].
fn later(micros: i64) -> Timestamp {
    samples::now()
        .saturating_add(SignedDuration::from_micros(micros))
        .unwrap_or(Timestamp::MAX)
}

fn person(key: &str) -> Person {
    Person {
        id: PersonId::from_name(key),
        version: 1,
        email: Some(format!("{key}@tractora.example")),
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

fn centre() -> CentreId {
    CentreId::from_name("default")
}

async fn world(db: &Database) -> Result<World, StorageError> {
    let firm = samples::a_lead_firm(db).await?;
    let need = samples::need("Carcasas", &firm);
    let owner = samples::organisation("Tornos Quetzal");
    let sites = [
        samples::site("Planta Quetzal", &owner),
        samples::site("Nave Quetzal", &owner),
    ];
    let shortlist = SavedShortlist {
        id: ShortlistId::generate(),
        centre: centre(),
        need: need.id,
        need_version: 1,
        evaluated_on: samples::day(11, 24),
        created_at: samples::now(),
        created_by: "Ing. Mariana Olvera".into(),
        answer: serde_json::json!({ "candidates": [] }),
    };
    let (buyer, staff) = (person("ingeniera"), person("centro"));
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[owner]).await?;
    sites::insert_many(&tx, &sites).await?;
    needs::insert(&tx, &need).await?;
    shortlists::insert(&tx, &shortlist).await?;
    people::insert(&tx, &buyer).await?;
    people::insert(&tx, &staff).await?;
    tx.commit().await?;
    Ok(World {
        need,
        shortlist: shortlist.id,
        sites,
        buyer: buyer.id,
        staff: staff.id,
    })
}

impl World {
    /// As it is put on the list.
    fn listed(&self, site: &Site) -> Candidacy {
        Candidacy {
            id: CandidacyId::generate(),
            need: self.need.id,
            site: site.id,
            centre: centre(),
            shortlist: self.shortlist,
            stage: Stage::LongList,
            version: 1,
            reason: None,
            buyer: None,
            for_centre: None,
            next: None,
            created_by: "Ing. Mariana Olvera".into(),
            created_at: samples::now(),
        }
    }

    /// With something in every field.
    fn full(&self, site: &Site) -> Candidacy {
        Candidacy {
            stage: Stage::Selected,
            reason: Some("motivo.ñ".into()),
            buyer: Some(Signature {
                person: self.buyer,
                name: "Ing. Mariana «la jefa» Olvera".into(),
                at: later(1),
            }),
            for_centre: Some(Signature {
                person: self.staff,
                name: "Lucía Villaseñor".into(),
                at: later(2),
            }),
            next: Some(NextAction {
                what: "Visitar la planta\ncon el calibrador".into(),
                owner: "Ing. Héctor Prado".into(),
                on: samples::day(12, 31),
            }),
            ..self.listed(site)
        }
    }

    fn answer(&self, site: &Site, interest: Interest, at: Timestamp) -> NeedAnswer {
        NeedAnswer {
            need: self.need.id,
            site: site.id,
            interest,
            words: "Sí, desde enero.".into(),
            person: Some(self.staff),
            by: "Lucía Villaseñor".into(),
            role: "centre_staff".into(),
            at,
        }
    }

    fn gap(&self, candidacy: CandidacyId, site: &Site, proposed_at: Timestamp) -> ProposedGap {
        ProposedGap {
            id: ProposedGapId::generate(),
            candidacy,
            site: site.id,
            centre: centre(),
            reason: "capacidad".into(),
            status: GapStatus::Proposed,
            version: 1,
            proposed_at,
            finding: None,
            reply: None,
        }
    }
}

async fn keep(db: &Database, candidacy: &Candidacy) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    candidacies::insert(&tx, candidacy).await?;
    tx.commit().await
}

async fn overwrite(db: &Database, candidacy: &Candidacy) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    candidacies::update(&tx, candidacy).await?;
    tx.commit().await
}

fn event(candidacy: CandidacyId, step: Step, at: Timestamp) -> Event {
    Event {
        candidacy,
        at,
        person: None,
        by: "Ing. Mariana Olvera".into(),
        role: "engineer".into(),
        step,
        stage: Stage::LongList,
        reason: None,
        words: String::new(),
    }
}

async fn add_events(db: &Database, events: &[Event]) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    for event in events {
        candidacies::add_event(&tx, event).await?;
    }
    tx.commit().await
}

async fn say(db: &Database, answers: &[NeedAnswer]) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    for answer in answers {
        need_answers::insert(&tx, answer).await?;
    }
    tx.commit().await
}

async fn propose(db: &Database, gaps: &[&ProposedGap]) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    for gap in gaps {
        proposed_gaps::insert(&tx, gap).await?;
    }
    tx.commit().await
}

async fn overwrite_gap(db: &Database, gap: &ProposedGap) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    proposed_gaps::update(&tx, gap).await?;
    tx.commit().await
}

pub async fn every_field_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, two] = &world.sites;
    // As they were put there, not by id.
    let (full, listed) = (world.full(one), world.listed(two));
    let listed = Candidacy {
        created_at: later(1),
        ..listed
    };
    for candidacy in [&listed, &full] {
        keep(db, candidacy).await?;
        let found = candidacies::find(db, candidacy.id).await?;
        assert_eq!(found.as_ref(), Some(candidacy));
    }
    assert_eq!(
        candidacies::of_need(db, world.need.id).await?,
        [full.clone(), listed.clone()]
    );
    assert_eq!(candidacies::of_need(db, NeedId::generate()).await?, []);
    assert_eq!(candidacies::find(db, CandidacyId::generate()).await?, None);

    // Filled and emptied again, at every stage.
    let mut version = 1;
    for stage in Stage::ALL {
        for contents in [world.full(two), world.listed(two)] {
            let stands = Candidacy {
                id: listed.id,
                stage: *stage,
                version,
                ..contents
            };
            overwrite(db, &stands).await?;
            version += 1;
            let expected = Candidacy {
                version,
                // What it is and who put it there is never overwritten.
                created_at: listed.created_at,
                ..stands
            };
            assert_eq!(candidacies::find(db, listed.id).await?, Some(expected));
        }
    }
    // The other one is as it was.
    assert_eq!(candidacies::find(db, full.id).await?, Some(full));
    Ok(())
}

pub async fn a_stale_candidacy_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, two] = &world.sites;
    let read = world.listed(one);
    keep(db, &read).await?;
    let moved = Candidacy {
        stage: Stage::ShortList,
        ..read.clone()
    };
    overwrite(db, &moved).await?;
    let stale = Candidacy {
        stage: Stage::Rejected,
        ..read.clone()
    };
    assert_eq!(overwrite(db, &stale).await, Err(StorageError::Conflict));
    let stands = Candidacy {
        version: 2,
        ..moved
    };
    assert_eq!(candidacies::find(db, read.id).await?, Some(stands));
    let nobody = world.listed(two);
    assert_eq!(overwrite(db, &nobody).await, Err(StorageError::NotFound));
    Ok(())
}

pub async fn a_site_stands_once_on_a_list(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, _] = &world.sites;
    let first = world.listed(one);
    keep(db, &first).await?;
    let twice = world.listed(one);
    assert_eq!(keep(db, &twice).await, Err(StorageError::Conflict));
    assert_eq!(keep(db, &first).await, Err(StorageError::Conflict));
    // On the list of another need it may stand.
    let firm = samples::lead_firm("Ensambles Río Bravo");
    assert_eq!(firm.id, world.need.organisation);
    let other = samples::need("Levas", &firm);
    let tx = db.begin().await?;
    needs::insert(&tx, &other).await?;
    tx.commit().await?;
    let elsewhere = Candidacy {
        need: other.id,
        ..world.listed(one)
    };
    keep(db, &elsewhere).await?;
    assert_eq!(candidacies::of_need(db, world.need.id).await?, [first]);
    assert_eq!(candidacies::of_need(db, other.id).await?, [elsewhere]);
    Ok(())
}

pub async fn what_happened_is_added_and_read_latest_first(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, two] = &world.sites;
    let (candidacy, other) = (world.listed(one), world.listed(two));
    keep(db, &candidacy).await?;
    keep(db, &other).await?;
    let mut expected: Vec<Event> = Step::ALL
        .iter()
        .zip(0_i64..)
        .map(|(step, n)| Event {
            person: Some(world.buyer),
            reason: (*step == Step::Rejected).then(|| "capacidad".to_owned()),
            words: format!("«{}»\nñandú", step.as_str()),
            ..event(candidacy.id, *step, later(n))
        })
        .collect();
    // Of one instant: in the order in which they were added.
    for (words, at) in [("primero", 100), ("segundo", 100), ("tercero", 100)] {
        expected.push(Event {
            words: words.into(),
            ..event(candidacy.id, Step::Comment, later(at))
        });
    }
    add_events(db, &expected).await?;
    add_events(db, &[event(other.id, Step::Added, later(50))]).await?;
    expected.reverse();
    assert_eq!(candidacies::events(db, candidacy.id).await?, expected);
    assert_eq!(candidacies::events(db, other.id).await?.len(), 1);

    // What changes afterwards changes nothing that happened: the same once more stands beside the first.
    let moved = Candidacy {
        stage: Stage::Visit,
        ..candidacy.clone()
    };
    overwrite(db, &moved).await?;
    assert_eq!(candidacies::events(db, candidacy.id).await?, expected);
    let again = event(candidacy.id, Step::Comment, later(200));
    add_events(db, &[again.clone(), again.clone()]).await?;
    expected.insert(0, again.clone());
    expected.insert(0, again);
    assert_eq!(candidacies::events(db, candidacy.id).await?, expected);
    Ok(())
}

pub async fn the_latest_answer_counts(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, two] = &world.sites;
    assert!(need_answers::to_need(db, world.need.id).await?.is_empty());
    let mut anonymous = world.answer(two, Interest::NoCapacity, later(0));
    anonymous.person = None;
    let latest = world.answer(one, Interest::NotNow, later(2));
    // Written in another order than given: the instant decides.
    let all = [
        world.answer(one, Interest::Interested, later(0)),
        latest.clone(),
        world.answer(one, Interest::NoCapacity, later(1)),
        anonymous.clone(),
    ];
    say(db, &all).await?;
    let answers = need_answers::to_need(db, world.need.id).await?;
    assert_eq!(
        answers.into_values().collect::<Vec<_>>(),
        in_order_of_sites([latest.clone(), anonymous])
    );
    assert!(
        need_answers::to_need(db, NeedId::generate())
            .await?
            .is_empty()
    );

    // Of one instant, the one that was written last.
    let (first, last) = (
        world.answer(one, Interest::NoCapacity, later(3)),
        world.answer(one, Interest::Interested, later(3)),
    );
    say(db, &[first, last.clone()]).await?;
    let own = need_answers::of_sites(db, &[one.id]).await?;
    assert_eq!(
        own.into_iter().collect::<Vec<_>>(),
        [((world.need.id, one.id), last)]
    );
    assert_eq!(
        need_answers::of_sites(db, &[one.id, two.id]).await?.len(),
        2
    );
    assert!(need_answers::of_sites(db, &[]).await?.is_empty());
    Ok(())
}

fn in_order_of_sites<const N: usize>(mut answers: [NeedAnswer; N]) -> [NeedAnswer; N] {
    answers.sort_by_key(|answer| answer.site);
    answers
}

pub async fn gaps_come_back_and_a_stale_one_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, two] = &world.sites;
    let (candidacy, other) = (world.listed(one), world.listed(two));
    keep(db, &candidacy).await?;
    keep(db, &other).await?;
    let bare = world.gap(candidacy.id, one, later(0));
    let said = |words: &str, by: &str, at| Said {
        words: words.into(),
        by: by.into(),
        at,
    };
    let full = ProposedGap {
        status: GapStatus::Confirmed,
        finding: Some(said("Vimos un torno parado.", "Lucía", later(3))),
        reply: Some(said("", "Don Ramiro", later(4))),
        ..world.gap(other.id, two, later(2))
    };
    propose(db, &[&full, &bare]).await?;
    for gap in [&bare, &full] {
        assert_eq!(proposed_gaps::find(db, gap.id).await?.as_ref(), Some(gap));
    }
    // The latest first, to the firm and to the centre.
    let both = [full.clone(), bare.clone()];
    assert_eq!(
        proposed_gaps::of_sites(db, &[one.id, two.id]).await?,
        both.clone()
    );
    assert_eq!(proposed_gaps::of_centre(db, centre()).await?, both);
    let elsewhere = CentreId::from_name("otro");
    assert_eq!(proposed_gaps::of_centre(db, elsewhere).await?, []);
    assert_eq!(proposed_gaps::of_sites(db, &[two.id]).await?, [full]);
    assert_eq!(proposed_gaps::of_sites(db, &[]).await?, []);

    let decided = ProposedGap {
        status: GapStatus::Dropped,
        finding: Some(said("No es así.", "Lucía", later(5))),
        ..bare.clone()
    };
    overwrite_gap(db, &decided).await?;
    let stale = ProposedGap {
        reply: Some(said("Tarde", "Don Ramiro", later(6))),
        ..bare.clone()
    };
    assert_eq!(overwrite_gap(db, &stale).await, Err(StorageError::Conflict));
    let decided = ProposedGap {
        version: 2,
        ..decided
    };
    assert_eq!(
        proposed_gaps::find(db, bare.id).await?.as_ref(),
        Some(&decided)
    );
    let replied = ProposedGap {
        reply: stale.reply,
        ..decided
    };
    overwrite_gap(db, &replied).await?;
    let found = proposed_gaps::find(db, bare.id).await?;
    assert_eq!(
        found,
        Some(ProposedGap {
            version: 3,
            ..replied
        })
    );
    let unknown = world.gap(candidacy.id, one, later(9));
    assert_eq!(
        overwrite_gap(db, &unknown).await,
        Err(StorageError::NotFound)
    );
    assert_eq!(proposed_gaps::find(db, unknown.id).await?, None);
    Ok(())
}

pub async fn unknown_references_are_refused(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let [one, _] = &world.sites;
    let good = world.listed(one);
    let nobody = Signature {
        person: PersonId::generate(),
        name: "Nadie".into(),
        at: samples::now(),
    };
    for wrong in [
        Candidacy {
            need: NeedId::generate(),
            ..good.clone()
        },
        Candidacy {
            site: SiteId::generate(),
            ..good.clone()
        },
        Candidacy {
            centre: CentreId::generate(),
            ..good.clone()
        },
        Candidacy {
            shortlist: ShortlistId::generate(),
            ..good.clone()
        },
        Candidacy {
            buyer: Some(nobody.clone()),
            ..good.clone()
        },
        Candidacy {
            for_centre: Some(nobody),
            ..good.clone()
        },
    ] {
        let refused = keep(db, &wrong).await;
        assert_eq!(refused, Err(StorageError::NotFound), "{wrong:?}");
    }
    assert_eq!(candidacies::of_need(db, world.need.id).await?, []);
    keep(db, &good).await?;

    let astray = event(CandidacyId::generate(), Step::Comment, later(0));
    let unsigned = Event {
        person: Some(PersonId::generate()),
        ..event(good.id, Step::Comment, later(0))
    };
    for wrong in [astray, unsigned] {
        let refused = add_events(db, std::slice::from_ref(&wrong)).await;
        assert_eq!(refused, Err(StorageError::NotFound), "{wrong:?}");
    }
    assert_eq!(candidacies::events(db, good.id).await?, []);

    let answer = world.answer(one, Interest::Interested, later(0));
    for wrong in [
        NeedAnswer {
            need: NeedId::generate(),
            ..answer.clone()
        },
        NeedAnswer {
            site: SiteId::generate(),
            ..answer.clone()
        },
        NeedAnswer {
            person: Some(PersonId::generate()),
            ..answer.clone()
        },
    ] {
        let refused = say(db, std::slice::from_ref(&wrong)).await;
        assert_eq!(refused, Err(StorageError::NotFound), "{wrong:?}");
    }
    assert!(need_answers::to_need(db, world.need.id).await?.is_empty());

    let gap = world.gap(good.id, one, later(0));
    for wrong in [
        ProposedGap {
            candidacy: CandidacyId::generate(),
            ..gap.clone()
        },
        ProposedGap {
            site: SiteId::generate(),
            ..gap.clone()
        },
        ProposedGap {
            centre: CentreId::generate(),
            ..gap.clone()
        },
    ] {
        let refused = propose(db, &[&wrong]).await;
        assert_eq!(refused, Err(StorageError::NotFound), "{wrong:?}");
    }
    assert_eq!(proposed_gaps::of_sites(db, &[one.id]).await?, []);
    Ok(())
}
