//! Organisations, sites, registry entries, keys and suspected duplicates.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{DuplicateId, SiteId};
use eslabon_domain::registry::{KeyScheme, Register};
use eslabon_storage::duplicates::{Decision, Duplicate, DuplicateStatus};
use eslabon_storage::organisations::OrganisationKind;
use eslabon_storage::sites::{PositionSource, Site};
use eslabon_storage::{StorageError, duplicates, keys, organisations, registry, sites};

pub async fn records_come_back_as_they_were(place: Place) -> Outcome {
    let db = &place.database;
    let owner = samples::organisation("Maquinados del Norte");
    let firms = ["Óptica Águila", "Avionics", "bordados"].map(samples::lead_firm);
    let full = samples::site("Planta Juárez", &owner);
    let bare = Site {
        id: SiteId::generate(),
        street: String::new(),
        municipality: None,
        state: None,
        position: None,
        position_source: PositionSource::None,
        ..full.clone()
    };
    let entry = samples::entry("8012345", &full);
    let given = [
        samples::key(KeyScheme::DenueId, "8012345", &full),
        samples::key(KeyScheme::Clee, "08037332710000551000000000U3", &full),
    ];
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&owner)).await?;
    organisations::insert_many(&tx, &firms).await?;
    sites::insert_many(&tx, &[full.clone(), bare.clone()]).await?;
    registry::insert_many(&tx, std::slice::from_ref(&entry)).await?;
    assert_eq!(keys::insert_many(&tx, &given).await?, 2);
    tx.commit().await?;

    assert_eq!(
        organisations::find(db, owner.id).await?.as_ref(),
        Some(&owner)
    );
    let listed = organisations::list_by_kind(db, OrganisationKind::LeadFirm).await?;
    let names: Vec<&str> = listed.iter().map(|firm| firm.name.as_str()).collect();
    assert_eq!(names, ["Avionics", "bordados", "Óptica Águila"]);
    let [first, ..] = &firms;
    let named = organisations::find_by_name(db, OrganisationKind::LeadFirm, &first.name).await?;
    assert_eq!(named.as_ref(), Some(first));
    let other_kind = organisations::find_by_name(db, OrganisationKind::Sme, &first.name).await?;
    assert_eq!(other_kind, None);
    let ids = [owner.id, first.id];
    assert_eq!(organisations::load_many(db, &ids).await?.len(), 2);

    assert_eq!(sites::find(db, full.id).await?.as_ref(), Some(&full));
    assert_eq!(sites::find(db, bare.id).await?.as_ref(), Some(&bare));
    assert_eq!(sites::find(db, SiteId::generate()).await?, None);
    assert_eq!(sites::count(db).await?, 2);
    assert_eq!(sites::of_organisation(db, owner.id).await?.len(), 2);
    let asked = [bare.id, SiteId::generate(), full.id];
    let mut expected = vec![full.clone(), bare.clone()];
    expected.sort_by_key(|site| site.id);
    assert_eq!(sites::load_many(db, &asked).await?, expected);

    assert_eq!(registry::of_site(db, full.id).await?, [entry]);
    assert_eq!(registry::of_site(db, bare.id).await?, []);
    assert_eq!(keys::of_site(db, full.id).await?.len(), 2);
    let values = ["8012345".to_owned(), "unknown".to_owned()];
    let known = keys::find_many(db, KeyScheme::DenueId, &values).await?;
    assert_eq!(
        known.into_iter().collect::<Vec<_>>(),
        [("8012345".into(), full.id)]
    );
    assert!(
        keys::find_many(db, KeyScheme::Nra, &values)
            .await?
            .is_empty()
    );
    Ok(())
}

