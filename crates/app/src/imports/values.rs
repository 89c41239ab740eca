//! Values as people write them in our templates: `torneado CNC: 0.02 mm [validado] (2027-03-31)`,
//! `Torno CNC x 4`, `ISO 9001 (+240d)`. Knows no column; says what is wrong by code.

use super::cells;
use super::messages::Code;
use eslabon_domain::attributes::{Attribute, ValueType};
use eslabon_domain::facts::{FactValue, Origin};
use eslabon_domain::text::{Lang, LocalText, guess_lang, normal_form};
use eslabon_domain::units::{UnitError, parse_amount, parse_whole};
use eslabon_domain::vocabulary::{ConceptId, ConceptKind, Vocabulary};
use jiff::civil::Date;
use std::collections::HashMap;

/// The longest text value.
const TEXT_CHARS: usize = 8_000;

/// Concepts by their ids, labels and synonyms: looked up once for every file, not once a cell.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_name: HashMap<(ConceptKind, String), ConceptId>,
}

impl Names {
    /// Every name of a vocabulary. Where two concepts share one, the declared meaning counts, then a
    /// label before a synonym, then the order of the tree.
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut by_name = HashMap::new();
        for ambiguity in vocabulary.ambiguities() {
            let meant = ambiguity
                .concepts
                .split('|')
                .next()
                .and_then(|id| vocabulary.find(id.trim()));
            if let Some(concept) = meant {
                by_name
                    .entry((concept.kind, normal_form(&ambiguity.term)))
                    .or_insert_with(|| concept.id.clone());
            }
        }
        let mut add = |kind: ConceptKind, name: &str, id: &ConceptId| {
            by_name
                .entry((kind, normal_form(name)))
                .or_insert_with(|| id.clone());
        };
        for concept in vocabulary.concepts() {
            add(concept.kind, &concept.id, &concept.id);
            Lang::ALL
                .iter()
                .for_each(|lang| add(concept.kind, concept.label.get(*lang), &concept.id));
        }
        for concept in vocabulary.concepts() {
            for lang in Lang::ALL {
                concept
                    .phrases(lang)
                    .for_each(|phrase| add(concept.kind, phrase, &concept.id));
            }
        }
        Self { by_name }
    }

    /// The concept that was meant.
    pub fn find(&self, kind: ConceptKind, typed: &str) -> Option<ConceptId> {
        self.by_name.get(&(kind, normal_form(typed))).cloned()
    }
}

/// A value with what may follow it: `[origin]` and `(last day of validity)`, in any order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked<'t> {
    pub text: &'t str,
    pub origin: Option<Origin>,
    pub until: Option<Date>,
}

/// Takes the marks off a value. Round brackets that hold no date belong to the value.
pub(super) fn marked(cell: &str, today: Date) -> Result<Marked<'_>, Code> {
    let mut found = Marked {
        text: cell.trim(),
        origin: None,
        until: None,
    };
    loop {
        if let Some((rest, word)) = bracketed(found.text, '[', ']') {
            found.origin = Some(cells::origin(word).ok_or(Code::BadOrigin)?);
            found.text = rest;
        } else if let Some((rest, day)) = bracketed(found.text, '(', ')')
            && let Some(day) = cells::date(day, today)
        {
            found.until = Some(day);
            found.text = rest;
        } else {
            return Ok(found);
        }
    }
}

fn bracketed(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let (rest, inner) = text.strip_suffix(close)?.rsplit_once(open)?;
    Some((rest.trim_end(), inner.trim()))
}

/// `Torno CNC x 4` → the name and the count; without a count there is at least one.
pub(super) fn counted(text: &str) -> Result<(&str, FactValue), Code> {
    let split = text
        .rsplit_once([' ', '\u{a0}'])
        .and_then(|(before, count)| {
            let before = before.trim_end().strip_suffix(['x', 'X', '×'])?;
            before
                .ends_with(char::is_whitespace)
                .then_some((before.trim_end(), count))
        });
    match split {
        None => Ok((
            text,
            FactValue::Amount {
                low: 1,
                high: i64::MAX,
            },
        )),
        Some((name, count)) => {
            let count = parse_whole(count).map_err(|_| Code::BadNumber)?;
            if count < 0 {
                Err(Code::NegativeValue)
            } else {
                Ok((name, FactValue::exactly(count)))
            }
        }
    }
}

