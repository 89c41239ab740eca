//! The other direction: the open needs for a supplier, how near it comes to each, and what keeps it away.
//! The buyer is named only where she lets herself be.

use crate::capacity::{NeedCapacity, against_need};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::needs::{list_needs, load_need};
use crate::policy::{self, Operation};
use crate::search::SupplierCard;
use crate::shortlists::OneSite;
use crate::suppliers::own_sites;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_engine::matching::{Candidate, Group};
use eslabon_storage::need_answers::{self, NeedAnswer};
use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    /// Its months against the need's, in exact figures; only where one need is opened.
    pub months: Vec<NeedCapacity>,
}

/// The open needs for the actor's own sites, nearest first; those out of reach come last.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_opportunities(app: &App, actor: &Actor) -> AppResult<Vec<Opportunity>> {
    policy::require(actor, Operation::SeeOpportunities)?;
    let sites = own_sites(app, actor).await?;
    let ids: Vec<SiteId> = sites.iter().map(|site| site.site).collect();
    let answers = need_answers::of_sites(app.database(), &ids).await?;
    let needs = open_needs(app, actor).await?;
    let mut found = Vec::new();
    for site in sites {
        found.extend(assess(app, site, &needs, &answers).await?);
    }
    found.sort_by_key(|one| {
        let candidate = &one.candidate;
        (
            candidate.group == Group::OutOfReach,
            Reverse(candidate.possible),
            Reverse(candidate.proven),
            Reverse(candidate.score_milli),
            one.need.id,
            one.site.site,
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
    let ids: Vec<SiteId> = sites.iter().map(|site| site.site).collect();
    let answers = need_answers::of_sites(app.database(), &ids).await?;
    let mut found = Vec::new();
    for site in sites {
        found.extend(assess(app, site, std::slice::from_ref(&need), &answers).await?);
    }
    if found.is_empty() {
        return Err(AppError::NotFound);
    }
    for one in &mut found {
        one.months = against_need(app, actor, need.id, one.site.site).await?;
    }
    Ok(found)
}

/// The site against each need; the engine runs on its own thread.
async fn assess(
    app: &App,
    card: SupplierCard,
    needs: &[Need],
    answers: &BTreeMap<(NeedId, SiteId), NeedAnswer>,
) -> AppResult<Vec<Opportunity>> {
    let Some(site) = OneSite::load(app, card.site).await? else {
        return Ok(Vec::new());
    };
    let (app, needs) = (app.clone(), needs.to_vec());
    let work = move || {
        let on = app.today();
        let assessed = needs.into_iter().filter_map(|need| {
            let candidate = site.for_owner(&app, &need, on)?;
            Some((need, candidate))
        });
        assessed.collect::<Vec<_>>()
    };
    let assessed = tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?;
    Ok(assessed
        .into_iter()
        .map(|(need, candidate)| Opportunity {
            answer: answers.get(&(need.id, card.site)).cloned(),
            site: card.clone(),
            need,
            candidate,
            months: Vec::new(),
        })
        .collect())
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