pub async fn hashes_are_found_by_key(place: Place) -> Outcome {
    let site = samples::a_site(&place.database).await?;
    let mut entry = samples::entry("1", &site);
    let same_key = registry::RegistryEntry {
        id: eslabon_domain::ids::RegistryEntryId::generate(),
        register: Register::Retc,
        ..entry.clone()
    };
    let tx = place.database.begin().await?;
    registry::insert_many(&tx, &[entry.clone(), same_key]).await?;
    let asked = ["1".to_owned(), "2".to_owned()];
    // Seen inside the transaction as well.
    let found = registry::find_hashes(&tx, Register::Denue, &asked).await?;
    assert_eq!(found.get("1"), Some(&(entry.id, site.id, [7; 16])));
    assert_eq!(found.len(), 1);
    entry.content_hash = [0xff; 16];
    entry.warnings.clear();
    registry::update_many(&tx, std::slice::from_ref(&entry)).await?;
    tx.commit().await?;
    let found = registry::find_hashes(&place.database, Register::Denue, &asked).await?;
    assert_eq!(found.get("1"), Some(&(entry.id, site.id, [0xff; 16])));
    // More keys than one statement takes.
    let many: Vec<String> = (0..20_001).map(|number| number.to_string()).collect();
    let found = registry::find_hashes(&place.database, Register::Denue, &many).await?;
    assert_eq!(found.len(), 1);
    Ok(())
}

pub async fn keys_are_unique(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?;
    let other = samples::organisation("Other");
    let second = samples::site("Second", &other);
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[other]).await?;
    sites::insert_many(&tx, std::slice::from_ref(&second)).await?;
    registry::insert_many(&tx, &[samples::entry("1", &site)]).await?;
    keys::insert_many(&tx, &[samples::key(KeyScheme::Clee, "X", &site)]).await?;
    tx.commit().await?;

    let tx = db.begin().await?;
    let mut again = samples::entry("1", &second);
    again.id = eslabon_domain::ids::RegistryEntryId::generate();
    let refused = registry::insert_many(&tx, &[again]).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    drop(tx);

    let tx = db.begin().await?;
    let refused = sites::insert_many(&tx, std::slice::from_ref(&second)).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    drop(tx);

    let tx = db.begin().await?;
    let claimed = [
        samples::key(KeyScheme::Clee, "X", &second),
        samples::key(KeyScheme::Nra, "X", &second),
    ];
    assert_eq!(keys::insert_many(&tx, &claimed).await?, 1);
    tx.commit().await?;
    let asked = ["X".to_owned()];
    let clee = keys::find_many(db, KeyScheme::Clee, &asked).await?;
    assert_eq!(clee.get("X"), Some(&site.id));
    let nra = keys::find_many(db, KeyScheme::Nra, &asked).await?;
    assert_eq!(nra.get("X"), Some(&second.id));
    Ok(())
}

pub async fn a_stale_site_is_refused(place: Place) -> Outcome {
    let db = &place.database;
    let read = samples::a_site(db).await?;
    let mine = Site {
        name: "Mine".into(),
        state: None,
        ..read.clone()
    };
    let hers = Site {
        name: "Hers".into(),
        ..read.clone()
    };
    let tx = db.begin().await?;
    sites::update_many(&tx, std::slice::from_ref(&mine)).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    let refused = sites::update_many(&tx, &[hers]).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    drop(tx);
    let stored = sites::find(db, read.id).await?;
    assert_eq!(stored, Some(Site { version: 2, ..mine }));
    let tx = db.begin().await?;
    let unknown = Site {
        id: SiteId::generate(),
        ..read
    };
    let refused = sites::update_many(&tx, &[unknown]).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    Ok(())
}

