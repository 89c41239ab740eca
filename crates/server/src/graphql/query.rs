//! What can be asked.

use super::errors::top_level;
use super::ids;
use super::types::Node;
use super::types::alerts::{AlertConnection, AlertEdge};
use super::types::assessments::{Assessment, AssessmentConnection};
use super::types::audit::{ActKind, AuditEntryConnection, AuditEntryEdge, AuditView};
use super::types::candidates::{
    Candidacy, DecisionReason, Opportunity, ProposedGap, candidacy_key,
};
use super::types::claims::{Claim, ClaimStatus};
use super::types::classes::{ClassSuggestion, Concept, ConceptKind, Language};
use super::types::consents::{ConfidentialityTerms, Consents, terms_in};
use super::types::figures::PublishedTable;
use super::types::follow_up::{ProgrammeFollowUp, ProgrammeIndicator, ProgrammeTask, indicators};
use super::types::gap_maps::GapMap;
use super::types::gaps::GapAnalysis;
use super::types::imports::{self, Duplicate, DuplicateStatus, ImportPreview, ImportRun};
use super::types::institutions::Institution;
use super::types::machines::Machine;
use super::types::needs::{NeedConnection, NeedEdge, NeedStatus, Organisation};
use super::types::paging::{PageInfo, bad_argument, cursor, first as page_size, key};
use super::types::people::{Centre, Membership, PersonConnection, PersonEdge};
use super::types::privacy::{PrivacyNotice, PrivacyRequest};
use super::types::profiles::ProfileCompleteness;
use super::types::programme_plans::{ProgrammePlansInput, ProgrammePlansPayload};
use super::types::programmes::{
    Programme, ProgrammeConnection, ProgrammeEdge, ProgrammeSummary, programme_key,
};
use super::types::referrals::{Referral, referral_key};
use super::types::service_saves::service_key;
use super::types::services::Service;
use super::types::shortlists::Shortlist;
use super::types::suppliers::{
    Supplier, SupplierConnection, SupplierEdge, SupplierFilter, facets as named_facets,
};
use async_graphql::dataloader::Loader;
use async_graphql::{Context, Error, ID, Object, Result, SimpleObject};
use eslabon_app::accounts::people;
use eslabon_app::accounts::sessions::{hats_of, owes};
use eslabon_app::aggregates;
use eslabon_app::alerts::{AlertQuery, has_mail, list_alerts};
use eslabon_app::assessments::page_assessments;
use eslabon_app::audit::{self, ActQuery};
use eslabon_app::candidates::{list_gaps, list_opportunities};
use eslabon_app::catalogue;
use eslabon_app::centres;
use eslabon_app::claims;
use eslabon_app::consents::list_consents;
use eslabon_app::duplicates;
use eslabon_app::follow_up::{list_tasks, load_follow_up};
use eslabon_app::gaps;
use eslabon_app::imports::{find_run, list_runs, preview};
use eslabon_app::indicators::load_indicators;
use eslabon_app::institutions::list_institutions;
use eslabon_app::machines;
use eslabon_app::needs::{list_needs, load_firms, load_need};
use eslabon_app::privacy;
use eslabon_app::profiles::complete;
use eslabon_app::programmes::list_programmes;
use eslabon_app::referrals::{list_referrals, load_referral};
use eslabon_app::search::{classify, search_suppliers};
use eslabon_app::shortlists::load_shortlist;
use eslabon_app::suppliers::load_card;
use eslabon_app::{App, AppError, AppResult};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_domain::text::Lang;
use eslabon_search::SupplierQuery;
use std::collections::HashMap;
use uuid::Uuid;

/// Loads the firms behind a page of needs in one go.
pub struct Firms {
    /// The application.
    pub app: App,
    /// For whom.
    pub actor: Actor,
}

impl Loader<Uuid> for Firms {
    type Value = Organisation;
    type Error = Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Organisation>, Error> {
        let ids: Vec<OrganisationId> = keys.iter().copied().map(OrganisationId).collect();
        let found = load_firms(&self.app, &self.actor, &ids)
            .await
            .map_err(top_level)?;
        Ok(found
            .into_iter()
            .map(|(id, firm)| (id.0, firm.into()))
            .collect())
    }
}

/// Loads the machines behind a page of suppliers in one go.
pub struct Machines {
    /// The application.
    pub app: App,
    /// For whom.
    pub actor: Actor,
}

impl Loader<Uuid> for Machines {
    type Value = Vec<Machine>;
    type Error = Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<Machine>>, Error> {
        let ids: Vec<SiteId> = keys.iter().copied().map(SiteId).collect();
        let found = machines::of_suppliers(&self.app, &self.actor, &ids)
            .await
            .map_err(top_level)?;
        let words = self.app.words();
        let named = |all: Vec<_>| {
            all.into_iter()
                .map(|one| Machine::of(&words, one))
                .collect()
        };
        Ok(found
            .into_iter()
            .map(|(site, all)| (site.0, named(all)))
            .collect())
    }
}

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

/// What can be asked.
pub struct Query;

pub(super) fn app<'a>(context: &Context<'a>) -> Result<&'a App> {
    context.data::<App>()
}

pub(super) fn actor<'a>(context: &Context<'a>) -> Result<&'a Actor> {
    context.data::<Actor>()
}

/// What one may not see answers like what does not exist.
fn found<T>(outcome: AppResult<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(top_level(error)),
    }
}

/// What can be asked.
#[Object]
impl Query {
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

    /// What your organisation has open to others.
    async fn consents(&self, context: &Context<'_>) -> Result<Consents> {
        let view = list_consents(app(context)?, actor(context)?).await;
        Ok(view.map_err(top_level)?.into())
    }

