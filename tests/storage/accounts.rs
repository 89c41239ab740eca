//! Accounts: people, memberships, secrets, throttles and agreements between centres.

use crate::{Outcome, Place, samples};
use eslabon_domain::actors::Role;
use eslabon_domain::ids::{AgreementId, CentreId, MembershipId, PersonId, SecretId};
use eslabon_domain::text::Lang;
use eslabon_storage::centres::{self, Agreement, Centre};
use eslabon_storage::memberships::{self, Membership, Of};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::throttles::{self, Throttle};
use eslabon_storage::{Database, StorageError};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

fn days(days: i64) -> Timestamp {
    samples::now()
        .saturating_add(SignedDuration::from_hours(24 * days))
        .unwrap_or(Timestamp::MAX)
}

fn person(key: &str) -> Person {
    Person {
        id: PersonId::from_name(key),
        version: 1,
        email: Some(format!("{key}@taller.mx")),
        name: "Ana Peña «la jefa»".into(),
        lang: Lang::En,
        password_hash: Some("$argon2id$v=19$…".into()),
        totp_secret: Some("JBSWY3DPEHPK3PXP".into()),
        totp_confirmed_at: Some(samples::now()),
        totp_last_step: Some(59_850_000),
        notice_version: Some("2026-11".into()),
        notice_accepted_at: Some(samples::now()),
        created_at: samples::now(),
        disabled_at: None,
        erased_at: None,
    }
}

fn membership(key: &str, of: &Person, role: Role) -> Membership {
    Membership {
        id: MembershipId::from_name(key),
        person: of.id,
        organisation: None,
        centre: Some(CentreId::from_name("default")),
        role,
        granted_by: "command line".into(),
        granted_at: samples::now(),
        ended_at: None,
    }
}

fn secret(key: &str, kind: SecretKind, of: &Person) -> Secret {
    Secret {
        id: SecretId::from_name(key),
        kind,
        hash: format!("{key:0>64}"),
        person: Some(of.id),
        membership: None,
        label: "Firefox en Linux".into(),
        detail: json!({ "scope": "read" }),
        created_at: samples::now(),
        last_used_at: samples::now(),
        expires_at: days(14),
        ended_at: None,
    }
}

async fn keep(db: &Database, people: &[&Person]) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    for person in people {
        people::insert(&tx, person).await?;
    }
    tx.commit().await
}

async fn keep_secrets(db: &Database, held: &[Secret]) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    for secret in held {
        secrets::insert(&tx, secret).await?;
    }
    tx.commit().await
}

pub async fn people_come_back_and_addresses_are_unique(place: Place) -> Outcome {
    let db = &place.database;
    let (ana, mut other) = (person("ana"), person("berta"));
    keep(db, &[&ana]).await?;
    let found = people::find_by_email(db, "ana@taller.mx").await?;
    assert!(found == Some(ana.clone()), "every field comes back");
    assert!(people::find(db, ana.id).await? == Some(ana.clone()));
    assert!(
        people::find_by_email(db, "nadie@taller.mx")
            .await?
            .is_none()
    );
    other.email.clone_from(&ana.email);
    assert_eq!(keep(db, &[&other]).await, Err(StorageError::Conflict));
    assert_eq!(keep(db, &[&ana]).await, Err(StorageError::Conflict));
    // Those without an address do not stand in each other's way.
    let (mut erased, mut handed) = (person("c"), person("d"));
    (erased.email, handed.email) = (None, None);
    keep(db, &[&erased, &handed]).await?;
    assert_eq!(people::list(db).await?.len(), 3);
    assert_eq!(people::load_many(db, &[ana.id, other.id]).await?.len(), 1);
    Ok(())
}

pub async fn a_stale_person_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let mut ana = person("ana");
    keep(db, &[&ana]).await?;
    let stale = ana.clone();
    let tx = db.begin().await?;
    (ana.disabled_at, ana.totp_secret) = (Some(days(1)), None);
    ana.version = people::update(&tx, &ana).await?;
    tx.commit().await?;
    assert_eq!(ana.version, 2);
    let tx = db.begin().await?;
    assert_eq!(
        people::update(&tx, &stale).await,
        Err(StorageError::Conflict)
    );
    assert_eq!(
        people::update(&tx, &person("nadie")).await,
        Err(StorageError::NotFound)
    );
    drop(tx);
    let found = people::find(db, ana.id).await?.ok_or("she is there")?;
    assert!(found == ana && !found.is_active() && !found.has_second_factor());
    Ok(())
}

pub async fn a_code_is_taken_once(place: Place) -> Outcome {
    let db = &place.database;
    let mut ana = person("ana");
    ana.totp_last_step = None;
    keep(db, &[&ana]).await?;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (db, id) = (db.clone(), ana.id);
            tokio::spawn(async move {
                let tx = db.begin().await?;
                let taken = people::take_step(&tx, id, 700).await?;
                tx.commit().await?;
                Ok::<bool, StorageError>(taken)
            })
        })
        .collect();
    let mut taken = 0;
    for one in tries {
        taken += u32::from(one.await??);
    }
    assert_eq!(taken, 1, "of eight who show one code");
    let tx = db.begin().await?;
    assert!(!people::take_step(&tx, ana.id, 699).await?, "an older one");
    assert!(people::take_step(&tx, ana.id, 701).await?, "the next one");
    Ok(())
}

