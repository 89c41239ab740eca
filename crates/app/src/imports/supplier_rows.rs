//! Rows of the supplier template into what a firm says of its site. Nothing here looks at what is
//! stored: that is `suppliers`.

use super::cells::{self, Reading};
use super::messages::Code;
use super::place::{Located, Locator};
use super::recognise::Recognised;
use super::values::{Names, counted, itemised, marked, value_of};
use crate::context::Words;
use eslabon_domain::attributes::{
    ACTIVITY_TEXT, Attribute, EQUIPMENT_OWNED, MATERIAL_WORKED, MATERIALS_COMPLETE,
    PROCESS_OFFERED, PROCESSES_COMPLETE, SECTOR_SERVED, SITE_STAFF, STANDARD_HELD,
    STANDARDS_COMPLETE,
};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::registry::KeyScheme;
use eslabon_domain::text::{LocalText, normal_form};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};
use jiff::civil::Date;

/// The longest name.
const NAME_CHARS: usize = 300;
/// The longest description.
const DESCRIPTION_CHARS: usize = 8_000;

/// Lists of concepts: the field, the attribute of each item, the attribute that says "complete".
const LISTS: [(&str, ConceptKind, &str, Option<&str>); 4] = [
    (
        "processes",
        ConceptKind::Process,
        PROCESS_OFFERED,
        Some(PROCESSES_COMPLETE),
    ),
    (
        "materials",
        ConceptKind::Material,
        MATERIAL_WORKED,
        Some(MATERIALS_COMPLETE),
    ),
    (
        "certificates",
        ConceptKind::Standard,
        STANDARD_HELD,
        Some(STANDARDS_COMPLETE),
    ),
    ("sectors", ConceptKind::Sector, SECTOR_SERVED, None),
];

/// What reading needs besides the row.
pub(super) struct Context<'a> {
    pub words: &'a Words,
    pub names: &'a Names,
    pub columns: &'a Recognised,
    pub today: Date,
}

/// One thing that the row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub attribute: String,
    pub item: Option<ConceptId>,
    pub value: FactValue,
    /// As typed, where that is more than the value.
    pub entered: Option<String>,
    pub origin: Origin,
    pub until: Option<Date>,
}

/// A row of the template.
#[derive(Debug)]
pub(super) struct SupplierRow {
    pub key: String,
    pub name: String,
    /// Sites with the same one belong to one firm.
    pub company_key: String,
    pub company: String,
    pub street: String,
    pub postal_code: String,
    pub locality: String,
    pub place: Located,
    /// Keys that others gave to the site.
    pub keys: Vec<(KeyScheme, String)>,
    pub fictional: bool,
    /// How the row is known, where a value has no word of its own.
    pub origin: Origin,
    pub said: Vec<Said>,
    /// Attributes whose lists are complete: an item not listed is not offered any more.
    pub complete: Vec<&'static str>,
    /// The day on which all this was true.
    pub observed: Date,
    /// The row names that day itself, as a date and not as days from today.
    pub observed_is_given: bool,
}

/// Reads a row.
pub(super) fn read(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    locator: &mut Locator,
) -> Option<SupplierRow> {
    let key = reading.required("key", 100);
    let name = reading.required("name", NAME_CHARS);
    let origin = row_origin(reading);
    let fictional = reading.yes_no("fictional").unwrap_or(false);
    let keys = keys(reading, fictional);
    if reading.rejected {
        return None;
    }
    let observed_text = reading.text("observed").into_owned();
    let mut observed = reading.date("observed", context.today);
    if observed.is_some_and(|day| day > context.today) {
        reading.warn("observed", &observed_text, Code::DateInFuture);
        observed = None;
    }
    let mut row = SupplierRow {
        company_key: limited(reading, "company_key", 100),
        company: limited(reading, "company", NAME_CHARS),
        street: limited(reading, "address", 400),
        postal_code: limited(reading, "postal_code", 10),
        locality: limited(reading, "locality", 200),
        place: locator.locate(reading),
        key,
        name,
        keys,
        fictional,
        origin,
        said: Vec::new(),
        complete: Vec::new(),
        observed: observed.unwrap_or(context.today),
        observed_is_given: observed.is_some() && !observed_text.ends_with(['d', 'D']),
    };
    read_lists(reading, context, origin, &mut row);
    read_equipment(reading, context, origin, &mut row);
    read_site(reading, context, origin, &mut row);
    for (at, attribute) in &context.columns.attributes {
        if let Some(attribute) = context.words.attributes.find(attribute) {
            read_attribute(reading, context, origin, *at, attribute, &mut row);
        }
    }
    Some(row)
}