pub async fn entries_and_organisations_can_be_changed(place: Place) -> Outcome {
    let db = &place.database;
    let owner = samples::organisation("Many");
    // More than one statement's worth.
    let made: Vec<Site> = (0..450)
        .map(|n| samples::site(&format!("site {n}"), &owner))
        .collect();
    let mut entries: Vec<_> = made
        .iter()
        .enumerate()
        .map(|(n, site)| samples::entry(&n.to_string(), site))
        .collect();
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&owner)).await?;
    sites::insert_many(&tx, &made).await?;
    registry::insert_many(&tx, &entries).await?;
    tx.commit().await?;
    for (n, entry) in entries.iter_mut().enumerate() {
        entry.name = format!("renamed {n}");
        entry.scian = None;
        entry.size = None;
    }
    let renamed: Vec<Site> = made
        .iter()
        .map(|site| Site {
            locality: "Delicias".into(),
            position: None,
            ..site.clone()
        })
        .collect();
    let mut promoted = owner.clone();
    promoted.kind = OrganisationKind::Sme;
    let tx = db.begin().await?;
    registry::update_many(&tx, &entries).await?;
    sites::update_many(&tx, &renamed).await?;
    organisations::update_many(&tx, std::slice::from_ref(&promoted)).await?;
    tx.commit().await?;
    for (site, entry) in renamed.iter().zip(&entries) {
        assert_eq!(
            registry::of_site(db, site.id).await?,
            std::slice::from_ref(entry)
        );
    }
    let ids: Vec<SiteId> = renamed.iter().map(|site| site.id).collect();
    let stored = sites::load_many(db, &ids).await?;
    assert!(
        stored
            .iter()
            .all(|site| site.version == 2 && site.locality == "Delicias")
    );
    assert_eq!(organisations::find(db, owner.id).await?, Some(promoted));
    let tx = db.begin().await?;
    let nobody = samples::organisation("nobody");
    let refused = organisations::update_many(&tx, &[nobody]).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}

pub async fn duplicates_are_proposed_once_and_remembered(place: Place) -> Outcome {
    let db = &place.database;
    let first = samples::a_site(db).await?;
    let owner = samples::organisation("Other");
    let second = samples::site("Second", &owner);
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[owner]).await?;
    sites::insert_many(&tx, std::slice::from_ref(&second)).await?;
    let pair = Duplicate {
        id: DuplicateId::generate(),
        site_a: first.id.max(second.id),
        site_b: first.id.min(second.id),
        score_milli: 870,
        reasons: vec!["same_name".into(), "near".into()],
        status: DuplicateStatus::Proposed,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    let with_itself = Duplicate {
        id: DuplicateId::generate(),
        site_a: first.id,
        site_b: first.id,
        ..pair.clone()
    };
    assert_eq!(
        duplicates::propose_many(&tx, &[pair.clone(), with_itself]).await?,
        1
    );
    tx.commit().await?;
    let stored = duplicates::find(db, pair.id)
        .await?
        .ok_or("the pair is there")?;
    assert_eq!((stored.site_a, stored.site_b), (pair.site_b, pair.site_a));
    assert_eq!(stored.reasons, pair.reasons);

    let decision = Decision {
        id: pair.id,
        was: DuplicateStatus::Proposed,
        status: DuplicateStatus::Different,
        by: "Ana".into(),
        at: samples::now(),
        reason: "two gates".into(),
    };
    let tx = db.begin().await?;
    duplicates::decide(&tx, &decision).await?;
    tx.commit().await?;
    let tx = db.begin().await?;
    assert_eq!(
        duplicates::decide(&tx, &decision).await,
        Err(StorageError::Conflict)
    );
    let unknown = Decision {
        id: DuplicateId::generate(),
        ..decision
    };
    assert_eq!(
        duplicates::decide(&tx, &unknown).await,
        Err(StorageError::NotFound)
    );
    drop(tx);

    // The next import proposes it again, the other way round.
    let tx = db.begin().await?;
    let again = Duplicate {
        id: DuplicateId::generate(),
        site_a: pair.site_b,
        site_b: pair.site_a,
        score_milli: 990,
        ..pair.clone()
    };
    assert_eq!(duplicates::propose_many(&tx, &[again]).await?, 0);
    tx.commit().await?;
    assert_eq!(
        duplicates::list(db, Some(DuplicateStatus::Proposed), 10).await?,
        []
    );
    let all = duplicates::list(db, None, 10).await?;
    let decided = all.first().ok_or("the pair is there")?;
    assert_eq!(all.len(), 1);
    assert_eq!(decided.status, DuplicateStatus::Different);
    assert_eq!(decided.decided_by.as_deref(), Some("Ana"));
    assert_eq!(decided.decided_at, Some(samples::now()));
    assert_eq!(decided.score_milli, 870);
    for site in [first.id, second.id] {
        assert_eq!(duplicates::of_site(db, site).await?, all);
    }
    Ok(())
}
