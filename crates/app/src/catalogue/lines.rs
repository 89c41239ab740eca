//! The lines in which levels are typed: what a service changes, and what it asks for before. Each fault names its
//! line and the part of it that is wrong.

use super::draft::{LEVELS_MAX, LevelDraft, ServiceDraft};
use super::read::field_error;
use crate::error::FieldError;
use crate::imports::levels::Levels;
use crate::imports::messages::Code;
use crate::profiles::record::short;
use eslabon_domain::attributes::{Attribute, Attributes};
use eslabon_domain::services::{Effect, Fault, Prerequisite, Service, check};
use eslabon_domain::vocabulary::ConceptId;

/// Lines that are not empty, with the number of each for what is wrong with it.
pub(super) fn all<T>(
    lines: &[LevelDraft],
    field: &str,
    faults: &mut Vec<FieldError>,
    read: impl Fn(&LevelDraft) -> Result<T, (&'static str, Code)>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        match read(line) {
            Ok(one) => found.push(one),
            Err((part, code)) => {
                let typed = match part {
                    "attribute" => &line.attribute,
                    "item" => &line.item,
                    "from" => &line.from,
                    _ => &line.to,
                };
                let field = format!("{field}.{at}.{part}");
                faults.push(FieldError::new(field, code.as_str(), short(typed)));
            }
        }
    }
    if found.len() > LEVELS_MAX {
        faults.push(FieldError::new(
            field.to_owned(),
            "too_many",
            LEVELS_MAX.to_string(),
        ));
    }
    found
}

pub(super) fn effect(
    levels: &Levels<'_>,
    line: &LevelDraft,
) -> Result<Effect, (&'static str, Code)> {
    let (attribute, item) = dimension(levels, line)?;
    let at = |part: &'static str| move |code: Code| (part, code);
    let from = match line.from.trim() {
        "" => None,
        from => Some(levels.level(attribute, from).map_err(at("from"))?),
    };
    Ok(Effect {
        attribute: attribute.id.clone(),
        item,
        from,
        to: levels.level(attribute, &line.to).map_err(at("to"))?,
    })
}

pub(super) fn prerequisite(
    levels: &Levels<'_>,
    line: &LevelDraft,
) -> Result<Prerequisite, (&'static str, Code)> {
    let (attribute, item) = dimension(levels, line)?;
    let level = levels.level(attribute, &line.to);
    Ok(Prerequisite {
        attribute: attribute.id.clone(),
        item,
        level: level.map_err(|code| ("to", code))?,
    })
}

fn dimension<'w>(
    levels: &Levels<'w>,
    line: &LevelDraft,
) -> Result<(&'w Attribute, Option<ConceptId>), (&'static str, Code)> {
    let attribute = levels.attribute(&line.attribute);
    let attribute = attribute.map_err(|code| ("attribute", code))?;
    let item = levels.item(attribute, &line.item);
    Ok((attribute, item.map_err(|code| ("item", code))?))
}

/// A fault of a level names the line that has it.
pub(super) fn at_its_field(
    fault: Fault,
    service: &Service,
    draft: &ServiceDraft,
    attributes: &Attributes,
) -> FieldError {
    let mut error = field_error(fault);
    let (lines, count) = match fault.field() {
        "effects" => (&draft.effects, service.effects.len()),
        "prerequisites" => (&draft.prerequisites, service.prerequisites.len()),
        _ => return error,
    };
    let faulty = (0..count).find(|at| {
        let mut alone = service.clone();
        match fault.field() {
            "effects" => alone.effects = service.effects.get(*at).cloned().into_iter().collect(),
            _ => {
                let one = service.prerequisites.get(*at).cloned();
                alone.prerequisites = one.into_iter().collect();
            }
        }
        check(&alone, &[], attributes, service.price_as_of).contains(&fault)
    });
    // Lines that nobody filled in are counted as they stand on the page.
    let typed = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_empty());
    let line = typed.map(|(at, _)| at).nth(faulty.unwrap_or(0));
    error.field = format!("{}.{}.to", fault.field(), line.unwrap_or(0));
    error
}
