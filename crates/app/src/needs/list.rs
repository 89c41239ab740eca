//! Needs that someone may know of: listing, opening, searching. The buyer who keeps her name back is taken
//! out here, so that no face can tell.

use crate::context::App;
use crate::derive;
use crate::error::{AppError, AppResult};
use crate::grants::{Grants, load_grants};
use crate::policy::{self, NeedsScope, Operation};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{NeedId, OrganisationId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_domain::text::Lang;
use eslabon_domain::vocabulary::ConceptId;
use eslabon_storage::needs::{self, NeedFilter};
use eslabon_storage::organisations::{self, Organisation, OrganisationKind};
use std::collections::{BTreeMap, BTreeSet};

/// A page of needs that the actor may know of, newest first.
///
/// # Errors
/// [`AppError::Forbidden`] for visitors.
pub async fn list_needs(
    app: &App,
    actor: &Actor,
    status: Option<NeedStatus>,
    after: Option<NeedId>,
    limit: u64,
) -> AppResult<Vec<Need>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let mut filter = NeedFilter {
        status,
        after,
        limit: limit.min(100),
        ..NeedFilter::default()
    };
    match policy::needs_scope(actor) {
        NeedsScope::All => {}
        NeedsScope::Centres(centres) => filter.centres = Some(centres),
        NeedsScope::Own(organisation) => filter.organisation = Some(organisation),
        NeedsScope::Open if status.is_some_and(|s| s != NeedStatus::Open) => return Ok(Vec::new()),
        NeedsScope::Open => filter.status = Some(NeedStatus::Open),
        NeedsScope::Nothing => return Ok(Vec::new()),
    }
    let mut found = needs::list(app.database(), &filter).await?;
    let grants = grants_for(app, actor, found.iter()).await?;
    for need in &mut found {
        reserve_buyer(actor, need, &grants);
    }
    Ok(found)
}

/// What was opened to the actor, asked for only where one of these needs keeps its buyer back from her.
async fn grants_for<'n>(
    app: &App,
    actor: &Actor,
    mut needs: impl Iterator<Item = &'n Need>,
) -> AppResult<Grants> {
    let none = Grants::default();
    match needs.all(|need| policy::may_see_buyer(actor, need, &none)) {
        true => Ok(none),
        false => load_grants(app, actor).await,
    }
}

/// Takes the buyer out of a need whose reader may not know her, so that no face can tell.
fn reserve_buyer(actor: &Actor, need: &mut Need, grants: &Grants) {
    if !policy::may_see_buyer(actor, need, grants) {
        need.organisation = OrganisationId::RESERVED;
    }
}

/// One need.
///
/// # Errors
/// [`AppError::NotFound`], also for a need that the actor may not know of.
pub async fn load_need(app: &App, actor: &Actor, id: NeedId) -> AppResult<Need> {
    policy::require(actor, Operation::SeeNeeds)?;
    let mut need = needs::find(app.database(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    policy::require_need_visible(actor, &need)?;
    let grants = grants_for(app, actor, std::iter::once(&need)).await?;
    reserve_buyer(actor, &mut need, &grants);
    Ok(need)
}

/// Those of these needs that the actor may know of, by id.
///
/// # Errors
/// [`AppError::Forbidden`] for visitors.
pub(crate) async fn load_needs(
    app: &App,
    actor: &Actor,
    ids: &[NeedId],
) -> AppResult<BTreeMap<NeedId, Need>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let mut found = needs::load_many(app.database(), ids).await?;
    found.retain(|need| policy::require_need_visible(actor, need).is_ok());
    let grants = grants_for(app, actor, found.iter()).await?;
    for need in &mut found {
        reserve_buyer(actor, need, &grants);
    }
    Ok(found.into_iter().map(|need| (need.id, need)).collect())
}

/// Searches the needs that the actor may know of, best first.
///
/// # Errors
/// As [`list_needs`].
pub async fn search_needs(
    app: &App,
    actor: &Actor,
    text: &str,
    lang: Lang,
    limit: usize,
) -> AppResult<Vec<(Need, f32)>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let words = app.words();
    let mut query = eslabon_search::NeedQuery {
        text: text.to_owned(),
        lang,
        limit: limit.min(100),
        ..Default::default()
    };
    match policy::needs_scope(actor) {
        NeedsScope::All => {}
        NeedsScope::Centres(centres) => query.centres = Some(centres),
        NeedsScope::Own(organisation) => query.organisation = Some(organisation),
        NeedsScope::Open => query.open_only = true,
        NeedsScope::Nothing => return Ok(Vec::new()),
    }
    let hits = app
        .index()
        .search_needs(&app.search_context(&words), &query)?;
    let ids: Vec<NeedId> = hits.hits.iter().map(|hit| hit.need).collect();
    let mut loaded: BTreeMap<NeedId, Need> = needs::load_many(app.database(), &ids)
        .await?
        .into_iter()
        .map(|need| (need.id, need))
        .collect();
    let grants = grants_for(app, actor, loaded.values()).await?;
    // Asked again of what is stored: the index may be a moment behind.
    let found = hits.hits.into_iter().filter_map(|hit| {
        let mut need = loaded.remove(&hit.need)?;
        policy::require_need_visible(actor, &need).ok()?;
        reserve_buyer(actor, &mut need, &grants);
        Some((need, hit.score))
    });
    Ok(found.collect())
}

/// Lead firms, for the person who posts in the name of one.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn list_lead_firms(app: &App, actor: &Actor) -> AppResult<Vec<Organisation>> {
    policy::require(actor, Operation::PostNeed)?;
    let all = organisations::list_by_kind(app.database(), OrganisationKind::LeadFirm).await?;
    if policy::works_for_others(actor) {
        return Ok(all);
    }
    Ok(all
        .into_iter()
        .filter(|organisation| actor.organisation == Some(organisation.id))
        .collect())
}

/// The organisations of these ids, in one go, for headings and lists.
///
/// # Errors
/// [`AppError::Forbidden`] for visitors.
pub async fn load_firms(
    app: &App,
    actor: &Actor,
    ids: &[OrganisationId],
) -> AppResult<BTreeMap<OrganisationId, Organisation>> {
    policy::require(actor, Operation::SeeNeeds)?;
    let found = organisations::load_many(app.database(), ids).await?;
    Ok(found.into_iter().map(|firm| (firm.id, firm)).collect())
}

/// How many criteria of a draft name each concept kind; used by the check-answers page.
#[must_use]
pub fn concepts_of(app: &App, need: &Need) -> BTreeSet<ConceptId> {
    derive::concepts_of_need(&app.words(), need)
}
