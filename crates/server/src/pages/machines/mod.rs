//! Machines of a site, one by one: the list for whoever may see suppliers, and a form for each for those who keep
//! it. Values are typed as they stand on the plate. Works on a telephone and without scripts.

mod form;
mod list;
mod take;

pub use list::{list, mine};
pub use take::{add, change, remove, show, start};

use super::layout::{Page, Section};
use super::visit::Visit;
use super::words::Say;
use eslabon_app::policy;
use eslabon_app::search::SupplierCard;
use eslabon_domain::ids::{MachineId, SiteId};
use eslabon_domain::machines::{Machine, Measure};
use maud::Markup;

/// The address of the list of a site.
pub fn path(site: SiteId) -> String {
    format!("/proveedores/{site}/maquinas")
}

/// The address at which a machine is added.
fn new_path(site: SiteId) -> String {
    format!("{}/nueva", path(site))
}

/// The address of a machine.
fn machine_path(id: MachineId) -> String {
    format!("/maquinas/{id}")
}

/// Where the pages stand in the site: a firm's own people come from its profile, everyone else from the supplier.
fn framed(visit: &Visit, card: &SupplierCard, keeps: bool, title: String, main: Markup) -> Page {
    let say = visit.say;
    match keeps && !policy::records_for_others(&visit.actor) {
        true => Page::new(Section::Profile, title, main).under(
            say.with("profile-title", &[("firm", &card.name)]),
            super::profiles::profile_path(card.site),
        ),
        false => Page::new(Section::Search, title, main)
            .under(say.t("nav-search"), "/buscar")
            .under(card.name.clone(), format!("/proveedores/{}", card.site)),
    }
}

/// A machine's name: its make and model, else its type.
fn name(visit: &Visit, machine: &Machine) -> String {
    match machine.plate.make_model.is_empty() {
        true => visit.concept(&machine.plate.kind),
        false => machine.plate.make_model.clone(),
    }
}

/// What is known of a machine, figure by figure, each as it was typed.
fn figures(say: Say, machine: &Machine) -> Vec<String> {
    let plate = &machine.plate;
    let count = u64::try_from(plate.count).unwrap_or_default();
    let mut all = vec![say.count("machine-count", count)];
    if let Some(year) = plate.year {
        all.push(say.with("machine-of-year", &[("figure", &year.to_string())]));
    }
    let mut counted = |key: &str, figure: Option<i64>| {
        if let Some(figure) = figure {
            all.push(say.count(key, u64::try_from(figure).unwrap_or_default()));
        }
    };
    counted("machine-with-axes", plate.axes);
    counted("machine-with-tonnage", plate.tonnage);
    let mut measured = |key: &str, measure: Option<&Measure>| {
        if let Some(measure) = measure {
            all.push(say.with(key, &[("figure", &measure.entered)]));
        }
    };
    measured("machine-with-x", plate.travel_x.as_ref());
    measured("machine-with-y", plate.travel_y.as_ref());
    measured("machine-with-z", plate.travel_z.as_ref());
    measured("machine-with-diameter", plate.max_diameter.as_ref());
    measured("machine-with-load", plate.max_load.as_ref());
    all
}
