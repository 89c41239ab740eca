//! Deciding together: the suppliers on a need's list, moved on by the buyer's engineer and the centre's
//! staff, each step on record with who took it. Choosing takes the signatures of both; rejecting a reason.
//!
//! Nobody gets past the long list who has not said that it is interested ([`answers`]). A rejection whose
//! reason concerns the supplier proposes a gap, which the firm and its centre see, and nobody else
//! ([`gaps`]). The other direction, needs for a supplier, is [`opportunities`].

mod add;
mod answers;
mod decide;
mod gaps;
mod list;
mod opportunities;

pub use add::add;
pub use answers::{answer, list_own_sites};
pub use decide::{Note, move_to, note, plan, reject, sign};
pub use gaps::{GapLine, decide_gap, list_gaps, reply_to_gap};
pub use list::{
    CandidateLine, CandidateView, Closed, JointList, Side, list_candidates, load_candidate,
};
pub use opportunities::{Opportunity, list_opportunities, load_opportunity};

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::needs::load_need;
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::candidacies::Step;
use eslabon_domain::ids::CandidacyId;
use eslabon_domain::needs::Need;
use eslabon_storage::candidacies::{self, Candidacy, Event};
use jiff::Timestamp;

/// The longest remark, reason or reply, in characters.
pub const WORDS_MAX: usize = 2_000;
/// The longest next action, and the longest name of whoever does it, in characters.
pub const SHORT_MAX: usize = 160;

/// A candidacy that the actor may do this with, and its need.
async fn load_for(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: CandidacyId,
) -> AppResult<(Candidacy, Need)> {
    policy::require(actor, operation)?;
    let candidacy = candidacies::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let need = load_need(app, actor, candidacy.need).await?;
    policy::require_on(actor, operation, Relation::to_need(actor, &need))?;
    if operation != Operation::SeeCandidates && only_shares(actor, &need) {
        return Err(AppError::Forbidden);
    }
    Ok((candidacy, need))
}

/// Refuses to go on with the candidates of a need that has come to its end. It is read off the need and stored
/// nowhere, so that all of them go on where they stood once the need is opened again.
fn require_open(need: &Need) -> AppResult<()> {
    match need.status.is_closed() {
        true => Err(AppError::Invalid(vec![FieldError::new(
            "stage",
            "need_closed",
            need.status.as_str(),
        )])),
        false => Ok(()),
    }
}

/// As [`require_open`]; on a candidate at its end more may be said: whoever was chosen is written to, too.
fn require_going_on(need: &Need, candidacy: &Candidacy) -> AppResult<()> {
    match candidacy.stage.is_final() {
        true => Ok(()),
        false => require_open(need),
    }
}

/// Whether the need lies in a pipeline that another centre shares with the actor's: she looks on.
fn only_shares(actor: &Actor, need: &Need) -> bool {
    Relation::to_need(actor, need) == Relation::Centre && actor.centre != Some(need.centre)
}

/// Words as they are kept: without space around them.
fn words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let given = given.trim();
    if given.chars().count() > most {
        let fault = FieldError::new(field, "too_long", most.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    if given.contains('\0') {
        let fault = FieldError::new(field, "bad_character", "");
        return Err(AppError::Invalid(vec![fault]));
    }
    Ok(given.to_owned())
}

/// As [`words`], and there must be some.
fn some_words(field: &str, given: &str, most: usize) -> AppResult<String> {
    let kept = words(field, given, most)?;
    if kept.is_empty() {
        return Err(invalid(field, "required"));
    }
    Ok(kept)
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, "")])
}

/// What an actor did to a candidate, as it stands afterwards.
fn event(actor: &Actor, candidacy: &Candidacy, step: Step, words: String, at: Timestamp) -> Event {
    Event {
        candidacy: candidacy.id,
        at,
        person: actor.person,
        by: actor.name.clone(),
        role: actor.role.as_str().to_owned(),
        step,
        stage: candidacy.stage,
        reason: None,
        words,
    }
}