    /// The confidentiality terms that stand before drawings, in force.
    async fn confidentiality_terms(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The reader's where absent.")] language: Option<Language>,
    ) -> Result<ConfidentialityTerms> {
        Ok(terms_in(language, *context.data::<Lang>()?))
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

    /// Acts on record, newest first.
    async fn audit_entries(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose; your own where absent.")] view: Option<AuditView>,
        #[graphql(desc = "Only of this kind.")] kind: Option<ActKind>,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<AuditEntryConnection> {
        let (app, actor) = (app(context)?, actor(context)?);
        let query = ActQuery {
            kind: kind.map(Into::into),
            before: key(after.as_deref())?,
            limit: page_size(first)?,
        };
        let page = match view.unwrap_or(AuditView::Mine) {
            AuditView::Mine => audit::list_mine(app, actor, query).await,
            AuditView::Readings => audit::list_readings(app, actor, query).await,
            AuditView::LookedAfter => audit::list_of_centre(app, actor, query).await,
        };
        let page = page.map_err(top_level)?;
        let has_next_page = page.next.is_some();
        let edges: Vec<AuditEntryEdge> = page
            .acts
            .into_iter()
            .map(|act| AuditEntryEdge {
                cursor: cursor(act.number),
                node: act.into(),
            })
            .collect();
        Ok(AuditEntryConnection {
            page_info: PageInfo {
                has_next_page,
                has_previous_page: query.before.is_some(),
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
        })
    }

    /// Published figures about many firms, newest quarter first.
    async fn published_tables(&self, context: &Context<'_>) -> Result<Vec<PublishedTable>> {
        let found = aggregates::list(app(context)?, actor(context)?).await;
        Ok(found
            .map_err(top_level)?
            .into_iter()
            .map(PublishedTable::from)
            .collect())
    }

    /// The privacy notice in force, in the reader's language.
    async fn privacy_notice(&self, context: &Context<'_>) -> Result<PrivacyNotice> {
        let lang = *context.data::<Lang>()?;
        let notice = privacy::find_notice(app(context)?, lang).map_err(top_level)?;
        Ok(PrivacyNotice::from(notice))
    }

    /// What you asked about your personal data, newest first.
    async fn my_requests(&self, context: &Context<'_>) -> Result<Vec<PrivacyRequest>> {
        let asked = privacy::requests::list_mine(app(context)?, actor(context)?).await;
        Ok(asked
            .map_err(top_level)?
            .into_iter()
            .map(PrivacyRequest::from)
            .collect())
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

    /// What you were told and may still read, newest first: open needs near your firm, or suppliers that came
    /// near to your needs.
    async fn alerts(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only those that you have not read.", default)] unread_only: bool,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<AlertConnection> {
        let (app, actor) = (app(context)?, actor(context)?);
        let query = AlertQuery {
            before: key(after.as_deref())?,
            limit: page_size(first)?,
            unread_only,
        };
        let page = list_alerts(app, actor, query).await.map_err(top_level)?;
        let edges: Vec<AlertEdge> = page
            .lines
            .into_iter()
            .map(|line| AlertEdge {
                cursor: cursor(line.number),
                node: line.into(),
            })
            .collect();
        Ok(AlertConnection {
            unread_count: i32::try_from(page.unread).unwrap_or(i32::MAX),
            by_mail: has_mail(app, actor).await.map_err(top_level)?,
            page_info: PageInfo {
                has_next_page: page.next.is_some(),
                has_previous_page: query.before.is_some(),
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                // Behind the last that was looked at, also where it may not be read any more.
                end_cursor: match page.next {
                    Some(number) => Some(cursor(number)),
                    None => edges.last().map(|edge| edge.cursor.clone()),
                },
            },
            edges,
        })
    }

    /// The people whom you look after: of your organisation, of your centre, or everyone.
    async fn people(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Only those whose name, address, role or organisation holds these words."
        )]
        text: Option<String>,
        #[graphql(desc = "Entries on the page, up to 100.")] first: Option<i32>,
        #[graphql(desc = "The end cursor of the page before.")] after: Option<String>,
    ) -> Result<PersonConnection> {
        let offset = key::<usize>(after.as_deref())?.unwrap_or(0);
        let size = page_size(first)?;
        let found = people::list(app(context)?, actor(context)?)
            .await
            .map_err(top_level)?;
        let text = text.unwrap_or_default();
        let found: Vec<_> = found
            .into_iter()
            .filter(|one| one.holds(&text, ""))
            .collect();
        let total_count = found.len();
        let edges: Vec<PersonEdge> = found
            .into_iter()
            .enumerate()
            .skip(offset)
            .take(size)
            .map(|(at, line)| PersonEdge {
                cursor: cursor(at + 1),
                node: line.into(),
            })
            .collect();
        Ok(PersonConnection {
            page_info: PageInfo {
                has_next_page: offset + edges.len() < total_count,
                has_previous_page: offset > 0,
                start_cursor: edges.first().map(|edge| edge.cursor.clone()),
                end_cursor: edges.last().map(|edge| edge.cursor.clone()),
            },
            edges,
            total_count,
        })
    }

    /// The Centres for Supplier Development, for those who answer for one.
    async fn centres(&self, context: &Context<'_>) -> Result<Vec<Centre>> {
        let (known, _) = centres::list(app(context)?, actor(context)?)
            .await
            .map_err(top_level)?;
        Ok(known.into_iter().map(Centre::from).collect())
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
}

/// A concept found in a text.
#[derive(SimpleObject)]
struct Mention {
    /// Which.
    concept: Concept,
    /// The words that named it.
    words: String,
}
