//! Upgrading programmes: every field comes back, a stale save is refused, a side signs a version once, and a
//! transaction that is dropped leaves nothing.
#![expect(
    clippy::indexing_slicing,
    reason = "a row that is missing fails the case"
)]

use crate::{Outcome, Place, samples};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{
    CentreId, CohortId, NeedId, OrganisationId, ProgrammeGapId, ProgrammeId, ProgrammeSignatureId,
    ProgrammeStepId, ServiceId, SiteId,
};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::needs::Need;
use eslabon_domain::programmes::{
    ClosedDays, Dimension, FirmTime, GapNeed, GapState, Payer, PeakDays, PinnedService,
    ProgrammeEvent, ProgrammeSide, ProgrammeStatus, StepState, thirds,
};
use eslabon_domain::services::{PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::text::LocalText;
use eslabon_storage::programmes::{
    self, Happened, Programme, ProgrammeFilter, ProgrammeGap, ProgrammeStep, Scan, Share, Signature,
};
use eslabon_storage::sites::Site;
use eslabon_storage::{Database, StorageError, needs, services, site_files};

/// What every programme names.
pub struct World {
    site: Site,
    need: Need,
    lead_firm: OrganisationId,
    services: [ServiceId; 2],
}

fn pesos(minor: i64) -> Money {
    Money {
        minor,
        currency: Currency::Mxn,
    }
}

fn service(name: &str, institution: OrganisationId) -> Service {
    Service {
        id: ServiceId::from_name(name),
        version: 1,
        status: ServiceStatus::Offered,
        institution,
        kind: "service.spc_training".into(),
        name: LocalText::es(name),
        description: LocalText::default(),
        effects: Vec::new(),
        prerequisites: Vec::new(),
        form: ServiceForm::Arranged,
        duration_days: 30,
        lead_days: 0,
        effort: None,
        price: pesos(1),
        price_per: PricePer::Firm,
        price_as_of: samples::day(11, 1),
        source: String::new(),
        region: Vec::new(),
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        fictional: true,
    }
}

pub async fn world(db: &Database) -> Result<World, StorageError> {
    let site = samples::a_site(db).await?;
    let firm = samples::a_lead_firm(db).await?;
    let need = samples::need("Carcasas", &firm);
    let both = ["5S", "CEP"].map(|name| service(name, firm.id));
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    services::upsert_many(&tx, &both).await?;
    tx.commit().await?;
    Ok(World {
        site,
        need,
        lead_firm: firm.id,
        services: both.map(|one| one.id),
    })
}

impl World {
    /// With something in every field.
    pub fn programme(&self) -> Programme {
        Programme {
            id: ProgrammeId::generate(),
            site: self.site.id,
            centre: CentreId::from_name("default"),
            lead_firm: self.lead_firm,
            needs: vec![self.need.id],
            title: "Carcasas «sin rebaba»".into(),
            status: ProgrammeStatus::Draft,
            is_shown: false,
            version: 1,
            plan_version: 1,
            budget: Some(pesos(i64::MAX)),
            currency: Currency::Mxn,
            time: FirmTime {
                minutes_per_week: 960,
                peaks: vec![PeakDays {
                    from: samples::day(12, 1),
                    to: samples::day(12, 20),
                    minutes_per_week: 0,
                }],
                closed: vec![ClosedDays {
                    from: samples::day(12, 21),
                    to: samples::day(12, 31),
                }],
                is_assumed: false,
            },
            starts_on: samples::day(11, 25),
            pinned: vec![PinnedService {
                service: self.services[0],
                starts_on: Some(samples::day(12, 1)),
            }],
            forbidden: vec![ServiceId::from_name("otro")],
            payers: thirds(),
            rules: "programme-1".into(),
            problem: serde_json::json!({ "starts_on": "2026-11-25" }),
            plan: serde_json::json!({ "steps": [] }),
            cost: pesos(100),
            finishes_on: samples::day(12, 31),
            made_by: "Lucía Villaseñor".into(),
            made_at: samples::now(),
            stop_reason: String::new(),
        }
    }

    pub fn step(&self, of: ProgrammeId, position: i32) -> ProgrammeStep {
        let at = usize::try_from(position).unwrap_or(0);
        ProgrammeStep {
            id: ProgrammeStepId::generate(),
            programme: of,
            position,
            service: self.services[at],
            name: LocalText::en("5S"),
            provider: self.lead_firm,
            provider_name: "Instituto ñ".into(),
            cohort: Some(CohortId::generate()),
            starts_on: samples::day(12, 1),
            ends_on: samples::day(12, 15),
            cost: pesos(i64::MAX),
            closes: vec![dimension()],
            evidence: LocalText::es("Carta de control"),
            visit_on: Some(samples::day(12, 22)),
            state: StepState::Planned,
            owner: "Ing. Prado".into(),
        }
    }

    pub fn gap(&self, of: ProgrammeId) -> ProgrammeGap {
        ProgrammeGap {
            id: ProgrammeGapId::generate(),
            programme: of,
            dimension: dimension(),
            is_lower_better: true,
            required: 500,
            present: Some(2_000),
            present_origin: Some(Origin::Verified),
            present_on: Some(samples::day(10, 1)),
            needs: vec![GapNeed {
                need: self.need.id,
                required: 500,
                deadline: Some(samples::day(12, 31)),
            }],
            state: GapState::Open,
        }
    }
}

fn dimension() -> Dimension {
    Dimension {
        attribute: "site.defect_ppm".into(),
        item: None,
    }
}

fn signature(of: ProgrammeId, side: ProgrammeSide, plan_version: i32) -> Signature {
    Signature {
        id: ProgrammeSignatureId::generate(),
        programme: of,
        side,
        plan_version,
        document_hash: "ab".repeat(32),
        person: None,
        signed_by: "Doña Elvia".into(),
        role: "owner".into(),
        signed_at: samples::now(),
        comment: "De acuerdo.".into(),
        scan: None,
    }
}

pub async fn kept(db: &Database, programme: &Programme) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    programmes::insert(&tx, programme).await?;
    tx.commit().await
}

