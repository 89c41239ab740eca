//! Corporate sign-on: people of a firm sign in where they sign in at work (OpenID Connect). A provider is
//! believed about addresses of its own domains that it has verified, and at first use only: from then on
//! a person is known by the provider's name for her, which outlives her address and is never given to a
//! successor. Nobody becomes a person of this installation by signing on; she must have been invited.
//!
//! Corporate sign-on counts as a second factor unless the provider says that it asked for a password only.

mod ask;
mod protocol;
mod provider;

pub use provider::{Provider, Settings};

use super::secret::Clear;
use super::sessions::{actor_of, after};
use super::sign_in::{self, Client, Step};
use crate::context::App;
use crate::error::{AppError, AppResult};
use ask::Asker;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{PersonId, SecretId};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, StorageError, identities, memberships};
use jiff::SignedDuration;
use openidconnect::RedirectUrl;
use protocol::Said;
use serde::{Deserialize, Serialize};

/// How long someone may take at her firm's sign-on.
pub const HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// Where the browser comes back.
pub const BACK: &str = "/entrar/oidc/regreso";
/// The longest address of ours to which someone returns.
const WAY_MAX: usize = 500;

/// The firms whose own sign-on is believed, and how they are asked.
#[derive(Debug)]
pub struct SignOn {
    providers: Vec<Provider>,
    asker: Asker,
}

impl SignOn {
    /// Checks the configuration of all.
    ///
    /// # Errors
    /// What is wrong with it, for the operator; never with a secret in it.
    pub fn new(settings: Vec<Settings>) -> Result<Self, String> {
        let mut providers: Vec<Provider> = Vec::new();
        for settings in settings {
            let provider = Provider::new(settings)?;
            for other in &providers {
                if other.key == provider.key || other.shares_domain_with(&provider) {
                    return Err(format!(
                        "sign_on “{}” and “{}” must differ in name and share no domain",
                        other.name, provider.name
                    ));
                }
            }
            providers.push(provider);
        }
        Ok(Self {
            providers,
            asker: Asker::new()?,
        })
    }

    /// Every provider, as configured.
    #[must_use]
    pub fn providers(&self) -> &[Provider] {
        &self.providers
    }

    fn find(&self, key: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.key == key)
    }
}

/// Why someone was not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The answer belongs to no attempt of this browser that still holds.
    NoAttempt,
    /// The provider did not sign her in, or does not stand by it.
    Denied,
    /// The answer names another provider.
    ForeignIssuer,
    /// The provider does not answer, or not as it should.
    Unreachable,
    /// What it vouches with is wrong; in what.
    BadToken(&'static str),
    /// It vouches for no address that it has verified.
    NoAddress,
    /// It is not believed about addresses of this domain.
    OtherDomain,
    /// Nobody with this address has been invited.
    NotInvited,
    /// Whom the address belongs to is known as someone else there.
    SomeoneElse,
}

impl Refusal {
    /// The word on record.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NoAttempt => "no_attempt",
            Refusal::Denied => "denied",
            Refusal::ForeignIssuer => "foreign_issuer",
            Refusal::Unreachable => "unreachable",
            Refusal::BadToken(what) => what,
            Refusal::NoAddress => "no_verified_address",
            Refusal::OtherDomain => "other_domain",
            Refusal::NotInvited => "not_invited",
            Refusal::SomeoneElse => "someone_else",
        }
    }
}

/// Why an attempt ends: refused, or our own fault.
enum Stop {
    Refused(Refusal),
    Failed(AppError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refused(refusal)
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Stop::Failed(error)
    }
}

impl From<StorageError> for Stop {
    fn from(error: StorageError) -> Self {
        Stop::Failed(error.into())
    }
}

/// What is kept of an attempt besides the hash of its secret.
#[derive(Debug, Serialize, Deserialize)]
struct Attempt {
    provider: String,
    way: String,
}

