//! Services and their dates.

use super::halves;
use crate::graphql::errors::top_level;
use crate::graphql::ids;
use crate::graphql::query::{actor, app};
use crate::graphql::types::paging::bad_argument;
use crate::graphql::types::service_saves::{
    ServiceCohortSaveInput, ServiceCohortSavePayload, ServiceSaveInput, ServiceSavePayload,
    cohort_key, service_key,
};
use crate::graphql::types::services::{Service, ServiceCohort};
use async_graphql::{Context, Object, Result};
use eslabon_app::catalogue;

/// What can be done with the catalogue.
#[derive(Default)]
pub struct CatalogueMutations;

/// What can be done with the catalogue.
#[Object]
impl CatalogueMutations {
    /// Adds a service to the catalogue of an institution that is yours to keep, or changes one: everything that is
    /// said of it is said anew.
    async fn service_save(
        &self,
        context: &Context<'_>,
        #[graphql(
            desc = "Which service in which version, or for which institution, and what is said of it."
        )]
        input: ServiceSaveInput,
    ) -> Result<ServiceSavePayload> {
        let (app, actor) = (app(context)?, actor(context)?);
        let draft = input.service.draft();
        let outcome = match (&input.id, &input.institution) {
            (Some(id), None) => {
                let id = service_key(id)?;
                catalogue::change(app, actor, id, input.version, &draft).await
            }
            (None, Some(institution)) => {
                let institution = ids::key(ids::INSTITUTION, institution)
                    .ok_or_else(|| bad_argument("institution is no institution."))?;
                catalogue::add(app, actor, institution, &draft).await
            }
            _ => return Err(bad_argument("either id or institution is to be given.")),
        };
        let (service, errors) = halves(outcome)?;
        let service = match service {
            Some(service) => {
                let view = catalogue::service(app, actor, service.id).await;
                Some(Service::from(view.map_err(top_level)?))
            }
            None => None,
        };
        Ok(ServiceSavePayload { service, errors })
    }

    /// Adds a date to a course that is yours to keep, or changes one.
    async fn service_cohort_save(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which service, which date in which version, and how it is.")]
        input: ServiceCohortSaveInput,
    ) -> Result<ServiceCohortSavePayload> {
        let service = service_key(&input.service)?;
        let known = match &input.id {
            Some(id) => Some((cohort_key(id)?, input.version)),
            None => None,
        };
        let (app, actor, draft) = (app(context)?, actor(context)?, input.draft());
        let outcome = catalogue::save_cohort(app, actor, service, known, &draft).await;
        let (cohort, errors) = halves(outcome)?;
        Ok(ServiceCohortSavePayload {
            cohort: cohort.as_ref().map(ServiceCohort::from),
            errors,
        })
    }
}
