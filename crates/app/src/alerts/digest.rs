//! The summary by mail: one letter a person and day at most, written in the morning, that counts what she was
//! told until then and has not read, with the way to it. Never what it is about, nor of whom.

use super::scope_of;
use super::tell::acting;
use crate::context::App;
use crate::error::AppResult;
use crate::mail::{self, Letter};
use eslabon_domain::alerts::AlertKind;
use eslabon_domain::ids::PersonId;
use eslabon_storage::alerts;
use eslabon_storage::memberships::{self, Of};
use eslabon_storage::people::{self, Person};
use jiff::Timestamp;
use jiff::civil::{Date, time};
use std::collections::BTreeMap;

/// The hour of the morning in central Mexico until which a day's summary counts.
const MORNING: i8 = 7;
/// People read at a time.
const PAGE: u64 = 200;

/// Puts the summaries that are due into the outbox; says how many. None where letters are not sent.
///
/// # Errors
/// If the database fails.
pub async fn write_digests(app: &App) -> AppResult<u64> {
    let mut written = 0;
    if !app.sends_mail() {
        return Ok(written);
    }
    let (day, until) = last_morning(app);
    let mut after = None;
    loop {
        let waiting = alerts::waiting_for_mail(app.database(), until, after, PAGE).await?;
        let Some(last) = waiting.last() else {
            return Ok(written);
        };
        after = Some(*last);
        for person in waiting {
            written += u64::from(write_digest(app, person, day, until).await?);
        }
    }
}

/// The last morning that has come: its day, and its instant.
fn last_morning(app: &App) -> (Date, Timestamp) {
    let mexico = jiff::tz::Offset::constant(-6);
    let of = |day: Date| {
        let morning = day.to_datetime(time(MORNING, 0, 0, 0));
        mexico.to_timestamp(morning).unwrap_or(Timestamp::MIN)
    };
    let today = app.today();
    match of(today) <= app.now() {
        true => (today, of(today)),
        false => {
            let yesterday = today.yesterday().unwrap_or(today);
            (yesterday, of(yesterday))
        }
    }
}

async fn write_digest(app: &App, person: PersonId, day: Date, until: Timestamp) -> AppResult<bool> {
    let found = people::find(app.database(), person).await?;
    let found = found.filter(Person::is_active);
    let Some((person, to)) = found.and_then(|p| p.email.clone().map(|to| (p, to))) else {
        return Ok(false);
    };
    let count = count(app, person.id, until).await?;
    let of = |kind| count.values().filter(|one| **one == kind).count() as u64;
    let (needs, suppliers) = (of(AlertKind::Opportunity), of(AlertKind::Supplier));
    let tx = app.database().begin().await?;
    if needs + suppliers > 0 {
        let url = &app.account_rules().public_url;
        let letter = Letter::alerts_digest(&to, person.lang, needs, suppliers, url);
        let occasion = format!("alerts-digest:{}:{day}", person.id);
        mail::post(&tx, &occasion, &letter, app.now()).await?;
    }
    // What she may not read any more is not counted, today or later.
    alerts::mark_mailed(&tx, person.id, until, app.now()).await?;
    tx.commit().await?;
    Ok(needs + suppliers > 0)
}

/// What she may read of it, in any of her roles.
async fn count(
    app: &App,
    person: PersonId,
    until: Timestamp,
) -> AppResult<BTreeMap<i64, AlertKind>> {
    let mut all = BTreeMap::new();
    for hat in memberships::list(app.database(), Of::Person(person)).await? {
        if let Some(scope) = scope_of(&acting(&hat)) {
            all.extend(alerts::unmailed_of(app.database(), person, &scope, until).await?);
        }
    }
    Ok(all)
}
