//! Slowing whoever guesses, without shutting the owner out: after a few failures every further try
//! must wait, a little longer each time, never more than a minute. A browser that has signed in before
//! has a count of its own, so that a stranger's failures do not slow the owner. A try that comes too
//! early is not looked at, and does not lengthen the wait.

use crate::context::App;
use crate::error::{AppError, AppResult};
use eslabon_storage::throttles::{self, Throttle};
use jiff::{SignedDuration, Timestamp};

/// Failures that cost nothing: a person mistypes.
const FREE: u32 = 5;
/// The longest wait.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);
/// After so long, failures are forgotten.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

/// How long to wait after so many failures in a row.
fn wait(failures: u32) -> SignedDuration {
    match failures.checked_sub(FREE) {
        None => SignedDuration::ZERO,
        Some(over) => SignedDuration::from_secs(1 << over.min(6)).min(LONGEST),
    }
}

/// Lets a try begin, or refuses one that comes too early. The try counts as a failure until
/// `throttles::clear` forgets it: of many tries at once, none may be looked at before the others count.
///
/// # Errors
/// [`AppError::Slowed`] with the seconds that are left.
pub(crate) async fn attempt(app: &App, key: &str) -> AppResult<()> {
    let now = app.now();
    let tx = app.database().begin().await?;
    let before = throttles::hold(&tx, key, now).await?;
    if now < before.retry_at {
        let left = before.retry_at.duration_since(now).as_secs().max(0) + 1;
        return Err(AppError::Slowed(left.unsigned_abs()));
    }
    let known = match now.duration_since(before.last_at) < FORGOTTEN {
        true => before.failures,
        false => 0,
    };
    let failures = known.saturating_add(1);
    let throttle = Throttle {
        failures,
        retry_at: later(now, wait(failures)),
        last_at: now,
    };
    throttles::put(&tx, key, throttle).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the failures of a key: the try was right.
///
/// # Errors
/// As any statement.
pub(super) async fn passed(app: &App, key: &str) -> AppResult<()> {
    let tx = app.database().begin().await?;
    throttles::clear(&tx, key).await?;
    tx.commit().await?;
    Ok(())
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_a_minute() {
        assert_eq!(wait(1), SignedDuration::ZERO);
        assert_eq!(wait(FREE), SignedDuration::from_secs(1));
        assert_eq!(wait(FREE + 3), SignedDuration::from_secs(8));
        assert_eq!(wait(u32::MAX), LONGEST);
    }
}
