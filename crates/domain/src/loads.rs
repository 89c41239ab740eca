//! What a site has promised of its machines' time to orders that it already has, month by month. It is stated
//! as people say it, a share of the month's machine time or hours of it; a month of which nothing is stated is
//! not known, and never free.

use crate::calendar::Month;
use crate::facts::Origin;
use crate::ids::{LoadId, SiteId};
use crate::units::{UnitError, parse_amount};
use crate::vocabulary::ConceptId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A whole, in parts per million.
pub const WHOLE_PPM: i64 = 1_000_000;
/// The most machine hours of a month that are taken: a thousand machines, day and night.
pub const HOURS_MAX: i64 = 744_000;

/// In what a load is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadUnit {
    /// A share of the month's machine time.
    Share,
    /// Machine hours, over all machines of the process.
    Hours,
}

impl LoadUnit {
    /// Every unit, the one that is meant first.
    pub const ALL: [LoadUnit; 2] = [LoadUnit::Share, LoadUnit::Hours];

    /// The word that storage and forms use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LoadUnit::Share => "share",
            LoadUnit::Hours => "hours",
        }
    }

    /// The unit that [`LoadUnit::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == word)
    }
}

/// How much of a month's machine time is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadAmount {
    /// So many millionths of it.
    Share {
        /// Parts per million.
        ppm: i64,
    },
    /// So long, over all machines of the process.
    Hours {
        /// Seconds.
        seconds: i64,
    },
}

/// Why a load is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadFault {
    /// No number, or one with another unit.
    NoNumber,
    /// Less than nothing, more than the whole month, or more hours than anyone has.
    OutOfRange,
}

impl LoadAmount {
    /// Reads what was typed: `80 %`, `120 h`, a bare number in the unit that was chosen.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, unit: LoadUnit) -> Result<Self, LoadFault> {
        let text = text.trim();
        let is_share = match text {
            _ if text.ends_with('%') => true,
            _ if text.ends_with(|c: char| c.is_alphabetic()) => false,
            _ => unit == LoadUnit::Share,
        };
        let is_bare = text.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        let read = |text: &str, unit: &str| {
            parse_amount(text, unit).map_err(|fault| match fault {
                UnitError::OutOfRange(_) => LoadFault::OutOfRange,
                UnitError::NoNumber(_) | UnitError::UnknownUnit(_) => LoadFault::NoNumber,
            })
        };
        if is_share {
            let ppm = read(text, "ppm")?;
            return match (0..=WHOLE_PPM).contains(&ppm) {
                true => Ok(LoadAmount::Share { ppm }),
                false => Err(LoadFault::OutOfRange),
            };
        }
        let seconds = match is_bare {
            true => read(&format!("{text} h"), "s")?,
            false => read(text, "s")?,
        };
        match (0..=HOURS_MAX * 3_600).contains(&seconds) {
            true => Ok(LoadAmount::Hours { seconds }),
            false => Err(LoadFault::OutOfRange),
        }
    }

    /// In what it is stated.
    #[must_use]
    pub fn unit(self) -> LoadUnit {
        match self {
            LoadAmount::Share { .. } => LoadUnit::Share,
            LoadAmount::Hours { .. } => LoadUnit::Hours,
        }
    }

    /// Millionths, or seconds.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            LoadAmount::Share { ppm } => ppm,
            LoadAmount::Hours { seconds } => seconds,
        }
    }

    /// What [`LoadAmount::unit`] and [`LoadAmount::number`] took apart.
    #[must_use]
    pub fn of(unit: LoadUnit, number: i64) -> Self {
        match unit {
            LoadUnit::Share => LoadAmount::Share { ppm: number },
            LoadUnit::Hours => LoadAmount::Hours { seconds: number },
        }
    }
}

/// What is promised of a process in a month, as it was stated. It is never changed: a later word takes its
/// place, and it stays in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedLoad {
    /// Its id.
    pub id: LoadId,
    /// Of which site.
    pub site: SiteId,
    /// Of which process.
    pub process: ConceptId,
    /// Of which month.
    pub month: Month,
    /// How much.
    pub amount: LoadAmount,
    /// As it was typed.
    pub entered: String,
    /// How it is known.
    pub origin: Origin,
    /// Who said so; no person is named.
    pub source: String,
    /// When it was written down.
    pub recorded: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn loads_are_read_as_people_write_them() {
        use LoadUnit::{Hours, Share};
        for (text, unit, expected) in [
            ("80", Share, LoadAmount::Share { ppm: 800_000 }),
            ("80 %", Hours, LoadAmount::Share { ppm: 800_000 }),
            ("0", Share, LoadAmount::Share { ppm: 0 }),
            ("120", Hours, LoadAmount::Hours { seconds: 432_000 }),
            ("1,200.5 h", Share, LoadAmount::Hours { seconds: 4_321_800 }),
            ("90 min", Share, LoadAmount::Hours { seconds: 5_400 }),
        ] {
            assert_eq!(LoadAmount::parse(text, unit), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        use LoadUnit::{Hours, Share};
        for (text, unit, fault) in [
            ("", Share, LoadFault::NoNumber),
            ("casi todo", Share, LoadFault::NoNumber),
            ("12 piezas", Hours, LoadFault::NoNumber),
            ("101", Share, LoadFault::OutOfRange),
            ("-1", Share, LoadFault::OutOfRange),
            ("-5 h", Share, LoadFault::OutOfRange),
            ("9,999,999", Hours, LoadFault::OutOfRange),
        ] {
            assert_eq!(LoadAmount::parse(text, unit), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_the_reader(text in ".{0,24}", hours in any::<bool>()) {
            let unit = if hours { LoadUnit::Hours } else { LoadUnit::Share };
            if let Ok(amount) = LoadAmount::parse(&text, unit) {
                prop_assert!(amount.number() >= 0);
                prop_assert_eq!(LoadAmount::of(amount.unit(), amount.number()), amount);
            }
        }
    }
}
