//! Programmes: plans, agreements, and what they come to.

use super::{actor, app, found};
use crate::graphql::errors::top_level;
use crate::graphql::types::follow_up::{
    ProgrammeFollowUp, ProgrammeIndicator, ProgrammeTask, indicators,
};
use crate::graphql::types::paging::{PageInfo, cursor, first as page_size, key};
use crate::graphql::types::programme_plans::{ProgrammePlansInput, ProgrammePlansPayload};
use crate::graphql::types::programmes::{
    Programme, ProgrammeConnection, ProgrammeEdge, ProgrammeSummary, programme_key,
};
use crate::graphql::types::referrals::{Referral, referral_key};
use async_graphql::{Context, ID, Object, Result};
use eslabon_app::follow_up::{list_tasks, load_follow_up};
use eslabon_app::indicators::load_indicators;
use eslabon_app::programmes::list_programmes;
use eslabon_app::referrals::{list_referrals, load_referral};

/// What can be asked of programmes.
#[derive(Default)]
pub struct ProgrammesQueries;

/// What can be asked of programmes.
#[Object]
impl ProgrammesQueries {
    /// An upgrading programme; null where it does not exist or you may not see it.
    async fn programme(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Programme>> {
        let Ok(id) = programme_key(&id) else {
            return Ok(None);
        };
        found(Programme::load(app(context)?, actor(context)?, id).await)
    }

    /// The upgrading programmes that you may know of, the latest first: your own firm's, those for your needs, or
    /// all of your centre.
    async fn programmes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<ProgrammeConnection> {
        let size = page_size(first)?;
        let after = key::<eslabon_domain::ids::ProgrammeId>(after.as_deref())?;
        let (app, actor) = (app(context)?, actor(context)?);
        // One more than asked tells whether there is a next page.
        let mut lines = list_programmes(app, actor, after, size as u64 + 1)
            .await
            .map_err(top_level)?;
        let has_next_page = lines.len() > size;
        lines.truncate(size);
        let edges: Vec<ProgrammeEdge> = lines
            .into_iter()
            .map(|line| ProgrammeEdge {
                cursor: cursor(line.programme.id),
                node: ProgrammeSummary::from(line),
            })
            .collect();
        Ok(ProgrammeConnection {
            page_info: PageInfo {
                has_next_page,
                has_previous_page: after.is_some(),
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
        })
    }

    /// Plans for a supplier and some needs, or for a programme that is planned anew, from the cheapest to the one that
    /// is done first. Nothing is written.
    async fn programme_plans(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For what, and what is wished.")] input: ProgrammePlansInput,
    ) -> Result<ProgrammePlansPayload> {
        input.plans(app(context)?, actor(context)?).await
    }

    /// Firms that were referred to your institution, or by your centre, the latest first.
    async fn referrals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<Referral>> {
        let limit = page_size(first)?;
        let all = list_referrals(app(context)?, actor(context)?).await;
        let all = all.map_err(top_level)?.into_iter().take(limit);
        Ok(all.map(Into::into).collect())
    }

    /// A referral; null where it does not exist or you may not see it.
    async fn referral(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Result<Option<Referral>> {
        let Ok(id) = referral_key(&id) else {
            return Ok(None);
        };
        let view = found(load_referral(app(context)?, actor(context)?, id).await)?;
        Ok(view.map(|view| view.referral.into()))
    }

    /// How a programme stands; null where it does not exist or you may not see it.
    async fn programme_follow_up(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id of the programme.")] programme: ID,
    ) -> Result<Option<ProgrammeFollowUp>> {
        let Ok(id) = programme_key(&programme) else {
            return Ok(None);
        };
        let all = found(load_follow_up(app(context)?, actor(context)?, id).await)?;
        Ok(all.map(Into::into))
    }

    /// What a programme is to change, measured before and after; null where it does not exist or you may not see it.
    async fn programme_indicators(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id of the programme.")] programme: ID,
    ) -> Result<Option<Vec<ProgrammeIndicator>>> {
        let Ok(id) = programme_key(&programme) else {
            return Ok(None);
        };
        let view = found(load_indicators(app(context)?, actor(context)?, id).await)?;
        Ok(view.map(indicators))
    }

    /// What waits for you in programmes, the earliest day first.
    async fn my_tasks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<ProgrammeTask>> {
        let limit = page_size(first)?;
        let all = list_tasks(app(context)?, actor(context)?).await;
        let all = all.map_err(top_level)?.into_iter().take(limit);
        Ok(all.map(Into::into).collect())
    }
}
