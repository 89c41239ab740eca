//! Levels of attributes as people write them: what a service changes and what it asks for before it begins.
//! `standard.held:standard.iso_9001 = sí`, `site.on_time_delivery 85 % -> 95 %`, `site.oee >= 60 %`.

use super::messages::Code;
use super::requirements::{attribute_named, level};
use super::values::Names;
use crate::context::Words;
use eslabon_domain::attributes::{Attribute, Direction, ValueType};
use eslabon_domain::services::{Effect, Prerequisite};
use eslabon_domain::vocabulary::ConceptId;

/// Reads levels whose parts were typed apart; names are looked up once.
pub(crate) struct Levels<'w> {
    words: &'w Words,
    names: Names,
}

impl<'w> Levels<'w> {
    pub fn new(words: &'w Words) -> Self {
        Self {
            words,
            names: Names::of(&words.vocabulary),
        }
    }

    /// An attribute that has levels, by its id or its label.
    pub fn attribute(&self, named: &str) -> Result<&'w Attribute, Code> {
        let has_levels =
            |one: &&Attribute| matches!(one.value_type, ValueType::Flag | ValueType::Amount);
        attribute_named(named.trim(), self.words)
            .filter(has_levels)
            .ok_or(Code::UnknownAttribute)
    }

    /// The item of an attribute; none where nothing was typed.
    pub fn item(&self, attribute: &Attribute, typed: &str) -> Result<Option<ConceptId>, Code> {
        let typed = typed.trim();
        match attribute.item_kind {
            _ if typed.is_empty() => Ok(None),
            Some(kind) => match self.names.find(kind, typed) {
                Some(item) => Ok(Some(item)),
                None => Err(Code::UnknownConcept),
            },
            None => Err(Code::ItemNotOf),
        }
    }

    /// A level; of what is had or not had it goes without saying.
    pub fn level(&self, attribute: &Attribute, typed: &str) -> Result<i64, Code> {
        match (attribute.value_type, typed.trim()) {
            (ValueType::Flag, "") => Ok(1),
            (_, "") => Err(Code::MissingValue),
            (_, typed) => level(typed, attribute),
        }
    }
}

/// `standard.held:standard.iso_9001 = sí`, `site.on_time_delivery 85 % -> 95 %`, `site.oee -> 72 %`.
pub(super) fn effect(text: &str, words: &Words, names: &Names) -> Result<Effect, Code> {
    let (left, to) = text
        .split_once("->")
        .or_else(|| text.split_once('='))
        .ok_or(Code::BadEffect)?;
    let (attribute, rest) = attribute_and_rest(left, words)?;
    let (item, from) = item_and_level(attribute, rest, names)?;
    let from = if from.is_empty() {
        None
    } else {
        Some(level(from, attribute)?)
    };
    Ok(Effect {
        attribute: attribute.id.clone(),
        item,
        from,
        to: level(to.trim(), attribute)?,
    })
}

/// `standard.held:standard.iso_9001`, `site.oee >= 60 %`, `site.defect_ppm <= 900 ppm`.
pub(super) fn prerequisite(text: &str, words: &Words, names: &Names) -> Result<Prerequisite, Code> {
    let signs = [
        ("<=", Some(Direction::Lower)),
        ("≤", Some(Direction::Lower)),
        (">=", Some(Direction::Higher)),
        ("≥", Some(Direction::Higher)),
        ("=", None),
    ];
    let sign = signs.into_iter().find(|(sign, _)| text.contains(sign));
    let (left, asked) = match sign {
        Some((sign, _)) => text.split_once(sign).ok_or(Code::BadPrerequisite)?,
        None => (text, ""),
    };
    let (attribute, rest) = attribute_and_rest(left, words)?;
    let (item, rest) = item_and_level(attribute, rest, names)?;
    if !rest.is_empty() {
        return Err(Code::BadPrerequisite);
    }
    let level = match (attribute.value_type, asked.trim()) {
        (ValueType::Flag, "") => 1,
        (_, "") => return Err(Code::BadPrerequisite),
        (_, asked) => level(asked, attribute)?,
    };
    let better = sign.and_then(|(_, better)| better);
    let turned = better.is_some_and(|better| {
        (better == Direction::Lower) != (attribute.direction == Direction::Lower)
    });
    // What a firm must not have, or must be worse at, is no prerequisite.
    if turned || (attribute.value_type == ValueType::Flag && level != 1) {
        return Err(Code::BadPrerequisite);
    }
    Ok(Prerequisite {
        attribute: attribute.id.clone(),
        item,
        level,
    })
}