async fn overwritten(db: &Database, programme: &Programme) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    programmes::update(&tx, programme).await?;
    tx.commit().await
}

async fn signed(db: &Database, signature: &Signature) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    programmes::insert_signature(&tx, signature).await?;
    tx.commit().await
}

pub async fn everything_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let programme = world.programme();
    let id = programme.id;
    let steps = [world.step(id, 0), world.step(id, 1)];
    let shares = [
        Share {
            step: steps[0].id,
            payer: Payer::Firm,
            minor: i64::MAX,
            is_at_ceiling: true,
        },
        Share {
            step: steps[0].id,
            payer: Payer::Other,
            minor: 0,
            is_at_ceiling: false,
        },
    ];
    let gap = world.gap(id);
    let drafted = Happened {
        programme: id,
        at: samples::now(),
        person: None,
        by: "Lucía Villaseñor".into(),
        role: "centre_staff".into(),
        event: ProgrammeEvent::Draft,
        status: ProgrammeStatus::Draft,
        plan_version: 1,
        words: "Así\nqueda".into(),
    };
    let both = steps.each_ref().map(|step| step.id);
    let tx = db.begin().await?;
    programmes::insert(&tx, &programme).await?;
    programmes::insert_steps(&tx, &steps).await?;
    programmes::replace_shares(&tx, &both, &shares).await?;
    programmes::insert_gaps(&tx, std::slice::from_ref(&gap)).await?;
    programmes::add_event(&tx, &drafted).await?;
    tx.commit().await?;
    let scanned = Signature {
        scan: Some(Scan {
            sha256: "cd".repeat(32),
            media_type: "application/pdf".into(),
            bytes: 123,
        }),
        ..signature(id, ProgrammeSide::Firm, 1)
    };
    signed(db, &scanned).await?;

    assert_eq!(programmes::find(db, id).await?.as_ref(), Some(&programme));
    assert_eq!(programmes::find(db, ProgrammeId::generate()).await?, None);
    assert_eq!(programmes::steps_of(db, id).await?, steps);
    assert_eq!(
        programmes::find_step(db, steps[1].id).await?.as_ref(),
        Some(&steps[1])
    );
    assert_eq!(programmes::shares_of(db, &both).await?, shares);
    assert_eq!(programmes::gaps_of(db, id).await?, [gap]);
    assert_eq!(programmes::events_of(db, id).await?, [drafted]);
    let signatures = programmes::signatures_of(db, &[id]).await?;
    assert_eq!(signatures, std::slice::from_ref(&scanned));
    let found = programmes::find_signature(db, scanned.id).await?;
    assert_eq!(found, Some(scanned));
    // The scan is swept with the files of sites: not while it is needed.
    let needed = site_files::digests_in_use(db).await?;
    assert!(needed.contains(&"cd".repeat(32)));
    Ok(())
}

