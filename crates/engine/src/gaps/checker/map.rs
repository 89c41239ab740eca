//! The map again, dimension by dimension over all that is missed.

use super::super::map::{Cohort, GapMap, MapRow, ServiceReach};
use super::super::rules::RULES;
use super::super::verdicts::{Kind, Verdicts};
use crate::programme::{Dimension, Direction};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::ids::{NeedId, OrganisationId, SiteId};
use eslabon_domain::places::StateCode;
use std::collections::{BTreeMap, BTreeSet};

/// The map, dimension by dimension over all that is missed.
#[must_use]
pub fn map(verdicts: &Verdicts, attributes: &Attributes) -> GapMap {
    let mut in_the_way: BTreeMap<(u32, u32), BTreeSet<(Kind, u32)>> = BTreeMap::new();
    for lack in &verdicts.lacks {
        if lack.is_must && lack.kind != Kind::Unknown {
            let pair = in_the_way.entry((lack.site, lack.need)).or_default();
            pair.insert((lack.kind, lack.dimension));
        }
    }
    let mut rows: Vec<MapRow> = (0_u32..)
        .zip(&verdicts.dimensions)
        .filter_map(|(number, about)| row(verdicts, attributes, number, about, &in_the_way))
        .collect();
    rows.sort_by_key(|row| {
        let firms = row.lacking.map_or(0, |firms| firms as i64);
        let opens = row.opens.map_or(0, |pairs| pairs as i64);
        let about = (row.dimension.clone(), row.direction);
        (-(row.blocks.len() as i64), -opens, -firms, about)
    });
    let firms: BTreeSet<OrganisationId> = verdicts.sites.iter().map(|site| site.firm).collect();
    GapMap {
        firms: firms.len(),
        needs: verdicts.needs.len(),
        rows,
        rules: RULES.version.to_owned(),
    }
}

fn row(
    verdicts: &Verdicts,
    attributes: &Attributes,
    number: u32,
    (dimension, direction): &(Dimension, Direction),
    in_the_way: &BTreeMap<(u32, u32), BTreeSet<(Kind, u32)>>,
) -> Option<MapRow> {
    let firm_of = |site: u32| verdicts.sites.get(site as usize).map(|site| site.firm);
    let need_of = |need: u32| verdicts.needs.get(need as usize);
    let mut of_kind: BTreeMap<Kind, BTreeSet<OrganisationId>> = BTreeMap::new();
    let mut sites: BTreeSet<u32> = BTreeSet::new();
    let mut blocked: BTreeMap<NeedId, BTreeSet<OrganisationId>> = BTreeMap::new();
    let mut opened: BTreeSet<(u32, u32)> = BTreeSet::new();
    for lack in verdicts
        .lacks
        .iter()
        .filter(|lack| lack.dimension == number)
    {
        let firm = firm_of(lack.site)?;
        of_kind.entry(lack.kind).or_default().insert(firm);
        if lack.kind != Kind::Close {
            continue;
        }
        sites.insert(lack.site);
        if !lack.is_must {
            continue;
        }
        blocked
            .entry(need_of(lack.need)?.need)
            .or_default()
            .insert(firm);
        let known = in_the_way.get(&(lack.site, lack.need))?;
        if known.iter().eq([&(Kind::Close, number)]) {
            opened.insert((lack.site, lack.need));
        }
    }
    if !of_kind.keys().any(|kind| *kind != Kind::Fixed) {
        return None;
    }
    let attribute = attributes.find(&dimension.attribute);
    let is_open = attribute.is_some_and(|attribute| attribute.group.is_open());
    let firms = |kind| of_kind.get(&kind).map_or(0, BTreeSet::len);
    let lacking = firms(Kind::Close);
    let least = if is_open { 0 } else { RULES.closed_firms };
    let is_told = lacking >= least;
    if !is_told && firms(Kind::Unknown) == 0 {
        return None;
    }
    blocked.retain(|_, firms| is_told && firms.len() >= least);
    let pieces = blocked.keys().map(|need| {
        let mut needs = verdicts.needs.iter();
        needs
            .find(|one| one.need == *need)
            .and_then(|one| one.monthly_pieces)
    });
    let pieces: Vec<Option<i64>> = pieces.collect();
    let known = pieces.iter().flatten();
    let volume = known.copied().reduce(i64::saturating_add);
    let openers: BTreeSet<_> = opened
        .iter()
        .filter_map(|(site, _)| firm_of(*site))
        .collect();
    let (services, unclosed) = services(verdicts, number, &sites);
    let is_whole = |firms: usize| is_open || firms == lacking;
    let services = services
        .into_iter()
        .filter(|one| is_told && is_whole(one.firms));
    Some(MapRow {
        dimension: dimension.clone(),
        direction: *direction,
        is_closed: !is_open,
        withheld: !is_open,
        lacking: is_told.then_some(lacking),
        renewing: is_open.then_some(firms(Kind::Renew)),
        unknown: is_open.then_some(firms(Kind::Unknown)),
        blocks: blocked.keys().copied().collect(),
        volume,
        without_volume: pieces.iter().filter(|pieces| pieces.is_none()).count(),
        opens: (is_told && openers.len() >= least).then_some(opened.len()),
        services: services.collect(),
        unclosed: (is_told && (unclosed == 0 || is_whole(unclosed))).then_some(unclosed),
        cohorts: if is_told {
            cohorts(verdicts, &sites, is_open)
        } else {
            Vec::new()
        },
    })
}