/// The parts of `item: value`, where what stands before the colon names a concept.
pub(super) fn itemised<'t>(
    names: &Names,
    kind: ConceptKind,
    text: &'t str,
) -> (Option<ConceptId>, &'t str) {
    let split = text
        .split_once(':')
        .and_then(|(item, value)| Some((names.find(kind, item)?, value.trim())));
    match split {
        Some((item, value)) => (Some(item), value),
        None => (None, text),
    }
}

/// A value of an attribute: a measure with its unit, a range (`31 a 50`), yes or no, a date, words.
pub(super) fn value_of(
    attribute: &Attribute,
    text: &str,
    today: Date,
    names: &Names,
) -> Result<FactValue, Code> {
    match attribute.value_type {
        ValueType::Flag => Ok(FactValue::Flag {
            yes: cells::yes_no(text).ok_or(Code::BadYesNo)?,
        }),
        ValueType::Amount if !is_in_its_currency(text, &attribute.unit) => Err(Code::NotInPesos),
        ValueType::Amount => amount(text, &attribute.unit),
        ValueType::Concept => {
            let meant = attribute.item_kind.and_then(|kind| names.find(kind, text));
            Ok(FactValue::Concept {
                concept: meant.ok_or(Code::UnknownConcept)?,
            })
        }
        ValueType::Text if text.chars().count() > TEXT_CHARS => Err(Code::TooLong),
        ValueType::Text => Ok(FactValue::Text {
            text: LocalText {
                lang: guess_lang(text),
                text: text.to_owned(),
            },
        }),
        ValueType::Date => Ok(FactValue::Day {
            date: cells::date(text, today).ok_or(Code::BadDate)?,
        }),
    }
}

/// Whether an amount of money is said in pesos: the parser of money does not look at what follows the number.
/// The one rule for profiles, confirmations, imported facts and what needs ask; other units have no currency.
pub(super) fn is_in_its_currency(text: &str, unit: &str) -> bool {
    const WORDS: [&str; 9] = [
        "mxn",
        "mx",
        "pesos",
        "peso",
        "m",
        "n",
        "a",
        "to",
        "mexicanos",
    ];
    if unit != "minor_mxn" {
        return true;
    }
    let mut words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    words.all(|word| WORDS.contains(&word.to_lowercase().as_str()))
        && !text.contains(['€', '£', '¥'])
}

