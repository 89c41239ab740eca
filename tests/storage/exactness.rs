//! Money, time and text come back exactly.

use crate::{Outcome, Place, samples};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::registry::KeyScheme;
use eslabon_domain::services::{Effect, PricePer, Service, ServiceForm, ServiceStatus};
use eslabon_domain::text::LocalText;
use eslabon_storage::{facts, imports, keys, needs, organisations, services};
use jiff::Timestamp;
use jiff::civil::{Date, date};

pub async fn money_is_exact_at_the_extremes(place: Place) -> Outcome {
    let db = &place.database;
    let institution = samples::a_lead_firm(db).await?.id;
    // 2^53 + 1 is the first whole number that a float cannot hold.
    let amounts = [i64::MIN, -1, 0, 1, 9_007_199_254_740_993, i64::MAX];
    let priced: Vec<Service> = amounts
        .into_iter()
        .map(|minor| Service {
            id: ServiceId::from_name(&minor.to_string()),
            institution,
            kind: "service.x".into(),
            name: LocalText::default(),
            description: LocalText::default(),
            effects: vec![Effect {
                attribute: "a".into(),
                item: None,
                from: Some(minor),
                to: minor,
            }],
            duration_days: i32::MAX,
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
                minor,
                currency: Currency::Mxn,
            },
            price_as_of: samples::day(1, 1),
            source: String::new(),
            region: Vec::new(),
            fictional: false,
        })
        .collect();
    let tx = db.begin().await?;
    services::upsert_many(&tx, &priced).await?;
    tx.commit().await?;
    for service in priced {
        assert_eq!(services::find(db, service.id).await?, Some(service));
    }
    Ok(())
}

pub async fn instants_and_dates_are_exact_at_the_extremes(place: Place) -> Outcome {
    let db = &place.database;
    let instants = [
        Timestamp::from_microsecond(Timestamp::MIN.as_microsecond())?,
        Timestamp::from_microsecond(-1)?,
        Timestamp::UNIX_EPOCH,
        Timestamp::from_microsecond(1)?,
        samples::now(),
        Timestamp::MAX.round(
            jiff::TimestampRound::new()
                .smallest(jiff::Unit::Microsecond)
                .mode(jiff::RoundMode::Floor),
        )?,
    ];
    for (n, instant) in instants.into_iter().enumerate() {
        let mut run = samples::run(&n.to_string());
        run.started_at = instant;
        run.finished_at = Some(instant);
        let tx = db.begin().await?;
        imports::start(&tx, &run).await?;
        tx.commit().await?;
        assert_eq!(imports::find(db, run.id).await?, Some(run));
    }
    let firm = samples::a_lead_firm(db).await?;
    let leap = date(2028, 2, 29);
    for (n, (first, last)) in [(Date::MIN, Date::MAX), (leap, leap)]
        .into_iter()
        .enumerate()
    {
        let mut need = samples::need(&n.to_string(), &firm);
        (need.starts_on, need.closes_on) = (Some(first), Some(last));
        let tx = db.begin().await?;
        needs::insert(&tx, &need).await?;
        tx.commit().await?;
        assert_eq!(needs::find(db, need.id).await?, Some(need));
    }
    Ok(())
}

pub async fn text_comes_back_letter_by_letter(place: Place) -> Outcome {
    let db = &place.database;
    let odd = [
        "",
        "  spaces kept  ",
        "'; DROP TABLE sites; --",
        "=1+1",
        "ÑANDÚ\u{301} 高精度 🔩",
        "line\r\nbreak\ttab \\ \"quotes\" ? $1 %s",
        &"x".repeat(1_000_000),
    ];
    let all: Vec<_> = odd
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let mut organisation = samples::organisation(&n.to_string());
            organisation.name = (*name).to_owned();
            organisation
        })
        .collect();
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &all).await?;
    tx.commit().await?;
    for organisation in all {
        let stored = organisations::find(db, organisation.id).await?;
        assert_eq!(stored.as_ref(), Some(&organisation));
    }
    let site = samples::a_site(db).await?.id;
    let mut fact = samples::staff("text", site, 0, samples::day(1, 1));
    fact.value = FactValue::Text {
        text: LocalText::en("ÑANDÚ\u{301} 高精度 🔩"),
    };
    let tx = db.begin().await?;
    facts::append_many(&tx, std::slice::from_ref(&fact)).await?;
    tx.commit().await?;
    assert_eq!(facts::current_of_site(db, site).await?, [fact]);
    Ok(())
}

/// PostgreSQL cannot store NUL in text; both databases replace it.
pub async fn nul_is_replaced_alike(place: Place) -> Outcome {
    let db = &place.database;
    let mut organisation = samples::organisation("x");
    organisation.name = "TALLER\0MÉXICO".into();
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&organisation)).await?;
    tx.commit().await?;
    let found = organisations::find_by_name(db, organisation.kind, "TALLER\0MÉXICO").await?;
    let found = found.ok_or("it is found by what was given")?;
    assert_eq!(found.name, "TALLER\u{fffd}MÉXICO");
    let asked = ["\0".to_owned()];
    let keys = keys::find_many(db, KeyScheme::Nra, &asked).await?;
    assert!(keys.is_empty());
    Ok(())
}
