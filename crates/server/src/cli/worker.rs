//! What the server does beside answering: tells people what concerns them, sends letters that are due, and
//! sweeps once a day.

use eslabon_app::App;
use eslabon_app::alerts::{follow, write_digests};
use eslabon_app::mail::outbox::deliver_due;
use eslabon_app::maintain::sweep;
use eslabon_domain::actors::Actor;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often the change feed is looked at.
const FEED_POLL: Duration = Duration::from_secs(2);
/// How often the outbox is looked at.
const OUTBOX_POLL: Duration = Duration::from_secs(2);
/// How often summaries of alerts are looked for.
const DIGESTS: Duration = Duration::from_mins(1);
/// How often what is over is swept; the first time at the start.
const SWEEP: Duration = Duration::from_hours(24);

/// Works until it is stopped. Whatever fails is tried again at the next turn. Letters do not wait for a long
/// stretch of changes.
pub(super) async fn work(app: App) {
    tokio::join!(follow_changes(&app), deliver_and_sweep(&app));
}

async fn follow_changes(app: &App) {
    let mut feed = interval(FEED_POLL);
    feed.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        feed.tick().await;
        tell(app).await;
    }
}

async fn deliver_and_sweep(app: &App) {
    let (mut outbox, mut digests, mut day) =
        (interval(OUTBOX_POLL), interval(DIGESTS), interval(SWEEP));
    outbox.set_missed_tick_behavior(MissedTickBehavior::Delay);
    digests.set_missed_tick_behavior(MissedTickBehavior::Delay);
    day.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = outbox.tick() => {
                if let Err(error) = deliver_due(app).await {
                    tracing::warn!(%error, "mail.outbox_failed");
                }
            }
            _ = digests.tick() => {
                match write_digests(app).await {
                    Ok(0) => {}
                    Ok(letters) => tracing::info!(letters, "alerts.summed_up"),
                    Err(error) => tracing::warn!(%error, "alerts.digests_failed"),
                }
            }
            _ = day.tick() => {
                match sweep(app, &Actor::command_line()).await {
                    Ok(swept) => tracing::info!(
                        secrets = swept.secrets,
                        throttles = swept.throttles,
                        letters = swept.letters,
                        files = swept.files,
                        alerts = swept.alerts,
                        standings = swept.standings,
                        "installation.swept"
                    ),
                    Err(error) => tracing::warn!(%error, "installation.sweep_failed"),
                }
            }
        }
    }
}

/// Holds what changed against the other side, and tells whom it concerns.
async fn tell(app: &App) {
    match follow(app).await {
        Ok(done) if done.parts == 0 => {}
        Ok(done) => tracing::info!(
            parts = done.parts,
            pairs = done.pairs,
            told = done.told,
            "alerts.told"
        ),
        Err(error) => tracing::warn!(%error, "alerts.follow_failed"),
    }
}
