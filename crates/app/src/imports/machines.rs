//! Rows of the template of machines: which machines a site has, one type and model a line. They are read as a
//! machine that is typed, and what follows from the list becomes facts by the same road. A row that disappears
//! takes nothing off the list.

use super::cells::{self, Reading};
use super::messages::Code;
use super::plan::{Outcome, Plan};
use super::suppliers::site_id;
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::machines::{Act, PlateDraft, Understood, facts_of, understand};
use crate::profiles::{joint_sites, known_of};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{MachineId, OrganisationId, SiteId};
use eslabon_domain::machines::{MACHINES_MAX, Machine, Plate, Recorder};
use eslabon_domain::text::Lang;
use eslabon_storage::sites::{self, Site};
use eslabon_storage::{Read, machines, merges};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// What reading needs besides the row.
pub(super) struct Context<'a> {
    pub app: &'a App,
    pub words: &'a Words,
}

/// A row of the template.
#[derive(Debug)]
pub(super) struct MachineRow {
    pub key: String,
    /// Our key of the site at which it stands.
    pub supplier: String,
    pub plate: Plate,
    pub origin: Origin,
    pub observed: Date,
}

/// Whoever imports records for others, as staff of a centre do.
fn recorder() -> Actor {
    Actor {
        role: Role::CentreStaff,
        ..Actor::visitor()
    }
}

/// Reads a row.
pub(super) fn read(reading: &mut Reading<'_>, context: &Context<'_>) -> Option<MachineRow> {
    let key = reading.required("key", 100);
    let supplier = reading.required("supplier", 100);
    let kind = reading.required("kind", 200);
    if reading.rejected {
        return None;
    }
    let mut draft = typed(reading, kind);
    // What is wrong is left out; then what is left can be read.
    for _ in 0..2 {
        match understand(context.app, context.words, &recorder(), &draft) {
            Ok(Understood {
                plate,
                origin,
                observed,
            }) => {
                return Some(MachineRow {
                    key,
                    supplier,
                    plate,
                    origin,
                    observed,
                });
            }
            Err(AppError::Invalid(faults)) => {
                for fault in &faults {
                    leave_out(reading, &mut draft, fault);
                }
            }
            Err(_) => break,
        }
        if reading.rejected {
            return None;
        }
    }
    reading.reject("kind", &draft.kind, Code::BadKind);
    None
}

fn typed(reading: &mut Reading<'_>, kind: String) -> PlateDraft {
    let text = |field: &'static str| reading.text(field).into_owned();
    let mut draft = PlateDraft {
        kind,
        make_model: text("make_model"),
        year: text("year"),
        count: text("count"),
        axes: text("axes"),
        travel_x: text("travel_x"),
        travel_y: text("travel_y"),
        travel_z: text("travel_z"),
        max_diameter: text("max_diameter"),
        length_unit: String::new(),
        tonnage: text("tonnage"),
        max_load: text("max_load"),
        load_unit: String::new(),
        note: text("note"),
        observed: text("observed"),
        origin: Some(Origin::Declared),
        lang: Lang::Es,
    };
    if draft.count.is_empty() {
        "1".clone_into(&mut draft.count);
    }
    let origin = text("origin");
    match cells::origin(&origin) {
        Some(known) => draft.origin = Some(known),
        None if origin.is_empty() => {}
        None => reading.warn("origin", &origin, Code::BadOrigin),
    }
    draft
}

/// Leaves a cell out with a word about it; without its type or its number a row is no machine.
fn leave_out(reading: &mut Reading<'_>, draft: &mut PlateDraft, fault: &FieldError) {
    let field = fault.field.as_str();
    let code = match fault.code {
        "required" => Code::MissingValue,
        "out_of_range" => Code::BadTerm,
        "origin" => Code::BadOrigin,
        "bad_character" => Code::NulCharacter,
        other => Code::parse(other).unwrap_or(Code::BadNumber),
    };
    let cell = match field {
        "make_model" => &mut draft.make_model,
        "year" => &mut draft.year,
        "axes" => &mut draft.axes,
        "travel_x" => &mut draft.travel_x,
        "travel_y" => &mut draft.travel_y,
        "travel_z" => &mut draft.travel_z,
        "max_diameter" => &mut draft.max_diameter,
        "tonnage" => &mut draft.tonnage,
        "max_load" => &mut draft.max_load,
        "note" => &mut draft.note,
        "observed" => &mut draft.observed,
        "origin" => {
            let said = draft.origin.replace(Origin::Declared);
            return reading.warn(field, said.map_or("", Origin::as_str), code);
        }
        "count" => return reading.reject(field, &draft.count, code),
        _ => return reading.reject("kind", &draft.kind, code),
    };
    // Of what is too long the message names the most.
    let shown = match code {
        Code::TooLong => fault.detail.clone(),
        _ => cell.clone(),
    };
    cell.clear();
    reading.warn(field, &shown, code);
}

