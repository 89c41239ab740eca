//! What programmes come to: referrals, work, verified gaps, indicators.

use super::halves;
use crate::graphql::query::{actor, app};
use crate::graphql::types::follow_up::{
    GapVerifyInput, GapVerifyPayload, IndicatorAgreeInput, IndicatorAgreePayload,
    IndicatorRecordInput, IndicatorRecordPayload, StepMarkInput, StepMarkPayload, file_keys,
    indicator_key, programme_gap_key,
};
use crate::graphql::types::programmes::programme_key;
use crate::graphql::types::referrals::{
    ReferralAnswerInput, ReferralAnswerPayload, ReferralReportInput, ReferralReportPayload,
    ReferralSendInput, ReferralSendPayload, ReferralSettleInput, ReferralSettlePayload,
    WorkLogInput, WorkLogPayload, WorkStrikeInput, WorkStrikePayload, entry_key, referral_key,
    step_key,
};
use async_graphql::{Context, Object, Result};
use eslabon_app::follow_up::{self, WorkDraft};
use eslabon_app::indicators::{self, FigureDraft, IndicatorDraft};
use eslabon_app::referrals::{self, Answer, ReferralDraft, Report};
use eslabon_app::verifications::{GapVisit, verify_gap};
use eslabon_domain::text::Lang;

/// What can be done with running programmes.
#[derive(Default)]
pub struct FollowUpMutations;

/// What can be done with running programmes.
#[Object]
impl FollowUpMutations {
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
}
