//! Imports that are cut off, and imports of one file at once.

use crate::Outcome;
use crate::bench::{Bench, counts, said};
use crate::files::{Plant, denue, plant};
use eslabon_app::context::{Progress, Silent};
use eslabon_app::imports::{ImportSource, find_run, is_active, list_runs, run, start};
use eslabon_app::records::RunStatus;
use eslabon_app::{App, AppError};
use eslabon_domain::actors::Actor;
use tokio::sync::Notify;

/// More than two batches, with a row of every kind on both sides of the cut.
fn many() -> Vec<u8> {
    let mut plants: Vec<Plant> = (1..=1_200).map(plant).collect();
    for (row, change) in [
        (3, "odd"),
        (4, "nameless"),
        (510, "twice"),
        (600, "other"),
        (1_100, "nameless"),
    ] {
        let Some(place) = plants.get_mut(row - 1) else {
            continue;
        };
        match change {
            "odd" => place.class = "461110".into(),
            "nameless" => place.name = String::new(),
            "twice" => *place = plant(2),
            _ => place.id = plant(5).id,
        }
    }
    denue(&plants).into_bytes()
}

/// What the whole file gives, however often it was cut off.
const WHOLE: [i64; 6] = [1_200, 1_196, 0, 1, 3, 1];

/// Tells when the first batch is written.
#[derive(Default)]
struct AfterFirstBatch(Notify);

impl Progress for AfterFirstBatch {
    fn step(&self, what: &'static str, done: u64, _total: Option<u64>) {
        if what == "progress-importing" && done >= 500 {
            self.0.notify_one();
        }
    }
}

/// Imports the file and kills the import while its second batch is being written.
async fn cut_off(bench: &Bench, file: &[u8]) {
    let (actor, killer) = (Actor::command_line(), AfterFirstBatch::default());
    let source = ImportSource::bytes("denue_2024.csv", file);
    let going = run(&bench.app, &actor, source, None, &killer);
    tokio::select! {
        biased;
        () = killer.0.notified() => {}
        _ = going => {}
    }
}

async fn the_rest_is_imported(bench: &Bench, file: &[u8]) -> Outcome {
    let actor = Actor::command_line();
    let runs = list_runs(&bench.app, &actor, 10).await?;
    let half = runs.first().ok_or("no run")?;
    assert_eq!(
        (half.status, half.rows, half.resume_row),
        (RunStatus::Running, 500, 500)
    );
    assert!(
        !is_active(&bench.app, half.id),
        "interrupted, not under way"
    );
    assert_eq!(bench.count("sites").await?, 499);
    assert_eq!(
        bench.preview("denue_2024.csv", file).await?.resumes_after,
        Some(500)
    );
    let report = bench.import("denue_2024.csv", file).await?;
    assert_eq!(report.run.id, half.id, "the same run goes on");
    assert_eq!(counts(&report.run), WHOLE);
    assert_eq!(bench.count("sites").await?, 1_196);
    assert_eq!(
        bench.count("registry_entries").await?,
        1_196,
        "no row twice"
    );
    assert_eq!(bench.count("import_runs").await?, 1);
    assert_eq!(
        bench.problems(&report).await?,
        [
            said(3, "codigo_act", "461110", "not_manufacturing", false),
            said(4, "nom_estab", "", "missing_value", true),
            said(600, "id", "5", "key_repeated", true),
            said(1_100, "nom_estab", "", "missing_value", true),
        ]
    );
    let rejects = std::fs::read_to_string(report.rejects_path.ok_or("no rejected rows")?)?;
    assert_eq!(
        rejects.lines().count(),
        4,
        "a header and the rows of both parts"
    );
    assert_eq!(bench.search("").await?.len(), 20);
    let everyone = eslabon_search::SupplierQuery::default();
    let found =
        eslabon_app::search::search_suppliers(&bench.app, &Actor::visitor(), &everyone).await?;
    assert_eq!(found.total, 1_196, "rows of both parts are searchable");
    // A finished file begins a new run.
    let again = bench.import("denue_2024.csv", file).await?;
    assert_eq!(counts(&again.run), [1_200, 0, 0, 1_197, 3, 1]);
    assert_eq!(bench.count("import_runs").await?, 2);
    Ok(())
}

pub async fn a_killed_import_goes_on_behind_its_last_batch(bench: Bench) -> Outcome {
    let file = many();
    cut_off(&bench, &file).await;
    the_rest_is_imported(&bench, &file).await
}

pub async fn a_killed_import_goes_on_in_a_new_process(bench: Bench) -> Outcome {
    let file = many();
    cut_off(&bench, &file).await;
    // What another process finds: nothing in memory, everything on disk.
    let app = App::open(bench.place.clone(), &Silent).await?;
    the_rest_is_imported(&Bench { app, ..bench }, &file).await
}

pub async fn one_file_is_imported_once_at_a_time(bench: Bench) -> Outcome {
    let plants: Vec<Plant> = (1..=700).map(plant).collect();
    let file = denue(&plants).into_bytes();
    let actor = Actor::command_line();
    let source = || ImportSource::bytes("denue_2024.csv", file.clone());
    let both = tokio::join!(
        run(&bench.app, &actor, source(), None, &Silent),
        run(&bench.app, &actor, source(), None, &Silent),
    );
    let report = match both {
        (Ok(report), Err(AppError::Conflict)) | (Err(AppError::Conflict), Ok(report)) => report,
        other => return Err(format!("one wins, the other conflicts: {other:?}").into()),
    };
    assert_eq!(counts(&report.run), [700, 700, 0, 0, 0, 0]);
    assert_eq!(
        (
            bench.count("import_runs").await?,
            bench.count("sites").await?
        ),
        (1, 700)
    );
    // Begun in the background twice: one run, named to both.
    let (one, other) = tokio::join!(
        start(&bench.app, &actor, source(), None),
        start(&bench.app, &actor, source(), None),
    );
    let (one, other) = (one?, other?);
    assert_eq!(one, other);
    while is_active(&bench.app, one) {
        tokio::task::yield_now().await;
    }
    let done = find_run(&bench.app, &actor, one).await?;
    assert_eq!(counts(&done), [700, 0, 0, 700, 0, 0]);
    assert_eq!(bench.count("import_runs").await?, 2);
    Ok(())
}
