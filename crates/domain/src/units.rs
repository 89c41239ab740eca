//! Measures as whole numbers of a canonical unit, read from what people write on drawings.

use thiserror::Error;

/// Every canonical unit in which an amount of the spine is kept.
///
/// | unit | what one is |
/// |---|---|
/// | `count`, `persons`, `days`, `parts_per_month` | a whole number of them |
/// | `year` | a civil year, never written with a thousands comma |
/// | `nm`, `g` | a nanometre, a gram |
/// | `s`, `ms` | a second; a millisecond, for cycle times |
/// | `ppm` | a millionth of a whole |
/// | `milli` | a thousandth of a figure without dimension |
/// | `minor_mxn` | a centavo |
pub const UNITS: [&str; 12] = [
    "count",
    "persons",
    "days",
    "parts_per_month",
    "year",
    "nm",
    "g",
    "s",
    "ms",
    "ppm",
    "milli",
    "minor_mxn",
];

/// What is wrong with a measure that someone entered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitError {
    /// No number where one is expected.
    #[error("no number in “{0}”")]
    NoNumber(String),
    /// A unit that is not one of this measure.
    #[error("unit “{0}” is not known here")]
    UnknownUnit(String),
    /// Larger or finer than can be stored exactly.
    #[error("“{0}” cannot be stored exactly")]
    OutOfRange(String),
}

/// Reads a length as nanometres: `0.02 mm`, `20 µm`, `0.0005 in`, `5 thou`, `1.2 m`. Exact: decimal
/// digits are never rounded.
///
/// # Errors
/// If there is no number, the unit is unknown, or the value is finer than a nanometre.
pub fn parse_length_nm(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    let scale = match unit.as_str() {
        "nm" => 1,
        "um" | "µm" | "μm" | "micra" | "micras" | "micron" | "microns" => 1_000,
        "" | "mm" => 1_000_000,
        "cm" => 10_000_000,
        "m" => 1_000_000_000,
        "in" | "\"" | "pulg" | "pulgada" | "pulgadas" | "inch" | "inches" => 25_400_000,
        "thou" | "mil" | "mils" | "milesima" | "milésima" | "milesimas" | "milésimas" => 25_400,
        other => return Err(UnitError::UnknownUnit(other.to_owned())),
    };
    scaled(&number, scale, text)
}

/// Reads a mass as grams: `12 kg`, `3.5 lb` is refused where it is not a whole gram.
///
/// # Errors
/// As [`parse_length_nm`].
pub fn parse_mass_g(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    let scale = match unit.as_str() {
        "g" | "gr" => 1,
        "" | "kg" => 1_000,
        "t" | "ton" => 1_000_000,
        other => return Err(UnitError::UnknownUnit(other.to_owned())),
    };
    scaled(&number, scale, text)
}

/// Reads a share as parts per million: `98.5 %` → 985,000; a bare number is per cent.
///
/// # Errors
/// As [`parse_length_nm`].
pub fn parse_share_ppm(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    let scale = match unit.as_str() {
        "" | "%" => 10_000,
        "ppm" => 1,
        other => return Err(UnitError::UnknownUnit(other.to_owned())),
    };
    scaled(&number, scale, text)
}

/// Reads a dimensionless figure as thousandths: `1.33` → 1,330.
///
/// # Errors
/// As [`parse_length_nm`].
pub fn parse_milli(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    if !unit.is_empty() {
        return Err(UnitError::UnknownUnit(unit));
    }
    scaled(&number, 1_000, text)
}

/// Reads a figure as ten-thousandths: `12.5` → 125,000.
///
/// # Errors
/// As [`parse_milli`].
pub fn parse_ten_thousandths(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    if !unit.is_empty() {
        return Err(UnitError::UnknownUnit(unit));
    }
    scaled(&number, 10_000, text)
}

/// Reads a whole number; a thousands comma is allowed.
///
/// # Errors
/// If it is not a whole number.
pub fn parse_whole(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    if !unit.is_empty() {
        return Err(UnitError::UnknownUnit(unit));
    }
    scaled(&number, 1, text)
}

