//! A machine as a person types it, understood by the parser of the imports: measures in the unit of the plate,
//! everything that is wrong named at its field.

use crate::catalogue::concept_meant;
use crate::context::{App, Words};
use crate::error::{AppError, AppResult, FieldError};
use crate::imports::said::Reader;
use crate::profiles::record::{SHORT_MAX, kept, observed_on, origin_of, short};
use crate::profiles::units;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::{
    EQUIPMENT_AXES, EQUIPMENT_MAX_DIAMETER, EQUIPMENT_MAX_HEIGHT, EQUIPMENT_MAX_LENGTH,
    EQUIPMENT_MAX_LOAD, EQUIPMENT_MAX_WIDTH, EQUIPMENT_OWNED, EQUIPMENT_TONNAGE, EQUIPMENT_YEAR,
};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::machines::{
    AXES_MAX, COUNT_MAX, MAKE_MODEL_MAX, Measure, NOTE_MAX, OLDEST_YEAR, Plate,
};
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use jiff::civil::Date;

/// The most tonnes of one machine: the largest presses have 80,000.
const TONNAGE_MAX: i64 = 100_000;

/// A machine as it was typed. What is empty is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlateDraft {
    /// The type: a concept's id, or one of its names.
    pub kind: String,
    /// Make and model.
    pub make_model: String,
    /// The year in which it was built.
    pub year: String,
    /// How many that are alike.
    pub count: String,
    /// How many axes it controls.
    pub axes: String,
    /// Usable length (X).
    pub travel_x: String,
    /// Usable width (Y).
    pub travel_y: String,
    /// Usable height (Z).
    pub travel_z: String,
    /// Swing or working diameter.
    pub max_diameter: String,
    /// The unit of the lengths that have none of their own; empty: millimetres.
    pub length_unit: String,
    /// Tonnes of force or load.
    pub tonnage: String,
    /// The greatest weight on table or chuck.
    pub max_load: String,
    /// Its unit, where it has none of its own; empty: kilograms.
    pub load_unit: String,
    /// A remark.
    pub note: String,
    /// The day on which it was so; empty: today.
    pub observed: String,
    /// How it is known. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
    /// In which language it was typed.
    pub lang: Lang,
}

/// What was meant.
pub(crate) struct Understood {
    pub plate: Plate,
    pub origin: Origin,
    pub observed: Date,
}

/// The machine that was meant; or everything that is wrong with it.
pub(crate) fn understand(
    app: &App,
    words: &Words,
    actor: &Actor,
    draft: &PlateDraft,
) -> AppResult<Understood> {
    let reader = Reader::new(words, app.today());
    let read = Plates {
        words,
        reader: &reader,
        draft,
    };
    let this_year = i64::from(app.today().year());
    let mut faults = Vec::new();
    let mut whole = |field: &'static str, attribute, text: &str, low, high| {
        kept(read.whole(field, attribute, text, low, high), &mut faults).flatten()
    };
    let year = whole("year", EQUIPMENT_YEAR, &draft.year, OLDEST_YEAR, this_year);
    let count = whole("count", EQUIPMENT_OWNED, &draft.count, 1, COUNT_MAX);
    let axes = whole("axes", EQUIPMENT_AXES, &draft.axes, 1, AXES_MAX);
    let tonnage = whole("tonnage", EQUIPMENT_TONNAGE, &draft.tonnage, 1, TONNAGE_MAX);
    if draft.count.trim().is_empty() {
        faults.push(FieldError::new("count", "required", ""));
    }
    let mut length = |field: &'static str, attribute, text: &str| {
        let unit = draft.length_unit.as_str();
        kept(read.measure(field, attribute, text, unit), &mut faults).flatten()
    };
    let travel_x = length("travel_x", EQUIPMENT_MAX_LENGTH, &draft.travel_x);
    let travel_y = length("travel_y", EQUIPMENT_MAX_WIDTH, &draft.travel_y);
    let travel_z = length("travel_z", EQUIPMENT_MAX_HEIGHT, &draft.travel_z);
    let max_diameter = length("max_diameter", EQUIPMENT_MAX_DIAMETER, &draft.max_diameter);
    let max_load = read.measure(
        "max_load",
        EQUIPMENT_MAX_LOAD,
        &draft.max_load,
        &draft.load_unit,
    );
    let max_load = kept(max_load, &mut faults).flatten();
    let kind = kept(read.kind(), &mut faults);
    let make_model = kept(
        text("make_model", &draft.make_model, MAKE_MODEL_MAX),
        &mut faults,
    );
    let note = kept(text("note", &draft.note, NOTE_MAX), &mut faults);
    let origin = kept(origin_of(actor, draft.origin), &mut faults);
    let observed = kept(
        observed_on(&reader, &draft.observed, app.today()),
        &mut faults,
    );
    match (kind, make_model, note, origin, observed) {
        (Some(kind), Some(make_model), Some(note), Some(origin), Some(observed))
            if faults.is_empty() =>
        {
            let plate = Plate {
                kind,
                make_model,
                year,
                count: count.unwrap_or(1),
                axes,
                travel_x,
                travel_y,
                travel_z,
                max_diameter,
                tonnage,
                max_load,
                note,
            };
            Ok(Understood {
                plate,
                origin,
                observed,
            })
        }
        _ => Err(AppError::Invalid(faults)),
    }
}

