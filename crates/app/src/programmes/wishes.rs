//! What is wished of a plan, and whether it can be: parsed once, before anything is planned from it.

use eslabon_domain::ids::ServiceId;
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{FirmTime, PayerPart, PinnedService};
use jiff::civil::Date;

/// What is wished of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanWishes {
    /// What may be spent; absent: whatever it takes.
    pub budget: Option<Money>,
    /// The first day on which something may begin; absent: today.
    pub starts_on: Option<Date>,
    /// The firm's time; absent: eight hours a week are taken, and it is said so.
    pub time: Option<FirmTime>,
    /// What must be part of it.
    pub pinned: Vec<PinnedService>,
    /// What must not.
    pub forbidden: Vec<ServiceId>,
    /// Who pays, by which parts; empty: thirds (firm, lead firm, support programme).
    pub payers: Vec<PayerPart>,
}

/// A plan of a proposal, told by what tells plans of a front apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What it costs, in minor units.
    pub cost_minor: i64,
    /// The day on which its last gap closes.
    pub finishes_on: Date,
}
