//! What is proposed: plans, how good they are, and what stands in the way where none is in time.

use super::problem::{Dimension, TargetGap};
use eslabon_domain::ids::{CohortId, NeedId, ServiceId};
use eslabon_domain::money::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A service with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which service.
    pub service: ServiceId,
    /// Of a course, which cohort.
    pub cohort: Option<CohortId>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Price for the firm.
    pub cost: Money,
    /// The gaps that are closed on its last day.
    pub closes: Vec<Dimension>,
    /// Steps that cannot begin before it has ended.
    pub enables: Vec<ServiceId>,
    /// Why it does not begin earlier.
    pub waits_for: Wait,
}

/// Why a step does not begin earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wait", rename_all = "snake_case")]
pub enum Wait {
    /// It begins on the first day, or runs already.
    Nothing,
    /// Another step must have ended.
    Step {
        /// Which.
        service: ServiceId,
    },
    /// Its first day that can be had.
    Booking,
    /// The dates of its course.
    CohortDate,
    /// The firm has no time, or is closed, before.
    FirmTime,
    /// It was put on this day.
    Pinned,
}

/// When a need has all that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedReady {
    /// Which.
    pub need: NeedId,
    /// The day on which its last gap of this programme closes.
    pub ready_on: Date,
    /// Whether that is within every deadline of it.
    pub is_in_time: bool,
}

/// A programme with its dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The steps, by first day.
    pub steps: Vec<Step>,
    /// What they cost together.
    pub cost: Money,
    /// The day on which the last gap closes.
    pub finishes_on: Date,
    /// The needs that wait, and when they have all.
    pub needs: Vec<NeedReady>,
    /// No plan that finishes as early is cheaper, and none as cheap is earlier.
    pub is_proven: bool,
    /// No plan that finishes as early costs less than this; the cost itself where it is proven.
    pub cost_bound: Money,
}

/// What the simple rule would have given: for each gap in turn the cheapest chain, each step on the first dates
/// that can be had then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimpleRule {
    /// Its cost.
    pub cost: Money,
    /// The day on which its last gap closes.
    pub finishes_on: Date,
}

/// What keeps every plan from what is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "obstacle", rename_all = "snake_case")]
pub enum Obstacle {
    /// No plan within the budget; the cheapest needs so much more.
    Budget {
        /// How much.
        short_by: Money,
    },
    /// No plan closes this gap in time.
    Deadline {
        /// Which gap.
        gap: Dimension,
        /// Its deadline.
        deadline: Date,
        /// The earliest day on which a plan closes it.
        earliest_on: Date,
        /// The step on the way there that waits longest, and for what.
        service: Option<ServiceId>,
        /// For what it waits; absent where every step follows at once: the services take that long.
        wait: Option<Wait>,
    },
    /// No plan ends before the horizon, or what is pinned cannot be had on its day.
    NoPlan,
    /// The search was stopped before it found a plan.
    Stopped,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// By which rules.
    pub rules: Cow<'static, str>,
    /// Plans within deadlines and budget, the cheapest first, each later one dearer and earlier.
    pub plans: Vec<Plan>,
    /// Where there is none: what there is without the deadlines, or without the budget.
    pub beyond: Vec<Plan>,
    /// What keeps every plan from it.
    pub obstacles: Vec<Obstacle>,
    /// Nothing on offer closes these; they are left out of the plans.
    pub not_closable: Vec<TargetGap>,
    /// Gaps that are closed already.
    pub closed: Vec<Dimension>,
    /// There are more plans between the cheapest and the earliest than are shown.
    pub is_thinned: bool,
    /// No plan is earlier than the last one.
    pub earliest_is_proven: bool,
    /// What the simple rule would have given, where it gives anything before the horizon.
    pub simple_rule: Option<SimpleRule>,
    /// Steps of the search.
    pub nodes: u64,
}

impl Proposal {
    /// The least costly plan within deadlines and budget.
    #[must_use]
    pub fn cheapest(&self) -> Option<&Plan> {
        self.plans.first()
    }

    /// The plan that is done first.
    #[must_use]
    pub fn earliest(&self) -> Option<&Plan> {
        self.plans.last()
    }
}
