//! People: consents, the audit log, alerts, privacy, published figures.

use super::{actor, app};
use crate::graphql::errors::top_level;
use crate::graphql::types::alerts::{AlertConnection, AlertEdge};
use crate::graphql::types::audit::{ActKind, AuditEntryConnection, AuditEntryEdge, AuditView};
use crate::graphql::types::classes::Language;
use crate::graphql::types::consents::{ConfidentialityTerms, Consents, terms_in};
use crate::graphql::types::figures::PublishedTable;
use crate::graphql::types::paging::{PageInfo, cursor, first as page_size, key};
use crate::graphql::types::people::{Centre, PersonConnection, PersonEdge};
use crate::graphql::types::privacy::{PrivacyNotice, PrivacyRequest};
use async_graphql::{Context, Object, Result};
use eslabon_app::accounts::people;
use eslabon_app::alerts::{AlertQuery, has_mail, list_alerts};
use eslabon_app::audit::{self, ActQuery};
use eslabon_app::consents::list_consents;
use eslabon_app::{aggregates, centres, privacy};
use eslabon_domain::text::Lang;

/// What can be asked of people and of what was done.
#[derive(Default)]
pub struct PeopleQueries;

/// What can be asked of people and of what was done.
#[Object]
impl PeopleQueries {
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
}
