//! How a programme stands: each step with its referral, what went into it and what its delay does; each gap with what
//! visits found. The lead firm's people see how it stands, not what institutions and firm say to each other.

use super::{onward, site_of};
use crate::context::App;
use crate::error::AppResult;
use crate::grants::load_grants;
use crate::policy::{self, Operation};
use crate::programmes::{ProgrammeView, load_programme};
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{OrganisationId, ProgrammeId};
use eslabon_domain::money::Money;
use eslabon_domain::programmes::{GapState, ProgrammeStatus, StepState};
use eslabon_engine::programme::Plan;
use eslabon_engine::programme::slip::{Progress, Slip, Standing, end_moves, slips};
use eslabon_storage::programme_work::{self, WorkEntry};
use eslabon_storage::programmes::{ProgrammeGap, ProgrammeStep};
use eslabon_storage::referrals::{self, Referral};
use eslabon_storage::verifications::{self, Verification};

/// A step with what happened to it.
#[derive(Debug, Clone)]
pub struct FollowedStep {
    /// The step.
    pub step: ProgrammeStep,
    /// It is late, and what that does to the end of the programme.
    pub slip: Option<Slip>,
    /// Its referrals, the latest first.
    pub referrals: Vec<Referral>,
    /// What went into it, the latest day first; for those who may read it.
    pub entries: Vec<WorkEntry>,
    /// How long was worked for it, in minutes.
    pub minutes: i64,
    /// What was spent on it; absent where nobody said.
    pub spent: Option<Money>,
    /// The actor may refer the firm for it now.
    pub may_refer: bool,
    /// Where the actor may lead it.
    pub onward: &'static [StepState],
}

impl FollowedStep {
    /// The dates that the institution agreed to are not those of the plan: it is to be planned anew.
    #[must_use]
    pub fn is_agreed_otherwise(&self) -> bool {
        self.referrals.first().is_some_and(|one| {
            one.status == ReferralStatus::Accepted
                && (one.starts_on, one.ends_on) != (self.step.starts_on, self.step.ends_on)
        })
    }
}

/// A gap with what visits found of it.
#[derive(Debug, Clone)]
pub struct FollowedGap {
    /// The gap.
    pub gap: ProgrammeGap,
    /// What visits found, the latest first. Without figures and words where they are closed to the reader.
    pub found: Vec<Verification>,
    /// Its figures are closed to the reader.
    pub is_closed: bool,
}

/// How a programme stands.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// The programme, as the reader may see it.
    pub view: ProgrammeView,
    /// Its steps, by first day.
    pub steps: Vec<FollowedStep>,
    /// Its gaps.
    pub gaps: Vec<FollowedGap>,
    /// What was spent so far; absent where nobody said of any step.
    pub spent: Option<Money>,
    /// So many steps have begun of which nobody said what was spent.
    pub unsaid: usize,
    /// By at least so many days it ends later than planned, by what is late today.
    pub end_moves: i32,
    /// The actor is staff who follow it.
    pub by_staff: bool,
}

/// How a programme stands, for whoever may see it.
///
/// # Errors
/// As [`load_programme`].
pub async fn load_follow_up(app: &App, actor: &Actor, id: ProgrammeId) -> AppResult<FollowUp> {
    let view = load_programme(app, actor, id).await?;
    let db = app.database();
    let site = site_of(db, &view.programme).await?;
    let by_staff = policy::may(actor.role, Operation::FollowSteps);
    let is_insider = by_staff || actor.organisation == Some(site.organisation);
    let is_running = view.programme.status == ProgrammeStatus::Running;
    let steps: Vec<ProgrammeStep> = view
        .steps
        .iter()
        .map(|line| line.step.clone())
        .filter(|step| step.state.counts())
        .collect();
    let standings = standings(&steps, Some(&view.plan));
    let today = app.today();
    let (late, moves) = match is_running {
        true => (slips(&standings, today), end_moves(&standings, today)),
        false => (vec![None; steps.len()], 0),
    };
    let mut referred = referrals::of_programmes(db, &[id]).await?;
    if !is_insider {
        referred.iter_mut().for_each(outline);
    }
    let work: Vec<WorkEntry> = programme_work::of_programme(db, id)
        .await?
        .into_iter()
        .filter(|entry| !entry.struck)
        .collect();
    let steps: Vec<FollowedStep> = steps
        .into_iter()
        .zip(late)
        .map(|(step, slip)| {
            let of_step = referred.iter().filter(|one| one.step == step.id);
            let referrals: Vec<Referral> = of_step.cloned().collect();
            let entries = work.iter().filter(|entry| entry.step == step.id);
            let entries: Vec<WorkEntry> = entries.cloned().collect();
            let is_open = matches!(step.state, StepState::Planned | StepState::Running);
            let waits = referrals.iter().any(|one| !one.status.is_over());
            FollowedStep {
                slip,
                minutes: entries.iter().map(|entry| entry.minutes).sum(),
                spent: sum(entries.iter().filter_map(|entry| entry.cost)),
                may_refer: by_staff && is_running && is_open && !waits,
                onward: match by_staff && is_running {
                    true => onward(step.state),
                    false => &[],
                },
                entries: match is_insider {
                    true => entries,
                    false => Vec::new(),
                },
                referrals,
                step,
            }
        })
        .collect();
    let unsaid = |one: &&FollowedStep| one.step.state != StepState::Planned && one.spent.is_none();
    Ok(FollowUp {
        gaps: gaps(app, actor, &view, site.organisation).await?,
        // Also for steps that left the plan since.
        spent: sum(work.iter().filter_map(|entry| entry.cost)),
        unsaid: steps.iter().filter(unsaid).count(),
        end_moves: moves,
        by_staff,
        steps,
        view,
    })
}

