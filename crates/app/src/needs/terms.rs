//! Whether a need can stand on its terms, and its target price, which only those who may change the need may
//! know of. Must not judge the criteria.

use super::NeedDraft;
use crate::context::App;
use crate::error::{AppResult, FieldError};
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::calendar::Month;
use eslabon_domain::money::UnitPrice;
use eslabon_domain::needs::Need;
use eslabon_domain::terms::{
    CYCLE_MS_MAX, DURATION_MAX, MONTHS_MAX, NeedTerms, PAYMENT_DAYS_MAX, PIECES_MAX, TermDoubt,
    VolumeFault, term_doubts, volume_fault,
};
use eslabon_storage::need_prices;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The highest price of a piece, in whole pesos or dollars.
const PRICE_MAX: i64 = 100_000_000;

/// Terms that cannot be, whenever they were stated.
pub(super) fn check_terms(draft: &NeedDraft, faults: &mut Vec<FieldError>) {
    let terms = &draft.terms;
    let mut wrong = |field: &str, code, detail: String| {
        faults.push(FieldError::new(field, code, detail));
    };
    match volume_fault(&terms.volumes) {
        None => {}
        Some(VolumeFault::TooMany) => {
            wrong("terms.volumes", "too_many", MONTHS_MAX.to_string());
        }
        Some(VolumeFault::Twice(month)) => {
            wrong("terms.volumes", "month_twice", month.to_string());
        }
        Some(VolumeFault::Missing(month)) => {
            wrong("terms.volumes", "month_missing", month.to_string());
        }
        Some(VolumeFault::Pieces(month)) => {
            wrong("terms.volumes", "month_pieces", month.to_string());
        }
    }
    let within = |value: Option<i64>, most: i64| value.is_some_and(|n| !(1..=most).contains(&n));
    if within(terms.lot_size, PIECES_MAX) {
        wrong("terms.lot_size", "out_of_range", "1–100,000,000".into());
    }
    if within(terms.cycle_ms, CYCLE_MS_MAX) {
        wrong("terms.cycle_ms", "out_of_range", "0.001 s – 168 h".into());
    }
    if within(terms.duration_months.map(i64::from), DURATION_MAX.into()) {
        let range = format!("1–{DURATION_MAX}");
        wrong("terms.duration_months", "out_of_range", range);
    }
    if terms
        .payment_days
        .is_some_and(|days| days > PAYMENT_DAYS_MAX)
    {
        let range = format!("0–{PAYMENT_DAYS_MAX}");
        wrong("terms.payment_days", "out_of_range", range);
    }
    if let (Some(sample), Some(starts)) = (terms.sample_on, draft.starts_on)
        && sample > starts
    {
        wrong("terms.sample_on", "sample_after_start", starts.to_string());
    }
    let Some(price) = draft.target_price else {
        return;
    };
    if !(1..=PRICE_MAX * 10_000).contains(&price.ten_thousandths) {
        wrong("target_price", "out_of_range", "0.0001–100,000,000".into());
    }
    if let Some(currency) = terms.currency.filter(|of| *of != price.currency) {
        wrong("target_price", "currency_differs", currency.code().into());
    }
}

/// Months and days of the terms that are over today. What was stored before may stay.
pub(super) fn past_terms(
    today: Date,
    terms: &NeedTerms,
    stored: Option<&NeedTerms>,
) -> Vec<FieldError> {
    let known: BTreeSet<Month> = stored
        .iter()
        .flat_map(|terms| &terms.volumes)
        .map(|volume| volume.month)
        .collect();
    let this_month = Month::of(today);
    let past = terms
        .volumes
        .iter()
        .map(|volume| volume.month)
        .find(|month| *month < this_month && !known.contains(month));
    let sample = terms
        .sample_on
        .filter(|day| *day < today && stored.and_then(|terms| terms.sample_on) != Some(*day));
    let month = past.map(|month| FieldError::new("terms.volumes", "in_past", month.to_string()));
    let day = sample.map(|day| FieldError::new("terms.sample_on", "in_past", day.to_string()));
    month.into_iter().chain(day).collect()
}

/// Terms that are probably meant otherwise. None of them is a fault.
#[must_use]
pub fn doubted_terms(draft: &NeedDraft) -> Vec<TermDoubt> {
    term_doubts(&draft.terms, draft.starts_on)
}

