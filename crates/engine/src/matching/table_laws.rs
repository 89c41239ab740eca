//! The laws of the table and its scan: what a table answers depends only on the sites in it, not on how
//! they came there, how they are cut into blocks or how many threads scan them; and every row comes to
//! what the judge, asked row by row, says of it.

use super::laws::{PROCESSES, World, any_criterion, any_services, any_sites, fact, need, site_id};
use super::shortlist::Prepared;
use super::table::Row;
use super::*;
use eslabon_domain::facts::{Fact, FactValue};
use eslabon_domain::ids::SiteId;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::text::LocalText;
use eslabon_domain::vocabulary::Vocabulary;
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// Facts that nobody should state and a table must survive: contradictions, several on one item, amounts
/// where flags belong, items where none belong, words, the ends of the numbers.
fn any_odd_fact() -> impl Strategy<Value = (String, Option<String>, FactValue, i32, Option<i32>)> {
    let attribute = prop_oneof![
        4 => Just("process.offered"),
        2 => Just("process.tolerance"),
        3 => Just("site.staff"),
        1 => Just("standard.held"),
        1 => Just("site.processes_complete"),
        1 => Just("unheard.of"),
    ];
    let item = prop_oneof![
        3 => (0..PROCESSES.len()).prop_map(|at| Some(PROCESSES[at].to_owned())),
        1 => Just(Some("process.unheard_of".to_owned())),
        2 => Just(None),
    ];
    let end = prop_oneof![
        6 => 0..80_000_i64,
        2 => 0..3_i64,
        1 => Just(i64::MAX),
        1 => Just(-5_i64),
        1 => Just(5_000_000_000_i64),
    ];
    let value = prop_oneof![
        3 => any::<bool>().prop_map(|yes| FactValue::Flag { yes }),
        3 => (end.clone(), end).prop_map(|(a, b)| FactValue::Amount { low: a.min(b), high: a.max(b) }),
        1 => Just(FactValue::Text { text: LocalText::es("x") }),
    ];
    let until = proptest::option::of(-3..3_i32);
    (attribute, item, value, 0..1_200_i32, until).prop_map(
        |(attribute, item, value, age, until)| (attribute.to_owned(), item, value, age, until),
    )
}

pub(super) fn any_odd_sites() -> impl Strategy<Value = Vec<SiteProfile>> {
    let facts = proptest::collection::vec(any_odd_fact(), 0..12);
    let states = prop_oneof![Just(None), (1..40_u8).prop_map(|n| Some(StateCode(n)))];
    let odd = proptest::collection::vec((facts, states), 7);
    (any_sites(), odd).prop_map(|(mut sites, odd)| {
        for ((n, site), (facts, state)) in (0_u8..).zip(&mut sites).zip(odd) {
            for (at, (attribute, item, value, age, until)) in facts.into_iter().enumerate() {
                let fact = fact(n, 700 + at, &attribute, item.as_deref(), value, age, until);
                site.facts.push(fact);
            }
            site.state = state.or(site.state);
        }
        sites
    })
}

fn any_odd_criterion() -> impl Strategy<Value = Criterion> {
    let amount = prop_oneof![
        4 => 0..80_000_i64,
        1 => Just(i64::MIN),
        1 => Just(-7_i64),
        1 => Just(4_999_999_999_i64)
    ];
    let requirement =
        prop_oneof![
            (amount.clone(), proptest::option::of(0..PROCESSES.len()))
                .prop_map(|(amount, item)| ("site.staff", item, Requirement::AtLeast { amount })),
            amount.prop_map(|amount| ("site.staff", None, Requirement::AtMost { amount })),
            proptest::collection::vec(0..PROCESSES.len(), 0..4).prop_map(|at| (
                "site.staff",
                None,
                Requirement::AnyOf {
                    concepts: at.into_iter().map(|at| PROCESSES[at].to_owned()).collect()
                }
            )),
            proptest::collection::vec(0..PROCESSES.len(), 0..70).prop_map(|at| (
                "process.offered",
                None,
                Requirement::AnyOf {
                    concepts: at.into_iter().map(|at| PROCESSES[at].to_owned()).collect()
                }
            )),
            (proptest::collection::vec(0..40_u8, 0..4)).prop_map(|states| (
                "site.state",
                None,
                Requirement::InStates {
                    states: states.into_iter().map(StateCode).collect()
                }
            )),
        ];
    (requirement, any_criterion()).prop_map(|((attribute, item, requirement), other)| Criterion {
        attribute: attribute.to_owned(),
        item: item.map(|at| PROCESSES[at].to_owned()),
        requirement,
        ..other
    })
}

pub(super) fn any_odd_criteria() -> impl Strategy<Value = Vec<Criterion>> {
    proptest::collection::vec(prop_oneof![any_criterion(), any_odd_criterion()], 0..7)
}

