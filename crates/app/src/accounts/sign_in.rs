//! Signing in: address and password, then a code where a second factor is set up. An answer never
//! tells whether an account exists: neither by its words nor, as far as can be, by its time.

use super::secret::Clear;
use super::sessions::{after, audit, short};
use super::{passwords, second_factor, sessions, throttle};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{PersonId, SecretId};
use eslabon_storage::people::Person;
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, Concerns, Transaction, people, throttles};
use jiff::SignedDuration;

/// How long a browser is known.
const DEVICE: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How long a person may take from the password to the code.
const HALF: SignedDuration = SignedDuration::from_mins(10);

/// Where someone signs in.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// What the browser calls itself.
    pub label: String,
    /// The secret of a browser that has signed in before.
    pub device: Option<Clear>,
}

/// How far someone has come.
#[derive(Debug, Clone)]
pub enum Step {
    /// Signed in: the secrets of the session and of the browser.
    Done {
        /// For the session's cookie.
        session: Clear,
        /// For the cookie by which the browser is known again.
        device: Clear,
    },
    /// The password fits; a code is still owed.
    SecondFactor(Clear),
}

/// The first step: address and password.
///
/// # Errors
/// [`AppError::Invalid`] on `email` with code `no_such_account`, whatever is wrong; [`AppError::Slowed`].
pub async fn with_password(
    app: &App,
    email: &str,
    password: &str,
    client: &Client,
) -> AppResult<Step> {
    // What is no address has no account; the answer is the same.
    let address = super::email(email).unwrap_or_default();
    let person = match address.is_empty() {
        true => None,
        false => people::find_by_email(app.database(), &address)
            .await?
            .filter(Person::is_active),
    };
    let key = throttle_key(app, &address, person.as_ref(), client).await?;
    throttle::attempt(app, &key).await?;
    let hash = person.as_ref().and_then(|p| p.password_hash.as_deref());
    let fits = passwords::verify(app, password, hash).await?;
    let Some(person) = person.filter(|_| fits) else {
        note_failure(app, &address).await?;
        return Err(refused());
    };
    if !person.has_second_factor() {
        return finish(app, &person, &key, client, false).await;
    }
    ask_for_code(app, &person, &key).await
}

/// The code is owed; what `key` counts is forgotten.
async fn ask_for_code(app: &App, person: &Person, key: &str) -> AppResult<Step> {
    let (tx, now, clear) = (app.database().begin().await?, app.now(), Clear::generate());
    let half = Secret {
        id: SecretId::generate(),
        kind: SecretKind::HalfSignedIn,
        hash: clear.hash(),
        person: Some(person.id),
        membership: None,
        label: String::new(),
        detail: serde_json::Value::Null,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, HALF),
        ended_at: None,
    };
    secrets::insert(&tx, &half).await?;
    throttles::clear(&tx, key).await?;
    tx.commit().await?;
    Ok(Step::SecondFactor(clear))
}

/// The second step: a code of the authenticator, or a recovery code.
///
/// # Errors
/// [`AppError::NotFound`] where the first step is too long ago; [`AppError::Invalid`] on `code`;
/// [`AppError::Slowed`].
pub async fn with_code(app: &App, half: &Clear, code: &str, client: &Client) -> AppResult<Step> {
    let found = secrets::find(app.database(), SecretKind::HalfSignedIn, &half.hash()).await?;
    let half = found
        .filter(|secret| secret.holds_at(app.now()))
        .ok_or(AppError::NotFound)?;
    let id = half.person.ok_or(AppError::NotFound)?;
    let person = people::find(app.database(), id)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::NotFound)?;
    let key = format!("code:{id}");
    throttle::attempt(app, &key).await?;
    if !second_factor::accept(app, &person, code).await? {
        note_wrong_code(app, id).await?;
        return Err(AppError::Invalid(vec![FieldError::new(
            "code",
            "wrong_code",
            "",
        )]));
    }
    let tx = app.database().begin().await?;
    if !secrets::end(&tx, half.id, app.now()).await? {
        return Err(AppError::NotFound);
    }
    tx.commit().await?;
    finish(app, &person, &key, client, false).await
}

