//! What a site can make of a process month by month, from what is known of its calendar, its machines, its OEE
//! and what it has promised already. [`crate::assessment::calendar_capacity`] computes; here facts become its
//! inputs, and what is missing is named by the question that asks for it.
//!
//! Facts may be ranges, so that a month has a least and a most: the least is reached whatever the truth in the
//! ranges, the most in none is passed. A month without a stated load is unknown, never free. What a day decides
//! (whether a fact still holds) is left to whoever asks: each month says until when it may be relied upon.
//!
//! A site's own changeovers are a loss inside its OEE. Where a need names its lots, the least counts one
//! changeover a lot besides, the most none: the OEE was measured on the lots of today.

mod closed;
mod inputs;
mod months;
mod ramp;

pub use closed::{LOST_IN_CHANGEOVER, coarse, month_attribute};
pub use inputs::{
    CHANGEOVER, COMMITTED_OF_PROCESS, COMMITTED_OF_SITE, Input, OEE_OF_PROCESS, OEE_OF_SITE,
};
pub use months::{Load, MonthCapacity, Said};
pub use ramp::{MonthAnswer, RampAnswer, RampVerdict, after_changeovers, against, asked_of};

use crate::assessment::calendar_capacity::Month;
use eslabon_domain::attributes::Attributes;
use eslabon_domain::facts::Fact;
use eslabon_domain::loads::StatedLoad;
use eslabon_domain::vocabulary::ConceptId;
use inputs::Inputs;
use serde::{Deserialize, Serialize};

/// Months that are looked ahead where nobody asks for particular ones.
pub const AHEAD: u16 = 12;

/// A figure that lies between two, both included. The greatest number is no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub low: i64,
    /// The most.
    pub high: i64,
}

/// What is known of a process at a site.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Which process.
    pub process: &'a str,
    /// The site's current facts, of any attribute.
    pub facts: &'a [Fact],
    /// What is promised, of any process: one entry a process and month.
    pub loads: &'a [StatedLoad],
    /// The spine: how long facts hold.
    pub attributes: &'a Attributes,
}

/// What a process can make, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessCapacity {
    /// Which process.
    pub process: ConceptId,
    /// What it is computed from, and what is missing of it.
    pub inputs: Vec<Input>,
    /// The changeover, which counts where a need names its lots.
    pub changeover: Input,
    /// Good pieces that a changeover takes the time of, at the slowest; nothing where that is not known.
    pub lost_in_changeover: Option<i64>,
    /// The months, in order.
    pub months: Vec<MonthCapacity>,
}

impl ProcessCapacity {
    /// What is missing whichever month is asked for.
    pub fn missing(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter().filter(|input| input.fact.is_none())
    }
}

/// So many months of a process from one on.
#[must_use]
pub fn months(known: &Known<'_>, from: Month, count: u16) -> ProcessCapacity {
    let asked: Vec<Month> = (0..count).filter_map(|n| from.after(n)).collect();
    of_months(known, &asked)
}

/// These months of a process.
#[must_use]
pub fn of_months(known: &Known<'_>, asked: &[Month]) -> ProcessCapacity {
    let inputs = Inputs::of(known);
    let months = asked.iter().map(|month| inputs.month(known, *month));
    ProcessCapacity {
        process: known.process.to_owned(),
        lost_in_changeover: inputs.lost_in_changeover(),
        changeover: inputs.changeover.clone(),
        months: months.collect(),
        inputs: inputs.all(),
    }
}

#[cfg(test)]
mod tests;
