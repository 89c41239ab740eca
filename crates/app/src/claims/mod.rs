//! "Es mi empresa": someone says that a registry entry is her firm, staff of the centre decide on
//! evidence, and the history stays. Must not add anything to what registers publish of the firm.

mod decide;
mod evidence;
mod make;
mod read;

pub(crate) use decide::reason as decide_reason;
pub use decide::{Decided, decide, withdraw};
pub use evidence::{FILE_MAX, read_evidence};
pub use make::{ClaimDraft, find_own, make_claim};
pub use read::{ClaimFile, ClaimLine, SiteHistory, count_open, list, load, load_history};

use crate::accounts::invitations;
use crate::error::AppResult;
use crate::policy::Relation;
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, SiteId};
use eslabon_domain::places::StateCode;
use eslabon_storage::centres::{self, Centre};
use eslabon_storage::claims::{self, Claim, ClaimStatus};
use eslabon_storage::memberships::{self, Of};
use eslabon_storage::organisations::{Organisation, OrganisationKind};
use eslabon_storage::{Read, merges, sites};
use jiff::Timestamp;

/// The longest words of a claimant.
pub const WORDS_MAX: usize = 2_000;
/// The longest reason of a decision.
pub const REASON_MAX: usize = 500;
/// The longest telephone number, with spaces and an extension.
pub const TELEPHONE_MAX: usize = 40;

/// Whether a firm has someone who answers for it: an owner, or someone who has been let in within the
/// time that an invitation holds.
pub(crate) async fn has_owner(
    db: &impl Read,
    firm: &Organisation,
    now: Timestamp,
) -> AppResult<bool> {
    if firm.kind == OrganisationKind::Registered {
        return Ok(false);
    }
    let people = memberships::list(db, Of::Organisation(firm.id)).await?;
    if people.iter().any(|hat| hat.role == Role::Owner) {
        return Ok(true);
    }
    let sites: Vec<SiteId> = sites::of_organisation(db, firm.id)
        .await?
        .iter()
        .map(|site| site.id)
        .collect();
    let is_expected = |claim: &Claim| {
        claim.status == ClaimStatus::Approved
            && claim
                .decided_at
                .is_some_and(|at| now.duration_since(at) < invitations::HOLDS)
    };
    Ok(claims::of_sites(db, &sites).await?.iter().any(is_expected))
}

/// Whether a firm can be claimed: registers name it, or it is an SME without an owner.
pub(crate) async fn is_claimable(
    db: &impl Read,
    firm: &Organisation,
    now: Timestamp,
) -> AppResult<bool> {
    Ok(match firm.kind {
        OrganisationKind::Registered => true,
        OrganisationKind::Sme => !has_owner(db, firm, now).await?,
        OrganisationKind::LeadFirm
        | OrganisationKind::Institution
        | OrganisationKind::Centre
        | OrganisationKind::Network
        | OrganisationKind::Programme => false,
    })
}

/// The centre that answers for a site: the oldest that names its state, else the oldest that serves
/// every state.
pub(crate) async fn centre_of(
    db: &impl Read,
    state: Option<StateCode>,
    default: CentreId,
) -> AppResult<CentreId> {
    let all = centres::list(db).await?;
    Ok(region_of(&all, state).unwrap_or(default))
}

/// The centre of these, oldest first, that answers for a site of a state.
pub(crate) fn region_of(all: &[Centre], state: Option<StateCode>) -> Option<CentreId> {
    let of_state = all
        .iter()
        .find(|centre| state.is_some_and(|state| centre.states.contains(&state)));
    let of_all = all.iter().find(|centre| centre.states.is_empty());
    of_state.or(of_all).map(|centre| centre.id)
}

/// How a claim stands to someone.
fn relation_to(actor: &Actor, claim: &Claim) -> Relation {
    Relation::to_organisation(actor, None, Some(claim.centre))
}

/// A site with every site that was merged into it: what was said of any of them is its history.
async fn joint_sites(db: &impl Read, site: SiteId) -> AppResult<Vec<SiteId>> {
    let mut all = vec![site];
    all.extend(merges::merged_into(db, site).await?);
    Ok(all)
}
