//! What the planner gets of an analysis.

use super::examples::{OTD, analysis, candidate, fails, must, need, of, two_needs};
use super::*;
use eslabon_domain::attributes::Attributes;
use eslabon_domain::needs::{Requirement, Strength};
use eslabon_domain::services::Effect;
use eslabon_domain::vocabulary::Vocabulary;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_planner_gets_one_target_a_dimension_with_the_days_of_those_who_cannot_wait() {
    let mut cases = two_needs();
    cases[0].1[0].strength = Strength::Wish;
    let day: Date = date(2027, 5, 1);
    let deadlines = BTreeMap::from([(need(0), day), (need(1), day)]);
    let planned = planned(&analysis(&cases), &deadlines);
    let target = planned
        .gaps
        .iter()
        .find(|gap| gap.dimension == of(OTD, None));
    let target = target.unwrap();
    assert_eq!(target.target, 980_000);
    let waiting = target.needs.iter().map(|one| (one.need, one.deadline));
    assert!(waiting.eq([(need(0), None), (need(1), Some(day))]));
    let present = planned.present.iter().map(|one| one.level);
    assert_eq!(present.collect::<BTreeSet<_>>(), [120, 900_000].into());
    assert!(planned.contradicts.is_empty());
}

#[test]
fn needs_that_pull_in_opposite_ways_are_not_planned() {
    let staff = "site.staff";
    let criteria = |least: bool| {
        let amount = if least { 50 } else { 10 };
        match least {
            true => vec![must(0, 0, staff, Requirement::AtLeast { amount })],
            false => vec![must(1, 0, staff, Requirement::AtMost { amount })],
        }
    };
    let analysis = analysis(&[
        (need(0), criteria(true), candidate(vec![fails(0, 1, 20)])),
        (need(1), criteria(false), candidate(vec![fails(0, 1, 20)])),
    ]);
    assert_eq!(analysis.gaps.len(), 2);
    let planned = planned(&analysis, &BTreeMap::new());
    assert!(planned.gaps.is_empty() && planned.present.is_empty());
    assert_eq!(planned.contradicts, [of(staff, None)]);
}

#[test]
fn a_service_for_a_narrower_item_reaches_the_gap_of_the_wider_one() {
    let vocabulary = Vocabulary::bundled().unwrap();
    let attributes = Attributes::bundled().unwrap();
    let mut tolerance = must(
        0,
        0,
        "process.tolerance",
        Requirement::AtMost { amount: 20_000 },
    );
    tolerance.item = Some("process.machining".into());
    let case = (
        need(0),
        vec![tolerance],
        candidate(vec![fails(0, 1, 50_000)]),
    );
    let gaps = analysis(&[case]).gaps;
    let effect = |item: Option<&str>, from, to| Effect {
        attribute: "process.tolerance".into(),
        item: item.map(str::to_owned),
        from,
        to,
    };
    let narrower = vocabulary.subtree("process.machining").pop().unwrap();
    let reached = |effect: Effect| {
        let raises = effects_on(&gaps, &[effect], &vocabulary, &attributes);
        raises
            .iter()
            .any(|raises| raises.dimension == gaps[0].dimension)
    };
    assert!(reached(effect(Some(&narrower.id), Some(50_000), 20_000)));
    assert!(reached(effect(None, None, 20_000)));
    assert!(!reached(effect(Some("process.root"), None, 20_000)));
    // It leads the other way.
    assert!(!reached(effect(None, Some(20_000), 50_000)));
}
