//! Photographs and documents of sites: rows come back, go once, and say which bytes are still needed.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{FactId, OrganisationId, PersonId, SiteFileId, SiteId};
use eslabon_domain::pictures::Media;
use eslabon_domain::site_files::{FileKind, FileSide};
use eslabon_storage::site_files::{self, SiteFile};
use eslabon_storage::{Database, StorageError, facts};
use jiff::SignedDuration;

pub fn photo(name: &str, site: SiteId, organisation: OrganisationId) -> SiteFile {
    SiteFile {
        id: SiteFileId::from_name(name),
        site,
        organisation,
        kind: FileKind::Photo,
        attribute: Some("equipment.owned".into()),
        item: Some("equipment.cnc_lathe".into()),
        fact: None,
        sha256: format!("{name:0<64}"),
        media: Media::Jpeg,
        bytes: 123_456,
        size: Some((4_000, 3_000)),
        caption: "Torno, nave 2".into(),
        taken_on: Some(samples::day(3, 31)),
        person: None,
        added_by: "Elvia".into(),
        side: FileSide::Firm,
        added_at: samples::now(),
        removed: false,
    }
}

async fn kept(db: &Database, file: &SiteFile) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    site_files::insert(&tx, file).await?;
    tx.commit().await
}

pub async fn every_field_comes_back_the_latest_first(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let first = photo("a", site.id, site.organisation);
    let second = SiteFile {
        kind: FileKind::Certificate,
        attribute: None,
        item: None,
        media: Media::Pdf,
        size: None,
        caption: String::new(),
        taken_on: None,
        side: FileSide::Centre,
        added_at: samples::now().checked_add(SignedDuration::from_secs(60))?,
        ..photo("b", site.id, site.organisation)
    };
    for file in [&first, &second] {
        kept(db, file).await?;
        assert_eq!(site_files::find(db, file.id).await?.as_ref(), Some(file));
    }
    let all = site_files::of_sites(db, &[site.id]).await?;
    assert_eq!(all, [second, first]);
    assert!(site_files::of_sites(db, &[]).await?.is_empty());
    let other = SiteId::from_name("otra");
    assert!(site_files::of_sites(db, &[other]).await?.is_empty());
    Ok(())
}

pub async fn a_file_goes_once_and_its_bytes_with_the_last(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let first = photo("a", site.id, site.organisation);
    let same = SiteFile {
        id: SiteFileId::from_name("b"),
        item: None,
        attribute: None,
        ..first.clone()
    };
    kept(db, &first).await?;
    kept(db, &same).await?;
    let remove = async |id: SiteFileId| -> Result<(), StorageError> {
        let tx = db.begin().await?;
        site_files::remove(&tx, id, "Elvia", samples::now()).await?;
        tx.commit().await
    };
    remove(first.id).await?;
    assert_eq!(remove(first.id).await, Err(StorageError::NotFound));
    let gone = site_files::find(db, first.id).await?;
    assert!(gone.is_some_and(|file| file.removed));
    assert_eq!(site_files::of_sites(db, &[site.id]).await?.len(), 1);
    assert!(site_files::digests_in_use(db).await?.contains(&same.sha256));
    remove(same.id).await?;
    assert!(site_files::digests_in_use(db).await?.is_empty());
    Ok(())
}

pub async fn a_file_says_which_fact_was_confirmed_by_it(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let file = photo("a", site.id, site.organisation);
    kept(db, &file).await?;
    let fact = samples::process("torneado", site.id, "process.cnc_turning");
    let tx = db.begin().await?;
    facts::append_many(&tx, std::slice::from_ref(&fact)).await?;
    site_files::set_fact(&tx, file.id, fact.id).await?;
    tx.commit().await?;
    let found = site_files::find(db, file.id).await?;
    assert_eq!(found.and_then(|file| file.fact), Some(fact.id));
    let tx = db.begin().await?;
    let nobodys = SiteFileId::from_name("nadie");
    assert_eq!(
        site_files::set_fact(&tx, nobodys, fact.id).await,
        Err(StorageError::NotFound)
    );
    Ok(())
}

pub async fn unknown_references_are_refused(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let good = photo("a", site.id, site.organisation);
    for bad in [
        SiteFile {
            site: SiteId::from_name("ninguna"),
            ..good.clone()
        },
        SiteFile {
            organisation: OrganisationId::from_name("ninguna"),
            ..good.clone()
        },
        SiteFile {
            fact: Some(FactId::from_name("ninguno")),
            ..good.clone()
        },
        SiteFile {
            person: Some(PersonId::from_name("nadie")),
            ..good.clone()
        },
    ] {
        assert_eq!(kept(db, &bad).await, Err(StorageError::NotFound));
    }
    kept(db, &good).await?;
    assert_eq!(kept(db, &good).await, Err(StorageError::Conflict));
    Ok(())
}
