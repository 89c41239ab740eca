//! Running an import: the file is read on a thread of its own, its rows are written in batches, each in
//! one transaction with how far the run has come. A run that was killed goes on behind its last batch
//! when the same file is imported again; no row is ever half there.

use super::edition;
use super::pairs;
use super::plan::Outcome;
use super::read::{Fault, ImportSource, Inspected, Next, Row, inspect};
use super::reader::{self, Parsed, ReadRow, Reader, Setting};
use super::recognise::{ImportKind, Recognised, recognise};
use super::rejects;
use crate::context::{App, Progress, Silent};
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ImportRunId, SiteId};
use eslabon_storage::AuditRecord;
use eslabon_storage::imports::{self, ImportRun, RowProblem, RunStatus};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Rows of one transaction, and of one row of the change feed.
const BATCH: usize = 500;
/// Batches that are read ahead of the database.
const AHEAD: usize = 2;
/// Runs in which a finished import of the same file is looked for.
const RUNS_SEARCHED: u64 = 100;

/// How rows counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows looked at: new + changed + unchanged + rejected.
    pub rows: i64,
    /// Rows that were not known.
    pub new: i64,
    /// Rows that were known and say something else.
    pub changed: i64,
    /// Rows that say nothing new.
    pub unchanged: i64,
    /// Rows that are not kept.
    pub rejected: i64,
    /// Rows that are kept with a warning.
    pub warned: i64,
}

impl Counts {
    pub(super) fn add(&mut self, outcome: Outcome) {
        self.rows += 1;
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Rejected => self.rejected += 1,
        }
    }
}

/// A finished import.
#[derive(Debug, Clone)]
pub struct ImportReport {
    /// The run, with its counts.
    pub run: ImportRun,
    /// Where rejected rows lie with their reasons, if there are any.
    pub rejects_path: Option<PathBuf>,
}

/// A file of which it is known what it is.
pub(super) struct Opened {
    pub source: ImportSource,
    pub inspected: Inspected,
    pub columns: Arc<Recognised>,
    pub edition: String,
}

/// Finds out what a file is: its format, its kind, its columns, its edition.
pub(super) async fn open(
    app: &App,
    source: ImportSource,
    kind: Option<ImportKind>,
) -> AppResult<Opened> {
    let (words, today) = (app.words(), app.today());
    let work = move || -> Result<Opened, Fault> {
        let inspected = inspect(&source)?;
        let (mut rows, mut row) = (inspected.rows(&source)?, Row::default());
        let header: Vec<String> = match rows.next(&mut row)? {
            Next::Row => row.cells().map(|cell| cell.trim().to_owned()).collect(),
            Next::Broken(_) => {
                return Err(Fault::UnknownHeader(row.raw(0).chars().take(80).collect()));
            }
            Next::End => return Err(Fault::Empty),
        };
        let columns = recognise(&header, kind, &words.attributes)?;
        rows.expect_cells(header.len());
        if rows.next(&mut row)? == Next::End {
            return Err(Fault::NoRows);
        }
        let edition = edition::of(&source, &inspected, &columns, today)?;
        Ok(Opened {
            source,
            inspected,
            columns: Arc::new(columns),
            edition,
        })
    };
    Ok(on_a_thread(work).await??)
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

/// Reads every row of an opened file, in order, until `each` has had enough.
pub(super) fn read_rows(
    opened: &Opened,
    mut reader: Reader,
    mut each: impl FnMut(ReadRow) -> bool,
) -> Result<(), Fault> {
    let (mut rows, mut row) = (opened.inspected.rows(&opened.source)?, Row::default());
    rows.next(&mut row)?;
    rows.expect_cells(opened.columns.header.len());
    loop {
        let read = match rows.next(&mut row)? {
            Next::End => return Ok(()),
            Next::Broken(code) => Reader::broken(&row, &opened.columns, code),
            Next::Row => reader.read(&row),
        };
        if !each(read) {
            return Ok(());
        }
    }
}

/// Batches of rows, read on a thread of their own; the last may be short.
pub(super) fn batches(
    app: &App,
    opened: Arc<Opened>,
    after_row: i64,
) -> mpsc::Receiver<Result<Vec<ReadRow>, Fault>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    let reader = Reader::new(app, Arc::clone(&opened.columns), opened.edition.clone());
    tokio::task::spawn_blocking(move || {
        let mut batch = Vec::with_capacity(BATCH);
        let outcome = read_rows(&opened, reader, |row| {
            // Rows of an earlier attempt are read for their keys only.
            if row.number > after_row {
                batch.push(row);
            }
            batch.len() < BATCH || sender.blocking_send(Ok(std::mem::take(&mut batch))).is_ok()
        });
        let last = outcome.map(|()| batch);
        if !matches!(&last, Ok(batch) if batch.is_empty()) {
            let _ = sender.blocking_send(last);
        }
    });
    receiver
}

