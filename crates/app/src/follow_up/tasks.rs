//! What waits for the acting person in programmes, the most pressing first: signatures, steps that begin or end, visits,
//! figures to be measured, referrals to be answered or decided. What is late says by how much, and what that does to
//! the end of its programme. Must not show more of a programme than its own page shows to the same reader.

use super::show::standings;
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation, Reach};
use crate::programmes::{ProgrammeLine, list_waiting};
use crate::referrals::list_referrals;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{Moment, ReferralStatus};
use eslabon_domain::ids::{IndicatorId, ProgrammeGapId, ProgrammeId, ProgrammeStepId, ReferralId};
use eslabon_domain::programmes::{GapState, ProgrammeSide, ProgrammeStatus, StepState};
use eslabon_engine::programme::Plan;
use eslabon_engine::programme::slip::slips;
use eslabon_storage::indicators;
use eslabon_storage::programmes::{self, ProgrammeGap, ProgrammeStep};
use eslabon_storage::referrals::{self, Referral};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many days ahead something is said to wait.
const AHEAD_DAYS: i32 = 14;
/// Programmes that are read at once.
const PAGE: u64 = 100;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Sign the programme for one's side.
    Sign,
    /// A step begins.
    Begin(ProgrammeStepId),
    /// A step ends.
    Finish(ProgrammeStepId),
    /// An institution offers another day.
    Agree(ReferralId),
    /// An institution declined: another way is to be found.
    Declined(ReferralId),
    /// A visit found a gap open still: another step is needed.
    NewStep(ProgrammeGapId),
    /// Visit the firm and look at what a step was to close.
    Visit(ProgrammeStepId),
    /// Measure what the programme changes.
    Measure(Moment),
    /// Answer a referral.
    Answer(ReferralId),
    /// Say what came of a referral.
    Report(ReferralId),
}

impl TaskKind {
    /// The word of its kind, for words and marks.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TaskKind::Sign => "sign",
            TaskKind::Begin(_) => "begin",
            TaskKind::Finish(_) => "finish",
            TaskKind::Agree(_) => "agree",
            TaskKind::Declined(_) => "declined",
            TaskKind::NewStep(_) => "new_step",
            TaskKind::Visit(_) => "visit",
            TaskKind::Measure(_) => "measure",
            TaskKind::Answer(_) => "answer",
            TaskKind::Report(_) => "report",
        }
    }
}

/// Something that waits for the acting person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// In which programme; absent where the reader does not see it.
    pub programme: Option<ProgrammeId>,
    /// Of which firm.
    pub firm: String,
    /// The service or the programme that it is about, by name.
    pub about: String,
    /// Until when.
    pub due_on: Date,
    /// By so many days it is late; 0 where it is not.
    pub days_late: i32,
    /// By at least so many days the programme ends later for it.
    pub end_moves: i32,
}

/// Everything that waits for the actor, the earliest day first.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn list_tasks(app: &App, actor: &Actor) -> AppResult<Vec<Task>> {
    policy::require(actor, Operation::SeeTasks)?;
    let mut tasks = match policy::reach(Operation::SeeReferrals, actor.role) == Reach::Own {
        true => of_institution(app, actor).await?,
        false => of_programmes(app, actor).await?,
    };
    for task in &mut tasks {
        task.days_late = days(task.due_on, app.today()).max(0);
    }
    tasks.sort_by(|a, b| (a.due_on, &a.firm, &a.about).cmp(&(b.due_on, &b.firm, &b.about)));
    Ok(tasks)
}

/// What waits for an institution: referrals to answer, and those whose time is over to report.
async fn of_institution(app: &App, actor: &Actor) -> AppResult<Vec<Task>> {
    let today = app.today();
    let tasks = list_referrals(app, actor)
        .await?
        .into_iter()
        .filter_map(|one| {
            let (kind, due_on) = match one.status {
                ReferralStatus::Sent => (TaskKind::Answer(one.id), one.starts_on),
                ReferralStatus::Accepted if one.ends_on <= today => {
                    (TaskKind::Report(one.id), one.ends_on)
                }
                _ => return None,
            };
            Some(task(kind, None, &one.firm_name, &one.service_name, due_on))
        });
    Ok(tasks.collect())
}

