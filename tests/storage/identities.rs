//! Who someone is at her firm's own sign-on: one person, one name at each provider.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::PersonId;
use eslabon_domain::text::Lang;
use eslabon_storage::people::{self, Person};
use eslabon_storage::{Database, StorageError, identities};

const ALTALUZ: &str = "https://sesion.altaluz.example";
const OTHER: &str = "https://login.otra.example";

fn person(name: &str) -> Person {
    Person {
        id: PersonId::from_name(name),
        version: 1,
        email: Some(format!("{name}@altaluz.example")),
        name: name.to_owned(),
        lang: Lang::Es,
        password_hash: None,
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_version: None,
        notice_accepted_at: None,
        created_at: samples::now(),
        disabled_at: None,
        erased_at: None,
    }
}

async fn bind(
    db: &Database,
    person: &Person,
    issuer: &str,
    subject: &str,
) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    identities::insert(&tx, person.id, issuer, subject, samples::now()).await?;
    tx.commit().await
}

pub async fn a_person_is_bound_once_at_each_provider(place: Place) -> Outcome {
    let db = &place.database;
    let (ana, eva) = (person("ana"), person("eva"));
    let tx = db.begin().await?;
    people::insert(&tx, &ana).await?;
    people::insert(&tx, &eva).await?;
    tx.commit().await?;
    bind(db, &ana, ALTALUZ, "7").await?;
    bind(db, &ana, OTHER, "7").await?;
    bind(db, &eva, ALTALUZ, "8").await?;
    assert_eq!(identities::find(db, ALTALUZ, "7").await?, Some(ana.id));
    assert_eq!(identities::find(db, ALTALUZ, "8").await?, Some(eva.id));
    assert_eq!(identities::find(db, OTHER, "8").await?, None);
    let known: Vec<(String, String)> = identities::list(db, ana.id)
        .await?
        .into_iter()
        .map(|known| (known.issuer, known.subject))
        .collect();
    let both = [ALTALUZ, OTHER].map(|issuer| (issuer.to_owned(), "7".to_owned()));
    assert_eq!(known, both);
    for (taken, person, subject) in [("the name", &eva, "7"), ("the person", &ana, "9")] {
        let refused = bind(db, person, ALTALUZ, subject).await;
        assert!(matches!(refused, Err(StorageError::Conflict)), "{taken}");
    }
    let tx = db.begin().await?;
    assert_eq!(identities::forget(&tx, ana.id).await?, 2);
    tx.commit().await?;
    assert_eq!(identities::find(db, ALTALUZ, "7").await?, None);
    assert_eq!(identities::find(db, ALTALUZ, "8").await?, Some(eva.id));
    Ok(())
}
