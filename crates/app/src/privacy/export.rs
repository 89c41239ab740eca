//! A person's data, to take along: everything that is kept of her, and nothing of anyone else. The
//! figures of her firm are the firm's and are not among them.

use super::account_of;
use super::requests::load;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, OrganisationId, PersonId, PrivacyRequestId, SiteId};
use eslabon_domain::privacy::{RequestKind, RequestStatus};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, SecretKind};
use eslabon_storage::{
    AuditRecord, Concerns, alerts, identities, memberships, notices, organisations, personal,
    privacy_requests,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

/// Acts that are given at most: the latest.
const ACTS: u64 = 50_000;

/// Everything that is kept of a person.
#[derive(Debug, Clone, Serialize)]
pub struct Export {
    /// When it was put together.
    pub made_at: Timestamp,
    /// Her account.
    pub account: Account,
    /// What she is and was.
    pub memberships: Vec<Hat>,
    /// Browsers that are signed in, browsers that are known, tokens: never their secrets.
    pub keys: Vec<Key>,
    /// What her firm's own sign-on calls her.
    pub identities: Vec<KnownAs>,
    /// Versions of the privacy notice that she accepted.
    pub notices: Vec<Accepted>,
    /// What she asked about her data, with what was answered.
    pub requests: Vec<Asked>,
    /// She has a summary of alerts by mail.
    pub alerts_by_mail: bool,
    /// What she was told, oldest first.
    pub alerts: Vec<Told>,
    /// What she did, and what others did on her account, newest first.
    pub acts: Vec<Act>,
}

/// An account.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Its id, by which the rest speaks of her.
    pub id: PersonId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: Option<String>,
    /// In which language she is written to.
    pub language: &'static str,
    /// Since when.
    pub created_at: Timestamp,
    /// She signs in by a password.
    pub has_password: bool,
    /// Since when a second factor is asked for.
    pub second_factor_since: Option<Timestamp>,
}

/// What someone is to an organisation.
#[derive(Debug, Clone, Serialize)]
pub struct Hat {
    /// In which role.
    pub role: &'static str,
    /// Of which organisation.
    pub organisation: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// Something that lets her in.
#[derive(Debug, Clone, Serialize)]
pub struct Key {
    /// `session`, `device` or `api_token`.
    pub kind: &'static str,
    /// Her browser, or the token's name.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to a few minutes.
    pub last_used_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What a provider of sign-on calls her.
#[derive(Debug, Clone, Serialize)]
pub struct KnownAs {
    /// The provider's address.
    pub provider: String,
    /// Its name for her.
    pub subject: String,
    /// Since when.
    pub since: Timestamp,
}

/// An accepted notice.
#[derive(Debug, Clone, Serialize)]
pub struct Accepted {
    /// Which version.
    pub version: String,
    /// When.
    pub at: Timestamp,
}

/// A request.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// Its number.
    pub number: i64,
    /// What was asked.
    pub kind: RequestKind,
    /// How it stands.
    pub status: RequestStatus,
    /// When.
    pub filed_at: Timestamp,
    /// The last day for an answer.
    pub due_on: Date,
    /// What was said, in order.
    pub statements: Vec<Said>,
}

/// What was said in a request.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// What an answer decided; absent where she speaks herself.
    pub outcome: Option<RequestStatus>,
    /// In words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// An alert: by ids, because what may be read of a need or a supplier is not hers to take along. How near the
/// supplier came is the firm's datum: she may have left, or the firm may have taken back what it rested on.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Of what.
    pub kind: &'static str,
    /// The need.
    pub need: NeedId,
    /// The supplier.
    pub site: SiteId,
    /// When.
    pub at: Timestamp,
    /// When she read it.
    pub read_at: Option<Timestamp>,
}

/// An act. Who else acted on her account is told by the role, not by the name: it is another's datum.
#[derive(Debug, Clone, Serialize)]
pub struct Act {
    /// Its number in the audit log.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Her own.
    pub by_her: bool,
    /// In which role.
    pub role: String,
    /// What was done.
    pub action: String,
    /// On what.
    pub object: String,
}

/// The actor's own data.
///
/// # Errors
/// [`AppError::Forbidden`] without an account.
pub async fn export(app: &App, actor: &Actor) -> AppResult<Export> {
    policy::require(actor, Operation::KeepOwnAccount)?;
    let person = account_of(actor).ok_or(AppError::Forbidden)?;
    take(app, actor, person).await
}

/// The data of someone whose request for access was granted, to be handed over to her.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`] where the request is another centre's or she has no
/// account, [`AppError::Invalid`] where it is no granted request for access.
pub async fn export_for(app: &App, actor: &Actor, id: PrivacyRequestId) -> AppResult<Export> {
    let request = load(app, actor, Operation::AnswerRequest, id).await?;
    if request.kind != RequestKind::Access || request.status != RequestStatus::Granted {
        return Err(not_granted());
    }
    let person = request.person.ok_or(AppError::NotFound)?;
    take(app, actor, person).await
}

