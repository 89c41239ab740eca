//! Taking a file away. What was recorded from it stays, with its history.

use super::list::may_remove;
use super::{load_file, load_place, record, relation};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::Operation;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{SiteFileId, SiteId};
use eslabon_storage::Concerns;
use eslabon_storage::site_files::{self, SiteFile};

/// A file that the actor may take away, for the page that asks whether she wants to.
///
/// # Errors
/// [`AppError::NotFound`] for what is not hers to take away, or gone; [`AppError::Forbidden`].
pub async fn load_own(app: &App, actor: &Actor, id: SiteFileId) -> AppResult<SiteFile> {
    let file = removable(app, actor, id).await?;
    match file.removed {
        true => Err(AppError::NotFound),
        false => Ok(file),
    }
}

/// Takes a file away; answers the site that it belonged to.
///
/// # Errors
/// [`AppError::NotFound`] for what is not the actor's to take away; [`AppError::Forbidden`].
pub async fn remove(app: &App, actor: &Actor, id: SiteFileId) -> AppResult<SiteId> {
    let file = removable(app, actor, id).await?;
    let (site, _) = load_place(app, file.site).await?;
    // Two windows, or two clicks: it is gone, which is what was wanted.
    if file.removed {
        return Ok(site.id);
    }
    let tx = app.database().begin().await?;
    site_files::remove(&tx, id, &actor.name, app.now()).await?;
    let act = record(app, actor, "file.remove", &file);
    tx.audit_concerning(act, Concerns::organisation(site.organisation))
        .await?;
    tx.commit().await?;
    super::sweep(app).await?;
    Ok(site.id)
}

async fn removable(app: &App, actor: &Actor, id: SiteFileId) -> AppResult<SiteFile> {
    let (file, site) = load_file(app, actor, Operation::KeepSiteFiles, id).await?;
    let (_, centre) = load_place(app, site.id).await?;
    match may_remove(relation(actor, &site, centre), &file) {
        true => Ok(file),
        false => Err(AppError::NotFound),
    }
}
