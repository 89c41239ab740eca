//! Sessions: a browser that has signed in. Ends when idle, at the latest after two weeks, or when the
//! person ends it. What the person is, is looked up at every request: a role that was taken away acts
//! no more.

use super::secret::Clear;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{MembershipId, PersonId, SecretId};
use eslabon_domain::text::Lang;
use eslabon_storage::memberships::{self, Membership};
use eslabon_storage::organisations::{self, Organisation};
use eslabon_storage::people::Person;
use eslabon_storage::secrets::{self, Secret, SecretKind};
use eslabon_storage::{AuditRecord, Transaction, centres, people};
use jiff::{SignedDuration, Timestamp};

/// A session that is not used for so long ends.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after so long, used or not.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A use is noted when the last note is older than this.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);
/// The longest note of a browser.
const LABEL_MAX: usize = 120;

/// One of the things that a person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hat {
    /// Its id.
    pub membership: MembershipId,
    /// In which role.
    pub role: Role,
    /// Of which organisation.
    pub organisation: Option<Organisation>,
}

/// A session as the faces use it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SecretId,
    /// Who.
    pub person: PersonId,
    /// Her name.
    pub name: String,
    /// In which language she is written to.
    pub lang: Lang,
    /// As whom she acts. A visitor's, with her person's id, where something is still owed.
    pub actor: Actor,
    /// Everything that she is, to choose from.
    pub hats: Vec<Hat>,
    /// Which of them she wears.
    pub hat: MembershipId,
    /// She must set up a second factor before anything else.
    pub owes_second_factor: bool,
    /// The version of the privacy notice that she accepted.
    pub notice_version: Option<String>,
}

/// What a session remembers where a second factor was given elsewhere: at the firm's own sign-on.
const SECOND_FACTOR: &str = "second_factor";

/// Opens a session for someone who has proved who she is, `twice` if by a second factor elsewhere.
///
/// # Errors
/// [`AppError::Forbidden`] where she is nothing any more.
pub async fn open(
    app: &App,
    tx: &Transaction,
    person: &Person,
    label: &str,
    twice: bool,
) -> AppResult<(Clear, Actor)> {
    let hats = memberships::list(tx, memberships::Of::Person(person.id)).await?;
    let hat = hats.first().ok_or(AppError::Forbidden)?;
    let now = app.now();
    let clear = Clear::generate();
    let secret = Secret {
        id: SecretId::generate(),
        kind: SecretKind::Session,
        hash: clear.hash(),
        person: Some(person.id),
        membership: Some(hat.id),
        label: short(label),
        detail: match twice {
            true => serde_json::json!({ SECOND_FACTOR: true }),
            false => serde_json::Value::Null,
        },
        created_at: now,
        last_used_at: now,
        expires_at: after(now, ABSOLUTE),
        ended_at: None,
    };
    secrets::insert(tx, &secret).await?;
    Ok((clear, actor_of(person, hat)))
}

/// Who a membership makes of a person, but for the agreements of her centre.
pub(super) fn actor_of(person: &Person, hat: &Membership) -> Actor {
    Actor {
        person: Some(person.id),
        name: person.name.clone(),
        role: hat.role,
        organisation: hat.organisation,
        centre: hat.centre,
        shared_centres: Vec::new(),
    }
}

/// The session of a browser; none where the secret opens none.
///
/// # Errors
/// If the database fails.
pub async fn find(app: &App, clear: &Clear) -> AppResult<Option<Session>> {
    let db = app.database();
    let now = app.now();
    let found = secrets::find(db, SecretKind::Session, &clear.hash()).await?;
    let Some(secret) = found.filter(|secret| secret.holds_at(now)) else {
        return Ok(None);
    };
    if now.duration_since(secret.last_used_at) >= IDLE {
        return Ok(None);
    }
    let Some(id) = secret.person else {
        return Ok(None);
    };
    let Some(person) = people::find(db, id).await?.filter(Person::is_active) else {
        return Ok(None);
    };
    let held = memberships::list(db, memberships::Of::Person(id)).await?;
    // A role that was taken away in the middle of a session: she wears another one, or none.
    let worn = held.iter().find(|hat| Some(hat.id) == secret.membership);
    let Some(hat) = worn.or_else(|| held.first()) else {
        return Ok(None);
    };
    if now.duration_since(secret.last_used_at) >= NOTED_EVERY {
        note_use(app, &secret, now).await?;
    }
    let mut actor = actor_of(&person, hat);
    actor.shared_centres = shared_centres(app, &actor).await?;
    let given_elsewhere = secret.detail.get(SECOND_FACTOR) == Some(&true.into());
    let owes_second_factor = !given_elsewhere && owes_second_factor(app, &person, &actor);
    if owes_second_factor {
        actor = Actor {
            person: Some(id),
            ..Actor::visitor()
        };
    }
    Ok(Some(Session {
        id: secret.id,
        person: id,
        name: person.name.clone(),
        lang: person.lang,
        hat: hat.id,
        hats: hats(app, &held).await?,
        actor,
        owes_second_factor,
        notice_version: person.notice_version,
    }))
}

/// Notes a use. Nobody waits for it in vain: where the database is busy, the note is dropped.
async fn note_use(app: &App, secret: &Secret, now: Timestamp) -> AppResult<()> {
    let noted = async {
        let tx = app.database().begin().await?;
        secrets::touch(&tx, secret.id, now).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::warn!(%error, "session.note_failed");
    }
    Ok(())
}