pub async fn memberships_end_once_and_stay_on_record(place: Place) -> Outcome {
    let db = &place.database;
    let ana = person("ana");
    keep(db, &[&ana]).await?;
    let (first, second) = (
        membership("1", &ana, Role::Owner),
        Membership {
            granted_at: days(1),
            ..membership("2", &ana, Role::Editor)
        },
    );
    let tx = db.begin().await?;
    memberships::insert(&tx, &second).await?;
    memberships::insert(&tx, &first).await?;
    let orphan = membership("3", &person("nadie"), Role::Owner);
    assert!(memberships::insert(&tx, &orphan).await.is_err());
    drop(tx);
    let tx = db.begin().await?;
    memberships::insert(&tx, &second).await?;
    memberships::insert(&tx, &first).await?;
    tx.commit().await?;
    let held = memberships::list(db, Of::Person(ana.id)).await?;
    assert_eq!(held, [first.clone(), second.clone()], "oldest first");
    let tx = db.begin().await?;
    memberships::end(&tx, first.id, days(2)).await?;
    assert_eq!(
        memberships::end(&tx, first.id, days(3)).await,
        Err(StorageError::Conflict)
    );
    tx.commit().await?;
    let centre = Of::Centre(CentreId::from_name("default"));
    for of in [Of::Person(ana.id), centre, Of::Everyone] {
        assert_eq!(
            memberships::list(db, of).await?,
            std::slice::from_ref(&second),
            "{of:?}"
        );
    }
    let ended = memberships::find(db, first.id).await?.ok_or("on record")?;
    assert_eq!(ended.ended_at, Some(days(2)));
    Ok(())
}

pub async fn of_many_who_use_a_link_one_wins(place: Place) -> Outcome {
    let db = &place.database;
    let ana = person("ana");
    keep(db, &[&ana]).await?;
    let link = secret("link", SecretKind::Reset, &ana);
    keep_secrets(db, std::slice::from_ref(&link)).await?;
    let found = secrets::find(db, SecretKind::Reset, &link.hash).await?;
    assert_eq!(found, Some(link.clone()), "every field comes back");
    // The secret of one kind opens nothing as another.
    assert_eq!(
        secrets::find(db, SecretKind::Session, &link.hash).await?,
        None
    );
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (db, id) = (db.clone(), link.id);
            tokio::spawn(async move {
                let tx = db.begin().await?;
                let won = secrets::end(&tx, id, days(1)).await?;
                tx.commit().await?;
                Ok::<bool, StorageError>(won)
            })
        })
        .collect();
    let mut won = 0;
    for one in tries {
        won += u32::from(one.await??);
    }
    assert_eq!(won, 1);
    let found = secrets::find(db, SecretKind::Reset, &link.hash).await?;
    let found = found.ok_or("still known")?;
    assert_eq!(found.ended_at, Some(days(1)));
    assert!(!found.holds_at(samples::now()));
    Ok(())
}

pub async fn secrets_end_by_kind_and_by_membership(place: Place) -> Outcome {
    let db = &place.database;
    let (ana, berta) = (person("ana"), person("berta"));
    keep(db, &[&ana, &berta]).await?;
    let hat = membership("1", &ana, Role::Owner);
    let tx = db.begin().await?;
    memberships::insert(&tx, &hat).await?;
    tx.commit().await?;
    let worn = |key, kind| Secret {
        membership: Some(hat.id),
        ..secret(key, kind, &ana)
    };
    keep_secrets(
        db,
        &[
            worn("session", SecretKind::Session),
            worn("token", SecretKind::ApiToken),
            secret("other session", SecretKind::Session, &ana),
            secret("hers", SecretKind::Session, &berta),
            secret("setup", SecretKind::Setup, &berta),
        ],
    )
    .await?;
    let held = |person: &Person, kind| secrets::list(db, person.id, kind, days(1));
    let tx = db.begin().await?;
    let ended = secrets::end_of_membership(&tx, hat.id, SecretKind::ApiToken, days(1)).await?;
    assert_eq!(ended, 1);
    let but = Some(SecretId::from_name("session"));
    let ended = secrets::end_all(&tx, ana.id, &[SecretKind::Session], but, days(1)).await?;
    assert_eq!(ended, 1);
    assert_eq!(secrets::end_kind(&tx, SecretKind::Setup, days(1)).await?, 1);
    assert_eq!(secrets::end_kind(&tx, SecretKind::Setup, days(1)).await?, 0);
    tx.commit().await?;
    let sessions = held(&ana, SecretKind::Session).await?;
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions.first().map(|s| s.id), but);
    assert!(held(&ana, SecretKind::ApiToken).await?.is_empty());
    assert_eq!(held(&berta, SecretKind::Session).await?.len(), 1);
    assert!(!secrets::any(db, SecretKind::Setup, days(1)).await?);
    // What has expired is not held, though nobody ended it.
    assert!(
        secrets::list(db, berta.id, SecretKind::Session, days(14))
            .await?
            .is_empty()
    );
    Ok(())
}

