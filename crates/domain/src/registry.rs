//! Public registers: which there are, how their entries are keyed, and the staff bands they publish.

use serde::{Deserialize, Serialize};

/// A scheme of keys that others gave to a site or firm. (scheme, value) is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyScheme {
    /// INEGI DENUE `id`.
    DenueId,
    /// INEGI's 28-character key, an alias of the DENUE id.
    Clee,
    /// SEMARNAT environmental registration number.
    Nra,
    /// Federal taxpayer key.
    Rfc,
    /// Our own key, from a supplier template.
    Own,
}

impl KeyScheme {
    /// Every scheme.
    pub const ALL: [KeyScheme; 5] = [
        KeyScheme::DenueId,
        KeyScheme::Clee,
        KeyScheme::Nra,
        KeyScheme::Rfc,
        KeyScheme::Own,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            KeyScheme::DenueId => "denue_id",
            KeyScheme::Clee => "clee",
            KeyScheme::Nra => "nra",
            KeyScheme::Rfc => "rfc",
            KeyScheme::Own => "own",
        }
    }

    /// The scheme that [`KeyScheme::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str() == word)
    }
}

/// A public register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// Directorio Estadístico Nacional de Unidades Económicas, INEGI.
    Denue,
    /// Registro de Emisiones y Transferencia de Contaminantes, SEMARNAT.
    Retc,
}

impl Register {
    /// The word that storage uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Register::Denue => "denue",
            Register::Retc => "retc",
        }
    }

    /// The register that [`Register::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "denue" => Some(Register::Denue),
            "retc" => Some(Register::Retc),
            _ => None,
        }
    }

    /// Whom to name wherever an entry is shown.
    #[must_use]
    pub fn attribution(self) -> &'static str {
        match self {
            Register::Denue => "INEGI, DENUE",
            Register::Retc => "SEMARNAT, RETC",
        }
    }
}

/// INEGI's bands of people working at an establishment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeBand {
    /// 0 to 5 people.
    UpTo5,
    /// 6 to 10.
    From6To10,
    /// 11 to 30.
    From11To30,
    /// 31 to 50.
    From31To50,
    /// 51 to 100.
    From51To100,
    /// 101 to 250.
    From101To250,
    /// 251 and more.
    From251,
}

impl SizeBand {
    /// Every band, smallest first.
    pub const ALL: [SizeBand; 7] = [
        SizeBand::UpTo5,
        SizeBand::From6To10,
        SizeBand::From11To30,
        SizeBand::From31To50,
        SizeBand::From51To100,
        SizeBand::From101To250,
        SizeBand::From251,
    ];

    /// The least and the most people. The last band has no upper end: `i64::MAX`.
    #[must_use]
    pub fn range(self) -> (i64, i64) {
        match self {
            SizeBand::UpTo5 => (0, 5),
            SizeBand::From6To10 => (6, 10),
            SizeBand::From11To30 => (11, 30),
            SizeBand::From31To50 => (31, 50),
            SizeBand::From51To100 => (51, 100),
            SizeBand::From101To250 => (101, 250),
            SizeBand::From251 => (251, i64::MAX),
        }
    }

    /// The short word used in addresses, facets and storage: `0-5`, …, `251+`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            SizeBand::UpTo5 => "0-5",
            SizeBand::From6To10 => "6-10",
            SizeBand::From11To30 => "11-30",
            SizeBand::From31To50 => "31-50",
            SizeBand::From51To100 => "51-100",
            SizeBand::From101To250 => "101-250",
            SizeBand::From251 => "251+",
        }
    }

    /// The band that [`SizeBand::as_str`] wrote.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.as_str() == word)
    }

    /// INEGI's wording: "11 a 30 personas", "251 y más personas".
    #[must_use]
    pub fn parse_inegi(text: &str) -> Option<Self> {
        let first: String = text
            .trim()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let least: i64 = first.parse().ok()?;
        Self::ALL.into_iter().find(|band| band.range().0 == least)
    }

    /// The band in which this many people fall.
    #[must_use]
    pub fn of_staff(people: i64) -> Self {
        Self::ALL
            .into_iter()
            .find(|band| people <= band.range().1)
            .unwrap_or(SizeBand::From251)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inegi_bands_are_read() {
        assert_eq!(
            SizeBand::parse_inegi("0 a 5 personas"),
            Some(SizeBand::UpTo5)
        );
        assert_eq!(
            SizeBand::parse_inegi("251 y más personas"),
            Some(SizeBand::From251)
        );
        assert_eq!(SizeBand::parse_inegi("muchas"), None);
        assert_eq!(SizeBand::of_staff(31), SizeBand::From31To50);
    }
}
