//! Centres for Supplier Development: founding one, and agreements by which a centre shows its pipeline
//! (needs and shortlists, never its people) to another until a day. Must not decide what is seen by an
//! agreement: that is [`crate::policy`]'s.

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation, Reach, Relation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{AgreementId, CentreId, OrganisationId};
use eslabon_domain::places::StateCode;
use eslabon_storage::centres::{self, Agreement, Centre};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::{AuditRecord, Transaction};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// The longest name of a centre, in characters.
pub const NAME_MAX: usize = 120;
/// The longest note of an agreement, in characters.
pub const NOTE_MAX: usize = 300;
/// For how many years one agrees at most: what goes on for longer is agreed anew.
pub const YEARS_MAX: i16 = 5;

/// A centre as its keepers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreLine {
    /// Its id.
    pub id: CentreId,
    /// Its name.
    pub name: String,
    /// The states that it serves; empty: all.
    pub states: Vec<StateCode>,
    /// Since when.
    pub since: Timestamp,
    /// The actor may agree and end agreements in its name.
    pub is_kept: bool,
}

/// An agreement that holds, as its keepers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementLine {
    /// Its id.
    pub id: AgreementId,
    /// Whose pipeline is shown.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The last day.
    pub until: Option<Date>,
    /// What was agreed, in words.
    pub note: String,
    /// Who agreed.
    pub agreed_by: String,
    /// The actor may end it.
    pub may_end: bool,
}

/// Every centre, and the agreements that concern those that the actor keeps. That a centre exists, and
/// how it is called, is no secret among those who answer for one.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list(app: &App, actor: &Actor) -> AppResult<(Vec<CentreLine>, Vec<AgreementLine>)> {
    policy::require(actor, Operation::KeepCentres)?;
    let known = centres::list(app.database()).await?;
    let name = |id: CentreId| {
        let centre = known.iter().find(|centre| centre.id == id);
        centre.map(|centre| centre.name.clone()).unwrap_or_default()
    };
    let today = app.today();
    let agreements = centres::agreements(app.database())
        .await?
        .into_iter()
        .filter(|one| one.until.is_none_or(|day| day >= today))
        .filter(|one| keeps(actor, one.from) || keeps(actor, one.to))
        .map(|one| AgreementLine {
            id: one.id,
            from: name(one.from),
            to: name(one.to),
            until: one.until,
            note: one.note,
            agreed_by: one.agreed_by,
            may_end: keeps(actor, one.from),
        })
        .collect();
    let lines = known
        .into_iter()
        .map(|centre| CentreLine {
            id: centre.id,
            name: centre.name,
            states: centre.states,
            since: centre.created_at,
            is_kept: keeps(actor, centre.id),
        })
        .collect();
    Ok((lines, agreements))
}

/// Whether the actor may found a centre.
#[must_use]
pub fn may_found(actor: &Actor) -> bool {
    policy::reach(Operation::KeepCentres, actor.role) == Reach::Every
}

fn keeps(actor: &Actor, centre: CentreId) -> bool {
    require_kept(actor, centre).is_ok()
}

fn require_kept(actor: &Actor, centre: CentreId) -> AppResult<()> {
    let relation = Relation::to_centre(actor, centre);
    policy::require_on(actor, Operation::KeepCentres, relation)
}

