//! The log of hours and money that went into a step: written by the institution that was referred to for it, or by
//! staff. An entry is never changed: a wrong one is struck.

use super::{invalid, past_day_of, record, required_text};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Reach};
use crate::profiles::record::kept;
use crate::programmes::load_for;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{ENTRIES_MAX, MINUTES_MAX, ReferralStatus, WORDS_MAX};
use eslabon_domain::ids::{ProgrammeStepId, WorkEntryId};
use eslabon_domain::money::{Currency, Money, UnitPrice};
use eslabon_domain::units::parse_milli;
use eslabon_storage::programme_work::{self, WorkEntry};
use eslabon_storage::programmes::{self, Programme, ProgrammeStep};
use eslabon_storage::{Read, referrals};

/// The most money of one entry, in minor units.
const COST_MAX: i64 = 10_000_000_000;

/// An entry as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkDraft {
    /// On which day.
    pub worked_on: String,
    /// How many hours: `2.5`.
    pub hours: String,
    /// What it cost, in the programme's currency; empty where nothing was spent or nobody said it.
    pub cost: String,
    /// What was done.
    pub words: String,
}

/// Logs what went into a step.
///
/// # Errors
/// [`AppError::Invalid`] on `worked_on`, `hours`, `cost` or `words`; [`AppError::NotFound`] for a step that is not in
/// the actor's centre, nor referred to her institution; [`AppError::Forbidden`].
pub async fn log_work(
    app: &App,
    actor: &Actor,
    step: ProgrammeStepId,
    draft: &WorkDraft,
) -> AppResult<WorkEntry> {
    let (step, programme) = load_step(app, actor, step).await?;
    let mut faults = Vec::new();
    let day = kept(past_day_of(app, "worked_on", &draft.worked_on), &mut faults);
    let minutes = kept(minutes_of(&draft.hours), &mut faults);
    let cost = kept(cost_of(&draft.cost, programme.currency), &mut faults);
    let words = kept(required_text("words", &draft.words, WORDS_MAX), &mut faults);
    let (Some(worked_on), Some(minutes), Some(cost), Some(words)) = (day, minutes, cost, words)
    else {
        return Err(AppError::Invalid(faults));
    };
    let entry = WorkEntry {
        id: WorkEntryId::generate(),
        programme: programme.id,
        step: step.id,
        worked_on,
        minutes,
        cost,
        words,
        person: actor.person,
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        at: app.now(),
        struck: false,
    };
    let tx = app.database().begin().await?;
    let there = programme_work::of_programme(&tx, programme.id).await?;
    if there.len() >= ENTRIES_MAX {
        return Err(invalid("words", "too_many", ENTRIES_MAX.to_string()));
    }
    programme_work::insert(&tx, &entry).await?;
    let owner = super::site_of(&tx, &programme).await?.organisation;
    let detail = serde_json::json!({ "programme": programme.id, "step": step.id });
    let object = entry.id.to_string();
    record(&tx, actor, owner, "work.log", object, detail, entry.at).await?;
    tx.commit().await?;
    Ok(entry)
}

/// Strikes an entry: staff any of their centre, an institution's people what one of them logged. Answers it.
///
/// # Errors
/// [`AppError::Conflict`] where it was struck in between; [`AppError::NotFound`] where it is not the actor's to
/// strike; [`AppError::Forbidden`].
pub async fn strike_work(app: &App, actor: &Actor, id: WorkEntryId) -> AppResult<WorkEntry> {
    policy::require(actor, Operation::LogWork)?;
    let mut entry = programme_work::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let (_, programme) = load_step(app, actor, entry.step).await?;
    // What staff logged of their own visits is the centre's.
    let is_own = entry.role == actor.role.as_str();
    if !is_own && policy::reach(Operation::LogWork, actor.role) == Reach::Own {
        return Err(AppError::NotFound);
    }
    let tx = app.database().begin().await?;
    programme_work::strike(&tx, id, &actor.name, app.now()).await?;
    let owner = super::site_of(&tx, &programme).await?.organisation;
    let detail = serde_json::json!({ "programme": programme.id, "step": entry.step });
    record(
        &tx,
        actor,
        owner,
        "work.strike",
        id.to_string(),
        detail,
        app.now(),
    )
    .await?;
    tx.commit().await?;
    entry.struck = true;
    Ok(entry)
}

