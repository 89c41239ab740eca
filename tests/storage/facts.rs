//! Facts: superseding, history, values.

use crate::{Outcome, Place, samples};
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::ids::FactId;
use eslabon_domain::text::LocalText;
use eslabon_storage::{Database, StorageError, facts};
use jiff::civil::Date;

pub async fn a_newer_fact_supersedes(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let first = samples::staff("first", site, 30, samples::day(1, 1));
    let turning = samples::process("turning", site, "process.cnc_turning");
    let milling = samples::process("milling", site, "process.cnc_milling");
    let tx = db.begin().await?;
    facts::append_many(&tx, &[first.clone(), turning.clone(), milling.clone()]).await?;
    tx.commit().await?;
    let second = samples::staff("second", site, 45, samples::day(6, 1));
    let tx = db.begin().await?;
    facts::append_many(&tx, std::slice::from_ref(&second)).await?;
    tx.commit().await?;

    // By attribute and item: different items stand beside each other.
    let current = facts::current_of_site(db, site).await?;
    assert_eq!(current, [milling, turning, second.clone()]);
    assert_eq!(facts::of_sites(db, &[site]).await?, current);
    let history = facts::history_of_site(db, site).await?;
    let staff: Vec<_> = history.iter().filter(|r| r.fact.item.is_none()).collect();
    let seen: Vec<_> = staff
        .iter()
        .map(|record| (&record.fact, record.superseded_by))
        .collect();
    assert_eq!(seen, [(&second, None), (&first, Some(second.id))]);
    assert_eq!(history.len(), 4);

    let tx = db.begin().await?;
    let again = facts::append_many(&tx, &[second]).await;
    assert_eq!(again, Err(StorageError::Conflict));
    Ok(())
}

pub async fn two_writers_leave_one_current_fact(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let other = Database::open(&place.url).await?;
    let first = samples::staff("first", site, 30, samples::day(1, 1));
    let second = samples::staff("second", site, 45, samples::day(6, 1));
    let held = db.begin().await?;
    facts::append_many(&held, std::slice::from_ref(&first)).await?;
    let (there, fact) = (other.clone(), second.clone());
    let late = tokio::spawn(async move {
        let tx = there.begin().await?;
        facts::append_many(&tx, std::slice::from_ref(&fact)).await?;
        tx.commit().await
    });
    samples::until_it_waits(&place, &late).await?;
    held.commit().await?;
    late.await??;
    assert_eq!(
        facts::current_of_site(db, site).await?,
        std::slice::from_ref(&second)
    );
    let history = facts::history_of_site(db, site).await?;
    let seen: Vec<_> = history
        .iter()
        .map(|r| (r.fact.id, r.superseded_by))
        .collect();
    assert_eq!(seen, [(second.id, None), (first.id, Some(second.id))]);
    other.close().await;
    Ok(())
}

pub async fn an_old_fact_that_comes_late_is_history(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let newer = samples::staff("newer", site, 45, samples::day(6, 1));
    let older = samples::staff("older", site, 30, samples::day(1, 1));
    let same_day = samples::staff("same day", site, 46, samples::day(6, 1));
    for fact in [&newer, &older, &same_day] {
        let tx = db.begin().await?;
        facts::append_many(&tx, std::slice::from_ref(fact)).await?;
        tx.commit().await?;
    }
    assert_eq!(
        facts::current_of_site(db, site).await?,
        std::slice::from_ref(&same_day)
    );
    let history = facts::history_of_site(db, site).await?;
    let replaced_by = |id: FactId| {
        history
            .iter()
            .find(|record| record.fact.id == id)
            .and_then(|record| record.superseded_by)
    };
    assert_eq!(replaced_by(older.id), Some(newer.id));
    assert_eq!(replaced_by(newer.id), Some(same_day.id));
    assert_eq!(replaced_by(same_day.id), None);
    Ok(())
}

pub async fn one_batch_may_hold_several_of_a_kind(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    // More than one statement's worth, each superseding the one before.
    let batch: Vec<Fact> = (0..450)
        .map(|n| samples::staff(&format!("fact {n}"), site, n, samples::day(3, 1)))
        .collect();
    let tx = db.begin().await?;
    facts::append_many(&tx, &batch).await?;
    facts::append_many(&tx, &[]).await?;
    tx.commit().await?;
    let current = facts::current_of_site(db, site).await?;
    assert_eq!(current.as_slice(), batch.get(449..).ok_or("450 facts")?);
    let history = facts::history_of_site(db, site).await?;
    assert_eq!(history.len(), 450);
    assert_eq!(
        history.iter().filter(|r| r.superseded_by.is_none()).count(),
        1
    );
    Ok(())
}

pub async fn every_kind_of_value_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let values = [
        FactValue::Flag { yes: true },
        FactValue::Flag { yes: false },
        FactValue::Amount {
            low: 251,
            high: i64::MAX,
        },
        FactValue::Amount {
            low: i64::MIN,
            high: 0,
        },
        FactValue::Concept {
            concept: "material.al_6061".into(),
        },
        FactValue::Text {
            text: LocalText::es("Torneado de precisión"),
        },
        FactValue::Text {
            text: LocalText::en(""),
        },
        FactValue::Day { date: Date::MIN },
        FactValue::Day { date: Date::MAX },
    ];
    let batch: Vec<Fact> = values
        .into_iter()
        .zip(Origin::ALL.into_iter().cycle())
        .enumerate()
        .map(|(n, (value, origin))| Fact {
            id: FactId::from_name(&n.to_string()),
            item: Some(format!("process.p{n}")),
            value,
            origin,
            ..samples::staff("x", site, 0, samples::day(1, 1))
        })
        .collect();
    let tx = db.begin().await?;
    facts::append_many(&tx, &batch).await?;
    tx.commit().await?;
    assert_eq!(facts::current_of_site(db, site).await?, batch);
    Ok(())
}
