//! Programmes: drafted, agreed, begun, ended; and what stands behind gaps.

use super::halves;
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::causes::{StateCauseInput, StateCausePayload};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::programme_plans::{need_keys, site_key};
use crate::graphql::types::programme_steps::{
    ProgrammeAdjustInput, ProgrammeAdjustPayload, ProgrammeAskChangesInput,
    ProgrammeAskChangesPayload, ProgrammeCloseInput, ProgrammeClosePayload, ProgrammeDraftInput,
    ProgrammeDraftPayload, ProgrammeProposeInput, ProgrammeProposePayload, ProgrammeSignInput,
    ProgrammeSignPayload, ProgrammeStartInput, ProgrammeStartPayload, ProgrammeStopInput,
    ProgrammeStopPayload,
};
use crate::graphql::types::programmes::{Programme, programme_key};
use async_graphql::{Context, Object, Result};
use eslabon_app::gaps::{self, Statement};
use eslabon_app::{App, AppResult, programmes};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ProgrammeId;

/// The programme after a step with it, or what to correct.
async fn after_planning<T>(
    app: &App,
    actor: &Actor,
    id: ProgrammeId,
    outcome: AppResult<T>,
) -> Result<(Option<Programme>, Vec<UserError>)> {
    let (done, errors) = halves(outcome)?;
    if done.is_none() {
        return Ok((None, errors));
    }
    let programme = Programme::load(app, actor, id).await.map_err(top_level)?;
    Ok((Some(programme), errors))
}

/// What can be done with programmes.
#[derive(Default)]
pub struct ProgrammesMutations;

/// What can be done with programmes.
#[Object]
impl ProgrammesMutations {
    /// Keeps one of the plans of a supplier as a programme. Only its centre sees it until it is proposed.
    async fn programme_draft(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For what, what is wished, and which of the plans.")]
        input: ProgrammeDraftInput,
    ) -> Result<ProgrammeDraftPayload> {
        let (site, needs) = (site_key(&input.site)?, need_keys(&input.needs)?);
        let (wishes, choice) = (
            input.wishes.unwrap_or_default().wishes()?,
            input.choice.choice()?,
        );
        let (app, actor) = (app(context)?, actor(context)?);
        let title = input.title.as_str();
        let drafted = programmes::draft(app, actor, site, &needs, &wishes, choice, title).await;
        let (made, errors) = halves(drafted)?;
        let programme = match made {
            Some(made) => {
                let loaded = Programme::load(app, actor, made.id).await;
                Some(loaded.map_err(top_level)?)
            }
            None => None,
        };
        Ok(ProgrammeDraftPayload { programme, errors })
    }

    /// Puts another plan in the place of the present one. Signatures given before count no more.
    async fn programme_adjust(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme, what is wished, and which of the plans.")]
        input: ProgrammeAdjustInput,
    ) -> Result<ProgrammeAdjustPayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (version, wishes, choice) = (
            input.version,
            input.wishes.wishes()?,
            input.choice.choice()?,
        );
        let outcome = programmes::adjust(app, actor, id, version, &wishes, choice).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeAdjustPayload { programme, errors })
    }

    /// Lays a programme before firm and lead firm: from now on they see it and may sign.
    async fn programme_propose(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme.")] input: ProgrammeProposeInput,
    ) -> Result<ProgrammeProposePayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = programmes::propose_to_sides(app, actor, id, input.version).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeProposePayload { programme, errors })
    }

    /// Signs a plan for your side. The last side's signature makes the programme an agreed one.
    async fn programme_sign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme, which version of its plan.")] input: ProgrammeSignInput,
    ) -> Result<ProgrammeSignPayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let comment = input.comment.unwrap_or_default();
        let outcome = programmes::sign(app, actor, id, input.plan_version, &comment).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeSignPayload { programme, errors })
    }

    /// Asks for your side that a proposed programme be changed. Signatures under it count no more.
    async fn programme_ask_changes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which programme, what.")] input: ProgrammeAskChangesInput,
    ) -> Result<ProgrammeAskChangesPayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = programmes::ask_changes(app, actor, id, input.version, &input.words).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeAskChangesPayload { programme, errors })
    }

    /// Begins an agreed programme.
    async fn programme_start(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme.")] input: ProgrammeStartInput,
    ) -> Result<ProgrammeStartPayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = programmes::start(app, actor, id, input.version).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeStartPayload { programme, errors })
    }

    /// Finishes a programme whose gaps were all found closed.
    async fn programme_close(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme.")] input: ProgrammeCloseInput,
    ) -> Result<ProgrammeClosePayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = programmes::close(app, actor, id, input.version).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeClosePayload { programme, errors })
    }

    /// Gives a programme up.
    async fn programme_stop(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which programme, and why.")] input: ProgrammeStopInput,
    ) -> Result<ProgrammeStopPayload> {
        let id = programme_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = programmes::stop(app, actor, id, input.version, &input.words).await;
        let (programme, errors) = after_planning(app, actor, id, outcome).await?;
        Ok(ProgrammeStopPayload { programme, errors })
    }

    /// Says whether a cause stands behind a symptom of a supplier: for your firm, or for your centre as whoever looked.
    /// Neither overwrites the other, and what was said before stays on record.
    async fn state_cause(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At which supplier, of which cause, what.")] input: StateCauseInput,
    ) -> Result<StateCausePayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let note = input.note.unwrap_or_default();
        let said = Statement {
            symptom: &input.symptom_id,
            cause: &input.cause_id,
            finding: Some(input.finding.into()),
            note: &note,
        };
        let outcome = gaps::state(app(context)?, actor(context)?, site, said).await;
        let (statement, errors) = halves(outcome)?;
        Ok(StateCausePayload {
            statement: statement.map(Into::into),
            errors,
        })
    }
}
