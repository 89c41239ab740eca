//! The spine: what can be said of a site and asked of it. A fact, a criterion, a gap and a
//! service's effect all name an attribute; there is no enum of criteria in the code.
//! The list is `schema/vocabulary/attributes.csv`.

use crate::text::Bilingual;
use crate::vocabulary::{ConceptKind, VocabularyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The id of an attribute, such as `process.tolerance`.
pub type AttributeId = String;

/// The list that ships with the program.
pub(crate) const BUNDLED: &str = include_str!("../../../schema/vocabulary/attributes.csv");

/// The site offers the process named by the fact's item.
pub const PROCESS_OFFERED: &str = "process.offered";
/// The site works the material named by the fact's item.
pub const MATERIAL_WORKED: &str = "material.worked";
/// The site holds the standard or certificate named by the fact's item.
pub const STANDARD_HELD: &str = "standard.held";
/// The site owns equipment of the item's type.
pub const EQUIPMENT_OWNED: &str = "equipment.owned";
/// Make and model of the best machine of the item's type.
pub const EQUIPMENT_MAKE_MODEL: &str = "equipment.make_model";
/// The year of the newest machine of the item's type.
pub const EQUIPMENT_YEAR: &str = "equipment.year";
/// The most axes that a machine of the item's type controls.
pub const EQUIPMENT_AXES: &str = "equipment.axes";
/// Tonnes of the strongest machine of the item's type.
pub const EQUIPMENT_TONNAGE: &str = "equipment.tonnage";
/// The longest working envelope (X) of the item's type.
pub const EQUIPMENT_MAX_LENGTH: &str = "equipment.max_length";
/// The widest working envelope (Y) of the item's type.
pub const EQUIPMENT_MAX_WIDTH: &str = "equipment.max_width";
/// The highest working envelope (Z) of the item's type.
pub const EQUIPMENT_MAX_HEIGHT: &str = "equipment.max_height";
/// The largest working diameter of the item's type.
pub const EQUIPMENT_MAX_DIAMETER: &str = "equipment.max_diameter";
/// The greatest weight on the table or chuck of the item's type.
pub const EQUIPMENT_MAX_LOAD: &str = "equipment.max_load";
/// The site serves the end industry named by the fact's item.
pub const SECTOR_SERVED: &str = "sector.served";
/// How many people work there.
pub const SITE_STAFF: &str = "site.staff";
/// What a public register or the owner says of the activity, in words.
pub const ACTIVITY_TEXT: &str = "site.activity_text";
/// Good parts a month that the site says it can make of the fact's item.
pub const MONTHLY_OUTPUT: &str = "process.monthly_output";
/// Derived from the site's address: its state. Not stored as a fact.
pub const SITE_STATE: &str = "site.state";
/// Derived from the site's position: where it is. Not stored as a fact.
pub const SITE_POSITION: &str = "site.position";
/// The list of processes is complete: what is not listed is not done.
pub const PROCESSES_COMPLETE: &str = "site.processes_complete";
/// The list of materials is complete.
pub const MATERIALS_COMPLETE: &str = "site.materials_complete";
/// The list of standards is complete.
pub const STANDARDS_COMPLETE: &str = "site.standards_complete";

/// What kind of value an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Yes or no.
    Flag,
    /// A whole number in the canonical unit, or a closed range of them.
    Amount,
    /// A concept of the vocabulary.
    Concept,
    /// Words.
    Text,
    /// A civil date.
    Date,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Belongs or does not.
    Set,
    /// A later date is better.
    Date,
    /// Neither.
    None,
}

/// Who may see a fact of this attribute without the owner's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfidentialityGroup {
    /// Everyone.
    Public,
    /// What the firm shows to buyers.
    Capability,
    /// Capacity in detail.
    Capacity,
    /// Quality and delivery figures.
    Quality,
    /// Finance.
    Finance,
    /// Prices.
    Prices,
    /// Drawings.
    Drawings,
}

