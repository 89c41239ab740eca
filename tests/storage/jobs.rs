//! Jobs: queued once, leased once.

use crate::{Outcome, Place, samples};
use eslabon_storage::{Database, StorageError, jobs};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn later(minutes: i64) -> Timestamp {
    samples::now()
        .saturating_add(SignedDuration::from_mins(minutes))
        .unwrap_or(Timestamp::MAX)
}

async fn enqueue(db: &Database, key: &str, run_at: Timestamp) -> Result<bool, StorageError> {
    let tx = db.begin().await?;
    let new = jobs::enqueue(&tx, "mail", key, run_at, &json!({"to": key})).await?;
    tx.commit().await?;
    Ok(new)
}

pub async fn an_occasion_is_queued_once(place: Place) -> Outcome {
    let db = &place.database;
    assert!(enqueue(db, "need/1/posted", later(0)).await?);
    assert!(!enqueue(db, "need/1/posted", later(5)).await?);
    assert!(enqueue(db, "need/2/posted", later(5)).await?);
    assert_eq!(jobs::count_waiting(db).await?, 2);
    let job = jobs::lease_next(db, "mail", later(1), MINUTE)
        .await?
        .ok_or("one is due")?;
    assert_eq!(job.kind, "mail");
    assert_eq!(job.unique_key, "need/1/posted");
    assert_eq!(job.payload, json!({"to": "need/1/posted"}));
    assert_eq!(job.attempts, 1);
    // The other one is not due yet.
    assert_eq!(jobs::lease_next(db, "mail", later(1), MINUTE).await?, None);
    let tx = db.begin().await?;
    jobs::finish(&tx, &job).await?;
    tx.commit().await?;
    // Done is remembered.
    assert!(!enqueue(db, "need/1/posted", later(0)).await?);
    assert_eq!(jobs::count_waiting(db).await?, 1);
    Ok(())
}

pub async fn a_job_is_leased_once(place: Place) -> Outcome {
    let db = &place.database;
    for n in 0..5 {
        enqueue(db, &n.to_string(), later(-n)).await?;
    }
    let workers: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { jobs::lease_next(&db, "mail", later(0), MINUTE).await })
        })
        .collect();
    let mut leased = Vec::new();
    for worker in workers {
        leased.extend(worker.await??.map(|job| job.unique_key));
    }
    // A worker may find all others' rows locked and go away empty; nobody gets a job twice.
    while let Some(job) = jobs::lease_next(db, "mail", later(0), MINUTE).await? {
        leased.push(job.unique_key);
    }
    leased.sort();
    assert_eq!(leased, ["0", "1", "2", "3", "4"]);
    Ok(())
}

pub async fn a_lost_lease_cannot_finish(place: Place) -> Outcome {
    let db = &place.database;
    enqueue(db, "slow", later(0)).await?;
    let first = jobs::lease_next(db, "mail", later(0), MINUTE)
        .await?
        .ok_or("due")?;
    assert_eq!(jobs::lease_next(db, "mail", later(0), MINUTE).await?, None);
    let second = jobs::lease_next(db, "mail", later(2), MINUTE)
        .await?
        .ok_or("its lease ran out")?;
    assert_eq!(second.attempts, 2);
    let tx = db.begin().await?;
    assert_eq!(jobs::finish(&tx, &first).await, Err(StorageError::Conflict));
    jobs::fail(&tx, &second, "no answer", Some(later(10))).await?;
    tx.commit().await?;
    assert_eq!(jobs::lease_next(db, "mail", later(9), MINUTE).await?, None);
    let third = jobs::lease_next(db, "mail", later(11), MINUTE)
        .await?
        .ok_or("retried")?;
    assert_eq!(third.attempts, 3);
    let tx = db.begin().await?;
    jobs::fail(&tx, &third, "gone", None).await?;
    tx.commit().await?;
    assert_eq!(
        jobs::lease_next(db, "mail", later(100), MINUTE).await?,
        None
    );
    assert_eq!(jobs::count_waiting(db).await?, 0);
    Ok(())
}

pub async fn what_a_job_carried_goes_with_it(place: Place) -> Outcome {
    let db = &place.database;
    for key in ["sent", "refused", "late", "waiting"] {
        enqueue(db, key, later(if key == "waiting" { 60 } else { 0 })).await?;
    }
    let sent = jobs::lease_next(db, "mail", later(1), MINUTE)
        .await?
        .ok_or("due")?;
    let refused = jobs::lease_next(db, "mail", later(1), MINUTE)
        .await?
        .ok_or("due")?;
    assert_eq!(jobs::lease_next(db, "other", later(1), MINUTE).await?, None);
    let tx = db.begin().await?;
    jobs::finish(&tx, &sent).await?;
    jobs::fail(&tx, &refused, "refused 550", None).await?;
    assert_eq!(jobs::give_up(&tx, "other", later(30)).await?, 0);
    assert_eq!(jobs::give_up(&tx, "mail", later(30)).await?, 1);
    tx.commit().await?;
    let raw = sea_orm::Database::connect(&place.url).await?;
    let sql = "SELECT payload FROM jobs ORDER BY number";
    let rows = raw
        .query_all_raw(Statement::from_string(raw.get_database_backend(), sql))
        .await?;
    let mut carried = Vec::new();
    for row in rows {
        carried.push(row.try_get::<String>("", "payload")?);
    }
    assert_eq!(carried, ["null", "null", "null", "{\"to\":\"waiting\"}"]);
    raw.close().await?;
    Ok(())
}
