//! What must hold of every map.

use super::*;
use crate::programme::{Dimension, Direction};
use eslabon_domain::attributes::Attributes;
use eslabon_domain::ids::{NeedId, OrganisationId, ServiceId, SiteId};
use eslabon_domain::places::StateCode;
use proptest::prelude::*;
use uuid::Uuid;

/// Two of an open group, two of a closed one, and one that the spine does not know.
const ATTRIBUTES: [&str; 5] = [
    "process.tolerance",
    "standard.held",
    "site.defect_ppm",
    "site.oee",
    "site.unheard_of",
];

fn dimension(at: usize) -> Dimension {
    Dimension {
        attribute: ATTRIBUTES[at].into(),
        item: None,
    }
}

fn site(number: usize) -> SiteId {
    SiteId(Uuid::from_u128(number as u128 + 1))
}

fn need(number: usize) -> NeedId {
    NeedId(Uuid::from_u128(number as u128 + 1))
}

/// Site, need, dimension, kind, must.
type Missed = (usize, usize, usize, Kind, bool);

/// Everything that a map is made of, in any order.
#[derive(Debug, Clone)]
struct Small {
    sites: Vec<MapSite>,
    needs: Vec<MapNeed>,
    missed: Vec<Missed>,
    /// Site, dimension, service.
    closes: Vec<(usize, usize, u128)>,
}

impl Small {
    fn verdicts(&self) -> Verdicts {
        let mut verdicts = Verdicts::new(&self.sites, &self.needs);
        for (at, wanted, about, kind, is_must) in &self.missed {
            let about = dimension(*about);
            verdicts.record(
                site(*at),
                need(*wanted),
                &about,
                Direction::Raise,
                *kind,
                *is_must,
            );
        }
        for (at, about, service) in &self.closes {
            let service = ServiceId(Uuid::from_u128(*service));
            verdicts.closes(site(*at), &dimension(*about), Direction::Raise, service);
        }
        verdicts
    }

    fn map(&self) -> GapMap {
        map(&self.verdicts(), &Attributes::bundled().unwrap())
    }
}

fn small() -> impl Strategy<Value = Small> {
    let sites = proptest::collection::vec((0..9_u128, proptest::option::of(1..3_u8)), 1..16);
    let needs = proptest::collection::vec(proptest::option::weighted(0.7, 0..500_i64), 1..5);
    (sites, needs).prop_flat_map(|(sites, needs)| {
        let kind = prop_oneof![
            5 => Just(Kind::Close), 1 => Just(Kind::Renew), 1 => Just(Kind::Fixed), 1 => Just(Kind::Unknown),
        ];
        let one = (0..sites.len(), 0..needs.len(), 0..ATTRIBUTES.len(), kind, any::<bool>());
        let missed = proptest::collection::vec(one, 0..80);
        let closes = (0..sites.len(), 0..ATTRIBUTES.len(), 0..3_u128);
        let closes = proptest::collection::vec(closes, 0..40);
        let sites: Vec<MapSite> = sites.into_iter().enumerate().map(|(at, (firm, state))| MapSite {
            site: site(at),
            firm: OrganisationId(Uuid::from_u128(firm)),
            state: state.map(StateCode),
        }).collect();
        let needs: Vec<MapNeed> = needs.into_iter().enumerate().map(|(at, monthly_pieces)| MapNeed {
            need: need(at),
            monthly_pieces,
        }).collect();
        (missed, closes).prop_map(move |(missed, closes)| Small {
            sites: sites.clone(),
            needs: needs.clone(),
            missed,
            closes,
        })
    })
}

