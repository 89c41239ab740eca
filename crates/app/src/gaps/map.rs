//! What the firms of a region lack for the open needs. Which sites are on it is fixed by the region and not the
//! reader's to choose: of two maps that differ by a firm, the difference would tell of that firm.

use super::analyse::open_needs;
use super::open::OpenSites;
use super::{MAP_NEEDS_MAX, MAP_SITES_MAX};
use crate::claims::region_of;
use crate::context::App;
use crate::error::{AppError, AppResult};
use crate::policy::{self, Operation};
use crate::search::{SupplierCard, card_of};
use eslabon_domain::actors::Actor;
use eslabon_domain::ids::{CentreId, NeedId, ServiceId, SiteId};
use eslabon_domain::needs::Need;
use eslabon_domain::services::Service;
use eslabon_engine::gaps::{self, GapMap, MapNeed, MapSite, Matched, Verdicts};
use eslabon_engine::matching::Candidate;
use eslabon_storage::supplier_rows::{self, SupplierRow};
use eslabon_storage::{centres, facts, merges, sites};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The map of a region.
#[derive(Debug, Clone)]
pub struct MapView {
    /// As of which day.
    pub on: Date,
    /// The map.
    pub map: GapMap,
    /// Sites of the region of which something is known, whether or not all of them fit on the map.
    pub sites: usize,
    /// The needs on it, by id.
    pub needs: BTreeMap<NeedId, Need>,
    /// The services that it names, by id.
    pub services: BTreeMap<ServiceId, Service>,
    /// The firms that it names, by site: those of open groups only.
    pub cards: BTreeMap<SiteId, SupplierCard>,
}

/// What the firms of the actor's region lack for the open needs of her centre's pipeline.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn map(app: &App, actor: &Actor) -> AppResult<MapView> {
    policy::require(actor, Operation::SeeGapMap)?;
    let centre = actor.centre.ok_or(AppError::Forbidden)?;
    let all = region(app, centre).await?;
    let shown: Vec<SiteId> = all.iter().copied().take(MAP_SITES_MAX).collect();
    let rows = supplier_rows::of_ids(app.database(), &shown).await?;
    let mut needs = open_needs(app, actor).await?;
    needs.truncate(MAP_NEEDS_MAX);
    let on = app.today();
    let words = app.words();
    let cards: BTreeMap<SiteId, SupplierCard> = rows
        .iter()
        .map(|row| (row.site.id, card_of(&words, row)))
        .collect();
    let (map, needs) = lay_out(app, rows, needs, on).await?;
    let derived = app.derived();
    let reached = map.rows.iter().flat_map(|row| &row.services);
    let reached: BTreeSet<ServiceId> = reached.map(|reach| reach.service).collect();
    let services = derived.services.iter();
    let services = services.filter(|service| reached.contains(&service.id));
    let named = map.rows.iter().flat_map(|row| &row.cohorts);
    let named: BTreeSet<SiteId> = named.flat_map(|one| one.sites.iter().copied()).collect();
    Ok(MapView {
        on,
        services: services
            .map(|service| (service.id, service.clone()))
            .collect(),
        needs: needs.into_iter().map(|need| (need.id, need)).collect(),
        cards: cards
            .into_iter()
            .filter(|(site, _)| named.contains(site))
            .collect(),
        sites: all.len(),
        map,
    })
}

/// The sites of a centre's region of which something is known, by id: register entries alone say nothing of what a
/// firm can do.
async fn region(app: &App, centre: CentreId) -> AppResult<Vec<SiteId>> {
    let known = facts::known_sites(app.database()).await?;
    let stand_ins = merges::stand_ins(app.database(), &known).await?;
    let known = known.into_iter();
    let joint = known.map(|site| stand_ins.get(&site).copied().unwrap_or(site));
    let joint: BTreeSet<SiteId> = joint.collect();
    let joint: Vec<SiteId> = joint.into_iter().collect();
    let all = centres::list(app.database()).await?;
    let mut found = sites::load_many(app.database(), &joint).await?;
    found.retain(|site| region_of(&all, site.state).unwrap_or(app.centre()) == centre);
    let mut ids: Vec<SiteId> = found.into_iter().map(|site| site.id).collect();
    ids.sort_unstable();
    Ok(ids)
}

/// Every site against every need, and what it comes to; the engine runs on its own thread.
async fn lay_out(
    app: &App,
    rows: Vec<SupplierRow>,
    needs: Vec<Need>,
    on: Date,
) -> AppResult<(GapMap, Vec<Need>)> {
    let app = app.clone();
    let work = move || {
        let sites: Vec<MapSite> = rows.iter().map(map_site).collect();
        let asked: Vec<MapNeed> = needs.iter().map(map_need).collect();
        let open = OpenSites::new(&app, rows)?;
        let mut near: BTreeMap<SiteId, Vec<(&Need, Candidate)>> = BTreeMap::new();
        for need in &needs {
            for candidate in open.against(&app, need, on) {
                if gaps::is_near(&matched(need, &candidate)) {
                    let of_site = near.entry(candidate.site).or_default();
                    of_site.push((need, candidate));
                }
            }
        }
        let mut verdicts = Verdicts::new(&sites, &asked);
        for (site, pairs) in &near {
            let pairs = pairs.iter();
            let matched: Vec<Matched<'_>> = pairs
                .map(|(need, candidate)| matched(need, candidate))
                .collect();
            verdicts.add(&gaps::analyse(*site, &matched));
        }
        // By the published spine: what owners keep closed is told of many or of none.
        let map = gaps::map(&verdicts, &app.words().attributes);
        drop(near);
        Ok((map, needs))
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| AppError::Internal(e.to_string()))?
}

fn matched<'a>(need: &'a Need, candidate: &'a Candidate) -> Matched<'a> {
    Matched {
        need: need.id,
        criteria: &need.criteria,
        candidate,
    }
}

fn map_site(row: &SupplierRow) -> MapSite {
    MapSite {
        site: row.site.id,
        firm: row.organisation.id,
        state: row.site.state,
    }
}

fn map_need(need: &Need) -> MapNeed {
    MapNeed {
        need: need.id,
        monthly_pieces: need.terms.peak().map(|volume| volume.pieces),
    }
}
