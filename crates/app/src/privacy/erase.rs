//! Being erased: name, address and every way in are taken away; what was done stays on record without a
//! name. The facts of a firm are the firm's and stay. Cannot be undone.

use super::account_of;
use super::export::not_granted;
use super::requests::load;
use crate::accounts::own;
use crate::accounts::secret::hash;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{PersonId, PrivacyRequestId};
use eslabon_domain::privacy::{ERASED_NAME, RequestKind, RequestStatus};
use eslabon_storage::memberships::{self, Membership, Of};
use eslabon_storage::people::{self, Person};
use eslabon_storage::{AuditRecord, Concerns, Transaction, organisations, personal, throttles};

/// Erases the actor, who proves by her password that it is she.
///
/// # Errors
/// [`AppError::Invalid`] on `current` where the password is wrong, on `person` where someone must take
/// over from her first; [`AppError::Forbidden`], [`AppError::Slowed`].
pub async fn erase_me(app: &App, actor: &Actor, password: &str) -> AppResult<()> {
    policy::require_on(actor, Operation::ErasePerson, Relation::Own)?;
    let person = account_of(actor).ok_or(AppError::Forbidden)?;
    own::prove(app, actor, password).await?;
    erase(app, actor, person).await
}

/// Erases whoever asked for it, after her request was granted.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`] where she has no account; [`AppError::Invalid`] where it
/// is no granted request for cancellation, or someone must take over from her first.
pub async fn erase_for(app: &App, actor: &Actor, id: PrivacyRequestId) -> AppResult<()> {
    let request = load(app, actor, Operation::ErasePerson, id).await?;
    if request.kind != RequestKind::Cancellation || request.status != RequestStatus::Granted {
        return Err(not_granted());
    }
    let person = request.person.ok_or(AppError::NotFound)?;
    erase(app, actor, person).await
}

async fn erase(app: &App, actor: &Actor, id: PersonId) -> AppResult<()> {
    let now = app.now();
    let tx = app.database().begin().await?;
    personal::take_turns(&tx).await?;
    let person = people::find(&tx, id)
        .await?
        .filter(|person| person.erased_at.is_none())
        .ok_or(AppError::NotFound)?;
    let held = memberships::list(&tx, Of::Person(id)).await?;
    let needed = needed_for(&tx, &held).await?;
    if !needed.is_empty() {
        return Err(AppError::Invalid(needed));
    }
    for hat in &held {
        memberships::end(&tx, hat.id, now).await?;
    }
    for key in throttle_keys(&person) {
        throttles::clear(&tx, &key).await?;
    }
    personal::erase(&tx, &person, now).await?;
    // By herself, this act of hers is the first without a name.
    let by = match actor.person == Some(id) {
        true => Actor {
            name: ERASED_NAME.to_owned(),
            ..actor.clone()
        },
        false => actor.clone(),
    };
    let record = AuditRecord {
        actor: &by,
        action: "person.erase",
        object: id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    };
    tx.audit_concerning(record, Concerns::person(id)).await?;
    tx.commit().await?;
    Ok(())
}

/// What would be left without anyone who answers for it.
async fn needed_for(tx: &Transaction, held: &[Membership]) -> AppResult<Vec<FieldError>> {
    let mut needed = Vec::new();
    for hat in held {
        let (others, code) = match (hat.role, hat.organisation) {
            (Role::Administrator, _) => (
                memberships::list(tx, Of::Everyone).await?,
                "only_administrator",
            ),
            (Role::Owner, Some(firm)) => (
                memberships::list(tx, Of::Organisation(firm)).await?,
                "only_owner",
            ),
            _ => continue,
        };
        let others: Vec<PersonId> = others
            .into_iter()
            .filter(|other| other.role == hat.role && other.person != hat.person)
            .map(|other| other.person)
            .collect();
        let others = people::load_many(tx, &others).await?;
        if others.iter().any(Person::is_active) {
            continue;
        }
        let firm = match hat.organisation {
            Some(id) => organisations::find(tx, id).await?,
            None => None,
        };
        let named = firm.map(|firm| firm.name).unwrap_or_default();
        needed.push(FieldError::new("person", code, named));
    }
    Ok(needed)
}

/// What counted her failures: by her address, her id.
fn throttle_keys(person: &Person) -> Vec<String> {
    let address = person.email.as_deref().map(hash).unwrap_or_default();
    vec![
        format!("address:{address}"),
        format!("reset:{address}"),
        format!("person:{}", person.id),
        format!("code:{}", person.id),
    ]
}