/// Reads a duration as seconds: `28 min`, `1.5 h`, `90 s`; a bare number is seconds.
///
/// # Errors
/// As [`parse_length_nm`].
pub fn parse_duration_s(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    let scale = match unit.as_str() {
        "" | "s" | "seg" => 1,
        "min" => 60,
        "h" | "hr" | "hrs" | "hora" | "horas" | "hour" | "hours" => 3_600,
        other => return Err(UnitError::UnknownUnit(other.to_owned())),
    };
    scaled(&number, scale, text)
}

/// Reads a cycle time as milliseconds: `6.68 s`, `850 ms`, `1.5 min`; a bare number is seconds.
///
/// # Errors
/// As [`parse_length_nm`]; a time finer than a millisecond is refused.
pub fn parse_duration_ms(text: &str) -> Result<i64, UnitError> {
    let (number, unit) = split(text)?;
    let scale = match unit.as_str() {
        "ms" => 1,
        "" | "s" | "seg" => 1_000,
        "min" => 60_000,
        "h" | "hr" | "hrs" | "hora" | "horas" | "hour" | "hours" => 3_600_000,
        other => return Err(UnitError::UnknownUnit(other.to_owned())),
    };
    scaled(&number, scale, text)
}

/// Reads an amount in an attribute's canonical unit.
///
/// # Errors
/// As the reader of that unit.
pub fn parse_amount(text: &str, unit: &str) -> Result<i64, UnitError> {
    match unit {
        "nm" => parse_length_nm(text),
        "g" => parse_mass_g(text),
        "ppm" => parse_share_ppm(text),
        "milli" => parse_milli(text),
        "s" => parse_duration_s(text),
        "ms" => parse_duration_ms(text),
        "minor_mxn" => {
            let (number, _) = split(text.trim_start_matches('$'))?;
            scaled(&number, 100, text)
        }
        _ => parse_whole(text),
    }
}

/// An amount in a canonical unit, as a reader likes it: `20 µm`, `0.5 mm`, `98.5 %`, `1.33`, `1,200`.
#[must_use]
pub fn show_amount(amount: i64, unit: &str) -> String {
    match unit {
        "nm" if amount.abs() >= 1_000_000_000 => format!("{} m", decimal(amount, 9)),
        "nm" if amount.abs() >= 100_000 => format!("{} mm", decimal(amount, 6)),
        "nm" if amount.abs() >= 1_000 => format!("{} µm", decimal(amount, 3)),
        "nm" => format!("{amount} nm"),
        "g" if amount.abs() >= 1_000 => format!("{} kg", decimal(amount, 3)),
        "g" => format!("{amount} g"),
        "ppm" if amount.abs() >= 10_000 => format!("{} %", decimal(amount, 4)),
        "ppm" => format!("{amount} ppm"),
        "milli" => decimal(amount, 3),
        "minor_mxn" => format!("${} MXN", decimal(amount, 2)),
        "s" if amount.abs() >= 3_600 => {
            format!("{} h", decimal(amount.saturating_mul(10) / 36, 3))
        }
        // A changeover of 28 minutes is not 0.466 hours.
        "s" if amount != 0 && amount % 60 == 0 => format!("{} min", amount / 60),
        "s" => format!("{amount} s"),
        "ms" => format!("{} s", decimal(amount, 3)),
        "year" => amount.to_string(),
        _ => {
            let sign = if amount < 0 { "-" } else { "" };
            format!("{sign}{}", group_thousands(amount.unsigned_abs()))
        }
    }
}

/// `1234567` → `1,234,567`.
#[must_use]
pub fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn decimal(amount: i64, places: u32) -> String {
    let scale = 10_u64.pow(places);
    let sign = if amount < 0 { "-" } else { "" };
    let whole = group_thousands(amount.unsigned_abs() / scale);
    let fraction = format!(
        "{:0width$}",
        amount.unsigned_abs() % scale,
        width = places as usize
    );
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest}"),
    }
}

/// The number and the folded unit of a measure.
fn split(text: &str) -> Result<(String, String), UnitError> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(at, c)| {
            !(c.is_ascii_digit()
                || matches!(c, '.' | ',')
                || (*at == 0 && matches!(c, '-' | '+' | '±')))
        })
        .map_or(text.len(), |(at, _)| at);
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let number: String = number.trim_start_matches(['±', '+']).replace(',', "");
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return Err(UnitError::NoNumber(text.chars().take(80).collect()));
    }
    Ok((number, unit.trim().to_lowercase()))
}

