//! Calendars and promised hours of some firms of the demonstration, said as their owners say them. Months are
//! counted from that of loading. A plant that has stated loads is left alone: what someone changed stays.

use crate::capacity::{self, LoadDraft, Recording};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::imports::{supplier_firm_id, supplier_site_id};
use crate::profiles::{self, Draft};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::calendar::Month;
use eslabon_domain::loads::LoadUnit;
use eslabon_storage::committed_loads;
use std::collections::BTreeMap;

/// `clave,dato,proceso,mes,valor`: an attribute of the plant or of a process, or `carga` of a process in a month.
const FILE: &str = include_str!("../../../../deploy/demo/capacity.csv");
/// What stands for a promised month.
const LOAD: &str = "carga";

/// What the file says of a plant.
#[derive(Default)]
struct Plant {
    facts: Vec<Draft>,
    loads: BTreeMap<String, Vec<LoadDraft>>,
}

/// Records what is not recorded yet.
///
/// # Errors
/// If the database fails, or the file names what there is not.
pub async fn record_capacity(app: &App) -> AppResult<()> {
    for (key, plant) in plants(Month::of(app.today()))? {
        let site = supplier_site_id(&key);
        let stated = committed_loads::of_sites(app.database(), &[site]).await?;
        if !stated.is_empty() {
            continue;
        }
        let owner = Actor {
            name: "Demostración".to_owned(),
            role: Role::Owner,
            organisation: Some(supplier_firm_id("", &key)),
            centre: Some(app.centre()),
            ..Actor::visitor()
        };
        for draft in &plant.facts {
            profiles::record(app, &owner, site, draft).await?;
        }
        for (process, months) in plant.loads {
            let recording = Recording {
                process,
                unit: LoadUnit::Share,
                months,
                origin: None,
            };
            capacity::record(app, &owner, site, &recording).await?;
        }
    }
    Ok(())
}

fn plants(this: Month) -> AppResult<BTreeMap<String, Plant>> {
    let wrong = |what: &str| AppError::Internal(format!("demo/capacity.csv: {what}"));
    let mut plants: BTreeMap<String, Plant> = BTreeMap::new();
    for line in csv::Reader::from_reader(FILE.as_bytes()).records() {
        let line = line.map_err(|error| wrong(&error.to_string()))?;
        let cell = |at: usize| line.get(at).unwrap_or_default();
        let (what, process, text) = (cell(1), cell(2), cell(4).to_owned());
        let plant = plants.entry(cell(0).to_owned()).or_default();
        if what == LOAD {
            let ahead = cell(3).trim_start_matches('+').parse().ok();
            let month = ahead.and_then(|n| this.after(n));
            let month = month.ok_or_else(|| wrong(cell(3)))?;
            let months = plant.loads.entry(process.to_owned()).or_default();
            months.push(LoadDraft { month, text });
            continue;
        }
        plant.facts.push(Draft {
            attribute: what.to_owned(),
            item: (!process.is_empty()).then(|| process.to_owned()),
            text,
            ..Draft::default()
        });
    }
    Ok(plants)
}