/// The price that the buyer has in mind for a piece, for those who may change the need: her own people and
/// the staff of its centre. Nothing for everyone else, as where none is said.
///
/// # Errors
/// If the database fails.
pub async fn target_price(app: &App, actor: &Actor, need: &Need) -> AppResult<Option<UnitPrice>> {
    match policy::may_see_target_price(actor, need) {
        true => Ok(need_prices::find(app.database(), need.id).await?),
        false => Ok(None),
    }
}

/// The price as the copy of a need may take it up: only where it is the price of the actor's own firm, which
/// posts for nobody else. Whoever posts for several firms shows none the price of another.
///
/// # Errors
/// If the database fails.
pub async fn price_to_copy(app: &App, actor: &Actor, need: &Need) -> AppResult<Option<UnitPrice>> {
    let own = actor.organisation == Some(need.organisation);
    match own && !policy::works_for_others(actor) {
        true => target_price(app, actor, need).await,
        false => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eslabon_domain::money::Currency;
    use eslabon_domain::terms::{linear_ramp, parse_volumes};
    use eslabon_domain::text::LocalText;
    use jiff::civil::date;

    fn draft(terms: NeedTerms) -> NeedDraft {
        NeedDraft {
            organisation: None,
            organisation_name: None,
            title: LocalText::es("Bujes"),
            description: LocalText::es(""),
            criteria: Vec::new(),
            terms,
            target_price: None,
            starts_on: Some(date(2027, 3, 1)),
            closes_on: None,
            hide_buyer: false,
        }
    }

    fn codes(draft: &NeedDraft) -> Vec<(String, &'static str)> {
        let mut faults = Vec::new();
        check_terms(draft, &mut faults);
        faults.into_iter().map(|f| (f.field, f.code)).collect()
    }

    #[test]
    fn whole_terms_stand_and_each_fault_is_named() {
        let march = Month::of(date(2027, 3, 1));
        let whole = NeedTerms {
            volumes: linear_ramp(march, 500, 6, 3_000).unwrap(),
            lot_size: Some(250),
            cycle_ms: Some(6_680),
            duration_months: Some(36),
            payment_days: Some(60),
            currency: Some(Currency::Usd),
            sample_on: Some(date(2027, 2, 15)),
            ..NeedTerms::default()
        };
        let mut one = draft(whole.clone());
        one.target_price = UnitPrice::parse("0.084", Currency::Usd).ok();
        assert_eq!(codes(&one), []);
        let bad = NeedTerms {
            volumes: parse_volumes("2027-03:500;2027-05:600").unwrap(),
            lot_size: Some(0),
            cycle_ms: Some(0),
            duration_months: Some(0),
            payment_days: Some(721),
            sample_on: Some(date(2027, 3, 2)),
            ..whole
        };
        let mut other = draft(bad);
        other.target_price = UnitPrice::parse("0", Currency::Mxn).ok();
        let expected = [
            ("terms.volumes", "month_missing"),
            ("terms.lot_size", "out_of_range"),
            ("terms.cycle_ms", "out_of_range"),
            ("terms.duration_months", "out_of_range"),
            ("terms.payment_days", "out_of_range"),
            ("terms.sample_on", "sample_after_start"),
            ("target_price", "out_of_range"),
            ("target_price", "currency_differs"),
        ];
        let expected = expected.map(|(field, code)| (field.to_owned(), code));
        assert_eq!(codes(&other), expected);
    }

    #[test]
    fn what_is_over_is_told_unless_it_was_stored() {
        let today = date(2027, 4, 10);
        let terms = NeedTerms {
            volumes: parse_volumes("2027-03:500;2027-04:600").unwrap(),
            sample_on: Some(date(2027, 4, 9)),
            ..NeedTerms::default()
        };
        let told = |stored: Option<&NeedTerms>| {
            let faults = past_terms(today, &terms, stored).into_iter();
            faults.map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(told(None), ["terms.volumes", "terms.sample_on"]);
        assert!(told(Some(&terms)).is_empty());
        let other = NeedTerms {
            sample_on: None,
            ..terms.clone()
        };
        assert_eq!(told(Some(&other)), ["terms.sample_on"]);
    }
}