/// Whether the rules of the installation ask this person for a second factor that she has not.
pub(super) fn owes_second_factor(app: &App, person: &Person, actor: &Actor) -> bool {
    let asked = matches!(
        actor.role,
        Role::CentreStaff | Role::CentreManager | Role::Administrator
    );
    asked && app.account_rules().second_factor_for_staff && !person.has_second_factor()
}

/// The centres that share their pipeline with the actor's; only those who work in one look there.
pub(super) async fn shared_centres(
    app: &App,
    actor: &Actor,
) -> AppResult<Vec<eslabon_domain::ids::CentreId>> {
    match (actor.role, actor.centre) {
        (Role::CentreStaff | Role::CentreManager, Some(centre)) => {
            Ok(centres::shared_with(app.database(), centre, app.today()).await?)
        }
        _ => Ok(Vec::new()),
    }
}

async fn hats(app: &App, held: &[Membership]) -> AppResult<Vec<Hat>> {
    let ids: Vec<_> = held.iter().filter_map(|hat| hat.organisation).collect();
    let known = organisations::load_many(app.database(), &ids).await?;
    Ok(held
        .iter()
        .map(|hat| Hat {
            membership: hat.id,
            role: hat.role,
            organisation: known
                .iter()
                .find(|organisation| Some(organisation.id) == hat.organisation)
                .cloned(),
        })
        .collect())
}

/// Whether someone who acts as a visitor is one only until she has set up a second factor.
#[must_use]
pub fn owes(actor: &Actor) -> bool {
    actor.role == Role::Visitor && actor.person.is_some()
}

/// Everything that the actor is; nothing for a visitor.
///
/// # Errors
/// If the database fails.
pub async fn hats_of(app: &App, actor: &Actor) -> AppResult<Vec<Hat>> {
    let Some(person) = actor.person else {
        return Ok(Vec::new());
    };
    let held = memberships::list(app.database(), memberships::Of::Person(person)).await?;
    hats(app, &held).await
}

/// Wears another of the person's hats.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers.
pub async fn wear(app: &App, session: &Session, hat: MembershipId) -> AppResult<()> {
    if !session.hats.iter().any(|known| known.membership == hat) {
        return Err(AppError::NotFound);
    }
    let tx = app.database().begin().await?;
    secrets::act_as(&tx, session.id, hat).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends this browser's session.
///
/// # Errors
/// If the database fails.
pub async fn sign_out(app: &App, session: &Session) -> AppResult<()> {
    let tx = app.database().begin().await?;
    secrets::end(&tx, session.id, app.now()).await?;
    audit(&tx, &session.actor, "session.end", app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// One of a person's sessions, as she sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Its id.
    pub id: SecretId,
    /// Her browser.
    pub label: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Last used, to five minutes.
    pub last_used_at: Timestamp,
}

/// The actor's sessions, newest first.
///
/// # Errors
/// [`AppError::Forbidden`] for those without an account.
pub async fn list(app: &App, actor: &Actor) -> AppResult<Vec<SessionLine>> {
    let person = own(actor)?;
    let now = app.now();
    let held = secrets::list(app.database(), person, SecretKind::Session, now).await?;
    Ok(held
        .into_iter()
        .filter(|secret| now.duration_since(secret.last_used_at) < IDLE)
        .map(|secret| SessionLine {
            id: secret.id,
            label: secret.label,
            opened_at: secret.created_at,
            last_used_at: secret.last_used_at,
        })
        .collect())
}

/// Ends one of the actor's sessions.
///
/// # Errors
/// [`AppError::NotFound`] where it is not hers or over already.
pub async fn revoke(app: &App, actor: &Actor, id: SecretId) -> AppResult<()> {
    let person = own(actor)?;
    let now = app.now();
    let held = secrets::list(app.database(), person, SecretKind::Session, now).await?;
    if !held.iter().any(|secret| secret.id == id) {
        return Err(AppError::NotFound);
    }
    let tx = app.database().begin().await?;
    secrets::end(&tx, id, now).await?;
    audit(&tx, actor, "session.revoke", now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every session of the actor's but one. Says how many.
///
/// # Errors
/// [`AppError::Forbidden`] for those without an account.
pub async fn revoke_others(app: &App, actor: &Actor, but: SecretId) -> AppResult<u64> {
    let person = own(actor)?;
    let now = app.now();
    let tx = app.database().begin().await?;
    let kinds = [SecretKind::Session, SecretKind::Device];
    let ended = secrets::end_all(&tx, person, &kinds, Some(but), now).await?;
    audit(&tx, actor, "session.revoke", now).await?;
    tx.commit().await?;
    Ok(ended)
}

/// The person whose account it is.
pub(super) fn own(actor: &Actor) -> AppResult<PersonId> {
    policy::require(actor, Operation::KeepOwnAccount)?;
    actor.person.ok_or(AppError::Forbidden)
}

/// Puts an act on the actor's own account on record.
pub(super) async fn audit(
    tx: &Transaction,
    actor: &Actor,
    action: &str,
    at: Timestamp,
) -> AppResult<()> {
    let object = actor.person.map(|id| id.to_string()).unwrap_or_default();
    tx.audit(AuditRecord {
        actor,
        action,
        object,
        detail: serde_json::json!({}),
        at,
    })
    .await?;
    Ok(())
}

/// An instant so much later.
pub(crate) fn after(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// What a browser calls itself, short and clean.
pub(super) fn short(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_control())
        .take(LABEL_MAX)
        .collect()
}
