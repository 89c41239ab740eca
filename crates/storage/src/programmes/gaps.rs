//! The gaps that a programme closes, with where the firm stood when it was planned.

use crate::batch::{self, OnClash};
use crate::encode;
use crate::entities::programme_gaps as table;
use crate::{Read, StorageError, StorageResult, Transaction};
use eslabon_domain::facts::Origin;
use eslabon_domain::ids::{ProgrammeGapId, ProgrammeId};
use eslabon_domain::programmes::{Dimension, GapNeed, GapState};
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A gap that a programme closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeGap {
    /// Its id: it stays when the programme is planned anew.
    pub id: ProgrammeGapId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Of what.
    pub dimension: Dimension,
    /// Less is better.
    pub is_lower_better: bool,
    /// The level asked for, in the attribute's canonical unit.
    pub required: i64,
    /// The level that was sure when it was planned; absent where none was known.
    pub present: Option<i64>,
    /// How that was known.
    pub present_origin: Option<Origin>,
    /// On which day it was so.
    pub present_on: Option<Date>,
    /// Which needs wait for it, what each asks and until when.
    pub needs: Vec<GapNeed>,
    /// How it stands.
    pub state: GapState,
}
