//! The people of an organisation: who is what, and ending it. A role that is taken away acts no more at
//! the next request; what was done in it stays on record.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Reach, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{MembershipId, OrganisationId, PersonId};
use eslabon_domain::text::fold;
use eslabon_storage::memberships::{self, Membership, Of};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, SecretKind};
use eslabon_storage::{AuditRecord, Concerns, organisations};
use jiff::Timestamp;
use std::collections::HashMap;

/// Someone of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// What she is; ending it names this.
    pub membership: MembershipId,
    /// Who.
    pub person: PersonId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// In which role.
    pub role: Role,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
    /// Its name.
    pub organisation_name: String,
    /// Since when.
    pub since: Timestamp,
    /// A second factor is set up.
    pub has_second_factor: bool,
    /// The actor may end it.
    pub may_end: bool,
}

impl PersonLine {
    /// Whether name, address, organisation, role, or the role's words as the reader knows them, hold every
    /// word of a text.
    #[must_use]
    pub fn holds(&self, text: &str, role_in_words: &str) -> bool {
        let (role, firm) = (self.role.as_str(), &self.organisation_name);
        let line = fold(&format!(
            "{} {} {firm} {role} {role_in_words}",
            self.name, self.email
        ));
        fold(text)
            .split_whitespace()
            .all(|word| line.contains(word))
    }
}

/// The people whom the actor keeps: of her organisation, of her centre, or everyone.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list(app: &App, actor: &Actor) -> AppResult<Vec<PersonLine>> {
    policy::require(actor, Operation::KeepPeople)?;
    let of = match policy::reach(Operation::KeepPeople, actor.role) {
        Reach::Every => Of::Everyone,
        Reach::Centre => match actor.centre {
            Some(centre) => Of::Centre(centre),
            None => return Ok(Vec::new()),
        },
        Reach::Own | Reach::Open => match actor.organisation {
            Some(organisation) => Of::Organisation(organisation),
            None => return Ok(Vec::new()),
        },
        Reach::No => return Ok(Vec::new()),
    };
    let held = memberships::list(app.database(), of).await?;
    lines(app, actor, held).await
}

/// The people of a firm, where the actor keeps them; nobody for whoever does not.
///
/// # Errors
/// If the database fails.
pub async fn kept_of(app: &App, actor: &Actor, firm: OrganisationId) -> AppResult<Vec<PersonLine>> {
    let mut held = memberships::list(app.database(), Of::Organisation(firm)).await?;
    held.retain(|hat| relation(actor, hat).is_ok());
    lines(app, actor, held).await
}

async fn lines(app: &App, actor: &Actor, held: Vec<Membership>) -> AppResult<Vec<PersonLine>> {
    let ids: Vec<PersonId> = held.iter().map(|hat| hat.person).collect();
    let firms: Vec<OrganisationId> = held.iter().filter_map(|hat| hat.organisation).collect();
    let known: HashMap<PersonId, Person> = people::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let names: HashMap<OrganisationId, String> = organisations::load_many(app.database(), &firms)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    let line = |hat: Membership| {
        let person = known.get(&hat.person).filter(|p| p.is_active())?;
        Some(PersonLine {
            membership: hat.id,
            person: hat.person,
            name: person.name.clone(),
            email: person.email.clone().unwrap_or_default(),
            role: hat.role,
            organisation: hat.organisation,
            organisation_name: hat
                .organisation
                .and_then(|id| names.get(&id).cloned())
                .unwrap_or_default(),
            since: hat.granted_at,
            has_second_factor: person.has_second_factor(),
            may_end: may_end(actor, &hat),
        })
    };
    Ok(held.into_iter().filter_map(line).collect())
}

/// One thing that someone is, where the actor keeps it.
///
/// # Errors
/// [`AppError::NotFound`] where the actor may not know of it, or it is over.
pub async fn load(app: &App, actor: &Actor, id: MembershipId) -> AppResult<PersonLine> {
    policy::require(actor, Operation::KeepPeople)?;
    let hat = memberships::find(app.database(), id)
        .await?
        .filter(|hat| hat.ended_at.is_none())
        .ok_or(AppError::NotFound)?;
    relation(actor, &hat)?;
    let found = lines(app, actor, vec![hat]).await?;
    found.into_iter().next().ok_or(AppError::NotFound)
}

/// Whether the actor may hand someone a link that sets a password: it takes everything over that the
/// person is, so that the actor must keep all of it.
///
/// # Errors
/// If the database fails.
pub async fn may_hand_over(app: &App, actor: &Actor, id: PersonId) -> AppResult<bool> {
    match load_kept(app, actor, id).await {
        Ok(_) => Ok(true),
        Err(AppError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Nobody ends what she could not have given, nor what she is herself.
fn may_end(actor: &Actor, hat: &Membership) -> bool {
    actor.person != Some(hat.person)
        && policy::may_grant(actor.role, hat.role)
        && relation(actor, hat).is_ok()
}

fn relation(actor: &Actor, hat: &Membership) -> AppResult<()> {
    let relation = Relation::to_organisation(actor, hat.organisation, hat.centre);
    policy::require_on(actor, Operation::KeepPeople, relation)
}

/// Ends what someone is to an organisation. Tokens that act so end with it; sessions wear another of her
/// roles at the next request, or none.
///
/// # Errors
/// [`AppError::NotFound`] where the actor may not know of it, [`AppError::Forbidden`] where she may not
/// end it, [`AppError::Conflict`] where it is over already.
pub async fn end(app: &App, actor: &Actor, id: MembershipId) -> AppResult<()> {
    policy::require(actor, Operation::KeepPeople)?;
    let hat = memberships::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    relation(actor, &hat)?;
    if !may_end(actor, &hat) {
        return Err(AppError::Forbidden);
    }
    let now = app.now();
    let tx = app.database().begin().await?;
    memberships::end(&tx, id, now).await?;
    // A session goes on with what else she is; a token acts as this and nothing else.
    secrets::end_of_membership(&tx, id, SecretKind::ApiToken, now).await?;
    let record = AuditRecord {
        actor,
        action: "person.leave",
        object: hat.person.to_string(),
        detail: serde_json::json!({ "role": hat.role.as_str() }),
        at: now,
    };
    tx.audit_concerning(record, Concerns::person(hat.person))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// A person whom the actor keeps by any of her memberships.
pub(super) async fn load_kept(app: &App, actor: &Actor, id: PersonId) -> AppResult<Person> {
    let held = memberships::list(app.database(), Of::Person(id)).await?;
    // Whoever sets a password takes the account over: it takes someone who could have given every role.
    let keeps = !held.is_empty() && held.iter().all(|hat| may_end(actor, hat));
    if !keeps {
        return Err(AppError::NotFound);
    }
    people::find(app.database(), id)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::NotFound)
}
