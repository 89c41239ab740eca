//! Where a row lies: state, municipality and position from whatever columns the file has.
//! A position outside Mexico falls back to the municipality's centroid, and says so.

use super::cells::Reading;
use super::messages::Code;
use eslabon_domain::places::{Places, Position, StateCode};
use eslabon_domain::text::normal_form;
use eslabon_storage::sites::PositionSource;
use std::collections::HashMap;

/// What was found out about a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Located {
    pub state: Option<StateCode>,
    /// Five digits.
    pub municipality: Option<String>,
    pub position: Option<Position>,
    pub source: PositionSource,
}

/// Finds places; remembers names, since looking one up by a part of its name is slow.
#[derive(Default)]
pub(super) struct Locator {
    by_name: HashMap<(u8, String), Option<String>>,
}

impl Locator {
    /// Reads the columns `state_code`, `state`, `municipality_code`, `municipality`, `lat`, `lon`.
    pub fn locate(&mut self, reading: &mut Reading<'_>) -> Located {
        let state = state(reading);
        let municipality = self.municipality(reading, state);
        let state = state.or_else(|| {
            municipality
                .as_deref()
                .and_then(|code| code.get(..2))
                .and_then(StateCode::parse)
        });
        if let Some(own) = position(reading) {
            return Located {
                state,
                municipality,
                position: Some(own),
                source: PositionSource::Own,
            };
        }
        let centre = municipality
            .as_deref()
            .and_then(|code| Places::shared().municipality(code))
            .and_then(|m| m.centre);
        let source = if centre.is_some() {
            PositionSource::Municipality
        } else {
            PositionSource::None
        };
        Located {
            state,
            municipality,
            position: centre,
            source,
        }
    }

    fn municipality(
        &mut self,
        reading: &mut Reading<'_>,
        state: Option<StateCode>,
    ) -> Option<String> {
        let places = Places::shared();
        let code = reading.text("municipality_code");
        let name = reading.text("municipality");
        if let (Some(state), Ok(number)) = (state, code.parse::<u16>())
            && let Some(known) = places.municipality(&format!("{state}{number:03}"))
        {
            return Some(known.code.clone());
        }
        if name.len() == 5
            && let Some(known) = places.municipality(&name)
        {
            return Some(known.code.clone());
        }
        if name.is_empty() && code.is_empty() {
            return None;
        }
        let found = state.and_then(|state| self.named(state, &name));
        if found.is_none() {
            let (field, value) = if name.is_empty() {
                ("municipality_code", code)
            } else {
                ("municipality", name)
            };
            reading.warn(field, &value, Code::UnknownMunicipality);
        }
        found
    }

    /// The municipality of this name.
    pub fn named(&mut self, state: StateCode, name: &str) -> Option<String> {
        let key = (state.0, normal_form(name));
        if let Some(known) = self.by_name.get(&key) {
            return known.clone();
        }
        let found = Places::shared()
            .municipality_named(state, name)
            .map(|m| m.code.clone());
        self.by_name.insert(key, found.clone());
        found
    }
}

fn state(reading: &mut Reading<'_>) -> Option<StateCode> {
    let (code, name) = (reading.text("state_code"), reading.text("state"));
    let found = StateCode::parse(&code).or_else(|| state_meant(&name));
    if found.is_none() && !(code.is_empty() && name.is_empty()) {
        reading.warn(
            "state",
            if name.is_empty() { &code } else { &name },
            Code::UnknownState,
        );
    }
    found
}

/// A state by number or name.
pub(super) fn state_meant(text: &str) -> Option<StateCode> {
    StateCode::parse(text).or_else(|| Places::shared().state_named(text))
}

fn position(reading: &mut Reading<'_>) -> Option<Position> {
    let (lat, lon) = (reading.text("lat"), reading.text("lon"));
    if lat.is_empty() && lon.is_empty() {
        return None;
    }
    // West may be written without its sign: "Longitud Oeste 100.78".
    let found = degrees(&lat)
        .zip(degrees(&lon))
        .and_then(|(lat, lon)| Position::from_degrees(lat, if lon > 0.0 { -lon } else { lon }))
        .filter(|position| position.is_in_mexico());
    if found.is_none() {
        reading.warn("lat", &format!("{lat}, {lon}"), Code::PositionImplausible);
    }
    found
}

/// Degrees, as a decimal number (point or comma) or as degrees, minutes and seconds.
fn degrees(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse::<f64>() {
        return Some(number);
    }
    if let Ok(number) = text.replace(',', ".").parse::<f64>() {
        return Some(number);
    }
    let parts: Vec<f64> = text
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f64>().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [whole, minutes @ 0.0..60.0, rest @ ..] => {
            let seconds = match rest {
                [] => 0.0,
                [seconds @ 0.0..=60.0] => *seconds,
                _ => return None,
            };
            Some(
                (whole.abs() + minutes / 60.0 + seconds / 3600.0)
                    * if *whole < 0.0 { -1.0 } else { 1.0 },
            )
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_come_in_several_forms() {
        assert_eq!(degrees("20.732778"), Some(20.732_778));
        assert_eq!(degrees("20,732778"), Some(20.732_778));
        let dms = degrees("20°43'58\"").unwrap();
        assert!((dms - 20.732_778).abs() < 1e-5, "{dms}");
        assert_eq!(degrees("20 30"), Some(20.5));
        for bad in ["", "abc", "20 99 1", "1 2 3 4", "--"] {
            assert_eq!(degrees(bad), None, "{bad}");
        }
    }
}
