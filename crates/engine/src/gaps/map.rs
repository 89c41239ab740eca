//! Many sites over many needs: which gaps are common, how much demand they block, what closes them, who
//! could learn together, and what no service closes.

use super::count::count;
use super::rules::RULES;
use super::suppress::closed;
use super::verdicts::{Kind, Lack, Verdicts};
use crate::programme::{Dimension, Direction};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::ids::{NeedId, ServiceId, SiteId};
use eslabon_domain::places::StateCode;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A service, and the firms whose gap it closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceReach {
    /// Which service.
    pub service: ServiceId,
    /// How many firms.
    pub firms: usize,
}

/// Firms of one state with the same gap: enough for a course of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohort {
    /// Where.
    pub state: StateCode,
    /// How many firms.
    pub firms: usize,
    /// Their sites there that have the gap; not named for a closed group.
    pub sites: Vec<SiteId>,
}

/// One dimension over all sites and needs. Firms are counted, not sites. A figure that is absent is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRow {
    /// Of what.
    pub dimension: Dimension,
    /// Which way is better.
    pub direction: Direction,
    /// Its group is one that owners keep closed.
    pub is_closed: bool,
    /// Something that would concern too few firms of a closed group may be missing here.
    pub withheld: bool,
    /// Firms whose level is too low.
    pub lacking: Option<usize>,
    /// Firms whose certificate ran out.
    pub renewing: Option<usize>,
    /// Firms of which it is not known.
    pub unknown: Option<usize>,
    /// Needs that cannot do without, where a firm lacks it.
    pub blocks: Vec<NeedId>,
    /// Pieces that those needs ask for in a month; nothing where none says.
    pub volume: Option<i64>,
    /// How many of them do not say.
    pub without_volume: usize,
    /// Pairs of a firm's site and a need for which it is the only thing known to be in the way.
    pub opens: Option<usize>,
    /// What closes it, for most firms first.
    pub services: Vec<ServiceReach>,
    /// Firms that lack it at a site where no service closes it.
    pub unclosed: Option<usize>,
    /// Who could learn together, most firms first.
    pub cohorts: Vec<Cohort>,
}

impl MapRow {
    /// Whether firms lack it and nothing closes it for any of them: a service that is missing.
    #[must_use]
    pub fn is_missing_service(&self) -> bool {
        self.lacking.is_some_and(|firms| firms > 0) && self.unclosed == self.lacking
    }
}

/// The map: what blocks most needs first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapMap {
    /// Firms that were looked at.
    pub firms: usize,
    /// Needs that were looked at.
    pub needs: usize,
    /// A row for whatever a firm lacks or is not known of; places have none, nor has what too few firms lack
    /// of a closed group.
    pub rows: Vec<MapRow>,
    /// By which rules.
    pub rules: String,
}

/// Lays out the map. The spine is the published one: by it a group is closed.
#[must_use]
pub fn map(verdicts: &Verdicts, attributes: &Attributes) -> GapMap {
    let firms = firm_numbers(verdicts);
    let lacks = tidy(&verdicts.lacks);
    let sole = only_in_the_way(&lacks);
    let mut closing = verdicts.closing.clone();
    closing.sort_unstable();
    closing.dedup();
    let by_dimension = buckets(&lacks, verdicts.dimensions.len());
    let dimensions = verdicts.dimensions.iter().zip(by_dimension).zip(0_u32..);
    let mut rows = Vec::new();
    for (((dimension, direction), places), number) in dimensions {
        let lacks = places.iter().filter_map(|place| {
            let lack = lacks.get(*place)?;
            Some((lack, sole.get(*place).copied().unwrap_or(false)))
        });
        let from = closing.partition_point(|one| one.dimension < number);
        let to = closing.partition_point(|one| one.dimension <= number);
        let closing = closing.get(from..to).unwrap_or_default();
        let about = (dimension, *direction);
        let Some(counted) = count(verdicts, &firms, about, lacks, closing) else {
            continue;
        };
        // What the spine does not know is taken as closed.
        let attribute = attributes.find(&dimension.attribute);
        let is_open = attribute.is_some_and(|attribute| attribute.group.is_open());
        match is_open {
            true => rows.push(counted.row),
            false => rows.extend(closed(counted)),
        }
    }
    rows.sort_by(|a, b| weight(a).cmp(&weight(b)));
    GapMap {
        firms: firms.iter().collect::<BTreeSet<_>>().len(),
        needs: verdicts.needs.len(),
        rows,
        rules: RULES.version.to_owned(),
    }
}

/// What comes first on the map.
fn weight(row: &MapRow) -> impl Ord + '_ {
    let firms = row.lacking.unwrap_or(0);
    let opens = row.opens.unwrap_or(0);
    let about = (&row.dimension, row.direction);
    (
        Reverse(row.blocks.len()),
        Reverse(opens),
        Reverse(firms),
        about,
    )
}

/// Of each site, the number of its firm.
fn firm_numbers(verdicts: &Verdicts) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let sites = verdicts.sites.iter();
    sites
        .map(|site| {
            let next = numbers.len();
            *numbers.entry(site.firm).or_insert(next)
        })
        .collect()
}

/// By site and need, each once; what is asked for as a must and as a wish is a must.
fn tidy(lacks: &[Lack]) -> Vec<Lack> {
    let mut lacks = lacks.to_vec();
    lacks.sort_unstable();
    lacks.dedup_by(|later, earlier| {
        let as_wish = Lack {
            is_must: false,
            ..*later
        };
        let is_same = as_wish
            == Lack {
                is_must: false,
                ..*earlier
            };
        earlier.is_must |= is_same && later.is_must;
        is_same
    });
    lacks
}

/// Of each, whether it is the only must that is known to be in the way of its pair.
fn only_in_the_way(lacks: &[Lack]) -> Vec<bool> {
    let mut sole = Vec::with_capacity(lacks.len());
    for pair in lacks.chunk_by(|a, b| (a.site, a.need) == (b.site, b.need)) {
        let is_known = |lack: &&Lack| lack.is_must && lack.kind != Kind::Unknown;
        let is_alone = pair.iter().filter(is_known).count() == 1;
        let closes = |lack: &Lack| is_alone && lack.is_must && lack.kind == Kind::Close;
        sole.extend(pair.iter().map(closes));
    }
    sole
}

/// The places of the lacks of each dimension, in their order.
fn buckets(lacks: &[Lack], dimensions: usize) -> Vec<Vec<usize>> {
    let mut buckets = vec![Vec::new(); dimensions];
    for (place, lack) in lacks.iter().enumerate() {
        if let Some(bucket) = buckets.get_mut(lack.dimension as usize) {
            bucket.push(place);
        }
    }
    buckets
}
