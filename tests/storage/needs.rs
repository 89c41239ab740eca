//! Needs, services and saved shortlists.

use crate::{Outcome, Place, samples};
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, ServiceId, ShortlistId};
use eslabon_domain::money::{Currency, Money, UnitPrice};
use eslabon_domain::needs::{Criterion, Need, NeedStatus, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::terms::{Incoterm, MonthlyVolume, NeedTerms, ToolingOwner};
use eslabon_domain::text::{Lang, LocalText};
use eslabon_storage::need_status::StatusNote;
use eslabon_storage::needs::NeedFilter;
use eslabon_storage::shortlists::SavedShortlist;
use eslabon_storage::{
    StorageError, need_prices, need_status, needs, organisations, services, shortlists,
};

fn every_requirement() -> Vec<Criterion> {
    let requirements = [
        Requirement::AnyOf {
            concepts: vec!["process.cnc_turning".into(), "process.cnc_milling".into()],
        },
        Requirement::AtLeast { amount: i64::MAX },
        Requirement::AtMost { amount: -20_000 },
        Requirement::InStates {
            states: vec![StateCode(14), StateCode(8)],
        },
        Requirement::Within {
            centre: Position {
                lat_e6: 31_690_400,
                lon_e6: -106_424_500,
            },
            label: "Ciudad Juárez".into(),
            radius_m: 150_000,
        },
    ];
    let mut criteria: Vec<Criterion> = requirements
        .into_iter()
        .enumerate()
        .map(|(n, requirement)| samples::criterion(&format!("c{n}"), requirement))
        .collect();
    if let Some(first) = criteria.first_mut() {
        first.strength = Strength::Must;
        first.item = None;
        first.weight = 1;
    }
    criteria
}

pub async fn every_requirement_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::a_lead_firm(db).await?;
    let need = Need {
        criteria: every_requirement(),
        ..samples::need("Carcasas torneadas", &firm)
    };
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    assert_eq!(needs::find(&tx, need.id).await?.as_ref(), Some(&need));
    tx.commit().await?;
    assert_eq!(needs::find(db, need.id).await?.as_ref(), Some(&need));

    let mut fewer = need.clone();
    fewer.criteria.reverse();
    fewer.criteria.truncate(3);
    fewer.status = NeedStatus::Awarded;
    fewer.starts_on = None;
    fewer.closes_on = Some(samples::day(12, 24));
    fewer.title = LocalText::en("Turned housings");
    let tx = db.begin().await?;
    assert_eq!(needs::update(&tx, &fewer).await?, 2);
    tx.commit().await?;
    fewer.version = 2;
    assert_eq!(needs::find(db, need.id).await?, Some(fewer));
    assert_eq!(needs::find(db, NeedId::generate()).await?, None);
    let tx = db.begin().await?;
    let stranger = samples::need("x", &samples::organisation("nobody"));
    let refused = needs::insert(&tx, &stranger).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}

pub async fn a_stale_need_is_refused_and_nothing_is_written(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::a_lead_firm(db).await?;
    let need = samples::need("Carcasas", &firm);
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    tx.commit().await?;
    let mut first = need.clone();
    first.title = LocalText::es("Primera");
    let tx = db.begin().await?;
    needs::update(&tx, &first).await?;
    tx.commit().await?;
    let mut stale = need.clone();
    stale.title = LocalText::es("Segunda");
    stale.criteria = every_requirement();
    let tx = db.begin().await?;
    let refused = needs::update(&tx, &stale).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    // Even a caller who overlooks the conflict has written nothing.
    tx.commit().await?;
    first.version = 2;
    assert_eq!(needs::find(db, need.id).await?, Some(first));
    let tx = db.begin().await?;
    let unknown = samples::need("never saved", &firm);
    let refused = needs::update(&tx, &unknown).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}

fn a_note(reason: &str) -> StatusNote {
    StatusNote {
        reason: reason.to_owned(),
        supplier: None,
        by: "Ana Ríos".into(),
        at: samples::now(),
    }
}

