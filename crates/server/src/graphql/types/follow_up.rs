//! How programmes stand: steps with their delay, gaps with what visits found, figures before and after, tasks.

use super::paging::bad_argument;
use super::programmes::{Amount, ProgrammeDimension, ProgrammeGapState, ProgrammeStepState};
use super::referrals::{Referral, WorkEntry};
use super::suppliers::{Origin, value_text};
use crate::graphql::errors::UserError;
use crate::graphql::ids;
use async_graphql::{Enum, ID, InputObject, Result, SimpleObject};
use eslabon_app::follow_up::{FollowUp, FollowedGap, FollowedStep, Task};
use eslabon_app::indicators::{IndicatorLine, IndicatorsView};
use eslabon_app::records::{Figure, Indicator as IndicatorRecord, Verification as Found};
use eslabon_domain::follow_up::{
    Finding as DomainFinding, IndicatorKind as DomainKind, Moment as DomainMoment,
    Spread as DomainSpread,
};
use eslabon_domain::ids::{IndicatorId, ProgrammeGapId, SiteFileId};

/// What a visit found of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainFinding")]
pub enum VerificationFinding {
    /// The gap is closed.
    Verified,
    /// It is not.
    NotVerified,
}

/// Whether a change has gone beyond the line on which it was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainSpread")]
pub enum VerificationSpread {
    /// It has.
    Yes,
    /// It has not.
    No,
    /// Nobody looked, or it could not be seen.
    NotSeen,
}

/// What is measured before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainKind")]
pub enum IndicatorKind {
    /// Defective pieces per million delivered.
    Ppm,
    /// Order lines delivered on time.
    Otd,
    /// Overall equipment effectiveness.
    Oee,
    /// Yearly sales.
    Sales,
    /// People employed.
    Employment,
    /// Something that the programme's own people agreed on.
    Own,
}

/// When an indicator is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainMoment")]
pub enum IndicatorMoment {
    /// When the programme begins.
    Start,
    /// When it ends.
    End,
    /// A year after its end.
    Year1,
    /// Two years after.
    Year2,
    /// Three years after.
    Year3,
}

/// What a visit found of a gap. What is closed to you is absent or empty.
#[derive(Debug, Clone, SimpleObject)]
pub struct Verification {
    /// Whether the gap is closed.
    pub finding: VerificationFinding,
    /// What was measured, in the attribute's canonical unit.
    pub measured: Option<String>,
    /// On which day, `YYYY-MM-DD`.
    pub visited_on: String,
    /// Whether the change has gone beyond the pilot line.
    pub spread: VerificationSpread,
    /// In words; may be empty.
    pub note: String,
    /// Why it is not closed; empty where it is.
    pub reason: String,
    /// Who was there; empty once she was erased.
    pub by: String,
    /// Global ids of the files that show it.
    pub files: Vec<ID>,
}

impl From<Found> for Verification {
    fn from(one: Found) -> Self {
        Self {
            finding: one.finding.into(),
            // Levels of programmes are bare numbers: their unit is the attribute's.
            measured: one.measured.map(|(value, _)| value_text(&value, "")),
            visited_on: one.visited_on.to_string(),
            spread: one.spread.into(),
            note: one.note,
            reason: one.reason,
            by: one.by,
            files: one
                .files
                .into_iter()
                .map(|file| ids::global(ids::SUPPLIER_FILE, file))
                .collect(),
        }
    }
}

/// A step of a programme with what happened to it.
#[derive(Debug, Clone, SimpleObject)]
pub struct FollowedProgrammeStep {
    /// Global id.
    pub id: ID,
    /// The service's name, as it was planned.
    pub service: String,
    /// How it stands.
    pub state: ProgrammeStepState,
    /// By so many days it is late; 0 where it is not.
    pub days_late: i32,
    /// By at least so many days the programme ends later for it.
    pub end_moves_days: i32,
    /// What was planned that it costs.
    pub planned_cost: Amount,
    /// What was spent on it; null where nobody said.
    pub spent: Option<Amount>,
    /// How long was worked for it, in minutes.
    pub minutes: i64,
    /// What was logged; empty for those who may not read it.
    pub entries: Vec<WorkEntry>,
    /// Its referrals, the latest first.
    pub referrals: Vec<Referral>,
}

impl From<FollowedStep> for FollowedProgrammeStep {
    fn from(one: FollowedStep) -> Self {
        Self {
            id: ids::global(ids::PROGRAMME_STEP, one.step.id),
            service: one.step.name.text,
            state: one.step.state.into(),
            days_late: one.slip.map_or(0, |slip| slip.days_late),
            end_moves_days: one.slip.map_or(0, |slip| slip.end_moves),
            planned_cost: one.step.cost.into(),
            spent: one.spent.map(Into::into),
            minutes: one.minutes,
            entries: one.entries.into_iter().map(Into::into).collect(),
            referrals: one.referrals.into_iter().map(Into::into).collect(),
        }
    }
}

