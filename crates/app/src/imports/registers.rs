//! Rows of a register against what is stored: a new plant, a changed entry, or nothing new.

use super::messages::Code;
use super::plan::{Outcome, Plan};
use super::registry_rows::RegistryRow;
use crate::error::AppResult;
use eslabon_domain::ids::{OrganisationId, RegistryEntryId, SiteId};
use eslabon_domain::registry::{KeyScheme, Register};
use eslabon_storage::Read;
use eslabon_storage::keys::{self, ExternalKey};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::registry::{self, RegistryEntry};
use eslabon_storage::sites::{self, Site};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

/// Plans a batch; all rows are of one register.
pub(super) async fn plan(
    db: &impl Read,
    rows: Vec<(i64, RegistryRow)>,
    now: Timestamp,
) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let Some(register) = rows.first().map(|(_, row)| row.register) else {
        return Ok(plan);
    };
    let own_keys: Vec<String> = rows.iter().map(|(_, row)| row.key.clone()).collect();
    let known = registry::find_hashes(db, register, &own_keys).await?;
    let claimed = keys::find_many(db, scheme(register), &own_keys).await?;
    let aliases: Vec<String> = rows
        .iter()
        .filter_map(|(_, row)| row.clee.clone())
        .collect();
    let mut by_alias = keys::find_many(db, KeyScheme::Clee, &aliases).await?;
    let mut changed: Vec<(i64, RegistryRow, RegistryEntryId, SiteId)> = Vec::new();
    for (number, row) in rows {
        match known.get(&row.key) {
            Some((_, site, hash)) if *hash == row.content_hash => {
                add_alias(&mut plan, &mut by_alias, number, &row, *site);
                plan.count(number, Outcome::Unchanged);
            }
            Some((entry, site, _)) => {
                add_alias(&mut plan, &mut by_alias, number, &row, *site);
                plan.count(number, Outcome::Changed);
                changed.push((number, row, *entry, *site));
            }
            None => {
                let site = claimed.get(&row.key).copied();
                let site = site.unwrap_or_else(|| new_site(&mut plan, &row, now));
                add_alias(&mut plan, &mut by_alias, number, &row, site);
                plan.entries
                    .push(entry(RegistryEntryId::generate(), site, row));
                plan.touched.push(site);
                plan.count(number, Outcome::New);
            }
        }
    }
    change(db, &mut plan, changed).await?;
    Ok(plan)
}

fn scheme(register: Register) -> KeyScheme {
    match register {
        Register::Denue => KeyScheme::DenueId,
        Register::Retc => KeyScheme::Nra,
    }
}

/// A plant that nobody spoke of before, with the firm that the register names.
fn new_site(plan: &mut Plan, row: &RegistryRow, now: Timestamp) -> SiteId {
    let organisation = OrganisationId::generate();
    let site = SiteId::generate();
    let firm = if row.legal_name.is_empty() {
        &row.name
    } else {
        &row.legal_name
    };
    plan.organisations.push(Organisation {
        id: organisation,
        kind: OrganisationKind::Registered,
        name: firm.clone(),
        fictional: false,
        created_at: now,
    });
    plan.sites.push(placed(
        Site {
            id: site,
            organisation,
            name: String::new(),
            street: String::new(),
            postal_code: String::new(),
            locality: String::new(),
            municipality: None,
            state: None,
            position: None,
            position_source: sites::PositionSource::None,
            version: 1,
        },
        row,
    ));
    plan.keys.push(ExternalKey {
        scheme: scheme(row.register),
        value: row.key.clone(),
        site,
    });
    site
}

/// The site as the register describes it.
fn placed(site: Site, row: &RegistryRow) -> Site {
    Site {
        name: row.name.clone(),
        street: row.street.clone(),
        postal_code: row.postal_code.clone(),
        locality: row.locality.clone(),
        municipality: row.place.municipality.clone(),
        state: row.place.state,
        position: row.place.position,
        position_source: row.place.source,
        ..site
    }
}

/// An alias belongs to one site; a second plant that brings it may be the same plant.
fn add_alias(
    plan: &mut Plan,
    by_alias: &mut HashMap<String, SiteId>,
    number: i64,
    row: &RegistryRow,
    site: SiteId,
) {
    let Some(clee) = &row.clee else { return };
    match by_alias.get(clee) {
        Some(owner) if *owner == site => {}
        Some(owner) => {
            plan.propose_same_key(*owner, site);
            plan.warn(number, "clee", clee, Code::AliasTaken);
        }
        None => {
            by_alias.insert(clee.clone(), site);
            plan.keys.push(ExternalKey {
                scheme: KeyScheme::Clee,
                value: clee.clone(),
                site,
            });
        }
    }
}

/// Entries take the register's new words; so does the site, unless its own people describe it.
async fn change(
    db: &impl Read,
    plan: &mut Plan,
    changed: Vec<(i64, RegistryRow, RegistryEntryId, SiteId)>,
) -> AppResult<()> {
    if changed.is_empty() {
        return Ok(());
    }
    let ids: Vec<SiteId> = changed.iter().map(|(_, _, _, site)| *site).collect();
    let known = sites::load_many(db, &ids).await?;
    let firms: Vec<OrganisationId> = known.iter().map(|site| site.organisation).collect();
    let firms = organisations::load_many(db, &firms).await?;
    let registered: HashSet<OrganisationId> = firms
        .iter()
        .filter(|firm| firm.kind == OrganisationKind::Registered)
        .map(|firm| firm.id)
        .collect();
    let mut known: HashMap<SiteId, Site> = known.into_iter().map(|site| (site.id, site)).collect();
    for (_, row, id, site) in changed {
        // Removed once: two entries of one site in a batch must not update it twice.
        if let Some(stored) = known
            .remove(&site)
            .filter(|stored| registered.contains(&stored.organisation))
        {
            let fresh = placed(stored.clone(), &row);
            if fresh != stored {
                plan.changed_sites.push(fresh);
            }
        }
        plan.changed_entries.push(entry(id, site, row));
        plan.touched.push(site);
    }
    Ok(())
}

fn entry(id: RegistryEntryId, site: SiteId, row: RegistryRow) -> RegistryEntry {
    RegistryEntry {
        id,
        site,
        register: row.register,
        key: row.key,
        name: row.name,
        legal_name: row.legal_name,
        activity_text: row.activity,
        scian: row.scian,
        scian_suggested: row.suggested,
        size: row.size,
        industrial_park: row.industrial_park,
        website: row.website,
        edition: row.edition,
        warnings: row.warnings,
        content_hash: row.content_hash,
    }
}
