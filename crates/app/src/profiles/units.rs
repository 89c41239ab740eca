//! The units in which a form takes an amount, and the amount as the parser reads it. Of a bare number the
//! first unit of the list is meant: hours are never taken for seconds. Must not read values.

use eslabon_domain::attributes::Attribute;
use eslabon_domain::text::Lang;

/// A unit that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// The word that names it in the faces' texts.
    pub key: &'static str,
    /// How it is written in Spanish.
    es: &'static str,
    /// How it is written in English.
    en: &'static str,
}

impl Unit {
    const fn alike(word: &'static str) -> Self {
        Self {
            key: word,
            es: word,
            en: word,
        }
    }

    /// How it is written, as the parser reads it.
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Es => self.es,
            Lang::En => self.en,
        }
    }
}

const MICRON: Unit = Unit {
    key: "um",
    es: "µm",
    en: "µm",
};
const INCH: Unit = Unit {
    key: "in",
    es: "pulg",
    en: "in",
};
const THOU: Unit = Unit {
    key: "thou",
    es: "milésimas",
    en: "thou",
};
const SHARE: Unit = Unit {
    key: "percent",
    es: "%",
    en: "%",
};
const MM: Unit = Unit::alike("mm");
const PPM: Unit = Unit::alike("ppm");
const HOURS: Unit = Unit::alike("h");
const MINUTES: Unit = Unit::alike("min");
const SECONDS: Unit = Unit::alike("s");

const LENGTHS: [Unit; 6] = [MM, INCH, THOU, MICRON, Unit::alike("cm"), Unit::alike("m")];
const FINE_LENGTHS: [Unit; 4] = [MICRON, MM, THOU, INCH];
const MASSES: [Unit; 3] = [Unit::alike("kg"), Unit::alike("g"), Unit::alike("t")];
const SHARES: [Unit; 2] = [SHARE, PPM];
const DEFECTS: [Unit; 2] = [PPM, SHARE];
const LONG_TIMES: [Unit; 3] = [HOURS, MINUTES, SECONDS];
const SHORT_TIMES: [Unit; 3] = [MINUTES, HOURS, SECONDS];
const CYCLE_TIMES: [Unit; 3] = [SECONDS, MINUTES, Unit::alike("ms")];

/// Lengths that people say in microns.
const FINE: [&str; 2] = ["process.roughness_ra", "equipment.resolution"];
/// Shares that people say in parts per million.
const IN_PPM: [&str; 1] = ["site.defect_ppm"];
/// Durations that people say in minutes.
const IN_MINUTES: [&str; 2] = ["process.changeover_time", "site.planned_stops_shift"];

/// The units of an attribute, the one that is meant first; none where the amount is a plain number.
#[must_use]
pub fn units_of(attribute: &Attribute) -> &'static [Unit] {
    let id = attribute.id.as_str();
    match attribute.unit.as_str() {
        "nm" if FINE.contains(&id) => &FINE_LENGTHS,
        "nm" => &LENGTHS,
        "g" => &MASSES,
        "ppm" if IN_PPM.contains(&id) => &DEFECTS,
        "ppm" => &SHARES,
        "s" if IN_MINUTES.contains(&id) => &SHORT_TIMES,
        "s" => &LONG_TIMES,
        "ms" => &CYCLE_TIMES,
        _ => &[],
    }
}

/// What was typed, with its unit behind each bare number: `0.5` and `milésimas` are `0.5 milésimas`, `10 a 20`
/// and `mm` are `10 mm a 20 mm`. A unit that stands in the text already counts more than the chosen one.
pub(crate) fn composed(attribute: &Attribute, text: &str, unit: &str, lang: Lang) -> String {
    let preset = units_of(attribute).first().map(|unit| unit.word(lang));
    let unit = match unit.trim() {
        "" => preset.unwrap_or_default(),
        chosen => chosen,
    };
    let text = text.trim();
    if unit.is_empty() {
        return text.to_owned();
    }
    for between in [" a ", " to ", "–", "—", "-"] {
        if let Some((low, high)) = text.split_once(between)
            && !low.trim().is_empty()
        {
            return format!("{} – {}", with_unit(low, unit), with_unit(high, unit));
        }
    }
    with_unit(text, unit)
}

fn with_unit(number: &str, unit: &str) -> String {
    let number = number.trim();
    let is_bare = number.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    match is_bare {
        true => format!("{number} {unit}"),
        false => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::attributes::{Attributes, ValueType};
    use eslabon_domain::units::parse_amount;

    #[test]
    fn every_unit_that_can_be_chosen_is_understood() {
        let spine = Attributes::bundled().unwrap();
        for attribute in spine.iter() {
            for unit in units_of(attribute) {
                for lang in Lang::ALL {
                    let text = format!("1 {}", unit.word(lang));
                    let read = parse_amount(&text, &attribute.unit);
                    assert!(read.is_ok_and(|amount| amount > 0), "{text}");
                }
            }
        }
    }

    #[test]
    fn no_bare_number_of_a_duration_is_left_to_the_parser() {
        let spine = Attributes::bundled().unwrap();
        let is_duration = |unit: &str| matches!(unit, "s" | "ms");
        for attribute in spine.iter().filter(|a| a.value_type == ValueType::Amount) {
            let text = composed(attribute, "16", "", Lang::Es);
            assert!(
                !is_duration(&attribute.unit) || text != "16",
                "{}",
                attribute.id
            );
        }
        let hours = spine.find("site.training_per_person").unwrap();
        assert_eq!(composed(hours, "16", "", Lang::Es), "16 h");
        let stops = spine.find("site.planned_stops_shift").unwrap();
        assert_eq!(composed(stops, "30", "", Lang::En), "30 min");
    }

    #[test]
    fn a_unit_follows_each_bare_number_and_yields_to_one_that_is_typed() {
        let spine = Attributes::bundled().unwrap();
        let tolerance = spine.find("process.tolerance").unwrap();
        for (text, unit, expected) in [
            ("0.5", "milésimas", "0.5 milésimas"),
            ("0.5 thou", "mm", "0.5 thou"),
            ("0.02", "", "0.02 mm"),
            ("10 a 20", "µm", "10 µm – 20 µm"),
            ("10-20", "µm", "10 µm – 20 µm"),
            ("-3", "mm", "-3 mm"),
        ] {
            assert_eq!(composed(tolerance, text, unit, Lang::Es), expected);
        }
        let staff = spine.find("site.staff").unwrap();
        assert_eq!(composed(staff, "12", "", Lang::Es), "12");
        assert_eq!(composed(staff, "12", "kg", Lang::Es), "12 kg");
    }
}
