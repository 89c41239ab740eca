//! Runs of imports. Progress is written in the same transaction as the rows that it speaks of,
//! so that a killed import can be resumed where it stopped and no row is half there.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{import_problems, import_runs as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::ImportRunId;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// PostgreSQL: held while a run is looked for and begun.
const BEGIN_LOCK: i64 = 0x6573_6c61_0003;
/// The longest piece of a cell that is kept with a problem.
const VALUE_CHARS: usize = 200;

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunStatus {
    /// Under way, or killed: it can be resumed.
    Running,
    /// Every row was looked at.
    Finished,
    /// It stopped for good.
    Failed,
}

impl RunStatus {
    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RunStatus::Running => "running",
            RunStatus::Finished => "finished",
            RunStatus::Failed => "failed",
        }
    }

    /// The status that [`RunStatus::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "running" => Some(RunStatus::Running),
            "finished" => Some(RunStatus::Finished),
            "failed" => Some(RunStatus::Failed),
            _ => None,
        }
    }
}

/// One run of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRun {
    /// Its id.
    pub id: ImportRunId,
    /// The kind of file: `denue`, `retc`, `suppliers`, …
    pub kind: String,
    /// The file's name, without its folder.
    pub file_name: String,
    /// A hash of the file's content.
    pub file_hash: String,
    /// How it stands.
    pub status: RunStatus,
    /// Rows looked at: new + changed + unchanged + rejected.
    pub rows: i64,
    /// Rows that were not known.
    pub new: i64,
    /// Rows that were known and said something else.
    pub changed: i64,
    /// Rows that were known and said the same.
    pub unchanged: i64,
    /// Rows that were not kept.
    pub rejected: i64,
    /// Rows that were kept with a warning.
    pub warned: i64,
    /// The last row that is dealt with: resume behind it.
    pub resume_row: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Who ran it.
    pub actor_name: String,
}

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The row, 1 being the first under the header.
    pub row: i64,
    /// The column's name; empty where the whole row is meant.
    pub column: String,
    /// What stood there; longer ones are cut.
    pub value: String,
    /// A stable code.
    pub code: String,
    /// The row was not kept.
    pub rejected: bool,
}

/// Writes a run that begins.
///
/// # Errors
/// [`StorageError::Conflict`] where the id is taken.
pub async fn start(tx: &Transaction, run: &ImportRun) -> StorageResult<()> {
    let rows = [to_row(run)];
    batch::insert_some::<table::Entity, _>(tx.inner(), &rows, &["number"], OnClash::Fail).await?;
    Ok(())
}

/// Lets one transaction at a time look for a run and begin one, so that a file that is brought twice
/// at once is one run. On SQLite the writing transaction is alone anyway.
///
/// # Errors
/// As any statement.
pub async fn take_turns(tx: &Transaction) -> StorageResult<()> {
    if !tx.is_sqlite() {
        tx.inner()
            .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({BEGIN_LOCK})"))
            .await?;
    }
    Ok(())
}

