//! One month: how many machine hours there are, how many are promised, and how many good pieces the rest makes.

use super::inputs::{Input, Inputs, Standing};
use super::{Known, Range};
use crate::assessment::AssessmentError;
use crate::assessment::calendar_capacity::{
    Changeover, CommittedLoad, LoadBasis, Month, MonthDays, MonthNeed, Plant, Ramp, WorkingDays,
    calendar_capacity,
};
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::loads::{LoadAmount, StatedLoad, WHOLE_PPM};
use jiff::civil::Date;

const DAYS_OF_WEEK: i128 = 7;
const DAYS_OF_YEAR: i128 = 365;
const MILLI: i128 = 1_000;

/// Who says what is promised of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// An entry of the month itself.
    Month(StatedLoad),
    /// What was said of the process for the next months, and still holds at the month's end.
    Process(Fact),
    /// The same of the whole plant.
    Site(Fact),
}

/// What is promised of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Machine time, in seconds; nothing while the machine time of the month is not known and a share is said.
    pub seconds: Option<Range>,
    /// Who says so.
    pub said: Said,
}

/// A month, computed as far as what is known allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCapacity {
    /// Which.
    pub month: Month,
    /// Machine time, in seconds, over all machines.
    pub machine_seconds: Option<Range>,
    /// What is promised of it; nothing where nobody says.
    pub load: Option<Load>,
    /// What is left, in seconds.
    pub free_seconds: Option<Range>,
    /// Good pieces that the rest makes.
    pub pieces: Option<Range>,
    /// What is stated cannot be: nothing is computed from it.
    pub problem: Option<AssessmentError>,
    pub(super) standing: Option<Standing>,
}

impl MonthCapacity {
    /// The last day on which the figures hold, where they have an end.
    #[must_use]
    pub fn holds_until(&self) -> Option<Date> {
        self.standing.and_then(|standing| standing.holds_until)
    }

    /// The pieces, where everything that they rest on still holds on a day.
    #[must_use]
    pub fn pieces_on(&self, on: Date) -> Option<Range> {
        let holds = self.holds_until().is_none_or(|last| last >= on);
        self.pieces.filter(|_| holds)
    }
}

/// Which end of every range is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// What makes least.
    Low,
    /// What makes most.
    High,
}

impl End {
    /// Of what is better the more there is.
    fn more(self, input: &Input) -> Option<i64> {
        let range = input.range()?;
        Some(if self == End::Low {
            range.low
        } else {
            range.high
        })
    }

    /// Of what is better the less there is.
    fn less(self, input: &Input) -> Option<i64> {
        let range = input.range()?;
        Some(if self == End::Low {
            range.high
        } else {
            range.low
        })
    }
}

impl Inputs {
    /// A month.
    pub fn month(&self, known: &Known<'_>, month: Month) -> MonthCapacity {
        let said = self.said(known, month);
        let (low, high, problem) = match self.ends(month, said.as_ref()) {
            Ok((low, high)) => (low, high, None),
            Err(problem) => (Ends::default(), Ends::default(), Some(problem)),
        };
        let both = |low: Option<i64>, high: Option<i64>| {
            let (low, high) = (low?, high?);
            Some(Range { low, high })
        };
        let pieces = both(low.pieces, high.pieces);
        let load_standing = said.as_ref().and_then(|said| self.standing_of(said));
        let standing = self.standing().filter(|_| pieces.is_some());
        MonthCapacity {
            month,
            machine_seconds: both(low.machine, high.machine),
            // More is promised where least is left.
            load: said.map(|said| Load {
                seconds: both(high.promised, low.promised),
                said,
            }),
            free_seconds: both(low.free, high.free),
            pieces,
            problem,
            standing: standing.map(|one| load_standing.map_or(one, |load| one.and(load))),
        }
    }

    /// Both ends of a month.
    fn ends(&self, month: Month, said: Option<&Said>) -> Result<(Ends, Ends), AssessmentError> {
        let low = self.end(End::Low, month, said)?;
        let high = match self.is_open_ended() {
            true => Self::unbounded(&low),
            false => self.end(End::High, month, said)?,
        };
        Ok((low, high))
    }

