//! Referrals: an institution's list, one referral with its answer, log and outcome, and the form by which staff refer.

mod list;
mod report;
mod send;
mod show;
mod take;

pub use list::list;
pub use report::{BODY_MAX, show as ask_report, take as report};
pub use send::{show as ask_send, take as send};
pub use show::show;
pub use take::{answer, log, settle};

use super::parts::Mark;
use super::words::Say;
use eslabon_domain::follow_up::ReferralStatus;
use eslabon_domain::ids::{ProgrammeStepId, ReferralId};

/// The address of the list.
pub const PATH: &str = "/canalizaciones";

/// The address of a referral.
#[must_use]
pub fn path(id: ReferralId) -> String {
    format!("{PATH}/{id}")
}

/// The address at which staff refer for a step.
#[must_use]
pub fn send_path(step: ProgrammeStepId) -> String {
    format!("/acciones/{step}/canalizar")
}

/// How a referral stands.
#[must_use]
pub fn status(say: Say, status: ReferralStatus) -> (Mark, String) {
    match status {
        ReferralStatus::Sent => (Mark::Unknown, say.t("referral-status-sent")),
        ReferralStatus::Offered => (Mark::Unknown, say.t("referral-status-offered")),
        ReferralStatus::Accepted => (Mark::Meets, say.t("referral-status-accepted")),
        ReferralStatus::Declined => (Mark::Gap, say.t("referral-status-declined")),
        ReferralStatus::Done => (Mark::Meets, say.t("referral-status-done")),
        ReferralStatus::Withdrawn => (Mark::Out, say.t("referral-status-withdrawn")),
    }
}
