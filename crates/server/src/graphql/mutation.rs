//! What can be done. What the user can correct comes back in the payload.

use super::errors::{UserError, user_errors};
use super::ids;
use super::query::{actor, app};
use super::types::imports::{
    self, DuplicateDecideInput, DuplicateDecidePayload, ImportRun, ImportStartInput,
    ImportStartPayload,
};
use super::types::needs::{NeedCreateInput, NeedCreatePayload, draft};
use super::types::paging::bad_argument;
use super::types::people::{
    PersonInviteInput, PersonInvitePayload, PersonRemoveInput, PersonRemovePayload,
};
use super::types::shortlists::{Shortlist, ShortlistCreateInput, ShortlistCreatePayload};
use async_graphql::{Context, Object, Result};
use eslabon_app::accounts::invitations::{Invitation, invite};
use eslabon_app::accounts::people;
use eslabon_app::context::Silent;
use eslabon_app::duplicates::{Verdict, decide};
use eslabon_app::imports::run;
use eslabon_app::needs::create_need;
use eslabon_app::shortlists::make_shortlist;
use eslabon_domain::actors::Role;
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
        let (need, errors) =
            halves(create_need(app(context)?, actor(context)?, draft(input)?).await)?;
        Ok(NeedCreatePayload {
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
