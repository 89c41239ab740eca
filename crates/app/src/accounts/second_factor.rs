//! The second factor: a code of six digits that an authenticator shows for 30 seconds (RFC 6238). Each
//! code is taken once. Recovery codes stand in for a lost telephone, once each.

use super::secret::hash;
use super::sessions::{after, audit};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{PersonId, SecretId};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use jiff::SignedDuration;
use totp_rs::{Algorithm, TOTP};

const DIGITS: usize = 6;
const STEP_S: u64 = 30;
/// A clock may be one step off either way.
const SKEW: u8 = 1;
const ISSUER: &str = "Eslabon";
/// Recovery codes that are given at once.
const RECOVERY_CODES: usize = 8;
const RECOVERY_LASTS: SignedDuration = SignedDuration::from_hours(5 * 365 * 24);
/// Letters that are not mistaken for one another.
const RECOVERY_LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// What a person enters into her authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret, base32, to type.
    pub secret: String,
    /// The same as an address, to scan.
    pub url: String,
}

fn totp(person: &Person, secret: Vec<u8>) -> AppResult<TOTP> {
    let account = person
        .email
        .clone()
        .unwrap_or_else(|| person.id.to_string());
    TOTP::new(
        Algorithm::SHA1,
        DIGITS,
        SKEW,
        STEP_S,
        secret,
        Some(ISSUER.into()),
        account.replace(':', " "),
    )
    .map_err(|e| AppError::Internal(format!("totp: {e}")))
}

fn of(person: &Person) -> AppResult<Option<TOTP>> {
    let Some(secret) = &person.totp_secret else {
        return Ok(None);
    };
    let bytes = totp_rs::Secret::Encoded(secret.clone())
        .to_bytes()
        .map_err(|_| AppError::Internal("a stored second factor".into()))?;
    totp(person, bytes).map(Some)
}

async fn load(app: &App, id: PersonId) -> AppResult<Person> {
    people::find(app.database(), id)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::NotFound)
}

/// Begins to set up a second factor, or shows the one that is being set up. Whoever owes one acts as a
/// visitor until she has it, so that only the person is asked for.
///
/// # Errors
/// [`AppError::Conflict`] where one is set up already, [`AppError::Forbidden`] without an account.
pub async fn begin(app: &App, actor: &Actor) -> AppResult<Enrolment> {
    let mut person = load(app, actor.person.ok_or(AppError::Forbidden)?).await?;
    if person.has_second_factor() {
        return Err(AppError::Conflict);
    }
    let known = of(&person)?;
    let totp = match known {
        Some(totp) => totp,
        None => {
            let mut bytes = vec![0_u8; 20];
            OsRng.fill_bytes(&mut bytes);
            let fresh = totp(&person, bytes)?;
            person.totp_secret = Some(fresh.get_secret_base32());
            let tx = app.database().begin().await?;
            people::update(&tx, &person).await?;
            tx.commit().await?;
            fresh
        }
    };
    Ok(Enrolment {
        secret: totp.get_secret_base32(),
        url: totp.get_url(),
    })
}

/// Ends setting up with a first code; answers the recovery codes, which are shown once.
///
/// # Errors
/// [`AppError::Invalid`] on `code`, [`AppError::Conflict`] where nothing is being set up.
pub async fn confirm(app: &App, actor: &Actor, code: &str) -> AppResult<Vec<String>> {
    let mut person = load(app, actor.person.ok_or(AppError::Forbidden)?).await?;
    if person.has_second_factor() {
        return Err(AppError::Conflict);
    }
    let totp = of(&person)?.ok_or(AppError::Conflict)?;
    let step = step_of(app, &totp, code).ok_or_else(wrong_code)?;
    let now = app.now();
    person.totp_confirmed_at = Some(now);
    person.totp_last_step = Some(step);
    let tx = app.database().begin().await?;
    people::update(&tx, &person).await?;
    secrets::end_all(&tx, person.id, &[SecretKind::Recovery], None, now).await?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let code = recovery_code();
        let secret = Secret {
            id: SecretId::generate(),
            kind: SecretKind::Recovery,
            hash: recovery_hash(person.id, &code),
            person: Some(person.id),
            membership: None,
            label: String::new(),
            detail: serde_json::Value::Null,
            created_at: now,
            last_used_at: now,
            expires_at: after(now, RECOVERY_LASTS),
            ended_at: None,
        };
        secrets::insert(&tx, &secret).await?;
        codes.push(code);
    }
    audit(&tx, actor, "second_factor.set", now).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Gives the second factor up. Asks for a code, so that an open browser is not enough.
