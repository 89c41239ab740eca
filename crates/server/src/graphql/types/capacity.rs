//! What a supplier can make month by month, and what it has promised. Only for whoever may see its figures of
//! capacity and quality: for anyone else there is nothing here.

use super::classes::{Concept, concepts};
use super::suppliers::{Origin, value_text};
use crate::graphql::errors::UserError;
use async_graphql::{Enum, ID, InputObject, SimpleObject};
use eslabon_app::App;
use eslabon_app::capacity::{CapacityView, NeedCapacity as FoundNeed, ProcessAnswer, ProcessView};
use eslabon_app::context::Words;
use eslabon_domain::facts::Fact;
use eslabon_domain::loads::LoadUnit as DomainUnit;
use eslabon_engine::capacity::{
    Input, Load, MonthAnswer, MonthCapacity as Computed, RampVerdict as DomainVerdict, Range, Said,
};
use jiff::civil::Date;

/// A figure between two, both included.
#[derive(Debug, Clone, SimpleObject)]
pub struct FigureRange {
    /// The least.
    pub low: f64,
    /// The most; null where it has no bound.
    pub high: Option<f64>,
}

#[expect(
    clippy::cast_precision_loss,
    reason = "hours and pieces of a month are far below 2^53"
)]
fn figure(range: Range, scale: f64) -> FigureRange {
    FigureRange {
        low: range.low as f64 / scale,
        high: (range.high != i64::MAX).then_some(range.high as f64 / scale),
    }
}

fn hours(range: Range) -> FigureRange {
    figure(range, 3_600.0)
}

/// Who says what is promised of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum LoadScope {
    /// An entry of the month itself.
    Month,
    /// What was said of the process for the next months, while it holds.
    Process,
    /// The same of the whole plant.
    Site,
}

/// What is promised of a month.
#[derive(Debug, Clone, SimpleObject)]
pub struct CommittedLoad {
    /// Machine hours; null while the machine time of the month is not known.
    pub hours: Option<FigureRange>,
    /// As it was said: `80 %`, `120 h`.
    pub entered: String,
    /// Of what it was said.
    pub scope: LoadScope,
    /// How it is known.
    pub origin: Origin,
}

impl CommittedLoad {
    fn of(load: &Load) -> Self {
        let of_fact = |fact: &Fact| value_text(&fact.value, "ppm");
        let (scope, entered, origin) = match &load.said {
            Said::Month(stated) => (LoadScope::Month, stated.entered.clone(), stated.origin),
            Said::Process(fact) => (LoadScope::Process, of_fact(fact), fact.origin),
            Said::Site(fact) => (LoadScope::Site, of_fact(fact), fact.origin),
        };
        Self {
            hours: load.seconds.map(hours),
            entered,
            scope,
            origin: origin.into(),
        }
    }
}

/// A month of a process. What is null is not known: never zero, never free.
#[derive(Debug, Clone, SimpleObject)]
pub struct MonthCapacity {
    /// Which, `YYYY-MM`.
    pub month: String,
    /// Machine hours, over all machines.
    pub machine_hours: Option<FigureRange>,
    /// What is promised of them; null where nobody says.
    pub committed: Option<CommittedLoad>,
    /// Hours that are left.
    pub free_hours: Option<FigureRange>,
    /// Good pieces that they make; null where something is missing or has run out.
    pub pieces: Option<FigureRange>,
    /// The last day on which the figures hold, `YYYY-MM-DD`.
    pub holds_until: Option<String>,
}

impl MonthCapacity {
    fn of(month: &Computed, on: Date) -> Self {
        Self {
            month: month.month.to_string(),
            machine_hours: month.machine_seconds.map(hours),
            committed: month.load.as_ref().map(CommittedLoad::of),
            free_hours: month.free_seconds.map(hours),
            pieces: month.pieces_on(on).map(|pieces| figure(pieces, 1.0)),
            holds_until: month.holds_until().map(|day| day.to_string()),
        }
    }
}

/// Something that is missing: the question that asks for it.
#[derive(Debug, Clone, SimpleObject)]
pub struct MissingFact {
    /// What: an id of the spine such as `process.cycle_time`.
    pub attribute: String,
    /// Of which process.
    pub item: Option<Concept>,
    /// The last day on which what was known held, where it has run out.
    pub expired: Option<String>,
}

impl MissingFact {
    fn of(words: &Words, input: &Input) -> Self {
        let expired = input.holds_until.filter(|_| input.fact.is_some());
        Self {
            attribute: input.attribute.to_owned(),
            item: concepts(words, input.item.iter()).pop(),
            expired: expired.map(|day| day.to_string()),
        }
    }
}

/// What a process makes in the months ahead.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProcessCapacity {
    /// Which process.
    pub process: Option<Concept>,
    /// The next twelve months.
    pub months: Vec<MonthCapacity>,
    /// What is missing or has run out, whichever month is asked for.
    pub missing: Vec<MissingFact>,
    /// The OEE is that of the plant, because that of the process is not known.
    pub plant_oee: bool,
}

impl ProcessCapacity {
    fn of(words: &Words, view: &ProcessView, on: Date) -> Self {
        let capacity = &view.capacity;
        let is_missing = |input: &&Input| input.fact.is_none() || input.has_run_out(on);
        let missing = capacity.inputs.iter().filter(is_missing);
        Self {
            process: concepts(words, [&capacity.process]).pop(),
            months: capacity
                .months
                .iter()
                .map(|month| MonthCapacity::of(month, on))
                .collect(),
            missing: missing.map(|input| MissingFact::of(words, input)).collect(),
            plant_oee: capacity
                .inputs
                .iter()
                .any(|input| input.attribute == eslabon_engine::capacity::OEE_OF_SITE),
        }
    }
}

