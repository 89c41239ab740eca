//! Which facts of a site count, and how far each stretches. Must not compute a month.

use super::Known;
use crate::capacity::Range;
use eslabon_domain::facts::{Fact, FactValue, Origin};
use eslabon_domain::vocabulary::ConceptId;
use jiff::civil::Date;
use std::cmp::Reverse;

/// Working days of a week, in thousandths.
const WORKING_DAYS: &str = "site.working_days_week";
/// Shifts of a day.
const SHIFTS: &str = "site.shifts";
/// How long a shift lasts.
const SHIFT_LENGTH: &str = "site.hours_per_shift";
/// How long nothing is made in it by plan.
const STOPS: &str = "site.planned_stops_shift";
/// Working days a year on which the plant is shut.
const SHUTDOWN: &str = "site.shutdown_days";
/// Machines of the process.
const MACHINES: &str = "process.machines";
/// How long a cycle lasts. Without it nothing of a process can be computed.
pub(super) const CYCLE: &str = "process.cycle_time";
/// Parts that come out of a cycle.
const PARTS_PER_CYCLE: &str = "process.parts_per_cycle";
/// How long a changeover takes.
pub const CHANGEOVER: &str = "process.changeover_time";
/// The OEE of the process.
pub const OEE_OF_PROCESS: &str = "process.oee";
/// The OEE of the plant, which counts where that of the process is not known.
pub const OEE_OF_SITE: &str = "site.oee";
/// The share of next month's hours of the process that is promised.
pub const COMMITTED_OF_PROCESS: &str = "process.committed_load";
/// The same of the whole plant.
pub const COMMITTED_OF_SITE: &str = "site.committed_load";

/// Something that a month is computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What: the attribute of the fact, or of the question that asks for it.
    pub attribute: &'static str,
    /// Of which process, where it hangs on one.
    pub item: Option<ConceptId>,
    /// What is known; nothing where it is missing.
    pub fact: Option<Fact>,
    /// The last day on which that holds.
    pub holds_until: Option<Date>,
}

impl Input {
    /// What the site says of itself as a whole, or of a process.
    fn of(known: &Known<'_>, attribute: &'static str, item: Option<&str>) -> Self {
        let said = known.facts.iter().filter(|fact| {
            fact.attribute == attribute && fact.item.as_deref() == item && amount(fact).is_some()
        });
        let fact = said.max_by_key(|fact| (fact.origin, fact.observed, Reverse(fact.id)));
        let months = known.attributes.find(attribute);
        let months = months.map_or(0, |attribute| attribute.validity_months);
        Input {
            attribute,
            item: item.map(str::to_owned),
            holds_until: fact.and_then(|fact| fact.holds_until(months)),
            fact: fact.cloned(),
        }
    }

    /// Whether what is known no longer holds on a day.
    #[must_use]
    pub fn has_run_out(&self, on: Date) -> bool {
        self.fact.is_some() && self.holds_until.is_some_and(|last| last < on)
    }

    /// What is known, as a range.
    pub(super) fn range(&self) -> Option<Range> {
        self.fact.as_ref().and_then(amount)
    }
}

fn amount(fact: &Fact) -> Option<Range> {
    match fact.value {
        FactValue::Amount { low, high } => Some(Range { low, high }),
        _ => None,
    }
}

/// How far what is computed may be relied upon: as far as the weakest, the oldest and the first to run out of
/// what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub origin: Origin,
    pub observed: Date,
    pub holds_until: Option<Date>,
}

impl Standing {
    /// Of an input that is known.
    pub fn of(input: &Input) -> Option<Self> {
        let fact = input.fact.as_ref()?;
        Some(Standing {
            origin: fact.origin,
            observed: fact.observed,
            holds_until: input.holds_until,
        })
    }

    /// Of two together.
    pub fn and(self, other: Self) -> Self {
        let first = match (self.holds_until, other.holds_until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Standing {
            origin: self.origin.min(other.origin),
            observed: self.observed.min(other.observed),
            holds_until: first,
        }
    }
}

/// Everything that months are computed from.
pub(super) struct Inputs {
    pub working_days: Input,
    pub shifts: Input,
    pub shift_length: Input,
    pub stops: Input,
    pub shutdown: Input,
    pub machines: Input,
    pub cycle: Input,
    pub parts_per_cycle: Input,
    pub oee: Input,
    pub changeover: Input,
    /// Stated for the next months, where a month has no entry of its own.
    pub committed: [Input; 2],
}

impl Inputs {
    /// What the facts say.
    pub fn of(known: &Known<'_>) -> Self {
        let site = |attribute| Input::of(known, attribute, None);
        let process = |attribute| Input::of(known, attribute, Some(known.process));
        let own = process(OEE_OF_PROCESS);
        let of_site = site(OEE_OF_SITE);
        let stands_in = own.fact.is_none() && of_site.fact.is_some();
        Self {
            working_days: site(WORKING_DAYS),
            shifts: site(SHIFTS),
            shift_length: site(SHIFT_LENGTH),
            stops: site(STOPS),
            shutdown: site(SHUTDOWN),
            machines: process(MACHINES),
            cycle: process(CYCLE),
            parts_per_cycle: process(PARTS_PER_CYCLE),
            oee: if stands_in { of_site } else { own },
            changeover: process(CHANGEOVER),
            committed: [process(COMMITTED_OF_PROCESS), site(COMMITTED_OF_SITE)],
        }
    }

    /// Those that every month needs, the calendar first.
    fn required(&self) -> [&Input; 9] {
        [
            &self.working_days,
            &self.shifts,
            &self.shift_length,
            &self.stops,
            &self.shutdown,
            &self.machines,
            &self.cycle,
            &self.parts_per_cycle,
            &self.oee,
        ]
    }

    /// The same, to be shown.
    pub fn all(self) -> Vec<Input> {
        self.required().into_iter().cloned().collect()
    }

    /// How far what rests on all of them may be relied upon; nothing while one is missing.
    pub fn standing(&self) -> Option<Standing> {
        let mut all = self.required().into_iter().map(Standing::of);
        let first = all.next()??;
        all.try_fold(first, |so_far, next| Some(so_far.and(next?)))
    }
}
