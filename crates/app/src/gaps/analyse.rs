//! What keeps one site from one or several needs. What a reader sees rests on whose eyes she has: her own firm's,
//! the centre's in whose region the firm lies, or a buyer's.

use super::causes::{SymptomView, symptoms};
use super::open::OpenSites;
use super::{CHOSEN_MAX, NEEDS_MAX};
use crate::claims;
use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use crate::needs::{list_needs, load_need};
use crate::policy::{self, Decision, GapEyes, Operation, Relation};
use crate::search::{SupplierCard, card_of};
use crate::shortlists::OneSite;
use crate::suppliers::record_reading;
use eslabon_domain::actors::Actor;
use eslabon_domain::attributes::ConfidentialityGroup;
use eslabon_domain::findings::FindingSide;
use eslabon_domain::ids::{NeedId, SiteId};
use eslabon_domain::needs::{Need, NeedStatus};
use eslabon_engine::gaps::{self, Analysis, Matched};
use eslabon_engine::matching::Candidate;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{diagnoses, merges};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A page of needs.
const PAGE: u64 = 100;

/// A need that was looked at.
#[derive(Debug, Clone)]
pub struct NeedLine {
    /// The need, without its buyer where she is not shown.
    pub need: Need,
    /// How the site stands to it. Its rank says nothing here.
    pub candidate: Candidate,
}

/// What keeps a site from its needs.
#[derive(Debug, Clone)]
pub struct GapView {
    /// The site.
    pub card: SupplierCard,
    /// As of which day.
    pub on: Date,
    /// With whose eyes.
    pub eyes: GapEyes,
    /// The needs that were chosen, or the open ones that the site comes near.
    pub needs: Vec<NeedLine>,
    /// They were chosen.
    pub is_chosen: bool,
    /// What keeps the site from them.
    pub analysis: Analysis,
    /// What may stand behind the gaps. Of what either side says, a buyer learns nothing.
    pub symptoms: Vec<SymptomView>,
    /// For which side the actor may say whether a cause is there.
    pub may_state: Option<FindingSide>,
}

impl GapView {
    /// A need that was looked at.
    #[must_use]
    pub fn need(&self, id: NeedId) -> Option<&Need> {
        let mut lines = self.needs.iter();
        lines.find(|line| line.need.id == id).map(|line| &line.need)
    }
}

/// What keeps a site from these needs or, where none is named, from the open needs that the actor knows and the
/// site comes near. What was merged into another answers as that site.
///
/// # Errors
/// [`AppError::NotFound`] for a site or a need that is not the actor's to compare, [`AppError::Invalid`] on
/// `needs` where too many are chosen, [`AppError::Forbidden`].
pub async fn analyse(
    app: &App,
    actor: &Actor,
    site: SiteId,
    chosen: &[NeedId],
) -> AppResult<GapView> {
    policy::require(actor, Operation::SeeGapAnalysis)?;
    let site = merges::stand_in(app.database(), site).await?;
    let row = supplier_rows::of_ids(app.database(), &[site]).await?.pop();
    let row = row.ok_or(AppError::NotFound)?;
    let centre = claims::centre_of(app.database(), row.site.state, app.centre()).await?;
    let owner = row.organisation.id;
    let eyes = policy::gap_eyes(actor, owner, centre)?;
    let chosen: BTreeSet<NeedId> = chosen.iter().copied().collect();
    let needs = match chosen.is_empty() {
        true => open_needs(app, actor).await?,
        false => chosen_needs(app, actor, eyes, &chosen).await?,
    };
    let on = app.today();
    let mut lines = match eyes {
        GapEyes::Buyer => as_buyer(app, needs, site, on).await?,
        GapEyes::Owner | GapEyes::Region => as_open(app, needs, &row, on).await?,
    };
    if chosen.is_empty() {
        lines.retain(|line| gaps::is_near(&matched(line)));
    }
    if eyes == GapEyes::Region {
        record_reading(app, actor, site, owner, &asked_groups(app, &lines)).await?;
    }
    let analysis = gaps::analyse(site, &lines.iter().map(matched).collect::<Vec<_>>());
    let said = match eyes {
        GapEyes::Buyer => BTreeMap::new(),
        GapEyes::Owner | GapEyes::Region => {
            let mut all = row.merged.clone();
            all.push(site);
            diagnoses::latest_of(app.database(), &all).await?
        }
    };
    let relation = Relation::to_organisation(actor, Some(owner), Some(centre));
    let states = policy::decide(Operation::StateCause, actor.role, relation) == Decision::Allow;
    Ok(GapView {
        card: card_of(&app.words(), &row),
        on,
        eyes,
        symptoms: symptoms(app, &analysis.gaps, row.site.state, &said)?,
        needs: lines,
        is_chosen: !chosen.is_empty(),
        analysis,
        may_state: states.then(|| super::state::side_of(actor)),
    })
}

