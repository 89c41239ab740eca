//! What is opened to whom, and requests about personal data.

use super::halves;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::consents::{
    self, ConsentApplyPresetInput, ConsentApplyPresetPayload, ConsentOpenInput, ConsentOpenPayload,
    ConsentRevokeInput, ConsentRevokePayload,
};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::privacy::{RequestFileInput, RequestFilePayload};
use async_graphql::{Context, Object, Result};
use eslabon_app::consents::{apply_preset, open, revoke};
use eslabon_app::privacy::requests::{self, Filing};
use eslabon_domain::text::Lang;

/// What can be done with consents.
#[derive(Default)]
pub struct ConsentsMutations;

/// What can be done with consents.
#[Object]
impl ConsentsMutations {
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
}