pub async fn a_status_comes_with_its_reason(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::a_lead_firm(db).await?;
    let need = samples::need("Carcasas", &firm);
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    tx.commit().await?;
    assert_eq!(need_status::note(db, need.id).await?, None);
    assert_eq!(need_status::note(db, NeedId::generate()).await?, None);

    let awarded = StatusNote {
        supplier: Some("Troquelados «El Águila»".into()),
        ..a_note("Mejor plazo")
    };
    let tx = db.begin().await?;
    need_status::set(&tx, &need, NeedStatus::Awarded, &awarded).await?;
    tx.commit().await?;
    let stored = needs::find(db, need.id).await?;
    let moved = Need {
        status: NeedStatus::Awarded,
        ..need.clone()
    };
    // What is asked stays, and so does the version.
    assert_eq!(stored.as_ref(), Some(&moved));
    assert_eq!(need_status::note(db, need.id).await?, Some(awarded.clone()));

    // Whoever read it before is late, with either.
    let tx = db.begin().await?;
    let late = need_status::set(&tx, &need, NeedStatus::Withdrawn, &a_note("x")).await;
    assert_eq!(late, Err(StorageError::Conflict));
    assert_eq!(
        need_status::hold(&tx, &need).await,
        Err(StorageError::Conflict)
    );
    need_status::hold(&tx, &moved).await?;
    let unknown = samples::need("never saved", &firm);
    assert_eq!(
        need_status::hold(&tx, &unknown).await,
        Err(StorageError::NotFound)
    );
    tx.commit().await?;
    assert_eq!(need_status::note(db, need.id).await?, Some(awarded.clone()));

    // A change of what is asked leaves the words; one that puts it elsewhere takes them away.
    let tx = db.begin().await?;
    assert_eq!(needs::update(&tx, &moved).await?, 2);
    tx.commit().await?;
    assert_eq!(need_status::note(db, need.id).await?, Some(awarded));
    let tx = db.begin().await?;
    let reopened = Need {
        version: 2,
        status: NeedStatus::Open,
        ..moved
    };
    needs::update(&tx, &reopened).await?;
    tx.commit().await?;
    assert_eq!(need_status::note(db, need.id).await?, None);
    Ok(())
}

pub async fn terms_come_back_and_the_price_lies_beside(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::a_lead_firm(db).await?;
    let terms = NeedTerms {
        volumes: vec![MonthlyVolume {
            month: Month::of(samples::day(12, 1)),
            pieces: 0,
        }],
        lot_size: Some(250),
        cycle_ms: Some(6_680),
        duration_months: Some(36),
        incoterm: Some(Incoterm::Ddp),
        currency: Some(Currency::Usd),
        payment_days: Some(0),
        tooling_owner: Some(ToolingOwner::Shared),
        sample_on: Some(samples::day(11, 30)),
        language: Some(Lang::En),
    };
    let need = Need {
        terms,
        ..samples::need("Carcasas", &firm)
    };
    let price = |text: &str| UnitPrice::parse(text, Currency::Usd).ok();
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    need_prices::set(&tx, need.id, price("0.0841")).await?;
    let unknown = need_prices::set(&tx, NeedId::generate(), price("1")).await;
    assert_eq!(unknown, Err(StorageError::NotFound));
    tx.commit().await?;
    assert_eq!(needs::find(db, need.id).await?.as_ref(), Some(&need));
    assert_eq!(need_prices::find(db, need.id).await?, price("0.0841"));

    // A change of the need leaves the price, a change of the price leaves the version.
    let fewer = Need {
        terms: NeedTerms::default(),
        ..need.clone()
    };
    let tx = db.begin().await?;
    assert_eq!(needs::update(&tx, &fewer).await?, 2);
    tx.commit().await?;
    let stored = needs::find(db, need.id).await?;
    assert_eq!(
        stored,
        Some(Need {
            version: 2,
            ..fewer
        })
    );
    assert_eq!(need_prices::find(db, need.id).await?, price("0.0841"));
    let tx = db.begin().await?;
    need_prices::set(&tx, need.id, None).await?;
    tx.commit().await?;
    assert_eq!(need_prices::find(db, need.id).await?, None);
    assert!(
        need_prices::load_many(db, &[need.id, NeedId::generate()])
            .await?
            .is_empty()
    );
    Ok(())
}

pub async fn lists_are_newest_first_and_filtered(place: Place) -> Outcome {
    let db = &place.database;
    let firms = ["A", "B"].map(samples::lead_firm);
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &firms).await?;
    let mut posted = Vec::new();
    for n in 0..7 {
        let firm = if n % 2 == 0 { &firms[0] } else { &firms[1] };
        let mut need = samples::need(&format!("need {n}"), firm);
        if n == 4 {
            need.status = NeedStatus::Draft;
        }
        needs::insert(&tx, &need).await?;
        posted.push(need.id);
    }
    tx.commit().await?;
    posted.reverse();
    let ids = |found: Vec<Need>| found.into_iter().map(|n| n.id).collect::<Vec<_>>();

    let mut filter = NeedFilter {
        limit: 3,
        ..NeedFilter::default()
    };
    let mut read = Vec::new();
    loop {
        let page = ids(needs::list(db, &filter).await?);
        filter.after = page.last().copied();
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    assert_eq!(read, posted);
    assert_eq!(needs::list(db, &NeedFilter::default()).await?.len(), 7);

    let own = NeedFilter {
        organisation: Some(firms[0].id),
        status: Some(NeedStatus::Open),
        ..NeedFilter::default()
    };
    assert_eq!(needs::list(db, &own).await?.len(), 3);
    assert_eq!(needs::count(db, &own).await?, 3);
    assert_eq!(needs::count(db, &NeedFilter::default()).await?, 7);
    let lost = NeedFilter {
        after: Some(NeedId::generate()),
        ..NeedFilter::default()
    };
    assert_eq!(needs::list(db, &lost).await, Err(StorageError::NotFound));
    let mut asked = posted.clone();
    asked.truncate(2);
    asked.reverse();
    assert_eq!(ids(needs::load_many(db, &asked).await?), asked);
    Ok(())
}

