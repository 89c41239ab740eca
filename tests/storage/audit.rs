//! The audit log: one chain in the order of commits, that nobody changes unseen.

use crate::{Outcome, Place, samples};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, PersonId, SiteId};
use eslabon_migrations::{Migrator, MigratorTrait};
use eslabon_storage::audit::{
    self, Actions, AuditFilter, AuditPart, AuditScope, Broken, Fault, Head, Verification,
};
use eslabon_storage::{AuditRecord, Change, Concerns, Database, StorageError};
use sea_orm::ConnectionTrait;

fn person(name: &str, role: Role) -> Actor {
    Actor {
        person: Some(PersonId::from_name(name)),
        name: name.to_owned(),
        role,
        organisation: Some(OrganisationId::from_name(&format!("{name}'s firm"))),
        centre: None,
        shared_centres: Vec::new(),
    }
}

fn record<'a>(actor: &'a Actor, action: &'a str, object: &str) -> AuditRecord<'a> {
    AuditRecord {
        actor,
        action,
        object: object.to_owned(),
        detail: serde_json::json!({ "n": 1 }),
        at: samples::now(),
    }
}

/// One act in a transaction of its own.
async fn act(db: &Database, actor: &Actor, action: &str, object: &str) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    tx.audit(record(actor, action, object)).await?;
    tx.commit().await
}

/// Acts of Ana and Beto, in turns.
async fn acts(db: &Database, count: usize) -> Outcome {
    let (ana, beto) = (
        person("Ana", Role::Owner),
        person("Beto", Role::CentreStaff),
    );
    for n in 0..count {
        let actor = if n % 2 == 0 { &ana } else { &beto };
        act(db, actor, "need.create", &n.to_string()).await?;
    }
    Ok(())
}

async fn verify(db: &Database) -> Result<Verification, StorageError> {
    audit::verify(db, None).await
}

/// Someone who owns the database and knows how to switch its guards off.
async fn tamper(place: &Place, statements: &[&str]) -> Outcome {
    let raw = sea_orm::Database::connect(&place.url).await?;
    let off = if place.database.is_sqlite() {
        "DROP TRIGGER audit_log_unchanged; DROP TRIGGER audit_log_kept; \
         DROP TRIGGER audit_log_appended; DROP TRIGGER audit_heads_forward"
    } else {
        "ALTER TABLE audit_log DISABLE TRIGGER USER; ALTER TABLE audit_heads DISABLE TRIGGER USER"
    };
    raw.execute_unprepared(off).await?;
    for statement in statements {
        raw.execute_unprepared(statement).await?;
    }
    raw.close().await?;
    Ok(())
}

fn broken(number: i64, fault: Fault) -> Option<Broken> {
    Some(Broken { number, fault })
}

pub async fn an_untouched_chain_holds(place: Place) -> Outcome {
    let db = &place.database;
    let nothing = verify(db).await?;
    assert_eq!((nothing.links, nothing.first), (0, None));
    assert_eq!(nothing.broken, None);
    // More than a page of the proof, some in one transaction.
    acts(db, 3).await?;
    let ana = person("Ana\0", Role::Owner);
    let tx = db.begin().await?;
    for n in 0..1_200 {
        tx.audit(record(&ana, "facts.read\0", &format!("\0{n} ñ 🔩")))
            .await?;
    }
    tx.commit().await?;
    let proof = verify(db).await?;
    assert_eq!(proof.broken, None);
    assert_eq!((proof.first, proof.links), (Some(1), 1_203));
    assert_eq!((proof.before, proof.erased), (0, 0));
    assert_eq!(proof.last, audit::head(db).await?);
    assert_eq!(proof.last.number, 1_203);
    let newest = audit::list(db, None, 1).await?;
    assert_eq!(newest.first().map(|act| act.actor.clone()), Some(ana));
    Ok(())
}