    /// What is said of a month's load: its own entry, else what was said for the next months while it holds.
    fn said(&self, known: &Known<'_>, month: Month) -> Option<Said> {
        let own = known
            .loads
            .iter()
            .find(|load| load.process == known.process && load.month == month);
        if let Some(own) = own {
            return Some(Said::Month(own.clone()));
        }
        let [process, site] = &self.committed;
        let of = |input: &Input| {
            let fact = input.fact.clone()?;
            covers(&fact, input.holds_until, month).then_some(fact)
        };
        of(process)
            .map(Said::Process)
            .or_else(|| of(site).map(Said::Site))
    }

    fn standing_of(&self, said: &Said) -> Option<Standing> {
        let [process, site] = &self.committed;
        match said {
            // An entry stands for its month until another takes its place.
            Said::Month(_) => None,
            Said::Process(_) => Standing::of(process),
            Said::Site(_) => Standing::of(site),
        }
    }

    /// One end of a month.
    fn end(&self, end: End, month: Month, said: Option<&Said>) -> Result<Ends, AssessmentError> {
        // Whether what is stated can be is looked at first, also where a month comes to nothing.
        self.pieces(end, month, None)?;
        let machine = self.machine_seconds(end, month)?;
        let Some(promised) = said.and_then(|said| promised(end, said, machine)) else {
            return Ok(Ends {
                machine,
                ..Ends::default()
            });
        };
        Ok(Ends {
            machine,
            promised: Some(promised),
            free: machine.map(|all| (all - promised).max(0)),
            pieces: self.pieces(end, month, Some(promised))?,
        })
    }

    /// The end of which nothing is known but that it is not below another: something has no upper bound.
    fn unbounded(low: &Ends) -> Ends {
        Ends {
            machine: low.machine.map(|_| i64::MAX),
            promised: low.promised,
            free: low.free.map(|_| i64::MAX),
            pieces: low.pieces.map(|_| i64::MAX),
        }
    }

    /// Whether something is stated as *at least so much*.
    fn is_open_ended(&self) -> bool {
        let all = [
            &self.working_days,
            &self.shifts,
            &self.shift_length,
            &self.machines,
            &self.parts_per_cycle,
            &self.oee,
        ];
        let mut ranges = all.into_iter().filter_map(Input::range);
        ranges.any(|range| range.high == i64::MAX)
    }

    /// The machine time of a month; nothing while a part of the calendar is missing.
    fn machine_seconds(&self, end: End, month: Month) -> Result<Option<i64>, AssessmentError> {
        let plant = self.plant(end, month, Some(0));
        let (
            Some(WorkingDays::ByMonth(days)),
            Some(shifts),
            Some(shift),
            Some(stops),
            Some(machines),
        ) = (
            plant.working_days,
            plant.shifts,
            plant.shift_seconds,
            plant.planned_stop_seconds,
            plant.machines,
        )
        else {
            return Ok(None);
        };
        let days = days.first().map_or(0, |day| day.days_milli);
        let factors = [days, shifts, (shift - stops).max(0), machines];
        let milli = factors
            .iter()
            .try_fold(1_i128, |product, factor| {
                product.checked_mul(i128::from(*factor))
            })
            .ok_or(AssessmentError::TooLarge)?;
        i64::try_from(milli / MILLI)
            .map(Some)
            .map_err(|_| AssessmentError::TooLarge)
    }

    fn pieces(
        &self,
        end: End,
        month: Month,
        promised: Option<i64>,
    ) -> Result<Option<i64>, AssessmentError> {
        let plant = self.plant(end, month, promised);
        let nothing = MonthNeed { month, pieces: 0 };
        let ramp = Ramp {
            months: vec![nothing],
            lot_size: None,
        };
        let result = calendar_capacity(&plant, &ramp)?;
        Ok(result
            .months
            .first()
            .and_then(|month| month.available_pieces))
    }

