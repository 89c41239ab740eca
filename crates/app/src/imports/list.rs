//! Runs of imports and what was wrong with their rows.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ImportRunId;
use eslabon_storage::imports::{self, ImportRun, RowProblem};

/// The latest runs first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_runs(app: &App, actor: &Actor, limit: u64) -> AppResult<Vec<ImportRun>> {
    policy::require(actor, Operation::SeeImports)?;
    Ok(imports::list(app.database(), limit.min(100)).await?)
}

/// One run.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn find_run(app: &App, actor: &Actor, id: ImportRunId) -> AppResult<ImportRun> {
    policy::require(actor, Operation::SeeImports)?;
    imports::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)
}

/// What was wrong with the rows behind `after_row`. The problems of a row are never torn apart: go on
/// behind the last row.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_problems(
    app: &App,
    actor: &Actor,
    run: ImportRunId,
    after_row: i64,
    limit: u64,
) -> AppResult<Vec<RowProblem>> {
    policy::require(actor, Operation::SeeImports)?;
    Ok(imports::problems(app.database(), run, after_row, limit).await?)
}

/// Whether this process is working on the run. One that is neither finished nor active was interrupted,
/// or runs in another process.
#[must_use]
pub fn is_active(app: &App, id: ImportRunId) -> bool {
    app.importing().contains(&id)
}