/// The cell, cut to its limit with a word about it.
fn limited(reading: &mut Reading<'_>, field: &'static str, most: usize) -> String {
    let text = reading.text(field);
    match text.char_indices().nth(most) {
        None => text.into_owned(),
        Some((end, _)) => {
            reading.warn(field, &most.to_string(), Code::TooLong);
            text.get(..end).unwrap_or_default().to_owned()
        }
    }
}

fn row_origin(reading: &mut Reading<'_>) -> Origin {
    let text = reading.text("origin");
    if text.is_empty() {
        return Origin::Declared;
    }
    cells::origin(&text).unwrap_or_else(|| {
        reading.warn("origin", &text, Code::BadOrigin);
        Origin::Declared
    })
}

fn keys(reading: &mut Reading<'_>, fictional: bool) -> Vec<(KeyScheme, String)> {
    let mut keys = Vec::new();
    for (field, scheme) in [
        ("rfc", KeyScheme::Rfc),
        ("denue_id", KeyScheme::DenueId),
        ("clee", KeyScheme::Clee),
        ("nra", KeyScheme::Nra),
    ] {
        let value = reading.text(field).to_uppercase();
        let value = if scheme == KeyScheme::DenueId {
            value.trim_start_matches('0').to_owned()
        } else {
            value
        };
        if value.is_empty() {
            continue;
        }
        if fictional {
            reading.reject(field, &value, Code::FictionalWithPublicKey);
        } else if value.len() > 40
            || !value
                .chars()
                .all(|c| c.is_alphanumeric() || "-/._&".contains(c))
        {
            reading.warn(field, &value, Code::BadKey);
        } else {
            keys.push((scheme, value));
        }
    }
    keys
}