fn amount(text: &str, unit: &str) -> Result<FactValue, Code> {
    let one = |text: &str| match parse_amount(text, unit) {
        Ok(amount) if amount < 0 => Err(Code::NegativeValue),
        Ok(amount) => Ok(amount),
        Err(UnitError::NoNumber(_) | UnitError::UnknownUnit(_) | UnitError::OutOfRange(_)) => {
            Err(Code::BadNumber)
        }
    };
    let range = [" a ", " to ", "–", "—"]
        .iter()
        .find_map(|between| text.split_once(between));
    let range = range.or_else(|| {
        text.split_once('-')
            .filter(|(low, _)| !low.trim().is_empty())
    });
    let Some((low, high)) = range else {
        return one(text).map(FactValue::exactly);
    };
    let (low, high) = (one(low)?, one(high)?);
    if low > high {
        Err(Code::BadNumber)
    } else {
        Ok(FactValue::Amount { low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::attributes::{Attributes, SITE_STAFF};

    const TODAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn marks_come_in_any_order_and_other_brackets_stay() {
        let found = marked("ISO 9001 (+7d) [documentado]", TODAY).unwrap();
        assert_eq!(
            (found.text, found.origin),
            ("ISO 9001", Some(Origin::Document))
        );
        assert_eq!(found.until, Some(Date::constant(2026, 12, 1)));
        let other = marked("0.8 µm [validado] (2027-01-31)", TODAY).unwrap();
        assert_eq!(
            (other.text, other.until),
            ("0.8 µm", Some(Date::constant(2027, 1, 31)))
        );
        assert_eq!(
            marked("Acero (dulce)", TODAY).unwrap().text,
            "Acero (dulce)"
        );
        assert_eq!(marked("Torno [quizá]", TODAY), Err(Code::BadOrigin));
    }

    #[test]
    fn counts_follow_an_x() {
        assert_eq!(
            counted("Torno CNC x 4"),
            Ok(("Torno CNC", FactValue::exactly(4)))
        );
        assert_eq!(
            counted("Torno CNC × 12"),
            Ok(("Torno CNC", FactValue::exactly(12)))
        );
        assert_eq!(
            counted("Rayos X"),
            Ok((
                "Rayos X",
                FactValue::Amount {
                    low: 1,
                    high: i64::MAX
                }
            ))
        );
        assert_eq!(counted("Torno x cuatro"), Err(Code::BadNumber));
        assert_eq!(counted("Torno x -1"), Err(Code::NegativeValue));
    }

    #[test]
    fn concepts_are_meant_by_id_label_or_synonym() {
        let names = Names::of(&Vocabulary::bundled().unwrap());
        for typed in [
            "process.cnc_turning",
            "Torneado CNC",
            "cnc turning",
            "TORNEADO  cnc",
        ] {
            assert_eq!(
                names.find(ConceptKind::Process, typed).as_deref(),
                Some("process.cnc_turning"),
                "{typed}"
            );
        }
        assert_eq!(names.find(ConceptKind::Material, "torneado cnc"), None);
        let (item, value) = itemised(&names, ConceptKind::Process, "torneado CNC: 0.02 mm");
        assert_eq!(
            (item.as_deref(), value),
            (Some("process.cnc_turning"), "0.02 mm")
        );
        assert_eq!(itemised(&names, ConceptKind::Process, "nada: 3").0, None);
    }

    #[test]
    fn money_is_said_in_pesos() {
        for text in [
            "1,200",
            "$1,200 MXN",
            "1200 pesos",
            "1200 a 1500",
            "5 m.n.",
            "MX$ 80",
        ] {
            assert!(is_in_its_currency(text, "minor_mxn"), "{text}");
        }
        for text in [
            "100 USD",
            "US$100",
            "100 dólares",
            "€100",
            "100 to 200 dlls",
        ] {
            assert!(!is_in_its_currency(text, "minor_mxn"), "{text}");
        }
        assert!(is_in_its_currency("0.02 mm", "nm"));
        let (spine, names) = (Attributes::bundled().unwrap(), Names::default());
        let rate = spine.find("process.hour_rate").unwrap();
        let read = |text: &str| value_of(rate, text, TODAY, &names);
        assert_eq!(read("100 USD"), Err(Code::NotInPesos));
        assert_eq!(read("$450.50 MXN"), Ok(FactValue::exactly(45_050)));
    }

    #[test]
    fn values_follow_the_type_of_their_attribute() {
        let (spine, names) = (Attributes::bundled().unwrap(), Names::default());
        let read = |id: &str, text: &str| value_of(spine.find(id).unwrap(), text, TODAY, &names);
        assert_eq!(read(SITE_STAFF, "34"), Ok(FactValue::exactly(34)));
        assert_eq!(
            read(SITE_STAFF, "31 a 50"),
            Ok(FactValue::Amount { low: 31, high: 50 })
        );
        assert_eq!(
            read(SITE_STAFF, "31-50"),
            Ok(FactValue::Amount { low: 31, high: 50 })
        );
        assert_eq!(read(SITE_STAFF, "-3"), Err(Code::NegativeValue));
        assert_eq!(read(SITE_STAFF, "50 a 31"), Err(Code::BadNumber));
        assert_eq!(
            read("process.tolerance", "0.0005 in"),
            Ok(FactValue::exactly(12_700))
        );
        assert_eq!(read("process.tolerance", "0.02 kg"), Err(Code::BadNumber));
        assert_eq!(
            read("site.on_time_delivery", "97.5 %"),
            Ok(FactValue::exactly(975_000))
        );
        assert_eq!(
            read("site.invoices_usd", "sí"),
            Ok(FactValue::Flag { yes: true })
        );
        assert_eq!(read("site.invoices_usd", "quizá"), Err(Code::BadYesNo));
    }
}
