//! Money as whole minor units (centavos, cents) with a currency: databases round decimals.

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency that the centres work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Mexican peso.
    Mxn,
    /// United States dollar.
    Usd,
}

impl Currency {
    /// The three letters.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Currency::Mxn => "MXN",
            Currency::Usd => "USD",
        }
    }

    /// The currency of these three letters.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code.trim().to_ascii_uppercase().as_str() {
            "MXN" => Some(Currency::Mxn),
            "USD" => Some(Currency::Usd),
            _ => None,
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole centavos or cents.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl std::fmt::Display for Money {
    /// `$1,234.50 MXN`, the form that Mexican readers and English pages share.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let whole = crate::units::group_thousands(self.minor.unsigned_abs() / 100);
        write!(
            f,
            "{sign}${whole}.{:02} {}",
            self.minor.unsigned_abs() % 100,
            self.currency.code()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_mexicans_read_it() {
        let money = Money {
            minor: 123_450,
            currency: Currency::Mxn,
        };
        assert_eq!(money.to_string(), "$1,234.50 MXN");
        assert_eq!(
            Money {
                minor: -5,
                currency: Currency::Usd
            }
            .to_string(),
            "-$0.05 USD"
        );
    }
}
