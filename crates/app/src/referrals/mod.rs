//! Referrals: the centre sends a firm to an institution for a step of its programme, with only what that needs; the
//! institution accepts, offers another day or declines, and says what came of it. Must not tell an institution
//! anything of the firm's figures, of needs, or of other steps.

mod answer;
mod read;
mod report;
mod send;
mod withdraw;

pub use answer::{Answer, answer, settle};
pub use read::{ReferralView, list_referrals, load_referral};
pub use report::{FILE_MAX, Report, report, require_may_report};
pub use send::{ReferralDraft, SendView, load_send, send};
pub(crate) use withdraw::{Which, withdraw};

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::mail::{self, Letter, ReferralNews};
use crate::policy::{self, Operation, Relation};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::follow_up::{ReferralEvent, ReferralStatus};
use eslabon_domain::ids::ReferralId;
use eslabon_storage::memberships::{self, Of};
use eslabon_storage::people::{self, Person};
use eslabon_storage::programmes::{self, Programme};
use eslabon_storage::referrals::{self, Referral};
use eslabon_storage::{Read, Transaction};

/// A referral with which the actor may do this, and its programme.
async fn load_for(
    app: &App,
    actor: &Actor,
    operation: Operation,
    id: ReferralId,
) -> AppResult<(Referral, Programme)> {
    policy::require(actor, operation)?;
    let referral = referrals::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_on(actor, operation, relation(actor, &referral))?;
    let programme = programmes::find(app.database(), referral.programme)
        .await?
        .ok_or(AppError::NotFound)?;
    Ok((referral, programme))
}

/// How a referral stands to someone: it is the institution's own, and lies in the centre that referred.
fn relation(actor: &Actor, referral: &Referral) -> Relation {
    // Only its provider's people are the institution: another role in the same organisation is not.
    let institution = (actor.role == Role::Provider).then_some(referral.institution);
    Relation::to_organisation(actor, institution, Some(referral.centre))
}

/// Where an event leads a referral of this version.
fn led(referral: &Referral, version: i32, event: ReferralEvent) -> AppResult<ReferralStatus> {
    if referral.version != version {
        return Err(AppError::Conflict);
    }
    let next = referral.status.next(event);
    next.ok_or_else(|| crate::follow_up::invalid("status", "not_from_here", event.as_str()))
}

/// Leads a referral on. Once it is over nobody needs to be spoken to any more: the contact goes.
fn lead(referral: &mut Referral, to: ReferralStatus) {
    referral.status = to;
    if to.is_over() {
        referral.contact = None;
    }
}

/// Writes to the institution's people that something waits for them: a link, never the firm.
async fn tell_institution(
    app: &App,
    tx: &Transaction,
    referral: &Referral,
    news: ReferralNews,
) -> AppResult<()> {
    let link = format!(
        "{}/canalizaciones/{}",
        app.account_rules().public_url,
        referral.id
    );
    for (person, to) in people_of(tx, referral).await? {
        let letter = Letter::referral(&to, person.lang, news, &referral.service_name, &link);
        let occasion = format!(
            "referral:{}:{}:{}:{}",
            referral.id,
            referral.version,
            news.as_str(),
            person.id
        );
        mail::post(tx, &occasion, &letter, app.now()).await?;
    }
    Ok(())
}

/// The institution's people who have an address.
async fn people_of(db: &impl Read, referral: &Referral) -> AppResult<Vec<(Person, String)>> {
    let hats = memberships::list(db, Of::Organisation(referral.institution)).await?;
    let mut ids: Vec<_> = hats
        .iter()
        .filter(|hat| hat.role == Role::Provider)
        .map(|hat| hat.person)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let found = people::load_many(db, &ids).await?;
    Ok(found
        .into_iter()
        .filter(Person::is_active)
        .filter_map(|person| {
            let to = person.email.clone()?;
            Some((person, to))
        })
        .collect())
}
