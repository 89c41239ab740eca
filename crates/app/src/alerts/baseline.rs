//! The beginning of a follower on an installation that had needs and profiles before anyone followed them:
//! where every pair stands is noted, and nobody is told. Killed on the way it begins again, as it has no
//! position before it is done.

use super::follow::{FOLLOWER, LATER, PAIRS, changed};
use super::open_needs;
use super::pairs;
use super::roles_of_firms;
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use eslabon_domain::alerts::Nearness;
use eslabon_storage::feed;
use eslabon_storage::feed_positions::{self, FeedPosition};
use eslabon_storage::standings::{self, PairStanding};

/// Notes where every open need and every firm with an account stand, and goes on from there. Answers how many
/// pairs were looked at.
///
/// # Errors
/// [`AppError::Conflict`] where another server was quicker; if the database or the index fails.
pub(super) async fn learn(app: &App) -> AppResult<u64> {
    let db = app.database();
    let from = feed::latest_seq(db).await?;
    app.catch_up(&Silent).await?;
    let open = open_needs::load(app).await?;
    let firms = standings::sites_with_people(db, &roles_of_firms()).await?;
    let (mut looked, mut noted) = (0, Vec::new());
    for (id, need) in &open.needs {
        let found = pairs::of_need(app, need, &firms).await?;
        looked += found.len() as u64;
        // A pair that was never in reach has no row.
        let near = found.into_iter().filter(|(_, pair)| {
            (pair.for_owner, pair.for_buyer) != (Nearness::OutOfReach, Nearness::OutOfReach)
        });
        noted.extend(near.map(|(site, pair)| PairStanding {
            need: *id,
            site,
            for_owner: pair.for_owner,
            for_buyer: pair.for_buyer,
            need_version: need.need.version,
            noted_at: app.now(),
        }));
        if noted.len() >= PAIRS {
            note(app, from, std::mem::take(&mut noted)).await?;
        }
    }
    note(app, from, noted).await?;
    let to = FeedPosition {
        seq: from,
        until: from,
        done: 0,
    };
    let tx = db.begin().await?;
    feed_positions::advance(&tx, FOLLOWER, None, to).await?;
    tx.commit().await?;
    tracing::info!(pairs = looked, "alerts.learned");
    Ok(looked)
}

/// Writes where pairs stand, but for what was changed since and has a turn of its own.
async fn note(app: &App, from: i64, mut noted: Vec<PairStanding>) -> AppResult<()> {
    // Read last: whatever was looked at in a later form has its entry here.
    let later = feed::read_after(app.database(), from, LATER).await?;
    let (needs, sites) = changed(app, later).await?;
    noted.retain(|pair| !needs.contains(&pair.need) && !sites.contains(&pair.site));
    let tx = app.database().begin().await?;
    if feed_positions::find(&tx, FOLLOWER).await?.is_some() {
        return Err(AppError::Conflict);
    }
    standings::note(&tx, &noted).await?;
    tx.commit().await?;
    Ok(())
}