/// A step into which the actor may log work: one of her centre's, or one that her institution took.
async fn load_step(
    app: &App,
    actor: &Actor,
    id: ProgrammeStepId,
) -> AppResult<(ProgrammeStep, Programme)> {
    policy::require(actor, Operation::LogWork)?;
    let step = programmes::find_step(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    if policy::reach(Operation::LogWork, actor.role) != Reach::Own {
        let loaded = load_for(app, actor, Operation::LogWork, step.programme).await?;
        return Ok((step, loaded.programme));
    }
    if !was_taken(app.database(), actor, &step).await? {
        return Err(AppError::NotFound);
    }
    let programme = programmes::find(app.database(), step.programme)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok((step, programme))
}

/// Whether the actor's institution took the firm for this step.
async fn was_taken(db: &impl Read, actor: &Actor, step: &ProgrammeStep) -> AppResult<bool> {
    let Some(own) = actor.organisation else {
        return Ok(false);
    };
    let all = referrals::of_programmes(db, &[step.programme]).await?;
    Ok(all.iter().any(|one| {
        one.step == step.id
            && one.institution == own
            && matches!(one.status, ReferralStatus::Accepted | ReferralStatus::Done)
    }))
}

fn minutes_of(typed: &str) -> Result<i64, FieldError> {
    let typed = typed.trim().trim_end_matches('h').trim_end();
    if typed.is_empty() {
        return Err(FieldError::new("hours", "required", ""));
    }
    let short: String = typed.chars().take(40).collect();
    let milli = parse_milli(typed).map_err(|_| FieldError::new("hours", "bad_number", short))?;
    // 2.5 hours are 2,500 thousandths, or 150 minutes; half a minute counts as one.
    let minutes = milli.saturating_mul(60).saturating_add(500) / 1_000;
    match (1..=MINUTES_MAX).contains(&minutes) {
        true => Ok(minutes),
        false => {
            let range = format!("0–{} h", MINUTES_MAX / 60);
            Err(FieldError::new("hours", "out_of_range", range))
        }
    }
}

fn cost_of(typed: &str, currency: Currency) -> Result<Option<Money>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let short: String = typed.chars().take(40).collect();
    let price = UnitPrice::parse(typed, currency)
        .ok()
        .filter(|price| price.ten_thousandths % 100 == 0)
        .ok_or_else(|| FieldError::new("cost", "bad_number", short))?;
    if price.currency != currency {
        return Err(FieldError::new("cost", "not_its_currency", currency.code()));
    }
    let minor = price.ten_thousandths / 100;
    match (0..=COST_MAX).contains(&minor) {
        true => Ok(Some(Money { minor, currency })),
        false => {
            let range = format!("0–{}", COST_MAX / 100);
            Err(FieldError::new("cost", "out_of_range", range))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_kept_as_minutes() {
        assert_eq!(minutes_of("2.5"), Ok(150));
        assert_eq!(minutes_of("1 h"), Ok(60));
        for (typed, code) in [
            ("", "required"),
            ("dos", "bad_number"),
            ("0", "out_of_range"),
        ] {
            assert_eq!(minutes_of(typed).unwrap_err().code, code, "{typed}");
        }
    }

    #[test]
    fn nothing_typed_is_not_nothing_spent() {
        assert_eq!(cost_of(" ", Currency::Mxn), Ok(None));
        let cost = cost_of("$1,250.50", Currency::Mxn).unwrap().unwrap();
        assert_eq!(cost.minor, 125_050);
        for (typed, code) in [
            ("12.505", "bad_number"),
            ("3 USD", "not_its_currency"),
            ("-1", "out_of_range"),
        ] {
            assert_eq!(
                cost_of(typed, Currency::Mxn).unwrap_err().code,
                code,
                "{typed}"
            );
        }
    }
}