pub async fn lists_are_newest_first_and_filtered(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let draft = world.programme();
    let shown = Programme {
        is_shown: true,
        status: ProgrammeStatus::Proposed,
        budget: None,
        ..world.programme()
    };
    for programme in [&draft, &shown] {
        kept(db, programme).await?;
    }
    let list = async |filter: ProgrammeFilter| {
        let found = programmes::list(db, &filter).await?;
        Ok::<_, StorageError>(found.iter().map(|one| one.id).collect::<Vec<_>>())
    };
    let all = ProgrammeFilter::default();
    assert_eq!(list(all.clone()).await?, [shown.id, draft.id]);
    let of_site = |site: SiteId| ProgrammeFilter {
        sites: Some(vec![site]),
        shown_only: true,
        ..ProgrammeFilter::default()
    };
    assert_eq!(list(of_site(world.site.id)).await?, [shown.id]);
    assert_eq!(list(of_site(SiteId::generate())).await?, []);
    let behind = ProgrammeFilter {
        after: Some(shown.id),
        centre: Some(CentreId::from_name("default")),
        lead_firm: Some(world.lead_firm),
        limit: 1,
        ..all.clone()
    };
    assert_eq!(list(behind).await?, [draft.id]);
    let proposed = ProgrammeFilter {
        statuses: vec![ProgrammeStatus::Proposed, ProgrammeStatus::Running],
        ..all.clone()
    };
    // Everything but what it was planned from and the plan, which no list shows.
    let expected = Programme {
        problem: serde_json::Value::Null,
        plan: serde_json::Value::Null,
        ..shown.clone()
    };
    assert_eq!(programmes::list(db, &proposed).await?, [expected]);
    let plans = programmes::plans_of(db, &[shown.id, ProgrammeId::generate()]).await?;
    let plans: Vec<_> = plans.into_iter().collect();
    assert_eq!(plans, [(shown.id, shown.plan.clone())]);
    let of_nobody = ProgrammeFilter {
        sites: Some(Vec::new()),
        ..all
    };
    assert_eq!(list(of_nobody).await?, []);
    Ok(())
}

pub async fn a_stale_programme_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let programme = world.programme();
    kept(db, &programme).await?;
    for status in ProgrammeStatus::ALL {
        let stored = programmes::find(db, programme.id).await?;
        let stands = Programme {
            status: *status,
            is_shown: true,
            stop_reason: "Cerró la planta".into(),
            ..stored.ok_or("it was kept")?
        };
        overwritten(db, &stands).await?;
        let expected = Programme {
            version: stands.version + 1,
            ..stands
        };
        let found = programmes::find(db, programme.id).await?;
        assert_eq!(found, Some(expected));
    }
    let stale = overwritten(db, &programme).await;
    assert_eq!(stale, Err(StorageError::Conflict));
    let nobodys = Programme {
        id: ProgrammeId::generate(),
        ..programme
    };
    let unknown = overwritten(db, &nobodys).await;
    assert_eq!(unknown, Err(StorageError::NotFound));
    Ok(())
}

pub async fn a_side_signs_a_version_once(place: Place) -> Outcome {
    let db = &place.database;
    let programme = world(db).await?.programme();
    kept(db, &programme).await?;
    for side in ProgrammeSide::ALL {
        signed(db, &signature(programme.id, *side, 1)).await?;
        let twice = signed(db, &signature(programme.id, *side, 1)).await;
        assert_eq!(twice, Err(StorageError::Conflict), "{side:?}");
    }
    signed(db, &signature(programme.id, ProgrammeSide::Firm, 2)).await?;
    let all = programmes::signatures_of(db, &[programme.id]).await?;
    assert_eq!(all.len(), 4);
    Ok(())
}

