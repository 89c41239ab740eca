//! What has been opened to the acting person's organisation, loaded once for a use case and handed to
//! the policy. Nothing of it is kept between requests: what is taken back is gone with the next one.

use crate::context::App;
use crate::error::AppResult;
use crate::policy;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::consents::{Purpose, Subject};
use eslabon_domain::ids::{NeedId, OrganisationId};
use eslabon_storage::consents;
use std::collections::BTreeSet;

/// What is open to a reader besides what is open to all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    facts: BTreeSet<(OrganisationId, ConfidentialityGroup)>,
    drawings: BTreeSet<NeedId>,
    buyers: BTreeSet<NeedId>,
}

impl Grants {
    /// Whether an owner shows her facts of a group.
    #[must_use]
    pub fn shows_facts(&self, owner: OrganisationId, group: ConfidentialityGroup) -> bool {
        self.facts.contains(&(owner, group))
    }

    /// Whether the buyer opened the drawings of a need.
    #[must_use]
    pub fn shows_drawings(&self, need: NeedId) -> bool {
        self.drawings.contains(&need)
    }

    /// Whether the buyer opened her name on a need.
    #[must_use]
    pub fn shows_buyer(&self, need: NeedId) -> bool {
        self.buyers.contains(&need)
    }
}

/// What is open to the actor today.
///
/// # Errors
/// If the database fails.
pub async fn load_grants(app: &App, actor: &Actor) -> AppResult<Grants> {
    let mut grants = Grants::default();
    let Some(organisation) = actor
        .organisation
        .filter(|_| policy::may_receive(actor.role))
    else {
        return Ok(grants);
    };
    for consent in consents::in_force(app.database(), organisation, app.today()).await? {
        match (consent.subject, consent.purpose) {
            (Subject::Facts(group), Purpose::Show) => {
                grants.facts.insert((consent.owner, group));
            }
            (Subject::Drawings(need), _) => {
                grants.drawings.insert(need);
            }
            (Subject::BuyerName(need), _) => {
                grants.buyers.insert(need);
            }
            // Comparing is not reading.
            (Subject::Facts(_), Purpose::Match) => {}
        }
    }
    Ok(grants)
}

/// The closed groups that may be compared for a buyer today: those shown to her, and those opened for
/// matching alone.
///
/// # Errors
/// If the database fails.
pub(crate) async fn comparable(
    app: &App,
    buyer: OrganisationId,
) -> AppResult<BTreeSet<(OrganisationId, ConfidentialityGroup)>> {
    let open = consents::in_force(app.database(), buyer, app.today()).await?;
    let groups = open
        .into_iter()
        .filter_map(|consent| match consent.subject {
            Subject::Facts(group) => Some((consent.owner, group)),
            Subject::Drawings(_) | Subject::BuyerName(_) => None,
        });
    Ok(groups.collect())
}
