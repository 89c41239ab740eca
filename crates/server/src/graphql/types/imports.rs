//! Imports and suspected duplicates.

use super::paging::{bad_argument, cursor, first as page_size, key};
use super::suppliers::Supplier;
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::http::uploads;
use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::App;
use eslabon_app::duplicates::Pair;
use eslabon_app::imports::{ImportKind, ImportSource, Preview, list_problems, messages};
use eslabon_app::policy::{self, Operation};
use eslabon_app::records::{self, DuplicateStatus as StoredStatus, ImportRun as StoredRun};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ImportRunId;
use eslabon_domain::text::Lang;

/// One run of an import. `rows = new + changed + unchanged + rejected`.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct ImportRun {
    /// Global id.
    pub id: ID,
    /// `denue`, `retc`, `suppliers`, `needs`, `institutions` or `services`.
    pub kind: String,
    /// The file's name as given.
    pub file_name: String,
    /// `running`, `finished` or `failed`.
    pub status: String,
    /// Rows read.
    pub rows: i64,
    /// Rows that were new.
    pub new: i64,
    /// Rows that changed something.
    pub changed: i64,
    /// Rows that said nothing new.
    pub unchanged: i64,
    /// Rows that were rejected.
    pub rejected: i64,
    /// Warnings on rows that were kept.
    pub warned: i64,
    /// When it began, UTC.
    pub started_at: String,
    /// When it ended.
    pub finished_at: Option<String>,
    /// Who ran it.
    pub started_by: String,
}

impl From<StoredRun> for ImportRun {
    fn from(run: StoredRun) -> Self {
        Self {
            id: ids::global(ids::IMPORT_RUN, run.id),
            kind: run.kind,
            file_name: run.file_name,
            status: run.status.as_str().to_owned(),
            rows: run.rows,
            new: run.new,
            changed: run.changed,
            unchanged: run.unchanged,
            rejected: run.rejected,
            warned: run.warned,
            started_at: run.started_at.to_string(),
            finished_at: run.finished_at.map(|at| at.to_string()),
            started_by: run.actor_name,
        }
    }
}

#[ComplexObject]
impl ImportRun {
    /// What was wrong with rows, by row; several problems of one row are never torn apart, so there may
    /// be a few more than asked.
    async fn problems(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the last problem before.")] after: Option<String>,
    ) -> Result<Vec<ImportProblem>> {
        let lang = *context.data::<Lang>()?;
        let Some(id) = ids::key::<ImportRunId>(ids::IMPORT_RUN, &self.id) else {
            return Ok(Vec::new());
        };
        let (size, after) = (page_size(first)? as u64, key::<i64>(after.as_deref())?);
        let found =
            list_problems(app(context)?, actor(context)?, id, after.unwrap_or(0), size).await;
        let found = found.map_err(top_level)?;
        Ok(found
            .into_iter()
            .map(|problem| ImportProblem::of(problem, lang))
            .collect())
    }
}

/// What is wrong with a row, a cell or a pair of rows.
#[derive(Debug, Clone, SimpleObject)]
pub struct ImportProblem {
    /// Pass it as `after` to go on behind this row.
    pub cursor: String,
    /// The row; 1 is the first below the header.
    pub row: i64,
    /// The heading of the column; empty where the whole row is meant.
    pub column: String,
    /// What stood there, cut to 200 characters.
    pub value: String,
    /// A stable word.
    pub code: String,
    /// What is wrong and what to do, in the reader's language.
    pub message: String,
    /// The row was not kept.
    pub rejected: bool,
}

impl ImportProblem {
    fn of(problem: records::RowProblem, lang: Lang) -> Self {
        Self {
            cursor: cursor(problem.row),
            row: problem.row,
            column: problem.column,
            value: problem.value,
            message: messages::message(&problem.code, lang).to_owned(),
            code: problem.code,
            rejected: problem.rejected,
        }
    }
}

/// What a file would bring; nothing is written. `rows = new + changed + unchanged + rejected`.
#[derive(Debug, SimpleObject)]
pub struct ImportPreview {
    /// `denue`, `retc`, `suppliers`, `needs`, `institutions` or `services`.
    pub kind: String,
    /// The file's name as given.
    pub file_name: String,
    /// How its bytes stand for text.
    pub encoding: String,
    /// Rows looked at.
    pub rows: i64,
    /// Rows that are not known yet.
    pub new: i64,
    /// Rows that would change something.
    pub changed: i64,
    /// Rows that say nothing new.
    pub unchanged: i64,
    /// Rows that would be rejected.
    pub rejected: i64,
    /// Rows that would be kept with a warning.
    pub warned: i64,
    /// Every row was looked at; otherwise only the first hundred thousand.
    pub is_whole: bool,
    /// Headings that are read.
    pub used_columns: Vec<String>,
    /// Headings that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// Headings of telephone numbers and e-mail addresses: never read.
    pub private_columns: Vec<String>,
    /// The first hundred problems.
    pub problems: Vec<ImportProblem>,
    /// There are more.
    pub more_problems: bool,
    /// An interrupted import of this very file would go on behind this row.
    pub resumes_after: Option<i64>,
}

