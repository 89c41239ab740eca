//! The steps that people take with a programme besides planning and signing: laying it before the sides, asking for
//! changes, beginning it, finishing it, giving it up, saying who sees to a step.

use super::{
    Loaded, SHORT_MAX, WORDS_MAX, happen, invalid, load_for, record, require_version, some_words,
    words,
};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::Operation;
use crate::referrals::{Which, withdraw};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ProgrammeId, ProgrammeStepId};
use eslabon_domain::programmes::ProgrammeEvent;
use eslabon_storage::machines;
use eslabon_storage::programmes::{self, Programme};

/// Lays a programme before firm and lead firm: from now on they see it and may sign.
///
/// # Errors
/// [`AppError::Invalid`] where it cannot be as it stands; [`AppError::Conflict`] where someone was quicker;
/// [`AppError::NotFound`], [`AppError::Forbidden`].
pub async fn propose_to_sides(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
) -> AppResult<Programme> {
    let mut loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    require_version(&loaded.programme, version)?;
    loaded.programme.is_shown = true;
    let (event, action) = (ProgrammeEvent::Propose, "programme.propose");
    take(app, actor, loaded, event, "", action).await
}

/// Asks, for one's side, that a proposed programme be changed. Signatures under it count no more.
///
/// # Errors
/// As [`propose_to_sides`]; [`AppError::Invalid`] without a word why.
pub async fn ask_changes(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
    why: &str,
) -> AppResult<Programme> {
    let mut loaded = load_for(app, actor, Operation::SignProgramme, id).await?;
    require_version(&loaded.programme, version)?;
    let why = some_words("words", why, WORDS_MAX)?;
    loaded.programme.plan_version += 1;
    let (event, action) = (ProgrammeEvent::AskChanges, "programme.ask_changes");
    take(app, actor, loaded, event, &why, action).await
}

/// Begins an agreed programme.
///
/// # Errors
/// As [`propose_to_sides`].
pub async fn start(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
) -> AppResult<Programme> {
    let loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    require_version(&loaded.programme, version)?;
    let (event, action) = (ProgrammeEvent::Start, "programme.start");
    take(app, actor, loaded, event, "", action).await
}

/// Finishes a programme whose gaps were all found closed. What no institution has taken is taken back.
///
/// # Errors
/// As [`propose_to_sides`].
pub async fn close(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
) -> AppResult<Programme> {
    let loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    require_version(&loaded.programme, version)?;
    let (event, action) = (ProgrammeEvent::Close, "programme.close");
    take(app, actor, loaded, event, "", action).await
}

/// Gives a programme up. What waits at institutions is taken back.
///
/// # Errors
/// As [`propose_to_sides`]; [`AppError::Invalid`] without a reason.
pub async fn stop(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
    reason: &str,
) -> AppResult<Programme> {
    let mut loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    require_version(&loaded.programme, version)?;
    let reason = some_words("reason", reason, WORDS_MAX)?;
    loaded.programme.stop_reason.clone_from(&reason);
    let (event, action) = (ProgrammeEvent::Stop, "programme.stop");
    take(app, actor, loaded, event, &reason, action).await
}

/// Says who sees to a step; nobody where it is empty.
///
/// # Errors
/// [`AppError::Invalid`] where the name is too long; [`AppError::Conflict`] where the programme was changed in
/// between; [`AppError::NotFound`], also for a step of another programme; [`AppError::Forbidden`].
pub async fn set_owner(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    version: i32,
    step: ProgrammeStepId,
    owner: &str,
) -> AppResult<()> {
    let loaded = load_for(app, actor, Operation::PlanProgrammes, id).await?;
    require_version(&loaded.programme, version)?;
    if loaded.programme.status.is_final() {
        return Err(invalid("status", "not_as_it_stands", ""));
    }
    let (firm, site) = (loaded.owner(), loaded.site.id);
    let mut programme = loaded.programme;
    let owner = words("owner", owner, SHORT_MAX)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    // How a step stands may be said at the same moment.
    machines::take_turn(&tx, site).await?;
    let found = programmes::find_step(&tx, step).await?;
    let mut step = found
        .filter(|step| step.programme == id)
        .ok_or(AppError::NotFound)?;
    step.owner = owner;
    programmes::update(&tx, &programme).await?;
    programme.version += 1;
    programmes::update_steps(&tx, &[step]).await?;
    record(&tx, actor, &programme, firm, "programme.owner", now).await?;
    tx.commit().await?;
    Ok(())
}

async fn take(
    app: &App,
    actor: &Actor,
    loaded: Loaded,
    event: ProgrammeEvent,
    said: &str,
    action: &'static str,
) -> AppResult<Programme> {
    let owner = loaded.owner();
    let mut programme = loaded.programme;
    let now = app.now();
    let tx = app.database().begin().await?;
    happen(&tx, actor, &mut programme, event, said, now).await?;
    let over = match event {
        ProgrammeEvent::Stop => Some(Which::All),
        ProgrammeEvent::Close => Some(Which::NotAgreed),
        _ => None,
    };
    if let Some(which) = over {
        withdraw(app, actor, &tx, programme.id, owner, which).await?;
    }
    record(&tx, actor, &programme, owner, action, now).await?;
    tx.commit().await?;
    Ok(programme)
}
