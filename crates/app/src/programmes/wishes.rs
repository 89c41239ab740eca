//! What is wished of a plan, and whether it can be: looked at once, before anything is planned from it.

use super::faults::{of_payers, of_time};
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::{FirmTime, PayerPart, PinnedService, check_payers, thirds};
use jiff::ToSpan;
use jiff::civil::Date;

/// A programme begins within so many days.
const START_DAYS_MAX: i32 = 730;
/// The most services that are pinned, and the most that are forbidden.
const CHOSEN_MAX: usize = 40;

/// What is wished of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanWishes {
    /// What may be spent, in the currency in which the whole is reckoned; absent: whatever it takes, in pesos.
    pub budget: Option<Money>,
    /// The first day on which something may begin; absent: today.
    pub starts_on: Option<Date>,
    /// The firm's time; absent: forty hours a week are taken, and it is said so.
    pub time: Option<FirmTime>,
    /// What must be part of it.
    pub pinned: Vec<PinnedService>,
    /// What must not.
    pub forbidden: Vec<ServiceId>,
    /// Who pays, by which parts; empty: thirds (firm, lead firm, support programme).
    pub payers: Vec<PayerPart>,
}

/// A plan of a proposal, by what tells the plans of a front apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What it costs, in minor units.
    pub cost_minor: i64,
    /// The day on which its last gap closes.
    pub finishes_on: Date,
}

/// Wishes that can be planned from, with everything said.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub budget: Option<Money>,
    pub currency: Currency,
    pub starts_on: Date,
    pub time: FirmTime,
    pub pinned: Vec<PinnedService>,
    pub forbidden: Vec<ServiceId>,
    pub payers: Vec<PayerPart>,
}

/// Everything that is wrong with the wishes at once, or the wishes with what is taken where nothing was said.
pub(super) fn checked(app: &App, wishes: &PlanWishes) -> AppResult<Checked> {
    let today = app.today();
    let starts_on = wishes.starts_on.unwrap_or(today);
    let time = wishes.time.clone().unwrap_or_else(FirmTime::assumed);
    let payers = match wishes.payers.is_empty() {
        true => thirds(),
        false => wishes.payers.clone(),
    };
    let mut faults = Vec::new();
    if let Some(budget) = wishes.budget.filter(|budget| budget.minor < 0) {
        faults.push(FieldError::new("budget", "negative", budget.to_string()));
    }
    if starts_on < today {
        faults.push(FieldError::new("starts_on", "in_the_past", ""));
    }
    let last = today.saturating_add(START_DAYS_MAX.days());
    if starts_on > last {
        faults.push(FieldError::new(
            "starts_on",
            "start_too_far",
            last.to_string(),
        ));
    }
    faults.extend(time.check().into_iter().map(of_time));
    faults.extend(check_payers(&payers).into_iter().map(of_payers));
    faults.extend(chosen(wishes, starts_on));
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    Ok(Checked {
        budget: wishes.budget,
        currency: wishes
            .budget
            .map_or(Currency::Mxn, |budget| budget.currency),
        starts_on,
        time,
        pinned: wishes.pinned.clone(),
        forbidden: wishes.forbidden.clone(),
        payers,
    })
}

fn chosen(wishes: &PlanWishes, starts_on: Date) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (field, count) in [
        ("pinned", wishes.pinned.len()),
        ("forbidden", wishes.forbidden.len()),
    ] {
        if count > CHOSEN_MAX {
            faults.push(FieldError::new(field, "too_many", CHOSEN_MAX.to_string()));
        }
    }
    let mut pinned = wishes.pinned.iter();
    if pinned.any(|pin| pin.starts_on.is_some_and(|on| on < starts_on)) {
        faults.push(FieldError::new(
            "pinned",
            "before_the_start",
            starts_on.to_string(),
        ));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_pinned_begins_no_earlier_than_the_programme() {
        let pin = |day| PinnedService {
            service: ServiceId::from_name("5S"),
            starts_on: Some(date(2027, 1, day)),
        };
        let wishes = |day| PlanWishes {
            pinned: vec![pin(day)],
            ..PlanWishes::default()
        };
        let codes = |day| {
            let faults = chosen(&wishes(day), date(2027, 1, 11));
            faults.iter().map(|fault| fault.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(10), ["before_the_start"]);
        assert_eq!(codes(11), [""; 0]);
    }
}
