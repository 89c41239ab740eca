//! Sites that were made one: read through the one that stays, and separated without a trace.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{DuplicateId, MergeId, OrganisationId, SiteId};
use eslabon_domain::loads::LoadAmount;
use eslabon_domain::machines::{Machine, Plate};
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::duplicates::{self, Duplicate, DuplicateStatus};
use eslabon_storage::merges::{self, Merge, Separation};
use eslabon_storage::site_files::SiteFile;
use eslabon_storage::sites::Site;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{
    Database, StorageError, committed_loads, facts, keys, machines, organisations, registry,
    site_files, sites,
};

/// Three sites of three firms, each with an entry, a key and facts.
async fn three(db: &Database) -> Result<[Site; 3], StorageError> {
    let firms = ["A", "B", "C"].map(samples::organisation);
    let made = firms
        .each_ref()
        .map(|firm| samples::site(&format!("site {}", firm.name), firm));
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &firms).await?;
    sites::insert_many(&tx, &made).await?;
    for (at, site) in (0_i8..).zip(&made) {
        registry::insert_many(&tx, &[samples::entry(&format!("{at}"), site)]).await?;
        let key = samples::key(KeyScheme::DenueId, &format!("{at}"), site);
        keys::insert_many(&tx, &[key]).await?;
        let seen = samples::day(at + 1, 1);
        let own = [
            samples::staff(&format!("staff {at}"), site.id, 10 + i64::from(at), seen),
            samples::process(&format!("own {at}"), site.id, &format!("process.p{at}")),
        ];
        facts::append_many(&tx, &own).await?;
        let ppm = LoadAmount::Share {
            ppm: i64::from(at) + 1,
        };
        let load = samples::load(&format!("{at}"), site.id, "process.p", i64::from(at), ppm);
        committed_loads::append_many(&tx, &[load]).await?;
    }
    let [a, b, c] = &made;
    duplicates::propose_many(&tx, &[pair(a, b), pair(b, c), pair(a, c)]).await?;
    tx.commit().await?;
    Ok(made)
}

fn pair(a: &Site, b: &Site) -> Duplicate {
    let (first, second) = (a.id.min(b.id), a.id.max(b.id));
    Duplicate {
        id: DuplicateId::from_name(&format!("{first}/{second}")),
        site_a: first,
        site_b: second,
        score_milli: 900,
        reasons: Vec::new(),
        status: DuplicateStatus::Same,
        decided_by: None,
        decided_at: None,
        reason: None,
    }
}

