//! Imports, claims, and entries that may be one.

use super::{actor, app};
use crate::graphql::errors::top_level;
use crate::graphql::types::claims::{Claim, ClaimStatus};
use crate::graphql::types::imports::{self, Duplicate, DuplicateStatus, ImportPreview, ImportRun};
use crate::graphql::types::paging::first as page_size;
use async_graphql::{Context, Object, Result};
use eslabon_app::imports::{list_runs, preview};
use eslabon_app::{claims, duplicates};
use eslabon_domain::text::Lang;

/// What can be asked of the registry.
#[derive(Default)]
pub struct RegistryQueries;

/// What can be asked of the registry.
#[Object]
impl RegistryQueries {
    /// What an uploaded file would bring; nothing is written.
    async fn import_preview(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What `POST /uploads` answered.")] upload_token: String,
        #[graphql(desc = "Recognised by the header where absent.")] kind: Option<String>,
    ) -> Result<ImportPreview> {
        let (app, actor) = (app(context)?, actor(context)?);
        let source = imports::uploaded(app, actor, &upload_token)?;
        let preview = preview(app, actor, &source, imports::kind(kind.as_deref())?).await;
        Ok(ImportPreview::of(
            preview.map_err(top_level)?,
            *context.data::<Lang>()?,
        ))
    }

    /// Runs of imports, newest first.
    async fn import_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<ImportRun>> {
        let runs = list_runs(app(context)?, actor(context)?, page_size(first)? as u64).await;
        Ok(runs
            .map_err(top_level)?
            .into_iter()
            .map(ImportRun::from)
            .collect())
    }

    /// Pairs of sites that may be one plant, likeliest first.
    async fn duplicates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those that stand so; undecided ones where absent.")] status: Option<
            DuplicateStatus,
        >,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<Duplicate>> {
        let status = status.unwrap_or(DuplicateStatus::Proposed).into();
        let pairs = duplicates::list(
            app(context)?,
            actor(context)?,
            status,
            page_size(first)? as u64,
        )
        .await;
        Ok(pairs
            .map_err(top_level)?
            .into_iter()
            .map(Duplicate::from)
            .collect())
    }

    /// Claims of registry entries that your centre decides, oldest first.
    async fn claims(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Those that stand so; undecided ones where absent.")] status: Option<
            ClaimStatus,
        >,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<Claim>> {
        let status = status.unwrap_or(ClaimStatus::Open).into();
        let limit = page_size(first)? as u64;
        let lines = claims::list(app(context)?, actor(context)?, status, limit).await;
        Ok(lines
            .map_err(top_level)?
            .into_iter()
            .map(Claim::from)
            .collect())
    }
}
