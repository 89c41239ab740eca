//! One's own account: name, language, password.

use super::secret::Clear;
use super::sessions::{audit, own};
use super::{name, passwords};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::SecretId;
use eslabon_domain::text::Lang;
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, SecretKind};
use eslabon_storage::throttles;

/// An account as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAccount {
    /// The version for the next save.
    pub version: i32,
    /// Her address.
    pub email: String,
    /// Her name.
    pub name: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// She signs in by a password.
    pub has_password: bool,
    /// A second factor is asked for.
    pub has_second_factor: bool,
    /// Recovery codes that are left.
    pub recovery_codes: usize,
}

async fn person(app: &App, actor: &Actor) -> AppResult<Person> {
    people::find(app.database(), own(actor)?)
        .await?
        .filter(Person::is_active)
        .ok_or(AppError::NotFound)
}

/// The actor's account.
///
/// # Errors
/// [`AppError::Forbidden`] without an account.
pub async fn load(app: &App, actor: &Actor) -> AppResult<OwnAccount> {
    let person = person(app, actor).await?;
    let codes = secrets::list(app.database(), person.id, SecretKind::Recovery, app.now()).await?;
    Ok(OwnAccount {
        version: person.version,
        email: person.email.clone().unwrap_or_default(),
        name: person.name.clone(),
        lang: person.lang,
        has_password: person.password_hash.is_some(),
        has_second_factor: person.has_second_factor(),
        recovery_codes: codes.len(),
    })
}

/// Changes name and language.
///
/// # Errors
/// [`AppError::Invalid`] on `name`, [`AppError::Conflict`] where it was saved in between.
pub async fn save(
    app: &App,
    actor: &Actor,
    version: i32,
    called: &str,
    lang: Lang,
) -> AppResult<()> {
    let mut person = person(app, actor).await?;
    person.name = name(called)?;
    person.lang = lang;
    person.version = version;
    let tx = app.database().begin().await?;
    people::update(&tx, &person).await?;
    audit(&tx, actor, "account.save", app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the password; every other session and every token ends. Whoever has none (her firm's sign-on lets
/// her in) sets a first one by a letter, as though she had forgotten it.
///
/// # Errors
/// [`AppError::Invalid`] on `current` or `password`, [`AppError::Slowed`].
pub async fn change_password(
    app: &App,
    actor: &Actor,
    session: SecretId,
    current: &str,
    password: &str,
) -> AppResult<()> {
    let mut person = person(app, actor).await?;
    let key = format!("person:{}", person.id);
    super::throttle::attempt(app, &key).await?;
    let Some(hash) = person.password_hash.as_deref() else {
        // Nothing here would prove that it is she: a letter to her address does.
        let fault = FieldError::new("current", "set_by_letter", "");
        return Err(AppError::Invalid(vec![fault]));
    };
    if !passwords::verify(app, current, Some(hash)).await? {
        return Err(AppError::Invalid(vec![FieldError::new(
            "current",
            "wrong_password",
            "",
        )]));
    }
    super::throttle::passed(app, &key).await?;
    let address = person.email.clone().unwrap_or_default();
    passwords::check("password", password, &[&address, &person.name])?;
    person.password_hash = Some(passwords::hash(app, password).await?);
    let now = app.now();
    let tx = app.database().begin().await?;
    people::update(&tx, &person).await?;
    let kinds = [
        SecretKind::Session,
        SecretKind::Device,
        SecretKind::ApiToken,
        SecretKind::Reset,
    ];
    secrets::end_all(&tx, person.id, &kinds, Some(session), now).await?;
    throttles::clear(&tx, &key).await?;
    audit(&tx, actor, "password.change", now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the actor is herself still: asked before what cannot be undone. She gives her password;
/// whoever has none (a link or her firm's sign-on lets her in) writes her address.
///
/// # Errors
/// [`AppError::Invalid`] on `current`, [`AppError::Slowed`].
pub async fn prove(app: &App, actor: &Actor, given: &str) -> AppResult<()> {
    let person = person(app, actor).await?;
    let key = format!("person:{}", person.id);
    super::throttle::attempt(app, &key).await?;
    let (fits, code) = match person.password_hash.as_deref() {
        Some(hash) => (
            passwords::verify(app, given, Some(hash)).await?,
            "wrong_password",
        ),
        None => (
            person
                .email
                .is_some_and(|email| email == given.trim().to_lowercase()),
            "wrong_address",
        ),
    };
    if fits {
        return super::throttle::passed(app, &key).await;
    }
    Err(AppError::Invalid(vec![FieldError::new(
        "current", code, "",
    )]))
}

/// The token that a form of this session carries: whoever knows it does not know the session.
#[must_use]
pub fn form_token(session: &Clear) -> String {
    session.derive("form")
}
