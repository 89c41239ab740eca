//! Suppliers, what is known of them, and what keeps them from needs.

use super::{actor, app, found};
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::types::assessments::AssessmentConnection;
use crate::graphql::types::classes::Language;
use crate::graphql::types::gap_maps::GapMap;
use crate::graphql::types::gaps::GapAnalysis;
use crate::graphql::types::paging::{PageInfo, bad_argument, cursor, first as page_size, key};
use crate::graphql::types::profiles::ProfileCompleteness;
use crate::graphql::types::suppliers::{
    SupplierConnection, SupplierEdge, SupplierFilter, facets as named_facets,
};
use async_graphql::{Context, ID, Object, Result};
use eslabon_app::assessments::page_assessments;
use eslabon_app::gaps;
use eslabon_app::profiles::complete;
use eslabon_app::search::search_suppliers;
use eslabon_domain::ids::NeedId;
use eslabon_domain::text::Lang;
use eslabon_search::SupplierQuery;

/// What can be asked of suppliers.
#[derive(Default)]
pub struct SuppliersQueries;

/// What can be asked of suppliers.
#[Object]
impl SuppliersQueries {
    /// Suppliers that answer words and filters, best first.
    #[expect(
        clippy::too_many_arguments,
        reason = "one parameter an argument of the field"
    )]
    async fn suppliers(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Words, in either language.")] text: Option<String>,
        #[graphql(desc = "The language of the words; the reader's where absent.")] language: Option<
            Language,
        >,
        #[graphql(desc = "What the search is narrowed by.")] filter: Option<SupplierFilter>,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
        #[graphql(desc = "Count by facet, too.", default)] facets: bool,
    ) -> Result<SupplierConnection> {
        let (app, actor) = (app(context)?, actor(context)?);
        let reader = *context.data::<Lang>()?;
        let offset = key::<usize>(after.as_deref())?.unwrap_or(0);
        let query = SupplierQuery {
            text: text.unwrap_or_default(),
            lang: language.map_or(reader, Lang::from),
            offset,
            limit: page_size(first)?,
            facets,
            snippets: true,
            ..filter.unwrap_or_default().into_query()?
        };
        let page = search_suppliers(app, actor, &query)
            .await
            .map_err(top_level)?;
        let edges: Vec<SupplierEdge> = page
            .cards
            .into_iter()
            .enumerate()
            .map(|(at, card)| SupplierEdge {
                cursor: cursor(offset + at + 1),
                score: card.score,
                snippet: card.snippet.clone(),
                why: card.why.clone(),
                node: card.into(),
            })
            .collect();
        Ok(SupplierConnection {
            total_count: page.total,
            page_info: PageInfo {
                has_next_page: offset + edges.len() < page.total,
                has_previous_page: offset > 0,
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
            facets: facets.then(|| named_facets(app, &page.facets, reader)),
            truncated: page.truncated,
        })
    }

    /// How complete the profile of a supplier is, and what to ask next; null where it is not yours to keep.
    async fn profile_completeness(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The supplier.")] site: ID,
    ) -> Result<Option<ProfileCompleteness>> {
        let site =
            ids::key(ids::SUPPLIER, &site).ok_or_else(|| bad_argument("site is no supplier."))?;
        let app = app(context)?;
        let all = found(complete(app, actor(context)?, site).await)?;
        Ok(all.map(|all| ProfileCompleteness::of(app, all)))
    }

    /// The assessments of a supplier, the latest day first; null where they are not yours to see.
    async fn assessments(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The supplier.")] site: ID,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<Option<AssessmentConnection>> {
        let site =
            ids::key(ids::SUPPLIER, &site).ok_or_else(|| bad_argument("site is no supplier."))?;
        let limit = page_size(first)?;
        let (app, actor) = (app(context)?, actor(context)?);
        let after = key(after.as_deref())?;
        let page = found(page_assessments(app, actor, site, after, limit).await)?;
        Ok(page.map(|page| AssessmentConnection::of(page, after.is_some())))
    }

    /// What keeps a supplier from these needs or, where none is named, from the open needs that you know and it comes
    /// near; null where it is not yours to compare.
    async fn gap_analysis(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The supplier.")] site: ID,
        #[graphql(desc = "Global ids of needs, up to 50.")] needs: Option<Vec<ID>>,
    ) -> Result<Option<GapAnalysis>> {
        let site =
            ids::key(ids::SUPPLIER, &site).ok_or_else(|| bad_argument("site is no supplier."))?;
        let needs = needs.unwrap_or_default();
        let key = |id: &ID| {
            ids::key::<NeedId>(ids::NEED, id).ok_or_else(|| bad_argument("needs: no need."))
        };
        let needs: Vec<NeedId> = needs.iter().map(key).collect::<Result<_>>()?;
        let app = app(context)?;
        let view = found(gaps::analyse(app, actor(context)?, site, &needs).await)?;
        Ok(view.map(|view| GapAnalysis::of(app, view)))
    }

    /// What the firms of your region lack for the open needs of your pipeline, what blocks most needs first.
    async fn gap_map(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many rows, up to 100.")] first: Option<i32>,
    ) -> Result<GapMap> {
        let (app, limit) = (app(context)?, page_size(first)?);
        let view = gaps::map(app, actor(context)?).await.map_err(top_level)?;
        Ok(GapMap::of(app, &view, limit))
    }
}
