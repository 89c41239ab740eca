//! Services with all that a plan is made of, and the dates of courses.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{CohortId, OrganisationId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::places::StateCode;
use eslabon_domain::services::{
    CohortStatus, Effect, Effort, FundingKind, Prerequisite, PricePer, Service, ServiceCohort,
    ServiceForm, ServiceStatus,
};
use eslabon_domain::text::{Lang, LocalText};
use eslabon_storage::{StorageError, service_cohorts, services};
use sea_orm::{ConnectionTrait, Statement};

/// With something in every field.
fn full(name: &str, institution: OrganisationId) -> Service {
    let pesos = |minor| Money {
        minor,
        currency: Currency::Mxn,
    };
    Service {
        id: ServiceId::from_name(name),
        version: 1,
        status: ServiceStatus::Ended,
        institution,
        kind: "service.working_capital_credit".into(),
        name: LocalText::es(name),
        description: LocalText::en("Up to a year"),
        effects: vec![Effect {
            attribute: "process.cpk".into(),
            item: Some("process.cnc_turning".into()),
            from: Some(1_000),
            to: 1_330,
        }],
        prerequisites: vec![
            Prerequisite {
                attribute: "standard.held".into(),
                item: Some("standard.five_s".into()),
                level: 1,
            },
            Prerequisite {
                attribute: "site.oee".into(),
                item: None,
                level: 600_000,
            },
        ],
        form: ServiceForm::Credit {
            limit: Some(pesos(i64::MAX)),
            yearly_rate_ppm: Some(145_000),
            months: 60,
            grace_months: 6,
        },
        duration_days: 45,
        lead_days: 30,
        effort: Some(Effort {
            minutes_per_week: 90,
            people: 3,
        }),
        price: pesos(4_850_050),
        price_per: PricePer::Seat,
        price_as_of: samples::day(3, 1),
        source: "fictional".into(),
        region: vec![StateCode(8), StateCode(14)],
        languages: vec![Lang::En, Lang::Es],
        funding: vec![FundingKind::DevelopmentBank, FundingKind::State],
        evidence: LocalText::en("A line «ñ»\nof credit"),
        fictional: true,
    }
}

fn cohort(name: &str, service: ServiceId, day: i8) -> ServiceCohort {
    ServiceCohort {
        id: CohortId::from_name(name),
        service,
        version: 1,
        starts_on: samples::day(1, day),
        ends_on: samples::day(2, day),
        seats: 20,
        minimum: 8,
        taken: 3,
        place: "Zapopan".into(),
        status: CohortStatus::Open,
    }
}

pub async fn every_field_of_a_service_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    let mut all = vec![full("Crédito", institution)];
    for (name, form) in [
        ("Por acuerdo", ServiceForm::Arranged),
        ("Curso", ServiceForm::Course),
        ("Prueba", ServiceForm::Test),
        ("Préstamo", ServiceForm::Loan),
        (
            "Asesoría",
            ServiceForm::Consulting {
                days: 12,
                days_per_week: 2,
            },
        ),
    ] {
        all.push(Service {
            form,
            status: ServiceStatus::Offered,
            effort: None,
            price_per: PricePer::Firm,
            prerequisites: Vec::new(),
            languages: Vec::new(),
            funding: Vec::new(),
            evidence: LocalText::default(),
            ..full(name, institution)
        });
    }
    let tx = db.begin().await?;
    services::upsert_many(&tx, &all).await?;
    tx.commit().await?;
    for service in all {
        assert_eq!(services::find(db, service.id).await?, Some(service));
    }
    Ok(())
}

pub async fn a_stale_service_is_refused_and_nothing_is_written(place: Place) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    let first = full("Crédito", institution);
    let tx = db.begin().await?;
    services::upsert_many(&tx, std::slice::from_ref(&first)).await?;
    tx.commit().await?;
    let mut second = first.clone();
    second.name = LocalText::es("Crédito puente");
    second.prerequisites.truncate(1);
    second.form = ServiceForm::Arranged;
    let tx = db.begin().await?;
    services::update(&tx, &second).await?;
    tx.commit().await?;
    second.version = 2;
    assert_eq!(services::find(db, first.id).await?.as_ref(), Some(&second));
    let tx = db.begin().await?;
    let stale = services::update(&tx, &first).await;
    drop(tx);
    assert_eq!(stale, Err(StorageError::Conflict));
    assert_eq!(services::find(db, first.id).await?, Some(second));
    let tx = db.begin().await?;
    let nobodys = services::update(&tx, &full("otro", institution)).await;
    assert_eq!(nobodys, Err(StorageError::NotFound));
    Ok(())
}

pub async fn a_service_of_an_earlier_release_is_read(place: Place) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    let service = full("Crédito", institution);
    let tx = db.begin().await?;
    services::upsert_many(&tx, std::slice::from_ref(&service)).await?;
    tx.commit().await?;
    let raw = sea_orm::Database::connect(&place.url).await?;
    let sql = "UPDATE services SET status = NULL, form = NULL, lead_days = NULL, effort_minutes_per_week = NULL, \
        effort_people = NULL, price_per = NULL, languages = NULL, funding = NULL, evidence = NULL, evidence_lang = NULL";
    let statement = Statement::from_string(raw.get_database_backend(), sql);
    raw.execute_raw(statement).await?;
    let read = services::find(db, service.id).await?.ok_or("gone")?;
    let earlier = Service {
        status: ServiceStatus::Offered,
        form: ServiceForm::Arranged,
        lead_days: 0,
        effort: None,
        price_per: PricePer::Firm,
        languages: Vec::new(),
        funding: Vec::new(),
        evidence: LocalText::default(),
        ..service
    };
    assert_eq!(read, earlier);
    // What it asks of the firm is not known: nothing is planned with it.
    assert!(!read.can_be_planned());
    Ok(())
}

pub async fn dates_come_back_by_their_first_day_and_a_stale_one_is_refused(
    place: Place,
) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    let service = full("Curso", institution);
    let other = full("Otro", institution);
    let (late, early) = (
        cohort("late", service.id, 20),
        cohort("early", service.id, 5),
    );
    let elsewhere = cohort("elsewhere", other.id, 1);
    let tx = db.begin().await?;
    services::upsert_many(&tx, &[service.clone(), other]).await?;
    service_cohorts::insert(&tx, &late).await?;
    service_cohorts::upsert_many(&tx, &[early.clone(), elsewhere]).await?;
    tx.commit().await?;
    let listed = service_cohorts::of_services(db, &[service.id]).await?;
    assert_eq!(listed, [early.clone(), late.clone()]);
    let mut taken = early.clone();
    (taken.taken, taken.status) = (20, CohortStatus::Cancelled);
    let tx = db.begin().await?;
    service_cohorts::update(&tx, &taken).await?;
    tx.commit().await?;
    taken.version = 2;
    assert_eq!(
        service_cohorts::find(db, early.id).await?.as_ref(),
        Some(&taken)
    );
    let tx = db.begin().await?;
    let stale = service_cohorts::update(&tx, &early).await;
    drop(tx);
    assert_eq!(stale, Err(StorageError::Conflict));
    assert_eq!(service_cohorts::find(db, early.id).await?, Some(taken));
    let tx = db.begin().await?;
    let nobodys = cohort("nobodys", ServiceId::from_name("nobody"), 1);
    let refused = service_cohorts::insert(&tx, &nobodys).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}
