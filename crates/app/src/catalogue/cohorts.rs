//! The dates of a course: adding one, moving it, taking seats, cancelling it.

use super::read::{field_error, whole};
use super::services::load_to_keep;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::profiles::record::{kept, short};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CohortId, ServiceId};
use eslabon_domain::services::{CohortStatus, ServiceCohort, check_cohort};
use eslabon_storage::{AuditRecord, Concerns, service_cohorts};
use jiff::civil::Date;

/// The most dates that are kept of a service.
const COHORTS_MAX: usize = 500;

/// A date of a course as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CohortDraft {
    /// First day, `YYYY-MM-DD`.
    pub starts_on: String,
    /// Last day.
    pub ends_on: String,
    /// Seats in all.
    pub seats: String,
    /// With fewer it is not held; empty: it is held in any case.
    pub minimum: String,
    /// Seats that are taken; empty: none.
    pub taken: String,
    /// Where it is held.
    pub place: String,
    /// How it stands; empty: seats can be taken.
    pub status: String,
}

impl CohortDraft {
    /// A stored one as it would be typed.
    #[must_use]
    pub fn of(cohort: &ServiceCohort) -> Self {
        Self {
            starts_on: cohort.starts_on.to_string(),
            ends_on: cohort.ends_on.to_string(),
            seats: cohort.seats.to_string(),
            minimum: cohort.minimum.to_string(),
            taken: cohort.taken.to_string(),
            place: cohort.place.clone(),
            status: cohort.status.as_str().to_owned(),
        }
    }
}

/// Adds a date to a service, or changes one that was read in this version.
///
/// # Errors
/// [`AppError::Invalid`] at each field that is wrong; [`AppError::Conflict`] where someone was quicker;
/// [`AppError::NotFound`] for a service that is not the actor's to keep, or a date of another one;
/// [`AppError::Forbidden`].
pub async fn save_cohort(
    app: &App,
    actor: &Actor,
    service: ServiceId,
    known: Option<(CohortId, i32)>,
    draft: &CohortDraft,
) -> AppResult<ServiceCohort> {
    let service = load_to_keep(app, actor, service).await?;
    let all = service_cohorts::of_services(app.database(), &[service.id]).await?;
    let (id, version) = match known {
        None => (CohortId::generate(), 1),
        Some((id, version)) => {
            let stored = all.iter().find(|one| one.id == id);
            let stored = stored.ok_or(AppError::NotFound)?;
            if stored.version != version {
                return Err(AppError::Conflict);
            }
            (id, version)
        }
    };
    if known.is_none() && all.len() >= COHORTS_MAX {
        let fault = FieldError::new("starts_on", "too_many", COHORTS_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    let cohort = understand(service.id, id, version, draft)?;
    let tx = app.database().begin().await?;
    match known {
        None => service_cohorts::insert(&tx, &cohort).await?,
        Some(_) => service_cohorts::update(&tx, &cohort).await?,
    }
    let record = AuditRecord {
        actor,
        action: "service.cohort",
        object: service.id.to_string(),
        detail: serde_json::json!({ "cohort": cohort.id, "status": cohort.status }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(service.institution))
        .await?;
    tx.commit().await?;
    Ok(ServiceCohort {
        version: match known {
            None => 1,
            Some(_) => version.saturating_add(1),
        },
        ..cohort
    })
}

fn understand(
    service: ServiceId,
    id: CohortId,
    version: i32,
    draft: &CohortDraft,
) -> AppResult<ServiceCohort> {
    let mut faults = Vec::new();
    let starts_on = kept(day("starts_on", &draft.starts_on), &mut faults);
    let ends_on = kept(day("ends_on", &draft.ends_on), &mut faults);
    let seats = kept(count("seats", &draft.seats, None), &mut faults);
    let minimum = kept(count("minimum", &draft.minimum, Some(0)), &mut faults);
    let taken = kept(count("taken", &draft.taken, Some(0)), &mut faults);
    let status = kept(status(&draft.status), &mut faults);
    let place = draft.place.trim();
    if place.contains('\0') {
        faults.push(FieldError::new("place", "bad_character", ""));
    }
    let (Some(starts_on), Some(ends_on), Some(seats), Some(minimum), Some(taken)) =
        (starts_on, ends_on, seats, minimum, taken)
    else {
        return Err(AppError::Invalid(faults));
    };
    let (Some(status), true) = (status, faults.is_empty()) else {
        return Err(AppError::Invalid(faults));
    };
    let cohort = ServiceCohort {
        id,
        service,
        version,
        starts_on,
        ends_on,
        seats,
        minimum,
        taken,
        place: place.to_owned(),
        status,
    };
    let found = check_cohort(&cohort);
    match found.is_empty() {
        true => Ok(cohort),
        false => Err(AppError::Invalid(
            found.into_iter().map(field_error).collect(),
        )),
    }
}

fn day(field: &'static str, typed: &str) -> Result<Date, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(FieldError::new(field, "required", ""));
    }
    typed
        .parse()
        .map_err(|_| FieldError::new(field, "bad_date", short(typed)))
}

fn count(field: &'static str, typed: &str, absent: Option<i32>) -> Result<i32, FieldError> {
    whole(field, typed, absent)
        .map_err(|(field, code)| FieldError::new(field, code.as_str(), short(typed)))
}

fn status(typed: &str) -> Result<CohortStatus, FieldError> {
    match typed.trim() {
        "" => Ok(CohortStatus::Open),
        word => CohortStatus::parse(word)
            .ok_or_else(|| FieldError::new("status", "unknown_word", short(word))),
    }
}
