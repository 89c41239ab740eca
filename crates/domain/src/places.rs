//! States, municipalities and positions of Mexico, and the distance between two points.
//! Codes, names and centroids are INEGI's.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::normal_form;

/// INEGI's number of a state, 1 to 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StateCode(pub u8);

impl std::fmt::Display for StateCode {
    /// Two digits: `08`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl StateCode {
    /// Reads `8` or `08`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim()
            .parse()
            .ok()
            .filter(|n| (1..=32).contains(n))
            .map(StateCode)
    }
}

/// A point, in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Latitude × 10⁶, north positive.
    pub lat_e6: i32,
    /// Longitude × 10⁶, east positive.
    pub lon_e6: i32,
}

impl Position {
    /// A point in degrees; absent where the numbers are no point on Earth.
    #[must_use]
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        let sane = lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "bounded by ±180 × 10⁶ just above"
        )]
        sane.then(|| Self {
            lat_e6: (lat * 1e6).round() as i32,
            lon_e6: (lon * 1e6).round() as i32,
        })
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e6) / 1e6
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e6) / 1e6
    }

    /// Whether the point lies in the box around Mexico and its islands.
    #[must_use]
    pub fn is_in_mexico(self) -> bool {
        (14.3..=32.8).contains(&self.lat()) && (-118.6..=-86.5).contains(&self.lon())
    }

    /// Great-circle distance in metres (haversine on a sphere of 6,371,008.8 m, the IUGG mean radius).
    #[must_use]
    pub fn distance_m(self, other: Position) -> f64 {
        const MEAN_RADIUS_M: f64 = 6_371_008.8;
        let (lat1, lat2) = (self.lat().to_radians(), other.lat().to_radians());
        let dlat = lat2 - lat1;
        let dlon = (other.lon() - self.lon()).to_radians();
        let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * MEAN_RADIUS_M * h.sqrt().min(1.0).asin()
    }
}

/// A state.
#[derive(Debug, Clone)]
pub struct State {
    /// Its number.
    pub code: StateCode,
    /// Its official name.
    pub name: String,
    /// The name that fits into a column.
    pub short: String,
    /// Its centroid.
    pub centre: Position,
}

/// A municipality.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// Five digits: state and municipality.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: StateCode,
    /// Its centroid; 31 of the 2,467 have none on record.
    pub centre: Option<Position>,
}

/// Mexico's states and municipalities.
#[derive(Debug)]
pub struct Places {
    states: Vec<State>,
    municipalities: Vec<Municipality>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<(u8, String), usize>,
    state_by_name: HashMap<String, u8>,
}

