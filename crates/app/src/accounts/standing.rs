//! How accounts stand: everyone who has one, and shutting one or opening it again. For whoever looks
//! after the whole installation. An account that is shut keeps its history and what it was; it opens
//! nothing.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{OrganisationId, PersonId};
use eslabon_storage::AuditRecord;
use eslabon_storage::memberships::{self, Of};
use eslabon_storage::organisations::{self, Organisation};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, SecretKind};

/// What a shut account must not leave open. Recovery codes stay: they open nothing without a sign-in.
const ENDED: [SecretKind; 6] = [
    SecretKind::Session,
    SecretKind::Device,
    SecretKind::HalfSignedIn,
    SecretKind::ApiToken,
    SecretKind::Reset,
    SecretKind::Confirmation,
];

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// Her name.
    pub name: String,
    /// Her address; empty where she has none.
    pub email: String,
    /// What she is, and the name of which organisation.
    pub roles: Vec<(Role, String)>,
    /// It is shut.
    pub disabled: bool,
    /// A second factor is set up.
    pub has_second_factor: bool,
}

fn require_everyone(actor: &Actor) -> AppResult<()> {
    policy::require_on(actor, Operation::KeepPeople, Relation::Foreign)
}

/// Every account but the erased ones, the oldest first.
///
/// # Errors
/// [`AppError::Forbidden`] or [`AppError::NotFound`] for those who keep some people only.
pub async fn list(app: &App, actor: &Actor) -> AppResult<Vec<Account>> {
    require_everyone(actor)?;
    let everyone = people::list(app.database()).await?;
    let held = memberships::list(app.database(), Of::Everyone).await?;
    let firms: Vec<OrganisationId> = held.iter().filter_map(|hat| hat.organisation).collect();
    let names = organisations::load_many(app.database(), &firms).await?;
    let name_of = |id: Option<OrganisationId>| {
        let known = names.iter().find(|firm| Some(firm.id) == id);
        known.map_or_else(String::new, |firm| firm.name.clone())
    };
    let accounts = everyone.into_iter().filter(|p| p.erased_at.is_none());
    Ok(accounts
        .map(|person| Account {
            roles: held
                .iter()
                .filter(|hat| hat.person == person.id)
                .map(|hat| (hat.role, name_of(hat.organisation)))
                .collect(),
            person: person.id,
            disabled: person.disabled_at.is_some(),
            has_second_factor: person.has_second_factor(),
            email: person.email.unwrap_or_default(),
            name: person.name,
        })
        .collect())
}

/// Whose account an address opens, shut or not.
///
/// # Errors
/// [`AppError::NotFound`] where it is nobody's, [`AppError::Invalid`] where it is no address.
pub async fn find(app: &App, actor: &Actor, address: &str) -> AppResult<PersonId> {
    require_everyone(actor)?;
    let found = people::find_by_email(app.database(), &super::email(address)?).await?;
    Ok(found.ok_or(AppError::NotFound)?.id)
}

/// The organisations of a kind that a role belongs to, by name: what an invitation names.
///
/// # Errors
/// As [`list`].
pub async fn organisations_for(
    app: &App,
    actor: &Actor,
    role: Role,
) -> AppResult<Vec<Organisation>> {
    require_everyone(actor)?;
    let mut found = Vec::new();
    for kind in super::invitations::kinds_of(role) {
        found.extend(organisations::list_by_kind(app.database(), *kind).await?);
    }
    Ok(found)
}

/// Shuts an account: its sessions, tokens and links end at once. Says whether it was open.
///
/// # Errors
/// [`AppError::NotFound`] where there is none, [`AppError::Forbidden`] for one's own.
pub async fn disable(app: &App, actor: &Actor, id: PersonId) -> AppResult<bool> {
    set_standing(app, actor, id, false).await
}

/// Opens a shut account again. Says whether it was shut.
///
/// # Errors
/// As [`disable`].
pub async fn enable(app: &App, actor: &Actor, id: PersonId) -> AppResult<bool> {
    set_standing(app, actor, id, true).await
}

async fn set_standing(app: &App, actor: &Actor, id: PersonId, open: bool) -> AppResult<bool> {
    require_everyone(actor)?;
    if actor.person == Some(id) {
        return Err(AppError::Forbidden);
    }
    let now = app.now();
    let tx = app.database().begin().await?;
    let found: Option<Person> = people::find(&tx, id).await?;
    let mut person = found
        .filter(|person| person.erased_at.is_none())
        .ok_or(AppError::NotFound)?;
    if person.disabled_at.is_none() == open {
        return Ok(false);
    }
    person.disabled_at = (!open).then_some(now);
    people::update(&tx, &person).await?;
    if !open {
        secrets::end_all(&tx, id, &ENDED, None, now).await?;
    }
    let action = if open {
        "person.enable"
    } else {
        "person.disable"
    };
    tx.audit(AuditRecord {
        actor,
        action,
        object: id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(true)
}
