//! What many sites lack for many needs, in a compact form: what is named stands once in a list, and 16 bytes
//! say that a site misses a criterion of a need. It is filled from analyses, or by hand.

use super::gap::{Analysis, Asking};
use crate::programme::{Dimension, Direction};
use eslabon_domain::ids::{NeedId, OrganisationId, ServiceId, SiteId};
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::places::StateCode;
use std::collections::BTreeMap;

/// A site of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapSite {
    /// Which.
    pub site: SiteId,
    /// Whose it is: firms are counted, not sites.
    pub firm: OrganisationId,
    /// Where it lies.
    pub state: Option<StateCode>,
}

/// A need of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapNeed {
    /// Which.
    pub need: NeedId,
    /// The pieces that it asks for in a month, where it says so.
    pub monthly_pieces: Option<i64>,
}

/// In which way a criterion is missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A level is too low.
    Close,
    /// A certificate ran out.
    Renew,
    /// The site is elsewhere.
    Fixed,
    /// It is not known, or closed.
    Unknown,
}

/// A site misses a criterion of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lack {
    pub site: u32,
    pub need: u32,
    pub dimension: u32,
    pub kind: Kind,
    pub is_must: bool,
}

/// A service closes a gap of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Closes {
    pub dimension: u32,
    pub site: u32,
    pub service: u32,
}

/// Many sites over many needs.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    pub(super) sites: Vec<MapSite>,
    pub(super) needs: Vec<MapNeed>,
    pub(super) dimensions: Vec<(Dimension, Direction)>,
    pub(super) services: Vec<ServiceId>,
    pub(super) lacks: Vec<Lack>,
    pub(super) closing: Vec<Closes>,
    site_numbers: BTreeMap<SiteId, u32>,
    need_numbers: BTreeMap<NeedId, u32>,
    service_numbers: BTreeMap<ServiceId, u32>,
    dimension_numbers: BTreeMap<(Dimension, Direction), u32>,
}

impl Verdicts {
    /// Of these sites and needs; of what stands twice, the first counts.
    #[must_use]
    pub fn new(sites: &[MapSite], needs: &[MapNeed]) -> Self {
        let mut verdicts = Self::default();
        for site in sites {
            if !verdicts.site_numbers.contains_key(&site.site) {
                let number = number(verdicts.sites.len());
                verdicts.site_numbers.insert(site.site, number);
                verdicts.sites.push(*site);
            }
        }
        for need in needs {
            if !verdicts.need_numbers.contains_key(&need.need) {
                let number = number(verdicts.needs.len());
                verdicts.need_numbers.insert(need.need, number);
                verdicts.needs.push(*need);
            }
        }
        verdicts
    }

    /// Adds what keeps a site from its needs. What concerns sites or needs that are not on the map is left
    /// out.
    pub fn add(&mut self, analysis: &Analysis) {
        let site = analysis.site;
        for gap in &analysis.gaps {
            self.misses(
                site,
                (&gap.dimension, gap.direction),
                Kind::Close,
                &gap.needs,
            );
            for service in &gap.closing {
                self.closes(site, &gap.dimension, gap.direction, service.service);
            }
        }
        for renewal in &analysis.to_renew {
            let about = (&renewal.dimension, Direction::Raise);
            self.misses(site, about, Kind::Renew, &renewal.needs);
        }
        for check in analysis.to_verify.iter().chain(&analysis.to_ask) {
            let about = (&check.dimension, check.direction);
            self.misses(site, about, Kind::Unknown, &check.needs);
        }
        for fixed in &analysis.cannot_change {
            let dimension = Dimension {
                attribute: fixed.attribute.clone(),
                item: None,
            };
            let direction = match fixed.requirement {
                Requirement::Within { .. } | Requirement::AtMost { .. } => Direction::Lower,
                _ => Direction::Raise,
            };
            let asking = (fixed.need, fixed.strength == Strength::Must);
            self.miss(site, (&dimension, direction), Kind::Fixed, [asking]);
        }
    }

    /// Adds that a site misses what a need asks for.
    pub fn record(
        &mut self,
        site: SiteId,
        need: NeedId,
        dimension: &Dimension,
        direction: Direction,
        kind: Kind,
        is_must: bool,
    ) {
        self.miss(site, (dimension, direction), kind, [(need, is_must)]);
    }

    /// Adds that a service closes a gap of a site.
    pub fn closes(
        &mut self,
        site: SiteId,
        dimension: &Dimension,
        direction: Direction,
        service: ServiceId,
    ) {
        let Some(site) = self.site_numbers.get(&site).copied() else {
            return;
        };
        let dimension = self.dimension((dimension, direction));
        let next = number(self.services.len());
        let service_number = *self.service_numbers.entry(service).or_insert(next);
        if service_number == next {
            self.services.push(service);
        }
        self.closing.push(Closes {
            dimension,
            site,
            service: service_number,
        });
    }

    fn misses(
        &mut self,
        site: SiteId,
        about: (&Dimension, Direction),
        kind: Kind,
        needs: &[Asking],
    ) {
        let needs = needs.iter();
        let needs = needs.map(|asking| (asking.need, asking.is_must()));
        self.miss(site, about, kind, needs);
    }

    fn miss(
        &mut self,
        site: SiteId,
        about: (&Dimension, Direction),
        kind: Kind,
        needs: impl IntoIterator<Item = (NeedId, bool)>,
    ) {
        let Some(site) = self.site_numbers.get(&site).copied() else {
            return;
        };
        let dimension = self.dimension(about);
        for (need, is_must) in needs {
            if let Some(need) = self.need_numbers.get(&need).copied() {
                self.lacks.push(Lack {
                    site,
                    need,
                    dimension,
                    kind,
                    is_must,
                });
            }
        }
    }

    fn dimension(&mut self, (dimension, direction): (&Dimension, Direction)) -> u32 {
        let key = (dimension.clone(), direction);
        let next = number(self.dimensions.len());
        let found = *self.dimension_numbers.entry(key.clone()).or_insert(next);
        if found == next {
            self.dimensions.push(key);
        }
        found
    }
}

/// The place of the next in a list; lists are far shorter than what can be counted.
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
