//! Work on the installation itself.

use crate::assessments;
use crate::context::{App, Progress};
use crate::derive;
use crate::error::AppResult;
use crate::mail;
use crate::policy::{self, Operation};
use crate::site_files;
use eslabon_domain::actors::Actor;
use eslabon_storage::{AuditRecord, alerts, jobs, secrets, standings, throttles};
use jiff::{SignedDuration, Timestamp};

/// Sessions, tokens and links stay so long after their end, so that lists and questions can be answered.
const SECRETS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Failed sign-ins are remembered so long.
const THROTTLES_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A letter that nobody has sent in so long carries a link that is over.
const LETTERS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What someone was told stays so long after she read it.
const READ_ALERTS_KEPT: SignedDuration = SignedDuration::from_hours(180 * 24);
/// What nobody read stays so long.
const ALERTS_KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);

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

/// What was swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions, tokens and links that were over long ago.
    pub secrets: u64,
    /// Failures that nobody counts any more.
    pub throttles: u64,
    /// Letters that were never sent.
    pub letters: u64,
    /// Photographs, documents and evidence of assessments that belong to nothing any more.
    pub files: u64,
    /// What people were told long ago.
    pub alerts: u64,
    /// How sites stood to needs that are not open any more.
    pub standings: u64,
}

/// Removes what is over long ago. Meant to run once a day.
///
/// # Errors
/// [`crate::AppError::Forbidden`] but for those who look after the installation.
pub async fn sweep(app: &App, actor: &Actor) -> AppResult<Swept> {
    policy::require(actor, Operation::Maintain)?;
    let now = app.now();
    let before = |kept: SignedDuration| now.saturating_sub(kept).unwrap_or(Timestamp::MIN);
    let files = site_files::sweep(app).await? + assessments::sweep(app).await?;
    let tx = app.database().begin().await?;
    let swept = Swept {
        files,
        secrets: secrets::sweep(&tx, before(SECRETS_KEPT)).await?,
        throttles: throttles::sweep(&tx, before(THROTTLES_KEPT)).await?,
        letters: jobs::give_up(&tx, mail::KIND, before(LETTERS_KEPT)).await?,
        alerts: alerts::sweep(&tx, before(READ_ALERTS_KEPT), before(ALERTS_KEPT)).await?,
        standings: standings::sweep(&tx).await?,
    };
    // A day on which nothing was over is not worth a line.
    if swept != Swept::default() {
        tx.audit(AuditRecord {
            actor,
            action: "installation.sweep",
            object: String::new(),
            detail: serde_json::json!({
                "secrets": swept.secrets, "throttles": swept.throttles, "letters": swept.letters,
                "files": swept.files, "alerts": swept.alerts, "standings": swept.standings,
            }),
            at: now,
        })
        .await?;
    }
    tx.commit().await?;
    Ok(swept)
}
