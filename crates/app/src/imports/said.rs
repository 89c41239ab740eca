//! A fact as staff write it down for an owner to confirm, in the language of our templates:
//! `process.tolerance[torneado CNC] = 0.02 mm`, `personal = 12`, `certificado: ISO 9001`.

use super::cells;
use super::messages::Code;
use super::requirements::{attribute_named, short_kind};
use super::values::{Names, value_of};
use crate::context::Words;
use eslabon_domain::attributes::Attribute;
use eslabon_domain::facts::FactValue;
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    pub attribute: String,
    pub item: Option<ConceptId>,
    pub value: FactValue,
    /// The value as it was written; absent where the line only names something that the firm has.
    pub entered: Option<String>,
}

/// Reads lines and values; names are looked up once.
pub(crate) struct Reader<'w> {
    words: &'w Words,
    names: Names,
    today: Date,
}

impl<'w> Reader<'w> {
    pub fn new(words: &'w Words, today: Date) -> Self {
        Self {
            words,
            names: Names::of(&words.vocabulary),
            today,
        }
    }

    /// Reads a line.
    pub fn line(&self, line: &str) -> Result<Stated, Code> {
        if let Some((short, name)) = line.split_once(':')
            && let Some((kind, attribute)) = short_kind(short)
        {
            let item = self.names.find(kind, name).ok_or(Code::UnknownConcept)?;
            return Ok(Stated {
                attribute: attribute.to_owned(),
                item: Some(item),
                value: FactValue::Flag { yes: true },
                entered: None,
            });
        }
        let (left, value) = line.split_once('=').ok_or(Code::BadRequirement)?;
        let (name, item) = match left.split_once('[') {
            Some((name, item)) => {
                let item = item.trim().strip_suffix(']').ok_or(Code::BadRequirement)?;
                (name, Some(item))
            }
            None => (left, None),
        };
        let attribute = attribute_named(name.trim(), self.words).ok_or(Code::UnknownAttribute)?;
        let item = match (item, attribute.item_kind) {
            (Some(item), Some(kind)) => {
                Some(self.names.find(kind, item).ok_or(Code::UnknownConcept)?)
            }
            (Some(_), None) => return Err(Code::BadRequirement),
            (None, _) => None,
        };
        Ok(Stated {
            value: self.value(attribute, value)?,
            attribute: attribute.id.clone(),
            item,
            entered: Some(value.trim().to_owned()),
        })
    }

    /// Reads a value of an attribute.
    pub fn value(&self, attribute: &Attribute, text: &str) -> Result<FactValue, Code> {
        value_of(attribute, text.trim(), self.today, &self.names)
    }

    /// Reads a civil date.
    pub fn day(&self, text: &str) -> Result<Date, Code> {
        cells::date(text, self.today).ok_or(Code::BadDate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::attributes::{PROCESS_OFFERED, SITE_STAFF};

    #[test]
    fn lines_are_read_as_staff_write_them() {
        let words = Words::bundled().unwrap();
        let reader = Reader::new(&words, Date::constant(2026, 11, 25));
        let tolerance = reader
            .line("process.tolerance[torneado CNC] = 0.02 mm")
            .unwrap();
        assert_eq!(tolerance.item.as_deref(), Some("process.cnc_turning"));
        assert_eq!(tolerance.value, FactValue::exactly(20_000));
        assert_eq!(tolerance.entered.as_deref(), Some("0.02 mm"));
        let staff = reader.line("personal = 12").unwrap();
        assert_eq!(
            (staff.attribute.as_str(), staff.value),
            (SITE_STAFF, FactValue::exactly(12))
        );
        let process = reader.line("proceso: fresado CNC").unwrap();
        assert_eq!(process.attribute, PROCESS_OFFERED);
        assert_eq!(process.value, FactValue::Flag { yes: true });
        for (line, code) in [
            ("doce personas", Code::BadRequirement),
            ("nada = 3", Code::UnknownAttribute),
            ("personal = muchos", Code::BadNumber),
            ("proceso: levitación", Code::UnknownConcept),
        ] {
            assert_eq!(reader.line(line).unwrap_err(), code, "{line}");
        }
    }
}
