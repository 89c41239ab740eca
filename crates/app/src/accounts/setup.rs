//! The first administrator: made through a link that is printed on the console of the machine, never by
//! a default password. The link is printed anew at every start until someone has followed it.

use super::secret::Clear;
use super::sessions::{actor_of, after};
use super::{all, email, name, passwords};
use crate::context::App;
use crate::error::{AppError, AppResult};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{MembershipId, PersonId, SecretId};
use eslabon_domain::text::Lang;
use eslabon_storage::AuditRecord;
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use jiff::SignedDuration;

/// How long a printed link holds; a restart prints another.
const HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// The link by which the first administrator is made; none where there is one.
///
/// # Errors
/// If the database fails.
pub async fn link(app: &App, operator: &Actor) -> AppResult<Option<String>> {
    let tx = app.database().begin().await?;
    if has_administrator(&tx).await? {
        return Ok(None);
    }
    let now = app.now();
    let clear = Clear::generate();
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Setup,
        hash: clear.hash(),
        person: None,
        membership: None,
        label: String::new(),
        detail: serde_json::Value::Null,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, HOLDS),
        ended_at: None,
    };
    secrets::insert(&tx, &secret).await?;
    tx.audit(AuditRecord {
        actor: operator,
        action: "setup.link",
        object: secret.id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    })
    .await?;
    tx.commit().await?;
    let base = app.account_rules().public_url.clone();
    Ok(Some(format!("{base}/configurar/{}", clear.as_str())))
}

async fn has_administrator(db: &impl eslabon_storage::Read) -> AppResult<bool> {
    let held = memberships::list(db, memberships::Of::Everyone).await?;
    Ok(held.iter().any(|hat| hat.role == Role::Administrator))
}

/// Whether a link still makes an administrator. Changes nothing.
///
/// # Errors
/// [`AppError::NotFound`] where it does not.
pub async fn open(app: &App, clear: &Clear) -> AppResult<()> {
    let found = secrets::find(app.database(), SecretKind::Setup, &clear.hash()).await?;
    let holds = found.is_some_and(|secret| secret.holds_at(app.now()));
    if holds && !has_administrator(app.database()).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Makes the first administrator.
///
/// # Errors
/// [`AppError::NotFound`] for a link that is wrong, used or expired, [`AppError::Invalid`].
pub async fn finish(
    app: &App,
    clear: &Clear,
    called: &str,
    address: &str,
    password: &str,
    lang: Lang,
) -> AppResult<PersonId> {
    open(app, clear).await?;
    all([
        name(called).map(drop),
        email(address).map(drop),
        passwords::check("password", password, &[address, called]),
    ])?;
    let (called, address) = (name(called)?, email(address)?);
    let now = app.now();
    let person = Person {
        id: PersonId::generate(),
        version: 1,
        email: Some(address),
        name: called,
        lang,
        password_hash: Some(passwords::hash(app, password).await?),
        totp_secret: None,
        totp_confirmed_at: None,
        totp_last_step: None,
        notice_version: None,
        notice_accepted_at: None,
        created_at: now,
        disabled_at: None,
        erased_at: None,
    };
    let membership = Membership {
        id: MembershipId::generate(),
        person: person.id,
        organisation: None,
        centre: None,
        role: Role::Administrator,
        granted_by: "setup".into(),
        granted_at: now,
        ended_at: None,
    };
    let tx = app.database().begin().await?;
    // Of two who follow links at once, one wins, even where the links differ: every start prints another.
    // Ending them all makes the second wait for the first, so that it finds the administrator.
    let ended = secrets::end_kind(&tx, SecretKind::Setup, now).await?;
    if ended == 0 || has_administrator(&tx).await? {
        return Err(AppError::NotFound);
    }
    people::insert(&tx, &person).await?;
    memberships::insert(&tx, &membership).await?;
    tx.audit(AuditRecord {
        actor: &actor_of(&person, &membership),
        action: "setup.finish",
        object: person.id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(person.id)
}
