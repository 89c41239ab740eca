//! Needs: posting, changing, opening, and the shortlists that are made for them.

use super::halves;
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::consents::{
    self, NeedShowBuyerInput, NeedShowBuyerPayload, NeedTermsAcceptInput, NeedTermsAcceptPayload,
};
use crate::graphql::types::need_life::{
    NeedChangeInput, NeedChangePayload, NeedSetStatusInput, NeedSetStatusPayload, warnings,
};
use crate::graphql::types::needs::{NeedCreateInput, NeedCreatePayload, draft};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::shortlists::{Shortlist, ShortlistCreateInput, ShortlistCreatePayload};
use async_graphql::{Context, Object, Result};
use eslabon_app::consents::show_buyer_to_all;
use eslabon_app::drawings::accept_terms;
use eslabon_app::needs::{change_need, create_need, load_to_change, set_status, target_price};
use eslabon_app::shortlists::make_shortlist;

/// What can be done with needs.
#[derive(Default)]
pub struct NeedsMutations;

/// What can be done with needs.
#[Object]
impl NeedsMutations {
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
}
