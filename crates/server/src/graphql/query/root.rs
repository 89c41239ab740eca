//! Who asks, and anything by its id.

use super::{actor, app, found};
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::types::Node;
use crate::graphql::types::assessments::Assessment;
use crate::graphql::types::candidates::{Candidacy, ProposedGap};
use crate::graphql::types::people::Membership;
use crate::graphql::types::programmes::Programme;
use crate::graphql::types::shortlists::Shortlist;
use crate::graphql::types::suppliers::Supplier;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use eslabon_app::accounts::sessions::{hats_of, owes};
use eslabon_app::imports::find_run;
use eslabon_app::institutions::list_institutions;
use eslabon_app::needs::load_need;
use eslabon_app::shortlists::load_shortlist;
use eslabon_app::suppliers::load_card;
use uuid::Uuid;

/// Who you are to the API.
#[derive(SimpleObject)]
struct Viewer {
    /// The name under which your acts are recorded.
    name: String,
    /// Your role.
    role: String,
    /// Global id of the organisation for which you act.
    organisation_id: Option<ID>,
    /// Everything that you are; in which of these roles you act is chosen on the pages, or when a token is
    /// made. Passwords, second factors and API tokens are managed on the pages only, never here.
    memberships: Vec<Membership>,
    /// You act as a visitor until you have set up a second factor on the pages.
    owes_second_factor: bool,
}

/// Who asks, and anything by its id.
#[derive(Default)]
pub struct RootQueries;

/// Who asks, and anything by its id.
#[Object]
impl RootQueries {
    /// Who you are.
    async fn viewer(&self, context: &Context<'_>) -> Result<Viewer> {
        let (app, actor) = (app(context)?, actor(context)?);
        let hats = hats_of(app, actor).await.map_err(top_level)?;
        Ok(Viewer {
            memberships: hats.into_iter().map(Membership::from).collect(),
            owes_second_factor: owes(actor),
            name: actor.name.clone(),
            role: actor.role.as_str().to_owned(),
            organisation_id: actor
                .organisation
                .map(|id| ids::global(ids::ORGANISATION, id)),
        })
    }

    /// Anything by its global id; null where it does not exist or you may not see it.
    async fn node(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Node>> {
        let (app, actor) = (app(context)?, actor(context)?);
        let Some((kind, key)) = ids::split(&id) else {
            return Ok(None);
        };
        let Ok(key) = key.parse::<Uuid>() else {
            return Ok(None);
        };
        Ok(match kind.as_str() {
            ids::SUPPLIER => found(load_card(app, actor, eslabon_domain::ids::SiteId(key)).await)?
                .map(|card| Node::Supplier(Supplier::from(card))),
            ids::NEED => found(load_need(app, actor, eslabon_domain::ids::NeedId(key)).await)?
                .map(|need| Node::Need(need.into())),
            ids::SHORTLIST => {
                found(load_shortlist(app, actor, eslabon_domain::ids::ShortlistId(key)).await)?
                    .map(|view| Node::Shortlist(Shortlist::of(app, view)))
            }
            ids::INSTITUTION => list_institutions(app, actor)
                .await
                .map_err(top_level)?
                .into_iter()
                .find(|view| view.organisation.id.0 == key)
                .map(|view| Node::Institution(view.into())),
            ids::IMPORT_RUN => {
                found(find_run(app, actor, eslabon_domain::ids::ImportRunId(key)).await)?
                    .map(|run| Node::ImportRun(run.into()))
            }
            ids::CANDIDACY => {
                let id = eslabon_domain::ids::CandidacyId(key);
                found(Candidacy::load(app, actor, id).await)?.map(Node::Candidacy)
            }
            ids::PROPOSED_GAP => {
                let id = eslabon_domain::ids::ProposedGapId(key);
                ProposedGap::load(app, actor, id)
                    .await
                    .map_err(top_level)?
                    .map(Node::ProposedGap)
            }
            ids::ASSESSMENT => {
                let id = eslabon_domain::ids::AssessmentId(key);
                found(Assessment::load(app, actor, id).await)?.map(Node::Assessment)
            }
            ids::PROGRAMME => {
                let id = eslabon_domain::ids::ProgrammeId(key);
                found(Programme::load(app, actor, id).await)?.map(Node::Programme)
            }
            _ => None,
        })
    }
}
