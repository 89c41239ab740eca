//! Single machines of a site, as they stand on the floor: type, make, age, number, and how large a part each
//! takes. A measure keeps what the person typed. Must not say what follows for matching: that is the engine's.

use crate::facts::Origin;
use crate::ids::{MachineId, SiteId};
use crate::vocabulary::ConceptId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest make and model, in characters.
pub const MAKE_MODEL_MAX: usize = 160;
/// The longest remark on a machine, in characters.
pub const NOTE_MAX: usize = 500;
/// The most machines alike on one line.
pub const COUNT_MAX: i64 = 1_000;
/// The most axes of one machine.
pub const AXES_MAX: i64 = 99;
/// The most lines of a site that are kept at once.
pub const MACHINES_MAX: usize = 500;
/// The oldest machine that still works somewhere.
pub const OLDEST_YEAR: i64 = 1850;

/// Who wrote a machine down. No person is named: who it was is in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recorder {
    /// People of the firm.
    Firm,
    /// Staff of a centre.
    Centre,
}

impl Recorder {
    /// Every one.
    pub const ALL: [Recorder; 2] = [Recorder::Firm, Recorder::Centre];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Recorder::Firm => "firm",
            Recorder::Centre => "centre",
        }
    }

    /// The one that [`Recorder::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// An amount in the canonical unit of its attribute, and how it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Measure {
    /// In the canonical unit: nanometres for lengths, grams for weights.
    pub amount: i64,
    /// As the person typed it: `20 pulg`.
    pub entered: String,
}

/// What is said of a machine, or of several that are alike. What is absent is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plate {
    /// The type: a concept of the equipment tree.
    pub kind: ConceptId,
    /// Make and model, as they stand on the plate; may be empty.
    pub make_model: String,
    /// The civil year in which it was built.
    pub year: Option<i64>,
    /// How many that are alike.
    pub count: i64,
    /// How many axes it controls.
    pub axes: Option<i64>,
    /// Usable length (X).
    pub travel_x: Option<Measure>,
    /// Usable width (Y).
    pub travel_y: Option<Measure>,
    /// Usable height (Z).
    pub travel_z: Option<Measure>,
    /// Swing or working diameter.
    pub max_diameter: Option<Measure>,
    /// Tonnes of force or load.
    pub tonnage: Option<i64>,
    /// The greatest weight that its table or chuck carries.
    pub max_load: Option<Measure>,
    /// A remark; may be empty.
    pub note: String,
}

/// A machine of a site, or several that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its id.
    pub id: MachineId,
    /// At which site.
    pub site: SiteId,
    /// Version: a stale save is refused.
    pub version: i32,
    /// What is said of it.
    pub plate: Plate,
    /// How it is known.
    pub origin: Origin,
    /// Who wrote it down.
    pub by: Recorder,
    /// The day on which it was so.
    pub observed: Date,
    /// When it was written down last.
    pub recorded: Timestamp,
    /// When it was taken off the list, where it was.
    pub removed: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorders_are_read_back() {
        for one in Recorder::ALL {
            assert_eq!(Recorder::parse(one.as_str()), Some(one));
        }
        assert_eq!(Recorder::parse("person"), None);
    }
}
