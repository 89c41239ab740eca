//! Handing out a file. That another's closed papers were read is on record; nothing is shown that could not be
//! recorded.

use super::{group_of, load_place, record, sees};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::load_grants;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::SiteFileId;
use eslabon_storage::Concerns;
use eslabon_storage::site_files::{self, SiteFile};
use std::path::PathBuf;

/// A file, and where its bytes lie.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub file: SiteFile,
    /// Its bytes.
    pub path: PathBuf,
    /// Not every buyer sees it: nothing on the way keeps it.
    pub is_closed: bool,
}

/// Opens a file for whoever may see it.
///
/// # Errors
/// [`AppError::NotFound`], also for what is not open to the actor; [`AppError::Unavailable`] where its bytes are
/// missing; [`AppError::Forbidden`].
pub async fn open(app: &App, actor: &Actor, id: SiteFileId) -> AppResult<Opened> {
    policy::require(actor, Operation::SeeSiteFiles)?;
    let file = site_files::find(app.database(), id)
        .await?
        .filter(|file| !file.removed)
        .ok_or(AppError::NotFound)?;
    let (site, centre) = load_place(app, file.site).await?;
    let (words, grants) = (app.words(), load_grants(app, actor).await?);
    if !sees(&words, actor, &site, centre, &file, &grants) {
        return Err(AppError::NotFound);
    }
    let path = app.place().site_files().join(&file.sha256);
    if !path.is_file() {
        return Err(AppError::Unavailable("site-files".into()));
    }
    let is_closed = file.kind.is_scan() || !policy::is_open_group(group_of(&words, &file));
    if is_closed && actor.organisation != Some(site.organisation) {
        let tx = app.database().begin().await?;
        let act = record(app, actor, "file.read", &file);
        tx.audit_concerning(act, Concerns::organisation(site.organisation))
            .await?;
        tx.commit().await?;
    }
    Ok(Opened {
        file,
        path,
        is_closed,
    })
}
