//! Where the bytes of files lie: under their digest, whole or not at all. Must not know whose they are.

use crate::accounts::secret::hex;
use crate::context::App;
use crate::error::{AppError, AppResult};
use eslabon_domain::ids::SiteFileId;
use eslabon_storage::site_files;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Files younger than this may be waiting for their row.
const SWEPT_AFTER: Duration = Duration::from_hours(1);

/// The digest under which bytes lie.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Keeps bytes under their digest. They are written beside their place and moved there, so that no half file is
/// ever found under a digest.
pub(crate) async fn keep(app: &App, digest: String, bytes: Vec<u8>) -> AppResult<()> {
    let directory = app.place().site_files();
    let work = move || -> std::io::Result<()> {
        let path = directory.join(&digest);
        let beside = directory.join(format!("{}.part", SiteFileId::generate()));
        {
            use std::io::Write;
            let mut file = std::fs::File::create(&beside)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
        }
        // Also where the same content lies there already: it counts as new, and is not swept meanwhile.
        std::fs::rename(&beside, &path)
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))??;
    Ok(())
}

/// Removes what no row names any more and is old enough not to be on its way to one. Answers how many files.
///
/// # Errors
/// If the database fails.
pub(crate) async fn sweep(app: &App) -> AppResult<u64> {
    let in_use = site_files::digests_in_use(app.database()).await?;
    let directory = app.place().site_files();
    let work = move || {
        let mut swept = 0;
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let age = entry
                .metadata()
                .and_then(|meta| meta.modified())
                .ok()
                .and_then(|at| at.elapsed().ok());
            let name = entry.file_name();
            let is_used = name.to_str().is_some_and(|name| in_use.contains(name));
            let is_old = age.is_some_and(|age| age > SWEPT_AFTER);
            // What cannot be removed now is removed the next time.
            if !is_used && is_old && std::fs::remove_file(entry.path()).is_ok() {
                swept += 1;
            }
        }
        swept
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}
