//! The steps of a programme and who pays them. A step that left the plan stays as *cancelled*: others refer to it.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{programme_shares, programme_steps as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CohortId, OrganisationId, ProgrammeId, ProgrammeStepId, ServiceId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::{Dimension, Payer, StepState};
use eslabon_domain::text::LocalText;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A step of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeStep {
    /// Its id: it stays when the step is moved.
    pub id: ProgrammeStepId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Its place by first day, from 0.
    pub position: i32,
    /// Which service.
    pub service: ServiceId,
    /// The service's name, as it was.
    pub name: LocalText,
    /// The institution that gives it.
    pub provider: OrganisationId,
    /// The institution's name, as it was.
    pub provider_name: String,
    /// Of a course, which cohort.
    pub cohort: Option<CohortId>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// What it costs the firm and those who pay with it.
    pub cost: Money,
    /// The gaps that close on its last day.
    pub closes: Vec<Dimension>,
    /// The evidence that will close them.
    pub evidence: LocalText,
    /// The day of the visit on which they are looked at; absent where it closes none.
    pub visit_on: Option<Date>,
    /// How it stands.
    pub state: StepState,
    /// Who sees to it, in words: not everyone has an account. May be empty.
    pub owner: String,
}

/// What a payer pays of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of which step.
    pub step: ProgrammeStepId,
    /// Who.
    pub payer: Payer,
    /// How much, in minor units of the programme's currency.
    pub minor: i64,
    /// Its ceiling holds it there.
    pub is_at_ceiling: bool,
}
