//! One service with its dates, and writing it. Everyone reads the catalogue; staff of centres keep all of it, the
//! people of an institution what is their own. Nothing is deleted: what is no longer offered has ended.

use super::draft::ServiceDraft;
use super::understand::{Standing, understand};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{OrganisationId, ServiceId};
use eslabon_domain::services::{Service, ServiceCohort};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{AuditRecord, Change, Concerns, Transaction, service_cohorts, services};

/// A service as it is shown.
#[derive(Debug, Clone)]
pub struct ServiceView {
    /// The service.
    pub service: Service,
    /// Who offers it.
    pub institution: Organisation,
    /// Its dates: by first day, cancelled and past ones included.
    pub cohorts: Vec<ServiceCohort>,
    /// The actor may change it.
    pub may_keep: bool,
}

/// A service with its dates.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn service(app: &App, actor: &Actor, id: ServiceId) -> AppResult<ServiceView> {
    policy::require(actor, Operation::SeeInstitutions)?;
    let found = services::find(app.database(), id).await?;
    let service = found.ok_or(AppError::NotFound)?;
    let found = organisations::find(app.database(), service.institution).await?;
    let institution = found.ok_or(AppError::NotFound)?;
    let cohorts = service_cohorts::of_services(app.database(), &[id]).await?;
    let may_keep = policy::require_keeping_catalogue(actor, institution.id).is_ok();
    Ok(ServiceView {
        service,
        institution,
        cohorts,
        may_keep,
    })
}

/// The institution to whose catalogue the actor may add.
///
/// # Errors
/// [`AppError::NotFound`] for one that is not hers to keep, or that offers no services;
/// [`AppError::Forbidden`].
pub async fn institution(app: &App, actor: &Actor, id: OrganisationId) -> AppResult<Organisation> {
    policy::require_keeping_catalogue(actor, id)?;
    let found = organisations::find(app.database(), id).await?;
    let offers = |one: &Organisation| {
        matches!(
            one.kind,
            OrganisationKind::Institution | OrganisationKind::Centre
        )
    };
    found.filter(offers).ok_or(AppError::NotFound)
}

/// Adds a service to the catalogue of an institution.
///
/// # Errors
/// [`AppError::Invalid`] at each field that is wrong; as [`institution`].
pub async fn add(
    app: &App,
    actor: &Actor,
    institution_id: OrganisationId,
    draft: &ServiceDraft,
) -> AppResult<Service> {
    let institution = institution(app, actor, institution_id).await?;
    let standing = Standing {
        id: ServiceId::generate(),
        institution: institution.id,
        version: 1,
        fictional: institution.fictional,
    };
    let service = understand(&app.words(), app.today(), draft, &standing)?;
    let tx = app.database().begin().await?;
    services::upsert_many(&tx, std::slice::from_ref(&service)).await?;
    finish(app, actor, tx, &service, "service.add").await?;
    Ok(service)
}

/// Changes a service that was read in this version: everything that is said of it is said anew.
///
/// # Errors
/// As [`add`]; [`AppError::Conflict`] where someone was quicker: nothing is written then.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: ServiceId,
    version: i32,
    draft: &ServiceDraft,
) -> AppResult<Service> {
    let stored = load_to_keep(app, actor, id).await?;
    if stored.version != version {
        return Err(AppError::Conflict);
    }
    let standing = Standing {
        id,
        institution: stored.institution,
        version,
        fictional: stored.fictional,
    };
    let service = understand(&app.words(), app.today(), draft, &standing)?;
    let tx = app.database().begin().await?;
    services::update(&tx, &service).await?;
    finish(app, actor, tx, &service, "service.change").await?;
    Ok(Service {
        version: version.saturating_add(1),
        ..service
    })
}

/// A service that the actor may change. Whose it is comes before what it is.
pub(super) async fn load_to_keep(app: &App, actor: &Actor, id: ServiceId) -> AppResult<Service> {
    policy::require(actor, Operation::KeepCatalogue)?;
    let found = services::find(app.database(), id).await?;
    let service = found.ok_or(AppError::NotFound)?;
    policy::require_keeping_catalogue(actor, service.institution)?;
    Ok(service)
}

/// Puts the act on record and is done. Plans and shortlists that are made from now on follow it.
async fn finish(
    app: &App,
    actor: &Actor,
    mut tx: Transaction,
    service: &Service,
    action: &str,
) -> AppResult<()> {
    let record = AuditRecord {
        actor,
        action,
        object: service.id.to_string(),
        detail: serde_json::json!({ "kind": service.kind }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(service.institution))
        .await?;
    tx.record_change(Change::Services);
    tx.commit().await?;
    Ok(())
}
