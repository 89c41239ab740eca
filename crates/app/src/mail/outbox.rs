//! The outbox: letters that are due leave by the configured way, one after the other. A letter that
//! does not leave is tried again after growing pauses, for about a day. What is logged names neither
//! addressee nor content, and the letter goes from the database with its being sent or given up.

use super::transport::{Transport, Undelivered};
use super::{KIND, Letter};
use crate::context::App;
use crate::error::AppResult;
use eslabon_storage::StorageError;
use eslabon_storage::jobs::{self, Job};
use jiff::{SignedDuration, Timestamp};

/// How long a letter is held by whoever sends it; a process that dies loses it after so long.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// The pauses between attempts, in minutes; 23 hours in all.
const PAUSES: [i64; 7] = [1, 5, 15, 60, 240, 480, 600];

/// What became of the letters that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Letters that left.
    pub sent: u32,
    /// Letters that are tried again later.
    pub later: u32,
    /// Letters that never will leave.
    pub given_up: u32,
}

/// Sends what is due. Nothing is due where letters are not sent at all.
///
/// # Errors
/// If the database fails.
pub async fn deliver_due(app: &App) -> AppResult<Delivery> {
    let mut delivery = Delivery::default();
    let Some(transport) = app.mail() else {
        return Ok(delivery);
    };
    while let Some(job) = jobs::lease_next(app.database(), KIND, app.now(), LEASE).await? {
        let outcome = deliver(app, &transport, &job).await;
        let retry_at = match &outcome {
            Err(Undelivered::Later(_)) => next_attempt(app.now(), job.attempts),
            Ok(()) | Err(Undelivered::Never(_)) => None,
        };
        let (attempt, letter) = (job.attempts, job.number);
        match &outcome {
            Ok(()) => {
                tracing::info!(letter, attempt, "mail.sent");
                delivery.sent += 1;
            }
            Err(Undelivered::Later(why) | Undelivered::Never(why)) if retry_at.is_none() => {
                tracing::warn!(letter, attempt, why, "mail.given_up");
                delivery.given_up += 1;
            }
            Err(Undelivered::Later(why) | Undelivered::Never(why)) => {
                tracing::warn!(letter, attempt, why, "mail.not_sent");
                delivery.later += 1;
            }
        }
        settle(app, &job, outcome, retry_at).await?;
    }
    Ok(delivery)
}

async fn deliver(app: &App, transport: &Transport, job: &Job) -> Result<(), Undelivered> {
    let letter: Letter = serde_json::from_value(job.payload.clone())
        .map_err(|_| Undelivered::Never("no letter".into()))?;
    transport
        .send(&letter, job.number, &job.unique_key, app.now())
        .await
}

async fn settle(
    app: &App,
    job: &Job,
    outcome: Result<(), Undelivered>,
    retry_at: Option<Timestamp>,
) -> AppResult<()> {
    let tx = app.database().begin().await?;
    let settled = match outcome {
        Ok(()) => jobs::finish(&tx, job).await,
        Err(Undelivered::Later(why) | Undelivered::Never(why)) => {
            jobs::fail(&tx, job, &why, retry_at).await
        }
    };
    match settled {
        // Someone else took it after our lease had run out: the answer is hers to write.
        Err(StorageError::Conflict) => return Ok(()),
        other => other?,
    }
    tx.commit().await?;
    Ok(())
}

/// When to try again after so many attempts; never after the last.
fn next_attempt(now: Timestamp, attempts: i32) -> Option<Timestamp> {
    let at = usize::try_from(attempts.saturating_sub(1)).ok()?;
    let pause = SignedDuration::from_mins(*PAUSES.get(at)?);
    Some(now.saturating_add(pause).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_within_a_day() {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut last = SignedDuration::ZERO;
        for attempt in 1..=7 {
            let next = next_attempt(now, attempt).unwrap();
            assert!(next.duration_since(now) > last);
            (last, now) = (next.duration_since(now), next);
        }
        assert_eq!(next_attempt(now, 8), None);
        assert!(now.duration_since(Timestamp::UNIX_EPOCH) < SignedDuration::from_hours(24));
    }
}
