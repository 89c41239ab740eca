//! Personal API tokens: a program acts for a person, in one of her roles, to read or also to write, until
//! a day. Shown once, kept as a hash, listed, taken back at once.

use super::secret::Clear;
use super::sessions::{actor_of, after, owes_second_factor, own, shared_centres, short};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{MembershipId, SecretId};
use eslabon_storage::people::{self, Person};
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, memberships};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The longest life of a token.
pub const DAYS_MAX: u16 = 366;
/// The longest name of one.
pub const NAME_MAX: usize = 60;
/// The most tokens that a person holds at once.
const MOST: usize = 20;
/// A use is noted when the last note is older than this.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Queries.
    Read,
    /// Queries, mutations and uploads.
    Write,
}

#[derive(Serialize, Deserialize)]
struct Carried {
    scope: Scope,
}

/// A token as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// Its id.
    pub id: SecretId,
    /// How she calls it.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// As what it acts.
    pub acting_as: Option<MembershipId>,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to five minutes; the instant of its making where it never was.
    pub last_used_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Makes a token that acts in the role in which the actor works now. The secret is answered once.
///
/// # Errors
/// [`AppError::Invalid`] on `name` or `days`; [`AppError::Forbidden`] without an account.
pub async fn create(
    app: &App,
    actor: &Actor,
    acting_as: MembershipId,
    name: &str,
    scope: Scope,
    days: u16,
) -> AppResult<(SecretId, Clear)> {
    let person = own(actor)?;
    let name = name.trim();
    let mut faults = Vec::new();
    if name.is_empty() {
        faults.push(FieldError::new("name", "required", ""));
    }
    if name.chars().count() > NAME_MAX {
        faults.push(FieldError::new("name", "too_long", NAME_MAX.to_string()));
    }
    if !(1..=DAYS_MAX).contains(&days) {
        faults.push(FieldError::new(
            "days",
            "out_of_range",
            format!("1–{DAYS_MAX}"),
        ));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let hat = memberships::find(app.database(), acting_as)
        .await?
        .filter(|hat| hat.person == person && hat.ended_at.is_none())
        .ok_or(AppError::NotFound)?;
    let (now, clear) = (app.now(), Clear::generate());
    let held = secrets::list(app.database(), person, SecretKind::ApiToken, now).await?;
    if held.len() >= MOST {
        return Err(AppError::Invalid(vec![FieldError::new(
            "name",
            "too_many",
            MOST.to_string(),
        )]));
    }
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::ApiToken,
        hash: clear.hash(),
        person: Some(person),
        membership: Some(hat.id),
        label: short(name),
        detail: serde_json::to_value(Carried { scope })
            .map_err(|e| AppError::Internal(e.to_string()))?,
        created_at: now,
        last_used_at: now,
        expires_at: after(now, SignedDuration::from_hours(24 * i64::from(days))),
        ended_at: None,
    };
    let tx = app.database().begin().await?;
    secrets::insert(&tx, &secret).await?;
    tx.audit(AuditRecord {
        actor,
        action: "api_token.create",
        object: secret.id.to_string(),
        detail: serde_json::json!({ "scope": scope, "days": days }),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok((secret.id, clear))
}

/// The actor's tokens, newest first.
///
/// # Errors
/// [`AppError::Forbidden`] without an account.
pub async fn list(app: &App, actor: &Actor) -> AppResult<Vec<TokenLine>> {
    let person = own(actor)?;
    let held = secrets::list(app.database(), person, SecretKind::ApiToken, app.now()).await?;
    Ok(held
        .into_iter()
        .map(|secret| TokenLine {
            id: secret.id,
            scope: scope_of(&secret),
            acting_as: secret.membership,
            name: secret.label,
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            expires_at: secret.expires_at,
        })
        .collect())
}

/// Takes a token back.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers or over already.
pub async fn revoke(app: &App, actor: &Actor, id: SecretId) -> AppResult<()> {
    let person = own(actor)?;
    let now = app.now();
    let held = secrets::list(app.database(), person, SecretKind::ApiToken, now).await?;
    if !held.iter().any(|secret| secret.id == id) {
        return Err(AppError::NotFound);
    }
    let tx = app.database().begin().await?;
    secrets::end(&tx, id, now).await?;
    tx.audit(AuditRecord {
        actor,
        action: "api_token.revoke",
        object: id.to_string(),
        detail: serde_json::json!({}),
        at: now,
    })
    .await?;
    tx.commit().await?;
    Ok(())
}

/// For whom a program acts, and what it may do; none where the token opens nothing.
///
/// # Errors
/// If the database fails.
pub async fn find(app: &App, clear: &Clear) -> AppResult<Option<(Actor, Scope)>> {
    let db = app.database();
    let now = app.now();
    let found = secrets::find(db, SecretKind::ApiToken, &clear.hash()).await?;
    let Some(secret) = found.filter(|secret| secret.holds_at(now)) else {
        return Ok(None);
    };
    let (Some(person), Some(hat)) = (secret.person, secret.membership) else {
        return Ok(None);
    };
    let Some(person) = people::find(db, person).await?.filter(Person::is_active) else {
        return Ok(None);
    };
    // The role was taken away: the token acts no more.
    let hat = memberships::find(db, hat).await?;
    let Some(hat) = hat.filter(|hat| hat.ended_at.is_none() && hat.person == person.id) else {
        return Ok(None);
    };
    if now.duration_since(secret.last_used_at) >= NOTED_EVERY {
        let tx = db.begin().await?;
        secrets::touch(&tx, secret.id, now).await?;
        tx.commit().await?;
    }
    let mut actor = actor_of(&person, &hat);
    // What her browser may not do before she has a second factor, her programs may not, either.
    if owes_second_factor(app, &person, &actor) {
        return Ok(None);
    }
    actor.shared_centres = shared_centres(app, &actor).await?;
    Ok(Some((actor, scope_of(&secret))))
}

/// What cannot be read may only read.
fn scope_of(secret: &Secret) -> Scope {
    serde_json::from_value::<Carried>(secret.detail.clone()).map_or(Scope::Read, |c| c.scope)
}
