//! What is wrong with what a plan is made of, as faults of fields. The faces hold the words.

use super::propose::Offered;
use crate::error::FieldError;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::programmes::{PARTS_MAX, PERIODS_MAX, PayerFault, TimeFault};
use eslabon_engine::programme::Fault;
use std::collections::BTreeMap;

/// What is wrong with the firm's time.
pub(super) fn of_time(fault: TimeFault) -> FieldError {
    match fault {
        TimeFault::Minutes => FieldError::new("time", "no_time", ""),
        TimeFault::Period => FieldError::new("time", "bad_period", ""),
        TimeFault::TooMany => FieldError::new("time", "too_many", PERIODS_MAX.to_string()),
    }
}

/// What is wrong with who pays. The detail is the payer's word, but for its parts.
pub(super) fn of_payers(fault: PayerFault) -> FieldError {
    match fault {
        PayerFault::Nobody => FieldError::new("payers", "required", ""),
        PayerFault::Twice(payer) => FieldError::new("payers", "payer_twice", payer.as_str()),
        PayerFault::Parts(_) => FieldError::new("payers", "payer_parts", PARTS_MAX.to_string()),
        PayerFault::NoBudget(payer) => {
            FieldError::new("payers", "payer_without_budget", payer.as_str())
        }
    }
}

/// What the planner finds wrong. Each is told once.
pub(super) fn of_problem(
    faults: Vec<Fault>,
    offered: &BTreeMap<ServiceId, Offered>,
) -> Vec<FieldError> {
    let mut told: Vec<FieldError> = Vec::new();
    for fault in faults {
        let fault = of_planner(fault, offered);
        if !told.contains(&fault) {
            told.push(fault);
        }
    }
    told
}

fn of_planner(fault: Fault, offered: &BTreeMap<ServiceId, Offered>) -> FieldError {
    let name = |service: &ServiceId| {
        let known = offered.get(service);
        known.map_or_else(|| service.to_string(), |known| known.name.text.clone())
    };
    match fault {
        Fault::Horizon => FieldError::new("starts_on", "start_too_far", ""),
        Fault::NoGap => FieldError::new("gaps", "no_gap", ""),
        Fault::GapTwice(of) | Fault::TwoDirections(of) => {
            FieldError::new("gaps", "two_directions", of.attribute)
        }
        Fault::DeadlinePast(day) => FieldError::new("needs", "deadline_past", day.to_string()),
        Fault::NoTime => FieldError::new("time", "no_time", ""),
        Fault::BadCalendar => FieldError::new("time", "bad_period", ""),
        Fault::Budget => FieldError::new("budget", "spent_already", ""),
        Fault::Currencies(_, other) => FieldError::new("budget", "other_currency", other.code()),
        Fault::NotOffered(service) => FieldError::new("pinned", "not_offered", name(&service)),
        Fault::PinnedAndForbidden(service) => {
            FieldError::new("forbidden", "pinned_and_forbidden", name(&service))
        }
        Fault::OfferTwice(service)
        | Fault::NoEffect(service)
        | Fault::LevelFalls(service)
        | Fault::NeedsItself(service)
        | Fault::EndsBeforeStart(service)
        | Fault::BadNumber(service)
        | Fault::NotRunning(service) => {
            FieldError::new("services", "service_faulty", name(&service))
        }
        Fault::TooLarge | Fault::NoNodes => FieldError::new("gaps", "plan_too_large", ""),
    }
}
