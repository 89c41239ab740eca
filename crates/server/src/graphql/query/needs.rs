//! Needs, and the decisions about who meets them.

use super::{actor, app, found};
use crate::graphql::errors::top_level;
use crate::graphql::types::candidates::{
    Candidacy, DecisionReason, Opportunity, ProposedGap, candidacy_key,
};
use crate::graphql::types::needs::{NeedConnection, NeedEdge, NeedStatus};
use crate::graphql::types::paging::{PageInfo, cursor, first as page_size, key};
use async_graphql::{Context, ID, Object, Result};
use eslabon_app::candidates::{list_gaps, list_opportunities};
use eslabon_app::needs::list_needs;
use eslabon_domain::text::Lang;

/// What can be asked of needs.
#[derive(Default)]
pub struct NeedsQueries;

/// What can be asked of needs.
#[Object]
impl NeedsQueries {
    /// Needs that you may know of, newest first.
    async fn needs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that stand so.")] status: Option<NeedStatus>,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<NeedConnection> {
        let (app, actor) = (app(context)?, actor(context)?);
        let size = page_size(first)?;
        let after = key::<eslabon_domain::ids::NeedId>(after.as_deref())?;
        let status = status.map(Into::into);
        // One more than asked tells whether there is a next page.
        let mut needs = list_needs(app, actor, status, after, size as u64 + 1)
            .await
            .map_err(top_level)?;
        let has_next_page = needs.len() > size;
        needs.truncate(size);
        let edges: Vec<NeedEdge> = needs
            .into_iter()
            .map(|need| NeedEdge {
                cursor: cursor(need.id),
                node: need.into(),
            })
            .collect();
        Ok(NeedConnection {
            page_info: PageInfo {
                has_next_page,
                has_previous_page: after.is_some(),
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
        })
    }

    /// A supplier on the list of a need; null where it does not exist or you may not see it.
    async fn candidacy(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Candidacy>> {
        let Ok(id) = candidacy_key(&id) else {
            return Ok(None);
        };
        found(Candidacy::load(app(context)?, actor(context)?, id).await)
    }

    /// The open needs for your own sites, nearest first; those out of reach come last.
    async fn opportunities(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<Opportunity>> {
        let (app, limit) = (app(context)?, page_size(first)?);
        let found = list_opportunities(app, actor(context)?).await;
        Ok(found
            .map_err(top_level)?
            .into_iter()
            .take(limit)
            .map(|one| Opportunity::of(app, one))
            .collect())
    }

    /// Gaps that come of rejections, the latest first: your own firm's, or those that your centre confirms.
    async fn proposed_gaps(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<ProposedGap>> {
        let limit = page_size(first)?;
        let gaps = list_gaps(app(context)?, actor(context)?).await;
        Ok(gaps
            .map_err(top_level)?
            .into_iter()
            .take(limit)
            .map(ProposedGap::from)
            .collect())
    }

    /// The reasons that may be given for a decision on a supplier, in the order in which they are offered.
    async fn decision_reasons(&self, context: &Context<'_>) -> Result<Vec<DecisionReason>> {
        let words = app(context)?.words();
        Ok(DecisionReason::all(
            &words.reasons,
            *context.data::<Lang>()?,
        ))
    }
}
