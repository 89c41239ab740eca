//! All or nothing, one writer at a time, acts on record.

use crate::{Outcome, Place, samples};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, OrganisationId, PersonId};
use eslabon_storage::{
    AuditRecord, Change, Database, StorageError, audit, feed, imports, organisations, sites,
};

pub async fn a_dropped_transaction_writes_nothing(place: Place) -> Outcome {
    let db = &place.database;
    let mut tx = db.begin().await?;
    let owner = samples::organisation("Dropped");
    organisations::insert_many(&tx, std::slice::from_ref(&owner)).await?;
    sites::insert_many(&tx, &[samples::site("Dropped", &owner)]).await?;
    tx.record_change(Change::Services);
    tx.audit(AuditRecord {
        actor: &Actor::command_line(),
        action: "site.create",
        object: owner.id.to_string(),
        detail: serde_json::Value::Null,
        at: samples::now(),
    })
    .await?;
    drop(tx);
    assert_eq!(organisations::find(db, owner.id).await?, None);
    assert_eq!(sites::count(db).await?, 0);
    assert_eq!(feed::latest_seq(db).await?, 0);
    assert_eq!(audit::list(db, None, 10).await?, []);
    // The connection is as good as new.
    samples::a_site(db).await?;
    assert_eq!(sites::count(db).await?, 1);
    Ok(())
}

pub async fn uncommitted_rows_are_not_seen(place: Place) -> Outcome {
    let db = &place.database;
    let owner = samples::organisation("Pending");
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&owner)).await?;
    // Readers are not held up by the writer, and see what was before.
    assert_eq!(organisations::find(db, owner.id).await?, None);
    assert_eq!(
        organisations::find(&tx, owner.id).await?.as_ref(),
        Some(&owner)
    );
    tx.commit().await?;
    assert_eq!(organisations::find(db, owner.id).await?, Some(owner));
    Ok(())
}

pub async fn a_failed_statement_leaves_nothing(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let owner = samples::organisation("New");
    // Two statements' worth, the last row of which is taken.
    let mut batch: Vec<_> = (0..300)
        .map(|n| samples::site(&format!("site {n}"), &owner))
        .collect();
    batch.push(site);
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[owner]).await?;
    let refused = sites::insert_many(&tx, &batch).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    drop(tx);
    assert_eq!(sites::count(db).await?, 1);
    Ok(())
}

/// Reads a number, adds one, writes it: the transaction that goes wrong without `IMMEDIATE`.
async fn add_one(db: Database) -> Result<(), StorageError> {
    let id = samples::run("counter").id;
    let tx = db.begin().await?;
    let mut run = imports::find(&tx, id)
        .await?
        .ok_or(StorageError::NotFound)?;
    tokio::task::yield_now().await;
    run.rows += 1;
    imports::advance(&tx, &run, &[]).await?;
    tx.commit().await
}

async fn start_counter(db: &Database) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    imports::start(&tx, &samples::run("counter")).await?;
    tx.commit().await
}

async fn counter(db: &Database) -> Result<i64, StorageError> {
    let run = imports::find(db, samples::run("counter").id).await?;
    Ok(run.ok_or(StorageError::NotFound)?.rows)
}

pub async fn forty_read_and_write_at_once(place: Place) -> Outcome {
    start_counter(&place.database).await?;
    let all: Vec<_> = (0..40)
        .map(|_| tokio::spawn(add_one(place.database.clone())))
        .collect();
    for one in all {
        one.await??;
    }
    assert_eq!(counter(&place.database).await?, 40);
    Ok(())
}

pub async fn two_programs_write_at_once(place: Place) -> Outcome {
    start_counter(&place.database).await?;
    let other = Database::open(&place.url).await?;
    let all: Vec<_> = (0..40)
        .map(|n| {
            let db = if n % 2 == 0 { &place.database } else { &other };
            tokio::spawn(add_one(db.clone()))
        })
        .collect();
    for one in all {
        one.await??;
    }
    assert_eq!(counter(&place.database).await?, 40);
    assert_eq!(counter(&other).await?, 40);
    other.close().await;
    Ok(())
}

pub async fn acts_are_on_record(place: Place) -> Outcome {
    let db = &place.database;
    let engineer = Actor {
        person: Some(PersonId::from_name("ana")),
        name: "Ana Ríos".into(),
        role: Role::Engineer,
        organisation: Some(OrganisationId::from_name("firm")),
        centre: Some(CentreId::from_name("default")),
        shared_centres: Vec::new(),
    };
    for (actor, action) in [
        (&engineer, "need.create"),
        (&Actor::visitor(), "search.run"),
    ] {
        let tx = db.begin().await?;
        tx.audit(AuditRecord {
            actor,
            action,
            object: "x".into(),
            detail: serde_json::json!({"criteria": 3}),
            at: samples::now(),
        })
        .await?;
        tx.commit().await?;
    }
    let acts = audit::list(db, None, 10).await?;
    let actions: Vec<&str> = acts.iter().map(|act| act.action.as_str()).collect();
    assert_eq!(actions, ["search.run", "need.create"]);
    let newest = acts.first().ok_or("two acts")?;
    assert_eq!(newest.actor, Actor::visitor());
    let before = audit::list(db, Some(newest.number), 10).await?;
    let oldest = before.first().ok_or("one act")?;
    assert_eq!(before.len(), 1);
    assert_eq!(oldest.actor, engineer);
    assert_eq!(oldest.at, samples::now());
    assert_eq!(oldest.detail, serde_json::json!({"criteria": 3}));
    Ok(())
}

pub async fn errors_do_not_speak_sql(place: Place) -> Outcome {
    let site = samples::a_site(&place.database).await?;
    let tx = place.database.begin().await?;
    let conflict = sites::insert_many(&tx, std::slice::from_ref(&site)).await;
    drop(tx);
    let tx = place.database.begin().await?;
    let stranger = samples::site("x", &samples::organisation("nobody"));
    let missing = sites::insert_many(&tx, &[stranger]).await;
    drop(tx);
    let unreachable = Database::open("postgres://localhost:1/secret?user=root")
        .await
        .map(drop);
    for refused in [conflict, missing, unreachable] {
        let said = refused.err().ok_or("an error")?.to_string().to_lowercase();
        for word in [
            "insert",
            "select",
            "sites",
            "constraint",
            "sqlite",
            "secret",
            "column",
        ] {
            assert!(!said.contains(word), "{said}");
        }
    }
    Ok(())
}