/// The latest run of this file and kind that is still running.
///
/// # Errors
/// As any statement.
pub async fn find_resumable(
    db: &impl Read,
    file_hash: &str,
    kind: &str,
) -> StorageResult<Option<ImportRun>> {
    let row = table::Entity::find()
        .filter(table::Column::FileHash.eq(file_hash))
        .filter(table::Column::Kind.eq(kind))
        .filter(table::Column::Status.eq(RunStatus::Running.as_str()))
        .order_by_desc(table::Column::Number)
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// Writes how far a run has come, with what was wrong since the last time. Call it in the
/// transaction that writes the rows themselves. All problems of a row belong into one call.
///
/// # Errors
/// [`StorageError::NotFound`] where the run does not exist, [`StorageError::Conflict`] where
/// problems of such a row were written before.
pub async fn advance(
    tx: &Transaction,
    run: &ImportRun,
    problems: &[RowProblem],
) -> StorageResult<()> {
    use table::Column as C;
    let set = [
        C::Status,
        C::Rows,
        C::RowsNew,
        C::RowsChanged,
        C::RowsUnchanged,
        C::RowsRejected,
        C::RowsWarned,
        C::ResumeRow,
        C::FinishedAt,
    ];
    let written =
        batch::update_all::<table::Entity, _>(tx.inner(), &[to_row(run)], &set, false).await?;
    if written == 0 {
        return Err(StorageError::NotFound);
    }
    let mut rows: Vec<import_problems::Model> = Vec::with_capacity(problems.len());
    let mut sorted: Vec<&RowProblem> = problems.iter().collect();
    sorted.sort_by_key(|problem| problem.row);
    for problem in sorted {
        let position = match rows.last() {
            Some(last) if last.line == problem.row => last.position + 1,
            _ => 0,
        };
        rows.push(import_problems::Model {
            run_id: run.id.0,
            line: problem.row,
            position,
            field: problem.column.clone(),
            value: problem.value.chars().take(VALUE_CHARS).collect(),
            code: problem.code.clone(),
            rejected: problem.rejected,
        });
    }
    batch::insert_all::<import_problems::Entity, _>(tx.inner(), &rows, OnClash::Fail).await?;
    Ok(())
}

/// The latest runs first.
///
/// # Errors
/// As any statement.
pub async fn list(db: &impl Read, limit: u64) -> StorageResult<Vec<ImportRun>> {
    let rows = table::Entity::find()
        .order_by_desc(table::Column::Number)
        .limit(limit)
        .all(db.connection())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The run of this id.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: ImportRunId) -> StorageResult<Option<ImportRun>> {
    let row = table::Entity::find()
        .filter(table::Column::Id.eq(id.0))
        .one(db.connection())
        .await?;
    row.map(from_row).transpose()
}

/// What was wrong with the rows behind `after_row` (0: from the first). The problems of one row
/// are never torn apart, so there may be a few more than `limit`: go on behind the last row.
///
/// # Errors
/// As any statement.
pub async fn problems(
    db: &impl Read,
    run: ImportRunId,
    after_row: i64,
    limit: u64,
) -> StorageResult<Vec<RowProblem>> {
    use import_problems::Column as C;
    let ordered = || {
        import_problems::Entity::find()
            .filter(C::RunId.eq(run.0))
            .order_by_asc(C::Line)
            .order_by_asc(C::Position)
    };
    let mut rows = ordered()
        .filter(C::Line.gt(after_row))
        .limit(limit)
        .all(db.connection())
        .await?;
    if let Some(last) = rows.last().filter(|_| rows.len() as u64 == limit).cloned() {
        let rest = ordered()
            .filter(C::Line.eq(last.line))
            .filter(C::Position.gt(last.position))
            .all(db.connection())
            .await?;
        rows.extend(rest);
    }
    Ok(rows
        .into_iter()
        .map(|row| RowProblem {
            row: row.line,
            column: row.field,
            value: row.value,
            code: row.code,
            rejected: row.rejected,
        })
        .collect())
}

fn to_row(run: &ImportRun) -> table::Model {
    table::Model {
        number: 0,
        id: run.id.0,
        kind: run.kind.clone(),
        file_name: run.file_name.clone(),
        file_hash: run.file_hash.clone(),
        status: run.status.as_str().to_owned(),
        rows: run.rows,
        rows_new: run.new,
        rows_changed: run.changed,
        rows_unchanged: run.unchanged,
        rows_rejected: run.rejected,
        rows_warned: run.warned,
        resume_row: run.resume_row,
        started_at: encode::micros(run.started_at),
        finished_at: run.finished_at.map(encode::micros),
        actor_name: run.actor_name.clone(),
    }
}

fn from_row(row: table::Model) -> StorageResult<ImportRun> {
    Ok(ImportRun {
        id: ImportRunId(row.id),
        kind: row.kind,
        file_name: row.file_name,
        file_hash: row.file_hash,
        status: RunStatus::parse(&row.status)
            .ok_or_else(|| encode::corrupt("import_runs.status"))?,
        rows: row.rows,
        new: row.rows_new,
        changed: row.rows_changed,
        unchanged: row.rows_unchanged,
        rejected: row.rows_rejected,
        warned: row.rows_warned,
        resume_row: row.resume_row,
        started_at: encode::timestamp(row.started_at)?,
        finished_at: row.finished_at.map(encode::timestamp).transpose()?,
        actor_name: row.actor_name,
    })
}