fn table_of(world: &World, sites: &[SiteProfile], block_rows: usize) -> CapabilityTable {
    let mut table = CapabilityTable::with_block_rows(world.vocabulary(), block_rows);
    for site in sites {
        table.upsert(site.clone());
    }
    table
}

/// A site as the judge reads it, straight from what the application loaded.
fn row_of(site: &SiteProfile) -> Row {
    let sorted = |mut facts: Vec<Fact>| {
        facts.sort_by(|a, b| (&a.attribute, &a.item, a.id).cmp(&(&b.attribute, &b.item, b.id)));
        facts
    };
    Row {
        owner: site.owner,
        state: site.state.filter(|state| state.0 > 0),
        position: site.position,
        position_is_approximate: site.position_is_approximate,
        facts: sorted(site.facts.clone()),
        closed: sorted(site.closed.iter().map(|c| c.coarse().clone()).collect()),
    }
}

/// The weight of the question's words found at a site, concept by concept.
fn found(site: &SiteProfile, question: &Question<'_>, vocabulary: &Vocabulary) -> u32 {
    let has = |concept: &String| {
        let mut told = site.text_concepts.iter().chain(&site.text_terms);
        told.any(|word| vocabulary.is_within(word, concept))
    };
    let concepts = question.text_concepts.iter().filter(|c| has(c)).count();
    let terms = question.text_terms.iter();
    let terms = terms.filter(|t| site.text_terms.contains(*t) || site.text_concepts.contains(*t));
    3 * u32::try_from(concepts).unwrap() + u32::try_from(terms.count()).unwrap()
}

/// Rank, site, bands and score.
type Shown = (usize, SiteId, Band, Band, u32);

/// What the answer says of everything but reasons, made row by row and sorted whole.
fn row_at_a_time(
    world: &World,
    sites: &[SiteProfile],
    question: &Question<'_>,
    per_group: usize,
) -> (GroupCounts, Vec<MarketCount>, Vec<Shown>) {
    let table = CapabilityTable::new(world.vocabulary());
    let prepared = Prepared::new(&table, question);
    let mut market = vec![MarketCount::default(); prepared.criteria.len()];
    let mut groups = GroupCounts::default();
    let mut lines = Vec::new();
    for site in sites {
        let found = found(site, question, world.vocabulary());
        let scored = prepared.score(&row_of(site), found, &mut market);
        groups.add(Group::of(scored.open.0, scored.open.1), 1);
        lines.push((
            site.site,
            scored.possible,
            scored.proven,
            scored.score_milli,
        ));
    }
    for count in &mut market {
        count.unknown = sites.len() - count.meets - count.gap;
    }
    lines.sort_by_key(|(site, possible, proven, score)| {
        (Reverse(*possible), Reverse(*proven), Reverse(*score), *site)
    });
    let mut listed: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for (at, (site, possible, proven, score)) in lines.into_iter().enumerate() {
        let group = match Group::of(possible, proven) {
            Group::Ready => "ready",
            Group::WithProgramme => "with",
            Group::ToConfirm => "confirm",
            Group::OutOfReach => "out",
        };
        let listed = listed.entry(group).or_default();
        *listed += 1;
        if *listed <= per_group {
            shown.push((at + 1, site, possible, proven, score));
        }
    }
    (groups, market, shown)
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

fn written(answer: &Answer) -> String {
    serde_json::to_string(answer).unwrap()
}

#[derive(Debug, Clone)]
enum Change {
    Put(usize),
    Remove(u8),
    /// The table is copied and the copy goes on being changed.
    Copy,
}

fn any_changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        6 => (0..14_usize).prop_map(Change::Put),
        3 => (0..14_u8).prop_map(Change::Remove),
        1 => Just(Change::Copy),
    ];
    proptest::collection::vec(change, 0..40)
}

