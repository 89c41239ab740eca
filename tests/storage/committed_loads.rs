//! What sites have promised of their machines' time: superseding, history, values.
#![expect(
    clippy::indexing_slicing,
    reason = "a row that is missing fails the case"
)]

use crate::{Outcome, Place, samples};
use eslabon_domain::calendar::Month;
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{LoadId, SiteId};
use eslabon_domain::loads::{LoadAmount, StatedLoad};
use eslabon_storage::{Database, StorageError, committed_loads, supplier_rows};
use samples::load;

fn share(ppm: i64) -> LoadAmount {
    LoadAmount::Share { ppm }
}

pub async fn a_later_load_takes_the_place_and_the_earlier_stays(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let first = load("first", site, "process.cnc_turning", 0, share(800_000));
    let other = load("other", site, "process.cnc_milling", 0, share(0));
    let february = StatedLoad {
        month: Month {
            year: 2027,
            month: 2,
        },
        ..load("february", site, "process.cnc_turning", 0, share(1))
    };
    let tx = db.begin().await?;
    let all = [first.clone(), other.clone(), february.clone()];
    committed_loads::append_many(&tx, &all).await?;
    tx.commit().await?;
    let second = load("second", site, "process.cnc_turning", 5, share(900_000));
    let third = load("third", site, "process.cnc_turning", 5, share(500_000));
    let tx = db.begin().await?;
    // Of several on the same month the last one counts.
    committed_loads::append_many(&tx, &[second.clone(), third.clone()]).await?;
    tx.commit().await?;

    let current = committed_loads::of_sites(db, &[site]).await?;
    assert_eq!(current, [other, third.clone(), february]);
    let history = committed_loads::history_of_site(db, site).await?;
    assert_eq!(history.len(), 5);
    let replaced_by = |id: LoadId| {
        let mut records = history.iter();
        let record = records.find(|record| record.load.id == id);
        record.and_then(|record| record.superseded_by)
    };
    assert_eq!(replaced_by(first.id), Some(second.id));
    assert_eq!(replaced_by(second.id), Some(third.id));
    assert_eq!(replaced_by(third.id), None);

    let tx = db.begin().await?;
    let again = committed_loads::append_many(&tx, &[third]).await;
    assert_eq!(again, Err(StorageError::Conflict));
    Ok(())
}

pub async fn two_writers_leave_one_current_load(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let other = Database::open(&place.url).await?;
    let first = load("first", site, "process.cnc_turning", 0, share(800_000));
    let second = load("second", site, "process.cnc_turning", 5, share(900_000));
    let held = db.begin().await?;
    committed_loads::append_many(&held, std::slice::from_ref(&first)).await?;
    let (there, stated) = (other.clone(), second.clone());
    let late = tokio::spawn(async move {
        let tx = there.begin().await?;
        committed_loads::append_many(&tx, std::slice::from_ref(&stated)).await?;
        tx.commit().await
    });
    samples::until_it_waits(&place, &late).await?;
    held.commit().await?;
    late.await??;
    let current = committed_loads::of_sites(db, &[site]).await?;
    assert_eq!(current, std::slice::from_ref(&second));
    let history = committed_loads::history_of_site(db, site).await?;
    let earlier = history.iter().find(|record| record.load.id == first.id);
    assert_eq!(earlier.and_then(|one| one.superseded_by), Some(second.id));
    other.close().await;
    Ok(())
}

pub async fn every_kind_of_load_comes_back(place: Place) -> Outcome {
    let db = &place.database;
    let site = samples::a_site(db).await?.id;
    let hours = LoadAmount::Hours { seconds: 432_000 };
    let loads = [
        load("a", site, "process.a", 0, share(0)),
        load("b", site, "process.b", 0, share(1_000_000)),
        StatedLoad {
            origin: Origin::Verified,
            ..load("c", site, "process.c", 0, hours)
        },
    ];
    let tx = db.begin().await?;
    committed_loads::append_many(&tx, &loads).await?;
    tx.commit().await?;
    assert_eq!(committed_loads::of_sites(db, &[site]).await?, loads);
    let rows = supplier_rows::of_ids(db, &[site]).await?;
    assert_eq!(rows[0].loads, loads);
    let tx = db.begin().await?;
    let nowhere = load("d", SiteId::generate(), "process.a", 0, share(0));
    let refused = committed_loads::append_many(&tx, &[nowhere]).await;
    assert_eq!(refused, Err(StorageError::NotFound));
    Ok(())
}
