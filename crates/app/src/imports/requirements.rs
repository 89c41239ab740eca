//! Criteria as people write them in the template of needs:
//! `process.tolerance[torneado CNC] <= 0.02 mm`, `certificado: ISO 14001 (peso 20)`, `personal >= 30`.

use super::cells;
use super::messages::Code;
use super::place::state_meant;
use super::values::{Names, is_in_its_currency};
use crate::context::Words;
use crate::needs::CriterionDraft;
use eslabon_domain::attributes::{
    Attribute, EQUIPMENT_OWNED, MATERIAL_WORKED, PROCESS_OFFERED, SECTOR_SERVED, SITE_POSITION,
    SITE_STAFF, SITE_STATE, STANDARD_HELD, ValueType,
};
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::text::{Lang, normal_form};
use eslabon_domain::units::{parse_amount, parse_whole, show_amount};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind};

/// The weight of a wish that names none.
const DEFAULT_WEIGHT: u8 = 10;

/// Short names of what is asked for by concept.
const SHORT: [(&[&str], ConceptKind, &str); 5] = [
    (
        &["proceso", "process"],
        ConceptKind::Process,
        PROCESS_OFFERED,
    ),
    (&["material"], ConceptKind::Material, MATERIAL_WORKED),
    (
        &["certificado", "certificate", "norma", "standard"],
        ConceptKind::Standard,
        STANDARD_HELD,
    ),
    (
        &["equipo", "equipment", "maquina", "machine"],
        ConceptKind::Equipment,
        EQUIPMENT_OWNED,
    ),
    (&["sector"], ConceptKind::Sector, SECTOR_SERVED),
];

/// The tree and the attribute that a short name means.
pub(super) fn short_kind(name: &str) -> Option<(ConceptKind, &'static str)> {
    let name = normal_form(name);
    SHORT
        .iter()
        .find(|(known, ..)| known.contains(&name.as_str()))
        .map(|(_, kind, attribute)| (*kind, *attribute))
}

/// The short name of what a criterion asks for.
fn short_name(of: &Criterion) -> Option<&'static str> {
    let known = SHORT
        .iter()
        .find(|(.., attribute)| *attribute == of.attribute);
    let (names, ..) = known.filter(|_| of.item.is_none())?;
    names.first().copied()
}

/// Reads one requirement or wish.
pub(super) fn parse(
    text: &str,
    strength: Strength,
    words: &Words,
    names: &Names,
) -> Result<CriterionDraft, Code> {
    let (text, weight) = weighted(text.trim())?;
    let draft =
        |attribute: &str, item: Option<ConceptId>, requirement: Requirement| CriterionDraft {
            attribute: attribute.to_owned(),
            item,
            requirement,
            strength,
            weight,
        };
    if let Some((short, value)) = text.split_once(':') {
        let named = normal_form(short);
        if ["estado", "state"].contains(&named.as_str()) {
            return Ok(draft(
                SITE_STATE,
                None,
                Requirement::InStates {
                    states: states(value, '/')?,
                },
            ));
        }
        if ["lugar", "place"].contains(&named.as_str()) {
            return Ok(draft(SITE_POSITION, None, place(value)?));
        }
        if let Some((kind, attribute)) = short_kind(short) {
            return Ok(draft(attribute, None, any_of(kind, value, names)?));
        }
    }
    let (left, operator, right) = operands(text).ok_or(Code::BadRequirement)?;
    let (name, item) = match left.split_once('[') {
        Some((name, item)) => (
            name.trim(),
            Some(item.trim().strip_suffix(']').ok_or(Code::BadRequirement)?),
        ),
        None => (left, None),
    };
    let attribute = attribute_named(name, words).ok_or(Code::UnknownAttribute)?;
    let item = match (item, attribute.item_kind) {
        (None, _) => None,
        (Some(item), Some(kind)) => Some(names.find(kind, item).ok_or(Code::UnknownConcept)?),
        (Some(_), None) => return Err(Code::BadRequirement),
    };
    let requirement = match (operator, attribute.value_type, attribute.item_kind) {
        (Operator::AtLeast, ValueType::Amount, _) => Requirement::AtLeast {
            amount: amount(right, attribute)?,
        },
        (Operator::AtMost, ValueType::Amount, _) => Requirement::AtMost {
            amount: amount(right, attribute)?,
        },
        (Operator::Is, ValueType::Flag, Some(kind)) => any_of(kind, right, names)?,
        _ => return Err(Code::BadRequirement),
    };
    Ok(draft(&attribute.id, item, requirement))
}

