//! Institutions and their services.

use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::services::Service;
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::services;

/// An institution with what it offers.
#[derive(Debug, Clone)]
pub struct InstitutionView {
    /// The institution.
    pub organisation: Organisation,
    /// Its services, by name.
    pub services: Vec<Service>,
}

/// Every institution with its services, by name.
///
/// # Errors
/// If the database fails.
pub async fn list_institutions(app: &App, actor: &Actor) -> AppResult<Vec<InstitutionView>> {
    policy::require(actor, Operation::SeeInstitutions)?;
    let mut institutions =
        organisations::list_by_kind(app.database(), OrganisationKind::Institution).await?;
    institutions.sort_by(|a, b| a.name.cmp(&b.name));
    let all = services::list_all(app.database()).await?;
    Ok(institutions
        .into_iter()
        .map(|organisation| {
            let mut services: Vec<Service> = all
                .iter()
                .filter(|service| service.institution == organisation.id)
                .cloned()
                .collect();
            services.sort_by(|a, b| a.name.text.cmp(&b.name.text));
            InstitutionView {
                organisation,
                services,
            }
        })
        .collect())
}
