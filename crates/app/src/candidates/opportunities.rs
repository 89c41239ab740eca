//! The other direction: the open needs for a supplier, how near it comes to each, and what keeps it away.
//! The buyer is named only where she lets herself be.

use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::{list_needs, load_need};
use crate::policy::{self, Operation};
use crate::search::SupplierCard;
use crate::shortlists::assess_site;
use crate::suppliers::own_sites;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_engine::matching::{Candidate, Group};
use eslabon_storage::need_answers::{self, NeedAnswer};
use std::cmp::Reverse;

/// Open needs that are looked through, the latest.
const NEEDS_MAX: u64 = 2_000;
/// A page of needs.
const PAGE: u64 = 100;

/// An open need, for one site.
#[derive(Debug, Clone)]
pub struct Opportunity {
    /// The need, without its buyer where she is not shown.
    pub need: Need,
    /// The site.
    pub site: SupplierCard,
    /// How near it comes, criterion by criterion. Its rank says nothing here.
    pub candidate: Candidate,
    /// What the firm answered.
    pub answer: Option<NeedAnswer>,
}

/// The open needs for the actor's own sites, nearest first; those out of reach come last.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_opportunities(app: &App, actor: &Actor) -> AppResult<Vec<Opportunity>> {
    policy::require(actor, Operation::SeeOpportunities)?;
    let sites = own_sites(app, actor).await?;
    let ids: Vec<SiteId> = sites.iter().map(|site| site.id).collect();
    let answers = need_answers::of_sites(app.database(), &ids).await?;
    let mut found = Vec::new();
    for need in open_needs(app, actor).await? {
        for site in &sites {
            let Some(candidate) = assess_site(app, &need, site.id, app.today()).await? else {
                continue;
            };
            found.push(Opportunity {
                answer: answers.get(&(need.id, site.id)).cloned(),
                need: need.clone(),
                site: site.clone(),
                candidate,
            });
        }
    }
    found.sort_by_key(|one| {
        let candidate = &one.candidate;
        (
            candidate.group == Group::OutOfReach,
            Reverse(candidate.possible),
            Reverse(candidate.proven),
            Reverse(candidate.score_milli),
            one.need.id,
            one.site.id,
        )
    });
    Ok(found)
}

/// One open need for the actor's own sites, each site a line.
///
/// # Errors
/// [`AppError::NotFound`] where the need is not open to her or she has no site.
pub async fn load_opportunity(
    app: &App,
    actor: &Actor,
    need: NeedId,
) -> AppResult<Vec<Opportunity>> {
    policy::require(actor, Operation::SeeOpportunities)?;
    let need = load_need(app, actor, need).await?;
    let sites = own_sites(app, actor).await?;
    let ids: Vec<SiteId> = sites.iter().map(|site| site.id).collect();
    let answers = need_answers::of_sites(app.database(), &ids).await?;
    let mut found = Vec::new();
    for site in sites {
        let Some(candidate) = assess_site(app, &need, site.id, app.today()).await? else {
            continue;
        };
        found.push(Opportunity {
            answer: answers.get(&(need.id, site.id)).cloned(),
            need: need.clone(),
            site,
            candidate,
        });
    }
    if found.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(found)
}

async fn open_needs(app: &App, actor: &Actor) -> AppResult<Vec<Need>> {
    let (mut all, mut after) = (Vec::new(), None);
    while (all.len() as u64) < NEEDS_MAX {
        let page = list_needs(app, actor, Some(NeedStatus::Open), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        all.extend(page);
    }
    Ok(all)
}