/// Where a browser is sent, and the secret by which it is known when it comes back.
#[derive(Debug)]
pub struct Begun {
    /// The provider's address.
    pub address: String,
    /// For a cookie.
    pub attempt: Clear,
}

/// Sends someone to her firm's sign-on; afterwards she goes on to `way`, an address of ours.
///
/// # Errors
/// [`AppError::NotFound`] for a provider that is not configured.
pub async fn begin(app: &App, key: &str, way: &str) -> AppResult<Result<Begun, Refusal>> {
    let sign_on = app.sign_on().ok_or(AppError::NotFound)?;
    let provider = sign_on.find(key).ok_or(AppError::NotFound)?;
    let now = app.now();
    let known = match protocol::known(provider, &sign_on.asker, now).await {
        Ok(known) => known,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let clear = Clear::generate();
    let address = protocol::address(provider, &known, back(app)?, &clear);
    let carried = Attempt {
        provider: provider.key.clone(),
        way: match way.len() <= WAY_MAX {
            true => way.to_owned(),
            false => "/".to_owned(),
        },
    };
    let attempt = Secret {
        id: SecretId::generate(),
        kind: SecretKind::SignOn,
        hash: clear.hash(),
        person: None,
        membership: None,
        label: String::new(),
        detail: serde_json::to_value(&carried).map_err(|e| AppError::Internal(e.to_string()))?,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, HOLDS),
        ended_at: None,
    };
    let tx = app.database().begin().await?;
    secrets::insert(&tx, &attempt).await?;
    tx.commit().await?;
    Ok(Ok(Begun {
        address,
        attempt: clear,
    }))
}

fn back(app: &App) -> AppResult<RedirectUrl> {
    RedirectUrl::new(format!("{}{BACK}", app.account_rules().public_url))
        .map_err(|e| AppError::Internal(format!("public_url: {e}")))
}

/// What the browser brings back from a provider.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    /// What is redeemed for the provider's word; absent where it did not sign her in.
    pub code: Option<String>,
    /// Which attempt it answers.
    pub state: String,
    /// Who answers.
    pub issuer: Option<String>,
}

/// Signed in, and where she wanted to go.
#[derive(Debug)]
pub struct Entered {
    /// The secrets of the session, or the code that is still owed.
    pub step: Step,
    /// An address of ours.
    pub way: String,
}

/// Signs in whoever comes back from her firm's sign-on. Each attempt is answered once; a refusal writes
/// nothing but that it was refused.
///
/// # Errors
/// If the database fails.
pub async fn finish(
    app: &App,
    attempt: Option<&Clear>,
    returned: &Returned,
    client: &Client,
) -> AppResult<Result<Entered, Refusal>> {
    let mut provider = String::new();
    match enter(app, attempt, returned, client, &mut provider).await {
        Ok(entered) => Ok(Ok(entered)),
        Err(Stop::Failed(error)) => Err(error),
        Err(Stop::Refused(refusal)) => {
            let tx = app.database().begin().await?;
            tx.audit(AuditRecord {
                actor: &Actor::visitor(),
                action: "session.refused",
                object: provider,
                detail: serde_json::json!({ "reason": refusal.code() }),
                at: app.now(),
            })
            .await?;
            tx.commit().await?;
            Ok(Err(refusal))
        }
    }
}