impl ConfidentialityGroup {
    /// The groups that stay closed until their owner opens them, in the order of the pages.
    pub const CLOSED: [ConfidentialityGroup; 5] = [
        ConfidentialityGroup::Capacity,
        ConfidentialityGroup::Quality,
        ConfidentialityGroup::Prices,
        ConfidentialityGroup::Finance,
        ConfidentialityGroup::Drawings,
    ];

    /// Whether everyone who may see suppliers may see it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            ConfidentialityGroup::Public | ConfidentialityGroup::Capability
        )
    }

    /// The word that storage and addresses use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ConfidentialityGroup::Public => "public",
            ConfidentialityGroup::Capability => "capability",
            ConfidentialityGroup::Capacity => "capacity",
            ConfidentialityGroup::Quality => "quality",
            ConfidentialityGroup::Finance => "finance",
            ConfidentialityGroup::Prices => "prices",
            ConfidentialityGroup::Drawings => "drawings",
        }
    }

    /// The closed group that [`ConfidentialityGroup::as_str`] wrote.
    #[must_use]
    pub fn parse_closed(word: &str) -> Option<Self> {
        Self::CLOSED
            .into_iter()
            .find(|group| group.as_str() == word)
    }
}

/// One line of the spine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its id.
    pub id: AttributeId,
    /// `site` or `organisation`.
    pub subject: String,
    /// The vocabulary from which a fact's item comes, if it has an item.
    pub item_kind: Option<ConceptKind>,
    /// What its values are.
    pub value_type: ValueType,
    /// Canonical unit, empty where there is none.
    pub unit: String,
    /// Which way is better.
    pub direction: Direction,
    /// Who may see it.
    pub group: ConfidentialityGroup,
    /// Months until a fact without its own date expires; 0 = never.
    pub validity_months: u16,
    /// Its name.
    pub label: Bilingual,
    /// One sentence for the person who answers.
    pub help: Bilingual,
}

/// All attributes, by id.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    by_id: BTreeMap<AttributeId, Attribute>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    subject: String,
    item_kind: String,
    value_type: ValueType,
    unit: String,
    direction: Direction,
    group: ConfidentialityGroup,
    validity_months: u16,
    label_es: String,
    label_en: String,
    help_es: String,
    help_en: String,
}

impl Attributes {
    /// The attributes that ship with the program.
    ///
    /// # Errors
    /// If the bundled list is malformed; a test keeps it well formed.
    pub fn bundled() -> Result<Self, VocabularyError> {
        Self::parse(BUNDLED)
    }

    /// Reads `attributes.csv`.
    ///
    /// # Errors
    /// Names the line and what is wrong with it.
    pub fn parse(csv_text: &str) -> Result<Self, VocabularyError> {
        let mut by_id = BTreeMap::new();
        for row in csv::Reader::from_reader(csv_text.as_bytes()).deserialize::<Row>() {
            let row = row
                .map_err(|e| VocabularyError::Malformed("attributes.csv".into(), e.to_string()))?;
            let item_kind = match row.item_kind.as_str() {
                "" => None,
                word => Some(ConceptKind::parse(word).ok_or_else(|| {
                    VocabularyError::Malformed("attributes.csv".into(), format!("item_kind {word}"))
                })?),
            };
            let attribute = Attribute {
                id: row.id.clone(),
                subject: row.subject,
                item_kind,
                value_type: row.value_type,
                unit: row.unit,
                direction: row.direction,
                group: row.group,
                validity_months: row.validity_months,
                label: Bilingual {
                    es: row.label_es,
                    en: row.label_en,
                },
                help: Bilingual {
                    es: row.help_es,
                    en: row.help_en,
                },
            };
            if by_id.insert(row.id.clone(), attribute).is_some() {
                return Err(VocabularyError::IdReused(row.id));
            }
        }
        Ok(Self { by_id })
    }

    /// The spine of these attributes.
    ///
    /// # Errors
    /// If an id stands twice.
    pub fn from_list(attributes: Vec<Attribute>) -> Result<Self, VocabularyError> {
        let mut by_id = BTreeMap::new();
        for attribute in attributes {
            if let Some(twice) = by_id.insert(attribute.id.clone(), attribute) {
                return Err(VocabularyError::IdReused(twice.id));
            }
        }
        Ok(Self { by_id })
    }