///
/// # Errors
/// [`AppError::Invalid`] on `code`, [`AppError::Slowed`].
pub async fn remove(app: &App, actor: &Actor, code: &str) -> AppResult<()> {
    let id = super::sessions::own(actor)?;
    let person = load(app, id).await?;
    // The same count as at sign-in: an open browser must not be a way to try every code.
    let key = format!("code:{id}");
    super::throttle::attempt(app, &key).await?;
    if !accept(app, &person, code).await? {
        return Err(wrong_code());
    }
    super::throttle::passed(app, &key).await?;
    // Read again: taking the code has changed the row.
    let mut person = load(app, id).await?;
    (person.totp_secret, person.totp_confirmed_at) = (None, None);
    let tx = app.database().begin().await?;
    people::update(&tx, &person).await?;
    secrets::end_all(&tx, id, &[SecretKind::Recovery], None, app.now()).await?;
    audit(&tx, actor, "second_factor.remove", app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether a code is right and was not used before; it is used up by this.
///
/// # Errors
/// If the database fails.
pub async fn accept(app: &App, person: &Person, code: &str) -> AppResult<bool> {
    let Some(totp) = of(person)?.filter(|_| person.has_second_factor()) else {
        return Ok(false);
    };
    let tx = app.database().begin().await?;
    let taken = match step_of(app, &totp, code) {
        Some(step) => people::take_step(&tx, person.id, step).await?,
        None => take_recovery(app, &tx, person.id, code).await?,
    };
    tx.commit().await?;
    Ok(taken)
}

async fn take_recovery(
    app: &App,
    tx: &eslabon_storage::Transaction,
    person: PersonId,
    code: &str,
) -> AppResult<bool> {
    let hash = recovery_hash(person, code);
    let now = app.now();
    let found = secrets::find(tx, SecretKind::Recovery, &hash).await?;
    match found.filter(|secret| secret.holds_at(now)) {
        Some(secret) => Ok(secrets::end(tx, secret.id, now).await?),
        None => Ok(false),
    }
}

/// The 30-second step whose code this is, now or one step off.
fn step_of(app: &App, totp: &TOTP, code: &str) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let now = u64::try_from(app.now().as_second()).ok()? / STEP_S;
    let steps = now.saturating_sub(u64::from(SKEW))..=now + u64::from(SKEW);
    steps
        .into_iter()
        .find(|step| super::secret::same(&totp.generate(step * STEP_S), &digits))
        .and_then(|step| i64::try_from(step).ok())
}

/// Sixteen letters in four groups: 80 bits, too many to be found from the hash.
fn recovery_code() -> String {
    let mut bytes = [0_u8; 16];
    OsRng.fill_bytes(&mut bytes);
    let group = |bytes: &[u8]| -> String {
        let letters = bytes
            .iter()
            .filter_map(|byte| RECOVERY_LETTERS.get(usize::from(byte % 32)));
        letters.map(|letter| char::from(*letter)).collect()
    };
    let groups: Vec<String> = bytes.chunks(4).map(group).collect();
    groups.join("-")
}

fn recovery_hash(person: PersonId, code: &str) -> String {
    let code: String = code
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    hash(&format!("recovery:{person}:{code}"))
}

fn wrong_code() -> AppError {
    AppError::Invalid(vec![FieldError::new("code", "wrong_code", "")])
}