impl ImportPreview {
    /// The preview in the reader's language.
    #[must_use]
    pub fn of(preview: Preview, lang: Lang) -> Self {
        Self {
            kind: preview.kind.as_str().to_owned(),
            file_name: preview.file_name,
            encoding: preview.encoding.to_owned(),
            rows: preview.counts.rows,
            new: preview.counts.new,
            changed: preview.counts.changed,
            unchanged: preview.counts.unchanged,
            rejected: preview.counts.rejected,
            warned: preview.counts.warned,
            is_whole: preview.is_whole,
            used_columns: preview.used,
            ignored_columns: preview.ignored,
            private_columns: preview.private,
            problems: preview
                .problems
                .into_iter()
                .map(|p| ImportProblem::of(p, lang))
                .collect(),
            more_problems: preview.more_problems,
            resumes_after: preview.resumes_after,
        }
    }
}

/// How a suspected pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DuplicateStatus {
    /// Nobody has decided.
    Proposed,
    /// The same plant.
    Same,
    /// Two plants.
    Different,
}

impl From<DuplicateStatus> for StoredStatus {
    fn from(status: DuplicateStatus) -> Self {
        match status {
            DuplicateStatus::Proposed => StoredStatus::Proposed,
            DuplicateStatus::Same => StoredStatus::Same,
            DuplicateStatus::Different => StoredStatus::Different,
        }
    }
}

impl From<StoredStatus> for DuplicateStatus {
    fn from(status: StoredStatus) -> Self {
        match status {
            StoredStatus::Proposed => DuplicateStatus::Proposed,
            StoredStatus::Same => DuplicateStatus::Same,
            StoredStatus::Different => DuplicateStatus::Different,
        }
    }
}

/// Two sites that may be one plant.
#[derive(Debug, SimpleObject)]
pub struct Duplicate {
    /// Global id: what `duplicateDecide` takes.
    pub id: ID,
    /// One site.
    pub a: Supplier,
    /// The other.
    pub b: Supplier,
    /// How likely, in thousandths.
    pub score_milli: i32,
    /// What speaks for it, as stable words.
    pub reasons: Vec<String>,
    /// How it stands.
    pub status: DuplicateStatus,
    /// Who decided.
    pub decided_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Global id of the merge that followed and holds: what `duplicateSeparate` takes.
    pub merge_id: Option<ID>,
}

impl From<Pair> for Duplicate {
    fn from(pair: Pair) -> Self {
        Self {
            id: ids::global(ids::DUPLICATE, pair.duplicate.id),
            a: pair.a.into(),
            b: pair.b.into(),
            score_milli: pair.duplicate.score_milli,
            reasons: pair.duplicate.reasons,
            status: pair.duplicate.status.into(),
            decided_by: pair.duplicate.decided_by,
            reason: pair.duplicate.reason,
            merge_id: pair.merge.map(|merge| ids::global(ids::MERGE, merge.id)),
        }
    }
}

/// What `importStart` takes.
#[derive(Debug, Clone, InputObject)]
pub struct ImportStartInput {
    /// What `POST /uploads` answered.
    pub upload_token: String,
    /// Recognised by the header where absent.
    pub kind: Option<String>,
}

/// What `importStart` answers.
#[derive(Debug, SimpleObject)]
pub struct ImportStartPayload {
    /// The finished run.
    pub run: Option<ImportRun>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `duplicateDecide` takes.
#[derive(Debug, Clone, InputObject)]
pub struct DuplicateDecideInput {
    /// The pair.
    pub duplicate_id: ID,
    /// They are one plant.
    pub same: bool,
    /// Why; kept with the decision.
    pub reason: String,
}

/// What `duplicateDecide` answers.
#[derive(Debug, SimpleObject)]
pub struct DuplicateDecidePayload {
    /// The decision is kept.
    pub decided: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// The kind of file that a client named.
///
/// # Errors
/// If it is none.
pub fn kind(named: Option<&str>) -> Result<Option<ImportKind>> {
    let kind = named.map(str::parse::<ImportKind>).transpose();
    kind.map_err(|_| {
        bad_argument("kind is none of denue, retc, suppliers, needs, institutions, services.")
    })
}

/// The file of an upload. Who may not import learns nothing of uploads.
///
/// # Errors
/// If the token names none, or the role may not import.
pub fn uploaded(app: &App, actor: &Actor, token: &str) -> Result<ImportSource> {
    policy::require(actor, Operation::PreviewImport).map_err(top_level)?;
    let (file_name, path) =
        uploads::find(app, token).ok_or_else(|| bad_argument("uploadToken names no upload."))?;
    Ok(ImportSource::stored(file_name, &path))
}