fn matched(line: &NeedLine) -> Matched<'_> {
    Matched {
        need: line.need.id,
        criteria: &line.need.criteria,
        candidate: &line.candidate,
    }
}

/// The open needs that the actor knows, the latest.
pub(super) async fn open_needs(app: &App, actor: &Actor) -> AppResult<Vec<Need>> {
    let (mut all, mut after) = (Vec::new(), None);
    while all.len() < NEEDS_MAX {
        let page = list_needs(app, actor, Some(NeedStatus::Open), after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        all.extend(page);
    }
    all.truncate(NEEDS_MAX);
    Ok(all)
}

/// The needs that the actor chose, all of which she may compare the site with.
async fn chosen_needs(
    app: &App,
    actor: &Actor,
    eyes: GapEyes,
    chosen: &BTreeSet<NeedId>,
) -> AppResult<Vec<Need>> {
    if chosen.len() > CHOSEN_MAX {
        let fault = FieldError::new("needs", "too_many", CHOSEN_MAX.to_string());
        return Err(AppError::Invalid(vec![fault]));
    }
    let mut needs = Vec::with_capacity(chosen.len());
    for id in chosen {
        let need = load_need(app, actor, *id).await?;
        if eyes == GapEyes::Buyer {
            let relation = Relation::to_need(actor, &need);
            policy::require_on(actor, Operation::MakeShortlist, relation)?;
        }
        needs.push(need);
    }
    Ok(needs)
}

/// With closed groups as far as each buyer may have them compared.
async fn as_buyer(app: &App, needs: Vec<Need>, site: SiteId, on: Date) -> AppResult<Vec<NeedLine>> {
    let site = OneSite::load(app, site).await?.ok_or(AppError::NotFound)?;
    let mut lines = Vec::with_capacity(needs.len());
    for need in needs {
        if let Some(candidate) = site.for_buyer(app, &need, on).await? {
            lines.push(NeedLine { need, candidate });
        }
    }
    Ok(lines)
}

/// With every figure; the engine runs on its own thread.
async fn as_open(
    app: &App,
    needs: Vec<Need>,
    row: &SupplierRow,
    on: Date,
) -> AppResult<Vec<NeedLine>> {
    let sites = OpenSites::new(app, vec![row.clone()])?;
    let app = app.clone();
    let work = move || {
        let lines = needs.into_iter().filter_map(|need| {
            let candidate = sites.against(&app, &need, on).pop()?;
            Some(NeedLine { need, candidate })
        });
        lines.collect::<Vec<_>>()
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))
}

/// The closed groups of which the needs ask.
fn asked_groups(app: &App, lines: &[NeedLine]) -> BTreeSet<ConfidentialityGroup> {
    let words = app.words();
    let asked = lines.iter().flat_map(|line| &line.need.criteria);
    let groups = asked.filter_map(|one| Some(words.attributes.find(&one.attribute)?.group));
    groups
        .filter(|group| !policy::is_open_group(*group))
        .collect()
}
