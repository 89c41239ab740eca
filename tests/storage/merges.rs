//! Sites that were made one: read through the one that stays, and separated without a trace.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{DuplicateId, MergeId, OrganisationId, SiteId};
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::duplicates::{self, Duplicate, DuplicateStatus};
use eslabon_storage::merges::{self, Merge, Separation};
use eslabon_storage::sites::Site;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{Database, StorageError, facts, keys, organisations, registry, sites};

/// Three sites of three firms, each with an entry, a key and facts.
async fn three(db: &Database) -> Result<Vec<Site>, StorageError> {
    let firms = ["A", "B", "C"].map(samples::organisation);
    let made: Vec<Site> = firms
        .iter()
        .map(|firm| samples::site(&format!("site {}", firm.name), firm))
        .collect();
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &firms).await?;
    sites::insert_many(&tx, &made).await?;
    for (at, site) in made.iter().enumerate() {
        registry::insert_many(&tx, &[samples::entry(&format!("{at}"), site)]).await?;
        keys::insert_many(
            &tx,
            &[samples::key(KeyScheme::DenueId, &format!("{at}"), site)],
        )
        .await?;
        let month = i8::try_from(at).unwrap_or(0) + 1;
        let own = [
            samples::staff(
                &format!("staff {at}"),
                site.id,
                10 + at as i64,
                samples::day(month, 1),
            ),
            samples::process(&format!("own {at}"), site.id, &format!("process.p{at}")),
        ];
        facts::append_many(&tx, &own).await?;
    }
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        duplicates::propose_many(&tx, &[pair(&made, a, b)]).await?;
    }
    tx.commit().await?;
    Ok(made)
}

fn pair(sites: &[Site], a: usize, b: usize) -> Duplicate {
    Duplicate {
        id: DuplicateId::from_name(&format!("{a}-{b}")),
        site_a: sites[a].id,
        site_b: sites[b].id,
        score_milli: 900,
        reasons: Vec::new(),
        status: DuplicateStatus::Same,
        decided_by: None,
        decided_at: None,
        reason: None,
    }
}

fn joined(sites: &[Site], site: usize, into: usize) -> Merge {
    Merge {
        id: MergeId::generate(),
        site: sites[site].id,
        into: sites[into].id,
        duplicate: pair(sites, site.min(into), site.max(into)).id,
        site_organisation: sites[site].organisation,
        into_organisation: sites[into].organisation,
        merged_by: "Lucía".into(),
        merged_at: samples::now(),
        reason: "one gate".into(),
        separated: None,
    }
}

async fn merge(db: &Database, merge: &Merge, to: OrganisationId) -> Result<(), StorageError> {
    let tx = db.begin().await?;
    merges::merge(&tx, merge, to).await?;
    tx.commit().await
}

async fn separate(db: &Database, merge: &Merge) -> Result<(), StorageError> {
    let separation = Separation {
        by: "Ana".into(),
        at: samples::now(),
        reason: "two gates".into(),
    };
    let tx = db.begin().await?;
    merges::separate(&tx, merge, &separation).await?;
    tx.commit().await
}

/// Everything that is read of every site, in both ways.
async fn everything(db: &Database) -> Result<Vec<SupplierRow>, StorageError> {
    let page = supplier_rows::page(db, None, 100).await?;
    let ids: Vec<SiteId> = page.iter().map(|row| row.site.id).collect();
    assert_eq!(supplier_rows::of_ids(db, &ids).await?, page);
    Ok(page)
}

pub async fn a_merged_site_is_read_through_the_one_that_stays(place: Place) -> Outcome {
    let db = &place.database;
    let all = three(db).await?;
    merge(db, &joined(&all, 0, 1), all[1].organisation).await?;
    let rows = everything(db).await?;
    assert_eq!(rows.len(), 2);
    assert_eq!(sites::count(db).await?, 2);
    let joint = rows
        .iter()
        .find(|row| row.site.id == all[1].id)
        .ok_or("the one that stays")?;
    assert_eq!(joint.merged, [all[0].id]);
    let entries: Vec<&str> = joint.entries.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(entries, ["0", "1"]);
    assert_eq!(joint.keys.len(), 2);
    // Of two facts on one thing the newer counts; all of them are the joint site's.
    let staff: Vec<_> = joint.facts.iter().filter(|f| f.item.is_none()).collect();
    assert_eq!(staff.len(), 1);
    assert_eq!(staff[0].observed, samples::day(2, 1));
    assert_eq!(joint.facts.len(), 3);
    assert!(joint.facts.iter().all(|fact| fact.site == all[1].id));
    // By itself each is what it was.
    let alone = supplier_rows::alone(db, all[0].id)
        .await?
        .ok_or("it is there")?;
    assert_eq!((alone.facts.len(), alone.entries.len()), (2, 1));
    assert_eq!(supplier_rows::of_ids(db, &[all[0].id]).await?, []);
    assert_eq!(merges::stand_in(db, all[0].id).await?, all[1].id);
    assert_eq!(merges::stand_in(db, all[1].id).await?, all[1].id);
    assert_eq!(
        sites::of_organisation(db, all[1].organisation).await?.len(),
        1
    );
    assert_eq!(facts::history_of_site(db, all[0].id).await?.len(), 2);
    Ok(())
}

pub async fn merging_and_separating_gives_the_same_again(place: Place) -> Outcome {
    let db = &place.database;
    let all = three(db).await?;
    let before = everything(db).await?;
    for (site, into) in [(0, 1), (1, 0), (2, 0), (1, 2)] {
        for owner in [site, into] {
            let done = joined(&all, site, into);
            merge(db, &done, all[owner].organisation).await?;
            assert_ne!(everything(db).await?, before);
            separate(db, &done).await?;
            assert_eq!(everything(db).await?, before, "{site} into {into}");
            assert_eq!(separate(db, &done).await, Err(StorageError::Conflict));
        }
    }
    let history = merges::of_sites(db, &[all[0].id]).await?;
    assert_eq!(history.len(), 6);
    assert!(history.iter().all(|merge| merge.separated.is_some()));
    Ok(())
}

pub async fn chains_are_undone_one_by_one(place: Place) -> Outcome {
    let db = &place.database;
    let all = three(db).await?;
    let before = everything(db).await?;
    let first = joined(&all, 0, 1);
    merge(db, &first, all[1].organisation).await?;
    let between = everything(db).await?;
    let second = joined(&all, 1, 2);
    merge(db, &second, all[2].organisation).await?;
    let rows = everything(db).await?;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].site.id, all[2].id);
    assert_eq!(rows[0].entries.len(), 3);
    for site in &all {
        assert_eq!(merges::stand_in(db, site.id).await?, all[2].id);
    }
    separate(db, &second).await?;
    assert_eq!(everything(db).await?, between);
    separate(db, &first).await?;
    assert_eq!(everything(db).await?, before);
    Ok(())
}

pub async fn a_site_is_merged_once_at_a_time(place: Place) -> Outcome {
    let db = &place.database;
    let all = three(db).await?;
    merge(db, &joined(&all, 0, 1), all[1].organisation).await?;
    // Neither the merged site nor into it: its place is taken.
    for (site, into) in [(0, 2), (2, 0), (0, 1)] {
        let again = joined(&all, site, into);
        assert_eq!(
            merge(db, &again, all[into].organisation).await,
            Err(StorageError::Conflict),
            "{site} into {into}"
        );
    }
    assert_eq!(everything(db).await?.len(), 2);
    Ok(())
}
