//! What a plan stands on: the site, the needs of one lead firm, what keeps the site from them, and what else is known
//! of it.

use super::invalid;
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::gaps;
use crate::needs::load_need;
use crate::policy::{self, Operation, Relation};
use crate::search::SupplierCard;
use eslabon_domain::actors::Actor;
use eslabon_domain::facts::Fact;
use eslabon_domain::ids::{CentreId, NeedId, OrganisationId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_engine::gaps::Analysis;
use eslabon_storage::sites::Site;
use eslabon_storage::{merges, supplier_rows};
use std::collections::BTreeSet;

/// The most needs that one programme is for.
pub const NEEDS_MAX: usize = 12;

/// What a plan stands on.
pub(super) struct Basis {
    pub card: SupplierCard,
    pub site: Site,
    /// In whose region the site lies.
    pub centre: CentreId,
    pub lead_firm: OrganisationId,
    pub needs: Vec<Need>,
    pub analysis: Analysis,
    pub facts: Vec<Fact>,
}

/// Loads it for someone who plans for firms. What was merged into another answers as that site.
///
/// # Errors
/// [`AppError::Invalid`] on `needs`; [`AppError::NotFound`] for a site or a need that is not the actor's to plan
/// for; [`AppError::Forbidden`].
pub(super) async fn load(
    app: &App,
    actor: &Actor,
    site: SiteId,
    chosen: &[NeedId],
) -> AppResult<Basis> {
    policy::require(actor, Operation::PlanProgrammes)?;
    let site = merges::stand_in(app.database(), site).await?;
    let row = supplier_rows::of_ids(app.database(), &[site]).await?.pop();
    let row = row.ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let relation = Relation::to_organisation(actor, Some(row.organisation.id), Some(centre));
    policy::require_on(actor, Operation::PlanProgrammes, relation)?;
    let chosen: BTreeSet<NeedId> = chosen.iter().copied().collect();
    if chosen.is_empty() {
        return Err(invalid("needs", "required", ""));
    }
    if chosen.len() > NEEDS_MAX {
        return Err(invalid("needs", "too_many", NEEDS_MAX.to_string()));
    }
    let mut needs = Vec::with_capacity(chosen.len());
    for id in &chosen {
        needs.push(load_need(app, actor, *id).await?);
    }
    let lead_firm = one_lead_firm(&needs)?;
    let chosen: Vec<NeedId> = chosen.into_iter().collect();
    let seen = gaps::analyse(app, actor, site, &chosen).await?;
    Ok(Basis {
        card: seen.card,
        centre,
        lead_firm,
        needs,
        analysis: seen.analysis,
        facts: row.facts,
        site: row.site,
    })
}

/// Refuses to begin a programme for needs that nobody waits for.
pub(super) fn require_open(needs: &[Need]) -> AppResult<()> {
    match needs.iter().find(|need| need.status != NeedStatus::Open) {
        Some(need) => Err(invalid("needs", "need_not_open", need.title.text.clone())),
        None => Ok(()),
    }
}

/// Refuses a programme that would tell by the needs beside it whose a need is that keeps its buyer back: all of them
/// are of one lead firm, and the firm sees them together.
pub(super) fn require_one_reserve(needs: &[Need]) -> AppResult<()> {
    let shown = needs.iter().filter(|need| need.buyer_shown).count();
    match shown == 0 || shown == needs.len() {
        true => Ok(()),
        false => Err(invalid("needs", "some_reserved", "")),
    }
}

fn one_lead_firm(needs: &[Need]) -> AppResult<OrganisationId> {
    let firms: BTreeSet<OrganisationId> = needs.iter().map(|need| need.organisation).collect();
    let mut firms = firms.into_iter();
    match (firms.next(), firms.next()) {
        // Whoever plans for firms knows whose the needs are.
        (Some(firm), None) if firm != OrganisationId::RESERVED => Ok(firm),
        (Some(_), Some(_)) => Err(invalid("needs", "several_lead_firms", "")),
        _ => Err(AppError::NotFound),
    }
}
