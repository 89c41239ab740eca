//! The laws of what would widen an answer: every number that is told is what the ordinary scan of the
//! easier need finds more, on open facts; asking for less never wins fewer; closed facts move nothing.

use super::checker::check;
use super::laws::{
    ON, PROCESSES, World, any_criterion, any_services, any_sites, fact, need, owner_id, site_id,
};
use super::sensitivity::Steps;
use super::table_laws::{any_odd_criteria, any_odd_sites};
use super::*;
use eslabon_domain::attributes::{ConfidentialityGroup, Direction};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::CriterionId;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::{Position, StateCode};
use eslabon_domain::services::Service;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

const CENTRE: Position = Position {
    lat_e6: 28_600_000,
    lon_e6: -106_000_000,
};

fn must(attribute: &str, requirement: Requirement) -> Criterion {
    Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: attribute.into(),
        item: None,
        requirement,
        strength: Strength::Must,
        weight: 10,
    }
}

/// Musts that can be eased step by step, narrow enough to turn suppliers away.
fn any_narrow_must() -> impl Strategy<Value = Criterion> {
    let requirement = prop_oneof![
        (1_000..40_000_i64)
            .prop_map(|amount| ("process.tolerance", Requirement::AtMost { amount })),
        (1..90_i64).prop_map(|amount| ("site.staff", Requirement::AtLeast { amount })),
        (1..40_i64).prop_map(|amount| ("site.staff", Requirement::AtMost { amount })),
        (1..600_000_i64).prop_map(|radius_m| (
            "site.position",
            Requirement::Within {
                centre: CENTRE,
                label: "x".into(),
                radius_m,
            }
        )),
    ];
    (requirement, proptest::option::of(0..PROCESSES.len())).prop_map(
        |((attribute, requirement), item)| Criterion {
            item: item
                .filter(|_| attribute == "process.tolerance")
                .map(|at| PROCESSES[at].to_owned()),
            ..must(attribute, requirement)
        },
    )
}

fn any_criteria() -> impl Strategy<Value = Vec<Criterion>> {
    proptest::collection::vec(
        prop_oneof![3 => any_narrow_must(), 1 => any_criterion()],
        1..4,
    )
}

/// Twice as many sites as other laws look at.
fn more_sites() -> impl Strategy<Value = Vec<SiteProfile>> {
    (any_sites(), any_sites()).prop_map(|(mut sites, others)| {
        sites.extend((50_u8..).zip(others).map(|(n, other)| SiteProfile {
            site: site_id(n),
            ..other
        }));
        sites
    })
}

/// Suppliers without a known gap, as the ordinary scan of open facts finds them.
fn clear(sites: &[SiteProfile], criteria: &[Criterion], services: &[Service]) -> usize {
    let mut world = World::new();
    world.allowed = BTreeSet::new();
    let answer = world.answer(sites, &need(criteria.to_vec()), services);
    let candidates = answer.candidates.iter();
    candidates.filter(|one| one.possible == Band::Ready).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_scan_of_the_easier_need_finds_exactly_so_many_more(
        sites in prop_oneof![2 => more_sites(), 1 => any_odd_sites()],
        criteria in prop_oneof![2 => any_criteria(), 1 => any_odd_criteria()],
        services in any_services(),
    ) {
        let answer = World::new().answer(&sites, &need(criteria.clone()), &services);
        let before = clear(&sites, &criteria, &services);
        for relaxation in &answer.relaxations {
            let at = relaxation.criterion;
            let mut wish = criteria.clone();
            wish[at].strength = Strength::Wish;
            prop_assert_eq!(clear(&sites, &wish, &services), before + relaxation.as_wish);
            wish.remove(at);
            prop_assert_eq!(clear(&sites, &wish, &services), before + relaxation.as_wish);
            for step in &relaxation.steps {
                let mut easier = criteria.clone();
                easier[at].requirement = step.requirement.clone();
                prop_assert_eq!(clear(&sites, &easier, &services), before + step.adds);
            }
        }
    }

    #[test]
    fn the_checker_agrees_on_what_would_widen(
        sites in more_sites(), criteria in any_criteria(), services in any_services(),
    ) {
        let (world, need) = (World::new(), need(criteria));
        let answer = world.answer(&sites, &need, &services);
        let wrong = check(&sites, &world.question(&need, &services), &answer);
        prop_assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn asking_for_less_never_wins_fewer(
        sites in more_sites(), criteria in any_criteria(), services in any_services(), farther in 1..50_000_i64,
    ) {
        let before = clear(&sites, &criteria, &services);
        let mut easier = criteria.clone();
        for criterion in &mut easier {
            match &mut criterion.requirement {
                Requirement::AtLeast { amount } => *amount -= farther,
                Requirement::AtMost { amount } => *amount += farther,
                Requirement::Within { radius_m, .. } => *radius_m += farther,
                Requirement::AnyOf { .. } | Requirement::InStates { .. } => {}
            }
        }
        prop_assert!(clear(&sites, &easier, &services) >= before);
    }

    #[test]
    fn closed_facts_and_who_opens_them_move_no_number(
        sites in more_sites(), criteria in any_criteria(), services in any_services(),
    ) {
        let mut world = World::new();
        let need = need(criteria);
        let told = world.answer(&sites, &need, &services).relaxations;
        let groups = ConfidentialityGroup::CLOSED;
        world.allowed = (0..100).flat_map(|n| groups.map(|group| (owner_id(n), group))).collect();
        prop_assert_eq!(&world.answer(&sites, &need, &services).relaxations, &told);
        let without: Vec<SiteProfile> = sites
            .into_iter()
            .map(|site| SiteProfile { closed: Vec::new(), ..site })
            .collect();
        prop_assert_eq!(&world.answer(&without, &need, &services).relaxations, &told);
    }

    #[test]
    fn the_distance_to_the_place_before_is_that_of_the_scores(
        sites in more_sites(), criteria in any_criteria(), services in any_services(),
    ) {
        let answer = World::new().answer(&sites, &need(criteria), &services);
        for pair in answer.candidates.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            let alike = (before.possible, before.proven) == (after.possible, after.proven);
            let expected = alike.then(|| before.score_milli - after.score_milli);
            prop_assert_eq!(answer.behind_milli(after), expected);
        }
        for result in answer.candidates.iter().flat_map(|one| &one.criteria) {
            prop_assert!(result.contribution_milli <= result.most_milli);
        }
    }
}

