//! Machines of suppliers, one by one.

use super::classes::{Concept, concepts};
use super::paging::bad_argument;
use super::suppliers::Origin;
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::context::Words;
use eslabon_app::machines::PlateDraft;
use eslabon_domain::ids::MachineId;
use eslabon_domain::machines::{Machine as DomainMachine, Measure, Recorder as DomainRecorder};
use eslabon_domain::text::Lang;

/// Who wrote a machine down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainRecorder")]
pub enum MachineRecorder {
    /// People of the firm.
    Firm,
    /// Staff of a centre.
    Centre,
}

/// A machine of a supplier, or several that are alike. What is absent is not known. Measures stand as they
/// were typed.
#[derive(Debug, Clone, SimpleObject)]
pub struct Machine {
    /// Global id.
    pub id: ID,
    /// Version: what is saved on an older one is refused.
    pub version: i32,
    /// The type, of the vocabulary of equipment; absent where it was retired.
    pub kind: Option<Concept>,
    /// Make and model; may be empty.
    pub make_model: String,
    /// The year in which it was built.
    pub year: Option<i64>,
    /// How many that are alike.
    pub count: i64,
    /// How many axes it controls.
    pub axes: Option<i64>,
    /// Usable length (X).
    pub travel_x: Option<String>,
    /// Usable width (Y).
    pub travel_y: Option<String>,
    /// Usable height (Z).
    pub travel_z: Option<String>,
    /// Swing or working diameter.
    pub max_diameter: Option<String>,
    /// Tonnes of force or load.
    pub tonnage: Option<i64>,
    /// The greatest weight that its table or chuck carries.
    pub max_load: Option<String>,
    /// A remark, for those who keep the list; empty for everyone else.
    pub note: String,
    /// How it is known.
    pub origin: Origin,
    /// Who wrote it down.
    pub recorded_by: MachineRecorder,
    /// The day on which it was so, `YYYY-MM-DD`.
    pub observed: String,
}

impl Machine {
    /// A machine with its type named.
    #[must_use]
    pub fn of(words: &Words, machine: DomainMachine) -> Self {
        let plate = machine.plate;
        let entered = |measure: Option<Measure>| measure.map(|one| one.entered);
        Self {
            id: ids::global(ids::MACHINE, machine.id),
            version: machine.version,
            kind: concepts(words, std::iter::once(&plate.kind)).pop(),
            make_model: plate.make_model,
            year: plate.year,
            count: plate.count,
            axes: plate.axes,
            travel_x: entered(plate.travel_x),
            travel_y: entered(plate.travel_y),
            travel_z: entered(plate.travel_z),
            max_diameter: entered(plate.max_diameter),
            tonnage: plate.tonnage,
            max_load: entered(plate.max_load),
            note: plate.note,
            origin: machine.origin.into(),
            recorded_by: machine.by.into(),
            observed: machine.observed.to_string(),
        }
    }
}

/// The machine that an argument names.
///
/// # Errors
/// Where it names none.
pub fn machine_key(id: &ID) -> Result<MachineId> {
    ids::key(ids::MACHINE, id).ok_or_else(|| bad_argument("id is no machine."))
}

/// What stands on the plate of a machine. Measures are written with their unit: `20 in`, `500 mm`; a bare
/// number is in millimetres, or kilograms.
#[derive(Debug, Clone, InputObject)]
pub struct MachinePlateInput {
    /// The type: a concept's id such as `equipment.cnc_lathe`, or one of its names.
    pub kind: String,
    /// Make and model.
    pub make_model: Option<String>,
    /// The year in which it was built.
    pub year: Option<i64>,
    /// How many that are alike.
    #[graphql(default = 1)]
    pub count: i64,
    /// How many axes it controls.
    pub axes: Option<i64>,
    /// Usable length (X).
    pub travel_x: Option<String>,
    /// Usable width (Y).
    pub travel_y: Option<String>,
    /// Usable height (Z).
    pub travel_z: Option<String>,
    /// Swing or working diameter.
    pub max_diameter: Option<String>,
    /// Tonnes of force or load.
    pub tonnage: Option<i64>,
    /// The greatest weight that its table or chuck carries.
    pub max_load: Option<String>,
    /// A remark, for those who keep the list.
    pub note: Option<String>,
    /// The day on which it was so, `YYYY-MM-DD`; today where absent.
    pub observed_on: Option<String>,
    /// How it is known. A firm declares; staff say whether it is declared, in a document, or verified.
    pub origin: Option<Origin>,
}

impl MachinePlateInput {
    /// As the use case takes it.
    #[must_use]
    pub fn draft(self, lang: Lang) -> PlateDraft {
        let whole = |figure: Option<i64>| figure.map(|one| one.to_string()).unwrap_or_default();
        PlateDraft {
            kind: self.kind,
            make_model: self.make_model.unwrap_or_default(),
            year: whole(self.year),
            count: self.count.to_string(),
            axes: whole(self.axes),
            travel_x: self.travel_x.unwrap_or_default(),
            travel_y: self.travel_y.unwrap_or_default(),
            travel_z: self.travel_z.unwrap_or_default(),
            max_diameter: self.max_diameter.unwrap_or_default(),
            length_unit: String::new(),
            tonnage: whole(self.tonnage),
            max_load: self.max_load.unwrap_or_default(),
            load_unit: String::new(),
            note: self.note.unwrap_or_default(),
            observed: self.observed_on.unwrap_or_default(),
            origin: self.origin.map(Into::into),
            lang,
        }
    }
}

/// What `machineAdd` takes.
#[derive(Debug, Clone, InputObject)]
pub struct MachineAddInput {
    /// The supplier.
    pub site: ID,
    /// What stands on the plate.
    pub plate: MachinePlateInput,
}

/// What `machineAdd` answers.
#[derive(Debug, SimpleObject)]
pub struct MachineAddPayload {
    /// The machine as it was understood.
    pub machine: Option<Machine>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `machineChange` takes.
#[derive(Debug, Clone, InputObject)]
pub struct MachineChangeInput {
    /// Global id of the machine.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// What stands on the plate.
    pub plate: MachinePlateInput,
}

/// What `machineChange` answers.
#[derive(Debug, SimpleObject)]
pub struct MachineChangePayload {
    /// The machine as it is now.
    pub machine: Option<Machine>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `machineRemove` takes.
#[derive(Debug, Clone, InputObject)]
pub struct MachineRemoveInput {
    /// Global id of the machine.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// How it is known that it is gone. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
}

/// What `machineRemove` answers.
#[derive(Debug, SimpleObject)]
pub struct MachineRemovePayload {
    /// It is off the list.
    pub removed: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}
