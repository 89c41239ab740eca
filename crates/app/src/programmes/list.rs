//! Programmes as lines: of the centre, of a firm, for a lead firm.

use super::read::missing;
use crate::context::App;
use crate::error::AppResult;
use crate::policy::{self, Operation, ProgrammesScope};
use crate::search::SupplierCard;
use crate::suppliers::cards_of;
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{OrganisationId, ProgrammeId, SiteId};
use eslabon_domain::programmes::{ProgrammeSide, ProgrammeStatus, StepState};
use eslabon_storage::programmes::{self, Programme, ProgrammeFilter, ProgrammeStep, Signature};
use eslabon_storage::{merges, sites};
use std::collections::{BTreeMap, BTreeSet};

/// The most lines that are read at once: a page, and one more that tells whether there is a next.
const PAGE_MAX: u64 = 101;
/// How a programme stands in which something may wait: a signature, a step, a visit, a figure.
const WAITING: [ProgrammeStatus; 4] = [
    ProgrammeStatus::Proposed,
    ProgrammeStatus::Running,
    ProgrammeStatus::Verified,
    ProgrammeStatus::Closed,
];

/// A programme in a list. It holds no plan and nothing of what it was planned from.
#[derive(Debug, Clone)]
pub struct ProgrammeLine {
    /// The programme.
    pub programme: Programme,
    /// The firm's name.
    pub firm: String,
    /// Its site; absent where what waits is listed, which shows its name only.
    pub card: Option<SupplierCard>,
    /// The step that runs or comes next; absent where none is left.
    pub next_step: Option<ProgrammeStep>,
    /// Sides that have not signed the plan as it stands.
    pub missing: Vec<ProgrammeSide>,
}

/// The programmes that the actor may know of, the latest first: at most so many behind one of them.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn list_programmes(
    app: &App,
    actor: &Actor,
    after: Option<ProgrammeId>,
    first: u64,
) -> AppResult<Vec<ProgrammeLine>> {
    let Some(filter) = scoped(app, actor).await? else {
        return Ok(Vec::new());
    };
    let filter = ProgrammeFilter {
        after,
        limit: first.clamp(1, PAGE_MAX),
        ..filter
    };
    list(app, &filter).await
}

/// Those of them in which something may wait for someone. Every home page asks: no card of a site is made.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn list_waiting(
    app: &App,
    actor: &Actor,
    after: Option<ProgrammeId>,
    first: u64,
) -> AppResult<Vec<ProgrammeLine>> {
    let Some(filter) = scoped(app, actor).await? else {
        return Ok(Vec::new());
    };
    let filter = ProgrammeFilter {
        statuses: WAITING.to_vec(),
        after,
        limit: first.clamp(1, PAGE_MAX),
        ..filter
    };
    let found = programmes::list(app.database(), &filter).await?;
    let at: Vec<SiteId> = found.iter().map(|one| one.site).collect();
    let stand_ins = merges::stand_ins(app.database(), &at).await?;
    let of = |site: SiteId| stand_ins.get(&site).copied().unwrap_or(site);
    let shown: BTreeSet<SiteId> = at.into_iter().map(of).collect();
    let shown: Vec<SiteId> = shown.into_iter().collect();
    let known = sites::load_many(app.database(), &shown).await?;
    let names: BTreeMap<SiteId, String> = known.into_iter().map(|s| (s.id, s.name)).collect();
    let mut lines = lines(app, found).await?;
    for line in &mut lines {
        let name = names.get(&of(line.programme.site));
        line.firm = name.cloned().unwrap_or_default();
    }
    Ok(lines)
}

/// The programmes of a site that the actor may know of, the latest first. Of others' sites there are none.
///
/// # Errors
/// [`crate::AppError::Forbidden`].
pub async fn list_of_site(app: &App, actor: &Actor, site: SiteId) -> AppResult<Vec<ProgrammeLine>> {
    let Some(filter) = scoped(app, actor).await? else {
        return Ok(Vec::new());
    };
    let site = merges::stand_in(app.database(), site).await?;
    let mut joint = vec![site];
    joint.extend(merges::merged_into(app.database(), site).await?);
    if let Some(allowed) = &filter.sites {
        joint.retain(|site| allowed.contains(site));
    }
    let filter = ProgrammeFilter {
        sites: Some(joint),
        limit: PAGE_MAX,
        ..filter
    };
    list(app, &filter).await
}

/// The condition that every list carries; nothing where there is none to see.
async fn scoped(app: &App, actor: &Actor) -> AppResult<Option<ProgrammeFilter>> {
    policy::require(actor, Operation::SeeProgramme)?;
    let filter = ProgrammeFilter::default();
    Ok(match policy::programmes_scope(actor) {
        ProgrammesScope::All => Some(filter),
        ProgrammesScope::Centre(centre) => Some(ProgrammeFilter {
            centre: Some(centre),
            ..filter
        }),
        ProgrammesScope::Firm(firm) => Some(ProgrammeFilter {
            sites: Some(joint_sites(app, firm).await?),
            shown_only: true,
            ..filter
        }),
        ProgrammesScope::LeadFirm(firm) => Some(ProgrammeFilter {
            lead_firm: Some(firm),
            shown_only: true,
            ..filter
        }),
        ProgrammesScope::Nothing => None,
    })
}

/// A firm's sites, and those for which they stand.
async fn joint_sites(app: &App, firm: OrganisationId) -> AppResult<Vec<SiteId>> {
    let own = sites::of_organisation(app.database(), firm).await?;
    let mut own: Vec<SiteId> = own.into_iter().map(|site| site.id).collect();
    let merged = merges::merged_into_any(app.database(), &own).await?;
    own.extend(merged.into_iter().map(|(site, _)| site));
    Ok(own)
}

async fn list(app: &App, filter: &ProgrammeFilter) -> AppResult<Vec<ProgrammeLine>> {
    let found = programmes::list(app.database(), filter).await?;
    let at: Vec<SiteId> = found.iter().map(|one| one.site).collect();
    let mut lines = lines(app, found).await?;
    let cards = cards_of(app, &at).await?;
    for line in &mut lines {
        line.card = cards.get(&line.programme.site).cloned();
        line.firm = line
            .card
            .as_ref()
            .map_or_else(String::new, |card| card.name.clone());
    }
    Ok(lines)
}

/// The lines of programmes, without whose they are.
async fn lines(app: &App, found: Vec<Programme>) -> AppResult<Vec<ProgrammeLine>> {
    let ids: Vec<ProgrammeId> = found.iter().map(|one| one.id).collect();
    let mut next: BTreeMap<ProgrammeId, ProgrammeStep> = BTreeMap::new();
    for step in programmes::steps_of_many(app.database(), &ids).await? {
        if matches!(step.state, StepState::Planned | StepState::Running) {
            next.entry(step.programme).or_insert(step);
        }
    }
    let mut signed: BTreeMap<ProgrammeId, Vec<Signature>> = BTreeMap::new();
    for signature in programmes::signatures_of(app.database(), &ids).await? {
        signed
            .entry(signature.programme)
            .or_default()
            .push(signature);
    }
    let lines = found.into_iter().map(|mut programme| {
        let signatures = signed.remove(&programme.id).unwrap_or_default();
        programme.lead_firm = OrganisationId::RESERVED;
        // Which gaps a step closes says what a firm lacks.
        let mut next_step = next.remove(&programme.id);
        if let Some(step) = &mut next_step {
            step.closes.clear();
        }
        ProgrammeLine {
            firm: String::new(),
            card: None,
            next_step,
            missing: missing(&programme, &signatures),
            programme,
        }
    });
    Ok(lines.collect())
}
