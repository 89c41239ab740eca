//! What matching may tell of figures that their owners keep closed: a band where they allow it, and of
//! the figure itself at most between which two steps of the published ladder it lies.

use super::checker::check;
use super::laws::{
    World, any_criterion, any_services, any_sites, attributes, closed_fact, fact, need, of,
    owner_id,
};
use super::*;
use eslabon_domain::attributes::{ConfidentialityGroup, Direction};
use eslabon_domain::facts::FactValue;
use eslabon_domain::ids::CriterionId;
use eslabon_domain::ladders::Ladder;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Closed attributes of these tests, with an item where they have one, and figures to choose from.
const CLOSED: [(&str, Option<&str>, i64); 6] = [
    ("process.cpk", Some("process.turning"), 4_000),
    ("site.defect_ppm", None, 20_000),
    ("site.oee", None, 1_000_000),
    ("site.hours", None, 900_000),
    ("process.flatness", Some("process.milling"), 90_000),
    ("site.sales", None, 900_000_000),
];

type ClosedValue = (String, Option<String>, FactValue, i32, Option<i32>);

pub(super) fn any_closed_fact() -> impl Strategy<Value = ClosedValue> {
    let until = prop_oneof![3 => Just(None), 1 => (-400..800).prop_map(Some)];
    (
        0..CLOSED.len(),
        0..1_000_i64,
        0..1_000_i64,
        0..800_i32,
        until,
    )
        .prop_map(|(at, milli, more, age, until)| {
            let (attribute, item, most) = CLOSED[at];
            let low = most * milli / 1_000;
            let high = low + if more < 700 { 0 } else { most * more / 4_000 };
            (
                attribute.to_owned(),
                item.map(str::to_owned),
                FactValue::Amount { low, high },
                age,
                until,
            )
        })
}