/// The decimal number times a whole scale, exactly.
fn scaled(number: &str, scale: i64, original: &str) -> Result<i64, UnitError> {
    let shown = || original.chars().take(80).collect::<String>();
    let (negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    if fraction.contains('.') {
        return Err(UnitError::NoNumber(shown()));
    }
    let joined = format!("{whole}{fraction}");
    let mantissa: i128 = if joined.is_empty() {
        0
    } else {
        joined.parse().map_err(|_| UnitError::OutOfRange(shown()))?
    };
    let places = u32::try_from(fraction.len()).map_err(|_| UnitError::OutOfRange(shown()))?;
    let divisor = 10_i128
        .checked_pow(places)
        .ok_or_else(|| UnitError::OutOfRange(shown()))?;
    let product = mantissa
        .checked_mul(i128::from(scale))
        .ok_or_else(|| UnitError::OutOfRange(shown()))?;
    if product % divisor != 0 {
        return Err(UnitError::OutOfRange(shown()));
    }
    let value = i64::try_from(product / divisor).map_err(|_| UnitError::OutOfRange(shown()))?;
    Ok(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_itself(
            at in 0..UNITS.len(), amount in prop_oneof![0..100_000_i64, 0..9_000_000_000_000_i64],
        ) {
            let unit = UNITS[at];
            // From an hour on, durations are rounded to thousandths of an hour.
            prop_assume!(unit != "s" || amount < 3_600);
            prop_assert_eq!(parse_amount(&show_amount(amount, unit), unit), Ok(amount));
        }
    }

    #[test]
    fn drawings_lengths_are_exact() {
        assert_eq!(parse_length_nm("0.02 mm"), Ok(20_000));
        assert_eq!(parse_length_nm("±0.0005 in"), Ok(12_700));
        assert_eq!(parse_length_nm("5 thou"), Ok(127_000));
        assert_eq!(parse_length_nm("1,200 mm"), Ok(1_200_000_000));
        assert_eq!(parse_length_nm("20 µm"), Ok(20_000));
        assert!(parse_length_nm("0.0000001 mm").is_err());
        assert!(parse_length_nm("").is_err());
        assert!(parse_length_nm("3 leguas").is_err());
        assert!(parse_length_nm("99999999999999999999999999999999999999999999 m").is_err());
    }

    #[test]
    fn durations_are_read_in_minutes_and_hours() {
        assert_eq!(parse_amount("28 min", "s"), Ok(1_680));
        assert_eq!(parse_amount("1.5 h", "s"), Ok(5_400));
        assert_eq!(parse_amount("90", "s"), Ok(90));
        assert!(parse_amount("3 turnos", "s").is_err());
        assert_eq!(parse_amount("6.68 s", "ms"), Ok(6_680));
        assert_eq!(parse_amount("6.68", "ms"), Ok(6_680));
        assert_eq!(parse_amount("1.5 min", "ms"), Ok(90_000));
        assert!(parse_amount("0.0001 s", "ms").is_err());
        assert!(parse_amount("7 piezas", "ms").is_err());
    }

    #[test]
    fn amounts_are_shown_as_people_read_them() {
        assert_eq!(show_amount(20_000, "nm"), "20 µm");
        assert_eq!(show_amount(12_700, "nm"), "12.7 µm");
        assert_eq!(show_amount(1_200_000_000, "nm"), "1.2 m");
        assert_eq!(show_amount(985_000, "ppm"), "98.5 %");
        assert_eq!(show_amount(1_330, "milli"), "1.33");
        assert_eq!(show_amount(7_200, "s"), "2 h");
        assert_eq!(show_amount(1_680, "s"), "28 min");
        assert_eq!(show_amount(90, "s"), "90 s");
        assert_eq!(show_amount(0, "s"), "0 s");
        assert_eq!(show_amount(6_680, "ms"), "6.68 s");
        assert_eq!(show_amount(2019, "year"), "2019");
        assert_eq!(show_amount(1_234_567, "count"), "1,234,567");
    }
}