async fn of_programmes(app: &App, actor: &Actor) -> AppResult<Vec<Task>> {
    let mut tasks = Vec::new();
    let mut after = None;
    loop {
        let lines = list_waiting(app, actor, after, PAGE).await?;
        let Some(last) = lines.last() else {
            break;
        };
        after = Some(last.programme.id);
        let is_last = (lines.len() as u64) < PAGE;
        if let Some(side) = side_of(actor) {
            tasks.extend(lines.iter().filter_map(|line| signature(line, side)));
        }
        if policy::may(actor.role, Operation::RecordIndicator) {
            tasks.extend(of_page(app, actor, &lines).await?);
        }
        if is_last {
            break;
        }
    }
    Ok(tasks)
}

/// For which side the actor signs, if she does.
fn side_of(actor: &Actor) -> Option<ProgrammeSide> {
    match policy::reach(Operation::SignProgramme, actor.role) {
        Reach::Centre => Some(ProgrammeSide::Centre),
        Reach::Own if policy::may(actor.role, Operation::SeeOpportunities) => {
            Some(ProgrammeSide::Firm)
        }
        Reach::Own => Some(ProgrammeSide::LeadFirm),
        Reach::No | Reach::Open | Reach::Every => None,
    }
}

/// The signature that waits for a side.
fn signature(line: &ProgrammeLine, side: ProgrammeSide) -> Option<Task> {
    let waits = matches!(
        line.programme.status,
        ProgrammeStatus::Proposed | ProgrammeStatus::Running
    );
    if !waits || !line.missing.contains(&side) {
        return None;
    }
    let due_on = line.programme.starts_on;
    Some(of_line(TaskKind::Sign, line, &line.programme.title, due_on))
}

/// What firm and staff have to do in a page of programmes.
async fn of_page(app: &App, actor: &Actor, lines: &[ProgrammeLine]) -> AppResult<Vec<Task>> {
    let by_staff = policy::may(actor.role, Operation::FollowSteps);
    let db = app.database();
    let running: Vec<&ProgrammeLine> = lines
        .iter()
        .filter(|line| line.programme.status == ProgrammeStatus::Running)
        .collect();
    let ids: Vec<ProgrammeId> = running.iter().map(|line| line.programme.id).collect();
    let all_steps = programmes::steps_of_many(db, &ids).await?;
    let all_referrals = match by_staff {
        true => referrals::of_programmes(db, &ids).await?,
        false => Vec::new(),
    };
    let all_gaps = match by_staff {
        true => programmes::gaps_of_many(db, &ids).await?,
        false => Vec::new(),
    };
    let plans = plans_of_late(app, &all_steps).await?;
    let mut tasks = measurements(app, lines).await?;
    for line in running {
        let id = line.programme.id;
        let steps: Vec<ProgrammeStep> = all_steps
            .iter()
            .filter(|step| step.programme == id && step.state.counts())
            .cloned()
            .collect();
        tasks.extend(steps_due(app, line, &steps, plans.get(&id)));
        if by_staff {
            let referred = all_referrals.iter().filter(|one| one.programme == id);
            tasks.extend(referrals_due(line, &steps, referred));
            let gaps: Vec<&ProgrammeGap> =
                all_gaps.iter().filter(|gap| gap.programme == id).collect();
            for gap in gaps.iter().filter(|gap| gap.state == GapState::NotVerified) {
                let kind = TaskKind::NewStep(gap.id);
                let due_on = app.today();
                tasks.push(of_line(kind, line, &line.programme.title, due_on));
            }
            tasks.extend(visits_due(app, line, &steps, &gaps));
        }
    }
    Ok(tasks)
}

/// The plans of programmes in which something is late: what waits for what stands there, and lines hold none.
async fn plans_of_late(
    app: &App,
    steps: &[ProgrammeStep],
) -> AppResult<BTreeMap<ProgrammeId, Plan>> {
    let is_late = |step: &&ProgrammeStep| due(step).is_some_and(|(_, day)| day < app.today());
    let late: BTreeSet<ProgrammeId> = steps
        .iter()
        .filter(is_late)
        .map(|step| step.programme)
        .collect();
    let late: Vec<ProgrammeId> = late.into_iter().collect();
    let plans = programmes::plans_of(app.database(), &late).await?;
    let plans = plans.into_iter();
    Ok(plans
        .filter_map(|(id, plan)| Some((id, serde_json::from_value(plan).ok()?)))
        .collect())
}

/// What a step waits for, and until when.
fn due(step: &ProgrammeStep) -> Option<(TaskKind, Date)> {
    match step.state {
        StepState::Planned => Some((TaskKind::Begin(step.id), step.starts_on)),
        StepState::Running => Some((TaskKind::Finish(step.id), step.ends_on)),
        StepState::Done | StepState::Failed | StepState::Cancelled => None,
    }
}