/// Plans a batch.
pub(super) async fn plan(
    db: &impl Read,
    app: &App,
    rows: Vec<(i64, MachineRow)>,
) -> AppResult<Plan> {
    let mut plan = Plan::default();
    let named: Vec<SiteId> = rows.iter().map(|(_, row)| site_id(&row.supplier)).collect();
    let stand_ins = merges::stand_ins(db, &named).await?;
    let all: Vec<SiteId> = named.iter().chain(stand_ins.values()).copied().collect();
    let known: HashMap<SiteId, Site> = sites::load_many(db, &all)
        .await?
        .into_iter()
        .map(|site| (site.id, site))
        .collect();
    let mut by_site: BTreeMap<SiteId, Vec<(i64, MachineRow)>> = BTreeMap::new();
    for (number, row) in rows {
        let own = site_id(&row.supplier);
        if !known.contains_key(&own) {
            plan.reject(number, "supplier", &row.supplier, Code::UnknownSupplier);
            continue;
        }
        let stands = stand_ins.get(&own).copied().unwrap_or(own);
        by_site.entry(stands).or_default().push((number, row));
    }
    for (site, rows) in by_site {
        if let Some(site) = known.get(&site) {
            list(db, app, &mut plan, site, rows).await?;
        }
    }
    Ok(plan)
}

/// The rows of one site, and what follows from them.
async fn list(
    db: &impl Read,
    app: &App,
    plan: &mut Plan,
    site: &Site,
    rows: Vec<(i64, MachineRow)>,
) -> AppResult<()> {
    let joint = joint_sites(db, site.id).await?;
    let before = machines::of_sites(db, &joint).await?;
    let mut after = before.clone();
    let mut latest: Option<(Date, Origin)> = None;
    for (number, row) in rows {
        let id = MachineId::from_name(&format!("machine/{}", row.key));
        let stored = machines::find(db, id).await?;
        if stored
            .as_ref()
            .is_some_and(|one| !joint.contains(&one.site))
        {
            plan.reject(number, "key", &row.key, Code::OtherSitesKey);
            continue;
        }
        let is_same = |one: &Machine| {
            one.plate == row.plate && one.origin == row.origin && one.removed.is_none()
        };
        if stored.as_ref().is_some_and(is_same) {
            plan.count(number, Outcome::Unchanged);
            continue;
        }
        let is_listed = after.iter().any(|one| one.id == id);
        if !is_listed && after.len() >= MACHINES_MAX {
            plan.reject(number, "key", &row.key, Code::TooManyMachines);
            continue;
        }
        let when = (row.observed, row.origin);
        latest = Some(latest.map_or(when, |one| one.max(when)));
        let machine = Machine {
            id,
            site: stored.as_ref().map_or(site.id, |one| one.site),
            version: stored.as_ref().map_or(1, |one| one.version),
            plate: row.plate,
            origin: row.origin,
            by: Recorder::Centre,
            observed: row.observed,
            recorded: app.now(),
            removed: None,
        };
        after.retain(|one| one.id != id);
        after.push(machine.clone());
        match stored {
            Some(_) => {
                plan.changed_machines.push(machine);
                plan.count(number, Outcome::Changed);
            }
            None => {
                plan.machines.push((machine, site.organisation));
                plan.count(number, Outcome::New);
            }
        }
    }
    let Some((on, origin)) = latest else {
        return Ok(());
    };
    let known = known_of(db, site.id).await?;
    let act = Act {
        before: &before,
        after: &after,
        on,
        origin,
    };
    let said = facts_of(app, &app.words(), &recorder(), site.id, &known, &act)?;
    plan.facts.extend(said);
    plan.touched.push(site.id);
    Ok(())
}

/// A machine that is new, with whose its site is.
pub(super) type NewMachine = (Machine, OrganisationId);
