//! Invitations: a single-use link that makes someone a person of an organisation. Whoever follows it and
//! has no account yet gives her name and a password; whoever has one gains a role. Opening the link
//! changes nothing, because mail programs open links; only the form behind it does.

use super::secret::Clear;
use super::sessions::{actor_of, after};
use super::{all, email, name, passwords};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::mail::{self, Letter};
use crate::policy::{self, Operation, Reach, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, MembershipId, OrganisationId, PersonId, SecretId};
use eslabon_domain::text::Lang;
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, Transaction, centres};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How long an invitation holds.
pub(crate) const HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Organisations that are offered where a name is not enough.
const SUGGESTED: u64 = 20;

/// Whom to invite, as what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Where the link goes. Empty: it is handed over by other means, and whoever follows it says her own.
    pub email: String,
    /// Her name, as far as it is known.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Into which organisation.
    pub organisation: Option<OrganisationId>,
    /// In which language she is written to.
    pub lang: Lang,
}

/// What the link carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Carried {
    email: String,
    name: String,
    role: Role,
    organisation: Option<OrganisationId>,
    centre: Option<CentreId>,
    lang: Lang,
    by: String,
}

/// A link as whoever follows it sees it.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The address to which it went; empty where it was handed over.
    pub email: String,
    /// Her name, as far as it is known.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Into which organisation.
    pub organisation: Option<Organisation>,
    /// Who invites.
    pub by: String,
    /// Someone signs in by this address already: she gains a role and keeps her password.
    pub known: bool,
}

/// Which kind of organisation a role belongs to; none for those who look after the installation.
#[must_use]
pub fn kinds_of(role: Role) -> &'static [OrganisationKind] {
    match role {
        Role::Engineer | Role::PurchasingManager => &[OrganisationKind::LeadFirm],
        Role::Owner | Role::Editor => &[OrganisationKind::Sme],
        Role::Provider => &[OrganisationKind::Institution],
        Role::CentreStaff | Role::CentreManager => &[OrganisationKind::Centre],
        Role::Broker => &[OrganisationKind::Network, OrganisationKind::Centre],
        Role::Coordinator | Role::Funder => &[OrganisationKind::Programme],
        Role::Administrator | Role::Operator | Role::Visitor => &[],
    }
}

