//! Adding, changing and removing a machine. What the list says then becomes facts in the same transaction, and
//! nobody overwrites what she has not seen. What leaves the list stays in its history.

use super::derive::{Act, facts_of};
use super::is_settled;
use super::plate::{PlateDraft, Understood, understand};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::policy::{self, Operation};
use crate::profiles::record::{append, origin_of};
use crate::profiles::{joint_sites, known_of, load_site};
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{MachineId, SiteId};
use eslabon_domain::machines::{MACHINES_MAX, Machine, Recorder};
use eslabon_storage::sites::Site;
use eslabon_storage::{AuditRecord, Concerns, Transaction, machines};
use jiff::civil::Date;

/// Adds a machine to the list of a site.
///
/// # Errors
/// [`AppError::Invalid`] at each field that is wrong, or where the list is full; [`AppError::NotFound`] for a
/// site that is not the actor's to keep; [`AppError::Forbidden`].
pub async fn add(app: &App, actor: &Actor, site: SiteId, draft: &PlateDraft) -> AppResult<Machine> {
    let site = load_site(app, actor, site).await?;
    let meant = understand(app, &app.words(), actor, draft)?;
    let machine = Machine {
        id: MachineId::generate(),
        site: site.id,
        version: 1,
        plate: meant.plate,
        origin: meant.origin,
        by: recorder(actor),
        observed: meant.observed,
        recorded: app.now(),
        removed: None,
    };
    let tx = app.database().begin().await?;
    machines::take_turn(&tx, site.id).await?;
    let before = listed(&tx, site.id).await?;
    if before.len() >= MACHINES_MAX {
        let fault = FieldError::new("kind", "too_many", MACHINES_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    machines::insert(&tx, &machine, site.organisation).await?;
    let step = Step {
        action: "machine.add",
        machine: &machine,
        before,
        on: machine.observed,
        origin: machine.origin,
    };
    finish(app, actor, tx, &site, step).await?;
    Ok(machine)
}

/// Changes a machine that was read in this version.
///
/// # Errors
/// As [`add`]; [`AppError::Invalid`] on `kind` where a document or a visit shows it better;
/// [`AppError::Conflict`] where someone was quicker: nothing is written then.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: MachineId,
    version: i32,
    draft: &PlateDraft,
) -> AppResult<Machine> {
    let (stored, site) = load_to_keep(app, actor, id, version).await?;
    let Understood {
        plate,
        origin,
        observed,
    } = understand(app, &app.words(), actor, draft)?;
    let machine = Machine {
        plate,
        origin,
        by: recorder(actor),
        observed,
        recorded: app.now(),
        ..stored
    };
    let tx = app.database().begin().await?;
    machines::take_turn(&tx, site.id).await?;
    let before = listed(&tx, site.id).await?;
    machines::update(&tx, &machine).await?;
    let step = Step {
        action: "machine.change",
        machine: &machine,
        before,
        on: machine.observed,
        origin: machine.origin,
    };
    finish(app, actor, tx, &site, step).await?;
    Ok(Machine {
        version: machine.version + 1,
        ..machine
    })
}

/// Takes a machine that was read in this version off the list. After the last of its type the site is known
/// to have none of it.
///
/// # Errors
/// As [`change`]; [`AppError::Invalid`] on `origin` where staff do not say how they know.
pub async fn remove(
    app: &App,
    actor: &Actor,
    id: MachineId,
    version: i32,
    origin: Option<Origin>,
) -> AppResult<()> {
    let (stored, site) = load_to_keep(app, actor, id, version).await?;
    let origin = origin_of(actor, origin).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let machine = Machine {
        recorded: app.now(),
        removed: Some(app.now()),
        ..stored
    };
    let tx = app.database().begin().await?;
    machines::take_turn(&tx, site.id).await?;
    let before = listed(&tx, site.id).await?;
    machines::update(&tx, &machine).await?;
    let step = Step {
        action: "machine.remove",
        machine: &machine,
        before,
        on: app.today(),
        origin,
    };
    finish(app, actor, tx, &site, step).await
}

/// A machine that the actor may change now, and the site that stands for its site.
async fn load_to_keep(
    app: &App,
    actor: &Actor,
    id: MachineId,
    version: i32,
) -> AppResult<(Machine, Site)> {
    policy::require(actor, Operation::RecordFacts)?;
    let stored = machines::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    // Whose machine it is comes first.
    let site = load_site(app, actor, stored.site).await?;
    if stored.version != version || stored.removed.is_some() {
        return Err(AppError::Conflict);
    }
    if is_settled(app, &app.words(), actor, &stored) {
        let fault = FieldError::new("kind", "known_better", stored.origin.as_str());
        return Err(AppError::Invalid(vec![fault]));
    }
    Ok((stored, site))
}

fn recorder(actor: &Actor) -> Recorder {
    match policy::records_for_others(actor) {
        true => Recorder::Centre,
        false => Recorder::Firm,
    }
}

/// The machines on the list of a site and of what was merged into it.
async fn listed(tx: &Transaction, site: SiteId) -> AppResult<Vec<Machine>> {
    let sites = joint_sites(tx, site).await?;
    Ok(machines::of_sites(tx, &sites).await?)
}

/// What was done to a list.
struct Step<'m> {
    action: &'static str,
    machine: &'m Machine,
    before: Vec<Machine>,
    on: Date,
    origin: Origin,
}

/// Says what follows, with the act, and is done. The act names the machine and its type, never its figures.
async fn finish(
    app: &App,
    actor: &Actor,
    mut tx: Transaction,
    site: &Site,
    step: Step<'_>,
) -> AppResult<()> {
    let after = listed(&tx, site.id).await?;
    let known = known_of(&tx, site.id).await?;
    let act = Act {
        before: &step.before,
        after: &after,
        on: step.on,
        origin: step.origin,
    };
    let said = facts_of(app, &app.words(), actor, site.id, &known, &act)?;
    let record = AuditRecord {
        actor,
        action: step.action,
        object: site.id.to_string(),
        detail: serde_json::json!({ "machine": step.machine.id, "kind": step.machine.plate.kind }),
        at: app.now(),
    };
    tx.audit_concerning(record, Concerns::organisation(site.organisation))
        .await?;
    if !said.is_empty() {
        append(&mut tx, actor, site, &said, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}