/// Concepts of which any will do, separated by `/`.
pub(super) fn any_of(kind: ConceptKind, text: &str, names: &Names) -> Result<Requirement, Code> {
    let parts = text
        .split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let concepts: Option<Vec<ConceptId>> = parts.map(|part| names.find(kind, part)).collect();
    match concepts {
        Some(concepts) if !concepts.is_empty() => Ok(Requirement::AnyOf { concepts }),
        _ => Err(Code::UnknownConcept),
    }
}

/// So far around a point: `150 km, 20.673600, -103.344000, Guadalajara`.
fn place(text: &str) -> Result<Requirement, Code> {
    let parts: Vec<&str> = text.splitn(4, ',').map(str::trim).collect();
    let &[radius, lat, lon, label] = parts.as_slice() else {
        return Err(Code::BadRequirement);
    };
    let metres = match radius.strip_suffix("km") {
        Some(km) => parse_whole(km).map(|km| km.saturating_mul(1_000)),
        None => parse_whole(radius.strip_suffix('m').unwrap_or(radius)),
    };
    let metres = metres.map_err(|_| Code::BadNumber)?;
    let degrees = |text: &str| text.parse::<f64>().map_err(|_| Code::BadNumber);
    let centre = Position::from_degrees(degrees(lat)?, degrees(lon)?).ok_or(Code::BadNumber)?;
    match (1..=3_000_000).contains(&metres) && !label.is_empty() {
        true => Ok(Requirement::Within {
            centre,
            label: label.to_owned(),
            radius_m: metres,
        }),
        false => Err(Code::BadNumber),
    }
}

/// A criterion as [`parse`] reads it; nothing where it would not read back as itself.
pub(super) fn write(of: &Criterion, words: &Words, names: &Names) -> Option<String> {
    let item = of.item.as_ref();
    let item = item.map_or_else(String::new, |item| format!("[{item}]"));
    let left = format!("{}{item}", of.attribute);
    let written = |amount: i64| {
        let unit = words.attributes.find(&of.attribute)?.unit.as_str();
        // Hours are shown rounded.
        Some(match unit {
            "s" => format!("{amount} s"),
            _ => show_amount(amount, unit),
        })
    };
    let said = match &of.requirement {
        Requirement::AtLeast { amount } => format!("{left} >= {}", written(*amount)?),
        Requirement::AtMost { amount } => format!("{left} <= {}", written(*amount)?),
        Requirement::AnyOf { concepts } => {
            let concepts = concepts.join(" / ");
            match short_name(of) {
                Some(short) => format!("{short}: {concepts}"),
                None => format!("{left} = {concepts}"),
            }
        }
        Requirement::InStates { states } => {
            let states: Vec<String> = states.iter().map(|one| format!("{:02}", one.0)).collect();
            format!("estado: {}", states.join(" / "))
        }
        Requirement::Within {
            centre,
            label,
            radius_m,
        } => format!(
            "lugar: {radius_m} m, {:.6}, {:.6}, {label}",
            centre.lat(),
            centre.lon()
        ),
    };
    let text = format!("{said} (peso {})", of.weight);
    let read = parse(&text, of.strength, words, names).ok()?;
    let is_same = read.attribute == of.attribute
        && read.item == of.item
        && read.requirement == of.requirement
        && read.weight == of.weight;
    let is_one = cells::list(&text).count() == 1;
    (is_same && is_one).then_some(text)
}

/// States by name or number.
pub(super) fn states(text: &str, separator: char) -> Result<Vec<StateCode>, Code> {
    let parts = text
        .split([separator, '\n', '\r'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let states: Option<Vec<StateCode>> = parts.map(state_meant).collect();
    states
        .filter(|states| !states.is_empty())
        .ok_or(Code::UnknownState)
}

/// The text without its `(peso 20)`, and the weight.
fn weighted(text: &str) -> Result<(&str, u8), Code> {
    let split = text
        .strip_suffix(')')
        .and_then(|inner| inner.rsplit_once('('));
    let Some((rest, inner)) = split else {
        return Ok((text, DEFAULT_WEIGHT));
    };
    let inner = normal_form(inner);
    let Some(number) = inner
        .strip_prefix("peso ")
        .or_else(|| inner.strip_prefix("weight "))
    else {
        return Ok((text, DEFAULT_WEIGHT));
    };
    let weight = number
        .parse()
        .ok()
        .filter(|weight| (1..=100).contains(weight))
        .ok_or(Code::BadCriterion)?;
    Ok((rest.trim_end(), weight))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    AtLeast,
    AtMost,
    Is,
}

fn operands(text: &str) -> Option<(&str, Operator, &str)> {
    let signs = [
        ("<=", Operator::AtMost),
        ("≤", Operator::AtMost),
        (">=", Operator::AtLeast),
        ("≥", Operator::AtLeast),
        ("=", Operator::Is),
    ];
    let (sign, operator) = signs.into_iter().find(|(sign, _)| text.contains(sign))?;
    let (left, right) = text.split_once(sign)?;
    let (left, right) = (left.trim(), right.trim());
    (!left.is_empty() && !right.is_empty()).then_some((left, operator, right))
}

/// An attribute by its id, its label in either language, or `personal`.
pub(super) fn attribute_named<'w>(name: &str, words: &'w Words) -> Option<&'w Attribute> {
    let folded = normal_form(name);
    if ["personal", "staff"].contains(&folded.as_str()) {
        return words.attributes.find(SITE_STAFF);
    }
    let is_named = |attribute: &&Attribute| {
        normal_form(&attribute.id) == folded
            || Lang::ALL
                .iter()
                .any(|lang| normal_form(attribute.label.get(*lang)) == folded)
    };
    words
        .attributes
        .find(name)
        .or_else(|| words.attributes.iter().find(is_named))
}