/// Fourteen profiles: two different ones for each of seven sites, some more sites moved up in number.
fn renumbered(sites: Vec<SiteProfile>, others: Vec<SiteProfile>) -> Vec<SiteProfile> {
    let up = |(at, mut site): (usize, SiteProfile)| {
        site.site = site_id(u8::try_from(at * 5 % 14).unwrap());
        site
    };
    sites
        .into_iter()
        .chain(others)
        .enumerate()
        .map(up)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_comes_to_what_the_judge_says_of_it(
        sites in any_odd_sites(), criteria in any_odd_criteria(), services in any_services(), per_group in 0..4_usize,
    ) {
        let (world, need) = (World::new(), need(criteria));
        let question = world.question(&need, &services);
        let answer = shortlist(&table_of(&world, &sites, 3), &question, per_group);
        let (groups, market, shown) = row_at_a_time(&world, &sites, &question, per_group);
        prop_assert_eq!(&answer.groups, &groups);
        prop_assert_eq!(&answer.market, &market);
        prop_assert_eq!(answer.scored, sites.len());
        let listed: Vec<_> = answer
            .candidates
            .iter()
            .map(|c| (c.rank, c.site, c.possible, c.proven, c.score_milli))
            .collect();
        prop_assert_eq!(listed, shown);
        for candidate in &answer.candidates {
            let site = sites.iter().find(|site| site.site == candidate.site).unwrap();
            let words = found(site, &question, world.vocabulary());
            let total = 3 * question.text_concepts.len() + question.text_terms.len();
            prop_assert_eq!(candidate.text_share_milli, words * 1_000 / u32::try_from(total).unwrap());
        }
    }

    #[test]
    fn evidence_says_what_the_facts_said(
        sites in any_odd_sites(), criteria in any_odd_criteria(), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let question = world.question(&need, &services);
        let answer = shortlist(&table_of(&world, &sites, 3), &question, 10);
        for (site, evidence) in answer.candidates.iter().flat_map(|c| {
            c.criteria.iter().flat_map(move |r| r.evidence.iter().map(move |e| (c.site, e)))
        }) {
            let site = sites.iter().find(|other| other.site == site).unwrap();
            let fact = site.facts.iter().find(|fact| Some(fact.id) == evidence.fact).unwrap();
            prop_assert_eq!(
                (&fact.item, &fact.value, fact.origin, &fact.source, fact.observed),
                (&evidence.item, &evidence.value, evidence.origin, &evidence.source, evidence.observed)
            );
            prop_assert!(fact.valid_until.is_none() || fact.valid_until == evidence.valid_until);
        }
    }

    #[test]
    fn only_the_sites_in_it_matter_not_how_they_came_there(
        sites in any_odd_sites(), others in any_odd_sites(), changes in any_changes(), block_rows in 2..5_usize,
        criteria in any_odd_criteria(), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let question = world.question(&need, &services);
        let profiles = renumbered(sites, others);
        let mut table = CapabilityTable::with_block_rows(world.vocabulary(), block_rows);
        let mut copies = Vec::new();
        let mut inside: BTreeMap<SiteId, SiteProfile> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Put(at) => {
                    let profile = profiles[at % profiles.len()].clone();
                    inside.insert(profile.site, profile.clone());
                    table.upsert(profile);
                }
                Change::Remove(n) => {
                    inside.remove(&site_id(n));
                    table.remove(site_id(n));
                }
                Change::Copy => copies.push((table.clone(), written(&shortlist(&table, &question, 20)))),
            }
        }
        prop_assert_eq!((table.len(), table.is_empty()), (inside.len(), inside.is_empty()));
        let anew: Vec<SiteProfile> = inside.into_values().collect();
        let expected = written(&shortlist(&table_of(&world, &anew, 1_024), &question, 20));
        prop_assert_eq!(written(&shortlist(&table, &question, 20)), expected);
        for (copy, answer) in copies {
            prop_assert_eq!(written(&shortlist(&copy, &question, 20)), answer, "a copy changed");
        }
    }

    #[test]
    fn neither_threads_nor_blocks_change_an_answer(
        sites in any_odd_sites(), criteria in any_odd_criteria(), services in any_services(), per_group in 0..4_usize,
    ) {
        let (world, need) = (World::new(), need(criteria));
        let question = world.question(&need, &services);
        // Many sites of few kinds, so that ties have to be broken.
        let many: Vec<SiteProfile> = (0..60_u8)
            .map(|n| SiteProfile { site: site_id(n), ..sites[usize::from(n) % sites.len()].clone() })
            .collect();
        let answer = |block_rows, count| {
            written(&shortlist_on(threads(count), &table_of(&world, &many, block_rows), &question, per_group))
        };
        let one = answer(1_024, 1);
        for (block_rows, count) in [(2, 1), (2, 2), (2, 7), (7, 3), (59, 2)] {
            prop_assert_eq!(&answer(block_rows, count), &one, "{} rows, {} threads", block_rows, count);
        }
    }

    #[test]
    fn positions_are_near_and_far_as_they_are_measured(
        centre in (-90.0..90.0_f64, -180.0..180.0_f64), radius_m in prop_oneof![0..60_000_i64, 0..900_000_i64, -3..21_000_000_i64],
        bearing in 0.0..360.0_f64, near in -3.0..3.0_f64, which in 0..4_usize, must in any::<bool>(), approximate in any::<bool>(),
        anywhere in (-90.0..90.0_f64, -180.0..180.0_f64),
    ) {
        let centre = Position::from_degrees(centre.0, centre.1).unwrap();
        // Right at an edge, or anywhere.
        let edges = [radius_m, radius_m + 25_000, radius_m - 25_000, radius_m * 2];
        let at_edge = destination(centre, bearing, edges[which] as f64 + near);
        let world = World::new();
        for position in [at_edge, Position::from_degrees(anywhere.0, anywhere.1)].into_iter().flatten() {
            let mut site = bare(position);
            site.position_is_approximate = approximate;
            let criterion = Criterion {
                id: eslabon_domain::ids::CriterionId(uuid::Uuid::nil()),
                attribute: "site.position".into(),
                item: None,
                requirement: Requirement::Within { centre, label: "x".into(), radius_m },
                strength: if must { Strength::Must } else { Strength::Wish },
                weight: 70,
            };
            let need = need(vec![criterion]);
            let question = world.question(&need, &[]);
            let sites = [site];
            let answer = shortlist(&table_of(&world, &sites, 3), &question, 10);
            let (groups, market, shown) = row_at_a_time(&world, &sites, &question, 10);
            prop_assert_eq!((answer.groups, &answer.market), (groups, &market));
            let listed = &answer.candidates[0];
            prop_assert_eq!((listed.possible, listed.proven, listed.score_milli), (shown[0].2, shown[0].3, shown[0].4));
        }
    }
}