/// Which lists the row calls complete.
fn complete_lists(reading: &mut Reading<'_>) -> Option<Vec<&'static str>> {
    let text = reading.text("complete_lists");
    if text.is_empty() {
        return None;
    }
    let all = || LISTS.iter().filter_map(|(.., complete)| *complete);
    match cells::yes_no(&text) {
        Some(true) => return Some(all().collect()),
        Some(false) => return Some(Vec::new()),
        None => {}
    }
    let mut named = Vec::new();
    for part in cells::list(&text) {
        match normal_form(part).as_str() {
            "procesos" | "processes" => named.push(PROCESSES_COMPLETE),
            "materiales" | "materials" => named.push(MATERIALS_COMPLETE),
            "certificados" | "certificates" | "normas" | "standards" => {
                named.push(STANDARDS_COMPLETE)
            }
            _ => reading.warn("complete_lists", part, Code::BadYesNo),
        }
    }
    Some(named)
}

fn read_lists(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    origin: Origin,
    row: &mut SupplierRow,
) {
    let complete = complete_lists(reading);
    for (field, kind, attribute, complete_attribute) in LISTS {
        let cell = reading.lines(field);
        for part in cells::list(cell) {
            match marked(part, context.today) {
                Err(code) => reading.warn(field, part, code),
                Ok(found) => match context.names.find(kind, found.text) {
                    None => reading.warn(field, part, Code::UnknownConcept),
                    Some(concept) => row.said.push(Said {
                        attribute: attribute.to_owned(),
                        item: Some(concept),
                        value: FactValue::Flag { yes: true },
                        entered: None,
                        origin: found.origin.unwrap_or(origin),
                        until: found.until,
                    }),
                },
            }
        }
        // A file without the column says nothing of the list, complete or not.
        let stated = complete
            .as_ref()
            .filter(|_| context.columns.at(field).is_some());
        if let (Some(stated), Some(complete_attribute)) = (stated, complete_attribute) {
            let yes = stated.contains(&complete_attribute);
            if yes {
                row.complete.push(attribute);
            }
            row.said
                .push(plain(complete_attribute, FactValue::Flag { yes }, origin));
        }
    }
}

fn plain(attribute: &str, value: FactValue, origin: Origin) -> Said {
    Said {
        attribute: attribute.to_owned(),
        item: None,
        value,
        entered: None,
        origin,
        until: None,
    }
}

fn read_equipment(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    origin: Origin,
    row: &mut SupplierRow,
) {
    for part in cells::list(reading.lines("equipment")) {
        let found =
            marked(part, context.today).and_then(|found| Ok((counted(found.text)?, found.origin)));
        match found {
            Err(code) => reading.warn("equipment", part, code),
            Ok(((name, count), own)) => match context.names.find(ConceptKind::Equipment, name) {
                None => reading.warn("equipment", part, Code::UnknownConcept),
                Some(item) => row.said.push(Said {
                    item: Some(item),
                    ..plain(EQUIPMENT_OWNED, count, own.unwrap_or(origin))
                }),
            },
        }
    }
}

fn read_site(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    origin: Origin,
    row: &mut SupplierRow,
) {
    if let Some(at) = context.columns.at("staff")
        && let Some(staff) = context.words.attributes.find(SITE_STAFF)
    {
        read_attribute(reading, context, origin, at, staff, row);
    }
    let description = reading.lines("description");
    if description.is_empty() {
        return;
    }
    if description.chars().count() > DESCRIPTION_CHARS {
        reading.warn("description", &DESCRIPTION_CHARS.to_string(), Code::TooLong);
        return;
    }
    let lang = reading.language("language", description);
    let text = LocalText {
        lang,
        text: description.to_owned(),
    };
    row.said
        .push(plain(ACTIVITY_TEXT, FactValue::Text { text }, origin));
}

/// A column named after an attribute: one value, or a list of `item: value`.
fn read_attribute(
    reading: &mut Reading<'_>,
    context: &Context<'_>,
    origin: Origin,
    at: usize,
    attribute: &Attribute,
    row: &mut SupplierRow,
) {
    let cell = reading.lines_at(at);
    if cell.is_empty() {
        return;
    }
    let parts: Vec<&str> = match attribute.item_kind {
        Some(_) => cells::list(cell).collect(),
        None => vec![cell],
    };
    for part in parts {
        let found = marked(part, context.today).and_then(|found| {
            let (item, text) = match attribute.item_kind {
                Some(kind) => itemised(context.names, kind, found.text),
                None => (None, found.text),
            };
            Ok((
                item,
                value_of(attribute, text, context.today, context.names)?,
                found,
            ))
        });
        match found {
            Err(code) => reading.warn_at(at, part, code),
            Ok((item, value, found)) => {
                let entered = matches!(value, FactValue::Amount { .. }).then(|| {
                    let (_, text) = found.text.rsplit_once(':').unwrap_or(("", found.text));
                    text.trim().to_owned()
                });
                row.said.push(Said {
                    attribute: attribute.id.clone(),
                    item: item.or_else(|| only_item(row, attribute.item_kind)),
                    value,
                    entered,
                    origin: found.origin.unwrap_or(origin),
                    until: found.until,
                });
            }
        }
    }
}

/// A value without an item holds for the only process, material or certificate that the row lists.
fn only_item(row: &SupplierRow, kind: Option<ConceptKind>) -> Option<ConceptId> {
    let (_, _, listed, _) = LISTS
        .into_iter()
        .find(|(_, known, ..)| Some(*known) == kind)?;
    let mut items = row
        .said
        .iter()
        .filter(|said| said.attribute == listed)
        .filter_map(|said| said.item.clone());
    match (items.next(), items.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
