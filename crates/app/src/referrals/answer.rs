//! What an institution answers, and what the centre says to that.

use super::{lead, led, load_for, tell_institution};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::follow_up::{day_of, invalid, record, require_running, required_text, site_of, text_of};
use crate::mail::ReferralNews;
use crate::policy::Operation;
use crate::profiles::record::kept;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{ReferralEvent, ReferralStatus, WORDS_MAX};
use eslabon_domain::ids::ReferralId;
use eslabon_storage::programmes::Programme;
use eslabon_storage::referrals::{self, Referral, Reply};
use jiff::civil::Date;

/// What an institution answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Accepted, another day offered, or declined.
    pub event: ReferralEvent,
    /// The first day that is offered instead, as it was typed.
    pub offered_on: String,
    /// In words: why not. May be empty unless it declines.
    pub words: String,
}

/// Answers a referral of this version for the institution.
///
/// # Errors
/// [`AppError::Invalid`] on `event`, `offered_on` or `words`, where no way leads there or the programme does not run;
/// [`AppError::Conflict`] where someone was quicker; [`AppError::NotFound`] for another institution's;
/// [`AppError::Forbidden`].
pub async fn answer(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    said: &Answer,
) -> AppResult<Referral> {
    let (mut referral, programme) = load_for(app, actor, Operation::AnswerReferral, id).await?;
    let is_answer = matches!(
        said.event,
        ReferralEvent::Accept | ReferralEvent::Offer | ReferralEvent::Decline
    );
    if !is_answer {
        return Err(invalid("event", "not_from_here", said.event.as_str()));
    }
    let status = led(&referral, version, said.event)?;
    if said.event != ReferralEvent::Decline {
        require_running(&programme)?;
    }
    let mut faults = Vec::new();
    let words = match said.event {
        ReferralEvent::Decline => required_text("words", &said.words, WORDS_MAX),
        _ => text_of("words", &said.words, WORDS_MAX),
    };
    let words = kept(words, &mut faults);
    let offered = kept(offered_on(app, &referral, said), &mut faults);
    let (Some(words), Some(offered_on)) = (words, offered) else {
        return Err(AppError::Invalid(faults));
    };
    referral.reply = Some(Reply {
        offered_on,
        words,
        person: actor.person,
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        at: app.now(),
    });
    lead(&mut referral, status);
    save(app, actor, referral, &programme, "referral.answer", None).await
}

/// The day that is offered, where one is: not a day that is over, nor the one that was asked.
fn offered_on(app: &App, referral: &Referral, said: &Answer) -> Result<Option<Date>, FieldError> {
    if said.event != ReferralEvent::Offer {
        return Ok(None);
    }
    let day = day_of(app, "offered_on", &said.offered_on)?
        .ok_or_else(|| FieldError::new("offered_on", "required", ""))?;
    if day < app.today() {
        return Err(FieldError::new("offered_on", "in_past", day.to_string()));
    }
    if day == referral.starts_on {
        return Err(FieldError::new("offered_on", "same_day", day.to_string()));
    }
    Ok(Some(day))
}

/// The centre agrees to the day that was offered, or takes the referral back.
///
/// # Errors
/// [`AppError::Invalid`] where no way leads there; [`AppError::Conflict`] where someone was quicker;
/// [`AppError::NotFound`] for another centre's; [`AppError::Forbidden`].
pub async fn settle(
    app: &App,
    actor: &Actor,
    id: ReferralId,
    version: i32,
    event: ReferralEvent,
) -> AppResult<Referral> {
    let (mut referral, programme) = load_for(app, actor, Operation::ReferFirm, id).await?;
    let (action, news) = match event {
        ReferralEvent::Agree => ("referral.agree", ReferralNews::Agreed),
        ReferralEvent::Withdraw => ("referral.withdraw", ReferralNews::Withdrawn),
        other => return Err(invalid("event", "not_from_here", other.as_str())),
    };
    let status = led(&referral, version, event)?;
    if status == ReferralStatus::Accepted {
        require_running(&programme)?;
        move_to_offer(&mut referral);
    }
    lead(&mut referral, status);
    save(app, actor, referral, &programme, action, Some(news)).await
}

/// The dates that were offered, as long as those that were asked.
fn move_to_offer(referral: &mut Referral) {
    let offered = referral.reply.as_ref().and_then(|reply| reply.offered_on);
    let Some(day) = offered else {
        return;
    };
    let length = referral.ends_on - referral.starts_on;
    referral.ends_on = day.checked_add(length).unwrap_or(Date::MAX);
    referral.starts_on = day;
}

async fn save(
    app: &App,
    actor: &Actor,
    mut referral: Referral,
    programme: &Programme,
    action: &str,
    news: Option<ReferralNews>,
) -> AppResult<Referral> {
    let tx = app.database().begin().await?;
    referrals::update(&tx, &referral).await?;
    referral.version += 1;
    if let Some(news) = news {
        tell_institution(app, &tx, &referral, news).await?;
    }
    let owner = site_of(&tx, programme).await?.organisation;
    let detail = serde_json::json!({
        "programme": referral.programme,
        "status": referral.status.as_str(),
    });
    let object = referral.id.to_string();
    record(&tx, actor, owner, action, object, detail, app.now()).await?;
    tx.commit().await?;
    Ok(referral)
}
