//! Taking back what waits once its step is no part of the programme any more, or the programme is given up: an
//! institution that is not told would give what nobody waits for.

use super::{lead, tell_institution};
use crate::context::App;
use crate::error::AppResult;
use crate::follow_up::record;
use crate::mail::ReferralNews;
use eslabon_domain::actors::Actor;
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{OrganisationId, ProgrammeId, ProgrammeStepId};
use eslabon_storage::{Transaction, referrals};

/// Takes back the referrals of a programme that are not over, of these steps or of all, and tells the institutions.
///
/// # Errors
/// [`crate::AppError::Conflict`] where an institution answers at the same moment.
pub(crate) async fn withdraw(
    app: &App,
    actor: &Actor,
    tx: &Transaction,
    programme: ProgrammeId,
    owner: OrganisationId,
    steps: Option<&[ProgrammeStepId]>,
) -> AppResult<()> {
    for mut referral in referrals::of_programmes(tx, &[programme]).await? {
        let is_meant = steps.is_none_or(|steps| steps.contains(&referral.step));
        if referral.status.is_over() || !is_meant {
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
