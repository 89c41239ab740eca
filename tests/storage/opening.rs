//! Opening and migrating.

use crate::{Outcome, Place, samples};
use eslabon_storage::{Database, StorageError, sites};
use sea_orm::ConnectionTrait;

pub async fn migrating_twice_changes_nothing(place: Place) -> Outcome {
    let site = samples::a_site(&place.database).await?;
    place.database.migrate().await?;
    let reopened = Database::open(&place.url).await?;
    reopened.migrate().await?;
    assert_eq!(sites::find(&reopened, site.id).await?, Some(site));
    assert_eq!(sites::count(&reopened).await?, 1);
    reopened.close().await;
    Ok(())
}

pub async fn two_programs_migrate_at_once(place: Place) -> Outcome {
    // An empty database: on SQLite another file, on PostgreSQL another schema of the same one.
    let url = if place.database.is_sqlite() {
        format!("sqlite://{}", place.folder.join("fresh.db").display())
    } else {
        let raw = sea_orm::Database::connect(&place.url).await?;
        raw.execute_unprepared("CREATE SCHEMA fresh").await?;
        raw.close().await?;
        format!("{}&options=-csearch_path%3Dfresh", place.url)
    };
    let migrations = (0..6).map(|_| {
        let url = url.clone();
        tokio::spawn(async move {
            let database = Database::open(&url).await?;
            database.migrate().await?;
            Ok::<_, StorageError>(database)
        })
    });
    let mut opened = Vec::new();
    for migration in migrations.collect::<Vec<_>>() {
        opened.push(migration.await??);
    }
    for database in opened {
        assert_eq!(sites::count(&database).await?, 0);
        database.close().await;
    }
    Ok(())
}

pub async fn a_ping_is_answered(place: Place) -> Outcome {
    place.database.ping().await?;
    assert_eq!(place.database.is_sqlite(), place.url.starts_with("sqlite:"));
    Ok(())
}

pub async fn what_is_no_database_is_refused(place: Place) -> Outcome {
    for url in ["mysql://localhost/x", "trial.db", "sqlite::memory:", ""] {
        let refused = Database::open(url).await;
        assert!(
            matches!(refused, Err(StorageError::Unavailable(_))),
            "{url}: {refused:?}"
        );
    }
    let missing = format!(
        "sqlite://{}",
        place.folder.join("no/such/folder.db").display()
    );
    let refused = Database::open(&missing).await;
    assert!(
        matches!(refused, Err(StorageError::Unavailable(_))),
        "{refused:?}"
    );
    let garbage = place.folder.join("garbage.db");
    std::fs::write(
        &garbage,
        "this is no database, but it is long enough to be one".repeat(200),
    )?;
    let refused = Database::open(&format!("sqlite://{}", garbage.display())).await;
    assert!(
        matches!(refused, Err(StorageError::Corrupt(_))),
        "{refused:?}"
    );
    Ok(())
}

pub async fn the_journal_mode_is_wal_and_keys_are_enforced(place: Place) -> Outcome {
    samples::a_site(&place.database).await?;
    assert!(place.folder.join("trial.db-wal").exists());
    let stranger = samples::site("Nowhere", &samples::organisation("Nobody"));
    let tx = place.database.begin().await?;
    let refused = sites::insert_many(&tx, &[stranger]).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}
