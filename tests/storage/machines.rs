//! Single machines of sites, and questions of a profile that were left for later.

use crate::{Outcome, Place, samples};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{DuplicateId, MachineId, MergeId, NeedId, SiteId};
use eslabon_domain::machines::{Machine, Measure, Plate, Recorder};
use eslabon_storage::merges::{self, Merge};
use eslabon_storage::profile_skips::{self, Skip};
use eslabon_storage::{Database, StorageError, duplicates, machines, organisations, sites};
use std::collections::BTreeSet;

fn measure(amount: i64, entered: &str) -> Measure {
    Measure {
        amount,
        entered: entered.into(),
    }
}

/// With something in every field.
fn full(name: &str, site: SiteId) -> Machine {
    Machine {
        id: MachineId::from_name(name),
        site,
        version: 1,
        plate: Plate {
            kind: "equipment.cnc_lathe".into(),
            make_model: "Haas ST-20 «ñ»".into(),
            year: Some(2019),
            count: 3,
            axes: Some(4),
            travel_x: Some(measure(508_000_000, "20 pulg")),
            travel_y: Some(measure(1, "1 nm")),
            travel_z: Some(measure(i64::MAX, "mucho")),
            max_diameter: Some(measure(254_000_000, "10 pulg")),
            tonnage: Some(250),
            max_load: Some(measure(500_000, "500 kg")),
            note: "junto a la puerta\nnorte".into(),
        },
        origin: Origin::Verified,
        by: Recorder::Centre,
        observed: samples::day(11, 3),
        recorded: samples::now(),
        removed: None,
    }
}

/// With nothing that need not be there.
pub fn bare(name: &str, site: SiteId) -> Machine {
    Machine {
        plate: Plate {
            kind: "equipment.presses".into(),
            count: 1,
            ..Plate::default()
        },
        origin: Origin::Declared,
        by: Recorder::Firm,
        ..full(name, site)
    }
}

async fn keep(db: &Database, machine: &Machine) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    let firm = samples::organisation("A").id;
    machines::insert(&tx, machine, firm).await?;
    tx.commit().await
}

async fn overwrite(db: &Database, machine: &Machine) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    machines::update(&tx, machine).await?;
    tx.commit().await
}

pub async fn every_field_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let (full, bare) = (full("full", site), bare("bare", site));
    // Listed by type, whichever came first.
    keep(db, &bare).await?;
    keep(db, &full).await?;
    assert_eq!(machines::find(db, full.id).await?, Some(full.clone()));
    assert_eq!(machines::of_sites(db, &[site]).await?, [full, bare]);
    assert_eq!(machines::find(db, MachineId::generate()).await?, None);
    assert!(machines::of_sites(db, &[]).await?.is_empty());
    let nowhere = self::bare("nowhere", SiteId::generate());
    let refused = keep(db, &nowhere).await;
    assert!(
        matches!(refused, Err(StorageError::NotFound)),
        "{refused:?}"
    );
    Ok(())
}

pub async fn a_stale_machine_is_refused_and_what_left_stays(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let machine = bare("one", site);
    keep(db, &machine).await?;
    let changed = Machine {
        plate: Plate {
            count: 4,
            ..full("one", site).plate
        },
        ..machine.clone()
    };
    overwrite(db, &changed).await?;
    let stored = machines::find(db, machine.id).await?;
    let expected = Machine {
        version: 2,
        ..changed.clone()
    };
    assert_eq!(stored, Some(expected.clone()));
    let stale = overwrite(db, &machine).await;
    assert!(matches!(stale, Err(StorageError::Conflict)), "{stale:?}");
    let unknown = overwrite(db, &bare("nobody", site)).await;
    assert!(
        matches!(unknown, Err(StorageError::NotFound)),
        "{unknown:?}"
    );
    assert_eq!(
        machines::find(db, machine.id).await?,
        Some(expected.clone())
    );

    let gone = Machine {
        removed: Some(samples::now()),
        ..expected
    };
    overwrite(db, &gone).await?;
    assert!(machines::of_sites(db, &[site]).await?.is_empty());
    let kept = Machine { version: 3, ..gone };
    assert_eq!(machines::removed_of_sites(db, &[site]).await?, [kept]);
    Ok(())
}

pub async fn a_question_is_left_out_once_and_asked_again(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let whole = Skip {
        site,
        attribute: "site.quote_days".into(),
        item: None,
        until: samples::day(12, 1),
        needs: BTreeSet::from([NeedId::from_name("a"), NeedId::from_name("b")]),
    };
    let of_one = Skip {
        item: Some("process.cnc_turning".into()),
        needs: BTreeSet::new(),
        ..whole.clone()
    };
    let later = Skip {
        until: samples::day(12, 31),
        needs: BTreeSet::new(),
        ..whole.clone()
    };
    let tx = db.begin().await?;
    for skip in [&whole, &of_one, &later] {
        profile_skips::put(&tx, skip).await?;
    }
    tx.commit().await?;
    // The latest time counts; of the whole site and of one process are two questions.
    assert_eq!(
        profile_skips::of_sites(db, &[site]).await?,
        [later, of_one.clone()]
    );
    let tx = db.begin().await?;
    profile_skips::end(&tx, site, "site.quote_days", None).await?;
    profile_skips::end(&tx, site, "site.staff", None).await?;
    tx.commit().await?;
    assert_eq!(profile_skips::of_sites(db, &[site]).await?, [of_one]);
    Ok(())
}

pub async fn sites_that_stand_for_others_are_found_at_once(place: Place) -> Outcome {
    let db = &place.database;
    let firm = samples::organisation("A");
    let (stays, goes) = (samples::site("stays", &firm), samples::site("goes", &firm));
    let pair = eslabon_storage::duplicates::Duplicate {
        id: DuplicateId::from_name("pair"),
        site_a: stays.id.min(goes.id),
        site_b: stays.id.max(goes.id),
        score_milli: 900,
        reasons: Vec::new(),
        status: duplicates::DuplicateStatus::Same,
        decided_by: None,
        decided_at: None,
        reason: None,
    };
    let merge = Merge {
        id: MergeId::generate(),
        site: goes.id,
        into: stays.id,
        duplicate: pair.id,
        site_organisation: firm.id,
        into_organisation: firm.id,
        merged_by: "Lucía".into(),
        merged_at: samples::now(),
        reason: "one gate".into(),
        separated: None,
    };
    let tx = db.begin().await?;
    organisations::insert_many(&tx, std::slice::from_ref(&firm)).await?;
    sites::insert_many(&tx, &[stays.clone(), goes.clone()]).await?;
    duplicates::propose_many(&tx, &[pair]).await?;
    merges::merge(&tx, &merge, firm.id).await?;
    tx.commit().await?;
    let both = [stays.id, goes.id];
    assert_eq!(
        merges::merged_into_any(db, &both).await?,
        [(goes.id, stays.id)]
    );
    assert!(merges::merged_into_any(db, &[]).await?.is_empty());
    Ok(())
}