/// Opens the session of someone who has proved who she is by other means: a link, her firm's sign-on.
///
/// # Errors
/// [`AppError::Forbidden`] where she is nothing any more.
pub async fn by_other_means(app: &App, person: PersonId, client: &Client) -> AppResult<Step> {
    let person = people::find(app.database(), person)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::Forbidden)?;
    let key = format!("person:{}", person.id);
    finish(app, &person, &key, client, false).await
}

/// Opens the session of someone for whom her firm's own sign-on vouches. Where it says that it asked for
/// nothing but a password, the second factor that she may have here is asked for.
///
/// # Errors
/// [`AppError::Forbidden`] where she is nothing any more.
#[cfg(feature = "oidc")]
pub(super) async fn by_sign_on(
    app: &App,
    person: PersonId,
    client: &Client,
    twice: bool,
) -> AppResult<Step> {
    let person = people::find(app.database(), person)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::Forbidden)?;
    let key = format!("person:{}", person.id);
    if !twice && person.has_second_factor() {
        return ask_for_code(app, &person, &key).await;
    }
    finish(app, &person, &key, client, twice).await
}

/// Signed in; `twice` where a second factor was given elsewhere.
async fn finish(
    app: &App,
    person: &Person,
    key: &str,
    client: &Client,
    twice: bool,
) -> AppResult<Step> {
    let tx = app.database().begin().await?;
    let (session, actor) = sessions::open(app, &tx, person, &client.label, twice).await?;
    let device = remember_device(app, &tx, person, client).await?;
    throttles::clear(&tx, key).await?;
    audit(&tx, &actor, "session.open", app.now()).await?;
    tx.commit().await?;
    Ok(Step::Done { session, device })
}

/// The browser is known from now on, by the secret that it has or by a new one.
async fn remember_device(
    app: &App,
    tx: &Transaction,
    person: &Person,
    client: &Client,
) -> AppResult<Clear> {
    let now = app.now();
    if let Some(clear) = &client.device {
        let known = secrets::find(tx, SecretKind::Device, &clear.hash()).await?;
        let hers = known.filter(|d| d.person == Some(person.id) && d.holds_at(now));
        if let Some(device) = hers {
            secrets::touch(tx, device.id, now).await?;
            return Ok(clear.clone());
        }
    }
    let clear = Clear::generate();
    let device = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Device,
        hash: clear.hash(),
        person: Some(person.id),
        membership: None,
        label: short(&client.label),
        detail: serde_json::Value::Null,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, DEVICE),
        ended_at: None,
    };
    secrets::insert(tx, &device).await?;
    Ok(clear)
}

/// What a failure counts against: the known browser of this person, else the address.
async fn throttle_key(
    app: &App,
    address: &str,
    person: Option<&Person>,
    client: &Client,
) -> AppResult<String> {
    if let (Some(person), Some(clear)) = (person, &client.device) {
        let known = secrets::find(app.database(), SecretKind::Device, &clear.hash()).await?;
        let now = app.now();
        if let Some(device) = known.filter(|d| d.person == Some(person.id) && d.holds_at(now)) {
            return Ok(format!("device:{}", device.id));
        }
    }
    Ok(format!("address:{}", super::secret::hash(address)))
}

/// Whoever guesses leaves a trace, without the address that was tried: it may be someone's password,
/// typed into the wrong field.
async fn note_failure(app: &App, address: &str) -> AppResult<()> {
    let tx = app.database().begin().await?;
    tx.audit(AuditRecord {
        actor: &Actor::visitor(),
        action: "session.refused",
        object: super::secret::hash(address).chars().take(16).collect(),
        detail: serde_json::json!({}),
        at: app.now(),
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// A wrong code follows a right password: whoever it is knows it, and she is told.
async fn note_wrong_code(app: &App, person: PersonId) -> AppResult<()> {
    let tx = app.database().begin().await?;
    let record = AuditRecord {
        actor: &Actor::visitor(),
        action: "session.refused",
        object: person.to_string(),
        detail: serde_json::json!({ "step": "code" }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::person(person))
        .await?;
    tx.commit().await?;
    Ok(())
}

fn refused() -> AppError {
    AppError::Invalid(vec![FieldError::new("email", "no_such_account", "")])
}