/// A gap of a programme with what visits found of it.
#[derive(Debug, Clone, SimpleObject)]
pub struct FollowedProgrammeGap {
    /// Global id.
    pub id: ID,
    /// Of what.
    pub dimension: ProgrammeDimension,
    /// How it stands.
    pub state: ProgrammeGapState,
    /// Its figures are closed to you.
    pub is_closed: bool,
    /// What visits found, the latest first.
    pub found: Vec<Verification>,
}

impl From<FollowedGap> for FollowedProgrammeGap {
    fn from(one: FollowedGap) -> Self {
        Self {
            id: ids::global(ids::PROGRAMME_GAP, one.gap.id),
            dimension: ProgrammeDimension::from(&one.gap.dimension),
            state: one.gap.state.into(),
            is_closed: one.is_closed,
            found: one.found.into_iter().map(Into::into).collect(),
        }
    }
}

/// How a programme stands.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeFollowUp {
    /// Its steps, by first day.
    pub steps: Vec<FollowedProgrammeStep>,
    /// Its gaps.
    pub gaps: Vec<FollowedProgrammeGap>,
    /// What was planned that it costs.
    pub planned_cost: Amount,
    /// What was spent so far; null where nobody said of any step.
    pub spent: Option<Amount>,
    /// Of so many steps that have begun nobody said what was spent.
    pub steps_without_cost: i64,
    /// By at least so many days it ends later than planned.
    pub end_moves_days: i32,
}

impl From<FollowUp> for ProgrammeFollowUp {
    fn from(all: FollowUp) -> Self {
        Self {
            planned_cost: all.view.programme.cost.into(),
            steps: all.steps.into_iter().map(Into::into).collect(),
            gaps: all.gaps.into_iter().map(Into::into).collect(),
            spent: all.spent.map(Into::into),
            steps_without_cost: i64::try_from(all.unsaid).unwrap_or(i64::MAX),
            end_moves_days: all.end_moves,
        }
    }
}

/// A figure of an indicator.
#[derive(Debug, Clone, SimpleObject)]
pub struct IndicatorFigure {
    /// When in the programme's life.
    pub moment: IndicatorMoment,
    /// Its version: what is recorded on an older one is refused.
    pub version: i32,
    /// As it was typed.
    pub entered: String,
    /// How it is known.
    pub origin: Origin,
    /// The day on which it was true, `YYYY-MM-DD`.
    pub observed: String,
}

impl From<Figure> for IndicatorFigure {
    fn from(one: Figure) -> Self {
        Self {
            moment: one.moment.into(),
            version: one.version,
            entered: one.entered,
            origin: one.origin.into(),
            observed: one.observed.to_string(),
        }
    }
}

/// Something that a programme is to change. A moment without a figure was not measured.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProgrammeIndicator {
    /// Global id.
    pub id: ID,
    /// What is measured.
    pub kind: IndicatorKind,
    /// Of an own one: its name. Else empty.
    pub name: String,
    /// Of an own one: in what it is measured. Else empty.
    pub unit: String,
    /// Its figures are closed to you, whether or not there are any.
    pub is_closed: bool,
    /// Its figures, in order.
    pub figures: Vec<IndicatorFigure>,
}

impl ProgrammeIndicator {
    fn of(one: IndicatorRecord, is_closed: bool, figures: Vec<IndicatorFigure>) -> Self {
        Self {
            id: ids::global(ids::INDICATOR, one.id),
            kind: one.kind.into(),
            name: one.name,
            unit: one.unit,
            is_closed,
            figures,
        }
    }
}

impl From<IndicatorRecord> for ProgrammeIndicator {
    fn from(one: IndicatorRecord) -> Self {
        Self::of(one, false, Vec::new())
    }
}

impl From<IndicatorLine> for ProgrammeIndicator {
    fn from(line: IndicatorLine) -> Self {
        let figures = line.figures.into_iter().flatten().map(Into::into).collect();
        Self::of(line.indicator, line.is_closed, figures)
    }
}

/// The indicators of a programme, as far as the reader may know of them.
#[must_use]
pub fn indicators(view: IndicatorsView) -> Vec<ProgrammeIndicator> {
    view.lines.into_iter().map(Into::into).collect()
}