pub async fn what_is_long_over_is_swept(place: Place) -> Outcome {
    let db = &place.database;
    let ana = person("ana");
    keep(db, &[&ana]).await?;
    let ended = Secret {
        ended_at: Some(days(1)),
        ..secret("ended", SecretKind::Session, &ana)
    };
    let expired = Secret {
        expires_at: days(2),
        ..secret("expired", SecretKind::Reset, &ana)
    };
    let holds = secret("holds", SecretKind::ApiToken, &ana);
    keep_secrets(db, &[ended.clone(), expired.clone(), holds.clone()]).await?;
    let tx = db.begin().await?;
    assert_eq!(secrets::sweep(&tx, days(1)).await?, 0, "not before, at it");
    assert_eq!(secrets::sweep(&tx, days(3)).await?, 2);
    tx.commit().await?;
    assert_eq!(secrets::find(db, ended.kind, &ended.hash).await?, None);
    assert_eq!(secrets::find(db, expired.kind, &expired.hash).await?, None);
    assert!(secrets::find(db, holds.kind, &holds.hash).await?.is_some());
    Ok(())
}

pub async fn failures_of_many_at_once_are_all_counted(place: Place) -> Outcome {
    let db = &place.database;
    let tries: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let tx = db.begin().await?;
                let before = throttles::hold(&tx, "address:ana", days(0)).await?;
                let next = Throttle {
                    failures: before.failures + 1,
                    ..before
                };
                throttles::put(&tx, "address:ana", next).await?;
                tx.commit().await
            })
        })
        .collect();
    for one in tries {
        one.await??;
    }
    let known = throttles::find(db, "address:ana").await?.ok_or("counted")?;
    assert_eq!(known.failures, 12);
    Ok(())
}

pub async fn failures_are_forgotten_and_swept(place: Place) -> Outcome {
    let db = &place.database;
    let failed = |at| Throttle {
        failures: 3,
        retry_at: days(at),
        last_at: days(at),
    };
    let tx = db.begin().await?;
    throttles::put(&tx, "a", failed(1)).await?;
    throttles::put(&tx, "b", failed(5)).await?;
    throttles::put(&tx, "b", failed(6)).await?;
    throttles::put(&tx, "c", failed(6)).await?;
    throttles::clear(&tx, "c").await?;
    tx.commit().await?;
    assert_eq!(throttles::find(db, "b").await?, Some(failed(6)));
    assert_eq!(throttles::find(db, "c").await?, None);
    let tx = db.begin().await?;
    assert_eq!(throttles::sweep(&tx, days(2)).await?, 1);
    tx.commit().await?;
    assert_eq!(throttles::find(db, "a").await?, None);
    assert!(throttles::find(db, "b").await?.is_some());
    Ok(())
}

pub async fn an_agreement_holds_through_its_last_day(place: Place) -> Outcome {
    let db = &place.database;
    let own = CentreId::from_name("default");
    let other = Centre {
        id: CentreId::from_name("chihuahua"),
        organisation: None,
        name: "Centro Chihuahua".into(),
        states: vec![eslabon_domain::places::StateCode(8)],
        created_at: samples::now(),
    };
    let agreement = Agreement {
        id: AgreementId::from_name("1"),
        from: other.id,
        to: own,
        until: Some(samples::day(12, 31)),
        note: "Cadena automotriz".into(),
        agreed_by: "Arturo Beltrán".into(),
        agreed_at: samples::now(),
        ended_at: None,
    };
    let tx = db.begin().await?;
    centres::insert(&tx, &other).await?;
    centres::agree(&tx, &agreement).await?;
    tx.commit().await?;
    assert_eq!(centres::find(db, other.id).await?, Some(other.clone()));
    assert_eq!(
        centres::agreements(db).await?,
        std::slice::from_ref(&agreement)
    );
    let on = |month, day| centres::shared_with(db, own, samples::day(month, day));
    assert_eq!(on(12, 30).await?, [other.id]);
    assert_eq!(on(12, 31).await?, [other.id], "the last day counts");
    let after = jiff::civil::date(2027, 1, 1);
    assert!(centres::shared_with(db, own, after).await?.is_empty());
    // It goes one way.
    assert!(
        centres::shared_with(db, other.id, samples::day(12, 1))
            .await?
            .is_empty()
    );
    let tx = db.begin().await?;
    centres::end_agreement(&tx, agreement.id, days(1)).await?;
    assert_eq!(
        centres::end_agreement(&tx, agreement.id, days(2)).await,
        Err(StorageError::Conflict)
    );
    tx.commit().await?;
    assert!(on(12, 1).await?.is_empty());
    Ok(())
}