    /// The attribute of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Attribute> {
        self.by_id.get(id)
    }

    /// Every attribute, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Lang, normal_form};
    use crate::units::UNITS;

    #[test]
    fn the_attributes_that_code_names_exist_and_mean_what_it_thinks() {
        let spine = Attributes::bundled().unwrap();
        for (id, kind) in [
            (PROCESS_OFFERED, ConceptKind::Process),
            (MATERIAL_WORKED, ConceptKind::Material),
            (STANDARD_HELD, ConceptKind::Standard),
            (SECTOR_SERVED, ConceptKind::Sector),
        ] {
            let attribute = spine.find(id).unwrap();
            assert_eq!(
                (attribute.item_kind, attribute.value_type),
                (Some(kind), ValueType::Flag),
                "{id}"
            );
        }
        for id in [PROCESSES_COMPLETE, MATERIALS_COMPLETE, STANDARDS_COMPLETE] {
            assert_eq!(spine.find(id).unwrap().value_type, ValueType::Flag, "{id}");
        }
        assert_eq!(spine.find(SITE_STAFF).unwrap().unit, "persons");
        assert_eq!(
            spine.find(EQUIPMENT_OWNED).unwrap().value_type,
            ValueType::Amount
        );
        assert_eq!(
            spine.find(ACTIVITY_TEXT).unwrap().value_type,
            ValueType::Text
        );
    }

    #[test]
    fn amounts_have_a_unit_and_a_better_way_and_nothing_else_has() {
        for attribute in Attributes::bundled().unwrap().iter() {
            let (id, unit) = (&attribute.id, attribute.unit.as_str());
            assert_eq!(
                attribute.value_type == ValueType::Amount,
                UNITS.contains(&unit),
                "{id}: {unit}"
            );
            let fits = match attribute.direction {
                Direction::Higher | Direction::Lower => attribute.value_type == ValueType::Amount,
                Direction::Set => attribute.value_type != ValueType::Amount,
                Direction::Date => attribute.value_type == ValueType::Date,
                Direction::None => true,
            };
            assert!(fits, "{id}: {:?}", attribute.direction);
            let word = id.split('.').next().unwrap_or_default();
            match attribute.item_kind {
                Some(kind) => assert_eq!((kind.as_str(), "site"), (word, &*attribute.subject)),
                None => assert_eq!(attribute.subject, word),
            }
        }
    }

    #[test]
    fn a_label_names_one_attribute_because_imports_find_columns_by_it() {
        let spine = Attributes::bundled().unwrap();
        let mut named = BTreeMap::new();
        for attribute in spine.iter() {
            let labels = Lang::ALL.map(|lang| normal_form(attribute.label.get(lang)));
            for label in labels {
                let other = named.insert(label.clone(), &attribute.id);
                assert!(
                    other.is_none_or(|id| *id == attribute.id),
                    "{label}: {other:?}"
                );
            }
        }
    }

    #[test]
    fn a_closed_share_of_capacity_is_never_a_bare_percentage_free() {
        let spine = Attributes::bundled().unwrap();
        for id in ["site.committed_load", "process.committed_load"] {
            let load = spine.find(id).unwrap();
            assert_eq!(
                (load.group, load.direction),
                (ConfidentialityGroup::Capacity, Direction::Lower),
                "{id}"
            );
        }
        for attribute in spine.iter().filter(|a| a.unit == "ppm") {
            let label = normal_form(&attribute.label.en);
            assert!(
                !label.contains("free") && !label.contains("available"),
                "{label}"
            );
        }
    }

    #[test]
    fn every_attribute_is_labelled_and_explained_in_both_languages() {
        for attribute in Attributes::bundled().unwrap().iter() {
            for text in [
                &attribute.label.es,
                &attribute.label.en,
                &attribute.help.es,
                &attribute.help.en,
            ] {
                assert!(!text.trim().is_empty(), "{}", attribute.id);
            }
        }
    }
}