/// Reads the parts of a machine.
struct Plates<'r> {
    words: &'r Words,
    reader: &'r Reader<'r>,
    draft: &'r PlateDraft,
}

impl Plates<'_> {
    fn kind(&self) -> Result<ConceptId, FieldError> {
        let typed = self.draft.kind.trim();
        if typed.is_empty() {
            return Err(FieldError::new("kind", "required", ""));
        }
        let meant = concept_meant(self.words, ConceptKind::Equipment, typed);
        // The root of the tree says nothing: everything in it is a machine.
        let meant = meant.filter(|id| {
            let concept = self.words.vocabulary.find(id);
            concept.is_some_and(|concept| concept.parent.is_some())
        });
        meant.ok_or_else(|| FieldError::new("kind", "unknown_concept", short(typed)))
    }

    /// A whole number between two others; nothing where nothing was typed.
    fn whole(
        &self,
        field: &'static str,
        attribute: &str,
        typed: &str,
        low: i64,
        high: i64,
    ) -> Result<Option<i64>, FieldError> {
        let Some(figure) = self.figure(field, attribute, typed)? else {
            return Ok(None);
        };
        match (low..=high).contains(&figure) {
            true => Ok(Some(figure)),
            false => Err(FieldError::new(
                field,
                "out_of_range",
                format!("{low} – {high}"),
            )),
        }
    }

    /// A measure with its unit; nothing where nothing was typed.
    fn measure(
        &self,
        field: &'static str,
        attribute: &str,
        typed: &str,
        unit: &str,
    ) -> Result<Option<Measure>, FieldError> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        if unit.chars().count() > SHORT_MAX || unit.contains('\0') {
            return Err(FieldError::new(field, "bad_number", short(unit)));
        }
        let known = self.words.attributes.find(attribute);
        let entered = known.map_or_else(String::new, |attribute| {
            units::composed(attribute, typed, unit, self.draft.lang)
        });
        let amount = self.figure(field, attribute, &entered)?;
        let amount = amount.filter(|amount| *amount > 0);
        amount
            .map(|amount| Some(Measure { amount, entered }))
            .ok_or_else(|| FieldError::new(field, "bad_number", short(typed)))
    }

    /// One figure, read as every fact of the attribute is.
    fn figure(
        &self,
        field: &'static str,
        attribute: &str,
        typed: &str,
    ) -> Result<Option<i64>, FieldError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        if typed.chars().count() > SHORT_MAX {
            return Err(FieldError::new(field, "too_long", SHORT_MAX.to_string()));
        }
        let bad_number = || FieldError::new(field, "bad_number", short(typed));
        let attribute = self.words.attributes.find(attribute);
        let attribute = attribute.ok_or_else(bad_number)?;
        match self.reader.value(attribute, typed) {
            // A machine has one figure; a range is that of several machines.
            Ok(FactValue::Amount { low, high }) if low == high => Ok(Some(low)),
            Ok(_) => Err(bad_number()),
            Err(code) => Err(FieldError::new(field, code.as_str(), short(typed))),
        }
    }
}

fn text(field: &'static str, typed: &str, most: usize) -> Result<String, FieldError> {
    let typed = typed.trim();
    if typed.contains('\0') {
        return Err(FieldError::new(field, "bad_character", ""));
    }
    match typed.chars().count() > most {
        true => Err(FieldError::new(field, "too_long", most.to_string())),
        false => Ok(typed.to_owned()),
    }
}