fn service(name: &str, institution: OrganisationId) -> Service {
    Service {
        id: ServiceId::from_name(name),
        institution,
        kind: "service.training".into(),
        name: LocalText::es(name),
        description: LocalText::en("Forty hours"),
        effects: vec![
            Effect {
                attribute: "process.cpk".into(),
                item: Some("process.cnc_turning".into()),
                from: Some(1_000),
                to: 1_330,
            },
            Effect {
                attribute: "standard.held".into(),
                item: None,
                from: None,
                to: 1,
            },
        ],
        duration_days: 45,
        version: 1,
        status: ServiceStatus::Offered,
        prerequisites: Vec::new(),
        form: ServiceForm::Arranged,
        lead_days: 0,
        effort: None,
        price_per: PricePer::Firm,
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        price: Money {
            minor: 4_850_050,
            currency: Currency::Mxn,
        },
        price_as_of: samples::day(3, 1),
        source: "fictional".into(),
        region: vec![StateCode(8), StateCode(14)],
        fictional: true,
    }
}

pub async fn services_come_back_with_their_effects(place: Place) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    let mut course = service("Curso de CEP", institution);
    let everywhere = Service {
        effects: Vec::new(),
        region: Vec::new(),
        ..service("Asesoría", institution)
    };
    let tx = db.begin().await?;
    services::upsert_many(&tx, &[course.clone(), everywhere.clone()]).await?;
    tx.commit().await?;
    assert_eq!(services::find(db, course.id).await?.as_ref(), Some(&course));
    assert_eq!(services::find(db, everywhere.id).await?, Some(everywhere));
    // Again, with changes: nothing is left of the former effects.
    course.effects.reverse();
    course.effects.truncate(1);
    course.region = vec![StateCode(32)];
    course.price.currency = Currency::Usd;
    let tx = db.begin().await?;
    services::upsert_many(&tx, std::slice::from_ref(&course)).await?;
    tx.commit().await?;
    assert_eq!(services::find(db, course.id).await?, Some(course));
    assert_eq!(services::list_all(db).await?.len(), 2);
    assert_eq!(services::of_institution(db, institution).await?.len(), 2);
    let other = OrganisationId::generate();
    assert_eq!(services::of_institution(db, other).await?, []);
    let tx = db.begin().await?;
    let refused = services::upsert_many(&tx, &[service("x", other)]).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}

pub async fn a_shortlist_is_reopened_unchanged(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::a_lead_firm(db).await?;
    let need = samples::need("Carcasas", &firm);
    let saved = SavedShortlist {
        id: ShortlistId::generate(),
        centre: CentreId::from_name("default"),
        need: need.id,
        need_version: 1,
        evaluated_on: samples::day(11, 24),
        created_at: samples::now(),
        created_by: "Ana Ríos".into(),
        answer: serde_json::json!({
            "candidates": [{"score_milli": 987, "why": "±0.02 mm «torneado» \u{0} \"x\"", "none": null}],
            "scored": u64::MAX, "distance": i64::MIN, "ratio": 0.1,
        }),
    };
    let later = SavedShortlist {
        id: ShortlistId::generate(),
        created_at: samples::now().saturating_add(jiff::SignedDuration::from_secs(1))?,
        ..saved.clone()
    };
    let tx = db.begin().await?;
    needs::insert(&tx, &need).await?;
    shortlists::insert(&tx, &saved).await?;
    shortlists::insert(&tx, &later).await?;
    tx.commit().await?;
    // The need changes; the answer does not.
    let tx = db.begin().await?;
    needs::update(&tx, &need).await?;
    tx.commit().await?;
    assert_eq!(shortlists::find(db, saved.id).await?.as_ref(), Some(&saved));
    assert_eq!(shortlists::list_of_need(db, need.id).await?, [later, saved]);
    assert_eq!(shortlists::find(db, ShortlistId::generate()).await?, None);
    Ok(())
}
