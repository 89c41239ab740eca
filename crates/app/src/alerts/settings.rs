//! Whether someone has a summary of her alerts by mail. She has, until she says otherwise; in the application
//! she is told in any case.

use super::read::reader;
use crate::context::App;
use crate::error::AppResult;
use eslabon_domain::actors::Actor;
use eslabon_storage::{AuditRecord, alerts};

/// Whether the actor has a summary by mail.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn has_mail(app: &App, actor: &Actor) -> AppResult<bool> {
    let person = reader(actor)?;
    Ok(alerts::by_mail(app.database(), person).await?)
}

/// Says whether the actor is to have a summary by mail.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn set_mail(app: &App, actor: &Actor, by_mail: bool) -> AppResult<()> {
    let person = reader(actor)?;
    if alerts::by_mail(app.database(), person).await? == by_mail {
        return Ok(());
    }
    let tx = app.database().begin().await?;
    alerts::set_by_mail(&tx, person, by_mail).await?;
    tx.audit(AuditRecord {
        actor,
        action: "account.alerts",
        object: person.to_string(),
        detail: serde_json::json!({ "by_mail": by_mail }),
        at: app.now(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
