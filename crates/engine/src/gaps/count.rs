//! Everything that a map counts of one dimension, before it is decided what may be told of it.

use super::map::{Cohort, MapRow, ServiceReach};
use super::rules::RULES;
use super::verdicts::{Closes, Kind, Lack, Verdicts};
use crate::programme::{Dimension, Direction};
use eslabon_domain::ids::{NeedId, ServiceId, SiteId};
use eslabon_domain::places::StateCode;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A row with every figure, before it is decided what may be told.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// The row as it is told of an open group.
    pub row: MapRow,
    /// Firms that lack it, by need that cannot do without.
    pub blocked_firms: BTreeMap<NeedId, usize>,
    /// Firms of the pairs that closing it opens.
    pub opened_firms: usize,
    /// Firms that lack it, by state, with their sites there.
    pub by_state: BTreeMap<Option<StateCode>, (usize, Vec<SiteId>)>,
    /// The pieces of each need that says how many.
    pub pieces: BTreeMap<NeedId, i64>,
}

/// Everything that is counted of one dimension; nothing where nobody misses it but by its place.
pub(super) fn count<'v>(
    verdicts: &'v Verdicts,
    firms: &[usize],
    (dimension, direction): (&Dimension, Direction),
    lacks: impl Iterator<Item = (&'v Lack, bool)>,
    closing: &[Closes],
) -> Option<Counted> {
    let mut of_kind: BTreeMap<Kind, BTreeSet<usize>> = BTreeMap::new();
    let mut sites: BTreeSet<u32> = BTreeSet::new();
    let mut blocked: BTreeMap<u32, Firms> = BTreeMap::new();
    let (mut opens, mut opened) = (0, BTreeSet::new());
    let mut last = None;
    for (lack, is_sole) in lacks {
        let firm = firms.get(lack.site as usize).copied()?;
        // Lacks come site by site: sets are asked once a site, not once a need.
        if last != Some((lack.site, lack.kind)) {
            last = Some((lack.site, lack.kind));
            of_kind.entry(lack.kind).or_default().insert(firm);
            if lack.kind == Kind::Close {
                sites.insert(lack.site);
            }
        }
        if lack.kind == Kind::Close && lack.is_must {
            blocked.entry(lack.need).or_default().add(firm);
        }
        if is_sole {
            opens += 1;
            opened.insert(firm);
        }
    }
    of_kind.remove(&Kind::Fixed);
    if of_kind.is_empty() {
        return None;
    }
    let firms_of = |kind| of_kind.get(&kind).map_or(0, BTreeSet::len);
    let blocked_firms = blocked.into_iter().filter_map(|(need, firms)| {
        let need = verdicts.needs.get(need as usize)?;
        Some((need.need, firms.count()))
    });
    let blocked_firms: BTreeMap<NeedId, usize> = blocked_firms.collect();
    let blocks: Vec<NeedId> = blocked_firms.keys().copied().collect();
    let pieces = verdicts.needs.iter();
    let pieces = pieces.filter_map(|need| Some((need.need, need.monthly_pieces?)));
    let pieces: BTreeMap<NeedId, i64> = pieces.collect();
    let (volume, without_volume) = volume(&blocks, &pieces);
    let (services, unclosed) = reach(verdicts, firms, &sites, closing);
    let by_state = by_state(verdicts, firms, &sites);
    let mut together = cohorts(&by_state, RULES.cohort_firms, true);
    together.sort_by_key(|cohort| (Reverse(cohort.firms), cohort.state));
    let row = MapRow {
        dimension: dimension.clone(),
        direction,
        is_closed: false,
        withheld: false,
        lacking: Some(firms_of(Kind::Close)),
        renewing: Some(firms_of(Kind::Renew)),
        unknown: Some(firms_of(Kind::Unknown)),
        blocks,
        volume,
        without_volume,
        opens: Some(opens),
        services,
        unclosed: Some(unclosed),
        cohorts: together,
    };
    Some(Counted {
        row,
        blocked_firms,
        opened_firms: opened.len(),
        by_state,
        pieces,
    })
}

/// Firms, counted; sites of one firm need not stand beside each other.
#[derive(Default)]
struct Firms(Vec<usize>);

impl Firms {
    fn add(&mut self, firm: usize) {
        if self.0.last() != Some(&firm) {
            self.0.push(firm);
        }
    }

    fn count(mut self) -> usize {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.len()
    }
}

/// For how many firms each service closes it, and how many have a site where none does.
fn reach(
    verdicts: &Verdicts,
    firms: &[usize],
    sites: &BTreeSet<u32>,
    closing: &[Closes],
) -> (Vec<ServiceReach>, usize) {
    let mut by_service: BTreeMap<ServiceId, BTreeSet<usize>> = BTreeMap::new();
    let mut closed = BTreeSet::new();
    for one in closing.iter().filter(|one| sites.contains(&one.site)) {
        let service = verdicts.services.get(one.service as usize);
        let firm = firms.get(one.site as usize);
        if let (Some(service), Some(firm)) = (service, firm) {
            by_service.entry(*service).or_default().insert(*firm);
            closed.insert(one.site);
        }
    }
    let mut services: Vec<ServiceReach> = by_service
        .into_iter()
        .map(|(service, firms)| ServiceReach {
            service,
            firms: firms.len(),
        })
        .collect();
    services.sort_by_key(|reach| (Reverse(reach.firms), reach.service));
    let open = sites.difference(&closed);
    let open = open.filter_map(|site| firms.get(*site as usize));
    (services, open.collect::<BTreeSet<_>>().len())
}

/// Of each state, how many firms have a site there that lacks it, and which.
fn by_state(
    verdicts: &Verdicts,
    firms: &[usize],
    sites: &BTreeSet<u32>,
) -> BTreeMap<Option<StateCode>, (usize, Vec<SiteId>)> {
    let mut states: BTreeMap<Option<StateCode>, (BTreeSet<usize>, Vec<SiteId>)> = BTreeMap::new();
    for number in sites {
        let site = verdicts.sites.get(*number as usize);
        let firm = firms.get(*number as usize);
        if let (Some(site), Some(firm)) = (site, firm) {
            let of_state = states.entry(site.state).or_default();
            of_state.0.insert(*firm);
            of_state.1.push(site.site);
        }
    }
    let states = states.into_iter();
    states
        .map(|(state, (firms, mut sites))| {
            sites.sort_unstable();
            (state, (firms.len(), sites))
        })
        .collect()
}

/// The states with enough firms. Those of an open group are named: that is what a cohort is for.
pub(super) fn cohorts(
    by_state: &BTreeMap<Option<StateCode>, (usize, Vec<SiteId>)>,
    at_least: usize,
    are_named: bool,
) -> Vec<Cohort> {
    let mut cohorts = Vec::new();
    for (state, (firms, sites)) in by_state {
        let Some(state) = state.filter(|_| *firms >= at_least) else {
            continue;
        };
        cohorts.push(Cohort {
            state,
            firms: *firms,
            sites: if are_named { sites.clone() } else { Vec::new() },
        });
    }
    cohorts
}

/// The pieces of these needs in a month, and how many of them do not say.
pub(super) fn volume(needs: &[NeedId], pieces: &BTreeMap<NeedId, i64>) -> (Option<i64>, usize) {
    let (mut sum, mut without) = (None::<i64>, 0);
    for need in needs {
        match pieces.get(need) {
            Some(pieces) => sum = Some(sum.unwrap_or(0).saturating_add(*pieces)),
            None => without += 1,
        }
    }
    (sum, without)
}