/// A batch taken apart: what is compared with the database, how the others count, what is wrong.
#[derive(Default)]
pub(super) struct Sorted {
    pub parsed: Vec<(i64, Parsed)>,
    pub outcomes: Vec<(i64, Outcome)>,
    pub problems: Vec<RowProblem>,
    pub last_row: i64,
}

impl Sorted {
    pub fn of(batch: Vec<ReadRow>) -> Self {
        let mut sorted = Self::default();
        for row in batch {
            sorted.last_row = sorted.last_row.max(row.number);
            sorted.problems.extend(row.problems);
            match row.parsed {
                Some(parsed) => sorted.parsed.push((row.number, parsed)),
                None => sorted.outcomes.push((row.number, row.outcome)),
            }
        }
        sorted
    }
}

/// Kept rows about which there is a word.
pub(super) fn warned(problems: &[RowProblem]) -> i64 {
    let rejected: BTreeSet<i64> = problems
        .iter()
        .filter(|p| p.rejected)
        .map(|p| p.row)
        .collect();
    let named: BTreeSet<i64> = problems.iter().map(|p| p.row).collect();
    i64::try_from(named.difference(&rejected).count()).unwrap_or(i64::MAX)
}

/// Imports a file and returns when its rows are searchable.
///
/// # Errors
/// [`AppError::Unreadable`] where the file cannot be read at all, [`AppError::Conflict`] where this very
/// file is being imported, [`AppError::Forbidden`].
pub async fn run(
    app: &App,
    actor: &Actor,
    source: ImportSource,
    kind: Option<ImportKind>,
    progress: &dyn Progress,
) -> AppResult<ImportReport> {
    policy::require(actor, Operation::RunImport)?;
    let opened = Arc::new(open(app, source, kind).await?);
    let begun = begin(app, actor, &opened).await?;
    let Some(active) = Active::claim(app, begun.run.id) else {
        return Err(AppError::Conflict);
    };
    work(app, actor, opened, begun, active, progress).await
}

/// Starts an import, or goes on with one that was interrupted, and answers at once. A file that is
/// being imported is not started twice.
///
/// # Errors
/// As [`run`], but for the conflict.
pub async fn start(
    app: &App,
    actor: &Actor,
    source: ImportSource,
    kind: Option<ImportKind>,
) -> AppResult<ImportRunId> {
    policy::require(actor, Operation::RunImport)?;
    let opened = Arc::new(open(app, source, kind).await?);
    let begun = begin(app, actor, &opened).await?;
    let id = begun.run.id;
    let Some(active) = Active::claim(app, id) else {
        return Ok(id);
    };
    let (app, actor) = (app.clone(), actor.clone());
    tokio::spawn(async move {
        if let Err(error) = work(&app, &actor, opened, begun, active, &Silent).await {
            tracing::error!(run = %id, %error, "import.failed");
        }
    });
    Ok(id)
}

/// Whether the same file has been imported to its end.
pub(crate) async fn is_finished(
    app: &App,
    source: &ImportSource,
    kind: ImportKind,
) -> AppResult<bool> {
    let source = source.clone();
    let hash = on_a_thread(move || inspect(&source)).await??.hash;
    let runs = imports::list(app.database(), RUNS_SEARCHED).await?;
    let same = |run: &ImportRun| run.file_hash == hash && run.kind == kind.as_str();
    Ok(runs
        .iter()
        .any(|run| same(run) && run.status == RunStatus::Finished))
}

/// A run that begins, or one that goes on.
struct Begun {
    run: ImportRun,
    resumed: bool,
}

async fn begin(app: &App, actor: &Actor, opened: &Opened) -> AppResult<Begun> {
    let kind = opened.columns.kind.as_str();
    let mut tx = app.database().begin().await?;
    imports::take_turns(&tx).await?;
    if let Some(run) = imports::find_resumable(&tx, &opened.inspected.hash, kind).await? {
        return Ok(Begun {
            resumed: run.resume_row > 0,
            run,
        });
    }
    let run = ImportRun {
        id: ImportRunId::generate(),
        kind: kind.to_owned(),
        file_name: opened.source.file_name.chars().take(200).collect(),
        file_hash: opened.inspected.hash.clone(),
        status: RunStatus::Running,
        rows: 0,
        new: 0,
        changed: 0,
        unchanged: 0,
        rejected: 0,
        warned: 0,
        resume_row: 0,
        started_at: app.now(),
        finished_at: None,
        actor_name: actor.name.clone(),
    };
    imports::start(&tx, &run).await?;
    audit(app, &mut tx, actor, "import.start", &run).await?;
    tx.commit().await?;
    Ok(Begun {
        run,
        resumed: false,
    })
}