type Asked = (&'static str, Option<String>, Requirement);

pub(super) fn any_closed_requirement() -> impl Strategy<Value = Asked> {
    (0..CLOSED.len(), 0..1_000_i64, 0..10_u8).prop_map(|(at, milli, turned)| {
        let (attribute, item, most) = CLOSED[at];
        let amount = most * milli / 1_000;
        let higher = attributes().find(attribute).unwrap().direction == Direction::Higher;
        // Now and then it is asked the wrong way round, which nobody is compared on.
        let requirement = if higher == (turned > 0) {
            Requirement::AtLeast { amount }
        } else {
            Requirement::AtMost { amount }
        };
        (attribute, item.map(str::to_owned), requirement)
    })
}

fn criterion(attribute: &str, requirement: Requirement, strength: Strength) -> Criterion {
    Criterion {
        id: CriterionId(Uuid::nil()),
        attribute: attribute.into(),
        item: None,
        requirement,
        strength,
        weight: 50,
    }
}

/// The way in which an attribute is asked for.
fn asks(attribute: &str, amount: i64) -> Requirement {
    match attributes().find(attribute).unwrap().direction {
        Direction::Higher => Requirement::AtLeast { amount },
        _ => Requirement::AtMost { amount },
    }
}

fn with_figure(mut sites: Vec<SiteProfile>, at: usize, figure: i64) -> Vec<SiteProfile> {
    let (attribute, item, _) = CLOSED[at];
    let told = fact(
        0,
        900,
        attribute,
        item,
        FactValue::exactly(figure),
        10,
        None,
    );
    sites[0].closed = vec![closed_fact(&told).unwrap()];
    sites
}

fn all_allowed(world: &mut World) {
    world.allowed = (0..8)
        .flat_map(|n| ConfidentialityGroup::CLOSED.map(|group| (owner_id(n), group)))
        .collect();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_figures_within_one_step_give_the_same_answer_to_every_need(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        at in 0..CLOSED.len(), figure in 0..1_000_i64, other in 0..1_000_i64,
    ) {
        let mut world = World::new();
        all_allowed(&mut world);
        let (attribute, _, most) = CLOSED[at];
        let spine = attributes();
        let attribute = spine.find(attribute).unwrap();
        let ladder = Ladder::of(&attribute.unit, attribute.direction);
        let figure = most * figure / 1_000;
        // Another figure of the same step: from the step, open at the better end.
        let (from, to) = match attribute.direction {
            Direction::Higher => (ladder.floor(figure), ladder.ceil(ladder.floor(figure) + 1) - 1),
            _ => (ladder.floor(ladder.ceil(figure) - 1) + 1, ladder.ceil(figure)),
        };
        let other = from + (to - from) * other / 999;
        let need = need(criteria);
        let answer = |figure| {
            let sites = with_figure(sites.clone(), at, figure);
            serde_json::to_string(&world.answer(&sites, &need, &services)).unwrap()
        };
        prop_assert_eq!(answer(figure), answer(other), "{} and {}", figure, other);
    }

    #[test]
    fn without_consent_a_closed_figure_changes_nothing(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        at in 0..CLOSED.len(), figure in 0..1_000_i64,
    ) {
        let mut world = World::new();
        world.allowed.clear();
        let need = need(criteria);
        let mut empty = sites.clone();
        empty[0].closed.clear();
        let told = with_figure(sites, at, CLOSED[at].2 * figure / 1_000);
        prop_assert_eq!(
            serde_json::to_string(&world.answer(&empty, &need, &services)).unwrap(),
            serde_json::to_string(&world.answer(&told, &need, &services)).unwrap()
        );
    }

    #[test]
    fn counts_scores_and_estimates_use_open_facts_only(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
    ) {
        let (mut world, need) = (World::new(), need(criteria));
        all_allowed(&mut world);
        let open = world.answer(&sites, &need, &services);
        world.allowed.clear();
        let kept = world.answer(&sites, &need, &services);
        prop_assert_eq!(&open.groups, &kept.groups);
        prop_assert_eq!(&open.market, &kept.market);
        for site in &sites {
            prop_assert_eq!(of(&open, site.site).score_milli, of(&kept, site.site).score_milli);
        }
        for candidate in &open.candidates {
            for (criterion, result) in need.criteria.iter().zip(&candidate.criteria) {
                if attributes().find(&criterion.attribute).is_none_or(|a| a.group.is_open()) {
                    continue;
                }
                prop_assert!(result.evidence.is_empty() && result.contribution_milli == 0);
                let is_told = matches!(result.verdict, Verdict::Meets | Verdict::Gap { .. });
                prop_assert!(!is_told);
            }
        }
    }

    #[test]
    fn a_better_closed_figure_never_lowers_a_rank(
        sites in any_sites(), criteria in proptest::collection::vec(any_criterion(), 0..6), services in any_services(),
        at in 0..CLOSED.len(), one in 0..1_000_i64, two in 0..1_000_i64,
    ) {
        let mut world = World::new();
        all_allowed(&mut world);
        let need = need(criteria);
        let higher = attributes().find(CLOSED[at].0).unwrap().direction == Direction::Higher;
        let (worse, better) = if higher { (one.min(two), one.max(two)) } else { (one.max(two), one.min(two)) };
        let site = sites[0].site;
        let answer = |milli: i64| {
            let sites = with_figure(sites.clone(), at, CLOSED[at].2 * milli / 1_000);
            world.answer(&sites, &need, &services)
        };
        let (before, after) = (answer(worse), answer(better));
        prop_assert!(of(&after, site).rank <= of(&before, site).rank);
    }

    #[test]
    fn met_is_never_claimed_where_the_figure_fails_what_was_asked(
        at in 0..CLOSED.len(), figure in 0..1_000_i64, asked in 0..1_000_i64, sites in any_sites(),
    ) {
        let mut world = World::new();
        all_allowed(&mut world);
        let (attribute, _, most) = CLOSED[at];
        let (figure, asked) = (most * figure / 1_000, most * asked / 1_000);
        let need = need(vec![criterion(attribute, asks(attribute, asked), Strength::Must)]);
        let answer = world.answer(&with_figure(sites.clone(), at, figure), &need, &[]);
        let holds = match asks(attribute, asked) {
            Requirement::AtLeast { amount } => figure >= amount,
            Requirement::AtMost { amount } => figure <= amount,
            _ => false,
        };
        prop_assert!(holds || of(&answer, sites[0].site).proven != Band::Ready);
    }
}

/// An engineer posts version after version of a need, each with another threshold, and reads her band
/// each time. What she learns is measured: between which two thresholds the band turns.
#[test]
fn an_engineer_who_varies_a_threshold_learns_one_step_and_no_more() {
    let mut world = World::new();
    all_allowed(&mut world);
    for (attribute, figure, thresholds, step) in [
        // 1.41 lies in 1.33–1.67, 3,170 ppm in 2,000–5,000, 91.7 % in 90–95 %, 31 h in 20–50 h.
        (
            "process.cpk",
            1_410,
            (1..3_000_i64).step_by(1),
            (1_330, 1_670),
        ),
        (
            "site.defect_ppm",
            3_170,
            (1..9_000_i64).step_by(1),
            (2_000, 5_000),
        ),
        (
            "site.oee",
            917_000,
            (800_000..1_000_000_i64).step_by(100),
            (900_000, 950_000),
        ),
        (
            "site.hours",
            31 * 3_600,
            (3_600..360_000_i64).step_by(60),
            (72_000, 180_000),
        ),
        (
            "process.flatness",
            21_300,
            (1_000..60_000_i64).step_by(10),
            (16_000, 25_000),
        ),
    ] {
        let at = CLOSED.iter().position(|(id, ..)| *id == attribute).unwrap();
        let bare = SiteProfile {
            site: eslabon_domain::ids::SiteId(Uuid::from_u128(1)),
            owner: owner_id(0),
            state: None,
            position: None,
            position_is_approximate: false,
            facts: vec![],
            closed: vec![],
            text_concepts: BTreeSet::new(),
            text_terms: BTreeSet::new(),
        };
        let sites = with_figure(vec![bare], at, figure);
        let mut answers: Vec<(i64, Group)> = Vec::new();
        for threshold in thresholds {
            let must = criterion(attribute, asks(attribute, threshold), Strength::Must);
            let need = need(vec![must]);
            let answer = world.answer(&sites, &need, &[]);
            assert_eq!(
                check(&sites, &world.question(&need, &[]), &answer),
                Vec::<String>::new()
            );
            answers.push((threshold, answer.candidates[0].group));
        }
        let met: Vec<i64> = answers
            .iter()
            .filter(|(_, g)| *g == Group::Ready)
            .map(|(t, _)| *t)
            .collect();
        let failed: Vec<i64> = answers
            .iter()
            .filter(|(_, g)| *g == Group::OutOfReach)
            .map(|(t, _)| *t)
            .collect();
        assert_eq!(met.len() + failed.len(), answers.len(), "{attribute}");
        // She knows the ladder, and so what each answer says of the figure: these are the tightest.
        let spine = attributes();
        let known = spine.find(attribute).unwrap();
        let ladder = Ladder::of(&known.unit, known.direction);
        let learned = match known.direction {
            Direction::Higher => (ladder.ceil(*met.last().unwrap()), ladder.ceil(failed[0])),
            _ => (ladder.floor(*failed.last().unwrap()), ladder.floor(met[0])),
        };
        assert_eq!(learned, step, "{attribute}");
        // Every other figure of the step gives the same bands to every threshold that was tried.
        for other in [learned.0 + 1, (learned.0 + learned.1) / 2, learned.1 - 1] {
            let sites = with_figure(sites.clone(), at, other);
            for (threshold, group) in answers.iter().step_by(37) {
                let must = criterion(attribute, asks(attribute, *threshold), Strength::Must);
                let answer = world.answer(&sites, &need(vec![must]), &[]);
                assert_eq!(
                    answer.candidates[0].group, *group,
                    "{attribute}: {other} at {threshold}"
                );
            }
        }
    }
}
