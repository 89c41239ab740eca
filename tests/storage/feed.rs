//! The change feed.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_storage::{Change, feed, organisations};
use sea_orm::{ConnectionTrait, TransactionTrait};

pub async fn changes_of_a_transaction_are_joined(place: Place) -> Outcome {
    let db = &place.database;
    assert_eq!(feed::latest_seq(db).await?, 0);
    let (a, b) = (SiteId::from_name("a"), SiteId::from_name("b"));
    let need = NeedId::generate();
    let mut tx = db.begin().await?;
    tx.record_change(Change::Sites(vec![b, a]));
    tx.record_change(Change::Sites(vec![a]));
    tx.commit().await?;
    let read = feed::read_after(db, 0, 10).await?;
    let mut both = vec![a, b];
    both.sort();
    let changes: Vec<&Change> = read.iter().map(|entry| &entry.change).collect();
    assert_eq!(changes, [&Change::Sites(both)]);

    let before = feed::latest_seq(db).await?;
    let mut tx = db.begin().await?;
    tx.record_change(Change::Services);
    tx.record_change(Change::Needs(vec![need]));
    tx.record_change(Change::Services);
    tx.record_change(Change::Vocabulary);
    tx.commit().await?;
    let read = feed::read_after(db, before, 10).await?;
    let changes: Vec<&Change> = read.iter().map(|entry| &entry.change).collect();
    let expected = [
        &Change::Services,
        &Change::Needs(vec![need]),
        &Change::Vocabulary,
    ];
    assert_eq!(changes, expected);

    let before = feed::latest_seq(db).await?;
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[samples::organisation("silent")]).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    tx.record_change(Change::Services);
    drop(tx);
    assert_eq!(feed::latest_seq(db).await?, before);
    Ok(())
}

pub async fn a_follower_reads_on_from_where_it_was(place: Place) -> Outcome {
    let writers = (0..20).map(|n| {
        let db = place.database.clone();
        tokio::spawn(async move {
            let mut tx = db.begin().await?;
            tx.record_change(Change::Sites(vec![SiteId::from_name(&n.to_string())]));
            tx.commit().await
        })
    });
    let writers: Vec<_> = writers.collect();
    let (mut at, mut seen) = (0, Vec::new());
    while seen.len() < 20 {
        for entry in feed::read_after(&place.database, at, 3).await? {
            assert!(entry.seq > at);
            at = entry.seq;
            seen.push(entry.change);
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await??;
    }
    assert_eq!(feed::latest_seq(&place.database).await?, at);
    let distinct: std::collections::HashSet<String> =
        seen.iter().map(|change| format!("{change:?}")).collect();
    assert_eq!(distinct.len(), 20);
    Ok(())
}

/// Another program appends and holds its transaction open. A commit that began later waits, so
/// no number becomes visible before a lower one.
pub async fn a_held_transaction_holds_up_later_numbers(place: Place) -> Outcome {
    let other = sea_orm::Database::connect(&place.url).await?;
    let held = other.begin().await?;
    held.execute_unprepared(&format!(
        "SELECT pg_advisory_xact_lock({})",
        feed::ORDER_LOCK
    ))
    .await?;
    held.execute_unprepared("INSERT INTO change_feed (change) VALUES ('\"services\"')")
        .await?;
    let db = place.database.clone();
    let later = tokio::spawn(async move {
        let mut tx = db.begin().await?;
        tx.record_change(Change::Vocabulary);
        tx.commit().await
    });
    // Until the server says that it waits for the lock.
    loop {
        let waiting = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            "SELECT count(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
             WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted",
        );
        let row = other.query_one_raw(waiting).await?.ok_or("a count")?;
        if row.try_get::<i64>("", "n")? == 1 {
            break;
        }
        assert!(!later.is_finished(), "it did not wait");
        tokio::task::yield_now().await;
    }
    assert_eq!(feed::latest_seq(&place.database).await?, 0);
    held.commit().await?;
    later.await??;
    let read = feed::read_after(&place.database, 0, 10).await?;
    let changes: Vec<&Change> = read.iter().map(|entry| &entry.change).collect();
    assert_eq!(changes, [&Change::Services, &Change::Vocabulary]);
    other.close().await?;
    Ok(())
}
