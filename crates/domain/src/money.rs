//! Money as whole minor units (centavos, cents) with a currency: databases round decimals. The price of one
//! piece is finer, and is kept in ten-thousandths.

use crate::units::{UnitError, parse_ten_thousandths};
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
    /// Every currency.
    pub const ALL: [Currency; 2] = [Currency::Mxn, Currency::Usd];

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

/// The price of one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitPrice {
    /// Ten-thousandths of a peso or dollar.
    pub ten_thousandths: i64,
    /// Of what.
    pub currency: Currency,
}

impl UnitPrice {
    /// Reads `12.5`, `$1,234.0625`, `0.084 USD`. The currency that is written decides; else the given one.
    ///
    /// # Errors
    /// If there is no number, the currency is not known, or the price is finer than a ten-thousandth.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, UnitError> {
        let text = text.trim();
        let written = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let letters = text.strip_prefix(written).unwrap_or_default();
        let currency = match letters {
            "" => currency,
            code => Currency::parse(code)
                .ok_or_else(|| UnitError::UnknownUnit(code.chars().take(80).collect()))?,
        };
        let number = written.trim().trim_start_matches('$');
        Ok(UnitPrice {
            ten_thousandths: parse_ten_thousandths(number)?,
            currency,
        })
    }

    /// The number alone, with two to four digits after the point: `12.50`, `0.0840`.
    #[must_use]
    pub fn number(&self) -> String {
        let sign = if self.ten_thousandths < 0 { "-" } else { "" };
        let amount = self.ten_thousandths.unsigned_abs();
        let (whole, part) = (amount / 10_000, amount % 10_000);
        let whole = crate::units::group_thousands(whole);
        match part % 100 {
            0 => format!("{sign}{whole}.{:02}", part / 100),
            _ => format!("{sign}{whole}.{part:04}"),
        }
    }
}

impl std::fmt::Display for UnitPrice {
    /// `$12.50 MXN`, `$0.0840 USD`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.number();
        let (sign, digits) = match number.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", number.as_str()),
        };
        write!(f, "{sign}${digits} {}", self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_price_that_is_shown_reads_back_as_itself(
            ten_thousandths in 0..9_000_000_000_000_i64, at in 0..Currency::ALL.len(),
        ) {
            let price = UnitPrice { ten_thousandths, currency: Currency::ALL[at] };
            let shown = price.to_string();
            prop_assert_eq!(UnitPrice::parse(&shown, Currency::Mxn), Ok(price));
        }
    }

    #[test]
    fn prices_of_a_piece_are_read_to_the_ten_thousandth() {
        let read = |text| UnitPrice::parse(text, Currency::Mxn);
        let price = |ten_thousandths, currency| {
            Ok(UnitPrice {
                ten_thousandths,
                currency,
            })
        };
        assert_eq!(read("12.5"), price(125_000, Currency::Mxn));
        assert_eq!(read("$1,234.0625 MXN"), price(12_340_625, Currency::Mxn));
        assert_eq!(read("0.084usd"), price(840, Currency::Usd));
        for text in ["", "USD", "12.00001", "12 EUR", "a lo más 12", "12..5"] {
            assert!(read(text).is_err(), "{text}");
        }
        let shown = |ten_thousandths| {
            let currency = Currency::Usd;
            UnitPrice {
                ten_thousandths,
                currency,
            }
            .to_string()
        };
        assert_eq!(shown(125_000), "$12.50 USD");
        assert_eq!(shown(840), "$0.0840 USD");
        assert_eq!(shown(-10_000), "-$1.00 USD");
    }

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