/// `process.tolerance:torneado CNC 0.05 mm` → the attribute, then what stands behind it.
fn attribute_and_rest<'w, 't>(
    text: &'t str,
    words: &'w Words,
) -> Result<(&'w Attribute, &'t str), Code> {
    let text = text.trim();
    let (name, rest) = text.split_once([' ', ':']).unwrap_or((text, ""));
    let attribute = attribute_named(name, words).ok_or(Code::UnknownAttribute)?;
    Ok((attribute, rest.trim()))
}

/// `process.cnc_turning 0.05 mm` → the item, then what stands behind it.
fn item_and_level<'t>(
    attribute: &Attribute,
    text: &'t str,
    names: &Names,
) -> Result<(Option<ConceptId>, &'t str), Code> {
    let Some(kind) = attribute.item_kind else {
        return Ok((None, text));
    };
    if text.is_empty() {
        return Ok((None, text));
    }
    if let Some(item) = names.find(kind, text) {
        return Ok((Some(item), ""));
    }
    // The longest beginning that is a name: names have blanks themselves.
    let ends = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .rev();
    for end in ends {
        if let Some((name, rest)) = text.split_at_checked(end)
            && let Some(item) = names.find(kind, name)
        {
            return Ok((Some(item), rest.trim()));
        }
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        Ok((None, text))
    } else {
        Err(Code::UnknownConcept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_read_as_people_write_them() {
        let words = Words::bundled().unwrap();
        let names = Names::of(&words.vocabulary);
        let read = |text: &str| effect(text, &words, &names);
        let held = read("standard.held:standard.iso_9001 = sí").unwrap();
        assert_eq!(
            (held.item.as_deref(), held.from, held.to),
            (Some("standard.iso_9001"), None, 1)
        );
        let delivery = read("site.on_time_delivery 85 % -> 95 %").unwrap();
        assert_eq!(
            (delivery.item, delivery.from, delivery.to),
            (None, Some(850_000), 950_000)
        );
        let tolerance = read("process.tolerance:torneado CNC 0.05 mm -> 0.02 mm").unwrap();
        assert_eq!(tolerance.item.as_deref(), Some("process.cnc_turning"));
        assert_eq!((tolerance.from, tolerance.to), (Some(50_000), 20_000));
        assert_eq!(read("site.oee -> 72 %").unwrap().from, None);
        assert_eq!(read("process.cpk 1 -> 1.5").unwrap().from, Some(1_000));
        for (bad, code) in [
            ("mejora todo", Code::BadEffect),
            ("nada.existe -> 3", Code::UnknownAttribute),
            ("standard.held:ISO 99999 = sí", Code::UnknownConcept),
            ("site.oee -> mucho", Code::BadNumber),
        ] {
            assert_eq!(read(bad).unwrap_err(), code, "{bad}");
        }
    }

    #[test]
    fn prerequisites_are_read_as_people_write_them() {
        let words = Words::bundled().unwrap();
        let names = Names::of(&words.vocabulary);
        let read = |text: &str| prerequisite(text, &words, &names);
        for held in [
            "standard.held:standard.five_s",
            "standard.held:standard.five_s = sí",
        ] {
            let held = read(held).unwrap();
            assert_eq!(
                (held.item.as_deref(), held.level),
                (Some("standard.five_s"), 1)
            );
        }
        assert_eq!(read("site.oee >= 60 %").unwrap().level, 600_000);
        assert_eq!(read("site.defect_ppm <= 900 ppm").unwrap().level, 900);
        for (bad, code) in [
            ("site.oee", Code::BadPrerequisite),
            ("site.oee <= 60 %", Code::BadPrerequisite),
            ("site.defect_ppm >= 900 ppm", Code::BadPrerequisite),
            ("standard.held:standard.five_s = no", Code::BadPrerequisite),
            ("nada.existe = 3", Code::UnknownAttribute),
        ] {
            assert_eq!(read(bad).unwrap_err(), code, "{bad}");
        }
    }
}
