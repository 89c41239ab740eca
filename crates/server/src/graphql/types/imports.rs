//! Imports and suspected duplicates.

use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{ID, InputObject, SimpleObject};
use eslabon_app::records::ImportRun as StoredRun;

/// One run of an import. `rows = new + changed + unchanged + rejected`.
#[derive(Debug, Clone, SimpleObject)]
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
