//! Files that lie in a folder under their digests and belong to nothing any more. Must not know whose they were.

use crate::error::{AppError, AppResult};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// Removes what no row names and is old enough not to be on its way to one. Answers how many files.
pub(crate) async fn sweep(
    directory: PathBuf,
    in_use: BTreeSet<String>,
    older_than: Duration,
) -> AppResult<u64> {
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
            let is_old = age.is_some_and(|age| age > older_than);
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
