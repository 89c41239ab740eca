//! The machines of a site as they are shown, and one of them as it is changed.

use super::is_settled;
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Decision, Operation, Relation};
use crate::profiles::{joint_sites, load_site};
use crate::search::SupplierCard;
use crate::suppliers::load_card;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CentreId, MachineId, SiteId};
use eslabon_domain::machines::Machine;
use eslabon_domain::places::StateCode;
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{machines, merges};
use std::collections::HashMap;

/// The machines of a site.
#[derive(Debug, Clone)]
pub struct MachineList {
    /// Whose.
    pub card: SupplierCard,
    /// On the list: by type, then in the order in which they were added. Remarks only for those who keep it.
    pub machines: Vec<Machine>,
    /// What left the list, for those who keep it.
    pub removed: Vec<Machine>,
    /// The actor may add, change and remove.
    pub may_keep: bool,
}

/// A machine, or a new one, for whoever keeps the list.
#[derive(Debug, Clone)]
pub struct MachineView {
    /// Whose.
    pub card: SupplierCard,
    /// Which; none where one is to be added.
    pub machine: Option<Machine>,
    /// The actor says how she knows.
    pub by_staff: bool,
    /// It is known better than the firm can say: only staff change it.
    pub is_settled: bool,
}

/// The machines of a site. What was merged into another answers as that site.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn list(app: &App, actor: &Actor, site: SiteId) -> AppResult<MachineList> {
    let card = load_card(app, actor, site).await?;
    let stored = sites::find(app.database(), card.site).await?;
    let stored = stored.ok_or(AppError::NotFound)?;
    let may_keep = Keepers::default().may_keep(app, actor, &stored).await?;
    let all = joint_sites(app.database(), card.site).await?;
    let mut machines = machines::of_sites(app.database(), &all).await?;
    let removed = match may_keep {
        true => machines::removed_of_sites(app.database(), &all).await?,
        false => {
            without_notes(&mut machines);
            Vec::new()
        }
    };
    Ok(MachineList {
        card,
        machines,
        removed,
        may_keep,
    })
}

/// The machines of several sites, as [`list`] shows them. No query a site.
///
/// # Errors
/// If the database fails; [`AppError::Forbidden`].
pub async fn of_suppliers(
    app: &App,
    actor: &Actor,
    ids: &[SiteId],
) -> AppResult<HashMap<SiteId, Vec<Machine>>> {
    policy::require(actor, Operation::SeeSuppliers)?;
    let merged: HashMap<SiteId, SiteId> = merges::merged_into_any(app.database(), ids)
        .await?
        .into_iter()
        .collect();
    let all: Vec<SiteId> = ids.iter().chain(merged.keys()).copied().collect();
    let mut found: HashMap<SiteId, Vec<Machine>> = HashMap::new();
    for machine in machines::of_sites(app.database(), &all).await? {
        let shown = merged.get(&machine.site).copied().unwrap_or(machine.site);
        found.entry(shown).or_default().push(machine);
    }
    let mut keepers = Keepers::default();
    for site in sites::load_many(app.database(), ids).await? {
        let Some(machines) = found.get_mut(&site.id) else {
            continue;
        };
        if !keepers.may_keep(app, actor, &site).await? {
            without_notes(machines);
        }
    }
    Ok(found)
}

/// A machine for whoever keeps the list.
///
/// # Errors
/// [`AppError::NotFound`] for a machine that is not hers to keep or left the list; [`AppError::Forbidden`].
pub async fn load(app: &App, actor: &Actor, id: MachineId) -> AppResult<MachineView> {
    policy::require(actor, Operation::RecordFacts)?;
    let machine = machines::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let site = load_site(app, actor, machine.site).await?;
    if machine.removed.is_some() {
        return Err(AppError::NotFound);
    }
    Ok(MachineView {
        card: load_card(app, actor, site.id).await?,
        is_settled: is_settled(app, &app.words(), actor, &machine),
        machine: Some(machine),
        by_staff: policy::records_for_others(actor),
    })
}

/// What is needed to add a machine.
///
/// # Errors
/// [`AppError::NotFound`] for a site that is not the actor's to keep; [`AppError::Forbidden`].
pub async fn load_new(app: &App, actor: &Actor, site: SiteId) -> AppResult<MachineView> {
    let site = load_site(app, actor, site).await?;
    Ok(MachineView {
        card: load_card(app, actor, site.id).await?,
        machine: None,
        by_staff: policy::records_for_others(actor),
        is_settled: false,
    })
}

/// Remarks are for those who keep the list.
fn without_notes(machines: &mut [Machine]) {
    machines
        .iter_mut()
        .for_each(|machine| machine.plate.note.clear());
}

/// Who keeps which lists; the centre of a state is looked up once.
#[derive(Default)]
struct Keepers {
    centres: HashMap<Option<StateCode>, CentreId>,
}

impl Keepers {
    async fn may_keep(&mut self, app: &App, actor: &Actor, site: &Site) -> AppResult<bool> {
        if !policy::may(actor.role, Operation::RecordFacts) {
            return Ok(false);
        }
        let centre = match self.centres.get(&site.state) {
            Some(known) => *known,
            None => {
                let found = claims::centre_of(app.database(), site.state, app.centre()).await?;
                self.centres.insert(site.state, found);
                found
            }
        };
        let relation = Relation::to_organisation(actor, Some(site.organisation), Some(centre));
        Ok(policy::decide(Operation::RecordFacts, actor.role, relation) == Decision::Allow)
    }
}

#[cfg(test)]
mod tests {
    use eslabon_domain::attributes::ConfidentialityGroup;

    #[test]
    fn a_machine_is_of_an_open_group() {
        assert!(crate::policy::is_open_group(
            ConfidentialityGroup::Capability
        ));
    }
}
