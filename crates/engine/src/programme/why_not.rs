//! *Why not* and *what if*, answered by planning again: with a service that was passed over, with more money,
//! with other deadlines, without a service.

use super::plan::{Plan, Proposal};
use super::problem::{Fault, Pin, Problem};
use super::propose::propose;
use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::Money;
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum Question {
    /// Why not with this service?
    With {
        /// Which.
        service: ServiceId,
    },
    /// What without it?
    Without {
        /// Which.
        service: ServiceId,
    },
    /// What if the budget were larger, or smaller, by so many hundredths of it?
    Budget {
        /// Per cent; below zero for less.
        percent: i64,
    },
    /// What if every deadline moved by so many days?
    Deadlines {
        /// Days; below zero for earlier.
        days: i64,
    },
}

/// What would be different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The proposal that it would be.
    pub proposal: Proposal,
    /// By how much the cheapest plan would be dearer; below zero: cheaper. Absent where there is none now or
    /// then.
    pub cost: Option<Money>,
    /// By how many days the earliest plan would finish later; below zero: earlier.
    pub days: Option<i32>,
}

/// Answers a question about a problem and what was proposed for it.
///
/// # Errors
/// As [`propose`]: a deadline that is moved before the start, a service that is not on offer.
pub fn ask(
    problem: &Problem,
    proposed: &Proposal,
    question: Question,
) -> Result<Difference, Vec<Fault>> {
    let proposal = propose(&asked(problem, question))?;
    let cost = both(proposed.cheapest(), proposal.cheapest(), |now, then| {
        Money {
            minor: then.cost.minor.saturating_sub(now.cost.minor),
            currency: then.cost.currency,
        }
    });
    let days = both(proposed.earliest(), proposal.earliest(), |now, then| {
        days_from(now.finishes_on, then.finishes_on)
    });
    Ok(Difference {
        proposal,
        cost,
        days,
    })
}

fn both<T>(now: Option<&Plan>, then: Option<&Plan>, of: impl Fn(&Plan, &Plan) -> T) -> Option<T> {
    Some(of(now?, then?))
}

fn days_from(from: Date, to: Date) -> i32 {
    to.since(from).map_or(0, |span| span.get_days())
}

fn asked(problem: &Problem, question: Question) -> Problem {
    let mut asked = problem.clone();
    match question {
        Question::With { service } => {
            asked.forbidden.retain(|forbidden| *forbidden != service);
            asked.pinned.push(Pin {
                service,
                starts_on: None,
            });
        }
        Question::Without { service } => {
            asked.pinned.retain(|pin| pin.service != service);
            asked.forbidden.push(service);
        }
        Question::Budget { percent } => {
            if let Some(budget) = &mut asked.budget {
                let more = i128::from(budget.minor) * i128::from(percent) / 100;
                let minor =
                    (i128::from(budget.minor) + more).clamp(i64::MIN.into(), i64::MAX.into());
                budget.minor = i64::try_from(minor).unwrap_or(i64::MAX);
            }
        }
        Question::Deadlines { days } => {
            let waiting = asked.gaps.iter_mut().flat_map(|gap| &mut gap.needs);
            for deadline in waiting.filter_map(|waiting| waiting.deadline.as_mut()) {
                *deadline = moved(*deadline, days);
            }
        }
    }
    asked
}

/// A day moved by so many days, whatever their number: no further than the calendar goes.
fn moved(day: Date, days: i64) -> Date {
    match Span::new().try_days(days) {
        Ok(span) => day.saturating_add(span),
        Err(_) if days < 0 => Date::MIN,
        Err(_) => Date::MAX,
    }
}
