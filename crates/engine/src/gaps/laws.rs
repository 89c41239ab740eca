//! What must hold of every analysis.

use super::examples::{
    CLOSE, Case, SITE, analysis, any_of, candidate, closing, evidence, must, need, result,
};
use super::*;
use crate::matching::{CriterionResult, GapAction, Reason, UnknownAction, Verdict};
use crate::programme::{Dimension, Direction};
use eslabon_domain::facts::FactValue;
use eslabon_domain::needs::{Criterion, Requirement, Strength};
use eslabon_domain::places::StateCode;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const STANDARDS: [&str; 3] = ["standard.a", "standard.b", "standard.c"];
const AMOUNTS: [&str; 2] = ["site.oee", "process.tolerance"];

fn requirement() -> impl Strategy<Value = (&'static str, Option<&'static str>, Requirement)> {
    let amount = (0..2_usize, 0..2_usize, any::<bool>(), 1..5_i64);
    let amount = amount.prop_map(|(attribute, item, at_least, amount)| {
        let requirement = match at_least {
            true => Requirement::AtLeast { amount },
            false => Requirement::AtMost { amount },
        };
        let item = [None, Some("process.turning")][item];
        (AMOUNTS[attribute], item, requirement)
    });
    let concepts = proptest::collection::vec(0..STANDARDS.len(), 1..4);
    let concepts = concepts.prop_map(|mut places| {
        let mut seen = BTreeSet::new();
        places.retain(|place| seen.insert(*place));
        let concepts: Vec<&str> = places.iter().map(|place| STANDARDS[*place]).collect();
        ("standard.held", None, any_of(&concepts))
    });
    let states = Just(Requirement::InStates {
        states: vec![StateCode(8)],
    });
    let states = states.prop_map(|states| ("site.state", None, states));
    prop_oneof![5 => amount, 4 => concepts, 1 => states]
}

/// A verdict with a reason that goes with it, and a figure behind it.
fn said() -> impl Strategy<Value = (Verdict, Reason)> {
    let gap = |action| Verdict::Gap {
        distance_milli: 100,
        action,
    };
    let unknown = |action| Verdict::Unknown { action };
    let expired = |item: usize| Reason::Expired {
        item: STANDARDS.get(item).map(|item| (*item).to_owned()),
        since: date(2026, 8, 31),
    };
    prop_oneof![
        3 => Just((Verdict::Meets, Reason::AmountMeets)),
        4 => Just((CLOSE, Reason::AmountFails)),
        2 => Just((CLOSE, Reason::SaidNo)),
        1 => Just((gap(GapAction::Move), Reason::OtherState)),
        1 => (0..4_usize).prop_map(move |item| (gap(GapAction::Renew), expired(item))),
        1 => (0..4_usize).prop_map(move |item| (unknown(UnknownAction::Verify), expired(item))),
        1 => Just((unknown(UnknownAction::Ask), Reason::NothingKnown)),
        1 => Just((unknown(UnknownAction::Ask), Reason::RangeStraddles)),
        1 => Just((unknown(UnknownAction::Ask), Reason::KeptClosed)),
        1 => Just((Verdict::Closed, Reason::KeptClosed)),
    ]
}

type Drawn = (
    (&'static str, Option<&'static str>, Requirement),
    (Verdict, Reason),
    bool,
    u8,
    i64,
);

fn case(number: u128, drawn: Vec<Drawn>) -> Case {
    let (mut criteria, mut results): (Vec<Criterion>, Vec<CriterionResult>) = Default::default();
    for (at, ((attribute, item, requirement), (verdict, reason), is_must, weight, level)) in
        drawn.into_iter().enumerate()
    {
        let mut criterion = must(number, at, attribute, requirement);
        criterion.item = item.map(str::to_owned);
        criterion.weight = weight;
        if !is_must {
            criterion.strength = Strength::Wish;
        }
        criteria.push(criterion);
        let fact = number << 16 | at as u128;
        results.push(CriterionResult {
            evidence: vec![evidence(fact, FactValue::exactly(level))],
            closing: vec![closing(fact)],
            ..result(at, verdict, reason)
        });
    }
    (need(number), criteria, candidate(results))
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    let drawn = (requirement(), said(), any::<bool>(), 1..101_u8, 0..6_i64);
    let needs = proptest::collection::vec(proptest::collection::vec(drawn, 0..6), 0..5);
    needs.prop_map(|needs| {
        let needs = (0_u128..).zip(needs);
        needs.map(|(number, drawn)| case(number, drawn)).collect()
    })
}

/// What makes a gap what it is, besides whom it opens.
type Core = (Dimension, Direction, i64, Severity, usize);

fn cores(analysis: &Analysis) -> BTreeSet<Core> {
    let gaps = analysis.gaps.iter();
    gaps.map(|gap| {
        let about = (gap.dimension.clone(), gap.direction);
        (
            about.0,
            about.1,
            gap.required,
            gap.severity,
            gap.needs.len(),
        )
    })
    .collect()
}