/// What is done on a request goes with one that asked for it and was granted.
pub(super) fn not_granted() -> AppError {
    AppError::Invalid(vec![FieldError::new("request", "not_granted", "")])
}

async fn take(app: &App, actor: &Actor, id: PersonId) -> AppResult<Export> {
    let person = people::find(app.database(), id)
        .await?
        .filter(|person| person.erased_at.is_none())
        .ok_or(AppError::NotFound)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    let record = AuditRecord {
        actor,
        action: "export.person",
        object: id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    };
    tx.audit_concerning(record, Concerns::person(id)).await?;
    tx.commit().await?;
    Ok(Export {
        made_at: now,
        account: account(&person),
        memberships: hats(app, id).await?,
        keys: keys(app, id, now).await?,
        identities: known_as(app, id).await?,
        notices: accepted(app, id).await?,
        requests: asked(app, id).await?,
        alerts_by_mail: alerts::by_mail(app.database(), id).await?,
        alerts: told(app, id).await?,
        acts: acts(app, id).await?,
    })
}

fn account(person: &Person) -> Account {
    Account {
        id: person.id,
        name: person.name.clone(),
        email: person.email.clone(),
        language: person.lang.as_str(),
        created_at: person.created_at,
        has_password: person.password_hash.is_some(),
        second_factor_since: person.totp_confirmed_at,
    }
}

async fn hats(app: &App, person: PersonId) -> AppResult<Vec<Hat>> {
    let held = memberships::history(app.database(), person).await?;
    let ids: Vec<OrganisationId> = held.iter().filter_map(|hat| hat.organisation).collect();
    let names: HashMap<OrganisationId, String> = organisations::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|organisation| (organisation.id, organisation.name))
        .collect();
    Ok(held
        .into_iter()
        .map(|hat| Hat {
            role: hat.role.as_str(),
            organisation: hat.organisation.and_then(|id| names.get(&id).cloned()),
            since: hat.granted_at,
            until: hat.ended_at,
        })
        .collect())
}

async fn keys(app: &App, person: PersonId, now: Timestamp) -> AppResult<Vec<Key>> {
    let mut keys = Vec::new();
    for kind in [
        SecretKind::Session,
        SecretKind::Device,
        SecretKind::ApiToken,
    ] {
        let held = secrets::list(app.database(), person, kind, now).await?;
        keys.extend(held.into_iter().map(|secret| Key {
            kind: kind.as_str(),
            label: secret.label,
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            expires_at: secret.expires_at,
        }));
    }
    Ok(keys)
}

async fn known_as(app: &App, person: PersonId) -> AppResult<Vec<KnownAs>> {
    let identities = identities::list(app.database(), person).await?;
    Ok(identities
        .into_iter()
        .map(|identity| KnownAs {
            provider: identity.issuer,
            subject: identity.subject,
            since: identity.bound_at,
        })
        .collect())
}

async fn accepted(app: &App, person: PersonId) -> AppResult<Vec<Accepted>> {
    let accepted = notices::list(app.database(), person).await?;
    Ok(accepted
        .into_iter()
        .map(|acceptance| Accepted {
            version: acceptance.version,
            at: acceptance.at,
        })
        .collect())
}

async fn asked(app: &App, person: PersonId) -> AppResult<Vec<Asked>> {
    let mut asked = Vec::new();
    for request in privacy_requests::list_of(app.database(), person).await? {
        let said = privacy_requests::statements_of(app.database(), request.id).await?;
        asked.push(Asked {
            number: request.number,
            kind: request.kind,
            status: request.status,
            filed_at: request.filed_at,
            due_on: request.due_on,
            statements: said
                .into_iter()
                .map(|statement| Said {
                    outcome: statement.outcome,
                    words: statement.words,
                    at: statement.at,
                })
                .collect(),
        });
    }
    Ok(asked)
}

async fn told(app: &App, person: PersonId) -> AppResult<Vec<Told>> {
    let alerts = alerts::history(app.database(), person).await?;
    Ok(alerts
        .into_iter()
        .map(|alert| Told {
            kind: alert.kind.as_str(),
            need: alert.need,
            site: alert.site,
            at: alert.created_at,
            read_at: alert.read_at,
        })
        .collect())
}

async fn acts(app: &App, person: PersonId) -> AppResult<Vec<Act>> {
    let acts = personal::acts_of(app.database(), person, ACTS).await?;
    Ok(acts
        .into_iter()
        .map(|act| Act {
            number: act.number,
            at: act.at,
            by_her: act.by_her,
            role: act.role,
            action: act.action,
            object: act.object,
        })
        .collect())
}
