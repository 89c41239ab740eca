//! What firms and consultants say of causes.

use crate::{Outcome, Place, samples};
use eslabon_domain::findings::{Finding, FindingSide};
use eslabon_domain::ids::{DiagnosisId, SiteId};
use eslabon_storage::diagnoses::{self, Diagnosis};
use eslabon_storage::{Database, StorageError};
use jiff::ToSpan;

fn said(site: SiteId, side: FindingSide, finding: Finding, minutes: i64) -> Diagnosis {
    Diagnosis {
        id: DiagnosisId::generate(),
        site,
        symptom: "cause.high_scrap".into(),
        cause: "cause.worn_fixture".into(),
        side,
        finding,
        note: "El dispositivo «ñ»\nse mueve".into(),
        person: None,
        by: "Inés".into(),
        at: samples::now() + minutes.minutes(),
        tree: "causes-1".into(),
    }
}

async fn keep(db: &Database, diagnosis: &Diagnosis) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    diagnoses::insert(&tx, diagnosis).await?;
    tx.commit().await
}

pub async fn of_each_side_the_latest_counts(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    assert!(diagnoses::latest_of(db, &[site]).await?.is_empty());
    let later = said(site, FindingSide::Owner, Finding::Yes, 2);
    let earlier = said(site, FindingSide::Owner, Finding::Unsure, 1);
    let found = said(site, FindingSide::Consultant, Finding::No, 0);
    // In whatever order they were written.
    for one in [&later, &found, &earlier] {
        keep(db, one).await?;
    }
    let latest = diagnoses::latest_of(db, &[site]).await?;
    let all: Vec<Diagnosis> = latest.into_values().collect();
    assert_eq!(all, [later, found]);
    assert!(diagnoses::latest_of(db, &[]).await?.is_empty());
    let elsewhere = [SiteId::generate()];
    assert!(diagnoses::latest_of(db, &elsewhere).await?.is_empty());
    Ok(())
}

pub async fn nothing_is_said_of_a_site_that_is_none(place: Place) -> Outcome {
    let db = &place.database;
    let nowhere = said(SiteId::generate(), FindingSide::Owner, Finding::Yes, 0);
    let refused = keep(db, &nowhere).await;
    assert!(
        matches!(refused, Err(StorageError::NotFound)),
        "{refused:?}"
    );
    Ok(())
}
