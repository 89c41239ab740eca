//! What can be done. What the user can correct comes back in the payload.

use super::errors::{UserError, top_level, user_errors};
use super::ids;
use super::query::{actor, app};
use super::types::alerts::{
    AlertSettingsSetInput, AlertSettingsSetPayload, AlertsMarkReadInput, AlertsMarkReadPayload,
};
use super::types::assessments::{
    Assessment, AssessmentFinishInput, AssessmentFinishPayload, AssessmentSaveInput,
    AssessmentSavePayload, AssessmentStartInput, AssessmentStartPayload, AssessmentVoidInput,
    AssessmentVoidPayload, assessment_key,
};
use super::types::candidates::{
    Candidacy, CandidateMoveInput, CandidateMovePayload, CandidateNoteInput, CandidateNotePayload,
    CandidatePlanInput, CandidatePlanPayload, CandidateRejectInput, CandidateRejectPayload,
    CandidateSignInput, CandidateSignPayload, CandidatesAddInput, CandidatesAddPayload,
    GapDecideInput, GapDecidePayload, GapReplyInput, GapReplyPayload, NeedAnswer, NeedAnswerInput,
    NeedAnswerPayload, ProposedGap, candidacy_key, gap_key, site_keys,
};
use super::types::capacity::{
    CommittedLoadRecordInput, CommittedLoadRecordPayload, MonthLoadInput, processes,
};
use super::types::causes::{StateCauseInput, StateCausePayload};
use super::types::claims::{
    ClaimCreateInput, ClaimCreatePayload, ClaimDecideInput, ClaimDecidePayload,
    DuplicateMergeInput, DuplicateMergePayload, DuplicateSeparateInput, DuplicateSeparatePayload,
};
use super::types::consents::{
    self, ConsentApplyPresetInput, ConsentApplyPresetPayload, ConsentOpenInput, ConsentOpenPayload,
    ConsentRevokeInput, ConsentRevokePayload, NeedShowBuyerInput, NeedShowBuyerPayload,
    NeedTermsAcceptInput, NeedTermsAcceptPayload,
};
use super::types::follow_up::{
    GapVerifyInput, GapVerifyPayload, IndicatorAgreeInput, IndicatorAgreePayload,
    IndicatorRecordInput, IndicatorRecordPayload, StepMarkInput, StepMarkPayload, file_keys,
    indicator_key, programme_gap_key,
};
use super::types::imports::{
    self, DuplicateDecideInput, DuplicateDecidePayload, ImportRun, ImportStartInput,
    ImportStartPayload,
};
use super::types::machines::{
    Machine, MachineAddInput, MachineAddPayload, MachineChangeInput, MachineChangePayload,
    MachineRemoveInput, MachineRemovePayload, machine_key,
};
use super::types::need_life::{
    NeedChangeInput, NeedChangePayload, NeedSetStatusInput, NeedSetStatusPayload, warnings,
};
use super::types::needs::{NeedCreateInput, NeedCreatePayload, draft};
use super::types::paging::bad_argument;
use super::types::people::{
    PersonInviteInput, PersonInvitePayload, PersonRemoveInput, PersonRemovePayload,
};
use super::types::privacy::{RequestFileInput, RequestFilePayload};
use super::types::profiles::{FactRecordInput, FactRecordPayload, FactSkipInput, FactSkipPayload};
use super::types::programme_plans::{need_keys, site_key};
use super::types::programme_steps::{
    ProgrammeAdjustInput, ProgrammeAdjustPayload, ProgrammeAskChangesInput,
    ProgrammeAskChangesPayload, ProgrammeCloseInput, ProgrammeClosePayload, ProgrammeDraftInput,
    ProgrammeDraftPayload, ProgrammeProposeInput, ProgrammeProposePayload, ProgrammeSignInput,
    ProgrammeSignPayload, ProgrammeStartInput, ProgrammeStartPayload, ProgrammeStopInput,
    ProgrammeStopPayload,
};
use super::types::programmes::{Programme, programme_key};
use super::types::referrals::{
    ReferralAnswerInput, ReferralAnswerPayload, ReferralReportInput, ReferralReportPayload,
    ReferralSendInput, ReferralSendPayload, ReferralSettleInput, ReferralSettlePayload,
    WorkLogInput, WorkLogPayload, WorkStrikeInput, WorkStrikePayload, entry_key, referral_key,
    step_key,
};
use super::types::service_saves::{
    ServiceCohortSaveInput, ServiceCohortSavePayload, ServiceSaveInput, ServiceSavePayload,
    cohort_key, service_key,
};
use super::types::services::{Service, ServiceCohort};
use super::types::shortlists::{Shortlist, ShortlistCreateInput, ShortlistCreatePayload};
use super::types::site_files::{
    SupplierFileConfirmInput, SupplierFileConfirmPayload, SupplierFileRemoveInput,
    SupplierFileRemovePayload, file_key,
};
use super::types::suppliers::{Supplier, fact as named_fact};
use async_graphql::{Context, Object, Result};
use eslabon_app::accounts::invitations::{Invitation, invite};
use eslabon_app::accounts::people;
use eslabon_app::alerts::{mark_read, set_mail};
use eslabon_app::assessments::{self, Start};
use eslabon_app::candidates::{self, Note};
use eslabon_app::capacity::{self, LoadDraft, Recording, load_capacity};
use eslabon_app::catalogue;
use eslabon_app::claims::{self, ClaimDraft};
use eslabon_app::consents::{apply_preset, open, revoke, show_buyer_to_all};
use eslabon_app::context::Silent;
use eslabon_app::drawings::accept_terms;
use eslabon_app::duplicates::{Verdict, decide};
use eslabon_app::follow_up::{self, WorkDraft};
use eslabon_app::gaps::{self, Statement};
use eslabon_app::imports::run;
use eslabon_app::indicators::{self, FigureDraft, IndicatorDraft};
use eslabon_app::machines;
use eslabon_app::merges;
use eslabon_app::needs::{change_need, create_need, load_to_change, set_status, target_price};
use eslabon_app::privacy::requests::{self, Filing};
use eslabon_app::profiles::{Draft, record, skip};
use eslabon_app::programmes;
use eslabon_app::records::Assessment as AssessmentRecord;
use eslabon_app::referrals::{self, Answer, ReferralDraft, Report};
use eslabon_app::shortlists::make_shortlist;
use eslabon_app::site_files::{self, Shown};
use eslabon_app::suppliers::load_card;
use eslabon_app::verifications::{GapVisit, verify_gap};
use eslabon_app::{App, AppError, AppResult, FieldError};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::calendar::Month;
use eslabon_domain::ids::{CandidacyId, ProgrammeId, ProposedGapId, SiteFileId};
use eslabon_domain::loads::LoadUnit;
use eslabon_domain::text::Lang;