/// The gaps that the reader's view of the programme holds, with what visits found.
async fn gaps(
    app: &App,
    actor: &Actor,
    view: &ProgrammeView,
    owner: OrganisationId,
) -> AppResult<Vec<FollowedGap>> {
    let (words, grants) = (app.words(), load_grants(app, actor).await?);
    let found = verifications::of_programme(app.database(), view.programme.id).await?;
    let region = view.programme.centre;
    let followed = view.gaps.iter().map(|gap| {
        let group = words
            .attributes
            .find(&gap.dimension.attribute)
            .map_or(ConfidentialityGroup::Finance, |attribute| attribute.group);
        let is_closed = !policy::may_see_group(actor, owner, region, group, &grants);
        let mut found: Vec<Verification> = found
            .iter()
            .filter(|one| one.gap == gap.id)
            .cloned()
            .collect();
        if is_closed {
            for one in &mut found {
                one.measured = None;
                one.note.clear();
                one.reason.clear();
                one.files.clear();
            }
        }
        FollowedGap {
            gap: gap.clone(),
            found,
            is_closed,
        }
    });
    Ok(followed.collect())
}

impl FollowedGap {
    /// A visit may look at it now: the programme runs and it is not closed, or all are and it may be open again.
    #[must_use]
    pub fn is_to_verify(&self, status: ProgrammeStatus) -> bool {
        match status {
            ProgrammeStatus::Running => true,
            ProgrammeStatus::Verified => self.gap.state == GapState::Verified,
            _ => false,
        }
    }
}

/// How a referral stands, and nothing that was said in it.
fn outline(referral: &mut Referral) {
    referral.contact = None;
    referral.words.clear();
    if let Some(reply) = &mut referral.reply {
        reply.words.clear();
    }
    if let Some(outcome) = &mut referral.outcome {
        outcome.words.clear();
        outcome.certificate.clear();
        outcome.attended = None;
        outcome.file = None;
    }
}

/// The sum of amounts of one currency; nothing of none.
fn sum(amounts: impl Iterator<Item = Money>) -> Option<Money> {
    amounts.reduce(|all, one| Money {
        minor: all.minor.saturating_add(one.minor),
        ..all
    })
}

/// The steps as the engine sees them: what waits for what stands in the plan.
pub(super) fn standings(steps: &[ProgrammeStep], plan: Option<&Plan>) -> Vec<Standing> {
    let waits_for = |step: &ProgrammeStep| {
        let planned = plan.map(|plan| plan.steps.as_slice()).unwrap_or_default();
        let before = planned
            .iter()
            .filter(|one| one.enables.contains(&step.service));
        before
            .filter_map(|one| steps.iter().position(|step| step.service == one.service))
            .collect()
    };
    steps
        .iter()
        .map(|step| Standing {
            starts_on: step.starts_on,
            ends_on: step.ends_on,
            progress: match step.state {
                StepState::Planned => Progress::ToCome,
                StepState::Running => Progress::Underway,
                StepState::Done | StepState::Failed | StepState::Cancelled => Progress::Over,
            },
            waits_for: waits_for(step),
        })
        .collect()
}
