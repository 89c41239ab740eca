//! What staff see of claims: the queue, one claim beside its rivals and the registry's facts, and the
//! history of a site, which its owner reads as well.

use super::{centre_of, has_owner, joint_sites, relation_to};
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation, Reach, Relation};
use crate::suppliers::{SupplierView, load_supplier};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{ClaimId, SiteId};
use eslabon_storage::claims::{self, Before, Claim, ClaimStatus};
use eslabon_storage::merges::{self, Merge};
use eslabon_storage::{organisations, sites};
use std::collections::HashMap;

/// A claim as a line of the queue.
#[derive(Debug, Clone)]
pub struct ClaimLine {
    /// The claim.
    pub claim: Claim,
    /// The name of the site.
    pub site_name: String,
    /// How many other open claims there are of the site.
    pub rivals: usize,
}

/// A claim with what staff need to decide it.
#[derive(Debug, Clone)]
pub struct ClaimFile {
    /// The claim.
    pub claim: Claim,
    /// The other claims of the site, oldest first, decided or not.
    pub others: Vec<Claim>,
    /// What is known of the site.
    pub view: SupplierView,
    /// Someone answers for the firm already.
    pub has_owner: bool,
}

/// What happened to a site.
#[derive(Debug, Clone)]
pub struct SiteHistory {
    /// The site as it stands.
    pub view: SupplierView,
    /// Who claimed it, oldest first.
    pub claims: Vec<Claim>,
    /// What was merged into it and separated again, oldest first.
    pub merges: Vec<Merge>,
    /// The names of the sites that the merges name.
    pub names: HashMap<SiteId, String>,
}

/// Whose claims the actor may decide.
fn before(actor: &Actor) -> AppResult<Option<Before>> {
    policy::require(actor, Operation::DecideClaim)?;
    Ok(match policy::reach(Operation::DecideClaim, actor.role) {
        Reach::Every => Some(Before::Everyone),
        Reach::Centre => actor.centre.map(Before::Centre),
        Reach::No | Reach::Own | Reach::Open => None,
    })
}

/// The claims of a status that the actor decides, oldest first.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list(
    app: &App,
    actor: &Actor,
    status: ClaimStatus,
    limit: u64,
) -> AppResult<Vec<ClaimLine>> {
    let Some(before) = before(actor)? else {
        return Ok(Vec::new());
    };
    let found = claims::list(app.database(), before, status, limit.min(100)).await?;
    let ids: Vec<SiteId> = found.iter().map(|claim| claim.site).collect();
    let names: HashMap<SiteId, String> = sites::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|site| (site.id, site.name))
        .collect();
    let mut open: HashMap<SiteId, usize> = HashMap::new();
    for claim in claims::of_sites(app.database(), &ids).await? {
        if claim.status == ClaimStatus::Open {
            *open.entry(claim.site).or_default() += 1;
        }
    }
    let line = |claim: Claim| {
        let own = usize::from(claim.status == ClaimStatus::Open);
        ClaimLine {
            site_name: names.get(&claim.site).cloned().unwrap_or_default(),
            rivals: open.get(&claim.site).map_or(0, |all| all - own),
            claim,
        }
    };
    Ok(found.into_iter().map(line).collect())
}

/// How many claims wait for the actor's decision.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn count_open(app: &App, actor: &Actor) -> AppResult<u64> {
    match before(actor)? {
        Some(before) => Ok(claims::count(app.database(), before, ClaimStatus::Open).await?),
        None => Ok(0),
    }
}

/// A claim with its rivals and what registers say of the site.
///
/// # Errors
/// [`AppError::NotFound`] for a claim of another centre, [`AppError::Forbidden`].
pub async fn load(app: &App, actor: &Actor, id: ClaimId) -> AppResult<ClaimFile> {
    policy::require(actor, Operation::DecideClaim)?;
    let claim = claims::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_on(actor, Operation::DecideClaim, relation_to(actor, &claim))?;
    let view = load_supplier(app, actor, claim.site).await?;
    let firm = organisations::find(app.database(), view.organisation)
        .await?
        .ok_or(AppError::NotFound)?;
    let all = joint_sites(app.database(), view.card.site).await?;
    let mut others = claims::of_sites(app.database(), &all).await?;
    // A rival may lie with another centre, where the sites of two states were merged.
    others.retain(|other| other.id != claim.id && other.centre == claim.centre);
    Ok(ClaimFile {
        has_owner: has_owner(app.database(), &firm, app.now()).await?,
        claim,
        others,
        view,
    })
}

/// Who claimed a site, who decided, and what was merged into it.
///
/// # Errors
/// [`AppError::NotFound`] for those whom it does not concern, [`AppError::Forbidden`].
pub async fn load_history(app: &App, actor: &Actor, id: SiteId) -> AppResult<SiteHistory> {
    policy::require(actor, Operation::SeeSiteHistory)?;
    let view = load_supplier(app, actor, id).await?;
    let centre = centre_of(app.database(), view.card.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(view.organisation), Some(centre));
    policy::require_on(actor, Operation::SeeSiteHistory, relation)?;
    let all = joint_sites(app.database(), view.card.site).await?;
    let merges = merges::of_sites(app.database(), &all).await?;
    let named: Vec<SiteId> = merges
        .iter()
        .flat_map(|merge| [merge.site, merge.into])
        .collect();
    let names = sites::load_many(app.database(), &named)
        .await?
        .into_iter()
        .map(|site| (site.id, site.name))
        .collect();
    Ok(SiteHistory {
        claims: claims::of_sites(app.database(), &all).await?,
        merges,
        names,
        view,
    })
}
