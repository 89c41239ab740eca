//! Taking back what waits once its step is no part of the programme any more, or the programme is over: an
//! institution that is not told would give what nobody waits for.

use super::{lead, tell_institution};
use crate::context::App;
use crate::error::AppResult;
use crate::follow_up::record;
use crate::mail::ReferralNews;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{OrganisationId, ProgrammeId, ProgrammeStepId};
use eslabon_storage::Transaction;
use eslabon_storage::referrals::{self, Referral};

/// Which referrals of a programme are taken back, of those that are not over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'s> {
    /// All: it is given up.
    All,
    /// Those that nobody agreed on: it is finished. What came of the others is told still.
    NotAgreed,
    /// Those for these steps, which left the plan.
    For(&'s [ProgrammeStepId]),
}

impl Which<'_> {
    fn means(self, referral: &Referral) -> bool {
        match self {
            Which::All => true,
            Which::NotAgreed => referral.status != ReferralStatus::Accepted,
            Which::For(steps) => steps.contains(&referral.step),
        }
    }
}

/// Takes referrals of a programme back, and tells the institutions.
///
/// # Errors
/// [`crate::AppError::Conflict`] where an institution answers at the same moment.
pub(crate) async fn withdraw(
    app: &App,
    actor: &Actor,
    tx: &Transaction,
    programme: ProgrammeId,
    owner: OrganisationId,
    which: Which<'_>,
) -> AppResult<()> {
    for mut referral in referrals::of_programmes(tx, &[programme]).await? {
        if referral.status.is_over() || !which.means(&referral) {
            continue;
        }
        lead(&mut referral, ReferralStatus::Withdrawn);
        referrals::update(tx, &referral).await?;
        referral.version += 1;
        tell_institution(app, tx, &referral, ReferralNews::Withdrawn).await?;
        let detail = serde_json::json!({
            "programme": programme,
            "status": referral.status.as_str(),
        });
        let object = referral.id.to_string();
        record(
            tx,
            actor,
            owner,
            "referral.withdraw",
            object,
            detail,
            app.now(),
        )
        .await?;
    }
    Ok(())
}