/// Founds a centre, with the organisation into which its people are invited.
///
/// # Errors
/// [`AppError::Forbidden`], [`AppError::NotFound`] for whoever keeps her own centre only,
/// [`AppError::Invalid`] on `name`.
pub async fn found(
    app: &App,
    actor: &Actor,
    name: &str,
    states: Vec<StateCode>,
) -> AppResult<CentreId> {
    policy::require_on(actor, Operation::KeepCentres, Relation::Foreign)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    check_text("name", &name, NAME_MAX)?;
    if name.is_empty() {
        return Err(fault("name", "required", ""));
    }
    let now = app.now();
    let organisation = Organisation {
        id: OrganisationId::generate(),
        kind: OrganisationKind::Centre,
        name: name.clone(),
        fictional: false,
        created_at: now,
    };
    let centre = Centre {
        id: CentreId::generate(),
        organisation: Some(organisation.id),
        name,
        states,
        created_at: now,
    };
    let tx = app.database().begin().await?;
    let namesake = centres::list(&tx).await?;
    if namesake.iter().any(|known| known.name == centre.name) {
        return Err(fault("name", "name_taken", &centre.name));
    }
    organisations::insert_many(&tx, std::slice::from_ref(&organisation)).await?;
    centres::insert(&tx, &centre).await?;
    let detail = serde_json::json!({ "name": centre.name });
    record(
        app,
        &tx,
        actor,
        "centre.found",
        centre.id.to_string(),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(centre.id)
}

/// What one centre agrees to show to another.
#[derive(Debug, Clone)]
pub struct Sharing {
    /// Whose pipeline.
    pub from: CentreId,
    /// To whom.
    pub to: CentreId,
    /// The last day.
    pub until: Date,
    /// Why, in words.
    pub note: String,
}

/// The last day until which one can agree today.
#[must_use]
pub fn latest_day(app: &App) -> Date {
    app.today().saturating_add(YEARS_MAX.years())
}

/// Shows the pipeline of a centre to another until a day.
///
/// # Errors
/// [`AppError::NotFound`] for a centre that the actor does not keep, [`AppError::Forbidden`],
/// [`AppError::Invalid`] on `to`, `until` or `note`.
pub async fn share(app: &App, actor: &Actor, sharing: Sharing) -> AppResult<AgreementId> {
    require_kept(actor, sharing.from)?;
    let (today, latest) = (app.today(), latest_day(app));
    if sharing.until < today || sharing.until > latest {
        return Err(fault("until", "out_of_range", &format!("{today}–{latest}")));
    }
    let note = sharing.note.trim();
    check_text("note", note, NOTE_MAX)?;
    let agreement = Agreement {
        id: AgreementId::generate(),
        from: sharing.from,
        to: sharing.to,
        until: Some(sharing.until),
        note: note.to_owned(),
        agreed_by: actor.name.clone(),
        agreed_at: app.now(),
        ended_at: None,
    };
    let tx = app.database().begin().await?;
    let exists = centres::find(&tx, sharing.to).await?.is_some();
    if !exists || sharing.to == sharing.from {
        return Err(fault("to", "unknown_centre", ""));
    }
    centres::find(&tx, sharing.from)
        .await?
        .ok_or(AppError::NotFound)?;
    let holds = |one: &Agreement| {
        one.from == sharing.from && one.to == sharing.to && one.until.is_none_or(|day| day >= today)
    };
    if centres::agreements(&tx).await?.iter().any(holds) {
        return Err(fault("to", "already_shared", ""));
    }
    centres::agree(&tx, &agreement).await?;
    let detail = serde_json::json!({
        "from": sharing.from, "to": sharing.to, "until": sharing.until,
    });
    record(
        app,
        &tx,
        actor,
        "centre.share",
        agreement.id.to_string(),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(agreement.id)
}

/// Ends an agreement at once.
///
/// # Errors
/// [`AppError::NotFound`] where there is none that the actor keeps, [`AppError::Forbidden`],
/// [`AppError::Conflict`] where it has ended already.
pub async fn end(app: &App, actor: &Actor, id: AgreementId) -> AppResult<()> {
    policy::require(actor, Operation::KeepCentres)?;
    let tx = app.database().begin().await?;
    let agreement = centres::find_agreement(&tx, id)
        .await?
        .ok_or(AppError::NotFound)?;
    require_kept(actor, agreement.from)?;
    centres::end_agreement(&tx, id, app.now()).await?;
    let detail = serde_json::json!({ "from": agreement.from, "to": agreement.to });
    record(app, &tx, actor, "centre.unshare", id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(())
}

async fn record(
    app: &App,
    tx: &Transaction,
    actor: &Actor,
    action: &str,
    object: String,
    detail: serde_json::Value,
) -> AppResult<()> {
    tx.audit(AuditRecord {
        actor,
        action,
        object,
        detail,
        at: app.now(),
    })
    .await?;
    Ok(())
}

fn check_text(field: &str, text: &str, most: usize) -> AppResult<()> {
    if text.chars().count() > most {
        return Err(fault(field, "too_long", &most.to_string()));
    }
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(fault(field, "bad_character", ""));
    }
    Ok(())
}

fn fault(field: &str, code: &'static str, detail: &str) -> AppError {
    AppError::Invalid(vec![FieldError::new(field, code, detail)])
}
