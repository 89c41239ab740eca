//! Terms of a need in its template. What cannot be read or cannot be is left out with a warning; a column that
//! a file does not have leaves what is stored as it is. A price is never quoted.

use super::cells::{self, Reading};
use super::columns::TARGET_PRICE;
use super::messages::Code;
use crate::error::FieldError;
use eslabon_domain::calendar::Month;
use eslabon_domain::money::{Currency, UnitPrice};
use eslabon_domain::terms::{Incoterm, NeedTerms, ToolingOwner, parse_volumes};
use eslabon_domain::text::{Lang, normal_form};
use eslabon_domain::units::{parse_duration_ms, parse_whole};
use jiff::civil::Date;

/// The columns of terms.
const COLUMNS: [&str; 10] = [
    "volumes",
    "lot_size",
    "cycle",
    "duration_months",
    "incoterm",
    "currency",
    "payment_days",
    "tooling_owner",
    "sample_on",
    "drawings_language",
];

/// Which of its columns a file has, and whether it has one of prices.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    columns: Vec<&'static str>,
    pub price: bool,
}

impl Stated {
    /// By the header of the file.
    pub fn of(reading: &Reading<'_>) -> Self {
        let has = |column: &&'static str| reading.has(column);
        Self {
            columns: COLUMNS.into_iter().filter(|column| has(column)).collect(),
            price: reading.has(TARGET_PRICE),
        }
    }

    /// The stored terms with what the file states put over them.
    pub fn over(&self, stored: Option<&NeedTerms>, row: NeedTerms) -> NeedTerms {
        let mut terms = stored.cloned().unwrap_or_default();
        for column in &self.columns {
            match *column {
                "volumes" => terms.volumes.clone_from(&row.volumes),
                "lot_size" => terms.lot_size = row.lot_size,
                "cycle" => terms.cycle_ms = row.cycle_ms,
                "duration_months" => terms.duration_months = row.duration_months,
                "incoterm" => terms.incoterm = row.incoterm,
                "currency" => terms.currency = row.currency,
                "payment_days" => terms.payment_days = row.payment_days,
                "tooling_owner" => terms.tooling_owner = row.tooling_owner,
                "sample_on" => terms.sample_on = row.sample_on,
                _ => terms.language = row.language,
            }
        }
        terms
    }
}

/// Reads the terms of a row.
pub(super) fn read(reading: &mut Reading<'_>, today: Date) -> NeedTerms {
    let months = cells::list(reading.lines("volumes"))
        .flat_map(|line| line.split(';'))
        .map(|part| named_month(part, today))
        .collect::<Vec<_>>()
        .join("\n");
    let volumes = parse_volumes(&months).unwrap_or_else(|part| {
        reading.warn("volumes", &part, Code::BadVolumes);
        Vec::new()
    });
    let short = |text: &str| parse_whole(text).ok().and_then(|n| u16::try_from(n).ok());
    NeedTerms {
        volumes,
        lot_size: cell(reading, "lot_size", Code::BadNumber, |t| {
            parse_whole(t).ok()
        }),
        cycle_ms: cell(reading, "cycle", Code::BadNumber, |t| {
            parse_duration_ms(t).ok()
        }),
        duration_months: cell(reading, "duration_months", Code::BadNumber, short),
        incoterm: cell(reading, "incoterm", Code::BadIncoterm, Incoterm::parse),
        currency: cell(reading, "currency", Code::BadCurrency, Currency::parse),
        payment_days: cell(reading, "payment_days", Code::BadNumber, short),
        tooling_owner: cell(reading, "tooling_owner", Code::BadTooling, owner),
        sample_on: reading.date("sample_on", today),
        language: cell(reading, "drawings_language", Code::BadLanguage, language),
    }
}

/// `+2m:500` is said of the second month after that of loading.
fn named_month(part: &str, today: Date) -> String {
    let month = || {
        let (ahead, pieces) = part.trim().strip_prefix('+')?.split_once('m')?;
        let month = Month::of(today).after(ahead.trim().parse().ok()?)?;
        Some(format!("{month}{pieces}"))
    };
    month().unwrap_or_else(|| part.to_owned())
}

/// Reads the target price, in the currency that it names or else in that of the payment.
pub(super) fn price(reading: &mut Reading<'_>, currency: Option<Currency>) -> Option<UnitPrice> {
    let text = reading.text(TARGET_PRICE);
    if text.is_empty() {
        return None;
    }
    let names_one = text.ends_with(|c: char| c.is_ascii_alphabetic());
    let price = currency
        .or(names_one.then_some(Currency::Mxn))
        .and_then(|currency| UnitPrice::parse(&text, currency).ok())
        .filter(|price| currency.is_none_or(|one| one == price.currency));
    if price.is_none() {
        reading.warn(TARGET_PRICE, "", Code::BadPrice);
    }
    price
}

/// Leaves out what the rules of posting refuse.
pub(super) fn leave_out(reading: &mut Reading<'_>, terms: &mut NeedTerms, fault: &FieldError) {
    let (column, code) = match fault.field.as_str() {
        "terms.volumes" => {
            terms.volumes.clear();
            ("volumes", Code::BadVolumes)
        }
        "terms.lot_size" => {
            terms.lot_size = None;
            ("lot_size", Code::BadTerm)
        }
        "terms.cycle_ms" => {
            terms.cycle_ms = None;
            ("cycle", Code::BadTerm)
        }
        "terms.duration_months" => {
            terms.duration_months = None;
            ("duration_months", Code::BadTerm)
        }
        "terms.payment_days" => {
            terms.payment_days = None;
            ("payment_days", Code::BadTerm)
        }
        "terms.sample_on" => {
            terms.sample_on = None;
            ("sample_on", Code::BadTerm)
        }
        _ => return,
    };
    reading.warn(column, &fault.detail, code);
}

fn cell<T>(
    reading: &mut Reading<'_>,
    column: &'static str,
    code: Code,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = reading.text(column);
    if text.is_empty() {
        return None;
    }
    let value = parse(&text);
    if value.is_none() {
        reading.warn(column, &text, code);
    }
    value
}

fn owner(text: &str) -> Option<ToolingOwner> {
    match normal_form(text).as_str() {
        "comprador" | "cliente" | "tractora" | "empresa tractora" | "buyer" | "customer" => {
            Some(ToolingOwner::Buyer)
        }
        "proveedor" | "supplier" => Some(ToolingOwner::Supplier),
        "compartido" | "shared" => Some(ToolingOwner::Shared),
        _ => None,
    }
}

fn language(text: &str) -> Option<Lang> {
    match normal_form(text).as_str() {
        "espanol" | "spanish" => Some(Lang::Es),
        "ingles" | "english" => Some(Lang::En),
        _ => Lang::parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_may_be_counted_from_that_of_loading() {
        let today = Date::constant(2026, 11, 25);
        for (part, named) in [
            ("+2m:500", "2027-01:500"),
            (" +14m: 1,500", "2028-01: 1,500"),
            ("2027-02:800", "2027-02:800"),
            ("+m:5", "+m:5"),
            ("ene-27: 500", "ene-27: 500"),
        ] {
            assert_eq!(named_month(part, today), named, "{part}");
        }
    }
}