fn bare(position: Position) -> SiteProfile {
    SiteProfile {
        site: site_id(0),
        owner: super::laws::owner_id(0),
        state: None,
        position: Some(position),
        position_is_approximate: false,
        facts: vec![],
        closed: vec![],
        text_concepts: Default::default(),
        text_terms: Default::default(),
    }
}

/// The point that lies so far away in a direction.
fn destination(from: Position, bearing: f64, metres: f64) -> Option<Position> {
    let angle = metres / 6_371_008.8;
    let (lat, lon, bearing) = (
        from.lat().to_radians(),
        from.lon().to_radians(),
        bearing.to_radians(),
    );
    let sine = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
    let north = sine.clamp(-1.0, 1.0).asin();
    let east =
        (bearing.sin() * angle.sin() * lat.cos()).atan2(angle.cos() - lat.sin() * north.sin());
    let lon = (lon + east).to_degrees();
    let lon = (lon + 540.0).rem_euclid(360.0) - 180.0;
    Position::from_degrees(north.to_degrees(), lon)
}

#[test]
fn a_position_that_is_none_on_earth_is_measured_like_any_other() {
    let world = World::new();
    for (lat_e6, lon_e6) in [
        (95_000_000, 10),
        (28_600_000, 254_000_000),
        (i32::MIN, i32::MAX),
    ] {
        for strength in [Strength::Must, Strength::Wish] {
            let criterion = Criterion {
                id: eslabon_domain::ids::CriterionId(uuid::Uuid::nil()),
                attribute: "site.position".into(),
                item: None,
                requirement: Requirement::Within {
                    centre: Position {
                        lat_e6: 28_600_000,
                        lon_e6: -106_000_000,
                    },
                    label: "x".into(),
                    radius_m: 100_000,
                },
                strength,
                weight: 50,
            };
            let need = need(vec![criterion]);
            let question = world.question(&need, &[]);
            let sites = [bare(Position { lat_e6, lon_e6 })];
            let answer = shortlist(&table_of(&world, &sites, 3), &question, 10);
            assert_eq!(
                answer.market,
                row_at_a_time(&world, &sites, &question, 10).1
            );
        }
    }
}

#[test]
fn a_need_with_more_criteria_than_sums_hold_is_judged_row_by_row() {
    let world = World::new();
    let staff = |amount| Criterion {
        id: eslabon_domain::ids::CriterionId(uuid::Uuid::nil()),
        attribute: "site.staff".into(),
        item: None,
        requirement: Requirement::AtLeast { amount },
        strength: Strength::Must,
        weight: 1,
    };
    let site = |n: u8, people: i64| SiteProfile {
        site: site_id(n),
        position: None,
        facts: vec![fact(
            n,
            1,
            "site.staff",
            None,
            FactValue::exactly(people),
            3,
            None,
        )],
        ..bare(Position {
            lat_e6: 0,
            lon_e6: 0,
        })
    };
    let sites: Vec<SiteProfile> = (0..9).map(|n| site(n, 297 + i64::from(n))).collect();
    for count in [255, 256, 300] {
        let need = need((1..=count).map(staff).collect());
        let question = world.question(&need, &[]);
        let answer = shortlist(&table_of(&world, &sites, 4), &question, 10);
        let (groups, market, _) = row_at_a_time(&world, &sites, &question, 10);
        assert_eq!(
            (answer.groups, &answer.market),
            (groups, &market),
            "{count}"
        );
    }
}