fn services(verdicts: &Verdicts, number: u32, sites: &BTreeSet<u32>) -> (Vec<ServiceReach>, usize) {
    let firm_of = |site: u32| verdicts.sites.get(site as usize).map(|site| site.firm);
    let (mut reach, mut helped) = (Vec::new(), BTreeSet::new());
    for (at, service) in (0_u32..).zip(&verdicts.services) {
        let mut firms = BTreeSet::new();
        for one in &verdicts.closing {
            if (one.dimension, one.service) == (number, at) && sites.contains(&one.site) {
                helped.insert(one.site);
                firms.extend(firm_of(one.site));
            }
        }
        if !firms.is_empty() {
            let firms = firms.len();
            let service = *service;
            reach.push(ServiceReach { service, firms });
        }
    }
    reach.sort_by(|a, b| b.firms.cmp(&a.firms).then(a.service.cmp(&b.service)));
    let without = sites.iter().filter(|site| !helped.contains(site));
    let without: BTreeSet<OrganisationId> = without.filter_map(|site| firm_of(*site)).collect();
    (reach, without.len())
}

fn cohorts(verdicts: &Verdicts, sites: &BTreeSet<u32>, is_open: bool) -> Vec<Cohort> {
    let lacking = (0_u32..)
        .zip(&verdicts.sites)
        .filter(|(at, _)| sites.contains(at));
    let lacking: Vec<_> = lacking.map(|(_, site)| site).collect();
    let mut found = Vec::new();
    let mut is_small = false;
    let states: BTreeSet<Option<StateCode>> = lacking.iter().map(|site| site.state).collect();
    for state in states {
        let here: Vec<_> = lacking.iter().filter(|site| site.state == state).collect();
        let firms = here
            .iter()
            .map(|site| site.firm)
            .collect::<BTreeSet<_>>()
            .len();
        is_small |= firms < RULES.closed_firms;
        let (Some(state), true) = (state, firms >= RULES.cohort_firms) else {
            continue;
        };
        let named = here.iter().filter(|_| is_open).map(|site| site.site);
        let sites: BTreeSet<SiteId> = named.collect();
        let sites = sites.into_iter().collect();
        found.push(Cohort {
            state,
            firms,
            sites,
        });
    }
    if !is_open && is_small {
        return Vec::new();
    }
    if is_open {
        found.sort_by(|a, b| b.firms.cmp(&a.firms).then(a.state.cmp(&b.state)));
    }
    found
}
