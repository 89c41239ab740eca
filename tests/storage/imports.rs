//! Runs of imports.

use crate::{Outcome, Place, samples};
use eslabon_domain::ids::ImportRunId;
use eslabon_storage::imports::{ImportRun, RowProblem, RunStatus};
use eslabon_storage::{StorageError, imports, organisations};

fn problem(row: i64, column: &str) -> RowProblem {
    RowProblem {
        row,
        column: column.into(),
        value: "-1".into(),
        code: "negative_size".into(),
        rejected: column == "per_ocu",
    }
}

pub async fn a_killed_run_is_resumed(place: Place) -> Outcome {
    let db = &place.database;
    let mut run = samples::run("denue");
    let hash = run.file_hash.clone();
    assert_eq!(imports::find_resumable(db, &hash, "denue").await?, None);
    let tx = db.begin().await?;
    imports::start(&tx, &run).await?;
    tx.commit().await?;

    let batch = |n: i64| samples::organisation(&format!("batch {n}"));
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[batch(1)]).await?;
    (run.rows, run.new, run.rejected, run.warned, run.resume_row) = (500, 498, 2, 1, 500);
    imports::advance(
        &tx,
        &run,
        &[problem(17, "per_ocu"), problem(400, "per_ocu")],
    )
    .await?;
    tx.commit().await?;
    let kept = run.clone();

    // The second batch is written, and the program is killed before its commit.
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[batch(2)]).await?;
    (run.rows, run.new, run.resume_row) = (1_000, 998, 1_000);
    imports::advance(&tx, &run, &[problem(700, "per_ocu")]).await?;
    drop(tx);

    let found = imports::find_resumable(db, &hash, "denue").await?;
    assert_eq!(found.as_ref(), Some(&kept));
    assert_eq!(imports::find_resumable(db, &hash, "retc").await?, None);
    assert_eq!(imports::find_resumable(db, "other", "denue").await?, None);
    assert_eq!(organisations::find(db, batch(2).id).await?, None);
    assert_eq!(imports::problems(db, run.id, 0, 10).await?.len(), 2);

    // It is resumed and ends.
    let done = ImportRun {
        status: RunStatus::Finished,
        finished_at: Some(samples::now()),
        unchanged: 3,
        changed: 4,
        ..run
    };
    let tx = db.begin().await?;
    organisations::insert_many(&tx, &[batch(2)]).await?;
    imports::advance(&tx, &done, &[problem(700, "per_ocu")]).await?;
    tx.commit().await?;
    assert_eq!(imports::find_resumable(db, &hash, "denue").await?, None);
    assert_eq!(imports::find(db, done.id).await?.as_ref(), Some(&done));
    assert_eq!(imports::problems(db, done.id, 0, 10).await?.len(), 3);

    let next = ImportRun {
        id: ImportRunId::generate(),
        ..samples::run("next")
    };
    let tx = db.begin().await?;
    imports::start(&tx, &next).await?;
    tx.commit().await?;
    assert_eq!(imports::list(db, 10).await?, [next.clone(), done]);
    assert_eq!(imports::list(db, 1).await?, [next]);
    let tx = db.begin().await?;
    let unknown = imports::advance(&tx, &samples::run("never started"), &[]).await;
    assert_eq!(unknown, Err(StorageError::NotFound));
    Ok(())
}

pub async fn problems_are_paged_by_row(place: Place) -> Outcome {
    let db = &place.database;
    let run = samples::run("denue");
    let mut long = problem(3, "raz_social");
    long.value = "ñ".repeat(1_000_000);
    let given = [
        problem(2, "per_ocu"),
        problem(1, "latitud"),
        problem(2, "longitud"),
        problem(2, "codigo_act"),
        long,
    ];
    let tx = db.begin().await?;
    imports::start(&tx, &run).await?;
    imports::advance(&tx, &run, &given).await?;
    tx.commit().await?;
    // The rows of a page are whole, though two problems were asked for.
    let page = imports::problems(db, run.id, 0, 2).await?;
    let seen: Vec<(i64, &str)> = page.iter().map(|p| (p.row, p.column.as_str())).collect();
    assert_eq!(
        seen,
        [
            (1, "latitud"),
            (2, "per_ocu"),
            (2, "longitud"),
            (2, "codigo_act")
        ]
    );
    assert!(page.iter().skip(1).take(1).all(|p| p.rejected));
    let page = imports::problems(db, run.id, 2, 2).await?;
    let cut: Vec<usize> = page.iter().map(|p| p.value.chars().count()).collect();
    assert_eq!(cut, [200]);
    assert_eq!(imports::problems(db, run.id, 3, 2).await?, []);
    Ok(())
}