/// All criteria of a gap are met.
fn close(cases: &[Case], gap: &Gap) -> Vec<Case> {
    let mut closed = cases.to_vec();
    for (need, criteria, candidate) in &mut closed {
        for result in &mut candidate.criteria {
            let id = criteria[result.criterion].id;
            let is_asked = |asking: &Asking| (asking.need, asking.criterion) == (*need, id);
            if gap.needs.iter().any(is_asked) {
                (result.verdict, result.reason) = (Verdict::Meets, Reason::AmountMeets);
            }
        }
    }
    closed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_analysis_holds_before_the_checker(cases in cases()) {
        // `analysis` asks the checker.
        analysis(&cases);
    }

    #[test]
    fn the_order_of_needs_changes_nothing(cases in cases(), by in 0..5_usize) {
        let mut turned = cases.clone();
        turned.reverse();
        let len = turned.len().max(1);
        turned.rotate_left(by % len);
        prop_assert_eq!(analysis(&cases), analysis(&turned));
    }

    #[test]
    fn closing_a_gap_removes_it_and_nothing_else(cases in cases(), pick in any::<prop::sample::Index>()) {
        let before = analysis(&cases);
        prop_assume!(!before.gaps.is_empty());
        let gap = pick.get(&before.gaps);
        let after = analysis(&close(&cases, gap));
        let mut left = cores(&before);
        left.retain(|core| (&core.0, core.1) != (&gap.dimension, gap.direction));
        prop_assert_eq!(cores(&after), left);
        prop_assert_eq!(&after.to_ask, &before.to_ask);
        prop_assert_eq!(&after.to_verify, &before.to_verify);
        prop_assert_eq!(&after.cannot_change, &before.cannot_change);
        prop_assert_eq!(after.to_renew.len(), before.to_renew.len());
        // What others open, they still open.
        for other in &after.gaps {
            let was = before.gaps.iter().find(|old| (&old.dimension, old.direction) == (&other.dimension, other.direction));
            let now: BTreeSet<_> = other.opens.iter().map(|one| one.need).collect();
            prop_assert!(was.unwrap().opens.iter().all(|one| now.contains(&one.need)));
        }
        // And what it opens is open: nothing known is in its way any more.
        for one in &gap.opens {
            let blocks = |other: &Gap| other.blocks.contains(&one.need) || other.opens.iter().any(|o| o.need == one.need);
            prop_assert!(!after.gaps.iter().any(blocks));
        }
    }

    #[test]
    fn a_gap_that_a_further_need_shares_counts_once(cases in cases()) {
        let before = analysis(&cases);
        let mut twice = cases.clone();
        for (number, (_, criteria, candidate)) in (100_u128..).zip(&cases) {
            let mut criteria = criteria.clone();
            for (at, criterion) in criteria.iter_mut().enumerate() {
                criterion.id = must(number, at, "", any_of(&[])).id;
            }
            twice.push((need(number), criteria, candidate.clone()));
        }
        let after = analysis(&twice);
        let doubled: BTreeSet<Core> = cores(&before)
            .into_iter()
            .map(|(dimension, direction, required, severity, needs)| {
                (dimension, direction, required, severity, needs * 2)
            })
            .collect();
        prop_assert_eq!(cores(&after), doubled);
        for gap in &after.gaps {
            let was = before.gaps.iter().find(|old| (&old.dimension, old.direction) == (&gap.dimension, gap.direction));
            let was = was.unwrap();
            prop_assert_eq!(gap.opens.len(), was.opens.len() * 2);
            prop_assert_eq!(gap.blocks.len(), was.blocks.len() * 2);
        }
    }

    #[test]
    fn whether_a_closed_figure_was_compared_is_not_told(cases in cases()) {
        let hide = |compared: bool| {
            let mut hidden = cases.clone();
            for result in hidden.iter_mut().flat_map(|case| &mut case.2.criteria) {
                if result.reason == Reason::KeptClosed {
                    result.verdict = match compared {
                        true => Verdict::Closed,
                        false => Verdict::Unknown { action: UnknownAction::Ask },
                    };
                }
            }
            analysis(&hidden)
        };
        prop_assert_eq!(hide(true), hide(false));
    }

    #[test]
    fn the_planner_gets_every_gap_once_at_its_hardest_level(cases in cases()) {
        let analysis = analysis(&cases);
        let planned = planned(&analysis, &BTreeMap::new());
        let targets: BTreeMap<_, _> = planned.gaps.iter().map(|gap| (&gap.dimension, gap.target)).collect();
        prop_assert_eq!(targets.len(), planned.gaps.len());
        let contradicted = |gap: &&Gap| planned.contradicts.contains(&gap.dimension);
        let (out, taken): (Vec<&Gap>, Vec<&Gap>) = analysis.gaps.iter().partition(contradicted);
        prop_assert_eq!(out.len(), planned.contradicts.len() * 2);
        prop_assert_eq!(taken.len(), planned.gaps.len());
        for gap in taken {
            prop_assert_eq!(targets.get(&gap.dimension), Some(&gap.required));
        }
        prop_assert!(analysis.site == SITE);
    }
}
