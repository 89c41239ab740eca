//! Rows of the supplier template against what is stored. Facts are never overwritten: what differs is
//! appended, what is older than what is known is left out with a word about it.

use super::messages::Code;
use super::plan::{Outcome, Plan};
use super::supplier_rows::{Said, SupplierRow};
use crate::error::AppResult;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::{FactId, OrganisationId, SiteId};
use eslabon_domain::registry::KeyScheme;
use eslabon_storage::keys::{self, ExternalKey};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{Read, facts, merges};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The source that facts of the supplier template name; the faces word it in the reader's language.
pub const SOURCE: &str = "plantilla de proveedores";

/// The site of this key of ours.
pub(crate) fn site_id(key: &str) -> SiteId {
    SiteId::from_name(&format!("supplier/{key}"))
}

/// The firm to which rows with this company key, or the one row without, belong.
pub(crate) fn firm_id(company_key: &str, key: &str) -> OrganisationId {
    let name = if company_key.is_empty() {
        key
    } else {
        company_key
    };
    OrganisationId::from_name(&format!("supplier/{name}"))
}

/// Plans a batch.
pub(super) async fn plan(
    db: &impl Read,
    rows: Vec<(i64, SupplierRow)>,
    now: Timestamp,
    today: Date,
) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let ids: Vec<SiteId> = rows.iter().map(|(_, row)| site_id(&row.key)).collect();
    let firms: Vec<OrganisationId> = rows
        .iter()
        .map(|(_, row)| firm_id(&row.company_key, &row.key))
        .collect();
    let mut known_firms: HashMap<OrganisationId, Organisation> =
        organisations::load_many(db, &firms)
            .await?
            .into_iter()
            .map(|firm| (firm.id, firm))
            .collect();
    let known_sites: HashMap<SiteId, Site> = sites::load_many(db, &ids)
        .await?
        .into_iter()
        .map(|site| (site.id, site))
        .collect();
    let joint: HashSet<SiteId> = merges::of_sites(db, &ids)
        .await?
        .into_iter()
        .filter(|merge| merge.separated.is_none())
        .flat_map(|merge| [merge.site, merge.into])
        .collect();
    let mut known_facts: HashMap<SiteId, HashMap<Slot, Fact>> = HashMap::new();
    for fact in facts::of_sites(db, &ids).await? {
        let slot = (fact.attribute.clone(), fact.item.clone());
        known_facts.entry(fact.site).or_default().insert(slot, fact);
    }
    for (number, row) in rows {
        let id = site_id(&row.key);
        let firm_changed = firm(&mut plan, &mut known_firms, &row, now);
        let site_changed = site(&mut plan, known_sites.get(&id), &row, joint.contains(&id));
        let current = known_facts.remove(&id).unwrap_or_default();
        let appended = append_facts(&mut plan, number, &row, &current, Moment { now, today });
        let linked = link_keys(db, &mut plan, number, &row).await?;
        let outcome = match (
            known_sites.contains_key(&id),
            firm_changed || site_changed || appended || linked,
        ) {
            (false, _) => Outcome::New,
            (true, true) => Outcome::Changed,
            (true, false) => Outcome::Unchanged,
        };
        if outcome != Outcome::Unchanged {
            plan.touched.push(id);
        }
        plan.count(number, outcome);
    }
    Ok(plan)
}

/// Attribute and item: of one such only the newest fact is current.
type Slot = (String, Option<String>);

#[derive(Clone, Copy)]
struct Moment {
    now: Timestamp,
    today: Date,
}

fn firm(
    plan: &mut Plan,
    known: &mut HashMap<OrganisationId, Organisation>,
    row: &SupplierRow,
    now: Timestamp,
) -> bool {
    let id = firm_id(&row.company_key, &row.key);
    let name = if row.company.is_empty() {
        &row.name
    } else {
        &row.company
    };
    let Some(stored) = known.get(&id) else {
        let fresh = Organisation {
            id,
            kind: OrganisationKind::Sme,
            name: name.clone(),
            fictional: row.fictional,
            created_at: now,
        };
        plan.organisations.push(fresh.clone());
        known.insert(id, fresh);
        return true;
    };
    // The second site of a firm need not repeat the firm's name.
    let keeps_name = row.company.is_empty() && !row.company_key.is_empty();
    let name = if keeps_name {
        stored.name.clone()
    } else {
        name.clone()
    };
    let fresh = Organisation {
        name,
        fictional: row.fictional,
        ..stored.clone()
    };
    if fresh == *stored {
        return false;
    }
    // Written once, with the last word, however many rows of a batch speak of it.
    for waiting in [&mut plan.organisations, &mut plan.changed_organisations] {
        if let Some(place) = waiting
            .iter_mut()
            .find(|organisation| organisation.id == id)
        {
            place.clone_from(&fresh);
            known.insert(id, fresh);
            return true;
        }
    }
    plan.changed_organisations.push(fresh.clone());
    known.insert(id, fresh);
    true
}