pub async fn acts_dropped_leave_no_gap(place: Place) -> Outcome {
    let db = &place.database;
    acts(db, 2).await?;
    let tx = db.begin().await?;
    tx.audit(record(&Actor::command_line(), "x.y", "x")).await?;
    drop(tx);
    acts(db, 1).await?;
    let proof = verify(db).await?;
    assert_eq!((proof.broken, proof.links), (None, 3));
    Ok(())
}

/// Twenty at once from two programs: one chain, and its order is the feed's.
pub async fn concurrent_acts_make_one_chain(place: Place) -> Outcome {
    let other = Database::open(&place.url).await?;
    let writers: Vec<_> = (0..20)
        .map(|n| {
            let db = if n % 2 == 0 { &place.database } else { &other };
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let site = SiteId::from_name(&n.to_string());
                let actor = Actor::command_line();
                tx.audit(record(&actor, "site.change", &site.to_string()))
                    .await?;
                tx.audit(record(&actor, "site.check", &site.to_string()))
                    .await?;
                tx.record_change(Change::Sites(vec![site]));
                tx.commit().await
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    let proof = verify(&other).await?;
    assert_eq!((proof.broken, proof.links), (None, 40));
    let mut on_record: Vec<String> = audit::list(&other, None, 100)
        .await?
        .into_iter()
        .map(|act| act.object)
        .collect();
    on_record.reverse();
    let mut in_feed = Vec::new();
    for entry in eslabon_storage::feed::read_after(&other, 0, 100).await? {
        let Change::Sites(sites) = entry.change else {
            return Err("a change of sites".into());
        };
        // Both acts of a transaction stand beside each other.
        in_feed.extend(sites.iter().flat_map(|id| [id.to_string(), id.to_string()]));
    }
    assert_eq!(on_record, in_feed);
    other.close().await;
    Ok(())
}

pub async fn the_database_refuses_changes(place: Place) -> Outcome {
    acts(&place.database, 3).await?;
    let raw = sea_orm::Database::connect(&place.url).await?;
    let mut attempts = vec![
        "UPDATE audit_log SET object = 'y' WHERE number = 2",
        "UPDATE audit_log SET personal = '{}' WHERE number = 2",
        "UPDATE audit_log SET personal = NULL WHERE number = 2",
        "UPDATE audit_log SET personal = NULL, personal_salt = NULL, detail = '{}'",
        "UPDATE audit_log SET number = 9 WHERE number = 3",
        "UPDATE audit_log SET person_id = NULL, personal = NULL, personal_salt = NULL",
        "DELETE FROM audit_log WHERE number = 3",
        "DELETE FROM audit_log",
        "INSERT INTO audit_log (number, at, actor_name, role, action, object, detail) \
         VALUES (4, 0, '', 'visitor', 'x.y', 'x', '{}')",
        "INSERT INTO audit_log (number, at, actor_name, role, action, object, detail, hash) \
         VALUES (2, 0, '', 'visitor', 'x.y', 'x', '{}', 'x')",
        "UPDATE audit_heads SET number = 2",
        "UPDATE audit_heads SET hash = 'x'",
        "DELETE FROM audit_heads",
        "INSERT INTO audit_heads (id, number, hash) VALUES (1, 9, 'x')",
    ];
    if place.database.is_sqlite() {
        attempts.push(
            "INSERT OR REPLACE INTO audit_log \
             (number, at, actor_name, role, action, object, detail, hash) \
             VALUES (2, 0, '', 'visitor', 'x.y', 'x', '{}', 'x')",
        );
        attempts.push("INSERT OR REPLACE INTO audit_heads (id, number, hash) VALUES (1, 1, 'x')");
    } else {
        attempts.push("TRUNCATE audit_log");
        attempts.push("TRUNCATE audit_heads");
    }
    for attempt in attempts {
        let refused = raw.execute_unprepared(attempt).await;
        assert!(refused.is_err(), "{attempt}");
    }
    raw.close().await?;
    let proof = verify(&place.database).await?;
    assert_eq!((proof.broken, proof.links), (None, 3));
    assert_eq!(proof.erased, 0);
    Ok(())
}

pub async fn a_changed_row_is_found(place: Place) -> Outcome {
    acts(&place.database, 5).await?;
    tamper(
        &place,
        &["UPDATE audit_log SET object = 'y' WHERE number = 3"],
    )
    .await?;
    let proof = verify(&place.database).await?;
    assert_eq!(proof.broken, broken(3, Fault::Changed));
    assert_eq!((proof.links, proof.last.number), (2, 2));
    Ok(())
}

pub async fn a_changed_name_is_found(place: Place) -> Outcome {
    acts(&place.database, 5).await?;
    let change = "UPDATE audit_log SET personal = '{\"name\":\"Eva\"}' WHERE number = 3";
    tamper(&place, &[change]).await?;
    let found = verify(&place.database).await?.broken;
    assert_eq!(found, broken(3, Fault::PersonChanged));
    Ok(())
}

pub async fn a_deleted_row_is_found(place: Place) -> Outcome {
    acts(&place.database, 5).await?;
    tamper(&place, &["DELETE FROM audit_log WHERE number = 3"]).await?;
    let found = verify(&place.database).await?.broken;
    assert_eq!(found, broken(3, Fault::Missing));
    Ok(())
}

pub async fn swapped_rows_are_found(place: Place) -> Outcome {
    acts(&place.database, 5).await?;
    let swap = [
        "UPDATE audit_log SET number = 99 WHERE number = 2",
        "UPDATE audit_log SET number = 2 WHERE number = 3",
        "UPDATE audit_log SET number = 3 WHERE number = 99",
    ];
    tamper(&place, &swap).await?;
    let found = verify(&place.database).await?.broken;
    assert_eq!(found, broken(2, Fault::Changed));
    Ok(())
}

pub async fn a_foreign_row_is_found(place: Place) -> Outcome {
    acts(&place.database, 2).await?;
    let add = "INSERT INTO audit_log (number, at, actor_name, role, action, object, detail) \
               VALUES (3, 0, 'Eva', 'visitor', 'x.y', 'x', '{}')";
    tamper(&place, &[add]).await?;
    let found = verify(&place.database).await?.broken;
    assert_eq!(found, broken(3, Fault::Unlinked));
    Ok(())
}

pub async fn a_cut_tail_is_found(place: Place) -> Outcome {
    let db = &place.database;
    acts(db, 5).await?;
    let noted = audit::head(db).await?;
    tamper(&place, &["DELETE FROM audit_log WHERE number > 3"]).await?;
    assert_eq!(verify(db).await?.broken, broken(4, Fault::Missing));
    // Whoever also sets the head back is betrayed by the head noted elsewhere, even when as many
    // acts have been appended since.
    let third = verify(db).await?.last;
    let back = format!(
        "UPDATE audit_heads SET number = {}, hash = '{}'",
        third.number, third.hash
    );
    tamper_again(&place, &back).await?;
    assert_eq!(verify(db).await?.broken, None);
    let found = audit::verify(db, Some(&noted)).await?.broken;
    assert_eq!(found, broken(4, Fault::Missing));
    for n in 0..4 {
        act(db, &Actor::command_line(), "x.y", &n.to_string()).await?;
    }
    assert_eq!(verify(db).await?.broken, None);
    let found = audit::verify(db, Some(&noted)).await?.broken;
    assert_eq!(found, broken(5, Fault::NotAsNoted));
    Ok(())
}

async fn tamper_again(place: &Place, statement: &str) -> Outcome {
    let raw = sea_orm::Database::connect(&place.url).await?;
    raw.execute_unprepared(statement).await?;
    raw.close().await?;
    Ok(())
}

pub async fn a_noted_head_is_proved(place: Place) -> Outcome {
    let db = &place.database;
    let beginning = audit::head(db).await?;
    acts(db, 3).await?;
    let noted = audit::head(db).await?;
    acts(db, 3).await?;
    for head in [&beginning, &noted, &audit::head(db).await?] {
        let proof = audit::verify(db, Some(head)).await?;
        assert_eq!((proof.broken, proof.links), (None, 6), "{head}");
    }
    let other = Head {
        hash: audit::head(db).await?.hash,
        ..noted
    };
    let found = audit::verify(db, Some(&other)).await?.broken;
    assert_eq!(found, broken(3, Fault::NotAsNoted));
    // A number that no link has proves nothing, and is not passed over.
    let nowhere = Head { number: 0, ..other };
    let found = audit::verify(db, Some(&nowhere)).await?.broken;
    assert_eq!(found, broken(0, Fault::NotAsNoted));
    Ok(())
}

pub async fn an_erased_person_leaves_the_chain_whole(place: Place) -> Outcome {
    let db = &place.database;
    let (ana, staff) = (
        person("Ana", Role::Owner),
        person("Beto", Role::CentreStaff),
    );
    let from = |address: &str| Concerns {
        address: Some(address.to_owned()),
        ..Concerns::default()
    };
    let tx = db.begin().await?;
    tx.audit_concerning(record(&ana, "session.start", "x"), from("203.0.113.9"))
        .await?;
    tx.audit(record(&staff, "need.create", "x")).await?;
    tx.audit(record(&ana, "need.create", "x")).await?;
    tx.commit().await?;
    let noted = audit::head(db).await?;
    let before = audit::list(db, None, 10).await?;
    let first = before.last().ok_or("three acts")?;
    assert_eq!(first.address.as_deref(), Some("203.0.113.9"));

    let id = PersonId::from_name("Ana");
    let tx = db.begin().await?;
    tx.audit_concerning(record(&staff, "person.erase", "x"), Concerns::person(id))
        .await?;
    assert_eq!(audit::erase_person(&tx, id).await?, 2);
    assert_eq!(audit::erase_person(&tx, id).await?, 0);
    tx.commit().await?;

    let proof = audit::verify(db, Some(&noted)).await?;
    assert_eq!((proof.broken, proof.links), (None, 4));
    assert_eq!(proof.erased, 2);
    let after = audit::list(db, None, 10).await?;
    let names: Vec<&str> = after.iter().map(|act| act.actor.name.as_str()).collect();
    assert_eq!(names, ["Beto", "", "Beto", ""]);
    assert!(after.iter().all(|act| act.address.is_none()));
    // What was done stays, and that it was the same person.
    let hers = AuditFilter {
        scope: AuditScope::AnyOf(vec![AuditPart::DoneBy(id), AuditPart::ConcerningPerson(id)]),
        actions: &[],
        before: None,
    };
    let hers = audit::list_where(db, &hers, 10).await?;
    let actions: Vec<&str> = hers.iter().map(|act| act.action.as_str()).collect();
    assert_eq!(actions, ["person.erase", "need.create", "session.start"]);
    // Nothing of her is left in the file's columns.
    let raw = sea_orm::Database::connect(&place.url).await?;
    let left = raw
        .query_one_raw(sea_orm::Statement::from_string(
            raw.get_database_backend(),
            "SELECT count(*) AS n FROM audit_log WHERE personal LIKE '%Ana%' \
             OR personal LIKE '%203.0.113.9%' OR actor_name LIKE '%Ana%'",
        ))
        .await?
        .ok_or("a count")?;
    assert_eq!(left.try_get::<i64>("", "n")?, 0);
    raw.close().await?;
    Ok(())
}

pub async fn readers_see_their_scope(place: Place) -> Outcome {
    let db = &place.database;
    let (ana, beto) = (person("Ana", Role::Owner), person("Beto", Role::Engineer));
    let firm = OrganisationId::from_name("Ana's firm");
    let tx = db.begin().await?;
    tx.audit(record(&ana, "need.create", "own")).await?;
    tx.audit(record(&beto, "need.create", "foreign")).await?;
    let about = Concerns::organisation(firm);
    tx.audit_concerning(record(&beto, "facts.read", "hers"), about)
        .await?;
    let about = Concerns::person(PersonId::from_name("Ana"));
    tx.audit_concerning(record(&beto, "person.change", "her account"), about)
        .await?;
    tx.audit(record(&Actor::command_line(), "import.start", "run"))
        .await?;
    tx.commit().await?;
    let ana = PersonId::from_name("Ana");
    let centre = Actor::command_line().centre.ok_or("a centre")?;
    let any = |parts: &[AuditPart]| AuditScope::AnyOf(parts.to_vec());
    let hers = [
        AuditPart::Concerning(firm),
        AuditPart::DoneFor(firm),
        AuditPart::ConcerningPerson(ana),
    ];
    let cases: [(AuditScope, &[Actions<'_>], &[&str]); 10] = [
        (any(&[AuditPart::Concerning(firm)]), &[], &["hers"]),
        (any(&[AuditPart::DoneFor(firm)]), &[], &["own"]),
        (any(&hers), &[], &["her account", "hers", "own"]),
        (any(&[AuditPart::DoneBy(ana)]), &[Actions::Any], &["own"]),
        (any(&[AuditPart::InCentre(centre)]), &[], &["run"]),
        (any(&[]), &[], &[]),
        (
            AuditScope::All,
            &[Actions::Only(&["facts.read", "import."])],
            &["run", "hers"],
        ),
        (
            any(&hers),
            &[Actions::Except(&["facts.", "need.creat"])],
            &["her account", "own"],
        ),
        (
            AuditScope::All,
            &[
                Actions::Except(&["import."]),
                Actions::Only(&["need.", "import."]),
            ],
            &["foreign", "own"],
        ),
        (AuditScope::All, &[Actions::Only(&[])], &[]),
    ];
    for (scope, actions, expected) in cases {
        let filter = AuditFilter {
            scope,
            actions,
            before: None,
        };
        let found = audit::list_where(db, &filter, 10).await?;
        let objects: Vec<&str> = found.iter().map(|act| act.object.as_str()).collect();
        assert_eq!(objects, expected, "{filter:?}");
    }
    Ok(())
}

/// A database of the release before the chain: its rows stay as they are, the chain begins behind.
pub async fn a_log_of_before_is_taken_over(place: Place) -> Outcome {
    let url = if place.database.is_sqlite() {
        format!("sqlite://{}", place.folder.join("older.db").display())
    } else {
        let raw = sea_orm::Database::connect(&place.url).await?;
        raw.execute_unprepared("CREATE SCHEMA older").await?;
        raw.close().await?;
        format!("{}&options=-csearch_path%3Dolder", place.url)
    };
    let creating = if place.database.is_sqlite() {
        format!("{url}?mode=rwc")
    } else {
        url.clone()
    };
    let raw = sea_orm::Database::connect(&creating).await?;
    Migrator::up(&raw, Some(8)).await?;
    for number in [1, 2, 5] {
        raw.execute_unprepared(&format!(
            "INSERT INTO audit_log (number, at, actor_name, role, action, object, detail) \
             VALUES ({number}, 0, 'Ana', 'visitor', 'search.run', 'x', '{{}}')"
        ))
        .await?;
    }
    raw.close().await?;
    let db = Database::open(&url).await?;
    db.migrate().await?;
    let proof = verify(&db).await?;
    assert_eq!((proof.before, proof.first, proof.broken), (3, None, None));
    acts(&db, 2).await?;
    let proof = verify(&db).await?;
    assert_eq!((proof.before, proof.first), (3, Some(6)));
    assert_eq!((proof.links, proof.broken), (2, None));
    let names: Vec<String> = audit::list(&db, None, 10)
        .await?
        .into_iter()
        .map(|act| act.actor.name)
        .collect();
    assert_eq!(names, ["Beto", "Ana", "Ana", "Ana", "Ana"]);
    db.close().await;
    Ok(())
}