/// A site that holds a tolerance and has so many people.
fn turner(n: u8, tolerance_nm: i64, staff: i64) -> SiteProfile {
    let says = |at, attribute, item, amount| {
        fact(n, at, attribute, item, FactValue::exactly(amount), 10, None)
    };
    SiteProfile {
        site: site_id(n),
        owner: owner_id(n),
        closed: vec![],
        state: Some(StateCode(8)),
        position: None,
        position_is_approximate: false,
        facts: vec![
            says(
                1,
                "process.tolerance",
                Some("process.turning"),
                tolerance_nm,
            ),
            says(2, "site.staff", None, staff),
        ],
        text_concepts: BTreeSet::new(),
        text_terms: BTreeSet::new(),
    }
}

#[test]
fn relaxing_the_tolerance_to_20_um_adds_14_suppliers() {
    let tolerance = must("process.tolerance", Requirement::AtMost { amount: 10_000 });
    let staff = must("site.staff", Requirement::AtLeast { amount: 50 });
    // Fourteen between 16 and 20 µm, one at 25 µm, one at 90 µm that no step reaches, one that misses both.
    let mut sites: Vec<SiteProfile> = (0..14)
        .map(|n| turner(n, 16_500 + 250 * i64::from(n), 80))
        .collect();
    sites.push(turner(14, 25_000, 80));
    sites.push(turner(15, 90_000, 80));
    sites.push(turner(16, 18_000, 20));
    let answer = World::new().answer(&sites, &need(vec![staff, tolerance]), &[]);
    let step = |amount, adds| RelaxationStep {
        requirement: Requirement::AtMost { amount },
        adds,
    };
    let expected = Relaxation {
        criterion: 1,
        as_wish: 16,
        steps: vec![step(20_000, 14), step(25_000, 15)],
    };
    assert_eq!(answer.relaxations, [expected]);
}

#[test]
fn an_answer_saved_before_says_nothing_of_widening() {
    let answer = World::new().answer(&[turner(0, 9_000, 80)], &need(vec![]), &[]);
    let mut saved = serde_json::to_value(&answer).unwrap();
    saved.as_object_mut().unwrap().remove("relaxations");
    let read: Answer = serde_json::from_value(saved).unwrap();
    assert_eq!(read.relaxations, []);
    assert_eq!(read.evaluated_on, ON);
}

#[test]
fn steps_are_amounts_that_people_ask_for() {
    let tried = |requirement: Requirement, unit: &str, direction| {
        let steps = Steps::of(&requirement, unit, direction);
        (steps.len(), steps)
    };
    let at_most = |amount| Requirement::AtMost { amount };
    let at_least = |amount| Requirement::AtLeast { amount };
    let (count, steps) = tried(at_most(10_000), "nm", Direction::Lower);
    // 12.5, 16, 20, 25, 32 and 40 µm.
    assert_eq!(count, 6);
    assert_eq!(
        [10_001, 12_500, 12_501, 20_000, 40_000, 40_001].map(|v| steps.reaching(v)),
        [Some(0), Some(0), Some(1), Some(2), Some(5), None]
    );
    // 40, 32, 25, 20 and 16 people.
    let (count, steps) = tried(at_least(50), "persons", Direction::Higher);
    assert_eq!(count, 5);
    assert_eq!(
        [49, 40, 39, 16, 15].map(|v| steps.reaching(v)),
        [Some(0), Some(0), Some(1), Some(4), None]
    );
    // Whole days, 95, 90, 80 and 50 per cent, 100, 200 and 500 km.
    assert_eq!(tried(at_most(3), "days", Direction::Lower).0, 9);
    assert_eq!(tried(at_least(980_000), "ppm", Direction::Higher).0, 4);
    let within = |radius_m| Requirement::Within {
        centre: CENTRE,
        label: "x".into(),
        radius_m,
    };
    assert_eq!(tried(within(80_000), "", Direction::None).0, 3);
    // The ends of the numbers, and what no less can be asked of.
    for amount in [i64::MIN, -7, 0] {
        assert!(Steps::of(&at_most(amount), "nm", Direction::Lower).is_empty());
        assert!(Steps::of(&at_least(amount), "nm", Direction::Higher).is_empty());
    }
    for unit in ["days", "year", "nm", "ppm", "milli", "s"] {
        let _ = Steps::of(&at_most(i64::MAX), unit, Direction::Higher);
        let _ = Steps::of(&at_least(i64::MAX), unit, Direction::Higher);
    }
}
