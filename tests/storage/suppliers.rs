//! The wide read from which derived data are made.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::SiteId;
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::supplier_rows::SupplierRow;
use eslabon_storage::{facts, keys, organisations, registry, sites, supplier_rows};
use std::collections::BTreeSet;

pub async fn pages_hold_everything_once(place: Place) -> Outcome {
    let db = &place.database;
    let owners = ["One", "Two"].map(samples::organisation);
    let mut expected: Vec<SupplierRow> = Vec::new();
    for n in 0..450 {
        let owner = if n % 3 == 0 { &owners[0] } else { &owners[1] };
        let site = samples::site(&format!("site {n}"), owner);
        let entries = (n % 2..1).map(|_| samples::entry(&n.to_string(), &site));
        let given = [KeyScheme::DenueId, KeyScheme::Clee]
            .map(|scheme| samples::key(scheme, &format!("{n}"), &site));
        let known = (0..n % 4)
            .map(|m| samples::process(&format!("{n}/{m}"), site.id, &format!("process.p{m}")));
        expected.push(SupplierRow {
            organisation: owner.clone(),
            entries: entries.collect(),
            keys: given.to_vec(),
            facts: known.collect(),
            loads: Vec::new(),
            merged: Vec::new(),
            site,
        });
    }
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &owners).await?;
    for part in expected.chunks(100) {
        let flat = |of: fn(&SupplierRow) -> _| part.iter().flat_map(of).collect::<Vec<_>>();
        let made: Vec<_> = part.iter().map(|row| row.site.clone()).collect();
        sites::insert_many(&tx, &made).await?;
        let entries: Vec<_> = part.iter().flat_map(|row| row.entries.clone()).collect();
        registry::insert_many(&tx, &entries).await?;
        keys::insert_many(&tx, &flat(|row| row.keys.clone())).await?;
        let known: Vec<_> = part.iter().flat_map(|row| row.facts.clone()).collect();
        facts::append_many(&tx, &known).await?;
    }
    // A superseded fact is not part of the row.
    let last = expected.last_mut().ok_or("there are rows")?;
    let old = samples::staff("old", last.site.id, 10, samples::day(1, 1));
    let new = samples::staff("new", last.site.id, 20, samples::day(2, 1));
    facts::append_many(&tx, &[old, new.clone()]).await?;
    last.facts.push(new);
    tx.commit().await?;
    expected.sort_by_key(|row| row.site.id);

    let mut read: Vec<SupplierRow> = Vec::new();
    loop {
        let after = read.last().map(|row| row.site.id);
        let page = supplier_rows::page(db, after, 64).await?;
        assert!(page.len() <= 64);
        if page.is_empty() {
            break;
        }
        read.extend(page);
    }
    assert_eq!(read.len(), expected.len());
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(read, expected);
    }
    let distinct: BTreeSet<SiteId> = read.iter().map(|row| row.site.id).collect();
    assert_eq!(distinct.len(), 450);

    let some: Vec<SiteId> = expected.iter().step_by(7).map(|row| row.site.id).collect();
    let mut asked = some.clone();
    asked.reverse();
    asked.push(SiteId::generate());
    let read = supplier_rows::of_ids(db, &asked).await?;
    let ids: Vec<SiteId> = read.iter().map(|row| row.site.id).collect();
    assert_eq!(ids, some);
    let whole: Vec<_> = expected.iter().step_by(7).cloned().collect();
    assert_eq!(read, whole);
    assert_eq!(supplier_rows::of_ids(db, &[]).await?, []);
    Ok(())
}