/// The processes of a supplier as the API shows them, or one of them.
#[must_use]
pub fn processes(app: &App, view: &CapacityView, process: Option<&str>) -> Vec<ProcessCapacity> {
    let words = app.words();
    let is_asked = |one: &&ProcessView| process.is_none_or(|asked| one.capacity.process == asked);
    let all = view.processes.iter().filter(is_asked);
    all.map(|one| ProcessCapacity::of(&words, one, view.on))
        .collect()
}

/// What a month, or all of them, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainVerdict")]
pub enum MonthVerdict {
    /// It holds.
    Meets,
    /// It does not.
    Gap,
    /// What is missing decides.
    Unknown,
}

/// A month against what a need asks for.
#[derive(Debug, Clone, SimpleObject)]
pub struct MonthAgainstNeed {
    /// Which, `YYYY-MM`.
    pub month: String,
    /// Good pieces asked for.
    pub required: f64,
    /// Good pieces that can be made; null where it is not known.
    pub available: Option<FigureRange>,
    /// It is what the firm says it makes a month, not computed.
    pub declared: bool,
    /// Pieces that are lacking at best.
    pub short: f64,
    /// What it comes to.
    pub verdict: MonthVerdict,
}

impl MonthAgainstNeed {
    #[expect(
        clippy::cast_precision_loss,
        reason = "pieces of a month are far below 2^53"
    )]
    fn of(month: &MonthAnswer) -> Self {
        Self {
            month: month.month.to_string(),
            required: month.required as f64,
            available: month.available.map(|range| figure(range, 1.0)),
            declared: month.is_declared,
            short: month.short as f64,
            verdict: month.verdict.into(),
        }
    }
}

/// A process against the months of a need.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProcessAgainstNeed {
    /// Which process.
    pub process: Option<Concept>,
    /// What all months come to: a gap wherever one month is one.
    pub verdict: MonthVerdict,
    /// Every month that is asked for.
    pub months: Vec<MonthAgainstNeed>,
    /// The month with the largest share lacking.
    pub worst: Option<MonthAgainstNeed>,
    /// What is missing, whichever month is asked for.
    pub missing: Vec<MissingFact>,
    /// The need names its lots, and how long a changeover takes is not known.
    pub asks_changeover: bool,
    /// The firm declares a figure as well; the computed months decide.
    pub declared_too: bool,
}

impl ProcessAgainstNeed {
    fn of(words: &Words, one: &ProcessAnswer) -> Self {
        let answer = &one.answer;
        Self {
            process: concepts(words, [&one.process]).pop(),
            verdict: answer.verdict.into(),
            months: answer.months.iter().map(MonthAgainstNeed::of).collect(),
            worst: answer.worst.as_ref().map(MonthAgainstNeed::of),
            missing: one
                .missing
                .iter()
                .map(|input| MissingFact::of(words, input))
                .collect(),
            asks_changeover: answer.asks_changeover,
            declared_too: one.has_both,
        }
    }
}

/// A criterion of a need on the pieces of a month, month by month and in exact figures.
#[derive(Debug, Clone, SimpleObject)]
pub struct CapacityAgainstNeed {
    /// Which of the need's criteria, by place.
    pub criterion: usize,
    /// The supplier's processes that count; none where nothing is known of any.
    pub processes: Vec<ProcessAgainstNeed>,
}

impl CapacityAgainstNeed {
    /// What was found, with its concepts named.
    #[must_use]
    pub fn of(app: &App, found: &FoundNeed) -> Self {
        let words = app.words();
        let processes = found.processes.iter();
        Self {
            criterion: found.criterion,
            processes: processes
                .map(|one| ProcessAgainstNeed::of(&words, one))
                .collect(),
        }
    }
}

/// In what a load is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "DomainUnit")]
pub enum LoadUnit {
    /// Per cent of the month's machine time.
    Share,
    /// Machine hours, over all machines of the process.
    Hours,
}

/// What is promised of a month.
#[derive(Debug, Clone, InputObject)]
pub struct MonthLoadInput {
    /// Which month, `YYYY-MM`: from this one on, up to three years ahead.
    pub month: String,
    /// How much: `80 %`, `120 h`, or a bare number in `unit`. A free month is `0`.
    pub text: String,
}

/// What `committedLoadRecord` takes.
#[derive(Debug, Clone, InputObject)]
pub struct CommittedLoadRecordInput {
    /// The supplier.
    pub site: ID,
    /// The process: a concept's id.
    pub process: String,
    /// The months; all are recorded, or none.
    pub months: Vec<MonthLoadInput>,
    /// What bare numbers are; per cent where absent.
    pub unit: Option<LoadUnit>,
    /// How it is known. A firm declares; staff say whether it is declared, in a document, or verified.
    pub origin: Option<Origin>,
}

/// What `committedLoadRecord` answers.
#[derive(Debug, SimpleObject)]
pub struct CommittedLoadRecordPayload {
    /// The process with its months as they are now.
    pub capacity: Option<ProcessCapacity>,
    /// What to correct.
    pub errors: Vec<UserError>,
}
