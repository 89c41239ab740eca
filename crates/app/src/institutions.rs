//! Institutions and their services.

use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::services::{Service, ServiceCohort, ServiceStatus};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{service_cohorts, services};

/// An institution with what it offers.
#[derive(Debug, Clone)]
pub struct InstitutionView {
    /// The institution.
    pub organisation: Organisation,
    /// Its services, by name. Those that ended only where the actor may keep them.
    pub services: Vec<Service>,
    /// Their dates: by first day.
    pub cohorts: Vec<ServiceCohort>,
    /// The actor may add services and change them.
    pub may_keep: bool,
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
    let ids: Vec<ServiceId> = all.iter().map(|service| service.id).collect();
    let dates = service_cohorts::of_services(app.database(), &ids).await?;
    Ok(institutions
        .into_iter()
        .map(|organisation| view(actor, organisation, &all, &dates))
        .collect())
}

fn view(
    actor: &Actor,
    organisation: Organisation,
    all: &[Service],
    dates: &[ServiceCohort],
) -> InstitutionView {
    let may_keep = policy::require_keeping_catalogue(actor, organisation.id).is_ok();
    let mut services: Vec<Service> = all
        .iter()
        .filter(|service| service.institution == organisation.id)
        .filter(|service| may_keep || service.status == ServiceStatus::Offered)
        .cloned()
        .collect();
    services.sort_by(|a, b| a.name.text.cmp(&b.name.text));
    let is_of = |cohort: &&ServiceCohort| services.iter().any(|one| one.id == cohort.service);
    let cohorts = dates.iter().filter(is_of).cloned().collect();
    InstitutionView {
        organisation,
        services,
        cohorts,
        may_keep,
    }
}
