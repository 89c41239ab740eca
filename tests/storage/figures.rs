//! Published tables: once, and as they were.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::{CentreId, PersonId, PublishedTableId};
use eslabon_storage::StorageError;
use eslabon_storage::published_tables::{self, PublishedTable};

fn sample(centre: &str, period: &str, kind: &str) -> PublishedTable {
    PublishedTable {
        id: PublishedTableId::from_name(&format!("{centre} {period} {kind}")),
        centre: CentreId::from_name(centre),
        period: period.to_owned(),
        kind: kind.to_owned(),
        content: serde_json::json!({ "lines": [{ "firms": 5 }] }),
        published_at: samples::now(),
        published_by: Some(PersonId::from_name("Ana")),
    }
}

pub async fn a_table_is_published_once(place: Place) -> Outcome {
    let db = &place.database;
    let all = [
        sample("a", "2026-Q3", "oee"),
        sample("a", "2026-Q3", "ppm"),
        sample("a", "2026-Q2", "oee"),
        sample("b", "2026-Q3", "oee"),
    ];
    for one in &all {
        let tx = db.begin().await?;
        published_tables::insert(&tx, one).await?;
        tx.commit().await?;
    }
    let mut again = sample("a", "2026-Q3", "oee");
    again.id = PublishedTableId::generate();
    let tx = db.begin().await?;
    let refused = published_tables::insert(&tx, &again).await;
    assert_eq!(refused, Err(StorageError::Conflict));
    drop(tx);
    let [first, second, third, fourth] = &all;
    let own = published_tables::list(db, Some(first.centre)).await?;
    assert_eq!(own.iter().collect::<Vec<_>>(), [first, second, third]);
    assert_eq!(published_tables::list(db, None).await?.len(), 4);
    let found = published_tables::find(db, fourth.id).await?;
    assert_eq!(found.as_ref(), Some(fourth));
    assert_eq!(published_tables::find(db, again.id).await?, None);
    Ok(())
}