async fn audit(
    app: &App,
    tx: &mut eslabon_storage::Transaction,
    actor: &Actor,
    action: &str,
    run: &ImportRun,
) -> AppResult<()> {
    let detail = serde_json::json!({
        "kind": run.kind, "file": run.file_name, "rows": run.rows, "new": run.new,
        "changed": run.changed, "unchanged": run.unchanged, "rejected": run.rejected,
    });
    tx.audit(AuditRecord {
        actor,
        action,
        object: run.id.to_string(),
        detail,
        at: app.now(),
    })
    .await?;
    Ok(())
}

async fn work(
    app: &App,
    actor: &Actor,
    opened: Arc<Opened>,
    begun: Begun,
    active: Active,
    progress: &dyn Progress,
) -> AppResult<ImportReport> {
    let Begun { mut run, resumed } = begun;
    let mut touched: Vec<SiteId> = Vec::new();
    let mut incoming = batches(app, Arc::clone(&opened), run.resume_row);
    while let Some(batch) = incoming.recv().await {
        match batch {
            Ok(batch) => touched.extend(save(app, actor, &mut run, &opened.columns, batch).await?),
            Err(fault) => {
                fail(app, &mut run).await?;
                return Err(fault.into());
            }
        }
        progress.step("progress-importing", run.rows.unsigned_abs(), None);
    }
    let scope = if resumed {
        pairs::Scope::Everyone
    } else {
        pairs::Scope::Touched(touched)
    };
    progress.step("progress-duplicates", 0, None);
    let suspected = pairs::find(app, scope).await?;
    // A run that is finished has its file.
    let rejects_path = rejects::write(app, &opened, &run).await?;
    let mut tx = app.database().begin().await?;
    eslabon_storage::duplicates::propose_many(&tx, &suspected).await?;
    (run.status, run.finished_at) = (RunStatus::Finished, Some(app.now()));
    imports::advance(&tx, &run, &[]).await?;
    audit(app, &mut tx, actor, "import.finish", &run).await?;
    tx.commit().await?;
    opened.source.discard();
    drop(active);
    app.catch_up_index(progress).await?;
    Ok(ImportReport { run, rejects_path })
}

/// Writes one batch; the sites that it touched.
async fn save(
    app: &App,
    actor: &Actor,
    run: &mut ImportRun,
    columns: &Recognised,
    batch: Vec<ReadRow>,
) -> AppResult<Vec<SiteId>> {
    let Sorted {
        parsed,
        outcomes,
        mut problems,
        last_row,
    } = Sorted::of(batch);
    let mut tx = app.database().begin().await?;
    let stored = imports::find(&tx, run.id)
        .await?
        .ok_or(AppError::NotFound)?;
    if (stored.resume_row, stored.status) != (run.resume_row, RunStatus::Running) {
        // Another process took this run up.
        return Err(AppError::Conflict);
    }
    let mut plan = reader::plan(&tx, app, columns, parsed, Setting::of(app, actor)).await?;
    problems.append(&mut plan.problems);
    let mut counts = Counts::default();
    for (_, outcome) in outcomes
        .into_iter()
        .chain(std::mem::take(&mut plan.outcomes))
    {
        counts.add(outcome);
    }
    let touched = plan.touched.clone();
    plan.write(&mut tx).await?;
    let mut next = run.clone();
    next.rows += counts.rows;
    next.new += counts.new;
    next.changed += counts.changed;
    next.unchanged += counts.unchanged;
    next.rejected += counts.rejected;
    next.warned += warned(&problems);
    next.resume_row = last_row;
    imports::advance(&tx, &next, &problems).await?;
    tx.commit().await?;
    *run = next;
    Ok(touched)
}

/// The file broke off or changed: what was read is kept, and the run is over.
async fn fail(app: &App, run: &mut ImportRun) -> AppResult<()> {
    (run.status, run.finished_at) = (RunStatus::Failed, Some(app.now()));
    let tx = app.database().begin().await?;
    imports::advance(&tx, run, &[]).await?;
    tx.commit().await?;
    Ok(())
}

/// This process works on a run; let go of when dropped.
pub(super) struct Active {
    app: App,
    run: ImportRunId,
}

impl Active {
    fn claim(app: &App, run: ImportRunId) -> Option<Self> {
        app.importing().insert(run).then(|| Self {
            app: app.clone(),
            run,
        })
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.app.importing().remove(&self.run);
    }
}