impl Places {
    /// The bundled tables.
    pub fn shared() -> &'static Places {
        static SHARED: OnceLock<Places> = OnceLock::new();
        SHARED.get_or_init(|| {
            Places::parse(
                include_str!("../../../schema/places/states.csv"),
                include_str!("../../../schema/places/municipalities.csv"),
            )
        })
    }

    /// Reads `states.csv` and `municipalities.csv`; lines that are not places are left out
    /// (a test counts those of the bundled tables).
    #[must_use]
    pub fn parse(states_csv: &str, municipalities_csv: &str) -> Self {
        let mut places = Places {
            states: Vec::new(),
            municipalities: Vec::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            state_by_name: HashMap::new(),
        };
        let mut reader = csv::Reader::from_reader(states_csv.as_bytes());
        for (code, name, short, lat, lon) in reader
            .deserialize::<(String, String, String, f64, f64)>()
            .filter_map(Result::ok)
        {
            let (Some(code), Some(centre)) =
                (StateCode::parse(&code), Position::from_degrees(lat, lon))
            else {
                continue;
            };
            for known_as in [&name, &short] {
                places.state_by_name.insert(normal_form(known_as), code.0);
            }
            places.states.push(State {
                code,
                name,
                short,
                centre,
            });
        }
        for (known_as, code) in [
            ("distrito federal", 9),
            ("estado de mexico", 15),
            ("edo de mexico", 15),
            ("mexico city", 9),
            ("cd de mexico", 9),
            ("state of mexico", 15),
            ("coahuila", 5),
            ("veracruz llave", 30),
            ("queretaro de arteaga", 22),
        ] {
            places.state_by_name.insert(known_as.to_owned(), code);
        }
        let mut reader = csv::Reader::from_reader(municipalities_csv.as_bytes());
        for (code, name, lat, lon) in reader
            .deserialize::<(String, String, Option<f64>, Option<f64>)>()
            .filter_map(Result::ok)
        {
            let Some(state) = code.get(..2).and_then(StateCode::parse) else {
                continue;
            };
            let centre = lat
                .zip(lon)
                .and_then(|(lat, lon)| Position::from_degrees(lat, lon));
            let at = places.municipalities.len();
            places.by_code.insert(code.clone(), at);
            places.by_name.insert((state.0, normal_form(&name)), at);
            places.municipalities.push(Municipality {
                code,
                name,
                state,
                centre,
            });
        }
        places
    }

    /// All states, by number.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// All municipalities, by code.
    #[must_use]
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities
    }

    /// The state of this number.
    #[must_use]
    pub fn state(&self, code: StateCode) -> Option<&State> {
        self.states.iter().find(|state| state.code == code)
    }

    /// The state of this name, as registers write it in any case, with or without accents.
    #[must_use]
    pub fn state_named(&self, name: &str) -> Option<StateCode> {
        self.state_by_name
            .get(&normal_form(name))
            .copied()
            .map(StateCode)
    }

    /// The municipality of this five-digit code.
    #[must_use]
    pub fn municipality(&self, code: &str) -> Option<&Municipality> {
        self.by_code
            .get(code)
            .and_then(|at| self.municipalities.get(*at))
    }

    /// The municipality of this name in this state. "Silao" finds "Silao de la Victoria" and
    /// "Tlaquepaque" finds "San Pedro Tlaquepaque" where only one name of the state begins or ends so.
    #[must_use]
    pub fn municipality_named(&self, state: StateCode, name: &str) -> Option<&Municipality> {
        let wanted = normal_form(name);
        if wanted.is_empty() {
            return None;
        }
        if let Some(at) = self.by_name.get(&(state.0, wanted.clone())) {
            return self.municipalities.get(*at);
        }
        let starts = |long: &str, short: &str| {
            long.strip_prefix(short)
                .is_some_and(|rest| rest.starts_with(' '))
        };
        let ends = |long: &str, short: &str| {
            long.strip_suffix(short)
                .is_some_and(|rest| rest.ends_with(' '))
        };
        let known: Vec<(&Municipality, String)> = self
            .municipalities
            .iter()
            .filter(|m| m.state == state)
            .map(|m| (m, normal_form(&m.name)))
            .collect();
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut close = known.iter().filter(|(_, name)| fits(name));
            match (close.next(), close.next()) {
                (Some((only, _)), None) => Some(*only),
                _ => None,
            }
        };
        only(&|name| starts(name, &wanted) || starts(&wanted, name))
            .or_else(|| only(&|name| ends(name, &wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_tables_are_whole() {
        let places = Places::shared();
        assert_eq!(places.states().len(), 32);
        assert_eq!(places.municipalities().len(), 2_467);
        assert_eq!(
            places
                .municipalities()
                .iter()
                .filter(|m| m.centre.is_none())
                .count(),
            31
        );
    }

    #[test]
    fn names_are_found_as_registers_write_them() {
        let places = Places::shared();
        assert_eq!(places.state_named("DISTRITO FEDERAL"), Some(StateCode(9)));
        assert_eq!(places.state_named("Querétaro"), Some(StateCode(22)));
        assert_eq!(places.state_named("Atlantis"), None);
        assert!(
            places
                .municipality_named(StateCode(14), "GUADALAJARA")
                .is_some()
        );
        assert!(places.municipality_named(StateCode(11), "Silao").is_some());
        let named = |state, name| {
            places
                .municipality_named(StateCode(state), name)
                .map(|m| m.code.as_str())
        };
        assert_eq!(named(14, "TLAQUEPAQUE"), Some("14098"));
        assert_eq!(named(11, "Allende"), Some("11003"));
        assert_eq!(named(4, "Dzitbalché"), Some("04013"));
        assert_eq!(named(14, "San"), None);
    }

    #[test]
    fn distances_agree_with_the_map() {
        let juarez = Position::from_degrees(31.6904, -106.4245).unwrap();
        let chihuahua = Position::from_degrees(28.6353, -106.0889).unwrap();
        let km = juarez.distance_m(chihuahua) / 1_000.0;
        assert!((km - 341.0).abs() < 3.0, "{km}");
        assert!(Position::from_degrees(91.0, 0.0).is_none());
        assert!(Position::from_degrees(f64::NAN, 0.0).is_none());
    }
}