/// A figure that concerns some firms, but too few.
fn is_small(firms: usize) -> bool {
    (1..RULES.closed_firms).contains(&firms)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_map_is_what_the_checker_finds(small in small()) {
        let verdicts = small.verdicts();
        let attributes = Attributes::bundled().unwrap();
        prop_assert_eq!(map(&verdicts, &attributes), checker::map(&verdicts, &attributes));
    }

    #[test]
    fn the_order_of_sites_needs_and_verdicts_changes_nothing(small in small(), by in 0..80_usize) {
        let mut turned = small.clone();
        turned.sites.reverse();
        turned.needs.reverse();
        turned.closes.reverse();
        let len = turned.missed.len().max(1);
        turned.missed.rotate_left(by % len);
        // Said twice is said once.
        turned.missed.extend(small.missed.iter().take(by).copied());
        prop_assert_eq!(small.map(), turned.map());
    }

    #[test]
    fn closing_a_gap_everywhere_removes_its_row_and_changes_of_others_only_what_they_open(
        small in small(), about in 0..ATTRIBUTES.len(),
    ) {
        let before = small.map();
        let mut closed = small.clone();
        closed.missed.retain(|(_, _, other, ..)| *other != about);
        let after = closed.map();
        prop_assert!(after.rows.iter().all(|row| row.dimension != dimension(about)));
        for row in &before.rows {
            if row.dimension == dimension(about) {
                continue;
            }
            let left = after.rows.iter().find(|other| other.dimension == row.dimension);
            let mut left = left.unwrap().clone();
            prop_assert!(left.is_closed || left.opens >= row.opens);
            left.opens = row.opens;
            prop_assert_eq!(&left, row);
        }
    }

    #[test]
    fn of_a_closed_group_nothing_is_told_that_concerns_too_few(small in small()) {
        let map = small.map();
        for row in map.rows.iter().filter(|row| row.is_closed) {
            prop_assert!(row.withheld);
            let lacking = row.lacking.unwrap_or(0);
            prop_assert!(!is_small(lacking));
            let told = row.services.iter().map(|one| one.firms).chain(row.unclosed);
            for firms in told {
                prop_assert!(firms == 0 || firms == lacking);
            }
            prop_assert!(row.unknown.is_none() && row.renewing.is_none());
            for cohort in &row.cohorts {
                prop_assert!(cohort.firms >= RULES.closed_firms && cohort.sites.is_empty());
            }
        }
    }

    #[test]
    fn whether_few_or_none_lack_a_closed_figure_is_not_told(small in small(), few in 0..RULES.closed_firms, is_asked in any::<bool>()) {
        // Few firms lack it, or none; of somebody it is not known, or of nobody.
        let closed = 3;
        let with = |firms: usize| {
            let mut small = small.clone();
            small.missed.retain(|(_, _, about, ..)| *about != closed);
            if is_asked {
                small.missed.push((0, 0, closed, Kind::Unknown, true));
            }
            let mut seen = std::collections::BTreeSet::new();
            for (at, site) in small.sites.iter().enumerate() {
                seen.insert(site.firm);
                if seen.len() <= firms {
                    small.missed.push((at, 0, closed, Kind::Close, true));
                }
            }
            let map = small.map();
            map.rows.into_iter().find(|row| row.dimension == dimension(closed))
        };
        prop_assert_eq!(with(0), with(few));
    }
}

#[test]
fn three_firms_of_a_state_could_learn_together_and_what_nothing_closes_is_missing() {
    let firm = |number: u128| OrganisationId(Uuid::from_u128(number));
    let at = |number: usize, of: u128, state: u8| MapSite {
        site: site(number),
        firm: firm(of),
        state: Some(StateCode(state)),
    };
    // Sites 3 and 4 are of one firm.
    let sites = vec![
        at(0, 0, 8),
        at(1, 1, 8),
        at(2, 2, 8),
        at(3, 3, 19),
        at(4, 3, 19),
    ];
    let needs = [Some(400), None].into_iter().enumerate();
    let needs = needs.map(|(at, monthly_pieces)| MapNeed {
        need: need(at),
        monthly_pieces,
    });
    let mut small = Small {
        sites,
        needs: needs.collect(),
        missed: (0..5)
            .map(|at| (at, at % 2, 0, Kind::Close, true))
            .collect(),
        closes: Vec::new(),
    };
    small.missed.push((0, 1, 1, Kind::Renew, true));
    let map_before = small.map();
    let row = map_before.rows.first().unwrap();
    assert_eq!((row.lacking, row.opens), (Some(4), Some(5)));
    assert_eq!((row.volume, row.without_volume), (Some(400), 1));
    let cohort = row.cohorts.first().unwrap();
    assert_eq!((cohort.state, cohort.firms), (StateCode(8), 3));
    assert_eq!(row.cohorts.len(), 1);
    assert!(row.is_missing_service());
    let renewing = map_before.rows.last().unwrap();
    assert_eq!((renewing.lacking, renewing.renewing), (Some(0), Some(1)));
    assert!(!renewing.is_missing_service());
    small.closes = vec![(0, 0, 1)];
    let map = small.map();
    let row = map.rows.first().unwrap();
    assert_eq!((row.services.len(), row.unclosed), (1, Some(3)));
    assert!(!row.is_missing_service());
}
