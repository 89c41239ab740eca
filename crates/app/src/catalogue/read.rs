//! What forms, files and programs write of a service, understood in one place: how it is given, hours of work,
//! and what is wrong with it in the words of the imports.

use crate::error::FieldError;
use crate::imports::messages::Code;
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::services::{Fault, ServiceForm};
use eslabon_domain::units::{parse_amount, parse_duration_s, parse_share_ppm};

/// How a service is given, as it was written.
pub(crate) struct FormTexts<'t> {
    /// One of [`ServiceForm::WORDS`]; empty: as institution and firm agree.
    pub form: &'t str,
    pub consulting_days: &'t str,
    pub days_per_week: &'t str,
    pub credit_limit: &'t str,
    pub yearly_rate: &'t str,
    pub credit_months: &'t str,
    pub grace_months: &'t str,
    /// Of the credit's limit: that of the price.
    pub currency: Currency,
}

/// The form that was meant; or the field that is wrong, and how. What belongs to another form is not read.
pub(crate) fn form_of(texts: &FormTexts<'_>) -> Result<ServiceForm, (&'static str, Code)> {
    match texts.form.trim() {
        "" | "arranged" => Ok(ServiceForm::Arranged),
        "course" => Ok(ServiceForm::Course),
        "test" => Ok(ServiceForm::Test),
        "loan" => Ok(ServiceForm::Loan),
        "consulting" => Ok(ServiceForm::Consulting {
            days: whole("consulting_days", texts.consulting_days, None)?,
            days_per_week: whole("days_per_week", texts.days_per_week, None)?,
        }),
        "credit" => Ok(ServiceForm::Credit {
            limit: limit(texts)?,
            yearly_rate_ppm: rate(texts.yearly_rate)?,
            months: whole("credit_months", texts.credit_months, None)?,
            grace_months: whole("grace_months", texts.grace_months, Some(0))?,
        }),
        _ => Err(("form", Code::BadForm)),
    }
}

fn limit(texts: &FormTexts<'_>) -> Result<Option<Money>, (&'static str, Code)> {
    let typed = texts.credit_limit.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // Centavos and cents are read alike; the currency is that of the price.
    match parse_amount(typed, "minor_mxn") {
        Ok(minor) => Ok(Some(Money {
            minor,
            currency: texts.currency,
        })),
        Err(_) => Err(("credit_limit", Code::BadNumber)),
    }
}

fn rate(typed: &str) -> Result<Option<i32>, (&'static str, Code)> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let ppm = parse_share_ppm(typed).ok();
    let ppm = ppm.and_then(|ppm| i32::try_from(ppm).ok());
    ppm.map(Some).ok_or(("yearly_rate", Code::BadNumber))
}

/// A whole number; what it is where nothing is written, if it may be left out.
pub(crate) fn whole(
    field: &'static str,
    typed: &str,
    absent: Option<i32>,
) -> Result<i32, (&'static str, Code)> {
    match (typed.trim(), absent) {
        ("", Some(absent)) => Ok(absent),
        ("", None) => Err((field, Code::MissingValue)),
        (typed, _) => typed
            .replace(',', "")
            .parse()
            .map_err(|_| (field, Code::BadNumber)),
    }
}

/// Hours of work as minutes: `4`, `1.5`, `90 min`.
pub(crate) fn minutes(typed: &str) -> Option<i32> {
    let typed = typed.trim();
    let with_unit = match typed.ends_with(|c: char| c.is_ascii_digit()) {
        true => format!("{typed} h"),
        false => typed.to_owned(),
    };
    let seconds = parse_duration_s(&with_unit).ok()?;
    let minutes = i32::try_from(seconds / 60).ok()?;
    (seconds % 60 == 0).then_some(minutes)
}

/// What the imports call a fault.
pub(crate) fn code_of(fault: Fault) -> Code {
    match fault {
        Fault::NameMissing => Code::MissingValue,
        Fault::UnknownAttribute => Code::UnknownAttribute,
        Fault::ItemNotOf => Code::ItemNotOf,
        Fault::LevelFalls => Code::LevelFalls,
        Fault::NeedsItself => Code::NeedsItself,
        Fault::Duration | Fault::Lead | Fault::Effort | Fault::People | Fault::Price => {
            Code::OutOfRange
        }
        Fault::SeatsUnknown => Code::SeatsUnknown,
        Fault::Currency => Code::BadCurrency,
        Fault::PriceDate => Code::DateInFuture,
        Fault::ConsultingDays => Code::ConsultingDays,
        Fault::CreditTerms => Code::CreditTerms,
        Fault::Seats => Code::ZeroSeats,
        Fault::EndsBeforeStart => Code::EndsBeforeStart,
        Fault::MinimumAboveSeats => Code::MinimumAboveSeats,
        Fault::Taken => Code::TakenSeats,
        Fault::PlaceLong => Code::TooLong,
    }
}

/// A fault at its field. `detail` tells what may be, where that is a range.
pub(crate) fn field_error(fault: Fault) -> FieldError {
    let detail = match fault {
        Fault::Duration => "1 – 3,650",
        Fault::Lead => "0 – 730",
        Fault::Effort => "0 – 168 h",
        Fault::People => "1 – 1,000",
        Fault::Price => "0 – 100,000,000,000",
        Fault::PlaceLong => "200",
        _ => "",
    };
    FieldError::new(fault.field(), code_of(fault).as_str(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'t>(form: &'t str, days: &'t str) -> FormTexts<'t> {
        FormTexts {
            form,
            consulting_days: days,
            days_per_week: "2",
            credit_limit: "1,500,000",
            yearly_rate: "14.5 %",
            credit_months: "12",
            grace_months: "",
            currency: Currency::Mxn,
        }
    }

    #[test]
    fn a_form_takes_what_belongs_to_it() {
        assert_eq!(form_of(&texts("", "x")), Ok(ServiceForm::Arranged));
        assert_eq!(form_of(&texts("course", "x")), Ok(ServiceForm::Course));
        assert_eq!(
            form_of(&texts("consulting", "10")),
            Ok(ServiceForm::Consulting {
                days: 10,
                days_per_week: 2
            })
        );
        let credit = ServiceForm::Credit {
            limit: Some(Money {
                minor: 150_000_000,
                currency: Currency::Mxn,
            }),
            yearly_rate_ppm: Some(145_000),
            months: 12,
            grace_months: 0,
        };
        assert_eq!(form_of(&texts("credit", "")), Ok(credit));
        assert_eq!(
            form_of(&texts("consulting", "")),
            Err(("consulting_days", Code::MissingValue))
        );
        assert_eq!(form_of(&texts("magic", "")), Err(("form", Code::BadForm)));
    }

    #[test]
    fn hours_are_read_as_minutes() {
        assert_eq!(minutes("4"), Some(240));
        assert_eq!(minutes("1.5"), Some(90));
        assert_eq!(minutes("90 min"), Some(90));
        for bad in ["", "mucho", "0.001", "10 s"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }
}
