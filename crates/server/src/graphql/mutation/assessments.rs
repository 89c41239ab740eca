//! Assessments: begun, filled in, finished, taken back.

use super::halves;
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::assessments::{
    Assessment, AssessmentFinishInput, AssessmentFinishPayload, AssessmentSaveInput,
    AssessmentSavePayload, AssessmentStartInput, AssessmentStartPayload, AssessmentVoidInput,
    AssessmentVoidPayload, assessment_key,
};
use crate::graphql::types::paging::bad_argument;
use async_graphql::{Context, Object, Result};
use eslabon_app::assessments::{self, Start};
use eslabon_app::records::Assessment as AssessmentRecord;
use eslabon_app::{App, AppResult};
use eslabon_domain::actors::Actor;

/// The assessment after a step with it, or what to correct.
async fn after_assessing(
    app: &App,
    actor: &Actor,
    outcome: AppResult<AssessmentRecord>,
) -> Result<(Option<Assessment>, Vec<UserError>)> {
    let (done, errors) = halves(outcome)?;
    let Some(done) = done else {
        return Ok((None, errors));
    };
    let loaded = Assessment::load(app, actor, done.id).await;
    Ok((Some(loaded.map_err(top_level)?), errors))
}

/// What can be done with assessments.
#[derive(Default)]
pub struct AssessmentsMutations;

/// What can be done with assessments.
#[Object]
impl AssessmentsMutations {
    /// Begins an assessment of a supplier.
    async fn assessment_start(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which supplier, of which kind.")] input: AssessmentStartInput,
    ) -> Result<AssessmentStartPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let (app, actor) = (app(context)?, actor(context)?);
        let begun = Start {
            kind: Some(input.kind.into()),
            item: input.item,
            questions: None,
            why: input.why.unwrap_or_default(),
        };
        let outcome = assessments::start(app, actor, site, &begun).await;
        let (assessment, errors) = after_assessing(app, actor, outcome).await?;
        Ok(AssessmentStartPayload { assessment, errors })
    }

    /// Saves what was typed of a draft, right or wrong; what is wrong is told in `faults`.
    async fn assessment_save(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which assessment, and every field that is filled in.")]
        input: AssessmentSaveInput,
    ) -> Result<AssessmentSavePayload> {
        let id = assessment_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let version = input.version;
        let outcome = assessments::save(app, actor, id, version, &input.saving()).await;
        let (assessment, errors) = after_assessing(app, actor, outcome).await?;
        Ok(AssessmentSavePayload { assessment, errors })
    }

    /// Finishes an assessment: it is kept whole, and the facts that follow are written. `facts` of the draft says
    /// before which these are.
    async fn assessment_finish(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which assessment.")] input: AssessmentFinishInput,
    ) -> Result<AssessmentFinishPayload> {
        let id = assessment_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = assessments::finish(app, actor, id, input.version).await;
        let (assessment, errors) = after_assessing(app, actor, outcome).await?;
        Ok(AssessmentFinishPayload { assessment, errors })
    }

    /// Takes an assessment back. The facts that it wrote are withdrawn: what was known before is known again.
    async fn assessment_void(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which assessment, and why.")] input: AssessmentVoidInput,
    ) -> Result<AssessmentVoidPayload> {
        let id = assessment_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = assessments::void(app, actor, id, input.version, &input.reason).await;
        let (assessment, errors) = after_assessing(app, actor, outcome).await?;
        Ok(AssessmentVoidPayload { assessment, errors })
    }
}
