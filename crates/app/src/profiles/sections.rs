//! Under which heading of the profile an attribute stands, and in which order it is asked for. The main
//! ones are named; every other lands somewhere by what it is, so that a new attribute needs no word here.
//! Must not look at facts.

use eslabon_domain::attributes::{
    ACTIVITY_TEXT, Attribute, ConfidentialityGroup, EQUIPMENT_OWNED, MATERIAL_WORKED,
    MATERIALS_COMPLETE, PROCESS_OFFERED, PROCESSES_COMPLETE, SECTOR_SERVED, SITE_POSITION,
    SITE_STAFF, SITE_STATE, STANDARD_HELD, STANDARDS_COMPLETE, ValueType,
};
use eslabon_domain::vocabulary::ConceptKind;

/// A part of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// What the firm does: activity, processes, materials, sectors.
    Activity,
    /// How well: tolerance, roughness, sizes, by process.
    Precision,
    /// Machines.
    Machines,
    /// Shifts, hours, output.
    Capacity,
    /// Quality and delivery.
    Quality,
    /// Certificates and practices.
    Certificates,
    /// What a customer asks for before it registers a supplier.
    Papers,
    /// Everything else of the business.
    Business,
}

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Part; 8] = [
        Part::Activity,
        Part::Precision,
        Part::Machines,
        Part::Capacity,
        Part::Quality,
        Part::Certificates,
        Part::Papers,
        Part::Business,
    ];

    /// The word that addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Activity => "activity",
            Part::Precision => "precision",
            Part::Machines => "machines",
            Part::Capacity => "capacity",
            Part::Quality => "quality",
            Part::Certificates => "certificates",
            Part::Papers => "papers",
            Part::Business => "business",
        }
    }

    /// The part that [`Part::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// The equipment list is complete.
const EQUIPMENT_COMPLETE: &str = "site.equipment_complete";

/// What is asked first, in this order, and where it stands.
const FIRST: [(&str, Part); 39] = [
    (ACTIVITY_TEXT, Part::Activity),
    (PROCESS_OFFERED, Part::Activity),
    (PROCESSES_COMPLETE, Part::Activity),
    (MATERIAL_WORKED, Part::Activity),
    (MATERIALS_COMPLETE, Part::Activity),
    (SECTOR_SERVED, Part::Activity),
    (SITE_STAFF, Part::Activity),
    ("process.tolerance", Part::Precision),
    ("process.roughness_ra", Part::Precision),
    (EQUIPMENT_OWNED, Part::Machines),
    (EQUIPMENT_COMPLETE, Part::Machines),
    ("equipment.make_model", Part::Machines),
    ("process.monthly_output", Part::Capacity),
    ("site.capacity_hours_month", Part::Capacity),
    ("site.shifts", Part::Capacity),
    ("site.hours_per_shift", Part::Capacity),
    ("site.working_days_week", Part::Capacity),
    ("site.shutdown_days", Part::Capacity),
    ("site.ramp_up_days", Part::Capacity),
    ("site.lead_time_days", Part::Quality),
    ("site.quote_days", Part::Quality),
    ("site.sample_days", Part::Quality),
    ("site.on_time_delivery", Part::Quality),
    ("site.defect_ppm", Part::Quality),
    ("site.quality_staff", Part::Quality),
    ("site.drawings_protected", Part::Quality),
    ("site.returnable_packaging", Part::Quality),
    ("site.customer_labels", Part::Quality),
    ("site.own_transport", Part::Quality),
    (STANDARD_HELD, Part::Certificates),
    (STANDARDS_COMPLETE, Part::Certificates),
    ("organisation.tax_opinion_positive", Part::Papers),
    ("organisation.imss_opinion_positive", Part::Papers),
    ("organisation.infonavit_opinion_clear", Part::Papers),
    ("organisation.signs_nda", Part::Papers),
    ("organisation.specialised_services", Part::Papers),
    ("organisation.code_of_conduct", Part::Papers),
    ("organisation.duns", Part::Papers),
    ("organisation.founded_year", Part::Business),
];

/// What is asked of every process, machine or certificate that a firm has. The rest of what hangs on one is
/// asked where an open need asks for it, and taken at any time.
const OF_EVERY_ITEM: [&str; 4] = [
    "process.tolerance",
    "process.roughness_ra",
    "process.monthly_output",
    "equipment.make_model",
];

