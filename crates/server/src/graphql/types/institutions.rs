//! Institutions and what they offer.

use super::services::Service;
use crate::graphql::ids;
use async_graphql::{ID, SimpleObject};
use eslabon_app::institutions::InstitutionView;

/// An institution that helps firms.
#[derive(Debug, Clone, SimpleObject)]
pub struct Institution {
    /// Global id.
    pub id: ID,
    /// Its name.
    pub name: String,
    /// Fictional, of the demonstration.
    pub fictional: bool,
    /// What it offers. Services that ended are shown to those who keep them.
    pub services: Vec<Service>,
}

impl From<InstitutionView> for Institution {
    fn from(view: InstitutionView) -> Self {
        let services = view.services.into_iter();
        Self {
            id: ids::global(ids::INSTITUTION, view.organisation.id),
            name: view.organisation.name,
            fictional: view.organisation.fictional,
            services: services
                .map(|service| Service::of(service, &view.cohorts))
                .collect(),
        }
    }
}
