//! What matching as things change costs: how soon a changed profile is seen by shortlists, and what holding
//! one change against the other side takes. For `eslabon evaluate matching`; writes invented firms and needs
//! into an empty installation.

mod fill;

use crate::alerts::follow;
use crate::context::{App, Silent};
use crate::error::{AppError, AppResult};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::SiteId;
use eslabon_storage::{Change, facts, feed, needs, sites};
use std::time::{Duration, Instant};

/// How often a change is looked for while it is not seen yet.
const LOOK: Duration = Duration::from_millis(1);

/// How large the invented installation is, and how much is tried.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Sites in the table.
    pub sites: usize,
    /// Those of them whose firm has an account.
    pub firms: usize,
    /// Open needs.
    pub needs: usize,
    /// Profiles that are changed, one after the other; a tenth as many needs are posted.
    pub changes: usize,
}

/// Time by the clock, and on processors where the system tells (Linux).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cost {
    /// By the clock.
    pub wall: Duration,
    /// On processors, all threads together.
    pub processor: Option<Duration>,
}

/// The median and the 99th of a hundred.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread<T> {
    /// Half of them are below.
    pub median: T,
    /// All but one in a hundred are below.
    pub p99: T,
}

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct MatchingFigures {
    /// From the commit of a changed profile to its being in the table that shortlists read.
    pub visible: Spread<Duration>,
    /// Bringing index and table up to one changed profile.
    pub derived: Spread<Cost>,
    /// One changed profile against all open needs, with what is noted and told.
    pub profile: Spread<Cost>,
    /// One new need against every firm with an account, with what is noted and told.
    pub need: Spread<Cost>,
    /// Alerts that came of it.
    pub told: u64,
}

/// Fills an empty installation with invented firms and needs and measures. `poll` is how often a server looks
/// at the change feed.
///
/// # Errors
/// [`AppError::Conflict`] where the installation holds sites already.
pub async fn measure(app: &App, sizes: Sizes, poll: Duration) -> AppResult<MatchingFigures> {
    if sites::count(app.database()).await? > 0 {
        return Err(AppError::Conflict);
    }
    let firms = fill::fill(app, sizes).await?;
    app.catch_up(&Silent).await?;
    fill::begin_here(app).await?;
    let changes = sizes.changes.max(1);
    let rounds = firms.iter().cycle().enumerate().take(changes);
    let visible = visible(app, rounds, poll).await?;
    let (mut derived, mut profile, mut told) = (Vec::new(), Vec::new(), 0);
    // What is noted of a pair for the first time is no everyday change: the same profiles change twice.
    for (turn, measured) in [(1, false), (2, true)] {
        for (at, site) in firms.iter().take(changes).enumerate() {
            change(app, *site, turn * changes + at).await?;
            let (caught_up, _) = timed(app.catch_up(&Silent)).await?;
            let (followed, done) = timed(follow(app)).await?;
            told += done.told;
            if measured {
                derived.push(caught_up);
                profile.push(followed);
            }
        }
    }
    let mut posted = Vec::new();
    for at in 0..changes.div_ceil(10) {
        let need = fill::need(app, sizes.needs + at);
        let mut tx = app.database().begin().await?;
        needs::insert(&tx, &need).await?;
        tx.record_change(Change::Needs(vec![need.id]));
        tx.commit().await?;
        app.catch_up(&Silent).await?;
        let (followed, done) = timed(follow(app)).await?;
        told += done.told;
        posted.push(followed);
    }
    Ok(MatchingFigures {
        visible,
        derived: spread(derived),
        profile: spread(profile),
        need: spread(posted),
        told,
    })
}

/// Changes profiles while the feed is followed as a server follows it.
async fn visible(
    app: &App,
    rounds: impl Iterator<Item = (usize, &SiteId)>,
    poll: Duration,
) -> AppResult<Spread<Duration>> {
    let following = app.clone();
    let follower = tokio::spawn(async move {
        let mut ticks = tokio::time::interval(poll);
        loop {
            ticks.tick().await;
            if let Err(error) = following.catch_up(&Silent).await {
                tracing::warn!(%error, "feed.follow_failed");
            }
        }
    });
    let mut times = Vec::new();
    for (at, site) in rounds {
        // At another moment between two looks each time.
        let pause = poll.mul_f64(f64::from(u32::try_from(at * 37 % 100).unwrap_or(0)) / 100.0);
        tokio::time::sleep(pause).await;
        change(app, *site, at).await?;
        let committed = Instant::now();
        let seq = feed::latest_seq(app.database()).await?;
        while app.derived().feed_position < seq {
            tokio::time::sleep(LOOK).await;
        }
        times.push(committed.elapsed());
    }
    follower.abort();
    Ok(spread(times))
}

/// The firm says anew how soon it delivers, and within what tolerance it turns.
async fn change(app: &App, site: SiteId, at: usize) -> AppResult<()> {
    let at = i64::try_from(at).unwrap_or(0);
    let days = FactValue::exactly(5 + at * 7 % 60);
    let tolerance = FactValue::exactly(5_000 + at * 1_300 % 60_000);
    let process = fill::PROCESSES.first().map(|id| (*id).to_owned());
    let said = [
        fill::fact(app, site, "site.lead_time_days", None, days),
        fill::fact(app, site, "process.tolerance", process, tolerance),
    ];
    let mut tx = app.database().begin().await?;
    facts::append_many(&tx, &said).await?;
    tx.record_change(Change::Sites(vec![site]));
    tx.commit().await?;
    Ok(())
}

async fn timed<T>(work: impl Future<Output = AppResult<T>>) -> AppResult<(Cost, T)> {
    let (started, before) = (Instant::now(), on_processors());
    let done = work.await?;
    let processor = match (before, on_processors()) {
        (Some(before), Some(after)) => Some(after.saturating_sub(before)),
        _ => None,
    };
    let wall = started.elapsed();
    Ok((Cost { wall, processor }, done))
}

/// Time that all threads of this process had on a processor so far, by the kernel's account.
fn on_processors() -> Option<Duration> {
    let mut all = Duration::ZERO;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        // A thread that has ended meanwhile has no account any more.
        let account = std::fs::read_to_string(thread.ok()?.path().join("schedstat"));
        let nanos = account.ok().and_then(|text| {
            let first = text.split_whitespace().next()?;
            first.parse().ok()
        });
        all += Duration::from_nanos(nanos.unwrap_or(0));
    }
    Some(all)
}

fn spread<T: Ord + Copy + Default>(mut all: Vec<T>) -> Spread<T> {
    all.sort_unstable();
    let of = |per_cent: usize| {
        let at = (all.len() * per_cent).div_ceil(100).saturating_sub(1);
        all.get(at).copied().unwrap_or_default()
    };
    Spread {
        median: of(50),
        p99: of(99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_name_the_middle_and_the_rare_worst() {
        let all = spread((1..=100).collect::<Vec<u32>>());
        assert_eq!((all.median, all.p99), (50, 99));
        let one = spread(vec![7]);
        assert_eq!((one.median, one.p99), (7, 7));
    }
}
