//! What a list of machines says of a site, type by type: how many, the newest, the largest. And what a change
//! of the list makes of what was said before. Must not know what else is known of the site.
//!
//! A type's number is the sum of its lines and known as well as the weakest of them; every largest figure is
//! that of one machine, and known as well as that machine is. What no line says is not known: it is never
//! taken for nothing. Only a type whose last machine left the list is known to be there no more.

use eslabon_domain::attributes::{
    AttributeId, EQUIPMENT_AXES, EQUIPMENT_MAKE_MODEL, EQUIPMENT_MAX_DIAMETER,
    EQUIPMENT_MAX_HEIGHT, EQUIPMENT_MAX_LENGTH, EQUIPMENT_MAX_LOAD, EQUIPMENT_MAX_WIDTH,
    EQUIPMENT_OWNED, EQUIPMENT_TONNAGE, EQUIPMENT_YEAR,
};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::machines::{Machine, Measure, Plate};
use eslabon_domain::text::{LocalText, guess_lang};
use eslabon_domain::vocabulary::ConceptId;
use std::collections::{BTreeMap, BTreeSet};

/// Of which type of equipment, and what.
pub type Slot = (ConceptId, AttributeId);

/// Something that a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The value, in the attribute's canonical unit.
    pub value: FactValue,
    /// As it was typed, where it is one machine's measure.
    pub entered: Option<String>,
    /// How it is known.
    pub origin: Origin,
}

/// What a change of the list makes of what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It says this now, and said something else before, or nothing.
    Says {
        /// Of what.
        slot: Slot,
        /// What it says.
        now: Said,
        /// What it said.
        was: Option<Said>,
    },
    /// The last machine of the type is gone.
    Gone(ConceptId),
    /// It said this, and says nothing of it any more.
    Ends(Slot, Said),
}

/// What the machines that are on the list say.
#[must_use]
pub fn summary(machines: &[Machine]) -> BTreeMap<Slot, Said> {
    let mut types: BTreeMap<&ConceptId, Vec<&Machine>> = BTreeMap::new();
    for machine in machines.iter().filter(|one| one.removed.is_none()) {
        types.entry(&machine.plate.kind).or_default().push(machine);
    }
    let mut said = BTreeMap::new();
    for (kind, machines) in types {
        let mut say = |attribute: &str, one: Option<Said>| {
            if let Some(one) = one {
                said.insert((kind.clone(), attribute.to_owned()), one);
            }
        };
        say(EQUIPMENT_OWNED, number(&machines));
        say(EQUIPMENT_MAKE_MODEL, make_model(&machines));
        say(
            EQUIPMENT_YEAR,
            largest(&machines, |plate| plain(plate.year)),
        );
        say(
            EQUIPMENT_AXES,
            largest(&machines, |plate| plain(plate.axes)),
        );
        say(
            EQUIPMENT_TONNAGE,
            largest(&machines, |plate| plain(plate.tonnage)),
        );
        for (attribute, measure) in MEASURES {
            let found = largest(&machines, |plate| {
                measure(plate).map(|one| (one.amount, Some(one.entered.as_str())))
            });
            say(attribute, found);
        }
    }
    said
}

/// A measure of a machine.
type MeasureOf = fn(&Plate) -> Option<&Measure>;

/// The measures, each with its attribute.
const MEASURES: [(&str, MeasureOf); 5] = [
    (EQUIPMENT_MAX_LENGTH, |plate| plate.travel_x.as_ref()),
    (EQUIPMENT_MAX_WIDTH, |plate| plate.travel_y.as_ref()),
    (EQUIPMENT_MAX_HEIGHT, |plate| plate.travel_z.as_ref()),
    (EQUIPMENT_MAX_DIAMETER, |plate| plate.max_diameter.as_ref()),
    (EQUIPMENT_MAX_LOAD, |plate| plate.max_load.as_ref()),
];

/// What has to be said because the list changed, type by type, attribute by attribute.
#[must_use]
pub fn changes(before: &[Machine], after: &[Machine]) -> Vec<Change> {
    let (was, is) = (summary(before), summary(after));
    let slots: BTreeSet<&Slot> = was.keys().chain(is.keys()).collect();
    let mut changes = Vec::new();
    for slot in slots {
        match (was.get(slot), is.get(slot)) {
            (was, Some(now)) if was != Some(now) => changes.push(Change::Says {
                slot: slot.clone(),
                now: now.clone(),
                was: was.cloned(),
            }),
            (Some(_), None) if slot.1 == EQUIPMENT_OWNED => {
                changes.push(Change::Gone(slot.0.clone()));
            }
            (Some(was), None) => changes.push(Change::Ends(slot.clone(), was.clone())),
            _ => {}
        }
    }
    changes
}

/// Whether a figure of the list fell: one that did not says nothing against what is known to be more, because
/// a list that is being written is not complete yet.
#[must_use]
pub fn fell(was: Option<&Said>, now: &Said) -> bool {
    match (was.map(|was| &was.value), &now.value) {
        (Some(FactValue::Amount { low: was, .. }), FactValue::Amount { low: now, .. }) => now < was,
        _ => false,
    }
}

fn plain(figure: Option<i64>) -> Option<(i64, Option<&'static str>)> {
    figure.map(|figure| (figure, None))
}

/// How many there are: known as well as the weakest line.
fn number(machines: &[&Machine]) -> Option<Said> {
    let origin = machines.iter().map(|one| one.origin).min()?;
    let counts = machines.iter().map(|one| one.plate.count);
    let count = counts.fold(0, i64::saturating_add);
    Some(Said {
        value: FactValue::exactly(count),
        entered: None,
        origin,
    })
}

/// The largest figure; of several machines with the same the one that is known best, then the first on the list.
fn largest<'m>(
    machines: &[&'m Machine],
    figure: impl Fn(&'m Plate) -> Option<(i64, Option<&'m str>)>,
) -> Option<Said> {
    let figures = machines.iter().filter_map(|machine| {
        let (amount, entered) = figure(&machine.plate)?;
        Some((
            amount,
            machine.origin,
            std::cmp::Reverse(machine.id),
            entered,
        ))
    });
    let (amount, origin, _, entered) =
        figures.max_by_key(|(amount, origin, id, _)| (*amount, *origin, *id))?;
    Some(Said {
        value: FactValue::exactly(amount),
        entered: entered.map(str::to_owned),
        origin,
    })
}

/// Make and model of the newest machine that has one; where no year tells, of the one known best.
fn make_model(machines: &[&Machine]) -> Option<Said> {
    let named = machines
        .iter()
        .filter(|one| !one.plate.make_model.is_empty());
    let best = named.max_by_key(|one| (one.plate.year, one.origin, std::cmp::Reverse(one.id)))?;
    let text = best.plate.make_model.clone();
    Some(Said {
        value: FactValue::Text {
            text: LocalText {
                lang: guess_lang(&text),
                text,
            },
        },
        entered: None,
        origin: best.origin,
    })
}

#[cfg(test)]
#[path = "machines_laws.rs"]
mod tests;