/// Invites someone; answers the link, which is shown once and sent where an address was given.
///
/// # Errors
/// [`AppError::Forbidden`] for a role that the actor may not give, [`AppError::NotFound`] for an
/// organisation for which she may not, [`AppError::Invalid`].
pub async fn invite(app: &App, actor: &Actor, invitation: Invitation) -> AppResult<String> {
    policy::require(actor, Operation::KeepPeople)?;
    if !invitation.role.is_assignable() {
        return Err(AppError::Invalid(vec![FieldError::new(
            "role",
            "unknown_role",
            "",
        )]));
    }
    if !policy::may_grant(actor.role, invitation.role) {
        return Err(AppError::Forbidden);
    }
    let address = match invitation.email.trim().is_empty() {
        true => String::new(),
        false => email(&invitation.email)?,
    };
    let known_as = match invitation.name.trim().is_empty() {
        true => String::new(),
        false => name(&invitation.name)?,
    };
    let organisation = organisation_of(app, actor, &invitation).await?;
    let now = app.now();
    let carried = Carried {
        email: address.clone(),
        name: known_as,
        role: invitation.role,
        organisation: organisation.as_ref().map(|o| o.id),
        centre: centre_of(app, actor, invitation.role, organisation.as_ref()).await?,
        lang: invitation.lang,
        by: actor.name.clone(),
    };
    let tx = app.database().begin().await?;
    let (link, id) = issue(app, &tx, &carried).await?;
    if !address.is_empty() {
        let letter = Letter::invitation(&address, invitation.lang, &actor.name, &link);
        mail::post(&tx, &format!("invitation:{id}"), &letter, now).await?;
    }
    tx.audit(AuditRecord {
        actor,
        action: "person.invite",
        object: organisation.map(|o| o.id.to_string()).unwrap_or_default(),
        detail: serde_json::json!({ "role": invitation.role.as_str() }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes the link, in the transaction that occasions it. Whoever calls has decided that it may be made.
async fn issue(app: &App, tx: &Transaction, carried: &Carried) -> AppResult<(String, SecretId)> {
    let (now, clear) = (app.now(), Clear::generate());
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Invitation,
        hash: clear.hash(),
        person: None,
        membership: None,
        label: String::new(),
        detail: serde_json::to_value(carried).map_err(|e| AppError::Internal(e.to_string()))?,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, HOLDS),
        ended_at: None,
    };
    secrets::insert(tx, &secret).await?;
    let base = app.account_rules().public_url.clone();
    Ok((format!("{base}/invitacion/{}", clear.as_str()), secret.id))
}

/// The link that makes someone the owner of a firm that she claimed, for the transaction that approves
/// her claim. Sends nothing.
pub(crate) async fn issue_to_owner(
    app: &App,
    tx: &Transaction,
    claimed: &eslabon_storage::claims::Claim,
    firm: OrganisationId,
    by: &str,
) -> AppResult<String> {
    let carried = Carried {
        email: claimed.email.clone(),
        name: claimed.name.clone(),
        role: Role::Owner,
        organisation: Some(firm),
        centre: Some(claimed.centre),
        lang: claimed.lang,
        by: by.to_owned(),
    };
    Ok(issue(app, tx, &carried).await?.0)
}

/// The organisation that the role asks for, if the actor may invite into it.
async fn organisation_of(
    app: &App,
    actor: &Actor,
    invitation: &Invitation,
) -> AppResult<Option<Organisation>> {
    let kinds = kinds_of(invitation.role);
    if kinds.is_empty() {
        return Ok(None);
    }
    let Some(id) = invitation.organisation.or(actor.organisation) else {
        return Err(AppError::Invalid(vec![FieldError::new(
            "organisation",
            "required",
            "",
        )]));
    };
    // Firms and institutions are known to every centre; a centre's own people are its own to invite.
    let others = matches!(invitation.role, Role::CentreStaff | Role::CentreManager);
    let relation = match actor.organisation == Some(id) {
        true => Relation::Own,
        false if others => Relation::Foreign,
        false if policy::works_for_others(actor) => Relation::Centre,
        false => Relation::Foreign,
    };
    policy::require_on(actor, Operation::KeepPeople, relation)?;
    let organisation = organisations::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    if kinds.contains(&organisation.kind) {
        Ok(Some(organisation))
    } else {
        Err(AppError::Invalid(vec![FieldError::new(
            "organisation",
            "wrong_kind",
            organisation.name,
        )]))
    }
}

/// In which centre's scope the person will act: that of the centre whom she joins, else the inviter's.
async fn centre_of(
    app: &App,
    actor: &Actor,
    role: Role,
    organisation: Option<&Organisation>,
) -> AppResult<Option<CentreId>> {
    if role == Role::Administrator {
        return Ok(None);
    }
    if let Some(organisation) = organisation.filter(|o| o.kind == OrganisationKind::Centre) {
        let centre = centres::find_by_organisation(app.database(), organisation.id).await?;
        if let Some(centre) = centre {
            return Ok(Some(centre.id));
        }
    }
    Ok(Some(actor.centre.unwrap_or_else(|| app.centre())))
}

/// Whether the actor says into which organisation she invites, or invites into her own.
#[must_use]
pub fn chooses_organisation(actor: &Actor) -> bool {
    matches!(
        policy::reach(Operation::KeepPeople, actor.role),
        Reach::Centre | Reach::Every
    )
}

/// Organisations that fit a role, by a part of their name.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn find_organisations(
    app: &App,
    actor: &Actor,
    role: Role,
    text: &str,
) -> AppResult<Vec<Organisation>> {
    policy::require(actor, Operation::KeepPeople)?;
    if !chooses_organisation(actor) || !policy::may_grant(actor.role, role) {
        return Err(AppError::Forbidden);
    }
    let kinds = kinds_of(role);
    Ok(organisations::search(app.database(), kinds, text, SUGGESTED).await?)
}

async fn holding(app: &App, clear: &Clear) -> AppResult<(Secret, Carried)> {
    let secret = secrets::find(app.database(), SecretKind::Invitation, &clear.hash())
        .await?
        .filter(|secret| secret.holds_at(app.now()))
        .ok_or(AppError::NotFound)?;
    let carried = serde_json::from_value(secret.detail.clone())
        .map_err(|e| AppError::Internal(format!("an invitation: {e}")))?;
    Ok((secret, carried))
}

/// What a link invites to. Changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is wrong, used or expired.
pub async fn open(app: &App, clear: &Clear) -> AppResult<Invited> {
    let (_, carried) = holding(app, clear).await?;
    let known = match carried.email.is_empty() {
        true => false,
        false => people::find_by_email(app.database(), &carried.email)
            .await?
            .is_some(),
    };
    let organisation = match carried.organisation {
        Some(id) => organisations::find(app.database(), id).await?,
        None => None,
    };
    Ok(Invited {
        email: carried.email,
        name: carried.name,
        role: carried.role,
        organisation,
        by: carried.by,
        known,
    })
}

/// What someone fills in to accept.
#[derive(Debug, Clone, Default)]
pub struct Acceptance {
    /// Her name.
    pub name: String,
    /// Her address, where the link was handed over.
    pub email: String,
    /// The password that she chooses.
    pub password: String,
    /// The version of the privacy notice that she accepted.
    pub notice_version: Option<String>,
}

/// Accepts an invitation. Someone who is known already proves it by being signed in as that person.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is wrong, used or expired; [`AppError::Invalid`];
/// [`AppError::Forbidden`] where the address is someone's who is not signed in.
pub async fn accept(
    app: &App,
    actor: &Actor,
    clear: &Clear,
    acceptance: Acceptance,
) -> AppResult<PersonId> {
    let (secret, carried) = holding(app, clear).await?;
    let own = match actor.person {
        Some(id) => people::find(app.database(), id).await?,
        None => None,
    };
    let address = match (&own, carried.email.is_empty()) {
        // The link was handed to someone who has signed in: it is hers.
        (Some(own), true) => own.email.clone().unwrap_or_default(),
        (None, true) => acceptance.email.trim().to_lowercase(),
        (_, false) => carried.email.clone(),
    };
    let person = match own {
        Some(own) if own.email.as_deref() == Some(address.as_str()) => own,
        Some(_) => return Err(AppError::Forbidden),
        None => {
            // Looked at before the address is: whoever holds a link that was handed over must not learn
            // from it, without using it up, who has an account.
            check_newcomer(&address, &acceptance)?;
            if people::find_by_email(app.database(), &address)
                .await?
                .is_some()
            {
                return Err(AppError::Forbidden);
            }
            newcomer(app, &carried, &address, acceptance).await?
        }
    };
    let tx = app.database().begin().await?;
    // Of two who follow the link at once, one wins.
    if !secrets::end(&tx, secret.id, app.now()).await? {
        return Err(AppError::NotFound);
    }
    if people::find(&tx, person.id).await?.is_none() {
        people::insert(&tx, &person).await?;
    }
    join(app, &tx, &person, &carried).await?;
    tx.commit().await?;
    Ok(person.id)
}

/// Every fault of what a newcomer fills in, at once.
fn check_newcomer(address: &str, acceptance: &Acceptance) -> AppResult<()> {
    let known = [address, acceptance.name.as_str()];
    all([
        name(&acceptance.name).map(drop),
        email(address).map(drop),
        passwords::check("password", &acceptance.password, &known),
    ])
}

async fn newcomer(
    app: &App,
    carried: &Carried,
    address: &str,
    acceptance: Acceptance,
) -> AppResult<Person> {
    let called = name(&acceptance.name)?;
    let now = app.now();
    Ok(Person {
        id: PersonId::generate(),
        version: 1,
        email: Some(address.to_owned()),
        name: called,
        lang: carried.lang,
        password_hash: Some(passwords::hash(app, &acceptance.password).await?),
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_accepted_at: acceptance.notice_version.is_some().then_some(now),
        notice_version: acceptance.notice_version,
        created_at: now,
        disabled_at: None,
        erased_at: None,
    })
}

async fn join(app: &App, tx: &Transaction, person: &Person, carried: &Carried) -> AppResult<()> {
    let now = app.now();
    let membership = Membership {
        id: MembershipId::generate(),
        person: person.id,
        organisation: carried.organisation,
        centre: carried.centre,
        role: carried.role,
        granted_by: carried.by.clone(),
        granted_at: now,
        ended_at: None,
    };
    memberships::insert(tx, &membership).await?;
    tx.audit(AuditRecord {
        actor: &actor_of(person, &membership),
        action: "person.join",
        object: person.id.to_string(),
        detail: serde_json::json!({ "role": carried.role.as_str() }),
        at: now,
    })
    .await?;
    Ok(())
}
