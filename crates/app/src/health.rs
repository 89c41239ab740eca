//! Whether the application can answer, and what it is waiting for.

use crate::context::App;
use serde::Serialize;

/// The state of each part that a request needs.
#[derive(Debug, Clone, Serialize)]
pub struct Readiness {
    /// Every part is ready.
    pub ready: bool,
    /// The database answers.
    pub database: bool,
    /// `ready`, `behind` or `unreadable`.
    pub index: &'static str,
    /// Why the index was made anew at start, if it was: `missing`, `stale` or `corrupt`.
    pub index_rebuilt: Option<&'static str>,
    /// Feed entries that the index has still to follow.
    pub feed_behind: i64,
    /// Sites in the capability table.
    pub sites: usize,
}

/// Asks every part.
pub async fn readiness(app: &App) -> Readiness {
    let database = app.database().ping().await.is_ok();
    let latest = eslabon_storage::feed::latest_seq(app.database())
        .await
        .unwrap_or(0);
    let readable = app.index().check_readable().is_ok();
    let position = app.index().feed_position();
    let feed_behind = latest - position.unwrap_or(0);
    let index = match (readable, position) {
        (false, _) => "unreadable",
        (true, Some(at)) if at >= latest => "ready",
        (true, _) => "behind",
    };
    let table_true = app.derived().feed_position >= latest;
    Readiness {
        ready: database && index == "ready" && table_true,
        database,
        index,
        index_rebuilt: app
            .rebuild_reason()
            .map(eslabon_search::RebuildReason::as_str),
        feed_behind,
        sites: app.derived().table.len(),
    }
}