/// A level of an attribute: a measure in its unit, or yes (1) and no (0).
pub(super) fn level(text: &str, attribute: &Attribute) -> Result<i64, Code> {
    match attribute.value_type {
        ValueType::Amount => amount(text, attribute),
        ValueType::Flag => cells::yes_no(text).map(i64::from).ok_or(Code::BadYesNo),
        ValueType::Concept | ValueType::Text | ValueType::Date => Err(Code::UnknownAttribute),
    }
}

fn amount(text: &str, attribute: &Attribute) -> Result<i64, Code> {
    if !is_in_its_currency(text, &attribute.unit) {
        return Err(Code::NotInPesos);
    }
    match parse_amount(text, &attribute.unit) {
        Ok(amount) if amount < 0 => Err(Code::NegativeValue),
        Ok(amount) => Ok(amount),
        Err(_) => Err(Code::BadNumber),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read_as_people_write_them() {
        let words = Words::bundled().unwrap();
        let names = Names::of(&words.vocabulary);
        let read = |text: &str| parse(text, Strength::Wish, &words, &names);
        let tolerance = read("process.tolerance[torneado CNC] <= 0.02 mm").unwrap();
        assert_eq!(tolerance.item.as_deref(), Some("process.cnc_turning"));
        assert_eq!(
            tolerance.requirement,
            Requirement::AtMost { amount: 20_000 }
        );
        let certificate = read("certificado: ISO 14001 / standard.iso_9001 (peso 20)").unwrap();
        assert_eq!(
            (certificate.attribute.as_str(), certificate.weight),
            (STANDARD_HELD, 20)
        );
        assert!(
            matches!(certificate.requirement, Requirement::AnyOf { ref concepts } if concepts.len() == 2)
        );
        assert_eq!(
            read("personal >= 30").unwrap().requirement,
            Requirement::AtLeast { amount: 30 }
        );
        let near = read("lugar: 150 km, 20.673600, -103.344000, Guadalajara, Jalisco").unwrap();
        assert_eq!(
            near.requirement,
            Requirement::Within {
                centre: Position {
                    lat_e6: 20_673_600,
                    lon_e6: -103_344_000
                },
                label: "Guadalajara, Jalisco".into(),
                radius_m: 150_000,
            }
        );
        assert!(read("lugar: 150 km, Guadalajara").is_err());
        let state = read("estado: Chihuahua / 14").unwrap().requirement;
        assert_eq!(
            state,
            Requirement::InStates {
                states: vec![StateCode(8), StateCode(14)]
            }
        );
    }

    #[test]
    fn what_is_not_understood_says_why() {
        let words = Words::bundled().unwrap();
        let names = Names::of(&words.vocabulary);
        for (text, code) in [
            ("", Code::BadRequirement),
            ("algo bueno", Code::BadRequirement),
            ("nada.existe >= 3", Code::UnknownAttribute),
            ("certificado: ISO 99999", Code::UnknownConcept),
            ("personal >= muchos", Code::BadNumber),
            ("personal >= -3", Code::NegativeValue),
            (
                "process.hour_rate[torneado CNC] <= 30 USD",
                Code::NotInPesos,
            ),
            ("personal >= 30 (peso 900)", Code::BadCriterion),
            ("estado: Atlántida", Code::UnknownState),
            (
                "process.tolerance[torneado CNC <= 0.02 mm",
                Code::BadRequirement,
            ),
        ] {
            assert_eq!(
                parse(text, Strength::Must, &words, &names).unwrap_err(),
                code,
                "{text}"
            );
        }
    }
}
