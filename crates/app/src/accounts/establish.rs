//! Making an account without an invitation: for the operator at the command line, who prepares an
//! installation or its demonstration. Must not be reachable from any page.

use super::{email, name};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, MembershipId, OrganisationId, PersonId};
use eslabon_domain::text::Lang;
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::people::{self, Person};
use eslabon_storage::{AuditRecord, Concerns};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Who; a known person only gains the role.
    pub id: PersonId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// As what.
    pub role: Role,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
    /// In which centre's scope.
    pub centre: Option<CentreId>,
    /// The hash of her password; without one she comes in by a link.
    pub password_hash: Option<String>,
}

/// Makes the account, or gives the role to an account that exists. Does nothing where both are there.
///
/// # Errors
/// [`AppError::Forbidden`] for everyone but the operator, [`AppError::Invalid`],
/// [`AppError::Conflict`] where the address is another's.
pub async fn establish(app: &App, operator: &Actor, newcomer: Newcomer) -> AppResult<PersonId> {
    policy::require_on(operator, Operation::KeepPeople, Relation::Foreign)?;
    if !newcomer.role.is_assignable() || operator.role != Role::Operator {
        return Err(AppError::Forbidden);
    }
    let (address, called) = (email(&newcomer.email)?, name(&newcomer.name)?);
    let now = app.now();
    let tx = app.database().begin().await?;
    if people::find(&tx, newcomer.id).await?.is_none() {
        let person = Person {
            id: newcomer.id,
            version: 1,
            email: Some(address),
            name: called,
            lang: newcomer.lang,
            password_hash: newcomer.password_hash,
            totp_secret: None,
            totp_confirmed_at: None,
            totp_last_step: None,
            notice_version: None,
            notice_accepted_at: None,
            created_at: now,
            disabled_at: None,
            erased_at: None,
        };
        people::insert(&tx, &person).await?;
    }
    let held = memberships::list(&tx, memberships::Of::Person(newcomer.id)).await?;
    let has_it = held
        .iter()
        .any(|hat| hat.role == newcomer.role && hat.organisation == newcomer.organisation);
    if has_it {
        return Ok(newcomer.id);
    }
    let membership = Membership {
        id: MembershipId::generate(),
        person: newcomer.id,
        organisation: newcomer.organisation,
        centre: newcomer.centre,
        role: newcomer.role,
        granted_by: operator.name.clone(),
        granted_at: now,
        ended_at: None,
    };
    memberships::insert(&tx, &membership).await?;
    let record = AuditRecord {
        actor: operator,
        action: "person.establish",
        object: newcomer.id.to_string(),
        detail: serde_json::json!({ "role": newcomer.role.as_str() }),
        at: now,
    };
    tx.audit_concerning(record, Concerns::person(newcomer.id))
        .await?;
    tx.commit().await?;
    Ok(newcomer.id)
}