/// Lists of what a firm has, and where it says that the list is complete.
const LISTS: [(&str, ConceptKind, Option<&str>); 5] = [
    (
        PROCESS_OFFERED,
        ConceptKind::Process,
        Some(PROCESSES_COMPLETE),
    ),
    (
        MATERIAL_WORKED,
        ConceptKind::Material,
        Some(MATERIALS_COMPLETE),
    ),
    (
        STANDARD_HELD,
        ConceptKind::Standard,
        Some(STANDARDS_COMPLETE),
    ),
    (
        EQUIPMENT_OWNED,
        ConceptKind::Equipment,
        Some(EQUIPMENT_COMPLETE),
    ),
    (SECTOR_SERVED, ConceptKind::Sector, None),
];

/// Where an attribute stands; nowhere, where it follows from the address and is not said.
pub(super) fn part_of(attribute: &Attribute) -> Option<Part> {
    use ConfidentialityGroup as G;
    let id = attribute.id.as_str();
    if [SITE_STATE, SITE_POSITION].contains(&id) {
        return None;
    }
    if let Some((_, part)) = FIRST.iter().find(|(known, _)| *known == id) {
        return Some(*part);
    }
    Some(match (attribute.item_kind, attribute.group) {
        (Some(ConceptKind::Process), G::Capacity) => Part::Capacity,
        (Some(ConceptKind::Process), G::Prices | G::Finance) => Part::Business,
        (Some(ConceptKind::Process), _) => Part::Precision,
        (Some(ConceptKind::Equipment), _) => Part::Machines,
        (Some(ConceptKind::Standard), _) => Part::Certificates,
        (Some(ConceptKind::Material | ConceptKind::Sector | ConceptKind::Service), _) => {
            Part::Activity
        }
        (None, G::Capacity) => Part::Capacity,
        (None, G::Quality) => Part::Quality,
        (None, G::Finance) if attribute.value_type != ValueType::Amount => Part::Papers,
        (None, _) => Part::Business,
    })
}

/// The place of an attribute among what is asked; those that are not named come last, alike.
pub(super) fn rank(id: &str) -> usize {
    let place = FIRST.iter().position(|(known, _)| *known == id);
    place.unwrap_or(FIRST.len())
}

/// Whether an attribute says only that the firm has an item.
pub(super) fn is_list(id: &str) -> bool {
    LISTS.iter().any(|(list, ..)| *list == id)
}

/// The attribute by which the firm says that a list is complete.
pub(super) fn complete_of(list: &str) -> Option<&'static str> {
    let known = LISTS.iter().find(|(known, ..)| *known == list);
    known.and_then(|(.., complete)| *complete)
}

/// The list on which items of a kind stand.
pub(super) fn list_of(kind: ConceptKind) -> Option<&'static str> {
    let known = LISTS.iter().find(|(_, known, _)| *known == kind);
    known.map(|(list, ..)| *list)
}

/// Whether it is asked of every item that a firm has.
pub(super) fn is_of_every_item(id: &str) -> bool {
    OF_EVERY_ITEM.contains(&id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::attributes::Attributes;
    use std::collections::BTreeSet;

    #[test]
    fn every_attribute_that_can_be_said_lands_in_one_part() {
        let spine = Attributes::bundled().unwrap();
        let mut filled = BTreeSet::new();
        for attribute in spine.iter() {
            let derived = [SITE_STATE, SITE_POSITION].contains(&attribute.id.as_str());
            assert_eq!(part_of(attribute).is_none(), derived, "{}", attribute.id);
            filled.extend(part_of(attribute));
        }
        assert_eq!(filled.len(), Part::ALL.len());
    }

    #[test]
    fn the_names_in_the_tables_are_attributes() {
        let spine = Attributes::bundled().unwrap();
        let complete = LISTS.iter().filter_map(|(.., complete)| *complete);
        let named = FIRST.iter().map(|(id, _)| *id);
        for id in named.chain(OF_EVERY_ITEM).chain(complete) {
            assert!(spine.find(id).is_some(), "{id}");
        }
        for (list, kind, _) in LISTS {
            assert_eq!(spine.find(list).unwrap().item_kind, Some(kind), "{list}");
        }
        for part in Part::ALL {
            assert_eq!(Part::parse(part.as_str()), Some(part));
        }
    }

    #[test]
    fn nothing_is_asked_twice() {
        let named: BTreeSet<&str> = FIRST.iter().map(|(id, _)| *id).collect();
        assert_eq!(named.len(), FIRST.len());
    }
}
