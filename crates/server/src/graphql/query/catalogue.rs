//! Institutions, their services, and the words of the vocabulary.

use super::{actor, app};
use crate::graphql::errors::top_level;
use crate::graphql::types::classes::{ClassSuggestion, Concept, ConceptKind, Language};
use crate::graphql::types::institutions::Institution;
use crate::graphql::types::paging::first as page_size;
use crate::graphql::types::service_saves::service_key;
use crate::graphql::types::services::Service;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use eslabon_app::institutions::list_institutions;
use eslabon_app::search::classify;
use eslabon_app::{AppError, catalogue};
use eslabon_domain::text::Lang;

/// A concept found in a text.
#[derive(SimpleObject)]
struct Mention {
    /// Which.
    concept: Concept,
    /// The words that named it.
    words: String,
}

/// What can be asked of the catalogue and the vocabulary.
#[derive(Default)]
pub struct CatalogueQueries;

/// What can be asked of the catalogue and the vocabulary.
#[Object]
impl CatalogueQueries {
    /// Every institution with its services.
    async fn institutions(&self, context: &Context<'_>) -> Result<Vec<Institution>> {
        let found = list_institutions(app(context)?, actor(context)?)
            .await
            .map_err(top_level)?;
        Ok(found.into_iter().map(Institution::from).collect())
    }

    /// A service of an institution, with its dates.
    async fn service(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Global id of the service.")] id: ID,
    ) -> Result<Option<Service>> {
        let id = service_key(&id)?;
        match catalogue::service(app(context)?, actor(context)?, id).await {
            Ok(view) => Ok(Some(view.into())),
            Err(AppError::NotFound) => Ok(None),
            Err(other) => Err(top_level(other)),
        }
    }

    /// Classes of SCIAN 2023 to which a text may belong, likeliest first.
    async fn classify(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What a plant does, in either language.")] text: String,
        #[graphql(desc = "The language of the text; guessed where absent.")] language: Option<
            Language,
        >,
        #[graphql(desc = "How many, up to 100.")] first: Option<i32>,
    ) -> Result<Vec<ClassSuggestion>> {
        let limit = page_size(first.or(Some(5)))?;
        let classes =
            classify(actor(context)?, &text, language.map(Lang::from), limit).map_err(top_level)?;
        Ok(classes.into_iter().map(ClassSuggestion::from).collect())
    }

    /// Concepts named in a text, in order of place.
    async fn concepts_in(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "A text in either language.")] text: String,
        #[graphql(desc = "Its language; the reader's where absent.")] language: Option<Language>,
    ) -> Result<Vec<Mention>> {
        let words = app(context)?.words();
        let lang = language.map_or(*context.data::<Lang>()?, Lang::from);
        let short: String = text.chars().take(10_000).collect();
        let mentions = words.annotator.annotate(&short, lang);
        Ok(mentions
            .into_iter()
            .filter_map(|mention| {
                Some(Mention {
                    concept: Concept::from(words.vocabulary.find(&mention.concept)?),
                    words: short.get(mention.span)?.to_owned(),
                })
            })
            .collect())
    }

    /// The concepts of a tree, wider ones first.
    async fn concepts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which tree.")] kind: ConceptKind,
        #[graphql(desc = "Only those below this concept.")] under: Option<String>,
    ) -> Result<Vec<Concept>> {
        let words = app(context)?.words();
        let kind: eslabon_domain::vocabulary::ConceptKind = kind.into();
        let vocabulary = &words.vocabulary;
        Ok(vocabulary
            .concepts()
            .iter()
            .filter(|concept| concept.kind == kind)
            .filter(|concept| {
                under
                    .as_deref()
                    .is_none_or(|wide| vocabulary.is_within(&concept.id, wide))
            })
            .map(Concept::from)
            .collect())
    }
}
