//! Reading referrals: an institution those to itself, staff those of their centre.

use super::load_for;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::follow_up::has_run;
use crate::policy::{self, Decision, Operation, Reach};
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::{ReferralEvent, ReferralStatus};
use eslabon_domain::ids::ReferralId;
use eslabon_domain::programmes::ProgrammeStatus;
use eslabon_storage::organisations;
use eslabon_storage::programme_work::{self, WorkEntry};
use eslabon_storage::referrals::{self, Of, Referral};

/// The most referrals of a list: the latest.
const LIST_MAX: u64 = 500;

/// A referral with what the actor may do with it.
#[derive(Debug, Clone)]
pub struct ReferralView {
    /// The referral.
    pub referral: Referral,
    /// The institution's name.
    pub institution_name: String,
    /// What was logged for its step, for those who may log; by the institution its own only.
    pub entries: Vec<WorkEntry>,
    /// The programme runs: referrals are answered. What came of one is told after, too.
    pub is_running: bool,
    /// The actor may see the programme of which it is a step: staff, never the institution.
    pub sees_programme: bool,
    /// What the actor may do with it now.
    pub events: Vec<ReferralEvent>,
    /// The actor may log work for it.
    pub may_log: bool,
}

/// The latest referrals that the actor may see, newest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_referrals(app: &App, actor: &Actor) -> AppResult<Vec<Referral>> {
    policy::require(actor, Operation::SeeReferrals)?;
    let of = match policy::reach(Operation::SeeReferrals, actor.role) {
        Reach::Own => actor.organisation.map(Of::Institution),
        Reach::Centre => actor.centre.map(Of::Centre),
        Reach::No | Reach::Open | Reach::Every => None,
    };
    match of {
        Some(of) => Ok(referrals::list(app.database(), &of, LIST_MAX).await?),
        None => Ok(Vec::new()),
    }
}

/// A referral.
///
/// # Errors
/// [`AppError::NotFound`] for one of another institution or centre, [`AppError::Forbidden`].
pub async fn load_referral(app: &App, actor: &Actor, id: ReferralId) -> AppResult<ReferralView> {
    let (referral, programme) = load_for(app, actor, Operation::SeeReferrals, id).await?;
    let is_institution = policy::reach(Operation::SeeReferrals, actor.role) == Reach::Own;
    let relation = super::relation(actor, &referral);
    let may = |operation| policy::decide(operation, actor.role, relation) == Decision::Allow;
    let is_running = programme.status == ProgrammeStatus::Running;
    let events = ReferralEvent::ALL
        .iter()
        .copied()
        .filter(|event| referral.status.next(*event).is_some())
        .filter(|event| match event.is_of_institution() {
            true => may(Operation::AnswerReferral),
            false => may(Operation::ReferFirm),
        })
        .filter(|event| match event {
            ReferralEvent::Decline | ReferralEvent::Withdraw => true,
            ReferralEvent::Report => has_run(&programme),
            ReferralEvent::Accept | ReferralEvent::Offer | ReferralEvent::Agree => is_running,
        })
        .collect();
    let mut entries = programme_work::of_programme(app.database(), programme.id).await?;
    entries.retain(|entry| entry.step == referral.step && !entry.struck);
    if is_institution {
        // What staff log of their own visits is the centre's.
        let own = actor.role.as_str();
        entries.retain(|entry| entry.role == own);
    }
    let institution = organisations::find(app.database(), referral.institution)
        .await?
        .ok_or(AppError::NotFound)?;
    let was_taken = matches!(
        referral.status,
        ReferralStatus::Accepted | ReferralStatus::Done
    );
    Ok(ReferralView {
        institution_name: institution.name,
        is_running,
        sees_programme: !is_institution,
        events,
        may_log: was_taken && may(Operation::LogWork),
        entries,
        referral,
    })
}