fn joined(site: &Site, into: &Site) -> Merge {
    Merge {
        id: MergeId::generate(),
        site: site.id,
        into: into.id,
        duplicate: pair(site, into).id,
        site_organisation: site.organisation,
        into_organisation: into.organisation,
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
    let [a, b, _] = &three(db).await?;
    merge(db, &joined(a, b), b.organisation).await?;
    let rows = everything(db).await?;
    assert_eq!(rows.len(), 2);
    assert_eq!(sites::count(db).await?, 2);
    let joint = rows
        .iter()
        .find(|row| row.site.id == b.id)
        .ok_or("the one that stays")?;
    assert_eq!(joint.merged, [a.id]);
    let entries: Vec<&str> = joint.entries.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(entries, ["0", "1"]);
    assert_eq!(joint.keys.len(), 2);
    // Of two facts on one thing the newer counts; all of them are the joint site's.
    let staff: Vec<_> = joint.facts.iter().filter(|f| f.item.is_none()).collect();
    let seen: Vec<_> = staff.iter().map(|fact| fact.observed).collect();
    assert_eq!(seen, [samples::day(2, 1)]);
    assert_eq!(joint.facts.len(), 3);
    assert!(joint.facts.iter().all(|fact| fact.site == b.id));
    // Of two loads of one month the later word counts.
    let loads: Vec<_> = joint.loads.iter().map(|l| (l.site, l.amount)).collect();
    assert_eq!(loads, [(b.id, LoadAmount::Share { ppm: 2 })]);
    // By itself each is what it was.
    let alone = supplier_rows::alone(db, a.id).await?.ok_or("it is there")?;
    assert_eq!((alone.facts.len(), alone.entries.len()), (2, 1));
    assert_eq!(supplier_rows::of_ids(db, &[a.id]).await?, []);
    assert_eq!(merges::stand_in(db, a.id).await?, b.id);
    assert_eq!(merges::stand_in(db, b.id).await?, b.id);
    assert_eq!(sites::of_organisation(db, b.organisation).await?.len(), 1);
    assert_eq!(facts::history_of_site(db, a.id).await?.len(), 2);
    Ok(())
}

pub async fn merging_and_separating_gives_the_same_again(place: Place) -> Outcome {
    let db = &place.database;
    let [a, b, c] = &three(db).await?;
    let before = everything(db).await?;
    for (site, into) in [(a, b), (b, a), (c, a), (b, c)] {
        for owner in [site, into] {
            let done = joined(site, into);
            merge(db, &done, owner.organisation).await?;
            assert_ne!(everything(db).await?, before);
            separate(db, &done).await?;
            assert_eq!(everything(db).await?, before, "{site:?} into {into:?}");
            assert_eq!(separate(db, &done).await, Err(StorageError::Conflict));
        }
    }
    let history = merges::of_sites(db, &[a.id]).await?;
    assert_eq!(history.len(), 6);
    assert!(history.iter().all(|merge| merge.separated.is_some()));
    Ok(())
}

pub async fn chains_are_undone_one_by_one(place: Place) -> Outcome {
    let db = &place.database;
    let all = three(db).await?;
    let [a, b, c] = &all;
    let before = everything(db).await?;
    let first = joined(a, b);
    merge(db, &first, b.organisation).await?;
    let between = everything(db).await?;
    let second = joined(b, c);
    merge(db, &second, c.organisation).await?;
    let rows = everything(db).await?;
    let held: Vec<_> = rows
        .iter()
        .map(|row| (row.site.id, row.entries.len()))
        .collect();
    assert_eq!(held, [(c.id, 3)]);
    for site in &all {
        assert_eq!(merges::stand_in(db, site.id).await?, c.id);
    }
    separate(db, &second).await?;
    assert_eq!(everything(db).await?, between);
    separate(db, &first).await?;
    assert_eq!(everything(db).await?, before);
    Ok(())
}

pub async fn machines_and_files_go_with_their_firm(place: Place) -> Outcome {
    let db = &place.database;
    let [a, b, _] = &three(db).await?;
    let tx = db.begin().await?;
    for (name, site) in [("of a", a), ("of b", b)] {
        machines::insert(&tx, &machine(name, site.id), site.organisation).await?;
        site_files::insert(&tx, &photo(name, site.id, site.organisation)).await?;
    }
    tx.commit().await?;
    let done = joined(a, b);
    merge(db, &done, a.organisation).await?;
    // Both are one now, and its firm is that of the merged one: what it brings lies with the site that stays.
    let tx = db.begin().await?;
    machines::insert(&tx, &machine("later", b.id), a.organisation).await?;
    site_files::insert(&tx, &photo("later", b.id, a.organisation)).await?;
    tx.commit().await?;
    separate(db, &done).await?;
    for (site, names) in [(a, vec!["later", "of a"]), (b, vec!["of b"])] {
        let listed = machines::of_sites(db, &[site.id]).await?;
        let mut found: Vec<&str> = listed.iter().map(|one| one.plate.note.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, names);
        let files = site_files::of_sites(db, &[site.id]).await?;
        let mut found: Vec<&str> = files.iter().map(|one| one.caption.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, names);
    }
    Ok(())
}

fn machine(name: &str, site: SiteId) -> Machine {
    Machine {
        plate: Plate {
            note: name.to_owned(),
            ..crate::machines::bare(name, site).plate
        },
        ..crate::machines::bare(name, site)
    }
}

fn photo(name: &str, site: SiteId, firm: OrganisationId) -> SiteFile {
    SiteFile {
        caption: name.to_owned(),
        ..crate::site_files::photo(&name.replace(' ', "-"), site, firm)
    }
}

pub async fn a_site_is_merged_once_at_a_time(place: Place) -> Outcome {
    let db = &place.database;
    let [a, b, c] = &three(db).await?;
    merge(db, &joined(a, b), b.organisation).await?;
    // Neither the merged site nor into it: its place is taken.
    for (site, into) in [(a, c), (c, a), (a, b)] {
        assert_eq!(
            merge(db, &joined(site, into), into.organisation).await,
            Err(StorageError::Conflict),
            "{site:?} into {into:?}"
        );
    }
    assert_eq!(everything(db).await?.len(), 2);
    Ok(())
}