    /// The plant at one end of what is known of it.
    fn plant(&self, end: End, month: Month, promised: Option<i64>) -> Plant {
        let week = end.more(&self.working_days);
        let days = week.zip(end.less(&self.shutdown));
        let days = days.and_then(|(week, shut)| days_milli(month, week, shut));
        Plant {
            working_days: days
                .map(|days_milli| WorkingDays::ByMonth(vec![MonthDays { month, days_milli }])),
            shifts: end.more(&self.shifts),
            shift_seconds: end.more(&self.shift_length),
            planned_stop_seconds: end.less(&self.stops),
            machines: end.more(&self.machines),
            cavities: end.more(&self.parts_per_cycle),
            cycle_ms: end.less(&self.cycle),
            oee_ppm: end.more(&self.oee),
            changeover: Some(Changeover::InsideOee),
            committed: promised.map(|seconds| {
                vec![CommittedLoad {
                    month,
                    seconds,
                    basis: LoadBasis::Booked,
                }]
            }),
        }
    }

    /// Good pieces that the longest changeover takes the time of, where the site makes least; rounded up.
    pub fn lost_in_changeover(&self) -> Option<i64> {
        let end = End::Low;
        let (seconds, cycle) = (end.less(&self.changeover)?, end.less(&self.cycle)?);
        let (cavities, oee) = (end.more(&self.parts_per_cycle)?, end.more(&self.oee)?);
        let lost = [seconds, 1_000, cavities, oee]
            .iter()
            .try_fold(1_i128, |product, factor| {
                product.checked_mul(i128::from(*factor))
            })?;
        let piece = i128::from(cycle).checked_mul(i128::from(WHOLE_PPM))?;
        let lost = lost.checked_add(piece - 1)?.checked_div(piece)?;
        i64::try_from(lost).ok().filter(|lost| *lost >= 0)
    }
}

/// One end of a month; what is not known is absent.
#[derive(Default)]
struct Ends {
    machine: Option<i64>,
    promised: Option<i64>,
    free: Option<i64>,
    pieces: Option<i64>,
}

/// Working days of a month in thousandths: the weeks of the month, less its share of the days on which the plant
/// is shut. In which months it is shut is not known, so that every month bears alike.
fn days_milli(month: Month, week_milli: i64, shut_days: i64) -> Option<i64> {
    let days = i128::from(month.first_day()?.days_in_month());
    let open = i128::from(week_milli) * days * DAYS_OF_YEAR;
    let shut = i128::from(shut_days) * MILLI * days * DAYS_OF_WEEK;
    let milli = (open - shut).max(0) / (DAYS_OF_WEEK * DAYS_OF_YEAR);
    i64::try_from(milli).ok()
}

/// What is promised, in seconds. Shares are rounded so that the least is never too much, nor the most too little.
fn promised(end: End, said: &Said, machine: Option<i64>) -> Option<i64> {
    let share = |ppm: i64| {
        let millionths = i128::from(machine?).checked_mul(i128::from(ppm))?;
        let whole = i128::from(WHOLE_PPM);
        let seconds = match end {
            End::Low => millionths.checked_add(whole - 1)?.div_euclid(whole),
            End::High => millionths.div_euclid(whole),
        };
        i64::try_from(seconds).ok()
    };
    match said {
        Said::Month(load) => match load.amount {
            LoadAmount::Share { ppm } => share(ppm),
            LoadAmount::Hours { seconds } => Some(seconds),
        },
        Said::Process(fact) | Said::Site(fact) => match fact.value {
            FactValue::Amount { low, high } => share(if end == End::Low { high } else { low }),
            _ => None,
        },
    }
}

/// Whether what was said for the next months is said of this one: it was said before the month ends, and holds
/// until then.
pub(super) fn covers(fact: &Fact, holds_until: Option<Date>, month: Month) -> bool {
    let Some(last) = month.first_day().map(Date::last_of_month) else {
        return false;
    };
    fact.observed <= last && holds_until.is_none_or(|until| until >= last)
}
