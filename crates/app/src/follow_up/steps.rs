//! Saying how a step stands: it has begun, was done, or failed. What an institution reports of a referral says so,
//! too; this is for staff, who see what no institution reports.

use super::{invalid, record, require_running};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use crate::programmes::load_for;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ProgrammeId, ProgrammeStepId};
use eslabon_domain::programmes::StepState;
use eslabon_storage::{machines, programmes};

/// Where a step may be led from how it stands. One that failed or was done stays so: the gap that is left open asks
/// for another step.
#[must_use]
pub fn onward(state: StepState) -> &'static [StepState] {
    match state {
        StepState::Planned => &[StepState::Running, StepState::Done],
        StepState::Running => &[StepState::Done, StepState::Failed],
        StepState::Done | StepState::Failed | StepState::Cancelled => &[],
    }
}

/// Leads a step from how the actor saw it to how it stands; answers the programme.
///
/// # Errors
/// [`AppError::Invalid`] where no way leads there or the programme does not run; [`AppError::Conflict`] where it
/// stands otherwise by now; [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn mark_step(
    app: &App,
    actor: &Actor,
    id: ProgrammeStepId,
    seen: StepState,
    to: StepState,
) -> AppResult<ProgrammeId> {
    policy::require(actor, Operation::FollowSteps)?;
    let step = programmes::find_step(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let loaded = load_for(app, actor, Operation::FollowSteps, step.programme).await?;
    require_running(&loaded.programme)?;
    if !onward(seen).contains(&to) {
        return Err(invalid("state", "not_from_here", to.as_str()));
    }
    let tx = app.database().begin().await?;
    machines::take_turn(&tx, loaded.site.id).await?;
    let step = programmes::find_step(&tx, id)
        .await?
        .ok_or(AppError::NotFound)?;
    if step.state != seen {
        return Err(AppError::Conflict);
    }
    programmes::set_step_state(&tx, id, to).await?;
    let detail = serde_json::json!({
        "programme": step.programme,
        "before": { "state": seen.as_str() },
        "after": { "state": to.as_str() },
    });
    let object = id.to_string();
    record(
        &tx,
        actor,
        loaded.owner(),
        "step.mark",
        object,
        detail,
        app.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(step.programme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_never_led_back() {
        for from in StepState::ALL {
            for to in onward(*from) {
                assert!(to > from, "{from:?} {to:?}");
                assert!(!onward(*to).contains(from));
            }
        }
    }
}