/// Something that waits for you in a programme.
#[derive(Debug, SimpleObject)]
pub struct ProgrammeTask {
    /// What: `sign`, `begin`, `finish`, `agree`, `declined`, `new_step`, `visit`, `measure`, `answer`, `report`.
    pub kind: String,
    /// Global id of the programme; null where you do not see it.
    pub programme: Option<ID>,
    /// Of which firm.
    pub firm: String,
    /// The service or programme that it is about, by name.
    pub about: String,
    /// Until when, `YYYY-MM-DD`.
    pub due_on: String,
    /// By so many days it is late; 0 where it is not.
    pub days_late: i32,
    /// By at least so many days the programme ends later for it.
    pub end_moves_days: i32,
}

impl From<Task> for ProgrammeTask {
    fn from(task: Task) -> Self {
        Self {
            kind: task.kind.as_str().to_owned(),
            programme: task.programme.map(|id| ids::global(ids::PROGRAMME, id)),
            firm: task.firm,
            about: task.about,
            due_on: task.due_on.to_string(),
            days_late: task.days_late,
            end_moves_days: task.end_moves,
        }
    }
}

/// The gap that an argument names.
///
/// # Errors
/// Where it names none.
pub fn programme_gap_key(id: &ID) -> Result<ProgrammeGapId> {
    ids::key(ids::PROGRAMME_GAP, id).ok_or_else(|| bad_argument("gap is no gap of a programme."))
}

/// The indicator that an argument names.
///
/// # Errors
/// Where it names none.
pub fn indicator_key(id: &ID) -> Result<IndicatorId> {
    ids::key(ids::INDICATOR, id).ok_or_else(|| bad_argument("indicator is no indicator."))
}

/// The files that an argument names.
///
/// # Errors
/// Where one is none.
pub fn file_keys(all: &[ID]) -> Result<Vec<SiteFileId>> {
    let key = |id: &ID| {
        ids::key(ids::SUPPLIER_FILE, id).ok_or_else(|| bad_argument("files holds what is no file."))
    };
    all.iter().map(key).collect()
}

/// What `stepMark` takes.
#[derive(Debug, Clone, InputObject)]
pub struct StepMarkInput {
    /// Global id of the step.
    pub step: ID,
    /// How it stood when it was read.
    pub seen: ProgrammeStepState,
    /// How it stands.
    pub state: ProgrammeStepState,
}

/// What `stepMark` answers.
#[derive(Debug, SimpleObject)]
pub struct StepMarkPayload {
    /// It was marked.
    pub marked: bool,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `gapVerify` takes.
#[derive(Debug, Clone, InputObject)]
pub struct GapVerifyInput {
    /// Global id of the programme.
    pub programme: ID,
    /// Global id of the gap.
    pub gap: ID,
    /// Whether it is closed.
    pub finding: VerificationFinding,
    /// What was measured, with its unit: `1.67`, `0.02 mm`.
    pub measured: Option<String>,
    /// Of a certificate: the last day on which it holds, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// On which day, `YYYY-MM-DD`.
    pub visited_on: String,
    /// Whether the change has gone beyond the pilot line.
    pub spread: VerificationSpread,
    /// In words.
    pub note: Option<String>,
    /// Why it is not closed; needed where it is not.
    pub reason: Option<String>,
    /// Global ids of files of the firm that show it.
    #[graphql(default)]
    pub files: Vec<ID>,
}

/// What `gapVerify` answers.
#[derive(Debug, SimpleObject)]
pub struct GapVerifyPayload {
    /// What was found.
    pub verification: Option<Verification>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `indicatorAgree` takes.
#[derive(Debug, Clone, InputObject)]
pub struct IndicatorAgreeInput {
    /// Global id of the programme.
    pub programme: ID,
    /// What is measured.
    pub kind: IndicatorKind,
    /// Of an own one: its name.
    pub name: Option<String>,
    /// Of an own one: in what it is measured.
    pub unit: Option<String>,
}

/// What `indicatorAgree` answers.
#[derive(Debug, SimpleObject)]
pub struct IndicatorAgreePayload {
    /// The indicator.
    pub indicator: Option<ProgrammeIndicator>,
    /// What to correct.
    pub errors: Vec<UserError>,
}

/// What `indicatorRecord` takes.
#[derive(Debug, Clone, InputObject)]
pub struct IndicatorRecordInput {
    /// Global id of the indicator.
    pub indicator: ID,
    /// When in the programme's life.
    pub moment: IndicatorMoment,
    /// The version of the figure that stands there; 0 where none does.
    #[graphql(default)]
    pub seen: i32,
    /// The figure, with its unit: `350 ppm`, `92 %`.
    pub figure: String,
    /// The day on which it was true, `YYYY-MM-DD`.
    pub observed: String,
    /// How it is known. A firm declares; staff say how they know.
    pub origin: Option<Origin>,
}

/// What `indicatorRecord` answers.
#[derive(Debug, SimpleObject)]
pub struct IndicatorRecordPayload {
    /// The figure.
    pub figure: Option<IndicatorFigure>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