pub async fn signing_killed_half_way_leaves_nothing(place: Place) -> Outcome {
    let db = &place.database;
    let programme = world(db).await?.programme();
    kept(db, &programme).await?;
    let agreed = Programme {
        status: ProgrammeStatus::Agreed,
        ..programme.clone()
    };
    let tx = db.begin().await?;
    programmes::update(&tx, &agreed).await?;
    programmes::insert_signature(&tx, &signature(programme.id, ProgrammeSide::Firm, 1)).await?;
    drop(tx);
    assert_eq!(
        programmes::find(db, programme.id).await?.as_ref(),
        Some(&programme)
    );
    assert_eq!(programmes::signatures_of(db, &[programme.id]).await?, []);
    Ok(())
}

pub async fn a_plan_is_put_in_the_place_of_another(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    let programme = world.programme();
    let id = programme.id;
    let mut steps = [world.step(id, 0), world.step(id, 1)];
    let both = steps.each_ref().map(|step| step.id);
    let share = |at: usize, minor| Share {
        step: both[at],
        payer: Payer::State,
        minor,
        is_at_ceiling: false,
    };
    let (open, found) = (world.gap(id), world.gap(id));
    let tx = db.begin().await?;
    programmes::insert(&tx, &programme).await?;
    programmes::insert_steps(&tx, &steps).await?;
    programmes::replace_shares(&tx, &both, &[share(0, 1), share(1, 2)]).await?;
    programmes::insert_gaps(&tx, &[open.clone(), found.clone()]).await?;
    programmes::set_gap_state(&tx, found.id, GapState::Verified).await?;
    tx.commit().await?;

    steps[0].state = StepState::Cancelled;
    steps[1].starts_on = samples::day(12, 7);
    steps[1].visit_on = None;
    let harder = ProgrammeGap {
        required: 100,
        present: None,
        present_origin: None,
        present_on: None,
        needs: Vec::new(),
        ..open.clone()
    };
    let tx = db.begin().await?;
    programmes::update_steps(&tx, &steps).await?;
    programmes::replace_shares(&tx, &both, &[share(1, 3)]).await?;
    programmes::update_gaps(&tx, std::slice::from_ref(&harder)).await?;
    // What a visit looked at is not taken away.
    programmes::remove_gaps(&tx, &[found.id]).await?;
    tx.commit().await?;
    assert_eq!(programmes::steps_of(db, id).await?, steps);
    assert_eq!(programmes::shares_of(db, &both).await?, [share(1, 3)]);
    let verified = ProgrammeGap {
        state: GapState::Verified,
        ..found
    };
    assert_eq!(
        programmes::gaps_of(db, id).await?,
        [harder.clone(), verified]
    );

    let tx = db.begin().await?;
    programmes::remove_gaps(&tx, &[harder.id]).await?;
    programmes::set_step_state(&tx, both[1], StepState::Done).await?;
    tx.commit().await?;
    assert_eq!(programmes::gaps_of(db, id).await?.len(), 1);
    let done = programmes::find_step(db, both[1]).await?;
    assert_eq!(done.map(|step| step.state), Some(StepState::Done));
    Ok(())
}

pub async fn unknown_references_are_refused(place: Place) -> Outcome {
    let db = &place.database;
    let world = world(db).await?;
    for broken in [
        Programme {
            site: SiteId::generate(),
            ..world.programme()
        },
        Programme {
            needs: vec![NeedId::generate()],
            ..world.programme()
        },
        Programme {
            lead_firm: OrganisationId::generate(),
            ..world.programme()
        },
    ] {
        assert_eq!(kept(db, &broken).await, Err(StorageError::NotFound));
        assert_eq!(programmes::find(db, broken.id).await?, None);
    }
    let nobodys = ProgrammeId::generate();
    let tx = db.begin().await?;
    let refused = programmes::insert_steps(&tx, &[world.step(nobodys, 0)]).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    drop(tx);
    let refused = signed(db, &signature(nobodys, ProgrammeSide::Firm, 1)).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}
