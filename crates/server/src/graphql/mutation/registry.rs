//! Imports, claims of registry entries, and entries that are one.

use super::halves;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::claims::{
    ClaimCreateInput, ClaimCreatePayload, ClaimDecideInput, ClaimDecidePayload,
    DuplicateMergeInput, DuplicateMergePayload, DuplicateSeparateInput, DuplicateSeparatePayload,
};
use crate::graphql::types::imports::{
    self, DuplicateDecideInput, DuplicateDecidePayload, ImportRun, ImportStartInput,
    ImportStartPayload,
};
use crate::graphql::types::paging::bad_argument;
use async_graphql::{Context, Object, Result};
use eslabon_app::claims::{self, ClaimDraft};
use eslabon_app::context::Silent;
use eslabon_app::duplicates::{Verdict, decide};
use eslabon_app::imports::run;
use eslabon_app::merges;
use eslabon_domain::text::Lang;

/// What can be done with the registry.
#[derive(Default)]
pub struct RegistryMutations;

/// What can be done with the registry.
#[Object]
impl RegistryMutations {
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
}
