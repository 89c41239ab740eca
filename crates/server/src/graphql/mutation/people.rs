//! People, and what they are told.

use super::halves;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::alerts::{
    AlertSettingsSetInput, AlertSettingsSetPayload, AlertsMarkReadInput, AlertsMarkReadPayload,
};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::people::{
    PersonInviteInput, PersonInvitePayload, PersonRemoveInput, PersonRemovePayload,
};
use async_graphql::{Context, Object, Result};
use eslabon_app::accounts::invitations::{Invitation, invite};
use eslabon_app::accounts::people;
use eslabon_app::alerts::{mark_read, set_mail};
use eslabon_domain::actors::Role;
use eslabon_domain::text::Lang;

/// What can be done with people and alerts.
#[derive(Default)]
pub struct PeopleMutations;

/// What can be done with people and alerts.
#[Object]
impl PeopleMutations {
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
