//! Claims of registry entries, and what owners are asked to confirm.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{CentreId, ClaimId, ConfirmationId, SecretId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_storage::claims::{self, Before, Claim, ClaimStatus, Evidence, EvidenceFile, Ruling};
use eslabon_storage::confirmations::{self, Confirmation};
use eslabon_storage::{Database, StorageError};

fn claim(site: SiteId, email: &str) -> Claim {
    Claim {
        id: ClaimId::generate(),
        site,
        centre: CentreId::from_name("default"),
        person: None,
        name: "Elvia Montes".into(),
        email: email.to_owned(),
        telephone: "+52 33 1234 5678".into(),
        lang: Lang::Es,
        evidence: Evidence::TaxCertificate,
        words: "Es mi taller.\nDesde 2009.".into(),
        file: Some(EvidenceFile {
            hash: "a".repeat(64),
            name: "constancia.pdf".into(),
            media_type: "application/pdf".into(),
        }),
        status: ClaimStatus::Open,
        created_at: samples::now(),
        decided_by: None,
        decided_at: None,
        reason: None,
    }
}

async fn kept(db: &Database, claim: &Claim) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    claims::insert(&tx, claim).await?;
    tx.commit().await
}

fn ruling(id: ClaimId, status: ClaimStatus) -> Ruling {
    Ruling {
        id,
        status,
        by: "Lucía".into(),
        at: samples::now(),
        reason: "the papers agree".into(),
    }
}

pub async fn a_claim_comes_back_and_is_decided_once(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let made = claim(site.id, "elvia@taller.mx");
    kept(db, &made).await?;
    assert_eq!(claims::find(db, made.id).await?.as_ref(), Some(&made));
    assert!(claims::names_file(db, &"a".repeat(64)).await?);
    assert!(!claims::names_file(db, &"b".repeat(64)).await?);
    let own = Before::Centre(CentreId::from_name("default"));
    let other = Before::Centre(CentreId::from_name("otro"));
    for (before, waiting) in [(own, 1), (other, 0), (Before::Everyone, 1)] {
        assert_eq!(claims::count(db, before, ClaimStatus::Open).await?, waiting);
        let list = claims::list(db, before, ClaimStatus::Open, 10).await?;
        assert_eq!(list.len() as u64, waiting);
    }
    let tx = db.begin().await?;
    claims::decide(&tx, &ruling(made.id, ClaimStatus::Approved)).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    assert_eq!(
        claims::decide(&tx, &ruling(made.id, ClaimStatus::Refused)).await,
        Err(StorageError::Conflict)
    );
    assert_eq!(
        claims::decide(&tx, &ruling(ClaimId::generate(), ClaimStatus::Refused)).await,
        Err(StorageError::NotFound)
    );
    drop(tx);
    let expected = Claim {
        status: ClaimStatus::Approved,
        decided_by: Some("Lucía".into()),
        decided_at: Some(samples::now()),
        reason: Some("the papers agree".into()),
        ..made
    };
    assert_eq!(claims::of_sites(db, &[site.id]).await?, [expected]);
    Ok(())
}

pub async fn one_claimant_has_one_open_claim_of_a_site(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let first = claim(site.id, "elvia@taller.mx");
    kept(db, &first).await?;
    let again = claim(site.id, "elvia@taller.mx");
    assert_eq!(kept(db, &again).await, Err(StorageError::Conflict));
    kept(db, &claim(site.id, "rival@taller.mx")).await?;
    let found = claims::find_open(db, site.id, None, "elvia@taller.mx").await?;
    assert_eq!(found.map(|claim| claim.id), Some(first.id));
    // What was decided stands in the way of no other claim.
    let tx = db.begin().await?;
    claims::decide(&tx, &ruling(first.id, ClaimStatus::Refused)).await?;
    tx.commit().await?;
    kept(db, &again).await?;
    assert_eq!(claims::of_sites(db, &[site.id]).await?.len(), 3);
    Ok(())
}

pub async fn a_set_is_answered_once_or_taken_back(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let set = |name: &str| Confirmation {
        id: ConfirmationId::from_name(name),
        site: site.id,
        centre: CentreId::from_name("default"),
        secret: SecretId::from_name(name),
        name: "Don Ramiro".into(),
        email: String::new(),
        lang: Lang::En,
        asked: serde_json::json!({ "questions": ["¿Cuántos tornos?"] }),
        answered: None,
        prepared_by: "Lucía".into(),
        prepared_at: samples::now(),
        expires_at: samples::now(),
        answered_at: None,
        withdrawn_at: None,
    };
    let (one, other) = (set("one"), set("other"));
    let tx = db.begin().await?;
    confirmations::insert(&tx, &one).await?;
    confirmations::insert(&tx, &other).await?;
    tx.commit().await?;
    assert_eq!(
        confirmations::find_by_secret(db, one.secret)
            .await?
            .as_ref(),
        Some(&one)
    );
    let said = serde_json::json!({ "questions": ["Cuatro"] });
    let tx = db.begin().await?;
    confirmations::answer(&tx, one.id, &said, samples::now()).await?;
    confirmations::withdraw(&tx, other.id, samples::now()).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    for id in [one.id, other.id] {
        assert_eq!(
            confirmations::answer(&tx, id, &said, samples::now()).await,
            Err(StorageError::Conflict)
        );
        assert_eq!(
            confirmations::withdraw(&tx, id, samples::now()).await,
            Err(StorageError::Conflict)
        );
    }
    drop(tx);
    let answered = confirmations::find(db, one.id)
        .await?
        .ok_or("it is there")?;
    assert_eq!(answered.answered, Some(said));
    assert_eq!(confirmations::of_sites(db, &[site.id]).await?.len(), 2);
    Ok(())
}
