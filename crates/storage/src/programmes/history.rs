//! What happened to a programme; only ever added to.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_events as table;
use crate::{Read, StorageResult, Transaction};
use eslabon_domain::ids::{PersonId, ProgrammeId};
use eslabon_domain::programmes::{ProgrammeEvent, ProgrammeStatus};
use jiff::Timestamp;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Something that happened to a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// To which.
    pub programme: ProgrammeId,
    /// When.
    pub at: Timestamp,
    /// Who, if she has an account.
    pub person: Option<PersonId>,
    /// Her name, that day.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What.
    pub event: ProgrammeEvent,
    /// How it stood afterwards.
    pub status: ProgrammeStatus,
    /// The version of the plan, then.
    pub plan_version: i32,
    /// In words; may be empty.
    pub words: String,
}
