//! What every assessment shares: what is wrong with an input, what is missing, the plain verdict. It must
//! not hold a rule of any one assessment.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Which rule set and version a result rests on.
pub type RuleSetId = Cow<'static, str>;

/// An input that cannot be: nothing is computed from it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentError {
    /// The lower limit is not below the upper one.
    #[error("the lower limit {lower} is not below the upper limit {upper}")]
    LimitsCrossed {
        /// Lower limit.
        lower: i64,
        /// Upper limit.
        upper: i64,
    },
    /// Less than nothing.
    #[error("{0} is negative")]
    Negative(&'static str),
    /// Zero where something is divided by it.
    #[error("{0} is zero")]
    Zero(&'static str),
    /// Outside of what can be.
    #[error("{0} is out of range")]
    OutOfRange(&'static str),
    /// A part that is more than its whole.
    #[error("{part} is more than {whole}")]
    PartAboveWhole {
        /// Which part.
        part: &'static str,
        /// Of which whole.
        whole: &'static str,
    },
    /// Too few to say anything.
    #[error("{input}: {given} given, at least {needed} needed")]
    TooFew {
        /// Of what.
        input: &'static str,
        /// How many there must be.
        needed: i64,
        /// How many there are.
        given: i64,
    },
    /// A list whose rows are not equally long.
    #[error("{0} are not all equally many")]
    Uneven(&'static str),
    /// An id that stands twice.
    #[error("“{0}” stands twice")]
    Twice(String),
    /// An id that the question set, the scope or the calendar does not know.
    #[error("“{0}” is not known here")]
    NotKnown(String),
    /// A question of P6 that belongs to no sub-element.
    #[error("question “{0}” names no sub-element")]
    NoSubElement(String),
    /// Points that the rule set does not give.
    #[error("“{question}”: {points} points are not given by these rules")]
    Points {
        /// Which question.
        question: String,
        /// The points.
        points: i64,
    },
    /// An evaluation without any finding.
    #[error("“{0}” is evaluated without a finding")]
    NoFinding(String),
    /// Not evaluated, and no reason why.
    #[error("“{0}” is not evaluated and no reason is given")]
    NoReason(String),
    /// Larger than can be computed exactly.
    #[error("the figures are too large to be computed exactly")]
    TooLarge,
}

/// An input that the asked person can still give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingInput {
    /// Time that the equipment was to run, and ran.
    Availability,
    /// Pieces made, and pieces that the running time allows.
    Performance,
    /// Good pieces, and pieces made.
    Quality,
    /// Demonstrated OEE.
    OeePpm,
    /// Pieces required in an average week; for an earlier step this needs the next one's scrap.
    AveragePieces,
    /// Pieces required in a peak week.
    PeakPieces,
    /// The hours of a peak week.
    PeakWeek,
    /// The share of the machine that other parts take.
    OtherAllocations,
    /// The share of pieces that a step scraps.
    Scrap,
    /// Working days.
    WorkingDays,
    /// Shifts a day.
    Shifts,
    /// Length of a shift.
    ShiftSeconds,
    /// Planned stops of a shift.
    PlannedStopSeconds,
    /// Number of machines.
    Machines,
    /// Pieces that come out of one cycle.
    Cavities,
    /// Cycle time.
    CycleMs,
    /// Changeover: inside the OEE, or how long for each lot.
    Changeover,
    /// Pieces in a lot.
    LotSize,
    /// What is already committed.
    CommittedLoad,
}

/// Whether what is there suffices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It does.
    Meets,
    /// It does not, whatever is still missing.
    FallsShort,
    /// What is missing decides.
    Unknown,
}

/// A ratio with its counts: "1 of 50".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub part: i64,
    /// Of how many.
    pub whole: i64,
}