/// A site that is one with another stays whose the two are: a file must not take it from its owner.
fn site(plan: &mut Plan, stored: Option<&Site>, row: &SupplierRow, is_joint: bool) -> bool {
    let owner = stored.filter(|_| is_joint).map_or_else(
        || firm_id(&row.company_key, &row.key),
        |site| site.organisation,
    );
    let fresh = Site {
        id: site_id(&row.key),
        organisation: owner,
        name: row.name.clone(),
        street: row.street.clone(),
        postal_code: row.postal_code.clone(),
        locality: row.locality.clone(),
        municipality: row.place.municipality.clone(),
        state: row.place.state,
        position: row.place.position,
        position_source: row.place.source,
        version: stored.map_or(1, |site| site.version),
    };
    match stored {
        None => {
            plan.keys.push(ExternalKey {
                scheme: KeyScheme::Own,
                value: row.key.clone(),
                site: fresh.id,
            });
            plan.sites.push(fresh);
            true
        }
        Some(stored) if *stored != fresh => {
            plan.changed_sites.push(fresh);
            true
        }
        Some(_) => false,
    }
}

/// What the row says and the site's current facts do not, and what a complete list no longer names.
fn append_facts(
    plan: &mut Plan,
    number: i64,
    row: &SupplierRow,
    current: &HashMap<Slot, Fact>,
    moment: Moment,
) -> bool {
    let mut said: Vec<Said> = Vec::with_capacity(row.said.len());
    for one in &row.said {
        // Of two words about one thing the later counts.
        said.retain(|before| (&before.attribute, &before.item) != (&one.attribute, &one.item));
        said.push(one.clone());
    }
    said.extend(no_longer(row, current));
    let before = plan.facts.len();
    for one in said {
        let known = current.get(&(one.attribute.clone(), one.item.clone()));
        if known.is_some_and(|fact| says_the_same(fact, &one, row)) {
            continue;
        }
        if let Some(newer) =
            known.filter(|fact| fact.observed > row.observed && fact.observed <= moment.today)
        {
            plan.warn(
                number,
                &one.attribute,
                &newer.observed.to_string(),
                Code::OlderThanKnown,
            );
            continue;
        }
        plan.facts.push(Fact {
            id: FactId::generate(),
            site: site_id(&row.key),
            item: one.item,
            attribute: one.attribute,
            value: one.value,
            entered: one.entered,
            origin: one.origin,
            source: SOURCE.to_owned(),
            observed: row.observed,
            valid_until: one.until,
            recorded: moment.now,
        });
    }
    plan.facts.len() > before
}

/// Items of a complete list that were offered until now and are not named any more.
fn no_longer(row: &SupplierRow, current: &HashMap<Slot, Fact>) -> Vec<Said> {
    let named = |attribute: &str, item: &Option<String>| {
        row.said
            .iter()
            .any(|said| said.attribute == attribute && said.item == *item)
    };
    let mut gone: Vec<Said> = current
        .values()
        .filter(|fact| row.complete.contains(&fact.attribute.as_str()))
        .filter(|fact| {
            fact.value == FactValue::Flag { yes: true } && !named(&fact.attribute, &fact.item)
        })
        .map(|fact| Said {
            attribute: fact.attribute.clone(),
            item: fact.item.clone(),
            value: FactValue::Flag { yes: false },
            entered: None,
            origin: row.origin,
            until: None,
        })
        .collect();
    gone.sort_by(|a, b| (&a.attribute, &a.item).cmp(&(&b.attribute, &b.item)));
    gone
}

/// The same value, known in the same way. A day of observation counts only where the file names one.
fn says_the_same(fact: &Fact, said: &Said, row: &SupplierRow) -> bool {
    let same_day = !row.observed_is_given || row.observed <= fact.observed;
    fact.value == said.value
        && fact.origin == said.origin
        && fact.entered == said.entered
        && fact.valid_until == said.until
        && same_day
}

/// Keys that others gave. One that belongs to another site already makes the two a suspected pair.
async fn link_keys(
    db: &impl Read,
    plan: &mut Plan,
    number: i64,
    row: &SupplierRow,
) -> AppResult<bool> {
    let (id, firm) = (site_id(&row.key), firm_id(&row.company_key, &row.key));
    let mut linked = false;
    for (scheme, value) in &row.keys {
        let owner = keys::find_many(db, *scheme, std::slice::from_ref(value))
            .await?
            .remove(value);
        let in_batch = plan
            .keys
            .iter()
            .find(|key| key.scheme == *scheme && key.value == *value)
            .map(|key| key.site);
        match owner.or(in_batch) {
            Some(owner) if owner == id => {}
            // A taxpayer's key is the firm's: its sites share it.
            Some(owner)
                if *scheme == KeyScheme::Rfc && is_of_firm(db, plan, owner, firm).await? => {}
            Some(owner) => {
                plan.propose_same_key(owner, id);
                plan.warn(number, scheme.as_str(), value, Code::AliasTaken);
            }
            None => {
                plan.keys.push(ExternalKey {
                    scheme: *scheme,
                    value: value.clone(),
                    site: id,
                });
                linked = true;
            }
        }
    }
    Ok(linked)
}

async fn is_of_firm(
    db: &impl Read,
    plan: &Plan,
    site: SiteId,
    firm: OrganisationId,
) -> AppResult<bool> {
    if let Some(planned) = plan.sites.iter().find(|planned| planned.id == site) {
        return Ok(planned.organisation == firm);
    }
    let stored = sites::find(db, site).await?;
    Ok(stored.is_some_and(|stored| stored.organisation == firm))
}