/// What can be done.
pub struct Mutation;

/// The payload's two halves of an outcome.
fn halves<T>(outcome: Result<T, eslabon_app::AppError>) -> Result<(Option<T>, Vec<UserError>)> {
    match outcome {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(error) => Ok((None, user_errors(error)?)),
    }
}

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

/// The supplier after a document of it was looked at. What is shown is named by attributes, whose newest facts
/// are meant.
async fn confirm_file(
    app: &App,
    actor: &Actor,
    id: SiteFileId,
    input: SupplierFileConfirmInput,
) -> AppResult<Supplier> {
    let known = site_files::load_confirming(app, actor, id).await?.known;
    let mut facts = Vec::with_capacity(input.attributes.len());
    for attribute in &input.attributes {
        let fact = known.iter().find(|fact| fact.attribute == *attribute);
        let unknown = || FieldError::new("facts", "unknown_attribute", attribute);
        facts.push(fact.ok_or_else(|| AppError::Invalid(vec![unknown()]))?.id);
    }
    let shown = Shown {
        facts,
        observed: input.observed_on.unwrap_or_default(),
        valid_until: input.valid_until.unwrap_or_default(),
    };
    let site = site_files::confirm(app, actor, id, &shown).await?;
    Ok(load_card(app, actor, site).await?.into())
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

/// What can be done. What the user can correct comes back in the payload. Passwords, second factors and
/// API tokens are managed on the pages only, never here.
#[Object]
impl Mutation {
    /// Posts a sourcing need; it is open to matching at once.
    async fn need_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is looked for.")] input: NeedCreateInput,
    ) -> Result<NeedCreatePayload> {
        let (app, draft) = (app(context)?, draft(input)?);
        let warnings = warnings(app, &draft);
        let (need, errors) = halves(create_need(app, actor(context)?, draft).await)?;
        Ok(NeedCreatePayload {
            need: need.map(Into::into),
            warnings,
            errors,
        })
    }

    /// Changes what a need asks, and when, while it is a draft or open. Saved shortlists answer the former
    /// version.
    async fn need_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which need, in which version, and how it is to be.")]
        input: NeedChangeInput,
    ) -> Result<NeedChangePayload> {
        let (need, version) = (consents::need_key(&input.need_id)?, input.version);
        let (app, actor) = (app(context)?, actor(context)?);
        let (stored, errors) = halves(load_to_change(app, actor, need).await)?;
        let Some(stored) = stored else {
            return Ok(NeedChangePayload {
                need: None,
                warnings: Vec::new(),
                errors,
            });
        };
        let price = target_price(app, actor, &stored).await.map_err(top_level)?;
        let draft = input.draft(&stored.terms, price)?;
        let warnings = warnings(app, &draft);
        let (need, errors) = halves(change_need(app, actor, need, version, draft).await)?;
        Ok(NeedChangePayload {
            need: need.map(Into::into),
            warnings,
            errors,
        })
    }

    /// Opens, withdraws or awards a need, or opens it again, with a reason.
    async fn need_set_status(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which need, in which version, where it is to stand, and why.")]
        input: NeedSetStatusInput,
    ) -> Result<NeedSetStatusPayload> {
        let outcome = set_status(
            app(context)?,
            actor(context)?,
            consents::need_key(&input.need_id)?,
            input.version,
            input.status.into(),
            input.reason.as_deref().unwrap_or_default(),
            input.supplier.as_deref(),
        )
        .await;
        let (need, errors) = halves(outcome)?;
        Ok(NeedSetStatusPayload {
            need: need.map(Into::into),
            errors,
        })
    }

    /// Scores every supplier against a need and saves the answer.
    async fn shortlist_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which need, as of which day.")] input: ShortlistCreateInput,
    ) -> Result<ShortlistCreatePayload> {
        let app = app(context)?;
        let need = ids::key(ids::NEED, &input.need_id)
            .ok_or_else(|| bad_argument("needId is no need."))?;
        let on = match input.evaluated_on {
            Some(text) => text
                .parse()
                .map_err(|_| bad_argument("evaluatedOn is no date; write YYYY-MM-DD."))?,
            None => app.today(),
        };
        let (view, errors) = halves(make_shortlist(app, actor(context)?, need, on).await)?;
        Ok(ShortlistCreatePayload {
            shortlist: view.map(|view| Shortlist::of(app, view)),
            errors,
        })
    }

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

    /// Opens a group of your firm's closed facts, or the name or drawings of your need, to others.
    async fn consent_open(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What, to whom, for what, until when.")] input: ConsentOpenInput,
    ) -> Result<ConsentOpenPayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let opening = consents::opening(app, actor, input).await?;
        let (consent, errors) = halves(open(app, actor, opening).await)?;
        Ok(ConsentOpenPayload {
            consent: consent.map(Into::into),
            errors,
        })
    }

    /// Takes back what was opened; from now on nobody reads or compares by it.
    async fn consent_revoke(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConsentRevokeInput,
    ) -> Result<ConsentRevokePayload> {
        let id = ids::key(ids::CONSENT, &input.consent_id)
            .ok_or_else(|| bad_argument("consentId is no consent."))?;
        let (revoked, errors) = halves(revoke(app(context)?, actor(context)?, id).await)?;
        Ok(ConsentRevokePayload {
            revoked: revoked.is_some(),
            errors,
        })
    }

    /// Puts all that your firm has open of its facts as a preset says.
    async fn consent_apply_preset(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, for whom, until when.")] input: ConsentApplyPresetInput,
    ) -> Result<ConsentApplyPresetPayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let audience = consents::organisations(input.audience_ids)?;
        let until = match &input.until {
            Some(text) => consents::day(text)?,
            None => app.today(),
        };
        let outcome = apply_preset(app, actor, input.preset.into(), &audience, until).await;
        let (view, errors) = halves(outcome)?;
        Ok(ConsentApplyPresetPayload {
            consents: view.map(Into::into),
            errors,
        })
    }

    /// Shows the buyer's name on your need to everyone who may know of it. It cannot be unsaid.
    async fn need_show_buyer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which need.")] input: NeedShowBuyerInput,
    ) -> Result<NeedShowBuyerPayload> {
        let need = consents::need_key(&input.need_id)?;
        let outcome = show_buyer_to_all(app(context)?, actor(context)?, need).await;
        let (shown, errors) = halves(outcome)?;
        Ok(NeedShowBuyerPayload {
            shown: shown.is_some(),
            errors,
        })
    }

    /// Accepts the confidentiality terms that stand before the drawings of a need, for your organisation.
    async fn need_terms_accept(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which need, which text.")] input: NeedTermsAcceptInput,
    ) -> Result<NeedTermsAcceptPayload> {
        let need = consents::need_key(&input.need_id)?;
        let outcome = accept_terms(app(context)?, actor(context)?, need, &input.version).await;
        let (accepted, errors) = halves(outcome)?;
        Ok(NeedTermsAcceptPayload {
            accepted: accepted.is_some(),
            errors,
        })
    }

    /// Imports a file that was uploaded to `/uploads`; answers when its rows are searchable.
    async fn import_start(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which upload, of which kind.")] input: ImportStartInput,
    ) -> Result<ImportStartPayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let source = imports::uploaded(app, actor, &input.upload_token)?;
        let kind = imports::kind(input.kind.as_deref())?;
        let (report, errors) = halves(run(app, actor, source, kind, &Silent).await)?;
        Ok(ImportStartPayload {
            run: report.map(|report| ImportRun::from(report.run)),
            errors,
        })
    }

    /// Says that a registry entry is your firm. Staff of the centre decide.
    async fn claim_create(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which supplier, who you are, what shows it.")] input: ClaimCreateInput,
    ) -> Result<ClaimCreatePayload> {
        let site = ids::key(ids::SUPPLIER, &input.supplier_id)
            .ok_or_else(|| bad_argument("supplierId is no supplier."))?;
        let draft = ClaimDraft {
            name: input.name.unwrap_or_default(),
            email: input.email.unwrap_or_default(),
            telephone: input.telephone.unwrap_or_default(),
            evidence: Some(input.evidence.into()),
            words: input.words,
            file: None,
            lang: *context.data::<Lang>()?,
        };
        let outcome = claims::make_claim(app(context)?, actor(context)?, site, draft).await;
        let (received, errors) = halves(outcome)?;
        Ok(ClaimCreatePayload {
            received: received.is_some(),
            errors,
        })
    }

    /// Approves or refuses a claim of a registry entry.
    async fn claim_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which claim, and what was decided.")] input: ClaimDecideInput,
    ) -> Result<ClaimDecidePayload> {
        let id = ids::key(ids::CLAIM, &input.claim_id)
            .ok_or_else(|| bad_argument("claimId is no claim."))?;
        let (app, actor) = (app(context)?, actor(context)?);
        let outcome = claims::decide(app, actor, id, input.approve, &input.reason).await;
        let (decided, errors) = halves(outcome)?;
        let (status, invitation_link) = match decided {
            Some(decided) => (Some(decided.status.into()), decided.invitation),
            None => (None, None),
        };
        Ok(ClaimDecidePayload {
            status,
            invitation_link,
            errors,
        })
    }

    /// Makes one supplier of the two of a pair that was decided to be one plant. Both histories stay.
    async fn duplicate_merge(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, which of the two stays, and why.")]
        input: DuplicateMergeInput,
    ) -> Result<DuplicateMergePayload> {
        let pair = ids::key(ids::DUPLICATE, &input.duplicate_id)
            .ok_or_else(|| bad_argument("duplicateId is no pair."))?;
        let stays = ids::key(ids::SUPPLIER, &input.keep_id)
            .ok_or_else(|| bad_argument("keepId is no supplier."))?;
        let (app, actor) = (app(context)?, actor(context)?);
        let (merge, errors) = halves(merges::merge(app, actor, pair, stays, &input.reason).await)?;
        Ok(DuplicateMergePayload {
            merge_id: merge
                .as_ref()
                .map(|merge| ids::global(ids::MERGE, merge.id)),
            supplier_id: merge.map(|merge| ids::global(ids::SUPPLIER, merge.into)),
            errors,
        })
    }

    /// Undoes a merge: each supplier is again what it was.
    async fn duplicate_separate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which merge, and why.")] input: DuplicateSeparateInput,
    ) -> Result<DuplicateSeparatePayload> {
        let id = ids::key(ids::MERGE, &input.merge_id)
            .ok_or_else(|| bad_argument("mergeId is no merge."))?;
        let outcome = merges::separate(app(context)?, actor(context)?, id, &input.reason).await;
        let (separated, errors) = halves(outcome)?;
        Ok(DuplicateSeparatePayload {
            separated: separated.is_some(),
            errors,
        })
    }

    /// Decides whether two sites are the same plant. Nothing is merged; the decision is remembered.
    async fn duplicate_decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which pair, and what was decided.")] input: DuplicateDecideInput,
    ) -> Result<DuplicateDecidePayload> {
        let id = ids::key(ids::DUPLICATE, &input.duplicate_id)
            .ok_or_else(|| bad_argument("duplicateId is no pair."))?;
        let verdict = if input.same {
            Verdict::Same
        } else {
            Verdict::Different
        };
        let outcome = decide(app(context)?, actor(context)?, id, verdict, &input.reason).await;
        let (decided, errors) = halves(outcome)?;
        Ok(DuplicateDecidePayload {
            decided: decided.is_some(),
            errors,
        })
    }

    /// Files a request about personal data; visitors say their name and address.
    async fn request_file(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What you ask for.")] input: RequestFileInput,
    ) -> Result<RequestFilePayload> {
        let filing = Filing {
            kind: Some(input.kind.into()),
            words: input.words,
            name: input.name.unwrap_or_default(),
            email: input.email.unwrap_or_default(),
            lang: *context.data::<Lang>()?,
        };
        let (request, errors) =
            halves(requests::file(app(context)?, actor(context)?, filing).await)?;
        Ok(RequestFilePayload {
            request: request.map(Into::into),
            errors,
        })
    }

    /// Records a fact of a supplier whose profile is yours to keep. What was known before stays in its history.
    async fn fact_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is said, of what, and how it is known.")] input: FactRecordInput,
    ) -> Result<FactRecordPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = Draft {
            attribute: input.attribute,
            item: input.item,
            text: input.text,
            unit: input.unit.unwrap_or_default(),
            observed: input.observed_on.unwrap_or_default(),
            valid_until: input.valid_until.unwrap_or_default(),
            origin: input.origin.map(Into::into),
            lang: *context.data::<Lang>()?,
        };
        let app = app(context)?;
        let (fact, errors) = halves(record(app, actor(context)?, site, &draft).await)?;
        Ok(FactRecordPayload {
            fact: fact.map(|fact| named_fact(app, fact)),
            errors,
        })
    }

    /// Leaves a question of a profile for later, because nobody knows the answer now. It stays unknown, and is
    /// asked again after a while, or when a need opens that waits for it.
    async fn fact_skip(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which question, of what.")] input: FactSkipInput,
    ) -> Result<FactSkipPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let (app, actor, item) = (app(context)?, actor(context)?, input.item.as_ref());
        let (until, errors) = halves(skip(app, actor, site, &input.attribute, item).await)?;
        Ok(FactSkipPayload {
            until: until.map(|day| day.to_string()),
            errors,
        })
    }

    /// Adds a machine to the list of a supplier whose profile is yours to keep. What the list says becomes facts.
    async fn machine_add(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "At which supplier, and what stands on its plate.")]
        input: MachineAddInput,
    ) -> Result<MachineAddPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = input.plate.draft(*context.data::<Lang>()?);
        let app = app(context)?;
        let (machine, errors) = halves(machines::add(app, actor(context)?, site, &draft).await)?;
        Ok(MachineAddPayload {
            machine: machine.map(|machine| Machine::of(&app.words(), machine)),
            errors,
        })
    }

    /// Changes a machine: everything that is said of it is said anew.
    async fn machine_change(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which machine, in which version, and what stands on its plate.")]
        input: MachineChangeInput,
    ) -> Result<MachineChangePayload> {
        let (id, version) = (machine_key(&input.id)?, input.version);
        let draft = input.plate.draft(*context.data::<Lang>()?);
        let app = app(context)?;
        let outcome = machines::change(app, actor(context)?, id, version, &draft).await;
        let (machine, errors) = halves(outcome)?;
        Ok(MachineChangePayload {
            machine: machine.map(|machine| Machine::of(&app.words(), machine)),
            errors,
        })
    }

    /// Takes a machine off the list. After the last of its type the supplier is known to have none of it.
    async fn machine_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which machine, in which version.")] input: MachineRemoveInput,
    ) -> Result<MachineRemovePayload> {
        let (id, version) = (machine_key(&input.id)?, input.version);
        let origin = input.origin.map(Into::into);
        let outcome = machines::remove(app(context)?, actor(context)?, id, version, origin).await;
        let (removed, errors) = halves(outcome)?;
        Ok(MachineRemovePayload {
            removed: removed.is_some(),
            errors,
        })
    }

    /// Adds a service to the catalogue of an institution that is yours to keep, or changes one: everything that is
    /// said of it is said anew.
    async fn service_save(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Which service in which version, or for which institution, and what is said of it."
        )]
        input: ServiceSaveInput,
    ) -> Result<ServiceSavePayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let draft = input.service.draft();
        let outcome = match (&input.id, &input.institution) {
            (Some(id), None) => {
                let id = service_key(id)?;
                catalogue::change(app, actor, id, input.version, &draft).await
            }
            (None, Some(institution)) => {
                let institution = ids::key(ids::INSTITUTION, institution)
                    .ok_or_else(|| bad_argument("institution is no institution."))?;
                catalogue::add(app, actor, institution, &draft).await
            }
            _ => return Err(bad_argument("either id or institution is to be given.")),
        };
        let (service, errors) = halves(outcome)?;
        let service = match service {
            Some(service) => {
                let view = catalogue::service(app, actor, service.id).await;
                Some(Service::from(view.map_err(top_level)?))
            }
            None => None,
        };
        Ok(ServiceSavePayload { service, errors })
    }

    /// Adds a date to a course that is yours to keep, or changes one.
    async fn service_cohort_save(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which service, which date in which version, and how it is.")]
        input: ServiceCohortSaveInput,
    ) -> Result<ServiceCohortSavePayload> {
        let service = service_key(&input.service)?;
        let known = match &input.id {
            Some(id) => Some((cohort_key(id)?, input.version)),
            None => None,
        };
        let (app, actor, draft) = (app(context)?, actor(context)?, input.draft());
        let outcome = catalogue::save_cohort(app, actor, service, known, &draft).await;
        let (cohort, errors) = halves(outcome)?;
        Ok(ServiceCohortSavePayload {
            cohort: cohort.as_ref().map(ServiceCohort::from),
            errors,
        })
    }

    /// Refers the firm of a programme that runs to the institution that gives a step. Its people are told by mail, too.
    async fn referral_send(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which step, and what is said.")] input: ReferralSendInput,
    ) -> Result<ReferralSendPayload> {
        let step = step_key(&input.step)?;
        let draft = ReferralDraft {
            words: input.words.unwrap_or_default(),
            contact_name: input.contact_name.unwrap_or_default(),
            contact_telephone: input.contact_telephone.unwrap_or_default(),
            contact_email: input.contact_email.unwrap_or_default(),
            contact_allowed: input.contact_allowed,
        };
        let outcome = referrals::send(app(context)?, actor(context)?, step, &draft).await;
        let (referral, errors) = halves(outcome)?;
        Ok(ReferralSendPayload {
            referral: referral.map(Into::into),
            errors,
        })
    }

    /// Answers a referral for the institution: takes the firm, offers another day, or declines.
    async fn referral_answer(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which referral, in which version, and the answer.")]
        input: ReferralAnswerInput,
    ) -> Result<ReferralAnswerPayload> {
        let (id, version) = (referral_key(&input.id)?, input.version);
        let said = Answer {
            event: input.answer.into(),
            offered_on: input.offered_on.unwrap_or_default(),
            words: input.words.unwrap_or_default(),
        };
        let outcome = referrals::answer(app(context)?, actor(context)?, id, version, &said).await;
        let (referral, errors) = halves(outcome)?;
        Ok(ReferralAnswerPayload {
            referral: referral.map(Into::into),
            errors,
        })
    }

    /// Agrees for the centre to the day that an institution offers, or takes the referral back.
    async fn referral_settle(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which referral, in which version, and what is decided.")]
        input: ReferralSettleInput,
    ) -> Result<ReferralSettlePayload> {
        let (id, version) = (referral_key(&input.id)?, input.version);
        let event = input.decision.into();
        let outcome = referrals::settle(app(context)?, actor(context)?, id, version, event).await;
        let (referral, errors) = halves(outcome)?;
        Ok(ReferralSettlePayload {
            referral: referral.map(Into::into),
            errors,
        })
    }

    /// Says for the institution what came of a referral that it took. The step is done with it.
    async fn referral_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which referral, in which version, what came.")]
        input: ReferralReportInput,
    ) -> Result<ReferralReportPayload> {
        let (id, version) = (referral_key(&input.id)?, input.version);
        let attended = input.attended.map(|people| people.to_string());
        let said = Report {
            done_on: input.done_on,
            attended: attended.unwrap_or_default(),
            certificate: input.certificate.unwrap_or_default(),
            words: input.words.unwrap_or_default(),
            file: None,
        };
        let outcome = referrals::report(app(context)?, actor(context)?, id, version, said).await;
        let (referral, errors) = halves(outcome)?;
        Ok(ReferralReportPayload {
            referral: referral.map(Into::into),
            errors,
        })
    }

    /// Logs hours and money that went into a step of a programme.
    async fn work_log(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Into which step, what.")] input: WorkLogInput,
    ) -> Result<WorkLogPayload> {
        let step = step_key(&input.step)?;
        let draft = WorkDraft {
            worked_on: input.worked_on,
            hours: input.hours,
            cost: input.cost.unwrap_or_default(),
            words: input.words,
        };
        let outcome = follow_up::log_work(app(context)?, actor(context)?, step, &draft).await;
        let (entry, errors) = halves(outcome)?;
        Ok(WorkLogPayload {
            entry: entry.map(Into::into),
            errors,
        })
    }

    /// Strikes an entry of the log that was a mistake: it stays on record and counts no more.
    async fn work_strike(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which entry.")] input: WorkStrikeInput,
    ) -> Result<WorkStrikePayload> {
        let id = entry_key(&input.id)?;
        let outcome = follow_up::strike_work(app(context)?, actor(context)?, id).await;
        let (struck, errors) = halves(outcome)?;
        Ok(WorkStrikePayload {
            struck: struck.is_some(),
            errors,
        })
    }

    /// Says that a step of a programme that runs has begun, was done, or failed.
    async fn step_mark(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which step, how it stood and how it stands.")] input: StepMarkInput,
    ) -> Result<StepMarkPayload> {
        let step = step_key(&input.step)?;
        let (seen, state) = (input.seen.into(), input.state.into());
        let outcome = follow_up::mark_step(app(context)?, actor(context)?, step, seen, state).await;
        let (marked, errors) = halves(outcome)?;
        Ok(StepMarkPayload {
            marked: marked.is_some(),
            errors,
        })
    }

    /// Says what a verification visit found of a gap. A closed gap becomes a fact of the firm, verified on a visit;
    /// with the last one the programme is verified.
    async fn gap_verify(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which gap, what was found.")] input: GapVerifyInput,
    ) -> Result<GapVerifyPayload> {
        let programme = programme_key(&input.programme)?;
        let gap = programme_gap_key(&input.gap)?;
        let visit = GapVisit {
            finding: Some(input.finding.into()),
            measured: input.measured.unwrap_or_default(),
            unit: String::new(),
            valid_until: input.valid_until.unwrap_or_default(),
            visited_on: input.visited_on,
            spread: Some(input.spread.into()),
            note: input.note.unwrap_or_default(),
            reason: input.reason.unwrap_or_default(),
            files: file_keys(&input.files)?,
            lang: *context.data::<Lang>()?,
        };
        let outcome = verify_gap(app(context)?, actor(context)?, programme, gap, &visit).await;
        let (verification, errors) = halves(outcome)?;
        Ok(GapVerifyPayload {
            verification: verification.map(Into::into),
            errors,
        })
    }

    /// Writes down what a programme is to change.
    async fn indicator_agree(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which programme, what is measured.")] input: IndicatorAgreeInput,
    ) -> Result<IndicatorAgreePayload> {
        let programme = programme_key(&input.programme)?;
        let draft = IndicatorDraft {
            kind: Some(input.kind.into()),
            name: input.name.unwrap_or_default(),
            unit: input.unit.unwrap_or_default(),
        };
        let outcome = indicators::agree(app(context)?, actor(context)?, programme, &draft).await;
        let (indicator, errors) = halves(outcome)?;
        Ok(IndicatorAgreePayload {
            indicator: indicator.map(Into::into),
            errors,
        })
    }

    /// Records a figure of an indicator. One that is put right stays beside the new one.
    async fn indicator_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which indicator, when, and the figure.")] input: IndicatorRecordInput,
    ) -> Result<IndicatorRecordPayload> {
        let id = indicator_key(&input.indicator)?;
        let draft = FigureDraft {
            moment: Some(input.moment.into()),
            seen: input.seen,
            text: input.figure,
            unit: String::new(),
            observed: input.observed,
            origin: input.origin.map(Into::into),
            lang: *context.data::<Lang>()?,
        };
        let outcome = indicators::record_figure(app(context)?, actor(context)?, id, &draft).await;
        let (figure, errors) = halves(outcome)?;
        Ok(IndicatorRecordPayload {
            figure: figure.map(Into::into),
            errors,
        })
    }

    /// Takes a photograph or document of a supplier away. What was recorded from it stays.
    async fn supplier_file_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which file.")] input: SupplierFileRemoveInput,
    ) -> Result<SupplierFileRemovePayload> {
        let id = file_key(&input.file_id)?;
        let outcome = site_files::remove(app(context)?, actor(context)?, id).await;
        let (removed, errors) = halves(outcome)?;
        Ok(SupplierFileRemovePayload {
            removed: removed.is_some(),
            errors,
        })
    }

    /// Records, as staff who looked at a document, that it shows what is known.
    async fn supplier_file_confirm(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which document, and what it shows.")] input: SupplierFileConfirmInput,
    ) -> Result<SupplierFileConfirmPayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let id = file_key(&input.file_id)?;
        let (supplier, errors) = halves(confirm_file(app, actor, id, input).await)?;
        Ok(SupplierFileConfirmPayload { supplier, errors })
    }

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

    /// Records what is promised of a process's machine time, month by month, of a supplier whose profile is yours
    /// to keep. What was stated before stays in its history.
    async fn committed_load_record(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which process, how much in which months, and how it is known.")]
        input: CommittedLoadRecordInput,
    ) -> Result<CommittedLoadRecordPayload> {
        let site = ids::key(ids::SUPPLIER, &input.site)
            .ok_or_else(|| bad_argument("site is no supplier."))?;
        let draft = |month: MonthLoadInput| {
            let which = Month::parse(&month.month)
                .ok_or_else(|| bad_argument("months: a month is written YYYY-MM."))?;
            Ok(LoadDraft {
                month: which,
                text: month.text,
            })
        };
        let months = input.months.into_iter().map(draft);
        let recording = Recording {
            process: input.process,
            unit: input.unit.map_or(LoadUnit::Share, LoadUnit::from),
            months: months.collect::<Result<Vec<_>>>()?,
            origin: input.origin.map(Into::into),
        };
        let (app, actor) = (app(context)?, actor(context)?);
        let (recorded, errors) = halves(capacity::record(app, actor, site, &recording).await)?;
        let view = match recorded {
            Some(_) => Some(load_capacity(app, actor, site).await.map_err(top_level)?),
            None => None,
        };
        let process = Some(recording.process.as_str());
        Ok(CommittedLoadRecordPayload {
            capacity: view.and_then(|view| processes(app, &view, process).pop()),
            errors,
        })
    }

    /// Marks your alerts as read: all of them, or those up to one.
    async fn alerts_mark_read(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Up to which.")] input: AlertsMarkReadInput,
    ) -> Result<AlertsMarkReadPayload> {
        let up_to = match &input.up_to {
            Some(id) => {
                Some(ids::key(ids::ALERT, id).ok_or_else(|| bad_argument("upTo is no alert."))?)
            }
            None => None,
        };
        let outcome = mark_read(app(context)?, actor(context)?, up_to).await;
        let (marked, errors) = halves(outcome)?;
        Ok(AlertsMarkReadPayload {
            marked: marked.map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
            errors,
        })
    }

    /// Says whether you have a summary of your alerts by mail.
    async fn alert_settings_set(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How you want it.")] input: AlertSettingsSetInput,
    ) -> Result<AlertSettingsSetPayload> {
        let outcome = set_mail(app(context)?, actor(context)?, input.by_mail).await;
        let (set, errors) = halves(outcome)?;
        Ok(AlertSettingsSetPayload {
            by_mail: set.map(|()| input.by_mail),
            errors,
        })
    }

    /// Invites someone; answers the link, and sends it where an address is given.
    async fn person_invite(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom, as what.")] input: PersonInviteInput,
    ) -> Result<PersonInvitePayload> {
        // What is no role is refused as one that nobody can be given.
        let role = Role::parse(&input.role).unwrap_or(Role::Visitor);
        let organisation = match &input.organisation_id {
            Some(id) => Some(
                ids::key(ids::ORGANISATION, id)
                    .ok_or_else(|| bad_argument("organisationId is no organisation."))?,
            ),
            None => None,
        };
        let invitation = Invitation {
            email: input.email.unwrap_or_default(),
            name: input.name.unwrap_or_default(),
            role,
            organisation,
            lang: input.language.map_or(Lang::Es, Lang::from),
        };
        let (link, errors) = halves(invite(app(context)?, actor(context)?, invitation).await)?;
        Ok(PersonInvitePayload { link, errors })
    }

    /// Ends what someone is to an organisation, at once; what was done in the role stays on record.
    async fn person_remove(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which role of whom.")] input: PersonRemoveInput,
    ) -> Result<PersonRemovePayload> {
        let id = ids::key(ids::MEMBERSHIP, &input.membership_id)
            .ok_or_else(|| bad_argument("membershipId is no membership."))?;
        let (removed, errors) = halves(people::end(app(context)?, actor(context)?, id).await)?;
        Ok(PersonRemovePayload {
            removed: removed.is_some(),
            errors,
        })
    }
}