async fn enter(
    app: &App,
    attempt: Option<&Clear>,
    returned: &Returned,
    client: &Client,
    named: &mut String,
) -> Result<Entered, Stop> {
    let attempt = attempt.ok_or(Refusal::NoAttempt)?;
    let sign_on = app.sign_on().ok_or(AppError::NotFound)?;
    let carried = take(app, attempt, &returned.state).await?;
    let provider = sign_on.find(&carried.provider).ok_or(Refusal::NoAttempt)?;
    named.clone_from(&provider.key);
    // Its keys may have changed since someone last set out.
    let known = protocol::discover(provider, &sign_on.asker, app.now()).await?;
    if !protocol::is_from(provider, &known, returned.issuer.as_deref()) {
        return Err(Refusal::ForeignIssuer.into());
    }
    let code = returned.code.as_deref().ok_or(Refusal::Denied)?;
    let said =
        protocol::redeem(provider, &sign_on.asker, &known, back(app)?, attempt, code).await?;
    let person = whom(app, provider, &said).await?;
    let step = match sign_in::by_sign_on(app, person, client, said.twice).await {
        Ok(step) => step,
        // Her role was taken away in this moment.
        Err(AppError::Forbidden) => return Err(Refusal::NotInvited.into()),
        Err(error) => return Err(error.into()),
    };
    Ok(Entered {
        step,
        way: carried.way,
    })
}

/// Uses an attempt up, if the answer belongs to it: an answer that someone made up ends nobody's.
async fn take(app: &App, attempt: &Clear, state: &str) -> Result<Attempt, Stop> {
    if !protocol::belongs(attempt, state) {
        return Err(Refusal::NoAttempt.into());
    }
    let now = app.now();
    let tx = app.database().begin().await?;
    let secret = secrets::find(&tx, SecretKind::SignOn, &attempt.hash())
        .await?
        .filter(|secret| secret.holds_at(now))
        .ok_or(Refusal::NoAttempt)?;
    if !secrets::end(&tx, secret.id, now).await? {
        return Err(Refusal::NoAttempt.into());
    }
    tx.commit().await?;
    serde_json::from_value(secret.detail)
        .map_err(|e| AppError::Internal(format!("an attempt to sign on: {e}")).into())
}

/// The person for whom a provider vouches: by its name for her, or at first use by her address.
async fn whom(app: &App, provider: &Provider, said: &Said) -> Result<PersonId, Stop> {
    let issuer = provider.issuer.as_str();
    let tx = app.database().begin().await?;
    let bound = identities::find(&tx, issuer, &said.subject).await?;
    let found = match bound {
        Some(id) => people::find(&tx, id).await?,
        None => {
            let address = said.email.as_deref().ok_or(Refusal::NoAddress)?;
            let address = super::email(address).map_err(|_| Refusal::NoAddress)?;
            if !provider.speaks_for(&address) {
                return Err(Refusal::OtherDomain.into());
            }
            people::find_by_email(&tx, &address).await?
        }
    };
    let person = found.filter(Person::is_active).ok_or(Refusal::NotInvited)?;
    let held = memberships::list(&tx, memberships::Of::Person(person.id)).await?;
    let hat = held.first().ok_or(Refusal::NotInvited)?;
    if bound.is_some() {
        return Ok(person.id);
    }
    let now = app.now();
    match identities::insert(&tx, person.id, issuer, &said.subject, now).await {
        // Her address was given to someone else, or the provider has begun to call her otherwise.
        Err(StorageError::Conflict) => return Err(Refusal::SomeoneElse.into()),
        other => other?,
    }
    tx.audit(AuditRecord {
        actor: &actor_of(&person, hat),
        action: "sign_on.bind",
        object: person.id.to_string(),
        detail: serde_json::json!({ "provider": provider.key }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(person.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(name: &str, domain: &str) -> Settings {
        Settings {
            name: name.into(),
            issuer: format!("https://sesion.{domain}"),
            client_id: "eslabon".into(),
            client_secret: "muy secreto".into(),
            domains: vec![domain.into()],
        }
    }

    #[test]
    fn two_providers_share_neither_name_nor_domain() {
        let with = |name, domain| {
            SignOn::new(vec![
                settings("Altaluz", "altaluz.example"),
                settings(name, domain),
            ])
        };
        assert_eq!(with("Otra", "otra.example").unwrap().providers().len(), 2);
        assert!(with("ALTALUZ", "otra.example").is_err());
        assert!(with("Otra", "altaluz.example").is_err());
    }
}
