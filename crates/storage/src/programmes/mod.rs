//! Upgrading programmes: what was planned and from what, how it stands, its steps with who pays them, its gaps, its
//! signatures, its history. What it was planned from and the plan itself are kept whole as JSON, as the engine gave
//! them, with the version of its rules. Must not plan or decide.

mod gaps;
mod history;
mod signatures;
mod steps;

pub use gaps::{ProgrammeGap, gaps_of, insert_gaps, remove_gaps, set_gap_state};
pub use history::{Happened, add_event, events_of};
pub use signatures::{Scan, Signature, find_signature, insert_signature, signatures_of};
pub use steps::{
    ProgrammeStep, Share, find_step, insert_steps, replace_shares, set_step_state, shares_of,
    steps_of, steps_of_many, update_steps,
};

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::{programme_needs, programmes as table};
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, ProgrammeId, ServiceId, SiteId};
use eslabon_domain::money::{Currency, Money};
use eslabon_domain::programmes::{FirmTime, PayerPart, PinnedService, ProgrammeStatus};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// An upgrading programme.
#[derive(Debug, Clone, PartialEq)]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Of which site.
    pub site: SiteId,
    /// The centre in whose region the site lies, and whose programme it is.
    pub centre: CentreId,
    /// The lead firm for whose needs it is.
    pub lead_firm: OrganisationId,
    /// For which needs, by id.
    pub needs: Vec<NeedId>,
    /// What it is called.
    pub title: String,
    /// How it stands.
    pub status: ProgrammeStatus,
    /// Version of what is signed: every change of the plan raises it, and so does every step that is taken with it.
    pub version: i32,
    /// The version of the plan: signatures count for the plan of their version only.
    pub plan_version: i32,
    /// What may be spent; absent: whatever it takes.
    pub budget: Option<Money>,
    /// In which currency it is reckoned.
    pub currency: Currency,
    /// The firm's time.
    pub time: FirmTime,
    /// The first day on which something may begin.
    pub starts_on: Date,
    /// What must be part of it.
    pub pinned: Vec<PinnedService>,
    /// What must not.
    pub forbidden: Vec<ServiceId>,
    /// Who pays, by which parts.
    pub payers: Vec<PayerPart>,
    /// By which rules of the engine it was planned.
    pub rules: String,
    /// What it was planned from, as the engine took it.
    pub problem: serde_json::Value,
    /// The plan that was chosen, as the engine gave it.
    pub plan: serde_json::Value,
    /// What its steps cost together.
    pub cost: Money,
    /// The day on which its last gap closes.
    pub finishes_on: Date,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Why it was stopped; empty otherwise.
    pub stop_reason: String,
}
