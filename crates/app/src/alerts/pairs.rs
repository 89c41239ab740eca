//! How near sites come to needs, for the firm and for the buyer: two answers where a need asks for what firms
//! keep closed, one otherwise. The engine runs on threads of its own. Must not decide what is worth telling.

use super::nearness_of;
use super::open_needs::{OpenNeed, spine};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::grants::comparable;
use crate::shortlists::question;
use eslabon_domain::alerts::Nearness;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::ids::{OrganisationId, SiteId};
use eslabon_engine::matching::standings;
use eslabon_storage::consents;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Closed groups by their owners.
type Allowed = BTreeSet<(OrganisationId, ConfidentialityGroup)>;

/// How near a site comes to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// As the firm may know it: by its own closed figures, too.
    pub for_owner: Nearness,
    /// As the buyer may know it.
    pub for_buyer: Nearness,
}

/// One need against these sites, given with their owners; by site. What the table does not have is left out.
pub(super) async fn of_need(
    app: &App,
    open: &Arc<OpenNeed>,
    sites: &[(SiteId, OrganisationId)],
) -> AppResult<BTreeMap<SiteId, Pair>> {
    let closed = open.asked.asks_closed();
    let buyers = match closed {
        true => comparable(app, open.need.organisation).await?,
        false => Allowed::new(),
    };
    let owners = closed.then(|| {
        let groups = |(_, owner): &(SiteId, OrganisationId)| own_groups(*owner);
        sites.iter().flat_map(groups).collect::<Allowed>()
    });
    let (words, derived, on) = (app.words(), app.derived(), app.today());
    let (open, sites): (_, Vec<SiteId>) = (
        Arc::clone(open),
        sites.iter().map(|(site, _)| *site).collect(),
    );
    let work = move || {
        let near = |allowed| {
            let question = question(&words, &derived, &open.need, on, allowed);
            let found = standings(&derived.table, &question, &sites).into_iter();
            found
                .map(|(site, possible, proven)| (site, nearness_of((possible, proven))))
                .collect::<BTreeMap<SiteId, Nearness>>()
        };
        let for_buyers = near(buyers);
        let for_owners = owners.map(near);
        let pairs = for_buyers.iter().map(|(site, for_buyer)| {
            let own = for_owners.as_ref().and_then(|all| all.get(site));
            let pair = Pair {
                for_owner: *own.unwrap_or(for_buyer),
                for_buyer: *for_buyer,
            };
            (*site, pair)
        });
        pairs.collect()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

/// One site against these needs, in their order; nothing where the table does not have it.
pub(super) async fn of_site(
    app: &App,
    site: SiteId,
    needs: Vec<Arc<OpenNeed>>,
) -> AppResult<Vec<(Arc<OpenNeed>, Pair)>> {
    let derived = app.derived();
    let Some(row) = derived.table.site(site) else {
        return Ok(Vec::new());
    };
    let buyers = opened_to_buyers(app, row.owner(), &needs).await?;
    let (words, on) = (app.words(), app.today());
    let work = move || {
        let spine = spine(&words);
        let own = ConfidentialityGroup::CLOSED;
        let pair = |open: &OpenNeed| {
            let near = |allowed: &[_]| nearness_of(open.asked.standing(&row, spine, on, allowed));
            let for_owner = near(&own);
            let for_buyer = match open.asked.asks_closed() {
                true => near(
                    buyers
                        .get(&open.need.organisation)
                        .map_or(&[], Vec::as_slice),
                ),
                false => for_owner,
            };
            Pair {
                for_owner,
                for_buyer,
            }
        };
        let pairs = needs.into_iter().map(|open| {
            let found = pair(&open);
            (open, found)
        });
        pairs.collect()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

/// The closed groups that an owner lets the buyers of these needs compare, where they ask for any.
async fn opened_to_buyers(
    app: &App,
    owner: OrganisationId,
    needs: &[Arc<OpenNeed>],
) -> AppResult<BTreeMap<OrganisationId, Vec<ConfidentialityGroup>>> {
    let mut opened = BTreeMap::new();
    let asking = needs.iter().filter(|open| open.asked.asks_closed());
    let asking: BTreeSet<OrganisationId> = asking.map(|open| open.need.organisation).collect();
    let is_closed_to_all = asking.is_empty()
        || consents::list_of_owner(app.database(), owner)
            .await?
            .is_empty();
    if is_closed_to_all {
        return Ok(opened);
    }
    for buyer in asking {
        let groups = comparable(app, buyer).await?.into_iter();
        let own = groups.filter(|(firm, _)| *firm == owner);
        opened.insert(buyer, own.map(|(_, group)| group).collect());
    }
    Ok(opened)
}

fn own_groups(
    owner: OrganisationId,
) -> impl Iterator<Item = (OrganisationId, ConfidentialityGroup)> {
    let all = ConfidentialityGroup::CLOSED.into_iter();
    all.map(move |group| (owner, group))
}
