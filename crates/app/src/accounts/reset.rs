//! A forgotten password: a single-use link to the address on record, or one that someone who keeps the
//! organisation's people hands over. Using it ends every session and every other link of the person.

use super::passwords;
use super::secret::Clear;
use super::sessions::after;
use super::throttle;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::mail::{self, Letter};
use crate::policy::{self, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{PersonId, SecretId};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, Concerns, Transaction};
use jiff::SignedDuration;

/// How long a link holds.
const HOLDS: SignedDuration = SignedDuration::from_hours(1);
/// How long one holds that is handed over.
const HANDED_HOLDS: SignedDuration = SignedDuration::from_hours(48);

/// Sends a link to the address, if someone signs in by it. The answer is the same if nobody does.
///
/// # Errors
/// [`AppError::Invalid`] where the text is no address, [`AppError::Slowed`] where it is asked for
/// again and again.
pub async fn ask(app: &App, address: &str) -> AppResult<()> {
    let address = super::email(address)?;
    let key = format!("reset:{}", super::secret::hash(&address));
    // Nothing forgets it: whoever asks again and again fills someone's letter box.
    throttle::attempt(app, &key).await?;
    let person = people::find_by_email(app.database(), &address)
        .await?
        .filter(Person::is_active);
    let Some(person) = person else {
        return Ok(());
    };
    let tx = app.database().begin().await?;
    let (link, id) = issue(app, &tx, &person, HOLDS).await?;
    let letter = Letter::reset(&address, person.lang, &link);
    mail::post(&tx, &format!("reset:{id}"), &letter, app.now()).await?;
    let record = AuditRecord {
        actor: &Actor::visitor(),
        action: "password.reset_asked",
        object: person.id.to_string(),
        detail: serde_json::json!({}),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::person(person.id))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a link for someone of an organisation whose people the actor keeps, to be handed over.
///
/// # Errors
/// [`AppError::NotFound`] for someone whom she may not know of, [`AppError::Forbidden`].
pub async fn hand_over(app: &App, actor: &Actor, person: PersonId) -> AppResult<String> {
    policy::require(actor, Operation::KeepPeople)?;
    let person = super::people::load_kept(app, actor, person).await?;
    let tx = app.database().begin().await?;
    let (link, _) = issue(app, &tx, &person, HANDED_HOLDS).await?;
    let record = AuditRecord {
        actor,
        action: "password.reset_handed_over",
        object: person.id.to_string(),
        detail: serde_json::json!({}),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::person(person.id))
        .await?;
    tx.commit().await?;
    Ok(link)
}

async fn issue(
    app: &App,
    tx: &Transaction,
    person: &Person,
    holds: SignedDuration,
) -> AppResult<(String, SecretId)> {
    let (now, clear) = (app.now(), Clear::generate());
    // An older link must not lie about.
    secrets::end_all(tx, person.id, &[SecretKind::Reset], None, now).await?;
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Reset,
        hash: clear.hash(),
        person: Some(person.id),
        membership: None,
        label: String::new(),
        detail: serde_json::Value::Null,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, holds),
        ended_at: None,
    };
    secrets::insert(tx, &secret).await?;
    let base = app.account_rules().public_url.clone();
    Ok((format!("{base}/restablecer/{}", clear.as_str()), secret.id))
}

async fn holding(app: &App, clear: &Clear) -> AppResult<(Secret, Person)> {
    let secret = secrets::find(app.database(), SecretKind::Reset, &clear.hash())
        .await?
        .filter(|secret| secret.holds_at(app.now()))
        .ok_or(AppError::NotFound)?;
    let id = secret.person.ok_or(AppError::NotFound)?;
    let person = people::find(app.database(), id)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::NotFound)?;
    Ok((secret, person))
}

/// Whether a link still sets a password. Changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] where it does not.
pub async fn open(app: &App, clear: &Clear) -> AppResult<()> {
    holding(app, clear).await.map(|_| ())
}

/// Sets the password. A second factor stays, and is asked for at the next sign-in.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is wrong, used or expired, [`AppError::Invalid`].
pub async fn finish(app: &App, clear: &Clear, password: &str) -> AppResult<()> {
    let (secret, mut person) = holding(app, clear).await?;
    let address = person.email.clone().unwrap_or_default();
    passwords::check("password", password, &[&address, &person.name])?;
    person.password_hash = Some(passwords::hash(app, password).await?);
    let now = app.now();
    let tx = app.database().begin().await?;
    if !secrets::end(&tx, secret.id, now).await? {
        return Err(AppError::NotFound);
    }
    people::update(&tx, &person).await?;
    let kinds = [
        SecretKind::Session,
        SecretKind::Device,
        SecretKind::HalfSignedIn,
        SecretKind::ApiToken,
        SecretKind::Reset,
    ];
    secrets::end_all(&tx, person.id, &kinds, None, now).await?;
    tx.audit(AuditRecord {
        actor: &Actor {
            person: Some(person.id),
            name: person.name.clone(),
            ..Actor::visitor()
        },
        action: "password.reset",
        object: person.id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}
