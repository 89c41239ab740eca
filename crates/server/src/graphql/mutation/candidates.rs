//! Candidates: the joint decision, what firms answer, and the gaps that are proposed.

use super::halves;
use crate::graphql::errors::{UserError, top_level};
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::candidates::{
    Candidacy, CandidateMoveInput, CandidateMovePayload, CandidateNoteInput, CandidateNotePayload,
    CandidatePlanInput, CandidatePlanPayload, CandidateRejectInput, CandidateRejectPayload,
    CandidateSignInput, CandidateSignPayload, CandidatesAddInput, CandidatesAddPayload,
    GapDecideInput, GapDecidePayload, GapReplyInput, GapReplyPayload, NeedAnswer, NeedAnswerInput,
    NeedAnswerPayload, ProposedGap, candidacy_key, gap_key, site_keys,
};
use crate::graphql::types::consents;
use crate::graphql::types::paging::bad_argument;
use async_graphql::{Context, Object, Result};
use eslabon_app::candidates::{self, Note};
use eslabon_app::{App, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CandidacyId, ProposedGapId};

/// The candidacy after a step with it, or what to correct.
async fn after_step<T>(
    app: &App,
    actor: &Actor,
    id: CandidacyId,
    outcome: AppResult<T>,
) -> Result<(Option<Candidacy>, Vec<UserError>)> {
    let (done, errors) = halves(outcome)?;
    if done.is_none() {
        return Ok((None, errors));
    }
    let candidacy = Candidacy::load(app, actor, id).await.map_err(top_level)?;
    Ok((Some(candidacy), errors))
}

/// The gap after something was said of it, or what to correct.
async fn after_word(
    app: &App,
    actor: &Actor,
    id: ProposedGapId,
    outcome: AppResult<()>,
) -> Result<(Option<ProposedGap>, Vec<UserError>)> {
    let (done, errors) = halves(outcome)?;
    if done.is_none() {
        return Ok((None, errors));
    }
    let gap = ProposedGap::load(app, actor, id).await.map_err(top_level)?;
    Ok((gap, errors))
}

/// What can be done with candidates.
#[derive(Default)]
pub struct CandidatesMutations;

/// What can be done with candidates.
#[Object]
impl CandidatesMutations {
    /// Puts suppliers of a saved shortlist on the list of its need. Who is on it already stays as she is.
    async fn candidates_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "From which shortlist, which suppliers.")] input: CandidatesAddInput,
    ) -> Result<CandidatesAddPayload> {
        let shortlist = ids::key(ids::SHORTLIST, &input.shortlist)
            .ok_or_else(|| bad_argument("shortlist is no shortlist."))?;
        let sites = site_keys(&input.sites)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (added, errors) = halves(candidates::add(app, actor, shortlist, &sites).await)?;
        let candidacies = match added {
            Some(added) => {
                let listed = Candidacy::listed(app, actor, shortlist, &added).await;
                Some(listed.map_err(top_level)?)
            }
            None => None,
        };
        Ok(CandidatesAddPayload {
            candidacies,
            errors,
        })
    }

    /// Moves a candidate to another stage, forward or back. Signatures given before count no more.
    async fn candidate_move(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which candidacy, where to, and why.")] input: CandidateMoveInput,
    ) -> Result<CandidateMovePayload> {
        let id = candidacy_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (stage, words) = (input.stage.into(), input.words.unwrap_or_default());
        let outcome = candidates::move_to(app, actor, id, input.version, stage, &words).await;
        let (candidacy, errors) = after_step(app, actor, id, outcome).await?;
        Ok(CandidateMovePayload { candidacy, errors })
    }

    /// Signs for your side that a candidate be chosen. The second side's signature chooses it.
    async fn candidate_sign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which candidacy.")] input: CandidateSignInput,
    ) -> Result<CandidateSignPayload> {
        let id = candidacy_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = candidates::sign(app, actor, id, input.version).await;
        let (candidacy, errors) = after_step(app, actor, id, outcome).await?;
        Ok(CandidateSignPayload { candidacy, errors })
    }

    /// Rejects a candidate. A reason that concerns the supplier proposes a gap to the firm and its centre.
    async fn candidate_reject(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which candidacy, and why.")] input: CandidateRejectInput,
    ) -> Result<CandidateRejectPayload> {
        let id = candidacy_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (reason, words) = (input.reason, input.words.unwrap_or_default());
        let outcome = candidates::reject(app, actor, id, input.version, &reason, &words).await;
        let (candidacy, errors) = after_step(app, actor, id, outcome).await?;
        Ok(CandidateRejectPayload { candidacy, errors })
    }

    /// Notes a comment, a call or a visit.
    async fn candidate_note(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which candidacy, what.")] input: CandidateNoteInput,
    ) -> Result<CandidateNotePayload> {
        let id = candidacy_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let note = Note {
            step: input.step.into(),
            words: input.words,
        };
        let outcome = candidates::note(app, actor, id, &note).await;
        let (candidacy, errors) = after_step(app, actor, id, outcome).await?;
        Ok(CandidateNotePayload { candidacy, errors })
    }

    /// Writes down what is done next with a candidate, by whom, until when; nothing where it is done.
    async fn candidate_plan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "With which candidacy, what.")] input: CandidatePlanInput,
    ) -> Result<CandidatePlanPayload> {
        let id = candidacy_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let is_done = input.what.is_none() && input.owner.is_none() && input.on.is_none();
        let (what, owner) = (
            input.what.unwrap_or_default(),
            input.owner.unwrap_or_default(),
        );
        let next = match input.on {
            _ if is_done => None,
            Some(on) => Some((what.as_str(), owner.as_str(), consents::day(&on)?)),
            None => return Err(bad_argument("on is needed where something is to be done.")),
        };
        let outcome = candidates::plan(app, actor, id, input.version, next).await;
        let (candidacy, errors) = after_step(app, actor, id, outcome).await?;
        Ok(CandidatePlanPayload { candidacy, errors })
    }

    /// Answers an open need for your firm; staff of its centre take down what a firm says.
    async fn need_answer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To which need, for which supplier, what.")] input: NeedAnswerInput,
    ) -> Result<NeedAnswerPayload> {
        let need =
            ids::key(ids::NEED, &input.need).ok_or_else(|| bad_argument("need is no need."))?;
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (interest, words) = (input.interest.into(), input.words.unwrap_or_default());
        let outcome = candidates::answer(app, actor, need, site, interest, &words).await;
        let (answered, errors) = halves(outcome)?;
        let answer =
            answered.map(|one| NeedAnswer::of(one.interest, one.words, one.by, one.role, one.at));
        Ok(NeedAnswerPayload { answer, errors })
    }

    /// Confirms or drops a gap that came of a rejection.
    async fn gap_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which gap, and what you found.")] input: GapDecideInput,
    ) -> Result<GapDecidePayload> {
        let id = gap_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (version, confirms) = (input.version, input.confirms);
        let outcome = candidates::decide_gap(app, actor, id, version, confirms, &input.words).await;
        let (gap, errors) = after_word(app, actor, id, outcome).await?;
        Ok(GapDecidePayload { gap, errors })
    }

    /// Replies for your firm to a gap that came of a rejection.
    async fn gap_reply(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To which gap, what.")] input: GapReplyInput,
    ) -> Result<GapReplyPayload> {
        let id = gap_key(&input.id)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = candidates::reply_to_gap(app, actor, id, input.version, &input.words).await;
        let (gap, errors) = after_word(app, actor, id, outcome).await?;
        Ok(GapReplyPayload { gap, errors })
    }
}