/// Steps that begin or end soon, or should have.
fn steps_due(
    app: &App,
    line: &ProgrammeLine,
    steps: &[ProgrammeStep],
    plan: Option<&Plan>,
) -> Vec<Task> {
    let ahead = ahead(app.today());
    let late = slips(&standings(steps, plan), app.today());
    let mut tasks = Vec::new();
    for (step, slip) in steps.iter().zip(late) {
        let Some((kind, due_on)) = due(step).filter(|(_, day)| *day <= ahead) else {
            continue;
        };
        tasks.push(Task {
            end_moves: slip.map_or(0, |slip| slip.end_moves),
            ..of_line(kind, line, &step.name.text, due_on)
        });
    }
    tasks
}

/// Of every step the latest referral, where it waits for the centre.
fn referrals_due<'r>(
    line: &ProgrammeLine,
    steps: &[ProgrammeStep],
    referred: impl Iterator<Item = &'r Referral>,
) -> Vec<Task> {
    let mut seen = HashSet::new();
    let mut tasks = Vec::new();
    // The latest comes first.
    for one in referred.filter(|one| seen.insert(one.step)) {
        let step = steps.iter().find(|step| step.id == one.step);
        let is_open = step.is_some_and(|step| step.state == StepState::Planned);
        let kind = match one.status {
            ReferralStatus::Offered => TaskKind::Agree(one.id),
            ReferralStatus::Declined if is_open => TaskKind::Declined(one.id),
            _ => continue,
        };
        tasks.push(of_line(kind, line, &one.service_name, one.starts_on));
    }
    tasks
}

/// Visits of steps that are over, or soon, of which a gap is not closed yet.
fn visits_due(
    app: &App,
    line: &ProgrammeLine,
    steps: &[ProgrammeStep],
    gaps: &[&ProgrammeGap],
) -> Vec<Task> {
    let ahead = ahead(app.today());
    let waits = |step: &ProgrammeStep| {
        gaps.iter()
            .any(|gap| gap.state == GapState::Open && step.closes.contains(&gap.dimension))
    };
    steps
        .iter()
        .filter_map(|step| {
            let due_on = step.visit_on.filter(|day| *day <= ahead)?;
            let kind = TaskKind::Visit(step.id);
            waits(step).then(|| of_line(kind, line, &step.name.text, due_on))
        })
        .collect()
}

/// Moments that have come at which something is not measured.
async fn measurements(app: &App, lines: &[ProgrammeLine]) -> AppResult<Vec<Task>> {
    let db = app.database();
    let of: Vec<&ProgrammeLine> = lines
        .iter()
        .filter(|line| {
            matches!(
                line.programme.status,
                ProgrammeStatus::Running | ProgrammeStatus::Verified | ProgrammeStatus::Closed
            )
        })
        .collect();
    let ids: Vec<ProgrammeId> = of.iter().map(|line| line.programme.id).collect();
    let all = indicators::of_programmes(db, &ids).await?;
    let keys: Vec<IndicatorId> = all.iter().map(|one| one.id).collect();
    let measured: HashSet<(IndicatorId, Moment)> = indicators::figures_of(db, &keys)
        .await?
        .into_iter()
        .map(|figure| (figure.indicator, figure.moment))
        .collect();
    let mut tasks = Vec::new();
    for line in of {
        let programme = &line.programme;
        for moment in Moment::ALL {
            let due_on = moment.due_on(programme.starts_on, programme.finishes_on);
            let is_missing = all
                .iter()
                .filter(|one| one.programme == programme.id)
                .any(|one| !measured.contains(&(one.id, *moment)));
            if is_missing && due_on <= app.today() {
                let kind = TaskKind::Measure(*moment);
                tasks.push(of_line(kind, line, &programme.title, due_on));
            }
        }
    }
    Ok(tasks)
}

fn of_line(kind: TaskKind, line: &ProgrammeLine, about: &str, due_on: Date) -> Task {
    task(kind, Some(line.programme.id), &line.firm, about, due_on)
}

fn task(
    kind: TaskKind,
    programme: Option<ProgrammeId>,
    firm: &str,
    about: &str,
    due_on: Date,
) -> Task {
    Task {
        kind,
        programme,
        firm: firm.to_owned(),
        about: about.to_owned(),
        due_on,
        days_late: 0,
        end_moves: 0,
    }
}

fn ahead(today: Date) -> Date {
    today.checked_add(AHEAD_DAYS.days()).unwrap_or(Date::MAX)
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
