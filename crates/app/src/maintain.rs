//! Work on the installation itself.

use crate::context::{App, Progress};
use crate::derive;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_storage::AuditRecord;

/// Builds the search index anew from the database.
///
/// # Errors
/// [`crate::AppError::Unavailable`] while a running server holds the index.
pub async fn rebuild_index(app: &App, actor: &Actor, progress: &dyn Progress) -> AppResult<()> {
    policy::require(actor, Operation::Maintain)?;
    derive::rebuild(app, progress).await?;
    let tx = app.database().begin().await?;
    tx.audit(AuditRecord {
        actor,
        action: "index.rebuild",
        object: "index".to_owned(),
        detail: serde_json::json!({}),
        at: app.now(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
